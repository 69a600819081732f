"""What every endpoint has in common: a request out, a typed result or error back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

from .. import errors
from .._http import Request, Response

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Operation(Generic[T_co]):
    """One endpoint, its parameters given: `request` out, `parse` back. Pure.

    A message is not an operation, so nothing that carries operations can carry one.
    """

    __slots__ = ()

    @property
    def idempotent(self) -> bool:
        """Doing it twice is as good as once."""
        return True

    def request(self) -> Request:
        """The request that performs it."""
        raise NotImplementedError

    def parse(self, response: Response) -> T_co:
        """The typed result.

        Raises:
            ApiError: Meta refused.
            DeliveryUnknown: The answer cannot be read.
        """
        raise NotImplementedError


def payload(response: Response) -> dict[str, Any]:
    """The JSON object of a successful answer.

    Raises:
        ApiError: Meta refused.
        DeliveryUnknown: The answer is no JSON object, or an error without Meta's envelope.
    """
    try:
        body = response.json()
    except ValueError:
        body = None
    error = graph_error(response, body)
    if error is not None:
        raise errors.api_error(error)
    if response.status // 100 != 2 or not isinstance(body, dict):
        raise errors.DeliveryUnknown(
            f"the answer (HTTP {response.status}, {len(response.body)} bytes) is not Meta's JSON"
        )
    return body


def graph_error(response: Response, body: Any) -> errors.GraphError | None:
    """Meta's error envelope, if *body* is one."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return None
    code = _int(error.get("code"))
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return errors.GraphError(
        status=response.status,
        code=errors.NO_CODE if code is None else code,
        message=_text(error.get("message")),
        subcode=_int(error.get("error_subcode")),
        type=_text(error.get("type")),
        details=_text(details),
        fbtrace_id=_text(error.get("fbtrace_id")) or response.headers.get("x-fb-trace-id", ""),
        request_id=response.headers.get("x-fb-request-id", ""),
        is_transient=error.get("is_transient") is True,
        retry_after=retry_after(response),
    )


def retry_after(response: Response, *, now: datetime | None = None) -> timedelta | None:
    """How long the ``Retry-After`` header asks to wait; None if it says nothing sensible."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return timedelta(seconds=int(value))
    try:
        at = _in_utc(parsedate_to_datetime(value))
    except (ValueError, OverflowError):
        return None
    sent = response.headers.get("date")
    try:
        now = now or (_in_utc(parsedate_to_datetime(sent)) if sent else None)
        return None if now is None else max(at - now, timedelta(0))
    except (ValueError, OverflowError):
        return None


def _in_utc(at: datetime) -> datetime:
    """HTTP dates are in GMT, whether they say so or not."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
