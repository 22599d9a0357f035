"""The small tables whose rows can be picked, and how a rule names their rows."""

from django.contrib.auth.models import User

from campaigns.models import Campaign
from contacts.models import (
    Answer,
    BusinessRelation,
    Channel,
    ConsentStatus,
    ConsentWording,
    ContactImport,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    OrganizationalLevel,
    Purpose,
    Question,
    Questionnaire,
    Salesperson,
    Salutation,
    Team,
    Territory,
    WebSource,
)
from interactions.models import (
    InteractionGroup,
    InteractionTemplate,
    LoggedSegment,
    PressureRule,
)
from segments_app.common.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)
from segments_app.criteria.options import Answers, Countries, Fixed, PressureRules, Rows
from segments_app.models import Activity, Segment

CHANNELS = Fixed(Channel.choices)
CONSENT_STATES = Fixed(ConsentStatus.choices)
COUNTRIES = Countries()
CORRESPONDENCE = Fixed(CorrespondenceType.choices)
EVALUATIONS = Fixed(Evaluation.choices)
FLOWS = Fixed(InformationFlow.choices)
INITIATORS = Fixed(InitiatedBy.choices)

ACTIVITIES = Rows(Activity.objects.all())
BUSINESS_RELATIONS = Rows(BusinessRelation.objects.all())
INDUSTRY_GROUPS = Rows(IndustryGroup.objects.all())
JOB_RESPONSIBILITIES = Rows(JobResponsibility.objects.all())
IMPORTS = Rows(ContactImport.objects.finished(), "pk", ("-imported_at", "-pk"), text="file_name")
LANGUAGES = Rows(Language.objects.all(), order=("name",))
MAILING_GROUPS = Rows(MailingGroup.objects.all())
ORGANIZATIONAL_LEVELS = Rows(OrganizationalLevel.objects.all())
SALESPERSONS = Rows(Salesperson.objects.all(), order=("name", "code"))
SALUTATIONS = Rows(Salutation.objects.all())
TEAMS = Rows(Team.objects.all())
TERRITORIES = Rows(Territory.objects.all())
WEB_SOURCES = Rows(WebSource.objects.all())

PRESSURE_RULES = PressureRules(PressureRule.objects.all())
PURPOSES = Rows(Purpose.objects.all())
WORDINGS = Rows(
    ConsentWording.objects.select_related("purpose"),
    "pk",
    ("purpose__code", "version"),
    "version",
)

QUESTIONNAIRES = Rows(Questionnaire.objects.all())
QUESTIONS = Rows(Question.objects.all(), "pk", ("questionnaire__code", "position"), "text")
ANSWERS = Answers(
    Answer.objects.select_related("question"),
    "pk",
    ("question__questionnaire__code", "question__position", "position"),
    "text",
)

USERS = Rows(User.objects.all(), "username")

INTERACTION_GROUPS = Rows(InteractionGroup.objects.all())
TEMPLATES = Rows(InteractionTemplate.objects.all(), order=("description", "code"))
CAMPAIGNS = Rows(Campaign.objects.all(), "number", ("-number",))
SEGMENTS = Rows(Segment.objects.all(), "number", ("-number",))
LOGGED_SEGMENTS = Rows(LoggedSegment.objects.all(), "segment_number", ("-segment_number",))
