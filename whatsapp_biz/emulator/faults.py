"""What goes wrong on purpose, and once."""

from __future__ import annotations

from typing import Literal, get_args

import attrs

from .._http import Response
from .http import as_json
from .rules import Refusal, error_body

Wire = Literal["connect_error", "read_timeout_before_processing", "read_timeout_after_processing"]
"""Faults of the connection itself: no answer comes."""


class WireFault(Exception):
    """The connection fails in the way `kind` says; transports turn it into their own error."""

    def __init__(self, kind: Wire) -> None:
        super().__init__(kind)
        self.kind = kind


@attrs.frozen(kw_only=True)
class Fault:
    """One failure; exactly one of the first three is given.

    Args:
        status: Answer with this HTTP status and a page of HTML.
        graph_code: Answer with this error code of Graph.
        raises: Give no answer.
        retry_after: The header ``Retry-After``, as it is.
    """

    status: int | None = None
    graph_code: int | None = None
    raises: Wire | None = None
    retry_after: str | None = None

    def __attrs_post_init__(self) -> None:
        given = [x for x in (self.status, self.graph_code, self.raises) if x is not None]
        if len(given) != 1:
            raise ValueError("a fault is one of status, graph_code and raises")
        if self.raises is not None and self.raises not in get_args(Wire):
            raise ValueError(f"raises must be one of {', '.join(get_args(Wire))}")
        if self.status is not None and not 400 <= self.status <= 599:
            raise ValueError("status must be from 400 to 599")
        if self.retry_after is not None and not self.retry_after.isprintable():
            raise ValueError("retry_after must be one line of text")

    def response(self) -> Response:
        """The answer of a fault that answers."""
        extra = {} if self.retry_after is None else {"retry-after": self.retry_after}
        if self.status is not None:
            page = f"<html><body><h1>{self.status}</h1></body></html>".encode()
            return Response(self.status, {"content-type": "text/html", **extra}, page)
        refusal = Refusal(self.graph_code or 0, "The emulator was told to fail.")
        headers = {"content-type": "application/json; charset=UTF-8", **extra}
        return Response(refusal.status, headers, as_json(error_body(refusal, "emulated")))
