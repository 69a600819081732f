"""``/{phone_number_id}/whatsapp_business_profile``: the face customers see.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles
"""

from __future__ import annotations

from typing import Any

import attrs

from .. import errors
from .._http import Request, Response, dump
from .base import Operation, payload
from .structure import structure

# Characters; Meta's business-profile page.
_LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128}
_WEBSITES = 2
_WEBSITE = 256
_FIELDS = "about,address,description,email,profile_picture_url,websites,vertical"


@attrs.frozen(kw_only=True)
class BusinessProfile:
    """The business profile of one number.

    Args:
        about: Up to 139 characters.
        address: Up to 256 characters.
        description: Up to 512 characters.
        email: Up to 128 characters.
        profile_picture_url: Address of the picture.
        websites: Up to two, each up to 256 characters.
        vertical: Industry, e.g. ``RETAIL``.
        extra: Everything else Meta said.
    """

    about: str = ""
    address: str = ""
    description: str = ""
    email: str = ""
    profile_picture_url: str = ""
    websites: list[str] = attrs.field(factory=list)
    vertical: str = ""
    extra: dict[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class GetProfile(Operation[BusinessProfile]):
    """``GET /{phone_number_id}/whatsapp_business_profile``."""

    phone_number_id: str

    def request(self) -> Request:
        """The request."""
        path = f"{self.phone_number_id}/whatsapp_business_profile"
        return Request(method="GET", path=path, query=(("fields", _FIELDS),))

    def parse(self, response: Response) -> BusinessProfile:
        """The profile."""
        data = payload(response).get("data")
        first = data[0] if isinstance(data, list) and data else None
        # Meta's own specification nests it once more than its servers do.
        if isinstance(first, dict) and isinstance(first.get("business_profile"), dict):
            first = first["business_profile"]
        return structure(BusinessProfile, first)


@attrs.frozen(kw_only=True)
class UpdateProfile(Operation[bool]):
    """``POST /{phone_number_id}/whatsapp_business_profile``: change what is given.

    Raises:
        ValueError: A text is longer than Meta allows, or there are more than two websites.
    """

    phone_number_id: str
    about: str | None = None
    address: str | None = None
    description: str | None = None
    email: str | None = None
    websites: tuple[str, ...] | None = None
    vertical: str | None = None

    def __attrs_post_init__(self) -> None:
        for name, limit in _LIMITS.items():
            value = getattr(self, name)
            if value is not None and len(value) > limit:
                raise ValueError(f"{name} must have at most {limit} characters")
        if self.websites is not None:
            if len(self.websites) > _WEBSITES:
                raise ValueError(f"websites must be at most {_WEBSITES}")
            if any(len(website) > _WEBSITE for website in self.websites):
                raise ValueError(f"a website must have at most {_WEBSITE} characters")

    def request(self) -> Request:
        """The request."""
        body: dict[str, Any] = {"messaging_product": "whatsapp"}
        for name in (*_LIMITS, "websites", "vertical"):
            value = getattr(self, name)
            if value is not None:
                body[name] = value
        path = f"{self.phone_number_id}/whatsapp_business_profile"
        return Request(method="POST", path=path, body=dump(body))

    def parse(self, response: Response) -> bool:
        """True.

        Raises:
            DeliveryUnknown: Meta does not say that it worked.
        """
        if payload(response).get("success") is not True:
            raise errors.DeliveryUnknown("Meta does not say that the profile was changed")
        return True
