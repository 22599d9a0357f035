from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; a vendored file may name a source map we do not ship."""

    patterns = tuple(
        (files, [rule for rule in rules if "sourceMappingURL" not in str(rule)])
        for files, rules in CompressedManifestStaticFilesStorage.patterns
    )
