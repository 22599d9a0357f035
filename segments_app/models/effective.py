"""What counts for a line: its own value, else its own template's, the segment's, the contact's.

Written as expressions on lines, each for one segment whose header enters as plain values, so
that a hundred thousand lines are read, checked or logged in one statement (LIN-02…14).
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from contacts.models import AddressDateRange, AlternativeAddress
from interactions.models import InteractionTemplate, TemplateContent
from segments_app.common.models import CorrespondenceType

from .segment import Segment, SegmentContent

BIG = models.BigIntegerField()
TEXT = models.CharField()
NO = Value(False, output_field=models.BooleanField())  # noqa: FBT003 - an expression
OWN_TEMPLATE = Q(template__isnull=False)


def effective_values(segment: Segment) -> dict[str, Any]:
    """Return the annotations `effective_…` for lines of `segment`, in an order that works."""
    return {f"effective_{name}": expression(segment) for name, expression in EXPRESSIONS.items()}


def effective_value(segment: Segment, name: str) -> Any:
    """Return one of them."""
    return EXPRESSIONS[name](segment)


def _first(*expressions: Any, output: models.Field[Any, Any]) -> Any:
    """Return the first that is not null; header values that are None drop out."""
    left = [e for e in expressions if not (isinstance(e, Value) and e.value is None)]
    return Coalesce(*left, output_field=output) if len(left) > 1 else left[0]


def _plain(name: str, *, header: str = "") -> Callable[[Segment], Any]:
    """Return a field that the line has, or its own template, or the segment.

    Template and segment call it `header` where they do not call it `name`.
    """
    header = header or name

    def expression(segment: Segment) -> Any:
        field: Any = segment._meta.get_field(header)
        value = Value(getattr(segment, header), output_field=field)
        return Coalesce(F(name), F(f"template__{header}"), value, output_field=field)

    return expression


def _description(segment: Segment) -> Any:
    return Coalesce(F("description"), F("template__description"), Value(segment.description))


def _occurred_on(segment: Segment) -> Any:
    day = Value(segment.occurred_on)
    return _first(F("occurred_on"), day, output=models.DateField())


def _salesperson(segment: Segment) -> Any:
    header = Value(segment.salesperson_id)
    return _first(F("salesperson_id"), header, F("contact__salesperson_id"), output=BIG)


def _template(segment: Segment) -> Any:
    return _first(F("template_id"), Value(segment.template_id), output=BIG)


def _header_template(segment: Segment) -> models.QuerySet[InteractionTemplate]:
    return InteractionTemplate.objects.filter(pk=segment.template_id or 0)


def _group(segment: Segment) -> Any:
    header = _header_template(segment).values("group")
    return Case(
        When(OWN_TEMPLATE, then=F("template__group_id")),
        default=Subquery(header),
        output_field=BIG,
    )


def _language(segment: Segment) -> Any:
    """LIN-04, and LIN-05 for a line with a template of its own."""
    ours = SegmentContent.objects.filter(segment=segment.pk)
    theirs = TemplateContent.objects.filter(template=OuterRef("template"))
    return Case(
        When(language__isnull=False, then=F("language_id")),
        When(
            Q(template__isnull=True, contact__language__in=ours.values("language")),
            then=F("contact__language_id"),
        ),
        When(template__isnull=True, then=Value(segment.default_language_id, output_field=BIG)),
        When(
            Exists(theirs.filter(language=OuterRef("contact__language"))),
            then=F("contact__language_id"),
        ),
        default=Coalesce(
            F("template__default_language_id"),
            Subquery(theirs.order_by("pk").values("language")[:1]),
        ),
        output_field=BIG,
    )


def _subject(segment: Segment) -> Any:
    language = OuterRef("effective_language")
    ours = SegmentContent.objects.filter(segment=segment.pk, language=language)
    theirs = TemplateContent.objects.filter(template=OuterRef("template"), language=language)
    inherited = Case(
        When(OWN_TEMPLATE, then=Subquery(theirs.values("subject"))),
        default=Subquery(ours.values("subject")),
    )
    return Coalesce(F("subject"), inherited, Value(""), output_field=TEXT)


def _correspondence_type(segment: Segment) -> Any:
    """LIN-03: the segment's where it insists, else the template's or the contact's."""
    whens = [When(correspondence_type__isnull=False, then=F("correspondence_type"))]
    if segment.ignores_contact_correspondence and segment.correspondence_type:
        return Case(*whens, default=Value(segment.correspondence_type), output_field=TEXT)
    if segment.template_id is not None:
        header = _header_template(segment)
        insists = Exists(header.filter(ignores_contact_correspondence=True))
        whens += _preferred(Q(template__isnull=True), insists, header.values("correspondence_type"))
    whens += _preferred(
        OWN_TEMPLATE,
        Q(template__ignores_contact_correspondence=True),
        F("template__correspondence_type"),
    )
    return Case(*whens, default=F("contact__correspondence_type"), output_field=TEXT)


def _preferred(where: Q, insists: Any, template_type: Any) -> list[When]:
    return [
        When(where & Q(insists), then=template_type),
        When(where & Q(contact__correspondence_type=""), then=template_type),
    ]


def _campaign(segment: Segment) -> Any:
    """LIN-12: the segment's campaign comes before that of the line's own template."""
    header = Value(segment.campaign_id)
    return _first(F("campaign_id"), header, F("template__campaign_id"), output=BIG)


def _flag(name: str) -> Callable[[Segment], Any]:
    def expression(segment: Segment) -> Any:
        inherited = _plain(name)(segment)
        return Case(When(effective_campaign__isnull=False, then=inherited), default=NO)

    return expression


def _alternative_address(segment: Segment) -> Any:
    """LIN-10: the address that holds on the line's date."""
    day = OuterRef("effective_occurred_on")
    active = (
        AddressDateRange.objects.filter(contact=OuterRef("contact"), starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .order_by("-starts_on")
    )
    some = AddressDateRange.objects.order_by().values("contact")  # read once, not for each line
    return Case(
        When(alternative_address__isnull=False, then=F("alternative_address_id")),
        When(contact__in=some, then=Subquery(active.values("alternative_address")[:1])),
        output_field=BIG,
    )


def _email(segment: Segment) -> Any:
    """LOG-05: the alternative address's where it has one, else the contact's."""
    address = AlternativeAddress.objects.filter(pk=OuterRef("effective_alternative_address"))
    theirs = Coalesce(NullIf(Subquery(address.values("email")), Value("")), F("contact__email"))
    return Case(
        When(effective_alternative_address__isnull=False, then=theirs),
        default=F("contact__email"),
        output_field=TEXT,
    )


#: LOG-05: an e-mail that has nowhere to go is logged without a correspondence type.
LOGGED_CORRESPONDENCE = Case(
    When(
        Q(effective_correspondence_type=CorrespondenceType.EMAIL, effective_email=""),
        then=Value(""),
    ),
    default=F("effective_correspondence_type"),
)


EXPRESSIONS: dict[str, Callable[[Segment], Any]] = {
    "description": _description,
    "occurred_on": _occurred_on,
    "salesperson": _salesperson,
    "template": _template,
    "group": _group,
    "language": _language,
    "subject": _subject,
    "correspondence_type": _correspondence_type,
    "information_flow": _plain("information_flow"),
    "initiated_by": _plain("initiated_by"),
    "alternative_address": _alternative_address,
    "email": _email,
    "cost": _plain("cost", header="unit_cost"),
    "duration": _plain("duration", header="unit_duration"),
    "campaign": _campaign,
    "is_target": _flag("is_target"),
    "is_response": _flag("is_response"),
}
