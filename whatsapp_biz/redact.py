"""How people and secrets are shown: masked numbers, hashed ids, hidden tokens."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import NoReturn, final


def mask_phone(phone: str) -> str:
    """A number as it may be shown: its first two and last two digits, ``+49•••89``."""
    digits = phone.removeprefix("+")
    return f"+{digits[:2]}•••{digits[-2:]}"


def mask_id(identifier: str) -> str:
    """An opaque id as it may be shown: ``#`` and six hex digits of its SHA-256.

    A ``wamid`` carries the customer's number in base64, so ids are shown hashed.
    """
    return "#" + hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def mask_text(text: str) -> str:
    """A body as it may be shown: its length in characters only."""
    return f"‹{len(text)} characters›"


@final
class Secret:
    """A token or app secret that no repr, log, traceback or pickle shows.

    Args:
        value: The secret; not empty, ASCII.

    Raises:
        TypeError: *value* is no `str`.
        ValueError: *value* is empty, holds a blank or is not ASCII.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        if isinstance(value, Secret):
            value = value.reveal()
        problem = _secret_problem(value)
        if problem is not None:
            # Raised with the value gone, so that no traceback with locals shows it.
            kind = type(value)
            del value
            raise _secret_error(problem, kind)
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the one line that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('•••')"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: read it again where it is needed")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self


@final
class BadSecret:
    """What `conceal` makes of a value that can be no secret: the problem without the value."""

    __slots__ = ("problem",)

    def __init__(self, problem: str) -> None:
        self.problem = problem


def conceal(value: str | Secret | BadSecret | None) -> Secret | BadSecret | None:
    """*value* as a `Secret` without ever raising.

    A constructor that takes a secret hides it first and complains afterwards, so that no frame
    of a traceback with locals still holds it.
    """
    if value is None or isinstance(value, (Secret, BadSecret)):
        return value
    problem = _secret_problem(value)
    return Secret(value) if problem is None else BadSecret(problem)


def _secret_problem(value: object) -> str | None:
    if not isinstance(value, str):
        return "a secret must be a str"
    if not value:
        return "a secret must not be empty"
    if not value.isascii() or not value.isprintable() or " " in value:
        return "a secret must be printable ASCII without blanks"
    return None


def _secret_error(problem: str, kind: type) -> Exception:
    """`TypeError` where *kind* is not `str`, else `ValueError`."""
    if not issubclass(kind, str):
        return TypeError(f"{problem}, not {kind.__name__}")
    return ValueError(problem)


_NUMBER_LIKE = re.compile(r"\+?[0-9][0-9 ()./-]{5,}[0-9]")
_ID_LIKE = re.compile(r"wamid\.[A-Za-z0-9+/=_-]+")


def scrub(text: str, *, limit: int = 200) -> str:
    """*text* from elsewhere without numbers or message ids, at most *limit* characters."""
    cleaned = _NUMBER_LIKE.sub("•••", _ID_LIKE.sub("wamid•••", text))
    return cleaned if len(cleaned) <= limit else cleaned[:limit] + "…"
