from .addresses import AddressDateRange, AlternativeAddress, PostCode
from .attributes import Attribute, AttributeChoice, AttributeKind, AttributeValue
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
from .contact import Contact, ContactQuerySet
from .duplicates import DuplicatePair, MatchKey
from .imports import ContactImport, ImportRow, Outcome
from .merges import Merge, MergeChange
from .people import Salesperson, Team
from .profiles import Answer, ContactAnswer, Question, Questionnaire
from .salutations import Salutation, SalutationFormula
from .setup import Language, MarketingSetup, NumberSeries, Territory

__all__ = [
    "AddressDateRange",
    "AlternativeAddress",
    "Answer",
    "Attribute",
    "AttributeChoice",
    "AttributeKind",
    "AttributeValue",
    "BusinessRelation",
    "Contact",
    "ContactAnswer",
    "ContactBusinessRelation",
    "ContactChange",
    "ContactComment",
    "ContactImport",
    "ContactIndustryGroup",
    "ContactJobResponsibility",
    "ContactMailingGroup",
    "ContactQuerySet",
    "ContactWebSource",
    "DuplicatePair",
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
    "Question",
    "Questionnaire",
    "Salesperson",
    "Salutation",
    "SalutationFormula",
    "Team",
    "Territory",
    "WebSource",
]
