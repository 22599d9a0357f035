"""How contacts are classified: groups, relations, responsibilities, web sources.

Industry groups and business relations belong to companies; a person shows the company's.
Job responsibilities belong to persons. Mailing groups take both. (domain.md §1.4)
"""

from urllib.parse import quote

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments_app.common.models import CodeTable


class MailingGroup(CodeTable):
    """Contacts who get the same mailing, such as the Christmas card."""

    class Meta(CodeTable.Meta):
        verbose_name = _("mailing group")
        verbose_name_plural = _("mailing groups")


class IndustryGroup(CodeTable):
    """The line of business of a company."""

    class Meta(CodeTable.Meta):
        verbose_name = _("industry group")
        verbose_name_plural = _("industry groups")


class BusinessRelation(CodeTable):
    """What a company is to us: customer, vendor, press."""

    class Meta(CodeTable.Meta):
        verbose_name = _("business relation")
        verbose_name_plural = _("business relations")


class JobResponsibility(CodeTable):
    """What a person is in charge of at the company."""

    class Meta(CodeTable.Meta):
        verbose_name = _("job responsibility")
        verbose_name_plural = _("job responsibilities")


class OrganizationalLevel(CodeTable):
    """How high in the company a person stands."""

    rank = models.PositiveSmallIntegerField(
        _("rank"),
        null=True,
        blank=True,
        help_text=_("1 is the highest. Says who is the most senior of a company."),
    )

    class Meta(CodeTable.Meta):
        verbose_name = _("organizational level")
        verbose_name_plural = _("organizational levels")


class WebSource(CodeTable):
    """A site where more about a contact can be found."""

    url = models.CharField(
        _("address"),
        max_length=250,
        help_text=_("%1 stands for the search word of the contact."),
    )

    class Meta(CodeTable.Meta):
        verbose_name = _("web source")
        verbose_name_plural = _("web sources")


class Assignment(models.Model):
    """A contact in a group: at most once in each."""

    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"


class ContactMailingGroup(Assignment):
    """A contact in a mailing group."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="mailing_groups",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    mailing_group = models.ForeignKey(
        MailingGroup, models.PROTECT, related_name="assignments", verbose_name=_("mailing group")
    )

    class Meta:
        verbose_name = _("mailing group of a contact")
        verbose_name_plural = _("mailing groups of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "mailing_group"], name="contact_mailing_group_once"
            ),
        ]


class ContactIndustryGroup(Assignment):
    """A company in an industry group."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="industry_groups",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    industry_group = models.ForeignKey(
        IndustryGroup, models.PROTECT, related_name="assignments", verbose_name=_("industry group")
    )

    class Meta:
        verbose_name = _("industry group of a company")
        verbose_name_plural = _("industry groups of companies")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "industry_group"], name="contact_industry_group_once"
            ),
        ]


class ContactBusinessRelation(Assignment):
    """A company in a business relation, with its number in the system that keeps the books."""

    class LinkedTo(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        VENDOR = "vendor", _("Vendor")
        BANK_ACCOUNT = "bank_account", _("Bank account")
        EMPLOYEE = "employee", _("Employee")

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="business_relations",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    business_relation = models.ForeignKey(
        BusinessRelation,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("business relation"),
    )
    linked_to = models.CharField(_("linked to"), max_length=20, choices=LinkedTo, blank=True)
    linked_number = models.CharField(_("linked number"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("business relation of a company")
        verbose_name_plural = _("business relations of companies")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "business_relation"], name="contact_business_relation_once"
            ),
            models.UniqueConstraint(
                fields=["contact", "linked_to"],
                condition=~Q(linked_to=""),
                name="contact_business_relation_one_link",
            ),
            models.CheckConstraint(
                condition=Q(linked_to="", linked_number="")
                | (~Q(linked_to="") & ~Q(linked_number="")),
                name="contact_business_relation_link_whole",
            ),
        ]


class ContactJobResponsibility(Assignment):
    """A person with a job responsibility."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="job_responsibilities",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    job_responsibility = models.ForeignKey(
        JobResponsibility,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("job responsibility"),
    )

    class Meta:
        verbose_name = _("job responsibility of a person")
        verbose_name_plural = _("job responsibilities of persons")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "job_responsibility"], name="contact_job_responsibility_once"
            ),
        ]


class ContactWebSource(Assignment):
    """What to search for in a web source to find a contact."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="web_sources",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    web_source = models.ForeignKey(
        WebSource, models.PROTECT, related_name="assignments", verbose_name=_("web source")
    )
    search_word = models.CharField(_("search word"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("web source of a contact")
        verbose_name_plural = _("web sources of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "web_source"], name="contact_web_source_once"
            ),
        ]

    @property
    def url(self) -> str:
        """Where the contact is found, "" for an address that is no web page."""
        address = self.web_source.url.replace("%1", quote(self.search_word))
        return address if address.startswith(("http://", "https://")) else ""
