"""The only door to the wire: decide, hand over, and again if that can do no harm."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, final

from .. import errors
from .._colour import AsyncSlots, async_sleep
from ..clock import Clock
from ..consent.decision import Attempt, Decision, Refusal
from ..consent.guard import decide
from ..consent.policy import Policy
from ..consent.recording import facts_of_error
from ..operations.base import Operation
from ..operations.raw import refuse_sending, refuse_sending_url
from ..operations.send import Send, Sent
from ..redact import mask_id
from ..retry import RetryPolicy, may_repeat, wait_before
from . import connections
from .ledger import AsyncLedger
from .wire import AsyncWire

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")
R = TypeVar("R")

_log = logging.getLogger("whatsapp_biz")


@final
class AsyncGate:
    """Holds the wire. A message passes with a fresh permit or not at all.

    Args:
        wire: HTTP.
        ledger: Facts.
        policy: How to judge.
        clock: The time.
        retry: How often to try.
        jitter: From 0 to below 1; lengthens waits so that clients do not march in step.
        on_decision: Sees every decision about a send before it is acted on.
        patience: How long to wait for a place on the wire.
    """

    def __init__(
        self,
        wire: AsyncWire,
        ledger: AsyncLedger,
        *,
        policy: Policy,
        clock: Clock,
        retry: RetryPolicy,
        jitter: Callable[[], float],
        on_decision: Callable[[Decision], None] | None,
        patience: timedelta,
    ) -> None:
        self._wire = wire
        self._ledger = ledger
        self._policy = policy
        self._clock = clock
        self._retry = retry
        self._jitter = jitter
        self._on_decision = on_decision
        self._patience = patience.total_seconds()
        # As many as the wire has connections, so that the wire itself never makes anyone wait.
        self._places = AsyncSlots(connections.MOST_CONNECTIONS)

    async def send(self, send: Send) -> Sent:
        """Send if consent allows it now.

        Raises:
            ConsentRefused: It does not. Nothing was sent.
            LedgerUnavailable: The store did not answer. Nothing was sent.
            TransportError: It surely never left, each time.
            DeliveryUnknown: It may have been sent.
            ApiError: Meta refused.
        """
        outcome = await self._attempt(send)
        if _repeatable(outcome, idempotent=send.idempotent):
            outcome = await self._again(lambda: self._attempt(send), outcome, send.idempotent)
        if isinstance(outcome, Sent):
            return outcome
        if isinstance(outcome, Refusal):
            raise errors.consent_refused(outcome)
        for fact in facts_of_error(outcome, send.contact, now=self._clock()):
            await self._ledger.append(fact)
        raise outcome

    async def check(self, attempt: Attempt) -> Decision:
        """Judge without sending.

        Raises:
            LedgerUnavailable: The store did not answer.
        """
        contact = attempt.contact
        standing = await self._ledger.standing(contact, attempt.phone_number_id)
        now = self._clock()
        rules = self._policy.rules(*contact.countries, now=now)
        return decide(attempt, standing, now=now, rules=rules)

    async def call(self, operation: Operation[T]) -> T:
        """Perform anything that sends nothing.

        Raises:
            SendPathRefused: It would send.
            TransportError: It surely never left.
            DeliveryUnknown: No usable answer came.
            ApiError: Meta refused.
        """
        outcome = await self._perform(operation)
        if _repeatable(outcome, idempotent=operation.idempotent):
            outcome = await self._again(
                lambda: self._perform(operation), outcome, operation.idempotent
            )
        if isinstance(outcome, errors.WhatsAppError):
            raise outcome
        return outcome

    async def aclose(self) -> None:
        """Close the wire."""
        await self._wire.aclose()

    async def _attempt(self, send: Send) -> Sent | Refusal | errors.WhatsAppError:
        """One decision and, if it allows, one hand-over; the outcome as a value.

        A place on the wire is waited for first, so that nothing is waited for in between.
        """
        if not await self._places.acquire(self._patience):
            return errors.TransportError("no connection came free in time: nothing was sent")
        try:
            return await self._decide_and_hand_over(send)
        finally:
            self._places.release()

    async def _decide_and_hand_over(self, send: Send) -> Sent | Refusal | errors.WhatsAppError:
        decision = await self.check(send.attempt)
        if self._on_decision is not None:
            self._on_decision(decision)
        if isinstance(decision, Refusal):
            _log.info("refused %s: %s", send.attempt.kind, decision.reason)
            return decision
        try:
            response = await self._wire.send(send.request(decision))
            sent = send.parse(response, decision)
        except errors.DeliveryUnknown as unknown:
            return errors.DeliveryUnknown(unknown.message, send.callback_data)
        except errors.WhatsAppError as error:
            return error
        _log.info("sent %s %s", send.attempt.kind, mask_id(sent.id) if sent.id else "")
        return sent

    async def _perform(self, operation: Operation[T]) -> T | errors.WhatsAppError:
        """One call; the outcome as a value."""
        request = operation.request()
        refuse_sending(request.path)
        if request.url is not None:
            refuse_sending_url(request.url)
        if not await self._places.acquire(self._patience):
            return errors.TransportError("no connection came free in time: nothing was sent")
        try:
            return operation.parse(await self._wire.send(request))
        except errors.WhatsAppError as error:
            return error
        finally:
            self._places.release()

    async def _again(
        self,
        attempt: Callable[[], Awaitable[R]],
        first: R,
        idempotent: bool,  # noqa: FBT001
    ) -> R:
        """Wait and try again, until it is settled or the policy says enough."""
        # Loaded once something failed; most programs never come here.
        from tenacity import (
            AsyncRetrying,
            retry_if_result,
            stop_after_attempt,
            stop_before_delay,
        )

        known = [first]

        async def outcome() -> R:
            # Tenacity begins with an attempt; the first one has been made already.
            return known.pop() if known else await attempt()

        def wait(state: RetryCallState) -> float:
            error = state.outcome.result() if state.outcome is not None else None
            repeat = state.attempt_number
            asked = wait_before(error, repeat, policy=self._retry, jitter=self._jitter())
            return asked.total_seconds()

        def last(state: RetryCallState) -> R:
            assert state.outcome is not None  # noqa: S101 - an attempt has been made
            result: R = state.outcome.result()
            return result

        retrying = AsyncRetrying(
            sleep=lambda seconds: async_sleep(self._clock, seconds),
            wait=wait,
            stop=stop_after_attempt(self._retry.attempts)
            | stop_before_delay(self._retry.deadline),
            retry=retry_if_result(lambda value: _repeatable(value, idempotent=idempotent)),
            retry_error_callback=last,
        )
        return await retrying(outcome)


def _repeatable(outcome: object, *, idempotent: bool) -> bool:
    return isinstance(outcome, errors.WhatsAppError) and may_repeat(outcome, idempotent=idempotent)
