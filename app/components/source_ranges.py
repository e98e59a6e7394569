"""The sources' ranges carried through: one at a time, and all together as the corners that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.cards import card, figure_help
from app.components.definitions import definitions
from app.components.inert import one_line
from app.components.marks import is_assumption
from app.components.notes import per_tonne_unit
from app.components.tables import TWO_LINES, Column, download_csv, show_table
from app.components.tornado import outcome_text
from app.components.values import choice_label, number_text_of, spec_of
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.ranges import NotCarried, RangeRow, SourceRanges
    from finmodel.model.lines import Evidence

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
        made_up = {row.id for row in page.plan.evidence if _is_made_up(row)}
        is_society = page.results.view.is_society
        _corners(found, action, formats, made_up, is_society=is_society)
        if n := sum(1 for row in rows if row.evidence in made_up):
            st.warning(formats.text("ranges.made_up", n=n, of=len(rows)), icon=":material/draw:")
        table = [_row(row, page) for row in rows]
        columns = _columns(table, formats, is_society=is_society)
        alt = formats.text("ranges.alt", n=len(rows))
        show_table(table, columns, formats, key=f"ranges.{formats.lang}", alt=alt, n_shown=7, row_height=TWO_LINES)
        with st.container(horizontal=True):
            definitions(_FIGURES, formats, key="ranges", of_plan=action is None)
            download_csv(table, columns, formats, name="ranges")
    if not_carried:
        with st.expander(formats.text("ranges.not_carried", n=len(not_carried))):
            _not_carried(not_carried, page)


def _is_made_up(row: Evidence) -> bool:
    """Whether a range is an illustrative assumption: marked so, or without any source."""
    return row.illustrative or not row.source.strip()


def _corners(found: SourceRanges, action: str | None, formats: Formats, made_up: set[str], *, is_society: bool) -> None:
    st.subheader(formats.text("ranges.corners"))
    st.caption(t("sensitivity.corner_note", formats.lang))
    for name in _FIGURES:
        corner = found.corner(name, action)
        if corner is None:
            continue
        label = t(f"figure.{name}.label", formats.lang)
        text = figure_help(name, formats, of_plan=action is None)
        ends = (("unfavourable", corner.unfavourable), ("base", corner.base), ("favourable", corner.favourable))
        moved = {"unfavourable": corner.unfavourable_ends, "favourable": corner.favourable_ends}
        for place, (end, outcome) in zip(st.columns(3), ends, strict=True):
            with place:
                note = _n_ends([name for name, _ in moved[end]], made_up, formats) if end in moved else ""
                if is_society and name == "abatement_cost":
                    note = " · ".join(part for part in (note, formats.text("basis.without_carbon_value")) if part)
                head = formats.text(f"ranges.{end}", figure=label)
                card(head, outcome_text(name, outcome, formats), text=text, note=note or None)


def _n_ends(evidence: list[str], made_up: set[str], formats: Formats) -> str:
    """Return how many ranges stand at an end, and how many of them are illustrative."""
    n = sum(1 for name in evidence if name in made_up)
    return formats.text("ranges.n_ends_made_up" if n else "ranges.n_ends", of=len(evidence), n=n)


def _row(row: RangeRow, page: Page) -> dict[str, Any]:
    formats = page.formats
    cells: dict[str, Any] = {
        "action": _name(row.action, page),
        "quantity": choice_label(spec_of("evidence", "quantity"), str(row.quantity), formats.lang),
        **_standing(row.evidence, page),
        **{
            end: "" if value is None else number_text_of(value, row.quantity.unit, formats)
            for end, value in (("low", row.low), ("value", row.value), ("high", row.high))
        },
    }
    for figure, ends in row.outcomes.items():
        for side in ("low", "high"):
            cells[f"{figure}_{side}"] = _cell(ends.get(side), figure, formats)
    return cells


def _standing(evidence: str, page: Page) -> dict[str, str]:
    """Return where a range comes from, and its mark where it is illustrative or an assumption."""
    formats = page.formats
    row = next(row for row in page.plan.evidence if row.id == evidence)
    mark = "illustrative" if _is_made_up(row) else "assumption" if is_assumption(row) else ""
    return {
        "mark": formats.text(f"mark.{mark}") if mark else "",
        "source": row.source or formats.text("parameters.no_source"),
    }


def _cell(outcome: Outcome | None, figure: str, formats: Formats) -> float | str | None:
    if outcome is None:
        return None
    if outcome.value is None:
        return formats.reason(outcome.reason or "")
    return formats.in_unit(outcome.value) if figure == "npv" else outcome.value


def _columns(table: list[dict[str, Any]], formats: Formats, *, is_society: bool) -> list[Column]:
    # A number and its unit do not wrap: a narrower column breaks the unit in the middle.
    widest = max(_width(row[end]) for row in table for end in ("low", "value", "high"))
    per_tonne = per_tonne_unit(formats, is_society=is_society)
    heads = {
        f"{figure}_{side}": formats.text(f"ranges.{figure}_{side}", unit=unit)
        for figure, unit in (("npv", formats.money_label), ("abatement_cost", per_tonne))
        for side in ("low", "high")
    }
    return [
        Column("action", formats.text("action"), width=210, pinned=True),
        Column("quantity", formats.text("ranges.quantity"), width=140),
        Column("mark", formats.text("actions.flags"), width=95),
        *(Column(end, formats.text(f"ranges.{end}"), width=max(90, widest)) for end in ("low", "value", "high")),
        *(
            Column(name, head, decimals=0 if name.startswith("abatement") else formats.decimals, width=_width(head))
            for name, head in heads.items()
        ),
        Column("source", t("field.evidence.source.label", formats.lang), width=260),
    ]


def _width(text: str) -> int:
    """Return how wide a column must be for a text to be read on one line [pixels]."""
    return 26 + 7 * len(text)


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
