"""Admin pages that enter by services: what these refuse becomes a message on the form.

Django's admin checks a form first and saves it later. The check here is the service itself,
run and taken back at once; saving runs it again, in the same transaction.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from .admin import AnyModelForm, AnyTabular, BaseAdmin

Values = Mapping[str, Any]
Refusals = tuple[type[Exception], ...]

if TYPE_CHECKING:  # generic for the checker only
    AnyInlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    AnyInlineFormSet = forms.BaseInlineFormSet


class TakenBack(Exception):
    """Ends a rehearsal."""


def rehearse(deed: Callable[[], object]) -> None:
    """Do it and take it back; what it refuses, it raises."""
    try:
        with transaction.atomic():
            deed()
            raise TakenBack
    except TakenBack:
        return


def who_and_when(request: HttpRequest) -> dict[str, Any]:
    """Return the arguments that every service takes."""
    return {"by": cast(User, request.user), "now": timezone.now()}


class ServiceForm(AnyModelForm):
    """A form whose check is a rehearsal of what saving it will do."""

    deed: Any  # what saving will do: a method of the form's class, or a function of the row's
    refusals: Refusals = ()

    def _post_clean(self) -> None:
        if self.errors:
            return
        construct_instance(self, self.instance, list(self.fields))
        try:
            rehearse(self.deed)
        except self.refusals as error:
            self.show(error)

    def show(self, error: Exception) -> None:
        """Say what was refused, at the fields that the refusal names."""
        named: Values = getattr(error, "errors", {"": str(error)})
        for name, text in named.items():
            self.add_error(name if name in self.fields else None, text)

    def changed_values(self) -> dict[str, Any]:
        """Return what was changed on the form."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def given_values(self) -> dict[str, Any]:
        """Return what was filled in; the service knows what the rest starts with."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class ServiceAdmin(BaseAdmin):
    """A page whose rows are made, changed and deleted by services.

    A subclass says how, and what the services may refuse.
    """

    form = ServiceForm
    refusals: ClassVar[Refusals] = ()

    def create(self, request: HttpRequest, values: dict[str, Any]) -> Model:
        raise NotImplementedError

    def update(self, request: HttpRequest, row: Any, values: dict[str, Any]) -> Model:
        raise NotImplementedError

    def remove(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError

    def apply(self, request: HttpRequest, form: Any) -> Model:
        """Do what the form says."""
        if form.instance.pk is None:
            return self.create(request, form.given_values())
        return self.update(request, form.instance, form.changed_values())

    def get_form(
        self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any
    ) -> type[AnyModelForm]:
        form: Any = super().get_form(request, obj, *args, **kwargs)  # made anew each time
        form.deed = lambda form: self.apply(request, form)
        form.refusals = self.refusals
        return cast("type[AnyModelForm]", form)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, *_change: Any) -> None:
        saved = self.apply(request, form)
        obj.pk, obj._state.adding = saved.pk, False
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out the deletion of many at once: each is asked what uses it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except self.refusals as error:  # between the rehearsal and the deed somebody was quicker
            return self.told(request, error)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except self.refusals as error:  # used since the page was shown
            return self.told(request, error)

    def told(self, request: HttpRequest, error: Exception) -> HttpResponse:
        messages.error(request, str(error))
        return HttpResponseRedirect(request.get_full_path())


class ServiceFormSet(AnyInlineFormSet):
    """The rows of a ServiceInline."""

    inline: "ServiceInline"
    request: HttpRequest

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.refusals = self.inline.refusals
        form.deed = lambda: self.apply(form)

    def apply(self, form: Any) -> Model | None:
        """Do what one row of the page says, unless it is to be deleted or says nothing."""
        if form.cleaned_data.get("DELETE") or not form.has_changed():
            return None
        own = {name for name in form.fields if name in self.inline.row_fields}
        if form.instance.pk is None:
            values = {name: form.cleaned_data[name] for name in own}
            return self.inline.create(self.request, self.instance, values)
        values = {name: form.cleaned_data[name] for name in own & set(form.changed_data)}
        return self.inline.update(self.request, form.instance, values)

    def save_new(self, form: Any, *_args: Any, **_options: Any) -> Any:
        return self.apply(form)

    def save_existing(self, form: Any, *_args: Any, **_options: Any) -> Any:
        return self.apply(form)

    def delete_existing(self, obj: Any, *_args: Any, **_options: Any) -> None:
        self.inline.remove(self.request, obj)


class ServiceInline(AnyTabular):
    """Rows of the page's one, made, changed and deleted by services; not on an add page."""

    form = ServiceForm
    formset = ServiceFormSet
    extra = 0
    row_fields: ClassVar[tuple[str, ...]] = ()
    refusals: ClassVar[Refusals] = ()

    def create(self, request: HttpRequest, parent: Any, values: dict[str, Any]) -> Model:
        raise NotImplementedError

    def update(self, request: HttpRequest, row: Any, values: dict[str, Any]) -> Model:
        raise NotImplementedError

    def remove(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)  # made anew each time
        formset.inline, formset.request = self, request
        return formset
