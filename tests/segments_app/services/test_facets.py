"""The number beside a value is the number that picking it gives."""

import random

import pytest
from django.db import connection
from django.utils import timezone

from contacts.models import Contact, MailingGroup
from segments_app import services
from segments_app.common.patience import TooLong
from segments_app.criteria.draft import Row
from segments_app.criteria.editing import Editor
from segments_app.criteria.facets import facet_rules
from segments_app.criteria.rules import InvalidRule
from segments_app.services import facets
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import rules
from tests.segments_app.live_index.conftest import index  # noqa: F401 - a fixture
from tests.segments_app.views.pages import counted, make_segment, with_contacts

OPTIONS = [
    services.StepOptions(),
    services.StepOptions(),
    services.StepOptions(with_colleagues=True),
    services.StepOptions(with_company=True),
    services.StepOptions(entire_companies=True, ignore_exclusion=True),
]


def cases(count, seed):
    """Editors of random rules with a row that picks, or asks for more than one row."""
    found = []
    for rule in rules(count, seed=seed):
        try:
            editor = Editor.of_rule(rule)
        except InvalidRule:
            continue
        rows = [part for part in editor.root.walk() if isinstance(part, Row) and part.offers]
        if rows:
            found.append((editor, rows))
    return found


def picked(editor, path, value):
    """Return the rule after the value alone was picked in the row."""
    after = Editor.of_draft(editor.draft())
    row = next(part for part in after.root.walk() if part.path == path)
    row.typed = {"value": [value]}
    return after.rule()


def compare(segment, rnd, editor, row):
    values = [str(value) for value, _label in row.criterion.options.all()]
    values = rnd.sample(values, min(4, len(values)))
    action, options = rnd.choice(["add", "keep", "remove"]), rnd.choice(OPTIONS)
    counts = services.facet_counts(
        segment,
        action=action,
        options=options,
        rules=facet_rules(editor.root, row.path, values),
        now=NOW,
    )
    after = {
        value: services.preview_step(
            segment,
            action=action,
            rule=picked(editor, row.path, value),
            options=options,
            now=NOW,
        ).matched
        for value in values
    }
    assert counts == after, (editor.draft(), row.path, action, options)
    return len(set(after.values())) > 1


@pytest.fixture
def patience(monkeypatch):
    """Time to count every value, however busy the machine is."""
    monkeypatch.setattr(facets, "MOST_SECONDS", 600)


def check_random_rules(count, seed):
    populate()
    rnd = random.Random(seed)
    segment = with_contacts(make_segment(), *Contact.objects.order_by("pk")[:15])
    told_apart = sum(
        compare(segment, rnd, editor, rnd.choice(rows)) for editor, rows in cases(count, seed)
    )
    assert told_apart > 5


@pytest.mark.django_db
@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("seed", range(3))
def test_the_number_beside_a_value_is_what_picking_it_gives(seed):
    check_random_rules(90, seed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patience")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no live index")
def test_bitmaps_give_the_same_numbers(index):  # noqa: F811 - a fixture
    check_random_rules(90, seed=9)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no live index")
@pytest.mark.parametrize("field", ["country", "mailing_group"])
def test_bitmaps_of_fifty_values_cost_as_many_statements_as_of_two(index, field):  # noqa: F811
    make_contact(country="DE", city="Bonn")
    groups = [MailingGroup(code=f"G{n:02}", description="G") for n in range(50)]
    MailingGroup.objects.bulk_create(groups)
    editor = editor_of(row(field), row("city", "not_empty"))
    values = [str(value) for value, _label in editor.root.items[0].criterion.options.all()][:50]

    def statements(asked):
        index.bitmaps.clear()
        with counted() as found:
            counts = services.facet_counts(
                make_segment(),
                action="add",
                options=services.StepOptions(),
                rules=facet_rules(editor.root, "c-0", asked),
                now=NOW,
            )
        assert len(counts) == len(asked)
        assert len(index.bitmaps) == len(asked) + 1
        return len(found)

    assert statements(values[:2]) == statements(values)


def row(field, operator="any_of", *values, **more):
    typed = {"value": list(values)}
    return {"kind": "row", "field": field, "is": operator, "typed": typed, "off": False} | more


def editor_of(*items, mode="all"):
    return Editor.of_draft({"kind": "group", "mode": mode, "items": list(items), "off": False})


@pytest.mark.django_db
class TestRules:
    def test_a_row_or_group_that_is_off_has_no_numbers(self):
        off = editor_of(row("country", off=True), row("city", "not_empty"))
        inside = {"kind": "group", "mode": "any", "items": [row("country")], "off": True}

        assert facet_rules(off.root, "c-0", ["DE"]) == {}
        assert facet_rules(editor_of(inside).root, "c-0-0", ["DE"]) == {}

    def test_only_values_there_are_and_only_rows_that_pick_are_answered_for(self):
        editor = editor_of(row("country"), row("city", "is", "Bonn"))

        assert list(facet_rules(editor.root, "c-0", ["DE", "XX", ""])) == ["DE"]
        assert facet_rules(editor.root, "c-1", ["DE"]) == {}
        assert facet_rules(editor.root, "c-7", ["DE"]) == {}
        assert facet_rules(editor.root, "c", ["DE"]) == {}

    def test_an_unfinished_row_beside_is_refused(self):
        with pytest.raises(InvalidRule):
            facet_rules(editor_of(row("country"), row("")).root, "c-0", ["DE"])

    def test_what_stands_in_the_form_stays(self):
        editor = editor_of(row("country", "any_of", "AT"))
        before = editor.draft()

        facet_rules(editor.root, "c-0", ["DE"])

        assert editor.draft() == before


@pytest.mark.django_db
class TestCounting:
    def count(self, values):
        editor = editor_of(row("country"), row("city", "not_empty"))
        return services.facet_counts(
            make_segment(),
            action="add",
            options=services.StepOptions(),
            rules=facet_rules(editor.root, "c-0", values),
            now=timezone.now(),
        )

    def test_fifty_values_are_one_statement(self):
        make_contact(country="DE", city="Bonn")
        countries = [code for code, _name in Contact._meta.get_field("country").choices]

        with counted() as few:
            self.count(countries[:2])
        with counted() as many:
            counts = self.count([*countries[:49], "DE"])

        assert counts["DE"] == 1
        assert len(many) == len(few)

    def test_what_takes_too_long_is_not_told(self, monkeypatch):
        def never(seconds):
            raise TooLong

        monkeypatch.setattr(facets, "no_longer_than", never)
        assert self.count(["DE"]) == {}

    def test_after_the_time_is_over_no_statement_is_begun(self, monkeypatch):
        monkeypatch.setattr(facets, "MOST_SECONDS", 0)
        assert self.count(["DE"]) == {}
