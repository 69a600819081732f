"""The heart, pure: facts, what they amount to, and the decision.

Names are loaded when they are first used: the webhook half needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .codec import UnreadableFact as UnreadableFact
    from .codec import dumps as dumps
    from .codec import loads as loads
    from .decision import REMEDIES as REMEDIES
    from .decision import Attempt as Attempt
    from .decision import Decision as Decision
    from .decision import Permit as Permit
    from .decision import Refusal as Refusal
    from .events import AgeStated as AgeStated
    from .events import ConsentEvent as ConsentEvent
    from .events import CustomerMessaged as CustomerMessaged
    from .events import OptedIn as OptedIn
    from .events import OptedOut as OptedOut
    from .explanation import Explanation as Explanation
    from .guard import decide as decide
    from .policy import Policy as Policy
    from .policy import Rules as Rules
    from .purpose import ALL as ALL
    from .purpose import Category as Category
    from .purpose import Purpose as Purpose
    from .standing import Standing as Standing
    from .standing import fold as fold
    from .store import AsyncConsentStore as AsyncConsentStore
    from .store import AsyncSupportsClaims as AsyncSupportsClaims
    from .store import Claim as Claim
    from .store import ConsentStore as ConsentStore
    from .store import SupportsClaims as SupportsClaims

_HOMES = {
    "ALL": "purpose",
    "REMEDIES": "decision",
    "AgeStated": "events",
    "AsyncConsentStore": "store",
    "AsyncSupportsClaims": "store",
    "Attempt": "decision",
    "Category": "purpose",
    "Claim": "store",
    "ConsentEvent": "events",
    "ConsentStore": "store",
    "CustomerMessaged": "events",
    "Decision": "decision",
    "Explanation": "explanation",
    "OptedIn": "events",
    "OptedOut": "events",
    "Permit": "decision",
    "Policy": "policy",
    "Purpose": "purpose",
    "Refusal": "decision",
    "Rules": "policy",
    "Standing": "standing",
    "SupportsClaims": "store",
    "UnreadableFact": "codec",
    "decide": "guard",
    "dumps": "codec",
    "fold": "standing",
    "loads": "codec",
}

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
    "Explanation",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
