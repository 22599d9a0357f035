"""Contacts: companies and persons in one table (domain.md §1.3)."""

from django.conf import settings
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from segments_app.common.models import CorrespondenceType
from segments_app.common.submissions import made_once, submission_key

from .classification import OrganizationalLevel
from .contact_queries import ContactQuerySet
from .erasures import ERASED_NUMBER
from .gate import LeftOutReason
from .people import Salesperson
from .salutations import Salutation
from .setup import Language, Territory

__all__ = ["PHONE", "Contact", "ContactQuerySet", "LeftOutReason"]

PHONE = RegexValidator(
    r"^[0-9 +()/.\-]*$", _("A telephone number has digits and + ( ) / . - only."), code="phone"
)


class Contact(models.Model):
    """A company or a person we deal with.

    A person may belong to a company; a company belongs to none. The fields of a person are
    empty on a company. A minor is privacy blocked until a parent has consented (PRV-03).
    """

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    number = models.CharField(_("number"), max_length=20, unique=True)
    type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.COMPANY)
    company = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="persons",
        db_index=False,  # an index below begins with it
        limit_choices_to={"type": Type.COMPANY},
        verbose_name=_("company"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_2 = models.CharField(_("name 2"), max_length=100, blank=True)
    external_id = models.CharField(_("external id"), max_length=50, blank=True)
    image = models.ImageField(_("picture"), upload_to="contacts/", blank=True)

    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=60, blank=True)
    surname = models.CharField(_("surname"), max_length=60, blank=True)
    initials = models.CharField(_("initials"), max_length=30, blank=True)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    organizational_level = models.ForeignKey(
        OrganizationalLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,  # criteria read it from the row
        verbose_name=_("organizational level"),
    )
    salutation = models.ForeignKey(
        Salutation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,  # no query starts from it
        verbose_name=_("salutation"),
    )

    address = models.CharField(_("address"), max_length=100, blank=True)
    address_2 = models.CharField(_("address 2"), max_length=100, blank=True)
    postcode = models.CharField(_("post code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    country = CountryField(verbose_name=_("country"), blank=True)

    phone = models.CharField(_("telephone"), max_length=30, blank=True, validators=[PHONE])
    mobile_phone = models.CharField(
        _("mobile telephone"), max_length=30, blank=True, validators=[PHONE]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    email_2 = models.EmailField(_("second e-mail"), blank=True)
    home_page = models.CharField(
        _("home page"), max_length=255, blank=True, validators=[URLValidator(["http", "https"])]
    )

    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,  # criteria read it from the row
        verbose_name=_("language"),
    )
    format_region = models.CharField(
        _("format region"),
        max_length=10,
        blank=True,
        help_text=_("How dates and numbers are written to this contact, such as de-AT."),
    )
    currency_code = models.CharField(_("currency"), max_length=3, blank=True)
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,  # criteria read it from the row
        verbose_name=_("territory"),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,  # criteria read it from the row
        verbose_name=_("salesperson"),
    )
    registration_number = models.CharField(_("registration number"), max_length=50, blank=True)
    vat_number = models.CharField(_("VAT registration number"), max_length=20, blank=True)
    correspondence_type = models.CharField(
        _("correspondence type"), max_length=10, choices=CorrespondenceType, blank=True
    )

    exclude_from_segments = models.BooleanField(_("exclude from segments"), default=False)
    is_privacy_blocked = models.BooleanField(_("privacy blocked"), default=False)
    is_minor = models.BooleanField(_("minor"), default=False)
    has_parental_consent = models.BooleanField(_("parental consent received"), default=False)

    search_own = models.CharField(
        _("own search words"), max_length=700, blank=True, editable=False, default=""
    )
    search_text = models.CharField(
        _("search words with the company's"),
        max_length=1000,
        blank=True,
        editable=False,
        default="",
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    modified_at = models.DateTimeField(_("modified at"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,  # no query starts from the user
        verbose_name=_("created by"),
    )
    submission = submission_key()

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        permissions = [("export_contact", _("Can export contacts"))]
        indexes = [
            # The list of contacts, ordered by name.
            models.Index(fields=["name", "id"], name="contact_by_name"),
            # The persons of a company by name, and everybody at it for criteria.
            models.Index(
                fields=["company", "name", "id"],
                condition=Q(company__isnull=False),
                name="contact_of_company",
            ),
            # The blocked companies, whose persons may not be contacted either: few among many.
            models.Index(
                fields=["type", "id"],
                condition=Q(is_privacy_blocked=True),
                name="contact_blocked",
            ),
            # The list of those who may not be contacted, by name: few among many.
            models.Index(
                fields=["name", "id"],
                include=["is_privacy_blocked", "is_minor", "exclude_from_segments"],
                condition=Q(is_privacy_blocked=True)
                | Q(is_minor=True)
                | Q(exclude_from_segments=True),
                name="contact_restricted",
            ),
            # The list of those without an e-mail address, by name.
            models.Index(
                fields=["name", "id"], condition=Q(email=""), name="contact_without_email"
            ),
            # What the rows of an import are matched by.
            models.Index(Lower("email"), condition=~Q(email=""), name="contact_by_email"),
            models.Index(
                fields=["external_id"], condition=~Q(external_id=""), name="contact_by_external_id"
            ),
            models.Index(Lower("name"), "postcode", name="contact_by_any_name"),
        ]
        constraints = [
            made_once("contact_made_once"),
            models.CheckConstraint(condition=~Q(number=""), name="contact_has_number"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_name"),
            models.CheckConstraint(
                condition=Q(type__in=["company", "person"]), name="contact_type_known"
            ),
            models.CheckConstraint(
                condition=Q(type="person")
                | Q(
                    company__isnull=True,
                    first_name="",
                    middle_name="",
                    surname="",
                    initials="",
                    job_title="",
                    organizational_level__isnull=True,
                    is_minor=False,
                ),
                name="contact_company_has_no_person_fields",
            ),
            models.CheckConstraint(
                condition=Q(is_minor=False)
                | Q(has_parental_consent=True)
                | Q(is_privacy_blocked=True),
                name="contact_minor_is_blocked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("segments:contact_detail", args=[self.pk])

    def get_country_display(self) -> str:  # type: ignore[no-redef]  # in place of Django's
        """Return the name of the country; Django's own would list all countries for each row."""
        return str(self.country.name) if self.country else ""

    @property
    def was_erased(self) -> bool:
        """Whether this is the empty row of somebody who was erased."""
        return self.number.startswith(ERASED_NUMBER)

    @property
    def is_company(self) -> bool:
        """Whether this is a company rather than a person."""
        return self.type == self.Type.COMPANY
