"""Makes the demo company: everything in one transaction, the same at every run."""

import random
from datetime import date

from django.db import transaction
from django.utils import translation

from contacts.models import (
    AttributeValue,
    ConsentState,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
)
from interactions.models import Interaction
from segments_app.common.sql import refresh_statistics

from .attributes import define as define_attributes
from .campaigns import make_catalogue
from .classification import classify
from .company import Company
from .consents import make_consents
from .history import make_history
from .people import make_contacts
from .privacy import make_privacy
from .segments import make_segments
from .setup import fill_setup, make_salespersons, make_tables, make_users
from .tasks import make_tasks

#: Tables of many rows, which the segments ask.
FILLED = (
    AttributeValue,
    ConsentState,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    Interaction,
)


@transaction.atomic
def build(*, size: int, seed: int, today: date) -> Company:
    """Fill an empty database with a company of `size` contacts, as it is on the day `today`."""
    company = Company(size, today, random.Random(seed))  # noqa: S311 - a demo, not a secret
    make_users(company)
    make_tables(company)
    make_salespersons(company)
    fill_setup(company)
    make_contacts(company)
    classify(company)
    define_attributes(company)
    make_consents(company)
    catalogue = make_catalogue(company)
    make_history(company, catalogue)
    refresh_statistics(*FILLED)
    with translation.override("en"):  # the language that what was logged is kept in
        make_segments(company, catalogue)
        make_tasks(company)
        make_privacy(company)
    return company
