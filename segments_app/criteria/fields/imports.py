"""Files that the contact came in by, was changed by, or was named in."""

from django.utils.translation import gettext_lazy as _

from contacts.models import ImportRow
from segments_app.criteria.kinds import MANY
from segments_app.criteria.registry import OF_CONTACT

from . import tables
from .contacts import contact

contact.add(
    "import",
    label=_("Came in by import"),
    kind=MANY,
    path="contact_import",
    section=_("Imports"),
    options=tables.IMPORTS,
    rows=ImportRow.objects.in_force(),
    link=OF_CONTACT,
)
contact.add(
    "import_file",
    label=_("Was in the file of import"),
    kind=MANY,
    path="contact_import",
    section=_("Imports"),
    options=tables.IMPORTS,
    rows=ImportRow.objects.named(),
    link=OF_CONTACT,
)
