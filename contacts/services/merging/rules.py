"""What is special about some tables of contacts when two contacts become one."""

from django.db.models import Max, Q

from contacts.models import (
    AddressDateRange,
    AlternativeAddress,
    AttributeValue,
    BulkEditRow,
    ConsentEvent,
    ContactAnswer,
    ContactBusinessRelation,
    DuplicatePair,
    ImportRow,
    MatchKey,
    Restriction,
)
from contacts.services.consent import merge_consents

from .decisions import DECISIONS, Decision
from .journal import Journal

LONGEST_CODE = 20


def copy_addresses(journal: Journal) -> None:
    """Give all addresses to the one that stays; a code that it has too gets a number behind."""
    taken = set(
        AlternativeAddress.objects.filter(contact=journal.survivor.pk).values_list(
            "code", flat=True
        )
    )
    for address in AlternativeAddress.objects.filter(contact=journal.gone.pk).order_by("pk"):
        code = free_code(address.code, taken)
        taken.add(code)
        journal.copy_address(address, code=code)


def free_code(code: str, taken: set[str]) -> str:
    """Return the code, or the first with a number behind that nobody has."""
    free, number = code, 2
    while free in taken:
        free = f"{code[: LONGEST_CODE - 1 - len(str(number))]}-{number}"
        number += 1
    return free


def clear_ranges(journal: Journal) -> None:
    """Of two periods that begin on a day, the one of the contact that stays is kept."""
    days = AddressDateRange.objects.filter(contact=journal.survivor.pk).values("starts_on")
    journal.remove(AddressDateRange.objects.filter(contact=journal.gone.pk, starts_on__in=days))


def drop_addresses(journal: Journal) -> None:
    """Delete the addresses whose copies are in use; their values are in the journal."""
    AlternativeAddress.objects.filter(pk__in=journal.addresses).delete()


def unite_answers(journal: Journal) -> None:
    """A question of one answer keeps that of the contact that stays; a minor has none at all."""
    theirs = ContactAnswer.objects.filter(contact=journal.gone.pk)
    own = ContactAnswer.objects.filter(contact=journal.survivor.pk)
    if journal.survivor.is_minor:
        journal.remove(theirs)
        journal.remove(own)
        return
    asked = Q(question__is_multiple=False, question__in=own.values("question"))
    journal.remove(theirs.filter(asked | Q(answer__in=own.values("answer"))))


def unite_relations(journal: Journal) -> None:
    """Links to the books stay: to a relation without one they are taken over, else the first."""
    own = {r.business_relation_id: r for r in _relations(journal.survivor.pk)}
    linked = {relation.linked_to for relation in own.values() if relation.linked_to}
    for relation in _relations(journal.gone.pk):
        same = own.get(relation.business_relation_id)
        is_free = relation.linked_to and relation.linked_to not in linked
        if same is not None and is_free and not same.linked_to:
            journal.change(same, linked_to=relation.linked_to, linked_number=relation.linked_number)
        elif same is None and relation.linked_to in linked:
            journal.change(relation, linked_to="", linked_number="")
        linked.add(relation.linked_to)
    journal.remove(
        ContactBusinessRelation.objects.filter(
            contact=journal.gone.pk, business_relation__in=list(own)
        )
    )


def _relations(contact: int) -> list[ContactBusinessRelation]:
    return list(ContactBusinessRelation.objects.filter(contact=contact).order_by("pk"))


def choose_attributes(journal: Journal) -> None:
    """Leave out the value of an attribute that was not chosen."""
    both = {journal.survivor.pk, journal.gone.pk}
    for attribute, chosen in sorted(journal.attributes.items()):
        others = AttributeValue.objects.filter(attribute=attribute, contact__in=both - {chosen})
        journal.remove(others)


def drop_pairs(journal: Journal) -> None:
    """What was said of pairs with the one that goes comes back with it."""
    gone = journal.gone.pk
    journal.remove(DuplicatePair.objects.filter(Q(first=gone) | Q(second=gone)))


def drop_keys(journal: Journal) -> None:
    """Keys are computed."""
    MatchKey.objects.filter(contact=journal.gone.pk).delete()


def leave_imports(journal: Journal) -> None:
    """Rows of imports let go: taking an import back must not touch the contact that stays."""
    for row in ImportRow.objects.filter(contact=journal.gone.pk).order_by("pk"):
        journal.change(row, contact_id=None)


def leave_edits(journal: Journal) -> None:
    """Undoing a change of many must not touch the contact that stays."""
    journal.remove(BulkEditRow.objects.filter(contact=journal.gone.pk))


def unite_consents(journal: Journal) -> None:
    """The one that stays gets all that was said; the most restrictive wins."""
    merge = journal.merge
    journal.keep(ConsentEvent.objects.filter(contact=journal.gone.pk).order_by("pk"))
    last = ConsentEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    merge_consents(journal.survivor, merged=[journal.gone], by=merge.merged_by, now=merge.merged_at)
    journal.note_written(ConsentEvent.objects.filter(contact=journal.survivor.pk, pk__gt=last))


def unite_restrictions(journal: Journal) -> None:
    """One restriction is in force at a time."""
    in_force = Restriction.objects.filter(lifted_at=None)
    if in_force.filter(contact=journal.survivor.pk).exists():
        journal.remove(in_force.filter(contact=journal.gone.pk))


DECISIONS |= {
    "contacts.ConsentEvent.contact": Decision(prepare=unite_consents, is_moved=False),
    "contacts.ConsentState.contact": Decision(is_moved=False),
    "contacts.Restriction.contact": Decision(prepare=unite_restrictions),
    "contacts.SuppressedContact.contact": Decision(same=("suppression",)),
    "contacts.UncheckedContact.contact": Decision(is_moved=False),
    "contacts.AlternativeAddress.contact": Decision(
        prepare=copy_addresses, finish=drop_addresses, is_moved=False
    ),
    "contacts.AddressDateRange.contact": Decision(prepare=clear_ranges),
    "contacts.ContactMailingGroup.contact": Decision(same=("mailing_group",)),
    "contacts.ContactIndustryGroup.contact": Decision(same=("industry_group",)),
    "contacts.ContactBusinessRelation.contact": Decision(prepare=unite_relations),
    "contacts.ContactJobResponsibility.contact": Decision(same=("job_responsibility",)),
    "contacts.ContactWebSource.contact": Decision(same=("web_source",)),
    "contacts.ContactAnswer.contact": Decision(prepare=unite_answers),
    "contacts.ContactComment.contact": Decision(),
    "contacts.ContactFile.contact": Decision(),
    "contacts.ContactChange.contact": Decision(),
    "contacts.AttributeValue.contact": Decision(
        prepare=choose_attributes, same=("attribute", "slot")
    ),
    "contacts.Contact.company": Decision(),
    "contacts.BulkEditRow.contact": Decision(prepare=leave_edits),
    "contacts.ImportRow.contact": Decision(prepare=leave_imports),
    "contacts.Merge.survivor": Decision(),
    "contacts.MatchKey.contact": Decision(finish=drop_keys, is_moved=False),
    "contacts.DuplicatePair.first": Decision(prepare=drop_pairs),
    "contacts.DuplicatePair.second": Decision(),
}
