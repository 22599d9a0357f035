"""What was changed about contacts, written by the database itself (docs/decisions/0022)."""

from django.conf import settings
from django.db import models
from django.db.models import F, OrderBy
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from segments_app.common.models import CorrespondenceType

from .contact import Contact

FLAGS = ("exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent")


class ContactChange(models.Model):
    """One value of a contact before and after a change; or a group joined or left.

    A row that is pointed at is kept by its code, yes and no as "yes" and "no", nothing as "".
    Of a group joined only `new` is given, of one left only `old`. A change stays as it is; it
    goes with its contact, or when the contact's history is erased.
    """

    class Field(models.TextChoices):
        TYPE = "type", _("Type")
        COMPANY = "company", _("Company")
        NAME = "name", _("Name")
        FIRST_NAME = "first_name", _("First name")
        SURNAME = "surname", _("Surname")
        JOB_TITLE = "job_title", _("Job title")
        ORGANIZATIONAL_LEVEL = "organizational_level", _("Organizational level")
        SALUTATION = "salutation", _("Salutation")
        ADDRESS = "address", _("Address")
        POSTCODE = "postcode", _("Post code")
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        COUNTRY = "country", _("Country")
        PHONE = "phone", _("Telephone")
        MOBILE_PHONE = "mobile_phone", _("Mobile telephone")
        EMAIL = "email", _("E-mail")
        EMAIL_2 = "email_2", _("Second e-mail")
        HOME_PAGE = "home_page", _("Home page")
        LANGUAGE = "language", _("Language")
        TERRITORY = "territory", _("Territory")
        SALESPERSON = "salesperson", _("Salesperson")
        CORRESPONDENCE_TYPE = "correspondence_type", _("Correspondence type")
        VAT_NUMBER = "vat_number", _("VAT registration number")
        EXCLUDE_FROM_SEGMENTS = "exclude_from_segments", _("Excluded from segments")
        IS_PRIVACY_BLOCKED = "is_privacy_blocked", _("Privacy blocked")
        IS_MINOR = "is_minor", _("Minor")
        HAS_PARENTAL_CONSENT = "has_parental_consent", _("Parental consent received")
        MAILING_GROUP = "mailing_group", _("Mailing group")
        INDUSTRY_GROUP = "industry_group", _("Industry group")
        BUSINESS_RELATION = "business_relation", _("Business relation")
        JOB_RESPONSIBILITY = "job_responsibility", _("Job responsibility")

    #: The database writes rows for contacts that there are, and deletes them with theirs.
    contact = models.ForeignKey(
        Contact,
        models.DO_NOTHING,
        related_name="changes",
        db_constraint=False,
        db_index=False,  # an index below begins with it
        verbose_name=_("contact"),
    )
    field = models.CharField(_("field"), max_length=30, choices=Field)
    old = models.CharField(_("old value"), max_length=255, blank=True)
    new = models.CharField(_("new value"), max_length=255, blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,  # written by the database, of users that there are
        db_index=False,  # no query starts from the user
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("change of a contact")
        verbose_name_plural = _("changes of contacts")
        indexes = [
            # The page of a contact, latest first, and criteria about one contact.
            models.Index("contact", OrderBy(F("changed_at"), descending=True), name="change_of"),
            # Criteria about everybody: "whose territory changed in the last 90 days".
            models.Index(fields=["field", "changed_at", "contact"], name="change_of_field"),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.old or '–'} → {self.new or '–'}"

    @property
    def was(self) -> str:
        """The value before, as people read it."""
        return self._words(self.old)

    @property
    def became(self) -> str:
        """The value after, as people read it."""
        return self._words(self.new)

    def _words(self, value: str) -> str:
        match self.field, value:
            case _field, "":
                return "–"
            case self.Field.TYPE, _type:
                return str(dict(Contact.Type.choices).get(value, value))
            case self.Field.CORRESPONDENCE_TYPE, _type:
                return str(dict(CorrespondenceType.choices).get(value, value))
            case self.Field.COUNTRY, _code:
                return str(countries.name(value) or value)
            case field, "yes" | "no" if field in FLAGS:
                return gettext("yes") if value == "yes" else gettext("no")
        return value
