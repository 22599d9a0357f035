"""Answering a questionnaire for a contact."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import QuestionnaireForm
from contacts.models import Questionnaire
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .loading import get_contact, page_context, sent, user_of


@require_http_methods(["GET", "POST"])
@requires("contacts.change_contactanswer")
def contact_questionnaire(request: HttpRequest, pk: int, questionnaire_pk: int) -> HttpResponse:
    contact = get_contact(pk)
    questionnaires = Questionnaire.objects.for_contact(contact)
    questionnaire = get_object_or_404(questionnaires, pk=questionnaire_pk)
    form = QuestionnaireForm(sent(request), contact=contact, questionnaire=questionnaire)
    if form.is_valid():
        try:
            services.answer_questions(
                contact, answers=form.answers, by=user_of(request), now=timezone.now()
            )
        except services.AnswerRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                gettext("The answers to “%(questionnaire)s” are saved.")
                % {"questionnaire": questionnaire},
            )
            return see_other(request, contact.get_absolute_url() + "#profile")
    context = page_context(contact, form=form, questionnaire=questionnaire)
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_questionnaire.html", context, status=status)
