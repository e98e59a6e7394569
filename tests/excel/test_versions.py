"""A workbook of schema version 1 is still read, without complaint about what came later.

``data/version_1_sv.xlsx`` is the small plan's workbook as the last finmodel of schema version 1 wrote it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from finmodel.errors import Issue
from finmodel.excel.layout import came_after, columns_of
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.plan import TABLES
from tests.excel.workbooks import cell, energy_plan, small_plan

VERSION_1 = Path(__file__).with_name("data") / "version_1_sv.xlsx"


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[openpyxl.Workbook], object]) -> tuple[Issue, ...]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return read_workbook_with_issues(saved(book))[1]


def test_the_workbook_of_version_1_is_of_version_1() -> None:
    book = openpyxl.load_workbook(VERSION_1)
    meta = {row[0]: row[1] for row in book["_finmodel"].iter_rows(values_only=True)}
    assert meta["schema_version"] == 1


def test_it_reads_as_the_plan_that_was_written_without_a_word() -> None:
    plan, issues = read_workbook_with_issues(VERSION_1.read_bytes())
    assert plan == small_plan()
    assert plan.schema_version == SCHEMA_VERSION
    assert issues == ()


def test_what_it_lacks_is_what_came_later_and_nothing_else() -> None:
    book = openpyxl.load_workbook(VERSION_1)
    keys = {
        str(sheet["A1"].value).removeprefix("finmodel/"): {str(item.value) for item in sheet[1]}
        for sheet in book
        if str(sheet["A1"].value).startswith("finmodel/")
    }
    lacking = {table for table in TABLES if table not in keys}
    for table in TABLES.keys() - lacking:
        columns = {column.key for column in columns_of(TABLES[table], range(0))}
        lacking |= {f"{table}.{column}" for column in columns - keys[table]}
    assert lacking == came_after(1)


def test_nothing_comes_after_today() -> None:
    assert came_after(SCHEMA_VERSION) == frozenset()


def test_a_column_that_version_1_had_is_still_missed() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Åtgärder"]
        sheet.delete_cols(cell(sheet, 1, "opex_change").column)

    issues = changed(VERSION_1.read_bytes(), change)
    assert [(issue.code, issue.params["field"]) for issue in issues] == [("FM-W108", "actions.opex_change")]


def test_a_sheet_that_this_version_has_is_missed() -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["Parametrar"]
        del book["Risker"]

    issues = [issue for issue in changed(workbook_bytes(energy_plan()), change) if issue.code == "FM-W101"]
    assert [issue.params["table"] for issue in issues] == ["risks", "parameters"]
