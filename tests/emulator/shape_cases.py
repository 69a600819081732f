"""Messages within Meta's limits, and messages beyond them."""

from __future__ import annotations

from typing import Any

LINK = "https://example.com/a"


def button(title: str, name: str | None = None) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": name or title, "title": title}}


def interactive(kind: str, action: Any, **more: Any) -> dict[str, Any]:
    told = {"type": kind, "body": {"text": "Choose"}, "action": action, **more}
    return {"type": "interactive", "interactive": told}


def rows(*counts: int) -> dict[str, Any]:
    sections = [
        {
            "title": f"Section {at}",
            "rows": [{"id": f"{at}-{row}", "title": "Row"} for row in range(count)],
        }
        for at, count in enumerate(counts)
    ]
    return {"button": "Choose", "sections": sections}


def flow(**more: Any) -> dict[str, Any]:
    parameters = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Open", **more}
    return interactive("flow", {"name": "flow", "parameters": parameters})


def template(**more: Any) -> dict[str, Any]:
    told = {"name": "hello_world", "language": {"code": "en_US"}, **more}
    return {"type": "template", "template": told}


def body_with(parameter: Any) -> dict[str, Any]:
    return template(name="order_shipped", components=[{"type": "body", "parameters": [parameter]}])


FINE: dict[str, dict[str, Any]] = {
    "text of 4096": {"text": {"body": "x" * 4096}},
    "text with preview": {"type": "text", "text": {"body": LINK, "preview_url": True}},
    "image by link": {"type": "image", "image": {"link": LINK, "caption": "x" * 1024}},
    "voice": {"type": "audio", "audio": {"link": LINK, "voice": True}},
    "document": {"type": "document", "document": {"link": LINK, "filename": "a.pdf"}},
    "location": {"type": "location", "location": {"latitude": "52.5", "longitude": 13.4}},
    "three buttons": interactive("button", {"buttons": [button(t) for t in "abc"]}),
    "ten rows": interactive("list", rows(5, 5)),
    "body of a list": interactive("list", rows(1), body={"text": "x" * 4096}),
    "image header": interactive(
        "button",
        {"buttons": [button("a")]},
        header={"type": "image", "image": {"link": LINK}},
    ),
    "link": interactive(
        "cta_url", {"name": "cta_url", "parameters": {"display_text": "Go", "url": LINK}}
    ),
    "flow": flow(mode="draft", flow_action="navigate"),
    "ask for a location": interactive("location_request_message", {"name": "send_location"}),
    "call": interactive("voice_call", {"name": "voice_call"}),
    "call for an hour": interactive(
        "voice_call", {"name": "voice_call", "parameters": {"ttl_minutes": 60}}
    ),
    "a call with another label": interactive(
        "voice_call", {"name": "voice_call", "parameters": {"display_text": "Ring"}}
    ),
    "ask for a call": {
        "interactive": {
            "type": "call_permission_request",
            "action": {"name": "call_permission_request"},
        }
    },
    "template with a header": template(
        components=[{"type": "header", "parameters": [{"type": "text", "text": "Dear"}]}]
    ),
    "address": interactive(
        "address_message", {"name": "address_message", "parameters": {"country": "IN"}}
    ),
    "carousel": interactive(
        "carousel",
        {
            "cards": [
                {
                    "card_index": at,
                    "type": "cta_url",
                    "header": {"type": "image", "image": {"link": LINK}},
                    "action": {},
                }
                for at in range(2)
            ]
        },
    ),
    "carousel of products": interactive(
        "carousel",
        {
            "cards": [
                {
                    "card_index": at,
                    "type": "product",
                    "action": {"catalog_id": "1", "product_retailer_id": "2"},
                }
                for at in range(2)
            ]
        },
    ),
    "template": template(),
    "template with a value": body_with({"type": "text", "text": "4711"}),
}

BAD: dict[str, tuple[int, dict[str, Any]]] = {
    "no text": (131008, {"type": "text"}),
    "empty text": (131008, {"text": {"body": ""}}),
    "long text": (100, {"text": {"body": "x" * 4097}}),
    "text that is none": (100, {"text": {"body": 5}}),
    "text in a list": (100, {"text": ["Hi"]}),
    "preview in words": (100, {"text": {"body": "Hi", "preview_url": "yes"}}),
    "unknown type": (100, {"type": "telegram", "telegram": {}}),
    "type in a list": (100, {"type": ["text"], "text": {"body": "Hi"}}),
    "unknown parameter": (100, {"text": {"body": "Hi"}, "urgent": True}),
    "direct send": (100, {"text": {"body": "Hi"}, "category": "utility"}),
    "long callback data": (
        100,
        {"text": {"body": "Hi"}, "biz_opaque_callback_data": "x" * 513},
    ),
    "context without id": (131008, {"text": {"body": "Hi"}, "context": {}}),
    "reaction in context": (
        131009,
        {
            "type": "reaction",
            "reaction": {"message_id": "x", "emoji": "👍"},
            "context": {"message_id": "x"},
        },
    ),
    "reaction to nothing known": (
        131009,
        {"type": "reaction", "reaction": {"message_id": "wamid.404", "emoji": "👍"}},
    ),
    "reaction without emoji": (131008, {"type": "reaction", "reaction": {"message_id": "x"}}),
    "image without source": (131008, {"type": "image", "image": {}}),
    "image of two sources": (100, {"type": "image", "image": {"id": "1", "link": LINK}}),
    "image by ftp": (131009, {"type": "image", "image": {"link": "ftp://example.com/a"}}),
    "unknown file": (100, {"type": "image", "image": {"id": "404"}}),
    "long caption": (100, {"type": "image", "image": {"link": LINK, "caption": "x" * 1025}}),
    "audio with caption": (100, {"type": "audio", "audio": {"link": LINK, "caption": "x"}}),
    "location off the map": (
        131009,
        {"type": "location", "location": {"latitude": 91, "longitude": 0}},
    ),
    "location in words": (
        100,
        {"type": "location", "location": {"latitude": "north", "longitude": 0}},
    ),
    "location of a huge number": (
        100,
        {"type": "location", "location": {"latitude": 10**400, "longitude": 0}},
    ),
    "location of a truth": (
        100,
        {"type": "location", "location": {"latitude": True, "longitude": 0}},
    ),
    "location half": (131008, {"type": "location", "location": {"latitude": 1}}),
    "no contacts": (100, {"type": "contacts", "contacts": []}),
    "nameless contact": (131008, {"type": "contacts", "contacts": [{}]}),
    "contact with one name": (
        131009,
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"}}]},
    ),
    "unknown interactive": (100, interactive("telegram", {})),
    "four buttons": (100, interactive("button", {"buttons": [button(t) for t in "abcd"]})),
    "long button": (100, interactive("button", {"buttons": [button("x" * 21)]})),
    "twin titles": (
        131009,
        interactive("button", {"buttons": [button("a", "1"), button("a", "2")]}),
    ),
    "twin ids": (131009, interactive("button", {"buttons": [button("a", "1"), button("b", "1")]})),
    "eleven rows": (100, interactive("list", rows(6, 5))),
    "twin rows": (
        131009,
        interactive(
            "list",
            {"button": "Go", "sections": [{"rows": [{"id": "1", "title": "a"}] * 2}]},
        ),
    ),
    "untitled section": (
        131008,
        interactive("list", {"button": "Go", "sections": [{"rows": []}, {"rows": []}]}),
    ),
    "list with a picture": (
        100,
        interactive("list", rows(1), header={"type": "image", "image": {"link": LINK}}),
    ),
    "header where none may be": (
        100,
        interactive(
            "location_request_message",
            {"name": "send_location"},
            header={"type": "text", "text": "x"},
        ),
    ),
    "long body": (
        100,
        interactive("button", {"buttons": [button("a")]}, body={"text": "x" * 1025}),
    ),
    "long footer": (
        100,
        interactive("button", {"buttons": [button("a")]}, footer={"text": "x" * 61}),
    ),
    "flow of two names": (100, flow(flow_name="two")),
    "flow of old": (100, flow(flow_message_version="2")),
    "flow in odd mode": (100, flow(mode="secret")),
    "action misnamed": (100, interactive("location_request_message", {"name": "send"})),
    "thirty-one products": (
        100,
        interactive(
            "product_list",
            {
                "catalog_id": "1",
                "sections": [
                    {"product_items": [{"product_retailer_id": str(n)} for n in range(31)]}
                ],
            },
        ),
    ),
    "one card": (100, interactive("carousel", {"cards": [{}]})),
    "call for ever": (
        131009,
        interactive("voice_call", {"name": "voice_call", "parameters": {"ttl_minutes": 43201}}),
    ),
    "template without language": (131008, template(language=None)),
    "template nobody has": (132001, template(name="nobody_has_it")),
    "template in another language": (132001, template(language={"code": "fr"})),
    "too few values": (132000, template(name="order_shipped")),
    "too many values": (
        132000,
        template(components=[{"type": "BODY", "parameters": [{"type": "text", "text": "x"}]}]),
    ),
    "value that is none": (132012, body_with({"type": "text", "text": 5})),
    "empty value": (131008, body_with({"type": "text", "text": ""})),
    "value of unknown type": (100, body_with({"type": "telegram"})),
    "odd component": (100, template(components=[{"type": "telegram"}])),
    "button without index": (
        131008,
        template(components=[{"type": "button", "sub_type": "url"}]),
    ),
    "eleven template buttons": (
        100,
        template(components=[{"type": "button", "sub_type": "url", "index": 0}] * 11),
    ),
    "picture of two sources in a header": (
        100,
        template(
            components=[
                {
                    "type": "header",
                    "parameters": [{"type": "image", "image": {"id": "1", "link": LINK}}],
                }
            ]
        ),
    ),
}
