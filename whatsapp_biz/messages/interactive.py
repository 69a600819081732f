"""Reply buttons, list menus and link buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from . import limits
from ._value import (
    MessageValue,
    Part,
    check_count,
    check_optional,
    check_text,
    doubt,
    items,
    wrong,
)
from .plain import Document, Image, Video

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Header: TypeAlias = str | Image | Video | Document
"""What may stand above the body: a text of at most 60 characters, or a file."""


def _unique(where: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{where} must differ from one another, and two do not")
        seen.add(value)


@attrs.frozen(eq=False, repr=False)
class _Interactive(MessageValue):
    """A body with an optional header and footer, and something to tap."""

    kind = "interactive"

    body: str
    header: Header | None = attrs.field(default=None, kw_only=True)
    footer: str | None = attrs.field(default=None, kw_only=True)

    def _check(self) -> None:
        name = type(self).__name__
        check_text(f"{name}.body", self.body, self._most())
        check_optional(f"{name}.footer", self.footer, limits.INTERACTIVE_FOOTER)
        if not isinstance(self.header, (Image, Video, Document)):
            check_optional(f"{name}.header", self.header, limits.INTERACTIVE_HEADER)

    def _most(self) -> int:
        return limits.INTERACTIVE_BODY

    def _around(self, kind: str, action: dict[str, Any]) -> dict[str, Any]:
        inner: dict[str, Any] = {"type": kind, "body": {"text": self.body}, "action": action}
        if isinstance(self.header, str):
            inner["header"] = {"type": "text", "text": self.header}
        elif self.header is not None:
            inner["header"] = self.header.payload()
        if self.footer is not None:
            inner["footer"] = {"text": self.footer}
        return {"type": "interactive", "interactive": inner}


# Reply buttons ------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Button(Part):
    """A reply button.

    Args:
        title: 1 to 20 characters.
        id: What comes back when it is tapped, at most 256 characters; *title* if not given.

    Raises:
        ValueError: A value is outside its limits.
    """

    title: str
    id: str = attrs.field(
        default=attrs.Factory(lambda self: self.title, takes_self=True), kw_only=True
    )

    def _check(self) -> None:
        check_text("Button.title", self.title, limits.BUTTON_TITLE)
        check_text("Button.id", self.id, limits.BUTTON_ID)

    def _wire(self) -> dict[str, Any]:
        return {"type": "reply", "reply": {"id": self.id, "title": self.title}}


def _buttons(value: Sequence[Button | str]) -> tuple[Button, ...]:
    given = items("ReplyButtons.buttons", value)
    return tuple(Button(button) if isinstance(button, str) else button for button in given)


@attrs.frozen(eq=False, repr=False)
class ReplyButtons(_Interactive):
    """A message with one to three buttons that answer it.

    Args:
        body: 1 to 1024 characters.
        buttons: 1 to 3 `Button` values or titles, all different.
        header: A text of at most 60 characters, an `Image`, a `Video` or a `Document`.
        footer: At most 60 characters.

    Raises:
        ValueError: A value is outside its limits.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
    """

    buttons: tuple[Button, ...] = attrs.field(kw_only=True, converter=_buttons)

    def _check(self) -> None:
        super()._check()
        check_count("ReplyButtons.buttons", len(self.buttons), limits.REPLY_BUTTONS)
        for button in self.buttons:
            if not isinstance(button, Button):
                raise wrong("each of ReplyButtons.buttons", "a Button", button)
        _unique("titles of reply buttons", (button.title for button in self.buttons))
        _unique("ids of reply buttons", (button.id for button in self.buttons))

    def _wire(self) -> dict[str, Any]:
        return self._around("button", {"buttons": [button.payload() for button in self.buttons]})


# List menus ---------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class ListRow(Part):
    """One choice in a list menu.

    Args:
        title: 1 to 24 characters.
        id: What comes back when it is chosen, at most 200 characters; *title* if not given.
        description: At most 72 characters, below the title.

    Raises:
        ValueError: A value is outside its limits.
    """

    title: str
    id: str = attrs.field(
        default=attrs.Factory(lambda self: self.title, takes_self=True), kw_only=True
    )
    description: str | None = attrs.field(default=None, kw_only=True)

    def _check(self) -> None:
        check_text("ListRow.title", self.title, limits.ROW_TITLE)
        check_text("ListRow.id", self.id, limits.ROW_ID)
        check_optional("ListRow.description", self.description, limits.ROW_DESCRIPTION)

    def _wire(self) -> dict[str, Any]:
        wire = {"id": self.id, "title": self.title}
        if self.description is not None:
            wire["description"] = self.description
        return wire


def _rows(value: Sequence[ListRow | str]) -> tuple[ListRow, ...]:
    given = items("ListSection.rows", value)
    return tuple(ListRow(row) if isinstance(row, str) else row for row in given)


@attrs.frozen(eq=False, repr=False)
class ListSection(Part):
    """Rows of a list menu under one heading.

    Args:
        title: At most 24 characters; None only in a menu of one section.
        rows: `ListRow` values or titles, at least one.

    Raises:
        ValueError: A value is outside its limits.
    """

    title: str | None = None
    rows: tuple[ListRow, ...] = attrs.field(kw_only=True, converter=_rows)

    def _check(self) -> None:
        check_optional("ListSection.title", self.title, limits.SECTION_TITLE)
        check_count("ListSection.rows", len(self.rows), limits.LIST_ROWS)
        for row in self.rows:
            if not isinstance(row, ListRow):
                raise wrong("each of ListSection.rows", "a ListRow", row)

    def _wire(self) -> dict[str, Any]:
        wire: dict[str, Any] = {"rows": [row.payload() for row in self.rows]}
        if self.title is not None:
            wire["title"] = self.title
        return wire


@attrs.frozen(eq=False, repr=False, init=False)
class ListMenu(_Interactive):
    """A message with a button that opens a menu of up to ten rows.

    Args:
        body: 1 to 4096 characters; above 1024 it warns, since Meta's pages disagree.
        button: What the button says, 1 to 20 characters.
        sections: 1 to 10 `ListSection` values with at most ten rows together; or
        rows: 1 to 10 `ListRow` values or titles, as one section without a title.
        header: A text of at most 60 characters; no file here.
        footer: At most 60 characters.

    Raises:
        ValueError: Both or neither of *sections* and *rows*, or a value is outside its limits.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
    """

    button: str = attrs.field(kw_only=True)
    sections: tuple[ListSection, ...] = attrs.field(kw_only=True)

    def __init__(
        self,
        body: str,
        *,
        button: str,
        sections: Sequence[ListSection] | None = None,
        rows: Sequence[ListRow | str] | None = None,
        header: str | None = None,
        footer: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        if (sections is None) == (rows is None):
            raise ValueError("ListMenu needs exactly one of sections= and rows=")
        if rows is not None:
            sections = (ListSection(rows=rows),)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it
            body,
            button=button,
            sections=items("ListMenu.sections", sections),
            header=header,
            footer=footer,
            extra=extra,
        )

    def _most(self) -> int:
        return limits.LIST_BODY

    def _check(self) -> None:
        super()._check()
        check_optional("ListMenu.header", self.header, limits.INTERACTIVE_HEADER)
        check_text("ListMenu.button", self.button, limits.LIST_BUTTON)
        check_count("ListMenu.sections", len(self.sections), limits.LIST_SECTIONS)
        for section in self.sections:
            if not isinstance(section, ListSection):
                raise wrong("each of ListMenu.sections", "a ListSection", section)
            if section.title is None and len(self.sections) > 1:
                raise ValueError("ListSection.title must be given where there is more than one")
        rows = [row for section in self.sections for row in section.rows]
        check_count("ListMenu: rows of all sections together", len(rows), limits.LIST_ROWS)
        _unique("ids of rows", (row.id for row in rows))
        if len(self.body) > limits.INTERACTIVE_BODY:
            doubt(
                f"ListMenu.body has {len(self.body)} characters; Meta may refuse more than "
                f"{limits.INTERACTIVE_BODY}: shorten it",
                stacklevel=5,
            )

    def _wire(self) -> dict[str, Any]:
        sections = [section.payload() for section in self.sections]
        return self._around("list", {"button": self.button, "sections": sections})


# Link buttons -------------------------------------------------------------------------------

_URL = re.compile(r"https?://([^\s/?#:@\[\]\\]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?\Z", re.IGNORECASE)
_BARE_IP = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+))*\.?\Z", re.IGNORECASE)


@attrs.frozen(eq=False, repr=False)
class CtaUrl(_Interactive):
    """A message with one button that opens a web address.

    Args:
        body: 1 to 1024 characters.
        text: What the button says, 1 to 20 characters.
        url: An http or https address with a host name.
        header: A text of at most 60 characters, an `Image`, a `Video` or a `Document`.
        footer: At most 60 characters.

    Raises:
        ValueError: A value is outside its limits.

    Source: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-cta-url-messages
    """

    text: str = attrs.field(kw_only=True)
    url: str = attrs.field(kw_only=True)

    def _check(self) -> None:
        super()._check()
        check_text("CtaUrl.text", self.text, limits.CTA_TEXT)
        check_text("CtaUrl.url", self.url)
        found = _URL.match(self.url)
        if found is None or _BARE_IP.match(found[1]):
            raise ValueError(
                "CtaUrl.url must be an http or https address with a host name, not an IP address"
            )

    def _wire(self) -> dict[str, Any]:
        parameters = {"display_text": self.text, "url": self.url}
        return self._around("cta_url", {"name": "cta_url", "parameters": parameters})
