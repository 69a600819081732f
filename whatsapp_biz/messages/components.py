"""What fills a template: values, buttons, cards, and their wire form."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import attrs

from ..clock import require_aware
from . import limits
from ._value import (
    FrozenDict,
    Value,
    check_count,
    check_optional,
    check_text,
    freeze,
    items,
    wrong,
)
from .plain import Document, Image, Location, Video

if TYPE_CHECKING:
    from datetime import datetime

_PARAMETER_NAME = re.compile(r"[a-z0-9_]+\Z")
_BAD_BLANKS = re.compile(rf"[\n\r\t]| {{{limits.TEMPLATE_SPACES + 1},}}")


# Values that fill a template ----------------------------------------------------------------


def _check_int(where: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(where, "an int", value)


@attrs.frozen(eq=False, repr=False)
class Currency(Value):
    """An amount of money that WhatsApp writes as the person's phone would.

    Args:
        fallback_value: What to show where that fails, e.g. ``"$100.99"``.
        code: ISO 4217, e.g. ``"USD"``.
        amount_1000: The amount times 1000, e.g. ``100990``.

    Raises:
        ValueError: A value is empty or of the wrong kind.
    """

    fallback_value: str
    code: str = attrs.field(kw_only=True)
    amount_1000: int = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_text("Currency.fallback_value", self.fallback_value)
        check_text("Currency.code", self.code)
        _check_int("Currency.amount_1000", self.amount_1000)

    def parameter(self) -> dict[str, Any]:
        """Its wire form."""
        money = {
            "fallback_value": self.fallback_value,
            "code": self.code,
            "amount_1000": self.amount_1000,
        }
        return {"type": "currency", "currency": money}


@attrs.frozen(eq=False, repr=False)
class DateTime(Value):
    """A date or time, written out by the sender, e.g. ``DateTime("25 February 2027")``.

    Raises:
        ValueError: It is empty or no text.
    """

    fallback_value: str

    def __attrs_post_init__(self) -> None:
        check_text("DateTime.fallback_value", self.fallback_value)

    def parameter(self) -> dict[str, Any]:
        """Its wire form."""
        return {"type": "date_time", "date_time": {"fallback_value": self.fallback_value}}


Parameter: TypeAlias = str | Currency | DateTime
"""What fills one variable of a template."""

TemplateBody: TypeAlias = Sequence[Parameter] | Mapping[str, Parameter]
"""Values in order for ``{{1}} {{2}}``, or by name for ``{{first_name}}``."""

TemplateHeader: TypeAlias = (
    Parameter | Mapping[str, Parameter] | Image | Video | Document | Location
)
"""What fills the header: a text, one named text, a file or a place."""


def _parameter(where: str, value: object) -> dict[str, Any]:
    if isinstance(value, str):
        check_text(where, value)
        return {"type": "text", "text": value}
    if isinstance(value, (Currency, DateTime)):
        return value.parameter()
    raise wrong(where, "text, so write str(…)", value)


def _parameters(where: str, values: object) -> list[dict[str, Any]]:
    if isinstance(values, Mapping):
        for name in values:
            if not isinstance(name, str) or not _PARAMETER_NAME.match(name):
                raise ValueError(f"names in {where} have lower-case letters, digits and _ only")
        return [
            {**_parameter(where, value), "parameter_name": name} for name, value in values.items()
        ]
    return [_parameter(where, value) for value in items(where, values)]


def _header(value: TemplateHeader) -> dict[str, Any]:
    if isinstance(value, (Image, Video, Document, Location)):
        return {"type": "header", "parameters": [value.payload()]}
    values = value if isinstance(value, Mapping) else [value]
    return {"type": "header", "parameters": _parameters("Template header", values)}


# Buttons ------------------------------------------------------------------------------------


def _check_index(index: int) -> None:
    _check_int("a button's index", index)
    if not 0 <= index < limits.TEMPLATE_BUTTONS:
        raise ValueError(f"a button's index must be 0 to {limits.TEMPLATE_BUTTONS - 1}")


@attrs.frozen(eq=False, repr=False)
class _Button(Value):
    sub_type: ClassVar[str]

    index: int | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.index is not None:
            _check_index(self.index)
        self._parameter()

    def component(self, position: int) -> dict[str, Any]:
        """Its wire form; *position* counts where no index was given.

        Raises:
            ValueError: *position* is no button's.
        """
        index = position if self.index is None else self.index
        _check_index(index)
        return {
            "type": "button",
            "sub_type": self.sub_type,
            "index": str(index),
            "parameters": [self._parameter()],
        }

    @abstractmethod
    def _parameter(self) -> dict[str, Any]:
        """What fills its variable, checked."""


@attrs.frozen(eq=False, repr=False)
class QuickReplyButton(_Button):
    """A quick reply.

    Args:
        payload: What comes back when it is tapped.
        index: Its place among all buttons of the template, from 0; by default its place here.
    """

    sub_type: ClassVar[str] = "quick_reply"

    payload: str

    def _parameter(self) -> dict[str, Any]:
        check_text("QuickReplyButton.payload", self.payload)
        return {"type": "payload", "payload": self.payload}


@attrs.frozen(eq=False, repr=False)
class UrlButton(_Button):
    """A link with a variable end; also the one-time code button, whose *text* is the code.

    Args:
        text: What is appended to the address in the template.
        index: As for `QuickReplyButton`.
    """

    sub_type: ClassVar[str] = "url"

    text: str

    def _parameter(self) -> dict[str, Any]:
        check_text("UrlButton.text", self.text)
        return {"type": "text", "text": self.text}


@attrs.frozen(eq=False, repr=False)
class CopyCodeButton(_Button):
    """A coupon code to copy.

    Args:
        code: 1 to 20 characters.
        index: As for `QuickReplyButton`.
    """

    sub_type: ClassVar[str] = "copy_code"

    code: str

    def _parameter(self) -> dict[str, Any]:
        check_text("CopyCodeButton.code", self.code, limits.COUPON_CODE)
        return {"type": "coupon_code", "coupon_code": self.code}


def _flow_data(value: Mapping[str, Any] | None) -> FrozenDict | None:
    frozen: FrozenDict | None = freeze(value, "FlowButton.data")
    return frozen


@attrs.frozen(eq=False, repr=False)
class FlowButton(_Button):
    """Opens a Flow.

    Args:
        flow_token: Comes back with the answers; Meta takes ``"unused"`` if None.
        data: What the first screen starts with.
        index: As for `QuickReplyButton`.
    """

    sub_type: ClassVar[str] = "flow"

    flow_token: str | None = None
    data: Mapping[str, Any] | None = attrs.field(default=None, kw_only=True, converter=_flow_data)

    def _parameter(self) -> dict[str, Any]:
        check_optional("FlowButton.flow_token", self.flow_token)
        action: dict[str, Any] = {}
        if self.flow_token is not None:
            action["flow_token"] = self.flow_token
        if self.data is not None:
            action["flow_action_data"] = self.data
        return {"type": "action", "action": action}


@attrs.frozen(eq=False, repr=False)
class CatalogButton(_Button):
    """Opens the catalogue.

    Args:
        thumbnail_product_retailer_id: The product whose picture is shown; the first if None.
        index: As for `QuickReplyButton`.
    """

    sub_type: ClassVar[str] = "catalog"

    thumbnail_product_retailer_id: str | None = None

    def _parameter(self) -> dict[str, Any]:
        product = self.thumbnail_product_retailer_id
        check_optional("CatalogButton.thumbnail_product_retailer_id", product)
        action = {} if product is None else {"thumbnail_product_retailer_id": product}
        return {"type": "action", "action": action}


TemplateButton: TypeAlias = (
    QuickReplyButton | UrlButton | CopyCodeButton | FlowButton | CatalogButton
)
"""A button whose variable is filled when the template is sent."""


# Components ---------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False, init=False)
class CarouselCard(Value):
    """What fills one card of a carousel template; arguments as for `Template`."""

    components: tuple[FrozenDict, ...]

    def __init__(
        self,
        *,
        header: TemplateHeader | None = None,
        body: TemplateBody | None = None,
        buttons: Sequence[TemplateButton] | None = None,
        components: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        wire = [*fill(header, body), *tap(buttons), *raw(components)]
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it
            freeze(wire, "CarouselCard.components")
        )
        check_values(self.components, "CarouselCard.components")


def fill(header: TemplateHeader | None, body: TemplateBody | None) -> list[dict[str, Any]]:
    """The components for *header* and *body*, those that are given."""
    components: list[dict[str, Any]] = [] if header is None else [_header(header)]
    parameters = [] if body is None else _parameters("Template body", body)
    if parameters:
        components.append({"type": "body", "parameters": parameters})
    return components


def tap(buttons: Sequence[TemplateButton] | None) -> list[dict[str, Any]]:
    """One component for each of *buttons*."""
    given: tuple[Any, ...] = () if buttons is None else items("Template buttons", buttons)
    for button in given:
        if not isinstance(button, _Button):
            raise wrong("each of Template buttons", "QuickReplyButton, UrlButton, …", button)
    components = [button.component(position) for position, button in enumerate(given)]
    if len({component["index"] for component in components}) < len(components):
        raise ValueError("two of Template buttons have the same index: give each its own")
    return components


def raw(components: Sequence[Mapping[str, Any]] | None) -> tuple[Mapping[str, Any], ...]:
    """*components* that were given in their wire form."""
    return () if components is None else items("Template.components", components)


def offer(ends_at: datetime) -> dict[str, Any]:
    """The component for a limited-time offer; Meta counts in milliseconds here."""
    milliseconds = round(require_aware(ends_at, "offer_ends_at").timestamp() * 1000)
    parameter = {
        "type": "limited_time_offer",
        "limited_time_offer": {"expiration_time_ms": milliseconds},
    }
    return {"type": "limited_time_offer", "parameters": [parameter]}


def carousel_component(cards: Sequence[CarouselCard]) -> dict[str, Any]:
    """The component for *cards*."""
    given = items("Template carousel", cards)
    check_count("Template carousel", len(given), limits.CAROUSEL_CARDS, least=2)
    for card in given:
        if not isinstance(card, CarouselCard):
            raise wrong("each of Template carousel", "a CarouselCard", card)
    wire = [{"card_index": i, "components": card.components} for i, card in enumerate(given)]
    return {"type": "carousel", "cards": wire}


def _text_values(components: tuple[Any, ...], where: str) -> Iterator[tuple[str, str]]:
    """Every text that fills a variable, and where it stands."""
    for component, here in _mappings(components, where):
        for parameter, there in _mappings(component.get("parameters", ()), f"{here}.parameters"):
            if isinstance(parameter.get("text"), str):
                yield parameter["text"], f"{there}.text"
        for card, there in _mappings(component.get("cards", ()), f"{here}.cards"):
            yield from _text_values(card.get("components", ()), f"{there}.components")


def _mappings(values: object, where: str) -> Iterator[tuple[FrozenDict, str]]:
    for number, value in enumerate(items(where, values)):
        if not isinstance(value, FrozenDict):
            raise wrong(f"{where}[{number}]", "a mapping", value)
        yield value, f"{where}[{number}]"


def check_values(components: tuple[FrozenDict, ...], where: str) -> None:
    """Refuse texts that Meta refuses in a variable."""
    for text, here in _text_values(components, where):
        if len(text) > limits.TEMPLATE_VALUE:
            raise ValueError(
                f"{here} has {len(text)} characters, Meta takes at most "
                f"{limits.TEMPLATE_VALUE}: shorten it"
            )
        if _BAD_BLANKS.search(text):
            raise ValueError(
                f"{here} holds a newline, a tab or more than {limits.TEMPLATE_SPACES} spaces "
                "in a row, which Meta refuses: join the lines or use two variables"
            )
