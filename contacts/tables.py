"""Columns of the list of contacts."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from segments_app.common.tables import (
    ActionsColumn,
    BaseTable,
    PillColumn,
    SelectionColumn,
    YesNoColumn,
)

from . import attribute_lists
from .models import Contact
from .services.exporting import ContactExport


def company_url(record: Contact) -> str | None:
    """Return where the company of a person is, None for a company and a lone person."""
    return record.company.get_absolute_url() if record.company else None


def plain(accessor: str | None = None, **kwargs: Any) -> tables.Column:
    """Return a column that is not sorted by: no index carries its order."""
    return tables.Column(accessor=accessor, orderable=False, **kwargs)


UNBROKEN = {"td": {"class": "text-nowrap"}}


class ContactTable(BaseTable):
    """Contacts. Sorted by what an index carries: at a million rows the rest takes seconds."""

    select = SelectionColumn()
    number = tables.Column(linkify=True)
    name = tables.Column(linkify=True, attrs={"td": {"class": "cell-name"}})
    company = plain(
        "company__name",
        verbose_name=_("Company"),
        linkify=company_url,
        attrs={"td": {"class": "cell-name"}},
    )
    type = PillColumn(tones={"company": "info"}, orderable=False)
    city = plain()
    country = plain()
    phone = plain(attrs=UNBROKEN)
    email = tables.EmailColumn(orderable=False)
    salesperson = plain("salesperson__name", verbose_name=_("Salesperson"))
    language = plain("language__name", verbose_name=_("Language"))
    postcode = plain()
    address = plain()
    mobile_phone = plain(attrs=UNBROKEN)
    territory = plain("territory__description", verbose_name=_("Territory"))
    correspondence_type = plain()
    external_id = plain()
    exclude_from_segments = YesNoColumn(orderable=False)
    is_privacy_blocked = YesNoColumn(orderable=False)
    modified_at = plain()
    actions = ActionsColumn("contacts/columns/contact_actions.html")

    optional = (
        "postcode",
        "address",
        "mobile_phone",
        "territory",
        "correspondence_type",
        "external_id",
        "exclude_from_segments",
        "is_privacy_blocked",
        "modified_at",
    )
    fixed = ("name",)

    contact_export = ContactExport("pk")

    def __init__(self, rows: QuerySet[Contact], **kwargs: Any) -> None:
        """Add the attributes that administrators have defined, hidden until asked for."""
        self.attributes = attribute_lists.columns()
        super().__init__(rows, extra_columns=self.attributes, **kwargs)

    @property
    def hidden_at_first(self) -> set[str]:
        return super().hidden_at_first | {name for name, _column in self.attributes}

    def show_columns(self, wanted: set[str]) -> None:
        """Show the columns, and have what the attributes among them need read with the rows."""
        super().show_columns(wanted)
        self.data.data = self.reading(
            self.data.data, {bound.name for bound in self.columns if bound.visible}
        )

    def reading(self, rows: QuerySet[Contact], names: set[str]) -> QuerySet[Contact]:
        """Read the values of the attributes among the columns with the rows: one query for all."""
        asked = [column.definition for name, column in self.attributes if name in names]
        return attribute_lists.with_shown(rows, asked)

    class Meta(BaseTable.Meta):
        model = Contact
        fields = (
            "select",
            "number",
            "name",
            "company",
            "type",
            "city",
            "country",
            "phone",
            "email",
            "salesperson",
            "language",
            *(
                "postcode",
                "address",
                "mobile_phone",
                "territory",
                "correspondence_type",
                "external_id",
                "exclude_from_segments",
                "is_privacy_blocked",
                "modified_at",
            ),
            "actions",
        )
        order_by = ("name",)
        empty_text = _("No contacts yet.")
