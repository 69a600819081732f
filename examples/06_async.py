"""Async: many customers at once, each answered by consent of their own."""

from __future__ import annotations

import asyncio

from whatsapp_biz import AsyncWhatsApp, ConsentRefused, Template

CUSTOMERS = [f"+1 650 555 01{number:02}" for number in range(20)]


async def notify(wa: AsyncWhatsApp, message: Template, number: str) -> str:
    """Send one message; what became of it."""
    try:
        sent = await wa.send(message, to=number)
    except ConsentRefused as refused:
        return refused.reason
    return sent.permit.reason


async def main() -> None:
    """Write to twenty people at once."""
    async with AsyncWhatsApp.sandbox() as wa:
        for number in CUSTOMERS[:15]:  # some never agreed
            await wa.consent.opt_in(number, purpose="utility", evidence="form:checkout-v3")

        wa.emulator.clock.advance(minutes=1)
        for number in CUSTOMERS[:3]:  # and some thought better of it
            stop = wa.emulator.customer(number).says("Stop, please")
            await wa.webhooks.receive(*stop)

        shipped = Template("order_shipped", language="en_US", body=["#4711"], category="utility")
        async with asyncio.TaskGroup() as tasks:
            outcomes = [tasks.create_task(notify(wa, shipped, number)) for number in CUSTOMERS]

        for outcome in ("opt_in", "opted_out", "no_opt_in"):
            print(f"{outcome}: {sum(task.result() == outcome for task in outcomes)}")
        print("messages at Meta:", len(wa.emulator.outbox))


if __name__ == "__main__":
    asyncio.run(main())
