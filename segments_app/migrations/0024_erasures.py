"""Segments, saved criteria and records of exports that name a person are freed of it."""

from django.db import migrations

from segments_app.common.erasing import LetsErasingThrough


class Migration(migrations.Migration):
    dependencies = [("contacts", "0024_erasures"), ("segments", "0023_own_contents")]

    operations = [
        LetsErasingThrough("logged_header", "segments_segment"),
        LetsErasingThrough("criteria_version_stays", "segments_savedcriteriaversion"),
        LetsErasingThrough("export_record_stays", "segments_exportrecord"),
    ]
