"""What the database promises about attributes, and the history that it writes of them."""

from django.db import migrations

from segments_app.common.database import Frozen, RowRule, SetBasedForeignKeys
from segments_app.common.history import ValueHistory
from segments_app.common.promises import LockedOnUpdate, ParentLocked

VALUES = "contacts_attributevalue"
#: Whether the attribute `a` is for the contact `c`.
FITS = (
    "((c.type = 'company' AND a.for_companies) OR (c.type = 'person' AND a.for_persons))"
)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0010_attributes")]

    operations = [
        SetBasedForeignKeys("AttributeValue"),
        # Whoever changes whom an attribute is for, or what a contact is, waits for the values.
        ParentLocked(VALUES, "attribute_id", "contacts_attribute", "SHARE"),
        LockedOnUpdate("contacts_contact", "type", writers_of=VALUES),
        RowRule(
            "attribute_value_like_attribute",
            VALUES,
            refused="NOT EXISTS (SELECT 1 FROM contacts_attribute a WHERE a.id = "
            "{row}.attribute_id AND a.kind = {row}.kind AND a.is_unique = {row}.is_unique)",
            message="a value is of the kind of its attribute",
            update_of=["attribute_id", "kind", "is_unique"],
        ),
        RowRule(
            "attribute_value_of_choice",
            VALUES,
            refused="{row}.choice_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "contacts_attributechoice o WHERE o.id = {row}.choice_id "
            "AND o.attribute_id = {row}.attribute_id)",
            message="a choice must be one of its attribute",
            update_of=["attribute_id", "choice_id"],
        ),
        RowRule(
            "attribute_value_of_type",
            VALUES,
            # Contacts are looked up only for attributes that are not for all of them.
            refused="EXISTS (SELECT 1 FROM contacts_attribute a WHERE a.id = {row}.attribute_id "
            "AND NOT (a.for_companies AND a.for_persons) AND (SELECT c.type FROM "
            "contacts_contact c WHERE c.id = {row}.contact_id) <> "
            "CASE WHEN a.for_companies THEN 'company' ELSE 'person' END)",
            message="the attribute is not for contacts of this type",
            update_of=["contact_id", "attribute_id"],
        ),
        RowRule(
            "attribute_fits_its_values",
            "contacts_attribute",
            refused=f"EXISTS (SELECT 1 FROM {VALUES} v JOIN contacts_contact c "
            "ON c.id = v.contact_id JOIN contacts_attribute a ON a.id = v.attribute_id "
            f"WHERE a.id = {{row}}.id AND NOT {FITS})",
            message="contacts of the other type have values",
            update_of=["for_companies", "for_persons"],
            on_insert=False,
        ),
        RowRule(
            "contact_type_fits_attributes",
            "contacts_contact",
            refused="{old}.type <> {row}.type AND EXISTS (SELECT 1 FROM "
            f"{VALUES} v JOIN contacts_contact c ON c.id = v.contact_id "
            "JOIN contacts_attribute a ON a.id = v.attribute_id "
            f"WHERE v.contact_id = {{row}}.id AND NOT {FITS})",
            message="the contact has attributes of its type",
            update_of=["type"],
            on_insert=False,
        ),
        Frozen(
            "attribute_stays",
            "contacts_attribute",
            columns=["code", "kind"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="code and kind of an attribute stay as they are",
        ),
        Frozen(
            "attribute_choice_stays",
            "contacts_attributechoice",
            columns=["attribute_id", "code"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="the code of a choice stays as it is",
        ),
        ValueHistory("attribute_history", VALUES, into="contacts_contactchange"),
    ]
