"""The usual question about changes as people say it: "Territory changed from North to South"."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .tree import Group, Leaf, Node, Some

#: What may be asked for these words, and how.
SAID = {"field": "any_of", "old": "is", "new": "is", "changed_at": "in_last"}


def change_in_words(node: Some, labels: Mapping[Any, Any]) -> str:
    """Return the clause, "" where more is asked than it can say; `labels` name the fields."""
    parts = _parts(node)
    if "field" not in parts or len(parts["field"].value) != 1:
        return ""
    words = {key: leaf.operator.shape.words(leaf.value, {})["value"] for key, leaf in parts.items()}
    words["field"] = str(labels.get(parts["field"].value[0], parts["field"].value[0]))
    if "old" in parts and "new" in parts:
        told = _("%(field)s changed from %(old)s to %(new)s") % words
    elif "old" in parts:
        told = _("%(field)s changed from %(old)s") % words
    elif "new" in parts:
        told = _("%(field)s changed to %(new)s") % words
    else:
        told = _("%(field)s changed") % words
    if "changed_at" not in parts:
        return told
    return _("%(change)s in the last %(span)s") % {"change": told, "span": words["changed_at"]}


def _parts(node: Some) -> dict[str, Leaf]:
    """Return the conditions by their field; none where there is one that has no words here."""
    is_usual = node.source.key == "change" and (node.times, node.count) == ("at_least", 1)
    if not is_usual or not isinstance(node.where, Group) or not node.where.every:
        return {}
    parts = {_key(part): part for part in node.where.parts if isinstance(part, Leaf)}
    return parts if len(parts) == len(node.where.parts) and parts.keys() <= SAID.keys() else {}


def _key(node: Node) -> str:
    if isinstance(node, Leaf) and SAID.get(node.criterion.key) == node.key:
        return node.criterion.key
    return ""
