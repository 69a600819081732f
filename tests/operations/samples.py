"""One operation of each kind, its request, and an answer it is glad of."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import attrs

from tests.operations.answers import answer
from whatsapp_biz._http import Response
from whatsapp_biz.consent.decision import Permit
from whatsapp_biz.consent.events import CustomerMessaged
from whatsapp_biz.contact import Contact
from whatsapp_biz.messages import ReadReceipt, Text
from whatsapp_biz.operations.media import (
    DeleteMedia,
    DownloadMedia,
    GetMedia,
    MediaInfo,
    UploadMedia,
)
from whatsapp_biz.operations.paging import Page
from whatsapp_biz.operations.profile import BusinessProfile, GetProfile, UpdateProfile
from whatsapp_biz.operations.raw import RawCall
from whatsapp_biz.operations.send import Send, Sent
from whatsapp_biz.operations.templates import GetTemplate, ListTemplates, TemplateInfo

PERSON = Contact(phone="+4915123456701")
FILE = b"the file"
INFO = MediaInfo(
    id="5",
    url="https://lookaside.fbsbx.com/media?mid=5",
    sha256=hashlib.sha256(FILE).hexdigest(),
    file_size=len(FILE),
)
TEMPLATE = {"id": "9", "name": "order_shipped", "language": "de"}


def permit_for(send: Send) -> Permit:
    """A permit for exactly *send*."""
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    basis = CustomerMessaged(contact=send.contact, at=at, kind="text", phone_number_id="111")
    return Permit(reason="session_open", attempt=send.attempt, basis=basis, at=at, rules="test")


@attrs.frozen
class Permitted:
    """A `Send` that reads like an operation."""

    send: Send

    def parse(self, response: Response) -> Sent:
        return self.send.parse(response, permit_for(self.send))


def sending(message: Any = "Hello") -> Permitted:
    return Permitted(Send(message, contact=PERSON, phone_number_id="111", callback_data="cb"))


# Name: the operation, the type of its result, an answer it is glad of.
OPERATIONS: dict[str, tuple[Any, type, Response]] = {
    "UploadMedia": (
        UploadMedia(phone_number_id="111", source=FILE, mime_type="image/png"),
        str,
        answer({"id": "5"}),
    ),
    "GetMedia": (GetMedia(media_id="5"), MediaInfo, answer({"id": "5", "url": INFO.url})),
    "DownloadMedia": (DownloadMedia(info=INFO), bytes, answer(FILE)),
    "DeleteMedia": (DeleteMedia(media_id="5"), bool, answer({"success": True})),
    "GetProfile": (
        GetProfile(phone_number_id="111"), BusinessProfile, answer({"data": [{"about": "Hi"}]}),
    ),
    "UpdateProfile": (
        UpdateProfile(phone_number_id="111", about="Hi"), bool, answer({"success": True}),
    ),
    "RawCall": (RawCall(method="GET", path="111"), dict, answer({"id": "111"})),
    "ListTemplates": (ListTemplates(waba_id="222"), Page, answer({"data": [TEMPLATE]})),
    "GetTemplate": (GetTemplate(template_id="9"), TemplateInfo, answer(TEMPLATE)),
    "Send": (sending(Text("Hello")), Sent, answer({"messages": [{"id": "wamid.1"}]})),
    "Send of a read receipt": (sending(ReadReceipt("wamid.0")), Sent, answer({"success": True})),
}  # fmt: skip
