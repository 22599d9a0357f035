"""What somebody else has saved meanwhile, told beside what was typed."""

from typing import Any

from django.utils.translation import gettext

from contacts.models import Contact

from .contacts import ContactForm


def show_stored(form: ContactForm, contact: Contact) -> None:
    """Tell at each field that says otherwise what the contact has now."""
    for name in form.changed_data:
        if name in form.names:
            form.add_error(
                name, gettext("It is “%(value)s” now.") % {"value": words(contact, name)}
            )


def words(contact: Contact, name: str) -> str:
    """Return a value of a contact as people read it."""
    value: Any = getattr(contact, name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "country":
        value = value.name
    elif hasattr(contact, f"get_{name}_display"):
        value = getattr(contact, f"get_{name}_display")()
    return str(value or "–")
