from .interaction import Interaction, InteractionComment, InteractionQuerySet
from .logged import FrozenContent, LeftOut, LoggedSegment, LoggedSegmentQuerySet
from .templates import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateSetup,
    TemplateContent,
)

__all__ = [
    "FrozenContent",
    "Interaction",
    "InteractionComment",
    "InteractionGroup",
    "InteractionQuerySet",
    "InteractionTemplate",
    "InteractionTemplateSetup",
    "LeftOut",
    "LoggedSegment",
    "LoggedSegmentQuerySet",
    "TemplateContent",
]
