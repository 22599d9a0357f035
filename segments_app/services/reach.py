"""How logging a segment reaches its contacts: by which channel, in which language (FF09)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Language
from segments_app.common.models import CorrespondenceType
from segments_app.models import Segment, SegmentLine

#: A line gets another language than its contact's, and nobody has chosen so.
FALLS_BACK = Q(language__isnull=True, content__isnull=True, effective_language__isnull=False) & (
    Q(contact__language__isnull=True) | ~Q(contact__language=F("effective_language"))
)


@dataclass(frozen=True)
class Spoken:
    """A language of a segment's texts: how many get it, and for how many it is not their own."""

    language: Language
    count: int
    fallen_back: int


@dataclass(frozen=True)
class Way:
    """A channel, by the key that filters have for it."""

    key: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Reach:
    """How many are reached how; an e-mail is one that has an address, too."""

    channels: list[Way]
    languages: list[Spoken]
    e_mails: int


def reach_of(segment: Segment) -> Reach:
    """Count those who will be logged, by channel and by language; three statements."""
    lines: Any = SegmentLine.objects.current(segment).reachable(segment)
    lines = lines.with_effective_values(segment)
    by = ("effective_correspondence_type", "effective_language")
    rows = (
        lines.order_by()
        .values_list(*by)
        .annotate(
            Count("pk"),
            fallen_back=Count("pk", filter=FALLS_BACK),
            addressed=Count("pk", filter=~Q(effective_email="")),
        )
    )
    channels, spoken, others = Counter[str](), Counter[int](), Counter[int]()
    e_mails = 0
    for channel, language, count, fallen_back, addressed in rows:
        channels[channel or ""] += count
        e_mails += addressed if channel == CorrespondenceType.EMAIL else 0
        if language is not None:
            spoken[language] += count
            others[language] += fallen_back
    written = spoken if segment.contents.exists() else ()
    found = Language.objects.filter(pk__in=written).order_by("name", "pk")
    languages = [Spoken(one, spoken[one.pk], others[one.pk]) for one in found]
    labels = dict(CorrespondenceType.choices)
    ways = [
        Way(key or "none", labels.get(key, _("Not said")), n) for key, n in channels.most_common()
    ]
    return Reach(ways, languages, e_mails)
