"""The emulator on a port of this machine, for clients in any language."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

import h11

from . import ids
from .callbacks import LOOPBACK, CallbackRefused, Courier
from .control import answer, arguments_of, control, owns, refuse
from .faults import WireFault
from .http import EmulatedRequest, parse_query
from .world import GRAPH

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from .._http import Response
    from .deliveries import Delivery
    from .emulator import Emulator

HOST = "127.0.0.1"  # never anything else: whoever reaches it commands it
MAX_BODY = 110 * 1024 * 1024  # bytes; Meta takes documents of 100 MB
STARTUP = 10.0  # seconds
_CHUNK = 65_536  # bytes


class EmulatorServer:
    """The emulator over real HTTP, in a thread of its own.

    Args:
        emulator: What answers; it can be used from the outside at the same time.
        port: 0 takes a free one.

    A fault that gives no answer closes the connection.
    """

    def __init__(self, emulator: Emulator, *, port: int = 0) -> None:
        self.emulator = emulator
        self._port = port
        self._service = _Service(emulator)
        self._thread = threading.Thread(target=self._run, name="whatsapp-emulator", daemon=True)
        self._up = threading.Event()
        self._failed: OSError | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port, e.g. ``http://127.0.0.1:9290``."""
        return self._service.url

    def __enter__(self) -> Self:
        """Start.

        Raises:
            OSError: The port is taken.
        """
        self._thread.start()
        self._up.wait(STARTUP)
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(self, *exc: object) -> None:
        self._service.stop()
        self._thread.join()

    def connect_webhook(self, url: str, *, verify_token: str | None = None) -> None:
        """Send every webhook to *url* from now on.

        Args:
            url: On this machine, plain http.
            verify_token: What the handshake carries; the emulator's own if it is not given.

        Raises:
            CallbackRefused: It is elsewhere, or did not pass the handshake.
        """
        self._service.wait_for(lambda: self._service.connect(url, verify_token))

    def settle(self) -> None:
        """Wait until every webhook has been taken, or given up."""
        self._service.wait_for(self._service.courier.idle)

    def _run(self) -> None:
        try:
            asyncio.run(self._service.run(self._port, lambda _: self._up.set()))
        except OSError as error:
            self._failed = error
            self._up.set()


def serve(
    emulator: Emulator,
    port: int = 0,
    *,
    webhook: tuple[str, str | None] | None = None,
    on_ready: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve until interrupted.

    Args:
        emulator: What answers.
        port: 0 takes a free one.
        webhook: A callback address, and its verify token or None for the emulator's own.
        on_ready: Called with the address.

    Raises:
        OSError: The port is taken.
        CallbackRefused: The callback did not pass the handshake.
    """
    asyncio.run(_Service(emulator).run(port, on_ready, webhook))


class _Service:
    """What runs inside the event loop."""

    def __init__(self, emulator: Emulator) -> None:
        self.url = ""
        self.courier = Courier()
        self._emulator = emulator
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()

    async def run(
        self,
        port: int,
        on_ready: Callable[[str], object],
        webhook: tuple[str, str | None] | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._welcome, HOST, port)
        self.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        self._emulator.world.origin = self.url
        courier = asyncio.create_task(self.courier.run())
        try:
            if webhook is not None:
                await self.connect(*webhook)
            on_ready(self.url)
            await self._stop.wait()
        finally:
            self._emulator.deliver_to(None)
            self._emulator.world.origin = GRAPH
            server.close()
            for task in (courier, *self._talks):
                task.cancel()
            await asyncio.gather(courier, *self._talks, return_exceptions=True)
            await server.wait_closed()
            self._loop = None

    def stop(self) -> None:
        self._running().call_soon_threadsafe(self._stop.set)

    def wait_for(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        loop = self._running()
        asyncio.run_coroutine_threadsafe(work(), loop).result()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the server is not running")
        return self._loop

    async def connect(self, url: str, verify_token: str | None) -> None:
        world = self._emulator.world
        challenge = ids.digits(10, world.seed, "challenge", world.serial())
        await self.courier.connect(
            url, verify_token=verify_token or world.verify_token, challenge=challenge
        )
        self._emulator.deliver_to(self._take)

    def _take(self, told: Delivery) -> None:
        self._running().call_soon_threadsafe(self.courier.take, told)

    # One connection ---------------------------------------------------------------------

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            while await self._exchange(connection, reader, writer):
                connection.start_next_cycle()
        except h11.RemoteProtocolError as wrong:
            writer.write(_encode(connection, refuse(wrong.error_status_hint, str(wrong))))
        except (WireFault, ConnectionError):
            pass  # the connection ends here, without a word
        finally:
            writer.close()

    async def _exchange(
        self,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Answer one request; whether the connection can be used again."""
        request = await self._receive(connection, reader, writer)
        if request is None:
            return False
        writer.write(_encode(connection, await self._answer(request), method=request.method))
        await writer.drain()
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE

    async def _receive(
        self,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> EmulatedRequest | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                if connection.they_are_waiting_for_100_continue:
                    go = h11.InformationalResponse(status_code=100, headers=[])
                    writer.write(connection.send(go) or b"")
                connection.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MAX_BODY:
                    raise h11.RemoteProtocolError("the body is too large", 413)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return self._request(head, bytes(body))
            else:
                return None

    def _request(self, head: h11.Request, body: bytes) -> EmulatedRequest:
        path, _, query = head.target.decode("latin-1").partition("?")
        return EmulatedRequest(
            method=head.method.decode("latin-1"),
            path=unquote(path),
            query=parse_query(query),
            headers={k.decode("latin-1"): v.decode("latin-1") for k, v in head.headers},
            body=body,
            origin=self.url,
        )

    async def _answer(self, request: EmulatedRequest) -> Response:
        # A foreign page whose name points here must not read the conversations.
        if urlsplit(f"//{request.headers.get('host', '')}").hostname not in LOOPBACK:
            return refuse(403, "the emulator answers on this machine only")
        if (request.method, request.path) == ("POST", "/emulator/webhook"):
            return await self._webhook(request)
        if owns(request.path):
            return control(self._emulator, request)
        return self._emulator.answer(request)

    async def _webhook(self, request: EmulatedRequest) -> Response:
        given = arguments_of(request) or {}
        url, verify_token = given.get("url"), given.get("verify_token")
        if not isinstance(url, str) or not isinstance(verify_token, str | None):
            return refuse(400, 'send {"url": "http://127.0.0.1:…", "verify_token": "…"}')
        try:
            await self.connect(url, verify_token)
        except CallbackRefused as refused:
            return refuse(400, str(refused))
        return answer({"success": True})


def _encode(connection: h11.Connection, response: Response, *, method: str = "") -> bytes:
    headers = [*response.headers.items(), ("content-length", str(len(response.body)))]
    events = [
        h11.Response(status_code=response.status, headers=headers),
        h11.Data(data=b"" if method == "HEAD" else response.body),
        h11.EndOfMessage(),
    ]
    return b"".join(connection.send(event) or b"" for event in events)
