"""Which segments use which: a step that names a segment uses it, and nobody uses itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from interactions.models import LoggedSegment
from segments_app.common.sql import one_at_a_time
from segments_app.criteria.fields.tables import SEGMENTS
from segments_app.criteria.naming import named_by
from segments_app.criteria.rules import Rule
from segments_app.models import SavedCriteria, SavedCriteriaVersion, Segment, Step

from .locking import SegmentError


class SegmentCycle(SegmentError):
    """A segment would use itself; `path` are the numbers on the way, the first again at the end."""

    def __init__(self, path: list[str]) -> None:
        super().__init__(
            _("Segments cannot use each other in a circle: %(path)s.")
            % {"path": _(" uses ").join(path)}
        )
        self.path = path


def segments_named(rules: Iterable[Rule]) -> set[str]:
    """Return the numbers of the segments whose contacts the rules ask about."""
    return named_by(rules, SEGMENTS)


def refuse_cycle(segment: Segment, rules: Iterable[Rule]) -> None:
    """Refuse rules by which the locked segment would come to use itself.

    Steps that are taken back count too: they can be gone forward to. Two that would close a
    circle at the same moment wait for each other here.
    """
    named = segments_named(rules)
    if not named:
        return
    one_at_a_time("segments_use_segments")
    uses = Uses.all()
    for number in sorted(named):
        if path := uses.path(number, segment.number):
            raise SegmentCycle([segment.number, *path])


@dataclass(frozen=True)
class Uses:
    """For each segment that names others: their numbers."""

    of: Mapping[str, set[str]]

    @classmethod
    def all(cls, *, in_force: bool = False) -> "Uses":
        """Read the steps that name a segment, all of them, or only those in force."""
        steps = steps_naming_segments()
        if in_force:
            steps = steps.filter(position__lte=F("segment__position"))
        found: dict[str, set[str]] = {}
        for number, rule in steps.values_list("segment__number", "rule"):
            found.setdefault(number, set()).update(segments_named([rule]))
        return cls(found)

    def path(self, start: str, end: str) -> list[str]:
        """Return a way from `start` to `end`, both included; empty where there is none."""
        ways, seen = [[start]], {start}
        for way in ways:  # grows while it is read: the shortest way is found first
            if way[-1] == end:
                return way
            for following in sorted(self.of.get(way[-1], set()) - seen):
                seen.add(following)
                ways.append([*way, following])
        return []

    def circle(self, start: str) -> list[str]:
        """Return the way from `start` back to itself; empty where there is none."""
        for following in sorted(self.of.get(start, set())):
            if path := self.path(following, start):
                return [start, *path]
        return []

    def deepest_first(self, start: str) -> Iterator[str]:
        """Yield what `start` uses, directly or not, each after what it uses itself."""
        yield from self._deepest(start, set())

    def users(self, number: str) -> list[str]:
        """Return the segments that name this one."""
        return sorted(user for user, named in self.of.items() if number in named)

    def _deepest(self, number: str, seen: set[str]) -> Iterator[str]:
        for following in sorted(self.of.get(number, set())):
            if following not in seen:
                seen.add(following)
                yield from self._deepest(following, seen)
                yield following


def steps_naming_segments() -> QuerySet[Step]:
    """Return the steps whose rule mentions a segment; more than name one, never fewer."""
    return (
        Step.objects.annotate(text=Cast("rule", TextField()))
        .filter(text__contains='"segment')
        .order_by("segment", "position")
    )


@dataclass(frozen=True)
class Lineage:
    """What a segment was built from, and what uses it."""

    segments: list[Segment]
    criteria: list[SavedCriteria]
    followed_up: LoggedSegment | None
    users: list[Segment]
    naming: list[SavedCriteria]

    def __bool__(self) -> bool:
        return any([self.segments, self.criteria, self.followed_up, self.users, self.naming])


def lineage_of(segment: Segment, *, by: User) -> Lineage:
    """Return the lineage by the steps in force; a few queries. `by` sees no private criteria."""
    uses = Uses.all(in_force=True)
    used, users = uses.of.get(segment.number, set()), set(uses.users(segment.number))
    rows = Segment.objects.filter(number__in=used | users - {segment.number})
    found = list(rows.select_related("upkeep").order_by("number"))
    visible = SavedCriteria.objects.visible_to(by)
    versions = SavedCriteriaVersion.objects.filter(
        taken_steps__segment=segment.pk, taken_steps__position__lte=segment.position
    )
    texts = visible.annotate(text=Cast("steps", TextField()))
    holding = texts.filter(text__contains=f'"{segment.number}"').order_by("code")
    return Lineage(
        segments=[one for one in found if one.number in used],
        criteria=list(visible.filter(pk__in=versions.values("criteria")).order_by("code")),
        followed_up=segment.followed_up,
        users=[one for one in found if one.number in users],
        naming=[
            one
            for one in holding
            if segment.number in segments_named(step["rule"] for step in one.steps)
        ],
    )
