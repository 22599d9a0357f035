"""Answers to profile questionnaires; of several conditions one answer satisfies all."""

from django.utils.translation import gettext_lazy as _

from contacts.models import ContactAnswer
from segments_app.criteria.kinds import MANY, MOMENT, REFERENCE
from segments_app.criteria.registry import source

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
    link=tables.OF_CONTACT,
)

answer = source("answer", label=_("Profile answers"), rows=ContactAnswer, link=tables.OF_CONTACT)
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
