"""Where a step is written: on a segment, or in saved criteria. Both pages are made of this."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from segments_app import services
from segments_app.models import CriteriaDraft, SavedCriteria, Segment
from segments_app.services import ChosenBy, KeptStep, OnSegment, There

from .pages import count_of, user_of


class Desk(ABC):
    """A step being written, and where its buttons lead."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What its page is called where the questions of pages are told apart."""

    @property
    @abstractmethod
    def draft(self) -> Any:
        """What stands in the form, as it was left."""

    @property
    @abstractmethod
    def written(self) -> services.Written:
        """What keeps it."""

    @property
    @abstractmethod
    def there(self) -> There:
        """Whom the step finds there."""

    @property
    @abstractmethod
    def is_empty(self) -> bool:
        """Whether nothing can be taken away, because nobody can be there."""

    @abstractmethod
    def url(self, name: str, *more: str) -> str:
        """Return an address: of the page, of its buttons ("step"), of what they ask for."""

    @abstractmethod
    def keep(self, request: HttpRequest, draft: Any) -> int | None:
        """Keep what stands in the form, and return its state; None begins the step anew."""

    @property
    def count_url(self) -> str:
        return self.url("count")

    @property
    def look_url(self) -> str:
        return self.url("look")


@dataclass(frozen=True)
class SegmentDesk(Desk):
    """The next step of a segment."""

    segment: Segment

    ROUTES: ClassVar = {
        "page": "segment_who",
        "step": "segment_step",
        "count": "segment_preview",
        "facets": "segment_facets",
        "look": "segment_misreads",
        "contacts": "segment_draft_contacts",
        "why": "segment_why",
    }

    @property
    def name(self) -> str:
        return str(self.segment.pk)

    @property
    def draft(self) -> Any:
        return self.segment.draft

    @property
    def written(self) -> services.Written:
        return self.segment

    @property
    def there(self) -> There:
        return OnSegment(self.segment)

    @property
    def is_empty(self) -> bool:
        return not count_of(self.segment)

    def url(self, name: str, *more: str) -> str:
        return reverse(f"segments:{self.ROUTES[name]}", args=[self.segment.pk, *more])

    def keep(self, request: HttpRequest, draft: Any) -> int | None:
        draft, by = with_seen(self.draft, draft), user_of(request)
        return services.save_draft(self.segment, draft=draft, by=by, now=timezone.now())


@dataclass
class CriteriaDesk(Desk):
    """A step of saved criteria, as a user is writing it."""

    criteria: SavedCriteria
    position: int
    row: CriteriaDraft
    is_overtaken: bool = False  # another version was saved since the page was made

    ROUTES: ClassVar = {
        "page": "saved_criteria_step",
        "step": "saved_criteria_step",
        "count": "saved_criteria_count",
        "facets": "saved_criteria_facets",
        "look": "saved_criteria_misreads",
        "contacts": "saved_criteria_draft_contacts",
        "why": "saved_criteria_step_why",
    }

    @classmethod
    def of(cls, request: HttpRequest, criteria: SavedCriteria, position: int) -> "CriteriaDesk":
        return cls(
            criteria, position, services.criteria_draft(criteria, position, by=user_of(request))
        )

    @property
    def name(self) -> str:
        return f"criteria {self.criteria.pk} {self.position}"

    @property
    def draft(self) -> Any:
        return self.row.draft

    @property
    def written(self) -> services.Written:
        return self.row

    @cached_property
    def there(self) -> There:
        before = KeptStep.all_of(self.criteria.steps[: self.position - 1])
        return ChosenBy(before, timezone.now())

    @property
    def is_empty(self) -> bool:
        return False  # they may be taken on a segment that has contacts

    def url(self, name: str, *more: str) -> str:
        route = f"segments:{self.ROUTES[name]}"
        return reverse(route, args=[self.criteria.pk, self.position, *more])

    def keep(self, request: HttpRequest, draft: Any) -> int | None:
        by, now = user_of(request), timezone.now()
        if draft is None:
            services.forget_criteria_draft(self.row, by=by, now=now)
            return None
        draft = with_seen(self.draft, draft)
        self.row = services.begin_criteria_draft(self.row, by=by, now=now)
        return services.save_draft(self.row, draft=draft, by=by, now=now)


def with_seen(before: Any, draft: Any) -> Any:
    """Keep the number that was seen of the step: it is compared when its rule is there again."""
    if draft is not None and "seen" not in draft and isinstance(before, dict) and "seen" in before:
        return draft | {"seen": before["seen"]}
    return draft
