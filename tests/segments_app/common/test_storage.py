from segments_app.common.storage import StaticStorage


def test_source_maps_may_be_missing_but_other_addresses_are_followed():
    rules = {files: [str(rule) for rule in patterns] for files, patterns in StaticStorage.patterns}

    assert any("url" in rule for rule in rules["*.css"])
    assert not any("sourceMappingURL" in rule for found in rules.values() for rule in found)
