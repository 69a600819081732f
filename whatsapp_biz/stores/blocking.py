"""`BlockingStore`: an async store for code without ``await``."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from ..consent.store import AsyncSupportsClaims
from ..errors import LedgerUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from types import TracebackType
    from typing import Self

    from anyio.from_thread import BlockingPortal

    from ..consent.events import ConsentEvent
    from ..consent.store import AsyncConsentStore, Claim
    from ..contact import Contact


class BlockingStore:
    """Runs an async store on one event loop in one thread of its own, inside ``with``.

    If the store is an async context manager it is entered and left there too, so hand it over
    unopened: connections belong to the loop they were made on. Safe across threads, not across
    forks: enter it in the worker. It has `claim`, `finish` and `release` if the store has.

    Args:
        store: The async store.
    """

    def __new__(cls, store: AsyncConsentStore) -> Self:
        """Choose the class that has the claims, if *store* has them."""
        kind: type[Any] = cls
        if cls is BlockingStore and isinstance(store, AsyncSupportsClaims):
            kind = _BlockingStoreWithClaims
        return cast("Self", object.__new__(kind))

    def __init__(self, store: AsyncConsentStore) -> None:
        self._store = store
        self._resources = ExitStack()
        self._portal: BlockingPortal | None = None

    def append(self, event: ConsentEvent, /) -> None:
        """As `AsyncConsentStore.append`.

        Raises:
            LedgerUnavailable: Outside ``with``.
        """
        self._opened().call(_awaited, partial(self._store.append, event))

    def history(self, contact: Contact, /) -> Iterable[ConsentEvent]:
        """As `AsyncConsentStore.history`.

        Raises:
            LedgerUnavailable: Outside ``with``.
        """
        facts: Iterable[ConsentEvent] = self._opened().call(
            _awaited, partial(self._store.history, contact)
        )
        return facts

    def _opened(self) -> BlockingPortal:
        if self._portal is None:
            raise LedgerUnavailable("a BlockingStore works inside `with BlockingStore(store):`")
        return self._portal

    def __enter__(self) -> Self:
        from anyio.from_thread import start_blocking_portal

        with ExitStack() as resources:
            portal = resources.enter_context(start_blocking_portal("asyncio"))
            if isinstance(self._store, AbstractAsyncContextManager):
                resources.enter_context(portal.wrap_async_context_manager(self._store))
            self._resources = resources.pop_all()
        self._portal = portal
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._portal = None
        self._resources.close()

    def __repr__(self) -> str:
        return f"BlockingStore({self._store!r})"


class _BlockingStoreWithClaims(BlockingStore):
    """`BlockingStore` of a store that has claims."""

    def __init__(self, store: AsyncConsentStore) -> None:
        super().__init__(store)
        self._claims = cast("AsyncSupportsClaims", store)

    def claim(self, key: str, /, *, now: datetime, lease: timedelta) -> Claim:
        """As `AsyncSupportsClaims.claim`."""
        claim: Claim = self._opened().call(
            _awaited, partial(self._claims.claim, key, now=now, lease=lease)
        )
        return claim

    def finish(self, key: str, /, *, now: datetime) -> None:
        """As `AsyncSupportsClaims.finish`."""
        self._opened().call(_awaited, partial(self._claims.finish, key, now=now))

    def release(self, key: str, /) -> None:
        """As `AsyncSupportsClaims.release`."""
        self._opened().call(_awaited, partial(self._claims.release, key))


async def _awaited(call: Any) -> Any:
    # The portal wants a coroutine function; a store's method may return any awaitable.
    return await call()
