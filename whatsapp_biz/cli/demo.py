"""The main job, told step by step on the emulator with the SQLite store."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from .. import Category, ConsentRefused, SQLiteStore, Template, WhatsApp
from ..errors import SignatureMismatch
from ..operations.send import Sent
from ..webhooks.events import MessageEvent

CUSTOMER = "+49 151 23456789"
STRANGER = "+49 151 98765432"


def run(*, as_json: bool, store: str | None) -> int:
    """Tell the story; 0 if everything went as it must."""
    if store is not None:
        return _Story(Path(store), as_json=as_json).tell()
    with tempfile.TemporaryDirectory() as folder:
        return _Story(Path(folder) / "consent.sqlite3", as_json=as_json).tell()


class _Story:
    """One run; counts what did not go as it must."""

    def __init__(self, path: Path, *, as_json: bool) -> None:
        self._path = path
        self._as_json = as_json
        self._wrong = 0

    def tell(self) -> int:
        with SQLiteStore(self._path) as store, WhatsApp.sandbox(store=store) as wa:
            self._chapters(wa)
            sent = len(wa.emulator.outbox)
        self._say("end", f"{sent} messages left; consent is kept in {self._path.name} (SQLite)")
        return 1 if self._wrong else 0

    def _chapters(self, wa: WhatsApp) -> None:
        meta = wa.emulator
        ana = meta.customer(CUSTOMER, name="Ana")
        shipped = Template(
            "order_shipped", language="de", body=["#4711"], category=Category.UTILITY
        )

        self._refused("a text to a stranger", "no_session", lambda: wa.send("Sale!", to=STRANGER))
        self._refused(
            "a template to a stranger", "no_opt_in", lambda: wa.send(shipped, to=STRANGER)
        )

        delivery = ana.says("Has my order shipped?")
        try:
            wa.webhooks.receive(delivery.body + b" ", delivery.headers)
        except SignatureMismatch:
            self._say("webhook", "one byte changed: refused, 403")
        else:
            self._fail("webhook", "a forged webhook was accepted")
        for event in wa.webhooks.receive(*delivery):
            self._say("webhook", f"signature verified: {event!r}")
            if isinstance(event, MessageEvent):
                self._answered(wa, event)

        wa.consent.opt_in(
            STRANGER, purpose="utility", evidence="form:checkout-v3", method="web_form"
        )
        self._say("opt-in", "recorded for utility, with evidence")
        self._sent("the template again", lambda: wa.send(shipped, to=STRANGER))

        meta.clock.advance(minutes=5)
        wa.webhooks.receive(*ana.says("STOP"))
        self._say("webhook", "the customer says STOP")
        self._refused("a text after STOP", "opted_out", lambda: wa.send("Why?", to=CUSTOMER))
        self._refused("a template after STOP", "opted_out", lambda: wa.send(shipped, to=CUSTOMER))

        meta.clock.advance(minutes=5)
        wa.webhooks.receive(*ana.says("One more question: do you ship to Spain?"))
        self._say("webhook", "the customer asks something new")
        self._sent("an answer", lambda: wa.send("We do.", to=CUSTOMER))
        meta.clock.advance(hours=24)
        self._say("clock", "24 hours pass")
        self._refused("another answer", "session_expired", lambda: wa.send("Hello?", to=CUSTOMER))

    def _refused(self, what: str, reason: str, attempt: Callable[[], Sent]) -> None:
        try:
            attempt()
        except ConsentRefused as refused:
            if refused.reason == reason:
                self._say("refused", f"{what}: {refused.reason}")
            else:
                self._fail("refused", f"{what}: {refused.reason} instead of {reason}")
        else:
            self._fail("sent", f"{what} left although it must not")

    def _answered(self, wa: WhatsApp, event: MessageEvent) -> None:
        self._sent("a reply inside the window", lambda: wa.reply(event, "This morning."))

    def _sent(self, what: str, attempt: Callable[[], Sent]) -> None:
        try:
            sent = attempt()
        except ConsentRefused as refused:
            self._fail("refused", f"{what}: {refused.reason} although it may leave")
        else:
            self._say("sent", f"{what}, because of {sent.permit.reason}")

    def _fail(self, step: str, text: str) -> None:
        self._wrong += 1
        self._say(step, f"WRONG: {text}")

    def _say(self, step: str, text: str) -> None:
        print(json.dumps({"step": step, "text": text}) if self._as_json else f"{step:>8}  {text}")
