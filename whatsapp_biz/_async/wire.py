"""Requests out, complete answers back. Only the gate holds one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any, final
from urllib.parse import quote

import httpx

from .. import _tls, errors
from .._http import Request, Response, Upload, decompress
from .._multipart import content_type, length, parts
from .._version import USER_AGENT
from ..config import Config
from ..redact import Secret
from .connections import AsyncKeptTransport

CONNECT_SECONDS = 5.0
_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})


@lru_cache(maxsize=1024)
def _url(base: str, path: str, query: tuple[tuple[str, str], ...]) -> httpx.URL:
    """Parsing an address costs more than building the whole request around it."""
    return httpx.URL(f"{base}/{quote(path, safe='/')}", params=query or None)


@final
class AsyncWire:
    """HTTP to one Graph host with one token.

    Args:
        config: The host, the version and the token.
        timeout: For a whole exchange, from connecting to the last byte.
        http_client: An ``httpx`` or ``httpx2`` client to use as it is; ours if None.
    """

    def __init__(
        self, config: Config, token: Secret, *, timeout: timedelta, http_client: Any = None
    ) -> None:
        self._base = f"{config.base_url}/{config.api_version}"
        self._token = token
        self._timeout = timeout.total_seconds()
        self._client = http_client
        self._transport: AsyncKeptTransport | None = None
        self._making = Lock()

    async def send(self, request: Request) -> Response:
        """Exchange *request* for its answer.

        Raises:
            TransportError: It surely never left.
            DeliveryUnknown: It may have arrived; no usable answer came.
            OSError: The file to upload cannot be read.
        """
        # Measured first: a file that cannot be read is the caller's to see, as it is.
        size = 0 if request.upload is None else length(request.upload)
        began = time.monotonic()
        try:
            outcome = await self._exchange(request, size, began)
        except Exception as exc:  # noqa: BLE001 - whatever went wrong, it may have left
            outcome = _failure(type(exc).__name__, time.monotonic() - began)
        # Raised here, with nothing of the HTTP library's frames behind it: they hold the token.
        if isinstance(outcome, errors.TransportError):
            raise outcome
        return outcome

    def _seconds(self, request: Request) -> float:
        return max(self._timeout, request.patience)

    async def aclose(self) -> None:
        """Close our connections; a client that was passed in stays open."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def _exchange(
        self, request: Request, size: int, began: float
    ) -> Response | errors.TransportError:
        response = await self._hand_over(request, size)
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers.raw
        }
        if response.is_stream_consumed:
            # Answers made in this process (test transports) come complete and decoded.
            return self._answer(response.status_code, headers, response.content)
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > request.largest:
                    return errors.DeliveryUnknown("the answer is larger than it may be")
                if time.monotonic() - began > self._seconds(request):
                    return errors.DeliveryUnknown("the answer did not end in time")
        finally:
            await response.aclose()
        encoding = headers.get("content-encoding", "")
        try:
            plain = decompress(bytes(body), encoding, limit=request.largest)
        except ValueError as exc:
            return errors.DeliveryUnknown(str(exc))
        return self._answer(response.status_code, headers, plain)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> Response:
        """The answer, without the token: Graph has been seen to repeat it in errors."""
        if status >= HTTPStatus.BAD_REQUEST:
            body = body.replace(self._token.reveal().encode(), b"...")
        return Response(status, headers, body)

    async def _hand_over(self, request: Request, size: int) -> httpx.Response:
        if self._client is not None:
            built = self._client.build_request(**self._parts(request, size))
            response: httpx.Response = await self._client.send(
                built, stream=True, follow_redirects=False
            )
            return response
        with self._making:
            if self._transport is None:
                self._transport = AsyncKeptTransport(_tls.context())
            transport = self._transport
        return await transport.handle_async_request(httpx.Request(**self._parts(request, size)))

    def _parts(self, request: Request, size: int) -> dict[str, Any]:
        seconds = self._seconds(request)
        url = _url(self._base, request.path, request.query)
        if request.url is not None:
            url = httpx.URL(request.url)
        content: bytes | AsyncIterator[bytes] | None = request.body
        described = [("Content-Type", request.content_type)] if request.body is not None else []
        if request.upload is not None:
            content = _stream(request.upload)
            described = [
                ("Content-Type", content_type()),
                ("Content-Length", str(size)),
            ]
        return {
            "method": request.method,
            "url": url if self._client is None else str(url),
            # Written here and nowhere else: no local variable ever holds the token.
            "headers": [
                ("Authorization", f"Bearer {self._token.reveal()}"),
                ("User-Agent", USER_AGENT),
                ("Accept", "*/*"),
                ("Accept-Encoding", "identity"),
                *described,
            ],
            "content": content,
            "extensions": {
                "timeout": {
                    "connect": min(CONNECT_SECONDS, seconds),
                    "read": seconds,
                    "write": seconds,
                    "pool": seconds,
                    "total": seconds,
                }
            },
        }


async def _stream(upload: Upload) -> AsyncIterator[bytes]:
    for part in parts(upload):
        yield part


def _failure(name: str, seconds: float) -> errors.TransportError:
    if name in _NEVER_LEFT:
        return errors.TransportError(f"{name} after {seconds:.1f} s: nothing was sent")
    return errors.DeliveryUnknown(f"{name} after {seconds:.1f} s: it may have been sent")
