"""What Meta, and whoever is not Meta, is answered: the same behind ASGI and WSGI."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.integrations.doors import DOORS, Door
from tests.webhooks.shapes import message, messages, update
from whatsapp_biz import MemoryStore, errors
from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import HEADER, MAX_BODY, TextReceived, Unrecognised, sign

ANA = "+49 1512 3456701"


@pytest.fixture(params=DOORS.values(), ids=DOORS)
def build(request: pytest.FixtureRequest) -> Any:
    """Makes a door of each kind."""
    return request.param


@pytest.fixture
def seen() -> list[Any]:
    """The events the handler was given."""
    return []


@pytest.fixture
def door(build: Any, seen: list[Any]) -> Door:
    return build(seen.append)


@pytest.fixture
def hello(door: Door) -> Any:
    """A message from Ana as Meta delivers it."""
    return door.meta.customer(ANA, name="Canary Name").says("canary-body-hello")


def flipped(body: bytes) -> bytes:
    """*body* with one bit of its middle byte changed."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


class Flaky(MemoryStore):
    """A store that does not answer until it is mended."""

    broken = True

    def append(self, event: Any, /) -> None:
        if self.broken:
            raise OSError("the disk is gone")
        super().append(event)


# The handshake ----------------------------------------------------------------------------------


def test_the_handshake_is_answered_with_the_challenge_as_plain_text(door):
    reply = door.get(
        hub_mode="subscribe", hub_verify_token=door.meta.verify_token, hub_challenge="1158201444"
    )

    assert (reply.status, reply.text) == (200, "1158201444")
    assert reply.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change",
    [
        {"hub_verify_token": "wrong"},
        {"hub_verify_token": "schlüssel"},
        {"hub_mode": "unsubscribe"},
        {"hub_challenge": "<script>alert(1)</script>"},
        {"hub_challenge": "1" * 257},
        {"hub_challenge": ""},
    ],
    ids=["token", "token in no ASCII", "mode", "markup", "too long", "empty"],
)
def test_a_handshake_that_is_not_metas_is_refused(door, change):
    handshake = {
        "hub_mode": "subscribe",
        "hub_verify_token": door.meta.verify_token,
        "hub_challenge": "1158201444",
    }

    assert door.get(**{**handshake, **change}).status == 403


@pytest.mark.parametrize(
    "query", ["", "hub.mode", "%ff=%fe&&;=", "hub.mode=subscribe&hub.verify_token=%ff"]
)
def test_a_visitor_without_a_handshake_is_refused(door, query):
    assert door.knock("GET", query=query).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_no_other_method_is_served(door, method, seen, hello):
    reply = door.knock(method, body=hello.body, headers=hello.headers.items())

    assert reply.status == 405
    assert seen == []


# Signatures -------------------------------------------------------------------------------------


def test_the_handler_is_given_an_event_once_however_often_it_is_delivered(door, seen, hello):
    replies = [door.post(hello.body, hello.headers.items()) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert [type(event) for event in seen] == [TextReceived]
    assert seen[0].body == "canary-body-hello"


def test_the_signature_may_stand_in_upper_case(door, seen, hello):
    signature = door.signature(hello.body)
    shouted = "sha256=" + signature.removeprefix("sha256=").upper()

    assert door.post(hello.body, [(HEADER.upper(), shouted)]).status == 200
    assert len(seen) == 1


def test_a_changed_byte_is_refused(door, seen, hello):
    assert door.post(flipped(hello.body), hello.headers.items()).status == 403
    assert door.post(hello.body + b" ", hello.headers.items()).status == 403
    assert seen == []


def test_a_body_written_anew_is_refused(door, seen, hello):
    again = json.dumps(json.loads(hello.body)).encode()

    assert door.post(again, hello.headers.items()).status == 403
    assert seen == []


@pytest.mark.parametrize("headers", [[], [(HEADER, "")]], ids=["none", "empty"])
def test_a_missing_signature_is_refused(door, seen, hello, headers):
    assert door.post(hello.body, headers).status == 401
    assert seen == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: good.removeprefix("sha256="),
        lambda good: good.replace("sha256", "sha1"),
        lambda good: "sha256=" + good,
        lambda good: good[:-1],
        lambda good: good + "0",
        lambda good: good + "," + good,
        lambda good: "sha256=" + "0" * 64,
        lambda good: "sha256=" + "g" * 64,
        lambda good: b"sha256=\xe9" + good[8:].encode(),
        lambda good: "sha256=é".encode() + good[9:].encode(),
        lambda good: b"\xff" * 10_000,
    ],
    ids=[
        "bare", "sha1", "twice the prefix", "63 digits", "65 digits", "two in one", "zeros",
        "no hex", "Latin-1", "UTF-8", "long and binary",
    ],
)  # fmt: skip
def test_a_signature_of_another_form_is_refused(door, seen, hello, spoil):
    assert door.post(hello.body, [(HEADER, spoil(door.signature(hello.body)))]).status == 403
    assert seen == []


@pytest.mark.parametrize("order", [1, -1], ids=["right one first", "right one last"])
def test_a_doubled_signature_is_refused(door, seen, hello, order):
    right, wrong = (HEADER, door.signature(hello.body)), (HEADER, "sha256=" + "0" * 64)

    assert door.post(hello.body, [right, wrong][::order]).status == 403
    assert door.post(hello.body, [right, right]).status == 403
    assert seen == []


def test_while_a_secret_is_rotated_both_are_good_and_no_third(build, seen, hello):
    old, new, other = (Secret(f"canary-secret-{name}") for name in ("old", "new", "other"))
    door = build(
        seen.append,
        lambda kind: kind(
            "canary-secret-token", phone_number_id="1", app_secret=[new, old], store=MemoryStore()
        ),
    )
    statuses = [
        door.post(hello.body, [(HEADER, sign(hello.body, secret))]).status
        for secret in (old, new, other)
    ]

    assert statuses == [200, 200, 403]


# Bodies -----------------------------------------------------------------------------------------

BAD = {
    "no JSON": b"hello",
    "a form": b"entry=1&object=2",
    "cut": b'{"entry":[',
    "more behind it": b'{"entry":[]} {}',
    "nothing": b"",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "a string": b'"x"',
    "NaN": b'{"entry":NaN}',
    "infinity": b'{"entry":-Infinity}',
    "over the largest float": b'{"entry":1e999}',
    "an integer of 5,000 digits": b'{"entry":' + b"9" * 5000 + b"}",
    "no UTF-8": b'{"entry":"\xff\xfe"}',
    "UTF-16": '{"entry":[]}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"entry":[]}',
    "100 deep": b'{"a":' * 100 + b"1" + b"}" * 100,
    "100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "200,000 lists": b"[" * 200_000,
    "3 MB of quotes": b'"' * MAX_BODY,
    "3 MB of brackets": b'{"a":' + b"[]" * (MAX_BODY // 2 - 3) + b"}",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_signed_body_that_is_no_json_object_is_refused_at_once(door, seen, body):
    began = time.monotonic()
    reply = door.post_signed(body)

    assert reply.status == 400
    assert time.monotonic() - began < 1
    assert seen == []


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_body_is_not_looked_at_before_its_signature(door, body):
    assert door.post(body, []).status == 401
    assert door.post(body, [(HEADER, "sha256=" + "0" * 64)]).status == 403


def test_a_body_of_three_megabytes_is_read_and_one_byte_more_is_not(door, seen):
    assert door.post_signed(b"{}".ljust(MAX_BODY)).status == 200
    assert door.post_signed(b"{}".ljust(MAX_BODY + 1)).status == 413
    assert len(seen) == 1


def test_a_body_of_unknown_length_is_read_no_further_than_three_megabytes(door, seen):
    assert door.pour([b"x" * 65_536] * 64).status == 413
    assert door.pour([b"x"] * 10).status == 401
    assert seen == []


ODD: dict[str, Any] = {
    "an empty object": {},
    "another object": {"object": "page", "entry": []},
    "entry is a number": {"entry": 5},
    "entry holds null": {"entry": [None]},
    "no changes": {"entry": [{"id": "1"}]},
    "changes is an object": {"entry": [{"id": "1", "changes": {}}]},
    "a change that is a text": {"entry": [{"id": "1", "changes": ["x"]}]},
    "value is a list": update([]),
    "value is null": update(None),
    "a new field": update({"a": 1}, field="something_new"),
    "messages is an object": update({"messages": {}}),
    "a message that is null": messages(None),
    "a message without a type": messages({"id": "wamid.1"}),
    "a new kind of message": messages(message("hologram", {"a": 1})),
    "a text without a body": messages(message("text", [])),
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_a_signed_body_of_an_odd_shape_is_taken_and_handed_on(door, seen, value):
    assert door.post_json(value).status == 200
    assert len(seen) == 1
    assert isinstance(seen[0], Unrecognised) or value is ODD["a text without a body"]


# What goes wrong on our side --------------------------------------------------------------------


def test_while_the_store_is_down_meta_is_asked_to_deliver_again(build, seen):
    store = Flaky()
    door = build(seen.append, lambda kind: kind.sandbox(store=store))
    stop = door.meta.customer(ANA).says("STOP")

    down = door.post(stop.body, stop.headers.items())
    assert (down.status, seen) == (503, [])

    store.broken = False
    assert door.post(stop.body, stop.headers.items()).status == 200
    assert len(seen) == 1


def test_an_error_of_the_handler_is_passed_on_and_the_next_delivery_runs_it_once(build):
    runs: list[str] = []

    def handle(event: Any) -> None:
        runs.append(event.body)
        if len(runs) == 1:
            raise LookupError("the shop is closed")

    door = build(handle)
    hello = door.meta.customer(ANA).says("Hello?")

    with pytest.raises(LookupError, match="the shop is closed"):
        door.post(hello.body, hello.headers.items())
    again = [door.post(hello.body, hello.headers.items()).status for _ in range(2)]

    assert again == [200, 200]
    assert runs == ["Hello?", "Hello?"]


def test_what_was_handled_before_the_error_is_not_handled_again(build):
    runs: list[str] = []

    def handle(event: Any) -> None:
        runs.append(event.body)
        if runs == ["one", "two"]:
            raise LookupError("the shop is closed")

    door = build(handle)
    batch = messages(
        message(content={"body": "one"}, id="wamid.1"),
        message(content={"body": "two"}, id="wamid.2"),
        message(content={"body": "three"}, id="wamid.3"),
    )

    with pytest.raises(LookupError):
        door.post_json(batch)
    assert door.post_json(batch).status == 200
    assert runs == ["one", "two", "two", "three"]


def test_a_delivery_that_overtakes_its_own_handler_is_asked_to_come_again(build):
    during: list[int] = []

    def handle(event: Any) -> None:
        with ThreadPoolExecutor(1) as elsewhere:
            copy = elsewhere.submit(door.post, hello.body, hello.headers.items())
            during.append(copy.result(5).status)

    door = build(handle)
    hello = door.meta.customer(ANA).says("Hello?")
    after = [door.post(hello.body, hello.headers.items()).status for _ in range(2)]

    assert during == [503]
    assert after == [200, 200]


def test_a_refusal_says_nothing_about_its_reason(door, hello):
    refused = [
        door.post(hello.body, []),
        door.post(flipped(hello.body), hello.headers.items()),
        door.post_signed(b"hello"),
        door.post_signed(b"x" * (MAX_BODY + 1)),
        door.get(hub_mode="subscribe"),
    ]

    assert {reply.text for reply in refused} == {"refused"}


def test_a_client_without_an_app_secret_gets_no_address(build, monkeypatch):
    monkeypatch.delenv("WHATSAPP_APP_SECRET", raising=False)

    with pytest.raises(errors.ConfigurationError, match="app_secret is missing"):
        build(
            print,
            lambda kind: kind("canary-secret-token", phone_number_id="1", store=MemoryStore()),
        )
