"""Judge files of decided cases with the real guard: ``python -m tests.consent.gold_cases FILE…``."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from whatsapp_biz import consent
from whatsapp_biz.contact import Contact

SELF = Contact(phone="+4915123456789")
NUMBER = "100"


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def facts(given: dict[str, Any]) -> list[consent.ConsentEvent]:
    """The ledger a case describes."""
    ledger: list[consent.ConsentEvent] = [
        consent.OptedIn(
            contact=SELF,
            at=instant(record["at"]),
            purpose=record["purpose"],
            evidence=record.get("evidence") or "",
            method=record.get("method") or record.get("evidence") or "",
            # The format says that it was confirmed, not when.
            confirmed_at=instant(record["at"]) if record.get("double_opt_in") else None,
            expires_at=instant(record.get("expires_at")),
        )
        for record in given.get("opt_ins", ())
    ]
    ledger += [
        consent.OptedOut(
            contact=SELF,
            at=instant(record["at"]),
            purpose=record["purpose"],
            via=record.get("via", ""),
        )
        for record in given.get("opt_outs", ())
    ]
    ledger += [
        consent.CustomerMessaged(
            contact=SELF, at=instant(record["at"]), kind=record["kind"], phone_number_id=NUMBER
        )
        for record in given.get("inbound", ())
    ]
    if given.get("age") is not None:
        ledger.append(consent.AgeStated(contact=SELF, at=instant(given["now"]), age=given["age"]))
    return ledger


def judge(case: dict[str, Any]) -> tuple[bool, str]:
    """Whether the guard allows the case's attempt, and its reason."""
    given, attempt = case["given"], case["attempt"]
    now = datetime.fromisoformat(given["now"])
    decision = consent.decide(
        consent.Attempt(
            kind=attempt["kind"],
            contact=SELF,
            phone_number_id=NUMBER,
            category=attempt.get("category"),
        ),
        consent.fold(facts(given), phone_number_id=NUMBER),
        now=now,
        rules=consent.Policy().rules(given.get("jurisdiction"), now=now),
    )
    return decision.allowed, decision.reason


def differences(cases: list[dict[str, Any]]) -> list[str]:
    """One line for each case the guard judges otherwise."""
    found = []
    for case in cases:
        expected = (case["expect"]["allow"], case["expect"]["reason"])
        decided = judge(case)
        if decided != expected:
            found.append(f"{case['id']}: expected {expected}, decided {decided}: {case['why']}")
    return found


def main(paths: list[str]) -> int:
    """Print the score of every file; 1 if any case differs."""
    if not paths:
        print("usage: python -m tests.consent.gold_cases FILE…", file=sys.stderr)
        return 2
    total = 0
    wrong: list[str] = []
    for path in paths:
        cases = json.loads(Path(path).read_text(encoding="utf-8"))
        total += len(cases)
        wrong += differences(cases)
    print(f"{total - len(wrong)} of {total} agree")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
