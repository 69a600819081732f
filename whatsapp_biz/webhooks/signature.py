"""Whether Meta signed these bytes: HMAC-SHA256 with the app secret.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from ..errors import ConfigurationError, SignatureMismatch, SignatureMissing
from ..redact import Secret

if TYPE_CHECKING:
    from _hashlib import HASH
    from collections.abc import Sequence

HEADER = "X-Hub-Signature-256"
_PREFIX = "sha256="
_BYTES = (bytes, bytearray, memoryview)
_DIGEST = 32  # bytes of a SHA-256 digest
_PREFIX_LENGTH = len(_PREFIX)
_HEADER_LENGTH = _PREFIX_LENGTH + 2 * _DIGEST
_BLOCK = 64  # bytes of a SHA-256 block
# RFC 2104: the key is combined with these two bytes, repeated.
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class Verifier:
    """Checks signatures. Make one and keep it: the keys are prepared once.

    Args:
        secrets: App secrets, each of which may sign: several apps on one address, or the old
            and the new secret while one is being replaced.

    Raises:
        ConfigurationError: There is no secret, or one is no `Secret`.
    """

    __slots__ = ("_states",)

    def __init__(self, secrets: Sequence[Secret]) -> None:
        if not secrets:
            raise ConfigurationError("app_secret is missing: unsigned webhooks are not accepted")
        if not all(isinstance(secret, Secret) for secret in secrets):
            raise ConfigurationError("app_secrets must be a sequence of Secret")
        # HMAC by hand, because copying two prepared states takes half the time of hmac.digest.
        self._states = tuple(_prepared(secret) for secret in secrets)

    def verify(self, body: bytes | bytearray | memoryview, header: str | bytes | None) -> None:
        """Return if one of the secrets signed *body*.

        Args:
            body: The request body exactly as it arrived.
            header: The value of ``X-Hub-Signature-256``.

        Raises:
            SignatureMissing: There is no header, or it is empty.
            SignatureMismatch: The header is not the signature of *body*.
            TypeError: *body* is not bytes; parsed JSON cannot be verified.
        """
        if not isinstance(body, _BYTES):
            raise TypeError(
                f"body must be the raw bytes of the request, not {type(body).__name__}: take "
                "them before anything parses them, e.g. await request.body() (Starlette), "
                "request.get_data() (Flask), request.body (Django)"
            )
        if not header:
            raise SignatureMissing(f"the request carries no {HEADER} header")
        claimed = _claimed(header)
        matches = False
        if claimed is not None:
            for inner_state, outer_state in self._states:
                inner = inner_state.copy()
                inner.update(body)
                outer = outer_state.copy()
                outer.update(inner.digest())
                # Every secret is tried, so that time does not tell which one it was.
                matches |= hmac.compare_digest(outer.digest(), claimed)
        if not matches:
            raise SignatureMismatch(f"{HEADER} is not the signature of this body")

    def __repr__(self) -> str:
        return f"Verifier({len(self._states)} secrets)"


def verify(
    body: bytes | bytearray | memoryview,
    header: str | bytes | None,
    *,
    app_secrets: Sequence[Secret],
) -> None:
    """`Verifier.verify` for one body.

    Raises:
        ConfigurationError: There is no secret, or one is no `Secret`.
        SignatureMissing: There is no header, or it is empty.
        SignatureMismatch: The header is not the signature of *body*.
        TypeError: *body* is not bytes.
    """
    Verifier(app_secrets).verify(body, header)


def sign(body: bytes, secret: Secret) -> str:
    """The ``X-Hub-Signature-256`` header Meta would send with *body*."""
    return _PREFIX + hmac.digest(secret.reveal().encode(), body, "sha256").hex()


def _prepared(secret: Secret) -> tuple[HASH, HASH]:
    key = secret.reveal().encode()
    if len(key) > _BLOCK:
        key = sha256(key).digest()
    key = key.ljust(_BLOCK, b"\0")
    return sha256(key.translate(_INNER)), sha256(key.translate(_OUTER))


def _claimed(header: str | bytes) -> bytes | None:
    """The 32 bytes *header* states; None if it is not exactly ``sha256=`` and 64 hex digits."""
    text = header.decode("latin-1") if isinstance(header, bytes) else header
    if len(text) != _HEADER_LENGTH or text[:_PREFIX_LENGTH] != _PREFIX:
        return None
    try:
        digest = bytes.fromhex(text[_PREFIX_LENGTH:])
    except ValueError:
        return None
    # fromhex skips blanks, so a header with some gives too few bytes.
    return digest if len(digest) == _DIGEST else None
