"""Does a message say STOP? Three outcomes, thirty-one languages.

A whole message that is a keyword counts; a keyword inside a sentence is only suspected, because
"where does the bus stop" refuses nothing. The words are data, in ``keywords.json`` beside this
file.
"""

from __future__ import annotations

import json
import unicodedata
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import attrs

from .purpose import ALL, Purpose


class Saying(StrEnum):
    """What a message says about consent."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    SUSPECTED = "suspected"
    NONE = "none"


@attrs.frozen
class Match:
    """What was found.

    Args:
        saying: The outcome.
        scope: What an opt-out covers: ``"all"`` or ``"marketing"``; empty for other outcomes.
    """

    saying: Saying
    scope: str = ""


_NOTHING = Match(Saying.NONE)
_SUSPECTED = Match(Saying.SUSPECTED)
_LONGEST = 200  # characters; no keyword with courtesies comes near it
# Combining marks are decoration in these scripts and letters in others (Devanagari, Tamil, …).
_MARKS_DROPPED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
_TURKISH_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None}
)


def normalise(text: str) -> str:
    """*text* as keywords are compared: one case, plain letters, single blanks.

    Compatibility forms are folded, invisible characters dropped, Turkish i's mapped together,
    accents dropped where the script allows it, everything that is no letter, mark or digit
    turned into a blank.
    """
    text = unicodedata.normalize("NFKC", text).translate(_TURKISH_I).casefold()
    kept: list[str] = []
    script = ""
    for char in unicodedata.normalize("NFD", text).translate(_ARABIC):
        category = unicodedata.category(char)
        if category == "Cf":
            continue
        if category[0] == "L":
            script = unicodedata.name(char, "").split(" ", 1)[0]
            kept.append(char)
        elif category[0] == "M":
            if script not in _MARKS_DROPPED:
                kept.append(char)
        elif category == "Nd":
            kept.append(str(unicodedata.digit(char)))
        else:
            kept.append(" ")
    composed = unicodedata.normalize("NFC", "".join(kept)).translate(_ARABIC)
    return " ".join(composed.split())


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = files("whatsapp_biz.consent").joinpath("keywords.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@attrs.frozen
class _Words:
    """The keywords that count for one country, normalised."""

    opt_out: frozenset[str]
    opt_in: frozenset[str]
    courtesy: tuple[str, ...]
    marketing_only: frozenset[str]


@lru_cache(maxsize=256)
def _words(country: str | None, languages: frozenset[str]) -> _Words:
    data = _data()
    opt_out: set[str] = set()
    opt_in: set[str] = set()
    for code, language in data["languages"].items():
        opt_out.update(language["opt_out"])
        opt_in.update(language["opt_in"])
        # Words that are everyday words elsewhere count only where the language is spoken.
        if code in languages or country in data["spoken_in"].get(code, ()):
            opt_out.update(language.get("scoped", ()))
        if country == "US":
            opt_out.update(language.get("us_only", ()))
    outs = frozenset(map(normalise, opt_out))
    return _Words(
        opt_out=outs,
        opt_in=frozenset(map(normalise, opt_in)) - outs,
        courtesy=tuple(sorted(map(normalise, data["courtesy"]), key=len, reverse=True)),
        marketing_only=frozenset(map(normalise, data["marketing_only"])),
    )


def match(
    text: str, *, country: str | None = None, languages: frozenset[str] = frozenset()
) -> Match:
    """What *text* says about consent.

    Args:
        text: A body, a caption or a button's label.
        country: Of the person, ISO 3166-1 alpha-2; some words count only in some countries.
        languages: Languages the person is known to use, e.g. ``{"tr"}``.
    """
    words = _words(country, languages)
    said = normalise(text[: _LONGEST + 1])
    if not said:
        return _NOTHING
    if len(text) <= _LONGEST:
        core = _core(said, words.courtesy)
        if core in words.opt_out:
            marketing = core in words.marketing_only
            return Match(Saying.OPT_OUT, Purpose.MARKETING if marketing else ALL)
        if core in words.opt_in:
            return Match(Saying.OPT_IN)
    return _SUSPECTED if _holds_keyword(said, words.opt_out) else _NOTHING


def _core(said: str, courtesy: tuple[str, ...]) -> str:
    """*said* without courtesies at its ends, and said once if it is one word repeated."""
    before = None
    while said != before:
        before = said
        for polite in courtesy:
            said = said.removeprefix(f"{polite} ").removesuffix(f" {polite}")
    tokens = said.split(" ")
    return tokens[0] if len(set(tokens)) == 1 else said


def _holds_keyword(said: str, keywords: frozenset[str]) -> bool:
    tokens = said.split(" ")
    longest = 4  # tokens; the longest keyword has three
    return any(
        " ".join(tokens[start : start + length]) in keywords
        for start in range(len(tokens))
        for length in range(1, longest)
    )
