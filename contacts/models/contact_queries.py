"""What is asked of contacts: the vocabulary of lists, criteria and segments."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from segments_app.common.text import normalise

from .classification import (
    BusinessRelation,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
)

if TYPE_CHECKING:
    from .contact import Contact

#: The company of a row, its own for a company or a lone person; for use inside EXISTS.
COMPANY_KEY = Coalesce(OuterRef("company_id"), OuterRef("pk"))


class LeftOutReason(models.TextChoices):
    """Why a contact may not be contacted, the most restrictive first."""

    PRIVACY_BLOCKED = "privacy_blocked", _("Privacy blocked")
    COMPANY_BLOCKED = "company_blocked", _("Company is privacy blocked")
    MINOR = "minor", _("Minor without parental consent")
    EXCLUDED = "excluded", _("Excluded from segments")


def left_out_conditions(*, prefix: str = "", excluded: Q | None) -> dict[LeftOutReason, Q]:
    """Return what keeps a contact from being contacted, by reason, the most restrictive first.

    `prefix` leads from the row that is asked to its contact; `excluded` says when "exclude
    from segments" keeps it out, None that it never does.
    """

    def has(**facts: bool) -> Q:
        return Q(**{f"{prefix}{name}": fact for name, fact in facts.items()})

    conditions = {
        LeftOutReason.PRIVACY_BLOCKED: has(is_privacy_blocked=True),
        LeftOutReason.COMPANY_BLOCKED: Q(**{f"{prefix}company__in": _blocked_companies()}),
        LeftOutReason.MINOR: has(is_minor=True, has_parental_consent=False),
    }
    return conditions if excluded is None else {**conditions, LeftOutReason.EXCLUDED: excluded}


def left_out_reason(*, prefix: str = "", excluded: Q | None) -> Case:
    """Return why a contact may not be contacted, "" where it may."""
    conditions = left_out_conditions(prefix=prefix, excluded=excluded)
    whens = [When(condition, then=Value(reason.value)) for reason, condition in conditions.items()]
    return Case(*whens, default=Value(""), output_field=CharField())


def never_q() -> Q:
    """Contacts whom nobody may let through `may_contact`."""
    return reduce(or_, left_out_conditions(excluded=None).values())


def _blocked_companies() -> "models.QuerySet[Any, Any]":
    """Return them as a set: few, read once from an index of their own, and joined to nothing."""
    contacts = apps.get_model("contacts", "Contact")._default_manager
    return contacts.filter(type="company", is_privacy_blocked=True).values("pk")


class ContactQuerySet(models.QuerySet["Contact"]):
    def companies(self) -> Self:
        """Companies only."""
        return self.filter(type="company")

    def persons(self) -> Self:
        """Persons only."""
        return self.filter(type="person")

    def search(self, text: str) -> Self:
        """Those whose number, name, company, e-mail, city or external id hold every word."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def may_contact(self, *, ignore_exclusion: bool = False) -> Self:
        """The one gate: those we are allowed to contact (PRV-01, PRV-04).

        Privacy blocks, also of the company, and minors are never let through; "exclude from
        segments", which is the contact's own, is unless `ignore_exclusion` (ADD-06).
        """
        allowed = self.filter(~never_q())
        return allowed if ignore_exclusion else allowed.filter(exclude_from_segments=False)

    def with_left_out_reason(self, *, ignore_exclusion: bool = False) -> Self:
        """Add `left_out_reason`, "" for those `may_contact` lets through."""
        excluded = None if ignore_exclusion else Q(exclude_from_segments=True)
        return self.annotate(left_out_reason=left_out_reason(excluded=excluded))

    def with_company_key(self) -> Self:
        """Add `company_key`: the id of the company, its own for a company or a lone person."""
        return self.annotate(company_key=Coalesce(F("company_id"), F("pk")))

    def colleagues_of(self, contacts: "models.QuerySet[Contact]") -> Self:
        """Everyone at the companies of `contacts`: the companies and all their persons."""
        keys = contacts.order_by().values(key=Coalesce(F("company_id"), F("pk")))
        return self.with_company_key().filter(company_key__in=keys)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("company", "salesperson", "territory", "language")

    def in_mailing_groups(self, groups: Iterable[MailingGroup]) -> Self:
        """Those in any of the groups."""
        rows = ContactMailingGroup.objects.filter(contact=OuterRef("pk"), mailing_group__in=groups)
        return self.filter(Exists(rows))

    def in_industry_groups(self, groups: Iterable[IndustryGroup]) -> Self:
        """Those whose company is in any of the groups."""
        rows = ContactIndustryGroup.objects.filter(contact=COMPANY_KEY, industry_group__in=groups)
        return self.filter(Exists(rows))

    def in_business_relations(self, relations: Iterable[BusinessRelation]) -> Self:
        """Those whose company is in any of the relations."""
        rows = ContactBusinessRelation.objects.filter(
            contact=COMPANY_KEY, business_relation__in=relations
        )
        return self.filter(Exists(rows))

    def with_responsibilities(self, responsibilities: Iterable[JobResponsibility]) -> Self:
        """Those in charge of any of these things."""
        rows = ContactJobResponsibility.objects.filter(
            contact=OuterRef("pk"), job_responsibility__in=responsibilities
        )
        return self.filter(Exists(rows))

    def with_group_counts(self) -> Self:
        """Add `mailing_group_count`, `job_responsibility_count` and, of the company,
        `industry_group_count` and `business_relation_count` (domain.md §1.3)."""
        own, company = OuterRef("pk"), COMPANY_KEY
        return self.annotate(
            mailing_group_count=_count(ContactMailingGroup, own),
            job_responsibility_count=_count(ContactJobResponsibility, own),
            industry_group_count=_count(ContactIndustryGroup, company),
            business_relation_count=_count(ContactBusinessRelation, company),
        )

    def with_person_count(self) -> Self:
        """Add `person_count`: how many persons a company has."""
        persons = self.model._default_manager.filter(company=OuterRef("pk")).order_by()
        return self.annotate(person_count=_counted(persons.values("company")))


def _count(assignments: type[models.Model], contact: Any) -> Coalesce:
    """Count the assignments of a contact, in a subquery of its own: joins would multiply."""
    rows = assignments._default_manager.filter(contact=contact).order_by()
    return _counted(rows.values("contact"))


def _counted(grouped: models.QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(count=Count("pk")).values("count")), Value(0))
