"""The wire form of what is written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from whatsapp_biz.messages import (
    Button,
    CarouselCard,
    CatalogButton,
    ContactCard,
    Contacts,
    CopyCodeButton,
    CtaUrl,
    Currency,
    DateTime,
    FlowButton,
    Image,
    ListMenu,
    ListRow,
    Location,
    QuickReplyButton,
    RawMessage,
    ReadReceipt,
    ReplyButtons,
    Template,
    Text,
    Typing,
    UrlButton,
)


def test_a_text_without_a_preview_flag_says_nothing_about_previews():
    assert Text("Hi").payload() == {"type": "text", "text": {"body": "Hi"}}
    assert Text("Hi", preview_url=False).payload()["text"] == {"body": "Hi", "preview_url": False}


def test_titles_serve_as_ids_where_none_are_given():
    message = ReplyButtons("Continue?", buttons=["Yes", Button("No", id="no")])

    assert message.payload()["interactive"]["action"]["buttons"] == [
        {"type": "reply", "reply": {"id": "Yes", "title": "Yes"}},
        {"type": "reply", "reply": {"id": "no", "title": "No"}},
    ]


def test_a_list_of_rows_is_a_list_of_one_untitled_section():
    message = ListMenu("Which?", button="Choose", rows=["One", ListRow("Two", id="2")])

    assert message.payload()["interactive"]["action"] == {
        "button": "Choose",
        "sections": [{"rows": [{"id": "One", "title": "One"}, {"id": "2", "title": "Two"}]}],
    }


def test_headers_are_texts_or_files():
    text = CtaUrl("b", text="Open", url="https://example.com", header="Top").payload()
    file = CtaUrl("b", text="Open", url="https://example.com", header=Image(id="7")).payload()

    assert text["interactive"]["header"] == {"type": "text", "text": "Top"}
    assert file["interactive"]["header"] == {"type": "image", "image": {"id": "7"}}


def test_a_name_and_a_number_make_a_card():
    card = ContactCard("Ana Gomez", phones=["+1 650 555 0101"])

    assert Contacts([card]).payload()["contacts"] == [
        {
            "name": {"formatted_name": "Ana Gomez", "first_name": "Ana Gomez"},
            "phones": [{"phone": "+1 650 555 0101"}],
        }
    ]


def test_signals_have_no_type():
    assert ReadReceipt("wamid.1").payload() == {"status": "read", "message_id": "wamid.1"}
    assert Typing("wamid.1").payload() == {
        "status": "read",
        "message_id": "wamid.1",
        "typing_indicator": {"type": "text"},
    }


# Templates ----------------------------------------------------------------------------------


def components(**given):
    return Template("x", language="de", **given).payload()["template"].get("components")


def test_a_template_without_values_has_no_components():
    assert Template("hello_world", language="en_US", body=[]).payload() == {
        "type": "template",
        "template": {"name": "hello_world", "language": {"code": "en_US"}},
    }


def test_values_fill_a_template_in_order_or_by_name():
    money = Currency("12,50 €", code="EUR", amount_1000=12500)

    assert components(body=["#4711", money, DateTime("today")])[0]["parameters"] == [
        {"type": "text", "text": "#4711"},
        {
            "type": "currency",
            "currency": {"fallback_value": "12,50 €", "code": "EUR", "amount_1000": 12500},
        },
        {"type": "date_time", "date_time": {"fallback_value": "today"}},
    ]
    assert components(body={"first_name": "Ana"})[0]["parameters"] == [
        {"type": "text", "text": "Ana", "parameter_name": "first_name"}
    ]


@pytest.mark.parametrize(
    ("header", "parameter"),
    [
        ("Hi", {"type": "text", "text": "Hi"}),
        ({"shop": "Ana's"}, {"type": "text", "text": "Ana's", "parameter_name": "shop"}),
        (Image(id="7"), {"type": "image", "image": {"id": "7"}}),
        (Location(1, 2), {"type": "location", "location": {"latitude": 1, "longitude": 2}}),
    ],
    ids=["text", "named text", "file", "place"],
)
def test_a_template_header_is_a_text_a_file_or_a_place(header, parameter):
    assert components(header=header) == [{"type": "header", "parameters": [parameter]}]


def test_buttons_stand_where_they_are_listed_unless_told_otherwise():
    buttons = components(
        buttons=[
            QuickReplyButton("yes"),
            UrlButton("4711", index=3),
            CopyCodeButton("SAVE10"),
            FlowButton("t", data={"a": [1]}, index=4),
            CatalogButton("sku", index=5),
            CatalogButton(index=6),
        ]
    )

    assert [(b["sub_type"], b["index"], b["parameters"]) for b in buttons] == [
        ("quick_reply", "0", [{"type": "payload", "payload": "yes"}]),
        ("url", "3", [{"type": "text", "text": "4711"}]),
        ("copy_code", "2", [{"type": "coupon_code", "coupon_code": "SAVE10"}]),
        (
            "flow",
            "4",
            [{"type": "action", "action": {"flow_token": "t", "flow_action_data": {"a": [1]}}}],
        ),
        (
            "catalog",
            "5",
            [{"type": "action", "action": {"thumbnail_product_retailer_id": "sku"}}],
        ),
        ("catalog", "6", [{"type": "action", "action": {}}]),
    ]


def test_a_limited_time_offer_ends_in_milliseconds():
    ends = datetime(2026, 11, 24, 13, tzinfo=timezone(timedelta(hours=1)))

    assert components(offer_ends_at=ends) == [
        {
            "type": "limited_time_offer",
            "parameters": [
                {
                    "type": "limited_time_offer",
                    "limited_time_offer": {"expiration_time_ms": 1795521600000},
                }
            ],
        }
    ]
    assert datetime.fromtimestamp(1795521600, UTC) == ends


def test_an_offer_that_ends_at_an_unknown_instant_is_refused():
    with pytest.raises(ValueError, match="aware"):
        components(offer_ends_at=datetime(2026, 11, 24))  # noqa: DTZ001


def test_carousel_cards_are_numbered():
    cards = [
        CarouselCard(header=Image(id="1"), body=["a"]),
        CarouselCard(buttons=[UrlButton("b")]),
    ]

    (carousel,) = components(carousel=cards)

    assert [card["card_index"] for card in carousel["cards"]] == [0, 1]
    assert [c["type"] for c in carousel["cards"][0]["components"]] == ["header", "body"]
    assert [c["type"] for c in carousel["cards"][1]["components"]] == ["button"]


class Category(StrEnum):
    UTILITY = "utility"


@pytest.mark.parametrize("category", ["utility", "UTILITY", Category.UTILITY])
def test_a_category_is_kept_in_lower_case_and_is_not_sent(category):
    template = Template("x", language="de", category=category)

    assert template.category == "utility"
    assert type(template.category) is str
    assert "utility" not in str(template.payload())


# Extra --------------------------------------------------------------------------------------


def test_extra_adds_in_its_place():
    message = Text("Hi", extra={"text": {"new": [1]}, "newer": {"a": None}})

    assert message.payload() == {
        "type": "text",
        "text": {"body": "Hi", "new": [1]},
        "newer": {"a": None},
    }
    assert Text("Hi", extra={}) == Text("Hi")


@pytest.mark.parametrize(
    "key",
    [
        "to", "recipient", "recipient_type", "category", "ttl_seconds", "direct_send_config",
        "status", "messaging_product", "context", "biz_opaque_callback_data", "type", "template",
        "reaction", "typing_indicator", "recipient_identity_key_hash", "access_token",
    ],
)  # fmt: skip
def test_extra_cannot_readdress_a_message_or_make_it_another(key):
    with pytest.raises(ValueError, match=key):
        Text("Hi", extra={key: {}})
    with pytest.raises(ValueError, match=key):
        RawMessage({"type": "pin", "pin": {}, key: {}})


def test_extra_cannot_contradict_what_the_class_says():
    with pytest.raises(ValueError, match=r"text\.body"):
        Text("Hi", extra={"text": {"body": "Ho"}})


@pytest.mark.parametrize(
    "kind", ["template", "reaction", "typing", "read_receipt", "read", "status", "hsm", "", "Text"]
)
def test_what_consent_judges_by_other_rules_is_not_sent_raw(kind):
    with pytest.raises(ValueError, match=r"raw|type"):
        RawMessage({"type": kind, kind: {}})


@pytest.mark.parametrize("wire", [{}, {"type": None}, {"type": ["text"]}, [], "text", None])
def test_a_raw_message_names_its_type(wire):
    with pytest.raises(ValueError, match=r"RawMessage\.wire"):
        RawMessage(wire)
