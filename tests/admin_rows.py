"""One row, and one more, of every model that the admin shows."""

from datetime import UTC, datetime
from itertools import count, cycle

from django.contrib.auth.models import User
from django.utils import timezone

from campaigns import models as campaigns
from contacts import models as contacts
from interactions import models as interactions
from segments_app import models as segments
from tests.consents import make_wording, say
from tests.factories import (
    DAY,
    make_attachment,
    make_attribute,
    make_campaign,
    make_campaign_entry,
    make_campaign_status,
    make_company,
    make_group,
    make_interaction,
    make_language,
    make_library_image,
    make_logged_segment,
    make_person,
    make_salesperson,
    make_template,
    make_template_content,
)

_kinds = cycle(segments.RetentionKind.values)
_codes = count(1)

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def coded(model, **fields):
    code = f"X{next(_codes)}"
    return model.objects.create(code=code, description=f"Row {code}", **fields)


def make_question(**fields):
    position = next(_codes)
    fields.setdefault("questionnaire", None)
    questionnaire = fields.pop("questionnaire") or coded(contacts.Questionnaire)
    return contacts.Question.objects.create(
        questionnaire=questionnaire, position=position, text=f"Question {position}?", **fields
    )


def make_answer(question=None):
    question = question or make_question()
    position = next(_codes)
    return contacts.Answer.objects.create(
        question=question, position=position, text=f"Answer {position}"
    )


def make_contact_answer():
    answer = make_answer()
    return contacts.ContactAnswer.objects.create(
        contact=make_person(company=make_company()), question=answer.question, answer=answer
    )


def make_caller():
    return User.objects.create(username=f"caller{next(_codes)}")


def make_contact_import():
    return contacts.ContactImport.objects.create(
        file_name=f"fair_{next(_codes)}.csv", sha256="0" * 64, size=1
    )


def make_attribute_value():
    attribute = make_attribute(f"a{next(_codes)}", "choice", choices=["x"])
    return contacts.AttributeValue.objects.create(
        contact=make_person(),
        attribute=attribute,
        kind="choice",
        choice=attribute.choices.get(),
    )


def make_address(contact=None):
    return contacts.AlternativeAddress.objects.create(
        contact=contact or make_company(), code=f"A{next(_codes)}"
    )


def make_mail_link():
    address = f"https://shop.example/{next(_codes)}"
    digest = interactions.MailLink.digest_of(address)
    return interactions.MailLink.objects.create(digest=digest, address=address)


def make_delivery():
    interaction = make_interaction()
    return interactions.Delivery.objects.create(
        interaction=interaction,
        contact=interaction.contact,
        address="ada@south.example",
        queued_at=NOW,
        due_at=NOW,
    )


def make_date_range():
    address = make_address()
    return contacts.AddressDateRange.objects.create(
        contact=address.contact, alternative_address=address, starts_on=DAY
    )


def make_segment(**fields):
    number = f"SM{next(_codes):05d}"
    return segments.Segment.objects.create(
        number=number,
        description="Spring letter",
        campaign=make_campaign(),
        salesperson=make_salesperson(),
        **fields,
    )


def make_step():
    return segments.Step.objects.create(
        segment=make_segment(),
        position=1,
        action="add",
        rule={"everyone": True},
        before_count=0,
        after_count=1,
    )


def make_line():
    step = make_step()
    return segments.SegmentLine.objects.create(
        segment=step.segment, contact=make_person(), added_at=1
    )


def make_task():
    number = f"TK{next(_codes):06d}"
    return segments.Task.objects.create(
        number=number,
        description="Call back",
        search_text=f"{number.lower()} call back",
        salesperson=make_salesperson(),
        contact=make_person(),
        due_on=DAY,
    )


def in_campaign():
    campaign = make_campaign(status=make_campaign_status(), salesperson=make_salesperson())
    return make_interaction(make_person(company=make_company()), campaign=campaign)


def make_suppression():
    return contacts.Suppression.objects.create(
        kind="email", fingerprint=f"{next(_codes):064x}", key_id="0", cause="other"
    )


def make_cancellation():
    return campaigns.Cancellation.objects.create(reason="A mistake")


def make_merge():
    survivor = make_person()
    return contacts.Merge.objects.create(
        survivor=survivor,
        into_id=survivor.pk,
        gone_id=survivor.pk + 1_000_000,
        gone_number="CT9",
        gone_name="Anna Berg",
        gone={},
        merged_at=NOW,
    )


MAKERS = {
    contacts.Merge: make_merge,
    contacts.MergeChange: lambda: contacts.MergeChange.objects.create(
        merge=make_merge(), kind="moved", model="contacts.ContactComment", field="contact", row=1
    ),
    contacts.Contact: lambda: make_person(
        company=make_company(), salesperson=make_salesperson(), language=make_language("de")
    ),
    contacts.AlternativeAddress: make_address,
    contacts.AddressDateRange: make_date_range,
    contacts.ContactChange: lambda: contacts.ContactChange.objects.create(
        contact=make_person(), field="city", old="Lund", new="Malmö"
    ),
    contacts.DuplicatePair: lambda: contacts.DuplicatePair.objects.create(
        first=make_person(), second=make_person(), score=9, found_at=NOW
    ),
    contacts.DuplicateSearch: lambda: contacts.DuplicateSearch.objects.create(
        rules=1, started_at=NOW, finished_at=NOW
    ),
    contacts.Purpose: lambda: coded(contacts.Purpose),
    contacts.ConsentWording: lambda: make_wording(version=f"v{next(_codes)}"),
    contacts.ConsentEvent: lambda: say(make_person()),
    contacts.ConsentState: lambda: say(make_person()).contact.consent_states.get(),
    contacts.Suppression: make_suppression,
    contacts.SuppressedContact: lambda: contacts.SuppressedContact.objects.create(
        contact=make_person(), suppression=make_suppression(), suppressed_at=NOW
    ),
    contacts.UncheckedContact: lambda: contacts.UncheckedContact.objects.create(
        contact=make_person()
    ),
    contacts.Erasure: lambda: contacts.Erasure.objects.create(
        contact_key=next(_codes), cause="request"
    ),
    contacts.Restriction: lambda: contacts.Restriction.objects.create(
        contact=make_person(), reason="Asked for it"
    ),
    contacts.ContactComment: lambda: contacts.ContactComment.objects.create(
        contact=make_person(), text="Called back", commented_on=DAY
    ),
    contacts.ContactFile: lambda: contacts.ContactFile.objects.create(
        contact=make_person(), file="contact-files/x", name="a.txt", content_type="x", size=1
    ),
    contacts.ContactAnswer: make_contact_answer,
    contacts.Attribute: lambda: make_attribute(f"a{next(_codes)}"),
    contacts.AttributeChoice: lambda: make_attribute(
        f"a{next(_codes)}", "choice", choices=["x"]
    ).choices.get(),
    contacts.AttributeValue: make_attribute_value,
    contacts.ContactMailingGroup: lambda: contacts.ContactMailingGroup.objects.create(
        contact=make_person(), mailing_group=coded(contacts.MailingGroup)
    ),
    contacts.ContactIndustryGroup: lambda: contacts.ContactIndustryGroup.objects.create(
        contact=make_company(), industry_group=coded(contacts.IndustryGroup)
    ),
    contacts.ContactBusinessRelation: lambda: contacts.ContactBusinessRelation.objects.create(
        contact=make_company(), business_relation=coded(contacts.BusinessRelation)
    ),
    contacts.ContactJobResponsibility: lambda: contacts.ContactJobResponsibility.objects.create(
        contact=make_person(), job_responsibility=coded(contacts.JobResponsibility)
    ),
    contacts.ContactWebSource: lambda: contacts.ContactWebSource.objects.create(
        contact=make_company(), web_source=coded(contacts.WebSource, url="https://x.example/%1")
    ),
    contacts.MailingGroup: lambda: coded(contacts.MailingGroup),
    contacts.IndustryGroup: lambda: coded(contacts.IndustryGroup),
    contacts.BusinessRelation: lambda: coded(contacts.BusinessRelation),
    contacts.JobResponsibility: lambda: coded(contacts.JobResponsibility),
    contacts.OrganizationalLevel: lambda: coded(contacts.OrganizationalLevel),
    contacts.Territory: lambda: coded(contacts.Territory),
    contacts.WebSource: lambda: coded(contacts.WebSource, url="https://x.example/%1"),
    contacts.Team: lambda: coded(contacts.Team),
    contacts.Salutation: lambda: coded(contacts.Salutation),
    contacts.SalutationFormula: lambda: contacts.SalutationFormula.objects.create(
        salutation=coded(contacts.Salutation),
        language=make_language("de"),
        formality="formal",
        pattern="Dear %1",
        part_1="surname",
    ),
    contacts.Questionnaire: lambda: coded(
        contacts.Questionnaire, business_relation=coded(contacts.BusinessRelation)
    ),
    contacts.Question: make_question,
    contacts.Answer: make_answer,
    contacts.Salesperson: make_salesperson,
    contacts.Language: lambda: make_language(f"x{next(_codes)}"),
    contacts.NumberSeries: lambda: coded(contacts.NumberSeries),
    contacts.PostCode: lambda: contacts.PostCode.objects.create(
        country="DE", code=str(next(_codes)), city="Berlin"
    ),
    contacts.MarketingSetup: lambda: contacts.MarketingSetup.objects.get(),
    campaigns.Campaign: lambda: make_campaign(
        status=make_campaign_status(), salesperson=make_salesperson()
    ),
    campaigns.CampaignStatus: lambda: coded(campaigns.CampaignStatus),
    campaigns.CampaignEntry: lambda: make_campaign_entry(make_campaign()),
    campaigns.CampaignTarget: lambda: campaigns.CampaignTarget.objects.create(
        campaign=make_campaign(), contact=make_company()
    ),
    campaigns.CampaignComment: lambda: campaigns.CampaignComment.objects.create(
        campaign=make_campaign(), text="Went well", commented_on=DAY
    ),
    campaigns.Cancellation: make_cancellation,
    interactions.Interaction: in_campaign,
    interactions.InteractionComment: lambda: interactions.InteractionComment.objects.create(
        interaction=make_interaction(), text="Was friendly"
    ),
    interactions.InteractionGroup: lambda: coded(interactions.InteractionGroup),
    interactions.PressureRule: lambda: coded(interactions.PressureRule, most=2, days=14),
    interactions.InteractionTemplate: lambda: make_template(group=make_group()),
    interactions.TemplateContent: lambda: interactions.TemplateContent.objects.create(
        template=make_template(), language=make_language("de"), subject="Guten Tag"
    ),
    interactions.InteractionTemplateSetup: lambda: (
        interactions.InteractionTemplateSetup.objects.get()
    ),
    interactions.LoggedSegment: lambda: make_logged_segment(
        campaign=make_campaign(), cancellation=make_cancellation()
    ),
    interactions.GateOverride: lambda: interactions.GateOverride.objects.create(
        interaction=make_interaction(), reason="excluded", text="Asked us to"
    ),
    interactions.LeftOut: lambda: interactions.LeftOut.objects.create(
        logged_segment=make_logged_segment(), contact=make_person(), reason="minor"
    ),
    interactions.SignUp: lambda: interactions.SignUp.objects.create(
        wording=make_wording(version=f"v{next(_codes)}"), fingerprint="x", requested_at=NOW
    ),
    interactions.SenderSetup: lambda: interactions.SenderSetup.objects.get(),
    interactions.Mailing: lambda: interactions.Mailing.objects.create(
        logged_segment=make_logged_segment()
    ),
    interactions.Delivery: make_delivery,
    interactions.MailAddress: lambda: interactions.MailAddress.objects.create(
        fingerprint=f"x{next(_codes)}", soft_bounces=1
    ),
    interactions.MailLink: make_mail_link,
    interactions.LinkClick: lambda: interactions.LinkClick.objects.create(
        link=make_mail_link(), delivery=make_delivery(), clicked_at=NOW
    ),
    interactions.ReturnedMail: lambda: interactions.ReturnedMail.objects.create(
        digest=f"x{next(_codes)}", kind="hard", delivery=make_delivery(), received_at=NOW
    ),
    interactions.MailboxMessage: lambda: interactions.MailboxMessage.objects.create(
        sender="news@north.example", recipients="ada@south.example", subject="Hello", source="x"
    ),
    interactions.FrozenContent: lambda: interactions.FrozenContent.objects.create(
        language=make_language("de"), subject="Guten Tag"
    ),
    interactions.Attachment: make_attachment,
    interactions.FrozenAttachment: lambda: interactions.FrozenAttachment.objects.create(
        content=interactions.FrozenContent.objects.create(subject="Guten Tag"),
        attachment=make_attachment(),
    ),
    interactions.TemplateAttachment: lambda: interactions.TemplateAttachment.objects.create(
        content=make_template_content(make_template(), "de"), attachment=make_attachment()
    ),
    interactions.LibraryImage: make_library_image,
    segments.SegmentAttachment: lambda: segments.SegmentAttachment.objects.create(
        content=segments.SegmentContent.objects.create(
            segment=make_segment(), language=make_language("de")
        ),
        attachment=make_attachment(),
    ),
    segments.Segment: make_segment,
    segments.Step: make_step,
    segments.DraftState: lambda: segments.DraftState.objects.create(
        segment=make_segment(), number=0
    ),
    segments.CriteriaDraft: lambda: segments.CriteriaDraft.objects.create(
        criteria=segments.SavedCriteria.objects.create(
            code=f"X{next(_codes)}", description="Berlin", steps=[]
        ),
        position=1,
        written_by=User.objects.create(username=f"writer{next(_codes)}"),
    ),
    segments.SegmentLine: make_line,
    segments.SegmentContent: lambda: segments.SegmentContent.objects.create(
        segment=make_segment(), language=make_language("de"), subject="Guten Tag"
    ),
    segments.SavedCriteria: lambda: segments.SavedCriteria.objects.create(
        code=f"X{next(_codes)}", description="Berlin", steps=[]
    ),
    segments.CallRules: lambda: segments.CallRules.objects.create(
        segment=make_segment(), questionnaire=coded(contacts.Questionnaire)
    ),
    segments.SegmentCall: lambda: segments.SegmentCall.objects.create(
        segment=make_segment(),
        contact=make_person(),
        place=1,
        claimed_by=make_caller(),
        claimed_until=NOW,
    ),
    segments.MadeCall: lambda: segments.MadeCall.objects.create(
        segment=make_segment(), interaction=make_interaction(), made_by=make_caller()
    ),
    segments.Upkeep: lambda: segments.Upkeep.objects.create(segment=make_segment()),
    segments.Refresh: lambda: segments.Refresh.objects.create(segment=make_segment()),
    segments.RefreshMove: lambda: segments.RefreshMove.objects.create(
        refresh=segments.Refresh.objects.create(segment=make_segment()),
        contact=make_person(),
        joined=True,
    ),
    segments.SavedCriteriaVersion: lambda: segments.SavedCriteriaVersion.objects.create(
        criteria=segments.SavedCriteria.objects.create(
            code=f"X{next(_codes)}", description="Berlin", steps=[]
        ),
        number=1,
        steps=[],
    ),
    contacts.ContactImport: make_contact_import,
    contacts.BulkEdit: lambda: contacts.BulkEdit.objects.create(changes={}),
    contacts.BulkEditRow: lambda: contacts.BulkEdit.objects.create(changes={}).rows.create(
        contact=make_person(), part="country", old="SE"
    ),
    contacts.ImportRow: lambda: make_contact_import().rows.create(
        number=2, outcome="unchanged", contact=make_person(), label="Anna"
    ),
    segments.Job: lambda: segments.Job.objects.create(
        kind="log_segment", key=str(next(_codes)), title="Log a segment"
    ),
    segments.ExportRecord: lambda: segments.ExportRecord.objects.create(
        view="contacts:contact_list",
        name="contacts.csv",
        path="/contacts/",
        format="csv",
        row_count=3,
        columns=["name"],
        created_by=User.objects.get_or_create(username="taker")[0],
    ),
    segments.RetentionRule: lambda: segments.RetentionRule.objects.get_or_create(
        kind=next(_kinds), defaults={"months": 3}
    )[0],
    segments.AuditEntry: lambda: segments.AuditEntry.objects.create(
        action="insert", subject="auth_user", row_key="1"
    ),
    segments.Activity: lambda: segments.Activity.objects.create(code=f"A{next(_codes)}"),
    segments.ActivityStep: lambda: segments.ActivityStep.objects.create(
        activity=segments.Activity.objects.create(code=f"A{next(_codes)}"), description="Call"
    ),
    segments.Task: make_task,
    segments.TaskAttendee: lambda: segments.TaskAttendee.objects.create(
        task=make_task(), contact=make_person()
    ),
    segments.TaskComment: lambda: segments.TaskComment.objects.create(
        task=make_task(), text="Reached nobody"
    ),
    segments.TaskAssignment: lambda: segments.TaskAssignment.objects.create(
        description="First contact", starts_on=DAY, segment=make_segment(), contact=make_person()
    ),
    segments.CalendarFeed: lambda: segments.CalendarFeed.objects.create(
        user=User.objects.create(username=f"user{next(_codes)}"),
        token_hash=str(next(_codes)),
        made_at=timezone.now(),
    ),
    segments.AuditSeal: lambda: segments.AuditSeal.objects.create(
        after_entry=(key := next(_codes)),
        last_entry=key + 1,
        entry_count=1,
        digest="0",
        key_id="0",
    ),
    segments.WorkerLease: lambda: segments.WorkerLease.objects.create(
        worker_id=str(next(_codes)), seen_at=timezone.now()
    ),
}
