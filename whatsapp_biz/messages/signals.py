"""Read receipts and typing indicators: not messages, but sent like them."""

from __future__ import annotations

from typing import Any

import attrs

from ._value import MessageValue, check_id


@attrs.frozen(eq=False, repr=False)
class ReadReceipt(MessageValue):
    """Marks a received message, and those before it, as read.

    Args:
        message_id: Of the received message, at most 30 days old.

    Raises:
        ValueError: *message_id* is no id.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read
    """

    kind = "read_receipt"

    message_id: str

    def _check(self) -> None:
        check_id(f"{type(self).__name__}.message_id", self.message_id)

    def _wire(self) -> dict[str, Any]:
        return {"status": "read", "message_id": self.message_id}


@attrs.frozen(eq=False, repr=False)
class Typing(ReadReceipt):
    """Shows that an answer is being written, for 25 seconds at most, and marks as read.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/typing-indicators
    """

    kind = "typing"

    def _wire(self) -> dict[str, Any]:
        return {**super()._wire(), "typing_indicator": {"type": "text"}}
