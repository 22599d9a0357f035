"""Profile questionnaires, and the answers given for contacts."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments_app.common.models import CodeTable

from .classification import BusinessRelation
from .contact import Contact


class Priority(models.IntegerChoices):
    """How important a questionnaire or an answer is; very low hides an answer."""

    VERY_LOW = 0, _("Very low")
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    VERY_HIGH = 4, _("Very high")


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def for_contact(self, contact: Contact) -> Self:
        """Those shown on a contact: of its type, and of a business relation it has."""
        company = contact.company_id or contact.pk
        return self.filter(Q(contact_type="") | Q(contact_type=contact.type)).filter(
            Q(business_relation__isnull=True) | Q(business_relation__assignments__contact=company)
        )


class Questionnaire(CodeTable):
    """A list of questions about contacts; may be for companies or persons only."""

    contact_type = models.CharField(
        _("for"),
        max_length=10,
        choices=Contact.Type,
        blank=True,
        help_text=_("Left empty, the questionnaire is for companies and persons."),
    )
    business_relation = models.ForeignKey(
        BusinessRelation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only with business relation"),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta(CodeTable.Meta):
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")


class Question(models.Model):
    """One question of a questionnaire; a contact has one answer to it, or several."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="questions", verbose_name=_("questionnaire")
    )
    position = models.PositiveIntegerField(_("position"))
    text = models.CharField(_("question"), max_length=250)
    is_multiple = models.BooleanField(_("several answers"), default=False)
    is_automatic = models.BooleanField(
        _("answered automatically"),
        default=False,
        help_text=_("Answers are computed or imported and cannot be given by hand."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"], name="question_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Answer(models.Model):
    """One of the possible answers to a question."""

    question = models.ForeignKey(
        Question,
        models.CASCADE,
        related_name="answers",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("question"),
    )
    position = models.PositiveIntegerField(_("position"))
    text = models.CharField(_("answer"), max_length=250)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="answer_position_once"),
        ]

    def __str__(self) -> str:
        return self.text


class ContactAnswer(models.Model):
    """An answer given for a contact. A question without "several answers" has at most one.

    The question is kept beside the answer so that the database can tell.
    """

    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="answers",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        related_name="+",
        db_index=False,  # reached through the answer
        verbose_name=_("question"),
    )
    answer = models.ForeignKey(
        Answer, models.PROTECT, related_name="given", verbose_name=_("answer")
    )
    answered_at = models.DateTimeField(_("answered at"), db_default=Now())

    class Meta:
        verbose_name = _("answer of a contact")
        verbose_name_plural = _("answers of contacts")
        constraints = [
            models.UniqueConstraint(fields=["contact", "answer"], name="contact_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.answer_id}"
