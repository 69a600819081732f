"""Files up, looked up, down, gone."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.emulator import Customer, Emulator

from .conftest import GRAPH, Business, code_of, value_of

PNG = b"\x89PNG\r\n\x1a\n\x00\r"


def test_a_file_comes_back_as_it_went(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]

    told = business.http.get(media_id).json()
    fetched = business.http.get(told["url"])

    assert told["mime_type"] == "image/png"
    assert told["file_size"] == len(PNG)
    assert told["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert fetched.content == PNG
    assert fetched.headers["content-type"] == "image/png"


@given(st.binary(min_size=1, max_size=200))
def test_no_byte_is_lost_on_the_way(data: bytes) -> None:
    business = Business(Emulator())
    media_id = business.upload(data, "application/pdf").json()["id"]

    assert business.emulator.world.media[media_id].data == data


@pytest.mark.parametrize(
    ("seconds", "status"), [pytest.param(299, 200, id="4:59"), pytest.param(300, 404, id="5:00")]
)
def test_a_download_address_lives_five_minutes(
    business: Business, seconds: int, status: int
) -> None:
    url = business.http.get(business.upload(PNG).json()["id"]).json()["url"]

    business.emulator.clock.advance(seconds=seconds)

    assert business.http.get(url).status_code == status


def test_a_file_is_not_described_without_the_token(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]

    answer = httpx.Client(transport=business.emulator.transport).get(f"{GRAPH}/{media_id}")

    assert answer.status_code == 401


def test_a_download_needs_the_token(business: Business) -> None:
    url = business.http.get(business.upload(PNG).json()["id"]).json()["url"]

    assert httpx.Client(transport=business.emulator.transport).get(url).status_code == 401


def test_a_download_address_cannot_be_made_up(business: Business) -> None:
    url = httpx.URL(business.http.get(business.upload(PNG).json()["id"]).json()["url"])

    for change in ({"ext": "9999999999"}, {"hash": "0" * 32}, {"mid": "1"}, {"hash": "é"}):
        assert business.http.get(url.copy_merge_params(change)).status_code == 404


def test_a_download_lies_on_meta_s_media_host_for_who_speaks_to_meta(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]
    here = f"http://127.0.0.1:9/v26.0/{media_id}"

    on_meta = urlsplit(business.http.get(media_id).json()["url"]).netloc
    on_own = urlsplit(business.http.get(here).json()["url"]).netloc

    assert (on_meta, on_own) == ("lookaside.fbsbx.com", "127.0.0.1:9")


def test_a_deleted_file_is_gone(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]

    assert business.http.delete(media_id).json() == {"success": True}
    assert code_of(business.http.get(media_id)) == 100
    assert code_of(business.http.delete(media_id)) == 100


def test_an_uploaded_file_lives_thirty_days(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]

    business.emulator.clock.advance(days=30)

    assert code_of(business.http.get(media_id)) == 100


def test_only_the_owner_sees_a_file(business: Business) -> None:
    media_id = business.upload(PNG).json()["id"]
    mine = {"phone_number_id": business.emulator.phone_number_id}

    assert business.http.get(media_id, params=mine).status_code == 200
    for method in ("GET", "DELETE"):
        foreign = business.http.request(method, media_id, params={"phone_number_id": "1"})
        assert code_of(foreign) == 100


@pytest.mark.parametrize(
    ("code", "mime", "data"),
    [
        pytest.param(100, "application/x-msdownload", b"MZ", id="a program"),
        pytest.param(131053, "image/png", b"", id="empty"),
        pytest.param(131053, "image/webp", b"x" * (500 * 1024 + 1), id="too large"),
    ],
)
def test_a_file_whatsapp_does_not_take_is_refused(
    business: Business, code: int, mime: str, data: bytes
) -> None:
    assert code_of(business.upload(data, mime)) == code


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"json": {"file": "@a"}}, id="json"),
        pytest.param({"files": {"file": ("a", b"x", "image/png")}}, id="no product"),
        pytest.param(
            {"files": {"other": ("a", b"x")}, "data": {"messaging_product": "whatsapp"}},
            id="no file",
        ),
        pytest.param(
            {"content": b"junk", "headers": {"Content-Type": "multipart/form-data"}}, id="junk"
        ),
    ],
)
def test_an_upload_that_is_no_good_is_refused(business: Business, form: dict[str, Any]) -> None:
    path = f"{business.emulator.phone_number_id}/media"

    assert code_of(business.http.post(path, **form)) == 100


def test_the_type_of_the_file_part_is_taken_where_none_is_named(business: Business) -> None:
    response = business.http.post(
        f"{business.emulator.phone_number_id}/media",
        data={"messaging_product": "whatsapp"},
        files={"file": ("a", b"x", "audio/ogg; codecs=opus")},
    )

    assert business.emulator.world.media[response.json()["id"]].mime_type == "audio/ogg"


def test_a_file_of_the_wrong_kind_fails_later(business: Business, ana: Customer) -> None:
    ana.says("Hello?")
    media_id = business.upload(b"x", "audio/ogg").json()["id"]

    business.send(ana.number, type="image", image={"id": media_id})

    told = value_of(business.emulator.deliveries()[0])["statuses"][0]
    assert told["errors"][0]["code"] == 131053
