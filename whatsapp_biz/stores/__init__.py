"""Where facts are kept: stores that ship, loaded when first named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .blocking import BlockingStore
    from .memory import MemoryStore
    from .sqlite import SQLiteStore

__all__ = ["BlockingStore", "MemoryStore", "SQLiteStore"]

_HOMES = {"BlockingStore": "blocking", "MemoryStore": "memory", "SQLiteStore": "sqlite"}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    return __all__
