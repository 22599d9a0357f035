"""What a business card says, under the names of a contact's fields."""

from collections.abc import Iterable
from typing import Any

HEADER = (
    *("type", "name", "company", "first_name", "middle_name", "surname", "prefix", "suffix"),
    *("job_title", "email", "email_2", "phone", "mobile_phone", "home_page"),
    *("address", "address_2", "postcode", "city", "county", "country", "language"),
    *("external_id", "number", "company_number", "categories", "note", "other"),
)
#: What our own cards carry of a contact beside what all programs know.
NUMBER, COMPANY_NUMBER = "x-segments-number", "x-segments-company-number"
MOBILE = {"CELL", "MOBILE", "CAR"}
NO_TELEPHONE = {"FAX", "PAGER", "MODEM", "BBS", "TEXTPHONE"}
LONGEST_ID = 50


def fields_of(card: Any) -> dict[str, str]:
    """Return the fields of a card; what has no field of its own stands in "other"."""
    other: list[str] = []
    fields = names(card)
    fields |= telephones(card, other)
    fields |= addresses(card, other)
    fields |= numbered("email", ("email", "email_2"), texts(card, "email"), other)
    fields |= numbered("url", ("home_page",), texts(card, "url"), other)
    fields |= numbered("language", ("language",), texts(card, "lang"), other)
    uid = "".join(texts(card, "uid")[:1])
    fields["external_id"] = uid if len(uid) <= LONGEST_ID else ""
    fields["number"] = "".join(texts(card, NUMBER)[:1])
    fields["company_number"] = "".join(texts(card, COMPANY_NUMBER)[:1])
    fields["job_title"] = "".join((texts(card, "title") or texts(card, "role"))[:1])
    fields["categories"] = ", ".join(texts(card, "categories"))
    fields["note"] = "\n".join(texts(card, "note"))
    fields["other"] = "\n".join(other)
    return fields


def names(card: Any) -> dict[str, str]:
    """Return the names; a card of an organisation without a person is a company's."""
    full = "".join(texts(card, "fn")[:1])
    organisation = "".join(joined(value.value[:1]) for value in card.contents.get("org", [])[:1])
    parts = name_parts(card)
    kind = "".join(texts(card, "kind") + texts(card, "x-abshowas")).lower()
    is_company = kind in ("org", "group", "company", "organization") or (
        bool(organisation) and not any(parts.values()) and full in ("", organisation)
    )
    if is_company:
        return {"type": "company", "name": organisation or full}
    if full and not any(parts.values()):
        first, _blank, last = full.rpartition(" ")
        parts = {"first_name": first, "surname": last}
    written = " ".join(filter(None, (parts.get("first_name"), parts.get("surname"))))
    return {"type": "person", "name": full or written, "company": organisation, **parts}


def name_parts(card: Any) -> dict[str, str]:
    found = card.contents.get("n")
    if not found:
        return {}
    name = found[0].value
    return {
        "first_name": joined(name.given),
        "middle_name": joined(name.additional),
        "surname": joined(name.family),
        "prefix": joined(name.prefix),
        "suffix": joined(name.suffix),
    }


def telephones(card: Any, other: list[str]) -> dict[str, str]:
    """Return the first number of each kind; faxes and further numbers are "other"."""
    fields: dict[str, str] = {}
    for found in preferred(card, "tel"):
        kinds = words(found)
        number = str(found.value).removeprefix("tel:").strip()
        field = "mobile_phone" if kinds & MOBILE else "phone"
        if kinds & NO_TELEPHONE or field in fields:
            other.append(f"{'fax' if 'FAX' in kinds else 'tel'}: {number}")
        elif number:
            fields[field] = number
    return fields


def addresses(card: Any, other: list[str]) -> dict[str, str]:
    """Return the address at work before any other, in our fields."""
    found = preferred(card, "adr")
    found.sort(key=lambda value: "WORK" not in words(value))
    written = [address(value.value) for value in found]
    written = [fields for fields in written if any(fields.values())]
    other.extend("adr: " + ", ".join(filter(None, fields.values())) for fields in written[1:])
    return written[0] if written else {}


def address(value: Any) -> dict[str, str]:
    return {
        "address": joined(value.street),
        "address_2": joined(filter(None, (joined(value.extended), joined(value.box)))),
        "postcode": joined(value.code),
        "city": joined(value.city),
        "county": joined(value.region),
        "country": joined(value.country),
    }


def numbered(
    kind: str, names: Iterable[str], values: list[str], other: list[str]
) -> dict[str, str]:
    """Give the values the names in turn; those that are left are "other"."""
    fields = dict(zip(names, values, strict=False))
    other.extend(f"{kind}: {value}" for value in values[len(fields) :])
    return fields


def preferred(card: Any, name: str) -> list[Any]:
    """Return the values of a property, the preferred one first."""
    return sorted(card.contents.get(name, []), key=lambda value: "PREF" not in words(value))


def texts(card: Any, name: str) -> list[str]:
    found = [", ".join(flat(value.value)).strip() for value in preferred(card, name)]
    return list(dict.fromkeys(text for text in found if text))


def words(value: Any) -> set[str]:
    """Return the types of a value, however the version of the card writes them."""
    found = {str(name) for name in value.params} | set(map(str, value.singletonparams))
    for given in value.params.get("TYPE", []):
        found.update(str(given).split(","))
    return {word.upper().strip('"') for word in found}


def flat(value: Any) -> list[str]:
    """Return the parts of a value; a colon needs no backslash, though some programs write one."""
    if isinstance(value, list):
        return [text for part in value for text in flat(part)]
    return [str(value).replace("\\:", ":").strip()]


def joined(value: Any) -> str:
    """Return a part that may be several, on one line."""
    parts = flat(value if isinstance(value, str) else list(value))
    return ", ".join(line.strip() for part in parts for line in part.splitlines() if line.strip())
