"""Bytes in, events out. Pure: no socket, no clock, no store.

`signature` and `challenge` tell whether it is Meta, `decode.decode` makes an object of the
bytes, `parse.parse` makes events of the object, and `ledger` makes facts of events.
"""

from __future__ import annotations

from . import challenge, decode, events, parse, signature
from .decode import MAX_BODY, MAX_DEPTH, check_size
from .events import *  # noqa: F403
from .signature import HEADER, Verifier, sign, verify

__all__ = [
    "HEADER",
    "MAX_BODY",
    "MAX_DEPTH",
    "Verifier",
    "challenge",
    "check_size",
    "decode",
    "events",
    "parse",
    "sign",
    "signature",
    "verify",
]
__all__ += events.__all__
