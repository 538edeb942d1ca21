"""The calendar of a year is that of the decrees; the market week runs through without a break."""

from datetime import date

import pytest

from data.reference.markets import markets
from data.reference.pasaran import pasaran_of
from data.reference.places import villages
from data.store.calendar.proposals import factors_of, holidays_of, ramadan_of


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # published with their market day: the Proclamation, and the Javanese new year 1959
        (date(1945, 8, 17), "Legi"),
        (date(2025, 6, 27), "Kliwon"),
    ],
)
def test_the_day_of_the_market_week_is_the_published_one(day, expected):
    assert pasaran_of(day) == expected


def by_day(year):
    return {proposal.values["day"]: proposal.values for proposal in holidays_of(year)}


def test_idul_fitri_is_that_of_the_decree_and_trucks_rest():
    of_2026 = by_day(2026)
    for day in (date(2026, 3, 21), date(2026, 3, 22)):
        assert "Idul Fitri" in of_2026[day]["name"]
        assert of_2026[day]["collects"] is False
    assert of_2026[date(2026, 3, 23)]["kind"] == "joint_leave"
    assert of_2026[date(2026, 3, 23)]["collects"] is True
    assert [day for day, row in of_2026.items() if not row["collects"]] == [
        date(2026, 3, 21),
        date(2026, 3, 22),
    ]


def test_what_no_decree_has_fixed_says_so_in_its_source_and_not_in_its_name():
    expected = by_day(2027)[date(2027, 3, 10)]
    assert expected["name"] == "Hari Raya Idul Fitri"
    assert "menunggu SKB" in expected["source"]
    assert "menunggu" not in by_day(2026)[date(2026, 3, 21)]["source"]


def test_a_feast_that_falls_twice_in_a_year_is_there_twice():
    names = [row["name"] for row in by_day(2027).values()]
    assert names.count("Isra Mikraj Nabi Muhammad") == 2


@pytest.mark.parametrize(
    ("year", "begins", "ends"),
    [
        (2025, date(2025, 3, 1), date(2025, 3, 30)),
        (2026, date(2026, 2, 19), date(2026, 3, 20)),
        (2027, date(2027, 2, 8), date(2027, 3, 9)),
    ],
)
def test_ramadan_ends_before_the_decreed_feast_and_has_29_or_30_days(year, begins, ends):
    ((_, first, last),) = ramadan_of(year)
    assert (first, last) == (begins, ends)
    assert (last - first).days + 1 in {29, 30}


def test_lebaran_begins_on_the_eve_of_the_feast_and_outlasts_the_week():
    lebaran = next(entry for entry in factors_of(2026) if entry.key.startswith("lebaran"))
    assert lebaran.values["from_day"] == date(2026, 3, 20)
    assert lebaran.values["to_day"] == date(2026, 3, 27)


def test_every_factor_has_a_range_around_it_and_says_that_it_is_an_estimate():
    for entry in factors_of(2026):
        values = entry.values
        assert values["low"] < values["factor"] < values["high"]
        assert "perkiraan" in values["source"]
        assert values["confidence"] == "C"


def test_markets_stand_in_villages_and_only_those_of_some_days_change_demand():
    known = {village.code for village in villages()}
    assert all(known.issuperset(market.village_codes) for market in markets())
    of_markets = [entry.values for entry in factors_of(2026) if entry.key.startswith("market")]
    assert {values["name"] for values in of_markets} == {m.name for m in markets() if not m.is_daily}
    mayong = next(values for values in of_markets if "Mayong" in values["name"])
    assert (mayong["pasaran"], mayong["weekdays"]) == (["Wage"], [])


def test_keys_are_unique_so_that_a_later_run_finds_what_an_earlier_one_made():
    keys = [entry.key for year in (2026, 2027) for entry in (*holidays_of(year), *factors_of(year)[:2])]
    assert len(keys) == len(set(keys))
