"""The oracle shares nothing with what it judges."""

from __future__ import annotations

import ast
from pathlib import Path

import whatsapp_biz.emulator

ROOM = Path(whatsapp_biz.emulator.__file__).parent
GROUND = {"_http", "clock", "contact", "countries", "redact"}


def _imports(path: Path) -> set[tuple[int, str]]:
    """The level and the first name of every module that *path* imports."""
    found: set[tuple[int, str]] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found.add((node.level, (node.module or "").partition(".")[0]))
        elif isinstance(node, ast.Import):
            found |= {(0, name.name.partition(".")[0]) for name in node.names}
    return found


def test_the_emulator_takes_only_the_ground_from_the_library() -> None:
    taken = {name for path in ROOM.glob("*.py") for level, name in _imports(path) if level == 2}

    assert taken <= GROUND
    assert not any((0, "whatsapp_biz") in _imports(path) for path in ROOM.glob("*.py"))


def test_only_the_transport_imports_httpx() -> None:
    importers = {path.name for path in ROOM.glob("*.py") if (0, "httpx") in _imports(path)}

    assert importers == {"transport.py"}
