"""Uploading, looking up, downloading and deleting files."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any

from .._http import Response
from .http import Answer, EmulatedRequest, address
from .rules import Refusal
from .world import GRAPH, UPLOAD_LIFETIME, Media, World

if TYPE_CHECKING:
    from email.message import Message

DOWNLOAD_PATH = "/whatsapp_business/attachments/"
META_MEDIA_HOST = "https://lookaside.fbsbx.com"
URL_LIFETIME = timedelta(minutes=5)

_MB = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
# Sizes in bytes. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
KINDS: dict[str, tuple[int, frozenset[str]]] = {
    "audio": (
        16 * _MB,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    ),
    "document": (
        100 * _MB,
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                f"{_OFFICE}.wordprocessingml.document",
                f"{_OFFICE}.spreadsheetml.sheet",
                f"{_OFFICE}.presentationml.presentation",
            }
        ),
    ),
    "image": (5 * _MB, frozenset({"image/jpeg", "image/png"})),
    "sticker": (500 * 1024, frozenset({"image/webp"})),
    "video": (16 * _MB, frozenset({"video/mp4", "video/3gpp"})),
}


def upload(world: World, request: EmulatedRequest) -> Answer:
    """Keep the file of a ``multipart/form-data`` request."""
    form = _form(request)
    if isinstance(form, Refusal):
        return form
    if _field(form, "messaging_product") != "whatsapp":
        return Refusal(100, "messaging_product is required and must be whatsapp.")
    file = form.get("file")
    if file is None:
        return Refusal(100, "file is required.")
    mime_type = (_field(form, "type") or file.get_content_type()).partition(";")[0].strip()
    data = _content(file)
    problem = _unfit(mime_type.lower(), len(data))
    if problem is not None:
        return problem
    media = world.keep(data, mime_type.lower(), sha256(data), UPLOAD_LIFETIME)
    return {"id": media.id}


def describe(world: World, request: EmulatedRequest, media: Media) -> Answer:
    """Where the file can be fetched for five minutes, and what it is."""
    if problem := _not_owned(world, request):
        return problem
    return {
        "messaging_product": "whatsapp",
        "url": download_address(world, media, request.origin),
        "mime_type": media.mime_type,
        "sha256": media.sha256,
        "file_size": len(media.data),
        "id": media.id,
    }


def delete(world: World, request: EmulatedRequest, media: Media) -> Answer:
    """Forget the file."""
    if problem := _not_owned(world, request):
        return problem
    del world.media[media.id]
    return {"success": True}


def download(world: World, request: EmulatedRequest) -> Response:
    """The bytes, while the address is fresh; else 404."""
    media = world.find_media(request.parameter("mid") or "")
    expires = request.parameter("ext") or ""
    if media is None or not _fresh(world, media, expires, request.parameter("hash") or ""):
        return Response(404, {"content-type": "text/plain"}, b"")
    return Response(200, {"content-type": media.mime_type}, media.data)


def download_address(world: World, media: Media, origin: str) -> str:
    """An address good for five minutes, on Meta's media host where *origin* is Meta's."""
    expires = str(int((world.clock() + URL_LIFETIME).timestamp()))
    host = META_MEDIA_HOST if origin == GRAPH else origin
    seal = _seal(world, media, expires)
    return address(host, DOWNLOAD_PATH, mid=media.id, ext=expires, hash=seal)


def suits(mime_type: str, used_as: str) -> bool:
    """Whether a file of that type may be sent as e.g. an ``image``; documents may be anything."""
    kind = KINDS.get(used_as)
    return kind is None or used_as == "document" or mime_type in kind[1]


def sha256(data: bytes) -> str:
    """The SHA-256 of *data* in hex."""
    return hashlib.sha256(data).hexdigest()


def _unfit(mime_type: str, size: int) -> Refusal | None:
    limits = [most for most, types in KINDS.values() if mime_type in types]
    if not limits:
        return Refusal(100, "The file's type is none that WhatsApp takes.")
    if not 0 < size <= max(limits):
        return Refusal(131053, f"The file must have 1 to {max(limits)} bytes.")
    return None


def _not_owned(world: World, request: EmulatedRequest) -> Refusal | None:
    owner = request.parameter("phone_number_id")
    if owner in {None, world.phone_number_id}:
        return None
    return Refusal(100, "The file belongs to another phone number.", subcode=33)


def _seal(world: World, media: Media, expires: str) -> str:
    told = f"{media.id} {expires}".encode("utf-8", "surrogatepass")
    return hmac.new(world.app_secret.encode(), told, hashlib.sha256).hexdigest()[:32]


def _fresh(world: World, media: Media, expires: str, seal: str) -> bool:
    if not hmac.compare_digest(
        seal.encode("utf-8", "surrogatepass"), _seal(world, media, expires).encode()
    ):
        return False
    return world.clock() < datetime.fromtimestamp(int(expires), tz=UTC)


# multipart/form-data ------------------------------------------------------------------------


def _form(request: EmulatedRequest) -> dict[str, Message[str, str]] | Refusal:
    kind = request.headers.get("content-type", "")
    head = f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    parsed = BytesParser(policy=HTTP).parsebytes(head + request.body)
    if parsed.get_content_type() != "multipart/form-data" or not parsed.is_multipart():
        return Refusal(100, "An upload is sent as multipart/form-data.")
    parts: Any = parsed.iter_parts()
    return {str(part.get_param("name", "", "content-disposition")): part for part in parts}


def _content(part: Message[str, str]) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _field(form: dict[str, Message[str, str]], name: str) -> str:
    part = form.get(name)
    return "" if part is None else _content(part).decode("utf-8", "replace").strip()
