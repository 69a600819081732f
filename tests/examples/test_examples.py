"""The examples work: each alone and offline, and the applications as a server would use them."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from whatsapp_biz import AsyncWhatsApp, WhatsApp

FOLDER = Path(__file__).resolve().parents[2] / "examples"
PRINTS = {
    "01_first_message.py": ["REFUSED no_opt_in", "ALLOWED session_open", "ALLOWED opt_in", "1 opt-outs"],
    "02_webhook_fastapi_style.py": ["handshake: 1158201444", "forged: 403", "A return: we are on it."],
    "03_wsgi.py": ["unsigned: 401", "Thank you.", "68 bytes"],
    "04_templates.py": [
        "stated: ALLOWED opt_in", "neither: unknown_category", "learned: opt_in",
        "disguised: purpose_mismatch", "offer: ALLOWED opt_in", "offer again: opted_out",
        "order updates: opt_in",
    ],
    "05_own_store.py": ["REFUSED opted_out"],
    "06_async.py": ["opt_in: 12", "opted_out: 3", "no_opt_in: 5", "messages at Meta: 12"],
}  # fmt: skip
NUMBER = re.compile(r"\+?\d[\d ]{9,}")

# A socket to anywhere but this process fails.
OFFLINE = """\
import runpy, socket, sys

def refuse(*_):
    raise OSError("examples run offline")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def example(name: str) -> dict[str, Any]:
    return runpy.run_path(str(FOLDER / name))


def test_every_example_is_tested() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.py")) == sorted(PRINTS)


@pytest.mark.parametrize("name", PRINTS)
def test_an_example_runs_alone_and_offline(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OFFLINE, str(FOLDER / name)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert [line for line in PRINTS[name] if line not in done.stdout] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.anyio
async def test_the_fastapi_style_app_handles_each_event_once() -> None:
    async with AsyncWhatsApp.sandbox() as wa:
        transport = httpx.ASGITransport(example("02_webhook_fastapi_style.py")["make_app"](wa))
        ana = wa.emulator.customer("+49 1512 3456701")
        told = ana.says("Hello")
        async with httpx.AsyncClient(transport=transport, base_url="https://shop.example") as meta:
            answers = [
                await meta.post("/webhook", content=told.body, headers=told.headers)
                for _ in range(3)
            ]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert [message.text for message in ana.inbox] == ["What is it about?"]


@pytest.mark.anyio
async def test_the_fastapi_style_app_answers_without_a_redirect() -> None:
    async with AsyncWhatsApp.sandbox() as wa:
        transport = httpx.ASGITransport(example("02_webhook_fastapi_style.py")["make_app"](wa))
        async with httpx.AsyncClient(transport=transport, base_url="https://shop.example") as meta:
            answers = [await meta.get("/webhook"), await meta.post("/webhook")]

        assert [answer.status_code for answer in answers] == [403, 401]


def test_the_wsgi_app_answers_the_handshake() -> None:
    with WhatsApp.sandbox() as wa:
        transport = httpx.WSGITransport(example("03_wsgi.py")["make_app"](wa))
        handshake = {
            "hub.mode": "subscribe",
            "hub.verify_token": wa.emulator.verify_token,
            "hub.challenge": "42",
        }
        with httpx.Client(transport=transport, base_url="https://shop.example") as meta:
            answer = meta.get("/webhook", params=handshake)

        assert (answer.status_code, answer.text) == (200, "42")


def test_the_store_of_the_example_keeps_the_contract(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, str(FOLDER / "05_own_store.py")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", PRINTS)
def test_numbers_in_an_example_are_nobodys(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    numbers = {found.replace(" ", "") for found in NUMBER.findall(text)} - {"1158201444"}

    assert all(number.startswith(("+4915123456", "+165055501")) for number in numbers)
