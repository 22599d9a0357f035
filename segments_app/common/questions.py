"""Questions with answers to choose from, as a form: whatever they are stored in."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from .widgets import Boxes, Dots


class QuestionsForm(forms.Form):
    """One field for each question: round boxes where it takes one answer.

    `questions` come with their answers, `given` are the keys of the answers given before.
    """

    def __init__(
        self, data: Any = None, *, questions: Sequence[Any], given: Collection[int]
    ) -> None:
        super().__init__(data)
        self.questions = {f"question_{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            chosen = [str(one.pk) for one in question.answers.all() if one.pk in given]
            self.fields[name] = field_of(question, chosen)

    @property
    def answers(self) -> dict[Any, list[Any]]:
        """The answers chosen, by question; what is answered automatically is not there."""
        chosen = {}
        for name, question in self.questions.items():
            if question.is_automatic:
                continue
            value = self.cleaned_data[name]
            keys = {str(key) for key in (value if isinstance(value, list) else [value])}
            chosen[question] = [a for a in question.answers.all() if str(a.pk) in keys]
        return chosen


def field_of(question: Any, chosen: list[str]) -> forms.ChoiceField:
    """Return the control of a question."""
    choices: list[tuple[Any, Any]] = [(str(a.pk), a.text) for a in question.answers.all()]
    common: dict[str, Any] = {"label": question.text, "required": False}
    if question.is_automatic:
        common |= {"disabled": True, "help_text": gettext("Answered automatically.")}
    if question.is_multiple:
        return forms.MultipleChoiceField(choices=choices, initial=chosen, widget=Boxes(), **common)
    choices = [("", gettext("No answer")), *choices]
    initial = chosen[0] if chosen else ""
    return forms.ChoiceField(choices=choices, initial=initial, widget=Dots(), **common)
