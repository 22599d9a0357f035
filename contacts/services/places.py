"""Post codes and cities complete each other from the table of post codes."""

from django.db.models import Q

from contacts.models import Contact, PostCode

ENOUGH = 2  # rows read to see whether there is exactly one


def complete_place(contact: Contact) -> None:
    """Fill in the city of a post code, or the post code of a city, where there is just one."""
    if contact.postcode and not contact.city:
        found = PostCode.objects.filter(code__iexact=contact.postcode)
    elif contact.city and not contact.postcode:
        found = PostCode.objects.filter(city__iexact=contact.city)
    else:
        return
    if contact.country:
        found = found.filter(Q(country=contact.country) | Q(country=""))
    places = list(found.order_by("pk")[:ENOUGH])
    if len(places) == 1:
        fill_in(contact, places[0])


def fill_in(contact: Contact, place: PostCode) -> None:
    """Take over what the place knows and the contact leaves empty."""
    contact.postcode = contact.postcode or place.code
    contact.city = contact.city or place.city
    contact.county = contact.county or place.county
    contact.country = contact.country or place.country
