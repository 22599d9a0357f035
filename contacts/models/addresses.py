"""Post codes, and the other addresses a contact has at certain times."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class PostCode(models.Model):
    """A post code and its city; each completes the other on a form."""

    country = CountryField(verbose_name=_("country"), blank=True)
    code = models.CharField(_("post code"), max_length=20)
    city = models.CharField(_("city"), max_length=100)
    county = models.CharField(_("county"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("post code")
        verbose_name_plural = _("post codes")
        constraints = [
            models.UniqueConstraint(fields=["country", "code", "city"], name="post_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.city}"


class AlternativeAddress(models.Model):
    """Another address of a contact, used in the periods given for it: a summer office."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="alternative_addresses",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    code = models.CharField(_("code"), max_length=20)
    company_name = models.CharField(_("name"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=100, blank=True)
    address_2 = models.CharField(_("address 2"), max_length=100, blank=True)
    postcode = models.CharField(_("post code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    country = CountryField(verbose_name=_("country"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    mobile_phone = models.CharField(_("mobile telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("alternative address")
        verbose_name_plural = _("alternative addresses")
        constraints = [
            models.UniqueConstraint(fields=["contact", "code"], name="alternative_address_once"),
            models.CheckConstraint(condition=~Q(code=""), name="alternative_address_has_code"),
        ]

    def __str__(self) -> str:
        return self.code


class AddressDateRangeQuerySet(models.QuerySet["AddressDateRange"]):
    def active_on(self, day: date) -> Self:
        """Periods that hold on `day`, the last begun first (domain.md §1.4)."""
        return (
            self.filter(starts_on__lte=day)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
            .order_by("-starts_on")
        )


class AddressDateRange(models.Model):
    """A period in which an alternative address holds; the last one begun wins."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="address_date_ranges",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    alternative_address = models.ForeignKey(
        AlternativeAddress,
        models.CASCADE,
        related_name="date_ranges",
        verbose_name=_("alternative address"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = AddressDateRangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of an alternative address")
        verbose_name_plural = _("periods of alternative addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "starts_on"], name="address_range_start_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="address_range_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on or ''}"
