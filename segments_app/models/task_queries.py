"""What is asked of tasks: the vocabulary of lists, pages and calendars."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from contacts.models import Contact, Salesperson, Team
from segments_app.common.text import normalise

if TYPE_CHECKING:
    from .task import Task  # noqa: F401 - names the rows


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        """What still has to be done."""
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        """What was completed or cancelled."""
        return self.filter(closed_on__isnull=False)

    def completed(self) -> Self:
        """What was done, not only closed."""
        return self.closed().filter(is_canceled=False)

    def overdue(self, *, today: date) -> Self:
        """Open ones that should have been done before `today`."""
        return self.open().filter(due_on__lt=today)

    def of_salesperson(self, salesperson: Salesperson | None) -> Self:
        """Those of one salesperson; of nobody there are none."""
        return self.none() if salesperson is None else self.filter(salesperson=salesperson.pk)

    def of_teams_of(self, salesperson: Salesperson | None) -> Self:
        """Those of the teams that somebody belongs to."""
        if salesperson is None:
            return self.none()
        return self.filter(team__in=Team.objects.filter(members=salesperson.pk).values("pk"))

    def for_somebody(self, salesperson: Salesperson | None) -> Self:
        """What somebody has to do: their own tasks, and those of their teams."""
        return self.of_salesperson(salesperson) | self.of_teams_of(salesperson)

    def with_contact(self, contact: Contact) -> Self:
        """Those about a contact, or at which it takes part; with a company also its persons'."""
        theirs = Q(contact=contact.pk) | Q(attendees__contact=contact.pk)
        if contact.is_company:
            theirs |= Q(contact__company=contact.pk)
        return self.filter(pk__in=self.model._default_manager.filter(theirs).values("pk"))

    def search(self, text: str) -> Self:
        """Those whose number, description or contact hold every word."""
        found = self
        for word in normalise(text).split():
            people = Contact.objects.filter(search_text__contains=word)
            found = found.filter(Q(search_text__contains=word) | Q(contact__in=people.values("pk")))
        return found

    def for_list(self) -> Self:
        """With all that a list shows of a task, in one query."""
        return self.select_related("contact__company", "salesperson", "team", "campaign", "segment")
