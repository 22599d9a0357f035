"""Pictures of contacts: checked, made small, freed of what cameras add, and drawn anew.

What is stored is never the file that came in, so nothing hides in it.
"""

import uuid
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from contacts.models import Contact

from .refusals import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000  # more than any camera in a telephone makes
SIDE = 512
FORMATS = ("PNG", "JPEG", "WEBP")


class PictureRefused(Refused):
    """The file is too big, or no picture of a kind we show."""


@transaction.atomic
def set_picture(contact: Contact, *, file: IO[bytes], by: User | None, now: datetime) -> None:
    """Show the file as the contact's picture; the one before is deleted."""
    drawn = redrawn(file)
    old = Contact.objects.select_for_update().values_list("image", flat=True).get(pk=contact.pk)
    contact.image.save(f"{uuid.uuid4().hex}.webp", ContentFile(drawn), save=False)
    contact.modified_at = now
    contact.save(update_fields=["image", "modified_at"])
    discard_picture(old)


@transaction.atomic
def remove_picture(contact: Contact, *, by: User | None, now: datetime) -> None:
    """Show no picture any more."""
    old = Contact.objects.select_for_update().values_list("image", flat=True).get(pk=contact.pk)
    if not old:
        return
    contact.image, contact.modified_at = "", now
    contact.save(update_fields=["image", "modified_at"])
    discard_picture(old)


def redrawn(file: IO[bytes]) -> bytes:
    """Return the picture as a small WebP file."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureRefused(
            _("The picture is too big: %(most)s at most.") % {"most": filesizeformat(MOST_BYTES)}
        )
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            return drawn_small(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureRefused(_("The file is no picture. PNG, JPEG and WebP are shown.")) from error


def drawn_small(picture: Image.Image) -> bytes:
    """Draw the picture upright and not larger than it is shown."""
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError
    picture.draft("RGB", (SIDE, SIDE))  # a JPEG is then read small
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    out = BytesIO()
    upright.convert("RGBA" if has_alpha else "RGB").save(out, "WEBP", quality=85)
    return out.getvalue()


def discard_picture(name: str) -> None:
    """Delete a stored picture once the transaction is sure."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name))
