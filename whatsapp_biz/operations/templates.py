"""``/{waba_id}/message_templates``: the templates of a WhatsApp Business Account.

Source: https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
"""

from __future__ import annotations

from typing import Any

import attrs

from .._http import Request, Response, query_of
from ..messages.limits import TEMPLATE_NAME
from .base import Operation, payload
from .paging import Page, page_of
from .structure import structure

PAGE_SIZE = 100  # templates; Meta allows up to 1,000
_FIELDS = "id,name,language,category,status,components,parameter_format,quality_score"


@attrs.frozen(kw_only=True)
class TemplateInfo:
    """A template as Meta keeps it.

    Args:
        id: Meta's id.
        name: Lower-case letters, digits and underscores.
        language: E.g. ``en_US``.
        category: ``MARKETING``, ``UTILITY`` or ``AUTHENTICATION``; Meta may change it.
        status: ``APPROVED``, ``PENDING``, ``REJECTED``, ``PAUSED``, …
        components: Header, body, footer and buttons, as Meta writes them.
        extra: Everything else Meta said.
    """

    id: str
    name: str
    language: str
    category: str = ""
    status: str = ""
    parameter_format: str = ""
    components: list[Any] = attrs.field(factory=list, repr=False)
    extra: dict[str, Any] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class ListTemplates(Operation[Page[TemplateInfo]]):
    """``GET /{waba_id}/message_templates``: templates, up to *limit* a page."""

    waba_id: str
    name: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.max_len(TEMPLATE_NAME))
    )
    status: str | None = None
    limit: int = attrs.field(
        default=PAGE_SIZE, validator=[attrs.validators.ge(1), attrs.validators.le(1000)]
    )
    after: str | None = None

    def request(self) -> Request:
        """The request for one page."""
        return Request(
            method="GET",
            path=f"{self.waba_id}/message_templates",
            query=query_of(
                (
                    ("fields", _FIELDS),
                    ("name", self.name),
                    ("status", self.status),
                    ("limit", self.limit),
                    ("after", self.after),
                )
            ),
        )

    def parse(self, response: Response) -> Page[TemplateInfo]:
        """One page."""
        return page_of(TemplateInfo, payload(response))

    def next(self, page: Page[TemplateInfo]) -> ListTemplates | None:
        """The same for the page after *page*; None after the last."""
        # A cursor that leads nowhere new would be followed for ever.
        ends = page.after is None or page.after == self.after
        return None if ends else attrs.evolve(self, after=page.after)


@attrs.frozen(kw_only=True)
class GetTemplate(Operation[TemplateInfo]):
    """``GET /{template_id}``: one template."""

    template_id: str

    def request(self) -> Request:
        """The request."""
        return Request(method="GET", path=self.template_id, query=(("fields", _FIELDS),))

    def parse(self, response: Response) -> TemplateInfo:
        """The template."""
        return structure(TemplateInfo, payload(response))
