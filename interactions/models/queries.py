"""What is asked of interactions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Max, Q, Sum

from contacts.models import Contact
from segments_app.common.models import InformationFlow, InitiatedBy
from segments_app.common.text import normalise

if TYPE_CHECKING:
    from .interaction import Interaction  # noqa: F401 - names the rows


@dataclass(frozen=True)
class ContactFigures:
    """What has been done with a contact: its own, and for a company its persons' as well."""

    number: int
    cost: Decimal
    duration: int
    last_attempted_on: date | None
    last_interaction_on: date | None


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def counted(self) -> Self:
        """Those that statistics count: neither cancelled nor postponed."""
        return self.filter(cancellation__isnull=True, is_postponed=False)

    def marketing_contacts(self) -> Self:
        """Those in which we reached a contact for marketing: what contact pressure counts.

        From us, with a purpose, neither cancelled nor postponed, and no attempt that failed.
        """
        return self.counted().filter(
            information_flow=InformationFlow.OUTBOUND, purpose__isnull=False, attempt_failed=False
        )

    def canceled(self) -> Self:
        """Those that no statistics count any more."""
        return self.filter(cancellation__isnull=False)

    def logged(self) -> Self:
        """Those that happened, cancelled or not: history without the drafts."""
        return self.filter(is_postponed=False)

    def postponed(self) -> Self:
        """Drafts that somebody means to finish."""
        return self.filter(is_postponed=True)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related(
            "contact", "company", "template", "group", "campaign", "salesperson", "created_by"
        )

    def search(self, text: str) -> Self:
        """Those with a contact, whose search words hold every word of `text`."""
        words = normalise(text).split()
        if not words:
            return self
        return self.filter(contact__in=Contact.objects.search(text).values("pk"))

    def for_contact(self, contact: Contact) -> Self:
        """The contact's own; a company's are its own and those of its persons."""
        if contact.is_company:
            return self.filter(Q(contact=contact.pk) | Q(company=contact.pk))
        return self.filter(contact=contact.pk)

    def totals(self) -> dict[str, Decimal | int]:
        """Count interactions and people, and add up cost and duration (minutes)."""
        found = self.aggregate(
            interactions=Count("pk"),
            people=Count("contact", distinct=True),
            cost=Sum("cost", default=Decimal(0)),
            duration=Sum("duration", default=0),
        )
        return {key: value or 0 for key, value in found.items()}

    def contact_figures(self) -> ContactFigures:
        """Return the figures of the contact these are the interactions of (domain.md §1.3).

        Attempts are what we began, failed ones too; what failed is no interaction (A-49).
        """
        found = self.counted().aggregate(
            number=Count("pk"),
            cost=Sum("cost", default=Decimal(0)),
            duration=Sum("duration", default=0),
            last_attempted_on=Max("occurred_on", filter=Q(initiated_by=InitiatedBy.US)),
            last_interaction_on=Max("occurred_on", filter=Q(attempt_failed=False)),
        )
        return ContactFigures(**found)

    def due(self, *, today: date) -> Self:
        """Postponed interactions whose date has come."""
        return self.postponed().filter(occurred_on__lte=today)
