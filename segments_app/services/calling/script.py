"""What is said to a contact by telephone: the segment's script, else that of calls."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from contacts.models import Contact, Language
from interactions.models import InteractionTemplate
from interactions.services import content_for
from interactions.services.content import spoken
from segments_app.models import Segment
from segments_app.services.line_contents import addressee_of, content_of_line


@dataclass(frozen=True)
class Script:
    """A script with its merge fields filled in; `missing` are those without a value."""

    text: str
    language: Language | None
    missing: list[str]


def script_for(
    segment: Segment, line: Any, *, contact: Contact, template: InteractionTemplate, by: User
) -> Script | None:
    """Return what the segment says in the contact's language, else what its default one says,
    else what the template of calls does; None where nothing is written."""
    for content in _contents(segment, line, contact, template):
        script = getattr(content, "script", "")
        if content is not None and script:
            language = content.language
            addressee = addressee_of(segment, contact, line, language=language, by=by)
            text, missing = spoken(script, addressee=addressee)
            return Script(text, language, missing)
    return None


def _contents(
    segment: Segment, line: Any, contact: Contact, template: InteractionTemplate
) -> list[Any]:
    """Return the contents that may have a script, the nearest to the contact first."""
    content, _language = content_of_line(segment, line)
    default = segment.contents.filter(language=segment.default_language_id or 0)
    return [content, default.select_related("language").first(), content_for(template, contact)]
