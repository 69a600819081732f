"""What people look at, looked at: rendered by a real browser."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.worlds import ANA, STRANGER, TEXT, offer, shipped
from whatsapp_biz import ConsentRefused, ListMenu, ListRow, ReplyButtons, WhatsApp
from whatsapp_biz.emulator import EmulatorServer

pytestmark = pytest.mark.browser
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


def render(chromium: str, url: str, folder: Path) -> tuple[str, Path]:
    """The text of the page as the browser has it, and a picture of it."""
    picture = folder / "page.png"
    common = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}"]
    shot = [*common, "--window-size=900,900", f"--screenshot={picture}", url]
    subprocess.run(shot, capture_output=True, check=True, timeout=60)
    dom = subprocess.run([*common, "--dump-dom", url], capture_output=True, check=True, timeout=60)
    return dom.stdout.decode(), picture


def colours(picture: Path) -> int:
    """How many different rows of pixels a PNG has: a blank page has one."""
    data, at, packed = picture.read_bytes(), 8, b""
    width = height = 0
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        chunk = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        elif kind == b"IDAT":
            packed += chunk
        at += 12 + size
    pixels = zlib.decompress(packed)
    stride = len(pixels) // height
    assert width > 0
    return len({pixels[row * stride : (row + 1) * stride] for row in range(height)})


def test_the_emulator_s_page_shows_the_conversation_and_what_was_refused(
    chromium, tmp_path, emulator
):
    ana = emulator.customer(ANA, name="<b>Ana</b>")
    with WhatsApp.sandbox(emulator=emulator) as wa:
        (event,) = wa.webhooks.receive(*ana.says("Has my order shipped?"))
        wa.reply(event, TEXT)
        emulator.clock.advance(minutes=5)
        wa.consent.opt_in(ANA, purpose="utility", evidence="form:v3")
        wa.send(shipped(), to=ANA)
        with pytest.raises(ConsentRefused):
            wa.send(TEXT, to=STRANGER)
    with EmulatorServer(emulator) as server:
        dom, picture = render(chromium, server.url + "/", tmp_path)

    assert "Has my order shipped?" in dom
    assert "canary-body-hello" in dom
    assert "&lt;b&gt;Ana&lt;/b&gt;" in dom
    assert colours(picture) > 50


def test_messages_are_shown_as_bubbles(chromium, tmp_path):
    bubbles = [
        message._repr_html_()
        for message in (
            TEXT,
            shipped(),
            offer(),
            ReplyButtons("Shall we deliver today?", buttons=["Yes", "No"]),
            ListMenu("Pick a time", button="Times", rows=[ListRow("9:00"), ListRow("10:00")]),
        )
    ]
    (tmp_path / "bubbles.html").write_text("<br>".join(bubbles), encoding="utf-8")

    dom, picture = render(chromium, (tmp_path / "bubbles.html").as_uri(), tmp_path)

    assert "Shall we deliver today?" in dom
    assert colours(picture) > 50
