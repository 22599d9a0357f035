"""What is done to contacts. Other packages call these, module-qualified."""

from . import attributes
from .addresses import (
    InvalidAddress,
    active_address,
    add_period,
    address_block,
    addressee,
    create_alternative_address,
    delete_alternative_address,
    delete_period,
    place_of,
    update_alternative_address,
)
from .answers import AnswerRefused, answer_question, answer_questions, questions_for
from .belonging import Belonging, create_with, update_with
from .cards import card_name, card_of
from .changes import ToldChange, erase_changes, field_label, told
from .checks import InvalidValue, clean_email, clean_home_page, clean_phone, clean_vat_number
from .comments import EmptyComment, add_comment, delete_comment
from .consent import (
    ConsentRefused,
    Recorded,
    Statement,
    merge_consents,
    record_consent,
    record_consents,
    take_back_consents,
)
from .consent_looking import look_at
from .contacts import ChangedMeanwhile, create_contact, delete_contact, update_contact
from .defaults import current_setup, own_salesperson, starting_values
from .exporting import ContactExport
from .files import (
    FileRefused,
    delete_file,
    discard_files,
    store_file,
    stored_names,
)
from .groups import (
    Changed,
    LinkRefused,
    WrongOwner,
    add_to_mailing_group,
    classified_company,
    link_business_relation,
    remove_from_mailing_group,
    remove_web_source,
    set_business_relations,
    set_industry_groups,
    set_job_responsibilities,
    set_mailing_groups,
    set_web_source,
)
from .names import NameParts, compose_name, initials_of, split_name
from .numbers import (
    NoNumberSeries,
    TypedNumberRefused,
    allows_typed,
    next_number,
    next_numbers,
    number_for,
    numbers_for_rows,
    skip_numbers,
)
from .pictures import PictureRefused, remove_picture, set_picture
from .places import complete_place
from .preparing import InvalidContact
from .privacy import StaysBlocked
from .refusals import InvalidValues, Refused
from .restricting import lift_restriction, restrict_contact
from .salutations import Greeting, greetings, salutation_text
from .saying import record_statement
from .search_words import fill_search_words, own_search_words, refresh_search_text, search_words
from .standing import OfPurpose, OnChannel, Standing, events_of, standing
from .suppressing import (
    Address,
    SuppressionRefused,
    check_addresses,
    lift_suppression,
    suppress,
    suppress_contact,
    suppressed_on,
    suppression_of,
)
from .types import TypeStays, change_type, type_reasons
from .uses import ContactUse, uses_of

__all__ = [
    "Address",
    "AnswerRefused",
    "Belonging",
    "Changed",
    "ChangedMeanwhile",
    "ConsentRefused",
    "ContactExport",
    "ContactUse",
    "EmptyComment",
    "FileRefused",
    "Greeting",
    "InvalidAddress",
    "InvalidContact",
    "InvalidValue",
    "InvalidValues",
    "LinkRefused",
    "NameParts",
    "NoNumberSeries",
    "OfPurpose",
    "OnChannel",
    "PictureRefused",
    "Recorded",
    "Refused",
    "Standing",
    "Statement",
    "StaysBlocked",
    "SuppressionRefused",
    "ToldChange",
    "TypeStays",
    "TypedNumberRefused",
    "WrongOwner",
    "active_address",
    "add_comment",
    "add_period",
    "add_to_mailing_group",
    "address_block",
    "addressee",
    "allows_typed",
    "answer_question",
    "answer_questions",
    "attributes",
    "card_name",
    "card_of",
    "change_type",
    "check_addresses",
    "classified_company",
    "clean_email",
    "clean_home_page",
    "clean_phone",
    "clean_vat_number",
    "complete_place",
    "compose_name",
    "create_alternative_address",
    "create_contact",
    "create_with",
    "current_setup",
    "delete_alternative_address",
    "delete_comment",
    "delete_contact",
    "delete_file",
    "delete_period",
    "discard_files",
    "erase_changes",
    "events_of",
    "field_label",
    "fill_search_words",
    "greetings",
    "initials_of",
    "lift_restriction",
    "lift_suppression",
    "link_business_relation",
    "look_at",
    "merge_consents",
    "next_number",
    "next_numbers",
    "number_for",
    "numbers_for_rows",
    "own_salesperson",
    "own_search_words",
    "place_of",
    "questions_for",
    "record_consent",
    "record_consents",
    "record_statement",
    "refresh_search_text",
    "remove_from_mailing_group",
    "remove_picture",
    "remove_web_source",
    "restrict_contact",
    "salutation_text",
    "search_words",
    "set_business_relations",
    "set_industry_groups",
    "set_job_responsibilities",
    "set_mailing_groups",
    "set_picture",
    "set_web_source",
    "skip_numbers",
    "split_name",
    "standing",
    "starting_values",
    "store_file",
    "stored_names",
    "suppress",
    "suppress_contact",
    "suppressed_on",
    "suppression_of",
    "take_back_consents",
    "told",
    "type_reasons",
    "update_alternative_address",
    "update_contact",
    "update_with",
    "uses_of",
]
