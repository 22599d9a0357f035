"""The forms of the interaction pages."""

from .calls import CallForm
from .canceling import ReasonForm
from .interactions import CommentForm, EvaluationForm, InteractionForm, StartForm
from .templates import ContentFormSet, TemplateForm, contents_of

__all__ = [
    "CallForm",
    "CommentForm",
    "ContentFormSet",
    "EvaluationForm",
    "InteractionForm",
    "ReasonForm",
    "StartForm",
    "TemplateForm",
    "contents_of",
]
