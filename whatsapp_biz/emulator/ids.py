"""Identifiers shaped like Meta's, the same in every run of one seed."""

from __future__ import annotations

import base64
import hashlib

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _digest(*parts: object) -> bytes:
    return hashlib.sha512("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()


def letters(count: int, *parts: object) -> str:
    """*count* letters and digits that depend on *parts* alone; at most 64."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in _digest(*parts)[:count])


def digits(count: int, *parts: object) -> str:
    """*count* decimal digits that depend on *parts* alone, no zero in front; at most 64."""
    first, *rest = _digest(*parts)[:count]
    return str(first % 9 + 1) + "".join(str(byte % 10) for byte in rest)


def hexadecimal(count: int, *parts: object) -> str:
    """*count* lower-case hex digits that depend on *parts* alone; at most 128."""
    return _digest(*parts).hex()[:count]


def wamid(wa_id: str, *parts: object, inbound: bool) -> str:
    """A message id; like Meta's it carries the customer's number in base64.

    Args:
        wa_id: The customer's number, or user id, as digits.
        parts: What makes it unique.
        inbound: Whether the customer wrote it.
    """
    serial = hexadecimal(18, *parts).upper().encode()
    person = wa_id.encode()
    packed = (
        b"\x1c\x18" + bytes([len(person) % 256]) + person
        + b"\x15\x02\x00" + (b"\x12" if inbound else b"\x11")
        + b"\x18" + bytes([len(serial)]) + serial + b"\x00"
    )  # fmt: skip
    return f"wamid.{base64.b64encode(packed).decode()}"
