"""Lists of lines: the largest harmful ones, and the largest that nobody has judged, with how far one gets by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.budget.report_line_columns import file_columns, line_columns, line_rows, row_height
from app.components.budget.report_words import axis_label, money, percent, percent_cell
from app.components.inert import inert
from app.components.tables import Column, download_csv, show_table
from finmodel.intake.budget_privacy import Masker, Masking, MaskingOf, without_person_numbers
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
    "masked",
    "show_harmful",
    "show_lines",
    "show_unexamined",
]

MOST_LINES = 300
"""Lines in a list on the page; the workbook has them all."""
MASKING_KEY = "budget_masking"
_SHOWN = 720
"""Height of a table [pixels]."""
_OF_LINES, _OF_PEOPLE = ("text", "line", "why", "content"), ("reason", "evidence")


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
    columns, of_file = line_columns(rows, shown, has_judged=bool(judged)), file_columns(rows, shown)
    if judged:
        of_file.insert(4, Column("judged", f"{formats.text('budget_report.judged')}, %", decimals=1))
    alt = formats.text("budget_report.lines_alt", n=len(first), of=len(items))
    height = row_height(rows, columns)
    n_shown = max(3, _SHOWN // height)
    show_table(rows, columns, formats, key=f"table.{name}.{formats.lang}", alt=alt, row_height=height, n_shown=n_shown)
    if len(items) > len(first):
        st.caption(formats.text("budget_report.lines_cut", n=len(first), of=formats.number(len(items), 0)))
    download_csv(masked(rows), of_file, formats, name=name)


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
    """Return what the reader chose to have masked in files; without a choice what can be told to be a person's."""
    return MaskingOf(state.remember(MASKING_KEY, str(MaskingOf.PERSONS)))
