"""What Meta last said of each template's category."""

from __future__ import annotations

from typing import Any, final

from .purpose import Category


@final
class Categories:
    """Template categories as Meta knows them, learned from look-ups and webhooks.

    An author may call a template stricter than Meta does, never laxer.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def learn(self, name: str, language: str, *categories: str | None) -> None:
        """Remember the strictest of *categories*, in any case; nothing if there is none."""
        said = [category.lower() for category in categories if category]
        if said and name:
            strict = Category.MARKETING if Category.MARKETING in said else said[0]
            self._known[name, language] = str(strict)

    def of(self, template: Any) -> str | None:
        """The category of a template message's ``template`` object; None if not known."""
        if not isinstance(template, dict):
            return None
        name, language = template.get("name"), template.get("language")
        code = language.get("code") if isinstance(language, dict) else None
        if not isinstance(name, str) or not isinstance(code, str):
            return None
        return self._known.get((name, code))
