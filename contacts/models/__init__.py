from .addresses import AddressDateRange, AlternativeAddress, PostCode
from .attributes import Attribute, AttributeChoice, AttributeKind, AttributeValue
from .bulk_edits import BulkEdit, BulkEditRow, BulkEditRowQuerySet
from .changes import ContactChange
from .classification import (
    BusinessRelation,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    OrganizationalLevel,
    WebSource,
)
from .comments import ContactComment
from .consent import (
    Channel,
    ChannelRule,
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    ConsentWording,
    Purpose,
)
from .contact import Contact, ContactQuerySet
from .duplicates import DuplicatePair, DuplicateSearch, MatchKey
from .erasures import ERASED_NUMBER, Erasure
from .files import ContactFile
from .imports import ContactImport, ImportRow, Outcome
from .merges import Merge, MergeChange
from .people import Salesperson, Team
from .profiles import Answer, ContactAnswer, Question, Questionnaire
from .salutations import Salutation, SalutationFormula
from .setup import Language, MarketingSetup, NumberSeries, Territory
from .suppression import Restriction, SuppressedContact, Suppression, UncheckedContact

__all__ = [
    "ERASED_NUMBER",
    "AddressDateRange",
    "AlternativeAddress",
    "Answer",
    "Attribute",
    "AttributeChoice",
    "AttributeKind",
    "AttributeValue",
    "BulkEdit",
    "BulkEditRow",
    "BulkEditRowQuerySet",
    "BusinessRelation",
    "Channel",
    "ChannelRule",
    "ConsentEvent",
    "ConsentState",
    "ConsentStatus",
    "ConsentWording",
    "Contact",
    "ContactAnswer",
    "ContactBusinessRelation",
    "ContactChange",
    "ContactComment",
    "ContactFile",
    "ContactImport",
    "ContactIndustryGroup",
    "ContactJobResponsibility",
    "ContactMailingGroup",
    "ContactQuerySet",
    "ContactWebSource",
    "DuplicatePair",
    "DuplicateSearch",
    "Erasure",
    "ImportRow",
    "IndustryGroup",
    "JobResponsibility",
    "Language",
    "MailingGroup",
    "MarketingSetup",
    "MatchKey",
    "Merge",
    "MergeChange",
    "NumberSeries",
    "OrganizationalLevel",
    "Outcome",
    "PostCode",
    "Purpose",
    "Question",
    "Questionnaire",
    "Restriction",
    "Salesperson",
    "Salutation",
    "SalutationFormula",
    "SuppressedContact",
    "Suppression",
    "Team",
    "Territory",
    "UncheckedContact",
    "WebSource",
]
