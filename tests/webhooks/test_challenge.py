"""The handshake is answered only to whoever knows the verify token."""

from __future__ import annotations

import pytest

from whatsapp_biz.errors import ChallengeMismatch
from whatsapp_biz.redact import Secret
from whatsapp_biz.webhooks import answer

TOKEN = Secret("let-me-in")
GENUINE = {
    "hub.mode": "subscribe",
    "hub.verify_token": "let-me-in",
    "hub.challenge": "1158201444",
}


def test_the_challenge_is_echoed() -> None:
    assert answer(GENUINE, verify_token=TOKEN) == "1158201444"


def test_a_challenge_of_256_characters_is_echoed() -> None:
    longest = "aZ0_-" * 51 + "a"

    assert answer({**GENUINE, "hub.challenge": longest}, verify_token=TOKEN) == longest


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"hub.verify_token": "let-me-im"}, id="another token"),
        pytest.param({"hub.verify_token": ""}, id="no token"),
        pytest.param({"hub.verify_token": "lét-me-in"}, id="a token that is not ASCII"),
        pytest.param({"hub.verify_token": "\ud800"}, id="a token that is no Unicode"),
        pytest.param({"hub.verify_token": ["let-me-in"]}, id="a list of tokens"),
        pytest.param({"hub.mode": "unsubscribe"}, id="another mode"),
        pytest.param({"hub.challenge": "<script>"}, id="markup"),
        pytest.param({"hub.challenge": "1" * 257}, id="257 characters"),
        pytest.param({"hub.challenge": "1" * 10_000}, id="10 kB"),
        pytest.param({"hub.challenge": ""}, id="an empty challenge"),
        pytest.param({"hub.challenge": "12\n"}, id="a newline"),
        pytest.param({"hub.challenge": "١٢"}, id="digits of another script"),
        pytest.param({"hub.challenge": None}, id="no challenge"),
    ],
)
def test_anything_else_is_answered_403(change: dict[str, str]) -> None:
    with pytest.raises(ChallengeMismatch) as caught:
        answer({**GENUINE, **change}, verify_token=TOKEN)

    assert caught.value.status == 403


def test_an_ordinary_visit_is_no_handshake() -> None:
    with pytest.raises(ChallengeMismatch):
        answer({}, verify_token=TOKEN)
