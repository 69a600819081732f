from __future__ import annotations

import logging

from tests.canaries import Watcher


def test_a_token_in_any_log_is_seen():
    watcher = Watcher()
    watcher.emit(logging.makeLogRecord({"name": "httpx", "msg": "canary-secret-" + "x1"}))

    assert watcher.leaks == ["a secret in log httpx"]


def test_a_number_in_our_log_is_seen_even_with_blanks():
    watcher = Watcher()
    number = "+49 151 " + "23456789"
    watcher.emit(logging.makeLogRecord({"name": "whatsapp_biz", "msg": number}))

    assert watcher.leaks == ["a number, name or body in log whatsapp_biz"]


def test_a_token_in_output_is_seen():
    watcher = Watcher()
    watcher.read("stdout", "EMU_" + "a" * 48)

    assert watcher.leaks == ["a secret in stdout"]


def test_masked_numbers_are_no_leak():
    watcher = Watcher()
    watcher.emit(logging.makeLogRecord({"name": "whatsapp_biz", "msg": "+49•••89 Secret('•••')"}))

    assert watcher.leaks == []
