"""Requests and answers of the emulated API, as values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl, urlencode

import attrs

from .._http import Response
from .rules import Refusal, error_body
from .world import GRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_IMPLEMENTED = 501

Answer = dict[str, Any] | Refusal | Response
"""What a route gives back: JSON for a 200, a refusal, or a whole response."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EmulatedRequest:
    """One request as it reaches the emulator.

    Args:
        path: From the host on, e.g. ``/v23.0/123/messages``; no query.
        query: Name and value pairs, in order.
        headers: Names in lower case.
        origin: Scheme and host the client believes to speak to.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""
    origin: str = GRAPH

    def parameter(self, name: str) -> str | None:
        """The first query parameter of that name."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def token(self) -> str | None:
        """The bearer token, from the header or, as Graph allows, from the query."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
        return self.parameter("access_token")

    def json(self) -> dict[str, Any] | Refusal:
        """The JSON object in the body, or why there is none."""
        try:
            value = json.loads(self.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return Refusal(100, "The body is not JSON.")
        return value if isinstance(value, dict) else Refusal(100, "The body is no JSON object.")

    def __repr__(self) -> str:
        return f"EmulatedRequest({self.method} {self.path})"


def as_json(value: Any) -> bytes:
    """*value* as JSON in ASCII, whatever characters people sent."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def parse_query(raw: str) -> tuple[tuple[str, str], ...]:
    """The pairs in a query string."""
    return tuple(parse_qsl(raw, keep_blank_values=True))


def address(origin: str, path: str, **query: str | int) -> str:
    """An absolute address on *origin*."""
    return f"{origin}{path}?{urlencode(query)}"


def as_response(answer: Answer, *, trace: str, version: str) -> Response:
    """*answer* with the headers Graph sends, the trace id and the version among them."""
    headers = {
        "content-type": "application/json; charset=UTF-8",
        "facebook-api-version": version,
        "x-fb-request-id": trace,
        "x-fb-trace-id": trace,
        "x-fb-debug": trace,
        "cache-control": "private, no-cache, no-store, must-revalidate",
    }
    if isinstance(answer, Response):
        return Response(answer.status, {**headers, **answer.headers}, answer.body)
    if isinstance(answer, Refusal):
        return Response(answer.status, headers, as_json(error_body(answer, trace)))
    return Response(200, headers, as_json(answer))


def not_implemented(method: str, path: str) -> Response:
    """What the emulator does not know it says, and never feigns success."""
    error = {
        "message": f"The emulator does not know {method} {path[:200]}",
        "type": "EmulatorNotImplemented",
        "code": NOT_IMPLEMENTED,
    }
    return Response(NOT_IMPLEMENTED, {}, as_json({"error": error}))
