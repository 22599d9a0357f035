"""Comments on contacts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments_app.common.submissions import made_once, submission_key


class ContactComment(models.Model):
    """A note on a contact, with the day it is about."""

    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, related_name="comments", verbose_name=_("contact")
    )
    commented_on = models.DateField(_("date"))
    text = models.TextField(_("comment"), max_length=2000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    submission = submission_key()

    class Meta:
        verbose_name = _("comment on a contact")
        verbose_name_plural = _("comments on contacts")
        permissions = [("ask_comments", _("Can choose contacts by comments on them"))]
        constraints = [
            made_once("contact_comment_made_once"),
            models.CheckConstraint(condition=~Q(text=""), name="contact_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
