"""The decision table says what `decide` says."""

from __future__ import annotations

import re
import runpy

from whatsapp_biz.consent import REMEDIES

from .pages import ROOT

written = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")


def test_the_decision_table_is_what_decide_says() -> None:
    generated = runpy.run_path(str(ROOT / "docs" / "decision_table.py"))["page"]()

    assert written == generated, "run: .venv/bin/python docs/decision_table.py"


def test_every_refusal_in_the_table_links_to_its_remedy() -> None:
    links = re.findall(r"\[(\w+)\]\(reasons\.md#(\w+)\)", written)

    assert links
    assert all(code == anchor and code in REMEDIES for code, anchor in links)


def test_only_what_is_known_to_allow_allows_in_the_table() -> None:
    cells = {cell.strip() for row in written.splitlines() for cell in row.split("|")}
    allowing = {cell.strip("*") for cell in cells if cell.startswith("**")}

    assert allowing == {"opt_in", "session_open", "read_receipt", "call_permission"}
