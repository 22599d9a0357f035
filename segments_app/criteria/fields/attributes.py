"""Attributes that administrators define: criteria as soon as they are defined (decision 0031)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import AttributeChoice, AttributeValue
from contacts.services.attributes import PREFIX, Definition, definitions, offered
from segments_app.common.memory import remembered
from segments_app.criteria.kinds_of_attributes import KINDS_OF_ATTRIBUTES
from segments_app.criteria.options import AttributeChoices
from segments_app.criteria.registry import OF_COMPANY, OF_CONTACT, Criterion, Label, Link

from .contacts import contact

#: Before the code where the attribute of the contact's company is asked about.
COMPANY_PREFIX = f"company.{PREFIX}"


@dataclass(eq=False)
class Attributes:
    """The attributes as criteria: each asks its own rows of the values, which `link` ties."""

    prefix: str
    section: Label
    link: Link
    of: str = ""  # the type of contact that has them
    label: Any = "{attribute}"  # a text, or one that is translated when it is shown

    def get(self, key: str) -> Criterion | None:
        one = self._definition(key)
        return None if one is None or one.is_archived else self.criterion(one)

    def all(self) -> Mapping[str, Criterion]:
        return {f"{self.prefix}{one.code}": self.criterion(one) for one in offered(self.of)}

    def refusal(self, key: str) -> str:
        one = self._definition(key)
        if one is None or not one.is_archived:
            return ""
        message = _("The attribute %(attribute)s is archived. Remove the condition.")
        return message % {"attribute": one.label}

    def criterion(self, one: Definition) -> Criterion:
        """Return the criterion of an attribute; within a request always the same."""
        # The definition is part of the key: one that was changed meanwhile is another.
        return remembered(f"criterion:{self.prefix}{hash(one)}", lambda: self._made(one))

    def _definition(self, key: str) -> Definition | None:
        return definitions().get(key.removeprefix(self.prefix))

    def _made(self, one: Definition) -> Criterion:
        options = None
        if one.has_choices:
            rows = AttributeChoice.objects.filter(attribute=one.pk)
            options = AttributeChoices(rows, choices=one.choices)
        return Criterion(
            key=f"{self.prefix}{one.code}",
            label=format_lazy(self.label, attribute=one.label),
            kind=KINDS_OF_ATTRIBUTES[one.kind],
            path=one.column,
            section=self.section,
            options=options,
            rows=AttributeValue.objects.filter(attribute=one.pk),
            link=self.link,
        )


contact.found.extend(
    [
        Attributes(PREFIX, gettext_lazy("Attributes"), OF_CONTACT),
        Attributes(
            COMPANY_PREFIX,
            gettext_lazy("Attributes of the company"),
            OF_COMPANY,
            of="company",
            label=gettext_lazy("{attribute} of the company"),
        ),
    ]
)
