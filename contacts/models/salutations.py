"""How a contact is addressed, by salutation, language and formality."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from segments_app.common.models import CodeTable

from .setup import Language


class Salutation(CodeTable):
    """A form of address, such as "female, married"; its formulas say how it reads."""

    class Meta(CodeTable.Meta):
        verbose_name = _("salutation")
        verbose_name_plural = _("salutations")


class NamePart(models.TextChoices):
    """A part of a contact's name that a formula can put in."""

    JOB_TITLE = "job_title", _("Job title")
    FIRST_NAME = "first_name", _("First name")
    MIDDLE_NAME = "middle_name", _("Middle name")
    SURNAME = "surname", _("Surname")
    INITIALS = "initials", _("Initials")
    COMPANY_NAME = "company_name", _("Company name")


class SalutationFormula(models.Model):
    """A pattern like "Dear %1 %2," with the name parts that stand for %1 to %5, in order.

    No language means the formula serves every language that has none of its own.
    """

    class Formality(models.TextChoices):
        FORMAL = "formal", _("Formal")
        INFORMAL = "informal", _("Informal")

    salutation = models.ForeignKey(
        Salutation, models.CASCADE, related_name="formulas", verbose_name=_("salutation")
    )
    language = models.ForeignKey(
        Language,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("language"),
    )
    formality = models.CharField(_("formality"), max_length=10, choices=Formality)
    pattern = models.CharField(
        _("pattern"),
        max_length=100,
        help_text=_("%1 to %5 stand for the name parts below."),
    )
    part_1 = models.CharField(_("part %1"), max_length=20, choices=NamePart, blank=True)
    part_2 = models.CharField(_("part %2"), max_length=20, choices=NamePart, blank=True)
    part_3 = models.CharField(_("part %3"), max_length=20, choices=NamePart, blank=True)
    part_4 = models.CharField(_("part %4"), max_length=20, choices=NamePart, blank=True)
    part_5 = models.CharField(_("part %5"), max_length=20, choices=NamePart, blank=True)

    class Meta:
        verbose_name = _("salutation formula")
        verbose_name_plural = _("salutation formulas")
        constraints = [
            models.UniqueConstraint(
                fields=["salutation", "language", "formality"], name="salutation_formula_once"
            ),
            models.UniqueConstraint(
                fields=["salutation", "formality"],
                condition=Q(language__isnull=True),
                name="salutation_formula_default_once",
            ),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def parts(self) -> list[str]:
        """The name parts in their order, "" where a place is not used."""
        return [self.part_1, self.part_2, self.part_3, self.part_4, self.part_5]
