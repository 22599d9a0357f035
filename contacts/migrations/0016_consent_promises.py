"""Consent is only added to; its present state, and what is to be checked, the database keeps."""

from django.db import migrations

from segments_app.common.append_only import AppendOnly, LatestState, Queued, SharedLock
from segments_app.common.database import Frozen, SetBasedForeignKeys
from segments_app.common.promises import not_blank, one_of

EVENTS, STATES = "contacts_consentevent", "contacts_consentstate"
RANKS = ("consent", "soft_opt_in", "legitimate_interest", "none", "withdrawn", "objected")
ADDRESS = ("name", "address", "postcode", "country", "email", "email_2")
OTHER_ADDRESS = ("company_name", "address", "postcode", "country", "email")
SUPPRESSING = "EXISTS (SELECT 1 FROM contacts_suppression s WHERE s.lifted_at IS NULL)"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0015_consent")]

    operations = [
        not_blank("contacts_purpose", "code"),
        not_blank("contacts_consentwording", "version", "text"),
        not_blank("contacts_restriction", "reason"),
        *(
            one_of("contacts_purpose", f"{channel}_rule", ("consent", "objection"))
            for channel in ("email", "letter", "phone", "fax")
        ),
        SetBasedForeignKeys("consentevent"),
        AppendOnly(
            "consent_event_stays",
            EVENTS,
            owner="contacts_contact",
            key="contact_id",
            message="a consent event stays as it is",
        ),
        AppendOnly(
            "consent_state_stays",
            STATES,
            owner="contacts_contact",
            key="contact_id",
            message="the state of consent goes with its contact only",
            may_change=True,
        ),
        LatestState(
            "consent_state_kept",
            EVENTS,
            into=STATES,
            keys=["contact_id", "purpose_id", "channel"],
            moment=("since", "happened_at"),
            status="status",
            ranks={status: rank for rank, status in enumerate(RANKS)},
            copied={"status": "status", "since": "happened_at", "event_id": "id"},
            message="the state of consent follows from its events",
        ),
        SharedLock(EVENTS, "consent"),
        Frozen(
            "consent_wording_stays",
            "contacts_consentwording",
            columns=["purpose_id", "version", "language_id", "text"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="a consent wording stays as it is; add another version",
        ),
        Frozen(
            "purpose_stays",
            "contacts_purpose",
            columns=["id"],
            unless_updated="1 = 0",
            unless_deleted="1 = 0",
            message="a purpose stays: interactions and consents name it",
        ),
        Frozen(
            "suppression_stays",
            "contacts_suppression",
            columns=["kind", "fingerprint", "key_id", "cause", "suppressed_at", "suppressed_by_id"],
            unless_updated="1 = 0",
            unless_deleted="1 = 0",
            message="a suppression is lifted, not changed or deleted",
        ),
        Queued(
            "contact_to_check",
            "contacts_contact",
            columns=ADDRESS,
            key="id",
            queue="contacts_uncheckedcontact",
            wanted=SUPPRESSING,
        ),
        Queued(
            "other_address_to_check",
            "contacts_alternativeaddress",
            columns=OTHER_ADDRESS,
            key="contact_id",
            queue="contacts_uncheckedcontact",
            wanted=SUPPRESSING,
        ),
    ]
