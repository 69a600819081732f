"""The decision. Pure: no clock, no store, no network.

`decide` answers with the first rule that speaks, in this order: can it be judged at all; did
the person refuse; does Meta deliver it there; is the person old enough; is the customer service
window open; is there an opt-in for the purpose. Doubt refuses.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from . import policy
from .decision import Attempt, Decision, Permit, Refusal
from .events import MESSAGE_KINDS, NATIVE_RESUME, ConsentEvent, CustomerMessaged, OptedIn, OptedOut
from .purpose import ALL, Category, Purpose
from .standing import Standing

FREE_FORM_KINDS = frozenset(
    {
        "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
        "interactive", "flow", "order", "reaction", "typing", "call_permission_request",
    }
)  # fmt: skip
_CATEGORIES = frozenset(map(str, Category))
_FREE_FORM_PURPOSES = _CATEGORIES | {str(Purpose.SERVICE)}
_ABOUT_A_MESSAGE = frozenset({"reaction", "typing"})
# Ways of opting out in which the person wrote in the chat, so that an answer is expected.
_WRITTEN = frozenset({"keyword", "button"})


def decide(
    attempt: Attempt, standing: Standing, *, now: datetime, rules: policy.Rules
) -> Decision:
    """May *attempt* be handed to the wire at *now*, given what is known of the person?

    Args:
        attempt: The message, its purpose and its recipient.
        standing: `fold` of the recipient's facts for the sending number.
        now: Aware.
        rules: Of the recipient's country, from `Policy.rules`.
    """
    case = _Case(attempt, standing, now, rules)
    match attempt.kind:
        case "template":
            return case.template()
        case "call":
            return case.call()
        case "read_receipt":
            return case.read_receipt()
        case "opt_out_ack":
            return case.acknowledgement()
        case "opt_in_confirmation":
            return case.confirmation()
        case kind if kind in FREE_FORM_KINDS:
            return case.free_form()
        case _:
            return case.refuse("unknown_kind")


class _Case:
    """One attempt being judged."""

    __slots__ = ("attempt", "now", "rules", "standing")

    def __init__(
        self, attempt: Attempt, standing: Standing, now: datetime, rules: policy.Rules
    ) -> None:
        self.attempt = attempt
        self.standing = standing
        self.now = now
        self.rules = rules

    # The kinds of attempt ---------------------------------------------------------------

    def free_form(self) -> Decision:
        purpose = self.attempt.category or Purpose.SERVICE
        if purpose not in _FREE_FORM_PURPOSES:
            return self.refuse("unknown_category")
        if self.attempt.kind in _ABOUT_A_MESSAGE and self.referred_message() is None:
            return self.refuse("no_inbound_message")
        asks_to_call = self.attempt.kind == "call_permission_request"
        if refused := self.opt_out(Purpose.CALLS if asks_to_call else purpose):
            return self.refuse("opted_out", refused)
        if purpose == Purpose.MARKETING and self.younger_than(self.rules.marketing_age):
            return self.refuse("age_below_minimum")
        if asks_to_call and self.younger_than(self.rules.contact_age):
            return self.refuse("age_below_minimum")
        window = self.window()
        if window is None:
            return self.refuse("session_expired" if self.openings() else "no_session")
        if purpose == Purpose.SERVICE:
            return self.permit("session_open", window)
        return self.by_purpose(purpose, window)

    def template(self) -> Decision:
        purpose = self.template_category()
        if purpose not in _CATEGORIES:
            return self.refuse("unknown_category")
        if refused := self.opt_out(purpose):
            return self.refuse("opted_out", refused)
        marketing = purpose == Purpose.MARKETING
        if marketing and self.rules.marketing_templates_barred:
            return self.refuse("platform_region_block")
        if self.younger_than(self.rules.marketing_age if marketing else self.rules.contact_age):
            return self.refuse("age_below_minimum")
        return self.by_purpose(purpose, self.window())

    def call(self) -> Decision:
        purposes = (Purpose.CALLS, Purpose.MARKETING)
        selling = self.attempt.category == Purpose.MARKETING
        if not selling and self.attempt.category not in {None, *_FREE_FORM_PURPOSES}:
            return self.refuse("unknown_category")
        for purpose in purposes if selling else purposes[:1]:
            if refused := self.opt_out(purpose):
                return self.refuse("opted_out", refused)
        if self.younger_than(self.rules.marketing_age if selling else self.rules.contact_age):
            return self.refuse("age_below_minimum")
        permission = self.grant(Purpose.CALLS)
        if permission is None:
            defect = self.defect(Purpose.CALLS)
            missing = {"no_opt_in", "purpose_mismatch", "consent_not_specific"}
            if defect in missing:
                return self.refuse("no_call_permission")
            renamed = {"consent_expired": "call_permission_expired"}
            return self.refuse(renamed.get(defect, defect))
        if selling and self.sales_consent() is None:
            return self.refuse(self.sales_defect())
        return self.permit("call_permission", permission)

    def read_receipt(self) -> Decision:
        message = self.referred_message()
        if message is None:
            return self.refuse("no_inbound_message")
        return self.permit("read_receipt", message)

    def acknowledgement(self) -> Decision:
        newest = max(self.standing.opt_outs, key=lambda fact: fact.at, default=None)
        if newest is None:
            return self.refuse("nothing_to_acknowledge")
        wrote = any(fact.at >= newest.at for fact in self.openings(after=None))
        in_time = -policy.SKEW <= self.now - newest.at <= policy.ACKNOWLEDGEMENT
        if newest.via in _WRITTEN and wrote and in_time:
            return self.permit("opt_out_ack", newest)
        return self.refuse("opted_out", newest)

    def confirmation(self) -> Decision:
        if refused := self.opt_out(Purpose.MARKETING):
            return self.refuse("opted_out", refused)
        if self.younger_than(self.rules.marketing_age):
            return self.refuse("age_below_minimum")
        entries = [g for g in self.standing.grants if g.purpose == Purpose.MARKETING]
        if not entries:
            return self.refuse(self.defect(Purpose.MARKETING))
        entry = entries[0]
        if entry.confirmed_at is not None:
            return self.refuse("already_confirmed", entry)
        if entry.at > self.now:
            return self.refuse("consent_not_yet_valid", entry)
        if not entry.evidence:
            return self.refuse("no_evidence", entry)
        if self.now - entry.at > policy.CONFIRMATION:
            return self.refuse("confirmation_window_closed", entry)
        return self.permit("opt_in_confirmation", entry)

    # What they are judged by ------------------------------------------------------------

    def template_category(self) -> str | None:
        """The stricter of what the author states and what Meta last said."""
        stated, said = self.attempt.category, self.attempt.meta_category
        if Category.MARKETING in {stated, said}:
            return Category.MARKETING
        return said or stated

    def opt_out(self, purpose: str) -> OptedOut | None:
        """The opt-out in force for *purpose*, if any."""
        against = [fact for fact in self.standing.opt_outs if fact.purpose in {purpose, ALL}]
        if not against:
            return None
        newest = max(against, key=lambda fact: fact.at)
        if purpose == Purpose.SERVICE:
            # Whoever writes again after a STOP may be answered.
            answered = any(fact.at > newest.at for fact in self.openings(after=None))
            return None if answered else newest
        lifted = any(
            grant.at > newest.at and self.proves(grant) and grant.at <= self.now
            for grant in self.standing.grants
            if grant.purpose == purpose
        )
        return None if lifted else newest

    def younger_than(self, years: int) -> bool:
        """Known to be younger; an unknown age is allowed."""
        age = self.standing.age(self.now)
        return age is not None and age < years

    def openings(self, *, after: str | None = ALL) -> list[CustomerMessaged]:
        """What opened a window, newest first; by default only since the newest ``all`` opt-out."""
        latest = self.now + policy.SKEW
        kinds = self.rules.opening_kinds
        found = [f for f in self.standing.inbound if f.kind in kinds and f.at <= latest]
        shut = [fact.at for fact in self.standing.opt_outs if fact.purpose == after]
        if shut:
            newest = max(shut)
            found = [fact for fact in found if fact.at > newest]
        return found

    def window(self) -> CustomerMessaged | None:
        """The message that keeps the customer service window open, if it is."""
        openings = self.openings()
        if openings and self.now < openings[0].at + self.rules.window:
            return openings[0]
        return None

    def referred_message(self) -> CustomerMessaged | None:
        """The received message this attempt is about; any recent one if it names none."""
        oldest, latest = self.now - policy.MESSAGE_HORIZON, self.now + policy.SKEW
        named = self.attempt.message_id
        for fact in self.standing.inbound:
            if (
                fact.kind in MESSAGE_KINDS
                and oldest <= fact.at <= latest
                and named in {None, fact.id}
            ):
                return fact
        return None

    def by_purpose(self, purpose: str, window: CustomerMessaged | None) -> Decision:
        if grant := self.grant(purpose):
            return self.permit("opt_in", grant)
        if window is not None and purpose in {Purpose.UTILITY, Purpose.AUTHENTICATION}:
            return self.permit("session_open", window)
        return self.refuse(self.defect(purpose))

    def proves(self, grant: OptedIn) -> bool:
        """It shows an act of the person, confirmed where that is asked for."""
        if grant.method == NATIVE_RESUME and not self.resumes(grant):
            return False
        confirmed = grant.confirmed_at is not None or grant.purpose not in self.rules.confirmed
        return bool(grant.evidence) and confirmed

    def resumes(self, grant: OptedIn) -> bool:
        """There was an opt-in to resume: WhatsApp's own switch restores, it does not create."""
        return any(
            earlier.at < grant.at and earlier.evidence and earlier.method != NATIVE_RESUME
            for earlier in self.standing.grants
            if earlier.purpose == grant.purpose
        )

    def grant(self, purpose: str) -> OptedIn | None:
        """A valid opt-in for *purpose*, if there is one."""
        for grant in self.standing.grants:
            if grant.purpose == purpose and self.flaw(grant) is None and not self.revoked(grant):
                return grant
        return None

    def revoked(self, grant: OptedIn) -> bool:
        """An opt-out as late or later speaks against it; it wins every tie."""
        return any(
            fact.at >= grant.at
            for fact in self.standing.opt_outs
            if fact.purpose in {grant.purpose, ALL}
        )

    def flaw(self, grant: OptedIn) -> str | None:
        """What makes *grant* count for nothing, apart from opt-outs."""
        if grant.at > self.now:
            return "consent_not_yet_valid"
        if grant.expires_at is not None and grant.expires_at <= self.now:
            return "consent_expired"
        if not grant.evidence:
            return "no_evidence"
        return None if self.proves(grant) else "double_opt_in_missing"

    def defect(self, purpose: str) -> str:
        """Why there is no valid opt-in for *purpose*."""
        grants, voided = self.standing.grants, self.standing.voided
        for grant in grants:
            if grant.purpose == purpose:
                return self.flaw(grant) or "no_opt_in"
        if any(grant.purpose == purpose for grant in voided):
            return "reconsent_required"
        if any(grant.purpose == ALL for grant in chain(grants, voided)):
            return "consent_not_specific"
        return "purpose_mismatch" if grants else "no_opt_in"

    def sales_consent(self) -> OptedIn | None:
        """A marketing opt-in young enough for a sales call."""
        lasts = self.rules.sales_call_consent
        grant = self.grant(Purpose.MARKETING)
        if grant is None or lasts is None or self.now < grant.at + lasts:
            return grant
        return None

    def sales_defect(self) -> str:
        lapsed = self.grant(Purpose.MARKETING) is not None
        return "consent_expired" if lapsed else self.defect(Purpose.MARKETING)

    # The two answers --------------------------------------------------------------------

    def permit(self, reason: str, basis: ConsentEvent) -> Permit:
        return Permit(
            reason=reason,
            attempt=self.attempt,
            basis=basis,
            at=self.now,
            rules=self.rules.version,
            until=self.end_of(reason, basis),
        )

    def end_of(self, reason: str, basis: ConsentEvent) -> datetime | None:
        """When *basis* stops allowing what it allows for *reason*."""
        if isinstance(basis, OptedIn):
            return basis.expires_at
        return basis.at + self.rules.window if reason == "session_open" else None

    def refuse(self, reason: str, basis: ConsentEvent | None = None) -> Refusal:
        return Refusal(
            reason=reason,
            attempt=self.attempt,
            at=self.now,
            rules=self.rules.version,
            basis=basis,
        )
