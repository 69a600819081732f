"""``wa.consent``: record, withdraw, ask and explain."""

from __future__ import annotations

from datetime import datetime
from typing import final

from ...clock import Clock
from ...consent import recording
from ...consent.categories import Categories
from ...consent.decision import Decision
from ...consent.events import ConsentEvent, OptedIn, OptedOut
from ...consent.explanation import Explanation, attempts
from ...consent.purpose import ALL, Purpose
from ...contact import Contact
from ...messages import Message
from ...operations.send import Send
from ..gate import AsyncGate
from ..ledger import AsyncLedger


@final
class AsyncConsent:
    """What people agreed to and refused."""

    def __init__(
        self,
        gate: AsyncGate,
        ledger: AsyncLedger,
        clock: Clock,
        phone_number_id: str,
        categories: Categories,
    ) -> None:
        self._gate = gate
        self._ledger = ledger
        self._clock = clock
        self._phone_number_id = phone_number_id
        self._categories = categories

    async def opt_in(
        self,
        to: Contact | str,
        *,
        purpose: Purpose | str,
        evidence: str,
        method: str = "",
        wording: str = "",
        at: datetime | None = None,
        confirmed_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> OptedIn:
        """Record that a person agreed to one purpose.

        Args:
            to: Who agreed.
            purpose: One of `Purpose`; never ``"all"``.
            evidence: What proves it, e.g. ``"form:checkout-v3#2026-11-23T10:02Z"``.
            method: How it was given, e.g. ``"web_form"``, ``"paper"``, ``"chat"``.
            wording: Id or version of the text that was agreed to.
            at: When; now if None. Aware.
            confirmed_at: When the number itself confirmed it (double opt-in). Aware.
            expires_at: First instant at which it no longer counts. Aware.

        Raises:
            ValueError: *to* is nobody, *purpose* is none, *evidence* is empty, a time is naive.
            LedgerUnavailable: It was not recorded.
        """
        fact = recording.opted_in(
            Contact.of(to),
            now=self._clock(),
            purpose=purpose,
            evidence=evidence,
            method=method,
            wording=wording,
            at=at,
            confirmed_at=confirmed_at,
            expires_at=expires_at,
        )
        await self._ledger.append(fact)
        return fact

    async def opt_out(
        self,
        to: Contact | str,
        *,
        purpose: Purpose | str = ALL,
        via: str = "manual",
        at: datetime | None = None,
    ) -> OptedOut:
        """Record that a person refused; it never needs more than this.

        Args:
            to: Who refused.
            purpose: One of `Purpose`, or ``"all"``.
            via: How it reached you, e.g. ``"email"``, ``"phone"``, ``"portal"``.
            at: When; now if None. Aware.

        Raises:
            ValueError: *to* is nobody, *purpose* is none, *at* is naive.
            LedgerUnavailable: It was not recorded. Try again until it is.
        """
        now = self._clock()
        fact = recording.opted_out(Contact.of(to), now=now, purpose=purpose, via=via, at=at)
        await self._ledger.append(fact)
        return fact

    async def state_age(self, to: Contact | str, *, age: int) -> None:
        """Record a person's present age in whole years.

        Raises:
            ValueError: *to* is nobody, or *age* is not from 0 to 150.
            LedgerUnavailable: It was not recorded.
        """
        await self._ledger.append(recording.age(Contact.of(to), now=self._clock(), age=age))

    async def check(
        self, message: Message | str, *, to: Contact | str, purpose: Purpose | str | None = None
    ) -> Decision:
        """What the guard would say now. Nothing is sent, nothing recorded.

        Args:
            message: A message, or the text of one.
            to: Who it would be for.
            purpose: As in `AsyncWhatsApp.send`.

        Raises:
            ValueError: *to* is nobody.
            LedgerUnavailable: The store did not answer.
        """
        send = Send(
            message,
            contact=Contact.of(to),
            phone_number_id=self._phone_number_id,
            purpose=purpose,
            categories=self._categories,
        )
        return await self._gate.check(send.attempt)

    async def explain(self, to: Contact | str) -> Explanation:
        """What is known of a person, and what would be allowed until when.

        Raises:
            ValueError: *to* is nobody.
            LedgerUnavailable: The store did not answer.
        """
        contact = Contact.of(to)
        standing = await self._ledger.standing(contact, self._phone_number_id)
        decisions = [
            await self._gate.check(attempt) for attempt in attempts(contact, self._phone_number_id)
        ]
        return Explanation.of(contact, standing, decisions, now=self._clock())

    async def history(self, to: Contact | str) -> tuple[ConsentEvent, ...]:
        """Every fact about a person, oldest first.

        Raises:
            ValueError: *to* is nobody.
            LedgerUnavailable: The store did not answer.
        """
        facts = await self._ledger.history(Contact.of(to))
        return tuple(sorted(facts, key=lambda fact: (fact.at, fact.id)))
