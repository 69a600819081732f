"""Who a message is for: spellings, aliases, and what is shown."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whatsapp_biz.contact import Contact, canonical_digits

PHONE = "+4915123456701"
DIGITS = PHONE[1:]
BSUID = "DE.1A2b3C4d5E"

SPELLINGS = {
    "bare, as WhatsApp writes it": "4915123456701",
    "with a plus": "+4915123456701",
    "with 00": "004915123456701",
    "with 00 and blanks": "00 49 1512 3456701",
    "blanks": "+49 1512 3456701",
    "many blanks": "+49  1512   3456701",
    "hyphens": "+49-1512-3456701",
    "dots": "+49.1512.3456701",
    "slashes": "+49 1512/3456701",
    "parentheses": "+49 (1512) 3456701",
    "everything": "+49 (1512) 345-67.0/1",
    "blanks around it": "  +49 1512 3456701  ",
}

REFUSED = {
    "empty": "",
    "blanks": "   ",
    "a lone plus": "+",
    "letters": "hello",
    "a name among digits": "+49 1512 Anna 3456701",
    "Arabic digits": "+٤٩١٥١٢٣٤٥٦٧٠١",
    "one Arabic digit": "+4915123456٠1",
    "Devanagari digits": "+४९१५१२३४५६७०१",
    "full-width digits": "+４９１５１２３４５６７０１",
    "superscript digits": "+49151234567⁰¹",
    "tel:": "tel:+4915123456701",
    "whatsapp:": "whatsapp:+4915123456701",
    "an extension": "+1 650 555 0100 ext 3",
    "an extension with #": "+16505550100#3",
    "a comma for a pause": "+16505550100,3",
    "two pluses": "++4915123456701",
    "a plus inside": "49+15123456701",
    "a plus at the end": "4915123456701+",
    "00 after a plus": "+004915123456701",
    "000": "0004915123456701",
    "4 digits": "+4915",
    "6 digits": "+491512",
    "16 digits": "+4915123456701234",
    "the national (0)": "+49 (0) 1512 3456701",
    "the national (0) without blanks": "+49(0)15123456701",
    "a national number": "01512 3456701",
    "a parenthesis first": "(650) 555-0100",
    "a newline inside": "+49 1512\n3456701",
    "a newline at the end": "+4915123456701\n",
    "a tab": "+49\t15123456701",
    "a carriage return": "+4915123456701\r",
    "NUL inside": "+491512\x003456701",
    "NUL at the end": "+4915123456701\x00",
    "a no-break space": "+49\xa015123456701",
    "a zero-width space": "+49\u200b15123456701",
    "an en dash": "+49–1512–3456701",
    "a minus first": "-4915123456701",
    "a decimal exponent": "4.9e13",
    "half a surrogate": "+4915123456701\ud800",
    "SQL": "'; DROP TABLE consent;--",
    "a JID": "4915123456701@s.whatsapp.net",
    "two numbers": "+4915123456701, +4915123456702",
    "a BSUID without its country": ".1A2b3C",
    "a BSUID in small letters": "de.1A2b3C",
    "a BSUID of a country of three": "DEU.1A2b3C",
    "a BSUID without an id": "DE.",
    "a BSUID with a hyphen": "DE.1A-2b",
    "a BSUID with a blank": "DE.1A 2b",
    "a BSUID with a newline": "DE.1A2b3C\n",
    "a BSUID of 129": "DE." + "a" * 129,
    "a BSUID in Cyrillic": "DE.1А2b",
    "an unknown infix": "DE.XYZ.1A2b",
}

numbers = st.from_regex(r"\A[1-9][0-9]{6,14}\Z").filter(str.isascii)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_number_is_the_same_person(spelling):
    contact = Contact.parse(SPELLINGS[spelling])

    assert contact == Contact(phone=PHONE)
    assert contact.phone == PHONE
    assert contact.bsuid is None
    assert contact.keys == (f"phone:{DIGITS}",)


@pytest.mark.parametrize("spelling", REFUSED)
def test_what_is_nobody_is_refused(spelling):
    with pytest.raises(ValueError, match=r"\S") as caught:
        Contact.parse(REFUSED[spelling])

    assert DIGITS not in str(caught.value)
    assert "3456701" not in str(caught.value)


@pytest.mark.parametrize("digits", ["1234567", "123456789012345"], ids=["7", "15"])
def test_the_shortest_and_the_longest_number_are_accepted(digits):
    assert Contact.parse(digits).phone == f"+{digits}"


@pytest.mark.parametrize(
    "phone",
    ["+49 ( 0) 1512 345670", "+49 (0 ) 1512 345670", "+49 (0-) 1512 345670"],
    ids=["before", "after", "hyphen"],
)
def test_the_national_zero_is_refused_however_it_is_spaced(phone):
    with pytest.raises(ValueError, match="drop it"):
        Contact.parse(phone)


@pytest.mark.parametrize("value", [4915123456701, None, b"+4915123456701", ["+49"], 4.9e12])
def test_only_text_is_read(value):
    with pytest.raises(TypeError, match="must be a str"):
        Contact.parse(value)


def test_a_field_that_is_no_text_is_a_type_error():
    with pytest.raises(TypeError, match="a phone number must be a str, not int"):
        Contact(phone=4915123456701)
    with pytest.raises(TypeError):
        Contact(bsuid=4915123456701)


def test_a_contact_needs_an_address():
    with pytest.raises(ValueError, match="needs a phone number or a business-scoped user id"):
        Contact()
    for empty in ({"phone": ""}, {"bsuid": ""}, {"phone": PHONE, "bsuid": ""}):
        with pytest.raises(ValueError, match="not a"):
            Contact(**empty)


@pytest.mark.parametrize(
    "bsuid",
    [BSUID, "US.1", "BR.ENT.9z8Y", "IN." + "9" * 128, "BR.ENT." + "a" * 128, "DE.ENT"],
    ids=["plain", "shortest", "parent", "longest", "longest parent", "an id that reads ENT"],
)
def test_a_business_scoped_user_id_is_read(bsuid):
    contact = Contact.parse(f" {bsuid} ")

    assert contact == Contact(bsuid=bsuid)
    assert (contact.phone, contact.bsuid) == (None, bsuid)
    assert contact.keys == (f"bsuid:{bsuid}",)
    assert contact.country == bsuid[:2]


def test_business_scoped_user_ids_keep_their_case():
    assert Contact.parse("DE.aB").keys != Contact.parse("DE.Ab").keys


def test_a_person_known_by_both_has_both_keys():
    contact = Contact(phone="0049 1512 3456701", bsuid="US.abc")

    assert contact.keys == (f"phone:{DIGITS}", "bsuid:US.abc")
    assert contact.masked == "+49•••01"
    assert contact.country == "US"


def test_a_contact_is_taken_as_it_is_and_text_is_read():
    contact = Contact(bsuid=BSUID)

    assert Contact.of(contact) is contact
    assert Contact.of(PHONE) == Contact(phone=PHONE)
    with pytest.raises(TypeError):
        Contact.of(None)


# Aliases ------------------------------------------------------------------------------------

ALIASES = {
    "Mexico, with and without the 1": ("525512345678", "5215512345678"),
    "Argentina, with and without the 9": ("541123456789", "5491123456789"),
    "Brazil, with and without the ninth digit": ("551161234567", "5511961234567"),
    "Brazil, outside São Paulo": ("553161234567", "5531961234567"),
}

STRANGERS = {
    "Mexico, another number": ("525512345678", "5215512345679"),
    "Mexico, a number that begins with 1": ("521551234567", "525512345670"),
    "Mexico, 14 digits": ("52155123456789", "5255123456789"),
    "Mexico, 12 digits that begin 521": ("521234567890", "52234567890"),
    "Argentina, another number": ("541123456789", "5491123456780"),
    "Argentina, 12 digits that begin 549": ("549112345678", "54112345678"),
    "Brazil, another area": ("551161234567", "5521961234567"),
    "Brazil, another number": ("551161234567", "5511961234568"),
    "Brazil, a fifth digit that is no 9": ("551161234567", "5511861234567"),
    "Brazil, 12 digits with a 9": ("551191234567", "55111234567"),
    "Portugal is not Brazil": ("351961234567", "35161234567"),
    "Peru is not Mexico": ("511551234567", "51551234567"),
    "a country whose code merely holds 52": ("8521551234567", "852551234567"),
}


@pytest.mark.parametrize("case", ALIASES)
def test_both_spellings_whatsapp_uses_are_one_person(case):
    first, second = ALIASES[case]

    assert Contact.parse(first).keys == Contact.parse(second).keys
    assert canonical_digits(first) == canonical_digits(f"+{second}") == first
    # What was given is what is dialled.
    assert Contact.parse(second).phone == f"+{second}"


@pytest.mark.parametrize("case", STRANGERS)
def test_different_people_never_share_a_key(case):
    first, second = STRANGERS[case]

    assert set(Contact.parse(first).keys).isdisjoint(Contact.parse(second).keys)


@pytest.mark.parametrize("first", "2345")
def test_a_brazilian_landline_is_not_the_mobile_with_a_nine_before_it(first):
    # Numbers that gained the ninth digit began with 6 to 9; landlines begin with 2 to 5.
    landline, mobile = f"5531{first}1234567", f"55319{first}1234567"

    assert Contact.parse(landline).keys != Contact.parse(mobile).keys


@given(numbers)
def test_outside_the_three_countries_digits_are_never_changed(digits):
    if not digits.startswith(("521", "549", "55")):
        assert canonical_digits(digits) == digits


@given(numbers)
@example("5215512345678")
@example("5491123456789")
@example("5511961234567")
@example("5511999999999")
def test_the_canonical_spelling_is_its_own(digits):
    once = canonical_digits(digits)

    assert canonical_digits(once) == once
    assert digits[:2] == once[:2]
    assert 0 <= len(digits) - len(once) <= 1


@pytest.mark.parametrize(
    ("number", "country"),
    [("+16505550101", "US"), ("+14165550101", "CA"), (PHONE, "DE"), ("+9991234567", None)],
    ids=["US", "CA", "DE", "nowhere"],
)
def test_a_number_tells_its_country(number, country):
    assert Contact.parse(number).country == country


# What is shown ------------------------------------------------------------------------------


@given(numbers)
def test_no_number_is_ever_shown_whole(digits):
    contact = Contact.parse(digits)
    shown = f"{contact} {contact!r} {contact!s} {contact.masked} {[contact]}"

    assert digits not in shown
    assert max(len(run) for run in "".join(c if c.isdigit() else " " for c in shown).split()) <= 2
    assert contact.masked == f"+{digits[:2]}•••{digits[-2:]}"


def test_no_business_scoped_user_id_is_ever_shown():
    contact = Contact(bsuid=BSUID)

    assert str(contact) == repr(contact) == f"Contact({contact.masked})"
    assert contact.masked.startswith("DE.#")
    assert "1A2b3C4d5E" not in repr(contact)
    assert contact.masked != Contact(bsuid="DE.other").masked


@pytest.mark.parametrize("contact", [Contact(PHONE), Contact(bsuid=BSUID), Contact(PHONE, BSUID)])
def test_a_contact_is_a_value(contact):
    for twin in (
        pickle.loads(pickle.dumps(contact)),
        copy.copy(contact),
        copy.deepcopy(contact),
        attrs.evolve(contact),
    ):
        assert twin == contact
        assert hash(twin) == hash(contact)
        assert twin.keys == contact.keys
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        contact.phone = "+16505550100"


# Any text -----------------------------------------------------------------------------------

phonelike = st.text(alphabet="+0123456789 ()./-٠１\n\x00", max_size=24)
idlike = st.from_regex(r"\A[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,130}\Z")


@given(st.one_of(st.text(), phonelike, idlike))
def test_any_text_is_a_contact_or_a_value_error(text):
    try:
        contact = Contact.parse(text)
    except ValueError:
        return

    assert (contact.phone is None) != (contact.bsuid is None)
    if contact.phone is not None:
        assert contact.phone[1:].isascii()
        assert contact.phone[1:].isdigit()
        assert 7 <= len(contact.phone[1:]) <= 15
        assert contact.phone[1] != "0"


@given(st.one_of(st.none(), st.integers(), st.floats(), st.binary(), st.lists(st.text())))
def test_anything_else_is_a_type_error(value):
    with pytest.raises(TypeError):
        Contact.parse(value)


@given(st.one_of(numbers, idlike.filter(lambda text: len(text) <= 131)))
def test_reading_what_was_read_changes_nothing(text):
    contact = Contact.parse(text)

    assert Contact.parse(contact.phone or contact.bsuid) == contact


@given(numbers)
def test_what_is_shown_cannot_be_read_back(digits):
    with pytest.raises(ValueError, match="not a phone number"):
        Contact.parse(Contact.parse(digits).masked)


@pytest.mark.parametrize(
    ("contact", "countries"),
    [
        (Contact(PHONE), ("DE",)),
        (Contact(bsuid="IE.1"), ("IE",)),
        (Contact(PHONE, "DE.1"), ("DE",)),
        (Contact(PHONE, "US.1"), ("US", "DE")),
        (Contact("+9991234567"), (None,)),
        (Contact("+9991234567", "US.1"), ("US",)),
    ],
    ids=["number", "id", "both agree", "both differ", "unknown", "number unknown"],
)
def test_a_person_may_be_in_more_than_one_country(contact, countries):
    assert contact.countries == countries
