"""Overview: what the plan costs, what it gives, and when."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.charts import cash_flow_chart, tonnes_chart
from app.components.choices import basis_choice
from app.components.cost_curve import Cuts, cuts_of
from app.components.coverage import assumption_note, coverage_expander, entered_note
from app.components.curve_chart import draw_curve
from app.components.curve_tables import show_curve_data
from app.components.definitions import definitions
from app.components.key_figures import show_key_figures
from app.components.marks import illustrative_caption
from app.components.page_head import head_with_year
from finmodel.analysis.macc import cost_curve


def show() -> None:
    """Show the page."""
    page = state.current()
    results, formats = page.results, page.formats
    year = head_with_year(page, "overview")
    assumption_note(results, formats)
    show_key_figures(page, year)
    entered_note(results, formats)
    coverage_expander(results, formats)

    st.header(formats.text("curve.title", year=year))
    curve = cost_curve(results, year)
    if curve.bars:
        found = cuts_of(curve.bars)
        if found.is_any and not st.toggle(formats.text("curve.cut_toggle"), value=True, key=f"cut.{formats.lang}"):
            found = Cuts()
        alt_text = draw_curve(curve, page.plan, formats, cuts=found)
        show_curve_data(curve, page.plan, formats, alt_text=alt_text)
        illustrative_caption(page.plan, formats, (bar.action for bar in curve.bars))
    else:
        st.info(formats.text("curve.nothing", year=year))
    with st.container(horizontal=True):
        definitions(("abatement_cost", "npv"), formats, key="overview_curve")
        st.page_link("views/cost_curve.py", label=formats.text("curve.more"), icon=":material/stairs:")

    st.header(formats.text("cash_flow.title"))
    if results.costed.n:
        basis, words = basis_choice(page, key="overview")
        cash_flow_chart(results.cash_flow(basis=basis), formats, basis=words, key="cash_flow")
        lines = (*(line.key for line in results.view.lines), "net")
        definitions((), formats, key="cash_flow", lines=lines)
    else:
        st.info(formats.text("unknown.money"))

    st.header(formats.text("tonnes.title"))
    if results.quantified.n:
        st.caption(formats.text("tonnes.how"))
        tonnes_chart(results.tonnes(), formats, key="tonnes")
        names = ("tonnes_total", "tonnes_unadjusted", "tonnes_reduced", "tonnes_removed", "tonnes_upfront")
        definitions(names, formats, key="tonnes", of_plan=True)
    else:
        st.info(formats.text("unknown.tonnes"))


show()
