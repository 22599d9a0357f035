"""Pages below /contacts/. The page of one contact is above, in segments_app: it shows history."""

from .addresses import (
    address_period_delete,
    address_period_new,
    alternative_address_delete,
    alternative_address_edit,
    alternative_address_new,
)
from .cards import contact_business_card, contact_card
from .changes import (
    contact_change_type,
    contact_delete,
    contact_edit,
    contact_greetings,
    contact_new,
)
from .comments import contact_comment_delete, contact_comment_new
from .consents import (
    contact_consent_give,
    contact_consent_proof,
    contact_consent_withdraw,
    contact_consents,
)
from .consents_of_many import contact_bulk_consent
from .files import contact_file, contact_file_delete, contact_file_new
from .groups import (
    business_relation_link,
    contact_groups,
    contact_web_source_delete,
    contact_web_source_new,
)
from .lists import company_options, contact_add_to_group, contact_list, contact_options
from .pictures import contact_picture, contact_picture_edit
from .questionnaires import contact_questionnaire
from .restrictions import contact_restriction
from .suppressions import suppression_lift, suppression_list

__all__ = [
    "address_period_delete",
    "address_period_new",
    "alternative_address_delete",
    "alternative_address_edit",
    "alternative_address_new",
    "business_relation_link",
    "company_options",
    "contact_add_to_group",
    "contact_bulk_consent",
    "contact_business_card",
    "contact_card",
    "contact_change_type",
    "contact_comment_delete",
    "contact_comment_new",
    "contact_consent_give",
    "contact_consent_proof",
    "contact_consent_withdraw",
    "contact_consents",
    "contact_delete",
    "contact_edit",
    "contact_file",
    "contact_file_delete",
    "contact_file_new",
    "contact_greetings",
    "contact_groups",
    "contact_list",
    "contact_new",
    "contact_options",
    "contact_picture",
    "contact_picture_edit",
    "contact_questionnaire",
    "contact_restriction",
    "contact_web_source_delete",
    "contact_web_source_new",
    "suppression_lift",
    "suppression_list",
]
