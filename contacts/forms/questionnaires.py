"""The form of a questionnaire, made of its questions."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext

from contacts.models import Answer, Contact, ContactAnswer, Question, Questionnaire
from segments_app.common.widgets import Boxes, Dots


class QuestionnaireForm(forms.Form):
    """One field for each question that is answered by hand: round boxes for one answer."""

    def __init__(self, data: Any = None, *, contact: Contact, questionnaire: Questionnaire) -> None:
        super().__init__(data)
        self.questions = {f"question_{question.pk}": question for question in asked(questionnaire)}
        given = ContactAnswer.objects.filter(
            contact=contact, question__questionnaire=questionnaire
        ).values_list("question", "answer")
        for name, question in self.questions.items():
            chosen = [str(answer) for key, answer in given if key == question.pk]
            self.fields[name] = field_of(question, chosen)

    @property
    def answers(self) -> dict[Question, list[Answer]]:
        """The answers chosen, by question; what is answered automatically is not there."""
        chosen = {}
        for name, question in self.questions.items():
            if question.is_automatic:
                continue
            value = self.cleaned_data[name]
            keys = {str(key) for key in (value if isinstance(value, list) else [value])}
            chosen[question] = [a for a in question.answers.all() if str(a.pk) in keys]
        return chosen


def asked(questionnaire: Questionnaire) -> list[Question]:
    """Return the questions with their answers, in order, in two queries."""
    answers = Prefetch("answers", queryset=Answer.objects.order_by("position"))
    return list(questionnaire.questions.order_by("position").prefetch_related(answers))


def field_of(question: Question, chosen: list[str]) -> forms.ChoiceField:
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
