"""What users say of a pair: that the two are not the same."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, DuplicatePair
from contacts.services.refusals import Refused

from .profiles import profiles_in
from .scoring import score


class NoPair(Refused):
    """These two can be no pair: they are one contact, or one of them is gone."""


@transaction.atomic
def say_different(first: int, second: int, *, by: User | None, now: datetime) -> DuplicatePair:
    """Remember that two contacts are not the same; said again it changes nothing."""
    low, high = sorted((first, second))
    both = Contact.objects.filter(pk__in=(low, high)).order_by("pk")
    list(both.select_for_update().only("pk"))
    profiles = {profile.pk: profile for profile in profiles_in(both)}
    if len(profiles) != 2:
        raise NoPair(_("One of the two contacts is not there any more."))
    pair, _created = DuplicatePair.objects.get_or_create(
        first_id=low,
        second_id=high,
        defaults={"score": score(profiles[low], profiles[high]), "found_at": now},
    )
    seen = profiles[low].digest, profiles[high].digest
    if pair.decided_at is None or seen != (pair.first_digest, pair.second_digest):
        pair.first_digest, pair.second_digest = seen
        pair.decided_at, pair.decided_by = now, by
        pair.save()
    return pair


@transaction.atomic
def suggest_again(pair: DuplicatePair, *, by: User | None, now: datetime) -> None:
    """Take "not the same" back."""
    DuplicatePair.objects.filter(pk=pair.pk).update(
        decided_at=None, decided_by=None, first_digest="", second_digest=""
    )
