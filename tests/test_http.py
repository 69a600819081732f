"""HTTP as values: JSON out, JSON in, and compressed answers."""

from __future__ import annotations

import contextlib
import gzip
import json
import zlib
from io import BytesIO

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz._http import (
    LARGEST_ANSWER,
    Request,
    Response,
    Upload,
    decompress,
    dump,
    query_of,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)  # fmt: skip


# JSON ---------------------------------------------------------------------------------------


def test_json_is_written_compact_and_in_utf_8():
    assert dump({"a": [1, "ä😀"], "b": None}) == '{"a":[1,"ä😀"],"b":null}'.encode()


@given(json_values)
def test_what_is_written_reads_the_same(value):
    assert Response(200, {}, dump(value)).json() == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), [float("nan")]])
def test_what_is_no_json_number_is_not_written(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(value)


def test_half_a_surrogate_is_not_written():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        dump({"a": "\ud800"})


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"<html>", b"{", b"{'a': 1}", b'{"a": 1} x', b"\xff", b'"\xe4"', b"9" * 5000],
    ids=["empty", "blank", "HTML", "open", "quotes", "more", "bytes", "Latin-1", "huge integer"],
)
def test_what_is_not_json_is_a_value_error(body):
    with pytest.raises(ValueError, match=r"\S"):
        Response(200, {}, body).json()


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000], ids=["lists", "objects"])
def test_endless_nesting_is_a_value_error(body):
    with pytest.raises(ValueError, match="nested too deeply") as caught:
        Response(200, {}, body).json()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


# Queries ------------------------------------------------------------------------------------


def test_a_query_keeps_order_and_repeats_and_leaves_out_none():
    pairs = [("b", "1"), ("a", None), ("a", 0), ("b", ""), ("c", 25)]

    assert query_of(pairs) == (("b", "1"), ("a", "0"), ("b", ""), ("c", "25"))
    assert query_of([]) == ()


# What is shown ------------------------------------------------------------------------------


def test_nothing_of_a_body_is_shown():
    canary = "canary-4711"
    upload = Upload(canary.encode(), canary, "image/png", ((canary, canary),))
    request = Request(
        "POST",
        "111/messages",
        query=((canary, canary),),
        body=canary.encode(),
        upload=upload,
        url=f"https://example.com/{canary}",
    )
    response = Response(200, {canary: canary}, canary.encode())

    assert [repr(one) for one in (upload, request, response)] == [
        "Upload(image/png)", "Request(POST 111/messages)", "Response(200)",
    ]  # fmt: skip
    for one in (upload, request, response):
        assert canary not in str(one)


def test_a_request_is_frozen_and_plain_unless_told_otherwise():
    request = Request("GET", "111")

    assert (request.query, request.body, request.upload, request.url) == ((), None, None, None)
    assert request.content_type == "application/json"
    assert request.largest == LARGEST_ANSWER == 10 * 1024 * 1024
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        request.path = "222"


# Compressed answers -------------------------------------------------------------------------

PLAIN = json.dumps({"data": ["x" * 50] * 50}).encode()
ENCODED = {
    "": PLAIN,
    "identity": PLAIN,
    "gzip": gzip.compress(PLAIN),
    "x-gzip": gzip.compress(PLAIN),
    "deflate": zlib.compress(PLAIN),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_a_compressed_answer_is_unpacked(encoding):
    assert decompress(ENCODED[encoding], encoding, limit=len(PLAIN)) == PLAIN


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_empty_answer_is_unpacked(encoding):
    packed = {"gzip": gzip.compress(b""), "deflate": zlib.compress(b"")}[encoding]

    assert decompress(packed, encoding, limit=0) == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "*", "identity, br"])
def test_an_unknown_encoding_is_refused(encoding):
    with pytest.raises(ValueError, match="unknown content encoding"):
        decompress(PLAIN, encoding, limit=10**6)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
@pytest.mark.parametrize("over", [2, 3, 100, 1000])
def test_more_than_the_limit_does_not_come_out(encoding, over):
    with pytest.raises(ValueError, match="broken or too large"):
        decompress(ENCODED[encoding], encoding, limit=len(PLAIN) - over)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
def test_not_one_byte_more_than_the_limit_comes_out(encoding):
    with pytest.raises(ValueError, match="too large"):
        decompress(ENCODED[encoding], encoding, limit=len(PLAIN) - 1)


def test_a_bomb_is_refused_before_it_bursts(monkeypatch):
    asked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, *args):
            self.stream = real(*args)

        def decompress(self, data, most):
            asked.append(most)
            return self.stream.decompress(data, most)

        @property
        def eof(self):
            return self.stream.eof

    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    monkeypatch.setattr(zlib, "decompressobj", Watched)

    with pytest.raises(ValueError, match="too large"):
        decompress(bomb, "gzip", limit=1000)
    assert len(bomb) < 500_000
    assert len(asked) == 1
    assert 0 < asked[0] <= 1001  # zlib takes 0 for no limit


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_broken_answer_is_refused(encoding):
    packed = ENCODED[encoding]
    flipped = bytearray(packed)
    flipped[-1] ^= 1

    for broken in (b"", b"x", packed[:-1], packed[:10], packed[1:], bytes(flipped), PLAIN):
        with pytest.raises(ValueError, match="broken or too large"):
            decompress(broken, encoding, limit=10**6)


def test_a_gzip_of_two_members_is_not_cut_short():
    two = gzip.compress(b'{"a":') + gzip.compress(b"1}")

    with pytest.raises(ValueError, match="too large"):
        decompress(two, "gzip", limit=6)
    # RFC 1952, 2.2: members simply appear one after another.
    assert decompress(two, "gzip", limit=100) == b'{"a":1}'


def test_many_empty_members_do_not_hold_anybody_up(monkeypatch):
    fed: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, *args):
            self.stream = real(*args)

        def decompress(self, data, most):
            fed.append(len(data))
            return self.stream.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self.stream, name)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    body = gzip.compress(b"") * 500
    with contextlib.suppress(ValueError):
        decompress(body, "gzip", limit=100)

    assert sum(fed) <= 10 * len(body)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_follows_a_compressed_answer_is_not_overlooked(encoding):
    for rest in (b"x", b"\x00", b"x" * 1000, ENCODED[encoding][:-1]):
        with pytest.raises(ValueError, match="broken or too large"):
            decompress(ENCODED[encoding] + rest, encoding, limit=10**6)


def test_names_of_encodings_have_no_case():
    # RFC 9110, 8.4.1.
    assert decompress(gzip.compress(b"{}"), "GZip", limit=100) == b"{}"


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_unpacked_or_refused(body, encoding):
    try:
        plain = decompress(body, encoding, limit=1000)
    except ValueError:
        return

    assert len(plain) <= 1001


@given(st.binary(max_size=2000), st.integers(0, 9))
def test_what_was_packed_comes_out(plain, level):
    assert decompress(gzip.compress(plain, level), "gzip", limit=len(plain)) == plain
    assert decompress(zlib.compress(plain, level), "deflate", limit=len(plain)) == plain


def test_an_upload_begins_where_it_is_told():
    assert Upload(BytesIO(b"abc"), "f", "a/b").start == 0
    assert Upload(b"", "f", "a/b").fields == ()
