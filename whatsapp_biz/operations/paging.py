"""Lists that come in pages."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

import attrs

from .. import errors
from .._http import Request, Response
from .structure import structure

T = TypeVar("T")


@attrs.frozen
class Page(Generic[T]):
    """One page of a list.

    Args:
        items: In Meta's order.
        after: Cursor of the next page; None on the last.
    """

    items: tuple[T, ...]
    after: str | None = None


class PagedOperation(Protocol[T]):
    """An operation that knows the request for its next page."""

    def request(self) -> Request:
        """The request for this page."""
        ...

    def parse(self, response: Response) -> Page[T]:
        """This page."""
        ...

    def next(self, page: Page[T]) -> PagedOperation[T] | None:
        """The operation for the page after *page*; None if that was the last."""
        ...


def page_of(kind: type[T], body: dict[str, Any]) -> Page[T]:
    """The page in a Graph answer with ``data`` and ``paging``.

    Raises:
        DeliveryUnknown: It is none.
    """
    data = body.get("data")
    if not isinstance(data, list):
        raise errors.DeliveryUnknown("Meta's answer holds no list")
    items = tuple(structure(kind, item) for item in data)
    paging = body.get("paging")
    after = None
    # Graph repeats the cursor on the last page; only ``next`` says that there is more.
    if isinstance(paging, dict) and paging.get("next"):
        cursors = paging.get("cursors")
        after = cursors.get("after") if isinstance(cursors, dict) else None
    # An empty cursor would ask for the first page again.
    return Page(items, after if isinstance(after, str) and after else None)
