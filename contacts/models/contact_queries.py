"""What is asked of contacts: the vocabulary of lists, criteria and segments."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

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
from .erasures import ERASED_NUMBER
from .gate import (
    NOT_MARKETING,
    LeftOutReason,
    Occasion,
    left_out_conditions,
    left_out_reason,
    let_through,
)

if TYPE_CHECKING:
    from .contact import Contact

#: The company of a row, its own for a company or a lone person; for use inside EXISTS.
COMPANY_KEY = Coalesce(OuterRef("company_id"), OuterRef("pk"))


class ContactQuerySet(models.QuerySet["Contact"]):
    def companies(self) -> Self:
        """Companies only."""
        return self.filter(type="company")

    def persons(self) -> Self:
        """Persons only."""
        return self.filter(type="person")

    def not_erased(self) -> Self:
        """Without the empty rows of those who were erased."""
        return self.exclude(number__startswith=ERASED_NUMBER)

    def erased(self) -> Self:
        """The empty rows of those who were erased, kept because figures count them."""
        return self.filter(number__startswith=ERASED_NUMBER)

    def search(self, text: str) -> Self:
        """Those whose number, name, company, e-mail, city or external id hold every word.

        The number of a contact that was merged finds the one that stayed.
        """
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found.or_merged_from(self, text)

    def or_merged_from(self, every: Self, number: str) -> Self:
        """Add the one of `every` that a contact with this number was merged into."""
        merges: Any = apps.get_model("contacts", "Merge")
        survivors = merges.objects.survivors_of(number)
        return self | every.filter(pk__in=survivors) if survivors else self

    def may_contact(
        self, *, ignore_exclusion: bool = False, occasion: Occasion = NOT_MARKETING
    ) -> Self:
        """The one gate: those we are allowed to contact on an occasion (PRV-01, PRV-04, CO-02).

        Privacy blocks, also of the company, minors, restrictions, suppressions and objections
        are never let through; "exclude from segments", which is the contact's own, is unless
        `ignore_exclusion` (ADD-06).
        """
        return self.filter(let_through(_conditions(ignore_exclusion, occasion)))

    def with_left_out_reason(
        self, *, ignore_exclusion: bool = False, occasion: Occasion = NOT_MARKETING
    ) -> Self:
        """Add `left_out_reason`, "" for those `may_contact` lets through."""
        reason = left_out_reason(_conditions(ignore_exclusion, occasion))
        return self.annotate(left_out_reason=reason)

    def with_reasons_on(self, occasions: Mapping[str, Occasion]) -> Self:
        """Add what `with_left_out_reason` adds, under the name of each occasion."""
        return self.annotate(
            **{
                name: left_out_reason(_conditions(ignore_exclusion=False, occasion=occasion))
                for name, occasion in occasions.items()
            }
        )

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


def _conditions(ignore_exclusion: bool, occasion: Occasion) -> dict[LeftOutReason, Q]:  # noqa: FBT001 - as its callers name it
    excluded = None if ignore_exclusion else Q(exclude_from_segments=True)
    return left_out_conditions(excluded=excluded, occasion=occasion)


def _count(assignments: type[models.Model], contact: Any) -> Coalesce:
    """Count the assignments of a contact, in a subquery of its own: joins would multiply."""
    rows = assignments._default_manager.filter(contact=contact).order_by()
    return _counted(rows.values("contact"))


def _counted(grouped: models.QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(count=Count("pk")).values("count")), Value(0))
