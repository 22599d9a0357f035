"""Consent: what contacts have said to being approached, by channel and purpose (decision 0034)."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, OrderBy, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from segments_app.common.models import CodeTable
from segments_app.common.submissions import made_once, submission_key

from .setup import Language


class Channel(models.TextChoices):
    """The ways to approach a contact that law tells apart."""

    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")


class ConsentStatus(models.TextChoices):
    """What a contact has said, or what the law lets us take for granted; the loosest first."""

    CONSENT = "consent", _("Consent")
    SOFT_OPT_IN = "soft_opt_in", _("Existing customer (soft opt-in)")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    NONE = "none", pgettext_lazy("consent", "No statement")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OBJECTED = "objected", _("Objected")


#: How restrictive each is: at the same moment, and where rows are merged, the highest wins.
RANKS = {status.value: rank for rank, status in enumerate(ConsentStatus)}
#: What lets us approach somebody on a channel that needs consent.
GIVEN = (ConsentStatus.CONSENT.value, ConsentStatus.SOFT_OPT_IN.value)
#: What keeps us from approaching somebody on any channel.
REFUSED = (ConsentStatus.WITHDRAWN.value, ConsentStatus.OBJECTED.value)


class ChannelRule(models.TextChoices):
    """What a channel asks for before it is used for a purpose."""

    CONSENT = "consent", _("Only with consent")
    OBJECTION = "objection", _("Unless objected")


def _rule(channel: Channel, default: ChannelRule) -> "models.CharField[str, str]":
    return models.CharField(channel.label, max_length=10, choices=ChannelRule, default=default)


class Purpose(CodeTable):
    """What contacts are approached for, such as marketing, and what that takes on each channel."""

    email_rule = _rule(Channel.EMAIL, ChannelRule.CONSENT)
    letter_rule = _rule(Channel.LETTER, ChannelRule.OBJECTION)
    phone_rule = _rule(Channel.PHONE, ChannelRule.OBJECTION)
    fax_rule = _rule(Channel.FAX, ChannelRule.OBJECTION)
    tracks_opens = models.BooleanField(
        _("notes who opens an e-mail"),
        default=False,
        help_text=_("By a picture nobody sees; many mail programs hide it. Say so in the wording."),
    )
    tracks_clicks = models.BooleanField(
        _("notes who clicks a link"),
        default=False,
        help_text=_("Links of e-mails lead through this site. Say so in the wording."),
    )

    class Meta(CodeTable.Meta):
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    @property
    def channels_with_consent(self) -> frozenset[str]:
        """The channels that need consent."""
        asked = (c.value for c in Channel if getattr(self, f"{c.value}_rule") == "consent")
        return frozenset(asked)


class ConsentWording(models.Model):
    """What somebody was asked, word for word. It never changes: another text is another row."""

    purpose = models.ForeignKey(
        Purpose, models.PROTECT, related_name="wordings", verbose_name=_("purpose")
    )
    version = models.CharField(_("version"), max_length=20)
    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("language"),
    )
    text = models.TextField(_("text"))
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("No longer offered for new consents.")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_wording_once"),
            models.CheckConstraint(condition=~Q(version=""), name="consent_wording_has_version"),
            models.CheckConstraint(condition=~Q(text=""), name="consent_wording_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class ConsentEvent(models.Model):
    """Something a contact has said, when and how, and who wrote it down; never changed again.

    It goes only with its contact. `source` and `source_row` name what it came with: an import
    and the row of its file, the contact that was merged.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent, Art. 6(1)(a) GDPR")
        CONTRACT = "contract", _("Contract, Art. 6(1)(b) GDPR")
        LEGAL = "legal", _("Legal obligation, Art. 6(1)(c) GDPR")
        INTEREST = "interest", _("Legitimate interest, Art. 6(1)(f) GDPR")

    class Method(models.TextChoices):
        FORM = "form", _("Web form")
        PAPER = "paper", _("On paper")
        PHONE = "phone", _("By telephone")
        EMAIL = "email", _("By e-mail or letter")
        IN_PERSON = "in_person", _("In person")
        LINK = "link", _("Unsubscribe link")
        IMPORT = "import", _("Import of a file")
        MERGE = "merge", _("Merge of two contacts")
        UNDO = "undo", pgettext_lazy("consent", "Import undone")
        OTHER = "other", pgettext_lazy("consent", "Other")

    contact = models.ForeignKey(
        "contacts.Contact",
        models.DO_NOTHING,  # the database deletes them with their contact, and only then
        related_name="consent_events",
        db_index=False,  # an index below begins with it
        verbose_name=_("contact"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        related_name="events",
        db_index=False,  # no query starts from it
        verbose_name=_("purpose"),
    )
    status = models.CharField(_("state"), max_length=20, choices=ConsentStatus)
    basis = models.CharField(_("lawful basis"), max_length=10, choices=Basis, blank=True)
    wording = models.ForeignKey(
        ConsentWording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        db_index=False,  # no query starts from it
        verbose_name=_("wording"),
    )
    happened_at = models.DateTimeField(_("said at"))
    method = models.CharField(_("how"), max_length=10, choices=Method)
    evidence = models.CharField(
        _("evidence"),
        max_length=200,
        blank=True,
        help_text=_("Where the proof is kept: a file, a call, a signed form."),
    )
    source = models.CharField(_("came with"), max_length=60, blank=True)
    source_row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    cause = models.CharField(
        _("cause"),
        max_length=100,
        blank=True,
        help_text=_("What it answers to, such as a campaign or a logged segment."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    submission = submission_key()

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        permissions = [("record_consent", _("Can record what contacts have said"))]
        indexes = [
            # The history of a contact, latest first.
            models.Index("contact", OrderBy(F("happened_at"), descending=True), name="consent_of"),
            # What came with an import, to take it back.
            models.Index(fields=["source"], condition=~Q(source=""), name="consent_by_source"),
        ]
        constraints = [
            made_once("consent_event_made_once"),
            models.CheckConstraint(
                condition=~Q(status="consent") | Q(wording__isnull=False),
                name="consent_event_has_wording",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ConsentStatus.values), name="consent_event_status_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="consent_event_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_status_display()}"


class ConsentState(models.Model):
    """The state of a contact by channel and purpose: what its latest event says.

    Kept by the database from the events; of two of the same moment the most restrictive counts.
    Who has no row has said nothing.
    """

    contact = models.ForeignKey(
        "contacts.Contact",
        models.DO_NOTHING,
        related_name="consent_states",
        db_constraint=False,  # written by the database, from events
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    purpose = models.ForeignKey(
        Purpose,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,  # an index below begins with it
        verbose_name=_("purpose"),
    )
    status = models.CharField(_("state"), max_length=20, choices=ConsentStatus)
    since = models.DateTimeField(_("since"))
    event = models.ForeignKey(
        ConsentEvent,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,  # no query starts from it
        verbose_name=_("consent event"),
    )

    class Meta:
        verbose_name = _("consent state")
        verbose_name_plural = _("consent states")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "purpose", "channel"], name="consent_state_once"
            ),
        ]
        indexes = [
            # Everybody in one state: the gate and criteria read it without the table.
            models.Index(
                fields=["purpose", "channel", "status", "contact"], name="consent_state_by_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_status_display()}"


def most_restrictive(statuses: Iterable[str]) -> str:
    """Return the one that wins where several meet; no statement where there is none."""
    return max(statuses, key=RANKS.__getitem__, default=ConsentStatus.NONE.value)
