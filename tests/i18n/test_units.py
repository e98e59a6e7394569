from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.i18n import (
    LANGUAGES,
    UNIT_FACTORS,
    Language,
    NumberTextError,
    QuantityKind,
    Reason,
    UnknownUnitError,
    from_units,
    money_unit,
    number_text,
    parse_money_unit,
    parse_quantity,
    quantity_currency,
    to_units,
    unit_currency,
    unit_label,
)
from finmodel.model.decimals import normalise


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("kr", "kr"),
        ("Kronor", "kr"),
        ("SEK", "kr"),
        ("tkr", "tkr"),
        ("kkr", "tkr"),
        ("KSEK", "tkr"),
        ("TKR", "tkr"),
        ("mkr", "mnkr"),
        ("Mkr", "mnkr"),
        ("mnkr", "mnkr"),
        ("MSEK", "mnkr"),
        ("miljoner kr", "mnkr"),
        ("miljoner\u00a0 kronor", "mnkr"),
        ("miljoner", "mnkr"),
        ("mdkr", "mdkr"),
        ("EUR", "EUR"),
        ("€", "EUR"),
        ("kEUR", "kEUR"),
        ("tEUR", "kEUR"),
        ("k€", "kEUR"),
        ("MEUR", "MEUR"),
        ("M€", "MEUR"),
        (" mnkr/år ", "mnkr"),
        ("tkr / år", "tkr"),
        ("tkr per år", "tkr"),
        ("MSEK/year", "mnkr"),
        ("M€ per year", "MEUR"),
        ("mnkr (2025 års priser)", "mnkr"),
        ("mnkr/år (prisnivå 2025)", "mnkr"),
        ("kr [2024 prices]", "kr"),
        ("tkr (löpande priser)", "tkr"),
        ("tkr (fasta priser, 2025 års prisnivå)", "tkr"),
    ],
)
def test_money_units(text: str, unit: str) -> None:
    assert parse_money_unit(text) == unit


@pytest.mark.parametrize(
    "text",
    ["", "%", "ton", "NOK", "kr/kWh", "kr/t", "mnkr/mån", "mnkr (exkl. moms)", "mnkr (tkr)", "mnkr ()", "m", "år"],
)
def test_other_units_are_refused(text: str) -> None:
    with pytest.raises(UnknownUnitError) as caught:
        parse_money_unit(text)
    assert caught.value.text == text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", UNIT_FACTORS)
def test_every_label_is_read_as_its_unit(unit: str, lang: Language) -> None:
    assert parse_money_unit(unit_label(unit, unit_currency(unit), lang)) == unit
    assert parse_money_unit(unit) == unit


@pytest.mark.parametrize(
    ("display_unit", "currency", "unit", "sv", "en"),
    [
        ("kr", "SEK", "kr", "kr", "SEK"),
        ("tkr", "SEK", "tkr", "tkr", "kSEK"),
        ("mnkr", "SEK", "mnkr", "mnkr", "MSEK"),
        ("mnkr", "EUR", "MEUR", "MEUR", "MEUR"),
        ("MEUR", "SEK", "mnkr", "mnkr", "MSEK"),
        ("tkr", "NOK", "tkr", "kNOK", "kNOK"),
        ("mdkr", "EUR", "mdEUR", "mdEUR", "bnEUR"),
    ],
)
def test_units_of_a_currency(display_unit: str, currency: str, unit: str, sv: str, en: str) -> None:
    assert money_unit(display_unit, currency) == unit
    assert unit_label(display_unit, currency, "sv") == sv
    assert unit_label(display_unit, currency, "en") == en


def test_an_unknown_unit_has_no_label() -> None:
    with pytest.raises(UnknownUnitError):
        unit_label("ton", "SEK", "sv")
    with pytest.raises(UnknownUnitError):
        unit_currency("ton")
    with pytest.raises(UnknownUnitError):
        money_unit("ton", "SEK")


@given(
    st.floats(min_value=-1e15, max_value=1e15).filter(lambda x: x == 0 or abs(x) > 1e-280).map(normalise),
    st.sampled_from(sorted(UNIT_FACTORS)),
)
def test_an_amount_written_in_a_unit_comes_back(v: float, unit: str) -> None:
    factor = UNIT_FACTORS[unit]
    written = to_units(v, factor)
    assert from_units(float(f"{float(written):.16g}"), factor) == v
    for lang in LANGUAGES:
        text = f"{number_text(written, lang)} {unit}"
        assert parse_quantity(text, "money") == (Decimal(repr(v)), unit)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("3,5 %", "rate", "0.035", "%"),
        ("3.5%", "rate", "0.035", "%"),
        ("25\u00a0procent", "share", "0.25", "%"),
        ("-2 %", "rate", "-0.02", "%"),
        ("3,5", "rate", "3.5", None),
        ("0,035", "share", "0.035", None),
        ("12,5", "money", "12.5", None),
        ("12,5 mnkr", "money", "12500000", "mnkr"),
        ("2,01Mkr", "money", "2010000", "mnkr"),
        ("1 200 tkr", "money", "1200000", "tkr"),
        ("1 200 kr", "money", "1200", "kr"),
        ("2 miljoner", "money", "2000000", "mnkr"),
        ("2,5 miljoner kr", "money", "2500000", "mnkr"),
        ("1,2 mdkr", "money", "1200000000", "mdkr"),
        ("1.5e6 kr", "money", "1500000", "kr"),
        ("1,5 EUR", "money", "1.5", "EUR"),
        ("2 M€", "money", "2000000", "MEUR"),
        ("40 k€", "money", "40000", "kEUR"),
        ("5€", "money", "5", "EUR"),
        ("(1 200) tkr", "money", "-1200000", "tkr"),
        ("(1 200 tkr)", "money", "-1200000", "tkr"),
        ("2 mnkr/år", "money", "2000000", "mnkr"),
        ("2 mnkr (2025 års priser)", "money", "2000000", "mnkr"),
        ("1 200 kr/t", "money_per_tonne", "1200", "kr/t"),
        ("1 200 kr/ton CO2e", "money_per_tonne", "1200", "kr/t"),
        ("1,2 tkr per ton", "money_per_tonne", "1200", "tkr/t"),
        ("80 €/t", "money_per_tonne", "80", "EUR/t"),
        ("1 200 ton", "tonnes", "1200", "t"),
        ("5 t", "tonnes", "5", "t"),
        ("5 ton CO2e", "tonnes", "5", "t"),
        ("5 ton CO₂e/år", "tonnes", "5", "t"),
        ("5 tCO2e", "tonnes", "5", "t"),
        ("1,5 kton", "tonnes", "1500", "kt"),
        ("1,5 kt", "tonnes", "1500", "kt"),
        ("5 kWh", "energy", "5", "kWh"),
        ("1 200 MWh", "energy", "1200000", "MWh"),
        ("1,2 GWh", "energy", "1200000", "GWh"),
        ("-1,2 GWh/år", "energy", "-1200000", "GWh"),
        ("3 mwh per year", "energy", "3000", "MWh"),
        ("0,001 TWh", "energy", "1000000", "TWh"),
        ("1 200", "energy", "1200", None),
        ("0,9 kr/kWh", "money_per_kwh", "0.9", "kr/kWh"),
        ("0.9 SEK per kWh", "money_per_kwh", "0.9", "kr/kWh"),
        ("90 öre/kWh", "money_per_kwh", "0.9", "öre/kWh"),
        ("90 öre / kWh", "money_per_kwh", "0.9", "öre/kWh"),
        ("-5 öre per kWh", "money_per_kwh", "-0.05", "öre/kWh"),
        ("450 kr/MWh", "money_per_kwh", "0.45", "kr/MWh"),
        ("1,1 tkr/MWh", "money_per_kwh", "1.1", "tkr/MWh"),
        ("45 €/MWh", "money_per_kwh", "0.045", "EUR/MWh"),
        ("0,08 EUR/kWh", "money_per_kwh", "0.08", "EUR/kWh"),
        ("120 g/kWh", "kg_per_kwh", "0.12", "g/kWh"),
        ("0,12 kg CO2e/kWh", "kg_per_kwh", "0.12", "kg/kWh"),
        ("120 gCO₂e per kWh", "kg_per_kwh", "0.12", "g/kWh"),
        ("120 g CO2-ekv./kWh", "kg_per_kwh", "0.12", "g/kWh"),
        ("0,12 kg/kWh CO2e", "kg_per_kwh", "0.12", "kg/kWh"),
        ("56 ton/GWh", "kg_per_kwh", "0.056", "t/GWh"),
        ("93 kg/MWh", "kg_per_kwh", "0.093", "kg/MWh"),
        ("0,5 kg/kr", "kg_per_money", "0.5", "kg/kr"),
        ("500 g CO2e/kr", "kg_per_money", "0.5", "g/kr"),
        ("0.5 kg CO2e per SEK", "kg_per_money", "0.5", "kg/kr"),
        ("12 ton CO2e per mnkr", "kg_per_money", "0.012", "t/mnkr"),
        ("2 kg/€", "kg_per_money", "2", "kg/EUR"),
        ("45 000 kr/invånare", "money_per_inhabitant", "45000", "kr/inv"),
        ("45 tkr per inv.", "money_per_inhabitant", "45000", "tkr/inv"),
        ("45 kSEK/inhabitant", "money_per_inhabitant", "45000", "tkr/inv"),
        ("4 k€ per person", "money_per_inhabitant", "4000", "kEUR/inv"),
        ("3 t/invånare", "tonnes_per_inhabitant", "3", "t/inv"),
        ("3 ton per person", "tonnes_per_inhabitant", "3", "t/inv"),
        ("2,5 ton CO2e per capita och år", "tonnes_per_inhabitant", "2.5", "t/inv"),
        ("800 kg/inhabitant a year", "tonnes_per_inhabitant", "0.8", "kg/inv"),
        ("3 t CO2-ekv. / inv. per år", "tonnes_per_inhabitant", "3", "t/inv"),
        ("15 år", "years", "15", "years"),
        ("1 year", "years", "1", "years"),
        ("15", "years", "15", None),
        ("12,5", "number", "12.5", None),
    ],
)
def test_quantities(text: str, kind: QuantityKind, value: str, unit: str | None) -> None:
    assert parse_quantity(text, kind) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("3,5 %", "money", "unit_not_allowed"),
        ("3,5 %", "number", "unit_not_allowed"),
        ("3,5 kr", "rate", "unit_not_allowed"),
        ("5 ton", "money", "unit_not_allowed"),
        ("5 tkr", "tonnes", "unit_not_allowed"),
        ("5 kr", "money_per_tonne", "unit_not_allowed"),
        ("5 kr/t", "money", "unit_not_allowed"),
        ("5 år", "money", "unit_not_allowed"),
        ("5 ‰", "rate", "unknown_unit"),
        ("5 NOK", "money", "unknown_unit"),
        ("5 kr/kWh", "money", "unit_not_allowed"),
        ("5 kr", "money_per_kwh", "unit_not_allowed"),
        ("5 kr/t", "money_per_kwh", "unit_not_allowed"),
        ("90 öre", "money_per_kwh", "unknown_unit"),
        ("5 öre/GWh", "money_per_kwh", "unknown_unit"),
        ("5 NOK/kWh", "money_per_kwh", "unknown_unit"),
        ("5 kr/kWh", "kg_per_kwh", "unit_not_allowed"),
        ("5 kg", "kg_per_kwh", "unknown_unit"),
        ("5 kg/kr", "kg_per_kwh", "unit_not_allowed"),
        ("5 kg/kWh", "kg_per_money", "unit_not_allowed"),
        ("5 kg/kr per år", "kg_per_money", "unknown_unit"),
        ("5 t/kr", "kg_per_money", "unknown_unit"),
        ("5 kr/kg", "kg_per_money", "unknown_unit"),
        ("5 kr", "money_per_inhabitant", "unit_not_allowed"),
        ("5 kr/t", "money_per_inhabitant", "unit_not_allowed"),
        ("5 kr/inv", "money", "unit_not_allowed"),
        ("5 NOK/inv", "money_per_inhabitant", "unknown_unit"),
        ("3 ton", "tonnes_per_inhabitant", "unit_not_allowed"),
        ("3 kr/inv", "tonnes_per_inhabitant", "unit_not_allowed"),
        ("3 t/inv", "tonnes", "unit_not_allowed"),
        ("3 g/inv", "tonnes_per_inhabitant", "unknown_unit"),
        ("3 t/hushåll", "tonnes_per_inhabitant", "unknown_unit"),
        ("5 t", "energy", "unit_not_allowed"),
        ("5 kW", "energy", "unknown_unit"),
        ("5 MWh", "money", "unit_not_allowed"),
        ("5 MWh", "number", "unit_not_allowed"),
        ("1,234 GWh", "energy", "ambiguous"),
        ("1e307 TWh", "energy", "out_of_range"),
        ("5 mnkr ca", "money", "unknown_unit"),
        ("5 kr 3", "money", "unknown_unit"),
        ("€ 5", "money", "unit_first"),
        ("kr 1200", "money", "unit_first"),
        ("1.234 mnkr", "money", "ambiguous"),
        ("12 34 kr", "money", "bad_grouping"),
        ("ca 5 kr", "money", "not_a_number"),
        ("kr", "money", "not_a_number"),
        ("(5 kr", "money", "not_a_number"),
        ("5 kr)", "money", "unknown_unit"),
        ("1e307 mnkr", "money", "out_of_range"),
        ("", "money", "empty"),
    ],
)
def test_what_is_no_such_quantity_is_refused(text: str, kind: QuantityKind, reason: Reason) -> None:
    with pytest.raises(NumberTextError) as caught:
        parse_quantity(text, kind)
    assert caught.value.reason == reason


def test_a_foreign_unit_names_what_would_do() -> None:
    with pytest.raises(NumberTextError) as caught:
        parse_quantity("5 ton", "rate")
    assert dict(caught.value.params) == {"text": "5 ton", "unit": "ton", "allowed": ("%",)}


@pytest.mark.parametrize(
    ("unit", "currency"),
    [
        ("kr", "SEK"),
        ("MEUR/t", "EUR"),
        ("öre/kWh", "SEK"),
        ("kr/MWh", "SEK"),
        ("EUR/MWh", "EUR"),
        ("%", None),
        ("t", None),
        ("g/kWh", None),
        ("kg/EUR", "EUR"),
        ("t/mnkr", "SEK"),
        ("tkr/inv", "SEK"),
        ("MWh", None),
    ],
)
def test_currency_of_a_unit(unit: str, currency: str | None) -> None:
    assert quantity_currency(unit) == currency


def test_the_language_decides_two_meanings() -> None:
    assert parse_quantity("1,234 mnkr", "money", lang="sv").value == 1_234_000
    with pytest.raises(NumberTextError, match="ambiguous"):
        parse_quantity("1,234 MSEK", "money", lang="en")
