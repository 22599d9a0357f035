"""What an administrator sets up once: number series, languages, territories, defaults."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from segments_app.common.models import CodeTable, CorrespondenceType


class NumberSeries(models.Model):
    """Numbers given out in order, such as CT000123. A number is never given out twice."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)
    prefix = models.CharField(_("prefix"), max_length=10, blank=True)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)
    last_number = models.PositiveBigIntegerField(_("last number used"), default=0)
    allows_typed = models.BooleanField(
        _("typed numbers allowed"),
        default=False,
        help_text=_("Users may type a number of their own instead of taking the next one."),
    )

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.CheckConstraint(
                condition=Q(digits__gte=1, digits__lte=15), name="number_series_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.code

    def formatted(self, number: int) -> str:
        """Return the running number as it is shown: prefix and zeros in front."""
        return f"{self.prefix}{number:0{self.digits}d}"


class Language(models.Model):
    """A language that contacts speak and templates are written in; an ISO 639-1 code."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=50)

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="language_has_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Territory(CodeTable):
    """A sales area."""

    class Meta(CodeTable.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")


class MarketingSetup(models.Model):
    """The one row of settings of the area; domain.md §1.1. Made by a migration."""

    contact_numbers = models.ForeignKey(
        NumberSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact numbers"),
    )
    campaign_numbers = models.ForeignKey(
        NumberSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign numbers"),
    )
    segment_numbers = models.ForeignKey(
        NumberSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment numbers"),
    )
    task_numbers = models.ForeignKey(
        NumberSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task numbers"),
    )

    inherits_salesperson = models.BooleanField(_("persons inherit the salesperson"), default=True)
    inherits_territory = models.BooleanField(_("persons inherit the territory"), default=True)
    inherits_country = models.BooleanField(_("persons inherit the country"), default=True)
    inherits_language = models.BooleanField(_("persons inherit the language"), default=True)
    inherits_address = models.BooleanField(_("persons inherit the address"), default=True)
    inherits_communication = models.BooleanField(
        _("persons inherit telephone, e-mail and home page"), default=True
    )

    default_salesperson = models.ForeignKey(
        "contacts.Salesperson",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default salesperson"),
    )
    default_territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default territory"),
    )
    default_country = CountryField(verbose_name=_("default country"), blank=True)
    default_language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default language"),
    )
    default_purpose = models.ForeignKey(
        "contacts.Purpose",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default purpose"),
        help_text=_("What new segments approach contacts for. Empty: no consent is asked."),
    )
    default_correspondence_type = models.CharField(
        _("default correspondence type"), max_length=10, choices=CorrespondenceType, blank=True
    )
    company_salutation = models.ForeignKey(
        "contacts.Salutation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("salutation of new companies"),
    )
    person_salutation = models.ForeignKey(
        "contacts.Salutation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("salutation of new persons"),
    )
    currency_code = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        help_text=_("ISO code of the currency that all costs are in."),
    )

    class Meta:
        verbose_name = _("marketing setup")
        verbose_name_plural = _("marketing setup")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="marketing_setup_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("Marketing setup"))
