"""What each route answers, and that the others say they do not exist."""

from __future__ import annotations

import httpx
import pytest

from whatsapp_biz.emulator import Emulator

from ..meta_examples import _spec
from .conftest import GRAPH, NUMBER, Business, code_of

PNG = b"\x89PNG\r\n\x1a\n\x00\r"


# Tokens -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Bearer "}, id="empty"),
        pytest.param({"Authorization": "Bearer EMU_somebody_elses"}, id="another emulator's"),
        pytest.param({"Authorization": "Basic abc"}, id="basic"),
    ],
)
@pytest.mark.parametrize("path", ["messages", "media", "whatsapp_business_profile"])
def test_without_its_token_nothing_happens(
    emulator: Emulator, path: str, headers: dict[str, str]
) -> None:
    client = httpx.Client(transport=emulator.transport, base_url=GRAPH, headers=headers)

    response = client.post(f"{emulator.phone_number_id}/{path}", json={})

    assert (response.status_code, code_of(response)) == (401, 190)


def test_a_real_token_is_refused_with_a_clear_word(emulator: Emulator) -> None:
    client = httpx.Client(transport=emulator.transport, base_url=GRAPH)

    response = client.get(
        f"{emulator.waba_id}/message_templates", headers={"Authorization": "Bearer EAAGabc"}
    )

    details = response.json()["error"]["error_data"]["details"]
    assert response.status_code == 401
    assert "This is an emulator" in details
    assert "EAAGabc" not in response.text


@pytest.mark.prints_secrets
def test_graph_takes_the_token_in_the_query_too(emulator: Emulator) -> None:
    client = httpx.Client(transport=emulator.transport, base_url=GRAPH)

    response = client.get(
        f"{emulator.waba_id}/message_templates", params={"access_token": emulator.token}
    )

    assert response.status_code == 200


def test_the_ids_of_another_business_are_not_visible(business: Business) -> None:
    response = business.http.post("12345/messages", json={})

    assert response.json()["error"]["error_subcode"] == 33


# Versions and the unknown ---------------------------------------------------------------------


@pytest.mark.parametrize("version", ["v14.0", "v19.0", "v26.0"])
def test_each_live_version_is_answered(business: Business, version: str) -> None:
    path = f"https://graph.facebook.com/{version}/{business.emulator.waba_id}/message_templates"
    response = business.http.get(path)

    assert response.status_code == 200
    assert response.headers["facebook-api-version"] == version
    assert response.headers["x-fb-trace-id"]
    assert response.headers["x-fb-request-id"]


@pytest.mark.parametrize(
    "path", ["/v13.0/{}/messages", "/v27.0/{}/messages", "/{}/messages", "/", "/v26.0", "/v26.0/"]
)
def test_no_other_version_is_answered(business: Business, path: str) -> None:
    address = "https://graph.facebook.com" + path.format(business.emulator.phone_number_id)

    assert business.http.post(address, json={}).status_code == 501


def test_the_rest_of_meta_s_api_is_never_feigned(business: Business) -> None:
    known = {"messages", "media", "whatsapp_business_profile", "message_templates"}
    told: dict[str, int] = {}
    for template, operations in _spec()["paths"].items():
        path = template.replace("{Version}", "v23.0")
        for method in {"get", "post", "delete"} & set(operations):
            filled = "/".join("123" if "{" in part else part for part in path.split("/"))
            response = business.http.request(method, f"https://graph.facebook.com{filled}")
            told[f"{method} {template}"] = response.status_code

    lone = {name for name in told if len(name.split("/")) == 3}
    ours = {name for name in told if name.rpartition("/")[2] in known}
    assert len(told) > 80
    assert {name for name, status in told.items() if status < 400} == set()
    assert {name for name, status in told.items() if status != 501} <= lone | ours


def test_an_unknown_route_is_named_in_the_answer(business: Business) -> None:
    path = f"{business.emulator.phone_number_id}/message_qrdls"

    assert f"/v26.0/{path}" in business.http.get(path).json()["error"]["message"]


def test_every_request_is_written_down(business: Business) -> None:
    business.template(NUMBER, "hello_world")
    business.http.get("nowhere")

    seen = [(seen.method, seen.status) for seen in business.emulator.requests]
    assert seen == [("POST", 200), ("GET", 501)]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a":NaN}'],
    ids=["empty", "half", "list", "bytes", "deep", "not a number"],
)
def test_a_body_that_is_no_object_is_refused(business: Business, body: bytes) -> None:
    response = business.http.post(f"{business.emulator.phone_number_id}/messages", content=body)

    assert (response.status_code, code_of(response)) == (400, 100)
