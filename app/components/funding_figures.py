"""Head figures of the funding: need, who pays, the gap in three views, and the net present value before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import card, figure_card
from app.components.inert import inert, one_line
from app.components.notes import basis_words
from finmodel.analysis.funding import GapView
from finmodel.analysis.funding_tables import unknown_probabilities
from finmodel.i18n import t
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import Balance
    from finmodel.analysis.results import Figures
    from finmodel.engine.undefined import FloatArray

__all__ = ["gap_card", "has_funding", "leverage_text", "present_value_cards", "show_funding_figures", "unknown_note"]


def has_funding(page: Page) -> bool:
    """Whether the plan says anything about who pays: a mix, which needs a source."""
    return bool(page.plan.funding)


def leverage_text(balance: Balance, formats: Formats) -> str:
    """Return external money per krona of own and borrowed money, or why there is no such figure."""
    leverage = balance.leverage
    return formats.reason("no_own_money") if leverage is None else formats.number(leverage, 2)


def show_funding_figures(page: Page, year: int) -> None:
    """Show the cards of the whole plan.

    Parameters
    ----------
    page
        What is shown.
    year
        The year whose amounts stand below those in all.
    """
    formats, balance = page.formats, page.results.funding.portfolio
    lang = formats.lang
    first, *others = st.columns(4)
    with first:
        _amount(
            "uses", t("balance.uses", lang), balance, balance.uses, year, formats, more=_reinvestment(balance, formats)
        )
    for place, name in zip(others, MoneyClass, strict=True):
        with place:
            label = t(f"choice.money_class.{name}", lang)
            _amount(str(name), label, balance, balance.classes[name], year, formats)
    places = st.columns(4)
    for place, view in zip(places, GapView, strict=False):
        with place:
            gap_card(balance, view, formats, year=year)
    with places[3]:
        card(
            t("balance.leverage", formats.lang),
            leverage_text(balance, formats),
            text=inert(formats.text("funding.leverage_help")),
        )
    places = st.columns(4)
    with places[0]:
        card(
            t("balance.net_own", formats.lang),
            formats.money(balance.net_own),
            text=inert(formats.text("funding.net_own_help")),
        )
    with places[1]:
        label = formats.text("funding.results_based")
        _amount("results_based", label, balance, balance.results_based, year, formats)
    present_value_cards(page, page.results.portfolio, places[2:], of_plan=True)


def _reinvestment(balance: Balance, formats: Formats) -> str:
    """Return what of the need is reinvestment; empty where nothing is."""
    amount = balance.total(balance.reinvestment)
    return formats.text("funding.of_which_reinvestment", amount=formats.money(amount)) if amount else ""


def _amount(
    name: str, label: str, balance: Balance, path: FloatArray, year: int, formats: Formats, *, more: str = ""
) -> None:
    amount = balance.by_year(path)[str(year)]
    note = formats.text("funding.in_year", year=year, amount=formats.money(amount))
    card(
        label,
        formats.money(balance.total(path)),
        text=inert(formats.text(f"funding.{name}_help")),
        note=f"{more} · {note}" if more else note,
    )


def gap_card(balance: Balance, view: GapView, formats: Formats, *, year: int | None = None) -> None:
    """Show the gap of a view from the base year on, or that it is not known."""
    path = balance.gaps[view]
    total = balance.total(path)
    note = None
    if year is not None:
        amount = balance.by_year(path)[str(year)]
        shown = formats.text("funding.unknown_probability") if amount is None else formats.money(amount)
        note = formats.text("funding.in_year", year=year, amount=shown)
    card(
        t(f"gap_view.{view}.label", formats.lang),
        formats.text("funding.unknown_probability") if total is None else formats.money(total),
        text=inert(t(f"gap_view.{view}.help", formats.lang)),
        note=note,
    )


def present_value_cards(page: Page, figures: Figures, places: Sequence[DeltaGenerator], *, of_plan: bool) -> None:
    """Show the net present value before and after funding in two places beside each other."""
    formats = page.formats
    note = formats.text(
        "key.present_value",
        basis=basis_words(page.results, formats),
        year=str(page.plan.settings.base_year),
    )
    notes = {name: None if name in figures.undefined else note for name in ("npv", "npv_after_funding")}
    before, after = places
    with before:
        figure_card(
            "npv", figures, formats, note=notes["npv"], of_plan=of_plan, label=formats.text("funding.npv_before")
        )
    with after:
        figure_card("npv_after_funding", figures, formats, note=notes["npv_after_funding"], of_plan=of_plan)


def unknown_note(page: Page) -> None:
    """Say which sources lack a probability where the expected gap cannot be computed for it."""
    missing = unknown_probabilities(page.results.funding)
    if not missing:
        return
    names = {row.id: one_line(row.name) for row in page.plan.sources}
    st.warning(
        page.formats.text(
            "funding.unknown_note",
            names=inert("; ".join(names[name] for name in missing)),
            field=inert(t("field.sources.probability.label", page.lang)),
            sheet=inert(t("table.sources.title", page.lang)),
        ),
        icon=":material/help:",
    )
