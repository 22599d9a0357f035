"""Attributes that administrators add to contacts: what they are, and the values (decision 0031)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from .contact import Contact

CODE = RegexValidator(
    r"\A[a-z][a-z0-9_]*\Z",
    _("A code begins with a small letter and goes on with a to z, 0 to 9 and _."),
    code="code",
)
MAX_DIGITS, DECIMALS = 15, 4  # what SQLite keeps exactly


class AttributeKind(models.TextChoices):
    """What the values of an attribute are."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several choices")
    CHOICES = "choices", _("Several of several choices")


WITH_CHOICES = (AttributeKind.CHOICE, AttributeKind.CHOICES)
CAN_BE_UNIQUE = (AttributeKind.TEXT, AttributeKind.NUMBER, AttributeKind.DATE)


class Attribute(models.Model):
    """Something this company wants to know about contacts that no field of the product holds.

    Code and kind stay as they were made: rules, files and the history name it by its code.
    """

    Kind = AttributeKind

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[CODE],
        help_text=_("Stays as it is: criteria and files name the attribute by it."),
    )
    label = models.CharField(_("label"), max_length=80)
    help_text = models.CharField(
        _("help"), max_length=200, blank=True, help_text=_("Shown below the field.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AttributeKind)
    for_companies = models.BooleanField(_("for companies"), default=True)
    for_persons = models.BooleanField(_("for persons"), default=True)
    position = models.PositiveIntegerField(
        _("position"), default=100, help_text=_("Attributes are shown in this order.")
    )
    is_required = models.BooleanField(
        _("required"), default=False, help_text=_("A contact cannot be saved without it.")
    )
    is_unique = models.BooleanField(
        _("unique"),
        default=False,
        help_text=_("No two contacts have the same value: texts, numbers and dates only."),
    )
    is_filter = models.BooleanField(
        _("filter of the list"),
        default=True,
        help_text=_("The list of contacts offers it as a filter."),
    )
    is_archived = models.BooleanField(
        _("archived"),
        default=False,
        help_text=_("Offered nowhere any more; values that are there are kept."),
    )

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="attribute_has_code"),
            models.CheckConstraint(condition=~Q(label=""), name="attribute_has_label"),
            models.CheckConstraint(
                condition=Q(kind__in=AttributeKind.values), name="attribute_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(for_companies=True) | Q(for_persons=True),
                name="attribute_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_unique=False) | Q(kind__in=CAN_BE_UNIQUE),
                name="attribute_unique_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AttributeChoice(models.Model):
    """One of the values that an attribute can have. Its code stays, its label may be renamed."""

    attribute = models.ForeignKey(
        Attribute,
        models.CASCADE,
        related_name="choices",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("attribute"),
    )
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[CODE],
        help_text=_("Stays as it is: criteria and files name the choice by it."),
    )
    label = models.CharField(_("label"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=100)
    is_archived = models.BooleanField(
        _("archived"),
        default=False,
        help_text=_("Cannot be chosen any more; stays where it is chosen."),
    )

    class Meta:
        verbose_name = _("choice of an attribute")
        verbose_name_plural = _("choices of attributes")
        constraints = [
            models.UniqueConstraint(fields=["attribute", "code"], name="attribute_choice_once"),
            models.CheckConstraint(condition=~Q(code=""), name="attribute_choice_has_code"),
            models.CheckConstraint(condition=~Q(label=""), name="attribute_choice_has_label"),
        ]

    def __str__(self) -> str:
        return self.label


def only(kind: str, column: str) -> Q:
    """Return the condition that a value of the kind has its own column set, and no other."""
    empty = {"text": Q(text="")} | {
        name: Q(**{f"{name}__isnull": True}) for name in ("number", "day", "flag", "choice")
    }
    condition = Q(kind=kind) & ~empty.pop(column)
    for is_empty in empty.values():
        condition &= is_empty
    return condition


class AttributeValue(models.Model):
    """The value that one attribute has for one contact; of several choices, one of them.

    No value is no row. Kind and "unique" are the attribute's, kept beside the value so that
    the database can tell whether it is a right one; `slot` is the choice where a contact can
    have several, else 0, so that there is one row for each.
    """

    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="attribute_values",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    attribute = models.ForeignKey(
        Attribute,
        models.PROTECT,
        related_name="values",
        db_index=False,  # the indexes begin with it
        verbose_name=_("attribute"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AttributeKind)
    slot = models.BigIntegerField(_("slot"), default=0)
    is_unique = models.BooleanField(_("unique"), default=False)
    text = models.CharField(_("text"), max_length=255, blank=True)
    number = models.DecimalField(
        _("number"), max_digits=MAX_DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    day = models.DateField(_("date"), null=True, blank=True)
    flag = models.BooleanField(_("yes or no"), null=True, blank=True)
    choice = models.ForeignKey(
        AttributeChoice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        db_index=False,  # looked for with its attribute
        verbose_name=_("choice"),
    )

    class Meta:
        verbose_name = _("attribute of a contact")
        verbose_name_plural = _("attributes of contacts")
        indexes = [
            # Criteria and filters: who has the value, read from the index alone.
            models.Index(
                fields=["attribute", "choice", "contact"],
                condition=Q(choice__isnull=False),
                name="attribute_by_choice",
            ),
            models.Index(
                fields=["attribute", "number", "contact"],
                condition=Q(number__isnull=False),
                name="attribute_by_number",
            ),
            models.Index(
                fields=["attribute", "day", "contact"],
                condition=Q(day__isnull=False),
                name="attribute_by_day",
            ),
            models.Index(
                fields=["attribute", "flag", "contact"],
                condition=Q(flag__isnull=False),
                name="attribute_by_flag",
            ),
            models.Index(
                fields=["attribute", "text", "contact"],
                condition=~Q(text=""),
                name="attribute_by_text",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "attribute", "slot"], name="attribute_value_once"
            ),
            models.CheckConstraint(
                condition=only("text", "text")
                | only("number", "number")
                | only("date", "day")
                | only("yes_no", "flag")
                | only("choice", "choice")
                | only("choices", "choice"),
                name="attribute_value_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="choices", slot=models.F("choice"))
                | (~Q(kind="choices") & Q(slot=0)),
                name="attribute_value_slot",
            ),
            models.UniqueConstraint(
                "attribute",
                Upper("text"),
                condition=Q(is_unique=True, kind="text"),
                name="attribute_text_unique",
            ),
            models.UniqueConstraint(
                fields=["attribute", "number"],
                condition=Q(is_unique=True, kind="number"),
                name="attribute_number_unique",
            ),
            models.UniqueConstraint(
                fields=["attribute", "day"],
                condition=Q(is_unique=True, kind="date"),
                name="attribute_day_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.attribute_id}"
