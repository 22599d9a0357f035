"""What a contact belongs to and has answered, in the form of the contact itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from contacts.models import Answer, Contact, ContactAnswer, MailingGroup, Question, Questionnaire
from contacts.services import Belonging
from segments_app.common.choices import boxes
from segments_app.common.questions import field_of
from segments_app.common.widgets import is_key

FEW = 12  # groups that are all shown as boxes
GROUPS = "mailing_groups"
SHOWN = "groups_shown"


class BelongingFields:
    """Mailing groups and answers beside the values; what somebody else changed stays.

    Only the groups that were ticked or unticked here are sent on, and the questions answered
    anew: the form carries which groups it has shown.
    """

    contact_type: ClassVar[str]
    cleaned_data: dict[str, Any]
    changed_data: list[str]
    fields: dict[str, forms.Field]
    questions: Mapping[str, Question] = {}

    def belonging_fields(self, contact: Contact | None, *, may_answer: bool) -> dict[str, Any]:
        """Return the fields, each with what the contact has now."""
        found: dict[str, Any] = groups_fields(contact)
        if may_answer and not (contact is not None and contact.is_minor):
            given = given_answers(contact)
            self.questions = {
                f"question_{one.pk}": one for one in asked_of(contact, self.contact_type)
            }
            found |= {
                name: field_of(question, given.get(question.pk, []))
                for name, question in self.questions.items()
            }
        return found

    def belonging_fieldsets(self) -> list[Fieldset]:
        """Return the groups, and the questions of each questionnaire under its name."""
        titles: dict[str, list[str]] = {}
        for name, question in self.questions.items():
            titles.setdefault(str(question.questionnaire), []).append(name)
        groups = [Fieldset("", SHOWN, GROUPS)] if GROUPS in self.fields else []
        return groups + [
            Fieldset(title, Row(*(Column(name, css_class="col-md-6") for name in names)))
            for title, names in titles.items()
        ]

    @property
    def belonging(self) -> Belonging:
        """What the service is to change of it."""
        chosen = set(self.cleaned_data.get(GROUPS) or ())
        keys = self.cleaned_data.get(SHOWN, "").split(",")
        shown = (
            set(MailingGroup.objects.filter(pk__in=filter(is_key, keys))) if any(keys) else set()
        )
        answered = {
            question: self.chosen_answers(name, question)
            for name, question in self.questions.items()
            if name in self.changed_data
        }
        return Belonging(join=chosen - shown, leave=shown - chosen, answers=answered)

    def chosen_answers(self, name: str, question: Question) -> list[Answer]:
        """Return the answers that are chosen to the question."""
        value = self.cleaned_data[name]
        keys = {str(key) for key in (value if isinstance(value, list) else [value])}
        return [answer for answer in question.answers.all() if str(answer.pk) in keys]


def groups_fields(contact: Contact | None) -> dict[str, Any]:
    """Return boxes for a few groups and a picker for many, and which of them are chosen now."""
    many = MailingGroup.objects.all()[: FEW + 1].count()
    if not many:
        return {}
    field = boxes(MailingGroup.objects.all(), _("Mailing groups"))
    if many > FEW:
        field.widget = forms.SelectMultiple({"data-picker": ""})
        field.widget.choices = field.choices
    joined: list[int] = []
    if contact is not None:
        joined = list(contact.mailing_groups.values_list("mailing_group", flat=True))
    field.initial = joined
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    shown.initial = ",".join(map(str, sorted(joined)))
    return {GROUPS: field, SHOWN: shown}


def asked_of(contact: Contact | None, contact_type: str) -> list[Question]:
    """Return the questions such a contact is asked, in order, in two queries.

    Of a new contact nobody knows the business relations yet.
    """
    if contact is None:
        some = Questionnaire.objects.filter(
            contact_type__in=["", contact_type], business_relation=None
        )
    else:
        some = Questionnaire.objects.for_contact(contact)
    answers = Prefetch("answers", queryset=Answer.objects.order_by("position"))
    return list(
        Question.objects.filter(questionnaire__in=some.values("pk"), is_automatic=False)
        .select_related("questionnaire")
        .order_by("-questionnaire__priority", "questionnaire__code", "position")
        .prefetch_related(answers)
    )


def given_answers(contact: Contact | None) -> dict[int, list[str]]:
    """Return what the contact has answered, by question."""
    given: dict[int, list[str]] = {}
    if contact is not None:
        rows = ContactAnswer.objects.filter(contact=contact)
        for question, answer in rows.values_list("question", "answer"):
            given.setdefault(question, []).append(str(answer))
    return given
