"""A store of your own: one file, one line of JSON per fact.

``python -m pytest examples/05_own_store.py`` holds it to the contract of stores.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from whatsapp_biz import Contact, WhatsApp
from whatsapp_biz.consent import ConsentEvent, dumps, loads
from whatsapp_biz.testing import ConsentStoreContract


class LinesStore:
    """Keeps facts in a text file, and in memory for as long as it lives. For one process.

    Args:
        path: The file; made if it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        path.touch(mode=0o600)  # it holds phone numbers
        # A line that cannot be read raises. Never skip one: it may be somebody's STOP.
        lines = path.read_text(encoding="utf-8").splitlines()
        self._facts = {fact.id: fact for fact in map(loads, lines)}

    def append(self, event: ConsentEvent, /) -> None:
        """Keep *event*; an id that is already kept changes nothing."""
        with self._lock:
            if event.id in self._facts:
                return
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{dumps(event)}\n")
                file.flush()
                os.fsync(file.fileno())  # once this returns, a power cut loses nothing
            self._facts[event.id] = event

    def history(self, contact: Contact, /) -> list[ConsentEvent]:
        """Every fact that shares a key with *contact*."""
        keys = set(contact.keys)
        with self._lock:
            return [f for f in self._facts.values() if not keys.isdisjoint(f.contact.keys)]


class TestLinesStore(ConsentStoreContract):
    """Every promise of a store is a test; this runs them all."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> LinesStore:
        """An empty store."""
        return LinesStore(tmp_path / "consent.jsonl")

    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Callable[[], LinesStore]:
        """A second store on the same file."""
        return lambda: LinesStore(tmp_path / "consent.jsonl")


def main() -> None:
    """Say STOP to one client, and find that the next one knows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "consent.jsonl"
        with WhatsApp.sandbox(store=LinesStore(path)) as wa:
            ana = wa.emulator.customer("+49 151 23456789", name="Ana")
            wa.webhooks.receive(*ana.says("STOP"))

        with WhatsApp.sandbox(store=LinesStore(path)) as wa:
            print(wa.consent.check("Hello again", to="+49 151 23456789"))


if __name__ == "__main__":
    main()
