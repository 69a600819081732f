"""`AsyncWhatsApp`: one business number, one store, one gate.

Rooms that not every program enters are loaded by the property that leads to them.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, final

from .. import errors
from ..clock import Clock, utc_now
from ..config import conceal_all, from_environment, missing, resolve
from ..consent.categories import Categories
from ..consent.decision import Decision
from ..consent.policy import Policy
from ..consent.purpose import Purpose
from ..consent.store import AnyConsentStore
from ..contact import Contact
from ..messages import Message, ReadReceipt, Typing
from ..operations.send import Send, Sent, quoted
from ..redact import Secret, conceal
from ..retry import RetryPolicy
from ..stores.adopt import for_async
from .gate import AsyncGate
from .ledger import AsyncLedger
from .resources.consent import AsyncConsent
from .wire import AsyncWire

if TYPE_CHECKING:
    from ..emulator import Emulator
    from ..webhooks.events import MessageEvent
    from .inbox import AsyncInbox
    from .resources.media import AsyncMedia
    from .resources.profile import AsyncProfile
    from .resources.templates import AsyncTemplates

TIMEOUT = timedelta(seconds=30)
DEFAULT_STORE = "consent.sqlite3"

_log = logging.getLogger("whatsapp_biz")


@final
class AsyncWhatsApp:
    """A client for one business number that messages nobody without consent.

    What is not given is read from the environment: ``WHATSAPP_TOKEN``,
    ``WHATSAPP_PHONE_NUMBER_ID``, ``WHATSAPP_BUSINESS_ACCOUNT_ID``, ``WHATSAPP_APP_SECRET``,
    ``WHATSAPP_VERIFY_TOKEN``, ``WHATSAPP_API_VERSION``, ``WHATSAPP_BASE_URL`` and
    ``WHATSAPP_CONSENT_STORE`` (a path). The constructor touches neither network nor disk.

    Args:
        token: Access token of the app or a system user.
        phone_number_id: Meta's id of the number that sends; not the number itself.
        business_account_id: The WhatsApp Business Account; `templates` needs it.
        app_secret: Signs webhooks; several (or a comma list) while one is rotated.
        verify_token: What Meta's webhook handshake presents.
        store: Where consent is kept; a `SQLiteStore` in ``consent.sqlite3`` if None.
        policy: How the guard judges.
        retry: How often to try what may be repeated.
        timeout: For one exchange with Meta, from connecting to the last byte; files going up
            or down may take five minutes, or this where it is longer.
        http_client: Your own ``httpx`` or ``httpx2`` client, used as it is and left open. Its
            transport sees *timeout* for each read, not for the whole exchange.
        clock: The time.
        on_decision: Sees each decision about a send before it is acted on.
        api_version: Graph version, e.g. ``v26.0``.
        base_url: Another Graph host: https, or http on this machine.

    Raises:
        ConfigurationError: A setting is missing or cannot work; the message names it.
        TypeError: *store* does not suit this client, or *policy* is of a subclass.
    """

    def __init__(
        self,
        token: str | Secret | None = None,
        *,
        phone_number_id: str | None = None,
        business_account_id: str | None = None,
        app_secret: str | Secret | Sequence[str | Secret] | None = None,
        verify_token: str | Secret | None = None,
        store: AnyConsentStore | None = None,
        policy: Policy | None = None,
        retry: RetryPolicy | None = None,
        timeout: timedelta = TIMEOUT,
        http_client: Any = None,
        clock: Clock = utc_now,
        on_decision: Callable[[Decision], None] | None = None,
        api_version: str | None = None,
        base_url: str | None = None,
    ) -> None:
        # Hidden before anything can go wrong: tracebacks with locals show this frame.
        given = {
            "token": conceal(token),
            "verify_token": conceal(verify_token),
            "app_secrets": conceal_all(app_secret),
            "phone_number_id": phone_number_id,
            "business_account_id": business_account_id,
            "api_version": api_version,
            "base_url": base_url,
        }
        del token, verify_token, app_secret
        config = resolve(given, from_environment)
        if config.token is None:
            raise missing("token", from_environment)
        if config.phone_number_id is None:
            raise missing("phone_number_id", from_environment)
        if timeout <= timedelta(0):
            raise errors.ConfigurationError("timeout must be longer than nothing")
        self._config = config
        self._clock = clock
        self._own_store = None
        if store is None:
            from ..stores.sqlite import SQLiteStore

            store = self._own_store = SQLiteStore(
                from_environment("WHATSAPP_CONSENT_STORE") or DEFAULT_STORE
            )
            _log.info("consent is kept in %r", self._own_store)
        self._store = for_async(store)
        self._ledger = AsyncLedger(self._store)
        self._categories = Categories()
        self._gate = AsyncGate(
            AsyncWire(config, config.token, timeout=timeout, http_client=http_client),
            self._ledger,
            policy=Policy.exactly(policy),
            clock=clock,
            retry=retry or RetryPolicy(),
            jitter=random.random,
            on_decision=on_decision,
            patience=timeout,
        )
        self._emulator: Emulator | None = None

    @classmethod
    def sandbox(
        cls,
        *,
        store: AnyConsentStore | None = None,
        policy: Policy | None = None,
        retry: RetryPolicy | None = None,
        on_decision: Callable[[Decision], None] | None = None,
        emulator: Emulator | None = None,
    ) -> Self:
        """A client on an emulator in this process: no Meta account, no network.

        Args:
            store: Where consent is kept; in memory if None.
            policy: As in the constructor.
            retry: As in the constructor.
            on_decision: As in the constructor.
            emulator: To use instead of a new one.
        """
        import httpx

        from ..emulator import Emulator
        from ..stores.memory import MemoryStore

        meta = Emulator() if emulator is None else emulator
        wa = cls(
            meta.token,
            phone_number_id=meta.phone_number_id,
            business_account_id=meta.waba_id,
            app_secret=meta.app_secret,
            verify_token=meta.verify_token,
            store=MemoryStore() if store is None else store,
            policy=policy,
            retry=retry,
            http_client=httpx.AsyncClient(transport=meta.async_transport),
            clock=meta.clock,
            on_decision=on_decision,
        )
        wa._emulator = meta
        return wa

    # Sending ------------------------------------------------------------------------------

    async def send(
        self,
        message: Message | str,
        *,
        to: Contact | str,
        purpose: Purpose | str | None = None,
        reply_to: str | None = None,
        callback_data: str | None = None,
    ) -> Sent:
        """Send *message* if consent allows it at the moment it leaves.

        Args:
            message: What to send; a str is a text.
            to: A phone number, a business-scoped user id, or a `Contact`.
            purpose: What a message without a template is for; ``"service"`` if None. A
                template's purpose is its category.
            reply_to: Id of a message to quote.
            callback_data: 1 to 512 characters that come back in its statuses; random if None.

        Raises:
            ValueError: *to* is nobody, or the message cannot be sent as it is.
            ConsentRefused: Consent does not allow it. Nothing was sent.
            LedgerUnavailable: The store did not answer. Nothing was sent.
            TransportError: It surely never left.
            DeliveryUnknown: It may have been sent; do not repeat it.
            ApiError: Meta refused.

        Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
        """
        return await self._gate.send(
            Send(
                message,
                contact=Contact.of(to),
                phone_number_id=self.phone_number_id,
                purpose=purpose,
                reply_to=reply_to,
                callback_data=callback_data,
                categories=self._categories,
            )
        )

    async def reply(
        self,
        event: MessageEvent,
        message: Message | str,
        *,
        purpose: Purpose | str | None = None,
    ) -> Sent:
        """Answer the person who wrote *event*, quoting it, from the number they wrote to.

        Raises:
            ValueError: *event* names nobody, or came to another number than this client's.
            ConsentRefused: As `send`, and so on.
        """
        to = quoted(event.sender, event.phone_number_id, self.phone_number_id)
        return await self.send(message, to=to, purpose=purpose, reply_to=event.id)

    async def mark_read(self, event: MessageEvent) -> Sent:
        """Show the person two blue ticks on *event* and everything before it.

        Raises:
            ValueError: *event* names nobody, or came to another number than this client's.
            ConsentRefused: It is older than 30 days, or not in the ledger.
        """
        to = quoted(event.sender, event.phone_number_id, self.phone_number_id)
        return await self.send(ReadReceipt(event.id), to=to)

    async def typing(self, event: MessageEvent) -> Sent:
        """Show the person that an answer to *event* is being written, for up to 25 seconds.

        Meta marks *event* as read with it.

        Raises:
            ValueError: *event* names nobody, or came to another number than this client's.
            ConsentRefused: An answer would not be allowed either.
        """
        to = quoted(event.sender, event.phone_number_id, self.phone_number_id)
        return await self.send(Typing(event.id), to=to)

    # Everything else ------------------------------------------------------------------------

    @cached_property
    def consent(self) -> AsyncConsent:
        """What people agreed to and refused."""
        return AsyncConsent(
            self._gate, self._ledger, self._clock, self.phone_number_id, self._categories
        )

    @cached_property
    def webhooks(self) -> AsyncInbox:
        """What Meta tells us.

        Raises:
            ConfigurationError: There is no app secret.
        """
        from .inbox import AsyncInbox

        if not self._config.app_secrets:
            raise missing("app_secrets", from_environment)
        return AsyncInbox(self._config, self._ledger, self._store, self._clock, self._categories)

    @cached_property
    def templates(self) -> AsyncTemplates:
        """Message templates.

        Raises:
            ConfigurationError: There is no business_account_id.
        """
        from .resources.templates import AsyncTemplates

        if self._config.business_account_id is None:
            raise missing("business_account_id", from_environment)
        return AsyncTemplates(self._gate, self._config.business_account_id, self._categories)

    @cached_property
    def media(self) -> AsyncMedia:
        """Files kept at Meta."""
        from ..operations.media import media_hosts
        from .resources.media import AsyncMedia

        return AsyncMedia(self._gate, self.phone_number_id, media_hosts(self._config.base_url))

    @cached_property
    def profile(self) -> AsyncProfile:
        """The business profile."""
        from .resources.profile import AsyncProfile

        return AsyncProfile(self._gate, self.phone_number_id)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Call any Graph endpoint that sends nothing.

        Args:
            method: ``GET``, ``POST`` or ``DELETE``.
            path: Below the version, e.g. ``"123/subscribed_apps"``.
            query: Names and values.
            body: Sent as JSON.

        Raises:
            SendPathRefused: The path sends: use `send`, which asks for consent first.
            ValueError: *method* or *path* is none.
            ApiError: Meta refused.
            TransportError: Meta did not answer.
        """
        from ..operations.raw import RawCall

        return await self._gate.call(
            RawCall(method=method, path=path, query=query or {}, body=body)
        )

    @property
    def phone_number_id(self) -> str:
        """Meta's id of the number that sends."""
        assert self._config.phone_number_id is not None  # noqa: S101 - the constructor saw to it
        return self._config.phone_number_id

    @property
    def emulator(self) -> Emulator:
        """The emulator behind a `sandbox`.

        Raises:
            ConfigurationError: This client talks to Meta.
        """
        if self._emulator is None:
            raise errors.ConfigurationError("this client is no sandbox: it talks to Meta")
        return self._emulator

    async def aclose(self) -> None:
        """Close connections and the store this client opened itself."""
        await self._gate.aclose()
        if self._own_store is not None:
            self._own_store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        # Tracebacks with locals show a client that could not be made, too.
        config = getattr(self, "_config", None)
        if config is None:
            return f"{type(self).__name__}(…)"
        where = "sandbox" if getattr(self, "_emulator", None) is not None else config.api_version
        return f"{type(self).__name__}({config.phone_number_id}, {where})"
