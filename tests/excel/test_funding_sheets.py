"""Sources, mixes, frames, rents, ordinary budget and adopted plan in the workbook: there and back, and typed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest

from finmodel.errors import InputError, Issue, Severity
from finmodel.excel.layout import SHEETS
from finmodel.excel.reader import read_workbook, read_workbook_with_issues
from finmodel.excel.template import new_plan
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language, t
from finmodel.i18n.issues import render
from finmodel.model.changes import differences
from tests.excel.workbooks import cell, funding_plan

NEW_TABLES = ("sources", "funding", "frames", "internal_rents", "ordinary_budget", "adopted_plan")
SOURCES, MIX, BUDGET = "Finansieringskällor", "Finansieringsmix", "Ordinarie budget"


@cache
def written() -> bytes:
    return workbook_bytes(funding_plan())


def changed(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed(sheet: str, row: int, key: str, value: object) -> bytes:
    return changed(lambda book: setattr(cell(book[sheet], row, key), "value", value))


def problems(data: bytes) -> list[Issue]:
    with pytest.raises(InputError) as caught:
        read_workbook_with_issues(data)
    found = [issue for issue in caught.value.issues if issue.severity is Severity.ERROR]
    for issue in found:
        assert "{" not in render(issue, "sv") + render(issue, "en")
    return found


@cache
def place(sheet: str, row: int, key: str) -> str:
    return str(cell(openpyxl.load_workbook(io.BytesIO(written()))[sheet], row, key).coordinate)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_comes_back_the_same(language: Language) -> None:
    plan = funding_plan()
    read, issues = read_workbook_with_issues(workbook_bytes(plan, language=language))
    assert differences(plan, read) == ()
    assert (read, issues) == (plan, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_workbook_has_the_sheets_with_headings_and_help_and_no_rows(language: Language) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(new_plan(2027, language=language), language=language)))
    for table in NEW_TABLES:
        sheet = book[t(f"table.{table}.title", language)]
        assert cell(sheet, 0, "id").value == t(f"field.{table}.id.label", language)
        assert cell(sheet, -2, "notes").value == t(f"field.{table}.notes.help", language)
        assert [row for row in sheet.iter_rows(min_row=6, values_only=True) if any(row)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_a_sheet_have_the_same_heading(language: Language) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(funding_plan(), language=language)))
    for table in SHEETS:
        labels = [str(item.value).casefold() for item in book[t(f"table.{table}.title", language)][5] if item.value]
        assert len(labels) == len(set(labels)), table


class TestSeveralInOneCell:
    @pytest.mark.parametrize(
        ("value", "sectors"),
        [
            ("transport; energi", ("energi", "transport")),
            ("energi\ntransport", ("energi", "transport")),
            ("transport, energi", ("energi", "transport")),
            ("  energi ;; ", ("energi",)),
            ("ENERGI", ("energi",)),
            ("Transporter, till land; Energi", ("energi", "transport")),
            ("energi; energi", ("energi",)),
            ("energi; Energi", ("energi",)),
            (" ; ", ()),
            (None, ()),
        ],
    )
    def test_references(self, value: str | None, sectors: tuple[str, ...]) -> None:
        assert read_workbook(typed(SOURCES, 2, "eligible_sectors", value)).sources[1].eligible_sectors == sectors

    @pytest.mark.parametrize(
        ("value", "kinds"),
        [
            ("Kommunalt bolag; Nämnd/förvaltning", ("committee", "company")),
            ("company, Committee/department", ("committee", "company")),
            ("kommunalt bolag; Municipal company", ("company",)),
            ("Staten", ("state",)),
            (None, ()),
        ],
    )
    def test_choices(self, value: str | None, kinds: tuple[str, ...]) -> None:
        assert read_workbook(typed(SOURCES, 2, "eligible_owner_kinds", value)).sources[1].eligible_owner_kinds == kinds

    @pytest.mark.parametrize(
        ("value", "code", "params"),
        [
            ("transprt; energi", "FM-M111", {"value": "transprt", "nearest": "transport"}),
            ("energi, transprt", "FM-M111", {"value": "transprt", "nearest": "transport"}),
            ("Transporter pa land", "FM-M106", {"value": "Transporter pa land"}),
            ("energi; =1+1", "FM-M106", {"value": "=1+1"}),
            ("=HYPERLINK(1)", "FM-W111", {"formula": "=HYPERLINK(1)"}),
            ("energi; <b>transport</b>", "FM-M106", {"value": "<b>transport</b>"}),
            ("energi; ../../etc", "FM-M106", {"value": "../../etc"}),
            ("energi; " + "x" * 65, "FM-M132", {"length": 65}),
            (True, "FM-M111", {"value": "TRUE"}),
            (7, "FM-M111", {"value": "7"}),
        ],
    )
    def test_what_is_no_id_is_named(self, value: object, code: str, params: dict[str, Any]) -> None:
        found = problems(typed(SOURCES, 2, "eligible_sectors", value))
        assert {issue.where.cell for issue in found} == {place(SOURCES, 2, "eligible_sectors")}
        assert {issue.code for issue in found} - {"FM-M111"} == {code} - {"FM-M111"}
        issue = next(issue for issue in found if issue.code == code)
        assert params.items() <= dict(issue.params).items()

    def test_a_formula_that_is_only_text_is_an_id_that_is_not(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            target = cell(book[SOURCES], 2, "eligible_sectors")
            target.value = "=cmd|'/c calc'!A1"
            target.data_type = "s"

        found = {issue.code: issue.params["value"] for issue in problems(changed(change))}
        assert found["FM-M106"] == "=cmd|'/c calc'!A1"

    def test_every_unknown_id_is_named(self) -> None:
        found = problems(typed(SOURCES, 2, "eligible_sectors", "transprt; enrgi"))
        assert [(issue.code, issue.params["nearest"]) for issue in found] == [
            *(("FM-M111", "Energi"), ("FM-M111", "transport")),
        ]

    def test_an_unknown_id_is_named_also_where_the_row_is_wrong_in_itself(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            cell(book[SOURCES], 2, "eligible_sectors").value = "transprt; energi"
            cell(book[SOURCES], 2, "share").value = 1.5

        assert sorted(issue.code for issue in problems(changed(change))) == ["FM-M104", "FM-M111"]

    def test_every_unknown_choice_is_named(self) -> None:
        found = problems(typed(SOURCES, 2, "eligible_owner_kinds", "Kommunalt bolg; Staten; Kungen"))
        assert [(issue.code, issue.params["value"]) for issue in found] == [
            *(("FM-W113", "Kommunalt bolg"), ("FM-W113", "Kungen")),
        ]
        assert found[0].params["nearest"] == "Kommunalt bolag"

    def test_the_list_shows_what_there_is_and_lets_several_be_typed(self) -> None:
        sheet = openpyxl.load_workbook(io.BytesIO(written()))[SOURCES]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for key, source in (("eligible_sectors", "ids_sectors"), ("eligible_owner_kinds", "list_OrganisationKind")):
            letter = place(SOURCES, 2, key).rstrip("0123456789")
            (rule,) = (rule for area, rule in rules.items() if area.startswith(f"{letter}6:"))
            assert (rule.type, rule.formula1, bool(rule.showErrorMessage)) == ("list", source, False)


class TestUnits:
    @pytest.mark.parametrize(
        ("value", "kg"),
        [("0,5 kg CO2e/kr", 0.5), ("500 g/kr", 0.5), ("2 ton/mnkr", 0.002), (0.25, 0.25), ("0,25", 0.25)],
    )
    def test_emissions_per_money(self, value: object, kg: float) -> None:
        assert read_workbook(typed(SOURCES, 2, "minimum_kg_per_krona", value)).sources[1].minimum_kg_per_krona == kg

    @pytest.mark.parametrize(("value", "money"), [("62 tkr/invånare", 62000), ("62 000 kr per inv.", 62000), (5, 5)])
    def test_money_per_inhabitant(self, value: object, money: float) -> None:
        plan = read_workbook(typed(BUDGET, 1, "debt_per_inhabitant_ceiling", value))
        assert plan.ordinary_budget[0].debt_per_inhabitant_ceiling == money

    @pytest.mark.parametrize(
        ("sheet", "row", "key", "value", "code"),
        [
            (SOURCES, 2, "minimum_kg_per_krona", "5 kg", "FM-W112"),
            (SOURCES, 2, "minimum_kg_per_krona", "0,1 kg/EUR", "FM-W117"),
            (SOURCES, 2, "minimum_kg_per_krona", -1, "FM-M104"),
            (BUDGET, 1, "debt_per_inhabitant_ceiling", "62 kr", "FM-W112"),
            (BUDGET, 1, "debt_per_inhabitant_ceiling", "5 k€/inv", "FM-W117"),
            (BUDGET, 1, "population", "48 123,5", "FM-W116"),
            (BUDGET, 1, "population", 0, "FM-M104"),
            (SOURCES, 3, "term_years", 0, "FM-M104"),
            ("Ramar", 1, "y2027", -1, "FM-M104"),
            (SOURCES, 2, "kind", "Lotteri", "FM-W113"),
            (MIX, 1, "source", "klivet", "FM-M111"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, sheet: str, row: int, key: str, value: object, code: str) -> None:
        found = problems(typed(sheet, row, key, value))
        assert [(issue.code, issue.where.cell) for issue in found] == [(code, place(sheet, row, key))]

    @pytest.mark.parametrize(
        ("sheet", "key", "unit", "read"),
        [
            (SOURCES, "minimum_kg_per_krona", "g/kr", lambda plan: plan.sources[1].minimum_kg_per_krona == 5e-7),
            (SOURCES, "cap_total", "tkr", lambda plan: plan.sources[1].cap_total == 4_000),
            (SOURCES, "cap_per_year", "kr/år", lambda plan: plan.sources[1].cap_per_year.value == 2),
            (BUDGET, "debt_per_inhabitant_ceiling", "tkr/invånare",
             lambda plan: plan.ordinary_budget[0].debt_per_inhabitant_ceiling == 62e6),
            (MIX, "y2026", "tkr", lambda plan: plan.funding[1].by_year == {2026: 300}),
        ],
    )  # fmt: skip
    def test_the_unit_row_decides_the_size(self, sheet: str, key: str, unit: str, read: Callable[[Any], bool]) -> None:
        assert read(read_workbook(typed(sheet, -1, key, unit)))

    def test_units_stand_above_the_columns(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(written()))
        assert cell(book[SOURCES], -1, "minimum_kg_per_krona").value == "kg CO2e/kr"
        assert cell(book[BUDGET], -1, "debt_per_inhabitant_ceiling").value == "kr/invånare"
        assert cell(book[BUDGET], -1, "loan_debt").value == "mnkr"
        assert cell(book[SOURCES], -1, "interest_rate").value == "%"


@pytest.mark.parametrize(
    ("value", "activation"),
    [("2028", "2028"), (2028, "2028"), ("2028-07", "2028-07"), (None, "")],
)
def test_activation_is_a_year_or_a_month(value: object, activation: str) -> None:
    assert read_workbook(typed("Åtgärder", 1, "activation", value)).actions[0].activation == activation


def test_an_activation_on_a_day_is_refused_but_the_first_of_a_month() -> None:
    plan = read_workbook(typed("Åtgärder", 1, "activation", dt.datetime(2028, 7, 1)))  # noqa: DTZ001
    assert plan.actions[0].activation == "2028-07-01"
    (issue,) = problems(typed("Åtgärder", 1, "activation", dt.datetime(2028, 7, 2)))  # noqa: DTZ001
    assert (issue.code, issue.where.cell) == ("FM-M205", place("Åtgärder", 1, "activation"))


@pytest.mark.parametrize("table", NEW_TABLES)
def test_a_row_without_an_id_gets_one(table: str) -> None:
    title = t(f"table.{table}.title", "sv")

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[title]
        sheet["A6"] = None
        cell(sheet, 1, "id").value = None

    try:
        issues: tuple[Issue, ...] = read_workbook_with_issues(changed(change))[1]
    except InputError as error:  # somebody refers to the row by the id that it had
        issues = error.issues
    assert [issue.where.table for issue in issues if issue.code == "FM-W121"] == [table]
    assert {issue.code for issue in issues if issue.code.startswith("FM-W")} <= {"FM-W121", "FM-W128"}


def test_a_copied_entry_is_a_new_one() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book[MIX]
        for (source,) in sheet.iter_cols(min_row=8, max_row=8):
            sheet.cell(12, source.column or 1).value = source.value
        for key, value in (("action", "sol"), ("certainty", None)):
            cell(sheet, 7, key).value = value

    plan = read_workbook(changed(change))
    assert [(row.id, row.action, row.rest) for row in plan.funding if row.source == "lån"] == [
        *(("led-rest", "led", True), ("bolag", None, False), ("led-rest-2", "sol", True)),
    ]
