"""The sheets of scenarios: any scenario comes back the same, units follow the field, and problems name their cell."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest

from finmodel.excel.field_values import field_from_text, field_text, neutral_text, shown_text
from finmodel.excel.mix_sheets import mix_sheets
from finmodel.excel.reader import read_workbook, read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language
from finmodel.i18n.issues import render
from finmodel.model.addresses import addressable_fields, spec_at
from finmodel.model.document import from_json, read_document, to_document
from finmodel.model.identity import document_hash
from finmodel.model.plan import Plan
from finmodel.model.scenario_enums import Operation
from tests.excel.scenario_plans import scenario_document, scenario_plan
from tests.excel.workbooks import cell, refused, small_plan

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@cache
def written() -> bytes:
    return workbook_bytes(scenario_plan())


def changed(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(plan: Plan, language: Language = "sv") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan, language=language)))


def number_of(identity: str) -> int:
    """Return which row of data a change is on its sheet."""
    return [row["id"] for row in scenario_document()["scenario_changes"]].index(identity) + 1


def change_of(plan: Plan, identity: str) -> Any:
    return next(row for row in plan.scenario_changes if row.id == identity)


def test_the_example_has_every_operation() -> None:
    assert {row.operation for row in scenario_plan().scenario_changes} == set(Operation)


@EVERY_LANGUAGE
@pytest.mark.parametrize("unit", ["kr", "mnkr"])
def test_scenarios_come_back_the_same_from_the_workbook(unit: str, language: Language) -> None:
    plan = scenario_plan(unit)
    read, _ = read_workbook_with_issues(workbook_bytes(plan, language=language))
    assert read == plan
    assert document_hash(read) == document_hash(plan)


def test_scenarios_come_back_the_same_from_json() -> None:
    plan = scenario_plan()
    assert from_json(json.dumps(to_document(plan)))[0] == plan


def test_years_beside_the_axis_keep_their_columns() -> None:
    document = scenario_document()
    document["settings"]["price_year"] = 2023
    change = {"operation": "set", "field": "settings.inflation", "by_year": {"2023": 0.03}}
    document["scenario_changes"].append({"id": "pris", "scenario": "allt", **change})
    plan = read_document(document)[0]
    assert read_workbook(workbook_bytes(plan)) == plan


@EVERY_LANGUAGE
def test_every_field_has_words_of_its_own_that_are_read_back(language: Language) -> None:
    words = [field_text(address, language) for address in addressable_fields()]
    assert len({word.casefold() for word in words}) == len(words)
    assert [field_from_text(f"  {word.upper()} ") for word in words] == list(addressable_fields())
    assert [field_from_text(address) for address in addressable_fields()] == list(addressable_fields())


def test_a_cell_shows_words_and_numbers_in_the_unit_of_the_field() -> None:
    sheet = opened(scenario_plan())["Scenarioändringar"]

    def shown(identity: str, key: str) -> object:
        return cell(sheet, number_of(identity), key).value

    assert shown("allt-1", "field") == "Investeringar: Belopp"
    assert shown("allt-1", "number") == 2.5
    assert shown("allt-3", "number") == 0.0125
    assert cell(sheet, number_of("allt-3"), "number").number_format.endswith("%")
    assert shown("allt-4", "y2030") == 900.5
    assert shown("allt-5", "y2029") == -0.061
    assert shown("allt-8", "number") == 25
    assert shown("allt-9", "text") == "-"
    assert shown("allt-10", "text") == "Kommunalt bolag; Nämnd/förvaltning"
    assert shown("allt-11", "text") == "bostad 25\xa0%; tn 75\xa0%"
    assert shown("allt-13", "text") == "12,5\xa0%; 100\xa0%"
    assert shown("allt-14", "text") == "Pågående"
    assert shown("allt-15", "text") == "Nej"


@pytest.mark.parametrize(
    ("number", "expected"), [(2.5, 2_500_000), ("2,5", 2_500_000), ("750 tkr", 750_000), ("1200 kr", 1_200)]
)
def test_an_amount_is_read_in_the_unit_of_the_sheet(number: object, expected: float) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Scenarioändringar"], number_of("allt-1"), "number").value = number

    assert change_of(read_workbook(changed(change)), "allt-1").number == expected


@pytest.mark.parametrize(
    ("value", "shown_as", "expected"),
    [
        (1, "General", 0.01),
        (6, "General", 0.06),
        (0.5, "0.00", 0.005),
        ("1", "General", 0.01),
        ("6 %", "General", 0.06),
        (0.06, "0%", 0.06),
        (0.06, "0.0 %;[Red]-0.0 %", 0.06),
        (6, '0.0" %"', 0.06),
        ("=3+3", "General", None),
    ],
)
def test_a_bare_number_for_a_rate_is_percent(value: object, shown_as: str, expected: float | None) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for identity, key in (("allt-3", "number"), ("allt-6", "y2027")):
            place = cell(book["Scenarioändringar"], number_of(identity), key)
            place.value, place.number_format = value, shown_as

    if expected is None:  # a formula without a stored value is no number
        assert {issue.code for issue in refused(changed(change))} == {"FM-W111"}
        return
    plan, issues = read_workbook_with_issues(changed(change))
    # A bare number below 1 may have been meant as a fraction: that it is not is told.
    told = [issue for issue in issues if issue.code == "FM-W136"]
    assert len(told) == (2 if (value, shown_as) == (0.5, "0.00") else 0)
    assert not told or "0,5 läses som 0,5 procent" in render(told[0], "sv")
    assert change_of(plan, "allt-3").number == expected
    assert dict(change_of(plan, "allt-6").by_year) == {2027: expected}
    # A factor is a plain factor whatever it multiplies.
    assert change_of(plan, "allt-2").factor == 1.2


def test_a_rate_on_the_sheet_of_yearly_values_is_percent_too() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Årsvärden"]
        rows = [row for row in sheet.iter_rows() if row[0].value == "settings.inflation/"]
        (found,) = (item for item in rows[0] if item.value == 0.015)
        found.value, found.number_format = 2, "General"

    assert read_workbook(changed(change)).settings.inflation.by_year == {2027: 0.02}


def test_the_unit_of_the_sheet_is_for_money_only() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Scenarioändringar"]
        for key in ("number", "y2029", "y2030"):
            cell(sheet, -1, key).value = "tkr"
        cell(sheet, number_of("allt-3"), "number").value = "1,5 %"

    plan = read_workbook(changed(change))
    assert change_of(plan, "allt-1").number == 2_500
    assert change_of(plan, "allt-3").number == 0.015
    assert dict(change_of(plan, "allt-4").by_year) == {2030: 900.5}
    assert dict(change_of(plan, "allt-5").by_year) == {2029: -61}
    assert change_of(plan, "allt-8").number == 25


@pytest.mark.parametrize(
    ("identity", "text", "expected"),
    [
        ("allt-15", "JA", "true"),
        ("allt-15", "No", "false"),
        ("allt-14", "Ongoing", "ongoing"),
        ("allt-14", "beslutad", "decided"),
        ("allt-10", "Kommunalt bolag", "company"),
        ("allt-11", "tn 100 %", "tn=1"),
        ("allt-12", "tn", "tn=1"),
        ("allt-13", "50 %; 100%", "0.5; 1"),
        ("allt-13", "0.5; 1", "0.5; 1"),
    ],
)
def test_a_text_is_read_from_words_of_either_language(identity: str, text: str, expected: str) -> None:
    spec = spec_at(change_of(scenario_plan(), identity).field)
    assert spec is not None
    assert neutral_text(text, spec) == expected


def test_a_text_in_a_cell_is_read_by_the_field_of_its_row() -> None:
    typed = {"allt-10": "Municipal company", "allt-12": "tn", "allt-14": "Decided", "allt-15": True}

    def change(book: openpyxl.Workbook) -> None:
        for identity, text in typed.items():
            cell(book["Scenarioändringar"], number_of(identity), "text").value = text

    plan = read_workbook(changed(change))
    assert [change_of(plan, identity).text for identity in typed] == ["company", "tn=1", "decided", "true"]


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("fund_running_cost", "TRUE"),
        ("capex_split", "tn=1.0"),
        ("capex_split", "tn=0.5"),
        ("capex_split", "tn=0.50;bostad=0.50"),
        ("ramp", "0.50; 1"),
        ("ramp", "-"),
        ("owner", "ja"),
        ("description", "actions.opex_change"),
    ],
)
def test_a_text_that_its_words_would_change_is_shown_as_it_is(field: str, text: str, language: Language) -> None:
    spec = spec_at(f"actions.{field}")
    assert spec is not None
    assert shown_text(text, f"actions.{field}", language) == text
    assert neutral_text(text, spec) == text


@pytest.mark.parametrize(
    ("identity", "key", "value", "code"),
    [
        ("allt-1", "field", "Investeringar: Belop", "FM-C103"),
        ("allt-14", "text", "Pågåend", "FM-W113"),
        ("allt-13", "text", "hälften", "FM-C114"),
        ("allt-15", "text", "kanske", "FM-C114"),
        ("allt-1", "number", "mycket", "FM-W112"),
        ("allt-1", "factor", 2, "FM-C105"),
        ("allt-1", "rows", "sol-9", "FM-C106"),
        ("allt-2", "scenario", "alt", "FM-M111"),
        ("allt-18", "years", 50, "FM-C112"),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(identity: str, key: str, value: object, code: str) -> None:
    places = []
    title = "Scenarioändringar"

    def change(book: openpyxl.Workbook) -> None:
        place = cell(book[title], number_of(identity), key)
        place.value = value
        places.append(place.coordinate)

    issues = refused(changed(change))
    assert [(issue.code, issue.where.sheet, issue.where.cell) for issue in issues] == [(code, title, places[0])]
    assert f"{title}!{places[0]}" in render(issues[0], "sv")


def test_a_wrong_field_is_answered_with_the_nearest_in_words() -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Scenarioändringar"], number_of("allt-1"), "field").value = "Investeringar: Belop"

    (issue,) = refused(changed(change))
    assert issue.params["nearest"] == "Investeringar: Belopp"


def test_a_row_is_found_by_its_name_too() -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Scenarioändringar"], number_of("allt-8"), "rows").value = "Grönt lån"
        cell(book["Scenarioändringar"], number_of("allt-8"), "scenario").value = "Allt"

    assert read_workbook(changed(change)) == scenario_plan()


def test_each_scenario_has_a_sheet_for_its_mixes() -> None:
    book = opened(scenario_plan())
    titles = [sheet.title for sheet in book if sheet["A1"].value == "finmodel/scenario_funding"]
    assert titles == ["Mix Endast beslutat kommunens b", "Mix Allt"]
    assert [cell(book["Mix Allt"], row, "scenario").value for row in (1, 2, 3)] == ["allt"] * 3
    assert [item.value for item in book["Mix Allt"][1]][:3] == ["finmodel/scenario_funding", "id", "scenario"]
    links = {item.hyperlink.location for row in book["Läs mig först"].iter_rows() for item in row if item.hyperlink}
    assert {f"'{title}'!B2" for title in titles} <= links


def test_without_mixes_there_is_one_empty_sheet() -> None:
    book = opened(small_plan(), "en")
    assert [s.title for s in book if s["A1"].value == "finmodel/scenario_funding"] == ["Scenario mixes"]


def test_the_column_decides_which_scenario_a_mix_belongs_to_not_the_sheet() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Mix Allt"]
        sheet.title = "Vad som helst"
        cell(sheet, 3, "scenario").value = "sent"

    rows = {row.id: row.scenario for row in read_workbook(changed(change)).scenario_funding}
    assert rows == {"m1": "beslutat", "m2": "allt", "m3": "allt", "m4": "sent"}


def test_a_problem_with_a_mix_names_its_own_sheet() -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Mix Allt"], 1, "source").value = "klov"

    (issue,) = refused(changed(change))
    assert (issue.code, issue.where.sheet) == ("FM-M111", "Mix Allt")


def test_names_of_sheets_are_possible_and_differ() -> None:
    names = ["[]:*?/\\'", "A" * 40, "a" * 40, "🌱" * 20, "A" * 40, "'", "x\u202ey"]
    document = scenario_document()
    document["scenarios"] = [{"id": f"s{n}", "name": name} for n, name in enumerate(names)]
    document["scenario_changes"] = []
    document["scenario_funding"] = [
        {"id": f"m{n}", "scenario": f"s{n}", "source": "ram", "position": 1, "rest": True} for n in range(len(names))
    ]
    plan = read_document(document)[0]
    titles = [sheet.title for sheet in mix_sheets(plan, "sv")]
    assert len({title.casefold() for title in titles}) == len(names)
    assert all(len(title.encode("utf-16-le")) <= 62 and not set(title) & set("[]:*?/\\'\u202e") for title in titles)
    assert titles[0] == "Mix s0"
    assert titles[2].endswith(" 2")
    assert titles[4].endswith(" 3")
    assert read_workbook(workbook_bytes(plan)) == plan


def test_fields_are_offered_in_a_list() -> None:
    book = opened(scenario_plan())
    sheet = book["Scenarioändringar"]
    column = cell(sheet, 1, "field").column_letter
    sources = {
        rule.formula1: [str(area) for area in rule.sqref.ranges] for rule in sheet.data_validations.dataValidation
    }
    assert any(area.startswith(column) for area in sources["list_fields"])
    words = {row[0].value for row in _column(book["_lists"], "list_fields")}
    assert words == {field_text(address, "sv") for address in addressable_fields()}
    assert all(source is None or "None" not in source for source in sources)


def _column(sheet: Any, name: str) -> list[Any]:
    column = next(item.column for item in sheet[1] if item.value == name)
    return [(row[column - 1],) for row in sheet.iter_rows(min_row=2) if row[column - 1].value is not None]
