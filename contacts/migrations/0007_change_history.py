"""What writes the history of contacts: triggers, whoever changes them and by whatever way."""

from django.db import migrations

from segments_app.common.database import Frozen
from segments_app.common.history import ColumnHistory, MembershipHistory, Watched, WriterTable

HISTORY = "contacts_contactchange"
TEXTS = (
    "type", "name", "first_name", "surname", "job_title", "address", "postcode", "city", "county",
    "country", "phone", "mobile_phone", "email", "email_2", "home_page", "correspondence_type",
    "vat_number",
)  # fmt: skip
FLAGS = ("exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent")
ROWS = {
    "organizational_level": "contacts_organizationallevel",
    "salutation": "contacts_salutation",
    "language": "contacts_language",
    "territory": "contacts_territory",
    "salesperson": "contacts_salesperson",
}
GROUPS = {
    "mailing_group": "contacts_contactmailinggroup",
    "industry_group": "contacts_contactindustrygroup",
    "business_relation": "contacts_contactbusinessrelation",
    "job_responsibility": "contacts_contactjobresponsibility",
}
WATCHED = {
    **{name: Watched(name) for name in TEXTS},
    **{name: Watched(name, is_flag=True) for name in FLAGS},
    **{name: Watched(f"{name}_id", table) for name, table in ROWS.items()},
    "company": Watched("company_id", "contacts_contact", "number"),
}


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_changes")]

    operations = [
        WriterTable(),
        ColumnHistory(
            "contact_history", "contacts_contact", into=HISTORY, key="contact_id", watched=WATCHED
        ),
        *(
            MembershipHistory(
                f"contact_history_{name}",
                table,
                into=HISTORY,
                key="contact_id",
                field=name,
                group=Watched(f"{name}_id", f"contacts_{name.replace('_', '')}"),
            )
            for name, table in GROUPS.items()
        ),
        Frozen(
            "contact_change_stays",
            HISTORY,
            columns=["contact_id", "field", "old", "new", "changed_at", "changed_by_id"],
            unless_updated="1 = 0",
            unless_deleted="1 = 1",
            message="the history of contacts stays as it is",
        ),
    ]
