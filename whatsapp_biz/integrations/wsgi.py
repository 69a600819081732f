"""Meta's webhooks as a bare WSGI app; no framework is imported."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .. import errors
from ..webhooks.decode import MAX_BODY
from . import answers

if TYPE_CHECKING:
    from .._colour import Handler
    from .._sync.client import WhatsApp

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def webhook_wsgi(wa: WhatsApp, on_event: Handler) -> WebhookApp:
    """A WSGI app for one webhook address.

    In Flask: ``DispatcherMiddleware(app, {"/webhook": webhook_wsgi(wa, on_event)})``.

    Args:
        wa: A sync client.
        on_event: Given each event once. If it raises, the server answers 500 and Meta delivers
            the event again.

    Raises:
        ConfigurationError: *wa* has no app secret.
        TypeError: *wa* or *on_event* is async: use `webhook_asgi`.
    """
    return WebhookApp(wa, on_event)


class WebhookApp:
    """The app `webhook_wsgi` makes."""

    def __init__(self, wa: WhatsApp, on_event: Handler) -> None:
        if inspect.iscoroutinefunction(wa.webhooks.handle):
            raise TypeError("WSGI cannot await: use WhatsApp, or webhook_asgi")
        if inspect.iscoroutinefunction(on_event):
            raise TypeError("the handler is async: WSGI cannot await, write it with def")
        self._inbox = wa.webhooks
        self._on_event = on_event

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        answer = self._answer(environ)
        status = HTTPStatus(answer.status)
        start_response(f"{status.value} {status.phrase}", answer.headers)
        return [answer.body.encode()]

    def _answer(self, environ: Environ) -> answers.Answer:
        try:
            if environ["REQUEST_METHOD"] == "GET":
                text = environ.get("QUERY_STRING", "")
                return answers.Answer(200, self._inbox.challenge(answers.query(text)))
            if environ["REQUEST_METHOD"] != "POST":
                return answers.WRONG_METHOD
            signature = environ.get("HTTP_X_HUB_SIGNATURE_256")
            headers = {} if signature is None else {"X-Hub-Signature-256": signature}
            self._inbox.handle(_body(environ), headers, self._on_event)
        except (errors.WebhookRejected, errors.LedgerUnavailable, errors.EventBusy) as error:
            return answers.refusal(error)
        return answers.OK


def _body(environ: Environ) -> bytes:
    """The body, read no further than Meta's own maximum.

    Raises:
        BodyTooLarge: There is more.
    """
    length = answers.declared_length(environ.get("CONTENT_LENGTH") or None)
    if length is not None and length > MAX_BODY:
        raise errors.BodyTooLarge("the body is over 3 MB")
    # Without a length, servers that unchunk say so and mark where the input ends.
    if length is None and not environ.get("wsgi.input_terminated"):
        length = 0
    body: bytes = environ["wsgi.input"].read(MAX_BODY + 1 if length is None else length)
    if len(body) > MAX_BODY:
        raise errors.BodyTooLarge("the body is over 3 MB")
    return body
