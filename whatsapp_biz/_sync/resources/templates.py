# Generated from whatsapp_biz/_async/resources/templates.py by scripts/unasync.py; edit that file instead.
"""``wa.templates``: message templates of the WhatsApp Business Account."""

from __future__ import annotations

from typing import final

from ...consent.categories import Categories
from ...operations.templates import GetTemplate, ListTemplates, TemplateInfo
from ..gate import Gate
from ..pages import Pages


@final
class Templates:
    """Message templates of one WhatsApp Business Account."""

    def __init__(self, gate: Gate, waba_id: str, categories: Categories) -> None:
        self._gate = gate
        self._waba_id = waba_id
        self._categories = categories

    def list(
        self, *, name: str | None = None, status: str | None = None, limit: int = 100
    ) -> Pages[TemplateInfo]:
        """Every template, fetched a page at a time while you iterate.

        Args:
            name: Only templates of this name, in every language.
            status: Only templates in this state, e.g. ``"APPROVED"``.
            limit: Page size, 1 to 1000.
        """
        operation = ListTemplates(waba_id=self._waba_id, name=name, status=status, limit=limit)
        return Pages(self._gate, operation, self._learn)

    def get(self, template_id: str) -> TemplateInfo:
        """One template by its id.

        Raises:
            ApiError: There is none.
            TransportError: Meta did not answer.
        """
        template = self._gate.call(GetTemplate(template_id=template_id))
        self._learn(template)
        return template

    def _learn(self, template: TemplateInfo) -> None:
        self._categories.learn(template.name, template.language, template.category)
