"""From bytes to a JSON object, strictly and in bounded time.

Of a key that stands twice in one object, the last value counts.
"""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any, NoReturn

from ..errors import BodyMalformed, BodyTooLarge

MAX_BODY = 3 * 1024 * 1024
"""Bytes; Meta's own maximum.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
"""

MAX_DEPTH = 64
"""Levels of nesting; Meta's deepest updates have about a dozen."""

_BRACES_ONLY = bytes.maketrans(b"[]", b"{}")
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'{}[]"'))
_TOO_DEEP = b"{" * (MAX_DEPTH + 1)
_SMALL = 4096  # bytes; counting brackets in what is larger is seldom worth it
_BLANKS = " \t\r\n"  # what JSON takes for blanks
_STRING = re.compile(rb'"[^"]*"')


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        raise ValueError("a number is out of range")
    return value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse)


def check_size(body: bytes) -> None:
    """Refuse what is too large to be Meta's, before any work is spent on it.

    Raises:
        BodyTooLarge: *body* has more than `MAX_BODY` bytes.
    """
    if len(body) > MAX_BODY:
        raise BodyTooLarge(f"the body has {len(body)} bytes, Meta sends at most {MAX_BODY}")


def decode(body: bytes) -> dict[str, Any]:
    """The JSON object in *body*.

    Raises:
        BodyTooLarge: *body* has more than `MAX_BODY` bytes.
        BodyMalformed: *body* is not one JSON object in UTF-8, is nested deeper than `MAX_DEPTH`,
            or holds a number that is not finite or has more than 4,300 digits.
    """
    # Most bodies are small and have too few brackets to be deep.
    small = len(body) <= _SMALL
    if not small:
        check_size(body)
    if (small and body.count(b"{") + body.count(b"[") <= MAX_DEPTH) or _is_shallow(body):
        try:
            text = body.decode("utf-8").strip(_BLANKS)
            payload, end = _DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            pass
        else:
            if type(payload) is dict and end == len(text):
                return payload
    # Raised out here, because the decoder's own error would carry the whole body along.
    raise BodyMalformed(
        f"the body is not one JSON object in UTF-8, at most {MAX_DEPTH} levels deep"
    )


def _is_shallow(body: bytes) -> bool:
    """Whether the brackets of *body* match and are at most `MAX_DEPTH` deep."""
    if b"\\" in body:
        # In this order: an escaped backslash does not escape the quote behind it.
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = body.translate(_BRACES_ONLY, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if b'"' in brackets:
        brackets = _STRING.sub(b"", brackets)
    if _TOO_DEEP in brackets:
        return False
    # Peel off the innermost pairs, one level a round.
    for _ in range(MAX_DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace(b"{}", b"")
    return not brackets
