"""A callback that keeps what it is told, as a business would run one."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit


class Callback:
    """A webhook endpoint on this machine.

    Args:
        verify_token: What it lets a handshake pass with.
        answers: The first statuses it answers a POST with; 200 from then on.
    """

    def __init__(self, verify_token: str, answers: tuple[int, ...] = ()) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        told = iter(answers)
        callback = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                passed = query["hub.verify_token"] == [verify_token]
                self._say(200 if passed else 403, query["hub.challenge"][0].encode())

            def do_POST(self) -> None:
                callback.bodies.append(self.rfile.read(int(self.headers["content-length"])))
                callback.headers.append(dict(self.headers))
                self._say(next(told, 200), b"")

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook?tenant=1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
