"""Webhooks in: verify, parse, ledger, and only then the handler."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import final

from .. import errors
from .._colour import AsyncHandler, async_call
from ..clock import Clock
from ..config import Config, from_environment, missing
from ..consent.categories import Categories
from ..consent.store import AsyncSupportsClaims, Claim
from ..webhooks.challenge import answer
from ..webhooks.decode import check_size, decode
from ..webhooks.events import Event
from ..webhooks.headers import signature_in
from ..webhooks.ledger import consent_events, learn_category
from ..webhooks.parse import parse
from ..webhooks.signature import Verifier
from .ledger import AsyncLedger

LEASE = timedelta(minutes=10)  # after which a worker that took an event counts as dead


@final
class AsyncInbox:
    """The business's end of Meta's webhooks. It cannot be built without an app secret.

    Args:
        config: App secrets and the verify token.
        ledger: Where facts go.
        store: The same store, asked to see to it that each event is handled once.
        clock: The time.
        categories: Told what Meta says of templates.

    Raises:
        ConfigurationError: There is no app secret.
    """

    def __init__(
        self,
        config: Config,
        ledger: AsyncLedger,
        store: object,
        clock: Clock,
        categories: Categories,
    ) -> None:
        self._verifier = Verifier(config.app_secrets)
        self._verify_token = config.verify_token
        self._ledger = ledger
        self._claims = store if isinstance(store, AsyncSupportsClaims) else None
        self._clock = clock
        self._categories = categories

    def challenge(self, query: Mapping[str, str]) -> str:
        """Answer Meta's handshake: the text to send back, as ``text/plain`` with 200.

        Args:
            query: The parameters of the GET request.

        Raises:
            ChallengeMismatch: It is not Meta's, or carries another verify token.
            ConfigurationError: There is no verify token.
        """
        if self._verify_token is None:
            raise missing("verify_token", from_environment)
        return answer(query, verify_token=self._verify_token)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Make sure that Meta signed exactly these bytes.

        Args:
            body: The raw body, as it arrived.
            headers: Names in any case.

        Raises:
            SignatureMissing: There is no signature.
            SignatureMismatch: It is not one of ours over these bytes.
        """
        self._verifier.verify(body, signature_in(headers))

    async def receive(self, body: bytes, headers: Mapping[str, str]) -> tuple[Event, ...]:
        """Verify, read and record one webhook; its events, in order.

        The ledger is current when this returns: a reply finds its window open, a STOP finds it
        shut. Meta delivers repeatedly, so an event may come again; `handle` deals with that.

        Args:
            body: The raw body, as it arrived; at most 3 MB.
            headers: Names in any case.

        Raises:
            WebhookRejected: It is not Meta's; answer its ``status``.
            LedgerUnavailable: A fact could not be kept; answer 503 and Meta delivers again.
        """
        check_size(body)
        self.verify(body, headers)
        events = parse(decode(body))
        now = self._clock()
        for event in events:
            learn_category(event, self._categories)
            for fact in consent_events(event, now=now):
                await self._ledger.append(fact)
        return events

    async def handle(
        self, body: bytes, headers: Mapping[str, str], on_event: AsyncHandler
    ) -> tuple[Event, ...]:
        """`receive`, then give each event to *on_event* once, however often Meta delivers it.

        An event counts as handled when *on_event* returns. If it raises, the event is given back
        and the error passed on: answer 500, and Meta's next delivery runs it again.

        Raises:
            WebhookRejected: As `receive`.
            LedgerUnavailable: As `receive`.
            EventBusy: Another worker has one of the events; answer 503.
        """
        events = await self.receive(body, headers)
        busy = False
        for event in events:
            busy |= await self._deliver(event, on_event) is Claim.BUSY
        if busy:
            raise errors.EventBusy("another worker has this event: answer 503")
        return events

    async def _deliver(self, event: Event, on_event: AsyncHandler) -> Claim:
        key = event.dedup_key
        if key is None or self._claims is None:
            await async_call(on_event, event)
            return Claim.TAKEN
        claim = await self._claims.claim(key, now=self._clock(), lease=LEASE)
        if claim is Claim.TAKEN:
            try:
                await async_call(on_event, event)
            except BaseException:
                await self._claims.release(key)
                raise
            await self._claims.finish(key, now=self._clock())
        return claim
