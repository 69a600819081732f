"""Small checks on JSON whose shape nobody vouches for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from .rules import Refusal

Checks = Iterator[Refusal]
"""What is wrong, most important first; only the first is ever asked for."""


@attrs.frozen
class Node:
    """A value somewhere in a JSON body.

    Args:
        path: Where it stands, e.g. ``interactive.action``.
    """

    path: str
    value: Any

    def __getitem__(self, key: str) -> Node:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(f"{self.path}.{key}" if self.path else key, value)

    def items(self) -> Iterator[Node]:
        """The members of a list."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Node(f"{self.path}[{index}]", value)

    @property
    def absent(self) -> bool:
        """Whether nothing was given."""
        return self.value is None

    def missing(self) -> Refusal:
        """It is needed and was not given."""
        return Refusal(131008, f"{self.path} is required.")

    def invalid(self, why: str) -> Refusal:
        """It was given, and cannot be used."""
        return Refusal(131009, f"{self.path} {why}.")

    def misshapen(self, why: str) -> Refusal:
        """It has the wrong type or size."""
        return Refusal(100, f"{self.path} {why}.")


def an_object(node: Node) -> Checks:
    """An object, empty or not."""
    if node.absent:
        yield node.missing()
    elif not isinstance(node.value, dict):
        yield node.misshapen("must be an object")


def a_list(node: Node, *, least: int = 1, most: int | None = None) -> Checks:
    """A list of *least* to *most* objects."""
    if node.absent:
        yield node.missing()
    elif not isinstance(node.value, list):
        yield node.misshapen("must be a list")
    elif len(node.value) < least or (most is not None and len(node.value) > most):
        yield node.misshapen(f"must have {least} to {most or 'any number of'} members")
    for item in node.items():
        yield from an_object(item)


def a_text(node: Node, *, most: int | None = None) -> Checks:
    """A string with something in it, *most* characters at the most."""
    if node.value is None or node.value == "":
        yield node.missing()
    else:
        yield from maybe_text(node, most=most)


def maybe_text(node: Node, *, most: int | None = None) -> Checks:
    """Nothing, or a string of *most* characters at the most."""
    if node.absent:
        return
    if not isinstance(node.value, str):
        yield node.misshapen("must be a string")
    elif most is not None and len(node.value) > most:
        yield node.misshapen(f"must be at most {most} characters long")


def maybe_flag(node: Node) -> Checks:
    """Nothing, or true or false."""
    if not node.absent and not isinstance(node.value, bool):
        yield node.misshapen("must be true or false")


def a_number(node: Node, *, least: float, most: float) -> Checks:
    """A number, or its digits in a string, from *least* to *most*."""
    if node.absent:
        yield node.missing()
    elif (number := _as_number(node.value)) is None:
        yield node.misshapen("must be a number")
    elif not least <= number <= most:
        yield node.invalid(f"must be from {least} to {most}")


def _as_number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def a_choice(node: Node, choices: frozenset[str]) -> Checks:
    """One of *choices*."""
    if node.absent:
        yield node.missing()
    elif not isinstance(node.value, str) or node.value not in choices:
        yield node.misshapen(f"must be one of {', '.join(sorted(choices))}")


def a_link(node: Node) -> Checks:
    """Something like an http address; Meta's own samples hold ``http(s)://image-url``."""
    yield from a_text(node)
    scheme, mark, rest = node.value.partition("://")
    if not scheme.startswith("http") or not mark or not rest:
        yield node.invalid("must begin with http:// or https://")


def either(node: Node, first: str, second: str) -> Checks:
    """An object with exactly one of two members."""
    yield from an_object(node)
    given = [name for name in (first, second) if not node[name].absent]
    if not given:
        yield Refusal(131008, f"{node.path} needs {first} or {second}.")
    if len(given) > 1:
        yield node.misshapen(f"must have {first} or {second}, not both")
    yield from a_text(node[given[0]])


def a_file(node: Node) -> Checks:
    """A file by its id or by its link."""
    yield from either(node, "id", "link")
    if not node["link"].absent:
        yield from a_link(node["link"])
