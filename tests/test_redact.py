"""How people and secrets are shown."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.redact import BadSecret, Secret, conceal, mask_id, mask_phone, mask_text, scrub

CANARY = "canary-EAAb4711"

BAD_SECRETS = {
    "empty": "",
    "a blank": "canary 4711",
    "a blank at the end": "canary4711 ",
    "a newline": "canary4711\n",
    "a tab": "canary\t4711",
    "NUL": "canary4711\x00",
    "delete": "canary4711\x7f",
    "an umlaut": "canäry4711",
    "half a surrogate": "canary4711\ud800",
    "a zero-width space": "canary\u200b4711",
}
NO_TEXT = {"bytes": b"canary4711", "a number": 4711, "a list": ["canary4711"], "a bool": True}


# Secrets ------------------------------------------------------------------------------------


def test_a_secret_is_shown_by_nothing():
    secret = Secret(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r} {secret!s} {secret!a}",
        "%s %r" % (secret, secret),  # noqa: UP031
        "{} {:}".format(secret, secret),  # noqa: UP032
        repr([secret]),
        repr({"token": secret}),
        repr(ValueError(secret)),
        "".join(traceback.format_exception_only(ValueError(secret))),
    ]

    assert all("canary" not in text and "4711" not in text for text in shown)
    assert repr(secret) == str(secret) == "Secret('•••')"
    assert not hasattr(secret, "__dict__")


def test_a_secret_takes_no_format_that_could_cut_it():
    with pytest.raises(TypeError):
        f"{Secret(CANARY):>40}"


def test_a_secret_is_revealed_to_who_asks():
    assert Secret(CANARY).reveal() == CANARY
    assert Secret(Secret(CANARY)).reveal() == CANARY
    assert Secret("!~").reveal() == "!~"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_refuses_to_be_pickled(protocol):
    for holder in (Secret(CANARY), [Secret(CANARY)], {"token": Secret(CANARY)}):
        with pytest.raises(TypeError, match="not pickled") as caught:
            pickle.dumps(holder, protocol)
        assert CANARY not in str(caught.value)


def test_a_secret_refuses_to_become_json():
    with pytest.raises(TypeError):
        json.dumps({"token": Secret(CANARY)})


def test_a_copied_secret_is_the_same_object():
    secret = Secret(CANARY)

    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_secrets_compare_with_secrets_only():
    assert Secret(CANARY) == Secret(CANARY)
    assert Secret(CANARY) != Secret(CANARY + "x")
    assert Secret(CANARY) != CANARY
    assert Secret(CANARY).__eq__(CANARY) is NotImplemented
    assert len({Secret(CANARY), Secret(CANARY), Secret("other")}) == 2


def test_the_hash_of_a_secret_is_not_that_of_its_text():
    assert hash(Secret(CANARY)) == hash(Secret(CANARY))
    assert hash(Secret(CANARY)) != hash(CANARY)


@pytest.mark.parametrize("case", BAD_SECRETS)
def test_what_cannot_be_a_secret_is_refused_unseen(case):
    problem = (
        "must not be empty$" if case == "empty" else "must be printable ASCII without blanks$"
    )
    with pytest.raises(ValueError, match=f"^a secret {problem}") as caught:
        Secret(BAD_SECRETS[case])

    assert "4711" not in str(caught.value)
    assert "4711" not in locals_of(caught.value)


@pytest.mark.parametrize("case", NO_TEXT)
def test_a_secret_is_text(case):
    with pytest.raises(
        TypeError, match=f"a secret must be a str, not {type(NO_TEXT[case]).__name__}"
    ):
        Secret(NO_TEXT[case])


def locals_of(error: BaseException) -> str:
    """Every local of the library's frames, as a crash reporter would write it down."""
    frames = list(traceback.walk_tb(error.__traceback__))
    return "".join(
        repr(value)
        for frame, _ in frames
        if frame.f_globals["__name__"].startswith("whatsapp_biz")
        for value in frame.f_locals.copy().values()
    )


@pytest.mark.parametrize("case", [*BAD_SECRETS, *NO_TEXT])
def test_concealing_a_bad_secret_keeps_the_problem_and_not_the_secret(case):
    concealed = conceal({**BAD_SECRETS, **NO_TEXT}[case])

    assert isinstance(concealed, BadSecret)
    assert concealed.problem.startswith("a secret must ")
    assert "4711" not in repr(concealed) + concealed.problem


def test_concealing_a_secret_hides_it():
    concealed = conceal(CANARY)

    assert concealed == Secret(CANARY)
    assert CANARY not in repr(concealed)


def test_concealing_what_is_concealed_changes_nothing():
    for one in (Secret(CANARY), BadSecret("x"), None):
        assert conceal(one) is one


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none(), st.lists(st.text())))
def test_concealing_never_raises(value):
    concealed = conceal(value)

    if isinstance(concealed, Secret):
        assert concealed.reveal() == value
    elif concealed is None:
        assert value is None
    else:
        with pytest.raises((TypeError, ValueError)):
            Secret(value)


# People -------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["+4915123456701", "4915123456701"], ids=["plus", "bare"])
def test_a_number_shows_two_digits_at_each_end(phone):
    assert mask_phone(phone) == "+49•••01"


def test_an_id_is_shown_hashed():
    wamid = "wamid.HBgNNDkxNTEyMzQ1NjcwMRUCABEYEjA="

    assert mask_id(wamid) == mask_id(wamid)
    assert mask_id(wamid) != mask_id(wamid + "x")
    assert len(mask_id(wamid)) == 7
    assert mask_id(wamid)[0] == "#"
    assert int(mask_id(wamid)[1:], 16) >= 0
    # SHA-256 of nothing, as anybody can compute it.
    assert mask_id("") == "#e3b0c4"


@given(st.text())
def test_any_id_can_be_shown(identifier):
    assert len(mask_id(identifier)) == 7


def test_half_a_surrogate_can_be_shown():
    assert mask_id("\ud800") != mask_id("\udfff")


def test_a_body_is_shown_by_its_length():
    assert mask_text("Hello") == "‹5 characters›"
    assert mask_text("") == "‹0 characters›"


# Texts from elsewhere -----------------------------------------------------------------------

SCRUBBED = {
    "a number": ("to +4915123456701 failed", "to ••• failed"),
    "a bare number": ("to 4915123456701 failed", "to ••• failed"),
    "a number with blanks": ("to +49 1512 3456701 failed", "to ••• failed"),
    "a number with signs": ("to +1 (650) 555-0101.", "to •••."),
    "two numbers": ("+16505550101 and +16505550102", "••• and •••"),
    "seven digits": ("1234567", "•••"),
    "a message id": ("reply to wamid.HBgNNDkxNTEyMzQ1Njcw/+=_-", "reply to wamid•••"),
    "a code": ("(#131047) Re-engagement", "(#131047) Re-engagement"),
    "six digits": ("123456", "123456"),
    "a version": ("v26.0", "v26.0"),
    "nothing": ("", ""),
    "words": ("Invalid OAuth access token", "Invalid OAuth access token"),
}


@pytest.mark.parametrize("case", SCRUBBED)
def test_numbers_and_ids_are_scrubbed_and_nothing_else(case):
    text, scrubbed = SCRUBBED[case]

    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "number",
    ["+49.1512.3456701", "+49/1512/34/56701", "49.151.23.45.67.01"],
    ids=["dots", "slashes", "pairs"],
)
def test_a_number_is_scrubbed_in_every_spelling_a_contact_accepts(number):
    assert scrub(f"to {number} failed") == "to ••• failed"


@pytest.mark.parametrize(("length", "shown"), [(199, 199), (200, 200), (201, 201), (5000, 201)])
def test_a_long_text_is_cut(length, shown):
    cut = scrub("x" * length)

    assert len(cut) == shown
    assert cut.endswith("…") == (length > 200)


def test_a_cut_never_uncovers_a_number():
    for limit in range(1, 40):
        assert "49151" not in scrub("to +4915123456701 and wamid.NDkxNTE=", limit=limit)


@given(st.text(), st.from_regex(r"\A[1-9][0-9]{6,14}\Z").filter(str.isascii), st.text())
def test_no_number_of_a_person_survives(before, digits, after):
    assert digits not in scrub(f"{before}{digits}{after}", limit=10_000)
