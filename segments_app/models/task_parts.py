"""What belongs to a task: who takes part, and what was noted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from segments_app.common.submissions import made_once, submission_key

from .task import Task


class MeetingAnswer(models.IntegerChoices):
    """What an attendee says to an invitation."""

    ACCEPTED = 1, pgettext_lazy("answer to an invitation", "Accepted")
    TENTATIVE = 2, pgettext_lazy("answer to an invitation", "Perhaps")
    DECLINED = 3, pgettext_lazy("answer to an invitation", "Declined")


TONES = {MeetingAnswer.ACCEPTED: "good", MeetingAnswer.TENTATIVE: "warn"}


class TaskAttendee(models.Model):
    """A contact who takes part in a meeting, and what it has answered to which version of it."""

    task = models.ForeignKey(
        Task,
        models.CASCADE,
        related_name="attendees",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("task"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="attended_tasks", verbose_name=_("contact")
    )
    answer = models.PositiveSmallIntegerField(
        _("answer"), choices=MeetingAnswer, null=True, blank=True, editable=False
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    answered_version = models.PositiveIntegerField(
        _("version answered to"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(fields=["task", "contact"], name="task_attendee_once"),
        ]

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def tone(self) -> str:
        """How the answer is coloured."""
        return TONES.get(MeetingAnswer(self.answer), "bad") if self.answer else ""


class TaskComment(models.Model):
    """A note on a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments", verbose_name=_("task"))
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
        verbose_name = _("comment on a task")
        verbose_name_plural = _("comments on tasks")
        constraints = [
            made_once("task_comment_made_once"),
            models.CheckConstraint(condition=~Q(text=""), name="task_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
