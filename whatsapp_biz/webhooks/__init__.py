"""Bytes in, events out. Pure: no socket, no clock, no store.

`Verifier` and `answer` tell whether it is Meta, `decode` makes an object of the bytes, `parse`
makes events of the object, and `ledger` makes facts of events.
"""

from __future__ import annotations

from . import events
from .challenge import answer
from .decode import MAX_BODY, MAX_DEPTH, check_size, decode
from .events import *  # noqa: F403
from .parse import parse
from .signature import HEADER, Verifier, sign, verify

__all__ = [
    "HEADER",
    "MAX_BODY",
    "MAX_DEPTH",
    "Verifier",
    "answer",
    "check_size",
    "decode",
    "parse",
    "sign",
    "verify",
]
__all__ += events.__all__
