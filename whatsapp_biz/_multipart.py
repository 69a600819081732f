"""``multipart/form-data`` with a known length, read in large pieces."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from io import SEEK_END
from pathlib import Path

from ._http import Upload

CHUNK = 256 * 1024  # bytes; large enough that the loop costs nothing beside the copy
_BOUNDARY = f"whatsapp-biz-{secrets.token_hex(16)}"


def content_type() -> str:
    """The header that announces the body."""
    return f"multipart/form-data; boundary={_BOUNDARY}"


def length(upload: Upload) -> int:
    """Bytes of the whole body."""
    return len(_head(upload)) + _size(upload) + len(_tail())


def parts(upload: Upload) -> Iterator[bytes]:
    """The body, piece by piece."""
    yield _head(upload)
    source = upload.source
    if isinstance(source, bytes):
        view = memoryview(source)
        for start in range(0, len(view), CHUNK):
            yield bytes(view[start : start + CHUNK])
    elif isinstance(source, Path):
        with source.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    else:
        source.seek(upload.start)
        while chunk := source.read(CHUNK):
            yield chunk
    yield _tail()


def _head(upload: Upload) -> bytes:
    fields = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in upload.fields
    )
    return (
        f"{fields}--{_BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{upload.filename}"\r\n'
        f"Content-Type: {upload.mime_type}\r\n\r\n"
    ).encode()


def _tail() -> bytes:
    return f"\r\n--{_BOUNDARY}--\r\n".encode()


def _size(upload: Upload) -> int:
    source = upload.source
    if isinstance(source, bytes):
        return len(source)
    if isinstance(source, Path):
        return source.stat().st_size
    return source.seek(0, SEEK_END) - upload.start
