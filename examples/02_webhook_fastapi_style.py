"""Webhooks in Starlette and FastAPI: one line, `add_route`.

Live: ``uvicorn --factory module:make_app`` with ``AsyncWhatsApp()`` in place of the sandbox.
"""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette

from whatsapp_biz import AsyncWhatsApp, ReplyButtons
from whatsapp_biz.integrations import webhook_asgi
from whatsapp_biz.webhooks import ReplyChosen, StatusChanged, TextReceived


def make_app(wa: AsyncWhatsApp) -> Starlette:
    """The shop's application, with a webhook at ``/webhook``."""

    async def on_event(event: object) -> None:
        match event:
            case TextReceived():
                question = ReplyButtons("What is it about?", buttons=["An order", "A return"])
                await wa.reply(event, question)
            case ReplyChosen(title=title):
                await wa.reply(event, f"{title}: we are on it.")
            case StatusChanged(status="failed", codes=codes):
                print("not delivered:", codes)

    app = Starlette()  # or FastAPI()
    app.add_route("/webhook", webhook_asgi(wa, on_event), methods=["GET", "POST"])
    return app


async def main() -> None:
    """Play Meta: the handshake, a message, the same message again, and a forgery."""
    async with AsyncWhatsApp.sandbox() as wa:
        transport = httpx.ASGITransport(make_app(wa))
        async with httpx.AsyncClient(transport=transport, base_url="https://shop.example") as meta:
            handshake = {
                "hub.mode": "subscribe",
                "hub.verify_token": wa.emulator.verify_token,
                "hub.challenge": "1158201444",
            }
            print("handshake:", (await meta.get("/webhook", params=handshake)).text)

            ana = wa.emulator.customer("+49 151 23456789", name="Ana")
            for told in (ana.says("Hello"), ana.chooses("1", "A return")):
                for _ in range(2):  # Meta delivers at least once
                    answer = await meta.post("/webhook", content=told.body, headers=told.headers)
                    print("delivered:", answer.status_code)
            forged = await meta.post("/webhook", content=told.body + b" ", headers=told.headers)
            print("forged:", forged.status_code)
        print([message.text for message in ana.inbox])


if __name__ == "__main__":
    asyncio.run(main())
