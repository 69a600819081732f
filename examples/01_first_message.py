"""The main job: a stranger is refused, whoever writes is answered, an opt-in admits a template."""

from __future__ import annotations

from whatsapp_biz import ConsentRefused, Template, WhatsApp
from whatsapp_biz.webhooks import TextReceived

STRANGER = "+1 650 555 0100"
CUSTOMER = "+49 151 23456789"


def main() -> None:
    """Play both sides."""
    with WhatsApp.sandbox() as wa:  # WhatsApp() is live
        shipped = Template("order_shipped", language="en_US", body=["#4711"], category="utility")

        try:
            wa.send(shipped, to=STRANGER)
        except ConsentRefused as refused:
            print(refused.decision)

        ana = wa.emulator.customer(CUSTOMER, name="Ana")
        for event in wa.webhooks.receive(*ana.says("Has my order shipped?")):
            if isinstance(event, TextReceived):
                sent = wa.reply(event, "It left this morning.")
                print(sent.permit)

        wa.consent.opt_in(
            STRANGER, purpose="utility", evidence="form:checkout-v3", method="web_form"
        )
        print(wa.send(shipped, to=STRANGER).permit)

        wa.emulator.clock.advance(minutes=1)
        wa.webhooks.receive(*ana.says("STOP"))
        print(wa.consent.explain(CUSTOMER))


if __name__ == "__main__":
    main()
