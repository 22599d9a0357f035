"""The editor: what its page shows is sent back as the same rule, whatever happens to the rows."""

import json
import random
import re
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segments_app.common.memory import remembering
from segments_app.criteria.editing import MAX_PARTS, Editor
from segments_app.criteria.registry import sources
from segments_app.criteria.rules import EVERYONE, NOBODY, InvalidRule, check_rule
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.samples import leaf, random_rule
from tests.segments_app.criteria.test_rules import CRITERIA, whole

pytestmark = pytest.mark.django_db

GERMAN = {"field": "country", "is": "any_of", "value": ["DE"]}
NAMED = {"field": "name", "is": "is", "value": "Ada"}
RECENT = {"field": "occurred_on", "is": "in_last", "value": {"count": 90, "unit": "days"}}


class Form(HTMLParser):
    """What a browser sends of a form when a button that is none of its fields is pressed."""

    def __init__(self, html):
        super().__init__()
        self.data = QueryDict(mutable=True)
        self.buttons, self.focused, self.ids = [], [], []
        self._select = self._textarea = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        if "autofocus" in values:
            self.focused.append(values["id"])
        if tag == "input":
            self.data.appendlist(values["name"], values["value"])
        elif tag == "select":
            self._select, self._chosen, self._first = values, [], None
        elif tag == "option":
            self._first = self._first if self._first is not None else values["value"]
            self._chosen += [values["value"]] if "selected" in values else []
        elif tag == "textarea":
            self._textarea, self._text = values["name"], ""
        elif tag == "button" and "disabled" not in values:
            self.buttons.append(values["value"])

    def handle_data(self, data):
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            text = self._text.removeprefix("\n").replace("\n", "\r\n")
            self.data.appendlist(self._textarea, text)
            self._textarea = None
        elif tag == "select":
            chosen = self._chosen or ([] if "multiple" in self._select else [self._first])
            self.data.setlist(self._select["name"], chosen)


def shown(editor):
    return render_to_string(editor.template, editor.context(now=NOW))


def sent(editor):
    return Editor.of_post(Form(shown(editor)).data)


def pressed(editor, operation):
    editor = sent(editor)
    editor.apply(operation)
    return editor


def of(rule):
    return Editor.of_rule(rule)


@pytest.mark.lesson(45)
@pytest.mark.parametrize(("source", "key"), CRITERIA)
def test_every_operator_of_every_criterion_comes_back_from_the_form(source, key, world):
    parts = [
        leaf(source, random.Random(key + operator), key, operator)
        for operator in source.criterion(key).kind.operators
    ]
    rule = whole(source, {"any": parts})

    assert sent(of(rule)).rule() == check_rule(rule)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_a_tree_comes_back_from_the_form_and_from_a_draft(world, seed):
    rule = check_rule(random_rule(random.Random(seed)))

    assert of(rule).rule() == rule
    assert sent(of(rule)).rule() == rule
    assert sent(sent(of(rule))).rule() == rule
    assert Editor.of_draft(json.loads(json.dumps(of(rule).draft()))).rule() == rule


@pytest.mark.parametrize("language", ["de", "sv", "it", "nl", "da"])
def test_numbers_and_dates_come_back_in_every_language(world, language):
    rule = {
        "all": [
            {"field": "created_at", "is": "on", "value": "2026-03-29"},
            {
                "some": "interaction",
                "where": {"field": "cost", "is": "between", "value": ["0.5", "1234.56"]},
                "times": {"at_least": 1000},
            },
        ]
    }

    with translation.override(language):
        assert sent(of(rule)).rule() == check_rule(rule)


def test_everyone_and_nobody_come_back(world):
    assert sent(of(EVERYONE)).rule() == EVERYONE
    assert sent(of(NOBODY)).rule() == NOBODY
    assert sent(of(None)).rule() == NOBODY
    assert of(None).is_blank
    assert not of(EVERYONE).is_blank


def test_all_contacts_takes_no_conditions(world):
    data = Form(shown(of(GERMAN))).data
    data["c.mode"] = "everyone"
    editor = Editor.of_post(data)

    with pytest.raises(InvalidRule):
        editor.rule()
    assert "takes no conditions" in shown(editor)
    assert sent(editor).root.items  # and none is lost


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        ("remove:c-0", {"all": [NAMED, {"any": [NAMED, GERMAN]}]}),
        ("remove:c-2", {"all": [GERMAN, NAMED]}),
        ("duplicate:c-1", {"all": [GERMAN, NAMED, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("duplicate:c-2", {"all": [GERMAN, NAMED, *[{"any": [NAMED, GERMAN]}] * 2]}),
        ("up:c-1", {"all": [NAMED, GERMAN, {"any": [NAMED, GERMAN]}]}),
        ("down:c-1", {"all": [GERMAN, {"any": [NAMED, GERMAN]}, NAMED]}),
        ("up:c-0", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("down:c-2-0", {"all": [GERMAN, NAMED, {"any": [GERMAN, NAMED]}]}),
        ("disable:c-0", {"all": [NAMED, {"any": [NAMED, GERMAN]}]}),
        ("disable:c-2", {"all": [GERMAN, NAMED]}),
        ("disable:c-2-1", {"all": [GERMAN, NAMED, NAMED]}),
        ("add-some:c", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}, {"some": "interaction"}]}),
        ("refresh", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("remove:c", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("remove:c-9", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("explode:c", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
        ("", {"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}),
    ],
)
def test_a_button_changes_the_rule(operation, rule, world):
    editor = pressed(of({"all": [GERMAN, NAMED, {"any": [NAMED, GERMAN]}]}), operation)

    assert editor.rule() == check_rule(rule)


def test_removing_a_row_leaves_the_others(world):
    editor = pressed(of({"all": [GERMAN, NAMED]}), "remove:c-0")

    assert editor.rule() == check_rule(NAMED)


def test_what_is_switched_off_is_kept_and_does_not_count(world):
    off = pressed(of({"all": [GERMAN, NAMED]}), "disable:c-0")

    assert sent(off).rule() == check_rule(NAMED)
    assert sent(pressed(off, "disable:c-0")).rule() == check_rule({"all": [GERMAN, NAMED]})
    assert pressed(pressed(of(NAMED), "disable:c-0"), "").rule() == NOBODY


@pytest.mark.parametrize(
    ("operation", "focus"),
    [
        ("add-row:c", "c-2-field"),
        ("add-group:c", "c-2-mode"),
        ("add-some:c", "c-2-is"),
        ("remove:c-0", "c-0-field"),
        ("remove:c-1", "c-0-field"),
        ("duplicate:c-0", "c-1-field"),
        ("down:c-0", "c-1-up"),
        ("up:c-1", "c-0-down"),
        ("disable:c-1", "c-1-off"),
    ],
)
def test_the_cursor_goes_where_the_work_goes_on(operation, focus, world):
    form = Form(shown(pressed(of({"all": [GERMAN, NAMED]}), operation)))

    assert form.focused == [focus]
    assert len(form.ids) == len(set(form.ids))


def test_the_last_row_removed_leaves_the_cursor_on_adding(world):
    assert Form(shown(pressed(of(NAMED), "remove:c-0"))).focused == ["c-add"]


def test_every_button_of_a_page_works(world):
    rule = {"all": [GERMAN, {"any": [NAMED, {"some": "interaction", "where": RECENT}]}]}
    for operation in Form(shown(of(rule))).buttons:
        assert shown(pressed(of(rule), operation))


@pytest.mark.lesson(48)
def test_another_field_brings_its_operators_and_keeps_what_still_fits(world):
    data = Form(shown(of({"all": [NAMED, GERMAN]}))).data
    data["c-0.field"], data["c-1.field"] = "city", "email"
    editor = Editor.of_post(data)
    editor.apply("refresh:c-1")
    part = shown(editor)

    assert editor.template == "segments/criteria/_row_rest.html"
    assert 'name="c-1.is"' in part and 'name="c-1.field"' not in part
    with pytest.raises(InvalidRule):  # Germany is no e-mail address
        editor.rule()
    assert [row.errors for row in editor.root.items] == [[], ["Type what to look for."]]
    assert editor.root.items[0].typed == {"value": ["Ada"]}


@pytest.mark.parametrize(
    ("chosen", "fields", "operator"),
    [
        (NAMED, ["city"], "is"),  # compared alike
        (NAMED, ["country", "city"], "contains"),  # by way of Country to City
        (GERMAN, ["city"], "contains"),  # and not "is any of", which City knows too
        (GERMAN, ["number", "name"], "contains"),
        (GERMAN, ["", "city"], "contains"),
        (GERMAN, ["some:interaction", "created_at"], "in_last"),
    ],
)
def test_no_field_that_was_passed_leaves_its_operator_behind(chosen, fields, operator, world):
    editor = of(chosen)
    for field in fields:
        data = Form(shown(editor)).data
        data["c-0.field"] = field
        editor = Editor.of_post(data)

    assert editor.root.items[0].operator == operator


def test_another_operator_swaps_the_value_only_and_keeps_it(world):
    data = Form(shown(of(NAMED))).data
    data["c-0.is"] = "any_of"
    editor = Editor.of_post(data)
    editor.apply("refresh-value:c-0")

    assert editor.template == "segments/criteria/_row_value.html"
    assert "textarea" in shown(editor) and "Ada" in shown(editor)
    assert editor.rule() == check_rule(NAMED | {"is": "any_of", "value": ["Ada"]})


@pytest.mark.parametrize(
    ("field", "operator", "typed"),
    [
        ("name", "contains", "@*gmbh*"),
        ("attribute:score", "is", "10..20|>100"),
        ("created_at", "on", "t"),
    ],
)
def test_a_filter_that_was_typed_before_it_was_chosen_is_kept(field, operator, typed, world):
    data = Form(shown(of(NAMED))).data
    data["c-0.field"], data["c-0.is"], data["c-0.compared"] = field, operator, ""
    data = Form(shown(Editor.of_post(data))).data
    data["c-0.value"], data["c-0.is"] = typed, "matches"

    editor = Editor.of_post(data)

    assert editor.root.items[0].value == typed
    assert editor.rule()["is"] == "matches"


@pytest.mark.lesson(54)
def test_another_source_drops_the_conditions_on_the_old_one(world):
    data = Form(shown(of({"some": "interaction", "where": RECENT}))).data
    data["c-0.field"] = "some:comment"

    assert Editor.of_post(data).rule() == check_rule({"some": "comment"})


@pytest.mark.lesson(51)
@pytest.mark.parametrize(
    ("rule", "change", "message"),
    [
        (NAMED, {"c-0.value": ""}, "Type what to look for."),
        (NAMED, {"c-0.field": ""}, "Choose what to ask about, or remove this condition."),
        (NAMED, {"c-0.field": "nope"}, "There is no field “nope” to ask about here."),
        (NAMED, {"c-0.value": "a\x01"}, "This text has a character that cannot be searched for."),
        (GERMAN, {"c-0.value": "XX"}, "Country: “XX” does not exist any more. Remove it."),
        (
            {"field": "created_at", "is": "on", "value": "2026-01-01"},
            {"c-0.value": "tomorrow"},
            "Enter a valid date.",
        ),
        (
            {"some": "interaction", "times": {"at_least": 2}},
            {"c-0.value": "x"},
            "Enter a number.",
        ),
        (
            {"some": "interaction", "times": {"at_least": 2}},
            {"c-0.value": "0"},
            "“How often” takes a number from 1 to 1000000.",
        ),
        (
            {"some": "interaction", "where": RECENT},
            {"c-0-w-0.value": "many"},
            "Enter a number.",
        ),
        (
            {"field": "profile_answer", "is": "any_of", "value": [1]},
            {"c-0.value": "x"},
            "Profile answer: “x” does not exist any more. Remove it.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row_and_kept(rule, change, message, world):
    if rule.get("field") == "profile_answer":
        rule = rule | {"value": [next(iter(sources["answer"].criteria["answer"].options.all()))[0]]}
    data = Form(shown(of({"all": [rule, {"field": "is_minor", "is": "yes"}]}))).data
    for name, value in change.items():
        data[name] = value
    editor = Editor.of_post(data)

    with pytest.raises(InvalidRule) as refused:
        editor.rule()

    assert refused.value.message == message
    html = shown(editor)
    assert message in html.replace("&quot;", '"')
    assert 'aria-invalid="true"' in html
    assert html.count('role="alert"') == 1
    again = Editor.of_post(Form(html).data)
    assert [row.field for row in again.root.items] == [row.field for row in editor.root.items]
    assert [row.typed for row in again.root.items] == [row.typed for row in editor.root.items]


def test_all_mistakes_are_shown_at_once(world):
    editor = pressed(pressed(of(NAMED), "add-row:c"), "add-group:c")

    with pytest.raises(InvalidRule):
        editor.rule()
    assert shown(editor).count('role="alert"') == 2


def test_a_new_row_is_not_blamed_before_it_is_written(world):
    assert 'role="alert"' not in shown(pressed(of(NAMED), "add-row:c"))


def test_a_rule_nested_too_deeply_or_too_long_says_so(world):
    data = QueryDict(mutable=True)
    path = "c"
    for _ in range(300):
        data[f"{path}.kind"], data[f"{path}.mode"] = "group", "none"
        path += "-0"
    data[f"{path}.kind"] = "row"
    with pytest.raises(InvalidRule, match="nested too deeply"):
        Editor.of_post(data).rule()


def test_a_rule_with_too_many_conditions_says_so(world):
    editor = of({"all": [{"any": [NAMED] * 100}, GERMAN]})
    editor.apply("duplicate:c-0")

    with pytest.raises(InvalidRule, match="at most 200"):
        editor.rule()
    assert "at most 200" in shown(editor)


def test_a_page_takes_no_more_parts_than_it_can_carry(world):
    editor = of(NAMED)
    for _ in range(MAX_PARTS + 5):
        editor.apply("add-row:c")
    editor.apply("duplicate:c-0")
    editor.apply("add-group:c")

    assert sum(1 for _part in editor.root.walk()) == MAX_PARTS
    assert "no room for more" in shown(editor)


@pytest.mark.parametrize("stored", [None, [], "x", {"items": [3, {"kind": "row", "typed": 3}]}])
def test_a_draft_that_cannot_be_read_is_nobody(stored, world):
    assert Editor.of_draft(stored).rule() == NOBODY


def test_what_was_typed_is_escaped(world):
    bad = '"><script>alert(1)</script>'
    rule = {"any": [NAMED | {"value": bad}, NAMED | {"is": "any_of", "value": [bad]}]}
    data = Form(shown(of(rule))).data
    data["c-0.field"] = bad

    assert sent(of(rule)).rule() == check_rule(rule)
    assert "<script" not in shown(of(rule))
    assert "<script" not in shown(Editor.of_post(data))


def test_a_relative_date_shows_its_days(world):
    html = shown(of({"all": [{"field": "created_at", **span} for span in SPANS]}))

    assert re.findall(r'<p class="field-help condition-hint">(.*?)</p>', html) == [
        "23 March 2026 to 29 March 2026",
        "1 January 2026 to 31 March 2026",
        "up to 27 February 2026",
        "28 March 2026",
        "23 March 2026 to 29 March 2026",
        "29 March 2026 to 30 March 2026",
        "29 March 2026 to 4 April 2026",
    ]


SPANS = [
    {"is": "in_last", "value": {"count": 7, "unit": "days"}},
    {"is": "in_period", "value": "this_quarter"},
    {"is": "more_than_ago", "value": {"count": 1, "unit": "months"}},
    {"is": "in_period", "value": "yesterday"},
    {"is": "not_in_last", "value": {"count": 1, "unit": "weeks"}},
    {"is": "in_next", "value": {"count": 2, "unit": "days"}},
    {"is": "anniversary_in_next", "value": {"count": 7, "unit": "days"}},
]


def test_the_page_asks_each_table_once_however_many_rows(world, django_assert_num_queries):
    groups = {"field": "mailing_group", "is": "any_of", "value": ["A"]}
    people = {"field": "salesperson", "is": "any_of", "value": ["A"]}
    editor = of({"any": [groups, people] * 20})

    # Each table once, and once which attributes there are; remembered as within a request.
    with remembering(), django_assert_num_queries(3):
        shown(editor)


def test_every_control_has_a_name_that_is_read_out(world):
    rule = {"all": [leaf(s, random.Random(1)) for s in [sources["contact"]] * 30]}
    html = shown(of(rule))
    labelled = set(re.findall(r'<label[^>]* for="([^"]*)"', html))

    for tag in re.findall(r"<(?:select|textarea|input)[^>]*>", html):
        if 'type="hidden"' not in tag:
            assert re.search(r' id="([^"]*)"', tag)[1] in labelled


def test_values_too_many_for_a_form_come_as_one_text():
    codes = ["DE", "AT", "SE"]
    data = QueryDict(mutable=True)
    data.update({"c.kind": "group", "c-0.kind": "row", "c-0.field": "country"})
    data.update({"c-0.is": "any_of", "c-0.shape": "picks:country"})
    data["c-0.value_picked"] = "\r\n".join(codes)

    assert Editor.of_post(data).rule() == check_rule(
        {"field": "country", "is": "any_of", "value": codes}
    )


@pytest.mark.parametrize(
    ("is_", "german", "english"),
    [
        ("at_least", {"value": ["1.500,5"]}, {"value": ["1500.5"]}),
        ("between", {"value": ["0,5"], "value_2": ["2"]}, {"value": ["0.5"], "value_2": ["2"]}),
        ("matches", {"value": [">0,5"]}, {"value": [">0.5"]}),
        ("at_least", {"value": ["half"]}, {"value": ["half"]}),
    ],
)
def test_numbers_of_a_draft_are_shown_as_the_language_of_the_reader_writes_them(
    is_, german, english
):
    row = {"kind": "row", "field": "cost", "is": is_, "typed": german, "off": False}
    wanted = {"kind": "row", "field": "some:interaction", "is": "some", "typed": {}}
    wanted |= {"where": {"kind": "group", "mode": "all", "items": [row]}}
    stored = {"kind": "group", "mode": "all", "items": [wanted], "language": "de"}

    with translation.override("en"):
        there = Editor.of_draft(stored)
        kept = there.draft()
        again = Editor.of_draft(kept)

    for editor in (there, again):
        typed = editor.root.items[0].where.items[0].typed
        assert {part: values for part, values in typed.items() if any(values)} == english
    with translation.override("de"):
        back = Editor.of_draft(kept).root.items[0].where.items[0].typed
    assert back["value"] == [german["value"][0].replace(".", "")]


def test_how_often_is_shown_as_the_language_of_the_reader_writes_it():
    row = {"kind": "row", "field": "some:interaction", "is": "at_least"}
    stored = {"kind": "group", "mode": "all", "items": [row | {"typed": {"value": ["1.500"]}}]}

    with translation.override("en"):
        assert Editor.of_draft(stored | {"language": "de"}).root.items[0].value == "1500"
        assert Editor.of_draft(stored).root.items[0].value == "1.500"
