"""The consent store as the shell sees it: whole persons, and one kind of failure."""

from __future__ import annotations

from typing import final

from .. import errors
from ..consent.events import ConsentEvent
from ..consent.standing import Standing, about, fold, stranger
from ..consent.store import AsyncConsentStore
from ..contact import Contact

_MOST_ALIASES = 16  # contacts one person may be known by; more is a broken store


@final
class AsyncLedger:
    """Facts of one store."""

    def __init__(self, store: AsyncConsentStore) -> None:
        self._store = store

    async def append(self, event: ConsentEvent) -> None:
        """Keep *event*.

        Raises:
            LedgerUnavailable: The store failed.
        """
        try:
            await self._store.append(event)
        except Exception as exc:  # noqa: BLE001 - stores raise anything; all of it means no
            problem = errors.LedgerUnavailable(_failed("append", exc))
        else:
            return
        # Without the cause: drivers put parameters, and so numbers, into their messages.
        raise problem

    async def history(self, contact: Contact) -> list[ConsentEvent]:
        """Every fact about the person behind *contact*, under whatever contact it is filed.

        Raises:
            LedgerUnavailable: The store failed, or knows the person by too many contacts.
        """
        facts = await self._read(contact)
        seen = set(contact.keys)
        for _ in range(_MOST_ALIASES):
            other = stranger(facts, seen)
            if other is None:
                return facts
            seen.update(other.keys)
            kept = {fact.id for fact in facts}
            facts += [fact for fact in await self._read(other) if fact.id not in kept]
        raise errors.LedgerUnavailable("the store knows one person by too many contacts")

    async def standing(self, contact: Contact, phone_number_id: str) -> Standing:
        """What is known of the person behind *contact* on one business number."""
        return fold(await self.history(contact), phone_number_id=phone_number_id)

    async def _read(self, contact: Contact) -> list[ConsentEvent]:
        try:
            return about(contact, await self._store.history(contact))
        except Exception as exc:  # noqa: BLE001 - stores raise anything; all of it means no
            problem = errors.LedgerUnavailable(_failed("history", exc))
        raise problem


def _failed(what: str, exc: Exception) -> str:
    said = f": {exc}" if isinstance(exc, errors.LedgerUnavailable) else ""
    return f"the consent store failed at {what} ({type(exc).__name__}){said}; nothing was sent"
