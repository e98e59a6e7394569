"""What every sheet of results has: title, basis, units, number formats, and tables of figures or years."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from finmodel.analysis.indicators import Figure, FigureUnit
from finmodel.analysis.outcome import Outcome
from finmodel.excel.layout import RESULT_KEY, ROW_KEY
from finmodel.excel.styles import LINE_HEIGHT, NUMBER_FORMATS, n_lines
from finmodel.excel.texts import unit_text
from finmodel.i18n.catalogue import has, t
from finmodel.i18n.formats import format_number
from finmodel.i18n.numbers import percent_text
from finmodel.i18n.units import to_units, unit_label
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.results import ActionResult, Figures, Results
    from finmodel.excel.styles import Styles
    from finmodel.i18n.catalogue import Language
    from finmodel.model.enums import Quantity

__all__ = ["TOP", "Cell", "Number", "ResultBook"]

TOP = 4
"""First row below title and basis, counted from 0."""

MILLION = 1_000_000

_FORMATS = {
    FigureUnit.RATE: "rate",
    FigureUnit.RATIO: "ratio",
    FigureUnit.YEARS: "decimal",
    FigureUnit.MONEY_PER_TONNE: "whole",
    FigureUnit.KG_PER_KRONA: "ratio",
    FigureUnit.TONNES: "whole",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table of results.

    Attributes
    ----------
    value
        In the model's unit; None where it is undefined.
    unit
        How it is shown.
    reason
        Key of the reason (``not_costed``) where it is undefined.
    """

    value: float | None
    unit: FigureUnit
    reason: str | None = None


Cell = str | int | Number | Outcome
"""What stands in a table of results: text, a year or a count, or a figure; an outcome is in the unit of its column."""


class ResultBook:
    """The sheets of results of one workbook, all in the same language, units and number formats.

    Parameters
    ----------
    book, styles
        The workbook.
    results
        What is written; money in the display unit of its plan.
    lang
        Language of titles, labels and reasons.
    """

    def __init__(self, book: Workbook, styles: Styles, results: Results, lang: Language) -> None:
        self.book, self.styles, self.results, self.lang = book, styles, results, lang
        settings = results.plan.settings
        self.factor = settings.display_unit.factor
        self.money = unit_label(settings.display_unit.value, settings.currency, lang)
        self.whole = unit_label("kr", settings.currency, lang)
        self.per_tonne = f"{self.whole}/{t('workbook.unit.tonne', lang)}"
        self.tonnes = t("workbook.unit.tonnes", lang)
        self.money_format = NUMBER_FORMATS["whole" if self.factor == 1 else "decimal"]
        self._widths: dict[str, Sequence[float]] = {}
        plan = results.plan
        self.has_illustrative = any(
            getattr(row, "illustrative", False) for rows in plan.tables().values() for row in rows
        )
        self.names: dict[str, dict[str, str]] = {
            "action": {row.id: row.name for row in results.plan.actions},
            "sector": {row.id: row.name for row in results.plan.sectors},
            "organisation": {row.id: row.name for row in results.plan.organisations},
        }

    def text(self, key: str, **params: str | int) -> str:
        """Return a text of the sheets of results."""
        return t(f"workbook.result.{key}", self.lang, **params)

    def sheet(self, name: str, widths: Sequence[float], *, basis: str | None = None) -> Worksheet:
        """Add a sheet with its title and what its figures are; its hidden key tells the reader to leave it alone.

        Parameters
        ----------
        name
            Key of its title.
        widths
            Column widths [characters].
        basis
            What the figures are; default perspective, prices and base year of the results.
        """
        title = self.text(f"{name}.title")
        sheet = self.book.add_worksheet(title)
        self._widths[title] = widths
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_tab_color("#4C7A34")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(ROW_KEY, None, None, {"hidden": True})
        sheet.write_string(ROW_KEY, 0, RESULT_KEY)
        sheet.write_string(1, 0, title, self.styles.title)
        line = self.basis() if basis is None else basis
        if self.has_illustrative:
            line = f"{line} {self.text('has_illustrative')}"
        sheet.write_string(2, 0, line, self.styles.get(italic=True))
        return sheet

    def basis(self, perspective: str | None = None, price_basis: str | None = None) -> str:
        """Return the line that says what the figures are: perspective, price basis, base year."""
        settings = self.results.plan.settings
        prices = t(f"price_basis.{price_basis or self.results.price_basis}.label", self.lang, year=settings.price_year)
        return self.text(
            "basis",
            perspective=self.perspective(perspective or self.results.perspective),
            prices=prices,
            money=self.money,
            base_year=settings.base_year,
            price_year=settings.price_year,
        )

    def perspective(self, name: str) -> str:
        """Return what a perspective is called: an organisation by its name."""
        return self.names["organisation"].get(name) or t(f"perspective.{name}.label", self.lang)

    def unit(self, unit: FigureUnit) -> str:
        """Return the unit of a figure as it stands above its column."""
        units = {
            FigureUnit.MONEY: self.money,
            FigureUnit.MONEY_PER_TONNE: self.per_tonne,
            FigureUnit.KG_PER_KRONA: f"kg/{self.whole}",
            FigureUnit.RATE: "%",
            FigureUnit.YEARS: t("workbook.unit.years", self.lang),
            FigureUnit.TONNES: self.tonnes,
        }
        return units.get(unit, "")

    def labels(self, sheet: Worksheet, row: int, labels: Sequence[str], column: int = 0) -> None:
        """Write headings side by side."""
        for offset, label in enumerate(labels):
            sheet.write_string(row, column + offset, label, self.styles.label)

    def units(self, sheet: Worksheet, row: int, units: Sequence[str], column: int = 0) -> None:
        """Write the units above headings."""
        for offset, unit in enumerate(units):
            sheet.write_string(row, column + offset, unit, self.styles.unit)

    def cell(self, sheet: Worksheet, place: tuple[int, int], text: str, **more: bool) -> None:
        """Write text in a cell of a table; it is never a formula or a link."""
        sheet.write_string(*place, text, self.styles.figure("@", **more))

    def _height(self, sheet: Worksheet, texts: Sequence[tuple[int, str]]) -> float | None:
        """Return the height of a row in which every text is to be read whole; None where one line will do."""
        widths = self._widths.get(sheet.get_name(), ())
        lines = max((n_lines(text, widths[place]) for place, text in texts if place < len(widths)), default=1)
        return 3 + LINE_HEIGHT * lines if lines > 1 else None

    def number(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        value: float | None,
        unit: FigureUnit,
        *,
        reason: str | None = None,
        is_fine: bool = False,
        **bold: bool,
    ) -> None:
        """Write a number in its unit, or in its place why there is none.

        Parameters
        ----------
        value
            In the model's unit; None or not a number where it is undefined.
        unit
            How it is shown.
        reason
            Key of the reason (``not_costed``) where it is undefined.
        is_fine
            Whether money in millions has two decimals.
        """
        if value is None or not isfinite(value):
            text = self.reason(reason) if reason else t("nothing", self.lang)
            sheet.write_string(*place, text, self.styles.reason())
        elif unit is FigureUnit.MONEY:
            shape = NUMBER_FORMATS["ratio"] if is_fine and self.factor >= MILLION else self.money_format
            sheet.write_number(*place, value / self.factor, self.styles.figure(shape, **bold))
        else:
            sheet.write_number(*place, value, self.styles.figure(NUMBER_FORMATS[_FORMATS[unit]], **bold))

    def reason(self, reason: str) -> str:
        """Return why a figure is undefined, short enough for a cell; the gap analysis has reasons of its own."""
        key = f"reason.{reason}.label"
        return t(key if has(key, self.lang) else f"gap.{key}", self.lang)

    def table(
        self,
        sheet: Worksheet,
        row: int,
        columns: Sequence[tuple[str, FigureUnit | None]],
        rows: Sequence[Sequence[Cell]],
        *,
        total: bool = False,
        tonnes: str | None = None,
    ) -> int:
        """Write units, headings and rows; return the row after them and a blank one.

        Parameters
        ----------
        columns
            Heading and unit of each column; None for text.
        rows
            Cells of each row.
        total
            Whether the last row is a sum, in bold type.
        tonnes
            Unit of the columns of tonnes where they are of another gas, or of several; default CO2e.
        """
        units = ["" if unit is None else self.unit(unit) for _, unit in columns]
        if tonnes is not None:
            units = [
                tonnes if unit is FigureUnit.TONNES else text for text, (_, unit) in zip(units, columns, strict=True)
            ]
        self.units(sheet, row, units)
        self.labels(sheet, row + 1, [label for label, _ in columns])
        sheet.set_row(row + 1, 32)
        row += 2
        for number, cells in enumerate(rows, start=1):
            bold = total and number == len(rows)
            texts = [(at, cell) for at, cell in enumerate(cells) if isinstance(cell, str)]
            sheet.set_row(row, self._height(sheet, texts))
            for place, (cell, (_, unit)) in enumerate(zip(cells, columns, strict=True)):
                if isinstance(cell, str):
                    self.cell(sheet, (row, place), cell, bold=bold, text_wrap=True)
                elif isinstance(cell, int):
                    sheet.write_number(row, place, cell, self.styles.figure(NUMBER_FORMATS["plain"], bold=bold))
                else:
                    kind = cell.unit if isinstance(cell, Number) else unit or FigureUnit.RATIO
                    self.number(sheet, (row, place), cell.value, kind, reason=cell.reason, bold=bold)
            row += 1
        return row + 1

    def heading(self, sheet: Worksheet, row: int, text: str) -> int:
        """Write a heading inside a sheet; return the row after it."""
        sheet.write_string(row, 0, text, self.styles.strong)
        return row + 1

    def figure(self, sheet: Worksheet, place: tuple[int, int], figures: Figures, figure: Figure, **bold: bool) -> None:
        """Write a named figure of an action or the portfolio."""
        reason = figures.undefined.get(figure.name)
        self.number(sheet, place, figures[figure.name], figure.unit, reason=reason, **bold)

    def amount(self, quantity: Quantity, value: float | None) -> str:
        """Return an entered number with its unit as text, for a column whose rows have different units."""
        if value is None:
            return ""
        if quantity.unit is Unit.FRACTION:
            return percent_text(value, self.lang)
        settings = self.results.plan.settings
        unit = unit_text(
            Spec(Kind.NUMBER, "A figure.", quantity.unit), settings.display_unit, settings.currency, self.lang
        )
        number = to_units(value, self.factor) if quantity.unit.is_money else value
        return f"{format_number(number, self.lang)} {unit}".strip()

    def body(self, sheet: Worksheet, place: tuple[int, int], text: str, width: float) -> None:
        """Write running text in a row that is high enough for it in a column of ``width`` characters."""
        sheet.set_row(place[0], 3 + LINE_HEIGHT * n_lines(text, width))
        sheet.write_string(*place, text, self.styles.body)

    def note(self, sheet: Worksheet, row: int, text: str, columns: int, width: float) -> None:
        """Write running text across several columns of ``width`` characters together."""
        style: Format = self.styles.body
        sheet.merge_range(row, 0, row, columns - 1, "", style)
        sheet.write_string(row, 0, text, style)
        sheet.set_row(row, 3 + LINE_HEIGHT * n_lines(text, width))

    def years(
        self,
        sheet: Worksheet,
        row: int,
        title: str,
        rows: Sequence[tuple[str, str, Sequence[float]]],
        *,
        is_money: bool = True,
    ) -> int:
        """Write a table with years as columns and their sum; return the row after it."""
        unit = self.money if is_money else self.tonnes
        sheet.write_string(row, 0, f"{title} ({unit})", self.styles.strong)
        row += 1
        self.labels(sheet, row, ["", "", *map(str, self.results.years), self.text("sum")])
        kind = FigureUnit.MONEY if is_money else FigureUnit.TONNES
        for identity, name, amounts in rows:
            row += 1
            self.cell(sheet, (row, 0), identity)
            self.cell(sheet, (row, 1), name)
            for column, amount in enumerate([*amounts, sum(amounts)], start=2):
                self.number(sheet, (row, column), amount, kind)
        return row + 3

    def standing(self, item: ActionResult) -> str:
        """Return what is to be known of an action beside its figures: left out, partly sunk, illustrative."""
        notes = [] if item.left_out is None else [t(f"left_out.{item.left_out}.label", self.lang)]
        if item.partly_sunk:
            notes.append(self.text("partly_sunk"))
        if any(row.illustrative for row in self.results.plan.of_action("evidence", item.id)):
            notes.append(self.text("illustrative"))
        return ", ".join(notes)

    def name(self, identity: str) -> str:
        """Return an action's id and name."""
        return f"{identity} {self.names['action'][identity]}"

    def label_of(self, dimension: str, key: Any) -> str:
        """Return the name behind an id of a dimension; what belongs to no sector or organisation says so."""
        return self.names[dimension].get(str(key), "") if str(key) else self.text(f"no_{dimension}")
