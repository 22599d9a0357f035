"""What is kept no longer than it has to be: rules, what they would remove, and removing it."""

from .categories import CATEGORIES, Category
from .removing import KIND, remove, request_due, request_run, run_for_job
from .rules import RetentionRefused, matching, rule_of, set_rule

__all__ = [
    "CATEGORIES",
    "KIND",
    "Category",
    "RetentionRefused",
    "matching",
    "remove",
    "request_due",
    "request_run",
    "rule_of",
    "run_for_job",
    "set_rule",
]
