"""Inventory, population, reference paths and targets in the workbook: there and back, as people type, named by cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest

from finmodel.excel.reader import read_workbook, read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language
from finmodel.i18n.issues import render
from finmodel.model.changes import differences
from tests.excel.emission_plans import emission_plan
from tests.excel.workbooks import cell, refused

INVENTORY, PEOPLE, PATHS, TARGETS = "Utsläppsinventering", "Befolkning", "Referensbanor", "Klimatmål"
M30, M45, K35, RATE, T40, BUDGET = range(1, 7)


@cache
def written() -> bytes:
    return workbook_bytes(emission_plan())


def typed(*cells: tuple[str, int, str, object]) -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        for sheet, row, key, value in cells:
            cell(book[sheet], row, key).value = value

    return changed(change)


def changed(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def opened() -> openpyxl.Workbook:
    """The workbook as it was written; nobody changes it."""
    return openpyxl.load_workbook(io.BytesIO(written()))


def place(sheet: str, row: int, key: str) -> str:
    return str(cell(opened()[sheet], row, key).coordinate)


def rule(sheet: str, key: str) -> object:
    letter = str(cell(opened()[sheet], 1, key).column_letter)
    rules = opened()[sheet].data_validations.dataValidation
    (found,) = (each for each in rules if str(each.sqref).split(":")[0].rstrip("6") == letter)
    return found.formula1


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_comes_back_the_same(language: Language) -> None:
    read, issues = read_workbook_with_issues(workbook_bytes(emission_plan(), language=language))
    assert differences(emission_plan(), read) == ()
    assert read == emission_plan()
    assert issues == ()


@pytest.mark.parametrize(
    ("sheet", "key", "source"),
    [
        (INVENTORY, "perspective", "list_EmissionPerspective"),
        (INVENTORY, "gas", "list_Gas"),
        (INVENTORY, "sector", "ids_sectors"),
        (INVENTORY, "scope", "list_Scope"),
        (PATHS, "kind", "list_BaselineKind"),
        (TARGETS, "kind", "list_TargetKind"),
        (TARGETS, "path", "list_TargetPath"),
        ("Åtgärder", "effect_on", "list_EmissionPerspective"),
        ("Åtgärder", "for_climate", "list_flag"),
    ],
)
def test_what_there_is_to_choose_is_offered(sheet: str, key: str, source: str) -> None:
    assert rule(sheet, key) == source


def test_the_unit_names_no_gas_where_the_row_does() -> None:
    units = {
        (sheet, key): cell(opened()[sheet], -1, key).value
        for sheet, key in (
            *((INVENTORY, "tonnes"), (PATHS, "tonnes"), (TARGETS, "tonnes"), (TARGETS, "tonnes_per_inhabitant")),
            *((TARGETS, "reduction"), ("Åtgärder", "upfront_tonnes")),
        )
    }
    assert list(units.values()) == ["ton/år", "ton/år", "ton", "ton/invånare", "%", "ton CO2e"]


@pytest.mark.parametrize(
    ("value", "tonnes"), [("3,5 ton per person", 3.5), ("900 kg CO2e/inv. och år", 0.9), ("2", 2.0)]
)
def test_tonnes_per_inhabitant_are_read_as_people_type_them(value: object, tonnes: float) -> None:
    read = read_workbook(typed((TARGETS, K35, "tonnes_per_inhabitant", value)))
    assert {row.id: row.tonnes_per_inhabitant for row in read.targets}["k35"] == tonnes


def test_a_unit_row_may_say_kilograms_per_inhabitant_and_kilotonnes() -> None:
    read = read_workbook(typed((TARGETS, -1, "tonnes_per_inhabitant", "kg/inv"), (INVENTORY, -1, "tonnes", "kton/år")))
    assert read.targets[K35 - 1].tonnes_per_inhabitant == 0.00325
    assert read.emissions[0].tonnes == 900_000_000


def test_choices_shares_and_names_are_read_as_people_write_them() -> None:
    read = read_workbook(
        typed(
            ("Åtgärder", 2, "effect_on", "konsumtionsbaserade utsläpp, territorial"),
            (INVENTORY, 1, "gas", "CO2E"),
            (INVENTORY, 8, "sector", "Transporter"),
            (PATHS, 2, "carrier_split", "diesel 70 %; el 30 %"),
            (TARGETS, M30, "reduction", "82,5 %"),
        )
    )
    assert read.actions[1].effect_on == ("consumption", "territorial")
    assert (read.emissions[0].gas, read.emissions[7].sector) == ("co2e", "transport")
    assert dict(read.baselines[1].carrier_split) == {"diesel": 0.7, "el": 0.3}
    assert read.targets[0].reduction == 0.825


def test_a_path_of_stated_years_stands_on_the_sheet_of_yearly_values() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Årsvärden"]
        rows = {str(sheet.cell(row, 2).value): row - 5 for row in range(6, sheet.max_row + 1)}
        row = rows["Referensbana: angivna ton"]
        assert (cell(sheet, row, "id").value, cell(sheet, row, "unit").value) == ("ref-k", "ton/år")
        cell(sheet, row, "y2035").value = "310 kton"

    tonnes = next(row.tonnes for row in read_workbook(changed(change)).baselines if row.id == "ref-k")
    assert tonnes is not None
    assert dict(tonnes.by_year) == {2030: 400_000.25, 2035: 310_000, 2040: 350_000}
    assert tonnes.value == 300_000


MISFITS: list[list[tuple[str, int, str, object, str]]] = [
    [
        (TARGETS, M30, "year", 2022, "FM-E101"),
        (TARGETS, M45, "path", "Lika stor andel varje år", "FM-E106"),
        (TARGETS, K35, "tonnes_per_inhabitant", "3 ton", "FM-W112"),
        (TARGETS, T40, "sector", "Skog", "FM-M111"),
        (TARGETS, BUDGET, "used_until", None, "FM-E122"),
        (INVENTORY, 2, "year", 1990, "FM-E109"),
        (INVENTORY, 3, "gas", "Metan", "FM-W113"),
        (PEOPLE, 2, "year", 2022, "FM-E117"),
        (PATHS, 2, "carrier_split", "ved 100 %", "FM-M111"),
        (PATHS, 4, "yearly_cut", None, "FM-E113"),
    ],
    [
        (TARGETS, M30, "reduction", None, "FM-E102"),
        (TARGETS, RATE, "reduction", 1.2, "FM-M104"),
        (INVENTORY, 2, "tonnes", -1, "FM-M104"),
        (INVENTORY, 3, "tonnes", "3 t/inv", "FM-W112"),
        (PEOPLE, 2, "inhabitants", 0, "FM-M104"),
    ],
]


@pytest.mark.parametrize("misfits", MISFITS)
def test_what_is_wrong_is_named_by_its_cell(misfits: list[tuple[str, int, str, object, str]]) -> None:
    issues = refused(typed(*(misfit[:4] for misfit in misfits)))
    found = {(issue.code, issue.where.sheet, issue.where.cell) for issue in issues if issue.severity == "error"}
    assert found == {(code, sheet, place(sheet, row, key)) for sheet, row, key, _, code in misfits}


def test_a_target_that_cannot_be_measured_is_warned_of_by_its_cell() -> None:
    cells: list[tuple[str, int, str, object, str]] = [
        (TARGETS, M30, "base_year", 2005, "FM-E104"),
        (TARGETS, RATE, "gas", "CO2e (alla gaser)", "FM-E105"),
        (TARGETS, BUDGET, "tonnes", 500_000, "FM-E108"),
        (TARGETS, K35, "year", 2044, "FM-E119"),
        (TARGETS, M45, "year", 2050, "FM-E126"),
    ]
    issues = read_workbook_with_issues(typed(*(each[:4] for each in cells)))[1]
    found = {(issue.code, issue.where.cell) for issue in issues}
    assert found == {(code, place(sheet, row, key)) for sheet, row, key, _, code in cells}


def test_all_problems_come_at_once_and_a_percentage_is_shown_as_it_was_typed() -> None:
    issues = refused(
        typed(
            (TARGETS, M30, "reduction", "120 %"),
            (TARGETS, M45, "year", 1980),
            (TARGETS, T40, "tonnes", None),
            (INVENTORY, 1, "tonnes", "många"),
            (PATHS, 3, "kind", "Fast årlig takt"),
        )
    )
    assert {issue.code for issue in issues} >= {"FM-M104", "FM-E101", "FM-E102", "FM-W112", "FM-E113"}
    (bounds,) = (issue for issue in issues if issue.code == "FM-M104")
    assert "120 % ligger utanför" in render(bounds, "sv").replace("\N{NO-BREAK SPACE}", " ")


def test_a_cell_that_cannot_be_read_is_the_only_problem_of_its_row() -> None:
    issues = refused(typed((TARGETS, M30, "reduction", "mycket"), (TARGETS, K35, "year", "snart")))
    assert [issue.code for issue in issues] == ["FM-W112", "FM-W112"]
