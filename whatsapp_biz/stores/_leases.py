"""How long a claim may be held."""

from __future__ import annotations

from datetime import timedelta


def require_lease(lease: timedelta) -> timedelta:
    """Return *lease* unchanged if a claim can be held that long.

    Raises:
        ValueError: *lease* is not positive.
    """
    if lease <= timedelta(0):
        raise ValueError("lease must be positive, e.g. timedelta(minutes=5)")
    return lease
