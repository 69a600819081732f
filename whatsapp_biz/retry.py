"""Whether a failed request may be repeated, and after how long. Pure.

``POST /messages`` has no idempotency key: a repeat of a send that Meta did carry out reaches the
person twice. So sends repeat only what surely never left or was surely rejected.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from .errors import ApiError, DeliveryUnknown, TransportError, WhatsAppError

# Rejected before anything was done; waiting helps.
# Source: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
_REJECTED_FOR_NOW = frozenset({2, 4, 80007, 130429, 131016, 131056, 131057})
# Repeating these does harm or is sure to fail, even where the answer is marked transient: spam
# limits, policy and authorisation, and people who cannot or must not be written to.
_NEVER = frozenset(
    {3, 10, 100, 190, 368, 130403, 130472, 131026, 131031, 131045, 131047, 131048, 131049, 131050}
)
# Marked transient or not, these say nothing about whether the message went.
_UNSAID = frozenset({1, 131000, 135000})
_PAIR_RATE = 131056  # too many messages to one person: Meta asks for 4^n seconds


def _positive(_: object, attribute: attrs.Attribute[Any], value: timedelta) -> None:
    if value <= timedelta(0):
        raise ValueError(f"{attribute.name} must be longer than nothing")


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often and how long to try.

    Args:
        attempts: In all, 1 to 10; 1 never repeats.
        first_wait: Before the second attempt; doubles after each.
        longest_wait: No wait is longer, whatever Meta asks for.
        deadline: No attempt begins later than this after the first one failed.
    """

    attempts: int = attrs.field(
        default=3, validator=[attrs.validators.ge(1), attrs.validators.le(10)]
    )
    first_wait: timedelta = attrs.field(default=timedelta(seconds=0.5), validator=_positive)
    longest_wait: timedelta = attrs.field(default=timedelta(seconds=60), validator=_positive)
    deadline: timedelta = attrs.field(default=timedelta(seconds=120), validator=_positive)


def may_repeat(error: WhatsAppError, *, idempotent: bool) -> bool:
    """Whether trying again can neither do harm nor is sure to fail.

    Args:
        error: What the attempt ended with.
        idempotent: Doing it twice is as good as once (every call but a send).
    """
    match error:
        case DeliveryUnknown():
            return idempotent
        case TransportError():
            return True
        case ApiError(code=code):
            if code in _NEVER:
                return False
            if code in _UNSAID:
                return idempotent and error.error.is_transient
            return code in _REJECTED_FOR_NOW or error.error.is_transient
        case _:
            return False


def wait_before(
    error: object, repeat: int, *, policy: RetryPolicy, jitter: float = 0.0
) -> timedelta:
    """How long to wait before a repeat.

    Args:
        error: What the last attempt ended with.
        repeat: 1 for the first repeat.
        policy: Bounds it.
        jitter: 0 to 1; how much longer to wait, so that clients do not march in step.
    """
    asked = error.retry_after if isinstance(error, ApiError) else None
    if asked is None:
        pair = isinstance(error, ApiError) and error.code == _PAIR_RATE
        asked = timedelta(seconds=4**repeat) if pair else policy.first_wait * 2 ** (repeat - 1)
    return min(asked * (1 + jitter), policy.longest_wait)
