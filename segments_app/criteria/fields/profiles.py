"""Answers to profile questionnaires; of several conditions one answer satisfies all."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import ContactAnswer
from segments_app.criteria.kinds import MANY, MOMENT, REFERENCE
from segments_app.criteria.registry import OF_CONTACT, Phrases, source

from . import tables
from .contacts import contact

contact.add(
    "profile_answer",
    label=_("Profile answer"),
    kind=MANY,
    path="answer",
    section=_("Profile answers"),
    options=tables.ANSWERS,
    rows=ContactAnswer,
    link=OF_CONTACT,
)

answer = source(
    "answer",
    label=_("Profile answers"),
    rows=ContactAnswer,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a profile answer"),
        none=_("there is no profile answer"),
        at_least=ngettext_lazy(
            "there is at least %(count)s profile answer",
            "there are at least %(count)s profile answers",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s profile answer",
            "there are exactly %(count)s profile answers",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s profile answer",
            "there are at most %(count)s profile answers",
            "count",
        ),
    ),
)
answer.add("answer", label=_("Answer"), kind=REFERENCE, options=tables.ANSWERS)
answer.add("question", label=_("Question"), kind=REFERENCE, options=tables.QUESTIONS)
answer.add(
    "questionnaire",
    label=_("Questionnaire"),
    kind=REFERENCE,
    path="question__questionnaire",
    options=tables.QUESTIONNAIRES,
)
answer.add("answered_at", label=_("Answered"), kind=MOMENT)
