from datetime import date

import pytest

from campaigns.models import Campaign, CampaignEntry
from contacts.models import (
    AlternativeAddress,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    IndustryGroup,
    Language,
    MarketingSetup,
    NumberSeries,
    PostCode,
    Question,
    Salesperson,
    SalutationFormula,
    Team,
    Territory,
)
from contacts.services import next_number, update_contact
from interactions.models import InteractionTemplate, InteractionTemplateSetup
from segments_app.models import Segment, SegmentLine
from segments_app.services import remove_lines
from tests.factories import make_company, make_person

from .tables import counts, file_of, imported, rejections, remarks

pytestmark = pytest.mark.django_db

CONTACTS = """
No.,Name,Type,Company No.,Post Code,Country Code,Language Code
CT100001,Moon & Sons,0,CT100001,GB-M61 2YG,GB,ENG
CT100002,Christie Ann Moon,1,CT100001,GB-M61 2YG,GB,ENU
"""
POST_CODES = "Code,City,County\nGB-M61 2YG,Manchester,\n"


def everything(**changed):
    return {
        "Contact": CONTACTS,
        "PostCode": POST_CODES,
        "IndustryGroup": "Code,Description\nRET,Retail\n",
        "ContactIndustryGroup": "Contact No.,Industry Group Code\nCT100001,RET\n",
        "Salutation": "Code,Description\nF,Female\n",
        "SalutationFormula": "Salutation Code,Language Code,Salutation Type,Salutation,Name 1\n"
        'F,,0,"Dear Ms. %1,",4\nF,DAN,Informal,"Hej %1,",First Name\n',
        "ProfileQuestHeader": "Code,Description,Contact Type\nPERS,About the person,2\n",
        "ProfileQuestLine": "Questions Checklist Code,Line No.,Type,Description,Multiple Answers\n"
        "PERS,10000,0,Hobby,false\nPERS,20000,1,Golf,false\nPERS,30000,1,Chess,false\n",
        "ContactProfileAnswer": "Contact No.,Profile Questionnaire Code,Line No.\n"
        "CT100002,PERS,20000\n",
        "InteractionTemplate": "Code,Description,Unit Cost (LCY)\nBUS,Business letter,8\n",
        "Campaign": "No.,Description,Starting Date,Ending Date\n"
        "CP1001,Increase sale,1902-11-01,1903-04-01\n",
        "SegmentHeader": "No.,Description,Campaign No.,Interaction Template Code,Date\n"
        "SM10001,Increase sale,CP1001,BUS,1903-01-26\n",
        "SegmentLine": "SegmentNo,LineNo,ContactNo\nSM10001,10000,CT100002\n",
    } | changed


def test_contacts_arrive_with_company_place_and_language(now):
    report = imported(now, Contact=CONTACTS, PostCode=POST_CODES)

    company, person = Contact.objects.order_by("number")
    assert counts(report, "Contact") == (2, 2, 0, 0, 0)
    assert (company.type, company.city, company.language.code) == ("company", "Manchester", "en")
    assert (person.company, person.first_name, person.middle_name) == (company, "Christie", "Ann")
    assert Contact.objects.search("moon christie manchester").get() == person


def test_every_row_of_every_file_is_accounted_for(now):
    report = imported(now, **everything())

    assert all(file.adds_up and not file.rejections for file in report.files)
    assert len(report.files) == len(everything())


def test_the_same_files_again_change_nothing(now):
    imported(now, **everything())
    before = list(Contact.objects.order_by("pk").values())

    report = imported(now, **everything())

    assert report.changes == 0
    assert all(file.unchanged == file.read for file in report.files)
    assert list(Contact.objects.order_by("pk").values()) == before


def test_a_dry_run_reports_the_same_and_keeps_nothing(now):
    dry = imported(now, is_dry_run=True, **everything())

    assert not Contact.objects.exists() and not IndustryGroup.objects.exists()
    real = imported(now, **everything())
    assert [f.created for f in dry.files] == [f.created for f in real.files]


def test_a_changed_row_changes_only_what_the_file_has(now):
    imported(now, Contact=CONTACTS, PostCode=POST_CODES)
    person = Contact.objects.get(number="CT100002")
    update_contact(person, values={"email": "christie@moon.example"}, by=None, now=now)

    report = imported(now, Contact=CONTACTS.replace("Christie Ann", "Christine"))

    person.refresh_from_db()
    assert counts(report, "Contact") == (2, 0, 1, 1, 0)
    assert (person.name, person.email) == ("Christine Moon", "christie@moon.example")


def test_a_renamed_company_is_found_through_its_persons(now):
    imported(now, Contact=CONTACTS)

    imported(now, Contact=CONTACTS.replace("Moon & Sons", "Sunrise"))

    assert Contact.objects.search("sunrise christie").get().number == "CT100002"


def test_numbers_that_were_imported_are_not_given_out_again(now):
    imported(now, Contact=CONTACTS)

    assert next_number("contact_numbers") == "CT100003"


def test_rejected_rows_name_row_column_and_reason(now):
    table = (
        "No.,Name,Type,Company No.\n"
        ",Nobody,0,\n"
        "CT2,Peter Pan,1,CT9\n"
        "CT3,Hook,7,\n"
        "CT4,Smee,0,\n"
        "CT4,Smee again,0,\n"
    )

    report = imported(now, Contact=table)

    assert counts(report, "Contact") == (5, 1, 0, 0, 4)
    assert sorted(rejections(report, "Contact")) == [
        (2, "No.", "This is empty."),
        (3, "Company No.", "There is no contact “CT9”."),
        (4, "Type", "“7” is not one of the options."),
        (6, "", "Row 5 is about the same."),
    ]


def test_a_value_a_contact_can_do_without_is_left_out_with_a_remark(now):
    table = "No.,Name,Type,E-Mail,Territory Code\nCT1,Hook,0,not an address,NOWHERE\n"

    report = imported(now, Contact=table)

    contact = Contact.objects.get()
    assert (contact.email, contact.territory) == ("", None)
    assert [(row, column) for row, column, _reason in remarks(report, "Contact")] == [
        (2, "Territory Code"),
        (2, "e-mail"),
    ]


def test_a_contact_of_the_other_type_is_not_turned_over(now):
    make_company(number="CT1", name="Hook")

    report = imported(now, Contact="No.,Name,Type\nCT1,Hook,1\n")

    assert counts(report, "Contact") == (1, 0, 0, 0, 1)
    assert Contact.objects.get().is_company


def test_files_without_a_counterpart_are_skipped_by_name(now):
    report = imported(now, Opportunity="No.,Description\nOP1,Big\n", Territory="Code,Name\nN,N\n")

    assert report.skipped == ["Opportunity.csv"]


def test_how_many_files_are_done_is_told_after_each_up_to_the_last(now):
    told = []
    files = everything() | {"Opportunity": "No.,Description\nOP1,Big\n"}

    imported(now, **files, progress=lambda done, total: told.append((done, total)))

    known = len(files) - 1
    assert told == [(done, known) for done in range(known + 1)]


def test_a_file_without_a_needed_column_is_rejected_row_by_row(now):
    report = imported(now, ContactMailingGroup="Contact No.\nCT1\n")

    assert counts(report, "ContactMailingGroup") == (1, 0, 0, 0, 1)
    assert "Mailing Group Code" in rejections(report, "ContactMailingGroup")[0][2]


def test_columns_that_are_not_read_are_named(now):
    report = imported(now, Team="Code,Name,Next Task Date\nSALE,Sales,\n")

    assert file_of(report, "Team").unread_columns == ["Next Task Date"]


class TestBooks:
    CUSTOMER = (
        "No.,Name,Title,Contact Name,Country Code,VAT Registration No.\n"
        "10000,Cannon Group,Mr.,Andy Teal,GB,789456278\n"
    )

    def test_a_customer_becomes_a_company_and_a_person(self, now):
        report = imported(now, Customer=self.CUSTOMER, Salutation="Code,Description\nM,Male\n")

        company, person = Contact.objects.order_by("number")
        link = ContactBusinessRelation.objects.get()
        assert counts(report, "Customer") == (1, 1, 0, 0, 0)
        assert (link.contact, link.linked_to, link.linked_number) == (company, "customer", "10000")
        assert (person.name, person.company, person.salutation.code) == ("Andy Teal", company, "M")
        assert (person.country, company.vat_number) == ("GB", "789456278")

    def test_other_files_name_them_by_where_they_came_from(self, now):
        report = imported(
            now,
            Customer=self.CUSTOMER,
            MailingGroup="Code,Description\nX,Christmas\n",
            ContactMailingGroup="Contact No.,Mailing Group Code\n"
            "Customer:10000:Company,X\nCustomer:10000:Person,X\nCustomer:2,X\n",
            Contact="No.,Name,Type,Company No.\nCT100009,Ben Hur,1,Customer:10000\n",
        )

        assert counts(report, "ContactMailingGroup") == (3, 2, 0, 0, 1)
        assert Contact.objects.get(number="CT100009").company.name == "Cannon Group"

    def test_a_customer_is_found_again(self, now):
        imported(now, Customer=self.CUSTOMER)

        report = imported(now, Customer=self.CUSTOMER.replace("Andy Teal", "Ann Teal"))

        assert counts(report, "Customer") == (1, 0, 1, 0, 0)
        assert list(Contact.objects.persons().values_list("name", flat=True)) == ["Ann Teal"]

    def test_the_setup_names_their_relation(self, now):
        imported(
            now,
            Customer=self.CUSTOMER,
            MarketingSetup="BusRelCodeForCustomers,DefaultCorrespondenceType\nKUNDE,Email\n",
        )

        assert ContactBusinessRelation.objects.get().business_relation.code == "KUNDE"
        assert MarketingSetup.objects.get().default_correspondence_type == "email"


class TestSmallTables:
    def test_codes_are_found_whatever_their_case(self, now):
        imported(now, Territory="Code,Name\nForeign,Foreign\n")

        imported(now, Contact="No.,Name,Type,Territory Code\nCT1,Hook,0,FOREIGN\n")

        assert Contact.objects.get().territory == Territory.objects.get()

    def test_languages_of_several_countries_are_one(self, now):
        report = imported(
            now, Language="Code,Name\nDEU,German\nDEA,German (Austrian)\nISL,Icelandic\nXXX,?\n"
        )

        assert counts(report, "Language") == (4, 1, 0, 2, 1)
        assert Language.objects.get(code="is").name == "Íslenska"

    def test_a_post_code_may_begin_with_its_country(self, now):
        imported(now, PostCode="Code,City\nDE-80807,München\n1100,Wien\n")

        assert list(PostCode.objects.order_by("code").values_list("code", "country")) == [
            ("1100", ""),
            ("DE-80807", "DE"),
        ]

    def test_formulas_take_options_by_number_and_by_name(self, now):
        imported(now, **everything())

        formal, informal = SalutationFormula.objects.order_by("formality")
        assert (formal.language, formal.part_1) == (None, "surname")
        assert (informal.language.code, informal.part_1) == ("da", "first_name")

    def test_teams_have_their_members(self, now):
        imported(
            now,
            SalespersonPurchaser="Code,Name,Commission %\nJO,Jim Olive,5\n",
            Team="Code,Name\nSALE,Sales\n",
            TeamSalesperson="Team Code,Salesperson Code\nSALE,JO\n",
        )

        assert Team.objects.get().members.get() == Salesperson.objects.get(code="JO")

    def test_setup_of_templates_is_taken_over(self, now):
        imported(
            now,
            InteractionTemplate="Code,Description\nOUT,Call\n",
            InteractionTemplateSetup="OutgCalls,EMails\nOUT,\n",
        )

        setup = InteractionTemplateSetup.objects.get()
        assert setup.outgoing_calls == InteractionTemplate.objects.get()

    def test_addresses_belong_to_their_contact(self, now):
        make_company(number="CT1")

        imported(now, ContactAltAddr="Contact  No.,Code,Name,City\nCT1,FAIR,Stand 4,Wien\n")

        assert AlternativeAddress.objects.get().company_name == "Stand 4"

    def test_an_industry_group_of_a_person_is_rejected(self, now):
        make_person(number="CT1")

        report = imported(
            now,
            IndustryGroup="Code,Description\nRET,Retail\n",
            ContactIndustryGroup="Contact No.,Industry Group Code\nCT1,RET\n",
        )

        assert counts(report, "ContactIndustryGroup") == (1, 0, 0, 0, 1)

    def test_an_unknown_country_is_told(self, now):
        report = imported(now, CountryRegion="Code,Name\nAT,Austria\nEL,Greece\nZZ,Nowhere\n")

        assert counts(report, "CountryRegion") == (3, 0, 0, 2, 1)


class TestAnswers:
    def test_where_one_answer_is_allowed_the_file_replaces_it(self, now):
        imported(now, **everything())
        changed = "Contact No.,Profile Questionnaire Code,Line No.\nCT100002,PERS,30000\n"

        report = imported(now, ContactProfileAnswer=changed)

        assert counts(report, "ContactProfileAnswer") == (1, 0, 1, 0, 0)
        assert ContactAnswer.objects.get().answer.text == "Chess"

    def test_a_second_answer_to_a_question_of_one_is_rejected(self, now):
        two = (
            "Contact No.,Profile Questionnaire Code,Line No.\n"
            "CT100002,PERS,20000\nCT100002,PERS,30000\n"
        )

        report = imported(now, **everything(ContactProfileAnswer=two))

        assert counts(report, "ContactProfileAnswer") == (2, 1, 0, 0, 1)

    def test_a_line_that_is_a_question_is_no_answer(self, now):
        wrong = "Contact No.,Profile Questionnaire Code,Line No.\nCT100002,PERS,10000\n"

        report = imported(now, **everything(ContactProfileAnswer=wrong))

        assert counts(report, "ContactProfileAnswer") == (1, 0, 0, 0, 1)

    def test_a_minor_is_not_profiled(self, now):
        make_person(number="CT1", is_minor=True, is_privacy_blocked=True)
        line = "Contact No.,Profile Questionnaire Code,Line No.\nCT1,PERS,20000\n"

        report = imported(now, **everything(ContactProfileAnswer=line))

        assert rejections(report, "ContactProfileAnswer") == [(2, "", "Minors cannot be profiled.")]

    def test_an_answer_before_every_question_is_rejected(self, now):
        report = imported(
            now,
            ProfileQuestHeader="Code,Description\nPERS,About the person\n",
            ProfileQuestLine="Questions Checklist Code,Line No.,Type,Description\n"
            "PERS,10000,1,Golf\nPERS,20000,0,Hobby\n",
        )

        assert counts(report, "ProfileQuestLine") == (2, 1, 0, 0, 1)
        assert Question.objects.get().text == "Hobby"


class TestCampaigns:
    def test_dates_are_kept_and_counted_unless_shifted(self, now):
        report = imported(now, Campaign=everything()["Campaign"])

        assert Campaign.objects.get().starts_on == date(1902, 11, 1)
        assert report.old_dates == 2

    def test_shifted_dates_make_1903_the_current_year(self, now):
        report = imported(now, shift_dates=True, Campaign=everything()["Campaign"])

        campaign = Campaign.objects.get()
        assert (campaign.starts_on, campaign.ends_on) == (date(2025, 11, 1), date(2026, 4, 1))
        assert report.old_dates == 0

    def test_a_campaign_that_ends_before_it_begins_is_rejected(self, now):
        table = "No.,Description,Starting Date,Ending Date\nCP1,Fair,2026-02-01,2026-01-01\n"

        assert counts(imported(now, Campaign=table), "Campaign") == (1, 0, 0, 0, 1)

    def test_entries_find_their_campaign(self, now):
        report = imported(
            now,
            Campaign=everything()["Campaign"],
            CampaignEntry="Entry No.,Campaign No.,Description,Date,Segment No.,Canceled\n"
            "1,CP1001,Letters,1903-01-01,SM9,false\n2,CP9,Lost,1903-01-01,,false\n"
            "3,CP1001,Gone,1903-01-01,SM8,true\n",
        )

        assert counts(report, "CampaignEntry") == (3, 1, 0, 0, 2)
        assert CampaignEntry.objects.get().segment_number == "SM9"


class TestSegments:
    CRITERIA = (
        "Functionality,SegmentNo,IndustryGroupCode,ItemFilter\n0,SM10001,RET,\n1,SM10001,,X\n"
    )

    def test_a_header_takes_from_the_template_what_the_file_leaves_open(self, now):
        imported(now, **everything())

        segment = Segment.objects.get()
        assert (segment.number, segment.unit_cost, segment.occurred_on.year) == ("SM10001", 8, 1903)
        assert segment.campaign.number == "CP1001"

    def test_members_are_added_by_hand(self, now):
        imported(now, **everything())

        line = SegmentLine.objects.get()
        assert line.contact.number == "CT100002"
        assert Segment.objects.get().steps.get().source == "by_hand"

    def test_who_was_removed_here_stays_away(self, now):
        imported(now, **everything())
        remove_lines(Segment.objects.get(), lines=SegmentLine.objects.all(), by=None, now=now)

        report = imported(now, **everything())

        assert counts(report, "SegmentLine") == (1, 0, 0, 1, 0)
        assert not SegmentLine.objects.current(Segment.objects.get()).exists()

    def test_who_may_not_be_contacted_is_rejected(self, now):
        contacts = CONTACTS.replace("Language Code", "Language Code,Privacy Blocked").replace(
            "ENU", "ENU,true"
        )

        report = imported(now, **everything(Contact=contacts))

        assert counts(report, "SegmentLine") == (1, 0, 0, 0, 1)

    def test_criteria_become_steps_only_all_together(self, now):
        whole = imported(now, **everything(SegmentLine=self.CRITERIA))

        assert counts(whole, "SegmentLine") == (2, 0, 0, 0, 2)
        reasons = [reason for _row, _column, reason in rejections(whole, "SegmentLine")]
        assert any("ItemFilter" in reason for reason in reasons)
        assert any("which belongs to it, cannot be brought over" in reason for reason in reasons)
        assert not Segment.objects.get().steps.exists()

    def test_criteria_become_steps(self, now):
        known = "\n".join(self.CRITERIA.strip().split("\n")[:2])
        report = imported(now, **everything(SegmentLine=known))

        segment = Segment.objects.get()
        assert counts(report, "SegmentLine") == (1, 1, 0, 0, 0)
        assert SegmentLine.objects.current(segment).count() == 2
        again = imported(now, **everything(SegmentLine=known))
        assert counts(again, "SegmentLine") == (1, 0, 0, 1, 0)

    def test_a_segment_somebody_worked_on_keeps_its_steps(self, now):
        imported(now, **everything())

        report = imported(now, **everything(SegmentLine=self.CRITERIA))

        assert counts(report, "SegmentLine") == (2, 0, 0, 0, 2)
        assert Segment.objects.get().steps.count() == 1

    def test_the_series_goes_on_after_them(self, now):
        imported(now, **everything())

        assert NumberSeries.objects.get(code="SEGM").last_number == 10001


def test_many_contacts_take_few_statements(now, django_assert_max_num_queries):
    rows = [f"CT{n:06d},Company {n},0," for n in range(1, 400)]
    rows += [f"CT{n + 1000:06d},Anna Person{n},1,CT{n:06d}" for n in range(1, 400)]
    table = "No.,Name,Type,Company No.\n" + "\n".join(rows)

    with django_assert_max_num_queries(60):
        report = imported(now, Contact=table)

    assert counts(report, "Contact") == (798, 798, 0, 0, 0)


def test_a_question_with_several_answers_of_a_contact_stays_as_it_is_and_says_so(now):
    lines = everything()["ProfileQuestLine"]
    several = lines.replace("Hobby,false", "Hobby,true")
    both = "CT100002,PERS,20000\nCT100002,PERS,30000\n"
    given = f"Contact No.,Profile Questionnaire Code,Line No.\n{both}"
    imported(now, **everything(ProfileQuestLine=several, ContactProfileAnswer=given))

    report = imported(now, **everything(ProfileQuestLine=lines, ContactProfileAnswer=given))

    reason = "Contacts have several answers to this question; it cannot take only one."
    assert rejections(report, "ProfileQuestLine") == [(2, "", reason)]
    assert counts(report, "ProfileQuestLine") == (3, 0, 0, 2, 1)
    assert counts(report, "ContactProfileAnswer") == (2, 0, 0, 2, 0)
    assert Question.objects.get().is_multiple
    assert ContactAnswer.objects.count() == 2
