"""Only what Meta signed passes, and nothing else ever does."""

from __future__ import annotations

import hmac
import json
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.errors import ConfigurationError, SignatureMismatch, SignatureMissing
from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import Verifier, sign, verify

from .shapes import BODY, SECRET, as_sent, message, messages

PAYLOAD = messages(message(content={"body": f"{BODY} äöü / <3"}))
SIGNED = as_sent(PAYLOAD)
HEADER = sign(SIGNED, SECRET)
VERIFIER = Verifier([SECRET])


def _accepted(body: bytes, header: str | bytes | None, verifier: Verifier = VERIFIER) -> bool:
    """Whether it verifies; anything but the two documented errors fails the test."""
    try:
        verifier.verify(body, header)
    except (SignatureMismatch, SignatureMissing):
        return False
    return True


def _flipped(data: bytes) -> Iterator[bytes]:
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << (bit % 8)
        yield bytes(changed)


def _reserialised() -> Iterator[bytes]:
    for ascii_only in (True, False):
        for separators in ((",", ":"), (", ", ": ")):
            for sort in (True, False):
                text = json.dumps(
                    json.loads(SIGNED),
                    ensure_ascii=ascii_only,
                    separators=separators,
                    sort_keys=sort,
                )
                yield text.encode()


def _forgeries() -> Iterator[tuple[bytes, str]]:
    digest = bytes.fromhex(HEADER.removeprefix("sha256="))
    for changed in _flipped(digest):
        yield SIGNED, f"sha256={changed.hex()}"
    for changed in _flipped(SIGNED):
        yield changed, HEADER
    for length in range(len(SIGNED)):
        yield SIGNED[:length], HEADER
    for length in range(1, len(HEADER)):
        yield SIGNED, HEADER[:length]
    for body in _reserialised():
        yield body, HEADER
    chance = random.Random(20261123)
    for number in range(10_000):
        yield SIGNED, sign(SIGNED, Secret(f"another-secret-{number}"))
    while True:
        yield SIGNED, f"sha256={chance.randbytes(32).hex()}"


def test_what_meta_signed_passes() -> None:
    VERIFIER.verify(SIGNED, HEADER)
    verify(SIGNED, HEADER, app_secrets=[SECRET])


def test_of_fifty_thousand_forgeries_none_is_accepted() -> None:
    accepted = 0
    for _, (body, header) in zip(range(50_000), _forgeries(), strict=False):
        accepted += _accepted(body, header)

    assert accepted == 0


@given(
    body=st.binary(), key=st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)
)
def test_the_signature_is_the_hmac_of_the_standard_library(body: bytes, key: str) -> None:
    expected = hmac.digest(key.encode(), body, "sha256").hex()

    assert sign(body, Secret(key)) == f"sha256={expected}"
    Verifier([Secret(key)]).verify(body, f"sha256={expected}")


@pytest.mark.parametrize("length", [63, 64, 65, 200])
def test_a_key_of_any_length_gives_the_hmac_of_the_standard_library(length: int) -> None:
    secret = Secret("k" * length)

    Verifier([secret]).verify(SIGNED, sign(SIGNED, secret))


@given(header=st.text() | st.binary(), body=st.binary())
def test_an_arbitrary_header_is_refused_without_another_error(
    header: str | bytes, body: bytes
) -> None:
    assert not _accepted(body, header)


@pytest.mark.parametrize("header", [None, "", b""], ids=["none", "empty", "empty-bytes"])
def test_a_request_without_signature_is_answered_401(header: str | bytes | None) -> None:
    with pytest.raises(SignatureMissing) as caught:
        VERIFIER.verify(SIGNED, header)

    assert caught.value.status == 401


DIGEST = HEADER.removeprefix("sha256=")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(DIGEST, id="bare hex"),
        pytest.param(f"sha1={DIGEST}", id="sha1 with the right digest"),
        pytest.param(f"SHA256={DIGEST}", id="upper-case prefix"),
        pytest.param(f"sha256=sha256={DIGEST}", id="doubled prefix"),
        pytest.param(f"sha256={DIGEST[:-1]}", id="63 digits"),
        pytest.param(f"sha256={DIGEST}0", id="65 digits"),
        pytest.param(f"sha256={DIGEST[:-2]} 0", id="a blank inside"),
        pytest.param(f"sha256= {DIGEST[:-1]}", id="a blank in front"),
        pytest.param(f" {HEADER}", id="a blank before all"),
        pytest.param(f"{HEADER}\n", id="a newline behind"),
        pytest.param(f"sha256={'é' * 64}", id="not ASCII"),
        pytest.param(f"sha256={'٠' * 64}", id="digits of another script"),
        pytest.param(f"sha256={'g' * 64}", id="not hex"),
        pytest.param(f"{HEADER}, {HEADER}", id="two headers joined"),
        pytest.param(f"sha256={'é' * 64}".encode(), id="bytes that are not ASCII"),
    ],
)
def test_an_odd_header_is_answered_403(header: str | bytes) -> None:
    with pytest.raises(SignatureMismatch) as caught:
        VERIFIER.verify(SIGNED, header)

    assert caught.value.status == 403


def test_upper_case_digits_are_the_same_bytes() -> None:
    VERIFIER.verify(SIGNED, f"sha256={DIGEST.upper()}")
    VERIFIER.verify(SIGNED, HEADER.encode())


def test_escaped_umlauts_and_slashes_verify_as_they_arrived() -> None:
    body = b'{"name":"\\u00c4nne","url":"https:\\/\\/example.com\\/"}'
    header = sign(body, SECRET)

    VERIFIER.verify(body, header)
    assert not _accepted(json.dumps(json.loads(body)).encode(), header)


def test_a_blank_behind_the_body_breaks_the_signature() -> None:
    assert not _accepted(SIGNED + b" ", HEADER)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_kind_of_bytes_can_be_verified(kind: type) -> None:
    VERIFIER.verify(kind(SIGNED), HEADER)


@pytest.mark.parametrize("body", [SIGNED.decode(), PAYLOAD, None], ids=["str", "dict", "None"])
def test_a_parsed_body_is_a_type_error_that_names_the_remedy(body: object) -> None:
    with pytest.raises(TypeError, match="raw bytes of the request"):
        VERIFIER.verify(body, HEADER)  # type: ignore[arg-type]


def test_while_a_secret_is_replaced_both_are_accepted() -> None:
    new = Secret("fedcba9876543210fedcba9876543210")
    both = Verifier([new, SECRET])

    assert _accepted(SIGNED, HEADER, both)
    assert _accepted(SIGNED, sign(SIGNED, new), both)
    assert not _accepted(SIGNED, HEADER, Verifier([new]))


def test_each_secret_is_compared_once_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    genuine = hmac.compare_digest

    def spy(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return genuine(left, right)

    monkeypatch.setattr(hmac, "compare_digest", spy)
    verify(SIGNED, HEADER, app_secrets=[SECRET, Secret("another"), Secret("third")])

    assert len(compared) == 3
    assert {len(side) for pair in compared for side in pair} == {32}


def test_there_is_no_verifier_without_a_secret() -> None:
    with pytest.raises(ConfigurationError):
        Verifier([])


@pytest.mark.parametrize("secrets", ["a-plain-text", [b"bytes"], ["text"]])
def test_a_secret_must_be_a_secret(secrets: object) -> None:
    with pytest.raises(ConfigurationError):
        Verifier(secrets)  # type: ignore[arg-type]


def test_a_verifier_shows_no_secret() -> None:
    assert repr(VERIFIER) == "Verifier(1 secrets)"
