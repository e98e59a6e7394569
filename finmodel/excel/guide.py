"""The first sheet: what the workbook is, how it is filled in, and the rules that hold in every sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.excel.layout import GUIDE_KEY, ROW_KEY
from finmodel.excel.marks import doubtful_parameters
from finmodel.excel.styles import LINE_HEIGHT, n_lines
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.excel.styles import Styles
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["write_guide"]

STEPS = (
    *("plan", "registers", "actions", "investments", "energy", "benefits", "funding", "accounts", "evidence"),
    *("scenarios", "upload"),
)
WIDTH = 110
RULES = (
    *("blank", "unknown", "yearly", "units", "numbers", "signs", "lists", "rows", "columns", "colours"),
    *("illustrative", "parameters"),
)


def write_guide(
    sheet: Worksheet, styles: Styles, plan: Plan, lang: Language, sheets: Sequence[tuple[str, str]]
) -> None:
    """Write the guide; ``sheets`` are the sheets of the plan: table and title."""
    settings = plan.settings
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 38)
    sheet.set_column(2, 2, WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(ROW_KEY, None, None, {"hidden": True})
    sheet.write_string(ROW_KEY, 0, GUIDE_KEY)
    row = 1
    sheet.write_string(row, 1, settings.title or t("workbook.guide.title", lang), styles.title)
    sheet.write_string(row + 1, 1, settings.municipality, styles.strong)
    sheet.write_string(row + 2, 1, t("workbook.guide.purpose", lang), styles.get())
    row += 4
    doubtful = list(doubtful_parameters(plan, lang))
    if doubtful:
        sheet.write_string(row, 1, t("workbook.guide.doubtful", lang), styles.strong)
        for offset, (status, found) in enumerate(doubtful, start=1):
            sheet.write_string(row + offset, 1, status, styles.get(bold=True))
            _body(sheet, row + offset, found, styles)
        row += len(doubtful) + 2
    for group, names in (("steps", STEPS), ("rules", RULES)):
        sheet.write_string(row, 1, t(f"workbook.guide.{group}.title", lang), styles.strong)
        for offset, name in enumerate(names, start=1):
            sheet.write_string(row + offset, 1, t(f"workbook.guide.{group}.{name}.label", lang), styles.get(bold=True))
            _body(sheet, row + offset, t(f"workbook.guide.{group}.{name}.text", lang), styles)
        row += len(names) + 2
    sheet.write_string(row, 1, t("workbook.guide.sheets", lang), styles.strong)
    for offset, (table, title) in enumerate(sheets, start=1):
        link = f"internal:'{title}'!B2"
        sheet.write_url(row + offset, 1, link, styles.get(font_color="#005A9C", underline=1), title)
        _body(sheet, row + offset, t(f"table.{table}.help", lang), styles)


def _body(sheet: Worksheet, row: int, text: str, styles: Styles) -> None:
    sheet.set_row(row, 3 + LINE_HEIGHT * n_lines(text, WIDTH))
    sheet.write_string(row, 2, text, styles.body)
