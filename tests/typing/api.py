"""The public signatures, pinned: read by the type checkers, never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from whatsapp_biz import AsyncWhatsApp, Decision, Sent, Text, WhatsApp
from whatsapp_biz.operations.media import MediaInfo
from whatsapp_biz.operations.templates import TemplateInfo
from whatsapp_biz.webhooks import Event


def sync(wa: WhatsApp, body: bytes) -> None:
    """The sync client."""
    assert_type(wa.send("hi", to="+4915123456789"), Sent)
    assert_type(wa.consent.check(Text("hi"), to="+4915123456789"), Decision)
    assert_type(wa.media.get("1"), MediaInfo)
    assert_type(iter(wa.templates.list()), Iterator[TemplateInfo])
    assert_type(wa.webhooks.receive(body, {}), tuple[Event, ...])


async def coloured(wa: AsyncWhatsApp, body: bytes) -> None:
    """The async client: the same names, awaited."""
    assert_type(await wa.send("hi", to="+4915123456789"), Sent)
    assert_type(await wa.consent.check(Text("hi"), to="+4915123456789"), Decision)
    assert_type(await wa.media.get("1"), MediaInfo)
    assert_type(aiter(wa.templates.list()), AsyncIterator[TemplateInfo])
    assert_type(await wa.webhooks.receive(body, {}), tuple[Event, ...])
