from __future__ import annotations

import json
import subprocess
import sys

import pytest

from whatsapp_biz.cli import main
from whatsapp_biz.contact import Contact
from whatsapp_biz.stores.sqlite import SQLiteStore

STORY = [
    "refused  a text to a stranger: no_session",
    "refused  a template to a stranger: no_opt_in",
    "webhook  one byte changed: refused, 403",
    "webhook  signature verified: TextReceived(+49•••89",
    "sent  a reply inside the window, because of session_open",
    "opt-in  recorded for utility, with evidence",
    "sent  the template again, because of opt_in",
    "webhook  the customer says STOP",
    "refused  a text after STOP: opted_out",
    "refused  a template after STOP: opted_out",
    "sent  an answer, because of session_open",
    "refused  another answer: session_expired",
    "end  3 messages left; consent is kept in consent.sqlite3 (SQLite)",
]


def test_the_demo_tells_the_story(capsys):
    assert main(["demo"]) == 0

    out = capsys.readouterr().out
    positions = [out.index(line) for line in STORY]
    assert positions == sorted(positions)
    assert "WRONG" not in out


def test_the_demo_speaks_json(capsys):
    assert main(["demo", "--json"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"step": "refused", "text": "a text to a stranger: no_session"}


def test_the_demo_keeps_its_ledger_where_it_is_told(tmp_path):
    path = tmp_path / "mine.sqlite3"
    assert main(["demo", "--store", str(path)]) == 0

    with SQLiteStore(path) as store:
        kinds = [type(fact).__name__ for fact in store.history(Contact("+4915123456789"))]
    assert sorted(kinds) == ["CustomerMessaged"] * 3 + ["OptedOut"]


def test_a_story_that_goes_wrong_says_so_and_fails(tmp_path, capsys):
    path = str(tmp_path / "used.sqlite3")
    assert main(["demo", "--store", path]) == 0
    capsys.readouterr()

    # Told again on the same ledger, the stranger is none any more.
    assert main(["demo", "--store", path]) == 1
    assert "WRONG: a template to a stranger left although it must not" in capsys.readouterr().out


def test_the_help_says_that_it_is_no_legal_advice(capsys):
    with pytest.raises(SystemExit) as done:
        main(["--help"])

    assert done.value.code == 0
    assert "Not legal advice" in capsys.readouterr().out


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])

    assert capsys.readouterr().out.startswith("whatsapp-biz ")


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit) as done:
        main([])

    assert done.value.code == 2
    assert "COMMAND" in capsys.readouterr().err


def test_the_package_runs():
    done = subprocess.run(
        [sys.executable, "-m", "whatsapp_biz", "demo"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_emulator_explains_itself(capsys):
    with pytest.raises(SystemExit) as done:
        main(["emulator", "--help"])

    assert done.value.code == 0
    assert "--port" in capsys.readouterr().out
