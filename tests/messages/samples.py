"""One message of each kind, with every field filled by the same telling text."""

from __future__ import annotations

from datetime import UTC, date, datetime

from whatsapp_biz.messages import (
    Audio,
    Button,
    CarouselCard,
    CatalogButton,
    ContactAddress,
    ContactCard,
    ContactEmail,
    ContactName,
    ContactOrg,
    ContactPhone,
    Contacts,
    ContactUrl,
    CopyCodeButton,
    CtaUrl,
    Currency,
    DateTime,
    Document,
    FlowButton,
    Image,
    ListMenu,
    ListRow,
    ListSection,
    Location,
    QuickReplyButton,
    RawMessage,
    Reaction,
    ReadReceipt,
    ReplyButtons,
    Sticker,
    Template,
    Text,
    Typing,
    UrlButton,
    Video,
)

CANARY = "canary-4711"
LINK = f"https://example.com/{CANARY}"

CARD = ContactCard(
    ContactName(CANARY, first_name=CANARY, last_name=CANARY),
    phones=[ContactPhone("+49 1512 3456701", type="CELL", wa_id="4915123456701"), CANARY],
    emails=[ContactEmail(CANARY, type="HOME"), CANARY],
    addresses=[ContactAddress(street=CANARY, city=CANARY, country_code="DE")],
    urls=[ContactUrl(LINK, type="WORK"), LINK],
    org=ContactOrg(CANARY, department=CANARY, title=CANARY),
    birthday=date(1990, 5, 17),
)

MESSAGES = {
    "text": Text(CANARY, preview_url=True),
    "image": Image(id=CANARY, caption=CANARY),
    "video": Video(link=LINK, caption=CANARY),
    "audio": Audio(id=CANARY, voice=True),
    "document": Document(link=LINK, caption=CANARY, filename=CANARY),
    "sticker": Sticker(id=CANARY),
    "location": Location(47.114711, "8.4711", name=CANARY, address=CANARY),
    "contacts": Contacts([CARD]),
    "reaction": Reaction("👍🏽", message_id=CANARY),
    "reaction removed": Reaction("", message_id=CANARY),
    "reply buttons": ReplyButtons(
        CANARY, buttons=[Button(CANARY, id="yes"), "No"], header=CANARY, footer=CANARY
    ),
    "reply buttons with a file": ReplyButtons(CANARY, buttons=["No"], header=Image(link=LINK)),
    "list": ListMenu(
        CANARY,
        button=CANARY,
        sections=[
            ListSection(CANARY, rows=[ListRow(CANARY, description=CANARY)]),
            ListSection("Other", rows=["Other"]),
        ],
        header=CANARY,
        footer=CANARY,
    ),
    "short list": ListMenu(CANARY, button=CANARY, rows=["One", "Two"]),
    "link button with a film": CtaUrl(CANARY, text=CANARY, url=LINK, header=Video(id=CANARY)),
    "link button": CtaUrl(CANARY, text=CANARY, url=LINK, header=Document(id=CANARY)),
    "template": Template(
        "order_shipped",
        language="de",
        header=Image(id=CANARY),
        body=[CANARY, Currency(CANARY, code="EUR", amount_1000=4711), DateTime(CANARY)],
        buttons=[
            QuickReplyButton(CANARY),
            UrlButton(CANARY),
            CopyCodeButton(CANARY),
            FlowButton(CANARY, data={"order": CANARY}),
            FlowButton(),
            CatalogButton(CANARY),
        ],
    ),
    "template by name": Template(
        "order_shipped", language="de", header={"shop": CANARY}, body={"first_name": CANARY}
    ),
    "carousel template": Template(
        "offers",
        language="en_US",
        offer_ends_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        carousel=[CarouselCard(header=Video(id=CANARY), body=[CANARY]), CarouselCard()],
        components=[{"type": "tap_target_configuration", "parameters": []}],
    ),
    "read receipt": ReadReceipt(CANARY),
    "typing": Typing(CANARY),
    "raw": RawMessage(
        {
            "type": "interactive",
            "interactive": {"type": "location_request_message", "body": {"text": CANARY}},
        }
    ),
    "text with more": Text(CANARY, extra={"text": {"new": [1, {"deep": CANARY}]}, "newer": None}),
}
