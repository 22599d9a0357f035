"""What every installation has after `migrate`: the roles, the set-up rows, languages, numbers.

Run by Django's own post-migrate hook, so that a flushed test database has them as well.
Nothing here overwrites what an administrator has changed.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from contacts.models import Language, MarketingSetup, NumberSeries, Purpose
from interactions.models import InteractionTemplateSetup, SenderSetup

OURS = ["contacts", "campaigns", "interactions", "segments"]
#: What a marketer works on; the rest of the tables is set up by administrators.
WORKED_ON = [
    "contact", "alternativeaddress", "addressdaterange", "contactanswer", "contactcomment",
    "contactfile", "contactmailinggroup", "contactindustrygroup", "contactbusinessrelation",
    "contactjobresponsibility", "contactwebsource",
    "campaign", "campaigncomment", "campaigntarget",
    "interaction", "interactioncomment", "interactiontemplate", "templatecontent",
    "attachment", "templateattachment", "libraryimage", "segmentattachment",
    "segment", "segmentline", "segmentcontent", "step", "savedcriteria",
    "task", "taskattendee", "taskcomment", "taskassignment",
]  # fmt: skip
#: Who calls logs each call, and makes tasks of them; no segment is changed or logged by it.
FOR_CALLERS = ["call_contacts", "add_task", "change_task", "add_taskcomment", "add_contactcomment"]
FOR_ADMINISTRATORS = ["exportrecord", "erasure", "retentionrule", "auditentry", "auditseal"]
LANGUAGES = {
    "en": "English", "de": "Deutsch", "sv": "Svenska", "it": "Italiano", "nl": "Nederlands",
    "da": "Dansk", "fr": "Français", "es": "Español", "pl": "Polski", "fi": "Suomi",
    "nb": "Norsk", "pt": "Português", "cs": "Čeština",
}  # fmt: skip


def after_migrate(**_kwargs: Any) -> None:
    """Receive post_migrate, once all permissions can exist."""
    known = list(Permission.objects.values_list("pk", flat=True))
    for label in [*OURS, "auth"]:
        create_permissions(apps.get_app_config(label), verbosity=0)
    ensure_roles(new=Permission.objects.exclude(pk__in=known))
    ensure_setup()


def ensure_roles(*, new: QuerySet[Permission]) -> None:
    """Make the groups Viewer, Caller, Marketer and Administrator.

    One that is there keeps what an administrator made of it, and gains what is `new`.
    """
    ours = Permission.objects.filter(content_type__app_label__in=OURS)
    # Who exported or erased what is for administrators to see.
    views = Q(codename__startswith="view_") & ~Q(content_type__model__in=FOR_ADMINISTRATORS)
    work = Q(content_type__model__in=WORKED_ON) | Q(
        codename__in=[
            "log_segment", "export_contact", "merge_contact", "import_contacts", "record_consent",
            "send_delivery", "call_contacts",
        ]
    )  # fmt: skip
    wanted = {
        "Viewer": ours.filter(views),
        "Caller": ours.filter(views | Q(codename__in=FOR_CALLERS)),
        "Marketer": ours.filter(views | work).exclude(codename="ask_comments"),
        "Administrator": Permission.objects.filter(content_type__app_label__in=[*OURS, "auth"]),
    }
    for name, permissions in wanted.items():
        group, created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permissions if created else permissions & new))


def ensure_setup() -> None:
    """Make the one-row tables, and languages and number series where there are none."""
    InteractionTemplateSetup.objects.get_or_create(pk=1)
    SenderSetup.objects.get_or_create(pk=1)
    if not Language.objects.exists():
        Language.objects.bulk_create(
            [Language(code=code, name=name) for code, name in LANGUAGES.items()]
        )
    marketing = Purpose.objects.order_by("pk").first() or Purpose.objects.create(
        code="MARKETING", description="Marketing"
    )
    if MarketingSetup.objects.exists():
        return
    series = {
        "contact_numbers": ("CONT", "Contacts", "CT", 6, True),
        "campaign_numbers": ("CAMP", "Campaigns", "CP", 4, True),
        "segment_numbers": ("SEGM", "Segments", "SM", 5, False),
        "task_numbers": ("TASK", "Tasks", "TK", 6, False),
    }
    rows = {
        name: NumberSeries.objects.get_or_create(
            code=code,
            defaults={
                "description": description,
                "prefix": prefix,
                "digits": digits,
                "allows_typed": allows_typed,
            },
        )[0]
        for name, (code, description, prefix, digits, allows_typed) in series.items()
    }
    MarketingSetup.objects.create(pk=1, default_purpose=marketing, **rows)
