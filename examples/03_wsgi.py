"""Webhooks in WSGI: Flask, Django, or any server that speaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from whatsapp_biz import WhatsApp
from whatsapp_biz.integrations import webhook_wsgi
from whatsapp_biz.webhooks import MediaReceived, TextReceived


def make_app(wa: WhatsApp) -> Callable[..., Any]:
    """The webhook alone. In Flask: ``DispatcherMiddleware(flask_app, {"/webhook": webhook})``."""

    def on_event(event: object) -> None:
        match event:
            case TextReceived():
                wa.mark_read(event)
                wa.reply(event, "Thank you. A person will answer soon.")
            case MediaReceived(media_id=media_id):
                picture = wa.media.download(media_id)
                wa.reply(event, f"We got your picture ({len(picture)} bytes).")

    return webhook_wsgi(wa, on_event)


def main() -> None:
    """Play Meta: a text, a picture, and something without a signature."""
    with WhatsApp.sandbox() as wa:
        transport = httpx.WSGITransport(make_app(wa))
        with httpx.Client(transport=transport, base_url="https://shop.example") as meta:
            ana = wa.emulator.customer("+49 151 23456789", name="Ana")
            for told in (ana.says("Hello"), ana.sends_image(caption="Is this the right one?")):
                answer = meta.post("/webhook", content=told.body, headers=told.headers)
                print("delivered:", answer.status_code)
            print("unsigned:", meta.post("/webhook", content=told.body).status_code)
        print([message.text for message in ana.inbox])


if __name__ == "__main__":
    main()
