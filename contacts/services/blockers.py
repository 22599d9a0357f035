"""What upper packages know that keeps a contact from being changed.

This package must not import segments or interactions. They append their questions to these
lists in `AppConfig.ready()`; the services here ask all of them.
"""

from collections.abc import Callable, Collection, Iterable

from contacts.models import Contact

#: Says why the contact must stay as it is, "" when nothing is in the way.
Blocker = Callable[[Contact], str]

#: Asked before a person is moved to another company (CON-06).
company_change: list[Blocker] = []
#: The same for many contacts at once: the reason of each that must stay, by its key.
company_changes: list[Callable[[Collection[int]], dict[int, str]]] = []
#: Asked before a company is made a person or the other way round (CON-04).
type_change: list[Blocker] = []


def reasons(blockers: Iterable[Blocker], contact: Contact) -> list[str]:
    """Return every reason against the change; none means that it may be made."""
    return [reason for blocker in blockers if (reason := blocker(contact))]
