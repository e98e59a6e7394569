"""Result sheets: the same numbers as in JSON, in the plan's display unit, undefined ones with their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.analysis.indicators import FIGURES, INDICATORS, Figure, FigureUnit
from finmodel.excel.styles import LINE_HEIGHT, NUMBER_FORMATS, n_lines
from finmodel.i18n.catalogue import t
from finmodel.i18n.units import unit_label

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.results import ActionResult, Dimension, Figures, Results
    from finmodel.excel.styles import Styles
    from finmodel.i18n.catalogue import Language

__all__ = ["write_results"]

MEANING_WIDTH = 90
_FORMATS = {
    FigureUnit.RATE: "rate",
    FigureUnit.RATIO: "ratio",
    FigureUnit.YEARS: "decimal",
    FigureUnit.MONEY_PER_TONNE: "whole",
    FigureUnit.KG_PER_KRONA: "ratio",
    FigureUnit.TONNES: "whole",
}


def write_results(book: Workbook, styles: Styles, results: Results, lang: Language) -> None:
    """Add the sheets of results.

    Parameters
    ----------
    book, styles
        The workbook.
    results
        What is written; money in the display unit of its plan.
    lang
        Language of titles, labels and reasons.
    """
    writing = _ResultWriting(book, styles, results, lang)
    writing.summary()
    writing.actions()
    writing.cash_flow()
    writing.tonnes()


class _ResultWriting:
    def __init__(self, book: Workbook, styles: Styles, results: Results, lang: Language) -> None:
        self.book, self.styles, self.results, self.lang = book, styles, results, lang
        settings = results.plan.settings
        self.factor = settings.display_unit.factor
        self.money = unit_label(settings.display_unit.value, settings.currency, lang)
        self.whole = unit_label("kr", settings.currency, lang)
        self.money_format = NUMBER_FORMATS["whole" if self.factor == 1 else "decimal"]

    def _sheet(self, name: str, widths: list[float]) -> Worksheet:
        title = t(f"workbook.result.{name}.title", self.lang)
        sheet = self.book.add_worksheet(title)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_tab_color("#4C7A34")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, title, self.styles.title)
        sheet.write_string(1, 0, self._basis(), self.styles.get(italic=True))
        return sheet

    def _basis(self) -> str:
        """Return the line that says what the figures are: perspective, price basis, base year."""
        settings = self.results.plan.settings
        perspective = self.results.perspective
        names = {row.id: row.name for row in self.results.plan.organisations}
        label = names.get(perspective) or t(f"perspective.{perspective}.label", self.lang)
        return t(
            "workbook.result.basis",
            self.lang,
            perspective=label,
            money=self.money,
            base_year=settings.base_year,
            price_year=settings.price_year,
        )

    def _unit(self, figure: Figure) -> str:
        units = {
            FigureUnit.MONEY: self.money,
            FigureUnit.MONEY_PER_TONNE: f"{self.whole}/{t('workbook.unit.tonne', self.lang)}",
            FigureUnit.KG_PER_KRONA: f"kg/{self.whole}",
            FigureUnit.RATE: "%",
            FigureUnit.YEARS: t("workbook.unit.years", self.lang),
            FigureUnit.TONNES: t("workbook.unit.tonnes", self.lang),
        }
        return units.get(figure.unit, "")

    def _figure(self, sheet: Worksheet, place: tuple[int, int], figures: Figures, figure: Figure, **bold: bool) -> None:
        value = figures[figure.name]
        if value is None:
            reason = t(f"reason.{figures.undefined[figure.name]}.label", self.lang)
            sheet.write_string(*place, reason, self.styles.reason())
        elif figure.unit is FigureUnit.MONEY:
            sheet.write_number(*place, value / self.factor, self.styles.figure(self.money_format, **bold))
        else:
            sheet.write_number(*place, value, self.styles.figure(NUMBER_FORMATS[_FORMATS[figure.unit]], **bold))

    def summary(self) -> None:
        """Write the portfolio's figures, each with its unit and meaning."""
        sheet = self._sheet("summary", [38, 16, 12, MEANING_WIDTH])
        results, row = self.results, 3
        for name in ("costed", "quantified"):
            coverage = getattr(results, name)
            text = t(f"workbook.result.{name}", self.lang, n=coverage.n, of=coverage.of)
            sheet.write_string(row, 0, text, self.styles.get(bold=True))
            sheet.write_string(
                row, 3, ", ".join(self._name(identity) for identity in coverage.missing), self.styles.body
            )
            row += 1
        basis = results.per_tonne
        text = t("workbook.result.per_tonne", self.lang, n=basis.n, of=basis.of)
        sheet.write_string(row, 0, text, self.styles.get(bold=True))
        row += 2
        for column, key in enumerate(("figure", "value", "unit", "meaning")):
            sheet.write_string(row, column, t(f"workbook.result.{key}", self.lang), self.styles.label)
        for figure in (*FIGURES, *INDICATORS):
            row += 1
            sheet.write_string(row, 0, t(f"figure.{figure.name}.label", self.lang), self.styles.get(bold=True))
            self._figure(sheet, (row, 1), results.portfolio, figure, bold=True)
            sheet.write_string(row, 2, self._unit(figure), self.styles.unit)
            self._body(sheet, (row, 3), t(f"figure.{figure.name}.definition", self.lang))
        row += 2
        record = {
            "method_version": results.method_version,
            "plan_hash": results.plan_hash,
            "result_hash": results.result_hash,
        }
        for key, value in record.items():
            sheet.write_string(row, 0, t(f"workbook.result.{key}", self.lang), self.styles.get(font_size=8))
            sheet.write_string(row, 1, value, self.styles.get(font_size=8))
            row += 1

    def _body(self, sheet: Worksheet, place: tuple[int, int], text: str) -> None:
        """Write running text in a row that is high enough for it."""
        sheet.set_row(place[0], 3 + LINE_HEIGHT * n_lines(text, MEANING_WIDTH))
        sheet.write_string(*place, text, self.styles.body)

    def _name(self, identity: str) -> str:
        return f"{identity} {self.results.action(identity).name}"

    def actions(self) -> None:
        """Write a row per action with every figure."""
        figures = (*FIGURES, *INDICATORS)
        sheet = self._sheet("actions", [12, 46, 24, *(15.0 for _ in figures)])
        top = 3
        headings = ["id", "name", "standing"]
        for column, key in enumerate(headings):
            sheet.write_string(top + 1, column, t(f"workbook.result.{key}", self.lang), self.styles.label)
        for column, figure in enumerate(figures, start=len(headings)):
            sheet.write_string(top, column, self._unit(figure), self.styles.unit)
            sheet.write_string(top + 1, column, t(f"figure.{figure.name}.label", self.lang), self.styles.label)
        row = top + 2
        for item in self.results.actions:
            sheet.write_string(row, 0, item.id, self.styles.figure("@"))
            sheet.write_string(row, 1, item.name, self.styles.figure("@"))
            sheet.write_string(row, 2, self._standing(item), self.styles.figure("@"))
            for column, figure in enumerate(figures, start=len(headings)):
                self._figure(sheet, (row, column), item.figures, figure)
            row += 1
        sheet.write_string(row, 1, t("workbook.result.portfolio", self.lang), self.styles.figure("@", bold=True))
        for column, figure in enumerate(figures, start=len(headings)):
            self._figure(sheet, (row, column), self.results.portfolio, figure, bold=True)
        if self.results.actions:
            sheet.autofilter(top + 1, 0, row - 1, len(headings) + len(figures) - 1)
        sheet.set_row(top + 1, 46)
        sheet.freeze_panes(top + 2, 2)
        sheet.repeat_rows(top, top + 1)

    def _standing(self, item: ActionResult) -> str:
        notes = [] if item.left_out is None else [t(f"left_out.{item.left_out}.label", self.lang)]
        if item.partly_sunk:
            notes.append(t("workbook.result.partly_sunk", self.lang))
        action = next(row for row in self.results.plan.actions if row.id == item.id)
        if any(row.illustrative for row in self.results.plan.of_action("evidence", action.id)):
            notes.append(t("workbook.result.illustrative", self.lang))
        return ", ".join(notes)

    def cash_flow(self) -> None:
        """Write yearly tables: by line nominal and real, then net by action, sector and organisation."""
        results = self.results
        years = results.years
        sheet = self._sheet("cash_flow", [14, 46, *(11.0 for _ in years), 13.0])
        price_year = results.plan.settings.price_year
        row = self._block(sheet, 3, t("price_basis.nominal.label", self.lang), self._lines(results.cash_flow()))
        real = t("price_basis.real.label", self.lang, year=price_year)
        row = self._block(sheet, row, real, self._lines(results.cash_flow(basis="real")))
        names: dict[str, dict[str, str]] = {
            "action": {item.id: item.name for item in results.plan.actions},
            "sector": {item.id: item.name for item in results.plan.sectors},
            "organisation": {item.id: item.name for item in results.plan.organisations},
        }
        dimensions: tuple[Dimension, ...] = ("action", "sector", "organisation")
        for dimension in dimensions:
            frame = results.cash_flow_by([dimension])
            rows = [(str(key), names[dimension].get(str(key), ""), list(line)) for key, line in _rows(frame)]
            row = self._block(sheet, row, t(f"workbook.result.by_{dimension}", self.lang), rows)
        sheet.freeze_panes(3, 2)

    def _lines(self, frame: pd.DataFrame) -> list[tuple[str, str, list[float]]]:
        return [("", t(f"line.{key}.label", self.lang), list(line)) for key, line in _rows(frame)]

    def _block(
        self, sheet: Worksheet, row: int, title: str, rows: list[tuple[str, str, list[float]]], *, is_money: bool = True
    ) -> int:
        """Write a table with years as columns; return the row after it."""
        years = self.results.years
        unit = self.money if is_money else t("workbook.unit.tonnes", self.lang)
        sheet.write_string(row, 0, f"{title} ({unit})", self.styles.strong)
        row += 1
        for column, label in enumerate(["", "", *map(str, years), t("workbook.result.sum", self.lang)]):
            sheet.write_string(row, column, label, self.styles.label)
        divisor, style = (self.factor, self.money_format) if is_money else (1, NUMBER_FORMATS["whole"])
        for identity, name, amounts in rows:
            row += 1
            sheet.write_string(row, 0, identity, self.styles.figure("@"))
            sheet.write_string(row, 1, name, self.styles.figure("@"))
            for column, amount in enumerate([*amounts, sum(amounts)], start=2):
                sheet.write_number(row, column, amount / divisor, self.styles.figure(style))
        return row + 3

    def tonnes(self) -> None:
        """Write tonnes by year, by kind and by action."""
        results = self.results
        sheet = self._sheet("tonnes", [14, 46, *(11.0 for _ in results.years), 13.0])
        rows = [("", t(f"tonnes_kind.{key}.label", self.lang), list(line)) for key, line in _rows(results.tonnes())]
        row = self._block(sheet, 3, t("workbook.result.by_kind", self.lang), rows, is_money=False)
        names = {item.id: item.name for item in results.plan.actions}
        rows = [(str(key), names.get(str(key), ""), list(line)) for key, line in _rows(results.tonnes_by("action"))]
        self._block(sheet, row, t("workbook.result.by_action", self.lang), rows, is_money=False)
        sheet.freeze_panes(3, 2)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, list[float]]]:
    return [(key, [float(x) for x in line]) for key, line in zip(frame.index, frame.to_numpy(), strict=True)]
