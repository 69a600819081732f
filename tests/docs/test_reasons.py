"""Every reason code has its section, and every refusal leads there."""

from __future__ import annotations

import re

import pytest

from whatsapp_biz import ConsentRefused, WhatsApp
from whatsapp_biz.consent import REMEDIES

from .pages import ROOT

HEADINGS = re.findall(r"^## (.+)$", (ROOT / "docs/reasons.md").read_text("utf-8"), re.MULTILINE)


def test_every_reason_has_one_section_in_the_order_of_the_code() -> None:
    assert list(REMEDIES) == HEADINGS


def test_a_refusal_leads_to_its_section() -> None:
    with WhatsApp.sandbox() as wa, pytest.raises(ConsentRefused) as caught:
        wa.send("Hello", to="+49 1512 3456701")
    page, _, anchor = caught.value.docs_url.partition("#")

    assert (ROOT / page).exists()
    assert anchor in HEADINGS
