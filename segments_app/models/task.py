"""Tasks: what one of us, or a team, has to do by a day (domain.md §1.16)."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson, Team
from interactions.models import Interaction
from segments_app.common.submissions import made_once, submission_key

from .activity import ActivityStep, TaskAssignment, TaskPriority, TaskType
from .segment import Segment
from .task_promises import INDEXES, MOST_MINUTES, PROMISES, RecursFrom, RecursIn, TaskStatus
from .task_queries import TaskQuerySet


class Task(models.Model):
    """Something to be done by a day: a meeting, a call, or anything else.

    It is a salesperson's or a team's. It is closed by being completed or cancelled, and stays
    then as it is. A recurring one makes the next when it is completed, exactly one: `previous`
    is unique. The segment it came from may be deleted; its number stays.
    """

    Type = TaskType
    Priority = TaskPriority
    Status = TaskStatus

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    type = models.CharField(
        _("type"), max_length=10, choices=TaskType, blank=True, default="", db_default=""
    )
    description = models.CharField(_("description"), max_length=100)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("salesperson"),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("team"),
        help_text=_("Any of its members may do it."),
    )

    contact = models.ForeignKey(
        Contact,
        models.CASCADE,  # open ones are in the way before that
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("contact"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,  # a partial index below
        verbose_name=_("campaign"),
    )
    segment = models.ForeignKey(
        Segment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,  # a partial index below
        verbose_name=_("segment"),
    )
    segment_number = models.CharField(
        _("segment number"),
        max_length=20,
        blank=True,
        editable=False,
        default="",
        db_default="",
        help_text=_("Where it came from, also after the segment was deleted."),
    )
    came_from = models.ForeignKey(
        Interaction,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,  # a partial index below
        verbose_name=_("after the interaction"),
    )

    due_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("start time"), null=True, blank=True)
    duration = models.PositiveIntegerField(
        _("duration (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    is_all_day = models.BooleanField(_("all day"), default=False, db_default=False)
    location = models.CharField(
        _("location"), max_length=200, blank=True, default="", db_default=""
    )

    status = models.CharField(
        _("status"),
        max_length=12,
        choices=TaskStatus,
        default=TaskStatus.NOT_STARTED,
        db_default=TaskStatus.NOT_STARTED,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        choices=TaskPriority,
        default=TaskPriority.NORMAL,
        db_default=TaskPriority.NORMAL,
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    is_canceled = models.BooleanField(
        _("cancelled"), default=False, db_default=False, editable=False
    )
    closed_by = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("completed by"),
        help_text=_("Who completed or cancelled it."),
    )
    completed_with = models.ForeignKey(
        Interaction,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="completed_tasks",
        db_index=False,  # a partial index below
        verbose_name=_("completed with the interaction"),
    )

    recurs_every = models.PositiveSmallIntegerField(
        _("every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    recurs_in = models.CharField(
        _("interval"), max_length=6, choices=RecursIn, blank=True, default="", db_default=""
    )
    recurs_from = models.CharField(
        _("counted from"), max_length=7, choices=RecursFrom, blank=True, default="", db_default=""
    )
    recurs_day = models.PositiveSmallIntegerField(
        _("day of the month"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("A task of the 31st comes back to the 31st after a shorter month."),
    )
    previous = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="next",
        verbose_name=_("the one before"),
    )

    step = models.ForeignKey(
        ActivityStep,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="tasks",
        verbose_name=_("step of the activity"),
    )
    assignment = models.ForeignKey(
        TaskAssignment,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="tasks",
        verbose_name=_("assigned together"),
    )
    sequence = models.PositiveIntegerField(
        _("version of the appointment"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Calendars take an invitation with a higher one for the newer."),
    )
    search_text = models.CharField(
        _("search words"), max_length=200, blank=True, editable=False, default="", db_default=""
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    modified_at = models.DateTimeField(_("modified at"), db_default=Now(), editable=False)
    submission = submission_key()

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = INDEXES
        constraints = [made_once("task_made_once"), *PROMISES]

    def __str__(self) -> str:
        return f"{self.number} {self.description}".strip()

    def get_absolute_url(self) -> str:
        return reverse("segments:task_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.closed_on is None

    @property
    def is_recurring(self) -> bool:
        """Whether completing it makes the next one."""
        return self.recurs_every is not None

    @property
    def how_often(self) -> str:
        """How often it comes back, in words; "" where it does not."""
        return RecursIn(self.recurs_in).every(self.recurs_every) if self.recurs_every else ""

    @property
    def is_meeting(self) -> bool:
        """Whether people meet, and may be invited."""
        return self.type == TaskType.MEETING

    @property
    def assignee(self) -> Salesperson | Team | None:
        """Who has to do it."""
        return self.salesperson or self.team

    @property
    def starts(self) -> datetime | None:
        """The moment it starts, None where it takes a whole day or no time is said."""
        return moment(self.due_on, self.starts_at) if self.starts_at else None

    @property
    def ends(self) -> datetime | None:
        """The moment it ends, None where it has no start or no duration."""
        if self.starts is None or self.duration is None:
            return None
        return self.starts + timedelta(minutes=self.duration)


def moment(day: date, at: time) -> datetime:
    """Return the moment of a day and a time as they are said here."""
    return timezone.make_aware(datetime.combine(day, at))
