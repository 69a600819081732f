"""Credentials and addresses, given or read from the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import attrs

from .errors import ConfigurationError
from .redact import BadSecret, Secret, conceal

GRAPH_URL = "https://graph.facebook.com"
API_VERSION = "v26.0"  # newest Graph version with evidence, 2026-07-29

VARIABLES = {
    "token": "WHATSAPP_TOKEN",
    "phone_number_id": "WHATSAPP_PHONE_NUMBER_ID",
    "business_account_id": "WHATSAPP_BUSINESS_ACCOUNT_ID",
    "app_secrets": "WHATSAPP_APP_SECRET",  # a comma list while one is rotated
    "verify_token": "WHATSAPP_VERIFY_TOKEN",
    "api_version": "WHATSAPP_API_VERSION",
    "base_url": "WHATSAPP_BASE_URL",
}
"""Where each setting is read from if it is not given."""

# Names other tools use; named in the error, never read silently.
_LOOK_ALIKES = {
    "WHATSAPP_TOKEN": ("WHATSAPP_ACCESS_TOKEN", "CLOUD_API_ACCESS_TOKEN", "WA_TOKEN"),
    "WHATSAPP_PHONE_NUMBER_ID": ("WHATSAPP_PHONE_ID", "WA_PHONE_NUMBER_ID", "PHONE_NUMBER_ID"),
    "WHATSAPP_BUSINESS_ACCOUNT_ID": ("WHATSAPP_WABA_ID", "WA_BUSINESS_ACCOUNT_ID", "WABA_ID"),
    "WHATSAPP_APP_SECRET": ("META_APP_SECRET", "M4D_APP_SECRET", "APP_SECRET"),
    "WHATSAPP_VERIFY_TOKEN": ("WEBHOOK_VERIFICATION_TOKEN", "WEBHOOK_VERIFY_TOKEN"),
}
_VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]\Z")
_ID = re.compile(r"[0-9]{1,32}\Z")


Concealed = Secret | BadSecret | None


def conceal_all(
    value: str | Secret | Sequence[str | Secret] | None,
) -> tuple[Concealed, ...] | None:
    """One secret, a comma list or a sequence of secrets, each hidden; None if not given."""
    if value is None:
        return None
    if isinstance(value, str):
        return tuple(conceal(one.strip()) for one in value.split(","))
    if isinstance(value, Secret):
        return (value,)
    return tuple(conceal(one) for one in value)


def _secret(value: Concealed) -> Secret | None:
    if isinstance(value, BadSecret):
        raise ConfigurationError(f"the token or verify token cannot be right: {value.problem}")
    return value


def _secrets(value: Sequence[Concealed]) -> tuple[Secret, ...]:
    for one in value:
        if isinstance(one, BadSecret):
            raise ConfigurationError(f"an app secret cannot be right: {one.problem}")
    return tuple(one for one in value if isinstance(one, Secret))


def is_loopback(host: str | None) -> bool:
    """Whether *host* is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _base_url(value: str) -> str:
    plain = type(value) is str and value.isascii() and value.isprintable()
    if plain and not set(" ?#@\\") & set(value):
        try:
            parts = urlsplit(value)
            _ = parts.port  # raises if it is none
        except ValueError:
            parts = urlsplit("")
        local = parts.scheme == "http" and is_loopback(parts.hostname)
        if local or (parts.scheme == "https" and parts.hostname):
            return value.rstrip("/")
    raise ConfigurationError(
        "base_url must be https, or http on this machine (127.0.0.1), a host and no more"
    )


def _version(value: str) -> str:
    if not _VERSION.match(str(value)):
        raise ConfigurationError("api_version must look like v26.0")
    return value


def _id(value: str | None) -> str | None:
    if value is not None and (type(value) is not str or not _ID.match(value)):
        raise ConfigurationError("phone_number_id and business_account_id are Meta's digits")
    return value


@attrs.frozen(kw_only=True, repr=False)
class Config:
    """What a client needs to know; secrets show in no repr and refuse to be pickled.

    Args:
        token: Access token of the app or system user.
        phone_number_id: Meta's id of the sending number (not the number itself).
        business_account_id: The WhatsApp Business Account (WABA); templates need it.
        app_secrets: App secrets that sign webhooks; several while one is rotated.
        verify_token: What the webhook handshake must present.
        api_version: Graph version, e.g. ``v26.0``.
        base_url: The Graph host: https, or http on this machine.

    Raises:
        ConfigurationError: A secret, an id, the version or the address cannot be right.
    """

    token: Secret | None = attrs.field(default=None, converter=_secret)
    phone_number_id: str | None = attrs.field(default=None, converter=_id)
    business_account_id: str | None = attrs.field(default=None, converter=_id)
    app_secrets: tuple[Secret, ...] = attrs.field(default=(), converter=_secrets)
    verify_token: Secret | None = attrs.field(default=None, converter=_secret)
    api_version: str = attrs.field(default=API_VERSION, converter=_version)
    base_url: str = attrs.field(default=GRAPH_URL, converter=_base_url)

    def __repr__(self) -> str:
        # Tracebacks with locals show it half built, too.
        return f"Config({getattr(self, 'phone_number_id', None)})"


def from_environment(variable: str) -> str | None:
    """``os.environ.get``, whose own repr would show every variable there is."""
    return os.environ.get(variable)


def resolve(given: Mapping[str, Any], environ: Callable[[str], str | None]) -> Config:
    """What is *given*, and for what is not, what the environment says.

    Args:
        given: Names and values for `Config`; None where nothing was given. Secrets concealed.
        environ: Looks a variable up, e.g. `from_environment`.

    Raises:
        ConfigurationError: A setting cannot be right.
    """
    values: dict[str, Any] = {}
    for name, variable in VARIABLES.items():
        value = given.get(name)
        if value is None:
            value = _hidden(name, environ(variable) or None)
        if value is not None:
            values[name] = value
    return Config(**values)


def _hidden(name: str, value: str | None) -> object:
    if name in {"token", "verify_token"}:
        return conceal(value)
    return conceal_all(value) if name == "app_secrets" else value


def missing(name: str, environ: Callable[[str], str | None]) -> ConfigurationError:
    """The error for the setting *name* of `Config` that is needed and was not given."""
    variable = VARIABLES[name]
    similar = [other for other in _LOOK_ALIKES.get(variable, ()) if environ(other)]
    hint = f" ({', '.join(similar)} is set, but is not read)" if similar else ""
    argument = "app_secret" if name == "app_secrets" else name
    return ConfigurationError(f"{argument} is missing: pass {argument}= or set {variable}{hint}")
