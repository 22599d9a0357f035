"""The forms of the interaction pages."""

from .calls import CallForm
from .canceling import ReasonForm
from .contents import PictureForm, PreviewForm
from .interactions import CommentForm, EvaluationForm, InteractionForm, StartForm
from .pressure import PressureRuleForm
from .templates import ContentFormSet, TemplateForm, contents_of

__all__ = [
    "CallForm",
    "CommentForm",
    "ContentFormSet",
    "EvaluationForm",
    "InteractionForm",
    "PictureForm",
    "PressureRuleForm",
    "PreviewForm",
    "ReasonForm",
    "StartForm",
    "TemplateForm",
    "contents_of",
]
