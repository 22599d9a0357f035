"""Files attached to contacts: a contract, a photograph, a letter that came."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments_app.common.submissions import made_once, submission_key

#: What a browser can show without running anything.
SHOWN = ("image/png", "image/jpeg", "image/webp", "text/plain; charset=utf-8")


class ContactFile(models.Model):
    """A file of a contact. What is stored has a name that says nothing; `name` is for people."""

    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, related_name="files", verbose_name=_("contact")
    )
    file = models.FileField(_("file"), upload_to="contact-files/", max_length=100)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
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
    submission = submission_key()

    class Meta:
        verbose_name = _("file of a contact")
        verbose_name_plural = _("files of contacts")
        constraints = [
            made_once("contact_file_made_once"),
            models.CheckConstraint(condition=~Q(name=""), name="contact_file_has_name"),
            models.CheckConstraint(condition=Q(size__gte=1), name="contact_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_shown(self) -> bool:
        """Whether it can be looked at without keeping it."""
        return self.content_type in SHOWN
