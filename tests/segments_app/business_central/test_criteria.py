"""Criteria of the reference product choose here whom they chose there."""

import csv
import io
import re
from decimal import Decimal

import pytest

from contacts.models import Contact, Salesperson
from segments_app.business_central.columns import Refused, Run
from segments_app.business_central.criteria_tables import rule_of
from segments_app.business_central.importing import import_sheets
from segments_app.business_central.reading import read_folder
from segments_app.business_central.report import Report
from segments_app.business_central.table_views import asked_by
from segments_app.criteria.expressions.grammar import FilterError
from segments_app.criteria.rules import check_rule, contacts_matching
from segments_app.models import SavedCriteria, Segment, SegmentLine
from segments_app.services import create_segment, reuse_criteria
from tests.factories import make_interaction
from tests.segments_app.criteria import reading_filters

from .tables import counts, imported, rejections, remarks
from .test_demo_companies import CRONUS

pytestmark = pytest.mark.django_db

FILES = {
    "SalespersonPurchaser": "Code,Name\nHR,Helena\nJR,John\nO'B,Pat\n",
    "Territory": "Code,Description\nN,North\nS,South\n",
    "Contact": """
No.,Name,Type,Company No.,Country/Region Code,Post Code,City,Salesperson Code,Territory Code,\
Language Code,Correspondence Type
CT1,Moon & Sons,0,CT1,GB,GB-M61 2YG,Manchester,HR,N,ENG,1
CT2,Ann Moon,1,CT1,GB,GB-M61 2YG,Manchester,JR,,ENU,2
CT3,Berg (old) GmbH,0,CT3,DE,10115,Berlin,O'B,S,DEU,0
CT4,Bo Berg,1,CT3,AT,2000,Wien,,S,,0
CT5,Alone,1,,,19999,,HR,N,,1
""",
    "MailingGroup": "Code,Description\nX,Christmas\nY,News\n",
    "ContactMailingGroup": "Contact No.,Mailing Group Code\nCT2,X\nCT4,X\nCT4,Y\nCT5,Y\n",
    "IndustryGroup": "Code,Description\nRET,Retail\nPRESS,Press\n",
    "ContactIndustryGroup": "Contact No.,Industry Group Code\nCT1,RET\nCT3,PRESS\n",
    "BusinessRelation": "Code,Description\nCUST,Customer\nPROS,Prospect\n",
    "ContactBusinessRel": "Contact No.,Business Relation Code\nCT1,CUST\nCT3,PROS\n",
    "JobResponsibility": "Code,Description\nMKT,Marketing\nIT,IT\n",
    "ContactJobResponsib": "Contact No.,Job Responsibility Code\nCT2,MKT\nCT4,IT\nCT5,IT\n",
    "ProfileQuestHeader": "Code,Description\nPERS,Person\nWORK,Work\n",
    "ProfileQuestLine": "Profile Questionnaire Code,Line No.,Type,Description,Multiple Answers\n"
    "PERS,10000,0,Hobby,true\nPERS,20000,1,Golf,false\nPERS,30000,1,Chess,false\n"
    "WORK,10000,0,Hours,true\nWORK,20000,1,Few,false\n",
    "ContactProfileAnswer": "Contact No.,Profile Questionnaire Code,Line No.\n"
    "CT2,PERS,20000\nCT2,WORK,20000\nCT4,PERS,30000\nCT5,WORK,20000\n",
}
VIEWS = [
    ("5050", "SORTING(Field1) WHERE(Field1=1(CT2..CT4))"),
    ("5050", "VERSION(1) SORTING(Field1) ORDER(0) WHERE(Field1=1(CT1),Field5050=1(0))"),
    ("Contact", "SORTING(No.) WHERE(Salesperson Code=FILTER(HR|JR),Territory Code=CONST(N))"),
    ("Contact", "WHERE(Salesperson Code=CONST(O'B))"),
    ("5050", "SORTING(Field1) WHERE(Field29=1(''))"),
    ("5050", "SORTING(Field1) WHERE(Field29=1(<>''&<>HR))"),
    ("5050", "SORTING(Field1) WHERE(Field35=1(DE|AT))"),
    ("5050", "SORTING(Field1) WHERE(Field35=1(<>DE))"),
    ("5050", "SORTING(Field1) WHERE(Field35=1(<>''))"),
    ("5050", "SORTING(Field1) WHERE(Field35=1(''|GB))"),
    ("5050", "SORTING(Field1) WHERE(Field35=1((DE|AT|GB)&<>AT))"),
    ("5050", "SORTING(Field91) WHERE(Field91=1(10000..19999))"),
    ("5050", "SORTING(Field91) WHERE(Field91=1(GB-*))"),
    ("5050", "SORTING(Field2) WHERE(Field2=1(@*berg*))"),
    ("5050", "SORTING(Field2) WHERE(Field2=1('Berg (old) GmbH'|'Moon & Sons'))"),
    ("Contact", "SORTING(Name) WHERE(Name=CONST(Berg (old) GmbH))"),
    ("5050", "SORTING(Field1) WHERE(Field5050=1(1))"),
    ("Contact", "SORTING(No.) WHERE(Type=FILTER(<>Company))"),
    ("5050", "SORTING(Field1) WHERE(Field5051=1(CT1|CT3))"),
    ("5050", "SORTING(Field1) WHERE(Field5100=1(1|2))"),
    ("5050", "SORTING(Field1) WHERE(Field5100=1(<>0))"),
    ("5050", "SORTING(Field1) WHERE(Field24=1(ENG))"),
    ("5050", "SORTING(Field1) WHERE(Field24=1(<>DEU))"),
    ("5056", "SORTING(Field1,Field2) WHERE(Field2=1(X))"),
    ("5056", "SORTING(Field1,Field2) WHERE(Field2=1(<>X))"),
    ("Contact Mailing Group", "WHERE(Mailing Group Code=FILTER(X|Y),Contact No.=FILTER(CT4..))"),
    ("5058", "SORTING(Field1) WHERE(Field2=1(RET))"),
    ("5058", "SORTING(Field1) WHERE(Field1=1(CT3))"),
    ("5054", "SORTING(Field1) WHERE(Field2=1(<>CUST))"),
    ("5067", "SORTING(Field1) WHERE(Field2=1(I*|M*))"),
    ("5089", "SORTING(Field1) WHERE(Field3=1(PERS),Field4=1(20000))"),
    ("5089", "SORTING(Field1) WHERE(Field3=1(PERS),Field4=1(20000..30000))"),
    ("5089", "SORTING(Field1) WHERE(Field4=1(20000))"),
    ("Contact Profile Answer", "WHERE(Profile Questionnaire Code=CONST(WORK))"),
]
#: The file of each table, its contact, and its fields by number.
PLAIN = {
    5050: (
        "Contact",
        {
            1: "No.", 2: "Name", 24: "Language Code", 29: "Salesperson Code",
            35: "Country/Region Code", 91: "Post Code", 15: "Territory Code", 5050: "Type",
            5051: "Company No.", 5100: "Correspondence Type",
        },
    ),
    5056: ("ContactMailingGroup", {1: "Contact No.", 2: "Mailing Group Code"}),
    5058: ("ContactIndustryGroup", {1: "Contact No.", 2: "Industry Group Code"}),
    5054: ("ContactBusinessRel", {1: "Contact No.", 2: "Business Relation Code"}),
    5067: ("ContactJobResponsib", {1: "Contact No.", 2: "Job Responsibility Code"}),
    5089: (
        "ContactProfileAnswer",
        {1: "Contact No.", 3: "Profile Questionnaire Code", 4: "Line No."},
    ),
}  # fmt: skip
NAMES = {
    "Contact": 5050,
    "Contact Mailing Group": 5056,
    "Contact Profile Answer": 5089,
}
#: What three letters say in two, and what a code stands for here.
SAME = {"ENG": "en", "ENU": "en", "DEU": "de", "Company": "0", "Person": "1"}


def read_plainly(files, table, view):
    """Return the numbers of the contacts that the view lets through, read from the files."""
    table = NAMES.get(table) or int(table)
    file, fields = PLAIN[table]
    rows = list(csv.DictReader(io.StringIO(files[file].strip())))
    where = re.search(r"WHERE\((.*)\)$", view)[1]
    filters = re.findall(r"([^=,]+)=(1|FILTER|CONST)\((.*?)\)(?=,[^,=]+=|$)", where)
    found = [row for row in rows if all(lets_through(fields, row, *one) for one in filters)]
    if table == 5050:
        return {row["No."] for row in found}
    keys = {row["Contact No."] for row in found}
    if table in (5054, 5058):
        people = csv.DictReader(io.StringIO(files["Contact"].strip()))
        return {row["No."] for row in people if row["Company No."] in keys}
    return keys


def lets_through(fields, row, field, how, text):
    name = fields[int(field[5:])] if re.fullmatch(r"Field\d+", field) else field
    actual = row.get(name, "")
    if name == "Line No.":
        return reading_filters.of_number(text, Decimal(actual))
    actual = SAME.get(actual, actual)
    for there, here in SAME.items():
        text = re.sub(rf"\b{there}\b", here, text)
    if how == "CONST":
        return actual == text
    return reading_filters.of_text(text.replace("@", ""), actual, str.lower, is_code=False)


def brought(view, now):
    rule = check_rule(rule_of(*view, Run(Report())))
    numbers = contacts_matching(rule, now=now).values_list("number", flat=True)
    return {number for number in numbers if number.startswith("CT")}


@pytest.fixture
def there(now):
    report = imported(now, **FILES)
    assert not any(file.rejections for file in report.files)


@pytest.mark.parametrize("view", VIEWS, ids=[view for _table, view in VIEWS])
def test_a_view_chooses_here_whom_it_chooses_there(view, there, now):
    expected = read_plainly(FILES, *view)

    assert brought(view, now) == expected
    assert 0 < len(expected) < 5


REFUSED = [
    ("5050", "SORTING(Field1) WHERE(Field3=1(MOON))", "Field3"),
    ("5050", "SORTING(Field1) WHERE(Field5052=1(Moon))", "Field5052"),
    ("5050", "SORTING(Field1) WHERE(Field1=2(CT1))", "Character 30"),
    ("5050", "SORTING(Field1) WHERE(Field1=1(CT1)", "Character 22"),
    ("5050", "SORTING(Field1) WHERE(Field1=1(CT1||CT2))", "No.: Character 36"),
    ("5050", "SORTING(Field1)", "Character 16"),
    ("5050", "", "Character 1"),
    ("5050", "NONSENSE(Field1)", "Character 1"),
    ("5050", "WHERE(Field35=1(D*))", "only single values"),
    ("5050", "WHERE(Field35=1(XX))", "XX"),
    ("5050", "WHERE(Field5050=1(3))", "“3”"),
    ("5050", "WHERE(Field5051=1(CT1..CT3))", "only single values"),
    ("5050", "WHERE(Field5051=1(CT2))", "There is no company “CT2”"),
    ("5050", "WHERE(Field5100=1(3))", "“3”"),
    ("5050", "WHERE(Field24=1(XYZ))", "XYZ"),
    ("5050", "WHERE(Field1=1(CT1),Field1=1(CT2))", "twice"),
    ("5050", "WHERE(Field1=1(CT1) Field2=1(x))", "Character 20"),
    ("5065", "WHERE(Field26=1(Yes))", "Cancelled"),
    ("5065", "WHERE(Field29=1(7))", "Field29"),
    ("5089", "WHERE(Field3=1(PERS),Field4=1(10000))", "No answer"),
    ("5802", "WHERE(Field2=1(ITEM))", "5802"),
]


@pytest.mark.parametrize(("table", "view", "told"), REFUSED, ids=[view for _t, view, _w in REFUSED])
def test_what_cannot_be_said_here_is_refused_with_its_place(table, view, told, there):
    with pytest.raises(Refused, match=re.escape(told)):
        check_rule(rule_of(table, view, Run(Report())))


def test_every_part_of_a_view_is_read_and_its_place_kept():
    found = asked_by("SORTING(Cost (LCY)) WHERE(Cost (LCY)=FILTER(>0),Name=CONST(O'B (x)))")

    assert [(one.field, one.expression) for one in found] == [
        ("Cost (LCY)", ">0"),
        ("Name", "'O''B (x)'"),
    ]
    assert found[0].position == 44
    with pytest.raises(FilterError, match="Character 23"):
        asked_by("SORTING(Field1) WHERE(Field)")


def test_one_interaction_has_to_satisfy_all_of_its_view(there, now):
    one, other = (Contact.objects.get(number=number) for number in ("CT1", "CT3"))
    helena = Salesperson.objects.get(code="HR")
    make_interaction(one, salesperson=helena, evaluation="positive", is_postponed=False)
    make_interaction(other, salesperson=helena)
    make_interaction(other, evaluation="positive")
    evaluation = "Evaluation=FILTER(Positive|Very Positive)"
    view = f"WHERE(Salesperson Code=FILTER(HR),{evaluation},Canceled=FILTER(No))"

    assert brought(("5065", view), now) == {"CT1"}


LINES = """
Segment No.,Line No.,Type,Action,Table No.,Table View,Expand Contact,Entire Companies,No. of Filters
SM1,1,0,1,0,,false,false,2
SM1,2,1,0,5050,SORTING(Field1) WHERE(Field5050=1(1)),false,false,0
SM1,3,1,0,5056,"SORTING(Field1,Field2) WHERE(Field2=1(X|Y))",false,false,0
SM1,4,0,Remove Contacts (Reduce),0,,false,false,1
SM1,5,1,0,5050,SORTING(Field1) WHERE(Field35=1(AT)),false,false,0
SM1,6,0,3,0,,false,true,1
SM1,7,1,0,5058,SORTING(Field1) WHERE(Field2=1(RET)),false,false,0
"""
SAVED = LINES.replace("Segment No.", "Segment Criteria Code").replace("SM1", "FAIR")


def criteria(**changed):
    return (
        FILES
        | {
            "SegmentHeader": "No.,Description\nSM1,Fair\n",
            "SegmentCriteriaLine": LINES,
            "SavedSegmentCriteria": "Code,Description,User ID\nFAIR,To the fair,HR\n",
            "SavedSegmentCriteriaLine": SAVED,
        }
        | changed
    )


def members(segment):
    lines = SegmentLine.objects.current(segment)
    return set(lines.values_list("contact__number", flat=True))


def test_lines_of_criteria_become_the_steps_of_their_segment(now):
    report = imported(now, **criteria())

    segment = Segment.objects.get()
    steps = segment.steps.order_by("position").values_list(
        "action", "options", "before_count", "after_count"
    )
    assert list(steps) == [
        ("add", {}, 0, 3),
        ("remove", {}, 3, 2),
        ("keep", {"entire_companies": True}, 2, 1),
    ]
    assert members(segment) == {"CT2"}
    assert counts(report, "SegmentCriteriaLine") == (7, 7, 0, 0, 0)


def test_saved_criteria_replay_to_the_same_contacts(now):
    report = imported(now, **criteria())
    other = create_segment(values={"purpose": None}, by=None, now=now)

    kept = SavedCriteria.objects.get(code="FAIR")
    reuse_criteria(other, criteria=kept, by=None, now=now)
    other.refresh_from_db()

    assert kept.description == "To the fair"
    assert members(other) == members(Segment.objects.get(number="SM1"))
    assert counts(report, "SavedSegmentCriteria") == (1, 1, 0, 0, 0)
    assert counts(report, "SavedSegmentCriteriaLine") == (7, 7, 0, 0, 0)


def test_criteria_again_change_nothing_and_other_ones_are_another_version(now):
    imported(now, **criteria())

    again = imported(now, **criteria())
    changed = imported(now, **criteria(SavedSegmentCriteriaLine=SAVED.replace("(AT)", "(DE)")))

    assert again.changes == 0 and all(file.adds_up for file in again.files)
    assert counts(changed, "SavedSegmentCriteria") == (1, 0, 1, 0, 0)
    kept = SavedCriteria.objects.get(code="FAIR")
    assert kept.versions.count() == 2
    assert kept.steps[1]["rule"]["value"] == ["DE"]


@pytest.mark.parametrize(
    ("old", "new", "row", "told"),
    [
        ("Field35=1(AT)", "Field35=1(A*)", 6, "Country/Region Code: Character 33: only single"),
        ("SM1,4,0,Remove Contacts (Reduce)", "SM1,4,0,9", 5, "“9” is not one of the options"),
        ("SM1,3,1,0,5056", "SM1,3,1,0,5802", 4, "“5802” cannot be asked here"),
        ("SM1,1,0,1,0,,false,false,2", "SM1,1,0,1,0,,false,false,3", 2, "3 filters, but 2"),
        ("SM1,1,0,1", "SM1,1,1,1", 2, "no action before this filter"),
        ("SM1,6,0,3", "SM1,6,0,0", 7, "none of the actions"),
    ],
)
def test_a_line_that_cannot_be_brought_over_keeps_all_of_its_segment_back(now, old, new, row, told):
    lines = LINES.replace(old, new)
    assert lines != LINES

    report = imported(now, **criteria(SegmentCriteriaLine=lines))

    assert counts(report, "SegmentCriteriaLine") == (7, 0, 0, 0, 7)
    reasons = {
        number: reason for number, _column, reason in rejections(report, "SegmentCriteriaLine")
    }
    assert told in reasons[row]
    others = [reason for number, reason in reasons.items() if number != row]
    assert all(f"Row {row}" in reason or told in reason for reason in others)
    assert not Segment.objects.get().steps.exists()


def test_a_segment_somebody_worked_on_keeps_its_steps_and_members_come_after_criteria(now):
    member = "SegmentNo,LineNo,ContactNo\nSM1,10000,CT2\nSM1,20000,CT3\n"
    imported(now, **criteria(SegmentLine=member))
    segment = Segment.objects.get()

    again = imported(now, **criteria(SegmentLine=member))
    other = imported(now, **criteria(SegmentCriteriaLine=LINES.replace("(AT)", "(DE)")))

    assert members(segment) == {"CT2", "CT3"}
    assert again.changes == 0
    assert counts(other, "SegmentCriteriaLine") == (7, 0, 0, 0, 7)
    assert segment.steps.count() == 4


def test_what_has_no_counterpart_is_told_of_each_row(now):
    lines = LINES.replace("Expand Contact", "Allow Existing Contacts").replace(",,false", ",,true")
    report = imported(
        now,
        **criteria(
            SegmentCriteriaLine=lines,
            SavedSegmentCriteria="Code,Description\nFAIR,To the fair\nEMPTY,Nothing\nFAIR,Again\n",
            SavedSegmentCriteriaLine=SAVED
            + SAVED.strip().partition("\n")[2].replace("FAIR", "LOST"),
        ),
    )

    assert [row for row, _column, _reason in remarks(report, "SegmentCriteriaLine")] == [2, 5, 7]
    assert {(row, reason) for row, _c, reason in rejections(report, "SavedSegmentCriteria")} == {
        (3, "It has no steps."),
        (4, "Row 2 is about the same."),
    }
    assert counts(report, "SavedSegmentCriteriaLine") == (14, 7, 0, 0, 7)
    assert "“LOST”" in rejections(report, "SavedSegmentCriteriaLine")[0][2]


def test_saved_criteria_without_their_lines_are_rejected(now):
    files = criteria()
    del files["SavedSegmentCriteriaLine"]

    report = imported(now, **files)

    assert counts(report, "SavedSegmentCriteria") == (1, 0, 0, 0, 1)
    assert not SavedCriteria.objects.filter(code="FAIR").exists()


ON_CRONUS = [
    ("5050", "SORTING(Field1) WHERE(Field29=1(HR|JR))"),
    ("5050", "SORTING(Field1) WHERE(Field1=1(CT100130..CT100190|CT2*),Field5050=1(1))"),
    ("5050", "SORTING(Field1) WHERE(Field15=1(S*|''))"),
    ("5050", "SORTING(Field1) WHERE(Field91=1(GB-M*|GB-B*))"),
    ("5050", "SORTING(Field1) WHERE(Field2=1(@*furni*))"),
    ("5056", "SORTING(Field1,Field2) WHERE(Field2=1(X-*))"),
    ("5058", "SORTING(Field1,Field2) WHERE(Field2=1(RET|PRESS|MAN))"),
    ("5054", "SORTING(Field1) WHERE(Field2=1(PR*))"),  # others come from the books, too
    ("5067", "SORTING(Field1) WHERE(Field2=1(MARKETING|IT))"),
    ("5089", "SORTING(Field1) WHERE(Field3=1(COMPANY),Field4=1(20000|70000))"),
    ("5089", "SORTING(Field1) WHERE(Field3=1(<>COMPANY))"),
]


@pytest.mark.skipif(not CRONUS.is_dir(), reason="the demo data is not beside us")
def test_views_on_the_demo_company_choose_whom_they_choose_there(now):
    import_sheets(read_folder(CRONUS), by=None, now=now)
    files = {path.stem: path.read_text("utf-8-sig") for path in CRONUS.glob("*.csv")}
    numbers = set(re.findall(r"^(CT\d+),", files["Contact"], re.MULTILINE))

    for view in ON_CRONUS:
        expected = read_plainly(files, *view) & numbers
        assert brought(view, now) & numbers == expected, view
        assert expected, view
