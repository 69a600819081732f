"""What Meta refuses, with which code, and by which road."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .world import Person, Template, World

DOCS = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
EMULATED_TOKEN = "EMU_"  # noqa: S105 - a prefix, no secret
REAL_TOKEN = "EAA"  # noqa: S105 - how Meta's own tokens begin

# https://developers.facebook.com/docs/whatsapp/pricing (customer service windows)
CUSTOMER_SERVICE_WINDOW = timedelta(hours=24)


class Road(StrEnum):
    """How a refusal reaches the business."""

    ANSWER = "synchronous"  # an error in the answer to the request
    WEBHOOK = "asynchronous"  # 200 and an id, then a status ``failed``


@attrs.frozen
class Rule:
    """One of Meta's error codes.

    Args:
        status: HTTP status when it comes in the answer.
        title: A few words of our own.
        road: How it usually comes.
        unsure: Whether Meta's pages leave the road open.
    """

    status: int
    title: str
    road: Road = Road.ANSWER
    unsure: bool = False


# Statuses: Meta's page of error codes, as of 2026-09; a code missing there is given 400.
RULES: dict[int, Rule] = {
    0: Rule(401, "Authentication failed"),
    1: Rule(400, "Unknown API fault"),
    2: Rule(503, "API out of service"),
    3: Rule(500, "Capability missing"),
    4: Rule(400, "Too many API calls"),
    10: Rule(403, "Permission denied"),
    33: Rule(400, "Phone number deleted"),
    100: Rule(400, "Invalid parameter"),
    190: Rule(401, "Access token invalid"),
    200: Rule(403, "Permission missing"),
    368: Rule(403, "Blocked for a policy violation"),
    80007: Rule(400, "Account rate limit reached"),
    130403: Rule(400, "Recipient blocked by the business", Road.WEBHOOK, unsure=True),
    130429: Rule(400, "Throughput reached"),
    130472: Rule(400, "Recipient is part of an experiment", Road.WEBHOOK),
    131000: Rule(500, "Something went wrong"),
    131005: Rule(403, "Access denied"),
    131008: Rule(400, "Required parameter is missing"),
    131009: Rule(400, "Parameter value is not valid"),
    131016: Rule(500, "Service unavailable"),
    131021: Rule(400, "Sender and recipient are the same"),
    131026: Rule(400, "Message undeliverable", Road.WEBHOOK, unsure=True),
    131030: Rule(400, "Recipient not on the allow list"),
    131031: Rule(403, "Account locked"),
    131042: Rule(400, "Payment problem", Road.WEBHOOK, unsure=True),
    131047: Rule(400, "Outside the customer service window", Road.WEBHOOK, unsure=True),
    131048: Rule(400, "Spam rate limit reached"),
    131049: Rule(400, "Held back for a healthy ecosystem", Road.WEBHOOK),
    131050: Rule(400, "Recipient stopped marketing messages", Road.WEBHOOK),
    131051: Rule(400, "Message type not supported"),
    131053: Rule(400, "Media could not be used", Road.WEBHOOK, unsure=True),
    131056: Rule(400, "Too many messages to one recipient"),
    131057: Rule(500, "Number under maintenance"),
    131062: Rule(400, "A user id cannot be used here"),
    132000: Rule(400, "Number of template parameters does not match"),
    132001: Rule(404, "Template does not exist in that language"),
    132012: Rule(400, "Template parameter has the wrong format"),
    132015: Rule(400, "Template is paused"),
    132016: Rule(400, "Template is disabled"),
    133010: Rule(400, "Phone number not registered"),
}
TRANSIENT = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057})


@attrs.frozen
class Refusal:
    """A no of Meta's.

    Args:
        details: What exactly is wrong; no numbers, no bodies.
        subcode: Meta's ``error_subcode``, where there is one.
    """

    code: int
    details: str
    subcode: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return status_of(self.code)


def status_of(code: int) -> int:
    """The HTTP status Meta gives with *code*."""
    rule = RULES.get(code)
    return HTTPStatus.BAD_REQUEST if rule is None else rule.status


def title_of(code: int) -> str:
    """*code* in a few words."""
    rule = RULES.get(code)
    return f"Error {code}" if rule is None else rule.title


def road_of(code: int, *, synchronous: frozenset[int] = frozenset()) -> Road:
    """How *code* reaches the business; codes in *synchronous* come in the answer."""
    rule = RULES.get(code)
    return Road.ANSWER if rule is None or code in synchronous else rule.road


def error_body(refusal: Refusal, fbtrace_id: str) -> dict[str, Any]:
    """The error envelope of the Graph API.

    Source: https://developers.facebook.com/docs/graph-api/guides/error-handling
    """
    error: dict[str, Any] = {
        "message": f"(#{refusal.code}) {title_of(refusal.code)}",
        "type": "OAuthException",
        "code": refusal.code,
        "error_data": {"messaging_product": "whatsapp", "details": refusal.details},
        "fbtrace_id": fbtrace_id,
    }
    if refusal.subcode is not None:
        error["error_subcode"] = refusal.subcode
    if refusal.code in TRANSIENT:
        error["is_transient"] = True
    return {"error": error}


# The token ----------------------------------------------------------------------------------


def check_token(token: str | None, expected: str) -> Refusal | None:
    """Whether *token* is the one the emulator issued."""
    if token == expected:
        return None
    if not token:
        return Refusal(190, "There is no access token: send Authorization: Bearer <token>.")
    if token.startswith(REAL_TOKEN):
        return Refusal(
            190,
            "This is an emulator, and that looks like a real token of Meta's. Nothing was sent "
            f"to Meta. Use the token the emulator issued; it begins with {EMULATED_TOKEN}.",
        )
    return Refusal(190, "This emulator did not issue that access token.")


# What depends on the person -----------------------------------------------------------------


def window_open(last_inbound: datetime | None, now: datetime) -> bool:
    """Whether the customer wrote less than 24 hours ago."""
    return last_inbound is not None and now - last_inbound < CUSTOMER_SERVICE_WINDOW


def judge(world: World, person: Person, template: Template | None) -> Refusal | None:
    """Why this person does not get the message; None if they do.

    A message without a *template* is free-form.
    """
    if not person.on_whatsapp:
        return Refusal(131026, "The recipient does not use WhatsApp.")
    if template is None:
        if not window_open(person.last_inbound.get(world.phone_number_id), world.clock()):
            return Refusal(
                131047,
                "The recipient did not write within the last 24 hours: send a template instead.",
            )
    elif template.category == "MARKETING" and person.marketing_stopped:
        return Refusal(131050, "The recipient stopped marketing messages of this business.")
    return None


# Templates ----------------------------------------------------------------------------------

_UNUSABLE = {"PAUSED": 132015, "DISABLED": 132016}


def find_template(world: World, name: object, language: object) -> Template | Refusal:
    """The approved template of that name and language, or why there is none."""
    for template in world.templates.values():
        if (template.name, template.language) == (name, language):
            if template.status == "APPROVED":
                return template
            code = _UNUSABLE.get(template.status, 132001)
            return Refusal(code, f"The template exists, but its status is {template.status}.")
    return Refusal(
        132001,
        "There is no such template in that language; the emulator learns one by add_template().",
    )


def check_parameters(template: Template, components: Any) -> Refusal | None:
    """Whether the message fills the body's variables, where they are known."""
    expected = template.body_variables
    if expected is None:
        return None
    given = sum(1 for _ in _body_parameters(components))
    if given == expected:
        return None
    return Refusal(132000, f"The body takes {expected} parameters, the message has {given}.")


def _body_parameters(components: Any) -> Iterator[Any]:
    for part in components or ():
        if str(part.get("type")).lower() == "body":
            yield from part.get("parameters") or ()
