"""Columns of the list of contacts."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from segments_app.common.tables import BaseTable, PillColumn, SelectionColumn, YesNoColumn

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
        )
        order_by = ("name",)
        empty_text = _("No contacts yet.")
