"""Whether an interactive message has the shape and the sizes Meta asks for."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from .nodes import (
    Checks,
    Node,
    a_choice,
    a_file,
    a_link,
    a_list,
    a_number,
    a_text,
    an_object,
    either,
    maybe_text,
)

# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages#interactive-object
BODY = 1024  # characters
LIST_BODY = 4096  # characters; …/messages/interactive-list-messages
SMALL_TEXT = 60  # characters of a header or a footer
LABEL = 20  # characters on a button
BUTTONS = 3
BUTTON_ID = 256  # characters
SECTIONS = 10
ROWS = 10  # over all sections
TITLE = 24  # characters of a section or a row
ROW_ID = 200  # characters
DESCRIPTION = 72  # characters
PRODUCTS = 30  # over all sections
FLOW_LABEL = 30  # characters; pages disagree between 20 and 30
CARDS = (2, 10)
CARD_BODY = 160  # characters
PAYLOAD = 512  # characters
CALL_MINUTES = 43_200  # a call button lasts 30 days at the most


@attrs.frozen
class _Kind:
    """Which parts one kind of interactive message has.

    Args:
        action: The check of its ``action``.
        headers: The header types it may have.
        body: The most characters of its body; 0 if the body may be left out.
    """

    action: Callable[[Node], Checks]
    headers: frozenset[str] = frozenset()
    body: int = BODY


def check_interactive(message: Node) -> Checks:
    """What is wrong with the ``interactive`` object."""
    yield from an_object(message)
    yield from a_choice(message["type"], frozenset(_KINDS))
    kind = _KINDS[message["type"].value]
    yield from _header(message["header"], kind.headers)
    if kind.body or not message["body"].absent:
        yield from an_object(message["body"])
        yield from a_text(message["body"]["text"], most=kind.body or BODY)
    if not message["footer"].absent:
        yield from an_object(message["footer"])
        yield from a_text(message["footer"]["text"], most=SMALL_TEXT)
    yield from an_object(message["action"])
    yield from kind.action(message["action"])


def _header(header: Node, allowed: frozenset[str]) -> Checks:
    if header.absent:
        return
    if not allowed:
        yield header.misshapen("is not allowed in this kind of message")
    yield from an_object(header)
    yield from a_choice(header["type"], allowed)
    if header["type"].value == "text":
        yield from a_text(header["text"], most=SMALL_TEXT)
    else:
        yield from a_file(header[header["type"].value])


def _buttons(action: Node) -> Checks:
    buttons = action["buttons"]
    yield from a_list(buttons, most=BUTTONS)
    for button in buttons.items():
        yield from a_choice(button["type"], frozenset({"reply"}))
        yield from a_text(button["reply"]["id"], most=BUTTON_ID)
        yield from a_text(button["reply"]["title"], most=LABEL)
    replies = [button["reply"].value for button in buttons.items()]
    for name in ("id", "title"):
        if len({reply[name] for reply in replies}) < len(replies):
            yield buttons.invalid(f"must differ in their {name}")


def _list(action: Node) -> Checks:
    yield from a_text(action["button"], most=LABEL)
    sections = action["sections"]
    yield from a_list(sections, most=SECTIONS)
    rows = [row for section in sections.items() for row in section["rows"].items()]
    for section in sections.items():
        yield from _section_title(section["title"], alone=len(sections.value) == 1)
        yield from a_list(section["rows"])
    if len(rows) > ROWS:
        yield sections.misshapen(f"must have at most {ROWS} rows in total")
    for row in rows:
        yield from a_text(row["id"], most=ROW_ID)
        yield from a_text(row["title"], most=TITLE)
        yield from maybe_text(row["description"], most=DESCRIPTION)
    if len({row["id"].value for row in rows}) < len(rows):
        yield sections.invalid("must not have two rows of one id")


def _section_title(title: Node, *, alone: bool) -> Checks:
    yield from maybe_text(title, most=TITLE) if alone else a_text(title, most=TITLE)


def _named(name: str, parameters: Callable[[Node], Checks] | None = None) -> _Action:
    def check(action: Node) -> Checks:
        yield from a_choice(action["name"], frozenset({name}))
        if parameters is not None:
            yield from an_object(action["parameters"])
            yield from parameters(action["parameters"])

    return check


def _link(parameters: Node) -> Checks:
    yield from a_text(parameters["display_text"], most=LABEL)
    yield from a_link(parameters["url"])


def _flow(parameters: Node) -> Checks:
    yield from a_choice(parameters["flow_message_version"], frozenset({"3"}))
    yield from either(parameters, "flow_id", "flow_name")
    yield from a_text(parameters["flow_cta"], most=FLOW_LABEL)
    for name, choices in _FLOW_CHOICES.items():
        if not parameters[name].absent:
            yield from a_choice(parameters[name], choices)


_FLOW_CHOICES = {
    "mode": frozenset({"draft", "published"}),
    "flow_action": frozenset({"navigate", "data_exchange"}),
}


def _call(parameters: Node) -> Checks:
    yield from maybe_text(parameters["display_text"], most=LABEL)
    yield from maybe_text(parameters["payload"], most=PAYLOAD)
    if not parameters["ttl_minutes"].absent:
        yield from a_number(parameters["ttl_minutes"], least=1, most=CALL_MINUTES)


def _optional_call(action: Node) -> Checks:
    yield from a_choice(action["name"], frozenset({"voice_call"}))
    if not action["parameters"].absent:
        yield from an_object(action["parameters"])
        yield from _call(action["parameters"])


def _address(parameters: Node) -> Checks:
    yield from a_text(parameters["country"])


def _order(parameters: Node) -> Checks:
    yield from a_text(parameters["reference_id"])
    yield from an_object(parameters["order"])


def _product(action: Node) -> Checks:
    yield from a_text(action["catalog_id"])
    yield from a_text(action["product_retailer_id"])


def _products(action: Node) -> Checks:
    yield from a_text(action["catalog_id"])
    sections = action["sections"]
    yield from a_list(sections, most=SECTIONS)
    count = 0
    for section in sections.items():
        yield from _section_title(section["title"], alone=len(sections.value) == 1)
        yield from a_list(section["product_items"])
        for item in section["product_items"].items():
            count += 1
            yield from a_text(item["product_retailer_id"])
    if count > PRODUCTS:
        yield sections.misshapen(f"must have at most {PRODUCTS} products in total")


def _carousel(action: Node) -> Checks:
    least, most = CARDS
    yield from a_list(action["cards"], least=least, most=most)
    for card in action["cards"].items():
        yield from a_number(card["card_index"], least=0, most=most - 1)
        yield from a_choice(card["type"], frozenset({"cta_url", "product"}))
        yield from maybe_text(card["body"]["text"], most=CARD_BODY)
        yield from an_object(card["action"])
        if card["type"].value == "product":
            yield from _product(card["action"])
        else:
            yield from an_object(card["header"])
            yield from _header(card["header"], frozenset({"image", "video"}))


_Action = Callable[[Node], Checks]
_TEXT = frozenset({"text"})
_ANY = frozenset({"text", "image", "video", "document"})
_IMAGE = frozenset({"text", "image"})
_KINDS: dict[str, _Kind] = {
    "button": _Kind(_buttons, _ANY),
    "list": _Kind(_list, _TEXT, LIST_BODY),
    "cta_url": _Kind(_named("cta_url", _link), _ANY),
    "flow": _Kind(_named("flow", _flow), _ANY),
    "product": _Kind(_product, body=0),
    "product_list": _Kind(_products, _TEXT),
    "catalog_message": _Kind(_named("catalog_message")),
    "carousel": _Kind(_carousel),
    "location_request_message": _Kind(_named("send_location")),
    "address_message": _Kind(_named("address_message", _address), _IMAGE),
    "call_permission_request": _Kind(_named("call_permission_request"), body=0),
    "voice_call": _Kind(_optional_call),
    "request_contact_info": _Kind(_named("request_contact_info")),
    "order_details": _Kind(_named("review_and_pay", _order), _IMAGE),
    "order_status": _Kind(_named("review_order", _order), _ANY),
}
