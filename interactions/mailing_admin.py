"""The outbox and its sender in the administration: looked at there, worked on in the pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.models import (
    Delivery,
    LinkClick,
    MailAddress,
    MailboxMessage,
    Mailing,
    MailLink,
    ReturnedMail,
    SenderSetup,
    SignUp,
)
from segments_app.common.admin import HistoryAdmin, SingletonAdmin


@admin.register(SenderSetup)
class SenderSetupAdmin(SingletonAdmin):
    list_display = ("__str__", "name", "address", "link_url", "looked_at")


@admin.register(Mailing)
class MailingAdmin(HistoryAdmin):
    list_display = ("logged_segment", "delivery_count", "created_by", "created_at")
    list_select_related = ("logged_segment", "created_by")
    search_fields = ("logged_segment__search_text",)
    search_help_text = _("Segment number or description")
    ordering = ("-pk",)


@admin.register(Delivery)
class DeliveryAdmin(HistoryAdmin):
    list_display = ("contact", "address", "state", "failure", "queued_at", "sent_at", "attempts")
    list_filter = ("state", "failure")
    list_select_related = ("contact",)
    search_fields = ("contact__search_text",)
    search_help_text = _("Number, name, company, e-mail or city of the contact")
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(MailAddress)
class MailAddressAdmin(HistoryAdmin):
    list_display = ("__str__", "hard_bounces", "soft_bounces", "last_detail", "dead_since")
    list_filter = ("dead_since",)
    search_fields = ("fingerprint",)
    ordering = ("-pk",)


@admin.register(ReturnedMail)
class ReturnedMailAdmin(HistoryAdmin):
    list_display = ("__str__", "kind", "delivery", "detail", "received_at")
    list_filter = ("kind",)
    list_select_related = ("delivery",)
    search_fields = ("digest",)
    ordering = ("-pk",)


@admin.register(MailLink)
class MailLinkAdmin(HistoryAdmin):
    list_display = ("address",)
    search_fields = ("address",)
    ordering = ("-pk",)


@admin.register(LinkClick)
class LinkClickAdmin(HistoryAdmin):
    list_display = ("link", "delivery", "clicked_at")
    list_select_related = ("link", "delivery")
    search_fields = ("link__address",)
    ordering = ("-pk",)


@admin.register(MailboxMessage)
class MailboxMessageAdmin(HistoryAdmin):
    list_display = ("subject", "recipients", "sender", "created_at")
    search_fields = ("subject", "recipients")
    ordering = ("-pk",)


@admin.register(SignUp)
class SignUpAdmin(HistoryAdmin):
    list_display = ("wording", "requested_at", "mailed_at", "confirmed_at", "contact")
    list_filter = ("wording__purpose",)
    list_select_related = ("wording__purpose", "contact")
    search_fields = ("contact__search_text",)
    ordering = ("-pk",)
