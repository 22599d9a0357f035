"""When a person is erased, the texts of its history go; all else of it stays as it is."""

from django.db import migrations

from segments_app.common.erasing import LetsErasingThrough


class Migration(migrations.Migration):
    dependencies = [("contacts", "0024_erasures"), ("interactions", "0017_sign_ups")]

    operations = [
        LetsErasingThrough("interaction_history", "interactions_interaction"),
        LetsErasingThrough("frozen_content", "interactions_frozencontent"),
        LetsErasingThrough("attachment_stored", "interactions_attachment"),
        LetsErasingThrough("gate_override_stays", "interactions_gateoverride"),
        LetsErasingThrough("logged_segment", "interactions_loggedsegment"),
    ]
