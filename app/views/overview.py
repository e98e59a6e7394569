"""Overview: what the plan costs, what it gives, and when."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.cards import card, figure_card
from app.components.charts import cash_flow_chart, tonnes_chart
from app.components.choices import basis_choice, year_choice
from app.components.cost_curve import cost_curve
from app.components.coverage import assumption_note, coverage_expander
from app.components.curve_chart import show_cost_curve
from app.components.notes import basis_line
from app.components.numbers import net_tonnes


def show() -> None:
    """Show the page."""
    page = state.current()
    results, formats = page.results, page.formats
    head, chooser = st.columns([5, 1], vertical_alignment="bottom")
    with head:
        st.title(formats.text("nav.overview"))
        st.caption(basis_line(page))
    with chooser:
        year = year_choice(results, formats)
    assumption_note(results, formats)

    first = st.columns(4)
    for column, name in zip(
        first, ("investment_total", "investment_incremental", "npv", "abatement_cost"), strict=True
    ):
        with column:
            figure_card(name, results.portfolio, formats)
    second = st.columns(4)
    tonnes = results.tonnes()
    with second[0]:
        card(
            formats.text("key.tonnes_year", year=year),
            formats.tonnes(net_tonnes(results, year)) if results.quantified.n else formats.reason("not_quantified"),
            text=formats.text("key.tonnes_year_help"),
        )
    with second[1]:
        figure_card("tonnes_total", results.portfolio, formats)
    with second[2]:
        card(
            formats.text("key.costed"),
            formats.text("key.n_of", n=results.costed.n, of=results.costed.of),
            text=formats.text("key.costed_help"),
        )
    with second[3]:
        card(
            formats.text("key.quantified"),
            formats.text("key.n_of", n=results.quantified.n, of=results.quantified.of),
            text=formats.text("key.quantified_help"),
        )
    coverage_expander(results, formats)

    st.header(formats.text("curve.title", year=year))
    curve = cost_curve(results, year)
    is_cut = curve.cut is not None
    if is_cut:
        is_cut = st.toggle(formats.text("curve.cut_toggle"), value=True, key=f"curve_cut.{formats.lang}")
    show_cost_curve(curve, page.plan, formats, is_cut=is_cut)

    st.header(formats.text("cash_flow.title"))
    if results.costed.n:
        basis, words = basis_choice(page, key="overview")
        cash_flow_chart(results.cash_flow(basis=basis), formats, basis=words, key="cash_flow")
    else:
        st.info(formats.text("unknown.money"))

    st.header(formats.text("tonnes.title"))
    if results.quantified.n:
        st.caption(formats.text("tonnes.how"))
        tonnes_chart(tonnes, formats, key="tonnes")
    else:
        st.info(formats.text("unknown.tonnes"))


show()
