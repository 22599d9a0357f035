"""The library of pictures for mails: each is drawn anew, so that nothing hides in it."""

import uuid
from datetime import datetime
from io import BytesIO
from typing import IO

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from interactions.models import LibraryImage

from .cleaning import IMAGE

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 1200  # a mail is 600 wide; screens with fine pixels show twice as many
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class PictureOfLibraryRefused(Exception):
    """The file is too big, or no picture of a kind that mail programs show."""


@transaction.atomic
def add_picture(
    *, file: IO[bytes], name: str, alt: str, by: User | None, now: datetime
) -> LibraryImage:
    """Keep a picture under an address that nobody can guess."""
    drawn, ending, (width, height) = redrawn(file)
    key = uuid.uuid4().hex
    image = LibraryImage(
        key=key,
        name=" ".join(name.split())[:100] or _("Picture"),
        alt=" ".join(alt.split()),
        width=width,
        height=height,
        created_by=by,
        created_at=now,
    )
    if not image.alt:
        raise PictureOfLibraryRefused(_("Say what the picture shows, for those who do not see it."))
    image.file.save(f"{key}.{ending}", ContentFile(drawn), save=False)
    image.save()
    return image


def picture_at(address: str) -> bytes | None:
    """Return the picture of the library that a text names by its address, None without one."""
    named = IMAGE.fullmatch(address)
    image = LibraryImage.objects.filter(key=named[1]).first() if named else None
    return None if image is None else picture_of(image)


def picture_of(image: LibraryImage) -> bytes | None:
    """Return what is in the file of the picture, None where it is lost."""
    try:
        with image.file.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return None


@transaction.atomic
def archive_picture(image: LibraryImage) -> None:
    """Offer the picture no more; mails that have it keep showing it."""
    LibraryImage.objects.filter(pk=image.pk).update(is_archived=True)


def redrawn(file: IO[bytes]) -> tuple[bytes, str, tuple[int, int]]:
    """Return the picture drawn anew, the ending of its name, and its size."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        message = _("The picture is too big: %(most)s at most.")
        raise PictureOfLibraryRefused(message % {"most": filesizeformat(MOST_BYTES)})
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            return _drawn(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        message = _("The file is no picture. PNG, JPEG, WebP and GIF can be used.")
        raise PictureOfLibraryRefused(message) from error


def _drawn(picture: Image.Image) -> tuple[bytes, str, tuple[int, int]]:
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((WIDEST, WIDEST * 4))
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    is_drawing = has_alpha or picture.format in ("PNG", "GIF")
    out = BytesIO()
    if is_drawing:
        upright.convert("RGBA" if has_alpha else "RGB").save(out, "PNG", optimize=True)
    else:
        upright.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue(), "png" if is_drawing else "jpg", upright.size
