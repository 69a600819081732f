"""Webhooks as Meta writes and signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import attrs

from .rules import DOCS, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .world import Inbound, Outgoing, Person, Status, Template, World


@attrs.frozen(repr=False)
class Delivery:
    """One webhook request; unpacks to its body and its headers.

    Args:
        body: The exact bytes that are signed.
        headers: What Meta sends along, the signature among them.
        field: What it is about, e.g. ``"messages"``.
    """

    body: bytes
    headers: dict[str, str]
    field: str = "messages"

    def __iter__(self) -> Iterator[Any]:
        yield self.body
        yield self.headers

    def __repr__(self) -> str:
        return f"Delivery({self.field}, {len(self.body)} bytes)"


def meta_json(value: Any) -> bytes:
    r"""*value* in Meta's spelling: compact, ``\uXXXX`` in lower case, ``\/`` for a slash."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signature(body: bytes, app_secret: str) -> str:
    """The value of ``X-Hub-Signature-256`` for *body*."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def delivery(world: World, field: str, value: dict[str, Any]) -> Delivery:
    """A signed webhook with one change in one entry."""
    entry = {"id": world.waba_id, "changes": [{"value": value, "field": field}]}
    body = meta_json({"object": "whatsapp_business_account", "entry": [entry]})
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature-256": signature(body, world.app_secret),
    }
    return Delivery(body, headers, field)


def message(world: World, inbound: Inbound, content: dict[str, Any]) -> Delivery:
    """What the customer wrote.

    *content* is ``type``, the object named by it, and ``context`` if it answers something.
    """
    person = inbound.person
    written = {
        **_present(("from", person.wa_id), ("from_user_id", _user_id(world, person))),
        "id": inbound.id,
        "timestamp": _seconds(inbound.at.timestamp()),
        **content,
    }
    value = {**_envelope(world), "contacts": [_contact(world, person)], "messages": [written]}
    return delivery(world, "messages", value)


def status(world: World, outgoing: Outgoing, name: Status) -> Delivery:
    """What became of a message; a failure carries the code of *outgoing*."""
    person = outgoing.person
    value = _envelope(world)
    told: dict[str, Any] = {
        "id": outgoing.id,
        "status": name,
        "timestamp": _seconds(world.clock().timestamp()),
        **_present(
            ("recipient_id", person.wa_id),
            ("recipient_user_id", _user_id(world, person)),
            ("biz_opaque_callback_data", outgoing.body.get("biz_opaque_callback_data")),
        ),
    }
    if outgoing.code is not None:
        told["errors"] = [_failure(outgoing.code)]
    else:
        value["contacts"] = [_contact(world, person)]
        told["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "category": outgoing.category.lower(),
            "type": "regular",
        }
    return delivery(world, "messages", {**value, "statuses": [told]})


def user_preference(world: World, person: Person, choice: str) -> Delivery:
    """The customer chose to ``stop`` or to ``resume`` marketing messages."""
    told = {
        **_present(("wa_id", person.wa_id), ("user_id", _user_id(world, person))),
        "detail": f"The customer chose to {choice} marketing messages",
        "category": "marketing_messages",
        "value": choice,
        "timestamp": int(world.clock().timestamp()),
    }
    contacts = [_contact(world, person)]
    value = {**_envelope(world), "contacts": contacts, "user_preferences": [told]}
    return delivery(world, "user_preferences", value)


def template_status(world: World, template: Template) -> Delivery:
    """The template got a new status."""
    value = {
        "event": template.status,
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": "INVALID_FORMAT" if template.status == "REJECTED" else "NONE",
    }
    return delivery(world, "message_template_status_update", value)


def _envelope(world: World) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": world.display_number,
            "phone_number_id": world.phone_number_id,
        },
    }


def _contact(world: World, person: Person) -> dict[str, Any]:
    ways = _present(("wa_id", person.wa_id), ("user_id", _user_id(world, person)))
    return {"profile": {"name": person.name or "Someone"}, **ways}


def _user_id(world: World, person: Person) -> str | None:
    return person.bsuid if world.user_ids or person.wa_id is None else None


def _present(*pairs: tuple[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None}


def _seconds(instant: float) -> str:
    return str(int(instant))


def _failure(code: int) -> dict[str, Any]:
    title = title_of(code)
    details = f"The emulator did not deliver this message: {title.lower()}."
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": DOCS,
    }
