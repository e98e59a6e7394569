from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.i18n import (
    LANGUAGES,
    UNIT_FACTORS,
    Language,
    UnknownUnitError,
    format_kg_per_kwh,
    format_kg_per_money,
    format_kwh,
    format_money,
    format_money_per_inhabitant,
    format_money_per_kwh,
    format_money_per_tonne,
    format_number,
    format_percent,
    format_tonnes,
    format_tonnes_per_inhabitant,
    format_years,
    parse_number,
    parse_quantity,
)
from finmodel.model.decimals import normalise

floats = st.floats(min_value=-1e14, max_value=1e14).map(normalise)


@pytest.mark.parametrize(
    ("x", "decimals", "sv", "en"),
    [
        (1234.5, None, "1\u00a0234,5", "1,234.5"),
        (-1234.5, None, "−1\u00a0234,5", "−1,234.5"),
        (1234567, None, "1\u00a0234\u00a0567", "1,234,567"),
        (99.0, None, "99", "99"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (0.125, 2, "0,13", "0.13"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "−3", "−3"),
        (1.005, 2, "1,01", "1.01"),
        (5, 2, "5,00", "5.00"),
        (-0.04, 1, "0,0", "0.0"),
        (-0.0, None, "0", "0"),
        (-0.4, 0, "0", "0"),
        (3.0, (1, 2), "3,0", "3.0"),
        (3.256, (1, 2), "3,26", "3.26"),
        (1.5e30, None, "1,5e30", "1.5e30"),
        (-1.5e-30, None, "−1,5e-30", "−1.5e-30"),
        (1e30, 1, "1" + 10 * "\u00a0000" + ",0", "1" + 10 * ",000" + ".0"),
        (Decimal("1.10"), None, "1,1", "1.1"),
        (None, None, "–", "–"),
        (math.nan, 2, "–", "–"),
        (math.inf, None, "–", "–"),
    ],
)
def test_numbers(x: float | Decimal | None, decimals: int | tuple[int, int] | None, sv: str, en: str) -> None:
    assert format_number(x, "sv", decimals) == sv
    assert format_number(x, "en", decimals) == en


@pytest.mark.parametrize(
    ("x", "unit", "sv", "en"),
    [
        (12_500_000, "mnkr", "12,5\u00a0mnkr", "12.5\u00a0MSEK"),
        (-12_450_000, "mnkr", "−12,5\u00a0mnkr", "−12.5\u00a0MSEK"),
        (-1_000, "mnkr", "0,0\u00a0mnkr", "0.0\u00a0MSEK"),
        (1_234_567, "tkr", "1\u00a0235\u00a0tkr", "1,235\u00a0kSEK"),
        (1_234.5, "kr", "1\u00a0235\u00a0kr", "1,235\u00a0SEK"),
        (1_234_000_000, "mdkr", "1,23\u00a0mdkr", "1.23\u00a0bnSEK"),
        (12_500_000, "MEUR", "12,5\u00a0MEUR", "12.5\u00a0MEUR"),
        (None, "mnkr", "–", "–"),
        (math.nan, "kr", "–", "–"),
    ],
)
def test_money(x: float | None, unit: str, sv: str, en: str) -> None:
    assert format_money(x, unit, "sv") == sv
    assert format_money(x, unit, "en") == en


def test_money_options() -> None:
    assert format_money(12_345_678.0, "mnkr", "sv", decimals=3, with_unit=False) == "12,346"
    assert format_money(1_000_000, "mnkr", "sv", currency="NOK") == "1,0\u00a0MNOK"
    with pytest.raises(UnknownUnitError):
        format_money(None, "ton", "sv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (format_money_per_tonne(1234.4, "sv"), "1\u00a0234\u00a0kr/t"),
        (format_money_per_tonne(-80.5, "en", currency="EUR", decimals=1), "−80.5\u00a0EUR/t"),
        (format_money_per_tonne(math.inf, "sv"), "–"),
        (format_percent(0.035, "sv"), "3,5\u00a0%"),
        (format_percent(0.25, "en"), "25.0%"),
        (format_percent(0.12345, "sv"), "12,35\u00a0%"),
        (format_percent(-0.00001, "sv"), "0,0\u00a0%"),
        (format_percent(0.5, "sv", 0), "50\u00a0%"),
        (format_percent(None, "sv"), "–"),
        (format_tonnes(1234.4, "sv"), "1\u00a0234\u00a0ton"),
        (format_tonnes(0.44, "en"), "0.4\u00a0tonnes"),
        (format_tonnes(0, "sv"), "0\u00a0ton"),
        (format_tonnes(None, "en"), "–"),
        (format_kwh(1_200_000, "sv"), "1\u00a0200\u00a0000\u00a0kWh"),
        (format_kwh(0.5, "en"), "0.5\u00a0kWh"),
        (format_kwh(-1234.5, "sv", 0), "−1\u00a0235\u00a0kWh"),
        (format_kwh(None, "sv"), "–"),
        (format_money_per_kwh(0.9, "sv"), "0,9\u00a0kr/kWh"),
        (format_money_per_kwh(-0.05, "en", currency="EUR", decimals=3), "−0.050\u00a0EUR/kWh"),
        (format_money_per_kwh(math.nan, "en"), "–"),
        (format_kg_per_kwh(0.12, "sv"), "0,12\u00a0kg\u00a0CO2e/kWh"),
        (format_kg_per_kwh(0, "en"), "0\u00a0kg\u00a0CO2e/kWh"),
        (format_kg_per_kwh(None, "en"), "–"),
        (format_kg_per_money(0.5, "sv"), "0,5\u00a0kg\u00a0CO2e/kr"),
        (format_kg_per_money(2, "en", currency="EUR", decimals=1), "2.0\u00a0kg\u00a0CO2e/EUR"),
        (format_kg_per_money(None, "sv"), "–"),
        (format_money_per_inhabitant(45_000, "sv"), "45\u00a0000\u00a0kr/invånare"),
        (format_money_per_inhabitant(12.5, "en", decimals=None), "12.5\u00a0SEK/inhabitant"),
        (format_money_per_inhabitant(math.inf, "en"), "–"),
        (format_tonnes_per_inhabitant(3.25, "sv"), "3,25\u00a0ton/invånare"),
        (format_tonnes_per_inhabitant(2, "en", 1), "2.0\u00a0t/inhabitant"),
        (format_tonnes_per_inhabitant(None, "sv"), "–"),
        (format_years(1, "en"), "1\u00a0year"),
        (format_years(1.0, "sv"), "1\u00a0år"),
        (format_years(7.25, "sv"), "7,3\u00a0år"),
        (format_years(7.25, "en"), "7.3\u00a0years"),
        (format_years(15, "en"), "15\u00a0years"),
        (format_years(math.nan, "en"), "–"),
    ],
)
def test_with_units(text: str, expected: str) -> None:
    assert text == expected


@given(floats)
def test_a_swedish_number_is_read_back(x: float) -> None:
    assert normalise(parse_number(format_number(x, "sv"), lang="sv")) == x


@given(floats.filter(lambda x: x == 0 or abs(x) > 1e-100))
def test_an_english_number_with_decimals_is_read_back(x: float) -> None:
    text = format_number(x, "en", (1, 400))
    assert normalise(parse_number(text, lang="en")) == x


@given(floats, st.sampled_from(sorted(UNIT_FACTORS)), st.sampled_from(LANGUAGES))
def test_money_is_read_back_to_what_was_shown(x: float, unit: str, lang: Language) -> None:
    text = format_money(x, unit, lang, decimals=2)
    value, found = parse_quantity(text, "money", lang=lang)
    assert found == unit
    assert abs(value - Decimal(repr(x))) <= Decimal(UNIT_FACTORS[unit]) * Decimal("0.005")


@given(st.floats(), st.sampled_from(LANGUAGES), st.integers(min_value=0, max_value=6))
def test_any_float_is_formatted_and_zero_is_never_negative(x: float, lang: Language, decimals: int) -> None:
    text = format_number(x, lang, decimals)
    assert not (text.startswith("−") and set(text) <= set("−0,."))
    assert "-" not in text
