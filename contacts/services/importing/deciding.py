"""What becomes of a contact: the values it is made with, or those that change."""

from types import SimpleNamespace
from typing import Any, cast

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.models import ERASED_NUMBER, Contact, Outcome
from contacts.services.defaults import current_setup, starting_values
from contacts.services.inheritance import BLOCKS
from contacts.services.inheritance import COLUMNS as ATTNAMES
from contacts.services.names import compose_name, initials_of, split_name
from contacts.services.search_words import MOST_COMPANY, own_search_words

from .fields import FLAGS, all_fields
from .options import Mode, Options
from .phones import is_same_number
from .reading import NAME_PARTS
from .records import Record, Values

#: Kept beside the fields, and following from them.
DERIVED = ("search_own", "search_text")
WORDS = ("number", "name", "name_2", "external_id", "email_2", "city", "email")
#: What an import sets and never takes away (listmonk#2008: consent is not weakened by a file).
STRICTER: dict[str, bool] = {name: name != "has_parental_consent" for name in FLAGS}
PERSONAL = [field.column for field in all_fields().values() if field.persons_only and field.column]
LIMITS = {name: field.limit for name, field in all_fields().items() if name in NAME_PARTS}


class Decider:
    """Decides on records whose contact and company are known."""

    def __init__(self, options: Options, *, by: User | None) -> None:
        self.options = options
        setup = current_setup()
        self.blocks = [
            [ATTNAMES[name] for name in fields]
            for switch, fields in BLOCKS.items()
            if getattr(setup, switch)
        ]
        self.every_block = [[ATTNAMES[name] for name in fields] for fields in BLOCKS.values()]
        self.start = {kind: _start(kind, by=by) for kind in Contact.Type.values}

    def decide(self, record: Record, *, groups: dict[str, set[int]]) -> None:
        """Say what comes of the record; `groups` are those its contact is in."""
        if str(record.values.get("number", "")).upper().startswith(ERASED_NUMBER):
            record.reject(_("This number is that of a contact who was erased."))
        elif record.was is None:
            self._create(record)
        elif not takes_type(record):
            record.reject(_("The contact is of the other type; change it on its page first."))
        elif self.options.mode == Mode.ADD:
            record.skip(_("The contact is there already."))
        else:
            self._update(record, groups)

    def _create(self, record: Record) -> None:
        values = self._taken_over(record)
        values |= record.values
        problem = complete_name(values, {}, record)
        if problem:
            record.reject(problem)
            return
        if values.get("is_minor") and not values.get("has_parental_consent"):
            values["is_privacy_blocked"] = True
        values["type"] = record.type
        if record.employer is not None:
            values["company_id"] = record.employer.get("id")
            values["company_name"] = record.employer["name"]
        record.after.update({n: value for n, value in values.items() if value not in ("", None)})
        record.after.update({name: keys for name, keys in record.groups.items() if keys})
        record.outcome = Outcome.CREATED.value

    def _taken_over(self, record: Record) -> Values:
        """Return what a new contact starts with, without blocks that the row says something of."""
        values = dict(self.start[record.type])
        company = record.employer or {}
        for block in self.blocks:
            if any(company.get(name) for name in block):
                values |= {name: company.get(name) for name in block}
        for block in self.every_block:
            if not record.values.keys().isdisjoint(block):
                for name in block:
                    values.pop(name, None)
        return values

    def _update(self, record: Record, groups: dict[str, set[int]]) -> None:
        was = cast("Values", record.was)
        changes = {
            name: value
            for name, value in record.values.items()
            if name not in ("number", "name", *NAME_PARTS) and self._changes(name, value, was)
        }
        given = {
            name: record.values[name] for name in ("name", *NAME_PARTS) if name in record.values
        }
        problem = self._rename(changes, given, was, record)
        if problem:
            record.reject(problem)
            return
        if changes.get("is_minor") and not (
            was["has_parental_consent"] or was["is_privacy_blocked"]
        ):
            changes["is_privacy_blocked"] = True
        self._move(record, changes, was)
        joined = {
            name: sorted(set(keys) - groups.get(name, set()))
            for name, keys in record.groups.items()
        }
        joined = {name: keys for name, keys in joined.items() if keys}
        if not changes and not joined:
            record.outcome = Outcome.UNCHANGED.value
            return
        self._note(record, changes, was, joined)

    def _note(self, record: Record, changes: Values, was: Values, joined: Values) -> None:
        """Note what changes, and what stood there."""
        if changes.keys() & {*WORDS, "company_id"}:
            whole = {**was, **changes}
            set_words(whole, record.employer or _company_in(was))
            changes |= {name: whole[name] for name in DERIVED if whole[name] != was[name]}
        record.before = {name: was[name] for name in changes if name != "company_name"}
        if "company_id" in changes:
            record.before["company_name"] = was.get("company__name") or ""
        record.after = {**changes, **joined}
        record.outcome = Outcome.UPDATED.value

    def _changes(self, name: str, value: Any, was: Values) -> bool:
        stored = was[name]
        if name in STRICTER:
            return value is STRICTER[name] and stored is not value
        if self.options.mode == Mode.FILL and stored not in ("", None):
            return False
        if name in ("email", "email_2"):
            return str(value).lower() != str(stored).lower()
        if name in ("phone", "mobile_phone"):
            country = str(was["country"] or self.options.phone_country)
            return value != stored and not is_same_number(str(stored), str(value), country)
        return bool(value != stored)

    def _rename(self, changes: Values, given: Values, was: Values, record: Record) -> str:
        if given.get("name") == was["name"]:
            return ""
        if self.options.mode == Mode.FILL:
            given = {name: value for name, value in given.items() if not was[name]}
        if all(was[name] == value for name, value in given.items()):
            return ""
        whole = {**{name: was[name] for name in ("name", "initials", *NAME_PARTS)}, **given}
        if record.is_person and "name" in given:
            whole |= dict.fromkeys(NAME_PARTS, "")
        if "initials" in changes:
            whole["initials"] = changes["initials"]
        problem = complete_name(whole, was, record)
        changes |= {name: value for name, value in whole.items() if value != was[name]}
        return problem

    def _move(self, record: Record, changes: Values, was: Values) -> None:
        """Note another company, unless the person has one and blanks only are filled."""
        employer = record.employer
        if employer is None or employer.get("id") == was["company_id"] is not None:
            return
        if was["company_id"] and self.options.mode == Mode.FILL:
            return
        changes["company_id"], changes["company_name"] = employer.get("id"), employer["name"]


def takes_type(record: Record) -> bool:
    """Take the contact's type for a row that tells none and has nothing of persons only."""
    was = cast("Values", record.was)
    if record.type == was["type"]:
        return True
    told = record.is_said or record.company or record.company_number
    if told or was["type"] != "company" or any(record.values.get(name) for name in PERSONAL):
        return False
    record.type = was["type"]
    return True


def complete_name(values: Values, was: Values, record: Record) -> str:
    """Put a person's name together or take it apart; give the nameless a name.

    Who has none is called by the e-mail address, else by the external id; a number comes later.
    """
    if not record.is_person:
        values["name"] = values.get("name") or _stand_in(values, record)
        return ""
    if not any(values.get(part) for part in NAME_PARTS):
        parts = split_name(values.get("name") or _stand_in(values, record))
        values |= dict(zip(NAME_PARTS, parts, strict=True))
    parts = [values.get(part) or "" for part in NAME_PARTS]  # type: ignore[assignment]  # parts again, all texts
    values["name"] = compose_name(*parts)
    before = initials_of(*(was.get(part, "") for part in NAME_PARTS)) if was else ""
    if not values.get("initials") or values["initials"] == before:
        values["initials"] = initials_of(*parts)
    long = [name for name in NAME_PARTS if len(values.get(name) or "") > LIMITS[name]]
    if long or len(values["name"]) > 200:
        return _("The name is too long: 60 characters a part, 200 as a whole.")
    return ""


def set_words(values: Values, company: Values | None) -> None:
    """Set the words a contact is found by; those of the number come with the number."""
    texts = {name: values.get(name) or "" for name in WORDS}
    values["search_own"] = own_search_words(cast("Contact", SimpleNamespace(**texts)))
    # A company that a look plans has no words yet: those of its number come with the number.
    own = company.get("search_own", "")[:MOST_COMPANY] if company else ""
    values["search_text"] = f"{values['search_own']} {own}" if company else values["search_own"]


def _stand_in(values: Values, record: Record) -> str:
    name = str(values.get("email") or values.get("external_id") or values.get("number") or "")
    if name:
        record.note(_("No name is given: it is called “%(name)s”.") % {"name": name[:100]})
    return name


def _company_in(was: Values) -> Values | None:
    if not was["company_id"]:
        return None
    own = str(was["search_text"])[len(was["search_own"]) + 1 :]
    return {"search_own": own}


def _start(kind: str, *, by: User | None) -> Values:
    values = starting_values(contact_type=kind, company=None, by=by)
    return {
        ATTNAMES[name]: getattr(value, "pk", None) or str(value)
        for name, value in values.items()
        if value
    }
