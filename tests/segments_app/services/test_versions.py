"""Versions of saved criteria: written, compared, brought back, never changed."""

import random

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from segments_app import services
from segments_app.criteria.rules import EVERYONE, InvalidRule
from segments_app.models import SavedCriteria, SavedCriteriaVersion
from segments_app.services.ready_made import READY_MADE
from segments_app.services.saved_criteria import tidy_folder
from tests.factories import make_contact

from .building import add, current, make_segment, take
from .test_refreshing import BERLIN, KIEL, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteria(marketer, now):
    segment = make_segment(now=now)
    add(segment, BERLIN, now=now)
    return services.save_criteria(
        fresh(segment),
        code="CITY",
        description="By city",
        folder="Fairs/Autumn",
        by=marketer,
        now=now,
    )


def step(rule, action="add", **options):
    return {"action": action, "rule": rule, "options": options}


def write(criteria, *steps, now, **given):
    return services.write_version(criteria, steps=steps, by=None, now=now, **given)


def test_every_change_of_the_steps_is_a_version(criteria, marketer, now):
    second = write(criteria, step(BERLIN), step(KIEL), note="Kiel too", now=now)
    same = write(criteria, step(BERLIN), step(KIEL), now=now)

    assert (second.number, second.note, same) == (2, "Kiel too", second)
    criteria.refresh_from_db()
    assert criteria.steps == second.steps
    first = criteria.versions.get(number=1)
    assert (len(first.steps), first.created_by) == (1, marketer)


def test_a_version_written_over_another_is_refused(criteria, now):
    write(criteria, step(KIEL), seen=1, now=now)

    with pytest.raises(services.VersionChanged):
        write(criteria, step(EVERYONE), seen=1, now=now)


@pytest.mark.parametrize(
    ("steps", "error"),
    [([], services.NoSteps), ([step({"x": 1})], InvalidRule)],
)
def test_what_cannot_be_a_version_is_refused(criteria, steps, error, now):
    with pytest.raises(error):
        write(criteria, *steps, now=now)

    assert criteria.versions.count() == 1


def test_a_restored_version_has_the_identical_steps(criteria, now):
    first = criteria.versions.get(number=1)
    write(criteria, step(KIEL), now=now)

    restored = services.restore_version(first, by=None, now=now)

    assert (restored.number, restored.steps) == (3, first.steps)
    assert restored.note == "Version 1 restored"
    assert SavedCriteria.objects.get().steps == first.steps


def test_the_database_lets_nobody_change_a_version(criteria):
    version = criteria.versions.get()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SavedCriteriaVersion.objects.filter(pk=version.pk).update(steps=[])
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        SavedCriteriaVersion.objects.filter(pk=version.pk).update(note="x")


def test_versions_are_compared_word_by_word(criteria, now):
    first = criteria.versions.get().steps
    second = write(criteria, step(KIEL), step(BERLIN, "remove"), now=now).steps
    second[1]["options"] = {"with_company": True, "entire_companies": True}

    changed, new = services.words_compared(first, second)

    assert [(p.text, p.tone) for p in changed if p.tone] == [
        ("“Berlin”.", "removed"),
        ("“Kiel”.", "added"),
    ]
    assert {piece.tone for piece in new} == {"added"}
    assert new[0].text.endswith("(with their company, whole companies)")


def test_versions_are_compared_by_whom_they_choose_today(criteria, now):
    berlin, kiel = make_contact(city="Berlin"), make_contact(city="Kiel")
    first = criteria.versions.get().steps
    second = write(criteria, step(KIEL), now=now).steps

    assert set(services.difference(first, second, "added", now=now)) == {kiel}
    assert set(services.difference(first, second, "removed", now=now)) == {berlin}
    assert not services.difference(first, first, "added", now=now).exists()


def test_a_segment_remembers_the_version_it_was_built_with(criteria, now):
    make_contact(city="Kiel")
    write(criteria, step(KIEL), now=now)
    segment = make_segment(now=now)
    services.reuse_criteria(segment, criteria=criteria, by=None, now=now)

    assert current(segment).count() == 1
    assert segment.steps.get().kept_version.number == 2
    with pytest.raises(services.CriteriaInUse, match=f"{segment.number}. Log or archive"):
        services.delete_saved_criteria(criteria, by=None, now=now)
    services.archive_segment(segment, by=None, now=now)
    services.delete_saved_criteria(criteria, by=None, now=now)
    assert segment.steps.get().kept_version is None
    assert not SavedCriteriaVersion.objects.exists()


def test_private_criteria_are_their_owners(criteria, marketer, viewer, now):
    services.update_saved_criteria(
        criteria, code="CITY", description="By city", is_private=True, by=marketer, now=now
    )

    assert SavedCriteria.objects.visible_to(marketer).exists()
    assert not SavedCriteria.objects.visible_to(viewer).exists()
    assert not SavedCriteria.objects.visible_to(None).exists()


@pytest.mark.parametrize(
    ("typed", "kept"), [("Fairs/Autumn", "Fairs / Autumn"), (" / ", ""), ("A//B ", "A / B")]
)
def test_a_folder_is_a_path(typed, kept):
    assert tidy_folder(typed) == kept


def test_the_ready_made_ones_are_added_once_and_can_be_run(marketer, now):
    make_contact()
    assert services.add_ready_made(by=marketer, now=now) == len(READY_MADE)
    assert services.add_ready_made(by=marketer, now=now) == 0

    for criteria in SavedCriteria.objects.order_by("code"):
        segment = make_segment(now=now)
        services.reuse_criteria(segment, criteria=criteria, by=None, now=now)
    never = SavedCriteria.objects.get(code="NEVER-CONTACTED")
    assert (never.title, never.place) == ("Never contacted", "Ready-made")


def test_a_ready_made_name_is_translated_until_it_is_changed(marketer, now, monkeypatch):
    services.add_ready_made(by=marketer, now=now)
    criteria = SavedCriteria.objects.get(code="COMPANIES")
    monkeypatch.setattr("segments_app.models.criteria.gettext", lambda text: f"<{text}>")
    with translation.override("de"):
        assert criteria.title == "<All companies>"

    services.update_saved_criteria(
        criteria, code="COMPANIES", description="Firms", by=marketer, now=now
    )

    assert SavedCriteria.objects.get(code="COMPANIES").title == "Firms"


def members(steps, now):
    """Return whom the stored steps choose on a segment of their own."""
    segment = make_segment(now=now)
    for one in steps:
        take(one["action"], segment, one["rule"], now=now)
    return set(current(segment).values_list("contact", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_members_of_a_version_are_those_of_the_one_before_and_the_difference(criteria, seed, now):
    chance = random.Random(seed)
    cities = ["Berlin", "Kiel", "Ulm", "Bonn"]
    for _ in range(20):
        make_contact(city=chance.choice(cities), exclude_from_segments=chance.random() < 0.2)
    before = criteria.versions.get().steps
    kept, seen = members(before, now), set()

    for _ in range(5):
        steps = [step({"field": "city", "is": "any_of", "value": chance.sample(cities, 3)})]
        for _more in range(chance.randrange(4)):
            rule = {"field": "city", "is": "is", "value": chance.choice(cities)}
            steps.append(step(rule, action=chance.choice(["add", "remove", "keep"])))
        after = write(criteria, *steps, now=now).steps
        added, removed = (
            set(services.difference(before, after, part, now=now).values_list("pk", flat=True))
            for part in ("added", "removed")
        )
        assert added.isdisjoint(kept) and removed <= kept
        kept = kept - removed | added
        assert kept == members(after, now)
        before = after
        seen |= added | removed

    assert seen
