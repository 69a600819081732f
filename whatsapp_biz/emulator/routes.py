"""Every route the emulator knows, and 501 for the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import catalogue, ids, media, sending
from .http import Answer, EmulatedRequest, as_response, not_implemented
from .rules import Refusal, check_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._http import Response
    from .world import World

OLDEST, NEWEST = 14, 26  # Graph versions it answers to

_VERSIONED = re.compile(r"/v([0-9]{1,2})\.0/(.+?)/?\Z")
_EDGES: dict[tuple[str, str], Callable[[World, EmulatedRequest], Answer]] = {
    ("POST", "messages"): sending.post,
    ("POST", "media"): media.upload,
    ("GET", "whatsapp_business_profile"): catalogue.profile,
    ("POST", "whatsapp_business_profile"): catalogue.change_profile,
    ("GET", "message_templates"): catalogue.listing,
    ("POST", "message_templates"): catalogue.create,
    ("DELETE", "message_templates"): catalogue.delete,
}


def handle(world: World, request: EmulatedRequest) -> Response:
    """Answer one request; the only thing that changes is *world*."""
    trace = ids.letters(22, world.seed, "trace", world.serial())
    version = f"v{NEWEST}.0"
    if (request.method, request.path) == ("GET", media.DOWNLOAD_PATH):
        answer: Answer = check_token(request.token, world.token) or media.download(world, request)
        return as_response(answer, trace=trace, version=version)
    match = _VERSIONED.match(request.path)
    if match is None or not OLDEST <= int(match[1]) <= NEWEST:
        answer = not_implemented(request.method, request.path)
        return as_response(answer, trace=trace, version=version)
    answer = _graph(world, request, match[2].split("/"))
    return as_response(answer, trace=trace, version=f"v{int(match[1])}.0")


def _graph(world: World, request: EmulatedRequest, path: list[str]) -> Answer:
    match path:
        case [owner, edge] if (request.method, edge) in _EDGES:
            expected = world.waba_id if edge == "message_templates" else world.phone_number_id
            if refused := check_token(request.token, world.token):
                return refused
            return _EDGES[request.method, edge](world, request) if owner == expected else _NOBODY
        case [node] if _is_id(node) and node not in {world.waba_id, world.phone_number_id}:
            return _node(world, request, node)
        case _:
            return not_implemented(request.method, request.path)


def _node(world: World, request: EmulatedRequest, node: str) -> Answer:
    """A file or a template by its id."""
    if request.method not in {"GET", "DELETE"}:
        return not_implemented(request.method, request.path)
    if refused := check_token(request.token, world.token):
        return refused
    file, template = world.find_media(node), world.templates.get(node)
    match request.method:
        case "GET" if file is not None:
            return media.describe(world, request, file)
        case "DELETE" if file is not None:
            return media.delete(world, request, file)
        case "GET" if template is not None:
            return catalogue.show(request, template)
        case _:
            return _NOBODY


def _is_id(node: str) -> bool:
    return node.isascii() and node.isdigit()


_NOBODY = Refusal(100, "There is nothing of that id, or this token may not see it.", subcode=33)
