"""Who changed what of what security hangs on: written by the database, and kept by it."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from contacts import services
from contacts.models import Contact, MarketingSetup
from contacts.services.personal import erase_contact
from segments_app.common import settled
from segments_app.common.history import written_by
from segments_app.common.requests import request_id
from segments_app.models import AuditEntry, AuditSeal
from segments_app.services import audit_chain, retention
from segments_app.services.jobs import run_job
from segments_app.services.tidying import tidy
from tests.factories import make_person
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def entries(subject, **more):
    return list(AuditEntry.objects.filter(subject=subject, **more).order_by("pk"))


def test_au_01_and_au_03_each_change_has_an_entry_with_who_and_what(now, administrator):
    anna = make_person("Anna Example", email="anna@example.org")
    last = AuditEntry.objects.latest("pk").pk

    services.restrict_contact(anna, reason="Says so Anna", by=administrator, now=now)
    services.lift_restriction(anna, reason="Checked", by=administrator, now=now)
    retention.set_rule("jobs", months=3, is_on=False, by=administrator, now=now)
    retention.set_rule("jobs", months=6, is_on=True, by=administrator, now=now)
    with transaction.atomic(), written_by(administrator):
        MarketingSetup.objects.update(currency_code="CHF")
    erase_contact(anna, cause="request", by=administrator, now=now)

    assert [e.action for e in entries("contacts_restriction")] == ["insert", "update", "delete"]
    changed = entries("segments_retentionrule", action="update")[0]
    assert (changed.before["months"], changed.after["months"]) == (3, 6)
    (setup,) = entries("contacts_marketingsetup", action="update")
    assert (setup.before["currency_code"], setup.after["currency_code"]) == ("EUR", "CHF")
    assert entries("contacts_erasure")[0].after["contact_key"] == anna.pk
    assert entries("contacts_suppression", action="insert")
    everything = AuditEntry.objects.filter(pk__gt=last, subject__startswith="contacts_")
    assert set(everything.values_list("actor", flat=True)) == {administrator.pk}
    assert not AuditEntry.objects.filter(after__icontains="anna").exists()
    assert not AuditEntry.objects.filter(before__icontains="anna").exists()


def test_au_01_set_based_writes_and_deletions_have_an_entry_for_each_row():
    people = [make_person() for _each in range(3)]
    group = Group.objects.create(name="Callers")
    group.permissions.set(Permission.objects.all()[:3])
    Contact.objects.filter(pk__in=[one.pk for one in people]).delete()

    rights = entries("auth_group_permissions", after__group_id=group.pk)
    assert len(rights) == 3
    assert {e.row_key for e in entries("contacts_contact", action="delete")} == {
        str(one.pk) for one in people
    }
    assert all("name" not in e.before for e in entries("contacts_contact"))


def test_au_01_a_change_that_is_undone_has_no_entry(administrator):
    before = AuditEntry.objects.count()
    with transaction.atomic():
        User.objects.filter(pk=administrator.pk).update(is_superuser=True)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before


def test_au_02_nobody_changes_or_deletes_entries_and_they_outlive_the_user():
    User.objects.create_user("anna").delete()
    gone = entries("auth_user", action="delete")[0]

    assert gone.before["username"] == "anna"
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=gone.pk).update(action="login")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=gone.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM segments_auditentry")


def test_au_03_log_ins_and_roles_are_there_and_no_password_is(client, administrator, marketer):
    User.objects.filter(pk=marketer.pk).update(is_active=True)
    marketer.set_password("correct horse")
    marketer.save()
    client.post(reverse("login"), {"username": "marketer", "password": "wrong horse"})
    client.post(reverse("login"), {"username": "correct horse", "password": "marketer"})
    client.post(reverse("login"), {"username": "marketer", "password": "correct horse"})

    seen = AuditEntry.objects.filter(subject="auth_user")
    assert [e.row_key for e in seen.filter(action="failed").order_by("pk")] == [
        str(marketer.pk), "",
    ]  # fmt: skip
    assert [e.actor for e in seen.filter(action="login")] == [marketer]
    assert seen.filter(action="update", after__password="…").exists()
    assert entries("auth_user_groups", after__user_id=marketer.pk)
    texts = [str(row) for row in AuditEntry.objects.values_list("before", "after", "path")]
    assert not any("horse" in text or "pbkdf2" in text for text in texts)


def test_au_03_the_admin_names_who_changed_a_role(client_for, administrator, marketer):
    client = client_for(administrator)
    group = Group.objects.get(name="Viewer")
    answer = client.post(
        reverse("admin:auth_group_change", args=[group.pk]), {"name": "Readers", "permissions": []}
    )

    assert answer.status_code == 302
    renamed = entries("auth_group", action="update")[0]
    assert (renamed.actor, renamed.after["name"]) == (administrator, "Readers")
    taken = entries("auth_group_permissions", action="delete", before__group_id=group.pk)
    assert taken
    assert {e.actor for e in taken} == {administrator}


def test_au_05_a_refused_page_is_written_down(client_for, marketer):
    client_for(marketer).get(reverse("segments:audit_list") + "?q=secret")

    refused = AuditEntry.objects.get(action="refused")
    assert (refused.actor, refused.path) == (marketer, reverse("segments:audit_list"))
    assert refused.after == {"status": 403}


def test_au_05_an_object_that_is_not_there_is_written_down_and_a_wrong_address_is_not(
    client, client_for, marketer
):
    secret = reverse("segments:calendar_feed", args=["a-wrong-token"])
    for address in (
        "/contacts/987654/?q=secret",
        "/contacts/987654/edit/",
        "/no/such/page/",
        secret,
    ):
        assert client_for(marketer).get(address).status_code == 404
    client.logout()
    client.get("/contacts/987654/")

    refused = AuditEntry.objects.filter(action="refused").order_by("pk")
    assert [(one.actor, one.path, one.after) for one in refused] == [
        (marketer, "/contacts/987654/", {"status": 404}),
        (marketer, "/contacts/987654/edit/", {"status": 404}),
    ]
    assert not AuditEntry.objects.filter(path__contains="wrong-token").exists()


def test_au_03_an_entry_names_the_request_it_was_made_in(client_for, administrator):
    """Bulk statements and triggers too: the database asks where they come from."""
    group = Group.objects.get(name="Viewer")
    answer = client_for(administrator).post(
        reverse("admin:auth_group_change", args=[group.pk]),
        {"name": "Readers", "permissions": []},
        headers={"X-Request-ID": "abcd-1234"},
    )

    assert answer.status_code == 302
    (renamed,) = entries("auth_group", action="update")
    assert (renamed.request_id, renamed.job_key) == ("abcd-1234", "")
    assert {e.request_id for e in entries("auth_group_permissions", action="delete")} == {
        "abcd-1234"
    }
    Group.objects.filter(pk=group.pk).update(name="Nobody")
    assert entries("auth_group", action="update")[-1].request_id == ""


def test_au_03_after_a_rollback_the_request_is_still_named():
    token = request_id.set("abcd-5678")
    try:
        with transaction.atomic():
            Group.objects.create(name="Lost")
            transaction.set_rollback(True)
        Group.objects.create(name="Kept")
    finally:
        request_id.reset(token)

    assert entries("auth_group", action="insert")[-1].request_id == "abcd-5678"


def test_au_03_what_a_job_does_names_the_job_and_who_asked(now, administrator):
    anna = make_person()
    Contact.objects.filter(pk=anna.pk).update(created_at=now - timedelta(days=4000))
    job = retention.request_run("contacts", months=36, by=administrator, now=now)

    run_job(job.pk, now=now)

    (erased,) = entries("contacts_erasure")
    assert (erased.actor, erased.job_key) == (administrator, str(job.pk))
    assert entries("contacts_contact", action="delete")[0].job_key == str(job.pk)


def test_au_04_the_seals_find_one_changed_byte(administrator, monkeypatch):
    monkeypatch.setattr(audit_chain, "IN_A_SEAL", 2)
    for name in "abcde":
        Group.objects.create(name=name)
    later = timezone.now() + timedelta(days=2)
    sealed = audit_chain.seal_entries(now=later)
    assert sealed == AuditEntry.objects.count()
    assert audit_chain.seal_entries(now=later) == 0
    assert audit_chain.verify().broken == []
    changed = entries("auth_group", after__name="c")[0]

    with promises_off():
        AuditEntry.objects.filter(pk=changed.pk).update(after={"name": "C"})

    (broken,) = audit_chain.verify().broken
    assert broken.after_entry < changed.pk <= broken.last_entry
    with pytest.raises(CommandError, match="1 seals do not fit"):
        call_command("verify_audit", stdout=StringIO())


def test_au_04_the_seals_find_an_entry_that_is_gone_and_a_seal_that_is(monkeypatch):
    monkeypatch.setattr(audit_chain, "IN_A_SEAL", 2)
    for name in "abcdefgh":
        Group.objects.create(name=name)
    audit_chain.seal_entries(now=timezone.now() + timedelta(days=2))
    first, second, third, *_rest = AuditSeal.objects.order_by("after_entry")

    with promises_off():
        AuditEntry.objects.filter(pk=first.last_entry).delete()
        AuditSeal.objects.filter(pk=second.pk).delete()

    assert audit_chain.verify().broken == [first, third]


def test_au_04_what_is_young_is_not_sealed_yet_and_the_command_says_so(settings):
    Group.objects.create(name="a")
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "0 entries are as they were sealed" in out.getvalue()

    tidy(now=timezone.now() + timedelta(days=2))
    settings.SUPPRESSION_KEY = "another"
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "sealed with another key" in out.getvalue()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_au_02_the_role_of_the_application_has_no_right_to_change_the_audit():
    def as_role(statement):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE segments_like_ours")
            cursor.execute(statement)
            cursor.execute("RESET ROLE")

    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE segments_like_ours")
        for table in ("segments_auditentry", "segments_auditseal"):
            cursor.execute(f"ALTER TABLE {table} OWNER TO segments_like_ours")
    for table in ("segments_auditentry", "segments_auditseal"):
        for refused in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(DatabaseError, match="permission denied"):
                as_role(refused.format(table))
        as_role(f"TABLE {table}")


@pytest.mark.django_db(transaction=True)
def test_au_04_entries_are_sealed_at_once_unless_somebody_may_still_add_one_before(monkeypatch):
    monkeypatch.setattr(settled, "PAUSE", 0)
    Group.objects.create(name="a")
    other = connection.copy()
    if connection.vendor == "postgresql":
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("INSERT INTO auth_group (name) VALUES ('b')")
        Group.objects.create(name="c")
        assert audit_chain.seal_entries(now=timezone.now()) == 0
        with other.cursor() as cursor:
            cursor.execute("COMMIT")
        other.close()

    assert audit_chain.seal_entries(now=timezone.now()) == AuditEntry.objects.count()
    assert audit_chain.verify().broken == []
    assert audit_chain.verify().unsealed == 0


def test_au_04_nobody_changes_or_deletes_a_seal():
    Group.objects.create(name="a")
    audit_chain.seal_entries(now=timezone.now() + timedelta(days=2))
    for change in (
        lambda: AuditSeal.objects.update(digest="x"),
        lambda: AuditSeal.objects.all().delete(),
        lambda: AuditEntry.objects.update(request_id="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@contextmanager
def promises_off():
    """Let the test do what nobody may: its transaction is taken back."""
    with connection.cursor() as cursor:
        for table in ("segments_auditentry", "segments_auditseal"):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                continue
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    yield


def test_the_list_is_filtered_for_administrators_only(client_for, administrator, now):
    anna = make_person()
    services.restrict_contact(anna, reason="Asked", by=administrator, now=now)
    client, address = client_for(administrator), reverse("segments:audit_list")

    shown = client.get(address, {"subject": "contacts_restriction"}).content.decode()
    assert "Restriction of processing" in shown
    assert f"contact_id: – → {anna.pk}" in shown
    assert "Logged in" in client.get(address, {"action": "login"}).content.decode()
    assert client.get(address, {"export": "csv"}).status_code == 200
    few = queries_of(client, address)
    for _more in range(5):
        services.restrict_contact(make_person(), reason="Asked", by=administrator, now=now)
    assert queries_of(client, address) == few
