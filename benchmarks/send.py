"""What sending a text costs the sender, one at a time and many at once."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from whatsapp_biz import AsyncWhatsApp, SQLiteStore, WhatsApp

from .measure import Sample, Settings, Variant, interleave
from .peers import FLOOR, OURS, PYWA, load
from .results import Area, Case, Figure, Finding
from .service import API_VERSION, Service, emulator
from .wires import Socket, Stream, request_bytes, text_to

HTTPX = "httpx post(json=)"
HEEYO = "heyoo"

_NUMBERS = tuple(f"+4915123456{n:02d}" for n in range(20))
_AT_ONCE = (1, 16, 64)
_CPU, _WALL = "client CPU", "wall"
_METRICS = {_CPU: "µs", _WALL: "µs"}
_FACTS = {FLOOR: {"sends": "ready bytes over sockets that stay open"}}
# Client CPU beside pywa's, async: so many times less, by how many are sent at once.
_GOALS = {1: 2, 64: 5}

Send: TypeAlias = Callable[[str, str], object]
AsyncSend: TypeAlias = Callable[[str, str], Awaitable[object]]


def run(settings: Settings) -> Area:
    """Send texts to customers whose window is open."""
    with emulator() as service, _ledger(service) as store:
        blocking = _blocking(service, store, settings)
        with asyncio.Runner() as runner:
            several = _several(service, store, settings, runner)
    findings = [_sync_finding(blocking)]
    findings += [_async_finding(case, at_once) for at_once, case in several.items()]
    return Area([blocking, *several.values()], [found for found in findings if found.figures])


@contextmanager
def _ledger(service: Service) -> Iterator[SQLiteStore]:
    """A store that knows from webhooks that every customer wrote."""
    with (
        tempfile.TemporaryDirectory() as folder,
        SQLiteStore(Path(folder) / "consent.sqlite3") as store,
    ):
        with _client(WhatsApp, service, store) as wa:
            for number in _NUMBERS:
                wa.webhooks.receive(*service.customer_says(number, "Hello?"))
        yield store


def _client(kind: Any, service: Service, store: SQLiteStore) -> Any:
    return kind(
        service.token,
        phone_number_id=service.phone_number_id,
        app_secret=service.app_secret,
        store=store,
        api_version=API_VERSION,
        base_url=service.url,
    )


def _headers(service: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.token}"}


# One at a time --------------------------------------------------------------------------------


def _blocking(service: Service, store: SQLiteStore, settings: Settings) -> Case:
    missing = {}
    with ExitStack() as stack:
        wire = Socket(service)
        stack.callback(wire.close)
        ready = request_bytes(service, _NUMBERS[0])
        wa = stack.enter_context(_client(WhatsApp, service, store))
        client = stack.enter_context(httpx.Client(base_url=service.url))
        url = service.messages_url.removeprefix(service.url)
        client.headers.update(_headers(service))
        sends: dict[str, Send] = {
            FLOOR: lambda *_: wire.exchange(ready),
            OURS: lambda to, text: wa.send(text, to=to),
            HTTPX: lambda to, text: (
                client.post(url, json=text_to(to, text)).raise_for_status().json()
            ),
        }
        for name, make in {PYWA: _pywa, HEEYO: _heyoo}.items():
            module = load(name)
            if isinstance(module, str):
                missing[name] = module
            else:
                sends[name] = make(module, service)
        messages = settings.count(100, 15)
        rounds = interleave(
            {name: partial(_timed, send, messages) for name, send in sends.items()},
            rounds=settings.rounds_or(11, 3),
        )
    return Case(
        title="send, one at a time",
        metrics=_METRICS,
        rounds=rounds,
        against=(FLOOR, HTTPX, PYWA),
        missing=missing,
        facts=_FACTS,
    )


def _pywa(pywa: Any, service: Service) -> Send:
    client = pywa.WhatsApp(phone_id=service.phone_number_id, token=service.token)
    client.api._session.base_url = f"{service.url}/{API_VERSION}"
    return lambda to, text: client.send_message(to=to, text=text)


def _heyoo(heyoo: Any, service: Service) -> Send:
    client = heyoo.WhatsApp(service.token, phone_number_id=service.phone_number_id)
    client.url = service.messages_url

    def send(to: str, text: str) -> None:
        client.send_message(text, to)["messages"]  # heyoo returns errors as if they were answers

    return send


def _timed(send: Send, messages: int) -> Sample:
    send(_NUMBERS[0], "This one opens the connection")
    wanted = [(number, f"Message {n}") for n, number in zip(range(messages), cycle(_NUMBERS))]
    cpu, wall = time.process_time(), time.perf_counter()
    for to, text in wanted:
        send(to, text)
    return _cost(cpu, wall, messages)


def _cost(cpu: float, wall: float, messages: int) -> Sample:
    return {
        _CPU: (time.process_time() - cpu) * 1e6 / messages,
        _WALL: (time.perf_counter() - wall) * 1e6 / messages,
    }


# Many at once ---------------------------------------------------------------------------------


def _several(
    service: Service, store: SQLiteStore, settings: Settings, runner: asyncio.Runner
) -> dict[int, Case]:
    cases = {}
    missing: dict[str, str] = {}
    stack = runner.run(AsyncExitStack().__aenter__())
    try:
        sends = runner.run(_async_sends(service, store, stack, missing))
        for at_once in _AT_ONCE:
            messages = max(settings.count(96, 8), at_once * settings.count(4, 1))
            variants: dict[str, Variant] = {
                name: partial(_run_at_once, runner, send, messages, at_once)
                for name, send in sends.items()
            }
            cases[at_once] = Case(
                title=f"send, async, {at_once} at once",
                metrics=_METRICS,
                rounds=interleave(variants, rounds=settings.rounds_or(9, 3)),
                against=(FLOOR, HTTPX, PYWA),
                missing=missing,
                facts=_FACTS,
            )
    finally:
        runner.run(stack.aclose())
    return cases


async def _async_sends(
    service: Service, store: SQLiteStore, stack: AsyncExitStack, missing: dict[str, str]
) -> dict[str, AsyncSend]:
    wa = await stack.enter_async_context(_client(AsyncWhatsApp, service, store))
    client = await stack.enter_async_context(httpx.AsyncClient(base_url=service.url))
    client.headers.update(_headers(service))
    url = service.messages_url.removeprefix(service.url)
    ready = request_bytes(service, _NUMBERS[0])
    idle: list[Stream] = []

    async def floor(*_: str) -> None:
        stream = idle.pop() if idle else await Stream.open(service)
        await stream.exchange(ready)
        idle.append(stream)

    async def hang_up() -> None:
        for stream in idle:
            await stream.close()

    async def plain(to: str, text: str) -> object:
        return (await client.post(url, json=text_to(to, text))).raise_for_status().json()

    stack.push_async_callback(hang_up)
    sends: dict[str, AsyncSend] = {
        FLOOR: floor,
        OURS: lambda to, text: wa.send(text, to=to),
        HTTPX: plain,
    }
    pywa = load("pywa_async")
    if isinstance(pywa, str):
        missing[PYWA] = pywa
    else:
        theirs: Any = pywa.WhatsApp(phone_id=service.phone_number_id, token=service.token)
        theirs.api._session.base_url = f"{service.url}/{API_VERSION}"
        stack.push_async_callback(theirs.api._session.aclose)
        sends[PYWA] = lambda to, text: theirs.send_message(to=to, text=text)
    return sends


def _run_at_once(runner: asyncio.Runner, send: AsyncSend, messages: int, at_once: int) -> Sample:
    return runner.run(_timed_at_once(send, messages, at_once))


async def _timed_at_once(send: AsyncSend, messages: int, at_once: int) -> Sample:
    await asyncio.gather(
        *(send(_NUMBERS[0], "This one opens a connection") for _ in range(at_once))
    )
    numbers = count()

    async def worker() -> None:
        while (n := next(numbers)) < messages:
            await send(_NUMBERS[n % len(_NUMBERS)], f"Message {n}")

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return _cost(cpu, wall, messages)


# What it amounts to ---------------------------------------------------------------------------


def _sync_finding(case: Case) -> Finding:
    figures = [Figure(case.ratio(OURS, HTTPX), "× httpx post(json=) in client CPU", "≤", 0.75)]
    if PYWA in case.references:
        figures.append(Figure(case.ratio(OURS, PYWA), "× pywa", "≤", 0.65))
    return Finding(case.title, tuple(figures))


def _async_finding(case: Case, at_once: int) -> Finding:
    if PYWA not in case.references or at_once not in _GOALS:
        return Finding(case.title, ())
    less = case.ratio(PYWA, OURS)
    return Finding(
        case.title, (Figure(less, "× less client CPU than pywa", "≥", _GOALS[at_once]),)
    )
