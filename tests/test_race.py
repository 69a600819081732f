"""Revocations against sends: once `opt_out` has returned, no send begins."""

from __future__ import annotations

import threading

import pytest

from tests.worlds import ANA, TEXT
from whatsapp_biz import ConsentRefused, MemoryStore, SQLiteStore, WhatsApp

SENDERS = 4


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    else:
        with SQLiteStore(tmp_path / "consent.sqlite3") as store:
            yield store


def test_no_send_that_begins_after_a_revocation_leaves(store, emulator):
    revoked = threading.Event()
    began_too_late = []
    refused = []

    with WhatsApp.sandbox(emulator=emulator, store=store) as wa:
        wa.webhooks.receive(*emulator.customer(ANA).says("Hello?"))
        emulator.clock.advance(minutes=1)

        def keep_sending():
            while True:
                late = revoked.is_set()
                try:
                    wa.send(TEXT, to=ANA)
                except ConsentRefused as refusal:
                    refused.append(refusal.reason)
                    return
                if late:
                    began_too_late.append(1)

        threads = [threading.Thread(target=keep_sending) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        while len(emulator.outbox) < 20:
            pass
        wa.consent.opt_out(ANA)
        revoked.set()
        sent_by_then = len(emulator.outbox)
        for thread in threads:
            thread.join(timeout=30)

    assert began_too_late == []
    assert refused == ["opted_out"] * SENDERS
    # What had its permit already may be on the wire: one message for each sender, no more.
    assert len(emulator.outbox) - sent_by_then <= SENDERS
