"""What is budgeted already and what is new, and the frames of own money with what is used and left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from app.components.years import money_rows, year_frame
from finmodel.analysis.funding_tables import need_sums
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.capacity import FrameUse

__all__ = ["show_adopted", "show_frames"]


def show_frames(page: Page) -> None:
    """Show every frame by year with what is used and left."""
    formats, plan = page.formats, page.plan
    frames = page.results.funding.frames
    if not frames:
        st.info(formats.text("funding.no_frames", sheet=t("table.frames.title", formats.lang)))
        return
    st.caption(formats.text("funding.frames_how"))
    rows: list[dict[str, Any]] = []
    columns: list[Column] = []
    last = max(int(np.flatnonzero((frame.frame != 0) | (frame.used != 0)).max(initial=0)) for frame in frames)
    for frame in frames:
        whole = {"frame": frame.frame, "used": frame.used, "left": frame.left}
        paths = year_frame(whole, frame.years).iloc[:, : last + 1]
        labels = {name: formats.text(f"funding.frame_{name}") for name in paths.index}
        found, columns = money_rows(paths, labels, formats, reason="–")
        holder, marks = _whose(frame, page), _marks(frame, page)
        rows += [{**row, "holder": holder, "what": row["name"], "marks": marks} for row in found]
    head = [
        Column("holder", formats.text("funding.frame_holder"), width=300, pinned=True),
        Column("what", formats.text("chart.line_in", unit=formats.money_label), width=90, pinned=True),
        Column("marks", formats.text("funding.marks"), width=90),
    ]
    columns = [*head, *columns[1:]]
    alt_text = formats.text("funding.frames_alt", n=len(frames), first=plan.settings.first_year)
    show_table(rows, columns, formats, key=f"frames.{formats.lang}", alt=alt_text, n_shown=15)
    download_csv(rows, columns, formats, name="frames")


def _whose(frame: FrameUse, page: Page) -> str:
    """Return the source and whose frame of it this is."""
    sources = {row.id: one_line(row.name) for row in page.plan.sources}
    holders = {row.id: one_line(row.name) for row in page.plan.organisations}
    holder = page.formats.text("funding.frame_common") if frame.organisation is None else holders[frame.organisation]
    return f"{sources[frame.source]}: {holder}"


def _marks(frame: FrameUse, page: Page) -> str:
    rows = [r for r in page.plan.frames if (r.source, r.organisation) == (frame.source, frame.organisation)]
    return page.formats.text("mark.illustrative") if any(row.illustrative for row in rows) else ""


def show_adopted(page: Page) -> None:
    """Show need, budgeted and new by action and bearer, from the base year on."""
    formats, plan = page.formats, page.plan
    if not plan.adopted_plan:
        st.info(formats.text("funding.no_adopted", sheet=t("table.adopted_plan.title", formats.lang)))
        return
    sums = need_sums(page.results.funding.budgeted, plan.settings.base_year)
    st.caption(formats.text("funding.adopted_how", year=str(plan.settings.base_year)))
    actions = {row.id: one_line(row.name) for row in plan.actions}
    names = {row.id: one_line(row.name) for row in plan.organisations}
    assumed = {row.action for row in plan.adopted_plan if row.illustrative}
    rows: list[dict[str, Any]] = [
        {
            "action": actions[row.action],
            "organisation": names[row.organisation],
            "need": formats.in_unit(row.need),
            "budgeted": formats.in_unit(row.budgeted),
            "new": formats.in_unit(row.new),
            "unused": formats.in_unit(row.unused),
            "marks": formats.text("mark.illustrative") if row.action in assumed else "",
        }
        for row in sums
    ]
    columns = [
        Column("action", formats.text("action"), width=270),
        Column("organisation", formats.text("payers.organisation"), width=180),
        *(_amount(name, formats) for name in ("need", "budgeted", "new", "unused")),
        Column("marks", formats.text("funding.marks"), width=90),
    ]
    alt_text = formats.text("funding.adopted_alt", n=len(rows))
    show_table(rows, columns, formats, key=f"adopted.{formats.lang}", alt=alt_text, n_shown=12)
    download_csv(rows, columns, formats, name="adopted")
    unlinked = [row for row in plan.adopted_plan if row.action is None]
    if unlinked:
        st.caption(formats.text("funding.unlinked", n=len(unlinked), of=len(plan.adopted_plan)))


def _amount(name: str, formats: Formats) -> Column:
    return Column(
        name,
        formats.text(f"funding.adopted_{name}", unit=formats.money_label),
        decimals=formats.decimals,
        help=formats.text(f"funding.adopted_{name}_help"),
        width=112,
    )
