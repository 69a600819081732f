"""Numbers and the countries whose rules they fall under."""

from __future__ import annotations

import re

import pytest

from whatsapp_biz import countries
from whatsapp_biz.countries import country_of

# National rest of each number is made up; the leading digits decide.
NUMBERS = {
    "AE": "971501234567", "AM": "37477123456", "AR": "5491123456789", "AT": "436641234567",
    "AU": "61412345678", "AW": "2975601234", "AZ": "994401234567", "BA": "38761123456",
    "BD": "8801712345678", "BE": "32470123456", "BG": "359881234567", "BO": "59171234567",
    "BR": "5511961234567", "BY": "375291234567", "CH": "41781234567", "CI": "2250123456789",
    "CL": "56961234567", "CM": "237671234567", "CN": "8613123456789", "CO": "573211234567",
    "CR": "50683123456", "CU": "5351234567", "CY": "35796123456", "CZ": "420601123456",
    "DE": "4915123456701", "DK": "4520123456", "DZ": "213551234567", "EC": "593991234567",
    "EE": "37251234567", "EG": "201001234567", "ES": "34612345678", "ET": "251911234567",
    "FI": "358412345678", "FJ": "6797012345", "FO": "298211234", "FR": "33612345678",
    "GB": "447400123456", "GE": "995555123456", "GH": "233231234567", "GI": "35057123456",
    "GR": "306912345678", "GT": "50251234567", "HK": "85251234567", "HN": "50491234567",
    "HR": "385921234567", "HT": "50934101234", "HU": "36201234567", "ID": "62812345678",
    "IE": "353850123456", "IL": "972502345678", "IN": "918123456789", "IQ": "9647912345678",
    "IR": "989123456789", "IS": "3546111234", "IT": "393123456789", "JO": "962790123456",
    "JP": "819012345678", "KE": "254712123456", "KG": "996700123456", "KH": "85591234567",
    "KR": "821020000000", "KW": "96550012345", "LB": "96171123456", "LI": "423660234567",
    "LK": "94712345678", "LT": "37061234567", "LU": "352628123456", "LV": "37121234567",
    "MA": "212650123456", "MC": "377612345678", "MD": "37362112345", "ME": "38267622901",
    "MK": "38972345678", "MM": "9592123456", "MN": "97688123456", "MO": "85366123456",
    "MT": "35696961234", "MU": "23052512345", "MV": "9607712345", "MX": "5215512345678",
    "MY": "60123456789", "NG": "2348021234567", "NI": "50581234567", "NL": "31612345678",
    "NO": "4740612345", "NP": "9779841234567", "NZ": "64211234567", "OM": "96892123456",
    "PA": "50761234567", "PE": "51912345678", "PG": "67570123456", "PH": "639051234567",
    "PK": "923012345678", "PL": "48512345678", "PS": "970599123456", "PT": "351912345678",
    "PY": "595961456789", "QA": "97433123456", "RO": "40712034567", "RS": "381601234567",
    "RW": "250720123456", "SA": "966512345678", "SE": "46701234567", "SG": "6581234567",
    "SI": "38631234567", "SK": "421912123456", "SM": "378666661212", "SN": "221701234567",
    "SV": "50370123456", "SY": "963944567890", "TH": "66812345678", "TJ": "992917123456",
    "TM": "99366123456", "TN": "21620123456", "TR": "905012345678", "TW": "886912345678",
    "TZ": "255621234567", "UA": "380501234567", "UG": "256712345678", "UY": "59894231234",
    "UZ": "998912345678", "VA": "3790669812345", "VE": "584121234567", "VN": "84912345678",
    "XK": "38343201234", "YE": "967712345678", "ZA": "27711234567", "ZW": "263712345678",
}  # fmt: skip

AREA_CODES = {
    "US": ["650", "212", "907", "808", "800"],
    "US territories": ["787", "939", "340", "671", "670", "684"],
    "CA": ["416", "514", "604", "403", "902", "867", "709", "204", "306", "942"],
    "DO": ["809", "829", "849"],
    "JM": ["876", "658"],
    "BS": ["242"], "BB": ["246"], "AI": ["264"], "AG": ["268"], "VG": ["284"], "KY": ["345"],
    "BM": ["441"], "GD": ["473"], "TC": ["649"], "MS": ["664"], "SX": ["721"], "LC": ["758"],
    "DM": ["767"], "VC": ["784"], "TT": ["868"], "KN": ["869"],
}  # fmt: skip


@pytest.mark.parametrize("country", NUMBERS)
def test_a_number_belongs_to_the_country_of_its_calling_code(country):
    digits = NUMBERS[country]

    assert country_of(digits) == country
    assert country_of(f"+{digits}") == country


@pytest.mark.parametrize("country", AREA_CODES)
def test_plus_one_is_shared_by_area_code(country):
    for area in AREA_CODES[country]:
        assert country_of(f"+1{area}5550101") == country[:2]


@pytest.mark.parametrize(
    ("national", "country"),
    [("9123456701", "RU"), ("4951234567", "RU"), ("7012345678", "KZ"), ("6123456789", "KZ")],
    ids=["Russian mobile", "Moscow", "Kazakh mobile", "Kazakh, reserved"],
)
def test_plus_seven_is_shared_by_russia_and_kazakhstan(national, country):
    assert country_of(f"+7{national}") == country


@pytest.mark.parametrize("code", ["262", "590", "594", "596"])
def test_overseas_departments_follow_french_law(code):
    assert country_of(f"+{code}690001234") == "FR"


@pytest.mark.parametrize(
    "digits", ["", "0", "0151234567", "2101234567", "9991234567", "8001234567"]
)
def test_a_code_nobody_holds_is_no_country(digits):
    assert country_of(digits) is None


def test_no_code_hides_another():
    codes = set(countries._CALLING_CODES)
    hidden = {(a, b) for a in codes for b in codes if a != b and b.startswith(a)}

    # E.164 codes are free of prefixes; Kazakhstan is cut out of Russia's by hand.
    assert hidden == {("7", "76"), ("7", "77")}
    assert not any(code.startswith(("0", "1")) for code in codes)


def test_the_tables_hold_what_they_should():
    areas = [*countries._CANADA, *countries._CARIBBEAN]

    assert len(areas) == len(set(areas))
    assert all(re.fullmatch("[2-9][0-9]{2}", area) for area in areas)
    named = {*countries._CALLING_CODES.values(), *countries._CARIBBEAN.values()}
    assert all(re.fullmatch("[A-Z]{2}", country) for country in named)
    assert not named & {"US", "CA"}
