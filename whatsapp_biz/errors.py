"""Every exception, drawn by remedy.

::

    WhatsAppError
    ├── ConfigurationError       fix the setting it names
    ├── ConsentRefused           nothing was sent; .decision says why and what would help
    │   ├── OptInMissing         ask for the opt-in
    │   ├── RecipientOptedOut    stop; only the person can change this
    │   ├── WindowClosed         wait until the person writes, or send a template
    │   └── RecipientIneligible  age or region: do not send this to them at all
    ├── SendPathRefused          use wa.send: raw calls do not send
    ├── LedgerUnavailable        the consent store did not answer; nothing was sent
    │   └── UnsafeStore          the store could lose a revocation; change the setting it names
    ├── TransportError           no answer from Meta; it surely never left: try again
    │   └── DeliveryUnknown      it may have been sent: wait for its status, do not repeat
    ├── ApiError                 Meta said no: .code .subcode .details .fbtrace_id
    │   ├── NotAuthorised        fix the token or its permissions
    │   ├── RateLimited          wait .retry_after
    │   ├── RecipientUnreachable this person cannot get this message
    │   ├── TemplateRejected     mend the template or its parameters
    │   └── MetaUnavailable      try later
    ├── MediaRefused             the file is not what it should be, or lies on a foreign host
    ├── EventBusy                another worker has the event: answer 503, Meta delivers again
    └── WebhookRejected          answer .status
        ├── SignatureMissing     401
        ├── SignatureMismatch    403
        ├── ChallengeMismatch    403
        ├── BodyTooLarge         413
        └── BodyMalformed        400

Every error survives pickle, copy and ``with`` blocks, and shows no number, body or token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from .redact import scrub

if TYPE_CHECKING:
    from datetime import timedelta

    from .consent.decision import Refusal

META_ERRORS = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes"


NO_CODE = -1
"""Stands where Meta gave no code; 0 is one of Meta's own."""


class WhatsAppError(Exception):
    """The root of everything this library raises on purpose."""


class ConfigurationError(WhatsAppError):
    """A setting is missing or cannot work; the message names it."""


# Nothing was sent ---------------------------------------------------------------------------


class ConsentRefused(WhatsAppError):
    """The message may not go to this person now. Nothing was sent.

    Attributes:
        decision: Why, on which facts, and what would help.
    """

    def __init__(self, decision: Refusal) -> None:
        super().__init__(decision)
        self.decision = decision

    @property
    def reason(self) -> str:
        """The stable reason code, e.g. ``"no_opt_in"``."""
        return self.decision.reason

    @property
    def docs_url(self) -> str:
        """The page about this reason."""
        return f"docs/reasons.md#{self.decision.reason}"

    def __str__(self) -> str:
        return self.decision.explain()


class OptInMissing(ConsentRefused):
    """There is no opt-in that covers this message."""


class RecipientOptedOut(ConsentRefused):
    """The person refused such messages."""


class WindowClosed(ConsentRefused):
    """The person did not write within the customer service window."""


class RecipientIneligible(ConsentRefused):
    """The person's age or region bars such messages."""


class SendPathRefused(WhatsAppError):
    """A raw call was pointed at a path that sends. Nothing was sent."""


class LedgerUnavailable(WhatsAppError):
    """The consent store did not answer, or what it keeps cannot be read. Nothing was sent."""


class UnsafeStore(LedgerUnavailable):
    """The store's settings or its file could lose a revocation; it was not opened."""


_BY_REASON: dict[str, type[ConsentRefused]] = {
    **dict.fromkeys(("opted_out",), RecipientOptedOut),
    **dict.fromkeys(("no_session", "session_expired", "no_inbound_message"), WindowClosed),
    **dict.fromkeys(("age_below_minimum", "platform_region_block"), RecipientIneligible),
    **dict.fromkeys(
        (
            "no_opt_in", "purpose_mismatch", "consent_not_specific", "consent_expired",
            "consent_not_yet_valid", "no_evidence", "double_opt_in_missing",
            "reconsent_required", "no_call_permission", "call_permission_expired",
        ),
        OptInMissing,
    ),
}  # fmt: skip


def consent_refused(decision: Refusal) -> ConsentRefused:
    """The exception for *decision*, chosen by what would help."""
    return _BY_REASON.get(decision.reason, ConsentRefused)(decision)


# Meta did not answer ------------------------------------------------------------------------


class TransportError(WhatsAppError):
    """Meta gave no answer, and the request surely never left.

    Attributes:
        message: What happened, without addresses or bodies.
        delivery: ``"not_sent"``; ``"unknown"`` for `DeliveryUnknown`.
    """

    delivery: ClassVar[str] = "not_sent"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class DeliveryUnknown(TransportError):
    """The request left and no readable answer came: it may have been carried out.

    Sends are not repeated after this. The status webhook settles what became of it: it carries
    the same `callback_data`.

    Attributes:
        callback_data: What the message's statuses will carry; None for calls that send nothing.
    """

    delivery: ClassVar[str] = "unknown"

    def __init__(self, message: str, callback_data: str | None = None) -> None:
        super().__init__(message)
        self.args = (message, callback_data)
        self.callback_data = callback_data


# Meta said no -------------------------------------------------------------------------------


@attrs.frozen(kw_only=True, repr=False)
class GraphError:
    """What Meta says in its error envelope.

    Source: https://developers.facebook.com/docs/graph-api/guides/error-handling
    """

    status: int
    code: int
    message: str = ""
    subcode: int | None = None
    type: str = ""
    details: str = ""
    fbtrace_id: str = ""
    request_id: str = ""
    is_transient: bool = False
    retry_after: timedelta | None = None

    def __repr__(self) -> str:
        return f"GraphError(status={self.status}, code={self.code})"


class ApiError(WhatsAppError):
    """Meta refused the request.

    Attributes:
        error: Meta's envelope. Branch on `code`, never on its texts.
    """

    def __init__(self, error: GraphError) -> None:
        super().__init__(error)
        self.error = error

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.error.status

    @property
    def code(self) -> int:
        """Meta's error code."""
        return self.error.code

    @property
    def subcode(self) -> int | None:
        """Meta's error subcode, if any."""
        return self.error.subcode

    @property
    def details(self) -> str:
        """``error_data.details``: what exactly was wrong."""
        return self.error.details

    @property
    def fbtrace_id(self) -> str:
        """The id Meta's support asks for."""
        return self.error.fbtrace_id

    @property
    def retry_after(self) -> timedelta | None:
        """How long to wait, if Meta said so."""
        return self.error.retry_after

    @property
    def docs_url(self) -> str:
        """Meta's page about its error codes."""
        return META_ERRORS

    def __str__(self) -> str:
        said = " – ".join(scrub(text) for text in (self.error.message, self.error.details) if text)
        code = "without a code" if self.code == NO_CODE else self.code
        return f"Meta answered {code} (HTTP {self.status}): {said or 'no text'}"


class NotAuthorised(ApiError):
    """The token is missing, expired or lacks a permission."""


class RateLimited(ApiError):
    """Too many calls or messages; wait `retry_after`, or back off."""


class RecipientUnreachable(ApiError):
    """This person cannot receive this message; repeating it will not help."""


class TemplateRejected(ApiError):
    """The template is missing, paused, or its parameters do not fit."""


class MetaUnavailable(ApiError):
    """Meta has a passing fault; try later."""


_BY_CODE: dict[int, type[ApiError]] = {
    **dict.fromkeys((0, 3, 10, 190, 131005), NotAuthorised),
    **dict.fromkeys(range(200, 300), NotAuthorised),
    **dict.fromkeys((4, 613, 80007, 130429, 131048, 131056, 133016), RateLimited),
    **dict.fromkeys(
        (130403, 130472, 131021, 131026, 131030, 131047, 131049, 131050, 131062),
        RecipientUnreachable,
    ),
    **dict.fromkeys(range(132000, 132100), TemplateRejected),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004), MetaUnavailable),
}


def api_error(error: GraphError) -> ApiError:
    """The exception for *error*, chosen by its code; unknown codes give a plain `ApiError`."""
    return _BY_CODE.get(error.code, ApiError)(error)


# Files --------------------------------------------------------------------------------------


class MediaRefused(WhatsAppError):
    """A file is not what it should be, is too large, or lies on a host that is not Meta's."""


# Webhooks -----------------------------------------------------------------------------------


class EventBusy(WhatsAppError):
    """Another worker is handling the event, or died doing so; Meta will deliver it again."""


class WebhookRejected(WhatsAppError):
    """The request is not a webhook of Meta's; answer it with `status`.

    Attributes:
        status: The HTTP status to answer with.
    """

    status: ClassVar[int] = 400


class SignatureMissing(WebhookRejected):
    """There is no ``X-Hub-Signature-256`` header."""

    status: ClassVar[int] = 401


class SignatureMismatch(WebhookRejected):
    """The signature is not one of ours over these bytes."""

    status: ClassVar[int] = 403


class ChallengeMismatch(WebhookRejected):
    """The handshake carries the wrong verify token or an odd challenge."""

    status: ClassVar[int] = 403


class BodyTooLarge(WebhookRejected):
    """The body is over Meta's own maximum."""

    status: ClassVar[int] = 413


class BodyMalformed(WebhookRejected):
    """The body is not the JSON object a webhook is."""

    status: ClassVar[int] = 400
