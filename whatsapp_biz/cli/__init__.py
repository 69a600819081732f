"""The command line: ``whatsapp-biz demo``, ``whatsapp-biz emulator``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .._version import __version__

DESCRIPTION = """\
WhatsApp Business Cloud API with a consent gate. Not legal advice; not affiliated with Meta.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="whatsapp-biz", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"whatsapp-biz {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="a customer writes, a stranger is refused, STOP")
    demo.add_argument("--json", action="store_true", help="one JSON object a line")
    demo.add_argument("--store", metavar="FILE", help="keep the consent ledger in this new file")
    commands.add_parser("emulator", help="Meta in a box on this machine", add_help=False)
    if arguments[:1] == ["emulator"]:
        from ..emulator.__main__ import main as emulator

        return emulator(arguments[1:])
    given = parser.parse_args(arguments)
    from .demo import run

    return run(as_json=given.json, store=given.store)
