"""Finding the signature among headers of any spelling."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import SignatureMismatch
from .signature import HEADER


def signature_in(headers: Mapping[str, str]) -> str | None:
    """The value of ``X-Hub-Signature-256``; None if it is not there.

    Args:
        headers: Names in any case.

    Raises:
        SignatureMismatch: There are several.
    """
    name = HEADER.casefold()
    found = [value for key, value in headers.items() if str(key).casefold() == name]
    if len(found) > 1:
        raise SignatureMismatch("there are several signatures")
    return found[0] if found else None
