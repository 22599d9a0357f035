"""The step being written: its form and its criteria, from what was left or what was sent."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from segments_app.criteria.editing import Editor
from segments_app.criteria.rules import Rule
from segments_app.forms.step import StepForm
from segments_app.models import Segment

from .pages import count_of


@dataclass
class Writing:
    """The step being written: its form and its criteria."""

    form: StepForm
    editor: Editor

    @classmethod
    def of_draft(cls, draft: Any) -> "Writing":
        """Go on with what was left."""
        stored = draft if isinstance(draft, dict) else {}
        initial = {"action": stored.get("action")} | dict(stored.get("options") or {})
        editor = Editor.of_draft(stored["criteria"]) if "criteria" in stored else Editor.of_rule()
        return cls(StepForm(initial=initial), editor)

    @classmethod
    def of_post(cls, request: HttpRequest) -> "Writing":
        """Read what the page sent."""
        sent: Any = request.POST
        return cls(StepForm(sent), Editor.of_post(sent))

    @property
    def draft(self) -> dict[str, Any]:
        options = self.form.options.as_dict()
        return {"action": self.form.chosen, "options": options, "criteria": self.editor.draft()}

    def context(self, segment: Segment) -> dict[str, Any]:
        is_empty = not count_of(segment)
        return {
            "form": self.form,
            "actions": self.form.choices(is_empty=is_empty),
            "is_begun": not self.editor.is_blank,
            **self.criteria(segment),
        }

    def criteria(self, segment: Segment) -> dict[str, Any]:
        """Return what the editor shows, and where its buttons send the form."""
        url = reverse("segments:segment_step", args=[segment.pk])
        facets_url = reverse("segments:segment_facets", args=[segment.pk])
        urls = {"criteria_url": url, "facets_url": facets_url}
        return urls | self.editor.context(now=timezone.now())


def is_everyone(rule: Rule) -> bool:
    return bool(rule.get("everyone"))
