"""Profile questionnaires and the answers of contacts.

Questions and answers are lines of one file there; a line's number is its position here.
"""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from contacts.models import Answer, ContactAnswer, Question, Questionnaire

from .columns import Refused, Run, code_of, column, number, option, priority, text, yes_no
from .loading import Table, Values, opened, read_rows, same_as, write
from .reading import Row, Sheet, plain
from .report import FileReport
from .tables import CONTACT

LINE_FILES = {plain("ProfileQuestLine"), plain("ProfileQuestionnaireLine")}
ANSWER_FILES = {plain("ContactProfileAnswer")}
QUESTIONNAIRE = column(
    "questionnaire_id",
    "Profile Questionnaire Code",
    "Questions Checklist Code",
    read=code_of(Questionnaire, required=True),
    required=True,
)
LINES = (
    QUESTIONNAIRE,
    column("position", "Line No.", read=number, required=True),
    column("type", "Type", read=option("question", "answer"), required=True),
    column("text", "Description", required=True),
    column("is_multiple", "Multiple Answers", read=yes_no),
    column("is_automatic", "Auto Contact Classification", read=yes_no),
    column("priority", "Priority", read=priority),
)
GIVEN = (
    CONTACT,
    column("code", "Profile Questionnaire Code", read=text(upper=True), required=True),
    column("position", "Line No.", read=number, required=True),
)
QUESTIONS = Table((), Question, ("questionnaire_id", "position"), ())
ANSWERS = Table((), Answer, ("question_id", "position"), ())
ONE_ANSWER = Table((), ContactAnswer, ("contact_id", "question_id"), ())
SEVERAL_ANSWERS = Table((), ContactAnswer, ("contact_id", "answer_id"), ())
Entries = list[tuple[Row, Values]]


def load_lines(sheet: Sheet, run: Run) -> None:
    """Load questions and answers; an answer belongs to the question before it."""
    report = opened(sheet, LINES, run)
    if report is None:
        return
    lines = without_repeats(read_rows(sheet, LINES, run, report), report)
    lines.sort(key=lambda line: (line[1]["questionnaire_id"], line[1]["position"]))
    questions = [(row, question_of(values)) for row, values in lines if is_question(values)]
    write(QUESTIONS, without_narrowed(questions, report), report)
    keys = {
        (questionnaire, position): key
        for key, questionnaire, position in Question.objects.values_list(
            "pk", "questionnaire", "position"
        )
    }
    answers: Entries = []
    question: int | None = None
    questionnaire = 0
    for row, values in lines:
        if values["questionnaire_id"] != questionnaire:
            questionnaire, question = values["questionnaire_id"], None
        if is_question(values):
            question = keys.get((questionnaire, values["position"]))
        elif question is None:
            report.reject(row.number, _("There is no question before this answer."))
        else:
            answers.append((row, answer_of(values, question)))
    write(ANSWERS, answers, report)


def without_repeats(rows: Iterable[tuple[Row, Values]], report: FileReport) -> Entries:
    seen: dict[tuple[int, int], int] = {}
    entries: Entries = []
    for row, values in rows:
        key = (values["questionnaire_id"], values["position"])
        if key in seen:
            report.reject(row.number, same_as(seen[key]))
            continue
        seen[key] = row.number
        entries.append((row, values))
    return entries


def without_narrowed(questions: Entries, report: FileReport) -> Entries:
    """Reject questions that come to take one answer while contacts hold several of them."""
    several = ContactAnswer.objects.values("question", "contact").annotate(given=Count("pk"))
    held = set(
        Question.objects.filter(pk__in=several.filter(given__gt=1).values("question")).values_list(
            "questionnaire", "position"
        )
    )
    kept: Entries = []
    for row, values in questions:
        is_narrowed = values.get("is_multiple") is False
        if is_narrowed and (values["questionnaire_id"], values["position"]) in held:
            message = _("Contacts have several answers to this question; it cannot take only one.")
            report.reject(row.number, message)
        else:
            kept.append((row, values))
    return kept


def is_question(values: Values) -> bool:
    return bool(values["type"] == "question")


def question_of(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in ("type", "priority")}


def answer_of(values: Values, question: int) -> Values:
    kept = ("position", "text", "priority")
    return {"question_id": question} | {name: values[name] for name in kept if name in values}


def load_given(sheet: Sheet, run: Run) -> None:
    """Load the answers of contacts. Where one answer is allowed, the file's replaces ours."""
    report = opened(sheet, GIVEN, run)
    if report is None:
        return
    known = {
        (code.upper(), position): (key, question, is_multiple)
        for key, question, is_multiple, code, position in Answer.objects.values_list(
            "pk", "question", "question__is_multiple", "question__questionnaire__code", "position"
        )
    }
    single: Entries = []
    several: Entries = []
    seen: dict[tuple[int, ...], int] = {}
    for row, values in read_rows(sheet, GIVEN, run, report):
        try:
            answer, question, is_multiple = answer_meant(values, known, run)
        except Refused as error:
            report.reject(row.number, str(error))
            continue
        key = (values["contact_id"], question, answer if is_multiple else 0)
        if key in seen:
            report.reject(row.number, same_as(seen[key]))
            continue
        seen[key] = row.number
        given = {"contact_id": values["contact_id"], "question_id": question, "answer_id": answer}
        (several if is_multiple else single).append((row, given))
    write(ONE_ANSWER, single, report)
    write(SEVERAL_ANSWERS, several, report)


def answer_meant(
    values: Values, known: dict[tuple[str, int], tuple[int, int, bool]], run: Run
) -> tuple[int, int, bool]:
    found = known.get((values["code"], values["position"]))
    if found is None:
        message = _("Line %(line)s of the questionnaire “%(code)s” is no answer.")
        raise Refused(message % {"line": values["position"], "code": values["code"]})
    if values["contact_id"] in run.minors:
        raise Refused(_("Minors cannot be profiled."))
    return found
