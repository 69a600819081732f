"""The heart, pure: facts, what they amount to, and the decision."""

from __future__ import annotations

from .codec import UnreadableFact, dumps, loads
from .decision import REMEDIES, Attempt, Decision, Permit, Refusal
from .events import AgeStated, ConsentEvent, CustomerMessaged, OptedIn, OptedOut
from .guard import decide
from .policy import Policy, Rules
from .purpose import ALL, Category, Purpose
from .standing import Standing, fold
from .store import (
    AsyncConsentStore,
    AsyncSupportsClaims,
    Claim,
    ConsentStore,
    SupportsClaims,
)

__all__ = [
    "ALL",
    "REMEDIES",
    "AgeStated",
    "AsyncConsentStore",
    "AsyncSupportsClaims",
    "Attempt",
    "Category",
    "Claim",
    "ConsentEvent",
    "ConsentStore",
    "CustomerMessaged",
    "Decision",
    "OptedIn",
    "OptedOut",
    "Permit",
    "Policy",
    "Purpose",
    "Refusal",
    "Rules",
    "Standing",
    "SupportsClaims",
    "UnreadableFact",
    "decide",
    "dumps",
    "fold",
    "loads",
]
