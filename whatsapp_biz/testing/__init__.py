"""For people who extend us: the store contract, a clock, fixtures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import SteppingClock
    from .contract import CONTRACT_VERSION, ConsentStoreContract

__all__ = ["CONTRACT_VERSION", "ConsentStoreContract", "SteppingClock"]

_HOMES = {
    "CONTRACT_VERSION": "contract",
    "ConsentStoreContract": "contract",
    "SteppingClock": "clock",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    return __all__
