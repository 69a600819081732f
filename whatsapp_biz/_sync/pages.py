# Generated from whatsapp_biz/_async/pages.py by scripts/unasync.py; edit that file instead.
"""Lists that fetch themselves, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar, cast

from ..operations.base import Operation
from ..operations.paging import Page, PagedOperation
from .gate import Gate

T = TypeVar("T")


class Pages(Generic[T]):
    """Iterate it for items, or `by_page` for pages. Nothing is fetched before that."""

    def __init__(
        self,
        gate: Gate,
        operation: PagedOperation[T],
        seen: Callable[[T], None] | None = None,
    ) -> None:
        self._gate = gate
        self._operation = operation
        self._seen = seen

    def by_page(self) -> Iterator[Page[T]]:
        """Every page."""
        operation: PagedOperation[T] | None = self._operation
        while operation is not None:
            page = self._gate.call(cast("Operation[Page[T]]", operation))
            if self._seen is not None:
                for item in page.items:
                    self._seen(item)
            yield page
            operation = operation.next(page)

    def first(self) -> T | None:
        """The first item; None if there is none."""
        for item in self:
            return item
        return None

    def __iter__(self) -> Iterator[T]:
        for page in self.by_page():
            for item in page.items:
                yield item
