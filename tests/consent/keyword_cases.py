"""Judge keyword tests with the real matcher: ``python -m tests.consent.keyword_cases FILE…``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from whatsapp_biz.consent import keywords
from whatsapp_biz.consent.keywords import Saying


def judge(test: dict[str, Any]) -> str:
    """What the matcher says, in the format's three words: a suspicion is no keyword."""
    languages = frozenset([test["language"]] if test.get("language") else ())
    found = keywords.match(test["text"], country=test.get("jurisdiction"), languages=languages)
    return "none" if found.saying is Saying.SUSPECTED else str(found.saying)


def differences(tests: list[dict[str, Any]]) -> list[str]:
    """One line for each text the matcher reads otherwise."""
    return [
        f"{test['text']!r}: expected {test['expect']}, matched {judge(test)}"
        for test in tests
        if judge(test) != test["expect"]
    ]


def main(paths: list[str]) -> int:
    """Print the score of every file; 1 if any text differs."""
    if not paths:
        print("usage: python -m tests.consent.keyword_cases FILE…", file=sys.stderr)
        return 2
    total = 0
    wrong: list[str] = []
    for path in paths:
        tests = json.loads(Path(path).read_text(encoding="utf-8"))["match_tests"]
        total += len(tests)
        wrong += differences(tests)
    print(f"{total - len(wrong)} of {total} agree")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
