"""Changes of all that criteria read about contacts are noted, for the live index."""

from django.db import migrations

from segments_app.common.change_log import ChangeLog, LogChanges


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0004_upkeep"),
        ("campaigns", "0001_initial"),
        ("contacts", "0002_database_promises"),
        ("interactions", "0002_database_promises"),
    ]

    operations = [
        ChangeLog(),
        LogChanges("contacts_contact", keys=["id"]),
        LogChanges("contacts_contactmailinggroup", keys=["contact_id"]),
        LogChanges("contacts_contactindustrygroup", keys=["contact_id"]),
        LogChanges("contacts_contactbusinessrelation", keys=["contact_id"]),
        LogChanges("contacts_contactjobresponsibility", keys=["contact_id"]),
        LogChanges("contacts_contactwebsource", keys=["contact_id"]),
        LogChanges("contacts_contactanswer", keys=["contact_id"]),
        LogChanges("contacts_contactcomment", keys=["contact_id"]),
        LogChanges("campaigns_campaigntarget", keys=["contact_id"]),
        LogChanges("interactions_interaction", keys=["contact_id", "company_id"]),
        LogChanges("interactions_leftout", keys=["contact_id"]),
        LogChanges("segments_segmentline", keys=["contact_id"]),
        # Looked through from their lines and answers, which readers find by these ids.
        LogChanges("segments_segment", keys=["id"], only=["position"]),
        LogChanges("contacts_question", keys=["id"], only=["questionnaire_id"]),
    ]
