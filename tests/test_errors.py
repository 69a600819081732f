"""What every exception must survive, and which one stands for what."""

from __future__ import annotations

import contextlib
import copy
import inspect
import pickle
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from whatsapp_biz import errors
from whatsapp_biz.consent.decision import REMEDIES, Attempt, Refusal
from whatsapp_biz.contact import Contact
from whatsapp_biz.errors import GraphError, api_error, consent_refused

NUMBER = "4915123456701"
WAMID = "wamid.HBgNNDkxNTEyMzQ1NjcwMRUC"


def refusal(reason: str = "no_opt_in") -> Refusal:
    return Refusal(
        reason=reason,
        attempt=Attempt(
            kind="template",
            contact=Contact(phone=NUMBER, bsuid="DE.canary4711"),
            phone_number_id="111",
            category="marketing",
        ),
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        rules="2026-11",
    )


def graph(code: int = 131026, status: int = 400) -> GraphError:
    return GraphError(
        status=status,
        code=code,
        message=f"Message to +{NUMBER} undeliverable",
        subcode=2494010,
        type="OAuthException",
        details=f"{WAMID} to +49 1512 3456701",
        fbtrace_id="AbC",
        request_id="req",
        is_transient=True,
        retry_after=timedelta(seconds=30),
    )


SAMPLES = {
    **{
        kind: kind("something happened")
        for kind in (
            errors.WhatsAppError,
            errors.ConfigurationError,
            errors.SendPathRefused,
            errors.LedgerUnavailable,
            errors.UnsafeStore,
            errors.TransportError,
            errors.MediaRefused,
            errors.EventBusy,
            errors.WebhookRejected,
            errors.SignatureMissing,
            errors.SignatureMismatch,
            errors.ChallengeMismatch,
            errors.BodyTooLarge,
            errors.BodyMalformed,
        )
    },
    errors.DeliveryUnknown: errors.DeliveryUnknown("it may have been sent", "callback-1"),
    **{
        kind: kind(refusal())
        for kind in (
            errors.ConsentRefused,
            errors.OptInMissing,
            errors.RecipientOptedOut,
            errors.WindowClosed,
            errors.RecipientIneligible,
        )
    },
    **{
        kind: kind(graph())
        for kind in (
            errors.ApiError,
            errors.NotAuthorised,
            errors.RateLimited,
            errors.RecipientUnreachable,
            errors.TemplateRejected,
            errors.MetaUnavailable,
        )
    },
}
DEFINED = {
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, BaseException) and kind.__module__ == errors.__name__
}

each = pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)


def facts(error: BaseException) -> dict[str, object]:
    """Everything an error says of itself."""
    names = [name for name in dir(type(error)) if isinstance(getattr(type(error), name), property)]
    return {
        "type": type(error),
        "args": error.args,
        "str": str(error),
        "repr": repr(error),
        "dict": error.__dict__,
        **{name: getattr(error, name) for name in names},
    }


def test_every_error_has_a_sample():
    assert set(SAMPLES) == DEFINED
    assert all(type(sample) is kind for kind, sample in SAMPLES.items())


def test_every_error_has_the_one_root():
    assert all(issubclass(kind, errors.WhatsAppError) for kind in DEFINED)
    # A user's ``except OSError`` or ``except ValueError`` must not swallow a refusal.
    assert errors.WhatsAppError.__bases__ == (Exception,)
    assert all(len(kind.__bases__) == 1 for kind in DEFINED)


@each
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickle(kind, protocol):
    error = SAMPLES[kind]

    assert facts(pickle.loads(pickle.dumps(error, protocol))) == facts(error)


@each
@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy])
def test_an_error_survives_copy(kind, twin_of):
    assert facts(twin_of(SAMPLES[kind])) == facts(SAMPLES[kind])


@each
def test_a_note_stays_with_an_error_that_is_pickled(kind):
    error = copy.copy(SAMPLES[kind])
    error.add_note("while sending the newsletter")

    twin = pickle.loads(pickle.dumps(error))
    assert twin.__notes__ == ["while sending the newsletter"]
    assert "newsletter" in "".join(traceback.format_exception(twin))


@contextlib.contextmanager
def noting(left: list[str]) -> Iterator[None]:
    try:
        yield
    finally:
        left.append("left")


def fail_within_blocks(error: BaseException, left: list[str]) -> None:
    with noting(left), contextlib.ExitStack() as stack:
        stack.enter_context(noting(left))
        raise error


@each
def test_an_error_survives_with_blocks(kind):
    error = copy.copy(SAMPLES[kind])
    left: list[str] = []

    with pytest.raises(kind) as caught:
        fail_within_blocks(error, left)

    assert caught.value is error
    assert left == ["left", "left"]
    assert error.__traceback__ is not None


def fail_because(error: BaseException, cause: BaseException) -> None:
    raise error from cause


@each
def test_an_error_may_have_a_cause(kind):
    cause = OSError("disk full")

    with pytest.raises(kind) as caught:
        fail_because(copy.copy(SAMPLES[kind]), cause)

    assert caught.value.__cause__ is cause


@each
def test_an_error_shows_no_number_and_no_id(kind):
    error = SAMPLES[kind]
    shown = f"{error} {error!r} {error.args} " + "".join(traceback.format_exception(error))

    assert "3456701" not in shown
    assert "HBgN" not in shown
    assert "canary" not in shown
    assert str(error).strip()


# The drawing --------------------------------------------------------------------------------


def drawn() -> dict[str, tuple[str | None, str]]:
    """Each class of the tree in the module's docstring: its parent, and what stands behind."""
    tree: dict[str, tuple[str | None, str]] = {"WhatsAppError": (None, "")}
    path = ["WhatsAppError"]
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([│ ]*)[├└]── (\w+) *(.*)", line):
            depth = len(found[1]) // 4 + 1
            path[depth:] = [found[2]]
            tree[found[2]] = (path[depth - 1], found[3])
    return tree


def test_the_tree_in_the_docstring_is_the_tree():
    parents = {name: parent for name, (parent, _) in drawn().items()}

    assert parents == {
        kind.__name__: None if kind is errors.WhatsAppError else kind.__bases__[0].__name__
        for kind in DEFINED
    }


def test_the_tree_says_what_to_do():
    for name, (parent, remedy) in drawn().items():
        assert remedy or parent is None, name


def test_the_tree_tells_the_status_of_each_rejected_webhook():
    for name, (parent, remedy) in drawn().items():
        if parent == "WebhookRejected":
            assert getattr(errors, name).status == int(remedy)
    assert errors.WebhookRejected.status == 400


@pytest.mark.parametrize("kind", DEFINED, ids=lambda kind: kind.__name__)
def test_every_error_explains_itself(kind):
    assert kind.__doc__
    assert kind.__doc__ != kind.__bases__[0].__doc__


# Refusals -----------------------------------------------------------------------------------

BY_REASON = {
    "opted_out": errors.RecipientOptedOut,
    "no_session": errors.WindowClosed,
    "session_expired": errors.WindowClosed,
    "no_inbound_message": errors.WindowClosed,
    "age_below_minimum": errors.RecipientIneligible,
    "platform_region_block": errors.RecipientIneligible,
    "no_opt_in": errors.OptInMissing,
    "purpose_mismatch": errors.OptInMissing,
    "consent_not_specific": errors.OptInMissing,
    "consent_expired": errors.OptInMissing,
    "consent_not_yet_valid": errors.OptInMissing,
    "no_evidence": errors.OptInMissing,
    "double_opt_in_missing": errors.OptInMissing,
    "reconsent_required": errors.OptInMissing,
    "no_call_permission": errors.OptInMissing,
    "call_permission_expired": errors.OptInMissing,
    # Nothing about the person would help: the call itself is wrong.
    "unknown_category": errors.ConsentRefused,
    "nothing_to_acknowledge": errors.ConsentRefused,
    "already_confirmed": errors.ConsentRefused,
    "unknown_kind": errors.ConsentRefused,
    "confirmation_window_closed": errors.ConsentRefused,
}


def test_every_reason_has_an_error():
    assert set(BY_REASON) == set(REMEDIES)


@pytest.mark.parametrize("reason", REMEDIES)
def test_a_refusal_is_raised_by_what_would_help(reason):
    decision = refusal(reason)
    error = consent_refused(decision)

    assert type(error) is BY_REASON[reason]
    assert error.decision is decision
    assert error.reason == reason
    assert error.docs_url.endswith(f"#{reason}")
    assert str(error) == (
        f"REFUSED {reason}: template (marketing) to +49•••01 was not sent. {REMEDIES[reason]}"
    )
    assert len(REMEDIES[reason]) > 20


# Meta's codes -------------------------------------------------------------------------------

BY_CODE = {
    errors.NotAuthorised: [0, 3, 10, 190, 200, 210, 298, 299, 131005],
    errors.RateLimited: [4, 613, 80007, 130429, 131048, 131056, 133016],
    errors.RecipientUnreachable: [
        130403, 130472, 131021, 131026, 131030, 131047, 131049, 131050, 131062,
    ],
    errors.TemplateRejected: [
        132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069, 132099,
    ],
    errors.MetaUnavailable: [1, 2, 131000, 131016, 131057, 133004],
    errors.ApiError: [
        -1, 5, 33, 100, 199, 300, 368, 130497, 131008, 131009, 131031, 131042, 131045, 131051,
        131052, 131053, 131999, 132100, 133000, 133010, 135000, 10**30,
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind"), [(code, kind) for kind, codes in BY_CODE.items() for code in codes]
)
def test_a_code_is_raised_by_its_remedy(code, kind):
    error = api_error(graph(code))

    assert type(error) is kind
    assert error.code == code


def test_an_api_error_carries_what_meta_said():
    error = api_error(graph(131026, status=403))

    assert (error.status, error.code, error.subcode) == (403, 131026, 2494010)
    assert error.details == graph().details
    assert error.fbtrace_id == "AbC"
    assert error.retry_after == timedelta(seconds=30)
    assert error.docs_url.startswith("https://developers.facebook.com/")
    assert str(error) == (
        "Meta answered 131026 (HTTP 403): Message to ••• undeliverable – wamid••• to •••"
    )
    assert repr(error) == "RecipientUnreachable(GraphError(status=403, code=131026))"


@pytest.mark.parametrize(
    ("message", "details", "said"),
    [("", "", "no text"), ("a", "", "a"), ("", "b", "b"), ("a", "b", "a – b")],
)
def test_an_api_error_says_what_there_is(message, details, said):
    error = api_error(GraphError(status=500, code=1, message=message, details=details))

    assert str(error) == f"Meta answered 1 (HTTP 500): {said}"


def test_a_long_text_of_metas_is_cut():
    error = api_error(GraphError(status=500, code=1, message="m" * 5000, details="d" * 5000))

    assert len(str(error)) < 500


# No answer ----------------------------------------------------------------------------------


def test_what_never_left_and_what_may_have_are_told_apart():
    assert errors.TransportError("x").delivery == "not_sent"
    assert errors.DeliveryUnknown("x").delivery == "unknown"
    assert errors.DeliveryUnknown("x").callback_data is None
    assert errors.DeliveryUnknown("x", "y").callback_data == "y"
    assert str(errors.DeliveryUnknown("x", "y")) == "x"
    # Who waits for "nothing was sent" by type must look at `delivery` too.
    assert issubclass(errors.DeliveryUnknown, errors.TransportError)
