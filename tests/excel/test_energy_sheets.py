"""Carriers, pools, energy changes and parameters in the workbook: there and back, typed as people type, and marked."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.analysis.evaluate import evaluate
from finmodel.errors import InputError, Issue, Severity
from finmodel.excel.layout import SHEETS, yearly_fields
from finmodel.excel.reader import read_workbook, read_workbook_with_issues
from finmodel.excel.texts import choice_text
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language, t
from finmodel.model.changes import differences
from finmodel.model.document import read_document
from finmodel.model.enums import ParameterStatus
from finmodel.model.plan import Plan
from tests.excel.workbooks import cell, energy_document, energy_plan


@cache
def written() -> bytes:
    return workbook_bytes(energy_plan())


def changed(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def carrier(plan: Plan, name: str) -> Any:
    return next(row for row in plan.carriers if row.id == name)


def problems(data: bytes) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        read_workbook_with_issues(data)
    return [issue for issue in caught.value.issues if issue.severity is Severity.ERROR]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_everything_comes_back_the_same(language: Language, perspective: str) -> None:
    plan = energy_plan()
    data = workbook_bytes(plan, language=language, results=evaluate(plan, perspective))
    read, issues = read_workbook_with_issues(data)
    assert differences(plan, read) == ()
    assert read == plan
    assert {"FM-M150", "FM-M151", "FM-M152", "FM-M158"} <= {issue.code for issue in issues}


def test_sheets_stand_in_the_order_that_an_officer_meets_them() -> None:
    assert (
        *("settings", "organisations", "sectors", "price_categories", "carriers", "pools"),
        *("emissions", "population", "baselines", "targets"),
        *("actions", "investments", "energy_changes", "yearly_values"),
        *("benefits", "sources", "funding", "frames", "internal_rents", "ordinary_budget", "adopted_plan"),
        *("risks", "evidence", "parameters"),
        *("scenarios", "scenario_changes", "scenario_funding"),
    ) == SHEETS


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("price", "0,9 kr/kWh", 0.9),
        ("price", "90 öre/kWh", 0.9),
        ("price", "450 kr/MWh", 0.45),
        ("price", 1.25, 1.25),
        ("price", "-5 öre/kWh", -0.05),
        ("emission_factor", "120 g/kWh", 0.12),
        ("emission_factor", "0,12 kg CO2e/kWh", 0.12),
        ("emission_factor", "93 kg/MWh", 0.093),
        ("emission_factor", 0, 0.0),
        ("carbon_price", "1,2 tkr/ton", 1200.0),
    ],
)
def test_prices_and_factors_are_read_as_people_type_them(key: str, typed: str | float, value: float) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Energibärare"], 2, key).value = typed

    assert getattr(carrier(read_workbook(changed(change)), "diesel"), key).value == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1,2 GWh", 1_200_000.0), ("-350 MWh/år", -350_000.0), ("5 kWh per år", 5.0), (-1200, -1200.0), ("1 200", 1200.0)],
)
def test_energy_is_read_as_people_type_it(typed: str | float, value: float) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Energiförändringar"], 1, "kwh").value = typed

    assert read_workbook(changed(change)).energy_changes[0].kwh.value == value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sheet", "row", "key", "typed", "code", "reason"),
    [
        ("Energibärare", 2, "price", "0,9", None, None),
        ("Energibärare", 2, "price", "0,9 kr", "FM-W112", "unit_not_allowed"),
        ("Energibärare", 2, "price", "0,9 dollar/kWh", "FM-W112", "unknown_unit"),
        ("Energibärare", 2, "price", "0,09 EUR/kWh", "FM-W117", None),
        ("Energibärare", 2, "emission_factor", "-0,1", "FM-M104", None),
        ("Energibärare", 2, "emission_factor", "0,1 kr/kWh", "FM-W112", "unit_not_allowed"),
        ("Energibärare", 2, "carbon_price", "-5", "FM-M104", None),
        ("Energiförändringar", 1, "kwh", "12 ton", "FM-W112", "unit_not_allowed"),
        ("Energiförändringar", 1, "kwh", "1,234 GWh", "FM-W112", "ambiguous"),
        ("Energiförändringar", 1, "carrier", "kol", "FM-M111", None),
        ("Åtgärder", 3, "pool", "okänd", "FM-M111", None),
        ("Åtgärder", 3, "pool_share", "120 %", "FM-M104", None),
        ("Investeringar", 3, "asset_type", "Slott", "FM-W113", None),
        ("Parametrar", 1, "status", "Kanske", "FM-W113", None),
    ],
)
def test_bounds_and_units_are_kept(
    sheet: str, row: int, key: str, typed: str, code: str | None, reason: str | None
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book[sheet], row, key).value = typed

    if code is None:
        read_workbook(changed(change))
        return
    found = [issue for issue in problems(changed(change)) if issue.code == code]
    assert [issue.where.cell for issue in found] == [coordinate(sheet, row, key)]
    if reason is not None:
        assert found[0].params["reason"] == reason


def coordinate(sheet: str, row: int, key: str) -> str:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    return str(cell(book[sheet], row, key).coordinate)


class TestUnitRows:
    """The unit above a column and beside a row of yearly values decides its size."""

    def test_megawatt_hours_in_the_unit_row_are_a_thousand(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Energiförändringar"], -1, "kwh").value = "MWh/år"

        read = read_workbook(changed(change))
        assert [row.kwh.value for row in read.energy_changes[:2] if row.kwh] == [-1_234_567_800.0, 400_000_000.0]

    @pytest.mark.parametrize(
        ("sheet", "key", "unit", "factor"),
        [
            ("Energibärare", "price", "öre/kWh", 0.01),
            ("Energibärare", "emission_factor", "g/kWh", 0.001),
            ("Energibärare", "emission_factor", "kg CO2-ekv/kWh", 1),
            ("Energibärare", "emission_factor", None, 1),
        ],
    )
    def test_every_size_of_unit_is_understood(self, sheet: str, key: str, unit: str | None, factor: float) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book[sheet], -1, key).value = unit

        before = getattr(carrier(energy_plan(), "diesel"), key).value
        assert getattr(carrier(read_workbook(changed(change)), "diesel"), key).value == pytest.approx(before * factor)

    @pytest.mark.parametrize("unit", ["kr", "liter", "1 000 kWh/år", "EUR/kWh"])
    def test_a_unit_that_does_not_fit_is_refused(self, unit: str) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book["Energibärare"], -1, "price").value = unit

        found = problems(changed(change))
        assert [(issue.code, issue.params["value"]) for issue in found] == [("FM-W115", unit)]

    def test_a_row_of_yearly_values_has_a_unit_of_its_own(self) -> None:
        def row_of(sheet: Worksheet, label: str) -> int:
            rows = {str(sheet.cell(row, 2).value): row for row in range(6, sheet.max_row + 1)}
            return rows[label] - 5

        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Årsvärden"]
            assert cell(sheet, row_of(sheet, "Energi: ändrad användning"), "unit").value == "kWh/år"
            cell(sheet, row_of(sheet, "Energi: ändrad användning"), "unit").value = "MWh/år"
            cell(sheet, row_of(sheet, "Energibärare: energipris"), "unit").value = "öre/kWh"
            cell(sheet, row_of(sheet, "Utsläppspost: utsläpp"), "unit").value = "kton"

        read = read_workbook(changed(change))
        assert dict(read.energy_changes[1].kwh.by_year) == {2031: 350_000_000.0}  # type: ignore[union-attr]
        assert dict(carrier(read, "el").price.by_year) == {2027: 0.0095}
        assert dict(read.pools[0].tonnes.by_year) == {2030: 3_200_500.0}

    def test_a_yearly_row_in_another_unit_is_refused(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Årsvärden"]
            for row in range(6, sheet.max_row + 1):
                if sheet.cell(row, 2).value == "Energibärare: energipris":
                    sheet.cell(row, 4).value = "kWh"

        assert [issue.code for issue in problems(changed(change))] == ["FM-W115"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_yearly_quantity_is_offered_in_the_list(language: Language) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(energy_plan(), language=language)))
    columns = {
        str(column[0].value): [item.value for item in column[1:] if item.value] for column in book["_lists"].columns
    }
    assert columns["list_quantities"] == [t(f"quantity_label.{item.code}", language) for item in yearly_fields()]
    assert columns["list_ParameterStatus"] == [choice_text(status, language) for status in ParameterStatus]
    assert {"ids_carriers", "ids_pools"} <= set(book.defined_names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_looked_over_shows(language: Language) -> None:
    plan = energy_plan()
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan, language=language, results=evaluate(plan))))
    sheet = book[t("table.parameters.title", language)]
    rules = [rule.formula for area in sheet.conditional_formatting for rule in area.rules]
    marked = [status for status in ParameterStatus if status is not ParameterStatus.SOURCED]
    assert sorted(rules) == sorted([[f'"{choice_text(status, language)}"'] for status in marked])
    area = next(iter(sheet.conditional_formatting)).sqref
    assert cell(sheet, 1, "status").coordinate in area
    guide = {str(item.value): str(beside.value) for _, item, beside in book.worksheets[0].iter_rows(max_col=3)}
    assert guide[choice_text(ParameterStatus.DATED, language)] == "Elpris 2027"
    assert guide[choice_text(ParameterStatus.MISSING, language)] == "Koldioxidvärde"
    summary = {row[0]: row[3] for row in book[t("workbook.result.summary.title", language)].iter_rows(values_only=True)}
    dated = choice_text(ParameterStatus.DATED, language)
    assert summary[t("workbook.result.doubtful", language, status=dated)] == "Elpris 2027"
    results = book[t("workbook.result.parameters.title", language)]
    rows = {row[0]: row for row in results.iter_rows(min_row=6, values_only=True)}
    assert rows["Elpris 2027"][2] == 0.8
    assert "0" in str(rows["Elpris 2027"][-1])
    assert rows["Kalkylränta"][-1] in ("", None)
    assert rows["Koldioxidvärde"][5] == choice_text(ParameterStatus.MISSING, language)


def test_a_plan_with_sound_parameters_has_nothing_to_look_over() -> None:
    document = energy_document()
    document["parameters"] = document["parameters"][:1]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(read_document(document)[0])))
    assert t("workbook.guide.doubtful", "sv") not in {row[1].value for row in book.worksheets[0].iter_rows()}


@pytest.mark.parametrize("where", ["title", "municipality", "action", "parameter"])
@pytest.mark.parametrize("text", ["finmodel/settings", "finmodel/actions"])
def test_no_text_of_the_plan_passes_for_a_sheet_of_it(where: str, text: str) -> None:
    document = deepcopy(energy_document())
    if where in ("title", "municipality"):
        document["settings"][where] = text
    elif where == "action":
        document["actions"][0]["name"] = text
    else:
        document["parameters"][1]["name"] = text
    plan = read_document(document)[0]
    assert read_workbook(workbook_bytes(plan, results=evaluate(plan))) == plan
