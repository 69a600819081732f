"""What a message is for, in law and in Meta's words."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a person may agree to, one at a time."""

    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"
    CALLS = "calls"
    SERVICE = "service"
    EMPLOYMENT = "employment"


ALL = "all"
"""The scope of an opt-out from everything; never a purpose one can opt in to."""


class Category(StrEnum):
    """Meta's template categories.

    Source: https://developers.facebook.com/docs/whatsapp/updates-to-pricing/new-template-guidelines
    """

    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"
