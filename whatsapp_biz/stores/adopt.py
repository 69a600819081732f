"""Which store suits which client: sync, async, or wrapped."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, cast

from ..consent.store import SupportsClaims

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from ..consent.events import ConsentEvent
    from ..consent.store import AsyncConsentStore, Claim, ConsentStore
    from ..contact import Contact


def for_sync(store: ConsentStore | AsyncConsentStore) -> ConsentStore:
    """*store* itself, if a client without ``await`` can use it.

    Raises:
        TypeError: It is async, or no store.
    """
    if is_async(store):
        raise TypeError(
            f"{type(store).__name__} is async: use AsyncWhatsApp, or wrap it: BlockingStore(store)"
        )
    return cast("ConsentStore", store)


def for_async(store: ConsentStore | AsyncConsentStore) -> AsyncConsentStore:
    """*store* itself if it is async, else a view of it that can be awaited.

    Raises:
        TypeError: It is no store.
    """
    if is_async(store):
        return cast("AsyncConsentStore", store)
    blocking = cast("ConsentStore", store)
    if isinstance(blocking, SupportsClaims):
        return AsyncStoreViewWithClaims(blocking)
    return AsyncStoreView(blocking)


def is_async(store: ConsentStore | AsyncConsentStore) -> bool:
    """Whether *store*'s methods are ``async def``.

    Raises:
        TypeError: It lacks `append` or `history`, or only one of them is async.
    """
    colours = set()
    for name in ("append", "history"):
        method = getattr(store, name, None)
        if not callable(method):
            raise TypeError(f"a consent store needs append and history: {store!r} has no {name}")
        colours.add(inspect.iscoroutinefunction(method))
    if len(colours) == 2:
        raise TypeError(f"{type(store).__name__}.append and .history must both be async, or none")
    return colours.pop()


class AsyncStoreView:
    """A sync store as `AsyncConsentStore`: what may block runs in a worker thread.

    A call that has begun in its thread is never abandoned: once `append` is under way, a
    cancelled caller waits until the fact is kept.

    Args:
        store: The sync store. If its ``reads_on_loop`` is true, `history` is called without a
            thread from the second time on; the first may have to open a file.
    """

    def __init__(self, store: ConsentStore) -> None:
        self.store = store
        self._reads_on_loop = bool(getattr(store, "reads_on_loop", False))
        self._warm = False

    async def append(self, event: ConsentEvent, /) -> None:
        """As `ConsentStore.append`, in a thread."""
        from anyio import to_thread

        await to_thread.run_sync(self.store.append, event)

    async def history(self, contact: Contact, /) -> Iterable[ConsentEvent]:
        """As `ConsentStore.history`."""
        if self._reads_on_loop and self._warm:
            return self.store.history(contact)
        from anyio import to_thread

        # A lazy iterable is read where it may block.
        facts = await to_thread.run_sync(lambda: list(self.store.history(contact)))
        self._warm = True
        return facts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.store!r})"


class AsyncStoreViewWithClaims(AsyncStoreView):
    """`AsyncStoreView` of a store that `SupportsClaims`."""

    def __init__(self, store: ConsentStore) -> None:
        super().__init__(store)
        self._claims = cast("SupportsClaims", store)

    async def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        """As `SupportsClaims.claim`, in a thread."""
        from anyio import to_thread

        return await to_thread.run_sync(lambda: self._claims.claim(key, now=now, lease=lease))

    async def finish(self, key: str, /, *, now: datetime) -> None:
        """As `SupportsClaims.finish`, in a thread."""
        from anyio import to_thread

        await to_thread.run_sync(lambda: self._claims.finish(key, now=now))

    async def release(self, key: str, /) -> None:
        """As `SupportsClaims.release`, in a thread."""
        from anyio import to_thread

        await to_thread.run_sync(self._claims.release, key)
