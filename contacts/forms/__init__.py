"""Forms of the contact pages; their cleaned data are the arguments of services."""

from .addresses import AddressForm, PeriodForm
from .comments import CommentForm
from .consents import GivenForm, ManyForm, WithdrawnForm
from .contacts import CompanyForm, ContactForm, PersonForm
from .files import FileForm
from .greetings import GreetingsForm
from .groups import GroupsForm, LinkForm, MailingGroupForm, PictureForm, WebSourceForm
from .questionnaires import QuestionnaireForm
from .restrictions import RestrictionForm
from .suppressions import LiftForm, SuppressionForm

__all__ = [
    "AddressForm",
    "CommentForm",
    "CompanyForm",
    "ContactForm",
    "FileForm",
    "GivenForm",
    "GreetingsForm",
    "GroupsForm",
    "LiftForm",
    "LinkForm",
    "MailingGroupForm",
    "ManyForm",
    "PeriodForm",
    "PersonForm",
    "PictureForm",
    "QuestionnaireForm",
    "RestrictionForm",
    "SuppressionForm",
    "WebSourceForm",
    "WithdrawnForm",
]
