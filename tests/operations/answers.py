"""Answers of Meta's, as literal bytes."""

from __future__ import annotations

import json
from typing import Any

from whatsapp_biz._http import Response

CANARY = "canary-body-answer"


def answer(body: Any = None, status: int = 200, **headers: str) -> Response:
    """*body* as Meta would answer it; bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, content
    )


def refused(code: int = 190, status: int = 401, **more: Any) -> Response:
    """Meta's error envelope."""
    return answer({"error": {"message": "No", "code": code, **more}}, status)


# What is no readable answer, whatever was asked.
UNREADABLE = {
    "HTML": answer(b"<html>502 Bad Gateway</html>", 502),
    "HTML with 200": answer(b"<html>Welcome</html>"),
    "nothing": answer(b""),
    "nothing with 204": answer(b"", 204),
    "a cut object": answer(b'{"id": "1", "messages": [{"id"'),
    "a list": answer([]),
    "a list with an error": answer([{"error": {"code": 190}}]),
    "null": answer(None),
    "true": answer(True),
    "a number": answer(1),
    "text": answer("ok"),
    "not UTF-8": answer(b'{"id": "\xff"}'),
    "nested without end": answer(b'{"id":' + b"[" * 100_000),
    "500 without an envelope": answer({"id": "1", "success": True, "data": []}, 500),
    "404 without an envelope": answer({"id": "1"}, 404),
    "503 with an error that is text": answer({"error": "unavailable"}, 503),
    "503 with an error that is a list": answer({"error": [1]}, 503),
    "503 with an error that is null": answer({"error": None}, 503),
    "a redirect": answer({"id": "1", "success": True, "data": []}, 302, location="https://x"),
    "304": answer(b"", 304),
}
