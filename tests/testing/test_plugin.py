"""What the plugin and the lazy rooms load, each measured in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

import whatsapp_biz.stores
import whatsapp_biz.testing

NEWLY_LOADED = """
import sys
import pytest
before = set(sys.modules)
import {module}
print(*sorted(set(sys.modules) - before))
"""


def newly_loaded(module: str, root: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", NEWLY_LOADED.format(module=module)],
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.split())


def test_the_plugin_costs_other_test_runs_nothing(request: pytest.FixtureRequest) -> None:
    loaded = newly_loaded("whatsapp_biz.testing.plugin", str(request.config.rootpath))

    assert loaded >= {"whatsapp_biz.testing.plugin"}
    assert not loaded & {"httpx", "attrs", "anyio", "sqlite3", "whatsapp_biz.testing.contract"}


def test_naming_the_stores_room_loads_no_store(request: pytest.FixtureRequest) -> None:
    loaded = newly_loaded("whatsapp_biz.stores", str(request.config.rootpath))

    assert not loaded & {"anyio", "sqlite3", "attrs", "whatsapp_biz.stores.memory"}


@pytest.mark.parametrize("room", [whatsapp_biz.stores, whatsapp_biz.testing], ids=["stores", "testing"])  # fmt: skip
def test_a_lazy_room_has_every_name_it_lists_and_no_other(room: object) -> None:
    for name in dir(room):
        assert getattr(room, name) is not None
    with pytest.raises(AttributeError, match="Nonsense"):
        room.Nonsense  # type: ignore[attr-defined]  # noqa: B018
