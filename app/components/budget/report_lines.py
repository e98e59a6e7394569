"""Lists of lines: the largest harmful ones, and the largest that nobody has judged, with how far one gets by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.budget.report_words import (
    axis_label,
    category_label,
    code_name,
    in_unit,
    money,
    percent,
    percent_cell,
)
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.i18n import t
from finmodel.i18n.tagging import reason_text
from finmodel.intake.budget_privacy import Masker, Masking, MaskingOf, without_person_numbers
from finmodel.tagging.amounts import quotient
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.components.budget.report_words import Shown
    from app.components.formats import Formats
    from finmodel.tagging.tagged import TaggedLine

__all__ = [
    "MASKING_KEY",
    "MOST_LINES",
    "chosen_masking",
    "line_columns",
    "line_rows",
    "masked",
    "show_harmful",
    "show_lines",
    "show_unexamined",
]

MOST_LINES = 300
"""Lines in a list on the page; the workbook has them all."""
MASKING_KEY = "budget_masking"
_ROW = 88
"""Height of a row with four lines of reasons [pixels]."""
_OF_LINES, _OF_PEOPLE = ("text", "line", "why", "content"), ("reason", "evidence")
_FIELDS = ("organisation", "activity", "account", "project")


def show_harmful(shown: Shown, axis: str) -> None:
    """Show the harmful lines of an axis, the largest first."""
    formats = shown.formats
    ore, share = shown.report.totals.of_role(axis, Role.HARMFUL)
    st.subheader(formats.text("budget_report.harmful_lines"))
    found = shown.once(("harmful", axis), lambda: shown.report.harmful(axis))
    if not found:
        st.info(formats.text("budget_report.no_harmful"))
        return
    st.markdown(
        formats.text(
            "budget_report.harmful_sum",
            amount=inert(money(ore, formats)),
            share=inert(percent(share, formats)),
            axis=inert(axis_label(shown.scheme, axis, formats).lower()),
        )
    )
    show_lines(found, shown, axis, name="budget_harmful")


def show_unexamined(shown: Shown, axis: str) -> None:
    """Show the lines that nobody has judged on an axis, and how many of them to review."""
    formats = shown.formats
    st.subheader(formats.text("budget_report.unexamined_lines"))
    found = shown.once(("unexamined", axis), lambda: shown.report.unexamined(axis))
    if not found:
        st.success(formats.text("budget_report.none_unexamined"), icon=":material/check_circle:")
        return
    n = shown.once(("n_to_judge", axis), lambda: shown.report.n_to_judge(axis))
    if n is None:
        st.info(formats.text("budget_report.n_unknown"))
    elif n == 0:
        st.success(formats.text("budget_report.n_none"), icon=":material/check_circle:")
    else:
        st.info(_to_judge(n, formats), icon=":material/checklist:")
    judged = [percent_cell(item.judged, formats) for item in found]
    st.caption(formats.text("budget_report.unexamined_how"))
    show_lines([item.item for item in found], shown, axis, name="budget_unexamined", judged=judged)


def _to_judge(n: int, formats: Formats) -> str:
    return formats.text(
        "budget_report.n_to_judge_one" if n == 1 else "budget_report.n_to_judge", n=formats.number(n, 0)
    )


def show_lines(
    items: Sequence[TaggedLine],
    shown: Shown,
    axis: str,
    *,
    name: str,
    judged: Sequence[float | str] = (),
) -> None:
    """Show lines as a table with a download.

    Parameters
    ----------
    items
        Lines in their order; the first ones are shown.
    shown
        What the page shows.
    axis
        Whose tag, and why, is in the table.
    name
        Of the table and its file.
    judged
        Where given, the share of the kronor that is judged after each line.
    """
    formats = shown.formats
    first = items[:MOST_LINES]
    rows = line_rows(first, shown, axis)
    for row, share in zip(rows, judged, strict=False):
        row["judged"] = share
    columns = line_columns(rows, shown)
    if judged:
        place = next(place for place, column in enumerate(columns) if column.key == "share")
        columns.insert(place + 1, Column("judged", f"{formats.text('budget_report.judged')}, %", decimals=1, width=85))
    alt = formats.text("budget_report.lines_alt", n=len(first), of=len(items))
    show_table(rows, columns, formats, key=f"table.{name}.{formats.lang}", alt=alt, row_height=_ROW, n_shown=8)
    if len(items) > len(first):
        st.caption(formats.text("budget_report.lines_cut", n=len(first), of=formats.number(len(items), 0)))
    download_csv(masked(rows), columns, formats, name=name)


def line_rows(items: Iterable[TaggedLine], shown: Shown, axis: str) -> list[dict[str, Any]]:
    """Return lines as rows: text, amount, tag on an axis and why, and the names of its codes."""
    formats, scheme = shown.formats, shown.scheme
    place, base = scheme.axis_ids.index(axis), shown.report.totals.base
    rows = []
    for item in items:
        ore = item.line.amount(shown.report.years)
        row: dict[str, Any] = {
            "text": one_line(item.line.text),
            "amount": in_unit(ore, formats),
            "share": percent_cell(quotient(ore, base), formats),
            "tag": category_label(scheme, item.categories[place], formats),
            "standing": t(f"tag_standing.{item.standings[place]}", formats.lang),
            "why": one_line(reason_text(item, shown.budget.tagger, formats.lang)),
            "place": one_line(item.line.place),
        }
        row |= {
            field: code_name(shown, field, getattr(item.line, field)) if getattr(item.line, field) else ""
            for field in _FIELDS
        }
        rows.append(row)
    return rows


def line_columns(rows: Sequence[dict[str, Any]], shown: Shown) -> list[Column]:
    """Return the columns of :func:`line_rows`; codes that no line has are left out."""
    formats = shown.formats
    text = formats.text
    fields = [
        Column(field, t(f"tag_group.{field}", formats.lang), width=145)
        for field in _FIELDS
        if any(row[field] for row in rows)
    ]
    return [
        Column("text", text("budget_report.line"), width=200, pinned=True),
        *fields[:1],
        Column("amount", f"{text('budget_report.amount')}, {formats.money_label}", formats.decimals, width=100),
        Column("share", text("budget_report.of_base_column"), decimals=1, width=105),
        Column("tag", text("budget_report.category"), width=130),
        Column("why", text("budget_report.why"), width=290),
        Column("standing", text("budget_report.standing"), width=110),
        *fields[1:],
        Column("place", text("budget_report.place"), width=90),
    ]


def masked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows for a file with what the reader chose to have masked in it masked.

    Where all free text is masked, people's reasons stay without personal identity numbers: an audit has to read them.
    """
    chosen = chosen_masking()
    if chosen is MaskingOf.NOTHING:
        return list(rows)
    masker = Masker(Masking(chosen, chosen))
    return [
        row
        | {field: masker.text(str(row[field])) for field in _OF_LINES if field in row}
        | {field: without_person_numbers(str(row[field]))[0] for field in _OF_PEOPLE if field in row}
        for row in rows
    ]


def chosen_masking() -> MaskingOf:
    """Return what the reader chose to have masked in files."""
    return MaskingOf(state.remember(MASKING_KEY, str(MaskingOf.NOTHING)))
