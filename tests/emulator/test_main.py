"""The emulator as a command."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from whatsapp_biz.emulator import Emulator, EmulatorServer
from whatsapp_biz.emulator.__main__ import main

from .callback import Callback


def _interrupted(*options: str) -> int:
    """Run the command and press Ctrl-C as soon as it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def press() -> None:
        with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as client:
            client.get(f"http://127.0.0.1:{port}/")
        os.kill(os.getpid(), signal.SIGINT)

    finger = threading.Thread(target=press)
    finger.start()
    status = main(["--port", str(port), *options])
    finger.join()
    return status


def test_it_says_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    status = _interrupted()

    said = capsys.readouterr().out
    assert status == 0
    assert "http://127.0.0.1:" in said
    assert "EMU_" in said


def test_it_says_so_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    with Callback("mine") as callback:
        _interrupted("--json", "--webhook", callback.url, "--verify-token", "mine")

    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "url",
        "token",
        "phone_number_id",
        "waba_id",
        "app_secret",
        "verify_token",
    }


def test_another_program_can_start_it_and_read_its_settings() -> None:
    command = [sys.executable, "-m", "whatsapp_biz.emulator", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        answer = httpx.get(
            f"{told['url']}/v26.0/{told['waba_id']}/message_templates",
            headers={"Authorization": f"Bearer {told['token']}"},
        )
        process.send_signal(signal.SIGINT)

    assert answer.status_code == 200
    assert process.returncode == 0


def test_another_program_sees_that_it_did_not_start() -> None:
    command = [sys.executable, "-m", "whatsapp_biz.emulator", "--port", "0", "--webhook", "x"]

    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert "did not start" in done.stderr


@pytest.mark.parametrize("options", [[], ["--webhook", "http://example.com/hook"]], ids=str)
def test_it_says_why_it_does_not_start(
    capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    with EmulatorServer(Emulator()) as running:
        port = "0" if options else running.url.rpartition(":")[2]
        status = main(["--port", port, *options])

    assert status == 1
    assert "did not start" in capsys.readouterr().err
