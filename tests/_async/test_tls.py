"""The wire over TLS: one shared context, certificates checked, the deadline kept."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import trustme

from tests.raw_server import ACCEPTED
from tests.talking import NUMBER, ONCE, async_client
from whatsapp_biz import _tls, errors


class TlsServer:
    """Accepts messages over TLS, one after the other, on kept connections."""

    def __init__(self, authority: trustme.CA) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "127.0.0.1").configure_cert(self._context)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.handshakes = 0
        self.requests = 0
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            with plain, suppress(OSError), self._wrapped(plain) as connection:
                self.handshakes += 1
                while self._answer(connection):
                    self.requests += 1

    def _wrapped(self, plain: socket.socket) -> ssl.SSLSocket:
        return self._context.wrap_socket(plain, server_side=True)

    def _answer(self, connection: ssl.SSLSocket) -> bool:
        request = b""
        while not request.endswith(b"}"):  # the end of a JSON body
            chunk = connection.recv(65_536)
            if not chunk:
                return False
            request += chunk
        connection.sendall(ACCEPTED)
        return True


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[TlsServer]:
    server = TlsServer(authority)
    yield server
    server.close()


@pytest.mark.anyio
async def test_messages_go_over_one_checked_connection(server, authority, monkeypatch) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    monkeypatch.setattr(_tls, "context", lambda: context)

    async with async_client(server.url) as wa:
        for _ in range(3):
            assert (await wa.send("Hi", to=NUMBER)).id

    assert (server.handshakes, server.requests) == (1, 3)


@pytest.mark.anyio
async def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_is_sent(server) -> None:
    async with async_client(server.url, retry=ONCE) as wa:
        with pytest.raises(errors.TransportError) as refused:
            await wa.send("Hi", to=NUMBER)

    assert refused.value.delivery == "not_sent"
    assert server.requests == 0
