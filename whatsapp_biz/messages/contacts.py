"""Contact cards to send."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from . import limits
from ._value import MessageValue, Part, check_text, doubt, items, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class _Flat(Part):
    """A part whose fields are all optional texts and go by their own names on the wire."""

    __slots__ = ()

    def _check(self) -> None:
        given = self._wire()
        if not given:
            raise ValueError(f"{type(self).__name__} is empty: give at least one of its fields")
        for name, value in given.items():
            check_text(f"{type(self).__name__}.{name}", value)

    def _wire(self) -> dict[str, Any]:
        return {
            a.name: value
            for a in self.__attrs_attrs__
            if a.name != "extra" and (value := getattr(self, a.name)) is not None
        }


@attrs.frozen(eq=False, repr=False)
class ContactName(_Flat):
    """The name on a card.

    Args:
        formatted_name: The whole name, as shown.
        first_name: At least one of this and the following is needed besides *formatted_name*.

    Raises:
        ValueError: There is no other part, or a text is empty.
    """

    formatted_name: str
    first_name: str | None = attrs.field(default=None, kw_only=True)
    middle_name: str | None = attrs.field(default=None, kw_only=True)
    last_name: str | None = attrs.field(default=None, kw_only=True)
    prefix: str | None = attrs.field(default=None, kw_only=True)
    suffix: str | None = attrs.field(default=None, kw_only=True)

    def _check(self) -> None:
        check_text("ContactName.formatted_name", self.formatted_name)
        super()._check()
        if len(self._wire()) == 1:
            raise ValueError(
                "ContactName needs one more part besides formatted_name, e.g. first_name="
            )


@attrs.frozen(eq=False, repr=False)
class ContactPhone(_Flat):
    """A number on a card.

    Args:
        phone: As shown.
        type: ``"CELL"``, ``"HOME"``, ``"WORK"``, …
        wa_id: Its WhatsApp id; adds a button to write to it.
    """

    phone: str | None = None
    type: str | None = attrs.field(default=None, kw_only=True)
    wa_id: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class ContactEmail(_Flat):
    """An e-mail address on a card; *type* is ``"HOME"`` or ``"WORK"``."""

    email: str | None = None
    type: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class ContactUrl(_Flat):
    """A web address on a card; *type* is ``"HOME"`` or ``"WORK"``."""

    url: str | None = None
    type: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ContactAddress(_Flat):
    """A postal address on a card; *country_code* is ISO 3166-1 alpha-2."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    type: str | None = None


@attrs.frozen(eq=False, repr=False)
class ContactOrg(_Flat):
    """Where the person works."""

    company: str | None = None
    department: str | None = attrs.field(default=None, kw_only=True)
    title: str | None = attrs.field(default=None, kw_only=True)


def _name(value: ContactName | str) -> ContactName:
    return ContactName(value, first_name=value) if isinstance(value, str) else value


def _birthday(value: date | str | None) -> str | None:
    return value.isoformat()[:10] if isinstance(value, date) else value


def _phones(value: Sequence[ContactPhone | str]) -> tuple[ContactPhone, ...]:
    given = items("ContactCard.phones", value)
    return tuple(ContactPhone(phone) if isinstance(phone, str) else phone for phone in given)


def _emails(value: Sequence[ContactEmail | str]) -> tuple[ContactEmail, ...]:
    given = items("ContactCard.emails", value)
    return tuple(ContactEmail(email) if isinstance(email, str) else email for email in given)


def _urls(value: Sequence[ContactUrl | str]) -> tuple[ContactUrl, ...]:
    given = items("ContactCard.urls", value)
    return tuple(ContactUrl(url) if isinstance(url, str) else url for url in given)


def _addresses(value: Sequence[ContactAddress]) -> tuple[ContactAddress, ...]:
    return items("ContactCard.addresses", value)


@attrs.frozen(eq=False, repr=False)
class ContactCard(Part):
    """One person or business on a card.

    Args:
        name: A `ContactName`, or the whole name as a str.
        phones: `ContactPhone` values, or numbers as str.
        emails: `ContactEmail` values, or addresses as str.
        addresses: `ContactAddress` values.
        urls: `ContactUrl` values, or addresses as str.
        org: Where they work.
        birthday: A day, or ``YYYY-MM-DD``.

    Raises:
        ValueError: A value is of the wrong kind or empty.
    """

    name: ContactName = attrs.field(converter=_name)
    phones: tuple[ContactPhone, ...] = attrs.field(default=(), kw_only=True, converter=_phones)
    emails: tuple[ContactEmail, ...] = attrs.field(default=(), kw_only=True, converter=_emails)
    addresses: tuple[ContactAddress, ...] = attrs.field(
        default=(), kw_only=True, converter=_addresses
    )
    urls: tuple[ContactUrl, ...] = attrs.field(default=(), kw_only=True, converter=_urls)
    org: ContactOrg | None = attrs.field(default=None, kw_only=True)
    birthday: str | None = attrs.field(default=None, kw_only=True, converter=_birthday)

    def _check(self) -> None:
        for field, kind in _PARTS.items():
            value = getattr(self, field)
            for part in value if isinstance(value, tuple) else (value,):
                if part is not None and not isinstance(part, kind):
                    raise wrong(f"ContactCard.{field}", f"a {kind.__name__}", part)
        if self.name is None:
            raise ValueError("ContactCard.name must be given")
        if self.birthday is not None and not _DAY.match(str(self.birthday)):
            raise ValueError("ContactCard.birthday must be a date, or YYYY-MM-DD")

    def _wire(self) -> dict[str, Any]:
        wire: dict[str, Any] = {"name": self.name.payload()}
        for field in ("phones", "emails", "addresses", "urls"):
            parts = getattr(self, field)
            if parts:
                wire[field] = [part.payload() for part in parts]
        if self.org is not None:
            wire["org"] = self.org.payload()
        if self.birthday is not None:
            wire["birthday"] = self.birthday
        return wire


_PARTS: dict[str, type[Part]] = {
    "name": ContactName,
    "phones": ContactPhone,
    "emails": ContactEmail,
    "addresses": ContactAddress,
    "urls": ContactUrl,
    "org": ContactOrg,
}


def _cards(value: Sequence[ContactCard]) -> tuple[ContactCard, ...]:
    return items("Contacts.cards", value)


@attrs.frozen(eq=False, repr=False)
class Contacts(MessageValue):
    """One or more contact cards.

    Args:
        cards: At least one; above 257 it warns, since Meta's pages disagree.

    Raises:
        ValueError: There is none, or one is no `ContactCard`.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/contacts-messages
    """

    kind = "contacts"

    cards: tuple[ContactCard, ...] = attrs.field(converter=_cards)

    def _check(self) -> None:
        if not self.cards:
            raise ValueError("Contacts.cards is empty: give at least one ContactCard")
        for card in self.cards:
            if not isinstance(card, ContactCard):
                raise wrong("Contacts.cards", "ContactCard values", card)
        if len(self.cards) > limits.CONTACTS:
            doubt(
                f"Contacts has {len(self.cards)} cards; Meta may refuse more than "
                f"{limits.CONTACTS}: split them",
                stacklevel=4,
            )

    def _wire(self) -> dict[str, Any]:
        return {"type": "contacts", "contacts": [card.payload() for card in self.cards]}
