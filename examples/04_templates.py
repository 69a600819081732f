"""Templates: list them, fill them, and why Meta's word about a category counts."""

from __future__ import annotations

from whatsapp_biz import ConsentRefused, Template, WhatsApp
from whatsapp_biz.messages import QuickReplyButton

CUSTOMER = "+49 151 23456789"


def main() -> None:
    """Send what may be sent, and see what may not."""
    with WhatsApp.sandbox() as wa:
        wa.consent.opt_in(CUSTOMER, purpose="utility", evidence="contract:4711")

        # A template's category is needed to judge it. State it, …
        shipped = Template("order_shipped", language="de", body=["#4711"], category="utility")
        print("stated:", wa.send(shipped, to=CUSTOMER).permit)

        # … or let the client learn it. Without either, the template is refused.
        unstated = Template("order_shipped", language="de", body=["#4711"])
        print("neither:", wa.consent.check(unstated, to=CUSTOMER).reason)
        for info in wa.templates.list(status="APPROVED"):
            print(f"  {info.name} ({info.language}): {info.category}")
        print("learned:", wa.consent.check(unstated, to=CUSTOMER).reason)

        # Meta says this one is marketing. Calling it something else does not help.
        disguised = Template("spring_offer", language="de", category="utility")
        try:
            wa.send(disguised, to=CUSTOMER)
        except ConsentRefused as refused:
            print("disguised:", refused.reason)

        # An offer has a button to end it, and whoever taps it has ended it.
        ana = wa.emulator.customer(CUSTOMER, name="Ana")
        now = wa.emulator.clock()
        wa.consent.opt_in(
            CUSTOMER, purpose="marketing", evidence="form:newsletter-v2", confirmed_at=now
        )
        offer = Template(
            "spring_offer",
            language="de",
            category="marketing",
            buttons=[QuickReplyButton("STOP PROMOTIONS", index=0)],
        )
        print("offer:", wa.send(offer, to=CUSTOMER).permit)
        wa.emulator.clock.advance(minutes=1)
        wa.webhooks.receive(*ana.taps("STOP PROMOTIONS", "Keine Werbung"))
        print("offer again:", wa.consent.check(offer, to=CUSTOMER).reason)
        print("order updates:", wa.consent.check(shipped, to=CUSTOMER).reason)


if __name__ == "__main__":
    main()
