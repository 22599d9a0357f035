"""The lists of imports and of their rows."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import ChoiceFilter

from contacts.models import Contact, ContactImport, ImportRow, Outcome
from contacts.services.attributes import PREFIX
from contacts.services.importing.attribute_columns import attribute_label, in_words
from contacts.services.importing.fields import CODES, FLAGS, GROUPS
from contacts.services.importing.joining import NEW
from segments_app.common.filters import BaseFilterSet, SearchFilter, YesNoFilter
from segments_app.common.tables import BaseTable, NumberColumn, PillColumn, UserColumn

TONES = {
    Outcome.CREATED.value: "good",
    Outcome.UPDATED.value: "info",
    Outcome.REJECTED.value: "bad",
    Outcome.SKIPPED.value: "warn",
}
#: Kept with a row for the database, and told by other columns.
UNTOLD = {"id", "type", "search_own", "search_text", "company_id", "initials"}


class ImportFilter(BaseFilterSet):
    q = SearchFilter("file_name__folded", label=_("Search"))
    status = ChoiceFilter(
        choices=ContactImport.Status.choices, label=_("Status"), empty_label=_("Any")
    )

    class Meta(BaseFilterSet.Meta):
        model = ContactImport


class ImportTable(BaseTable):
    created_at = tables.DateTimeColumn(verbose_name=_("Begun"), short=True)
    file_name = tables.Column(linkify=True, attrs={"td": {"class": "cell-name"}})
    status = PillColumn(tones={"done": "good", "undone": "warn"})
    read_count = NumberColumn(verbose_name=_("Rows"))
    created_count = NumberColumn(verbose_name=_("Created"))
    updated_count = NumberColumn(verbose_name=_("Updated"))
    unchanged_count = NumberColumn(verbose_name=_("Unchanged"))
    rejected_count = NumberColumn(verbose_name=_("Rejected"))
    skipped_count = NumberColumn(verbose_name=_("Skipped"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Imported by"))

    optional = ("unchanged_count", "skipped_count")
    fixed = ("file_name",)

    class Meta(BaseTable.Meta):
        model = ContactImport
        fields = (
            "created_at", "file_name", "status", "read_count", "created_count", "updated_count",
            "unchanged_count", "rejected_count", "skipped_count", "created_by",
        )  # fmt: skip
        order_by = ("-created_at",)
        empty_text = _("Nothing was imported yet.")


class ImportRowFilter(BaseFilterSet):
    outcome = ChoiceFilter(choices=Outcome.choices, label=_("Outcome"), empty_label=_("Any"))
    noted = YesNoFilter(method="only_noted", label=_("With a reason"))
    kept = YesNoFilter(method="only_kept", label=_("Not undone"))

    class Meta(BaseFilterSet.Meta):
        model = ImportRow

    def only_noted(self, rows: QuerySet[ImportRow], _name: str, value: Any) -> QuerySet[ImportRow]:
        """Those of which something is said, also where they are taken; or all others."""
        return rows.exclude(reason="") if value else rows.filter(reason="")

    def only_kept(self, rows: QuerySet[ImportRow], _name: str, value: Any) -> QuerySet[ImportRow]:
        """Those that undoing left, as a whole or in part; or all others."""
        return rows.exclude(kept="") if value else rows.filter(kept="")


class ImportRowTable(BaseTable):
    """Rows of an import: what came of each, and what it changes from what to what."""

    number = NumberColumn(verbose_name=_("Row"))
    outcome = PillColumn(tones=TONES, orderable=False)
    label = tables.Column(
        verbose_name=_("Contact"), orderable=False, attrs={"td": {"class": "cell-name"}}
    )
    changes = tables.Column(
        accessor="after", verbose_name=_("Values"), orderable=False, empty_values=()
    )
    reason = tables.Column(orderable=False)
    kept = tables.Column(orderable=False)

    optional = ("kept",)
    fixed = ("number",)
    reads_in_order = False
    export_permission = "contacts.import_contacts"

    class Meta(BaseTable.Meta):
        model = ImportRow
        attrs = BaseTable.Meta.attrs | {"class": "table table-hover stacked"}
        fields = ("number", "outcome", "label", "changes", "reason", "kept")
        order_by = ("number",)
        empty_text = _("No row of the file came to this.")

    def __init__(self, *args: Any, new_group: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_group = new_group

    @cached_property
    def words(self) -> "Words":
        return Words(new_group=self.new_group)

    def render_label(self, value: str, record: ImportRow) -> SafeString | str:
        name = format_html("<bdi>{}</bdi>", value)
        if record.contact is not None and record.contact.pk:
            return format_html('<a href="{}">{}</a>', record.contact.get_absolute_url(), name)
        return name

    def value_changes(self, record: ImportRow) -> str:
        return "; ".join(f"{label}: {old} → {new}" for label, old, new in self.words.of(record))

    def render_changes(self, record: ImportRow) -> SafeString:
        changed = "<del>{}</del> → <ins>{}</ins>"
        lines = [
            (label, format_html(changed, old, new) if old else new)
            for label, old, new in self.words.of(record)
        ]
        return format_html_join("", "<div><small>{}:</small> {}</div>", lines)


#: Columns of choices, and what each is called.
CHOSEN: dict[str, dict[Any, Any]] = {
    one.name: dict(one.flatchoices)
    for one in Contact._meta.local_concrete_fields
    if one.choices and one.name != "country"
}


class Words:
    """What a row changes, in words; the small tables are read once, when they are needed."""

    def __init__(self, *, new_group: str) -> None:
        self.names: dict[type[Model], dict[int, str]] = {}
        self.new_group = new_group

    def of(self, row: ImportRow) -> Iterable[tuple[str, str, str]]:
        """Yield label, old and new value of each field that a row writes."""
        before, after = row.before or {}, row.after or {}
        for name, value in after.items():
            if name not in UNTOLD:
                yield self.label(name), self.word(name, before.get(name)), self.word(name, value)

    def label(self, name: str) -> str:
        if name in GROUPS:
            return capfirst(str(GROUPS[name][0]._meta.verbose_name_plural))
        if name == "company_name":
            return gettext("Company")
        if label := attribute_label(name):
            return label
        field: Any = Contact._meta.get_field(name)  # by its column too: territory_id
        return capfirst(str(field.verbose_name))

    def word(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name.startswith(PREFIX):
            return in_words(name, value)
        if name in GROUPS:
            return ", ".join(self.name(GROUPS[name][0], key) for key in value)
        if name.removesuffix("_id") in CODES:
            return self.name(CODES[name.removesuffix("_id")], value)
        if name in FLAGS:
            return gettext("yes") if value else gettext("no")
        if name in CHOSEN:
            return str(CHOSEN[name].get(value, value))
        return str(countries.name(value) or value) if name == "country" else str(value)

    def name(self, model: type[Model], key: int) -> str:
        if model not in self.names:
            self.names[model] = {row.pk: str(row) for row in model._default_manager.all()}
        return self.names[model].get(key, self.new_group if key == NEW else "")


def rows_of(imported: ContactImport) -> QuerySet[ImportRow]:
    """Return the rows of an import for its page, those with their contact that have one."""
    return ImportRow.objects.filter(contact_import=imported).select_related("contact")
