"""What a segment was built from, and what uses it, on its page."""

import pytest
from django.utils import timezone

from segments_app import services
from tests.queries import queries_of

from .pages import fresh, make_segment, text_of

pytestmark = pytest.mark.django_db


def naming(*segments):
    return {"field": "segment", "is": "any_of", "value": [one.number for one in segments]}


def add(segment, rule):
    services.take_step(segment, action="add", rule=rule, by=None, now=timezone.now())
    return fresh(segment)


def save(segment, code, by=None, **given):
    return services.save_criteria(
        fresh(segment), code=code, description=code.title(), by=by, now=timezone.now(), **given
    )


@pytest.mark.lesson(88)
def test_a_segment_says_what_it_is_built_from_and_used_in(client):
    base, middle, top = (make_segment(description=name) for name in ("Base", "Middle", "Top"))
    add(middle, naming(base))
    add(top, naming(middle))
    criteria = save(top, "NAMING")
    services.reuse_criteria(make_segment(), criteria=criteria, by=None, now=timezone.now())

    page = text_of(client.get(middle.get_absolute_url()))

    assert f"Built from {base} Used in {top}" in page
    assert "NAMING Naming" in page
    assert "Built from" not in text_of(client.get(make_segment().get_absolute_url()))


def test_saved_criteria_it_was_built_with_are_named_and_private_ones_only_to_their_owner(
    client, administrator
):
    source = add(make_segment(), naming(make_segment()))
    shared = save(source, "SHARED")
    private = save(source, "SECRET", by=administrator, is_private=True)
    segment = make_segment()
    for criteria in (shared, private):
        services.reuse_criteria(segment, criteria=criteria, by=None, now=timezone.now())

    page = text_of(client.get(segment.get_absolute_url()))

    assert "SHARED Shared" in page
    assert "SECRET" not in page


def test_a_circle_is_refused_on_the_page_with_the_path(client):
    one, two = make_segment(), make_segment()
    add(two, naming(one))

    response = client.post(
        f"/segments/{one.pk}/start/", {"start": "segment", "segment": two.pk}, follow=True
    )

    assert f"in a circle: {one.number} uses {two.number} uses {one.number}." in text_of(response)


def test_the_page_asks_as_often_for_many_relatives_as_for_few(client):
    base = make_segment()
    counts = []
    for _ in range(2):
        for _ in range(4):
            add(make_segment(), naming(base))
        counts.append(queries_of(client, base.get_absolute_url()))

    assert counts[0] == counts[1]
