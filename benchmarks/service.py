"""The package's emulator in a process of its own, and who writes to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import attrs
import httpx

HOST = "127.0.0.1"
API_VERSION = "v23.0"
_STOP_SECONDS = 10


@attrs.frozen
class Service:
    """Where the emulator is, and what a client must know."""

    url: str
    token: str = attrs.field(repr=False)
    phone_number_id: str
    waba_id: str
    app_secret: str = attrs.field(repr=False)
    verify_token: str = attrs.field(repr=False)

    @property
    def port(self) -> int:
        """Its port on this machine."""
        return int(self.url.rpartition(":")[2])

    @property
    def messages_url(self) -> str:
        """Where messages are posted to."""
        return f"{self.url}/{API_VERSION}/{self.phone_number_id}/messages"

    def customer_says(self, number: str, text: str) -> tuple[bytes, dict[str, str]]:
        """Let a customer write; the webhook Meta would send about it."""
        answer = httpx.post(
            f"{self.url}/emulator/customers/{number}/says", json={"text": text}, trust_env=False
        )
        told = answer.raise_for_status().json()
        return told["body"].encode(), told["headers"]


@contextmanager
def emulator() -> Iterator[Service]:
    """Run the emulator on a free port as long as the block lasts."""
    command = [sys.executable, "-m", "whatsapp_biz.emulator", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield Service(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)
