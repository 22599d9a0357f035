"""A person erased for good: a dump of the database does not find it, and no figure changes."""

import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Sum
from django.urls import reverse

from campaigns.models import CampaignComment, CampaignTarget
from contacts import services
from contacts.models import (
    AlternativeAddress,
    BulkEdit,
    Contact,
    ContactComment,
    ContactImport,
    Erasure,
    ImportRow,
    Merge,
    SuppressedContact,
    Suppression,
)
from contacts.services import duplicates, personal
from contacts.services.bulk import Changes, edit_contacts, undo_edit
from contacts.services.importing import undoing
from contacts.services.merging import MergeRefused, merge_contacts, undo_merge
from contacts.services.personal import mentions
from interactions.models import (
    FrozenContent,
    GateOverride,
    Interaction,
    InteractionComment,
    LeftOut,
)
from segments_app.common.erasing import erasing
from segments_app.models import ExportRecord, Job, SavedCriteria, Segment, SegmentLine
from tests.consents import say
from tests.factories import (
    DAY,
    make_attribute,
    make_campaign,
    make_campaign_entry,
    make_company,
    make_interaction,
    make_language,
    make_logged_segment,
    make_person,
)

#: None of these may be found again, whatever the case.
TRACES = (
    "Zyxanna", "Qwortley", "zyx@qwortley", "old.zyx@", "0472 998877", "0472 112233",
    "Vlinderlaan", "Merged-Zyx", "zyx.merged@", "SUMMERZYX", "secret-zyx", "zyxpin",
)  # fmt: skip
CASES = pytest.mark.django_db


def dump():
    """Return the whole database as text, in lower case: what an attacker would look through."""
    if connection.vendor == "sqlite":
        return "\n".join(connection.connection.iterdump()).lower()
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts).lower()


def traces():
    """Return what of the person is found, also as JSON and in kept files."""
    text = dump()
    for folder in ("contact_imports", "exports", "contacts"):
        if default_storage.exists(folder):
            for name in default_storage.listdir(folder)[1]:
                with default_storage.open(f"{folder}/{name}") as file:
                    text += file.read().decode(errors="ignore").lower()
    return [trace for trace in TRACES if trace.lower() in text]


def figures():
    return {
        "interactions": Interaction.objects.aggregate(
            n=Count("pk"),
            people=Count("contact", distinct=True),
            cost=Sum("cost"),
            minutes=Sum("duration"),
        ),
        "left out": LeftOut.objects.count(),
        "lines": SegmentLine.objects.count(),
        "targets": CampaignTarget.objects.count(),
        "campaign": list(
            Interaction.objects.values("campaign").annotate(n=Count("pk")).order_by("campaign")
        ),
    }


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def everywhere(now, administrator):
    """A person about whom something stands in every kind of place, and somebody beside it."""
    company = make_company("Example & Co")
    anna = make_person(
        "Zyxanna Qwortley", first_name="Zyxanna", surname="Qwortley", company=company,
        email="old.zyx@example.org", phone="0472 998877", mobile_phone="0472 112233",
        address="Vlinderlaan 77", postcode="9000", city="Gent",
    )  # fmt: skip
    gone = make_person("Merged-Zyx Person", email="zyx.merged@example.org")
    services.update_contact(anna, values={"email": "zyx@qwortley.be"}, by=administrator, now=now)
    merge_contacts(anna, gone, by=administrator, now=now)
    anna.refresh_from_db()
    duplicates.refresh_keys([anna.pk])
    AlternativeAddress.objects.create(contact=anna, code="SUMMERZYX", address="Vlinderlaan 78")
    ContactComment.objects.create(contact=anna, commented_on=DAY, text="secret-zyx")
    services.attributes.set_values(
        anna, {make_attribute("pin").code: "zyxpin"}, by=administrator, now=now
    )
    say(anna, evidence="Form of Zyxanna")
    event = say(anna, "objected", evidence="Mail of Zyxanna")
    campaign = make_campaign()
    CampaignTarget.objects.create(campaign=campaign, contact=anna)
    CampaignComment.objects.create(campaign=campaign, commented_on=DAY, text="ZYXANNA QWORTLEY!")
    content = FrozenContent.objects.create(
        language=make_language("en"), subject="Dear Zyxanna", text="Dear Zyxanna Qwortley"
    )
    call = make_interaction(
        anna, description="Call Zyxanna", contact_via="0472 998877", subject="Zyxanna",
        cost=Decimal("12.50"), duration=7, content=content, campaign=campaign,
        campaign_entry=make_campaign_entry(campaign),
    )  # fmt: skip
    InteractionComment.objects.create(interaction=call, text="secret-zyx said")
    GateOverride.objects.create(interaction=call, reason="excluded", text="secret-zyx asked")
    make_interaction(company, description="Met zyxanna Qwortley")
    logged = make_logged_segment(sentence="Name is Zyxanna Qwortley")
    LeftOut.objects.create(
        logged_segment=logged, contact=anna, reason="objected", consent_event=event
    )
    segment = Segment.objects.create(number="SM1", description="For zyx@qwortley.be")
    SegmentLine.objects.create(
        segment=segment, contact=anna, added_at=1, description="Zyxanna", contact_via="0472 998877"
    )
    SavedCriteria.objects.create(
        code="Z", description="Zyxanna Qwortley", steps=[{"rule": {"value": "zyx@qwortley.be"}}]
    )
    kept = ContentFile(b"Zyxanna;zyx@qwortley.be")
    imported = ContactImport.objects.create(
        file_name="fair.csv", sha256="0", size=1, samples=[["Zyxanna", "zyx@qwortley.be"]],
        kept_as=default_storage.save("contact_imports/a.csv", kept),
    )  # fmt: skip
    for number, contact in ((1, anna), (2, None)):
        ImportRow.objects.create(
            contact_import=imported, number=number, outcome="rejected", contact=contact,
            label="Zyxanna", cells=["Zyxanna", "Qwortley", "zyx@qwortley.be"],
            before={"first_name": "Zyxanna"}, after={"email": "zyx@qwortley.be"},
        )  # fmt: skip
    default_storage.save(
        "exports/b", ContentFile("Zyxanna,Qwortley,zyx@qwortley.be".encode("utf-16"))
    )
    ExportRecord.objects.create(
        view="contacts:contact_list", name="contacts.csv", path="/contacts/", format="csv",
        query="q=Zyxanna Qwortley", filters="Search: zyx@qwortley.be", row_count=1,
        created_by=administrator,
    )  # fmt: skip
    Job.objects.create(kind="x", key="x", title="Zyxanna Qwortley", result={"who": ["0472 998877"]})
    session = SessionStore()
    session["_messages"] = "Zyxanna Qwortley was saved."
    session.save()
    LogEntry.objects.create(
        user=administrator, content_type=ContentType.objects.get_for_model(Contact),
        object_id=str(anna.pk), object_repr="Zyxanna", change_message="Zyxanna", action_flag=CHANGE,
    )  # fmt: skip
    other = make_person("Zoe Other", email="zoe@example.org", address="Vlinderstraat 1")
    return anna, other, imported


def erase(contact, now, **more):
    return personal.erase_contact(contact, **({"cause": "request", "by": None, "now": now} | more))


@pytest.mark.lesson(61)
@CASES
def test_er_02_and_er_03_a_dump_does_not_find_the_person_and_figures_stay(
    everywhere, now, administrator, django_capture_on_commit_callbacks
):
    anna, other, imported = everywhere
    assert set(traces()) == set(TRACES)
    before, persons = figures(), Contact.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        done = erase(anna, now, by=administrator)

    assert traces() == []
    assert figures() == before
    assert Contact.objects.count() == persons
    assert (done.contact_key, done.is_row_kept, done.erased_by) == (anna.pk, True, administrator)
    assert done.counts["gone"]["contacts.ContactComment.contact"] == 1
    assert done.counts["mentions"]["segments.SavedCriteria"] == 1
    left = Contact.objects.get(pk=anna.pk)
    assert left.was_erased
    assert left.is_privacy_blocked
    assert (left.email, left.company, left.search_text) == ("", None, "")
    assert Contact.objects.get(pk=other.pk).address == "Vlinderstraat 1"
    assert SavedCriteria.objects.get().steps == [{"rule": {"value": "…"}}]
    assert ImportRow.objects.filter(contact_import=imported).count() == 2
    assert list(anna.consent_states.values_list("status", flat=True)) == ["objected"]


@CASES
def test_er_01_the_preview_says_what_goes_and_what_stays_and_does_nothing(everywhere):
    anna, *_rest = everywhere
    make_person("Sister", email="zyx@qwortley.be")
    was = dump()

    seen = personal.preview(anna)

    assert dump() == was
    assert ("Comments on contacts", 1) in [(label.capitalize(), n) for label, n in seen.gone]
    assert {label: n for label, n, _why in seen.kept}["Interactions"] == 1
    assert all(why for _label, _n, why in seen.kept)
    assert (seen.is_row_kept, seen.others, seen.refusal) == (True, 1, "")


@CASES
def test_er_01_pressing_twice_is_harmless_and_a_company_with_persons_is_refused(now):
    anna = make_person("Zyxanna Qwortley", company=make_company("Example & Co"))

    with pytest.raises(personal.ErasureRefused, match="1 persons"):
        erase(anna.company, now)
    first = erase(anna, now)

    assert erase(anna, now + timedelta(days=1)) == first
    assert Erasure.objects.get().is_row_kept is False
    assert not Contact.objects.filter(pk=anna.pk).exists()
    with pytest.raises(personal.ErasureRefused):
        erase(Contact(pk=987_654), now)


@CASES
def test_er_02_what_is_the_companys_stays_in_texts_about_the_company(now):
    company = make_company("Example & Co", phone="+32 2 555 66 77", home_page="https://example.be")
    anna = make_person("Zyxanna Qwortley", company=company, phone=company.phone, address="Laan 12")
    text = "Ask Zyxanna Qwortley, Laan 12, +32 2 555 66 77"
    ContactComment.objects.create(contact=company, commented_on=DAY, text=text)

    erase(anna, now)

    assert ContactComment.objects.get().text == "Ask …, …, +32 2 555 66 77"


def test_er_02_what_was_searched_for_is_not_in_addresses_of_pages_any_more(client_for, now):
    """The address of a list has a blank as + or %20, and letters outside of ASCII as bytes."""
    zoe = make_person("Zoë Über", email="zoe@qwortley.example", type="person")
    client, jobs = client_for("marketer"), Job.objects.all()
    for query in ("q=Zo%C3%AB+%C3%9Cber&country=DE", "q=zo%C3%AB%20%C3%BCber", "q=zoe+uber"):
        client.get(f"/contacts/?{query}&export=csv")
    client.get("/contacts/?q=zoe%40qwortley.example&export=csv")
    jobs.create(kind="export", key="1", title="x", parameters={"query": "q=Zo%C3%AB+%C3%9Cber"})

    erase(zoe, now)

    left = [*ExportRecord.objects.order_by("pk").values_list("query", flat=True)]
    assert left == ["q=…&country=DE", "q=…", "q=…", "q=…"]
    assert jobs.get().parameters == {"query": "q=…"}


@CASES
def test_er_04_and_er_05_who_is_entered_again_is_suppressed_until_a_new_consent(
    everywhere, now, administrator
):
    anna, *_rest = everywhere
    erase(anna, now)

    again = services.create_contact(
        values={"type": "person", "first_name": "Z", "email": "ZYX@qwortley.be"},
        by=administrator, now=now,
    )  # fmt: skip
    merged = services.create_contact(
        values={"type": "person", "first_name": "Z", "email": "zyx.merged@example.org"},
        by=administrator, now=now,
    )  # fmt: skip

    assert services.suppressed_on(again) == now
    assert services.suppressed_on(merged) == now
    assert set(Suppression.objects.values_list("cause", flat=True)) == {"erased"}
    assert not Contact.objects.filter(pk=again.pk).may_contact().exists()


@CASES
def test_er_05_neither_unmerging_nor_undoing_brings_anything_back(now, administrator):
    anna, gone = make_person("Zyxanna Qwortley", city="Gent"), make_person("Merged-Zyx Person")
    merge = merge_contacts(anna, gone, by=administrator, now=now)
    edit = edit_contacts(
        Contact.objects.filter(pk=anna.pk),
        changes=Changes(values={"exclude_from_segments": True}),
        by=administrator,
        now=now,
        submission=uuid4(),
    )
    make_interaction(anna)
    imported = ContactImport.objects.create(
        file_name="fair.csv", sha256="0", size=1, status="done", imported_at=now,
        read_count=1, updated_count=1,
    )  # fmt: skip
    ImportRow.objects.create(
        contact_import=imported, number=1, outcome="updated", contact=anna, seen_at=now,
        before={"city": "Zyxanna"}, after={"city": "Gent"},
    )  # fmt: skip

    erase(anna, now)

    assert not Merge.objects.filter(pk=merge.pk).exists()
    with pytest.raises((MergeRefused, Merge.DoesNotExist)):
        undo_merge(merge, by=administrator, now=now)
    undo_edit(BulkEdit.objects.get(pk=edit.pk), by=administrator, now=now)
    undoing.undo(imported, by=administrator, now=now)
    left = Contact.objects.get(pk=anna.pk)
    assert (left.city, left.exclude_from_segments, left.was_erased) == ("", True, True)
    assert traces() == []
    with pytest.raises(services.Refused, match="erased"):
        services.update_contact(left, values={"city": "Gent"}, by=administrator, now=now)


@CASES
def test_er_05_who_objected_and_is_deleted_does_not_come_back(now, administrator):
    anna, calm = make_person(email="a@example.org"), make_person(email="b@example.org")
    say(anna, "objected")
    say(calm)

    for contact in (anna, calm):
        services.delete_contact(contact, by=administrator, now=now)

    assert [one.cause for one in Suppression.objects.all()] == ["objected"]
    again = services.create_contact(
        values={"type": "person", "first_name": "A", "email": "a@example.org"},
        by=administrator, now=now,
    )  # fmt: skip
    assert SuppressedContact.objects.filter(contact=again).exists()


@CASES
def test_er_10_records_keep_who_did_what_without_the_content(everywhere, now, administrator):
    anna, *_rest = everywhere
    erase(anna, now)

    entry = LogEntry.objects.get()
    record = ExportRecord.objects.get()
    assert (entry.user, entry.object_id, entry.object_repr) == (administrator, str(anna.pk), "")
    assert (record.created_by, record.row_count, record.query) == (administrator, 1, "q=…")
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(cause="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.all().delete()


@CASES
def test_history_still_refuses_who_does_not_erase(everywhere):
    anna, *_rest = everywhere
    own = Interaction.objects.filter(contact=anna)
    for rows, values in (
        (own, {"subject": "x"}),
        (own, {"cost": 1}),
        (anna.consent_events.all(), {"evidence": "x"}),
        (ExportRecord.objects.all(), {"query": "x"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
    with erasing():
        own.update(subject="")
        with pytest.raises(DatabaseError), transaction.atomic():
            own.delete()


@CASES
def test_er_02_every_frozen_text_that_is_searched_lets_erasing_through():
    """A promise made later, of a table that is searched, has to name erasing too."""
    frozen = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT c.relname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal"
            )
        triggers = cursor.fetchall()
    for model, columns in mentions.searched():
        names = {one.column for one in columns}
        for table, sql in triggers:
            if table != model._meta.db_table or "BEFORE UPDATE" not in sql:
                continue
            watched = sql.split(" OF ", 1)[1].split(" ON ", 1)[0] if " OF " in sql else ""
            is_unconditional = "1 = 0" in sql or "(1 = 0)" in sql
            is_watched = not watched or names & {name.strip() for name in watched.split(",")}
            if is_watched and is_unconditional and "erasing" not in sql:
                frozen.append((table, watched))
    assert frozen == []


@CASES
def test_erasing_by_the_page_asks_once_and_tells_who_has_to_be_told(client_for, now, everywhere):
    anna, *_rest = everywhere
    client = client_for("administrator")
    address = reverse("segments:contact_erase", args=[anna.pk])

    page = client.get(address)
    missing = client.post(address, {"cause": ""})
    done = client.post(address, {"cause": "request"})
    twice = client.post(address, {"cause": "request"})

    assert "contacts.csv" in page.content.decode()
    assert missing.status_code == 422
    assert (done.status_code, twice.status_code) == (303, 303)
    assert urlsplit(done.url).path == reverse("segments:erasure_list")
    shown = client.get(done.url).content.decode()
    assert "The person asked for it" in shown
    assert "Zyx" not in shown
    kept = client.get(anna.get_absolute_url()).content.decode()
    assert "Only this empty row is kept" in kept
    assert client.get(address).status_code == 200
    assert client_for("marketer").post(address, {"cause": "request"}).status_code == 403


@CASES
def test_er_07_a_restored_backup_forgets_again_by_the_journal(now, tmp_path, capsys):
    earlier = {"created_at": now - timedelta(days=30)}
    anna = make_person("Zyxanna Qwortley", email="zyx@qwortley.be", **earlier)
    bert, cleo = make_person(**earlier), make_person(email="cleo@example.org", **earlier)
    dora = make_person(**earlier)
    with transaction.atomic():
        erase(anna, now)
        say(bert, "objected", channel="letter", now=now)
        services.suppress(
            services.Address(email="cleo@example.org"), cause="complaint", by=None, now=now
        )
        call_command("privacy_journal")
        transaction.set_rollback(True)  # the backup of yesterday is restored
    file = tmp_path / "journal"
    file.write_text(capsys.readouterr().out)
    assert not any(trace.lower() in file.read_text().lower() for trace in TRACES)
    assert traces()

    for _twice in range(2):
        call_command("replay_privacy_journal", str(file))

    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first) == {"erased": 1, "suppressed": 1, "refused": 1}
    assert json.loads(second) == {"erased": 0, "suppressed": 0, "refused": 0}
    assert traces() == []
    assert Erasure.objects.get().cause == "replayed"
    assert bert.consent_states.get().status == "objected"
    assert not Contact.objects.filter(pk=cleo.pk).may_contact().exists()
    assert Contact.objects.filter(pk=dora.pk).may_contact().exists()
