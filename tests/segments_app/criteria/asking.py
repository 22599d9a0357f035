"""Asks many rules at once: each is a member of one UNION ALL."""

from django.db.models import IntegerField, Value

from contacts.models import Contact
from segments_app.criteria.rules import read_rules
from tests.segments_app.criteria.population import NOW

MEMBERS = 40  # of one statement


def matching_all(rules, now=NOW):
    """Return for each rule the keys of the contacts that it finds, as often as it finds them."""
    nodes, compiler = read_rules(rules, now=now)
    found = [[] for _rule in nodes]
    for first in range(0, len(nodes), MEMBERS):
        members = [
            compiler.contacts(node).values_list(Value(first + place, IntegerField()), "pk")
            for place, node in enumerate(nodes[first : first + MEMBERS])
        ]
        for place, key in Contact.objects.none().values_list("pk", "pk").union(*members, all=True):
            found[place].append(key)
    return found
