"""The whole run is watched: a canary in any log or output fails it."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator

import pytest

from tests.canaries import Watcher
from whatsapp_biz.emulator import Emulator

WATCHER = Watcher()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "prints_secrets: shows the emulator's own token on purpose")
    root = logging.getLogger()
    root.addHandler(WATCHER)
    root.setLevel(logging.DEBUG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.passed and item.get_closest_marker("prints_secrets") is None:
        for title, text in report.sections:
            WATCHER.read(f"{title} of {item.nodeid}", text)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    if WATCHER.leaks and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if WATCHER.leaks:
        terminalreporter.section("LEAKED", red=True, bold=True)
        for leak in sorted(set(WATCHER.leaks)):
            terminalreporter.write_line(leak, red=True)
    left_out = sorted(
        {
            str(report.longrepr[2])
            for report in terminalreporter.stats.get("skipped", ())
            if isinstance(report.longrepr, tuple) and "NOT TESTED" in str(report.longrepr[2])
        }
    )
    if left_out:
        terminalreporter.section("LEFT OUT", red=True, bold=True)
        for reason in left_out:
            terminalreporter.write_line(reason.removeprefix("Skipped: "), red=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser to look with."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("BROWSER NOT TESTED: no chromium on this machine (apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Meta in a box, with a clock that stands still."""
    with Emulator() as meta:
        yield meta


@pytest.fixture(autouse=True)
def _watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """The watcher looks away from tests that show the emulator's token on purpose."""
    WATCHER.looks = request.node.get_closest_marker("prints_secrets") is None
    yield
    WATCHER.looks = True


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the credentials of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("WHATSAPP_")]:
        monkeypatch.delenv(name)
