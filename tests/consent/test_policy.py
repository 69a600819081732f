from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from whatsapp_biz.consent import Policy, presets
from whatsapp_biz.consent.policy import MARGIN, WINDOW

NOW = datetime(2026, 11, 20, tzinfo=UTC)

AGES = {
    13: "BE EE FI LV MT PT SE GB IS NO US",
    14: "AT BG CY IT LT ES",
    15: "CZ DK FR GR SI",
    16: "DE HR HU IE LI LU NL PL RO SK",
    18: "BR IN",
}


@pytest.mark.parametrize(("age", "countries"), AGES.items(), ids=map(str, AGES))
def test_the_age_of_own_consent_by_country(age, countries):
    for country in countries.split():
        assert Policy().rules(country, now=NOW).marketing_age == age, country


def test_denmark_raised_its_age_in_2024():
    before = datetime(2023, 12, 31, tzinfo=UTC)

    assert Policy().rules("DK", now=before).marketing_age == 13


def test_a_country_without_a_preset_is_judged_by_the_strictest():
    rules = Policy().rules("ZZ", now=NOW)

    assert rules.version.startswith("DE@")
    assert rules.confirmed == {"marketing"}
    assert rules == Policy().rules(None, now=NOW)


def test_the_stricter_of_two_countries_holds():
    rules = Policy(controller_country="DE").rules("GB", now=NOW)

    assert (rules.marketing_age, rules.confirmed) == (16, {"marketing"})
    assert Policy(controller_country="GB").rules("GB", now=NOW).confirmed == frozenset()


def test_a_business_in_the_us_may_write_to_germany():
    rules = Policy(controller_country="US").rules("DE", now=NOW)

    assert not rules.marketing_templates_barred
    assert Policy().rules("US", now=NOW).marketing_templates_barred


def test_a_rule_is_not_in_force_before_its_day():
    early = datetime(2025, 3, 31, tzinfo=UTC)

    assert not Policy().rules("US", now=early).marketing_templates_barred


def test_the_window_closes_early_by_the_margin():
    assert Policy().rules("DE", now=NOW).window == WINDOW - MARGIN
    assert Policy(margin=timedelta(0)).rules("DE", now=NOW).window == WINDOW


@pytest.mark.parametrize(
    "margin", [timedelta(seconds=-1), timedelta(hours=24)], ids=["longer", "no window"]
)
def test_no_policy_opens_the_window_longer_than_meta_does(margin):
    with pytest.raises(ValueError, match="margin must be from 0 s to under 24 h"):
        Policy(margin=margin)


@pytest.mark.parametrize("country", ["de", "DEU", "D", "ÖS"])
def test_a_country_is_two_capitals(country):
    with pytest.raises(ValueError, match="two capitals"):
        Policy(controller_country=country)


def test_every_rule_has_a_day_and_a_source():
    tables = (
        presets.MARKETING_AGE,
        presets.CONTACT_AGE,
        presets.CONFIRMED_MARKETING,
        presets.MARKETING_TEMPLATES_BARRED,
        presets.SALES_CALL_CONSENT,
    )
    for table in tables:
        for entries in table.values():
            assert [entry.since for entry in entries] == sorted(entry.since for entry in entries)
            for entry in entries:
                assert entry.source
                assert entry.since <= presets.REVIEWED
    assert presets.REVIEWED <= date(2026, 11, 23)


def test_of_several_places_a_person_may_be_the_strictest_counts():
    both = Policy().rules("IE", "DE", now=NOW)

    assert (both.marketing_age, both.confirmed) == (16, {"marketing"})
    assert Policy().rules("DE", "US", now=NOW).marketing_templates_barred
    assert Policy().rules(now=NOW) == Policy().rules("DE", now=NOW)
