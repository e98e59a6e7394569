"""The lines as they will be read: the first of them, what is left out and why, and what is to be noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import tagging_import
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_unit import ask_unit
from app.components.budget.reading_words import kronor
from app.components.inert import inert, one_line
from app.components.tables import TWO_LINES, Column, download_csv, show_table, show_texts
from finmodel.i18n import summary, t
from finmodel.intake.budget_lines import CODES, Sort
from finmodel.intake.budget_privacy import MaskingOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import Amount, BudgetLine, BudgetTable
    from finmodel.intake.budget_read import ReadOptions

__all__ = ["N_SHOWN", "show_preview"]

N_SHOWN = 50
"""How many of the first lines are shown."""

_MAX_LEFT_OUT = 500
_ROW, _TEXT, _KIND, _AMOUNT, _DECIMALS, _CODE = 50, 190, 90, 112, 25, 145
_PAGE = 1020
"""Room for a table in a window 1400 wide [pixels]."""
_SORTS = (Sort.OUTTURN, Sort.FORECAST, Sort.BUDGET, Sort.PLAN)
"""Of one year: what was, what is expected, what was decided, and what is planned."""


def show_preview(file: SourceFile, options: ReadOptions, page: Page) -> BudgetTable | None:
    """Read the file and show what comes of it; None where it cannot be read, which is said with its cells."""
    formats = page.formats
    # A ledger takes its time, and says how far it has come.
    progress = st.empty()

    def tell(n_rows: int) -> None:
        progress.caption(formats.text("budget_import.reading", n=formats.number(n_rows)))

    with st.spinner(formats.text("budget_import.looking")):
        table, issues = tagging_import.read(file, options, tell)
    progress.empty()
    if table is None:
        words = {"file": inert(file.name), "summary": summary(issues, page.lang)}
        st.error(formats.text("budget_import.cannot_read", **words), icon=":material/error:")
        ask_unit(file, None, issues, page)
        show_found(issues, formats, key="budget_read")
        return None
    n_left_out = sum(item.n_rows for item in table.left_out)
    reads = formats.text("budget_import.reads", n=formats.number(len(table.lines)), left=formats.number(n_left_out))
    if ask_unit(file, table, issues, page):
        st.markdown(reads)
    else:
        st.success(reads, icon=":material/check_circle:")
    _first_lines(table, page)
    _left_out(table, page)
    is_any_masked = any(issue.code == "FM-B170" and issue.params.get("n_suppliers") for issue in issues)
    wanted = options.masking.suppliers is MaskingOf.PERSONS
    if wanted and not is_any_masked and any(line.supplier for line in table.lines):
        # Persons are known by their numbers: without them, nothing is masked, and nobody would notice.
        st.warning(formats.text("budget_import.no_persons"), icon=":material/person:")
    if issues:
        with st.expander(formats.text("budget_import.notes", n=len(issues)), expanded=True):
            show_found(issues, formats, key="budget_read")
    return table


def _first_lines(table: BudgetTable, page: Page) -> None:
    formats, lang = page.formats, page.lang
    amounts = sorted(table.years(), key=lambda each: (each[1], _SORTS.index(each[0])))
    fields = [name for name in (*CODES, "supplier", "date") if any(getattr(line, name) for line in table.lines)]
    rows = [_line_row(line, fields, amounts, table, page) for line in table.lines[:N_SHOWN]]
    first = [
        Column("place", formats.text("budget_import.row"), width=_ROW, pinned=True),
        Column("text", t("budget_field.text", lang), width=_TEXT, pinned=True),
    ]
    columns = [Column("kind", t("budget_field.kind", lang), width=_KIND)]
    has_ore = _decimals(table)
    size = _AMOUNT + _DECIMALS * bool(has_ore)
    for sort, year in amounts:
        words = t(f"budget_sort.{sort}", lang).capitalize()
        label = formats.text("budget_import.amount_of", sort=words, year=str(year))
        columns.append(Column(f"{sort}.{year}", label, decimals=has_ore, width=size))
    codes = [Column(name, t(f"budget_field.{name}", lang), width=_CODE) for name in fields]
    caption = formats.text("budget_import.first_lines", n=len(rows), of=formats.number(len(table.lines)))
    st.caption(caption)
    alt = formats.text("budget_import.lines_alt")

    def show(shown: list[Column], key: str) -> None:
        # Names of codes are long: they wrap, and so nothing is cut.
        show_table(rows, shown, formats, key=f"{key}.{lang}", alt=alt, n_shown=6, row_height=TWO_LINES)

    if sum(column.width for column in (*first, *columns, *codes)) <= _PAGE:
        show([*first, *columns, *codes], "budget_lines")
        return
    # Amounts and codes side by side would not be seen without scrolling sideways.
    of_amounts, of_codes = st.tabs([formats.text(f"budget_import.lines_{part}") for part in ("amounts", "codes")])
    with of_amounts:
        show([*first, *columns], "budget_lines")
    with of_codes:
        show([*first, *codes], "budget_codes")


def _decimals(table: BudgetTable) -> int:
    has_ore = any(amount.ore % 100 for line in table.lines[:N_SHOWN] for amount in line.amounts)
    return 2 if has_ore else 0


def _line_row(
    line: BudgetLine, fields: list[str], amounts: Sequence[tuple[Sort, int]], table: BudgetTable, page: Page
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "place": str(line.place.row),
        "kind": t(f"tag_kind.{line.kind}", page.lang),
        "text": one_line(line.text),
    }
    for name in fields:
        code = str(getattr(line, name))
        known = table.names.get(name, {}).get(code, "")
        row[name] = one_line(f"{code} {known}" if known and known != code else code)
    for sort, year in amounts:
        ore = line.ore(sort, year)
        row[f"{sort}.{year}"] = None if ore is None else ore / 100
    return row


def _left_out(table: BudgetTable, page: Page) -> None:
    formats, lang = page.formats, page.lang
    if not table.left_out:
        return
    rows = [
        {
            "place": formats.text("budget_import.place_row", row=str(item.place.row))
            if item.place.sheet is None
            else formats.text("budget_import.place_sheet", sheet=one_line(item.place.sheet), row=str(item.place.row)),
            "text": one_line(item.text),
            "n": formats.number(item.n_rows),
            "why": t(f"budget_left_out.{item.reason}", lang),
            "amounts": _amounts(item.amounts, page),
        }
        for item in table.left_out[:_MAX_LEFT_OUT]
    ]
    names = {"place": 150, "text": 300, "n": 80, "why": 220, "amounts": 300}
    columns = [Column(name, formats.text(f"budget_import.left_{name}"), width=width) for name, width in names.items()]
    n_rows = sum(item.n_rows for item in table.left_out)
    with st.expander(formats.text("budget_import.left_out", n=formats.number(n_rows)), expanded=len(rows) <= 12):
        st.caption(formats.text("budget_import.left_out_help"))
        show_texts(rows, columns, formats, key=f"budget_left.{lang}", alt=formats.text("budget_import.left_alt"))
        download_csv(rows, columns, formats, name="budget_left_out")


def _amounts(amounts: tuple[Amount, ...], page: Page) -> str:
    return "; ".join(
        page.formats.text(
            "budget_import.amount_is",
            sort=t(f"budget_sort.{amount.sort}", page.lang),
            year=str(amount.year),
            amount=kronor(amount.ore, page.formats),
        )
        for amount in amounts
    )
