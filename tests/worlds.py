"""People and clients that many tests share."""

from __future__ import annotations

from datetime import timedelta

from whatsapp_biz import Category, RetryPolicy, Template, Text

ANA = "+49 151 23456789"
STRANGER = "+49 151 98765432"
TEXT = Text("canary-body-hello")


def shipped(category: Category | None = Category.UTILITY) -> Template:
    """A template the emulator knows: utility, one variable."""
    return Template("order_shipped", language="de", body=["#4711"], category=category)


def offer(category: Category | None = Category.MARKETING) -> Template:
    """A template the emulator knows: marketing."""
    return Template("spring_offer", language="de", category=category)


def zero_waits() -> RetryPolicy:
    """Three attempts, as good as no waiting."""
    tick = timedelta(microseconds=1)
    return RetryPolicy(attempts=3, first_wait=tick, longest_wait=tick)
