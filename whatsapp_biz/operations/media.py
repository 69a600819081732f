"""``/{phone_number_id}/media`` and ``/{media_id}``: files kept at Meta.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Container
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import attrs

from .. import errors
from .._http import Request, Response, Upload, query_of
from ..config import is_loopback
from ..messages.limits import DOCUMENT_BYTES
from .base import Operation, graph_error, payload
from .structure import structure

MEDIA_HOSTS = frozenset({"graph.facebook.com", "lookaside.fbsbx.com", "lookaside.cdnwhatsapp.net"})
"""Where the token may go to fetch a file; seen in the field, promised nowhere."""

LARGEST = DOCUMENT_BYTES  # documents are the largest kind
PATIENCE = 300.0  # seconds; the largest file over 3 Mbit/s
_SHA256 = 32  # bytes
# RFC 2045: type, subtype and parameters, printable.
_MIME_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; ?[ -~]+)?\Z", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class MediaInfo:
    """Where a file lies, for the next five minutes.

    Args:
        id: Meta's id; uploads live 30 days, received files 7.
        url: Address to fetch it from, with the token.
        mime_type: E.g. ``image/jpeg``.
        sha256: Of the file, in hex or base64.
        file_size: In bytes.
        extra: Everything else Meta said.
    """

    id: str
    url: str = attrs.field(repr=False)
    mime_type: str = ""
    sha256: str = ""
    file_size: int = 0
    extra: dict[str, Any] = attrs.field(factory=dict, repr=False)


def _position(upload: UploadMedia) -> int:
    """Where the file stands, so that a repeat begins there again."""
    tell = getattr(upload.source, "tell", None)
    return 0 if tell is None else int(tell())


@attrs.frozen(kw_only=True)
class UploadMedia(Operation[str]):
    """``POST /{phone_number_id}/media``: keep a file at Meta; its id is the result.

    Args:
        phone_number_id: The number that will send it.
        source: The bytes, a `pathlib.Path`, or a binary file; never a str that might be a path.
        mime_type: E.g. ``image/png``.
        filename: What Meta is told it is called.
    """

    phone_number_id: str
    source: bytes | Path | IO[bytes] = attrs.field(repr=False)
    mime_type: str
    filename: str = attrs.field(default="file", repr=False)
    _start: int = attrs.field(
        init=False, repr=False, default=attrs.Factory(_position, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        text = isinstance(self.source, io.TextIOBase) or not hasattr(self.source, "read")
        if text and not isinstance(self.source, (bytes, Path)):
            raise TypeError("media must be bytes, a pathlib.Path or a binary file, not a str")
        if any(char in '"\\' or not char.isprintable() for char in self.filename):
            raise ValueError("filename must be printable, without quotes and backslashes")
        if not _MIME_TYPE.match(self.mime_type):
            raise ValueError("mime_type must look like image/png")

    def request(self) -> Request:
        """The request."""
        fields = (("messaging_product", "whatsapp"), ("type", self.mime_type))
        return Request(
            method="POST",
            path=f"{self.phone_number_id}/media",
            upload=Upload(self.source, self.filename, self.mime_type, fields, self._start),
            patience=PATIENCE,
        )

    def parse(self, response: Response) -> str:
        """The media id."""
        media_id = payload(response).get("id")
        if not isinstance(media_id, str) or not media_id:
            raise errors.DeliveryUnknown("Meta answered an upload without an id")
        return media_id


@attrs.frozen(kw_only=True)
class GetMedia(Operation[MediaInfo]):
    """``GET /{media_id}``: where the file lies."""

    media_id: str
    phone_number_id: str | None = None

    def request(self) -> Request:
        """The request."""
        query = query_of((("phone_number_id", self.phone_number_id),))
        return Request(method="GET", path=self.media_id, query=query)

    def parse(self, response: Response) -> MediaInfo:
        """Where it lies."""
        return structure(MediaInfo, payload(response))


@attrs.frozen(kw_only=True)
class DownloadMedia(Operation[bytes]):
    """``GET`` the address in `MediaInfo`: the file itself, checked.

    Args:
        info: Where it lies and what it must hash to.
        hosts: Hosts the token may go to.
        largest: In bytes; a larger file is refused.

    Raises:
        MediaRefused: The address is not https on one of *hosts*, or the file is said to be
            larger than *largest*.
    """

    info: MediaInfo
    hosts: Container[str] = MEDIA_HOSTS
    largest: int = LARGEST

    def __attrs_post_init__(self) -> None:
        require_host(self.info.url, self.hosts)
        if self.info.file_size > self.largest:
            raise errors.MediaRefused(
                f"the file is {self.info.file_size} bytes, over the limit of {self.largest}"
            )

    def request(self) -> Request:
        """The request."""
        return Request(
            method="GET",
            path="media",
            url=self.info.url,
            largest=self.largest,
            patience=PATIENCE,
        )

    def parse(self, response: Response) -> bytes:
        """The file.

        Raises:
            ApiError: Meta refused; a 404 means the address ran out: look it up again.
            MediaRefused: It does not hash to what Meta said.
        """
        if response.status != 200:
            try:
                body = response.json()
            except ValueError:
                body = None
            error = graph_error(response, body) or errors.GraphError(
                status=response.status, code=errors.NO_CODE, message="the file cannot be fetched"
            )
            raise errors.api_error(error)
        expected = _digest(self.info.sha256)
        if self.info.sha256 and expected is None:
            raise errors.MediaRefused("the hash Meta announced cannot be read")
        if expected is not None and hashlib.sha256(response.body).digest() != expected:
            raise errors.MediaRefused("the file is not the one Meta announced: its hash differs")
        return response.body


@attrs.frozen(kw_only=True)
class DeleteMedia(Operation[bool]):
    """``DELETE /{media_id}``: forget the file."""

    media_id: str
    phone_number_id: str | None = None

    def request(self) -> Request:
        """The request."""
        query = query_of((("phone_number_id", self.phone_number_id),))
        return Request(method="DELETE", path=self.media_id, query=query)

    def parse(self, response: Response) -> bool:
        """Whether Meta says that it is gone."""
        return payload(response).get("success") is True


def media_hosts(base_url: str) -> frozenset[str]:
    """`MEDIA_HOSTS`, and *base_url* itself where it is this machine."""
    parts = urlsplit(base_url)
    return MEDIA_HOSTS | {parts.netloc} if is_loopback(parts.hostname) else MEDIA_HOSTS


def require_host(url: str, hosts: Container[str]) -> None:
    """Make sure that a request with the token to *url* goes nowhere but to *hosts*.

    Raises:
        MediaRefused: It is not plain https on port 443 of one of them; other ports only where
            ``host:port`` itself is among *hosts*, ``http`` only on this machine.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        local = parts.scheme == "http" and is_loopback(parts.hostname)
        named = parts.netloc in hosts and (local or parts.scheme == "https")
    except ValueError:
        raise errors.MediaRefused("the file's address cannot be read") from None
    odd = "\\" in url or "@" in parts.netloc or not url.isascii() or "%" in parts.netloc
    if odd or not (named or (parts.scheme == "https" and port in {None, 443} and host in hosts)):
        shown = host if host.isascii() and host.isprintable() else "an odd host"
        raise errors.MediaRefused(
            f"the token is not sent to {shown[:100]}: it is none of the media hosts"
        )


def _digest(text: str) -> bytes | None:
    """*text* as 32 bytes; Meta writes hex here and base64 there. None if it is neither."""
    for decode in (bytes.fromhex, lambda value: base64.b64decode(value, validate=True)):
        try:
            digest = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(digest) == _SHA256:
            return digest
    return None
