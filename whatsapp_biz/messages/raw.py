"""Messages of types this library has no class for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from ._value import FrozenDict, Value, freeze, refuse_reserved, thaw, wrong

_TYPE = re.compile(r"[a-z][a-z0-9_]*\Z")
# What consent judges by other rules than a free-form message has a class of its own.
_OWN_CLASS = {
    "template": "Template",
    "hsm": "Template",
    "reaction": "Reaction",
    "read": "ReadReceipt",
    "read_receipt": "ReadReceipt",
    "status": "ReadReceipt",
    "typing": "Typing",
    "typing_indicator": "Typing",
}


def _frozen(payload: Mapping[str, Any]) -> FrozenDict:
    if not isinstance(payload, Mapping):
        raise wrong("RawMessage.wire", "a mapping", payload)
    frozen: FrozenDict = freeze(payload, "RawMessage")
    return frozen


@attrs.frozen(eq=False, repr=False)
class RawMessage(Value):
    """A free-form message by its wire form, for types that have no class here.

    Consent judges it as the free-form message it is. Templates, reactions, read receipts and
    typing indicators are judged by other rules and are refused here.

    Args:
        wire: The message with its ``type``, without the envelope, e.g.
            ``{"type": "interactive", "interactive": {"type": "location_request_message", …}}``.

    Raises:
        ValueError: The type is missing, odd or one with its own class; or a key would make it
            another message or send it elsewhere.
    """

    wire: Mapping[str, Any] = attrs.field(converter=_frozen)

    def __attrs_post_init__(self) -> None:
        kind = self.wire.get("type")
        if not isinstance(kind, str) or not _TYPE.match(kind):
            raise ValueError("RawMessage.wire must name its type, e.g. 'interactive'")
        if kind in _OWN_CLASS:
            raise ValueError(f"a {kind} is not sent raw: use {_OWN_CLASS[kind]}")
        refuse_reserved(key for key in self.wire if key not in {"type", kind})

    @property
    def kind(self) -> str:
        """Its ``type``."""
        kind: str = self.wire["type"]
        return kind

    @property
    def category(self) -> None:
        """None: it is no template."""

    def payload(self) -> dict[str, Any]:
        """The wire form: a new plain dict each time."""
        wire: dict[str, Any] = thaw(self.wire)
        return wire

    def __repr__(self) -> str:
        return f"RawMessage({self.kind})"

    def _repr_html_(self) -> str:
        from .preview import bubble

        return bubble(self)
