"""The rules that are counted: those of the performance study and five more, with SQL by hand."""

from datetime import timedelta
from typing import Any

from benchmarks.seed import TODAY

SINCE = TODAY - timedelta(days=90)


def _is(field: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "is": "any_of", "value": list(values)}


def _did(*, times: dict[str, int] | None = None, **where: Any) -> dict[str, Any]:
    rule: dict[str, Any] = {"some": "interaction", "where": where["where"]}
    return rule | ({"times": times} if times else {})


WITHIN_90_DAYS = {"field": "occurred_on", "is": "in_last", "value": {"count": 90, "unit": "days"}}
RECENT = _did(where=WITHIN_90_DAYS)
PERSON = _is("type", "person")
GERMAN = _is("country", "DE")
ANSWER_5 = {"some": "answer", "where": _is("answer", 5)}
ANSWER_1 = {"some": "answer", "where": _is("answer", 1)}

# By hand: what somebody who knows the tables would write, EXISTS a condition.
COUNTED = "i.cancellation_id IS NULL AND NOT i.is_postponed"
HAS_RECENT = (
    f"EXISTS (SELECT 1 FROM interactions_interaction i WHERE i.contact_id = c.id AND {COUNTED} "
    f"AND i.occurred_on BETWEEN '{SINCE + timedelta(days=1)}' AND '{TODAY}')"
)


def _in(table: str, column: str, value: int, *, key: str = "c.id") -> str:
    return (
        f"EXISTS (SELECT 1 FROM contacts_contact{table} g WHERE g.contact_id = {key} "
        f"AND g.{column} = {value})"
    )


COMPANY = "COALESCE(c.company_id, c.id)"
GROUP_3 = _in("mailinggroup", "mailing_group_id", 3)
GROUP_1 = _in("mailinggroup", "mailing_group_id", 1)
HAS_ANSWER_5 = _in("answer", "answer_id", 5)
HAS_ANSWER_1 = _in("answer", "answer_id", 1)
INDUSTRY_1 = _in("industrygroup", "industry_group_id", 1, key=COMPANY)
INDUSTRY_2 = _in("industrygroup", "industry_group_id", 2, key=COMPANY)
JOB_3 = _in("jobresponsibility", "job_responsibility_id", 3)
TARGETED_180 = (
    f"EXISTS (SELECT 1 FROM interactions_interaction i WHERE i.contact_id = c.id AND {COUNTED} "
    "AND i.campaign_id = 180)"
)


def _has(attribute: int, condition: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM contacts_attributevalue v WHERE v.contact_id = c.id "
        f"AND v.attribute_id = {attribute} AND {condition})"
    )


RULES: dict[str, tuple[dict[str, Any], str]] = {
    "Q1 Germans": (GERMAN, "c.country = 'DE'"),
    "Q2 Germans in a mailing group": (
        {"all": [GERMAN, _is("mailing_group", "GROUP3")]},
        f"c.country = 'DE' AND {GROUP_3}",
    ),
    "Q3 and with an answer": (
        {"all": [GERMAN, _is("mailing_group", "GROUP3"), ANSWER_5]},
        f"c.country = 'DE' AND {GROUP_3} AND {HAS_ANSWER_5}",
    ),
    "Q4 persons of Q2 with a recent interaction": (
        {"all": [PERSON, GERMAN, _is("mailing_group", "GROUP3"), RECENT]},
        f"c.type = 'person' AND c.country = 'DE' AND {GROUP_3} AND {HAS_RECENT}",
    ),
    "Q5 or inside and, not recently": (
        {
            "all": [
                _is("country", "DE", "AT", "CH"),
                {"any": [_is("industry_group", "INDUSTRY2"), _is("job_responsibility", "JOB3")]},
                {"not": RECENT},
                {"field": "exclude_from_segments", "is": "no"},
            ]
        },
        f"c.country IN ('DE', 'AT', 'CH') AND ({INDUSTRY_2} OR {JOB_3}) AND NOT {HAS_RECENT} "
        "AND NOT c.exclude_from_segments",
    ),
    "Q6 twice not, in a campaign, five salespersons": (
        {
            "all": [
                {"not": _is("mailing_group", "GROUP1")},
                {"not": ANSWER_1},
                _did(where=_is("campaign", "CP0180")),
                _is("salesperson", "SP1", "SP2", "SP3", "SP4", "SP5"),
            ]
        },
        f"NOT {GROUP_1} AND NOT {HAS_ANSWER_1} AND {TARGETED_180} AND c.salesperson_id IN "
        "(1, 2, 3, 4, 5)",
    ),
    "Q7 persons, three times not": (
        {
            "all": [
                PERSON,
                {"not": _is("mailing_group", "GROUP1")},
                {"not": _is("industry_group", "INDUSTRY1")},
                {"not": RECENT},
            ]
        },
        f"c.type = 'person' AND NOT {GROUP_1} AND NOT {INDUSTRY_1} AND NOT {HAS_RECENT}",
    ),
    "O1 outermost or": (
        {"any": [RECENT, _is("country", "FR")]},
        "c.id IN (SELECT i.contact_id FROM interactions_interaction i WHERE "
        + HAS_RECENT.split("AND", 1)[1].rsplit(")", 1)[0]
        + " UNION SELECT f.id FROM contacts_contact f WHERE f.country = 'FR')",
    ),
    "O2 at least five times": (
        _did(where=WITHIN_90_DAYS, times={"at_least": 5}),
        "c.id IN (SELECT i.contact_id FROM interactions_interaction i WHERE "
        + HAS_RECENT.split("AND", 1)[1].rsplit(")", 1)[0]
        + " GROUP BY i.contact_id HAVING count(*) >= 5)",
    ),
    "O3 one letter of one template, recently": (
        _did(where={"all": [_is("template", "TEMPLATE3"), WITHIN_90_DAYS]}),
        HAS_RECENT[:-1] + " AND i.template_id = 3)",
    ),
    "O4 the company's industry": (_is("industry_group", "INDUSTRY2"), INDUSTRY_2),
    "O5 a name that holds": (
        {"field": "surname", "is": "starts_with", "value": "surname77"},
        "lower(c.surname) LIKE 'surname77%'",
    ),
    "A1 an attribute of choices and one of numbers": (
        {
            "all": [
                GERMAN,
                _is("attribute:size", "c3"),
                {"field": "attribute:score", "is": "at_least", "value": 900},
            ]
        },
        f"c.country = 'DE' AND {_has(3, 'v.choice_id = 3')} AND {_has(1, 'v.number >= 900')}",
    ),
    "A2 one of several choices, and not yes": (
        {
            "all": [
                _is("attribute:likes", "c8", "c9"),
                {"not": {"field": "attribute:vegan", "is": "yes"}},
            ]
        },
        f"{_has(4, 'v.choice_id IN (8, 9)')} AND NOT {_has(2, 'v.flag')}",
    ),
}
