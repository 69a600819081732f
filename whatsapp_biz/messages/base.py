"""What every message has in common."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Message(Protocol):
    """Something that can be sent: a frozen value that knows its wire form.

    Messages do no I/O, hold no client, pickle and compare.
    """

    @property
    def kind(self) -> str:
        """What consent judges it as, e.g. ``"text"``, ``"template"`` or ``"reaction"``."""
        ...

    @property
    def category(self) -> str | None:
        """The template category its author states; None for everything that is no template."""
        ...

    def payload(self) -> dict[str, Any]:
        """The wire form, without the envelope (``messaging_product``, ``to``, ``context``)."""
        ...
