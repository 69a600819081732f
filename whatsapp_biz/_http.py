"""HTTP as values: what the pure core asks for and gets back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from pathlib import Path

_MOST_MEMBERS = 8  # of one gzip answer; servers write one
JSON_TYPE = "application/json"
LARGEST_ANSWER = 10 * 1024 * 1024  # bytes; Graph's longest pages stay far below


@attrs.frozen(eq=False, repr=False)
class Upload:
    """A file on its way out, sent as ``multipart/form-data``.

    Args:
        source: The bytes, a path, or a binary file that can seek.
        filename: The name Meta is told.
        mime_type: E.g. ``image/png``.
        fields: The other form fields, in order.
        start: Where in a binary file to begin, in bytes; a repeat begins there again.
    """

    source: bytes | Path | IO[bytes]
    filename: str
    mime_type: str
    fields: tuple[tuple[str, str], ...] = ()
    start: int = 0

    def __repr__(self) -> str:
        return f"Upload({self.mime_type})"


@attrs.frozen(eq=False, repr=False)
class Request:
    """One request, relative to the Graph host and version; it never holds the token.

    Args:
        method: ``GET``, ``POST`` or ``DELETE``.
        path: Below the version, without a leading slash, e.g. ``"123/messages"``.
        query: Name and value pairs, in order.
        body: The bytes of the body, or None.
        upload: A file to send instead of *body*.
        content_type: Of *body*.
        url: An absolute address that takes the place of *path* (media downloads).
        largest: Most bytes the answer may have, decompressed.
        patience: The whole exchange may take this many seconds, or the client's timeout where
            that is longer.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    upload: Upload | None = None
    content_type: str = JSON_TYPE
    url: str | None = None
    largest: int = LARGEST_ANSWER
    patience: float = 0.0

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"


@attrs.frozen(eq=False, repr=False)
class Response:
    """One complete answer.

    Args:
        status: HTTP status code.
        headers: Names in lower case.
        body: The whole body, decompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: The body is not JSON.
        """
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("the JSON is nested too deeply") from None

    def __repr__(self) -> str:
        return f"Response({self.status})"


def dump(value: Any) -> bytes:
    """*value* as compact UTF-8 JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def query_of(pairs: Iterable[tuple[str, str | int | None]]) -> tuple[tuple[str, str], ...]:
    """*pairs* without those whose value is None, every value as text."""
    return tuple((name, str(value)) for name, value in pairs if value is not None)


def decompress(body: bytes, encoding: str, *, limit: int) -> bytes:
    """*body* without its content encoding.

    Answers are asked for uncompressed; this serves servers and proxies that compress anyway.

    Raises:
        ValueError: The encoding is not known, the data is broken, or more than *limit* bytes
            would come out.
    """
    encoding = encoding.lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise ValueError("the answer has an unknown content encoding")
    plain = b""
    for _ in range(_MOST_MEMBERS):
        # 32: zlib and gzip headers are both understood.
        stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            plain += stream.decompress(body, limit + 1 - len(plain))
        except zlib.error:
            plain = b""
            break
        if not stream.eof or len(plain) > limit:
            break
        # RFC 1952: members simply follow each other.
        body = stream.unused_data
        if not body:
            return plain
    raise ValueError("the compressed answer is broken or too large")
