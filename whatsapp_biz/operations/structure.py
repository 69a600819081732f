"""Meta's JSON into result classes; what is not known yet is kept in ``extra``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from .. import errors

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")


@lru_cache(maxsize=1)
def _converter() -> Converter:
    # Loaded when the first result arrives: importing it costs as much as attrs itself.
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(str, _text)
    return converter


def _text(value: object, _: object) -> str:
    """Text, or a number Meta writes as one or the other; cattrs would make text of anything."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError("text was expected")


def structure(kind: type[T], values: object) -> T:
    """*values* as a *kind*, an attrs class with a field ``extra`` for unknown keys.

    Raises:
        DeliveryUnknown: They do not have the shape Meta documents.
    """
    if not isinstance(values, dict):
        raise errors.DeliveryUnknown(f"Meta's answer holds no {kind.__name__}")
    fields = attrs.fields_dict(kind)  # type: ignore[arg-type]
    # Null is as good as absent: the field's default stands.
    known: dict[str, Any] = {
        name: value for name, value in values.items() if name in fields and value is not None
    }
    known["extra"] = {name: value for name, value in values.items() if name not in fields}
    try:
        _require_lists(known, fields)
        return _converter().structure(known, kind)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        problem = errors.DeliveryUnknown(f"Meta's answer is no {kind.__name__}")
    raise problem


def _require_lists(values: dict[str, Any], fields: dict[str, attrs.Attribute[Any]]) -> None:
    """Make sure that lists are lists: cattrs takes any iterable for one."""
    for name, value in values.items():
        default = fields[name].default
        if getattr(default, "factory", None) is list and not isinstance(value, list):
            raise TypeError("a list was expected")
