"""Meta's own request and webhook examples, read in place and filled in."""

from __future__ import annotations

import os
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SPEC = Path(
    os.environ.get("META_SPEC") or Path(__file__).parents[2] / "shared" / "reference" / "meta"
)
FILE = "business-messaging-api_v23.0.yaml"
PHONE = "+16505550123"

_PLACEHOLDER = re.compile(r"<([^<>]+)>|\{\{([^{}]+)\}\}")


def message_examples() -> dict[str, dict[str, Any]]:
    """Meta's examples of ``POST /messages`` by name, placeholders filled; a fresh copy."""
    return deepcopy(_examples("/{Version}/{Phone-Number-ID}/messages"))


def webhook_examples() -> dict[str, dict[str, Any]]:
    """Meta's examples of webhook bodies by name; a fresh copy."""
    return deepcopy(_examples("/whatsapp/webhooks"))


@cache
def _spec() -> dict[str, Any]:
    path = SPEC / FILE if SPEC.is_dir() else SPEC
    if not path.is_file():
        pytest.skip(
            f"META'S EXAMPLES NOT TESTED: {path} is absent; set META_SPEC to its folder",
            allow_module_level=True,
        )
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open("rb") as file:
        return yaml.load(file, loader)  # a safe loader


@cache
def _examples(path: str) -> dict[str, dict[str, Any]]:
    body = _spec()["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    return {name: fill(example["value"]) for name, example in body["examples"].items()}


def fill(example: Any) -> Any:
    """*example* with each placeholder replaced by a plausible value of at most 20 characters.

    The same placeholder gets the same value, different ones get different values.
    """
    values: dict[str, str] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if "://" in name:
            return f"https://example.com/{name.partition('://')[2]}"
        if "Phone-Number" in name:
            return PHONE
        if name == "HEADER_TYPE":
            return "text"
        prefix = "wamid.V" if name.startswith("MSGID") else "value-"
        return values.setdefault(name, f"{prefix}{len(values) + 1}")

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {filled(key): filled(item) for key, item in part.items()}
        if isinstance(part, list):
            return [filled(item) for item in part]
        return _PLACEHOLDER.sub(value, part) if isinstance(part, str) else part

    return filled(example)
