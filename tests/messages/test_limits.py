"""Each of Meta's limits: what just fits is taken, one more is refused where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from whatsapp_biz.messages import (
    Audio,
    Button,
    CarouselCard,
    ContactCard,
    ContactName,
    ContactPhone,
    Contacts,
    CopyCodeButton,
    CtaUrl,
    Currency,
    Document,
    FlowButton,
    Image,
    ListMenu,
    ListRow,
    ListSection,
    Location,
    QuickReplyButton,
    Reaction,
    ReadReceipt,
    ReplyButtons,
    Template,
    Text,
    UrlButton,
    Video,
)

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://example.com/"


def titles(count: int) -> list[str]:
    return [f"Choice {n}" for n in range(count)]


LIMITS: dict[str, tuple[int, Callable[[int], Any]]] = {
    "text body": (4096, lambda n: Text("x" * n)),
    "image caption": (1024, lambda n: Image(id="1", caption="x" * n)),
    "video caption": (1024, lambda n: Video(id="1", caption="x" * n)),
    "document caption": (1024, lambda n: Document(id="1", caption="x" * n)),
    "reply body": (1024, lambda n: ReplyButtons("x" * n, buttons=["a"])),
    "reply header": (60, lambda n: ReplyButtons("b", buttons=["a"], header="x" * n)),
    "reply footer": (60, lambda n: ReplyButtons("b", buttons=["a"], footer="x" * n)),
    "reply buttons": (3, lambda n: ReplyButtons("b", buttons=titles(n))),
    "reply title": (20, lambda n: Button("x" * n, id="a")),
    "reply id": (256, lambda n: Button("a", id="x" * n)),
    "list header": (60, lambda n: ListMenu("b", button="a", rows=["a"], header="x" * n)),
    "list footer": (60, lambda n: ListMenu("b", button="a", rows=["a"], footer="x" * n)),
    "list button": (20, lambda n: ListMenu("b", button="x" * n, rows=["a"])),
    "list rows": (10, lambda n: ListMenu("b", button="a", rows=titles(n))),
    "list sections": (
        10,
        lambda n: ListMenu(
            "b", button="a", sections=[ListSection(t, rows=[t]) for t in titles(n)]
        ),
    ),
    "rows of all sections": (
        10,
        lambda n: ListMenu(
            "b",
            button="a",
            sections=[
                ListSection("s", rows=titles(5)),
                ListSection("t", rows=[f"Other {i}" for i in range(n - 5)]),
            ],
        ),
    ),
    "section title": (24, lambda n: ListSection("x" * n, rows=["a"])),
    "row title": (24, lambda n: ListRow("x" * n, id="a")),
    "row id": (200, lambda n: ListRow("a", id="x" * n)),
    "row description": (72, lambda n: ListRow("a", description="x" * n)),
    "link body": (1024, lambda n: CtaUrl("x" * n, text="a", url=URL)),
    "link text": (20, lambda n: CtaUrl("b", text="x" * n, url=URL)),
    "template name": (512, lambda n: Template("x" * n, language="de")),
    "template value": (1024, lambda n: Template("x", language="de", body=["x" * n])),
    "named template value": (1024, lambda n: Template("x", language="de", body={"a": "x" * n})),
    "carousel value": (1024, lambda n: CarouselCard(body=["x" * n])),
    "carousel cards": (10, lambda n: Template("x", language="de", carousel=[CarouselCard()] * n)),
    "template buttons": (
        10,
        lambda n: Template("x", language="de", buttons=[UrlButton("a")] * n),
    ),
    "coupon code": (20, lambda n: CopyCodeButton("x" * n)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_just_fits_is_taken(name):
    limit, make = LIMITS[name]

    make(limit)


@pytest.mark.parametrize("name", LIMITS)
def test_one_more_is_refused_where_it_is_written(name):
    limit, make = LIMITS[name]

    with pytest.raises(ValueError, match=f"{limit}|index must be 0 to 9"):
        make(limit + 1)


def test_a_long_list_body_warns_where_it_is_written_and_a_longer_one_is_refused():
    ListMenu("x" * 1024, button="a", rows=["a"])
    with pytest.warns(UserWarning, match="1025 characters") as caught:
        ListMenu("x" * 1025, button="a", rows=["a"])
    with pytest.raises(ValueError, match="4096"):
        ListMenu("x" * 4097, button="a", rows=["a"])

    assert caught[0].filename == __file__


def test_very_many_contact_cards_warn_where_they_are_written():
    card = ContactCard("Ana")
    Contacts([card] * 257)
    with pytest.warns(UserWarning, match="258 cards") as caught:
        Contacts([card] * 258)

    assert caught[0].filename == __file__


REFUSED: dict[str, Callable[[], Any]] = {
    "an empty text": lambda: Text(""),
    "a text that is none": lambda: Text(5),
    "half a surrogate pair": lambda: Text("\ud83d"),
    "a preview flag that is none": lambda: Text("a", preview_url="yes"),
    "an extra that is none": lambda: Text("a", extra=["x"]),
    "an extra that JSON cannot say": lambda: Text("a", extra={"x": object()}),
    "an extra with an odd key": lambda: Text("a", extra={1: "x"}),
    "an extra that is not finite": lambda: Text("a", extra={"x": float("nan")}),
    "an image from nowhere": Image,
    "an image from two places": lambda: Image(id="1", link=URL),
    "an id with a blank": lambda: Image(id="1 2"),
    "an id that is none": lambda: Image(id=5),
    "a link to a file": lambda: Image(link="file:///etc/passwd"),
    "a link with a blank": lambda: Image(link="https://example.com/a b"),
    "a link to nothing": lambda: Image(link="https://"),
    "an empty caption": lambda: Image(id="1", caption=""),
    "an empty file name": lambda: Document(id="1", filename=""),
    "a voice flag that is none": lambda: Audio(id="1", voice=1),
    "a latitude beyond the pole": lambda: Location(90.1, 0),
    "a longitude beyond the date line": lambda: Location(0, -180.5),
    "a latitude that is not finite": lambda: Location(float("nan"), 0),
    "a latitude in words": lambda: Location("north", 0),
    "a latitude that is a bool": lambda: Location(True, 0),
    "a reaction of words": lambda: Reaction("ok", message_id="wamid.1"),
    "a reaction of foreign words": lambda: Reaction("да", message_id="wamid.1"),
    "a reaction of words after an emoji": lambda: Reaction("👍 yes", message_id="wamid.1"),
    "a reaction of many emoji": lambda: Reaction("👍" * 17, message_id="wamid.1"),
    "a reaction that is none": lambda: Reaction(None, message_id="wamid.1"),
    "a reaction to nothing": lambda: Reaction("👍", message_id=""),
    "a receipt for nothing": lambda: ReadReceipt(""),
    "no contact": lambda: Contacts([]),
    "a contact that is none": lambda: Contacts(["Ana"]),
    "a list of contacts that is none": lambda: Contacts("Ana"),
    "a name of one part": lambda: ContactName("Ana"),
    "an empty phone": ContactPhone,
    "a card without a name": lambda: ContactCard(None),
    "phones that are one str": lambda: ContactCard("Ana", phones="+16505550101"),
    "a phone that is none": lambda: ContactCard("Ana", phones=[5]),
    "a birthday in words": lambda: ContactCard("Ana", birthday="in May"),
    "no reply button": lambda: ReplyButtons("b", buttons=[]),
    "reply buttons that are one str": lambda: ReplyButtons("b", buttons="Yes"),
    "a reply button that is none": lambda: ReplyButtons("b", buttons=[5]),
    "two reply buttons of one title": lambda: ReplyButtons(
        "b", buttons=[Button("a", id="1"), Button("a", id="2")]
    ),
    "two reply buttons of one id": lambda: ReplyButtons(
        "b", buttons=[Button("a", id="1"), Button("b", id="1")]
    ),
    "a header that cannot be one": lambda: ReplyButtons("b", buttons=["a"], header=Audio(id="1")),
    "a list with no rows": lambda: ListMenu("b", button="a", rows=[]),
    "a list of nothing": lambda: ListMenu("b", button="a"),
    "a list of both": lambda: ListMenu("b", button="a", rows=["a"], sections=[]),
    "a section that is none": lambda: ListMenu("b", button="a", sections=["a"]),
    "a row that is none": lambda: ListSection(rows=[5]),
    "two sections, one untitled": lambda: ListMenu(
        "b", button="a", sections=[ListSection("s", rows=["a"]), ListSection(rows=["b"])]
    ),
    "two rows of one id": lambda: ListMenu("b", button="a", rows=["a", "a"]),
    "a list with a picture": lambda: ListMenu("b", button="a", rows=["a"], header=Image(id="1")),
    "a link button to an address": lambda: CtaUrl("b", text="a", url="https://192.0.2.1/x"),
    "a link button to a hexadecimal address": lambda: CtaUrl("b", text="a", url="http://0x7f.1/"),
    "a link button to a long address": lambda: CtaUrl("b", text="a", url="http://[2001:db8::1]/"),
    "a link button with a user": lambda: CtaUrl("b", text="a", url="https://me@example.com/"),
    "a link button to an app": lambda: CtaUrl("b", text="a", url="intent://example.com"),
    "a link button to no host": lambda: CtaUrl("b", text="a", url="https:///x"),
    "a template with a blank in its name": lambda: Template("order shipped", language="de"),
    "a template in no language": lambda: Template("x", language=""),
    "a template in an odd language": lambda: Template("x", language="de DE"),
    "a template of an odd category": lambda: Template("x", language="de", category="service"),
    "a template of a category that is none": lambda: Template("x", language="de", category=5),
    "a template body that is one str": lambda: Template("x", language="de", body="#4711"),
    "a template value that is a number": lambda: Template("x", language="de", body=[4711]),
    "an empty template value": lambda: Template("x", language="de", body=[""]),
    "a template value with a newline": lambda: Template("x", language="de", body=["a\nb"]),
    "a template value with a tab": lambda: Template("x", language="de", body=["a\tb"]),
    "a template value with five spaces": lambda: Template("x", language="de", body=["a     b"]),
    "a raw template value with a newline": lambda: Template(
        "x",
        language="de",
        components=[{"type": "header", "parameters": [{"type": "text", "text": "a\nb"}]}],
    ),
    "a carousel value with a newline": lambda: CarouselCard(body=["a\nb"]),
    "an odd variable name": lambda: Template("x", language="de", body={"First Name": "a"}),
    "a component that is none": lambda: Template("x", language="de", components=["body"]),
    "a parameter that is none": lambda: Template(
        "x", language="de", components=[{"type": "body", "parameters": ["a"]}]
    ),
    "template buttons that are none": lambda: Template("x", language="de", buttons=["a"]),
    "two template buttons in one place": lambda: Template(
        "x", language="de", buttons=[UrlButton("a", index=1), UrlButton("b")]
    ),
    "a button beyond the tenth": lambda: QuickReplyButton("a", index=10),
    "a button place that is none": lambda: QuickReplyButton("a", index="0"),
    "one carousel card": lambda: Template("x", language="de", carousel=[CarouselCard()]),
    "a carousel card that is none": lambda: Template("x", language="de", carousel=["a", "b"]),
    "an amount that is not whole": lambda: Currency("1 €", code="EUR", amount_1000=1.5),
    "flow data that JSON cannot say": lambda: FlowButton(data={"x": {1, 2}}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_meta_would_refuse_is_refused_where_it_is_written(name):
    with pytest.raises(ValueError, match=r"\w+"):
        REFUSED[name]()


TAKEN: dict[str, Callable[[], Any]] = {
    "a sample link of Meta's": lambda: Image(link="http(s)://image-url"),
    "a link to a port": lambda: CtaUrl("b", text="a", url="HTTPS://shop.example:8443?x=1#y"),
    "a keycap": lambda: Reaction("1️⃣", message_id="wamid.1"),
    "a family": lambda: Reaction("👨🏽‍👩🏽‍👧🏽‍👦🏽", message_id="wamid.1"),
    "a flag": lambda: Reaction("🏴󠁧󠁢󠁥󠁮󠁧󠁿", message_id="wamid.1"),
    "an information sign": lambda: Reaction("ℹ️", message_id="wamid.1"),
    "four spaces in a template value": lambda: Template("x", language="de", body=["a    b"]),
    "a text of an emoji": lambda: Text("😀"),
    "a section of no title": lambda: ListSection(rows=["a"]),
    "a body of no values": lambda: Template("x", language="de", body=[]),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_meta_takes_is_taken(name):
    TAKEN[name]()


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_repeats_no_text(name):
    with pytest.raises(ValueError, match=r"\w+") as caught:
        REFUSED[name]()

    for text in ("#4711", "4711", "passwd", "2001:db8", "5550101", "order shipped", "First Name"):
        assert text not in str(caught.value)
