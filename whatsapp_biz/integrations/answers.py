"""What a webhook endpoint answers, whatever the framework. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

import attrs

from .. import errors


@attrs.frozen
class Answer:
    """One HTTP answer.

    Args:
        status: HTTP status code.
        body: Text.
        allow: Methods, where the one asked for is none of them.
    """

    status: int
    body: str = ""
    allow: str = ""

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values."""
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", str(len(self.body.encode()))),
        ]
        return [*headers, ("allow", self.allow)] if self.allow else headers


WRONG_METHOD = Answer(405, "GET for the handshake, POST for webhooks", allow="GET, POST")
OK = Answer(200, "ok")


def refusal(error: errors.WhatsAppError) -> Answer:
    """What Meta, or whoever it was, is told: a status, and nothing about why."""
    if isinstance(error, errors.WebhookRejected):
        return Answer(error.status, "refused")
    if isinstance(error, (errors.LedgerUnavailable, errors.EventBusy)):
        return Answer(503, "not now, deliver again")
    raise error


def query(text: str) -> Mapping[str, str]:
    """A query string as names and values; the last of a repeated name counts."""
    return dict(parse_qsl(text, keep_blank_values=True))


def declared_length(value: str | None) -> int | None:
    """The ``Content-Length`` header; None if it is missing or none.

    A body that is announced as too long need not be read at all.
    """
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 18:
        return None
    return int(value)
