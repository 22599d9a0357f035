"""Attributes that administrators define: reading, checking and writing their values."""

from contacts.models.attributes import WITH_CHOICES

from .defining import (
    InvalidAttribute,
    add_choice,
    change_attribute,
    change_choice,
    define_attribute,
    delete_attribute,
    delete_choice,
)
from .definitions import PREFIX, Choice, Definition, definitions, offered
from .texts import as_text, for_file, in_words, of_rows
from .values import MAX_TEXT, InvalidValue, Value, clean
from .writing import Change, held, set_values, taken, write

__all__ = [
    "MAX_TEXT",
    "PREFIX",
    "WITH_CHOICES",
    "Change",
    "Choice",
    "Definition",
    "InvalidAttribute",
    "InvalidValue",
    "Value",
    "add_choice",
    "as_text",
    "change_attribute",
    "change_choice",
    "clean",
    "define_attribute",
    "definitions",
    "delete_attribute",
    "delete_choice",
    "for_file",
    "held",
    "in_words",
    "of_rows",
    "offered",
    "set_values",
    "taken",
    "write",
]
