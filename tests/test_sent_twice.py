"""A form that is sent twice makes one contact, comment, campaign or segment."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from campaigns.models import Campaign, CampaignComment
from campaigns.services import create_campaign
from contacts.models import Contact, ContactComment, MailingGroup
from contacts.services import create_contact
from segments_app import services
from segments_app.models import Segment, Step
from tests.accounts import make_user
from tests.factories import make_campaign, make_company, make_contact

from .segments_app.services.building import add, ready_segment

pytestmark = pytest.mark.django_db


def filled_in(page, **more):
    """Return what a browser would send of the form on the page."""
    form = page.context["form"]
    assert f'value="{form["submission"].value()}"' in page.text
    initial = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in initial.items() if value is not None} | more


def send_twice(client, url, **more):
    sent = filled_in(client.get(url), **more)
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("kind", ["company", "person"])
def test_one_contact(client_for, kind):
    name = {"name": "Acme"} if kind == "company" else {"surname": "Roe"}

    send_twice(client_for("Marketer"), f"/contacts/new/?type={kind}", **name)

    assert Contact.objects.count() == 1


def test_one_comment_on_a_contact(client_for):
    url = f"/contacts/{make_contact().pk}/comments/new/"

    send_twice(client_for("Marketer"), url, text="Friendly")

    assert ContactComment.objects.count() == 1


def test_one_campaign(client_for):
    send_twice(client_for("Marketer"), "/campaigns/new/", description="Fair")

    assert Campaign.objects.count() == 1


def test_one_comment_on_a_campaign(client_for):
    url = f"/campaigns/{make_campaign().pk}/comments/new/"

    send_twice(client_for("Marketer"), url, text="Friendly")

    assert CampaignComment.objects.count() == 1


@pytest.mark.lesson(75)
@pytest.mark.parametrize("start", ["blank", "mailing_group", "copy"])
def test_one_segment_with_its_contacts_taken_once(client_for, now, start):
    source = ready_segment(now=now)
    make_company()
    add(source, {"field": "type", "is": "any_of", "value": ["company"]}, now=now)
    group = MailingGroup.objects.create(code="VIP")
    picked = {"mailing_group": {"mailing_group": group.pk}, "copy": {"copied": source.pk}}

    send_twice(client_for("Marketer"), "/segments/new/", start=start, **picked.get(start, {}))

    made = Segment.objects.exclude(pk=source.pk).get()
    assert Step.objects.filter(segment=made).count() == (0 if start == "blank" else 1)


def test_one_copy(client_for, now):
    segment, client = ready_segment(now=now), client_for("Marketer")
    key = {"submission": str(uuid4())}

    first, second = (client.post(f"/segments/{segment.pk}/copy/", key) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Segment.objects.count() == 2


def test_the_button_to_copy_carries_a_key_that_is_new_each_time(client_for, now):
    url, client = f"/segments/{ready_segment(now=now).pk}/", client_for("Marketer")

    pages = [client.get(url).text for _ in range(2)]
    keys = {page.split('name="submission" value="')[1].split('"')[0] for page in pages}

    assert len(keys) == 2
    assert {len(key) for key in keys} == {36}


def test_the_key_of_another_users_copy_is_refused(client_for, now):
    url, key = f"/segments/{ready_segment(now=now).pk}/copy/", {"submission": str(uuid4())}
    client_for("Marketer").post(url, key)

    page = client_for(make_user("Administrator")).post(url, key, follow=True)

    assert "Somebody else has sent this form." in page.text
    assert Segment.objects.count() == 2


def contact_of(**asked):
    return create_contact(values={"name": "Acme"}, **asked)


def campaign_of(**asked):
    return create_campaign(values={"description": "Fair"}, **asked)


def segment_of(**asked):
    return services.create_segment(values={}, **asked)


def copy_of(**asked):
    return services.copy_segment(Segment.objects.earliest("pk"), **asked)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing runs at once"
)
@pytest.mark.parametrize("service", [contact_of, campaign_of, segment_of, copy_of])
def test_two_at_once_make_one(marketer, now, service):
    ready_segment(now=now)
    asked = {"submission": uuid4(), "by": marketer, "now": now}
    made = []

    def run():
        made.append(service(**asked))
        connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        made.append(service(**asked))
        thread.start()
        thread.join(timeout=0.4)
        assert thread.is_alive()  # it waits for the first
    thread.join(timeout=20)

    assert len(made) == 2
    assert made[0] == made[1]
    assert type(made[0]).objects.filter(submission=asked["submission"]).count() == 1
