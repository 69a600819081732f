"""The pytest plugin: fixtures for a sandboxed client and its clock."""

# Loaded in every test run of whoever installs the package: it imports pytest and nothing else.

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whatsapp_biz import WhatsApp
    from whatsapp_biz.emulator import EmulatedClock

pytest.register_assert_rewrite("whatsapp_biz.testing.contract")


@pytest.fixture
def wa_sandbox() -> Iterator[WhatsApp]:
    """A client on an emulator of its own: no account, no network."""
    from whatsapp_biz import WhatsApp

    with WhatsApp.sandbox() as wa:
        yield wa


@pytest.fixture
def wa_clock(wa_sandbox: WhatsApp) -> EmulatedClock:
    """The sandbox's clock; move it with ``wa_clock.advance(hours=25)``."""
    return wa_sandbox.emulator.clock
