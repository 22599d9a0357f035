"""Activities: tasks that belong together, planned once and assigned to many."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact
from segments_app.common.models import CodeTable
from segments_app.common.submissions import made_once, submission_key

from .segment import Segment


class TaskType(models.TextChoices):
    """What a task is, where it is one of these."""

    MEETING = "meeting", _("Meeting")
    PHONE_CALL = "phone_call", _("Phone call")


class TaskPriority(models.IntegerChoices):
    """How much a task matters; the most important come first."""

    HIGH = 1, pgettext_lazy("priority", "High")
    NORMAL = 2, pgettext_lazy("priority", "Normal")
    LOW = 3, pgettext_lazy("priority", "Low")


class OffsetIn(models.TextChoices):
    """What the days until a step are counted in."""

    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class Activity(CodeTable):
    """A plan of tasks, such as a first contact: a letter, a call a week later, a meeting."""

    class Meta(CodeTable.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class ActivityStep(models.Model):
    """One task of an activity, and how long after its start it is due."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="steps", verbose_name=_("activity")
    )
    type = models.CharField(_("type"), max_length=10, choices=TaskType, blank=True)
    description = models.CharField(_("description"), max_length=100)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=TaskPriority, default=TaskPriority.NORMAL
    )
    offset = models.PositiveSmallIntegerField(
        _("due after"), default=0, help_text=_("Counted from the start of the activity.")
    )
    offset_in = models.CharField(
        _("counted in"), max_length=6, choices=OffsetIn, default=OffsetIn.DAYS
    )

    class Meta:
        verbose_name = _("step of an activity")
        verbose_name_plural = _("steps of activities")
        constraints = [
            models.CheckConstraint(
                condition=~Q(description=""), name="activity_step_has_description"
            ),
            models.CheckConstraint(
                condition=Q(type__in=["", *TaskType.values]), name="activity_step_type_known"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=TaskPriority.values), name="activity_step_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(offset_in__in=OffsetIn.values), name="activity_step_offset_known"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class TaskAssignment(models.Model):
    """Tasks made together: those of an activity, or one for each contact of a segment."""

    activity = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("activity"),
    )
    description = models.CharField(_("description"), max_length=100)
    segment = models.ForeignKey(
        Segment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="task_assignments",
        verbose_name=_("segment"),
    )
    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="task_assignments",
        verbose_name=_("contact"),
    )
    starts_on = models.DateField(_("starts on"))
    task_count = models.PositiveIntegerField(_("tasks"), default=0)
    skipped_count = models.PositiveIntegerField(_("had them already"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("assigned by"),
    )
    created_at = models.DateTimeField(_("assigned at"), db_default=Now(), editable=False)
    submission = submission_key()

    class Meta:
        verbose_name = _("assignment of tasks")
        verbose_name_plural = _("assignments of tasks")
        constraints = [
            made_once("task_assignment_made_once"),
            models.CheckConstraint(
                condition=~Q(description=""), name="task_assignment_has_description"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return f"{reverse('segments:task_list')}?whose=all&due=all&assignment={self.pk}"
