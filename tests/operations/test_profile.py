"""The face customers see."""

from __future__ import annotations

import json

import attrs
import pytest

from tests.operations.answers import answer
from whatsapp_biz import errors
from whatsapp_biz.operations.profile import BusinessProfile, GetProfile, UpdateProfile

PROFILE = {
    "about": "Open daily",
    "address": "Main Street 1",
    "description": "Flowers",
    "email": "hello@shop.example",
    "profile_picture_url": "https://shop.example/p.png",
    "websites": ["https://shop.example"],
    "vertical": "RETAIL",
    "messaging_product": "whatsapp",
}


def test_a_profile_is_asked_for_with_all_its_fields():
    request = GetProfile(phone_number_id="111").request()

    assert (request.method, request.path) == ("GET", "111/whatsapp_business_profile")
    assert request.query == (
        (
            "fields",
            "about,address,description,email,profile_picture_url,websites,vertical",
        ),
    )


@pytest.mark.parametrize(
    "body",
    [{"data": [PROFILE]}, {"data": [{"business_profile": PROFILE, "id": "1"}]}],
    ids=["as the servers nest it", "as the specification nests it"],
)
def test_a_profile_is_read_in_both_nestings(body):
    profile = GetProfile(phone_number_id="111").parse(answer(body))

    known = {name: value for name, value in PROFILE.items() if name != "messaging_product"}
    assert profile == BusinessProfile(**known, extra={"messaging_product": "whatsapp"})


def test_a_profile_may_be_bare():
    profile = GetProfile(phone_number_id="111").parse(answer({"data": [{}]}))

    assert profile == BusinessProfile()
    assert set(attrs.asdict(profile, filter=lambda _, value: bool(value))) == set()


@pytest.mark.parametrize("data", [None, [], {}, "x", [None], [[]], [5]])
def test_no_profile_is_unreadable(data):
    with pytest.raises(errors.DeliveryUnknown, match="no BusinessProfile"):
        GetProfile(phone_number_id="111").parse(answer({"data": data}))


def test_a_field_that_is_null_is_empty():
    profile = GetProfile(phone_number_id="111").parse(answer({"data": [{"about": None}]}))

    assert profile.about == ""


def test_only_what_is_given_is_changed():
    request = UpdateProfile(phone_number_id="111", about="Hi", websites=("https://a", "https://b"))

    assert (request.request().method, request.request().path) == (
        "POST",
        "111/whatsapp_business_profile",
    )
    assert json.loads(request.request().body) == {
        "messaging_product": "whatsapp",
        "about": "Hi",
        "websites": ["https://a", "https://b"],
    }


def test_everything_can_be_changed_and_emptied():
    request = UpdateProfile(
        phone_number_id="111",
        about="",
        address="",
        description="",
        email="",
        websites=(),
        vertical="RETAIL",
    ).request()

    assert json.loads(request.body) == {
        "messaging_product": "whatsapp",
        "about": "",
        "address": "",
        "description": "",
        "email": "",
        "websites": [],
        "vertical": "RETAIL",
    }


@pytest.mark.parametrize(
    ("name", "limit"), [("about", 139), ("address", 256), ("description", 512), ("email", 128)]
)
def test_a_text_keeps_metas_limit(name, limit):
    assert getattr(UpdateProfile(phone_number_id="1", **{name: "x" * limit}), name)
    with pytest.raises(ValueError, match=f"{name} must have at most {limit} characters"):
        UpdateProfile(phone_number_id="1", **{name: "x" * (limit + 1)})


def test_there_are_at_most_two_websites_of_256_characters():
    assert UpdateProfile(phone_number_id="1", websites=("x" * 256,) * 2)
    with pytest.raises(ValueError, match="websites must be at most 2"):
        UpdateProfile(phone_number_id="1", websites=("x",) * 3)
    with pytest.raises(ValueError, match="at most 256 characters"):
        UpdateProfile(phone_number_id="1", websites=("x", "x" * 257))


def test_a_change_worked_only_if_meta_says_so():
    operation = UpdateProfile(phone_number_id="1", about="Hi")

    assert operation.parse(answer({"success": True})) is True
    for said in (False, None, "true", 1, []):
        with pytest.raises(errors.DeliveryUnknown, match="does not say"):
            operation.parse(answer({"success": said}))
    with pytest.raises(errors.DeliveryUnknown):
        operation.parse(answer({}))
