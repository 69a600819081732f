"""What every value here shares: wire form, freezing, checks, masked repr."""

from __future__ import annotations

import math
import sys
import warnings
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, TypeVar

import attrs

from ..redact import mask_text

MAX_DEPTH = 64  # levels of JSON; far below Python's recursion limit, far above any message

ENVELOPE = frozenset(
    {
        "messaging_product", "recipient_type", "to", "recipient", "context",
        "biz_opaque_callback_data", "recipient_identity_key_hash",
    }
)  # fmt: skip
"""Top-level keys that say to whom and how a message goes; the sender writes them."""

DIRECT_SEND = frozenset({"category", "ttl_seconds", "direct_send_config"})
"""Top-level keys that turn a plain message into a template one (Direct Send, beta)."""

# Graph reads these from a body as it would from the query.
_GRAPH = frozenset({"access_token", "method", "batch"})

CONTENT = frozenset(
    {
        "text", "image", "video", "audio", "document", "sticker", "location", "contacts",
        "reaction", "interactive", "template", "pin",
    }
)  # fmt: skip
"""Top-level keys under which a message keeps what it says, one for each type."""

RESERVED = ENVELOPE | DIRECT_SEND | _GRAPH | CONTENT | {"type", "status", "typing_indicator"}
"""Top-level keys that `extra` may not bring: they would make it another message."""


# Freezing -----------------------------------------------------------------------------------


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise TypeError("this is part of a frozen value: make a new one, e.g. by attrs.evolve")


class FrozenDict(dict[str, Any]):
    """A JSON object that stays as it was made; hashable, and copied by `thaw`."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


def freeze(value: object, where: str, depth: int = MAX_DEPTH) -> Any:
    """*value* as an immutable copy: `FrozenDict` for objects, tuples for arrays.

    Raises:
        ValueError: It is not JSON, is nested deeper than `MAX_DEPTH`, or is not valid Unicode.
    """
    if isinstance(value, str):
        check_unicode(where, value)
        return str(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{where} holds a number that is not finite, which JSON cannot say")
        return value
    if depth == 0:
        raise ValueError(f"{where} is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, (dict, Mapping)):  # a dict is told faster
        for key in value:
            if not isinstance(key, str):
                raise wrong(f"each key of {where}", "a str", key)
            check_unicode(where, key)
        return FrozenDict({str(k): freeze(v, where, depth - 1) for k, v in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item, where, depth - 1) for item in value)
    raise ValueError(f"{where} holds a {type(value).__name__}, which JSON cannot say")


def thaw(value: Any) -> Any:
    """A frozen *value* as fresh plain dicts and lists."""
    if isinstance(value, dict):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def _extra(value: Mapping[str, Any] | None) -> FrozenDict | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise wrong("extra", "a mapping", value)
    return freeze(value, "extra") or None


def _merge(wire: dict[str, Any], extra: Mapping[str, Any], where: str = "extra") -> None:
    for key, value in extra.items():
        if key not in wire:
            wire[key] = thaw(value)
        elif isinstance(wire[key], dict) and isinstance(value, dict):
            _merge(wire[key], value, f"{where}.{key}")
        else:
            raise ValueError(f"{where}.{key} repeats what the value itself says: leave it out")


def _beyond(wire: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """What *wire* says and *payload* does not, in its place."""
    beyond: dict[str, Any] = {}
    for key, value in wire.items():
        if key not in payload:
            beyond[key] = value
        elif isinstance(value, Mapping) and isinstance(payload[key], dict):
            rest = _beyond(value, payload[key])
            if rest:
                beyond[key] = rest
    return beyond


# The values ---------------------------------------------------------------------------------


class Value:
    """A frozen attrs value: compares by its fields, shows lengths instead of texts."""

    __slots__ = ()
    __attrs_attrs__: ClassVar[tuple[attrs.Attribute[Any], ...]]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, a.name) == getattr(other, a.name) for a in self.__attrs_attrs__)

    def __hash__(self) -> int:
        fields = (getattr(self, a.name) for a in self.__attrs_attrs__)
        return hash((type(self), *fields))

    def __repr__(self) -> str:
        shown = []
        for a in self.__attrs_attrs__:
            value = getattr(self, a.name)
            if a.repr and value is not None and value != ():
                text = repr(value) if a.metadata.get("shown") else _masked(value)
                shown.append(f"{a.name}={text}" if a.kw_only else text)
        return f"{type(self).__name__}({', '.join(shown)})"


SHOWN = {"shown": True}
"""Field metadata: `repr` may show this as it is."""


def _masked(value: object) -> str:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, (tuple, dict)):
        return f"‹{len(value)} items›"
    return repr(value) if isinstance(value, (Value, bool)) else "•••"


@attrs.frozen(eq=False, repr=False)
class Part(Value):
    """A value with a wire form of its own.

    Args:
        extra: Keys of the wire form that this class does not model, each in its place, e.g.
            ``{"text": {"new_key": 1}}``. It adds; it cannot change what the class says.
    """

    extra: Mapping[str, Any] | None = attrs.field(
        default=None, kw_only=True, converter=_extra, repr=False
    )

    def __attrs_post_init__(self) -> None:
        # Not attrs validators: those can be switched off for the whole process.
        self._check()
        if self.extra is not None:
            self._check_extra(self.extra)

    def payload(self) -> dict[str, Any]:
        """The wire form: a new plain dict each time."""
        wire = self._wire()
        if self.extra is not None:
            _merge(wire, self.extra)
        return wire

    @abstractmethod
    def _wire(self) -> dict[str, Any]:
        """The wire form without `extra`."""

    def _check(self) -> None:
        """Refuse what Meta would refuse."""

    def _check_extra(self, extra: Mapping[str, Any]) -> None:
        _merge(self._wire(), extra)


class MessageValue(Part):
    """A part that is a message."""

    __slots__ = ()
    # Not fields: only the classes below are attrs classes.
    kind: str = ""
    category: str | None = None

    def _check_extra(self, extra: Mapping[str, Any]) -> None:
        wire = self._wire()
        refuse_reserved(key for key in extra if key not in wire)
        _merge(wire, extra)

    def _repr_html_(self) -> str:
        from .preview import bubble

        return bubble(self)


def refuse_reserved(keys: Any) -> None:
    """Refuse top-level *keys* that would make a message another one, or send it elsewhere.

    Raises:
        ValueError: One of them is reserved.
    """
    for key in sorted(RESERVED.intersection(keys)):
        if key in DIRECT_SEND:
            raise ValueError(
                f"{key!r} belongs to Direct Send, which is not offered here: send a Template"
            )
        raise ValueError(
            f"{key!r} may not stand in this message: it would make it another message or send "
            "it elsewhere; recipient and context are given when sending"
        )


P = TypeVar("P", bound=Part)


def exact(value: P, wire: Mapping[str, Any], where: str) -> P:
    """*value* with whatever else *wire* says in `extra`, so that its payload equals *wire*.

    Raises:
        ValueError: *wire* says something that the value cannot keep as it is.
    """
    beyond = _beyond(wire, value.payload())
    if beyond:
        value = attrs.evolve(value, extra=beyond)
    if value.payload() != wire:
        raise ValueError(f"{where} is not of a shape that {type(value).__name__} can keep")
    return value


# Checks -------------------------------------------------------------------------------------


def wrong(where: str, wanted: str, value: object) -> ValueError:
    """The refusal of a *value* of the wrong kind: as every refusal here, a `ValueError`."""
    return ValueError(f"{where} must be {wanted}, not {type(value).__name__}")


def check_unicode(where: str, value: str) -> None:
    """Refuse half a surrogate pair, which UTF-8 cannot carry."""
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{where} is not valid Unicode: it holds half of a surrogate pair")


def check_text(where: str, value: object, limit: int = sys.maxsize) -> None:
    """Refuse what is no text of 1 to *limit* characters."""
    if not isinstance(value, str):
        raise wrong(where, "a str", value)
    if len(value) > limit:
        raise ValueError(
            f"{where} has {len(value)} characters, Meta takes at most {limit}: shorten it"
        )
    if not value:
        raise ValueError(f"{where} is empty: write at least one character, or leave it out")
    check_unicode(where, value)


def check_optional(where: str, value: object, limit: int = sys.maxsize) -> None:
    """`check_text` unless *value* is None."""
    if value is not None:
        check_text(where, value, limit)


def check_id(where: str, value: object) -> None:
    """Refuse what is no id: a str without blanks."""
    if not isinstance(value, str):
        raise wrong(where, "a str", value)
    if not value or len(value.split()) != 1 or value != value.strip():
        raise ValueError(f"{where} must be an id as Meta gave it: not empty, without blanks")
    check_unicode(where, value)


def check_flag(where: str, value: object) -> None:
    """Refuse what is neither None nor a bool."""
    if value is not None and not isinstance(value, bool):
        raise wrong(where, "True, False or None", value)


def items(where: str, value: object) -> tuple[Any, ...]:
    """*value*, a list or tuple, as a tuple.

    Raises:
        ValueError: It is neither; a str in particular is no list of letters.
    """
    if not isinstance(value, (list, tuple)):
        raise wrong(where, "a list", value)
    return tuple(value)


def check_count(where: str, number: int, most: int, *, least: int = 1) -> None:
    """Refuse a *number* of things outside *least* to *most*."""
    if not least <= number <= most:
        raise ValueError(f"{where}: {number} given, Meta takes {least} to {most}")


def doubt(message: str, *, stacklevel: int) -> None:
    """Warn of a limit on which Meta's own pages disagree."""
    warnings.warn(message, UserWarning, stacklevel=stacklevel + 1)
