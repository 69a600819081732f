"""The floor of a send: bytes that are ready, over sockets that stay open."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Self

from .service import HOST, Service

_CHUNK = 65_536
_END = b"\r\n\r\n"
_OK = b"HTTP/1.1 200"


def request_bytes(service: Service, number: str) -> bytes:
    """A whole request: a text to *number*."""
    body = json.dumps(text_to(number, "Hello")).encode()
    head = [
        f"POST {service.messages_url.removeprefix(service.url)} HTTP/1.1",
        f"Host: {HOST}:{service.port}",
        f"Authorization: Bearer {service.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + _END + body


def text_to(number: str, body: str) -> dict[str, object]:
    """The JSON of a text, as Meta documents it."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": number,
        "type": "text",
        "text": {"body": body},
    }


class Socket:
    """One blocking connection."""

    def __init__(self, service: Service) -> None:
        self._socket = socket.create_connection((HOST, service.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> None:
        """Send *request* and read the answer to its end."""
        self._socket.sendall(request)
        answer = b""
        while _END not in answer:
            answer += self._more()
        head, _, body = answer.partition(_END)
        left = _length(head) - len(body)
        while left > 0:
            left -= len(self._more())

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        data = self._socket.recv(_CHUNK)
        if not data:
            raise ConnectionError("the emulator hung up")
        return data


class Stream:
    """One asyncio connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, service: Service) -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection(HOST, service.port))

    async def exchange(self, request: bytes) -> None:
        """Send *request* and read the answer to its end."""
        self._writer.write(request)
        head = await self._reader.readuntil(_END)
        await self._reader.readexactly(_length(head))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


def _length(head: bytes) -> int:
    if not head.startswith(_OK):
        raise ValueError("the emulator did not take the message")
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])
