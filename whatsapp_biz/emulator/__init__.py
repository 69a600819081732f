"""Meta in a box: an independent emulator of the Cloud API.

It shares no code with the library it is used to test, but for HTTP as values, the clock and
what a phone number is. What it does not know it answers with 501.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .customer import Customer
from .deliveries import Delivery
from .emulator import Emulator, SeenRequest
from .world import EmulatedClock

if TYPE_CHECKING:
    from .server import EmulatorServer

__all__ = [
    "Customer",
    "Delivery",
    "EmulatedClock",
    "Emulator",
    "EmulatorServer",
    "SeenRequest",
]


def __getattr__(name: str) -> Any:
    if name == "EmulatorServer":  # asyncio and h11 are loaded only for whoever serves
        from .server import EmulatorServer

        return EmulatorServer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
