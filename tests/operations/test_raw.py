"""Raw calls: everything but sending."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.answers import answer
from whatsapp_biz import errors
from whatsapp_biz.operations.raw import RawCall, refuse_sending

SENDING = [
    "messages",
    "111/messages",
    "/111/messages",
    "111/messages/",
    "/111/messages/",
    "///111/messages///",
    "111/Messages",
    "111/MESSAGES",
    "111/mEsSaGeS",
    "v26.0/111/messages",
    "111/messages/222",
    "messages/111",
    "me/messages",
    "111/x/messages/y/z",
    "111/messages_encrypted",
    "111/MESSAGES_ENCRYPTED",
    "111/marketing_messages",
    "/111/Marketing_Messages/",
    "v26.0/111/marketing_messages",
    "111/calls",
    "111/Calls/",
    "calls",
    "111/calls/222",
    "v26.0/111/calls",
    "//graph.facebook.com/111/messages",
]
ODD = [
    "",
    "/",
    "///",
    " ",
    "111//messages",
    "111//subscribed_apps",
    "https://graph.facebook.com/v26.0/111/messages",
    "http://evil.example/111",
    "//graph.facebook.com/111//messages",
    "graph.facebook.com:443/111/messages",
    "javascript:alert(1)",
    "111\\messages",
    "111/\\messages",
    "..\\111\\messages",
    "111/m%65ssages",
    "111%2fmessages",
    "111%2Fmessages",
    "111/%6dessages",
    "111/messages%20",
    "111/messages%00",
    "111/%252e%252e/messages",
    "%2e%2e/messages",
    "111/./messages",
    "./111/messages",
    "111/x/../messages",
    "../111/messages",
    "..",
    ".",
    "111/..",
    "111/subscribed_apps/../messages",
    "111/x?path=/messages",
    "111/messages?x=1",
    "111?edge=messages",
    "111/messages#x",
    "111#messages",
    "#",
    "?batch=[]",
    "111/messages;x=1",
    "111;/messages",
    "111/messages ",
    " 111/messages",
    "111/ messages",
    "111/messages\n",
    "111/mess\nages",
    "111/mess\rages",
    "111/mess\tages",
    "111/messages\x00",
    "\x00111/messages",
    "111/messages\x7f",
    "111/mess\u00adages",
    "111/mess\u200bages",
    "111/ｍessages",
    "111/ｍｅｓｓａｇｅｓ",
    "111/messageſ",
    "111/mеssages",
    "111／messages",
    "111∕messages",
    "１１１/messages",
    "111/messages\u2028",
    "111/messag\u0435s",
    "111/\ud800",
    "111:messages",
    "111/a%2e",
]
INNOCENT = {
    "111": "111",
    "me": "me",
    "111/subscribed_apps": "111/subscribed_apps",
    "/111/subscribed_apps/": "111/subscribed_apps",
    "111/message_templates": "111/message_templates",
    "222/phone_numbers": "222/phone_numbers",
    "111/whatsapp_business_profile": "111/whatsapp_business_profile",
    "111/block_users": "111/block_users",
    "111/message_qrdls": "111/message_qrdls",
    "111/message_history": "111/message_history",
    "111/register": "111/register",
    "111/settings": "111/settings",
    "111/call_permissions": "111/call_permissions",
    "222/template_analytics": "222/template_analytics",
    "oauth/access_token": "oauth/access_token",
    "debug_token": "debug_token",
    "222/flows": "222/flows",
    "111/whatsapp_commerce_settings": "111/whatsapp_commerce_settings",
    "a.b-c_d~e": "a.b-c_d~e",
    "111/...": "111/...",
}


@pytest.mark.parametrize("path", SENDING)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_no_raw_call_reaches_an_edge_that_sends(path, method):
    with pytest.raises(errors.SendPathRefused, match=r"use wa\.send"):
        RawCall(method=method, path=path)
    with pytest.raises(errors.SendPathRefused):
        refuse_sending(path)


@pytest.mark.parametrize("path", ODD, ids=range(len(ODD)))
def test_no_odd_path_is_called(path):
    with pytest.raises(ValueError, match="path must"):
        RawCall(method="POST", path=path)


@pytest.mark.parametrize("path", INNOCENT)
def test_everything_else_is_called(path):
    request = RawCall(method="GET", path=path).request()

    assert (request.method, request.path) == ("GET", INNOCENT[path])
    assert (request.query, request.body, request.url, request.upload) == ((), None, None, None)


parts = st.sampled_from(
    [
        "messages", "MESSAGES", "calls", "Calls", "marketing_messages", "messages_encrypted", "111",
        "v26.0", "/", "//", ".", "..", "%", "%2f", "%6d", "?", "#", ";", "\\", ":", " ", "\t", "me",
        "ſ", "é", "\x00", "x",
    ]
)  # fmt: skip


@given(st.lists(parts, max_size=8).map("".join) | st.text())
def test_no_path_at_all_reaches_an_edge_that_sends(path):
    try:
        request = RawCall(method="POST", path=path).request()
    except (ValueError, errors.SendPathRefused):
        return

    edges = {"messages", "calls", "marketing_messages", "messages_encrypted"}
    assert edges.isdisjoint(request.path.lower().split("/"))
    assert request.path.isascii()
    assert request.path.isprintable()
    assert not set(request.path) & set("?#;%\\: ")
    assert not {"", ".", ".."} & set(request.path.split("/"))


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "HEAD", "OPTIONS", "get", "POST ", "", "GET\r"]
)
def test_only_three_methods_are_called(method):
    with pytest.raises(ValueError, match="method must be one of DELETE, GET, POST"):
        RawCall(method=method, path="111")


# What turns one call into others -----------------------------------------------------------------

REDIRECTING = [
    "batch", "BATCH", "Batch", "method", "METHOD", "Method", "relative_url", "Relative_URL",
    "attached_files", "ATTACHED_FILES",
]  # fmt: skip


@pytest.mark.parametrize("name", REDIRECTING)
@pytest.mark.parametrize("where", ["query", "body"])
@pytest.mark.parametrize("path", ["me", "111/subscribed_apps"])
def test_no_raw_call_becomes_another(name, where, path):
    hidden = json.dumps([{"method": "POST", "relative_url": "111/messages"}])

    with pytest.raises(errors.SendPathRefused, match="batch and method override"):
        RawCall(method="POST", path=path, **{where: {"fields": "id", name: hidden}})


@pytest.mark.parametrize("name", ["batch[0][relative_url]", "batch[]", " batch", "relative.url"])
def test_no_raw_call_becomes_another_by_how_a_name_is_spelled(name):
    with pytest.raises(errors.SendPathRefused):
        RawCall(method="POST", path="me", query={name: "111/messages"})


@pytest.mark.parametrize("name", ["x[batch]", "x[0][method]", "BATCH[", "relative url"])
def test_no_raw_call_becomes_another_by_a_name_within_a_name(name):
    with pytest.raises((errors.SendPathRefused, ValueError)):
        RawCall(method="POST", path="me", body={name: "111/messages"})


class TwoFaced(dict):
    """Looks harmless, and is written as what it is."""

    def __iter__(self):
        return iter(())

    def keys(self):
        return {}.keys()


@pytest.mark.parametrize("where", ["query", "body"])
def test_a_mapping_of_two_faces_is_judged_by_what_is_written(where):
    hidden = TwoFaced(batch="[]")
    try:
        request = RawCall(method="POST", path="me", **{where: hidden}).request()
    except (errors.SendPathRefused, ValueError, TypeError):
        return
    assert b"batch" not in (request.body or b"")
    assert not request.query


def test_a_bystander_named_alike_is_let_through():
    query = {"batch_size": "1", "methods": "2", "payment_method": "3"}

    assert RawCall(method="GET", path="111", query=query).request().query == tuple(query.items())


@pytest.mark.parametrize("where", ["query", "body"])
def test_what_was_judged_is_what_is_called(where):
    given = {"fields": "id"}
    call = RawCall(method="POST", path="me", **{where: given})
    given["batch"] = "[]"

    request = call.request()
    assert b"batch" not in (request.body or b"")
    assert "batch" not in dict(request.query)


# The call ----------------------------------------------------------------------------------------


def test_a_raw_call_carries_its_query_and_its_body():
    request = RawCall(
        method="POST",
        path="/111/settings",
        query={"fields": "id,name", "limit": 5},
        body={"pin": "123456", "nested": {"ä": [None, True]}},
    ).request()

    assert (request.method, request.path) == ("POST", "111/settings")
    assert request.query == (("fields", "id,name"), ("limit", "5"))
    assert json.loads(request.body) == {"pin": "123456", "nested": {"ä": [None, True]}}
    assert request.content_type == "application/json"
    assert request.url is None


def test_an_empty_body_is_a_body_and_none_is_none():
    assert RawCall(method="POST", path="111", body={}).request().body == b"{}"
    assert RawCall(method="POST", path="111").request().body is None


def test_only_what_surely_does_no_harm_twice_may_be_repeated():
    assert RawCall(method="GET", path="111").idempotent
    assert RawCall(method="DELETE", path="111").idempotent
    assert not RawCall(method="POST", path="111").idempotent


def test_the_whole_answer_is_the_result():
    assert RawCall(method="GET", path="111").parse(answer({"id": "111", "x": [1]})) == {
        "id": "111",
        "x": [1],
    }


def test_a_raw_call_shows_where_and_not_what():
    call = RawCall(method="POST", path="111/settings", query={"q": "canary"}, body={"b": "canary"})

    assert repr(call) == "RawCall(POST 111/settings)"


@pytest.mark.parametrize(
    "value", ["messages.method(POST).to(1)", "messages.METHOD (post)", "x{messages.method(POST)}"]
)
def test_a_nested_call_in_a_field_is_refused(value):
    with pytest.raises(errors.SendPathRefused):
        RawCall(method="GET", path="111", query={"fields": value})
