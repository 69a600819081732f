"""Reading any answer of Meta's: success, its envelope, or something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.answers import CANARY, UNREADABLE, answer, refused
from whatsapp_biz import errors
from whatsapp_biz._http import Response
from whatsapp_biz.operations.base import Operation, graph_error, payload, retry_after

ENVELOPE = {
    "error": {
        "message": "(#131056) Too many messages",
        "type": "OAuthException",
        "code": 131056,
        "error_subcode": 2494055,
        "error_data": {"messaging_product": "whatsapp", "details": "Slow down"},
        "fbtrace_id": "AbCdEf",
        "is_transient": True,
    }
}


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_a_successful_object_is_handed_over_whole(status):
    assert payload(answer({"success": True, "new": [1]}, status)) == {"success": True, "new": [1]}
    assert payload(answer({}, status)) == {}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_may_have_been_done(case):
    with pytest.raises(errors.DeliveryUnknown) as caught:
        payload(UNREADABLE[case])

    response = UNREADABLE[case]
    assert str(caught.value) == (
        f"the answer (HTTP {response.status}, {len(response.body)} bytes) is not Meta's JSON"
    )
    assert caught.value.__context__ is None


@pytest.mark.parametrize("status", [100, 302, 400, 500])
def test_an_object_is_a_success_only_with_a_status_of_success(status):
    with pytest.raises(errors.DeliveryUnknown):
        payload(answer({"success": True}, status))


@pytest.mark.parametrize("status", [200, 400, 401, 403, 429, 500, 503])
def test_an_envelope_is_a_refusal_whatever_the_status(status):
    response = answer(
        ENVELOPE, status, retry_after="12", x_fb_request_id="req-1", x_fb_trace_id="unused"
    )

    with pytest.raises(errors.RateLimited) as caught:
        payload(response)

    assert caught.value.error == errors.GraphError(
        status=status,
        code=131056,
        message="(#131056) Too many messages",
        subcode=2494055,
        type="OAuthException",
        details="Slow down",
        fbtrace_id="AbCdEf",
        request_id="req-1",
        is_transient=True,
        retry_after=timedelta(seconds=12),
    )


def test_a_bare_envelope_leaves_everything_else_empty():
    with pytest.raises(errors.NotAuthorised) as caught:
        payload(answer({"error": {"code": 190}}, 401, x_fb_trace_id="from the header"))

    assert caught.value.error == errors.GraphError(
        status=401, code=190, fbtrace_id="from the header"
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"message": 5, "type": [], "fbtrace_id": {}, "error_data": "text", "error_subcode": "1"},
        {"message": None, "type": None, "fbtrace_id": None, "error_data": {"details": 5}},
        {"error_data": [], "error_subcode": True, "is_transient": "true"},
        {"error_data": {"details": None}, "error_subcode": 1.5, "is_transient": 1},
    ],
    ids=["wrong types", "nulls", "a list", "near misses"],
)
def test_what_is_odd_in_an_envelope_is_left_out(odd):
    with pytest.raises(errors.ApiError) as caught:
        payload(answer({"error": {"code": 100, **odd}}, 400))

    assert caught.value.error == errors.GraphError(status=400, code=100)


@pytest.mark.parametrize(
    "code", [{}, {"code": None}, {"code": "x"}, {"code": 1.5}, {"code": True}]
)
def test_an_envelope_without_a_code_does_not_blame_the_token(code):
    error = graph_error(answer(status=503), {"error": {"message": "Sorry", **code}})

    assert type(errors.api_error(error)) is errors.ApiError
    assert error.code == errors.NO_CODE


@pytest.mark.parametrize("body", [None, [], "error", 5, {}, {"error": None}, {"error": []}])
def test_without_an_envelope_there_is_no_graph_error(body):
    assert graph_error(answer(), body) is None


def test_no_error_shows_the_body():
    body = {"error": {"code": 100, "message": "to +49 1512 3456701", "fbtrace_id": CANARY}}
    for response in (answer(body, 400), answer(f"<html>{CANARY}".encode(), 502)):
        with pytest.raises(errors.WhatsAppError) as caught:
            payload(response)
        assert CANARY not in f"{caught.value} {caught.value!r}"
        assert "3456701" not in f"{caught.value} {caught.value!r}"


# Retry-After --------------------------------------------------------------------------------

SENT = "Mon, 23 Nov 2026 12:00:00 GMT"
NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)

SENSIBLE = {
    "0": 0,
    "1": 1,
    " 7 ": 7,
    "007": 7,
    "99999": 99_999,
    "999999999": 999_999_999,
    "Mon, 23 Nov 2026 12:00:30 GMT": 30,
    "Mon, 23 Nov 2026 13:00:30 +0100": 30,
    "Mon, 23 Nov 2026 11:00:00 GMT": 0,
    "Thu, 01 Jan 1970 00:00:00 GMT": 0,
    "Monday, 23-Nov-26 12:01:00 GMT": 60,
    "Tue, 24 Nov 2026 12:00:00 GMT": 86_400,
}
SENSELESS = [
    "", " ", "-1", "+1", "1.5", "1e3", "1000000000", "9" * 400, "soon", "٣", "³", "0x10", "1;2",
    "1, 2", "Mon", "Mon, 23 Nov", "99 Nov 2026 12:00:00 GMT", "Mon, 32 Nov 2026 12:00:00 GMT",
    "Mon, 23 Nov 2026 25:00:00 GMT", "Mon, 23 Nov 2026 12:00:00 +9900", "\x00", "\ud800",
]  # fmt: skip
OVERFLOWING = [
    "Fri, 31 Dec 9999 23:59:59 -2300",
    "Mon, 23 Nov 2026 12:00:00 +99999999999999999",
    "Mon, 23 Nov 999999999999999999999 12:00:00 GMT",
    "Mon, 23 Nov 2026 12:00:99999999999999999999 GMT",
]


@pytest.mark.parametrize("value", SENSIBLE)
def test_a_sensible_wait_is_read(value):
    expected = timedelta(seconds=SENSIBLE[value])

    assert retry_after(answer(status=503, retry_after=value, date=SENT)) == expected
    assert retry_after(answer(status=503, retry_after=value), now=NOW) == expected


@pytest.mark.parametrize("value", SENSELESS, ids=range(len(SENSELESS)))
def test_a_senseless_wait_is_no_wait(value):
    assert retry_after(answer(status=503, retry_after=value, date=SENT)) is None


def test_no_header_is_no_wait():
    assert retry_after(answer(status=503)) is None
    assert retry_after(answer(status=503), now=NOW) is None


@pytest.mark.parametrize("date", [{}, {"date": "x"}, {"date": "Mon, 99 Nov 2026 12:00:00 GMT"}])
def test_a_date_cannot_be_waited_for_without_knowing_the_time_there(date):
    response = answer(status=503, retry_after="Mon, 23 Nov 2026 12:00:30 GMT", **date)

    assert retry_after(response) is None


def test_the_callers_time_goes_before_the_servers():
    response = answer(status=503, retry_after="Mon, 23 Nov 2026 12:00:30 GMT", date=SENT)

    assert retry_after(response, now=NOW + timedelta(seconds=10)) == timedelta(seconds=20)


@pytest.mark.parametrize("value", OVERFLOWING, ids=range(len(OVERFLOWING)))
def test_a_date_out_of_all_bounds_is_no_wait(value):
    assert retry_after(answer(status=503, retry_after=value, date=SENT)) is None


@pytest.mark.parametrize("value", OVERFLOWING, ids=range(len(OVERFLOWING)))
def test_a_header_out_of_all_bounds_does_not_hide_what_meta_said(value):
    response = Response(429, {"retry-after": value, "date": SENT}, refused(4).body)

    with pytest.raises(errors.RateLimited):
        payload(response)


@given(st.text(), st.text())
def test_any_text_in_the_header_is_a_wait_or_none(value, date):
    wait = retry_after(answer(status=503, retry_after=value, date=date))

    assert wait is None or wait >= timedelta(0)


# The base class -----------------------------------------------------------------------------


def test_an_operation_is_idempotent_unless_it_says_otherwise():
    assert Operation().idempotent is True
    with pytest.raises(NotImplementedError):
        Operation().request()
    with pytest.raises(NotImplementedError):
        Operation().parse(answer({}))


def test_a_date_without_a_zone_is_in_gmt():
    response = answer(
        **{"retry-after": "Mon, 23 Nov 2026 12:00:30", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}
    )

    assert retry_after(response) == timedelta(seconds=30)


def test_an_error_without_a_code_says_so():
    error = errors.api_error(errors.GraphError(status=503, code=errors.NO_CODE))

    assert str(error) == "Meta answered without a code (HTTP 503): no text"
