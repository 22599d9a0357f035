"""What was sent goes out on another channel by a segment of its own, with the same texts."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interactions.models import FrozenAttachment, FrozenContent, Interaction
from interactions.services import cancel_interactions
from segments_app import services
from segments_app.models import Segment, SegmentLine
from segments_app.services import printing
from segments_app.services.another_way import send_another_way
from segments_app.services.print_orders import PrintOrder
from tests.accounts import make_user
from tests.factories import (
    make_attachment,
    make_campaign,
    make_contact,
    make_interaction,
    make_language,
    make_logged_segment,
    make_salesperson,
    make_template,
)

from .building import current

pytestmark = pytest.mark.django_db
PLACE = {"address": "Weg 1", "postcode": "10115", "city": "Berlin", "country": "DE"}


@pytest.fixture
def marketer():
    user = make_user("Marketer")
    make_salesperson(user=user)
    return user


@pytest.fixture
def logged():
    """E-mails in two languages to three contacts, one of whom has no address on paper."""
    logged = make_logged_segment(description="Fair", campaign=make_campaign())
    template = make_template(correspondence_type="email")
    for name, code, place in (("Ada", "de", PLACE), ("Bo", "de", PLACE), ("Cy", "en", {})):
        content = FrozenContent.objects.filter(language=make_language(code)).first()
        content = content or FrozenContent.objects.create(
            language=make_language(code), subject=f"Fair {code}", html=f"<p>Come {code}</p>"
        )
        make_interaction(
            make_contact(name, language=make_language(code), **place), logged_segment=logged,
            campaign=logged.campaign, segment_number=logged.segment_number, content=content,
            template=template, correspondence_type="email", description="Fair",
            subject=content.subject,
        )  # fmt: skip
    FrozenAttachment.objects.create(content=content, attachment=make_attachment())
    return logged


def ask(client, rows, **said):
    chosen = {"action": "resend", "selected": [row.pk for row in rows]}
    url = reverse("interactions:interaction_bulk")
    form = client.post(url, chosen).context["form"]
    fields = {name: form[name].value() for name in ("submission", "seen_at")}
    fields["seen_at"] = fields["seen_at"].isoformat()
    return client.post(url, chosen | fields | {"answered": "1"} | said, follow=True), {
        **chosen, **fields, "answered": "1", **said
    }  # fmt: skip


def test_e_mails_are_sent_again_as_letters_by_a_segment_with_the_same_texts(
    client_for, marketer, logged, now
):
    client = client_for(marketer)

    page, form = ask(client, Interaction.objects.all(), channel="letter")
    client.post(reverse("interactions:interaction_bulk"), form)  # pressed twice

    segment = Segment.objects.get()
    assert page.redirect_chain[-1][0] == segment.get_absolute_url()
    assert (segment.description, segment.followed_up) == ("Resend: Fair", logged)
    assert (segment.campaign, segment.correspondence_type) == (logged.campaign, "letter")
    names = current(segment).values_list("contact__name", flat=True)
    assert set(names) == {"Ada", "Bo", "Cy"}
    texts = segment.contents.order_by("subject")
    assert [(row.subject, row.html) for row in texts] == [
        ("Fair de", "<p>Come de</p>"), ("Fair en", "<p>Come en</p>")
    ]  # fmt: skip
    assert [row.attachments.count() for row in texts] == [0, 1]
    assert set(Interaction.objects.values_list("correspondence_type", flat=True)) == {"email"}

    again = services.log_segment(segment, by=marketer, now=now)
    assert set(again.interactions.values_list("correspondence_type", flat=True)) == {"letter"}
    assert printing.counts(PrintOrder("letters", logged_segment=again.pk)) == (3, 1)
    page, _form = ask(client, again.interactions.all(), channel="email")
    assert Segment.objects.order_by("-pk")[0].description == "Resend: Fair"  # once only


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("two", "Choose interactions of one logged segment"),
        ("said", "They say different things in one language"),
        ("empty", "Nothing was written in them"),
        ("canceled", "None of them can be sent again"),
        ("blocked", "Ada is privacy blocked and cannot be added."),
    ],
)
def test_res_01_and_03_what_cannot_be_sent_another_way_is_told_and_makes_nothing(
    client_for, marketer, logged, now, what, reason
):
    rows = Interaction.objects.filter(contact__name="Ada")
    if what in ("two", "said"):
        content = FrozenContent.objects.create(language=make_language("de"), subject="Other")
        source = logged if what == "said" else make_logged_segment("SM9")
        make_interaction(
            make_contact("Dan"), content=content, logged_segment=source, template=make_template()
        )
        rows = Interaction.objects.filter(contact__name__in=("Ada", "Dan"))
    elif what == "empty":
        make_interaction(make_contact("Eve"), template=make_template())
        rows = Interaction.objects.filter(contact__name="Eve")
    elif what == "canceled":
        cancel_interactions(rows, reason="wrong", by=None, now=now)
    else:
        type(rows[0].contact).objects.filter(name="Ada").update(is_privacy_blocked=True)

    page, _form = ask(client_for(marketer), list(rows), channel="letter")

    assert page.status_code == 422 and reason in unescape(page.content.decode())
    assert not Segment.objects.exists() and not SegmentLine.objects.exists()


def test_it_takes_the_right_to_make_segments(client_for, marketer, logged):
    group = marketer.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_segment"))

    page, _form = ask(client_for(marketer), Interaction.objects.all(), channel="letter")

    assert page.status_code == 403 and not Segment.objects.exists()


def test_more_contacts_take_no_more_statements(marketer, logged, now):
    counts = []
    content, template = FrozenContent.objects.first(), make_template("T")
    for number in (0, 20):
        for one in range(number):
            make_interaction(
                make_contact(f"P{one}"), logged_segment=logged, content=content, template=template
            )
        with CaptureQueriesContext(connection) as queries:
            send_another_way(
                Interaction.objects.all(), channel="letter", submission=None, by=marketer, now=now
            )
        counts.append(len(queries))

    assert counts[0] == counts[1]
