"""The business's templates and its profile."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from .http import Answer, EmulatedRequest, address
from .rules import Refusal

if TYPE_CHECKING:
    from .world import Template, World

PAGE = 25  # templates on a page unless asked for another number
PAGE_MAX = 1000
CATEGORIES = frozenset({"AUTHENTICATION", "MARKETING", "UTILITY"})
_NAME = re.compile(r"[a-z0-9_]{1,512}\Z")

# Characters. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles
_PROFILE = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 64}
WEBSITES = 2
WEBSITE = 256  # characters


# Templates ----------------------------------------------------------------------------------


def show(request: EmulatedRequest, template: Template) -> Answer:
    """One template."""
    return _fields(request, _as_json(template))


def listing(world: World, request: EmulatedRequest) -> Answer:
    """A page of templates, filtered by name, status, category and language."""
    limit = request.parameter("limit") or str(PAGE)
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:6]) <= PAGE_MAX):
        return Refusal(100, f"limit must be from 1 to {PAGE_MAX}.")
    wanted = {
        name: value
        for name in ("name", "status", "category", "language")
        if (value := request.parameter(name)) is not None
    }
    found = [
        row
        for row in map(_as_json, world.templates.values())
        if all(row[name] == value for name, value in wanted.items())
    ]
    start = _after(request.parameter("after"))
    if start is None:
        return Refusal(100, "after is no cursor of ours.")
    return _page(request, found, start, int(limit))


def create(world: World, request: EmulatedRequest) -> Answer:
    """Submit a template; it stays ``PENDING`` until it is reviewed."""
    body = request.json()
    if isinstance(body, Refusal):
        return body
    if problem := _unfit(body):
        return problem
    name, language = body["name"], body["language"]
    if any((t.name, t.language) == (name, language) for t in world.templates.values()):
        return Refusal(100, "There is already a template of that name in that language.")
    category = body["category"].upper()
    template = world.add_template(
        name,
        language=language,
        category=category,
        status="PENDING",
        components=tuple(body["components"]),
        body_variables=1 if category == "AUTHENTICATION" else None,
    )
    return {"id": template.id, "status": template.status, "category": template.category}


def delete(world: World, request: EmulatedRequest) -> Answer:
    """Delete every language of a name, or the one with that ``hsm_id``."""
    name, one = request.parameter("name"), request.parameter("hsm_id")
    if name is None:
        return Refusal(100, "name is required.")
    gone = [
        template.id
        for template in world.templates.values()
        if template.name == name and one in {None, template.id}
    ]
    for template_id in gone:
        del world.templates[template_id]
    return {"success": True} if gone else Refusal(100, "There is no such template.")


def _unfit(body: dict[str, Any]) -> Refusal | None:
    for name in ("name", "language", "category", "components"):
        if not body.get(name):
            return Refusal(100, f"{name} is required.")
    if not isinstance(body["name"], str) or not _NAME.match(body["name"]):
        return Refusal(100, "name must have 1 to 512 lower-case letters, digits or underscores.")
    if not isinstance(body["language"], str):
        return Refusal(100, "language must be a string.")
    if str(body["category"]).upper() not in CATEGORIES:
        return Refusal(100, f"category must be one of {', '.join(sorted(CATEGORIES))}.")
    parts = body["components"]
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return Refusal(100, "components must be a list of objects.")
    if "BODY" not in {str(part.get("type")).upper() for part in parts}:
        return Refusal(100, "components must hold a BODY.")
    return None


def _as_json(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "components": list(template.components),
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "id": template.id,
    }


def _fields(request: EmulatedRequest, row: dict[str, Any]) -> dict[str, Any]:
    wanted = request.parameter("fields")
    if not wanted:
        return row
    names = {name.strip() for name in wanted.split(",")}
    return {name: value for name, value in row.items() if name in names or name == "id"}


def _page(
    request: EmulatedRequest, rows: list[dict[str, Any]], start: int, limit: int
) -> dict[str, Any]:
    shown = [_fields(request, row) for row in rows[start : start + limit]]
    if not shown:
        return {"data": []}
    end = start + len(shown)
    paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
    if end < len(rows):
        kept = {key: value for key, value in request.query if key != "access_token"}
        query = {**kept, "limit": str(limit), "after": _cursor(end)}
        paging["next"] = address(request.origin, request.path, **query)
    return {"data": shown, "paging": paging}


def _cursor(position: int) -> str:
    return urlsafe_b64encode(f"at {position}".encode()).decode()


def _after(cursor: str | None) -> int | None:
    if not cursor:
        return 0
    try:
        word, _, position = urlsafe_b64decode(cursor).decode().partition(" ")
        return int(position) if word == "at" else None
    except ValueError:
        return None


# Profile ------------------------------------------------------------------------------------


def profile(world: World, request: EmulatedRequest) -> Answer:
    """The profile, or the fields of it that are asked for."""
    told = {**world.profile, "messaging_product": "whatsapp"}
    wanted = request.parameter("fields")
    if wanted:
        names = {name.strip() for name in wanted.split(",")} | {"messaging_product"}
        told = {name: value for name, value in told.items() if name in names}
    return {"data": [told]}


def change_profile(world: World, request: EmulatedRequest) -> Answer:
    """Change some fields of the profile."""
    body = request.json()
    if isinstance(body, Refusal):
        return body
    if body.pop("messaging_product", None) != "whatsapp":
        return Refusal(100, "messaging_product is required and must be whatsapp.")
    picture = body.pop("profile_picture_handle", None)
    for name, value in body.items():
        if problem := _unfit_field(name, value):
            return problem
    if picture is not None:
        body["profile_picture_url"] = f"https://pps.whatsapp.net/emulated/{world.serial()}"
    world.profile.update(body)
    return {"success": True}


def _unfit_field(name: str, value: Any) -> Refusal | None:
    if name == "websites":
        fits = (
            isinstance(value, list)
            and len(value) <= WEBSITES
            and all(isinstance(site, str) and len(site) <= WEBSITE for site in value)
        )
        return None if fits else Refusal(100, f"websites: {WEBSITES} of {WEBSITE} characters.")
    if name not in _PROFILE:
        return Refusal(100, "The profile has no such field.")
    if not isinstance(value, str) or len(value) > _PROFILE[name]:
        return Refusal(100, f"{name} must have at most {_PROFILE[name]} characters.")
    return None
