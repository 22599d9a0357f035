"""The step being written: its form and its criteria, from what was left or what was sent."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from segments_app import services
from segments_app.criteria.editing import Editor
from segments_app.criteria.field_lists import searched
from segments_app.criteria.rules import Rule
from segments_app.forms.step import StepForm
from segments_app.services.recent_fields import recent_fields

from .desk import Desk
from .pages import user_of

HAS_LISTS = "X-Field-Lists"  # sent by the page whose script searches the fields


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

    def context(self, request: HttpRequest, desk: Desk) -> dict[str, Any]:
        self.editor.recent = recent_fields(user_of(request))
        return {
            "field_lists": searched(self.editor.recent),
            "form": self.form,
            "actions": self.form.choices(is_empty=desk.is_empty),
            "is_begun": not self.editor.is_blank,
            "moves": services.draft_moves(desk.written),
            **self.criteria(desk),
        }

    def part(self, request: HttpRequest, desk: Desk) -> dict[str, Any]:
        """Return what a fragment of the page shows; its rows need no lists that the page has."""
        has_lists = HAS_LISTS in request.headers
        self.editor.recent = None if has_lists else recent_fields(user_of(request))
        return self.criteria(desk)

    def criteria(self, desk: Desk) -> dict[str, Any]:
        """Return what the editor shows, and where its buttons send the form."""
        urls = {"criteria_url": desk.url("step"), "facets_url": desk.url("facets")}
        return urls | {"desk": desk} | self.editor.context(now=timezone.now())


def is_everyone(rule: Rule) -> bool:
    return bool(rule.get("everyone"))
