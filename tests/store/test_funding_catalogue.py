"""The catalogue of funding sources: every term with its document, nothing made up, checked when read."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.model.enums import OrganisationKind, ParameterStatus
from finmodel.model.funding import Source
from finmodel.model.funding_enums import GrantAccounting, MoneyClass, SourceKind
from finmodel.model.spec import Kind
from finmodel.store.funding_catalogue import (
    CATALOGUE_FIELDS,
    COLUMNS,
    FIELDS,
    CatalogueSource,
    CatalogueValue,
    funding_catalogue,
    load_funding_catalogue,
    open_questions,
)
from finmodel.store.parameters import standard_parameters

SOURCES = {source.id: source for source in funding_catalogue()}
VALUES = [(source, value) for source in funding_catalogue() for value in source.values.values()]
BORROWED = (SourceKind.LOAN, SourceKind.GREEN_LOAN, SourceKind.BOND, SourceKind.ENERGY_PERFORMANCE_CONTRACT)
CATALOGUED_PARAMETERS = (
    ("kommuninvest_green_loan", "interest_discount", "green_loan_discount"),
    ("company_loan_guaranteed", "guarantee_fee", "guarantee_fee"),
)


def test_the_sources_that_a_plan_starts_from_are_there() -> None:
    wanted = {
        *("klimatklivet", "industriklivet", "lona", "lona_wetland", "stadsmiljoavtal", "ladda_bilen", "elbusspremie"),
        *("eruf", "life", "horizon_europe_research", "horizon_europe_innovation", "innovation_fund", "elena"),
        *("interreg_oresund_kattegat_skagerrak", "interreg_north_sea", "interreg_baltic_sea", "eui_innovative_actions"),
        *("kommuninvest_green_loan", "loan", "company_loan_guaranteed", "green_bond", "epc", "klimatpremie_machinery"),
        *("own_investment_frame", "own_operating", "climate_fund", "user_fee"),
        *("bio_ccs_reverse_auction", "private_cofunding"),
    }
    assert set(SOURCES) == wanted
    assert {source.kind for source in SOURCES.values()} == set(SourceKind)


def test_the_fields_are_the_plan_s_own() -> None:
    assert set(FIELDS) <= set(Source.specs) | set(CATALOGUE_FIELDS)
    assert not set(CATALOGUE_FIELDS) & set(Source.specs)
    assert all(FIELDS[name] is Source.specs[name] for name in set(FIELDS) - set(CATALOGUE_FIELDS))


def test_every_value_has_its_document_and_every_gap_its_question() -> None:
    for source, value in VALUES:
        place = (source.id, value.field)
        missing = value.status is ParameterStatus.MISSING
        assert missing == (value.value is None), place
        assert missing != bool(value.source), place
        assert bool(value.date) or value.status in (ParameterStatus.TO_BE_CONFIRMED, ParameterStatus.MISSING), place
        assert bool(value.note("sv")) == bool(value.note("en")), place
        assert value.note("sv") or value.status is ParameterStatus.SOURCED, place


def test_what_is_not_known_is_asked_for() -> None:
    for source in SOURCES.values():
        wanted = {"kind", "provider_kind"}
        if source.kind.is_grant:
            wanted |= {"programme", "share", "eligible_owner_kinds", "last_year", "paid_during", "payment_lag_years"}
            wanted |= {"grant_accounting"}
        if source.kind in BORROWED:
            wanted |= {"interest_rate", "loan_form", "term_years", "grace_years", "fee_share"}
        if source.kind is SourceKind.RESULTS_BASED:
            wanted |= {"payment_per_tonne", "payment_lag_years", "first_year", "last_year"}
        if source.kind in (SourceKind.FEE, SourceKind.CLIMATE_FUND):
            wanted |= {"money_class"}
        if source.kind.money_class in (MoneyClass.OWN, None):
            wanted |= {"cap_per_year"}
        assert wanted <= set(source.values), source.id


@pytest.mark.parametrize("source", funding_catalogue(), ids=lambda source: source.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_known_makes_a_row_of_a_plan(source: CatalogueSource, language: str) -> None:
    lang = next(item for item in LANGUAGES if item == language)
    known = source.plan_values(lang)
    row = Source.model_validate({**known, "id": source.id, "name": source.name(lang)})
    assert {field: getattr(row, field) for field in known if not FIELDS[field].yearly} == {
        field: value for field, value in known.items() if not FIELDS[field].yearly
    }
    for field in (name for name in known if FIELDS[name].yearly):
        assert getattr(row, field).value == known[field]


@pytest.mark.parametrize(
    ("identity", "field", "value", "status", "date"),
    [
        ("klimatklivet", "share", 0.5, "sourced", "2016-04-14"),
        ("klimatklivet", "paid_during", 0.75, "sourced", "2016-04-14"),
        ("klimatklivet", "minimum_kg_per_krona", 0.75, "dated", "2019"),
        ("lona", "share", 0.5, "sourced", "2024"),
        ("lona_wetland", "share", 0.9, "sourced", "2024"),
        ("stadsmiljoavtal", "last_year", 2027, "sourced", "2023"),
        ("eruf", "share", 0.4, "sourced", "2023-12-12"),
        ("life", "share", 0.6, "sourced", "2024-04-18"),
        ("interreg_oresund_kattegat_skagerrak", "share", 0.6, "sourced", "2022-07-08"),
        ("horizon_europe_innovation", "share", 0.7, "to_be_confirmed", "2021-04-28"),
        ("eui_innovative_actions", "share", 0.8, "to_be_confirmed", ""),
        ("eui_innovative_actions", "cap_per_action", 5_000_000.0, "dated", "2024-10-14"),
        ("innovation_fund", "share", 0.6, "to_be_confirmed", "2019-02-26"),
        ("elena", "share", 0.9, "dated", "2017-05-02"),
        ("kommuninvest_green_loan", "interest_discount", 0.0002, "dated", "2019"),
        ("company_loan_guaranteed", "guarantee_fee", 0.0035, "dated", "2019"),
        ("kommuninvest_green_loan", "interest_rate", None, "missing", ""),
        ("industriklivet", "share", None, "missing", ""),
        ("bio_ccs_reverse_auction", "payment_per_tonne", None, "missing", ""),
    ],
)
def test_a_term_is_the_document_s(identity: str, field: str, value: float | None, status: str, date: str) -> None:
    found = SOURCES[identity].values[field]
    assert (found.value, found.status, found.date) == (value, status, date)


def test_values_are_read_as_their_fields() -> None:
    kk = SOURCES["klimatklivet"].values
    assert kk["kind"].value is SourceKind.GRANT_NATIONAL
    assert kk["provider_kind"].value is OrganisationKind.STATE
    assert kk["grant_accounting"].value is GrantAccounting.ACCRUE
    assert SOURCES["stadsmiljoavtal"].values["eligible_owner_kinds"].value == (
        OrganisationKind.COMMITTEE,
        OrganisationKind.FINANCE_UNIT,
        OrganisationKind.REGION,
    )
    assert SOURCES["climate_fund"].values["money_class"].value is MoneyClass.OWN
    assert SOURCES["klimatpremie_machinery"].values["less_reference"].value is True
    life = SOURCES["life"].values["programme"]
    assert (life.value_in("sv"), life.value_in("en")) == (
        "Europeiska kommissionen (Cinea)",
        "European Commission (CINEA)",
    )


def test_euro_stays_euro() -> None:
    eui = SOURCES["eui_innovative_actions"]
    assert (eui.values["cap_per_action"].unit, eui.values["cap_per_action"].currency) == ("EUR", "EUR")
    assert "cap_per_action" not in eui.plan_values("sv")
    assert eui.plan_values("sv", "EUR")["cap_per_action"] == 5_000_000
    assert eui.values["share"].currency is None


def test_a_figure_in_two_catalogues_is_one_figure() -> None:
    for identity, field, parameter in CATALOGUED_PARAMETERS:
        found = SOURCES[identity].values[field]
        (row,) = standard_parameters().of(parameter)
        assert (found.value, found.date, found.status) == (row.value, str(row.year), row.status)


def test_open_questions_are_what_is_missing_or_dated() -> None:
    asked = open_questions(SOURCES["klimatklivet"])
    assert [item.field for item in asked] == [
        *("aid_intensity", "minimum_kg_per_krona", "eligible_owner_kinds", "last_year", "payment_lag_years"),
    ]
    for source in SOURCES.values():
        left = [value for value in source.values.values() if value not in open_questions(source)]
        assert {value.status for value in left} <= {ParameterStatus.SOURCED, ParameterStatus.TO_BE_CONFIRMED}


ENGLISH = {"the", "of", "for", "and", "as", "is", "must", "years", "call", "at", "most", "by", "with"}
TITLES = {
    "Interreg",
    "Baltic",
    "Sea",
    "North",
    "European",
    "Urban",
    "Initiative",
    "Energy",
    "Performance",
    "Contracting",
}


def test_swedish_is_swedish() -> None:
    for source, value in VALUES:
        is_text = FIELDS[value.field].kind in (Kind.TEXT, Kind.LONG_TEXT)
        told = [value.note("sv"), value.source_in("sv"), *([str(value.value_in("sv"))] if is_text else [])]
        words = {word.strip("().,:;”“") for text in told for word in text.split()} - TITLES
        assert not {word.casefold() for word in words} & ENGLISH, (source.id, value.field)
        if FIELDS[value.field].kind is Kind.LONG_TEXT:
            assert value.value_sv
        assert value.source_in("en") == value.source


GOOD = {
    "source_id": "grant",
    "name_sv": "Bidrag",
    "name_en": "Grant",
    "field": "share",
    "value": "0.5",
    "unit": "fraction",
    "date": "2024",
    "source": "Naturvårdsverket",
    "status": "sourced",
}
KIND = {**GOOD, "field": "kind", "value": "grant_national", "unit": ""}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(path: Path) -> list[tuple[str, dict[str, object]]]:
    with pytest.raises(InputError) as caught:
        load_funding_catalogue(path)
    for issue in caught.value.issues:
        for language in LANGUAGES:
            assert issue.code in render(issue, language)
    return [(issue.code, dict(issue.params)) for issue in caught.value.issues]


def told(path: Path) -> list[tuple[str, object]]:
    return [(code, params.get("line")) for code, params in refused(path)]


def test_a_municipality_s_own_file(tmp_path: Path) -> None:
    rows: tuple[dict[str, str], ...] = (
        GOOD,
        {},
        {**GOOD, "field": "cap_per_action", "value": "2000000.5", "unit": "NOK"},
        {**GOOD, "field": "paid_during", "value": "", "status": "missing", "date": "", "source": ""},
        {**GOOD, "field": "last_year", "value": "2030", "unit": "", "date": "", "status": "to_be_confirmed"},
        KIND,
    )
    (source,) = load_funding_catalogue(write(tmp_path / "own.csv", *rows))
    assert (source.id, dict(source.names)) == ("grant", {"sv": "Bidrag", "en": "Grant"})
    assert list(source.values) == ["share", "cap_per_action", "paid_during", "last_year", "kind"]
    assert source.values["share"] == CatalogueValue(
        *("share", 0.5, "fraction", "2024", "Naturvårdsverket", ""), status=ParameterStatus.SOURCED
    )
    assert source.values["cap_per_action"].currency == "NOK"
    assert source.plan_values("sv") == {"share": 0.5, "last_year": 2030, "kind": SourceKind.GRANT_NATIONAL}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("source_id", ""), ("source_id", "=cmd"), ("source_id", "../x"), ("name_sv", ""), ("name_en", "x" * 301)),
        *(("field", " "), ("date", "i fjol"), ("date", "2024-13"), ("status", "säker"), ("status", "")),
        *(("source", "a\x00b"), ("source_sv", "x" * 301), ("note_sv", "a\x07"), ("note_en", "x" * 5001)),
        *(("value", "1\x1b[0m"), ("value_sv", "halva")),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path: Path, column: str, value: str) -> None:
    problems = refused(write(tmp_path / "own.csv", KIND, {**GOOD, column: value}))
    assert problems == [("FM-S102", {"line": 3, "column": column, "value": value})]


@pytest.mark.parametrize(
    ("field", "unit", "value"),
    [
        *(("share", "fraction", text) for text in ("0,5", "50 %", "1.01", "-0.1", "nan", "inf", "1e-1", "=1/2", "٠")),
        *(("share", "fraction", text) for text in ("9" * 31, ".", "1.2.3", "0.5; 0.6")),
        *(("cap_per_action", "SEK", text) for text in ("-1", "1 000", "2 mnkr", "9" * 30, "1" + "0" * 16)),
        *(("first_year", "", text) for text in ("2024.5", "24", "2201", "-2024")),
        *(("payment_lag_years", "years", text) for text in ("1.5", "31")),
        *(("kind", "", text) for text in ("gift", "grant_eu; loan", "GRANT_EU")),
        *(("eligible_owner_kinds", "", text) for text in ("committee, company", "committee; committee", ";", "board")),
        *(("less_reference", "", text) for text in ("ja", "1", "TRUE")),
        *(("programme", "", text) for text in ("x" * 301, "a\nb")),
    ],
)
def test_a_value_that_is_not_its_field_s_is_refused(tmp_path: Path, field: str, unit: str, value: str) -> None:
    others = [] if field == "kind" else [KIND]
    row = {**GOOD, "field": field, "unit": unit, "value": value}
    (problem,) = refused(write(tmp_path / "own.csv", row, *others))
    assert problem == ("FM-S104", {"line": 2, "id": "grant", "field": field, "value": value})


def test_an_unknown_field_names_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", KIND, {**GOOD, "field": "shares"}, {**GOOD, "field": "qqqqqq"})
    assert refused(path) == [
        ("FM-S103", {"line": 3, "value": "shares", "nearest": "share"}),
        ("FM-S103", {"line": 4, "value": "qqqqqq", "nearest": None}),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"value": ""}, "FM-S106"),
        ({"status": "missing"}, "FM-S106"),
        ({"source": ""}, "FM-S107"),
        ({"date": ""}, "FM-S107"),
        ({"date": "", "status": "dated"}, "FM-S107"),
        ({"source": "", "status": "to_be_confirmed"}, "FM-S107"),
        ({"unit": ""}, "FM-S108"),
        ({"unit": "percent"}, "FM-S108"),
        ({"field": "cap_total", "unit": "kr"}, "FM-S108"),
        ({"field": "cap_per_year", "unit": "SEK"}, "FM-S108"),
        ({"field": "payment_per_tonne", "unit": "SEK/kg"}, "FM-S108"),
        ({"name_en": "Other"}, "FM-S109"),
        ({"field": "kind", "value": "loan", "unit": ""}, "FM-S105"),
        ({"field": "money_class", "value": "own", "unit": ""}, "FM-S111"),
        ({"source_id": "other"}, "FM-S110"),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path: Path, change: dict[str, str], code: str) -> None:
    assert told(write(tmp_path / "own.csv", KIND, {**GOOD, **change})) == [(code, 3)]


def test_a_kind_that_is_missing_is_no_kind(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", GOOD, {**KIND, "value": "", "status": "missing"})
    assert told(path) == [("FM-S110", 3)]


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.csv",
        {**GOOD, "status": "?"},
        {**GOOD, "value": "x", "unit": "y", "source": ""},
        {**GOOD, "name_sv": "Annat", "source_id": "grant"},
        {**GOOD, "field": "nothing"},
    )
    assert told(path) == [
        *(("FM-S102", 2), ("FM-S104", 3), ("FM-S107", 3), ("FM-S108", 3), ("FM-S110", 3)),
        *(("FM-S105", 4), ("FM-S109", 4), ("FM-S103", 5)),
    ]


def test_row_order_decides_nothing_but_the_order(tmp_path: Path) -> None:
    rows = [KIND, GOOD, {**GOOD, "source_id": "b", "field": "share"}, {**KIND, "source_id": "b"}]
    one = load_funding_catalogue(write(tmp_path / "one.csv", *rows))
    two = load_funding_catalogue(write(tmp_path / "two.csv", *reversed(rows)))
    assert {source.id: dict(source.values) for source in one} == {source.id: dict(source.values) for source in two}


def test_text_is_only_text(tmp_path: Path) -> None:
    hostile = ("=HYPERLINK(1)", "<script>", "{unit}", "../../etc", "**x**", "\u202eabc", "@SUM(A1)")
    rows = [
        {**GOOD, "field": "eligible_note", "unit": "", "source_id": f"s{n}", "value": t} for n, t in enumerate(hostile)
    ]
    kinds = [{**KIND, "source_id": f"s{n}"} for n in range(len(hostile))]
    found = load_funding_catalogue(write(tmp_path / "own.csv", *rows, *kinds))
    assert tuple(source.values["eligible_note"].value for source in found) == hostile
    wrong = refused(write(tmp_path / "own.csv", KIND, {**GOOD, "value": "{line}"}, {**GOOD, "field": "{0}"}))
    assert [params["value"] for _, params in wrong if "value" in params] == ["{line}", "{0}"]


def test_what_is_no_such_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    head = ",".join(COLUMNS).encode()
    short = head + b"\ngrant,one\n"
    for data in (
        b"",
        b"id;value\n",
        b"\xff\xfe\x00",
        short,
        head.replace(b",", b";"),
        b"x" * 1_000_001,
        head + b'\n"a',
    ):
        path.write_bytes(data)
        assert [code for code, _ in refused(path)] == ["FM-S101"]


def test_a_table_without_rows_has_no_sources(tmp_path: Path) -> None:
    assert load_funding_catalogue(write(tmp_path / "own.csv")) == ()


def test_the_catalogue_needs_no_heavy_libraries() -> None:
    code = (
        "import sys; from finmodel.store.funding_catalogue import funding_catalogue; funding_catalogue(); "
        "print(sorted({'pandas', 'scipy', 'streamlit', 'sqlalchemy', 'openpyxl'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
