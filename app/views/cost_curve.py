"""Cost curve: which tonnes cost what, before and after overlap, and the five costs per tonne side by side."""

from __future__ import annotations

import streamlit as st

from app import service, state
from app.components.choices import curve_choices
from app.components.cost_curve import Cuts, cuts_of
from app.components.costs_per_tonne import show_costs_per_tonne
from app.components.coverage import assumption_note
from app.components.curve_chart import draw_curve
from app.components.curve_tables import show_beside, show_curve_data, show_overlap
from app.components.definitions import definitions
from app.components.marks import illustrative_caption
from app.components.page_head import head_of_actions
from finmodel.analysis.macc import cost_curve


def show() -> None:
    """Show the page."""
    page = state.current()
    results, formats, plan = page.results, page.formats, page.plan
    year = head_of_actions(page, "cost_curve")
    if year is None:
        return
    assumption_note(results, formats, is_short=True)

    choice = curve_choices(page)
    curves = [
        cost_curve(
            service.evaluated(plan, page.opened.hash, results.perspective, overlap=overlap),
            year,
            sectors=choice.sectors or None,
            owners=choice.owners or None,
        )
        for overlap in choice.overlaps
    ]
    bars = tuple(bar for curve in curves for bar in curve.bars)
    found = cuts_of(bars)
    if found.is_any and not st.toggle(formats.text("curve.cut_toggle"), value=True, key=f"curve_cut.{formats.lang}"):
        found = Cuts()
    width = max(curve.tonnes for curve in curves)
    for curve in curves:
        name = "after" if curve.overlap else "before"
        if len(curves) > 1 or plan.pools:
            st.subheader(formats.text(f"curve.{name}", tonnes=formats.tonnes(curve.tonnes)))
        if not curve.bars:
            st.info(formats.text("curve.nothing", year=year))
            continue
        key = f"curve_{name}"
        alt_text = draw_curve(
            curve,
            plan,
            formats,
            cuts=found,
            by=choice.by,
            key=key,
            width=width,
            beside=bars,
            has_notes=curve is curves[-1],
        )
        show_curve_data(curve, plan, formats, alt_text=alt_text, key=key)
    illustrative_caption(plan, formats, (bar.action for bar in bars))
    definitions(("abatement_cost", "npv", "tonnes_total", "tonnes_unadjusted"), formats, key="curve")
    show_beside(curves[-1], formats)
    show_overlap(results, formats)

    st.header(formats.text("per_tonne.title"))
    show_costs_per_tonne(page)


show()
