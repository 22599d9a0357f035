"""The people of a campaign, and the companies it targets."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from campaigns.models import CampaignTarget
from contacts.models import Contact
from contacts.services import ContactExport
from segments_app.common.filters import BaseFilterSet, SearchFilter
from segments_app.common.tables import ActionsColumn, BaseTable


class PeopleTable(BaseTable):
    name = tables.Column(linkify=True)
    number = tables.Column()
    company = tables.Column(accessor="company__name", verbose_name=_("Company"))
    city = tables.Column()
    country = tables.Column()
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    email = tables.Column()
    phone = tables.Column()
    actions = ActionsColumn("components/log_link.html")

    optional = ("email", "phone")
    fixed = ("name",)

    contact_export = ContactExport("pk")

    class Meta(BaseTable.Meta):
        model = Contact
        fields: tuple[str, ...] = (
            "name", "number", "company", "city", "country", "salesperson", "email", "phone",
            "actions",
        )  # fmt: skip
        order_by = ("name",)
        empty_text = _("Nobody.")


class CountedTable(PeopleTable):
    """The contacts that a number of a step counts, each leading to why it is among them."""

    actions = ActionsColumn("components/why_link.html")


class PeopleFilter(BaseFilterSet):
    q = SearchFilter("search_text")

    class Meta(BaseFilterSet.Meta):
        model = Contact


class TargetTable(BaseTable):
    name = tables.Column(
        accessor="contact__name",
        verbose_name=_("Name"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    number = tables.Column(accessor="contact__number", verbose_name=_("Number"))
    external_id = tables.Column(accessor="contact__external_id", verbose_name=_("External id"))
    city = tables.Column(accessor="contact__city", verbose_name=_("City"))
    country = tables.Column(accessor="contact__country", verbose_name=_("Country"))
    actions = ActionsColumn("components/log_link.html")

    fixed = ("name",)

    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = CampaignTarget
        fields = ("name", "number", "external_id", "city", "country", "actions")
        order_by = ("name",)
        empty_text = _("The campaign is not activated.")


class TargetFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text")

    class Meta(BaseFilterSet.Meta):
        model = CampaignTarget
