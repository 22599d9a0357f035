"""A file of contacts: which one, how it is written, what its columns are, how to import it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from contacts.models import ContactImport
from contacts.services.attributes import offered
from contacts.services.importing.attribute_columns import known_fields
from contacts.services.importing.options import (
    DateFormat,
    DecimalSign,
    Kind,
    Match,
    Mode,
    Options,
    Possible,
)
from segments_app.common.sheets import ENCODINGS, Shape

SELECT = {"class": "form-select"}
BOX = {"class": "form-check-input"}
DELIMITERS = [(",", ","), (";", ";"), ("\t", _("Tab")), ("|", "|"), (" ", _("Blank"))]
DELIMITERS += [(sign, sign) for sign in ":^~#"]
NO_QUOTE = "none"
QUOTES = [('"', '"'), ("'", "'"), (NO_QUOTE, _("Nothing"))]
ACCEPTED = ".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.ods,.vcf,.vcard"


class ContactFileForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        help_text=_(
            "A CSV file, a spreadsheet (XLSX, XLS, ODS) or business cards (vCard). "
            "You see what would happen before anything is changed."
        ),
        widget=forms.ClearableFileInput({"class": "form-control", "accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said, most = str(self.fields["upload"].help_text), filesizeformat(settings.IMPORT_MAX_SIZE)
        limit = gettext("%(size)s at most.") % {"size": most}
        self.fields["upload"].help_text = f"{said} {limit}"


class ShapeForm(forms.Form):
    """How the file is to be read where the guess was wrong."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[*ENCODINGS.items()], widget=forms.Select(SELECT)
    )
    delimiter = forms.ChoiceField(
        label=_("Between the columns"), choices=DELIMITERS, widget=forms.Select(SELECT)
    )
    quote = forms.ChoiceField(
        label=_("Around texts"), choices=QUOTES, required=False, widget=forms.Select(SELECT)
    )
    sheet = forms.ChoiceField(label=_("Worksheet"), widget=forms.Select(SELECT))
    header_line = forms.IntegerField(
        label=_("Line with the names of the columns"),
        help_text=_("0 where the file has none."),
        min_value=0,
        max_value=1000,
        widget=forms.NumberInput({"class": "form-control"}),
    )

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        self.shape = shape
        said = vars(shape) | {"quote": shape.quote or NO_QUOTE}
        super().__init__(*args, **{"initial": said, **kwargs})
        unused = {
            "csv": ["sheet"],
            "sheet": ["encoding", "delimiter", "quote"],
            "vcard": ["sheet", "delimiter", "quote", "header_line"],
        }
        for name in unused.get(shape.kind, []):
            del self.fields[name]
        if "sheet" in self.fields:
            self.fields["sheet"].choices = [(name, name) for name in shape.sheets]  # type: ignore[attr-defined]
        if "encoding" in self.fields and shape.encoding not in ENCODINGS:
            choices = [(shape.encoding, shape.encoding), *ENCODINGS.items()]
            self.fields["encoding"].choices = choices  # type: ignore[attr-defined]
        if "delimiter" in self.fields and shape.delimiter not in dict(DELIMITERS):
            signs = [*DELIMITERS, (shape.delimiter, shape.delimiter)]  # said by a line sep=…
            self.fields["delimiter"].choices = signs  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Shape:
        """The shape as it was said."""
        said = {**vars(self.shape), **self.cleaned_data}
        quote = said["quote"] or self.shape.quote
        return Shape(**said | {"quote": "" if quote == NO_QUOTE else quote})


class MappingForm(forms.Form):
    """A field for each column, and the options."""

    match = forms.ChoiceField(
        label=_("A row is about a contact that is there when this is the same"),
        choices=Match.choices,
        widget=forms.Select(SELECT),
    )
    mode = forms.ChoiceField(
        label=_("Contacts that are there"), choices=Mode.choices, widget=forms.Select(SELECT)
    )
    possible = forms.ChoiceField(
        label=_("New contacts who may be there already under another name or address"),
        help_text=_("After the look you see who they are, and choose row by row."),
        choices=Possible.choices,
        widget=forms.Select(SELECT),
    )
    kind = forms.ChoiceField(
        label=_("Rows that do not say it are"), choices=Kind.choices, widget=forms.Select(SELECT)
    )
    phone_country = forms.ChoiceField(
        label=_("Country of telephone numbers"),
        help_text=_("Of those without + in rows that name no country; else that country is meant."),
        required=False,
        widget=forms.Select({**SELECT, "data-picker": ""}),
    )
    keeps_phones = forms.BooleanField(
        label=_("Keep telephone numbers that cannot be read as they are"),
        required=False,
        help_text=_("Else their rows are rejected."),
        widget=forms.CheckboxInput(BOX),
    )
    date_format = forms.ChoiceField(
        label=_("Dates"),
        help_text=_("Those that begin with the year are always understood."),
        choices=DateFormat.choices,
        widget=forms.Select(SELECT),
    )
    decimal_sign = forms.ChoiceField(
        label=_("Before the decimals"), choices=DecimalSign.choices, widget=forms.Select(SELECT)
    )
    creates_companies = forms.BooleanField(
        label=_("Make companies that persons name and nobody knows"),
        required=False,
        widget=forms.CheckboxInput(BOX),
    )
    finds_by_domain = forms.BooleanField(
        label=_("Find companies by the domain of e-mail addresses"),
        required=False,
        help_text=_("Of persons for whom the file names no company."),
        widget=forms.CheckboxInput(BOX),
    )

    def __init__(self, *args: Any, imported: ContactImport, **kwargs: Any) -> None:
        said = Options.of(imported.options).as_dict()
        super().__init__(*args, **{"initial": said, **kwargs})
        self.fields["phone_country"].choices = [("", _("None")), *countries]  # type: ignore[attr-defined]
        if not any(one.kind in ("date", "number") for one in offered()):
            del self.fields["date_format"], self.fields["decimal_sign"]
        self.columns = imported.header
        self.samples = imported.samples
        choices: list[Any] = [("", _("Leave out"))]
        choices += [(name, capfirst(str(field.label))) for name, field in known_fields().items()]
        for index, title in enumerate(self.columns):
            name = imported.mapping[index] if index < len(imported.mapping) else ""
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=title,
                choices=choices,
                required=False,
                initial=name,
                widget=forms.Select(SELECT),
            )

    def rows(self) -> Iterator[tuple[BoundField, list[str]]]:
        """Yield the control of each column with its first values."""
        for index in range(len(self.columns)):
            values = [row[index] for row in self.samples if index < len(row) and row[index]]
            yield self[f"column_{index}"], values[:3]

    @property
    def mapping(self) -> list[str]:
        """The fields chosen, in the order of the columns."""
        return [self.cleaned_data[f"column_{index}"] for index in range(len(self.columns))]

    @property
    def options(self) -> Options:
        """The options chosen."""
        said = {k: v for k, v in self.cleaned_data.items() if not k.startswith("column_")}
        return Options.of(said)
