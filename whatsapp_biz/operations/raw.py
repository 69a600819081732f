"""Any other endpoint, as JSON, unless it sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import attrs

from .. import errors
from .._http import Request, Response, dump
from .base import Operation, payload

_METHODS = frozenset({"GET", "POST", "DELETE"})
# Edges under which Graph sends or rings. ``messages_encrypted`` takes whole messages as JWE.
_SENDING = frozenset({"messages", "messages_encrypted", "marketing_messages", "calls"})
# Graph reads these from query and body: they turn one call into others.
_REDIRECTING = frozenset({"batch", "method", "relative_url", "attached_files"})


def _pairs(query: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A copy: what was looked at is what is sent."""
    return tuple((str(name), str(value)) for name, value in dict(query).items())


def _as_written(body: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A copy, as Meta will read it."""
    if body is None:
        return None
    written: dict[str, Any] = json.loads(dump(dict(body)))
    return written


def _parts(name: str) -> set[str]:
    """The names within a parameter's *name* as Graph's PHP reads it: ``batch[0][method]``."""
    folded = re.sub(r"[ .]", "_", name.strip().casefold())
    return set(re.split(r"[\[\]]+", folded))


@attrs.frozen(kw_only=True, repr=False)
class RawCall(Operation[dict[str, Any]]):
    """One call to *path*, untyped.

    Args:
        method: ``GET``, ``POST`` or ``DELETE``.
        path: Below the version, e.g. ``"123/subscribed_apps"``.
        query: Names and values.
        body: Sent as JSON.

    Raises:
        SendPathRefused: The path sends messages or rings: use `WhatsApp.send`.
        ValueError: The method or the path is none.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_pairs)
    body: dict[str, Any] | None = attrs.field(default=None, converter=_as_written)

    def __attrs_post_init__(self) -> None:
        if self.method not in _METHODS:
            raise ValueError(f"method must be one of {', '.join(sorted(_METHODS))}")
        refuse_sending(self.path)
        refuse_redirecting([*self.query, *(self.body or {}).items()])

    @property
    def idempotent(self) -> bool:
        """Nothing is known of what a POST does, so it is not done twice."""
        return self.method != "POST"

    def request(self) -> Request:
        """The request."""
        return Request(
            method=self.method,
            path=self.path.strip("/"),
            query=self.query,
            body=None if self.body is None else dump(self.body),
        )

    def parse(self, response: Response) -> dict[str, Any]:
        """The JSON object Meta answered with."""
        return payload(response)

    def __repr__(self) -> str:
        return f"RawCall({self.method} {self.path})"


def refuse_sending(path: str) -> None:
    """Let *path* through unless it could send.

    Raises:
        SendPathRefused: Any part of it names an edge that sends, however it is spelled.
        ValueError: It is empty, absolute, or holds what a path below the version never holds.
    """
    plain = path.strip("/")
    if not plain or "//" in plain or "\\" in plain or not plain.isascii():
        raise ValueError("path must be plain and below the version, e.g. 123/subscribed_apps")
    if any(char in plain for char in "?#;%") or unquote(plain) != plain:
        raise ValueError("path must hold no query and no escapes: pass query=")
    if any(not char.isprintable() or char == " " for char in plain) or ":" in plain:
        raise ValueError("path must be printable, without blanks and colons")
    parts = plain.casefold().split("/")
    if ".." in parts or "." in parts:
        raise ValueError("path must not climb")
    _refuse_edges(parts)


def refuse_sending_url(url: str) -> None:
    """Let a whole address through unless it could send: Graph carries out a GET as a POST if told.

    Raises:
        SendPathRefused: Its path names an edge that sends, or its query redirects the call.
    """
    parts = urlsplit(url)
    _refuse_edges(unquote(unquote(parts.path)).casefold().split("/"))
    refuse_redirecting(parse_qsl(parts.query, keep_blank_values=True))


def refuse_redirecting(parameters: Iterable[tuple[str, object]]) -> None:
    """Let *parameters* through unless they turn one call into another.

    Raises:
        SendPathRefused: One of them overrides the method or carries calls of its own.
    """
    for name, value in parameters:
        nested = isinstance(value, str) and "method(" in value.casefold().replace(" ", "")
        if nested or _REDIRECTING & _parts(name):
            raise errors.SendPathRefused(
                "batch and method override are not available on raw calls: they could send"
            )


def _refuse_edges(parts: list[str]) -> None:
    for part in parts:
        edge = re.match(r"[a-z_]*", part)
        if edge is not None and edge.group() in _SENDING:
            raise errors.SendPathRefused(
                "raw calls do not send: use wa.send, which asks for consent first"
            )
