"""The mailing group that all contacts of a file come into: one that is there, or a new one."""

import re

from django.db.models import Q

from contacts.models import MailingGroup
from segments_app.common.staging import reserve_keys
from segments_app.common.text import normalise

from .options import Options

NEW = 0  # stands for a group that a look would make
LETTERS = re.compile(r"[^A-Z0-9]+")


def group_of(options: Options, *, is_final: bool) -> MailingGroup | None:
    """Return the group, one to be made with the key it will have; None where none is wanted."""
    if not options.new_group:
        return MailingGroup.objects.filter(code=options.mailing_group).first()
    named = Q(code__iexact=options.new_group) | Q(description__iexact=options.new_group)
    found = MailingGroup.objects.filter(named).order_by("code").first()
    if found is not None:
        return found
    [key] = reserve_keys(MailingGroup, 1) if is_final else [NEW]
    return MailingGroup(pk=key, code=free_code(options.new_group), description=options.new_group)


def free_code(name: str) -> str:
    """Return a code made of the name that no group has."""
    stem = LETTERS.sub("-", normalise(name).upper()).strip("-")[:20] or "IMPORT"
    taken = {
        *MailingGroup.objects.filter(code__startswith=stem[:16]).values_list("code", flat=True)
    }
    numbered = (f"{stem[:16]}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
