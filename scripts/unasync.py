"""Make ``_sync`` from ``_async``: ``python scripts/unasync.py [--check]``.

Async to sync only deletes words, so a list of rules is enough. A rule that matches nothing is
an error: it describes code that is not there any more.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAIRS = [("whatsapp_biz/_async", "whatsapp_biz/_sync"), ("tests/_async", "tests/_sync")]
HEADER = "# Generated from {} by scripts/unasync.py; edit that file instead.\n"

RULES = [
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAwaitable\[(\w+)\]", r"\1"),
    (r"\bfrom collections\.abc import Awaitable, ", "from collections.abc import "),
    (r"\basync_(?=[a-z])", ""),
    (r"\b_async\b", "_sync"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\bfor_async\b", "for_sync"),
    (r"\bhandle_async_request\b", "handle_request"),
    (r"\baclose\b", "close"),
    (r"\baiter_raw\b", "iter_raw"),
    (r"__a(enter|exit|iter)__", r"__\1__"),
    (r'@pytest\.mark\.anyio\n', ""),
]


def unasync(source: str, unused: set[str]) -> str:
    """*source* without its colour; rules that matched leave *unused*."""
    for pattern, replacement in RULES:
        source, count = re.subn(pattern, replacement, source)
        if count:
            unused.discard(pattern)
    return source


def formatted(source: str, path: Path) -> str:
    """*source* in the house's format: deleted words move line breaks and imports."""
    for command in (["check", "--select", "I,F401", "--fix-only", "-q"], ["format", "-q"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(path), "-"],
            input=source,
            capture_output=True,
            text=True,
            check=True,
        )
        source = done.stdout
    return source


def main(arguments: list[str]) -> int:
    """Write the mirror, or with ``--check`` only say what is out of step."""
    check = arguments == ["--check"]
    unused = {pattern for pattern, _ in RULES}
    stale: list[Path] = []
    for source_dir, target_dir in PAIRS:
        wanted: dict[Path, str] = {}
        for path in sorted((ROOT / source_dir).rglob("*.py")):
            inner = path.relative_to(ROOT / source_dir)
            target = ROOT / target_dir / inner
            header = HEADER.format(f"{source_dir}/{inner}")
            text = unasync(path.read_text(encoding="utf-8"), unused)
            wanted[target] = formatted(header + text, target)
        present = set((ROOT / target_dir).rglob("*.py"))
        for target in sorted(present | set(wanted)):
            text = wanted.get(target)
            if text is not None and target in present and target.read_text("utf-8") == text:
                continue
            stale.append(target)
            if check:
                continue
            if text is None:
                target.unlink()
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
    for pattern in sorted(unused):
        print(f"rule never used: {pattern}", file=sys.stderr)
    for target in stale:
        print(f"{'out of step' if check else 'written'}: {target.relative_to(ROOT)}")
    return 1 if unused or (check and stale) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
