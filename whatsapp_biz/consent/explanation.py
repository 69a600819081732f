"""What is known of a person, and what would be allowed, for people to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from ..contact import Contact
from .decision import Attempt, Decision, Permit
from .purpose import Category, Purpose
from .standing import Standing


def attempts(contact: Contact, phone_number_id: str) -> list[Attempt]:
    """One attempt of each kind that consent tells apart."""
    asked = [("text", str(Purpose.SERVICE))]
    asked += [("template", str(category)) for category in Category]
    asked.append(("call", ""))
    return [
        Attempt(
            kind=kind,
            contact=contact,
            phone_number_id=phone_number_id,
            category=category or None,
        )
        for kind, category in asked
    ]


@attrs.frozen(kw_only=True)
class Explanation:
    """What is known of one person on one business number.

    Args:
        contact: Who.
        decisions: What the guard says to a service text, to a template of each category and to
            a call.
        opt_ins: How many opt-ins are on record.
        opt_outs: How many opt-outs are on record.
        window_until: When the customer service window closes, if it is open.
        at: When this was asked.
    """

    contact: Contact
    decisions: tuple[Decision, ...]
    opt_ins: int
    opt_outs: int
    window_until: datetime | None
    at: datetime

    @classmethod
    def of(
        cls,
        contact: Contact,
        standing: Standing,
        decisions: Iterable[Decision],
        *,
        now: datetime,
    ) -> Explanation:
        """Put together what the guard said."""
        decided = tuple(decisions)
        opened = [
            decision.until
            for decision in decided
            if isinstance(decision, Permit) and decision.reason == "session_open"
        ]
        return cls(
            contact=contact,
            decisions=decided,
            opt_ins=len(standing.grants) + len(standing.voided),
            opt_outs=len(standing.opt_outs),
            window_until=opened[0] if opened else None,
            at=now,
        )

    def __str__(self) -> str:
        if self.window_until is None:
            window = "customer service window: closed"
        else:
            left = int((self.window_until - self.at).total_seconds()) // 60
            window = f"customer service window: open for {left // 60} h {left % 60:02d} min"
        lines = [
            f"{self.contact.masked}: {self.opt_ins} opt-ins, {self.opt_outs} opt-outs",
            window,
        ]
        for decision in self.decisions:
            what = f"{decision.attempt.kind} {decision.attempt.category or ''}".strip()
            verdict = "allowed" if decision.allowed else "refused"
            lines.append(f"{what}: {verdict} ({decision.reason})")
        return "\n".join(lines)
