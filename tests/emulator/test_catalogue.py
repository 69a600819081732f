"""The business's templates and its profile."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from whatsapp_biz.emulator import Customer, Emulator

from .conftest import NUMBER, Business, code_of, value_of

PNG = b"\x89PNG\r\n\x1a\n\x00\r"


# Templates ----------------------------------------------------------------------------------


def _templates(business: Business, **query: Any) -> dict[str, Any]:
    path = f"{business.emulator.waba_id}/message_templates"
    return business.http.get(path, params=query).json()


def test_templates_can_be_listed(business: Business) -> None:
    names = [
        (row["name"], row["language"], row["category"]) for row in _templates(business)["data"]
    ]

    assert names == [
        ("hello_world", "en_US", "UTILITY"),
        ("order_shipped", "en_US", "UTILITY"),
        ("order_shipped", "de", "UTILITY"),
        ("code", "en_US", "AUTHENTICATION"),
        ("spring_offer", "en_US", "MARKETING"),
        ("spring_offer", "de", "MARKETING"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"name": "order_shipped"}, 2),
        ({"name": "order_shipped", "language": "de"}, 1),
        ({"status": "APPROVED"}, 6),
        ({"status": "REJECTED"}, 0),
        ({"category": "MARKETING"}, 2),
    ],
)
def test_templates_can_be_filtered(business: Business, query: dict[str, str], count: int) -> None:
    assert len(_templates(business, **query)["data"]) == count


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 25])
def test_pages_of_templates_lead_to_every_one_of_them(business: Business, limit: int) -> None:
    page = _templates(business, limit=limit, fields="name,language")
    found = list(page["data"])
    while "next" in page["paging"]:
        page = business.http.get(page["paging"]["next"]).json()
        found += page["data"]

    assert len(found) == 6
    assert {frozenset(row) for row in found} == {frozenset({"id", "name", "language"})}


def test_the_last_cursor_leads_to_an_empty_page(business: Business) -> None:
    after = _templates(business)["paging"]["cursors"]["after"]

    assert _templates(business, after=after) == {"data": []}


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}, {"after": "x"}, {"after": "YWE="}]
)
def test_a_page_nobody_can_show_is_refused(business: Business, query: dict[str, Any]) -> None:
    assert _templates(business, **query)["error"]["code"] == 100


def test_one_template_can_be_looked_up(business: Business) -> None:
    listed = _templates(business, name="code")["data"][0]

    assert business.http.get(listed["id"]).json() == listed


def test_odd_characters_come_back_as_they_went(business: Business) -> None:
    body = b'{"messaging_product":"whatsapp","about":"\\ud800 \\u00e4"}'
    path = f"{business.emulator.phone_number_id}/whatsapp_business_profile"

    business.http.post(path, content=body)

    assert business.http.get(path).json()["data"][0]["about"] == "\ud800 ä"


def _create(business: Business, **changes: Any) -> httpx.Response:
    body = {
        "name": "new_one",
        "language": "en_US",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Dear {{1}}, see {{2}}."}],
        **changes,
    }
    return business.http.post(f"{business.emulator.waba_id}/message_templates", json=body)


def test_a_new_template_waits_for_review(business: Business, ana: Customer) -> None:
    told = _create(business).json()
    early = code_of(business.template(ana.number, "new_one", "Ana", "this"))

    webhook = value_of(business.emulator.reviews_template("new_one"))
    business.template(ana.number, "new_one", "Ana", "this")

    assert (told["status"], told["category"], early) == ("PENDING", "UTILITY", 132001)
    assert (webhook["event"], webhook["message_template_id"]) == ("APPROVED", int(told["id"]))
    assert [message.text for message in ana.inbox] == ["Dear Ana, see this."]


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)]
)
def test_a_template_out_of_use_cannot_be_sent(business: Business, status: str, code: int) -> None:
    business.emulator.reviews_template("hello_world", status=status)

    assert code_of(business.template(NUMBER, "hello_world")) == code


def test_nobody_reviews_what_is_not_there(emulator: Emulator) -> None:
    with pytest.raises(LookupError, match="no template"):
        emulator.reviews_template("nobody_has_it")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Capital"},
        {"name": 5},
        {"name": "hello_world"},
        {"language": ""},
        {"language": 5},
        {"category": "SPAM"},
        {"components": "BODY"},
        {"components": [5]},
        {"components": [{"type": "FOOTER"}]},
    ],
    ids=str,
)
def test_a_template_that_is_no_good_is_refused(
    business: Business, changes: dict[str, Any]
) -> None:
    assert code_of(_create(business, **changes)) == 100


def test_templates_are_deleted_by_name_or_one_by_one(business: Business) -> None:
    path = f"{business.emulator.waba_id}/message_templates"
    german = _templates(business, name="order_shipped", language="de")["data"][0]["id"]

    one = business.http.delete(path, params={"name": "order_shipped", "hsm_id": german})
    left = _templates(business, name="order_shipped")["data"]
    business.http.delete(path, params={"name": "order_shipped"})

    assert one.json() == {"success": True}
    assert [row["language"] for row in left] == ["en_US"]
    assert _templates(business, name="order_shipped")["data"] == []


@pytest.mark.parametrize("query", [{}, {"name": "nobody_has_it"}], ids=str)
def test_deleting_no_template_is_refused(business: Business, query: dict[str, str]) -> None:
    path = f"{business.emulator.waba_id}/message_templates"

    assert code_of(business.http.delete(path, params=query)) == 100


def test_a_template_registered_without_a_count_takes_any_values(business: Business) -> None:
    business.emulator.add_template("free", language="de", category="marketing")

    assert code_of(business.template(NUMBER, "free", "a", "b", language="de")) is None


def test_a_template_registered_with_a_count_takes_as_many(business: Business) -> None:
    business.emulator.add_template("strict", body_variables=1)

    assert code_of(business.template(NUMBER, "strict", "a")) is None
    assert code_of(business.template(NUMBER, "strict")) == 132000


def test_no_template_of_an_unknown_category_is_registered(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="category"):
        emulator.add_template("x", category="spam")


# Profile ------------------------------------------------------------------------------------


def test_a_profile_can_be_changed_and_read(business: Business) -> None:
    path = f"{business.emulator.phone_number_id}/whatsapp_business_profile"
    changes = {"about": "Bakery", "websites": ["https://example.com"], "email": "a@example.com"}

    told = business.http.post(
        path,
        json={"messaging_product": "whatsapp", "profile_picture_handle": "4:x", **changes},
    )
    profile = business.http.get(path).json()["data"]
    business.http.post(path, json={"messaging_product": "whatsapp", "about": "Bakery"})
    some = business.http.get(path, params={"fields": "about"}).json()["data"]

    assert told.json() == {"success": True}
    assert {name: profile[0][name] for name in changes} == changes
    assert profile[0]["profile_picture_url"].startswith("https://")
    assert some == [{"about": "Bakery", "messaging_product": "whatsapp"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"messaging_product": "sms"},
        {"about": "x" * 140},
        {"about": 5},
        {"websites": ["a", "b", "c"]},
        {"websites": "a"},
        {"nickname": "x"},
    ],
    ids=", ".join,
)
def test_a_profile_that_is_no_good_is_refused(business: Business, changes: dict[str, Any]) -> None:
    path = f"{business.emulator.phone_number_id}/whatsapp_business_profile"
    body = {"messaging_product": "whatsapp", **changes}

    assert code_of(business.http.post(path, json=body)) == 100


def test_a_profile_is_changed_by_an_object_only(business: Business) -> None:
    path = f"{business.emulator.phone_number_id}/whatsapp_business_profile"

    assert code_of(business.http.post(path, json=[])) == 100
    assert (
        code_of(business.http.post(f"{business.emulator.waba_id}/message_templates", json=[]))
        == 100
    )
