"""Other people's libraries, if they are installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

FLOOR = "floor"
OURS = "whatsapp_biz"
PYWA = "pywa"


def load(name: str) -> ModuleType | str:
    """The module, or why there is none."""
    try:
        return import_module(name)
    except ImportError:
        return "not installed"
    except UnicodeError:  # heyoo 0.1.2 has a lone surrogate in a docstring: Python 3.13 refuses
        return "cannot be imported by this Python"


def pywa_receiver(
    pywa: ModuleType, *, app_secret: str, phone_number_id: str, on_event: Callable[[], None] | None
) -> Callable[[bytes, str], None]:
    """Verify and handle one webhook with pywa, as its documentation shows for any server.

    Args:
        pywa: The module.
        app_secret: Signs the webhooks.
        phone_number_id: Whose webhooks they are.
        on_event: Called for each event that reaches a handler; None for no handlers.
    """
    client: Any = pywa.WhatsApp(
        phone_id=phone_number_id,
        token="EMU_benchmark",
        app_secret=app_secret,
        # The bodies are used again and again.
        skip_duplicate_updates=False,
    )
    if on_event is not None:
        kinds = ("Message", "MessageStatus", "CallbackButton", "CallbackSelection")
        for kind in kinds:
            handler = getattr(pywa.handlers, f"{kind}Handler")
            client.add_handlers(handler(lambda *_: on_event()))

    def receive(body: bytes, header: str) -> None:
        if client.webhook_update_validator(body, header) is not None:
            raise ValueError("pywa did not accept the signature")
        client.webhook_update_handler(body)

    return receive
