"""Rows of a file read into records: their cells cleaned, their kind and their key found."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from contacts.models import ContactImport
from contacts.services.checks import InvalidValue, clean_vat_number
from contacts.services.names import compose_name
from contacts.services.refusals import Refused
from segments_app.common.sheets import Row
from segments_app.common.text import normalise

from .attribute_columns import attribute_cleaner, known_fields
from .cells import TYPES, Cleaner, cleaner, phone, problem_of, tidy
from .fields import COMPANY_ONLY, GROUPS, Field
from .google import first_of_several, is_google, kinds_beside, places_of
from .options import Kind, Match, Options
from .records import Record, digest

NAME_PARTS = ("first_name", "middle_name", "surname")


class Reader:
    """Reads the rows of one import, by its mapping and its options."""

    def __init__(self, imported: ContactImport, options: Options) -> None:
        fields, self.options, self.header = known_fields(), options, imported.header
        if {*imported.mapping} - fields.keys() - {""}:
            raise Refused(_("A field of the columns is gone. Name the columns again."))
        is_sheet = imported.shape.get("kind") == "sheet"
        self.columns: list[tuple[int, Field, Cleaner]] = [
            (
                index,
                fields[name],
                attribute_cleaner(fields[name], options, is_sheet=is_sheet)
                if fields[name].kind == "attribute"
                else cleaner(fields[name], options),
            )
            for index, name in enumerate(imported.mapping)
            if name and fields[name].kind != "phone"
        ]
        named = [(index, fields[name]) for index, name in enumerate(imported.mapping) if name]
        # Read last, when the country of the row is known.
        self.phones = [(index, field) for index, field in named if field.kind == "phone"]
        self.kinds = kinds_beside(self.header)
        self.tidy = first_of_several if is_google(self.header) else tidy
        self.places = {field.name: index for index, field in named}
        self.personal = [field.column or field.name for _i, field in named if field.persons_only]

    @property
    def has_both_kinds(self) -> bool:
        """Whether persons of the file may belong to companies of it, which then come first."""
        names = self.places.keys()
        links = "company_number" in names or "company" in names or self.options.finds_by_domain
        return links and self.options.kind != Kind.COMPANY

    def read(self, rows: Iterable[Row], *, only: str = "") -> Iterator[Record]:
        """Yield a record for each row, or for those of a kind only; faulty rows are persons."""
        for row in rows:
            kind = "person" if row.error else self.kind_of(row.cells)
            if only and kind != only:
                continue
            is_said = bool(self._cell("type", row.cells))
            record = Record(row.number, row.cells, type=kind, is_said=is_said)
            if row.error:
                record.reject(row.error)
            elif problem := problem_of(row.cells):
                record.reject(problem)
            else:
                self._clean(record)
            yield record

    def kind_of(self, cells: list[str]) -> str:
        """Say whether a row is about a company or a person: as it says, or as is filled in."""
        cell = self._cell("type", cells)
        said = TYPES.get(cell) or TYPES.get(normalise(cell).replace("-", "").replace(" ", ""))
        if said:
            return str(said)
        if self.options.kind != Kind.GUESSED:
            return self.options.kind
        is_person = any(self._cell(name, cells) for name in ("name", *NAME_PARTS))
        return "person" if is_person or not self._cell("company", cells) else "company"

    def _cell(self, name: str, cells: list[str]) -> str:
        place = self.places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _clean(self, record: Record) -> None:
        values, errors = record.values, []
        for index, field, clean in self.columns:
            text = (tidy if field.kind == "groups" else self.tidy)(record.cells[index])
            if not text:
                continue
            try:
                into = record.attributes if field.kind == "attribute" else values
                into[field.column or field.name] = clean(text)
            except InvalidValue as error:
                errors.append(f"{self.header[index]}: {error}")
        errors += self._phones(record)
        errors += self._arrange(record)
        if not errors and says_nothing(record):
            errors.append(_("None of the columns that are taken has a value."))
        if errors:
            record.reject(" ".join(errors))
            return
        record.key = self.key_of(record)

    def _phones(self, record: Record) -> Iterator[str]:
        """Put the telephone numbers in; yield those that cannot be read."""
        country = str(record.values.get("country", ""))
        for index, field in self.phones:
            text = self.tidy(record.cells[index])
            place = self._place_of(index, field, record)
            try:
                if text and place:
                    number, problem = phone(text, country, self.options)
                    record.values[place] = number
                    if problem:
                        record.note(f"{self.header[index]}: {problem} {_('It stays as it is.')}")
            except InvalidValue as error:
                yield f"{self.header[index]}: {error}"

    def _place_of(self, index: int, field: Field, record: Record) -> str:
        """Return the field that a number fills: by the kind beside it, if the file says one."""
        if index not in self.kinds:
            return field.name
        places = places_of(record.cells[self.kinds[index]], field.name)
        return next((place for place in places if place not in record.values), "")

    def _arrange(self, record: Record) -> Iterator[str]:
        """Put what is no column of the contact in its place; yield what does not fit its kind."""
        values = record.values
        values.pop("type", None)
        record.company = values.pop("company", "")
        record.company_number = values.pop("company_number", "")
        for name in GROUPS:
            if name in values:
                record.groups[name] = values.pop(name)
        if record.is_person:
            yield from self._person_problems(record)
        else:
            yield from self._company_problems(record)
        if "vat_number" in values:
            country = values.get("country") or self.options.phone_country
            try:
                values["vat_number"] = clean_vat_number(values["vat_number"], country)
            except InvalidValue as error:
                yield str(error)

    def _person_problems(self, record: Record) -> Iterator[str]:
        if any(name in record.groups for name in COMPANY_ONLY):
            yield _("Only companies have industry groups and business relations.")
        if any(part in record.values for part in NAME_PARTS):
            record.values.pop("name", None)  # the parts say it more exactly

    def _company_problems(self, record: Record) -> Iterator[str]:
        values = record.values
        values.setdefault("name", record.company)
        if not values["name"]:
            del values["name"]
        record.company = record.company_number = ""
        given = [name for name in self.personal if values.get(name)]
        if given or "job_responsibilities" in record.groups:
            yield _("Only persons have a job title, a first name and the like.")

    def key_of(self, record: Record) -> str:
        """Return what tells whether two rows are about the same contact, "" for nothing."""
        match self.options.match:
            case Match.EMAIL:
                text = record.values.get("email", "").lower()
            case Match.NUMBER | Match.EXTERNAL_ID as name:
                text = record.values.get(name, "")
            case Match.NAME:
                name, company, postcode = name_key(record)
                return digest(name, company, postcode) if name else ""
            case _:
                return ""
        return digest(text) if text else ""


def says_nothing(record: Record) -> bool:
    """Tell whether nothing is known of the contact but that a row was there."""
    return not (record.values or record.company or record.groups or record.attributes)


def name_key(record: Record) -> tuple[str, str, str]:
    """Return name, company and post code, as they are compared."""
    values = record.values
    name = values.get("name") or compose_name(*(values.get(part, "") for part in NAME_PARTS))
    company = record.company_number or record.company
    return name.lower(), company.lower(), values.get("postcode", "")
