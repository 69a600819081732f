"""Bytes become one JSON object, or are refused at once."""

from __future__ import annotations

import json
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.errors import BodyMalformed, BodyTooLarge
from whatsapp_biz.webhooks.decode import MAX_BODY, MAX_DEPTH, decode

from .shapes import NAME, as_sent, message, messages


def _nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    """An object with *depth* levels in all."""
    inside = depth - 1
    return f'{{"a":{opening * inside}{closing * inside}}}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" ", id="blank"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"x"', id="a string"),
        pytest.param(b"{} {}", id="two objects"),
        pytest.param(b'{"a":1}x', id="something behind it"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"a":NaN}', id="NaN"),
        pytest.param(b'{"a":Infinity}', id="Infinity"),
        pytest.param(b'{"a":-Infinity}', id="-Infinity"),
        pytest.param(b'{"a":1e999}', id="a float that overflows"),
        pytest.param(b'{"a":[{"b":-1.5e999}]}', id="a deep float that overflows"),
        pytest.param(b'{"a":' + b"1" * 5_000 + b"}", id="5,000 digits"),
        pytest.param(b'{"a":' + b"1" * 3_000_000 + b"}", id="3 million digits"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', id="a byte order mark"),
        pytest.param('{"a":1}'.encode("utf-16"), id="UTF-16"),
        pytest.param('{"a":1}'.encode("utf-16-le"), id="UTF-16 without mark"),
        pytest.param('{"a":1}'.encode("utf-32"), id="UTF-32"),
        pytest.param(b'{"a":"\xff"}', id="invalid UTF-8"),
        pytest.param(b'{"a":"\xed\xa0\x80"}', id="a surrogate in UTF-8"),
        pytest.param(b"[" * 200_000, id="200,000 lists"),
        pytest.param(b'{"a":' * 100_000, id="100,000 objects"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="100,000 closed objects"),
        pytest.param(_nested(MAX_DEPTH + 1), id="65 levels of lists"),
        pytest.param(_nested(MAX_DEPTH + 1, '{"a":', "}"), id="65 levels of objects"),
        pytest.param(b'{"a":"' + b"\\" * 3_000_000, id="3 MB of backslashes"),
        pytest.param(b'{"' * 1_500_000, id="3 MB of open strings"),
        pytest.param(b"[" * 1_500_000 + b"]" * 1_500_000, id="3 MB of closed lists"),
    ],
)
def test_what_is_no_webhook_is_answered_400_within_a_second(body: bytes) -> None:
    start = perf_counter()
    with pytest.raises(BodyMalformed) as caught:
        decode(body)

    assert perf_counter() - start < 1.0
    assert caught.value.status == 400
    assert caught.value.__context__ is None


def test_one_byte_too_many_is_answered_413() -> None:
    with pytest.raises(BodyTooLarge) as caught:
        decode(b" " * (MAX_BODY + 1))

    assert caught.value.status == 413


def test_the_largest_body_is_read() -> None:
    body = b'{"a":"' + b"x" * (MAX_BODY - 8) + b'"}'

    assert len(body) == MAX_BODY
    assert len(decode(body)["a"]) == MAX_BODY - 8


def test_of_a_key_given_twice_the_last_counts() -> None:
    assert decode(b'{"object":"a","object":"b"}') == {"object": "b"}


def test_blanks_around_the_object_are_no_fault() -> None:
    assert decode(b' \r\n\t{"a": 1} \n') == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_nested(MAX_DEPTH), id="64 lists"),
        pytest.param(b'{"a":' * 63 + b"{}" + b"}" * 63, id="64 objects"),
        pytest.param(b'{"a":[' + b"{}," * 500 + b"{}]}", id="many shallow objects"),
        pytest.param(b'{"a":"' + b"[{" * 500 + b'"}', id="brackets in a text"),
        pytest.param(b'{"a":"\\"' + b"[{" * 500 + b'\\\\"}', id="brackets and escapes in a text"),
        pytest.param(b'{"' + b"[" * 500 + b'":"' + b"}" * 500 + b'"}', id="brackets in a key"),
    ],
)
def test_what_is_not_deep_is_read(body: bytes) -> None:
    assert decode(body) == json.loads(body)


def test_closing_brackets_in_a_text_hide_no_depth() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    body = json.dumps({"text": "}]" * 200 + "\\", "deep": json.loads(deep)}).encode()

    with pytest.raises(BodyMalformed):
        decode(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)  # fmt: skip


@given(
    payload=st.dictionaries(st.text(), JSON),
    escaped=st.booleans(),
    indent=st.none() | st.integers(0, 2),
)
def test_every_json_object_comes_back_as_it_went(
    payload: dict[str, object], escaped: bool, indent: int | None
) -> None:
    # Enough objects to take the slower way round as well.
    padded = {"payload": payload, "padding": [{}] * 100}
    for value in (payload, padded):
        text = json.dumps(value, ensure_ascii=escaped, indent=indent)
        assert decode(text.encode()) == value


@given(st.binary())
def test_arbitrary_bytes_raise_nothing_else(body: bytes) -> None:
    with suppress(BodyMalformed):
        decode(body)


def test_an_error_shows_nothing_of_the_body() -> None:
    body = as_sent(messages(message()))[:-1]

    with pytest.raises(BodyMalformed) as caught:
        decode(body)

    assert NAME not in str(caught.value)
