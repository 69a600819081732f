"""Pages of documentation, and how the code in them is run."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from sybil import Document, Example
from sybil.parsers.markdown import CodeBlockParser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of *page*: the language and what is inside."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def named(page: Path) -> str:
    """*page* as a test's id."""
    return page.relative_to(ROOT).as_posix()


class Run:
    """Runs a page from top to bottom in one namespace, as somebody would who follows it."""

    def __init__(self) -> None:
        self.printed = io.StringIO()

    def python(self, example: Example) -> None:
        """Run a block; lines in tracebacks are lines of the page."""
        line = example.line + example.parsed.line_offset
        code = compile("\n" * line + example.parsed, example.path, "exec", dont_inherit=True)
        with redirect_stdout(self.printed):
            exec(code, example.namespace)

    def output(self, example: Example) -> str | None:
        """Compare a block with what was printed since the last one; None if it is right."""
        printed = self.printed.getvalue()
        self.printed = io.StringIO()
        return None if printed == example.parsed else f"it prints:\n{printed}"


def run(page: Path) -> dict[str, Any]:
    """Run *page* and return its namespace."""
    this = Run()
    parsers = [
        CodeBlockParser(language="python", evaluator=this.python),
        CodeBlockParser(language="output", evaluator=this.output),
    ]
    document = Document.parse(str(page), *parsers)
    document.namespace["__name__"] = "__page__"
    for example in document.examples():
        example.evaluate()
    namespace: dict[str, Any] = document.namespace
    return namespace
