from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import whatsapp_biz
from whatsapp_biz import consent, messages, stores, testing, webhooks

LAZY = [whatsapp_biz, consent, messages, stores, testing, webhooks]


@pytest.mark.parametrize("room", LAZY, ids=lambda room: room.__name__)
def test_every_public_name_is_there_and_they_are_sorted(room):
    for name in room.__all__:
        assert getattr(room, name) is not None

    assert set(room.__all__) <= set(dir(room))
    with pytest.raises(AttributeError):
        _ = room.no_such_name


def test_the_names_type_checkers_see_are_the_names_there_are():
    tree = ast.parse(Path(whatsapp_biz.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.asname or alias.name for node in block.body for alias in node.names}

    assert seen == set(whatsapp_biz.__all__)
    assert sorted(whatsapp_biz.__all__) == whatsapp_biz.__all__


def test_the_version_is_the_distribution_s():
    import importlib.metadata

    assert importlib.metadata.version("whatsapp-biz") == whatsapp_biz.__version__


def test_rooms_are_reached_by_name():
    for room in ("consent", "emulator", "errors", "messages", "testing", "webhooks"):
        assert getattr(whatsapp_biz, room) is importlib.import_module(f"whatsapp_biz.{room}")


def test_there_is_nothing_else():
    with pytest.raises(AttributeError, match="no attribute 'Bypass'"):
        _ = whatsapp_biz.Bypass
