from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.consent import gold_cases, keyword_cases

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
TESTS = json.loads((DATA / "keywords.json").read_text(encoding="utf-8"))["match_tests"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_guard_judges_as_the_specification_does(case):
    expected = (case["expect"]["allow"], case["expect"]["reason"])

    assert gold_cases.judge(case) == expected, case["why"]


@pytest.mark.parametrize("test", TESTS, ids=range(len(TESTS)))
def test_the_matcher_reads_as_the_specification_does(test):
    assert keyword_cases.judge(test) == test["expect"], test.get("note")


def test_the_commands_print_the_score(capsys):
    assert gold_cases.main([str(DATA / "cases.json")]) == 0
    assert keyword_cases.main([str(DATA / "keywords.json")]) == 0

    assert capsys.readouterr().out == "113 of 113 agree\n52 of 52 agree\n"


def test_the_commands_print_each_difference_and_fail(tmp_path, capsys):
    case = dict(CASES[0], expect={"allow": False, "reason": "no_session"})
    (tmp_path / "cases.json").write_text(json.dumps([case, CASES[1]]))
    test = dict(TESTS[0], expect="none")
    (tmp_path / "keywords.json").write_text(json.dumps({"match_tests": [test]}))

    assert gold_cases.main([str(tmp_path / "cases.json")]) == 1
    assert keyword_cases.main([str(tmp_path / "keywords.json")]) == 1

    out = capsys.readouterr().out
    assert "1 of 2 agree\nC001: expected (False, 'no_session'), decided (True," in out
    assert "0 of 1 agree\n'unsubscribe': expected none, matched opt_out" in out


def test_the_commands_want_a_file(capsys):
    assert (gold_cases.main([]), keyword_cases.main([])) == (2, 2)
    assert "usage" in capsys.readouterr().err
