"""The emulator's own routes: what tests in other languages arrange."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .._http import Response
from ..contact import Contact
from .http import as_json
from .page import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from .customer import Customer
    from .deliveries import Delivery
    from .emulator import Emulator
    from .http import EmulatedRequest

_JSON = {"content-type": "application/json; charset=utf-8"}
_PAGE = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "cache-control": "no-store",
}

_Arguments = dict[str, Any]
_DEEDS: dict[str, Callable[[Customer, _Arguments], Delivery | None]] = {
    "says": lambda customer, given: customer.says(**given),
    "taps": lambda customer, given: customer.taps(**given),
    "chooses": lambda customer, given: customer.chooses(**given),
    "picks": lambda customer, given: customer.picks(**given),
    "reacts": lambda customer, given: customer.reacts(**given),
    "reads": lambda customer, given: customer.reads(**given),
    "blocks": lambda customer, given: customer.blocks(**given),
    "unblocks": lambda customer, given: customer.unblocks(**given),
    "stops_marketing": lambda customer, given: customer.stops_marketing(**given),
    "resumes_marketing": lambda customer, given: customer.resumes_marketing(**given),
}


def owns(path: str) -> bool:
    """Whether *path* is the emulator's own, and none of Graph's."""
    return path == "/" or path.startswith("/emulator/")


def control(emulator: Emulator, request: EmulatedRequest) -> Response:
    """Carry out a request to one of the emulator's own routes."""
    path = request.path.strip("/").split("/")
    if request.method == "GET":
        return _shown(emulator, path)
    arguments = arguments_of(request)
    if arguments is None:
        return refuse(400, "send a JSON object, with Content-Type: application/json")
    try:
        return _done(emulator, path, arguments)
    except (TypeError, ValueError, LookupError, OverflowError) as wrong:
        return refuse(400, str(wrong))


def arguments_of(request: EmulatedRequest) -> _Arguments | None:
    """The JSON object in the body, empty if there is no body; None if it is something else.

    The content type is insisted on: no page of a foreign site can send it unasked.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        value = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def answer(value: Any) -> Response:
    """*value* as JSON."""
    return Response(200, _JSON, as_json(value))


def refuse(status: int, why: str) -> Response:
    """An error of the emulator's own routes."""
    return Response(status, _JSON, as_json({"error": {"message": why}}))


def _shown(emulator: Emulator, path: list[str]) -> Response:
    with emulator.lock:
        match path:
            case [""]:
                page = render(emulator.world).encode("utf-8", "replace")
                return Response(200, _PAGE, page)
            case ["emulator", "outbox"]:
                return answer({"data": [_sent(message) for message in emulator.outbox]})
            case ["emulator", "deliveries"]:
                return answer({"data": [_told(told) for told in emulator.deliveries()]})
    return refuse(404, "the emulator has no such route")


def _done(emulator: Emulator, path: list[str], arguments: _Arguments) -> Response:
    match path:
        case ["emulator", "customers", number, deed] if deed in _DEEDS:
            _need_texts(arguments)
            customer = emulator.customer(Contact.parse(number), name=arguments.pop("name", ""))
            told = _DEEDS[deed](customer, arguments)
            return answer({"success": True} if told is None else _told(told))
        case ["emulator", "clock", "advance"]:
            emulator.clock.advance(**arguments)
            return answer({"now": emulator.clock().isoformat()})
        case ["emulator", "templates"]:
            variables = arguments.pop("body_variables", None)
            _need_texts(arguments)
            return answer({"id": emulator.add_template(**arguments, body_variables=variables).id})
        case ["emulator", "fail_next"]:
            emulator.fail_next(**arguments)
            return answer({"success": True})
        case ["emulator", "reset"]:
            emulator.reset()
            return answer({"success": True})
    return refuse(404, "the emulator has no such route")


def _need_texts(arguments: _Arguments) -> None:
    if not all(isinstance(value, str) for value in arguments.values()):
        raise ValueError("every value must be a string")


def _told(told: Delivery) -> dict[str, Any]:
    return {"body": told.body.decode(), "headers": told.headers}


def _sent(message: Any) -> dict[str, Any]:
    return {
        "id": message.id,
        "to": message.to,
        "type": message.type,
        "text": message.text,
        "status": message.status,
        "code": message.code,
        "body": message.body,
    }
