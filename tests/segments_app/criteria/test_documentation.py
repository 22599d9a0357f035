from django.conf import settings

from segments_app.criteria.documentation import document
from segments_app.criteria.registry import sources


def test_the_page_about_criteria_is_not_stale():
    written = (settings.BASE_DIR / "docs" / "criteria.md").read_text()

    assert written == document(), "run manage.py document_criteria"


def test_the_page_has_every_criterion():
    page = document()

    for source in sources.values():
        for key in source.criteria:
            assert f"| `{key}` |" in page
