"""Servers on loopback that answer as they are told: well, badly, slowly or not at all."""

from __future__ import annotations

import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Self

import attrs

PATIENCE = 5.0  # seconds; how long a test waits for what must happen at once


@attrs.frozen
class Seen:
    """A request that arrived whole."""

    connection: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """What the message says."""
        said: str = json.loads(self.body)["text"]["body"]
        return said


class Peer:
    """The server's end of one connection."""

    def __init__(self, server: RawServer, connection: socket.socket, number: int) -> None:
        self.over = server.over
        self._server = server
        self._socket = connection
        self._number = number

    def has_more(self) -> bool:
        """Wait for the first byte of a request; False if the client went away."""
        return self._socket.recv(1, socket.MSG_PEEK) != b""

    def read(self) -> None:
        """Take one whole request."""
        head = self.read_head()
        body = b""
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(body) < length:
            body += self._received(length - len(body))
        self._server.requests.append(Seen(self._number, head, body))
        self._server.arrived.set()

    def read_head(self) -> bytes:
        """Take the head of a request and nothing of its body."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._received(1)
        return head

    def _received(self, most: int) -> bytes:
        data = self._socket.recv(most)
        if not data:
            raise ConnectionError("the client went away")
        return data

    def write(self, raw: bytes) -> None:
        self._socket.sendall(raw)
        self._server.written += len(raw)

    def close(self) -> None:
        """End the connection; with a reset, if something arrived that was not read."""
        self._socket.close()
        self._server.hung_up.set()

    def reset(self) -> None:
        """End the connection with a reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


Answer = Callable[[Peer], None]
"""What a server does with one request, from its first byte on."""


class RawServer:
    """A server in threads of its own.

    Args:
        answers: To the first request, the second, and so on; the last one is repeated.
    """

    def __init__(self, *answers: Answer) -> None:
        self._answers = answers
        self._lock = threading.Lock()
        self._begun = 0
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.requests: list[Seen] = []
        self.written = 0
        self.arrived = threading.Event()
        self.hung_up = threading.Event()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def connections(self) -> int:
        """How many were opened."""
        return len(self._sockets)

    def all_left(self) -> bool:
        """Wait until the client has ended every connection; False if it does not."""
        for thread in self._threads[1:]:
            thread.join(PATIENCE)
        return not any(thread.is_alive() for thread in self._threads[1:])

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        # Wakes whoever waits for a connection.
        socket.create_connection(self._listening.getsockname()).close()
        self._threads[0].join(PATIENCE)
        self._listening.close()
        for connection in self._sockets:
            with suppress(OSError):  # it may be gone already
                connection.shutdown(socket.SHUT_RDWR)
        assert self.all_left()
        for connection in self._sockets:
            connection.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self.over.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(connection)
            peer = Peer(self, connection, len(self._sockets))
            thread = threading.Thread(target=self._serve, args=(peer,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: Peer) -> None:
        with suppress(OSError):  # the connection ended, by whoever's will
            while peer.has_more():
                self._next()(peer)

    def _next(self) -> Answer:
        with self._lock:
            answer = self._answers[min(self._begun, len(self._answers) - 1)]
            self._begun += 1
        return answer


def http(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """An answer in the bytes of HTTP; underscores in the names of *headers* are hyphens."""
    fields = {"content-type": "application/json", "content-length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


ACCEPTED = http(b'{"messaging_product":"whatsapp","messages":[{"id":"wamid.accepted"}]}')
"""Meta's answer to a message it took."""


def says(raw: bytes = ACCEPTED) -> Answer:
    """Write *raw* and wait for more."""

    def answer(peer: Peer) -> None:
        peer.read()
        peer.write(raw)

    return answer


def says_and_closes(raw: bytes) -> Answer:
    """Write *raw* and hang up."""

    def answer(peer: Peer) -> None:
        peer.read()
        peer.write(raw)
        peer.close()

    return answer


def says_once_all_are_here(number: int) -> Answer:
    """Answer when *number* requests have arrived, so that each needs its own connection."""
    gathering = threading.Barrier(number)

    def answer(peer: Peer) -> None:
        peer.read()
        gathering.wait(PATIENCE)
        peer.write(ACCEPTED)

    return answer


def drips(raw: bytes, *, whole: int = 0) -> Answer:
    """Write *raw* byte by byte, each long before any read would time out.

    Args:
        whole: How many bytes come at once before that.
    """

    def answer(peer: Peer) -> None:
        peer.read()
        peer.write(raw[:whole])
        for at in range(whole, len(raw)):
            peer.write(raw[at : at + 1])
            if peer.over.wait(0.05):
                return

    return answer


def stalls(peer: Peer) -> None:
    """Take the request and never answer."""
    peer.read()
    peer.over.wait(PATIENCE)


def closes_unread(peer: Peer) -> None:
    peer.close()


def closes_after_the_head(peer: Peer) -> None:
    peer.read_head()
    peer.close()


def closes_after_reading(peer: Peer) -> None:
    peer.read()
    peer.close()


def resets_after_reading(peer: Peer) -> None:
    peer.read()
    peer.reset()


def floods(peer: Peer) -> None:
    """Begin a good answer and never end it."""
    peer.read()
    peer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
    while not peer.over.is_set():
        peer.write(b"0," * 32768)


@cache
def bomb() -> bytes:
    """50 kB that become 50 MB; made piece by piece, so that memory can be measured."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(50)) + packer.flush()


def bombs(peer: Peer) -> None:
    """Answer with a `bomb`."""
    says(http(bomb(), content_encoding="gzip"))(peer)


SLOW: dict[str, Answer] = {
    "stall": stalls,
    "the head drips": drips(http(b"{}", x_padding="x" * 60)),
    "the body drips": drips(http(b" " * 100), whole=80),
}
"""Answers that do not come in time."""

FAULTS: dict[str, Answer] = {
    "closed unread": closes_unread,
    "closed after the head": closes_after_the_head,
    "closed before any answer": closes_after_reading,
    "reset before any answer": resets_after_reading,
    "closed within the head": says_and_closes(ACCEPTED[:30]),
    "closed within the body": says_and_closes(ACCEPTED[:-1]),
    "chunks that end early": says_and_closes(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{}"
    ),
    "chunks of no length": says_and_closes(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"
    ),
    "garbage": says(b"\x00\xff\x16\x03\x01 this is no HTTP\r\n\r\n"),
    "two lengths": says(http(b"{}", Content_Length="3")),
    "a huge header": says(http(b"{}", x_padding="x" * 200_000)),
    "many headers": says(http(b"{}", **{f"x_{number}": "x" * 100 for number in range(2000)})),
    "502 in HTML": says(http(b"<html>" + b"x" * 5000, status="502 Bad Gateway")),
    "503 that asks to wait": says(http(b"", status="503 Unavailable", retry_after="1")),
    "500 without a body": says(http(b"", status="500 Oops")),
    "200 without a body": says(http(b"")),
    "200 in HTML": says(http(b"<html>hello</html>", content_type="text/html")),
    "an empty object": says(http(b"{}")),
    "a list": says(http(b"[]")),
    "null": says(http(b"null")),
    "no message": says(http(b'{"messages":[]}')),
    "a message without id": says(http(b'{"messages":[{}]}')),
    "an id that is a number": says(http(b'{"messages":[{"id":1}]}')),
    "an id that is empty": says(http(b'{"messages":[{"id":""}]}')),
    "messages that are null": says(http(b'{"messages":[null]}')),
    "JSON that is cut": says(http(b'{"messages":[{"id":"wamid.acc')),
    "JSON in no UTF-8": says(http(b'{"messages":[{"id":"\xff\xfe"}]}')),
    "deep JSON": says(http(b"[" * 100_000)),
    "an integer of 5,000 digits": says(http(b'{"messages":' + b"9" * 5000 + b"}")),
    "gzip that is none": says(http(b"{}", content_encoding="gzip")),
    "an unknown encoding": says(http(b"{}", content_encoding="br")),
    "a gzip bomb": bombs,
    "an endless body": floods,
}
"""Answers that leave open whether the message was sent."""


@contextmanager
def closed_port() -> Iterator[str]:
    """An address at which nobody listens, and nobody will meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
