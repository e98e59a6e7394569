"""The plan's key figures as cards: each with its price basis or how many actions it holds, and its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import card, figure_card
from app.components.funding_figures import gap_card, has_funding, unknown_note
from app.components.notes import basis_words, carbon_value_words, per_tonne_words
from app.components.numbers import by_year
from finmodel.analysis.funding import GapView

if TYPE_CHECKING:
    from app.state import Page

__all__ = ["show_key_figures"]


def show_key_figures(page: Page, year: int) -> None:
    """Show the cards of the whole plan.

    Parameters
    ----------
    page
        What is shown.
    year
        The year of the card with tonnes a year.
    """
    results, formats = page.results, page.formats
    basis = basis_words(results, formats)
    present = formats.text("key.present_value", basis=basis, year=str(page.plan.settings.base_year))
    if results.view.is_society and (words := carbon_value_words(page.plan, formats)):
        present = f"{present} · {words}"
    per_tonne = formats.text("key.n_actions", n=results.per_tonne.n, of=results.per_tonne.of)
    notes = {
        "investment_total": basis,
        "investment_incremental": basis,
        "npv": present,
        "abatement_cost": f"{per_tonne_words(results, formats)} · {per_tonne}",
    }
    for column, (name, note) in zip(st.columns(4), notes.items(), strict=True):
        with column:
            figure_card(name, results.portfolio, formats, note=note, of_plan=True)
    tonnes = results.tonnes()
    is_known = bool(results.quantified.n)
    net, before = by_year(tonnes, "net")[year], by_year(tonnes, "unadjusted")[year]
    places = st.columns(4)
    with places[0]:
        card(
            formats.text("key.tonnes_year", year=year),
            formats.tonnes(net) if is_known else formats.reason("not_quantified"),
            text=formats.text("key.tonnes_year_help"),
            note=formats.text("key.before_overlap", tonnes=formats.tonnes(before)) if is_known else None,
        )
    with places[1]:
        unadjusted = results.portfolio["tonnes_unadjusted"]
        below = None if unadjusted is None else formats.text("key.before_overlap", tonnes=formats.tonnes(unadjusted))
        figure_card("tonnes_total", results.portfolio, formats, note=below, of_plan=True)
    for place, name in zip(places[2:], ("costed", "quantified"), strict=True):
        coverage = getattr(results, name)
        with place:
            card(
                formats.text(f"key.{name}"),
                formats.text("key.n_of", n=coverage.n, of=coverage.of),
                text=formats.text(f"key.{name}_help"),
            )
    if has_funding(page):
        _funding(page, year, present)


def _funding(page: Page, year: int, present: str) -> None:
    """Show what the funding leaves: the net present value after it, and the gap in three views."""
    figures, balance = page.results.portfolio, page.results.funding.portfolio
    places = st.columns(4)
    with places[0]:
        name = "npv_after_funding"
        figure_card(name, figures, page.formats, note=None if name in figures.undefined else present, of_plan=True)
    for place, view in zip(places[1:], GapView, strict=True):
        with place:
            gap_card(balance, view, page.formats, year=year)
    unknown_note(page)
    st.page_link("views/funding.py", label=page.formats.text("funding.more"), icon=":material/payments:")
