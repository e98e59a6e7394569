"""Writing a plan as a workbook that an officer fills in: sheets, lists, help and styles from the declarations."""

from __future__ import annotations

import datetime as dt
import io
import os
from math import ceil
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from finmodel.atomic import replace_file
from finmodel.excel.encode import cell_value, number_format
from finmodel.excel.field_values import number_spec, shown_text
from finmodel.excel.guide import write_guide
from finmodel.excel.layout import (
    FIRST_DATA_ROW,
    KEY_PREFIX,
    MARK_HELP,
    MARK_LABEL,
    MARK_TITLE,
    MARK_UNIT,
    META_SHEET,
    ROW_HELP,
    ROW_KEY,
    ROW_LABEL,
    ROW_TITLE,
    ROW_UNIT,
    SHEETS,
    YEARLY_TABLE,
    Column,
    columns_of,
    year_key,
    yearly_fields,
)
from finmodel.excel.lists import Lists
from finmodel.excel.marks import mark_statuses
from finmodel.excel.mix_sheets import mix_sheets
from finmodel.excel.result_sheets import write_results
from finmodel.excel.styles import LINE_HEIGHT, NUMBER_FORMATS, Styles, n_lines
from finmodel.excel.texts import choice_text, field_help, field_label, quantity_text, unit_text
from finmodel.i18n.catalogue import t
from finmodel.model.enums import ParameterStatus
from finmodel.model.identity import plan_hash
from finmodel.model.plan import TABLES, Plan
from finmodel.model.scenarios import ScenarioChange, ScenarioFunding
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Yearly
from finmodel.version import METHOD_VERSION, __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from typing import BinaryIO

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.results import Results
    from finmodel.i18n.catalogue import Language

__all__ = ["workbook_bytes", "write_workbook"]

SPARE_ROWS = 1_000
"""Rows below the last that are ready to be filled in: list validation reaches so far."""

MAX_NOTE_LINES = 12
HELP_LINE_HEIGHT = 11.0
HELP_FIT = 1.1
"""Characters of the small help type that fit where one of running text does."""

PAGE_WIDTH = 170.0
"""Characters on a printed A3 page across."""

MAX_CHOICE = 28.0
"""Widest column of choices [characters]."""

MAX_INPUT_MESSAGE = 255
MAX_INPUT_TITLE = 32
CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
"""A fixed time of creation: the same plan gives the same bytes."""


def write_workbook(
    plan: Plan,
    path: str | PathLike[str] | BinaryIO,
    *,
    language: Language = "sv",
    results: Results | None = None,
) -> None:
    """Write a plan as a workbook.

    Parameters
    ----------
    plan
        The plan. Money is written in its display unit, which each sheet states.
    path
        Where to; a file is replaced in one step, so that a half-written one is never seen. Or a binary stream.
    language
        Language of titles, labels, help and words in cells: ``sv`` or ``en``.
    results
        Results of :func:`finmodel.evaluate`; then sheets with them are added.

    Raises
    ------
    SaveError
        The file cannot be written; a file that was there is untouched.
    """
    data = workbook_bytes(plan, language=language, results=results)
    if not isinstance(path, str | os.PathLike):
        path.write(data)
        return
    replace_file(path, data)


def workbook_bytes(plan: Plan, *, language: Language = "sv", results: Results | None = None) -> bytes:
    """Return the workbook's bytes; see :func:`write_workbook`."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    _Writing(book, plan, language).write(results)
    book.close()
    return buffer.getvalue()


class _Writing:
    """One workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, plan: Plan, language: Language) -> None:
        self.book, self.plan, self.lang = book, plan, language
        self.styles = Styles(book)
        self.unit = plan.settings.display_unit
        self.factor = self.unit.factor
        self.currency = plan.settings.currency
        self.lists = Lists(book, plan, language, SPARE_ROWS)

    def write(self, results: Results | None) -> None:
        """Write every sheet."""
        settings = self.plan.settings
        self.book.set_properties(
            {"title": settings.title or settings.municipality, "created": CREATED, "comments": "finmodel"}
        )
        digest = plan_hash(self.plan)
        self.book.set_custom_property("finmodel_schema_version", self.plan.schema_version)
        self.book.set_custom_property("finmodel_plan_hash", digest)
        guide = self.book.add_worksheet(t("table.guide.title", self.lang))
        mixes = mix_sheets(self.plan, self.lang)
        titles = [(table, t(f"table.{table}.title", self.lang)) for table in SHEETS if table != ScenarioFunding.table]
        titles += [(ScenarioFunding.table, mix.title) for mix in mixes]
        sheets = {title: self.book.add_worksheet(title) for _, title in titles}
        by_table = {table: sheets[title] for table, title in titles}
        write_guide(guide, self.styles, self.plan, self.lang, titles)
        self._settings(by_table[Settings.table])
        for table in TABLES:
            if table != ScenarioFunding.table:
                self._table(by_table[table], table, getattr(self.plan, table))
        for number, mix in enumerate(mixes):
            self._table(sheets[mix.title], ScenarioFunding.table, mix.rows, number)
        self._yearly(by_table[YEARLY_TABLE])
        if results is not None:
            write_results(self.book, self.styles, results, self.lang)
        self.lists.write()
        self._meta(digest, results)
        guide.activate()

    def _frame(self, sheet: Worksheet, table: str, last_column: int) -> None:
        """Write what every sheet of the plan has: hidden keys, title, print setup."""
        sheet.set_row(ROW_KEY, None, None, {"hidden": True})
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.write_string(ROW_KEY, 0, KEY_PREFIX + table)
        for row, mark in ((ROW_TITLE, MARK_TITLE), (ROW_HELP, MARK_HELP), (ROW_UNIT, MARK_UNIT)):
            sheet.write_string(row, 0, mark)
        title = sheet.get_name()
        sheet.write_rich_string(
            ROW_TITLE,
            1,
            self.styles.title,
            title,
            self.styles.get(font_size=10),
            "   " + t(f"table.{table}.help", self.lang),
            self.styles.get(valign="vcenter"),
        )
        sheet.set_row(ROW_TITLE, 24, self.styles.get(valign="vcenter"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(ROW_TITLE, ROW_LABEL)
        municipality = self.plan.settings.municipality.replace("&", "&&")
        shown = title.replace("&", "&&")
        sheet.set_footer(f"&L&8{municipality[:60]}&C&8{shown}&R&8&P / &N")
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last_column)}{FIRST_DATA_ROW + 5_000}"})

    def _settings(self, sheet: Worksheet) -> None:
        """Write the settings: a field a row."""
        self._frame(sheet, Settings.table, 4)
        headings = {
            1: ("label", t("workbook.settings.field", self.lang), 38),
            2: ("value", t("workbook.settings.value", self.lang), 50),
            3: ("unit", t("workbook.settings.unit", self.lang), 14),
            4: ("help", t("workbook.settings.help", self.lang), 90),
        }
        sheet.write_string(ROW_LABEL, 0, MARK_LABEL)
        for column, (key, label, width) in headings.items():
            # Only the value is read: the other columns have no key.
            sheet.write_string(ROW_KEY, column, key if key == "value" else f"~{key}")
            sheet.write_string(ROW_LABEL, column, label, self.styles.label)
            sheet.set_column(column, column, width)
        for offset, (name, spec) in enumerate(Settings.specs.items()):
            row = FIRST_DATA_ROW + offset
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, field_label(Settings.table, name, self.lang), self.styles.get(bold=True))
            value = getattr(self.plan.settings, name)
            self._input(sheet, (row, 2), value, spec, wrap=True)
            sheet.write_string(row, 3, unit_text(spec, self.unit, self.currency, self.lang), self.styles.unit)
            text = field_help(Settings.table, name, self.lang)
            sheet.write_string(row, 4, text, self.styles.body)
            lines = max(n_lines(text, headings[4][2]), min(n_lines(str(value), headings[2][2]), MAX_NOTE_LINES))
            sheet.set_row(row, 3 + LINE_HEIGHT * lines)
            self.lists.validate(sheet, spec, (row, 2, row, 2), self._message(Settings.table, name))
        sheet.freeze_panes(FIRST_DATA_ROW, 2)

    def _table(self, sheet: Worksheet, table: str, rows: Sequence[Any], number_of_sheet: int = 0) -> None:
        """Write a table, or the part of it that stands on this sheet: a row a row."""
        model = TABLES[table]
        columns = list(columns_of(model, self._years_of(rows)))
        self._frame(sheet, table, len(columns))
        labels = self._headings(sheet, table, columns)
        for offset, row in enumerate(rows):
            number = FIRST_DATA_ROW + offset
            sheet.write_string(number, 0, row.id)
            for position, column in enumerate(columns, start=1):
                if column.is_lookup:
                    self.lists.write_lookup(sheet, (number, position), position - 1, getattr(row, column.field))
                    continue
                value = getattr(row, column.field)
                if column.year is not None:
                    value = value.get(column.year)
                spec = column.spec
                if spec.unit is Unit.BY_QUANTITY:
                    spec = Spec(spec.kind, spec.meaning, row.quantity.unit)
                elif spec.unit is Unit.BY_FIELD:
                    spec = number_spec(spec, row.field)
                elif model is ScenarioChange and column.field == "text":
                    value = shown_text(value, row.field, self.lang)
                self._input(sheet, (number, position), value, spec)
        self._as_table(sheet, f"{table}_{number_of_sheet + 1}" if number_of_sheet else table, labels, len(rows))
        for position, column in enumerate(columns, start=1):
            if column.spec.choices is ParameterStatus:
                area = (FIRST_DATA_ROW, position, FIRST_DATA_ROW + len(rows) + SPARE_ROWS, position)
                mark_statuses(sheet, self.styles, area, self.lang)
        sheet.freeze_panes(FIRST_DATA_ROW, 3 if len(columns) > 3 else 2)
        self._pages(sheet, sum(self._width(column, label) for column, label in zip(columns, labels[1:], strict=True)))

    def _width(self, column: Column, label: str) -> float:
        """Return a column's width in characters; of a choice, that of its longest one, which may be cut off."""
        width = _width(column, label)
        if column.spec.kind is not Kind.CHOICE or column.spec.choices is None:
            return width
        return max(width, min(max(len(choice_text(member, self.lang)) for member in column.spec.choices), MAX_CHOICE))

    def _years_of(self, rows: Sequence[Any]) -> range:
        """Return the years with columns: those of the plan, and those that changes of scenarios name beside them."""
        settings = self.plan.settings
        if not any(isinstance(row, ScenarioChange) for row in rows):
            return settings.years
        years = {settings.first_year, settings.last_year, *(year for row in rows for year in row.by_year)}
        return range(min(years), max(years) + 1)

    @staticmethod
    def _pages(sheet: Worksheet, width: float) -> None:
        """Print a wide table on A3, on as many pages across as it needs, with the names on each."""
        if width <= PAGE_WIDTH:
            return
        sheet.set_paper(8)
        sheet.fit_to_pages(ceil(width / PAGE_WIDTH), 0)
        sheet.repeat_columns(1, 2)

    def _headings(self, sheet: Worksheet, table: str, columns: list[Column]) -> list[str]:
        """Write keys, help, units and labels above a table; return the labels."""
        labels = [MARK_LABEL]
        sheet.write_string(ROW_LABEL, 0, MARK_LABEL)
        last = FIRST_DATA_ROW + SPARE_ROWS
        n_help_lines = 1
        for position, column in enumerate(columns, start=1):
            sheet.write_string(ROW_KEY, position, column.key)
            if column.is_lookup:
                label, text, style = t("workbook.lookup.label", self.lang), "", self.styles.lookup
            elif column.year is not None:
                label, text, style = str(column.year), "", self._style(column.spec)
            else:
                label = field_label(table, column.field, self.lang)
                text, style = field_help(table, column.field, self.lang), self._style(column.spec)
            sheet.write_string(ROW_HELP, position, text, self.styles.help)
            unit = unit_text(column.spec, self.unit, self.currency, self.lang, table)
            sheet.write_string(ROW_UNIT, position, unit, self.styles.unit)
            sheet.write_string(ROW_LABEL, position, label, self.styles.label)
            sheet.set_column(position, position, self._width(column, label), style)
            labels.append(label)
            n_help_lines = max(n_help_lines, n_lines(text, HELP_FIT * self._width(column, label)))
            if not column.is_lookup:
                area = (FIRST_DATA_ROW, position, last, position)
                self.lists.validate(sheet, column.spec, area, self._message(table, column.field, column.year))
        sheet.set_row(ROW_HELP, max(78.0, HELP_LINE_HEIGHT * n_help_lines))
        sheet.set_row(ROW_LABEL, 32)
        return labels

    def _as_table(self, sheet: Worksheet, table: str, labels: list[str], n_rows: int) -> None:
        """Make the rows an Excel table, hidden ids included, so that sorting moves them along."""
        sheet.add_table(
            ROW_LABEL,
            0,
            FIRST_DATA_ROW + max(n_rows, 1) - 1,
            len(labels) - 1,
            {
                "name": f"finmodel_{table}",
                "style": None,
                "columns": [{"header": label, "header_format": self.styles.label} for label in labels],
            },
        )

    def _yearly(self, sheet: Worksheet) -> None:
        """Write the yearly values: a row for each quantity that has years of its own."""
        settings = self.plan.settings
        # A path of emissions may begin before the plan, where the inventory ends.
        measured = max((row.year for row in self.plan.emissions), default=settings.first_year)
        entered = [
            year
            for item in yearly_fields()
            for row in ((settings,) if item.table == Settings.table else getattr(self.plan, item.table))
            for year in (getattr(row, item.field) or Yearly()).by_year
        ]
        first = min(settings.first_year, settings.price_year, measured, *entered)
        years = range(first, settings.last_year + 1)
        keys = ["quantity", "id", "unit", *(year_key(year) for year in years)]
        self._frame(sheet, YEARLY_TABLE, len(keys))
        labels = [MARK_LABEL, *(field_label(YEARLY_TABLE, key, self.lang) for key in keys[:3]), *map(str, years)]
        helps = [field_help(YEARLY_TABLE, key, self.lang) for key in keys[:3]]
        widths = (34, 16, 12, *(9 for _ in years))
        money = Spec(Kind.NUMBER, "Amount by year.", Unit.MONEY)
        sheet.write_string(ROW_LABEL, 0, MARK_LABEL)
        text_style = self.styles.input(NUMBER_FORMATS["text"])
        for position, key in enumerate(keys, start=1):
            sheet.write_string(ROW_KEY, position, key)
            sheet.write_string(ROW_LABEL, position, labels[position], self.styles.label)
            is_year = position > 3
            sheet.write_string(ROW_HELP, position, "" if is_year else helps[position - 1], self.styles.help)
            unit = unit_text(money, self.unit, self.currency, self.lang) if is_year else ""
            sheet.write_string(ROW_UNIT, position, unit, self.styles.unit)
            style = self.styles.input("General") if is_year else text_style
            sheet.set_column(position, position, widths[position - 1], style)
        sheet.set_row(ROW_HELP, 78)
        area = (FIRST_DATA_ROW, 1, FIRST_DATA_ROW + SPARE_ROWS, 1)
        self.lists.validate_quantity(sheet, area, self._message(YEARLY_TABLE, "quantity"))
        number = FIRST_DATA_ROW
        for item in yearly_fields():
            rows: tuple[Any, ...] = (settings,) if item.table == Settings.table else getattr(self.plan, item.table)
            for row in rows:
                path = getattr(row, item.field)
                if not isinstance(path, Yearly) or not path.by_year:
                    continue
                identity = "" if item.table == Settings.table else row.id
                sheet.write_string(number, 0, f"{item.code}/{identity}")
                sheet.write_string(number, 1, quantity_text(item.code, self.lang), text_style)
                sheet.write_string(number, 2, identity, text_style)
                unit = unit_text(item.spec, self.unit, self.currency, self.lang, item.table)
                sheet.write_string(number, 3, unit, text_style)
                for year, amount in path.by_year.items():
                    self._input(sheet, (number, 4 + year - years.start), amount, item.spec)
                number += 1
        self._as_table(sheet, YEARLY_TABLE, labels, number - FIRST_DATA_ROW)
        sheet.freeze_panes(FIRST_DATA_ROW, 4)
        self._pages(sheet, sum(widths))

    def _meta(self, digest: str, results: Results | None) -> None:
        """Write the hidden metadata."""
        sheet = self.book.add_worksheet(META_SHEET)
        settings = self.plan.settings
        content: dict[str, str | int] = {
            "schema_version": self.plan.schema_version,
            "plan_hash": digest,
            "finmodel_version": __version__,
            "method_version": METHOD_VERSION,
            "language": self.lang,
            "municipality": settings.municipality,
        }
        if results is not None:
            content["result_hash"] = results.result_hash
        for row, (key, value) in enumerate(content.items()):
            sheet.write_string(row, 0, key)
            if isinstance(value, int):
                sheet.write_number(row, 1, value)
            else:
                sheet.write_string(row, 1, value)
        sheet.very_hidden()

    def _input(self, sheet: Worksheet, place: tuple[int, int], value: Any, spec: Spec, *, wrap: bool = False) -> None:
        """Write one value; text is always text, never a formula or a link."""
        shown = cell_value(value, spec, self.factor, self.lang)
        style = self._style(spec, wrap=wrap)
        if shown is None:
            sheet.write_blank(*place, None, style)
        elif isinstance(shown, str):
            sheet.write_string(*place, shown, style)
        else:
            sheet.write_number(*place, shown, style)

    def _style(self, spec: Spec, *, wrap: bool = False) -> Any:
        # Long notes stay on one line in a table, where they would make every row as high as the screen.
        left = {"align": "left"} if wrap and spec.kind is Kind.YEAR else {}
        return self.styles.input(number_format(spec, self.factor), wrap=wrap, **left)

    def _message(self, table: str, field: str, year: int | None = None) -> dict[str, str]:
        """Return the input message of a cell: Excel takes no longer title or text than this."""
        label = field_label(table, field, self.lang) if year is None else str(year)
        text = field_help(table, field, self.lang)
        return {
            "input_title": label if len(label) <= MAX_INPUT_TITLE else label[: MAX_INPUT_TITLE - 1] + "…",
            "input_message": text if len(text) <= MAX_INPUT_MESSAGE else text[: MAX_INPUT_MESSAGE - 1] + "…",
        }


def _width(column: Column, label: str) -> float:
    """Return a column's width in characters."""
    if column.year is not None:
        return 10
    by_kind = {
        Kind.LONG_TEXT: 44.0,
        Kind.TEXT: 34.0,
        Kind.FIELD: 34.0,
        Kind.SHARES: 26.0,
        Kind.REFERENCES: 22.0,
        Kind.CHOICES: 26.0,
        Kind.RAMP: 20.0,
        Kind.ID: 14.0,
        Kind.REFERENCE: 18.0,
        Kind.CHOICE: 17.0,
    }
    return max(by_kind.get(column.spec.kind, 13.0), min(len(label) + 2.0, 18.0))
