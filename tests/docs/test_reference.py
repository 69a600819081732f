"""Everything public is in the reference, and nothing that is not there."""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType

import pytest

import whatsapp_biz

from .pages import ROOT

PAGE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^\.\. (?:auto|py:)\w+:: ([\w.]+)", PAGE, re.MULTILINE)
NAMES = {name.rpartition(".")[2] for name in LISTED}


@pytest.mark.parametrize(
    "room", ["whatsapp_biz", "whatsapp_biz.consent", "whatsapp_biz.messages", "whatsapp_biz.stores",
             "whatsapp_biz.testing", "whatsapp_biz.emulator", "whatsapp_biz.integrations"]
)  # fmt: skip
def test_every_public_name_is_in_the_reference(room: str) -> None:
    # The reference lists the errors as a whole.
    listed = NAMES | vars(whatsapp_biz.errors).keys()

    assert [name for name in import_module(room).__all__ if name not in listed] == []


def test_every_event_is_in_the_reference() -> None:
    events = whatsapp_biz.webhooks.events
    classes = [name for name in events.__all__ if isinstance(getattr(events, name), type)]

    assert [name for name in classes if name not in NAMES] == []


def test_every_error_has_a_line_that_says_what_to_do() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| (?:— )?`(\w+)` \|", page, re.MULTILINE))
    errors = {
        name
        for name, value in vars(whatsapp_biz.errors).items()
        if isinstance(value, type) and issubclass(value, whatsapp_biz.errors.WhatsAppError)
    }

    # What rejects a webhook is told by its status, on the page about webhooks.
    rejections = {kind.__name__ for kind in whatsapp_biz.errors.WebhookRejected.__subclasses__()}
    assert told == errors - rejections


@pytest.mark.parametrize("name", LISTED)
def test_what_the_reference_lists_exists(name: str) -> None:
    assert found(name) is not None


def found(name: str) -> object:
    place: object = whatsapp_biz
    path = "whatsapp_biz"
    for part in name.split(".")[1:]:
        path = f"{path}.{part}"
        if isinstance(place, ModuleType) and not hasattr(place, part):
            import_module(path)
        place = getattr(place, part)
    return place
