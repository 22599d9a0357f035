"""Answers to profile questionnaires, given by hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from contacts.models import Answer, Contact, ContactAnswer, Question, Questionnaire

from .refusals import Refused


class AnswerRefused(Refused):
    """An answer that this question does not take, or not for this contact."""


@transaction.atomic
def answer_question(
    contact: Contact,
    *,
    question: Question,
    answers: Iterable[Answer],
    by: User | None,
    now: datetime,
) -> bool:
    """Have exactly these answers given to the question; tell whether that changed anything."""
    return answer_questions(contact, answers={question: answers}, by=by, now=now)


@transaction.atomic
def answer_questions(
    contact: Contact,
    *,
    answers: Mapping[Question, Iterable[Answer]],
    by: User | None,
    now: datetime,
) -> bool:
    """Answer several questions at once, in five statements; others keep their answers.

    An answer that stays keeps the moment it was given.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.is_minor:
        raise AnswerRefused(_("Minors cannot be profiled."))
    wanted = {
        answer.pk: answer
        for question, chosen in answers.items()
        for answer in accepted(question, list(chosen))
    }
    given = ContactAnswer.objects.filter(contact=contact, question__in=answers)
    present = set(given.values_list("answer", flat=True))
    removed = present - wanted.keys()
    if removed:
        given.filter(answer__in=removed).delete()
    new = [answer for key, answer in wanted.items() if key not in present]
    ContactAnswer.objects.bulk_create(
        ContactAnswer(
            contact=contact, question_id=answer.question_id, answer=answer, answered_at=now
        )
        for answer in new
    )
    if new or removed:
        Contact.objects.filter(pk=contact.pk).update(modified_at=now)
    return bool(new or removed)


def accepted(question: Question, answers: list[Answer]) -> list[Answer]:
    """Return the answers if the question takes them, all of them."""
    named = {"question": question.text}
    if question.is_automatic:
        raise AnswerRefused(
            _("“%(question)s” is answered automatically and takes no answer by hand.") % named
        )
    if len(answers) > 1 and not question.is_multiple:
        raise AnswerRefused(_("“%(question)s” takes one answer.") % named)
    if any(answer.question_id != question.pk for answer in answers):
        raise AnswerRefused(_("An answer to “%(question)s” must be one of its own.") % named)
    return answers


def questions_for(contact: Contact, questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the questions with their answers, in order, and the answers given; three queries."""
    answers = Prefetch("answers", queryset=Answer.objects.order_by("position"))
    given = ContactAnswer.objects.filter(
        contact=contact, question__questionnaire=questionnaire
    ).values_list("answer", flat=True)
    questions = questionnaire.questions.order_by("position").prefetch_related(answers)
    return {"questions": list(questions), "given": set(given)}
