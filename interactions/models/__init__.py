from .interaction import Interaction, InteractionComment
from .logged import FrozenContent, LeftOut, LoggedSegment, LoggedSegmentQuerySet
from .queries import ContactFigures, InteractionQuerySet
from .templates import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateQuerySet,
    InteractionTemplateSetup,
    TemplateContent,
)

__all__ = [
    "ContactFigures",
    "FrozenContent",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionQuerySet",
    "InteractionTemplate",
    "InteractionTemplateQuerySet",
    "InteractionTemplateSetup",
    "LeftOut",
    "LoggedSegment",
    "LoggedSegmentQuerySet",
    "TemplateContent",
]
