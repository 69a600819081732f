"""One message on its way: its envelope, what it is judged as, and the permit it needs."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.samples import MESSAGES
from tests.operations.answers import answer, refused
from tests.operations.samples import PERSON, permit_for
from whatsapp_biz import errors
from whatsapp_biz.consent.categories import Categories
from whatsapp_biz.consent.decision import Permit, Refusal
from whatsapp_biz.contact import Contact
from whatsapp_biz.messages import Reaction, ReadReceipt, Template, Typing
from whatsapp_biz.operations.send import Send, message_fact_id, quoted
from whatsapp_biz.redact import mask_id

BSUID = Contact(bsuid="DE.1A2b3C")
WAMID = "wamid.HBgNNDkxNTEyMzQ1NjcwMRUC"


def sending(message: Any = "Hello", **more: Any) -> Send:
    return Send(message, **{"contact": PERSON, "phone_number_id": "111", **more})


def wire(send: Send) -> dict[str, Any]:
    """What will be written."""
    return json.loads(send.request(permit_for(send)).body)


class Hostile:
    """A message that says of itself what its payload is not."""

    kind = "read_receipt"
    category = "service"

    def __init__(self, payload: Any, category: str | None = "service") -> None:
        self.made = 0
        self._payload = payload
        self.category = category

    def payload(self) -> Any:
        self.made += 1
        return self._payload


# The envelope ---------------------------------------------------------------------------------


def test_a_text_to_a_number_is_addressed_to_it():
    send = sending("Hello", callback_data="order-7")
    request = send.request(permit_for(send))

    assert (request.method, request.path) == ("POST", "111/messages")
    assert (request.query, request.url, request.upload) == ((), None, None)
    assert request.content_type == "application/json"
    assert wire(send) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+4915123456701",
        "biz_opaque_callback_data": "order-7",
        "type": "text",
        "text": {"body": "Hello"},
    }


def test_a_text_to_a_user_id_is_addressed_to_it():
    body = wire(sending("Hello", contact=BSUID))

    assert body["recipient"] == "DE.1A2b3C"
    assert "to" not in body


def test_a_number_goes_before_a_user_id():
    body = wire(sending(contact=Contact(phone=PERSON.phone, bsuid="DE.1A2b3C")))

    assert body["to"] == PERSON.phone
    assert "recipient" not in body


def test_a_reply_quotes():
    assert wire(sending(reply_to=WAMID))["context"] == {"message_id": WAMID}
    assert "context" not in wire(sending())


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_written_whole_and_judged_as_what_it_is(name):
    message = MESSAGES[name]
    send = sending(message)
    body = wire(send)

    assert send.attempt.kind == message.kind
    assert send.attempt.contact is PERSON
    assert send.attempt.phone_number_id == "111"
    assert body["messaging_product"] == "whatsapp"
    assert {key: body[key] for key in message.payload()} == json.loads(
        json.dumps(message.payload())
    )
    assert send.attempt.digest == hashlib.sha256(send.body).hexdigest()


@pytest.mark.parametrize("message", [ReadReceipt(WAMID), Typing(WAMID)])
@pytest.mark.parametrize("contact", [PERSON, BSUID])
def test_what_is_about_a_message_carries_no_address(message, contact):
    send = sending(message, contact=contact, reply_to="x", callback_data="y")

    assert wire(send) == {"messaging_product": "whatsapp", **message.payload()}
    assert send.attempt.message_id == message_fact_id(WAMID)
    assert WAMID not in repr(send.attempt) + str(attrs.asdict(send.attempt, recurse=False))


def test_only_what_is_about_a_message_may_be_repeated():
    sends = [sending(message) for message in MESSAGES.values()]

    assert {send.attempt.kind for send in sends if send.idempotent} == {"read_receipt", "typing"}
    assert sending(Reaction("👍", message_id=WAMID)).attempt.message_id is None


def test_a_send_shows_no_number_and_no_body():
    send = sending("canary-body-hello", callback_data="canary-body-callback")

    assert repr(send) == "Send(text, to +49•••01)"
    assert "canary" not in repr(send.attempt)


# Callback data --------------------------------------------------------------------------------


def test_callback_data_is_random_unless_given():
    first, second = sending(), sending()

    assert first.callback_data != second.callback_data
    assert len(first.callback_data) == 24
    assert wire(first)["biz_opaque_callback_data"] == first.callback_data


@pytest.mark.parametrize("length", [1, 511, 512])
def test_callback_data_has_one_to_512_characters(length):
    assert sending(callback_data="ä" * length).callback_data == "ä" * length


@pytest.mark.parametrize("length", [0, 513, 10_000])
def test_other_callback_data_is_refused(length):
    with pytest.raises(ValueError, match="callback_data must have 1 to 512 characters"):
        sending(callback_data="x" * length)


# Purposes and categories ----------------------------------------------------------------------


def test_a_free_form_message_has_the_purpose_it_is_given():
    assert sending("Hello").attempt.category is None
    assert sending("Hello", purpose="marketing").attempt.category == "marketing"
    # What a free-form message says of itself is no purpose.
    lying = Hostile({"type": "text", "text": {"body": "x"}}, category="utility")
    assert sending(lying).attempt.category is None
    assert sending(lying, purpose="marketing").attempt.category == "marketing"


@pytest.mark.parametrize("purpose", ["service", "utility", "marketing", ""])
def test_the_purpose_of_a_template_is_its_category(purpose):
    template = Template("order_shipped", language="de", category="utility")

    assert sending(template).attempt.category == "utility"
    with pytest.raises(ValueError, match="purpose must not be given"):
        sending(template, purpose=purpose)


def test_what_meta_last_said_of_a_template_is_judged_too():
    categories = Categories()
    template = Template("order_shipped", language="de", category="utility")

    assert sending(template).attempt.meta_category is None
    assert sending(template, categories=categories).attempt.meta_category is None
    categories.learn("order_shipped", "de", "MARKETING")
    assert sending(template, categories=categories).attempt.meta_category == "marketing"
    assert sending("order_shipped", categories=categories).attempt.meta_category is None


LEARNT = {
    "one": (["UTILITY"], "utility"),
    "any case": (["Utility"], "utility"),
    "marketing is the strictest": (["UTILITY", "MARKETING"], "marketing"),
    "in any order": (["MARKETING", "UTILITY"], "marketing"),
    "in any case": (["utility", "Marketing", "authentication"], "marketing"),
    "none is nothing": ([None, "", "AUTHENTICATION"], "authentication"),
    "a new one is kept": (["FREE_FORM"], "free_form"),
    "nothing": ([], None),
    "only none": ([None, ""], None),
}


@pytest.mark.parametrize("case", LEARNT)
def test_the_strictest_category_is_remembered(case):
    said, remembered = LEARNT[case]
    categories = Categories()
    categories.learn("a", "de", *said)

    assert categories.of({"name": "a", "language": {"code": "de"}}) == remembered


def test_categories_are_remembered_by_name_and_language_until_meta_says_otherwise():
    categories = Categories()
    categories.learn("a", "de", "MARKETING")
    categories.learn("a", "en_US", "UTILITY")
    categories.learn("", "de", "UTILITY")
    german = {"name": "a", "language": {"code": "de"}}

    assert categories.of(german) == "marketing"
    assert categories.of({"name": "a", "language": {"code": "en_US"}}) == "utility"
    assert categories.of({"name": "b", "language": {"code": "de"}}) is None
    assert categories.of({"name": "", "language": {"code": "de"}}) is None
    categories.learn("a", "de", None)
    assert categories.of(german) == "marketing"
    categories.learn("a", "de", "UTILITY")
    assert categories.of(german) == "utility"


@pytest.mark.parametrize(
    "template",
    [
        None, [], "a", 5, {}, {"name": "a"}, {"language": {"code": "de"}},
        {"name": "a", "language": "de"}, {"name": "a", "language": {}},
        {"name": "a", "language": {"code": None}}, {"name": ["a"], "language": {"code": "de"}},
        {"name": "a", "language": {"code": ["de"]}},
    ],
)  # fmt: skip
def test_an_odd_template_has_no_known_category(template):
    categories = Categories()
    categories.learn("a", "de", "MARKETING")

    assert categories.of(template) is None


# What a message is judged as --------------------------------------------------------------------

JUDGED = {
    "a text": ({"type": "text", "text": {"body": "x"}}, "text"),
    "a template": ({"type": "template", "template": {"name": "offer"}}, "template"),
    "a text about a message": (
        {"type": "text", "text": {"body": "x"}, "message_id": WAMID},
        "text",
    ),
    "a text with a typing indicator": (
        {"type": "text", "text": {}, "typing_indicator": {"type": "text"}},
        "text",
    ),
    "a template beside a text": (
        {"type": "template", "template": {}, "text": {"body": "x"}},
        "template",
    ),
    "an image": ({"type": "image", "image": {"id": "1"}}, "image"),
    "a reaction": ({"type": "reaction", "reaction": {"message_id": WAMID}}, "reaction"),
    "buttons": ({"type": "interactive", "interactive": {"type": "button"}}, "interactive"),
    "an interactive without a type": ({"type": "interactive", "interactive": {}}, "interactive"),
    "an interactive that is none": ({"type": "interactive", "interactive": "x"}, "interactive"),
    "a request to call": (
        {"type": "interactive", "interactive": {"type": "call_permission_request"}},
        "call_permission_request",
    ),
    "a new type": ({"type": "hologram", "hologram": {}}, "unknown"),
    "a receipt": ({"status": "read", "message_id": WAMID}, "read_receipt"),
    "typing": (
        {"status": "read", "message_id": WAMID, "typing_indicator": {"type": "text"}},
        "typing",
    ),
}


@pytest.mark.parametrize("case", JUDGED)
@pytest.mark.parametrize("claim", ["read_receipt", "typing", "text", "opt_out_ack"])
def test_a_message_is_judged_by_what_will_be_written(case, claim):
    payload, kind = JUDGED[case]
    message = Hostile(payload)
    message.kind = claim

    send = sending(message)

    assert send.attempt.kind == kind
    assert send.idempotent == (kind in {"read_receipt", "typing"})
    assert (send.attempt.message_id is not None) == send.idempotent
    assert message.made == 1
    assert {key: wire(send)[key] for key in payload} == payload


REFUSED_PAYLOADS = {
    **{
        f"its own {key}": {"type": "text", "text": {"body": "x"}, key: value}
        for key, value in {
            "messaging_product": "whatsapp",
            "recipient_type": "group",
            "to": "+16505550101",
            "recipient": "DE.other",
            "context": {"message_id": WAMID},
            "biz_opaque_callback_data": "x",
            "category": "utility",
            "ttl_seconds": 60,
            "direct_send_config": {},
        }.items()
    },
    "an address beside a receipt": {"status": "read", "message_id": WAMID, "to": "+16505550101"},
    "nothing": {},
    "no type": {"text": {"body": "x"}},
    "a type that is null": {"type": None},
    "a type that is a list": {"type": ["text"]},
    "a type that is a number": {"type": 1},
    "another status": {"status": "delivered", "message_id": WAMID},
    "a status that is null": {"status": None, "message_id": WAMID},
    "a status that is a list": {"status": ["read"], "message_id": WAMID},
    "a receipt without a message": {"status": "read"},
    "a receipt of null": {"status": "read", "message_id": None},
    "a receipt of a list": {"status": "read", "message_id": [WAMID]},
    "a receipt with a text": {
        "status": "read", "message_id": WAMID, "type": "text", "text": {"body": "x"},
    },
    "a receipt with a type": {"status": "read", "message_id": WAMID, "type": "read_receipt"},
    "a receipt with a template": {"status": "read", "message_id": WAMID, "template": {}},
    "a key that is a number": {"type": "text", 1: "x"},
    "a key that is null": {"type": "text", None: "x"},
    "a key in bytes": {"type": "text", b"to": "x"},
    "not a number": {"type": "text", "text": {"body": float("nan")}},
    "half a surrogate": {"type": "text", "text": {"body": "\ud800"}},
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED_PAYLOADS)
def test_a_payload_that_is_no_plain_message_is_refused(case):
    with pytest.raises(ValueError, match=r"\S"):
        sending(Hostile(REFUSED_PAYLOADS[case]))


@pytest.mark.parametrize(
    "payload", [None, 5, "text", [("type", "text")], {"type": "text", "text": object()}]
)
def test_a_payload_that_is_no_json_is_not_sent(payload):
    with pytest.raises((TypeError, AttributeError)):
        sending(Hostile(payload))


class Unequal(str):
    """Text that equals nothing, and is written as what it is."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Alike(str):
    """Text that is taken for "read" or "text", and is written as what it is."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash("read")

    def __eq__(self, other: object) -> bool:
        return other in {"read", "text"}


@pytest.mark.parametrize("key", ["to", "recipient", "category", "x"])
@pytest.mark.parametrize("disguise", [Unequal, Alike])
def test_a_key_in_disguise_is_refused(key, disguise):
    with pytest.raises(ValueError, match="must have plain str keys"):
        sending(Hostile({"type": "text", "text": {"body": "x"}, disguise(key): "DE.other"}))


@pytest.mark.parametrize("disguise", [Unequal, Alike])
def test_a_type_in_disguise_is_judged_as_written(disguise):
    send = sending(Hostile({"type": disguise("template"), "template": {}}))

    assert send.attempt.kind == "template"


class TwoFaced(dict):
    """A payload that answers one thing and is written as another."""

    def get(self, key: object, default: object = None) -> object:
        return "text" if key == "type" else super().get(key, default)


DISGUISED = {
    "a payload of two faces": (TwoFaced(type="template", template={"name": "offer"}), "template"),
    "an inner type in disguise": (
        {"type": "interactive", "interactive": {"type": Unequal("call_permission_request")}},
        "call_permission_request",
    ),
    "an inner payload of two faces": (
        {"type": "interactive", "interactive": TwoFaced(type="call_permission_request")},
        "call_permission_request",
    ),
}


@pytest.mark.parametrize("case", DISGUISED)
def test_a_payload_in_disguise_is_judged_by_what_will_be_written(case):
    payload, kind = DISGUISED[case]
    try:
        send = sending(Hostile(payload))
    except (TypeError, ValueError):
        return
    assert send.attempt.kind == kind


@pytest.mark.parametrize("kind", ["opt_out_ack", "opt_in_confirmation", "call"])
def test_a_payload_cannot_choose_the_rules_of_no_message(kind):
    # After a STOP, ``opt_out_ack`` is let through where a text is not.
    try:
        send = sending(Hostile({"type": kind, "text": {"body": "x"}}))
    except ValueError:
        return
    assert send.attempt.kind != kind


@pytest.mark.parametrize("kind", ["read_receipt", "typing"])
@pytest.mark.parametrize("more", [{}, {"message_id": WAMID}], ids=["about nothing", "about one"])
def test_a_payload_of_a_type_like_a_receipt_is_none(kind, more):
    try:
        send = sending(Hostile({"type": kind, "text": {"body": "x"}, **more}))
    except ValueError:
        return
    assert send.attempt.kind not in {"read_receipt", "typing"}


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["read", "text", "template"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "name", "to"]), inner, max_size=2)
    ),
    max_leaves=4,
)
kinds = st.sampled_from(["text", "template", "read_receipt", "typing", "opt_out_ack", "call"])
payloads = st.fixed_dictionaries(
    {},
    optional={
        "type": kinds | plain,
        "status": st.just("read") | plain,
        "message_id": st.just(WAMID) | plain,
        "typing_indicator": plain,
        "interactive": st.just({"type": "call_permission_request"}) | plain,
        "template": plain,
        "text": plain,
        "to": plain,
        "category": plain,
    },
)


@given(payloads)
def test_any_payload_is_refused_or_judged_by_what_is_written(payload):
    try:
        send = sending(Hostile(payload))
    except ValueError:
        return

    body, kind = wire(send), send.attempt.kind
    if "status" in payload:
        assert kind == ("typing" if "typing_indicator" in payload else "read_receipt")
        assert set(body) == {"messaging_product", *payload}
        assert not {"type", "text", "template", "to"} & set(body)
    else:
        assert kind not in {"typing", "read_receipt", "opt_out_ack", "call"}
        assert (kind == "template") == (
            body["type"] == "template" and kind != "call_permission_request"
        )
        assert (body["to"], "category" in body) == (PERSON.phone, False)
    assert send.idempotent == ("status" in body)
    assert send.attempt.digest == hashlib.sha256(send.body).hexdigest()


def test_what_was_judged_is_what_is_written():
    payload = {"type": "text", "text": {"body": "Hello"}}
    send = sending(Hostile(payload))
    before = send.body
    payload["type"] = "template"
    payload["to"] = "+16505550101"

    assert send.request(permit_for(send)).body == before
    assert send.attempt.kind == "text"


# The permit -------------------------------------------------------------------------------------


def test_a_permit_is_good_for_the_one_send_it_was_given_for():
    send = sending()
    permit = permit_for(send)

    assert send.request(permit).body == send.body
    # The guard decides anew for each attempt, about the same attempt.
    again = attrs.evolve(permit, at=permit.at + timedelta(seconds=1))
    assert send.request(again).body == send.body


def test_a_permit_for_another_send_is_none():
    first, second = (sending("Hello", callback_data="same") for _ in range(2))

    assert first.attempt == second.attempt
    for other in (second, sending("Other"), sending(contact=BSUID)):
        with pytest.raises(TypeError, match="needs the permit that was given for it"):
            first.request(permit_for(other))


def look_alikes(send: Send) -> dict[str, Any]:
    permit = permit_for(send)
    facts = {name: getattr(permit, name) for name in ("reason", "attempt", "basis", "at", "rules")}

    class Subclass(Permit):
        pass

    class Claims:
        attempt = send.attempt
        allowed = True
        __class__ = Permit

    return {
        "None": None,
        "True": True,
        "text": "permit",
        "a dict": facts,
        "a namespace": SimpleNamespace(**facts, allowed=True),
        "a subclass": Subclass(**facts),
        "what claims to be one": Claims(),
        "a refusal": Refusal(reason="no_opt_in", attempt=send.attempt, at=permit.at, rules="x"),
        "a pickled permit": pickle.loads(pickle.dumps(permit)),
        "a deep copy": copy.deepcopy(permit),
        "a permit for an equal attempt": attrs.evolve(permit, attempt=attrs.evolve(send.attempt)),
        "the class": Permit,
    }


@pytest.mark.parametrize("case", look_alikes(sending()))
def test_what_looks_like_a_permit_is_none(case):
    send = sending()

    with pytest.raises(TypeError, match="needs the permit"):
        send.request(look_alikes(send)[case])


def test_a_send_has_no_room_for_anything_else():
    with pytest.raises(AttributeError):
        sending().permit = True
    assert not hasattr(sending(), "__dict__")


# What became of it --------------------------------------------------------------------------------


def parsed(body: Any, message: Any = "Hello", **more: Any):
    send = sending(message, callback_data="cb", **more)
    permit = permit_for(send)
    return send.parse(answer(body), permit), permit


def test_what_meta_accepted_is_told_with_the_permit_it_left_on():
    body = {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "+4915123456701", "wa_id": "4915123456701", "user_id": "DE.1"}],
        "messages": [{"id": WAMID, "message_status": "held_for_quality_assessment"}],
    }
    sent, permit = parsed(body)

    assert sent.id == WAMID
    assert sent.contact is PERSON
    assert sent.permit is permit
    assert (sent.wa_id, sent.user_id) == ("4915123456701", "DE.1")
    assert sent.message_status == "held_for_quality_assessment"
    assert sent.callback_data == "cb"
    assert sent.response.json() == body


def test_what_meta_left_out_has_a_default():
    sent, _ = parsed({"messages": [{"id": WAMID}]})

    assert (sent.wa_id, sent.user_id, sent.message_status) == (None, None, "accepted")


@pytest.mark.parametrize(
    "messages",
    [None, [], {}, "x", [None], [[]], [5], [{}], [{"id": None}], [{"id": ""}], [{"id": 5}],
     [{"id": ["x"]}], {"id": WAMID}, [[{"id": WAMID}]]],
)  # fmt: skip
def test_an_acceptance_without_an_id_may_have_been_sent(messages):
    with pytest.raises(errors.DeliveryUnknown, match="without a message id"):
        parsed({"messages": messages, "contacts": [{"wa_id": "4915123456701"}]})


@pytest.mark.parametrize("contacts", [None, [], {}, "x", [None], [[]], [5], [{}]])
def test_an_acceptance_needs_no_contacts(contacts):
    sent, _ = parsed({"messages": [{"id": WAMID}], "contacts": contacts})

    assert (sent.id, sent.wa_id, sent.user_id) == (WAMID, None, None)


@pytest.mark.parametrize("message", [ReadReceipt(WAMID), Typing(WAMID)])
def test_what_is_about_a_message_has_no_id(message):
    sent, permit = parsed({"success": True}, message)

    assert sent.id is None
    assert sent.message_status == "accepted"
    assert sent.permit is permit
    assert sent.callback_data == ""
    assert repr(sent).startswith("Sent(id=None, ")


def test_what_was_sent_shows_no_number_and_no_id():
    person = {"wa_id": "4915123456701", "user_id": "DE.canary"}
    body = {"messages": [{"id": WAMID}], "contacts": [person]}
    shown = repr(parsed(body)[0])

    assert "HBgN" not in shown
    assert "3456701" not in shown
    assert "canary" not in shown
    assert "response" not in shown
    assert "Contact(+49•••01)" in shown
    assert f"id={mask_id(WAMID)}" in shown


def test_a_refusal_of_metas_is_raised_by_its_code():
    send = sending()

    with pytest.raises(errors.RecipientUnreachable):
        send.parse(refused(131047, 400), permit_for(send))


# Answering ----------------------------------------------------------------------------------------


def test_an_answer_goes_to_who_wrote_from_the_number_they_wrote_to():
    assert quoted(PERSON, "111", "111") is PERSON
    with pytest.raises(ValueError, match="names nobody"):
        quoted(None, "111", "111")
    with pytest.raises(ValueError, match="another business number"):
        quoted(PERSON, "111", "222")


def test_the_ledgers_id_of_a_message_is_hashed():
    assert message_fact_id(WAMID) == message_fact_id(WAMID)
    assert message_fact_id(WAMID) != message_fact_id(WAMID + "x")
    assert len(message_fact_id(WAMID)) == 32
    assert "HBgN" not in message_fact_id(WAMID)


def test_half_a_surrogate_is_refused_without_the_body():
    with pytest.raises(ValueError, match="half of a surrogate pair") as refused:
        sending(Hostile({"type": "text", "text": {"body": "canary-body-half \ud800"}}))

    assert refused.value.__context__ is None
    assert "canary" not in str(refused.value)
