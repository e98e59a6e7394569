"""Workbooks: sheets, merged headings, formulas, errors, zeros of number formats, and what a guard refuses."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from finmodel.errors import Issue, Severity, Where
from finmodel.i18n import render
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_read import ReadOptions, propose_mappings
from tests.budget_files import codes, csv_of, money, read, refused, the, xlsx_of

HEAD = ["Typ", "Konto", "Text", "Budget 2026"]


def test_a_workbook_reads_as_the_same_table_in_text() -> None:
    rows: list[list[Any]] = [HEAD, ["I", "403 Byggnad", "Väg", 1234.5], ["D", "501", "Lön", -7]]
    book = read(xlsx_of({"Budget": rows}), unit="tkr")
    text = read(csv_of(rows), unit="tkr")
    assert [(x.kind, x.account, x.text, x.amounts) for x in book.lines] == [
        (x.kind, x.account, x.text, x.amounts) for x in text.lines
    ]
    assert book.lines[0].place == ("budget.csv", "Budget", 2)


def test_codes_are_text_also_where_the_cell_is_a_number() -> None:
    data = xlsx_of(
        {"B": [["Typ", "Ansvar", "Konto", "Budget 2026 kr"], ["D", 510, 4031.0, 1]]}, formats={(1, 1): "0000"}
    )
    (line,) = read(data).lines
    assert (line.responsibility, line.account) == ("0510", "4031")


def test_merged_headings_with_names_beside_their_codes() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Investeringsbudget 2026–2028, tkr"],
        [],
        ["Projekt", None, "Konto", "Budget", "Plan", None, "Totalt"],
        [None, None, None, 2026, 2027, 2028],
        ["P100", "GC-väg Norra", "403", 10, 20.5, None, 30.5],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:B4")
    sheet.merge_cells("E3:F3")
    target = io.BytesIO()
    book.save(target)
    (line,) = (table := read(target.getvalue())).lines
    assert (line.kind, line.project, line.text) == (LineKind.INVESTMENT, "P100", "GC-väg Norra")
    assert money([line]) == [[("budget", 2026, 1_000_000), ("plan", 2027, 2_050_000)]]
    assert table.names["project"] == {"P100": "GC-väg Norra"}


def test_stored_values_of_formulas_count_and_missing_ones_do_not_pass() -> None:
    rows: list[list[Any]] = [HEAD, ["D", "501", "a", "=1+1"], ["D", "501", "b", "=?1+1"], ["D", "501", "c", "#DIV/0!"]]
    rows += [["D", dt.date(2026, 1, 2), "d", dt.date(2026, 1, 1)], ["D", "501", "e", True]]
    dates = dict.fromkeys([(4, 1), (4, 3)], "yyyy-mm-dd")
    issues = refused(xlsx_of({"Budget": rows}, formats=dates), unit="kr")
    assert [(i.code, i.where.sheet, i.where.cell) for i in issues] == [
        ("FM-B133", "Budget", "D3"),
        ("FM-B132", "Budget", "D4"),
        ("FM-B131", "Budget", "D5"),
        ("FM-B138", "Budget", "B5"),
        ("FM-B131", "Budget", "D6"),
    ]


def test_a_formula_without_a_stored_value_is_named() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, ["D", "501", "a", "=B2*2"], ["D", "501", "b", 5]):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    issue = the(refused(target.getvalue(), unit="kr"), "FM-B133")
    assert (issue.where.cell, issue.params["formula"]) == ("D2", "=B2*2")


def test_every_visible_sheet_with_headings_is_read_and_the_others_named() -> None:
    data = xlsx_of(
        {
            "Drift": [HEAD, ["D", "501", "a", 1]],
            "Inv": [HEAD, ["I", "403", "b", 2]],
            "Läs mig": [["Hej"]],
            "Gömd": [HEAD],
        },
        hidden=["Gömd"],
    )
    table = read(data, unit="kr")
    assert [line.place.sheet for line in table.lines] == ["Drift", "Inv"]
    assert the(table.issues, "FM-B125").params["sheets"] == ("Drift", "Inv")
    assert the(table.issues, "FM-B126").params["sheets"] == ("Läs mig", "Gömd")
    mappings, _ = propose_mappings(data)
    only = read(data, mappings=mappings[1:], unit="kr")
    assert [line.text for line in only.lines] == ["b"]
    assert codes(only.issues) == ["FM-B126"]
    assert codes(read(data, mappings=mappings, unit="kr").issues) == ["FM-B125", "FM-B126"]


TKR: list[list[Any]] = [["Belopp i tkr, intäkter anges med minus"], HEAD, ["I", "403", "b", 2]]


def test_a_sheet_without_a_unit_beside_one_in_tkr_is_a_question_that_stops() -> None:
    data = xlsx_of({"Drift": [HEAD, ["D", "501", "a", 1]], "Investering": TKR})
    issue = the(refused(data), "FM-B149")
    assert (issue.where.sheet, dict(issue.params)) == ("Drift", {"columns": ("Budget 2026",), "units": ("tkr",)})
    assert "--unit" in render(issue, "sv")
    for unit, ore in (("kr", 100), ("tkr", 100_000)):
        table = read(data, unit=unit)
        assert [line.amounts[0].ore for line in table.lines] == [ore, 200_000]
        assert ("FM-B158" in codes(table.issues)) is (unit == "kr")
    mappings, _ = propose_mappings(data)
    answered = read(data, mappings=(replace(mappings[0], unit="kr"), mappings[1]))
    assert [line.amounts[0].ore for line in answered.lines] == [100, 200_000]


def test_a_sheets_name_states_the_unit_where_nothing_else_does() -> None:
    assert read(xlsx_of({"Drift (tkr)": [HEAD, ["D", "501", "a", 1]]})).lines[0].amounts[0].ore == 100_000
    assert read(xlsx_of({"Drift (tkr)": [["kr"], HEAD, ["D", "501", "a", 1]]})).lines[0].amounts[0].ore == 100


def test_amounts_with_parts_of_an_ore_are_rounded_and_said() -> None:
    table = read(xlsx_of({"B": [HEAD, ["D", "501", "a", 100 / 3], ["D", "501", "b", 1]]}), unit="kr")
    assert table.total(Sort.BUDGET, 2026) == 3_433
    assert the(table.issues, "FM-B143").params["n"] == 1


def test_a_sheet_with_formatted_rows_far_below_is_read_to_its_content() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, ["D", "501", "a", 1]):
        sheet.append(row)
    sheet.cell(90_000, 3).font = Font(bold=True)
    target = io.BytesIO()
    book.save(target)
    assert len(read(target.getvalue(), unit="kr").lines) == 1


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", xlsx_of({"B": [HEAD]})[:400]])
def test_a_broken_workbook_is_the_guards(data: bytes) -> None:
    assert all(code.startswith("FM-G") for code in codes(refused(data)))


OPERATING: list[list[Any]] = [["Konto", "Budget 2026", "Plan 2027", "Utfall 2025"], ["501", 10, 11, 9]]
INVESTING: list[list[Any]] = [
    ["Investeringsbudget 2026–2027, kr"],
    [],
    ["Projekt", "2025", "2026", "2027"],
    ["P1 Väg", 5, 6, 7],
]


def test_years_alone_are_plan_where_another_sheet_says_plan_for_them() -> None:
    data = xlsx_of({"Driftbudget": OPERATING, "Investeringsbudget": INVESTING})
    table = read(data, unit="kr")
    assert money(table.lines)[1] == [("budget", 2025, 500), ("budget", 2026, 600), ("plan", 2027, 700)]
    assert the(table.issues, "FM-B145").params["columns"] == ("2027",)
    proposed, _ = propose_mappings(data, ReadOptions(unit="kr"), name="b.xlsx")
    assert read(data, mappings=proposed).lines == table.lines


def test_years_alone_are_as_the_title_says_where_sheets_do_not_agree_or_the_user_has_said_it() -> None:
    third: list[list[Any]] = [["Konto", "Budget 2027"], ["502", 1]]
    table = read(xlsx_of({"Driftbudget": OPERATING, "Inv": INVESTING, "Drift mer": third}), unit="kr")
    assert money(table.lines)[1][-1] == ("budget", 2027, 700)
    silent = xlsx_of({"Drift": OPERATING, "Inv": INVESTING[2:]})
    stated = read(silent, unit="kr", sort=Sort.FORECAST, name="tal.xlsx")
    assert money(stated.lines)[1][-1] == ("forecast", 2027, 700)


def test_what_the_user_states_fills_in_and_never_goes_before_what_the_file_says() -> None:
    head = ["Konto", "Text", "Belopp"]
    sheets: dict[str, Sequence[Sequence[Any]]] = {
        "Driftbudget 2026": [head, ["501", "Lön", 1]],
        "Investeringsutfall 2025": [["Utfall"], head, ["403", "Väg", 2]],
        "Mer": [head, ["501", "Resor", 4], ["403", "Bro", 8]],
    }
    for kind, bro, sort, year in (
        (LineKind.INVESTMENT, "I", Sort.FORECAST, 2030),
        (LineKind.OPERATING, "I", Sort.OUTTURN, 2031),
    ):
        table = read(xlsx_of(sheets), unit="kr", kind=kind, sort=sort, year=year, name="tal.xlsx")
        assert [(x.text, str(x.kind), *x.amounts[0][:2]) for x in table.lines] == [
            ("Lön", "D", Sort.BUDGET, 2026),
            ("Väg", "I", Sort.OUTTURN, 2025),
            ("Resor", str(kind), sort, year),
            ("Bro", bro, sort, year),
        ]
        assert "FM-B122" not in codes(table.issues)
    kept, _ = propose_mappings(xlsx_of({"Driftbudget 2026": sheets["Driftbudget 2026"]}))
    for mapping in (kept[0], replace(kept[0], kind=None, sort=None, year=None)):  # its sheet says it where it does not
        again = read(xlsx_of(sheets), mappings=(mapping,), kind=LineKind.INVESTMENT, sort=Sort.OUTTURN, year=2030)
        assert (again.lines[0].kind, again.lines[0].amounts[0][:2]) == (LineKind.OPERATING, (Sort.BUDGET, 2026))


def test_dates_say_the_year_and_a_stated_year_moves_no_voucher() -> None:
    rows = [["Datum", "Konto", "Belopp"], ["2025-12-31", "501", "1"], ["2026-01-01", "501", "2"]]
    table = read(csv_of(rows), unit="kr", year=2026, name="tal.csv")
    assert [line.amounts[0][:2] for line in table.lines] == [(Sort.OUTTURN, 2025), (Sort.OUTTURN, 2026)]


def test_sheets_of_unlike_kinds_are_information_and_of_one_kind_a_warning() -> None:
    head = ["Konto", "Text", "Budget 2026 kr"]

    def told(*titles: str) -> Issue:
        data = xlsx_of({title: [head, ["501", title, 1]] for title in titles})
        return the(read(data, name="b.xlsx").issues, "FM-B125")

    apart = told("Drift", "Investering")
    assert (apart.severity, apart.where, render(apart, "sv").count("b.xlsx")) == (Severity.INFO, Where(), 1)
    assert told("Drift", "Drift sammanställning").severity is Severity.WARNING
    assert told("Drift", "Investering", "Allt").severity is Severity.WARNING
