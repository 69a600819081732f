"""The emulator from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from ..clock import utc_now
from .callbacks import CallbackRefused
from .emulator import Emulator
from .server import serve

if TYPE_CHECKING:
    from collections.abc import Sequence

PORT = 9290


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the emulator until Ctrl-C.

    Args:
        argv: What stands behind the command.

    Returns:
        0, or 1 if it could not start.
    """
    told = _parser().parse_args(argv)
    emulator = Emulator(clock=utc_now)
    webhook = None if told.webhook is None else (told.webhook, told.verify_token)

    def ready(url: str) -> None:
        print(_json(emulator, url) if told.json else _text(emulator, url), flush=True)

    try:
        with suppress(KeyboardInterrupt):
            serve(emulator, told.port, webhook=webhook, on_ready=ready)
    except (OSError, CallbackRefused) as error:
        print(f"The emulator did not start: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m whatsapp_biz emulator",
        description="An emulated WhatsApp Business account on this machine. Nothing reaches Meta.",
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"0 takes a free one ({PORT})")
    parser.add_argument("--webhook", metavar="URL", help="where webhooks go: http://127.0.0.1:…")
    parser.add_argument("--verify-token", help="what the webhook's handshake carries")
    parser.add_argument("--json", action="store_true", help="print the settings as JSON")
    return parser


def _settings(emulator: Emulator, url: str) -> dict[str, str]:
    return {
        "url": url,
        "token": emulator.token,
        "phone_number_id": emulator.phone_number_id,
        "waba_id": emulator.waba_id,
        "app_secret": emulator.app_secret,
        "verify_token": emulator.verify_token,
    }


def _json(emulator: Emulator, url: str) -> str:
    return json.dumps(_settings(emulator, url))


def _text(emulator: Emulator, url: str) -> str:
    lines = [f"  {name:<16} {value}" for name, value in _settings(emulator, url).items()]
    head = f"The emulator runs; its page is {url}/ and Ctrl-C ends it."
    return "\n".join([head, *lines])


if __name__ == "__main__":  # pragma: no cover - runs in a process of its own
    sys.exit(main())
