"""Meta in a box: the emulator as its users hold it."""

from __future__ import annotations

from collections import deque
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

import attrs

from ..contact import Contact
from . import deliveries
from .catalogue import CATEGORIES
from .customer import Customer
from .faults import Fault, Wire, WireFault
from .routes import handle
from .world import EmulatedClock, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .._http import Response
    from ..clock import Clock
    from .deliveries import Delivery
    from .http import EmulatedRequest
    from .transport import AsyncEmulatorTransport, EmulatorTransport
    from .world import Outgoing, Template


@attrs.frozen
class SeenRequest:
    """A request the emulator got.

    Args:
        status: HTTP status of the answer; None if there was none.
    """

    method: str
    path: str
    status: int | None


class Emulator:
    """An emulated WhatsApp Business account, without any network.

    Args:
        clock: Where the time comes from; by default a clock that stands still at
            2026-11-23 09:00 UTC until it is advanced.
        seed: Emulators of one seed give the same ids and tokens.
        synchronous: Codes such as 131047 to refuse in the answer; otherwise those that Meta
            sends by webhook are accepted first and fail later.
        user_ids: Whether webhooks and answers carry business-scoped user ids.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        synchronous: Iterable[int] = (),
        user_ids: bool = True,
    ) -> None:
        if isinstance(clock, EmulatedClock):
            self.clock = clock
        else:
            self.clock = EmulatedClock() if clock is None else EmulatedClock(clock)
        self._seed = seed
        self._synchronous = frozenset(synchronous)
        self._user_ids = user_ids
        self.lock = RLock()
        self.requests: list[SeenRequest] = []
        self._faults: deque[Fault] = deque()
        self._sink: Callable[[Delivery], object] | None = None
        self.world = self._new_world()

    def __repr__(self) -> str:
        return f"Emulator({len(self.requests)} requests, {len(self.world.outbox)} messages)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.reset()

    def _new_world(self) -> World:
        return World(
            self.clock,
            seed=self._seed,
            user_ids=self._user_ids,
            synchronous=self._synchronous,
        )

    def reset(self) -> None:
        """Forget every person, message, file and fault, and put the clock back."""
        with self.lock:
            origin = self.world.origin
            self.clock.reset()
            self.requests.clear()
            self._faults.clear()
            self.world = self._new_world()
            self.world.origin = origin

    # What a client must be told ----------------------------------------------------------

    @property
    def token(self) -> str:
        """The only access token it takes; begins with ``EMU_``."""
        return self.world.token

    @property
    def phone_number_id(self) -> str:
        """The id of the business's number."""
        return self.world.phone_number_id

    @property
    def waba_id(self) -> str:
        """The id of the WhatsApp Business account."""
        return self.world.waba_id

    @property
    def app_secret(self) -> str:
        """What webhooks are signed with."""
        return self.world.app_secret

    @property
    def verify_token(self) -> str:
        """What the webhook handshake must carry, unless another one is chosen."""
        return self.world.verify_token

    # In and out --------------------------------------------------------------------------

    @property
    def transport(self) -> EmulatorTransport:
        """For ``httpx.Client(transport=…)``."""
        from .transport import EmulatorTransport

        return EmulatorTransport(self)

    @property
    def async_transport(self) -> AsyncEmulatorTransport:
        """For ``httpx.AsyncClient(transport=…)``."""
        from .transport import AsyncEmulatorTransport

        return AsyncEmulatorTransport(self)

    def answer(self, request: EmulatedRequest) -> Response:
        """Answer *request*, or fail as told by `fail_next`.

        Raises:
            WireFault: The connection is to fail.
        """
        with self.lock:
            fault = self._faults.popleft() if self._faults else None
            try:
                response = self._respond(request, fault)
            except WireFault as broken:
                if broken.kind != "connect_error":
                    self.requests.append(SeenRequest(request.method, request.path, None))
                raise
            self.requests.append(SeenRequest(request.method, request.path, response.status))
        self.flush()
        return response

    def _respond(self, request: EmulatedRequest, fault: Fault | None) -> Response:
        if fault is None:
            return handle(self.world, request)
        if fault.raises is None:
            return fault.response()
        if fault.raises == "read_timeout_after_processing":
            handle(self.world, request)
        raise WireFault(fault.raises)

    @property
    def outbox(self) -> list[Outgoing]:
        """Every message Meta accepted, oldest first; those that failed later too."""
        return list(self.world.outbox.values())

    def deliveries(self) -> tuple[Delivery, ...]:
        """The status webhooks that are due; each is given once."""
        with self.lock:
            due = tuple(self.world.pending)
            self.world.pending.clear()
        return due

    # Webhooks to a callback address --------------------------------------------------------

    def deliver_to(self, sink: Callable[[Delivery], object] | None) -> None:
        """Hand every webhook to *sink* as it arises; None keeps status webhooks for `deliveries`.

        Args:
            sink: Called in the thread in which the webhook arose.
        """
        self._sink = sink
        self.flush()

    def tell(self, told: Delivery) -> Delivery:
        """Give *told* to the sink, if there is one, and give it back."""
        sink = self._sink
        if sink is not None:
            sink(told)
        return told

    def flush(self) -> None:
        """Give the sink, if there is one, what is due."""
        sink = self._sink
        if sink is not None:
            for told in self.deliveries():
                sink(told)

    # What a test arranges ------------------------------------------------------------------

    def customer(
        self, number: str | Contact, *, name: str = "", bsuid: str | None = None
    ) -> Customer:
        """Somebody with WhatsApp.

        Args:
            number: A phone number, or the user id of somebody who hides theirs.
            name: Their profile name.
            bsuid: Their business-scoped user id; made up if it is not given.

        Raises:
            ValueError: *number* or *bsuid* is not what it says.
        """
        contact = Contact.of(number)
        if bsuid is not None:
            contact = Contact(phone=contact.phone, bsuid=bsuid)
        with self.lock:
            person = self.world.person(contact)
            person.name = name or person.name
            person.on_whatsapp = True
        return Customer(self, contact, name)

    def add_template(
        self,
        name: str,
        *,
        language: str = "en_US",
        category: str = "UTILITY",
        body_variables: int | None = None,
        components: Iterable[dict[str, Any]] = (),
    ) -> Template:
        """Register an approved template.

        Args:
            name: Lower-case letters, digits and underscores.
            language: Meta's code, e.g. ``de`` or ``pt_BR``.
            category: Meta's word in upper or lower case.
            body_variables: How many parameters its body takes; None counts the variables in
                *components*, or nothing where there are none.
            components: As Meta writes them; may be left out.

        Raises:
            ValueError: There is no such category.
        """
        if category.upper() not in CATEGORIES:
            raise ValueError(f"category must be one of {', '.join(sorted(CATEGORIES))}")
        with self.lock:
            return self.world.add_template(
                name,
                language=language,
                category=category,
                components=tuple(components),
                body_variables=body_variables,
            )

    def reviews_template(
        self, name: str, *, language: str = "en_US", status: str = "APPROVED"
    ) -> Delivery:
        """Give a template a new status, e.g. ``"REJECTED"`` or ``"PAUSED"``.

        Raises:
            LookupError: There is no such template.
        """
        with self.lock:
            for template in self.world.templates.values():
                if (template.name, template.language) == (name, language):
                    template.status = status.upper()
                    return self.tell(deliveries.template_status(self.world, template))
        raise LookupError(f"there is no template {name!r} in {language!r}")

    def fail_next(
        self,
        *,
        status: int | None = None,
        graph_code: int | None = None,
        raises: Wire | None = None,
        retry_after: int | str | None = None,
        times: int = 1,
    ) -> None:
        """Let the next requests fail; several calls queue up.

        Args:
            status: Answer with this HTTP status and a page of HTML.
            graph_code: Answer with this error code of Graph.
            raises: Give no answer, after or before the request is carried out.
            retry_after: The header ``Retry-After``, in seconds or as it is.
            times: How many requests.

        Raises:
            ValueError: Not exactly one of the first three is given.
        """
        wait = None if retry_after is None else str(retry_after)
        fault = Fault(status=status, graph_code=graph_code, raises=raises, retry_after=wait)
        self._faults.extend([fault] * times)

    def fail_next_message(self, code: int) -> None:
        """Let the next message fail with *code*, in the answer or by webhook as is its road."""
        self.world.next_failures.append(code)
