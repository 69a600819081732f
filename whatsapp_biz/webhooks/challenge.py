"""Meta's handshake: proof that the address is ours.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from ..errors import ChallengeMismatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..redact import Secret

# Meta sends digits; the rest keeps an answer from being read as markup.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")


def answer(query: Mapping[str, str], *, verify_token: Secret) -> str:
    """The text to answer the handshake with, as ``text/plain``.

    Args:
        query: The parameters of the GET request: ``hub.mode``, ``hub.verify_token`` and
            ``hub.challenge``.
        verify_token: What was entered as verify token in the app dashboard.

    Raises:
        ChallengeMismatch: The token is another, or this is no handshake.
    """
    mode = query.get("hub.mode")
    token = query.get("hub.verify_token")
    challenge = query.get("hub.challenge")
    if mode != "subscribe" or not isinstance(token, str) or not isinstance(challenge, str):
        raise ChallengeMismatch("this is no webhook handshake: hub parameters are missing")
    expected = verify_token.reveal().encode()
    if not hmac.compare_digest(token.encode("utf-8", "surrogatepass"), expected):
        raise ChallengeMismatch("hub.verify_token is not the one configured here")
    if not _CHALLENGE.match(challenge):
        raise ChallengeMismatch("hub.challenge must be 1 to 256 letters, digits, _ or -")
    return challenge
