"""What holds for every operation, whatever Meta or anybody else answers."""

from __future__ import annotations

import inspect
import json
import pkgutil
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.operations.answers import CANARY, UNREADABLE, answer, refused
from tests.operations.samples import OPERATIONS
from whatsapp_biz import errors, operations
from whatsapp_biz._http import Request, Response
from whatsapp_biz.operations.base import Operation

each = pytest.mark.parametrize("name", OPERATIONS)
# The file itself may hold anything.
reads_json = pytest.mark.parametrize("name", [n for n in OPERATIONS if n != "DownloadMedia"])


def test_every_operation_is_tried():
    defined = {
        name
        for module in pkgutil.iter_modules(operations.__path__)
        for name, kind in inspect.getmembers(
            import_module(f"{operations.__name__}.{module.name}"), inspect.isclass
        )
        if issubclass(kind, Operation) and kind is not Operation
    }

    assert defined | {"Send"} == {name.partition(" ")[0] for name in OPERATIONS}


@each
def test_an_answer_meta_documents_is_read(name):
    operation, kind, glad = OPERATIONS[name]

    assert isinstance(operation.parse(glad), kind)


@each
def test_metas_envelope_is_an_api_error(name):
    operation = OPERATIONS[name][0]

    for code, status, kind in (
        (190, 401, errors.NotAuthorised),
        (4, 400, errors.RateLimited),
        (131047, 500, errors.RecipientUnreachable),
        (100, 404, errors.ApiError),
    ):
        with pytest.raises(errors.ApiError) as caught:
            operation.parse(refused(code, status))
        assert type(caught.value) is kind
        assert (caught.value.code, caught.value.status) == (code, status)


@reads_json
@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_may_have_been_done(name, case):
    with pytest.raises(errors.DeliveryUnknown):
        OPERATIONS[name][0].parse(UNREADABLE[case])


# The words of Meta's answers, so that odd values reach every corner.
WORDS = [
    "id", "url", "data", "paging", "cursors", "after", "next", "success", "messages", "contacts",
    "wa_id", "user_id", "message_status", "mime_type", "sha256", "file_size", "name", "language",
    "category", "status", "components", "parameter_format", "about", "websites", "vertical",
    "business_profile", "extra", "error", "code", "message", "error_data", "details",
    "error_subcode", "fbtrace_id", "is_transient",
]  # fmt: skip
words = st.sampled_from(WORDS) | st.text(max_size=3)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([190, 4, 131047, 10**400, -1])
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["https://lookaside.fbsbx.com/", "12", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=5),
    max_leaves=12,
)
bodies = st.one_of(
    json_values.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(words, json_values, max_size=6).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=40),
)
statuses = st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503])
headers = st.dictionaries(
    st.sampled_from(["retry-after", "date", "x-fb-trace-id", "x-fb-request-id"]),
    st.text(max_size=10)
    | st.sampled_from(
        [
            "12",
            "Mon, 23 Nov 2026 12:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 -2300",
            "Mon, 23 Nov 2026 12:00:00 +99999999999999999",
        ]
    ),
)


@each
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=bodies, status=statuses, headers=headers)
def test_any_answer_is_a_result_or_a_known_error(name, body, status, headers):
    operation, kind, _ = OPERATIONS[name]
    known = (errors.ApiError, errors.DeliveryUnknown)
    if name == "DownloadMedia":
        known = (errors.ApiError, errors.MediaRefused)

    try:
        result = operation.parse(Response(status, headers, body))
    except known:
        return
    assert isinstance(result, kind)
    assert 200 <= status < 300


@each
def test_parameters_are_given_by_name(name):
    kind = type(getattr(OPERATIONS[name][0], "send", OPERATIONS[name][0]))

    for count in range(2, 5):
        with pytest.raises(TypeError):
            kind(*["5"] * count)


INFINITE = {
    "GetMedia": b'{"id":"5","url":"https://lookaside.fbsbx.com/","file_size":1e999}',
}


@pytest.mark.parametrize("name", INFINITE)
def test_an_endless_number_may_have_been_done(name):
    with pytest.raises(errors.DeliveryUnknown):
        OPERATIONS[name][0].parse(answer(INFINITE[name]))


@each
def test_no_error_shows_the_answer(name):
    operation = OPERATIONS[name][0]
    bodies = ({"error": {"code": 1, "type": CANARY}}, [CANARY], CANARY, CANARY.encode())
    for status in (400, 502):
        for body in bodies:
            with pytest.raises(errors.WhatsAppError) as caught:
                operation.parse(answer(body, status))
            error = caught.value
            assert CANARY not in f"{error} {error!r} {error.__context__!r} {error.__cause__!r}"


@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.startswith("Send")])
def test_asking_twice_asks_for_the_same(name):
    operation = OPERATIONS[name][0]
    first, second = operation.request(), operation.request()

    assert isinstance(first, Request)
    for field in ("method", "path", "query", "body", "url", "largest", "content_type"):
        assert getattr(first, field) == getattr(second, field)
    assert not first.path.startswith("/")
    assert operation.idempotent
