"""Lists that come in pages."""

from __future__ import annotations

import pytest

from whatsapp_biz import errors
from whatsapp_biz.operations.paging import Page, page_of
from whatsapp_biz.operations.templates import TemplateInfo

ONE = {"id": "1", "name": "a", "language": "de"}
TWO = {
    "id": "2",
    "name": "b",
    "language": "en_US",
    "category": "UTILITY",
    "rejected_reason": "NONE",
}
NEXT = "https://graph.facebook.com/v26.0/222/message_templates?after=MQ"


def test_a_page_keeps_metas_order_and_its_cursor():
    page = page_of(
        TemplateInfo,
        {
            "data": [TWO, ONE],
            "paging": {"cursors": {"before": "MA", "after": "MQ"}, "next": NEXT},
        },
    )

    assert [item.id for item in page.items] == ["2", "1"]
    assert page.items[0].category == "UTILITY"
    assert page.items[0].extra == {"rejected_reason": "NONE"}
    assert page.after == "MQ"


LAST = {
    "the cursor is repeated without a next": {"cursors": {"before": "MA", "after": "MQ"}},
    "next is empty": {"cursors": {"after": "MQ"}, "next": ""},
    "next is null": {"cursors": {"after": "MQ"}, "next": None},
    "no cursors": {"next": NEXT},
    "cursors are a list": {"cursors": ["MQ"], "next": NEXT},
    "cursors without after": {"cursors": {"before": "MA"}, "next": NEXT},
    "empty": {},
    "a list": [],
    "null": None,
    "text": "MQ",
}


@pytest.mark.parametrize("case", LAST)
def test_the_last_page_has_no_cursor(case):
    page = page_of(TemplateInfo, {"data": [ONE], "paging": LAST[case]})

    assert page.after is None
    assert len(page.items) == 1


def test_a_page_may_be_empty():
    assert page_of(TemplateInfo, {"data": []}) == Page(items=(), after=None)
    assert page_of(TemplateInfo, {"data": [], "paging": {}}) == Page(())


@pytest.mark.parametrize("item", [None, 5, "text", [], {}, {"id": "1"}])
def test_one_odd_item_makes_the_page_unreadable(item):
    with pytest.raises(errors.DeliveryUnknown):
        page_of(TemplateInfo, {"data": [ONE, item]})


@pytest.mark.parametrize("after", ["", 0, False, [1], {"a": 1}], ids=repr)
def test_a_cursor_is_text_that_leads_on(after):
    page = page_of(
        TemplateInfo, {"data": [], "paging": {"next": NEXT, "cursors": {"after": after}}}
    )

    assert page.after is None


@pytest.mark.parametrize("body", [{}, {"id": "1"}, {"data": None}, {"data": {"0": ONE}}])
def test_what_is_no_list_is_not_an_empty_one(body):
    with pytest.raises(errors.DeliveryUnknown):
        page_of(TemplateInfo, body)
