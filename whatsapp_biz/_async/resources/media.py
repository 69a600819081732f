"""``wa.media``: files kept at Meta."""

from __future__ import annotations

from pathlib import Path
from typing import IO, final

from ...operations.media import (
    LARGEST,
    DeleteMedia,
    DownloadMedia,
    GetMedia,
    MediaInfo,
    UploadMedia,
)
from ..gate import AsyncGate


@final
class AsyncMedia:
    """Files of one business number."""

    def __init__(self, gate: AsyncGate, phone_number_id: str, hosts: frozenset[str]) -> None:
        self._gate = gate
        self._phone_number_id = phone_number_id
        self._hosts = hosts

    async def upload(
        self, source: bytes | Path | IO[bytes], *, mime_type: str, filename: str = "file"
    ) -> str:
        """Keep a file at Meta for 30 days; its id.

        Args:
            source: The bytes, a `pathlib.Path`, or a binary file that can seek.
            mime_type: E.g. ``image/png``.
            filename: What Meta is told it is called.

        Raises:
            TypeError: *source* is a str.
            OSError: The file cannot be read.
            ApiError: Meta refused.
            TransportError: Meta did not answer.
        """
        return await self._gate.call(
            UploadMedia(
                phone_number_id=self._phone_number_id,
                source=source,
                mime_type=mime_type,
                filename=filename,
            )
        )

    async def get(self, media_id: str) -> MediaInfo:
        """Where a file lies for the next five minutes, and what it is.

        Raises:
            ApiError: There is none, or not any more.
            TransportError: Meta did not answer.
        """
        return await self._gate.call(GetMedia(media_id=media_id))

    async def download(self, media: MediaInfo | str, *, largest: int = LARGEST) -> bytes:
        """The file itself, checked against the hash Meta announced.

        Args:
            media: Its id, or what `get` returned.
            largest: Most bytes to accept.

        Raises:
            MediaRefused: It is too large, altered, or lies on a host the token is not sent to.
            ApiError: There is none, or not any more.
            TransportError: Meta did not answer.
        """
        info = media if isinstance(media, MediaInfo) else await self.get(media)
        return await self._gate.call(DownloadMedia(info=info, hosts=self._hosts, largest=largest))

    async def delete(self, media_id: str) -> bool:
        """Make Meta forget a file; whether it says it did.

        Raises:
            ApiError: There is none, or not any more.
            TransportError: Meta did not answer.
        """
        return await self._gate.call(DeleteMedia(media_id=media_id))
