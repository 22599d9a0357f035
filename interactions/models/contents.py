"""What is written to people: subject, HTML, plain text, letter; and the files that go along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Language


class WrittenContent(models.Model):
    """What is said in one language, with merge fields such as {{ contact.first_name }}.

    What is left empty is made of the rest: the plain text and the letter of the HTML, the HTML
    of the plain text.
    """

    #: The parts of it, each a text with merge fields.
    PARTS = ("subject", "html", "text", "letter")

    subject = models.CharField(_("subject"), max_length=200, blank=True)
    html = models.TextField(_("HTML"), blank=True)
    text = models.TextField(_("text"), blank=True)
    letter = models.TextField(_("letter"), blank=True)

    class Meta:
        abstract = True

    @property
    def parts(self) -> dict[str, str]:
        """Return what it says, by the part."""
        return {name: getattr(self, name) for name in self.PARTS}


class ScriptedContent(WrittenContent):
    """What is said in one language, with the script of those who say it by telephone."""

    script = models.TextField(_("call script"), blank=True, db_default="", default="")

    class Meta(WrittenContent.Meta):
        abstract = True

    @property
    def written(self) -> dict[str, str]:
        """Return all that somebody has written, by the part."""
        return {**self.parts, "script": self.script}


class FrozenContent(WrittenContent):
    """What was said when interactions were logged; shared by many of them.

    A line of a segment with a text of its own points at one as well: what is frozen is changed
    by pointing at another.
    """

    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("language"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("frozen content")
        verbose_name_plural = _("frozen contents")

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"


class Attachment(models.Model):
    """A file that goes along with what is written. It stays as it was stored.

    Contents only point at it, so that what was logged keeps its file whatever becomes of the
    template; the same bytes under the same name are stored once.
    """

    file = models.FileField(_("file"), upload_to="attachments/", max_length=200)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("stored by"),
    )
    created_at = models.DateTimeField(_("stored at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(fields=["sha256", "name"], name="attachment_once"),
            models.CheckConstraint(condition=~Q(name=""), name="attachment_has_name"),
            models.CheckConstraint(condition=Q(size__gte=1), name="attachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class GoesAlong(models.Model):
    """That a file goes along with a content, which the table of each kind of content names."""

    attachment = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name=_("attachment")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}: {self.attachment_id}"


class FrozenAttachment(GoesAlong):
    """A file that went along with a frozen content."""

    content = models.ForeignKey(
        FrozenContent,
        models.CASCADE,
        related_name="attachments",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("content"),
    )

    class Meta:
        verbose_name = _("attachment of a frozen content")
        verbose_name_plural = _("attachments of frozen contents")
        constraints = [
            models.UniqueConstraint(
                fields=["content", "attachment"], name="frozen_attachment_once"
            ),
        ]


class LibraryImage(models.Model):
    """A picture for mails, drawn anew when it came in; shown to whoever has its address."""

    key = models.CharField(_("key"), max_length=32, unique=True, editable=False)
    file = models.ImageField(_("picture"), upload_to="library/")
    name = models.CharField(_("name"), max_length=100)
    alt = models.CharField(
        _("alternative text"),
        max_length=200,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    is_archived = models.BooleanField(_("archived"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("stored by"),
    )
    created_at = models.DateTimeField(_("stored at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("picture of the library")
        verbose_name_plural = _("pictures of the library")
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="library_image_has_alt"),
            models.CheckConstraint(condition=~Q(name=""), name="library_image_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address that anybody may see it at."""
        ending = "png" if str(self.file.name).endswith(".png") else "jpg"
        return reverse("interactions:picture", args=[f"{self.key}.{ending}"])

    @property
    def shown_width(self) -> int:
        """Return how wide a mail shows it: its text is no wider."""
        return min(self.width, 560)
