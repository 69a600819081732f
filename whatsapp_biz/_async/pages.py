"""Lists that fetch themselves, a page at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar, cast

from ..operations.base import Operation
from ..operations.paging import Page, PagedOperation
from .gate import AsyncGate

T = TypeVar("T")


class AsyncPages(Generic[T]):
    """Iterate it for items, or `by_page` for pages. Nothing is fetched before that."""

    def __init__(
        self,
        gate: AsyncGate,
        operation: PagedOperation[T],
        seen: Callable[[T], None] | None = None,
    ) -> None:
        self._gate = gate
        self._operation = operation
        self._seen = seen

    async def by_page(self) -> AsyncIterator[Page[T]]:
        """Every page."""
        operation: PagedOperation[T] | None = self._operation
        while operation is not None:
            page = await self._gate.call(cast("Operation[Page[T]]", operation))
            if self._seen is not None:
                for item in page.items:
                    self._seen(item)
            yield page
            operation = operation.next(page)

    async def first(self) -> T | None:
        """The first item; None if there is none."""
        async for item in self:
            return item
        return None

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.by_page():
            for item in page.items:
                yield item
