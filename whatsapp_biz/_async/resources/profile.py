"""``wa.profile``: the face customers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from ...operations.profile import BusinessProfile, GetProfile, UpdateProfile
from ..gate import AsyncGate


@final
class AsyncProfile:
    """The business profile of one number."""

    def __init__(self, gate: AsyncGate, phone_number_id: str) -> None:
        self._gate = gate
        self._phone_number_id = phone_number_id

    async def get(self) -> BusinessProfile:
        """The profile as it stands.

        Raises:
            ApiError: Meta refused.
            TransportError: Meta did not answer.
        """
        return await self._gate.call(GetProfile(phone_number_id=self._phone_number_id))

    async def update(
        self,
        *,
        about: str | None = None,
        address: str | None = None,
        description: str | None = None,
        email: str | None = None,
        websites: Sequence[str] | None = None,
        vertical: str | None = None,
    ) -> None:
        """Change what is given; the rest stays.

        Args:
            about: Up to 139 characters.
            address: Up to 256 characters.
            description: Up to 512 characters.
            email: Up to 128 characters.
            websites: Up to two of up to 256 characters.
            vertical: Industry, e.g. ``RETAIL``.

        Raises:
            ValueError: A text is too long, or there are too many websites.
            ApiError: Meta refused.
            TransportError: Meta did not answer.
        """
        await self._gate.call(
            UpdateProfile(
                phone_number_id=self._phone_number_id,
                about=about,
                address=address,
                description=description,
                email=email,
                websites=None if websites is None else tuple(websites),
                vertical=vertical,
            )
        )
