"""A process of its own that imports a file or undoes that, for tests that kill it."""

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from contacts.models import ContactImport  # noqa: E402
from contacts.services.importing.applying import carry_out  # noqa: E402
from contacts.services.importing.undoing import undo  # noqa: E402

what, key, path = sys.argv[1:]
imported = ContactImport.objects.get(pk=key)
print("ready", flush=True)  # noqa: T201 - whoever kills it waits for this
if what == "import":
    carry_out(imported, Path(path), by=None, now=timezone.now())
else:
    undo(imported, by=None, now=timezone.now())
