"""What an import does besides its contacts, in sentences: a group, a segment, consents."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contacts.models import Channel, ConsentStatus, ContactImport, ImportRow, Purpose
from contacts.services.importing.consenting import ENDS
from contacts.services.importing.options import Options
from segments_app.models import Segment, SegmentLine

from .step_rows import reasons_in_words


@dataclass(frozen=True)
class Effect:
    """One thing, what comes of it, and where it can be seen."""

    label: str
    text: str
    url: str = ""


def effects_of(imported: ContactImport) -> list[Effect]:
    """Return what the options ask for, as it would be or as it was done; a few queries."""
    options = Options.of(imported.options)
    if imported.planned_at is None:
        return []
    found = [_group(imported, options), _segment(imported, options), *_consents(imported, options)]
    return [effect for effect in found if effect is not None]


def _group(imported: ContactImport, options: Options) -> Effect | None:
    if not options.new_group:
        return None
    if imported.is_draft:
        named = {"name": options.new_group}
        return Effect(_("Mailing group"), _("%(name)s, made if there is none such") % named)
    return Effect(_("Mailing group"), options.new_group)


def _segment(imported: ContactImport, options: Options) -> Effect | None:
    if not options.segment and not options.new_segment:
        return None
    label, noted = _("Segment"), imported.effects.get("segment")
    if imported.is_draft:
        return _segment_to_be(imported, options, label)
    if not noted:
        text = _("Not added yet. Add them by the criterion “Was in the file of import”.")
        return Effect(label, text)
    if "problem" in noted:
        return Effect(label, noted["problem"])
    segment = Segment.objects.filter(pk=noted["key"]).first()
    left_out = [
        f"{words}: {_count(count)}" for _k, words, count in reasons_in_words(noted["left_out"])
    ]
    text = _("%(segment)s: %(count)s added.") % {
        "segment": segment or noted["number"],
        "count": _count(noted["added"]),
    }
    if left_out:
        text = f"{text} {_('Left out')}: {', '.join(left_out)}."
    return Effect(label, text, segment.get_absolute_url() if segment else "")


def _segment_to_be(imported: ContactImport, options: Options, label: str) -> Effect:
    count = imported.created_count + imported.updated_count + imported.unchanged_count
    if options.new_segment:
        named = {"name": options.new_segment, "count": _count(count)}
        return Effect(label, _("%(name)s, a new one: %(count)s contacts of the file.") % named)
    segment = Segment.objects.filter(number=options.segment).first()
    if segment is None:
        return Effect(label, _("The segment %(number)s is gone.") % {"number": options.segment})
    lines = SegmentLine.objects.current(segment).filter(contact=OuterRef("contact"))
    there = ImportRow.objects.taken().filter(Exists(lines), contact_import=imported).count()
    text = _("%(segment)s: %(count)s contacts of the file, of whom %(there)s are in it already.")
    named = {"segment": str(segment), "count": _count(count), "there": _count(there)}
    return Effect(label, text % named, segment.get_absolute_url())


def _consents(imported: ContactImport, options: Options) -> list[Effect | None]:
    counts = imported.effects.get("consents") or {}
    if not counts:
        return []
    purpose = Purpose.objects.filter(code=options.consent_purpose).first()
    labels = dict(zip(ENDS, _ends(), strict=True))
    found: list[Effect | None] = []
    for channel in (one for one in Channel.values if one in counts):
        ends = counts[channel]
        said = ConsentStatus(options.consents[channel]).label
        label = _("%(channel)s, %(purpose)s: %(state)s") % {
            "channel": Channel(channel).label,
            "purpose": purpose or options.consent_purpose,
            "state": said,
        }
        told = [f"{labels[e]}: {_count(ends[e])}" for e in ENDS if ends[e] or e == ENDS[0]]
        found.append(Effect(label, ", ".join(told)))
    return found


def _ends() -> tuple[str, ...]:
    return (
        _("recorded"),
        _("had said so, or more, already"),
        _("have refused and stay so"),
        _("suppressed, nothing recorded"),
    )


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)
