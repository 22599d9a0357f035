"""Rights that some sources take to be asked: who may not is offered none of it (RT-05).

Asked when a rule is written, not when one is used: a segment is refreshed and logged by those
who may not have written its criteria.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from segments_app.common.access import may_here, refusal

from .registry import Source
from .tree import Group, InvalidRule, Node, Not, Some


def may_ask(source: Source) -> bool:
    """Tell whether the user of the request may write criteria on this source."""
    return not source.right or may_here(source.right)


def check_rights(node: Node) -> None:
    """Raise InvalidRule where a rule asks what the user of the request may not ask."""
    for source in asked_by(node):
        check_source(source)


def check_source(source: Source) -> None:
    """Raise InvalidRule where the user of the request may not ask this source."""
    if not may_ask(source):
        message = _("Criteria on “%(source)s” take a right of their own. %(role)s")
        raise InvalidRule(message % {"source": source.label, "role": refusal(source.right)})


def asked_by(node: Node) -> Iterator[Source]:
    """Yield the sources, but for the contact itself, that a rule asks."""
    match node:
        case Some(source=source, where=where):
            yield source
            if where is not None:
                yield from asked_by(where)
        case Not(part=part):
            yield from asked_by(part)
        case Group(parts=parts):
            for part in parts:
                yield from asked_by(part)
