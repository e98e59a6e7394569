from __future__ import annotations

import decimal
import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finmodel.i18n import (
    LANGUAGES,
    Language,
    NumberTextError,
    Reason,
    number_text,
    parse_number,
    parse_quantity,
    percent_text,
)
from finmodel.model.decimals import normalise

READERS: tuple[Language | None, ...] = (*LANGUAGES, None)
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e307, max_value=1e307),
    st.decimals(min_value=-10_000, max_value=10_000, places=3).map(float),
    st.decimals(min_value=-1, max_value=1, places=5).map(float),
).map(normalise)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (",5", "0.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("00,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1234.567", "1234.567"),
        ("1,2340", "1.234"),
        ("1 234", "1234"),
        ("1\u00a0234\u202f567\u20098", None),
        ("1\u00a0234\u202f567\u2009890", "1234567890"),
        ("1 234,567", "1234.567"),
        ("1 234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,567", "1234.567"),
        ("1.234.567,8", "1234567.8"),
        ("+5", "5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("\u20135,5", "-5.5"),
        ("\u2212 1 200", "-1200"),
        ("(1 200)", "-1200"),
        ("( 1 200,5 )", "-1200.5"),
        ("1e5", "100000"),
        ("1.5e6", "1500000"),
        ("1.5E+06", "1500000"),
        ("1,5e-3", "0.0015"),
        ("1.234e5", "123400"),
        ("  12,5\t\n", "12.5"),
        ("\u00a012", "12"),
        ("0.1234567890123445", "0.123456789012344"),
        ("0.1234567890123455", "0.123456789012346"),
        ("123456789012345678", "123456789012346000"),
    ],
)
@pytest.mark.parametrize("lang", READERS)
def test_one_meaning_in_every_language(text: str, value: str | None, lang: Language | None) -> None:
    if value is None:
        with pytest.raises(NumberTextError):
            parse_number(text, lang=lang)
    else:
        assert parse_number(text, lang=lang) == Decimal(value)
        assert math.copysign(1, parse_number("-0")) == 1


@pytest.mark.parametrize(
    ("text", "sv", "en"),
    [
        ("1,234", "1.234", None),
        ("12,345", "12.345", None),
        ("-999,000", "-999", None),
        ("(1,234)", "-1.234", None),
        ("1.234", None, "1.234"),
        ("123.000", None, "123"),
        ("1,234e3", "1234", None),
    ],
)
def test_two_meanings_are_told_by_the_language_or_refused(text: str, sv: str | None, en: str | None) -> None:
    expectations: dict[Language | None, str | None] = {"sv": sv, "en": en, None: None}
    for lang, value in expectations.items():
        if value is None:
            with pytest.raises(NumberTextError) as caught:
                parse_number(text, lang=lang)
            assert caught.value.reason == "ambiguous"
        else:
            assert parse_number(text, lang=lang) == Decimal(value)


def test_an_ambiguous_number_says_both_readings() -> None:
    with pytest.raises(NumberTextError) as caught:
        parse_number(" 1.234 ")
    assert isinstance(caught.value, ValueError)
    assert dict(caught.value.params) == {"text": "1.234", "as_thousands": 1234.0, "as_decimal": 1.234}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("abc", "not_a_number"),
        ("-", "not_a_number"),
        (".", "not_a_number"),
        ("5,", "not_a_number"),
        ("5.", "not_a_number"),
        ("--5", "not_a_number"),
        ("-\u22125", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("(+5)", "not_a_number"),
        ("-(5)", "not_a_number"),
        ("((5))", "not_a_number"),
        ("(5", "not_a_number"),
        ("5)", "not_a_number"),
        ("5-", "not_a_number"),
        ("nan", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ("A12", "not_a_number"),
        ("1_000", "not_a_number"),
        ("1'234", "not_a_number"),
        ("12:30", "not_a_number"),
        ("2025-01-01", "not_a_number"),
        ("1/2", "not_a_number"),
        ("10–20", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("#DIV/0!", "not_a_number"),
        ("１２", "not_a_number"),
        ("١٢", "not_a_number"),
        ("1²", "not_a_number"),
        ("1 234e5", "not_a_number"),
        ("1e5.5", "not_a_number"),
        ("1\n234", "not_a_number"),
        ("12 34", "bad_grouping"),
        ("1  234", "bad_grouping"),
        ("1 23", "bad_grouping"),
        ("1234 567", "bad_grouping"),
        ("0 123", "bad_grouping"),
        ("0.123.456", "bad_grouping"),
        ("1.2.3", "bad_grouping"),
        ("1.5,5", "bad_grouping"),
        ("1.234 567", "bad_grouping"),
        ("1 234.567,8", "bad_grouping"),
        ("1,234,567,89", "bad_grouping"),
        ("1,5 000", "bad_grouping"),
        ("1,,5", "bad_grouping"),
        ("1e400", "out_of_range"),
        ("1e-400", "out_of_range"),
        ("9" * 201, "too_long"),
        ("5 kr", "unit_not_allowed"),
        ("5%", "unit_not_allowed"),
        ("0x10", "unit_not_allowed"),
        ("1e", "unit_not_allowed"),
        ("€5", "unit_first"),
        ("SEK 1 200", "unit_first"),
    ],
)
@pytest.mark.parametrize("lang", READERS)
def test_what_is_no_number_is_refused_with_its_reason(text: str, reason: Reason, lang: Language | None) -> None:
    with pytest.raises(NumberTextError) as caught:
        parse_number(text, lang=lang)
    assert caught.value.reason == reason
    assert "text" in caught.value.params


@given(st.text(alphabet="0123456789., \u00a0\u202f-+()−–eEkr%٣x\n", max_size=20), st.sampled_from(READERS))
def test_any_text_is_a_finite_number_or_refused(text: str, lang: Language | None) -> None:
    try:
        value = parse_number(text, lang=lang)
    except NumberTextError:
        return
    assert value.is_finite()
    assert normalise(value) == float(value)


@given(st.text(alphabet="0123456789., ", max_size=12))
def test_a_language_never_changes_what_is_read_without_it(text: str) -> None:
    try:
        value = parse_number(text)
    except NumberTextError:
        return
    assert [parse_number(text, lang=lang) for lang in LANGUAGES] == [value, value]


@pytest.mark.parametrize(
    ("x", "sv", "en"),
    [
        (0.0, "0", "0"),
        (1234.5, "1234,5", "1234.5"),
        (1.234, "1,2340", "1.2340"),
        (-123.456, "−123,4560", "−123.4560"),
        (0.123, "0,123", "0.123"),
        (1234.567, "1234,567", "1234.567"),
        (2_010_000.0, "2010000", "2010000"),
        (1e20, "100000000000000000000", "100000000000000000000"),
        (1.234e30, "1,2340e30", "1.2340e30"),
        (1e-15, "0,000000000000001", "0.000000000000001"),
        (-1.5e-20, "−1,5e-20", "−1.5e-20"),
    ],
)
def test_number_text(x: float, sv: str, en: str) -> None:
    assert (number_text(x, "sv"), number_text(x, "en")) == (sv, en)


@given(numbers, st.sampled_from(LANGUAGES), st.sampled_from(READERS))
@example(1.234, "sv", None)
@example(5e-324, "sv", None)
@example(1.79769313486231e308, "en", "sv")
def test_number_text_is_read_back_everywhere(x: float, writer: Language, reader: Language | None) -> None:
    assert normalise(parse_number(number_text(x, writer), lang=reader)) == x


@given(
    numbers.filter(lambda x: (x == 0 or abs(x) > 1e-300) and abs(x) < 1e300),
    st.sampled_from(LANGUAGES),
    st.sampled_from(READERS),
)
@example(0.01234, "sv", None)
@example(0.29, "en", "sv")
def test_percent_text_is_read_back_everywhere(x: float, writer: Language, reader: Language | None) -> None:
    value, unit = parse_quantity(percent_text(x, writer), "share", lang=reader)
    assert (normalise(value), unit) == (x, "%")


def test_percent_text() -> None:
    assert percent_text(0.29, "sv") == "29\u00a0%"
    assert percent_text(0.035, "en") == "3.5%"
    assert percent_text(0.01234, "sv") == "1,2340\u00a0%"


def test_the_callers_decimal_context_has_no_say() -> None:
    with decimal.localcontext(decimal.Context(prec=2)):
        assert parse_number("-1234567,8") == Decimal("-1234567.8")
        assert number_text(1.23456e40, "en") == "1.23456e40"
        assert percent_text(0.123456, "en") == "12.3456%"
