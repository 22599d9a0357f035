"""The form of a questionnaire, made of its questions."""

from typing import Any

from contacts import services
from contacts.models import Contact, Questionnaire
from segments_app.common.questions import QuestionsForm


class QuestionnaireForm(QuestionsForm):
    """The questions of a questionnaire, with the answers that the contact has given."""

    def __init__(self, data: Any = None, *, contact: Contact, questionnaire: Questionnaire) -> None:
        super().__init__(data, **services.questions_for(contact, questionnaire))
