"""What the pages say is so: their code runs, prints what they show, and their links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from whatsapp_biz.cli import main

from .pages import PAGES, ROOT, blocks, named, run

LANGUAGES = {"python", "output", "bash", "text", "{toctree}", "{eval-rst}"}
SCRIPT = re.compile(r"(?:scripts|docs)/[a-z_]+(?:\.py)?")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
# Ours, and ranges that North America and Britain keep for fiction.
NOBODYS = ("+4915123456", "+165055501", "+4420794601")
TESTS = re.compile(r"^(def test_|class Test)", re.MULTILINE)

each_page = pytest.mark.parametrize("page", PAGES, ids=named)


def python_in(page: Path) -> list[str]:
    return [code for language, code in blocks(page) if language == "python"]


@each_page
def test_code_on_a_page_runs_and_prints_what_the_page_shows(page: Path) -> None:
    run(page)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(TESTS.search, python_in(page)))], ids=named
)
def test_tests_on_a_page_pass(page: Path, tmp_path: Path) -> None:
    told = tmp_path / "test_told.py"
    told.write_text("\n\n".join(python_in(page)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(
        [*command, told.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@each_page
def test_a_page_has_no_code_that_nobody_runs(page: Path) -> None:
    assert {language for language, _ in blocks(page)} <= LANGUAGES


@each_page
def test_scripts_named_on_a_page_exist(page: Path) -> None:
    commands = " ".join(code for language, code in blocks(page) if language == "bash")

    assert [name for name in SCRIPT.findall(commands) if not (ROOT / name).exists()] == []


@each_page
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    dead = [link for link in links if not leads_somewhere(page, link)]

    assert dead == []


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists() or not anchor:
        return target.exists()
    return anchor in anchors(target.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """What can be linked to: headings as repositories and MyST spell them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_the_commands_in_the_docs_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    helped = capsys.readouterr().out
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named_commands = set(re.findall(r"`whatsapp-biz ([a-z]+)", pages))

    assert named_commands == {"demo", "emulator"}
    assert all(command in helped for command in named_commands)


@each_page
def test_numbers_on_a_page_are_nobodys(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    numbers = {found.replace(" ", "") for found in re.findall(r"\+\d[\d ]{9,}\d", text)}

    assert [number for number in numbers if not number.startswith(NOBODYS)] == []


def test_the_readme_shows_a_refusal_before_anything_is_sent() -> None:
    shown = next(code for language, code in blocks(ROOT / "README.md") if language == "output")

    assert shown.startswith("REFUSED no_opt_in")
