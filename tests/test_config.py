"""Settings: where they come from, which cannot be right, and what an error shows."""

from __future__ import annotations

import pickle
import traceback

import attrs
import pytest

import whatsapp_biz
from whatsapp_biz import AsyncWhatsApp, WhatsApp
from whatsapp_biz.config import (
    API_VERSION,
    GRAPH_URL,
    VARIABLES,
    Config,
    conceal_all,
    is_loopback,
    missing,
    resolve,
)
from whatsapp_biz.errors import ConfigurationError
from whatsapp_biz.redact import BadSecret, Secret

ENVIRONMENT = {
    "WHATSAPP_TOKEN": "EMU_token",
    "WHATSAPP_PHONE_NUMBER_ID": "111",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "222",
    "WHATSAPP_APP_SECRET": "new, old",
    "WHATSAPP_VERIFY_TOKEN": "verify",
    "WHATSAPP_API_VERSION": "v23.0",
    "WHATSAPP_BASE_URL": "http://127.0.0.1:8080/",
}
FROM_ENVIRONMENT = {
    "token": Secret("EMU_token"),
    "phone_number_id": "111",
    "business_account_id": "222",
    "app_secrets": (Secret("new"), Secret("old")),
    "verify_token": Secret("verify"),
    "api_version": "v23.0",
    "base_url": "http://127.0.0.1:8080",
}
GIVEN = {
    "token": Secret("given"),
    "phone_number_id": "999",
    "business_account_id": "888",
    "app_secrets": (Secret("given"),),
    "verify_token": Secret("given"),
    "api_version": "v22.0",
    "base_url": "https://graph.example.com",
}


def nothing(name: str) -> None:
    """An empty environment."""


# Where settings come from -------------------------------------------------------------------


def test_everything_can_come_from_the_environment():
    config = resolve({}, ENVIRONMENT.get)

    assert attrs.asdict(config, recurse=False) == FROM_ENVIRONMENT
    assert set(VARIABLES.values()) == set(ENVIRONMENT)
    assert set(VARIABLES) == {field.name for field in attrs.fields(Config)}


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_given_wins_over_the_environment(name):
    config = resolve({name: GIVEN[name]}, ENVIRONMENT.get)

    assert attrs.asdict(config, recurse=False) == {**FROM_ENVIRONMENT, name: GIVEN[name]}


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_given_as_none_comes_from_the_environment(name):
    assert getattr(resolve({name: None}, ENVIRONMENT.get), name) == FROM_ENVIRONMENT[name]


@pytest.mark.parametrize("environ", [nothing, dict.fromkeys(ENVIRONMENT, "").get])
def test_without_anything_the_defaults_hold(environ):
    config = resolve({}, environ)

    assert config == Config()
    assert (config.token, config.phone_number_id, config.app_secrets) == (None, None, ())
    assert (config.api_version, config.base_url) == (API_VERSION, GRAPH_URL)
    assert GRAPH_URL == "https://graph.facebook.com"


@pytest.mark.parametrize("client", [WhatsApp, AsyncWhatsApp])
def test_a_client_reads_the_environment(client, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    wa = client()

    assert wa.phone_number_id == "111"
    assert repr(wa) == f"{client.__name__}(111, v23.0)"


# What is missing ----------------------------------------------------------------------------

MISSING = {
    "token": ("token is missing: pass token= or set WHATSAPP_TOKEN", "WHATSAPP_ACCESS_TOKEN"),
    "phone_number_id": (
        "phone_number_id is missing: pass phone_number_id= or set WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_PHONE_ID",
    ),
    "business_account_id": (
        (
            "business_account_id is missing: pass business_account_id= or set "
            "WHATSAPP_BUSINESS_ACCOUNT_ID"
        ),
        "WHATSAPP_WABA_ID",
    ),
    "app_secrets": (
        "app_secret is missing: pass app_secret= or set WHATSAPP_APP_SECRET",
        "META_APP_SECRET",
    ),
    "verify_token": (
        "verify_token is missing: pass verify_token= or set WHATSAPP_VERIFY_TOKEN",
        "WEBHOOK_VERIFY_TOKEN",
    ),
    "base_url": ("base_url is missing: pass base_url= or set WHATSAPP_BASE_URL", None),
}


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_setting_is_named_with_its_variable(name):
    assert str(missing(name, nothing)) == MISSING[name][0]
    assert isinstance(missing(name, nothing), ConfigurationError)


@pytest.mark.parametrize("name", [name for name in MISSING if MISSING[name][1]])
def test_a_look_alike_is_named_and_not_read(name):
    text, look_alike = MISSING[name]

    environ = {look_alike: "canary-4711"}.get
    assert str(missing(name, environ)) == f"{text} ({look_alike} is set, but is not read)"
    assert resolve({}, environ) == Config()


LOOK_ALIKES = {
    "token": ["WHATSAPP_ACCESS_TOKEN", "CLOUD_API_ACCESS_TOKEN", "WA_TOKEN"],
    "phone_number_id": ["WHATSAPP_PHONE_ID", "WA_PHONE_NUMBER_ID", "PHONE_NUMBER_ID"],
    "business_account_id": ["WHATSAPP_WABA_ID", "WA_BUSINESS_ACCOUNT_ID", "WABA_ID"],
    "app_secrets": ["META_APP_SECRET", "M4D_APP_SECRET", "APP_SECRET"],
    "verify_token": ["WEBHOOK_VERIFICATION_TOKEN", "WEBHOOK_VERIFY_TOKEN"],
}


@pytest.mark.parametrize(
    ("name", "other"), [(name, other) for name in LOOK_ALIKES for other in LOOK_ALIKES[name]]
)
def test_names_that_other_tools_use_are_known(name, other):
    assert f"({other} is set," in str(missing(name, {other: "x"}.get))


def test_several_look_alikes_are_all_named_without_their_values():
    environ = {"WA_TOKEN": "canary-4711", "CLOUD_API_ACCESS_TOKEN": "canary-4712"}.get

    text = str(missing("token", environ))
    assert text.endswith("(CLOUD_API_ACCESS_TOKEN, WA_TOKEN is set, but is not read)")
    assert "canary" not in text


@pytest.mark.parametrize("client", [WhatsApp, AsyncWhatsApp])
def test_a_client_without_a_token_or_a_number_is_not_made(client):
    with pytest.raises(ConfigurationError, match="token is missing"):
        client(phone_number_id="1")
    with pytest.raises(ConfigurationError, match="phone_number_id is missing"):
        client("token")


# What cannot be right -----------------------------------------------------------------------

GOOD_URLS = {
    "https://graph.facebook.com": "https://graph.facebook.com",
    "https://graph.facebook.com/": "https://graph.facebook.com",
    "https://graph.facebook.com:8443": "https://graph.facebook.com:8443",
    "https://proxy.example.com/meta/": "https://proxy.example.com/meta",
    "HTTPS://graph.example.com": "HTTPS://graph.example.com",
    "http://127.0.0.1": "http://127.0.0.1",
    "http://127.0.0.1:8080/": "http://127.0.0.1:8080",
    "http://127.8.9.10:8080": "http://127.8.9.10:8080",
    "http://localhost:8080": "http://localhost:8080",
    "http://LOCALHOST:8080": "http://LOCALHOST:8080",
    "http://[::1]:8080": "http://[::1]:8080",
    "https://127.0.0.1:8443": "https://127.0.0.1:8443",
}
BAD_URLS = [
    "",
    " ",
    "graph.facebook.com",
    "//graph.facebook.com",
    "https://",
    "https:///v26.0",
    "https:graph.facebook.com",
    "http://graph.facebook.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://localhost@example.com",
    "http://127.0.0.1@example.com",
    "http://127.0.0.1:80@example.com",
    "http://0.0.0.0:8080",
    "http://10.0.0.1",
    "http://192.168.1.1:8080",
    "http://169.254.169.254",
    "http://128.0.0.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://[::2]:8080",
    "http://[fe80::1]",
    "http://",
    "ftp://127.0.0.1",
    "ws://localhost",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://user@graph.facebook.com",
    "https://user:password@graph.facebook.com",
    "https://graph.facebook.com\\@example.com",
    "https://graph.facebook.com@example.com",
]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_the_host_is_https_or_this_machine(url):
    assert Config(base_url=url).base_url == GOOD_URLS[url]


@pytest.mark.parametrize("url", BAD_URLS)
def test_no_token_goes_to_any_other_host(url):
    with pytest.raises(ConfigurationError, match="base_url must be https"):
        Config(base_url=url)


@pytest.mark.parametrize(
    "url",
    [
        "https://:password@graph.facebook.com",
        "https://@graph.facebook.com",
        "http://user:password@127.0.0.1",
        "http://user@localhost:8080",
        "https://graph.facebook.com?x=1",
        "https://graph.facebook.com/#x",
        "https://graph.facebook.com:port",
        "https://graph.facebook.com:99999",
        "https://graph facebook.com",
        "https://graph.facebook.com\n",
        "https://[::1",
    ],
)
def test_an_address_that_cannot_work_or_hides_something_is_refused(url):
    with pytest.raises(ConfigurationError):
        Config(base_url=url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.255.254", "::1"])
def test_this_machine_is_known(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [None, "", "localhost.", "0.0.0.0", "128.0.0.1", "::", "::2", "127.1", "127.0.0.1.", "1", "x"],
)
def test_nothing_else_is_this_machine(host):
    assert not is_loopback(host)


@pytest.mark.parametrize("version", ["v1.0", "v26.0", "v100.9"])
def test_a_version_looks_like_metas(version):
    assert Config(api_version=version).api_version == version


@pytest.mark.parametrize(
    "version",
    [
        "",
        "26.0",
        "v26",
        "V26.0",
        "v26.10",
        "v1000.0",
        "v26.0\n",
        "v26.0/",
        " v26.0",
        "v٢٦.0",
        "../v26.0",
    ],
)
def test_another_version_is_refused(version):
    with pytest.raises(ConfigurationError, match="api_version must look like"):
        Config(api_version=version)


@pytest.mark.parametrize("name", ["phone_number_id", "business_account_id"])
def test_an_id_is_metas_digits(name):
    assert getattr(Config(**{name: "1"}), name) == "1"
    assert getattr(Config(**{name: "1" * 32}), name) == "1" * 32
    for bad in ("", "1" * 33, "+4915123456701", "12 3", "123\n", "١٢٣", "123/messages", "abc"):
        with pytest.raises(ConfigurationError, match="are Meta's digits"):
            Config(**{name: bad})


def test_settings_are_given_by_name():
    with pytest.raises(TypeError):
        Config(Secret("token"))


@pytest.mark.parametrize("value", [5, b"https://graph.facebook.com"], ids=["a number", "bytes"])
def test_an_address_that_is_no_text_is_a_configuration_error(value):
    with pytest.raises(ConfigurationError):
        Config(base_url=value)


@pytest.mark.parametrize("name", ["phone_number_id", "business_account_id", "api_version"])
def test_a_number_instead_of_text_is_a_configuration_error(name):
    with pytest.raises(ConfigurationError):
        Config(**{name: 111})


# Secrets ------------------------------------------------------------------------------------


def test_app_secrets_come_as_one_as_a_list_or_with_commas():
    a, b = Secret("a"), Secret("b")

    assert conceal_all("a") == (a,)
    assert conceal_all("a,b") == (a, b)
    assert conceal_all(" a , b ") == (a, b)
    assert conceal_all(a) == (a,)
    assert conceal_all(["a", b]) == (a, b)
    assert conceal_all(("a",)) == (a,)
    assert conceal_all([]) == ()
    assert conceal_all(None) is None


@pytest.mark.parametrize("value", ["", "a,,b", "a,", ",", ["a", ""], ["a", 5], b"ab", "a b"])
def test_one_bad_app_secret_spoils_the_list(value):
    with pytest.raises(ConfigurationError, match="an app secret cannot be right: a secret must"):
        Config(app_secrets=conceal_all(value))


@pytest.mark.parametrize("name", ["token", "verify_token"])
def test_a_bad_token_is_a_configuration_error(name):
    with pytest.raises(
        ConfigurationError, match="token or verify token cannot be right: a secret"
    ):
        Config(**{name: BadSecret("a secret must not be empty")})


def test_a_config_shows_no_secret_and_is_not_pickled():
    config = resolve({}, {**ENVIRONMENT, "WHATSAPP_APP_SECRET": "canary-1,canary-2"}.get)
    shown = repr(config) + str(config)

    for secret in ("EMU_token", "canary", "verify'"):
        assert secret not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(config)


# What a crash reporter that writes down locals gets to see ------------------------------------


def canary() -> str:
    """A bad secret that stands in no source line of a traceback."""
    return " ".join(("canary", "4711"))


def good_canary() -> str:
    """The same, as a secret that could be right."""
    return "-".join(("canary", "secret", "4711"))


def reported(error: BaseException) -> str:
    """The traceback with every local of every frame, of the error and of what led to it."""
    texts = traceback.format_exception(error)
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        texts.append(repr(one) + repr(one.args) + repr(getattr(one, "__notes__", "")))
        todo += [one.__cause__, one.__context__]
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_globals["__name__"] == __name__:
                continue
            for name, value in frame.f_locals.copy().items():
                try:
                    texts.append(f"{name} = {value!r}")
                except AttributeError:
                    # Half-built: what it holds so far is in the frames that build it.
                    texts.append(f"{name} is not there yet")
    return "\n".join(texts)


BAD_CALLS = {
    "token": lambda client: client(canary(), phone_number_id="1"),
    "token by name": lambda client: client(token=canary(), phone_number_id="1"),
    "token in bytes": lambda client: client(canary().encode(), phone_number_id="1"),
    "verify token": lambda client: client("t", phone_number_id="1", verify_token=canary()),
    "app secret": lambda client: client("t", phone_number_id="1", app_secret=canary()),
    "app secret in a list": lambda client: client(
        "t", phone_number_id="1", app_secret=["good", canary()]
    ),
    "app secret in a comma list": lambda client: client(
        "t", phone_number_id="1", app_secret=f"good,{canary()}"
    ),
    "a good token beside a bad id": lambda client: client(good_canary(), phone_number_id="x"),
    "a good token beside a bad app secret": lambda client: client(
        good_canary(), phone_number_id="1", app_secret=""
    ),
    "good secrets beside a bad address": lambda client: client(
        good_canary(),
        phone_number_id="1",
        app_secret=[good_canary()],
        verify_token=good_canary(),
        base_url="http://example.com",
    ),
    "a good token without a number": lambda client: client(good_canary()),
    "an app secret without a token": lambda client: client(app_secret=good_canary()),
}


@pytest.mark.parametrize("client", [WhatsApp, AsyncWhatsApp])
@pytest.mark.parametrize("case", BAD_CALLS)
def test_a_constructor_that_fails_shows_no_secret(case, client):
    with pytest.raises(ConfigurationError) as caught:
        BAD_CALLS[case](client)

    report = reported(caught.value)
    assert "client.py" in report
    assert "4711" not in report


BAD_VARIABLES = {
    "WHATSAPP_TOKEN": canary,
    "WHATSAPP_VERIFY_TOKEN": canary,
    "WHATSAPP_APP_SECRET": canary,
    "WHATSAPP_API_VERSION": lambda: "26",
    "WHATSAPP_BASE_URL": lambda: "http://example.com",
    "WHATSAPP_PHONE_NUMBER_ID": lambda: "x",
}


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_variable_shows_no_secret(variable):
    def environ(name: str) -> str | None:
        if name == variable:
            return BAD_VARIABLES[variable]()
        return good_canary() if name == "WHATSAPP_TOKEN" else None

    with pytest.raises(ConfigurationError) as caught:
        resolve({}, environ)

    assert "4711" not in reported(caught.value)


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_variable_shows_no_other_variable(variable, monkeypatch):
    monkeypatch.setenv("WHATSAPP_TOKEN", good_canary())
    monkeypatch.setenv("DATABASE_PASSWORD", good_canary())
    monkeypatch.setenv(variable, BAD_VARIABLES[variable]())

    with pytest.raises(ConfigurationError) as caught:
        WhatsApp()

    assert "4711" not in reported(caught.value)


@pytest.mark.parametrize("kind", ["WhatsApp", "AsyncWhatsApp", "Config", "Contact", "Send"])
def test_what_failed_to_be_built_can_still_be_shown(kind):
    # traceback.TracebackException(capture_locals=True) shows self of a failing __init__.
    from whatsapp_biz.operations.send import Send

    made = {"Config": Config, "Send": Send}.get(kind) or getattr(whatsapp_biz, kind)

    assert repr(made.__new__(made))
