"""The parameter catalogue: complete, unchanged, never between or beyond its years, and checked when read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.model.enums import AssetType, ParameterStatus
from finmodel.store.parameters import (
    COLUMNS,
    load_parameters,
    parameter_uplifts,
    standard_parameters,
    uplift_rows,
)

INTERNAL_INTEREST = {
    2016: 0.024,
    2017: 0.0175,
    2018: 0.0175,
    2019: 0.015,
    2020: 0.015,
    2021: 0.0125,
    2022: 0.01,
    2023: 0.0125,
    2024: 0.025,
    2025: 0.025,
}


def test_the_catalogue_is_whole() -> None:
    rows = standard_parameters().rows
    assert len(rows) == 25
    assert {row.id for row in rows if row.status is ParameterStatus.DATED} == {
        *("green_loan_discount", "guarantee_fee", "klimatklivet_average", "klimatklivet_public_share"),
    }
    assert [row.id for row in rows if row.status is ParameterStatus.TO_BE_CONFIRMED] == ["social_discount_rate"]
    assert [(row.id, row.year) for row in rows if row.status is ParameterStatus.MISSING] == [
        ("internal_interest_skr", 2026)
    ]
    for row in rows:
        assert row.source or row.status is ParameterStatus.MISSING
        for language in LANGUAGES:
            assert row.name(language)
            assert row.unit(language)
            assert bool(row.note("sv")) == bool(row.note(language))
            if row.status is not ParameterStatus.SOURCED:
                assert row.note(language), row.id
    words = {"social_discount_rate": "unverified for ASEK 8", "klimatklivet_average": "dated, consultant source"}
    for identity, original in words.items():
        assert original in standard_parameters().of(identity)[0].note("en")


ENGLISH = {"the", "of", "for", "and", "as", "in", "used", "usual", "survey", "must", "dated", "unverified", "years"}
TITLES = {
    "EIB Group climate bank roadmap",
    "HM Treasury Green Book / Mott MacDonald",
    "Kommuninvest impact report 2020",
}


def test_descriptions_are_swedish_in_swedish_and_titles_stay() -> None:
    for row in standard_parameters().rows:
        told = [row.note("sv"), *(() if row.source in TITLES else (row.source_in("sv"),))]
        words = {word.strip("().,;”“").casefold() for text in told for word in text.split()}
        assert not words & ENGLISH, row.id
        assert row.source_in("en") == row.source
        assert row.source not in TITLES or row.source_in("sv") == row.source
    (share,) = standard_parameters().of("klimatklivet_public_share")
    assert (share.source_in("en"), share.source_in("sv")) == (
        "usual maximum for public bodies",
        "vanligt högsta stöd till offentliga aktörer",
    )


@pytest.mark.parametrize("year", range(2010, 2035))
def test_a_year_has_its_own_value_or_none(year: int) -> None:
    found = standard_parameters().value_at("internal_interest_skr", year)
    assert found.value == INTERNAL_INTEREST.get(year)
    if year in INTERNAL_INTEREST:
        assert found.reason is None
        assert found.row is not None
        assert found.row.year == year
    elif year == 2026:
        assert (found.reason, found.row is None) == ("missing", False)
    else:
        assert (found.reason, found.row) == ("no_such_year", None)


def test_between_two_years_nothing_is_made_up() -> None:
    catalogue = standard_parameters()
    assert catalogue.value_at("carbon_value_eib", 2030).value == 250
    assert catalogue.value_at("carbon_value_eib", 2050).value == 800
    assert catalogue.value_at("carbon_value_eib", 2040).reason == "no_such_year"
    assert catalogue.value_at("carbon_value_eib").reason == "no_such_year"
    assert catalogue.value_at("social_discount_rate", 2040).value == 0.035
    assert catalogue.value_at("nothing", 2040).reason == "unknown_parameter"
    assert [row.year for row in catalogue.of("carbon_value_eib")] == [2030, 2050]


def test_uplifts_of_the_green_book() -> None:
    assert parameter_uplifts() == {
        AssetType.STANDARD_BUILDING: 0.24,
        AssetType.NONSTANDARD_BUILDING: 0.51,
        AssetType.STANDARD_CIVIL: 0.44,
        AssetType.NONSTANDARD_CIVIL: 0.66,
        AssetType.EQUIPMENT: 2.0,
    }
    assert {row.source for row in uplift_rows().values()} == {"HM Treasury Green Book / Mott MacDonald"}


GOOD = {
    "id": "rate",
    "name_sv": "Ränta",
    "name_en": "Rate",
    "year": "2024",
    "value": "0.025",
    "unit_sv": "andel",
    "unit_en": "fraction",
    "source": "SKR",
    "source_sv": "",
    "status": "sourced",
    "note_sv": "",
    "note_en": "",
}


def write(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(path: Path) -> list[tuple[str, dict[str, object]]]:
    with pytest.raises(InputError) as caught:
        load_parameters(path)
    for issue in caught.value.issues:
        for language in LANGUAGES:
            assert issue.code in render(issue, language)
    return [(issue.code, dict(issue.params)) for issue in caught.value.issues]


def test_a_municipality_s_own_file(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", GOOD, {**GOOD, "year": "2025", "value": "-0.01"}, {})
    catalogue = load_parameters(path)
    assert [row.value for row in catalogue.rows] == [0.025, -0.01]
    assert parameter_uplifts(catalogue) == {}
    assert catalogue.rows[0].to_dict()["status"] == "sourced"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", "24"),
        ("year", "2024.5"),
        ("year", "i år"),
        ("value", "0,025"),
        ("value", "1e3"),
        ("value", "nan"),
        ("value", "inf"),
        ("value", "=1+1"),
        ("value", "9" * 400),
        ("value", "٣"),
        ("status", "säker"),
        ("status", ""),
        ("id", ""),
        ("id", "=cmd"),
        ("name_sv", ""),
        ("name_en", "x" * 301),
        ("unit_en", " "),
        ("source", "a\x00b"),
        ("source_sv", "x" * 301),
        ("note_sv", "\u202eabc"),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path: Path, column: str, value: str) -> None:
    if column == "note_sv":
        value += "\x07"
    problems = refused(write(tmp_path / "own.csv", GOOD, {**GOOD, "year": "2025", column: value}))
    assert problems == [("FM-P102", {"line": 3, "column": column, "value": value})]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.csv",
        {**GOOD, "value": "x", "status": "y"},
        {**GOOD, "id": "twice"},
        {**GOOD, "id": "twice"},
        {**GOOD, "id": "both", "year": ""},
        {**GOOD, "id": "both"},
        {**GOOD, "id": "void", "value": ""},
        {**GOOD, "id": "full", "status": "missing"},
        {**GOOD, "id": "named"},
        {**GOOD, "id": "named", "year": "2025", "unit_sv": "kr"},
    )
    assert [(code, params.get("id", params.get("column"))) for code, params in refused(path)] == [
        *(("FM-P102", "value"), ("FM-P102", "status"), ("FM-P103", "twice"), ("FM-P103", "both")),
        *(("FM-P104", "void"), ("FM-P104", "full"), ("FM-P105", "named")),
    ]


def test_what_is_no_such_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    for data in (b"", b"id;value\n", b"\xff\xfe\x00", ",".join(COLUMNS).encode() + b"\nrate,one\n", b"x" * 1_000_001):
        path.write_bytes(data)
        assert [code for code, _ in refused(path)] == ["FM-P101"]
    quoted = ",".join(COLUMNS) + '\n"rate'
    path.write_text(quoted, encoding="utf-8")
    assert [code for code, _ in refused(path)] == ["FM-P101"]
