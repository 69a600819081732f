"""Templates: the messages Meta approves beforehand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from . import limits
from ._value import SHOWN, FrozenDict, MessageValue, check_text, freeze, thaw
from .components import carousel_component, check_values, fill, offer, raw, tap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from .components import CarouselCard, TemplateBody, TemplateButton, TemplateHeader

CATEGORIES = ("marketing", "utility", "authentication")

_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")  # approved names are lower case; Meta's samples hold "-"
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,34}\Z")


@attrs.frozen(eq=False, repr=False, init=False)
class Template(MessageValue):
    """A message from an approved template, with its variables filled.

    *header*, *body*, *buttons*, *offer_ends_at* and *carousel* are written down as
    `components`, which is all the value keeps.

    Args:
        name: Of the template.
        language: Its code, e.g. ``"de"`` or ``"en_US"``.
        category: ``"marketing"``, ``"utility"`` or ``"authentication"``, as approved. It is not
            sent: consent is judged by it.
        header: A text, an `Image`, a `Video`, a `Document` or a `Location`.
        body: Values in order, ``["#4711"]``, or by name, ``{"first_name": "Ana"}``.
        buttons: Those whose variable is filled, e.g. ``[UrlButton("4711", index=1)]``.
        offer_ends_at: End of a limited-time offer; aware.
        carousel: 2 to 10 cards.
        components: Any other component in its wire form; kept exactly.

    Raises:
        ValueError: A value is outside its limits: at most 1024 characters, without newlines,
            tabs or more than four spaces in a row.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
    """

    kind = "template"

    name: str = attrs.field(metadata=SHOWN)
    language: str = attrs.field(kw_only=True, metadata=SHOWN)
    category: str | None = attrs.field(kw_only=True, metadata=SHOWN)
    components: tuple[FrozenDict, ...] = attrs.field(kw_only=True)

    def __init__(
        self,
        name: str,
        *,
        language: str,
        category: str | None = None,
        header: TemplateHeader | None = None,
        body: TemplateBody | None = None,
        buttons: Sequence[TemplateButton] | None = None,
        offer_ends_at: datetime | None = None,
        carousel: Sequence[CarouselCard] | None = None,
        components: Sequence[Mapping[str, Any]] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        wire: list[Mapping[str, Any]] = [*fill(header, body)]
        if offer_ends_at is not None:
            wire.append(offer(offer_ends_at))
        wire += tap(buttons)
        if carousel is not None:
            wire.append(carousel_component(carousel))
        wire += raw(components)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it
            name,
            language=language,
            category=_category(category),
            components=freeze(wire, "Template.components"),
            extra=extra,
        )

    def _check(self) -> None:
        check_text("Template.name", self.name, limits.TEMPLATE_NAME)
        if not _NAME.match(self.name):
            raise ValueError("Template.name has letters, digits, _ and - only")
        check_text("Template.language", self.language)
        if not _LANGUAGE.match(self.language):
            raise ValueError("Template.language must be a language code, e.g. 'de' or 'en_US'")
        check_values(self.components, "Template.components")

    def _wire(self) -> dict[str, Any]:
        wire: dict[str, Any] = {"name": self.name, "language": {"code": self.language}}
        if self.components:
            wire["components"] = thaw(self.components)
        return {"type": "template", "template": wire}


def _category(value: object) -> str | None:
    if value is None:
        return None
    category = value.lower() if isinstance(value, str) else None
    if category not in CATEGORIES:
        raise ValueError(f"Template.category must be one of {', '.join(CATEGORIES)}, or None")
    return category
