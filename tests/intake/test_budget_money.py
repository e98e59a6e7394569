"""Amounts of other people's tables: whole öre, in decimal, never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.i18n.formats import format_number
from finmodel.intake.budget_money import MAX_ORE, MoneyError, money_of_number, money_of_text, ore_text

KRONOR = 10**9
UNITS = st.sampled_from([1, 1_000, 1_000_000])


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 234,5", 123450),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", 123456700),
        ("-12", -1200),
        ("\N{MINUS SIGN}12,05", -1205),
        ("(1 200)", -120000),
        ("1234,50-", -123450),
        ("12.50", 1250),
        ("0", 0),
        ("12 kr", 1200),
        ("12 tkr", 1200000),
        ("1.234,56", 123456),
        ("12,345", 1234),
        ("+5", 500),
    ],
)
def test_a_text_is_its_amount(text: str, ore: int) -> None:
    money = money_of_text(text, 1)
    assert money is not None
    assert money.ore == ore


@pytest.mark.parametrize("text", ["", " ", "-", "\N{EN DASH}", "\N{EM DASH}"])
def test_a_blank_and_a_lone_dash_are_no_amount(text: str) -> None:
    assert money_of_text(text, 1) is None


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("ingår i 2027", "FM-B130", "not_a_number"),
        ("1.234", "FM-B130", "ambiguous"),
        ("12 34", "FM-B130", "bad_grouping"),
        ("5 %", "FM-B130", "unknown_unit"),
        ("=1+1", "FM-B130", "not_a_number"),
        ("12 EUR", "FM-B134", None),
        ("9" * 18, "FM-B136", None),
    ],
)
def test_what_is_no_amount_says_why(text: str, code: str, reason: str | None) -> None:
    with pytest.raises(MoneyError) as caught:
        money_of_text(text, 1)
    assert caught.value.code == code
    assert (caught.value.number.reason if caught.value.number else None) == reason


def test_parts_of_an_ore_are_rounded_half_to_even_and_said() -> None:
    assert money_of_number(0.125, 1) == (12, Decimal("0.5"))
    assert money_of_number(2.01, 1_000_000) == (201_000_000, Decimal(0))
    assert money_of_number(0.1 + 0.2, 1).ore == 30


@given(st.integers(-KRONOR, KRONOR))
def test_an_amount_written_in_kronor_reads_back_to_the_ore(ore: int) -> None:
    written = format_number(Decimal(ore) / 100, "sv", 2)
    for text in (written, written.replace("\N{NO-BREAK SPACE}", " "), ore_text(ore), f"  {written} kr "):
        money = money_of_text(text, 1)
        assert money == (ore, Decimal(0))


@given(st.integers(-KRONOR, KRONOR), UNITS)
def test_text_and_number_give_the_same_money_in_every_unit(tkr: int, factor: int) -> None:
    text = money_of_text(ore_text(tkr), factor)
    assert text == money_of_number(Decimal(tkr) / 100, factor) == (tkr * factor, Decimal(0))


@given(st.integers(-(10**13), 10**13))
def test_a_double_of_a_cell_is_the_decimal_that_was_typed(ore: int) -> None:
    assert money_of_number(float(Decimal(ore) / 100), 1).ore == ore


def test_nothing_is_larger_than_the_largest_amount() -> None:
    assert money_of_number(MAX_ORE // 100, 1).ore == MAX_ORE
    with pytest.raises(MoneyError):
        money_of_number(MAX_ORE, 1)
