"""What is asked of the guard, and its two answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import attrs

from ..contact import Contact

if TYPE_CHECKING:
    from .events import ConsentEvent

REMEDIES = {
    "unknown_category": (
        "State what the message is for: a template's category is marketing, utility or "
        "authentication; other messages are for service unless purpose= says otherwise."
    ),
    "unknown_kind": "This kind of message cannot be judged, so it is not sent.",
    "no_inbound_message": (
        "Refer to a message this person sent within the last 30 days; it reaches the ledger "
        "through the webhook."
    ),
    "opted_out": (
        "Do not write. Only the person can change this: by writing first (a service answer is "
        "then allowed), or by a new, proven opt-in to what a template is for."
    ),
    "platform_region_block": (
        "WhatsApp does not deliver marketing templates to this country; use another channel."
    ),
    "age_below_minimum": "The person is too young for this message; do not send it.",
    "session_expired": (
        "The customer service window has closed. Wait until the person writes, or send a "
        "template they opted in to."
    ),
    "no_session": (
        "The person has not written to this number. Wait until they do, or send a template "
        "they opted in to."
    ),
    "consent_not_yet_valid": "The opt-in is dated in the future; correct its time.",
    "consent_expired": "The opt-in has ended; ask for a new one.",
    "no_evidence": "The opt-in proves nothing; record it with evidence= of the person's act.",
    "double_opt_in_missing": (
        "This country's preset wants the opt-in confirmed from the WhatsApp number itself; "
        "record it with confirmed_at=."
    ),
    "consent_not_specific": "An agreement to everything is none; ask for one purpose at a time.",
    "purpose_mismatch": "The person agreed to something else; ask for this purpose.",
    "no_opt_in": "Ask for an opt-in to this purpose and record it with wa.consent.opt_in.",
    "reconsent_required": (
        "The number or id behind the opt-in changed hands or owners; ask the person again."
    ),
    "no_call_permission": "Ask the person for permission to call; chat does not imply it.",
    "call_permission_expired": "The call permission has ended; ask for a new one.",
    "nothing_to_acknowledge": "There is no opt-out to acknowledge.",
    "already_confirmed": "The opt-in is confirmed; there is nothing to ask.",
    "confirmation_window_closed": (
        "The form entry is more than 72 hours old; asking now would be an unsolicited message."
    ),
}
"""What would help, by reason code. The codes are stable."""


@attrs.frozen(kw_only=True, repr=False)
class Attempt:
    """A message about to be sent, as far as consent is concerned.

    Args:
        kind: ``"text"``, ``"template"``, ``"reaction"``, ``"typing"``, ``"read_receipt"``,
            ``"call"``, … as in `messages.base.Message.kind`.
        contact: Who it is for.
        phone_number_id: The business number it leaves from.
        category: What its author says it is for: a template's category, or a purpose.
        meta_category: What Meta last said the template's category is, if known.
        message_id: Hash of the received message it refers to (read receipts and typing).
        digest: Hash of the payload; a permit is good for these bytes only.
    """

    kind: str
    contact: Contact
    phone_number_id: str
    category: str | None = None
    meta_category: str | None = None
    message_id: str | None = None
    digest: str = ""

    def __repr__(self) -> str:
        return f"Attempt({self.kind} for {self.category}, to {self.contact.masked})"


@attrs.frozen(kw_only=True, repr=False)
class Permit:
    """The message may go now.

    Args:
        reason: The code of what allows it: ``"opt_in"``, ``"session_open"``, ….
        attempt: What was asked.
        basis: The fact in the ledger that allows it.
        at: When it was decided.
        rules: Version of the rules it was decided by.
        until: First instant at which it would not be allowed any more on this basis; None if
            no end is known. A permit itself is good for one hand-over at once.
    """

    reason: str
    attempt: Attempt
    basis: ConsentEvent
    at: datetime
    rules: str
    until: datetime | None = None

    allowed = True

    def explain(self) -> str:
        """One sentence for people."""
        return f"ALLOWED {self.reason}: {self.attempt.kind} to {self.attempt.contact.masked}"

    __str__ = explain

    def __repr__(self) -> str:
        return f"Permit({self.reason}, to {self.attempt.contact.masked})"


@attrs.frozen(kw_only=True, repr=False)
class Refusal:
    """The message may not go now.

    Args:
        reason: A stable code, one of `REMEDIES`.
        attempt: What was asked.
        at: When it was decided.
        rules: Version of the rules it was decided by.
        basis: The fact that bars it, if one does.
    """

    reason: str
    attempt: Attempt
    at: datetime
    rules: str
    basis: ConsentEvent | None = None

    allowed = False

    @property
    def remedy(self) -> str:
        """What would help."""
        return REMEDIES[self.reason]

    def explain(self) -> str:
        """What was refused and what would help, for people."""
        purpose = f" ({self.attempt.category})" if self.attempt.category else ""
        return (
            f"REFUSED {self.reason}: {self.attempt.kind}{purpose} to "
            f"{self.attempt.contact.masked} was not sent. {self.remedy}"
        )

    __str__ = explain

    def __repr__(self) -> str:
        return f"Refusal({self.reason}, to {self.attempt.contact.masked})"


Decision: TypeAlias = Permit | Refusal
