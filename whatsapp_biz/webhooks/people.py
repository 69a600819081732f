"""Who is meant: the people described beside messages and preferences."""

from __future__ import annotations

from ..contact import canonical_digits
from .reading import Json, People, Person, id_of, text_of

_NOBODY: Person = (None, None, None)
_IDS_OF_ONE = 2  # a person is filed under at most a wa_id and a user_id


def people_of(value: Json) -> People:
    """Whoever is described in the ``contacts`` of *value*."""
    people: People = {}
    contacts = value.get("contacts")
    if type(contacts) is not list:
        return people
    for contact in contacts:
        if type(contact) is not dict:
            continue
        wa_id, user_id = id_of(contact, "wa_id"), text_of(contact, "user_id")
        profile = contact.get("profile")
        person = (wa_id, user_id, text_of(profile, "name") if type(profile) is dict else None)
        if wa_id is not None:
            people[wa_id] = person
        if user_id is not None:
            people[user_id] = person
    return people


def person_of(people: People, wa_id: str | None, user_id: str | None) -> Person:
    """Whoever of *people* has one of these ids, or nobody."""
    return people.get(wa_id) or people.get(user_id) or _the_only_one(people, wa_id, user_id)


def _the_only_one(people: People, wa_id: str | None, user_id: str | None) -> Person:
    """The one person there is, if nothing speaks against it.

    A wrong guess would join two people, and give one the opt-in of the other.
    """
    described = set(people.values()) if len(people) <= _IDS_OF_ONE else set()
    if len(described) != 1:
        return _NOBODY
    person = described.pop()
    if wa_id is None and user_id is None:
        return person
    described_as = person[0]
    if wa_id is None or described_as is None:
        return _NOBODY
    return person if canonical_digits(wa_id) == canonical_digits(described_as) else _NOBODY
