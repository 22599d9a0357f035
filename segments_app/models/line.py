"""The contacts of a segment, and what differs for each of them (domain.md §1.7)."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import AlternativeAddress, Contact, Language, Salesperson
from contacts.models.gate import (
    LeftOutReason,
    Occasion,
    kept_out,
    left_out_conditions,
    left_out_reason,
    let_through,
)
from interactions.models import FrozenContent, InteractionTemplate
from segments_app.common.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)

from .effective import effective_value, effective_values
from .occasions import occasion_of_lines
from .pressure import approached_too_often, limits_of, with_pressure_values
from .segment import Segment

#: Exclusion counts, but for those who were added although they were excluded.
EXCLUDED = Q(contact__exclude_from_segments=True, ignores_exclusion=False)


class SegmentLineQuerySet(models.QuerySet["SegmentLine"]):
    def current(self, segment: Segment) -> Self:
        """The lines of `segment` at its position: added by then, and not removed by then."""
        return self.filter(segment=segment.pk).at(segment.position)

    def at(self, position: int) -> Self:
        """The lines that are there after the step at `position`."""
        return self.filter(added_at__lte=position).filter(
            Q(removed_at__isnull=True) | Q(removed_at__gt=position)
        )

    def of_open_segments(self) -> Self:
        """The lines in force of all segments that are still worked on."""
        return self.filter(
            segment__status=Segment.Status.OPEN, added_at__lte=F("segment__position")
        ).filter(Q(removed_at__isnull=True) | Q(removed_at__gt=F("segment__position")))

    def targeting(self, campaign: Campaign) -> Self:
        """Lines, of whatever segment, whose contact is a target of `campaign`."""
        lines = self.annotate(
            target_campaign=Coalesce("campaign", "segment__campaign", "template__campaign"),
            targets=Coalesce("is_target", "template__is_target", "segment__is_target"),
        )
        return lines.filter(target_campaign=campaign.pk, targets=True)

    def with_effective_values(self, segment: Segment) -> Self:
        """Add `effective_…` for each inherited field, foreign keys as ids; lines of `segment`."""
        lines = self
        for name, expression in effective_values(segment).items():
            lines = lines.annotate(**{name: expression})
        return lines

    def left_out(self, segment: Segment, *, but: int | None = None) -> Self:
        """Lines of `segment` that logging leaves out, with their `left_out_reason`.

        The gate is asked again. As a condition it finds the few contacts first; the CASE of the
        reason would read them all. What was logged with `but` does not count.
        """
        lines, conditions = self._asked(segment, but)
        lines = lines.filter(kept_out(conditions))
        return lines.annotate(left_out_reason=left_out_reason(conditions))

    def reachable(self, segment: Segment) -> Self:
        """Lines of `segment` that logging does not leave out."""
        lines, conditions = self._asked(segment, None)
        return lines.filter(let_through(conditions))

    def warned_of(self, segment: Segment) -> Self:
        """Lines of `segment` that a rule on contact pressure warns of."""
        warning = limits_of(segment, leaving_out=False)
        if not warning:
            return self.none()
        lines = with_pressure_values(self._with_channel(segment), segment, warning)
        return lines.filter(approached_too_often(segment, warning))

    def occasion(self, segment: Segment) -> Occasion:
        """What the contacts of these lines are approached for, and how."""
        asks = segment.purpose_id is not None
        own = asks and self.filter(correspondence_type__isnull=False).exists()
        return occasion_of_lines(segment, own_channels=own)

    def _asked(self, segment: Segment, but: int | None) -> tuple[Self, dict[LeftOutReason, Q]]:
        """Return the lines with all that the gate asks of them, and what it asks."""
        lines = self._with_channel(segment)
        conditions = left_out_conditions(
            prefix="contact__", excluded=EXCLUDED, occasion=self.occasion(segment)
        )
        leaving_out = limits_of(segment, leaving_out=True)
        if not leaving_out:
            return lines, conditions
        too_often = approached_too_often(segment, leaving_out, but=but)
        lines = with_pressure_values(lines, segment, leaving_out)
        return lines, {**conditions, LeftOutReason.TOO_OFTEN: too_often}

    def _with_channel(self, segment: Segment) -> Self:
        name = "correspondence_type"
        return self.annotate(**{f"effective_{name}": effective_value(segment, name)})


class SegmentLine(models.Model):
    """A contact in a segment, from the step that added it up to the step that removed it.

    Going back and forward moves the segment's position and touches no line, so what was
    edited on a line is there again with it. A contact is in a segment once: of its lines at
    most one has not been removed, and a line is added only when there is no such one.

    A field of the line that is null follows the segment, or the contact where the segment
    leaves it open (LIN-01…16); a value is the line's own.
    """

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="lines",
        db_index=False,  # the indexes below begin with it
        verbose_name=_("segment"),
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="segment_lines", verbose_name=_("contact")
    )
    added_at = models.PositiveIntegerField(_("added by step"))
    removed_at = models.PositiveIntegerField(_("removed by step"), null=True, blank=True)
    ignores_exclusion = models.BooleanField(
        _("added although excluded from segments"), db_default=False, default=False
    )

    description = models.CharField(_("description"), max_length=100, null=True, blank=True)  # noqa: DJ001 - null follows the segment
    occurred_on = models.DateField(_("date"), null=True, blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("salesperson"),
    )
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("interaction template"),
    )
    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("language"),
    )
    subject = models.CharField(_("subject"), max_length=200, null=True, blank=True)  # noqa: DJ001 - null follows the segment
    content = models.ForeignKey(
        FrozenContent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,  # one more look-up a row; nobody deletes a content that is used
        db_index=False,  # no query starts from it
        verbose_name=_("own text"),
    )
    correspondence_type = models.CharField(  # noqa: DJ001 - null follows the segment
        _("correspondence type"), max_length=10, choices=CorrespondenceType, null=True, blank=True
    )
    information_flow = models.CharField(  # noqa: DJ001 - null follows the segment
        _("information flow"), max_length=10, choices=InformationFlow, null=True, blank=True
    )
    initiated_by = models.CharField(  # noqa: DJ001 - null follows the segment
        _("initiated by"), max_length=10, choices=InitiatedBy, null=True, blank=True
    )
    alternative_address = models.ForeignKey(
        AlternativeAddress,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("alternative address"),
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    duration = models.PositiveIntegerField(_("duration (minutes)"), null=True, blank=True)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("campaign"),
    )
    is_target = models.BooleanField(_("campaign target"), null=True, blank=True)
    is_response = models.BooleanField(_("campaign response"), null=True, blank=True)

    evaluation = models.CharField(
        _("evaluation"), max_length=15, choices=Evaluation, blank=True, db_default="", default=""
    )
    attempt_failed = models.BooleanField(_("attempt failed"), db_default=False, default=False)
    contact_via = models.CharField(
        _("contact via"), max_length=254, blank=True, db_default="", default=""
    )

    objects = SegmentLineQuerySet.as_manager()

    #: Fields whose null means "as the segment".
    INHERITED = (
        "description",
        "occurred_on",
        "salesperson",
        "template",
        "language",
        "subject",
        "correspondence_type",
        "information_flow",
        "initiated_by",
        "alternative_address",
        "cost",
        "duration",
        "campaign",
        "is_target",
        "is_response",
    )
    #: All that a line may have for itself.
    OWN = (*INHERITED, "content")

    class Meta:
        verbose_name = _("segment line")
        verbose_name_plural = _("segment lines")
        constraints = [
            # A contact once per segment; adding relies on it to skip who is there.
            models.UniqueConstraint(
                fields=["segment", "contact"],
                condition=Q(removed_at__isnull=True),
                name="segment_line_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gt=F("added_at")),
                name="segment_line_removed_after_added",
            ),
            models.CheckConstraint(condition=Q(added_at__gte=1), name="segment_line_has_step"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="segment_line_cost_not_negative",
            ),
        ]
        indexes = [
            # Lines that a later step removed: counted after going back.
            models.Index(
                fields=["segment", "removed_at"],
                condition=Q(removed_at__isnull=False),
                name="segment_line_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.segment_id}"

    @property
    def own_fields(self) -> list[str]:
        """Names of the fields whose value is the line's own."""
        return [
            field.name
            for field in self._meta.concrete_fields
            if field.name in self.OWN and getattr(self, field.attname) is not None
        ]
