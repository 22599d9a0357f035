"""Interaction templates and what they say in each language (domain.md §1.10)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Language
from interactions.models import InteractionTemplate, TemplateContent
from segments_app.common.uses import refuse_if_used

from .content.attaching import NO_FILES, Files, apply_files
from .content.checking import checked

#: What a user may say of a template.
FIELDS = (
    "code", "description", "group", "default_language", "correspondence_type",
    "ignores_contact_correspondence", "unit_cost", "unit_duration", "information_flow",
    "initiated_by", "campaign", "is_target", "is_response",
)  # fmt: skip

#: What it says in one language: the language, and the parts that are written.
Content = Mapping[str, Any]


class TemplateRefused(Exception):
    """The template cannot be as asked for; the message is for the user."""


@transaction.atomic
def create_template(
    *, values: Mapping[str, Any], contents: Sequence[Content] = ()
) -> InteractionTemplate:
    """Create a template with its contents."""
    template = InteractionTemplate()
    _apply(template, values, contents)
    return template


@transaction.atomic
def update_template(
    template: InteractionTemplate,
    *,
    values: Mapping[str, Any],
    contents: Sequence[Content] | None = None,
) -> InteractionTemplate:
    """Change what the values name; contents are replaced as a whole, unless they are None.

    What was logged with the template has its own copy and stays as it was.
    """
    template = InteractionTemplate.objects.select_for_update().get(pk=template.pk)
    _apply(template, values, contents)
    return template


@transaction.atomic
def write_template_content(
    template: InteractionTemplate,
    *,
    language: Language,
    parts: Mapping[str, str],
    files: Files = NO_FILES,
    by: User | None,
    now: datetime,
) -> TemplateContent:
    """Set what the template says in one language; the first language becomes the default."""
    template = InteractionTemplate.objects.select_for_update().get(pk=template.pk)
    content, _created = TemplateContent.objects.update_or_create(
        template=template, language=language, defaults=checked(parts)
    )
    apply_files(content, files, by=by, now=now)
    if template.default_language_id is None:
        template.default_language = language
        template.save(update_fields=["default_language"])
    return content


@transaction.atomic
def delete_template_content(template: InteractionTemplate, *, language: Language) -> None:
    """Drop a language; the default one stays as long as there are others (§1.10)."""
    template = InteractionTemplate.objects.select_for_update().get(pk=template.pk)
    others = template.contents.exclude(language=language)
    if template.default_language_id == language.pk:
        if others.exists():
            raise TemplateRefused(
                _("%(language)s is the default language. Make another one the default first.")
                % {"language": language}
            )
        template.default_language = None
        template.save(update_fields=["default_language"])
    template.contents.filter(language=language).delete()


@transaction.atomic
def archive_template(template: InteractionTemplate) -> None:
    """Offer the template no more for new interactions; its history stays."""
    InteractionTemplate.objects.filter(pk=template.pk).update(is_archived=True)


@transaction.atomic
def restore_template(template: InteractionTemplate) -> None:
    """Offer an archived template again."""
    InteractionTemplate.objects.filter(pk=template.pk).update(is_archived=False)


@transaction.atomic
def delete_template(template: InteractionTemplate) -> None:
    """Delete a template that nothing uses, with its contents; else raise StillUsed (REF-02)."""
    template = InteractionTemplate.objects.select_for_update().get(pk=template.pk)
    refuse_if_used(template)
    template.delete()


def _apply(
    template: InteractionTemplate, values: Mapping[str, Any], contents: Sequence[Content] | None
) -> None:
    for name in FIELDS:
        if name in values:
            setattr(template, name, values[name])
    template.code = template.code.strip().upper()
    template.description = " ".join(template.description.split())
    _refuse_impossible(template)
    if contents is None:
        template.save()
        return
    _refuse_twice(contents)
    _choose_default(template, contents)
    template.save()
    _replace_contents(template, [_checked(content) for content in contents])


def _checked(content: Content) -> Content:
    """Return a content as it is kept; ContentRefused says what is wrong with it."""
    parts = {name: text for name, text in content.items() if name != "language"}
    return {"language": content["language"], **checked(parts)}


def _refuse_impossible(template: InteractionTemplate) -> None:
    if not template.code:
        raise TemplateRefused(_("Enter a code."))
    taken = InteractionTemplate.objects.filter(code=template.code).exclude(pk=template.pk)
    if taken.exists():
        raise TemplateRefused(
            _("The code %(code)s is taken by another template.") % {"code": template.code}
        )
    if template.unit_cost < 0:
        raise TemplateRefused(_("The unit cost cannot be negative."))


def _refuse_twice(contents: Sequence[Content]) -> None:
    languages = [content["language"] for content in contents]
    if len(set(languages)) < len(languages):
        raise TemplateRefused(_("A template has one content in each language."))


def _choose_default(template: InteractionTemplate, contents: Sequence[Content]) -> None:
    """Hold that the default language is one of the contents' (§1.10)."""
    languages = [content["language"] for content in contents]
    if languages and template.default_language is None:
        template.default_language = languages[0]
    if languages and template.default_language not in languages:
        raise TemplateRefused(
            _("There is no content in %(language)s, the default language.")
            % {"language": template.default_language}
        )


def _replace_contents(template: InteractionTemplate, contents: Sequence[Content]) -> None:
    kept = [content["language"].pk for content in contents]
    template.contents.exclude(language__in=kept).delete()
    if not contents:
        return
    TemplateContent.objects.bulk_create(
        [TemplateContent(template=template, **content) for content in contents],
        update_conflicts=True,
        unique_fields=["template", "language"],
        update_fields=sorted({name for content in contents for name in content} - {"language"}),
    )
