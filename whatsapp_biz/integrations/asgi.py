"""Meta's webhooks as a bare ASGI app; no framework is imported."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from .. import errors
from ..webhooks.decode import MAX_BODY
from . import answers

if TYPE_CHECKING:
    from .._async.client import AsyncWhatsApp
    from .._colour import AsyncHandler
    from .._sync.client import WhatsApp

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def webhook_asgi(wa: AsyncWhatsApp | WhatsApp, on_event: AsyncHandler) -> WebhookApp:
    """An ASGI app for one webhook address.

    In FastAPI and Starlette: ``app.add_route("/webhook", webhook_asgi(wa, on_event),
    methods=["GET", "POST"])``. Not ``app.mount``: it answers ``/webhook`` with a redirect (307),
    which Meta does not follow.

    Args:
        wa: A client of either colour; a sync one works in a thread.
        on_event: Given each event once. If it raises, the framework answers 500 and Meta
            delivers the event again.

    Raises:
        ConfigurationError: *wa* has no app secret.
        TypeError: *on_event* is async and *wa* is not.
    """
    return WebhookApp(wa, on_event)


class WebhookApp:
    """The app `webhook_asgi` makes."""

    def __init__(self, wa: AsyncWhatsApp | WhatsApp, on_event: AsyncHandler) -> None:
        awaits = inspect.iscoroutinefunction(wa.webhooks.handle)
        if inspect.iscoroutinefunction(on_event) and not awaits:
            raise TypeError("the handler is async: use AsyncWhatsApp, or write it with def")
        self._inbox = wa.webhooks
        self._on_event = on_event

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"a webhook app serves http, not {scope['type']}")
        answer = await self._answer(scope, receive)
        headers = [(name.encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body.encode()})

    async def _answer(self, scope: Scope, receive: Receive) -> answers.Answer:
        try:
            if scope["method"] == "GET":
                text = bytes(scope.get("query_string", b"")).decode("latin-1")
                return answers.Answer(200, self._inbox.challenge(answers.query(text)))
            if scope["method"] != "POST":
                return answers.WRONG_METHOD
            headers = _headers(scope)
            await self._handle(await _body(headers, receive), headers)
        except (errors.WebhookRejected, errors.LedgerUnavailable, errors.EventBusy) as error:
            return answers.refusal(error)
        return answers.OK

    async def _handle(self, body: bytes, headers: dict[str, str]) -> None:
        handle: Callable[..., Any] = self._inbox.handle
        if inspect.iscoroutinefunction(handle):
            await handle(body, headers, self._on_event)
            return
        from anyio import to_thread

        await to_thread.run_sync(handle, body, headers, self._on_event)


def _headers(scope: Scope) -> dict[str, str]:
    """Names in lower case.

    Raises:
        SignatureMismatch: A name we rely on comes twice.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = bytes(raw_name).decode("latin-1").lower()
        if name in headers and name == "x-hub-signature-256":
            raise errors.SignatureMismatch("there are several signatures")
        headers[name] = bytes(raw_value).decode("latin-1")
    return headers


async def _body(headers: dict[str, str], receive: Receive) -> bytes:
    """The body, read no further than Meta's own maximum.

    Raises:
        BodyTooLarge: There is more.
        BodyMalformed: The client went away.
    """
    if (answers.declared_length(headers.get("content-length")) or 0) > MAX_BODY:
        raise errors.BodyTooLarge("the body is over 3 MB")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise errors.BodyMalformed("the client went away")
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise errors.BodyTooLarge("the body is over 3 MB")
        if not message.get("more_body"):
            return bytes(body)
