"""What the totals hold: how many actions are costed and quantified, which are not, and what rests on assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import one_line
from app.components.marks import assumed, illustrative_actions, is_illustrative
from app.components.tables import Column, show_table
from finmodel.analysis.completeness import completeness
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.results import Results

__all__ = ["assumption_note", "coverage_expander", "entered_note", "missing_rows"]


def missing_rows(results: Results, formats: Formats) -> list[dict[str, Any]]:
    """Return the actions that some total leaves out, and why."""
    rows = []
    unknown = {"not_costed": set(results.costed.missing), "not_quantified": set(results.quantified.missing)}
    for item in results.actions:
        why = [formats.reason(key) for key, ids in unknown.items() if item.id in ids]
        if item.left_out is not None:
            why = [t(f"left_out.{item.left_out}.label", formats.lang)]
        if why:
            rows.append(
                {"name": one_line(item.name), "why": ", ".join(why), "counted": _counted(item.id, results, formats)}
            )
    return rows


def _counted(identity: str, results: Results, formats: Formats) -> str:
    item = results.action(identity)
    if item.left_out is not None:
        return formats.text("coverage.nowhere")
    if item.is_costed or item.is_quantified:
        return formats.text("coverage.money_only" if item.is_costed else "coverage.tonnes_only")
    return formats.text("coverage.nowhere")


def coverage_expander(results: Results, formats: Formats) -> None:
    """List the actions that are not in every total."""
    rows = missing_rows(results, formats)
    if not rows:
        return
    with st.expander(formats.text("coverage.title", n=len(rows))):
        columns = [
            Column("name", formats.text("action"), width=420),
            Column("why", formats.text("coverage.why"), width=280),
            Column("counted", formats.text("coverage.counted")),
        ]
        show_table(rows, columns, formats, key=f"coverage.{formats.lang}")


def entered_note(results: Results, formats: Formats) -> None:
    """Say for how many actions savings and a reference alternative are entered; loudly where none saves."""
    entered = completeness(results)
    if not entered.costed:
        return
    words = {"n": entered.with_gains, "of": entered.costed, "reference": entered.with_reference}
    text = t("completeness.text", formats.lang, **words)
    if entered.with_gains:
        st.caption(text)
    else:
        st.warning(text, icon=":material/balance:")


def assumption_note(results: Results, formats: Formats, *, is_short: bool = False) -> None:
    """Say how much of what is shown rests on assumptions.

    Parameters
    ----------
    results, formats
        What is shown.
    is_short
        Whether the banner of an illustrative plan, which stands above every page, is enough.
    """
    if is_short and is_illustrative(results.plan):
        return
    counted = frozenset(item.id for item in results.actions if item.in_totals)
    found = assumed(results.plan, counted, formats)
    sourced = {row.action for row in results.plan.evidence}
    n_unsourced = sum(identity not in sourced for identity in counted)
    if not found.actions and not found.quantities and not n_unsourced:
        return
    n_illustrative = len(illustrative_actions(results.plan) & counted)
    text = formats.text("illustrative.note", n=n_illustrative, of=found.of) + " " if n_illustrative else ""
    text += formats.text("assumed.actions", n=len(found.actions), of=found.of)
    if n_unsourced:
        text += " " + formats.text("assumed.unsourced", n=n_unsourced)
    if found.quantities:
        text += " " + formats.text("assumed.plan", names=", ".join(found.quantities).lower())
    st.info(text, icon=":material/info:")
