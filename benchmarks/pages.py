"""The pages whose server time is measured: lists plain, deep, sorted, filtered and searched."""

import statistics
from functools import partial

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.report import Report
from benchmarks.segments import SegmentTimer
from benchmarks.timing import NOW, RUNS, milliseconds, work
from contacts.models import Contact
from interactions.models import LoggedSegment
from segments_app import services
from segments_app.models import Segment

CONTACTS = {
    "contacts": "",
    "contacts, page 1,000": "page=1000",
    "contacts, last page": "page=999999",
    "contacts, backwards": "sort=-name",
    "contacts, search": "q=surname7",
    "contacts, search by number": "q=ct500000",
    "contacts, search by e-mail": "q=contact777@company777",
    "contacts, search by city": "q=city+123",
    "contacts, country and type": "country=DE&type=person",
    "contacts, privacy blocked": "blocked=true",
    "contacts, without e-mail": "has_email=false",
    "contacts, mailing group": "mailing_group=39",
}
INTERACTIONS = {
    "interactions": "",
    "interactions, page 1,000": "page=1000",
    "interactions, last page": "page=999999",
    "interactions, sorted by cost": "sort=cost",
    "interactions, search": "q=ct500",
    "interactions, search that finds many": "q=surname7",
    "interactions, by template": "template=3",
    "interactions, by template, page 100": "template=3&page=100",
    "interactions, by salesperson": "salesperson=5",
    "interactions, by campaign": "campaign=7",
    "interactions, evaluated": "evaluation=very_negative",
    "interactions, responses": "response=true",
    "interactions, of a busy company": "contact=1",
}
ADMIN = {
    "admin: contacts": "contacts_contact",
    "admin: interactions": "interactions_interaction",
    "admin: segment lines": "segments_segmentline",
    "admin: mailing groups of contacts": "contacts_contactmailinggroup",
}


def addresses(segment: Segment, logged: LoggedSegment) -> dict[str, str]:
    """Return the address of each page by its name."""
    busy = Contact.objects.order_by("pk")[0]
    lines = reverse("segments:segment_lines", args=[segment.pk])
    contacts, log = reverse("contacts:contact_list"), reverse("interactions:interaction_list")
    return {
        "home": reverse("segments:home"),
        **{name: f"{contacts}?{query}" for name, query in CONTACTS.items()},
        **{name: f"{log}?{query}" for name, query in INTERACTIONS.items()},
        "interactions, of a logged segment": f"{log}?logged_segment={logged.pk}",
        "campaigns": reverse("campaigns:campaign_list"),
        "campaign entries": reverse("interactions:campaign_entry_list"),
        "segments": reverse("segments:segment_list"),
        "logged segments": reverse("interactions:logged_segment_list"),
        "contacts of a logged segment": reverse(
            "interactions:logged_segment_contacts", args=[logged.pk]
        ),
        "a contact with many interactions": reverse("segments:contact_detail", args=[busy.pk]),
        "a campaign": reverse("segments:campaign_detail", args=[180]),
        "contacts of a segment": lines,
        "contacts of a segment, page 150": f"{lines}?page=150",
        "contacts of a segment, search": f"{lines}?q=surname7",
        "search": reverse("segments:search") + "?q=surname77",
        **{name: reverse(f"admin:{model}_changelist") for name, model in ADMIN.items()},
    }


def pages(timer: SegmentTimer, report: Report) -> None:
    """Server time of the pages, as an administrator, and how many queries each makes.

    Of a segment and a logged one made for it, whatever other parts of the run have left.
    """
    logged = services.log_segment(timer.filled(), by=timer.by, now=NOW)
    segment = timer.filled()
    user = User.objects.get(username="bench")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    report.heading("Pages", "page", "server time", "work", "queries")
    for name, address in addresses(segment, logged).items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        count = len(queries)  # the next request forgets them
        if response.status_code != 200:
            raise AssertionError(f"{address}: {response.status_code}")
        spent = statistics.median(
            milliseconds(partial(client.get, address))[0] for _ in range(RUNS)
        )
        report.row(name, f"{spent:,.0f}", f"{work(partial(client.get, address)):,.0f}", count)
