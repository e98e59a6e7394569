"""A workbook of an earlier schema version is still read, without complaint about what came later.

``data/version_1_sv.xlsx`` is the small plan's workbook as the last finmodel of schema version 1 wrote it,
``data/version_2_sv.xlsx`` the energy plan's as the last of version 2 did, ``data/version_3_sv.xlsx`` the funding
plan's as the last of version 3 did, ``data/version_4_sv.xlsx`` the scenario plan's as the last of version 4 did.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from finmodel.errors import Issue
from finmodel.excel.layout import came_after, columns_of
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.plan import TABLES, Plan
from finmodel.model.settings import Settings
from tests.excel.scenario_plans import scenario_plan
from tests.excel.workbooks import cell, energy_plan, funding_plan, small_plan

DATA = Path(__file__).with_name("data")
FILES = {version: DATA / f"version_{version}_sv.xlsx" for version in range(1, SCHEMA_VERSION)}
PLANS: dict[int, Callable[[], Plan]] = {1: small_plan, 2: energy_plan, 3: funding_plan, 4: scenario_plan}
EVERY_VERSION = pytest.mark.parametrize("version", FILES)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[openpyxl.Workbook], object]) -> tuple[Issue, ...]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    return read_workbook_with_issues(saved(book))[1]


@EVERY_VERSION
def test_the_workbook_is_of_its_version(version: int) -> None:
    book = openpyxl.load_workbook(FILES[version])
    meta = {row[0]: row[1] for row in book["_finmodel"].iter_rows(values_only=True)}
    assert meta["schema_version"] == version


@EVERY_VERSION
def test_it_reads_as_the_plan_that_was_written_without_a_word(version: int) -> None:
    plan, issues = read_workbook_with_issues(FILES[version].read_bytes())
    assert plan == PLANS[version]()
    assert plan.schema_version == SCHEMA_VERSION
    # What the plan itself gives cause to say is said whatever the version.
    assert {issue.code for issue in issues} == {issue.code for issue in read_workbook_with_issues(today(version))[1]}
    assert [issue for issue in issues if issue.code.startswith("FM-W")] == []


def today(version: int) -> bytes:
    return workbook_bytes(PLANS[version]())


@EVERY_VERSION
def test_what_it_lacks_is_what_came_later_and_nothing_else(version: int) -> None:
    book = openpyxl.load_workbook(FILES[version])
    sheets = {
        str(sheet["A1"].value).removeprefix("finmodel/"): sheet
        for sheet in book
        if str(sheet["A1"].value).startswith("finmodel/")
    }
    keys = {table: {str(item.value) for item in sheet[1]} for table, sheet in sheets.items()}
    fields = {str(item.value) for item in sheets[Settings.table]["A"]}
    lacking = {table for table in TABLES if table not in keys}
    lacking |= {f"{Settings.table}.{field}" for field in Settings.specs if field not in fields}
    for table in TABLES.keys() - lacking:
        columns = {column.key for column in columns_of(TABLES[table], range(0))}
        lacking |= {f"{table}.{column}" for column in columns - keys[table]}
    assert lacking == came_after(version)


def test_nothing_comes_after_today() -> None:
    assert came_after(SCHEMA_VERSION) == frozenset()


@EVERY_VERSION
def test_a_column_that_the_version_had_is_still_missed(version: int) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Åtgärder"]
        sheet.delete_cols(cell(sheet, 1, "opex_change").column)

    issues = changed(FILES[version].read_bytes(), change)
    missed = [(issue.code, issue.params["field"]) for issue in issues if issue.code.startswith("FM-W")]
    assert missed == [("FM-W108", "actions.opex_change")]


def test_a_sheet_that_this_version_has_is_missed() -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["Parametrar"]
        del book["Risker"]
        del book["Ramar"]

    issues = [issue for issue in changed(workbook_bytes(funding_plan()), change) if issue.code == "FM-W101"]
    assert [issue.params["table"] for issue in issues] == ["frames", "risks", "parameters"]
