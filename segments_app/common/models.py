"""Abstract models that the packages share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodeTable(models.Model):
    """A small table of codes that administrators keep: a code, and what it stands for."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="%(class)s_has_code"),
        ]

    def __str__(self) -> str:
        return self.description or self.code


class CorrespondenceType(models.TextChoices):
    """The channel a contact prefers, or an interaction takes; blank where it does not matter."""

    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")


class InformationFlow(models.TextChoices):
    """Which way the information went."""

    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")


class InitiatedBy(models.TextChoices):
    """Who began the interaction."""

    US = "us", _("Us")
    THEM = "them", _("Them")


class Evaluation(models.TextChoices):
    """How the contact reacted."""

    VERY_POSITIVE = "very_positive", _("Very positive")
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")
    VERY_NEGATIVE = "very_negative", _("Very negative")
