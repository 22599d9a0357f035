"""What the contacts of a file have said to being approached, as whoever imports it says.

Consent is recorded by the service that records it of many: who has refused stays refused. Whose
address is suppressed gets no consent from a file, since that would lift what suppresses it.
"""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from contacts.models import (
    Channel,
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    ConsentWording,
    ContactImport,
    Outcome,
    Purpose,
    SuppressedContact,
)
from contacts.models.consent import REFUSED
from contacts.services.consent import ConsentRefused, Statement, comes_to, record_consents
from contacts.services.fingerprints import COLUMNS as ADDRESS
from contacts.services.fingerprints import addresses_of
from contacts.services.refusals import Refused
from contacts.services.suppressing import check_addresses, suppressed_addresses

from .options import Options
from .records import Record

RECORDED, UNCHANGED, KEPT, SUPPRESSED = "recorded", "unchanged", "kept", "suppressed"
ENDS = (RECORDED, UNCHANGED, KEPT, SUPPRESSED)
TAKEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
Counts = dict[str, dict[str, int]]


def source_of(imported: ContactImport) -> str:
    """Return what consents say that they came with; the same in every language."""
    return f"Import {imported.pk}"


def statements(imported: ContactImport, options: Options) -> dict[str, Statement]:
    """Return what is said of each channel; Refused where something of it is gone."""
    if not options.consents or not options.consent_purpose:
        return {}
    purpose = Purpose.objects.filter(code=options.consent_purpose).first()
    wording = ConsentWording.objects.filter(pk=options.consent_wording or 0).first()
    if purpose is None or (options.consent_wording and wording is None):
        raise Refused(_("The purpose or the wording of the consent is gone. Choose it again."))
    return {
        channel: Statement(
            purpose=purpose,
            status=status,
            method=ConsentEvent.Method.IMPORT,
            wording=wording if status == ConsentStatus.CONSENT else None,
            happened_at=_moment(options.consent_on),
            evidence=options.consent_evidence,
            source=source_of(imported),
        )
        for channel, status in sorted(options.consents.items())
    }


def refuse_incomplete(imported: ContactImport, options: Options) -> None:
    """Refuse consents that lack what proves them."""
    for statement in statements(imported, options).values():
        statement.values(now=timezone.now())
        if statement.status == ConsentStatus.CONSENT and not statement.evidence.strip():
            raise ConsentRefused("consent_evidence", _("Say where the proof is kept."))


class Consenting:
    """Tells, batch by batch, what recording would come to; `counts` add up by channel."""

    def __init__(self, imported: ContactImport, options: Options) -> None:
        self.said = statements(imported, options)
        self.counts: Counts = {channel: dict.fromkeys(ENDS, 0) for channel in self.said}
        self.suppressed = suppressed_addresses() if self.said else set()

    def take(self, records: Iterable[Record]) -> None:
        """Count the records that come to a contact, and note on them who gets no consent."""
        taken = [record for record in records if record.outcome in TAKEN]
        if not self.said or not taken:
            return
        stored = [record.contact for record in taken if record.was]
        states = self._states(stored)
        marked = {*SuppressedContact.objects.filter(contact__in=stored).values_list("contact")}
        for record in taken:
            was = record.contact if record.was else None
            is_suppressed = (was,) in marked or self._is_suppressed(record)
            ends = {
                channel: _end(
                    statement.status, states.get((was, channel), ""), is_suppressed=is_suppressed
                )
                for channel, statement in self.said.items()
            }
            for channel, end in ends.items():
                self.counts[channel][end] += 1
            record.note(_note(ends))

    def _states(self, contacts: list[int | None]) -> dict[Any, str]:
        [purpose] = {statement.purpose for statement in self.said.values()}
        rows = ConsentState.objects.filter(
            contact__in=contacts, purpose=purpose, channel__in=self.said
        )
        return {(key, channel): s for key, channel, s in rows.values_list(*STATE)}

    def _is_suppressed(self, record: Record) -> bool:
        if not self.suppressed:
            return False
        whole = {**(record.was or {}), **record.after}
        row = tuple(whole.get(name) or "" for name in ADDRESS)
        return any(address in self.suppressed for address in addresses_of(row))


def record(imported: ContactImport, rows: Any, *, by: User | None, now: datetime) -> Counts:
    """Record what the contacts of the rows have said, in the transaction that makes them."""
    said = statements(imported, Options.of(imported.options))
    if not said:
        return {}
    check_addresses()
    suppressed = SuppressedContact.objects.values("contact")
    counts: Counts = {}
    for channel, statement in said.items():
        good = rows if statement.status in REFUSED else rows.exclude(contact__in=suppressed)
        done = record_consents(
            good,
            channels=[channel],
            statement=statement,
            contact="contact",
            row="number",
            by=by,
            now=now,
        )
        left = rows.count() - done.recorded - done.unchanged - done.kept
        ends = (done.recorded, done.unchanged, done.kept, left)
        counts[channel] = dict(zip(ENDS, ends, strict=True))
    return counts


STATE = ("contact", "channel", "status")


def _end(status: str, stored: str, *, is_suppressed: bool) -> str:
    if is_suppressed and status not in REFUSED:
        return SUPPRESSED
    return comes_to(status, stored)


def _note(ends: dict[str, str]) -> str:
    """Say who gets no consent, and why."""
    if SUPPRESSED in ends.values():
        return _("The address is suppressed: no consent is recorded.")
    kept = [str(Channel(channel).label) for channel, end in ends.items() if end == KEPT]
    if not kept:
        return ""
    return _("Has refused (%(channels)s), and stays so.") % {"channels": ", ".join(kept)}


def _moment(day: str) -> datetime | None:
    said = parse_date(day) if day else None
    return timezone.make_aware(datetime.combine(said, time())) if said else None
