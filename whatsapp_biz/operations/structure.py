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

    return Converter(detailed_validation=False)


def structure(kind: type[T], values: object) -> T:
    """*values* as a *kind*, an attrs class with a field ``extra`` for unknown keys.

    Raises:
        DeliveryUnknown: They do not have the shape Meta documents.
    """
    if not isinstance(values, dict):
        raise errors.DeliveryUnknown(f"Meta's answer holds no {kind.__name__}")
    names = {field.name for field in attrs.fields(kind)}  # type: ignore[arg-type]
    known: dict[str, Any] = {name: value for name, value in values.items() if name in names}
    known["extra"] = {name: value for name, value in values.items() if name not in names}
    try:
        return _converter().structure(known, kind)
    except (TypeError, ValueError, KeyError, AttributeError):
        problem = errors.DeliveryUnknown(f"Meta's answer is no {kind.__name__}")
    raise problem
