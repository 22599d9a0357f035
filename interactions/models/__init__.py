from .contents import (
    Attachment,
    FrozenAttachment,
    FrozenContent,
    GoesAlong,
    LibraryImage,
    ScriptedContent,
    WrittenContent,
)
from .delivery import (
    Delivery,
    DeliveryFailure,
    DeliveryQuerySet,
    DeliveryState,
    Mailing,
)
from .interaction import Interaction, InteractionComment
from .links import LinkClick, MailLink
from .logged import LeftOut, LoggedSegment, LoggedSegmentQuerySet
from .mail import MailAddress, MailboxMessage, ReturnedMail
from .overrides import GateOverride
from .pressure import (
    OTHER,
    Limit,
    PressureRule,
    contacts_at_limits,
    limits,
    limits_reached,
)
from .queries import ContactFigures, InteractionQuerySet
from .sender import SenderSetup
from .sign_up import SignUp
from .templates import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateQuerySet,
    InteractionTemplateSetup,
    TemplateAttachment,
    TemplateContent,
)

__all__ = [
    "OTHER",
    "Attachment",
    "ContactFigures",
    "Delivery",
    "DeliveryFailure",
    "DeliveryQuerySet",
    "DeliveryState",
    "FrozenAttachment",
    "FrozenContent",
    "GateOverride",
    "GoesAlong",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionQuerySet",
    "InteractionTemplate",
    "InteractionTemplateQuerySet",
    "InteractionTemplateSetup",
    "LeftOut",
    "LibraryImage",
    "Limit",
    "LinkClick",
    "LoggedSegment",
    "LoggedSegmentQuerySet",
    "MailAddress",
    "MailLink",
    "MailboxMessage",
    "Mailing",
    "PressureRule",
    "ReturnedMail",
    "ScriptedContent",
    "SenderSetup",
    "SignUp",
    "TemplateAttachment",
    "TemplateContent",
    "WrittenContent",
    "contacts_at_limits",
    "limits",
    "limits_reached",
]
