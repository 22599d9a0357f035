from .contents import Attachment, FrozenAttachment, FrozenContent, LibraryImage, WrittenContent
from .interaction import Interaction, InteractionComment
from .logged import LeftOut, LoggedSegment, LoggedSegmentQuerySet
from .overrides import GateOverride
from .queries import ContactFigures, InteractionQuerySet
from .templates import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateQuerySet,
    InteractionTemplateSetup,
    TemplateAttachment,
    TemplateContent,
)

__all__ = [
    "Attachment",
    "ContactFigures",
    "FrozenAttachment",
    "FrozenContent",
    "GateOverride",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionQuerySet",
    "InteractionTemplate",
    "InteractionTemplateQuerySet",
    "InteractionTemplateSetup",
    "LeftOut",
    "LibraryImage",
    "LoggedSegment",
    "LoggedSegmentQuerySet",
    "TemplateAttachment",
    "TemplateContent",
    "WrittenContent",
]
