"""The sources' ranges carried through: one at a time, and all together as the corners that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.cards import card, figure_help
from app.components.definitions import definitions
from app.components.inert import one_line
from app.components.marks import is_assumption
from app.components.tables import TWO_LINES, Column, download_csv, show_table
from app.components.tornado import outcome_text
from app.components.values import choice_label, number_text_of, spec_of
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.ranges import NotCarried, RangeRow, SourceRanges

__all__ = ["show_ranges"]

_FIGURES = ("npv", "abatement_cost")


def show_ranges(found: SourceRanges, page: Page, action: str | None) -> None:
    """Show the ranges of one action, or of the plan and all its actions."""
    formats = page.formats
    st.caption(formats.text("ranges.how"))
    rows = [row for row in found.rows if action is None or row.action == action]
    not_carried = [row for row in found.not_carried if action is None or row.action == action]
    if not rows:
        st.info(formats.text("ranges.none"))
    else:
        _corners(found, action, formats)
        table = [_row(row, page) for row in rows]
        columns = _columns(formats)
        alt = formats.text("ranges.alt", n=len(rows))
        show_table(table, columns, formats, key=f"ranges.{formats.lang}", alt=alt, n_shown=7, row_height=TWO_LINES)
        with st.container(horizontal=True):
            definitions(_FIGURES, formats, key="ranges", of_plan=action is None)
            download_csv(table, columns, formats, name="ranges")
    if not_carried:
        with st.expander(formats.text("ranges.not_carried", n=len(not_carried))):
            _not_carried(not_carried, page)


def _corners(found: SourceRanges, action: str | None, formats: Formats) -> None:
    st.subheader(formats.text("ranges.corners"))
    st.caption(t("sensitivity.corner_note", formats.lang))
    for name in _FIGURES:
        corner = found.corner(name, action)
        if corner is None:
            continue
        label = t(f"figure.{name}.label", formats.lang)
        text = figure_help(name, formats, of_plan=action is None)
        ends = (("unfavourable", corner.unfavourable), ("base", corner.base), ("favourable", corner.favourable))
        counts = {"unfavourable": len(corner.unfavourable_ends), "favourable": len(corner.favourable_ends)}
        for place, (end, outcome) in zip(st.columns(3), ends, strict=True):
            with place:
                note = formats.text("ranges.n_ends", n=counts[end]) if end in counts else None
                head = formats.text(f"ranges.{end}", figure=label)
                card(head, outcome_text(name, outcome, formats), text=text, note=note)


def _row(row: RangeRow, page: Page) -> dict[str, Any]:
    formats = page.formats
    cells: dict[str, Any] = {
        "action": _name(row.action, page),
        "quantity": choice_label(spec_of("evidence", "quantity"), str(row.quantity), formats.lang),
        "source": _source(row.evidence, page),
        **{
            end: "" if value is None else number_text_of(value, row.quantity.unit, formats)
            for end, value in (("low", row.low), ("value", row.value), ("high", row.high))
        },
    }
    for figure, ends in row.outcomes.items():
        for side in ("low", "high"):
            cells[f"{figure}_{side}"] = _cell(ends.get(side), figure, formats)
    return cells


def _source(evidence: str, page: Page) -> str:
    """Return where a range comes from, marked where it is illustrative."""
    formats = page.formats
    row = next(row for row in page.plan.evidence if row.id == evidence)
    source = row.source or formats.text("parameters.no_source")
    if not is_assumption(row):
        return source
    mark = formats.text("mark.illustrative" if row.illustrative else "mark.assumption")
    return f"{mark} · {source}"


def _cell(outcome: Outcome | None, figure: str, formats: Formats) -> float | str | None:
    if outcome is None:
        return None
    if outcome.value is None:
        return formats.reason(outcome.reason or "")
    return formats.in_unit(outcome.value) if figure == "npv" else outcome.value


def _columns(formats: Formats) -> list[Column]:
    heads = {
        f"{figure}_{side}": formats.text(f"ranges.{figure}_{side}", unit=unit)
        for figure, unit in (("npv", formats.money_label), ("abatement_cost", formats.per_tonne_label))
        for side in ("low", "high")
    }
    return [
        Column("action", formats.text("action"), width=210, pinned=True),
        Column("quantity", formats.text("ranges.quantity"), width=140),
        Column("low", formats.text("ranges.low"), width=118),
        Column("value", formats.text("ranges.value"), width=118),
        Column("high", formats.text("ranges.high"), width=118),
        *(
            Column(name, head, decimals=0 if name.startswith("abatement") else formats.decimals, width=138)
            for name, head in heads.items()
        ),
        Column("source", t("field.evidence.source.label", formats.lang), width=260),
    ]


def _not_carried(rows: list[NotCarried], page: Page) -> None:
    formats = page.formats
    table = [
        {
            "action": _name(row.action, page),
            "quantity": choice_label(spec_of("evidence", "quantity"), str(row.quantity), formats.lang),
            "why": t(f"sensitivity.not_applied.{row.why}", formats.lang),
        }
        for row in rows
    ]
    columns = [
        Column("action", formats.text("action"), width=320),
        Column("quantity", formats.text("ranges.quantity"), width=220),
        Column("why", formats.text("curve.why"), width=380),
    ]
    show_table(table, columns, formats, key=f"not_carried.{formats.lang}")


def _name(action: str | None, page: Page) -> str:
    if action is None:
        return page.formats.text("subject.plan")
    return one_line(next(row.name for row in page.plan.actions if row.id == action))
