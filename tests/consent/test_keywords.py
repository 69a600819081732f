from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz.consent.keywords import Match, Saying, match, normalise

DATA = json.loads(files("whatsapp_biz.consent").joinpath("keywords.json").read_text("utf-8"))
LANGUAGES = DATA["languages"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_stop_word_stops_in_its_language(code):
    for word in [*LANGUAGES[code]["opt_out"], *LANGUAGES[code].get("scoped", ())]:
        found = match(word, country="DE", languages=frozenset({code}))

        assert found.saying is Saying.OPT_OUT, word


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_start_word_starts(code):
    for word in LANGUAGES[code]["opt_in"]:
        assert match(word, country="DE").saying is Saying.OPT_IN, word


@pytest.mark.parametrize("code", LANGUAGES)
def test_ambiguous_words_say_nothing_alone(code):
    for word in LANGUAGES[code]["ambiguous"]:
        assert match(word, country="DE").saying is Saying.NONE, word


def test_there_are_thirty_one_languages():
    assert len(LANGUAGES) == 31


TRAPS = [
    ("stop\u0000", Saying.OPT_OUT),
    ("s\u200bt\u2060o\ufeffp", Saying.OPT_OUT),
    ("\u202eSTOP\u202c", Saying.OPT_OUT),
    ("Stop, thank you", Saying.OPT_OUT),
    ("Thank you. Stop, please!", Saying.OPT_OUT),
    ("s'il vous plaît arrêt", Saying.OPT_OUT),
    ("STOP stop Stop", Saying.OPT_OUT),
    ("stop_all", Saying.OPT_OUT),
    ("Stop 12", Saying.SUSPECTED),
    ("please stop sending me this stuff", Saying.SUSPECTED),
    ("I want to unsubscribe from your newsletter", Saying.SUSPECTED),
    ("nonstop", Saying.NONE),
    ("stopover in Berlin", Saying.NONE),
    ("please", Saying.NONE),
    ("\ud800", Saying.NONE),
    ("बंद करें", Saying.OPT_OUT),
    ("İPTAL", Saying.NONE),
    ("stop " * 100, Saying.SUSPECTED),
]


@pytest.mark.parametrize(("text", "saying"), TRAPS, ids=range(len(TRAPS)))
def test_traps(text, saying):
    assert match(text, country="DE").saying is saying


@pytest.mark.parametrize("word", ["CANCEL", "END", "QUIT"])
def test_american_words_stop_in_america_only(word):
    assert match(word, country="US").saying is Saying.OPT_OUT
    assert match(word, country="GB").saying is Saying.NONE


def test_a_word_of_one_language_counts_where_it_is_spoken():
    assert match("red", country="TR").saying is Saying.OPT_OUT
    assert match("red", country="GB").saying is Saying.NONE
    assert match("dur", country="FR").saying is Saying.NONE


def test_stopping_promotions_stops_marketing_only():
    assert match("Stop promotions") == Match(Saying.OPT_OUT, "marketing")
    assert match("KEINE WERBUNG") == Match(Saying.OPT_OUT, "marketing")
    assert match("STOP") == Match(Saying.OPT_OUT, "all")


@given(st.text())
def test_any_text_is_read(text):
    assert match(text).saying in Saying


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)

    assert normalise(once) == once


@given(
    st.sampled_from(["STOP", "ABMELDEN", "СТОП", "退订"]), st.sampled_from(["!", " ", "…", "🛑"])
)
def test_punctuation_around_a_keyword_changes_nothing(word, mark):
    assert match(f"{mark}{word}{mark}{mark}").saying is Saying.OPT_OUT
