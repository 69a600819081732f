"""What must never be seen: tokens and secrets anywhere, numbers and bodies in our logs."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(r"EMU_[A-Za-z0-9]{16,}|canary-secret-[A-Za-z0-9-]+")
"""Tokens of the emulator, and secrets that tests make up as ``canary-secret-…``."""

PEOPLE = re.compile(r"4915123456\d{3}|4915198765\d{3}|1650555\d{4}|canary-body-[a-z]+|Canary Name")
"""Numbers, bodies and names that tests give to people."""

OURS = "whatsapp_biz"


class Watcher(logging.Handler):
    """Reads every log record of the run and keeps what it should not have seen."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.leaks: list[str] = []
        self.looks = True

    def emit(self, record: logging.LogRecord) -> None:
        if not self.looks:
            return
        self.read(f"log {record.name}", logging.Formatter().format(record), record.name)

    def read(self, where: str, text: str, logger: str = "") -> None:
        """Look for canaries in *text*."""
        if SECRETS.search(text):
            self.leaks.append(f"a secret in {where}")
        if logger.partition(".")[0] == OURS and PEOPLE.search(text.replace(" ", "")):
            self.leaks.append(f"a number, name or body in {where}")
