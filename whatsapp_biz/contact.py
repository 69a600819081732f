"""Who a message is for: a phone number, a business-scoped user id, or both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from .countries import country_of
from .redact import mask_id, mask_phone

if TYPE_CHECKING:
    from typing import Self

_PHONE_SHAPE = re.compile(r"\+?[0-9][0-9 ()./-]*\Z")
_NATIONAL_ZERO = re.compile(r"\([ .-]*0[ .-]*\)")
_PUNCTUATION = str.maketrans("", "", " ()./-")
# A business-scoped user id: country, optional ENT (parent id), up to 128 alphanumerics.
_BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}\Z")
_MIN_DIGITS = 7  # shortest international number in use
_MAX_DIGITS = 15  # ITU-T E.164


def _phone(value: str | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"a phone number must be a str, not {type(value).__name__}")
    value = str.__str__(value)  # of a subclass, the characters it really has
    if not _PHONE_SHAPE.match(value):
        raise ValueError(
            "not a phone number: write it internationally in ASCII digits, e.g. +49 151 23456789"
        )
    if _NATIONAL_ZERO.search(value):
        raise ValueError("a phone number must not hold the national (0): drop it, keep the code")
    digits = value.translate(_PUNCTUATION).removeprefix("+")
    if digits.startswith("00") and not value.startswith("+"):
        digits = digits[2:]
    if digits.startswith("0"):
        raise ValueError("a phone number must start with its country code, e.g. +49 instead of 0")
    if not _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
        raise ValueError(
            f"a phone number has {_MIN_DIGITS} to {_MAX_DIGITS} digits, this has {len(digits)}"
        )
    return f"+{digits}"


def _bsuid(value: str | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"a user id must be a str, not {type(value).__name__}")
    value = str.__str__(value)  # of a subclass, the characters it really has
    if not _BSUID.match(value):
        raise ValueError(
            "not a business-scoped user id: expected two capitals, a dot and 1 to 128 letters "
            "or digits, e.g. DE.1A2B3C"
        )
    return value


def canonical_digits(phone: str) -> str:
    """The digits under which every spelling of one mobile number meets.

    WhatsApp's ``wa_id`` and the dialled number differ in three countries: Mexico (52 and 521),
    Argentina (54 and 549) and Brazil (with and without the ninth digit, for mobiles from before
    it was added).

    Args:
        phone: An international number, with or without ``+``.
    """
    digits = phone.removeprefix("+")
    if digits.startswith("521") and len(digits) == 13:
        return "52" + digits[3:]
    if digits.startswith("549") and len(digits) == 13:
        return "54" + digits[3:]
    # Only numbers from before the ninth digit have two spellings; those began with 6 to 9.
    if digits.startswith("55") and len(digits) == 13 and digits[4] == "9" and digits[5] in "6789":
        return digits[:4] + digits[5:]
    return digits


def _keys(contact: Contact) -> tuple[str, ...]:
    if contact.phone is None:
        return (f"bsuid:{contact.bsuid}",)
    key = f"phone:{canonical_digits(contact.phone)}"
    return (key,) if contact.bsuid is None else (key, f"bsuid:{contact.bsuid}")


@attrs.frozen(repr=False)
class Contact:
    """One person as WhatsApp knows them.

    Args:
        phone: International number; kept as ``+`` and 7 to 15 digits. Spaces, hyphens, dots,
            slashes and parentheses are accepted, as is ``00`` for ``+``.
        bsuid: Business-scoped user id, ``CC.`` and 1 to 128 letters or digits. People with a
            username may have no other address.

    Attributes:
        keys: Every name the person is filed under, e.g. ``("phone:4915123456789",)``. Two
            contacts that share a key are the same person; all spellings of one number that
            WhatsApp uses give the same key.

    Raises:
        ValueError: Neither is given, or one is not what it says.

    Source: https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids
    """

    phone: str | None = attrs.field(default=None, converter=_phone)
    bsuid: str | None = attrs.field(default=None, converter=_bsuid)
    keys: tuple[str, ...] = attrs.field(
        init=False, eq=False, default=attrs.Factory(_keys, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        if self.phone is None and self.bsuid is None:
            raise ValueError("a contact needs a phone number or a business-scoped user id")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a phone number or a business-scoped user id.

        Bare digits are taken as WhatsApp writes them (``wa_id``): international, without ``+``.

        Raises:
            TypeError: *text* is no `str`.
            ValueError: *text* is neither.
        """
        if not isinstance(text, str):
            raise TypeError(f"a recipient must be a str or a Contact, not {type(text).__name__}")
        stripped = str.__str__(text).strip(" ")
        if _BSUID.match(stripped):
            return cls(bsuid=stripped)
        return cls(phone=stripped)

    @classmethod
    def of(cls, to: Contact | str) -> Contact:
        """*to* itself if it is a `Contact`, else `parse` of it."""
        if isinstance(to, Contact):
            # What is judged is who is written to: a subclass might say otherwise.
            return to if type(to) is cls else cls(phone=to.phone, bsuid=to.bsuid)
        return cls.parse(to)

    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-2 code by the id's or the number's prefix; None if not known."""
        if self.bsuid is not None:
            return self.bsuid[:2]
        return country_of(self.phone) if self.phone is not None else None

    @property
    def countries(self) -> tuple[str | None, ...]:
        """Where the person may be: by the id's prefix, and by the number's where it differs."""
        by_number = country_of(self.phone) if self.phone is not None else None
        if self.bsuid is None:
            return (by_number,)
        by_id = self.bsuid[:2]
        return (by_id,) if by_number is None or by_number == by_id else (by_id, by_number)

    @property
    def masked(self) -> str:
        """How the person may be shown, e.g. ``+49•••89``."""
        if self.phone is not None:
            return mask_phone(self.phone)
        return f"{self.country}.{mask_id(self.bsuid or '')}"

    def __repr__(self) -> str:
        # Tracebacks with locals show it half built, too.
        return f"Contact({self.masked if hasattr(self, 'keys') else '…'})"

    __str__ = __repr__
