"""How one action is paid for: its mix, what it uses by year, what is missing, and what limited it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.cards import card
from app.components.funding_chart import funding_chart
from app.components.funding_figures import gap_card, has_funding, leverage_text, present_value_cards
from app.components.funding_limits import show_limits
from app.components.funding_sources import certainty_cells
from app.components.inert import inert, one_line
from app.components.tables import Column, show_table
from app.components.values import Names, value_text
from finmodel.analysis.funding import GapView
from finmodel.i18n import t
from finmodel.model.mixes import Mixes

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import Balance
    from finmodel.model.action import Action
    from finmodel.model.funding import FundingEntry, Source

__all__ = ["show_action_funding"]


def show_action_funding(action: Action, page: Page) -> None:
    """Show an action's funding, or why there is none."""
    formats, lang = page.formats, page.lang
    if not has_funding(page):
        sheets = {name: t(f"table.{name}.title", lang) for name in ("sources", "funding")}
        st.info(formats.text("funding.empty_action", **sheets))
        return
    item = page.results.action(action.id)
    balance = page.results.funding.actions.get(action.id)
    if balance is None:
        why = item.left_out or ("not_costed" if not item.is_costed else "")
        known = {"repeat", "not_included", "outside_perspective", "not_costed"}
        key = why if why in known else "outside_perspective"
        st.info(formats.text(f"funding.no_action_{key}"))
        return
    places = st.columns(4)
    with places[0]:
        card(
            t("balance.uses", lang),
            formats.money(balance.total(balance.uses)),
            text=inert(formats.text("funding.uses_help")),
        )
    for place, view in zip(places[1:], GapView, strict=True):
        with place:
            gap_card(balance, view, formats)
    places = st.columns(4)
    with places[0]:
        card(t("choice.money_class.external", lang), formats.money(balance.external))
    with places[1]:
        card(
            t("balance.leverage", lang),
            leverage_text(balance, formats),
            text=inert(formats.text("funding.leverage_help")),
        )
    present_value_cards(page, item.figures, places[2:], of_plan=False)
    _mix(action, balance, page)
    if balance.uses.any():
        funding_chart(balance, page, by="source", key="action_funding")
    else:
        st.caption(formats.text("funding.no_need"))
    st.subheader(formats.text("funding.tab_limits"))
    show_limits(page, action=action.id, key="action_limits")


def _mix(action: Action, balance: Balance, page: Page) -> None:
    """Show the entries of the mix, its own or a default's, with what each source pays."""
    formats, lang = page.formats, page.lang
    entries = Mixes(page.plan.funding).of(action)
    if not entries:
        st.info(formats.text("funding.no_mix"))
        return
    scope, identity = entries[0].belongs_to
    if scope != "action":
        st.caption(inert(formats.text(f"funding.default_{scope}", name=_scope_name(scope, identity, page))))
    sources = {row.id: row for row in page.plan.sources}
    rows = [_entry(entry, sources[entry.source], balance, page) for entry in entries]
    columns = [
        Column("position", t("field.funding.position.label", lang), decimals=0, width=75),
        Column("source", formats.text("funding.source"), width=195),
        Column("kind", t("field.sources.kind.label", lang), width=140),
        Column("how_much", formats.text("funding.how_much"), width=200),
        Column("certainty", t("field.funding.certainty.label", lang), width=105),
        Column("probability", t("field.funding.probability.label", lang), width=95),
        Column(
            "total",
            formats.text("funding.source_pays", unit=formats.money_label),
            decimals=formats.decimals,
            help=formats.text("funding.source_pays_help"),
            width=135,
        ),
        Column("marks", formats.text("funding.marks"), width=90),
    ]
    alt_text = formats.text("funding.mix_alt", n=len(rows))
    show_table(rows, columns, formats, key=f"mix.{lang}", alt=alt_text, n_shown=len(rows))


def _scope_name(scope: str, identity: str, page: Page) -> str:
    if scope == "status":
        return t(f"choice.status.{identity}", page.lang)
    table = {"sector": "sectors", "owner": "organisations"}.get(scope)
    return one_line(Names(page.plan).of(table, identity)) if table else ""


def _entry(entry: FundingEntry, source: Source, balance: Balance, page: Page) -> dict[str, Any]:
    formats = page.formats
    certainty = entry.certainty or source.certainty
    probability = entry.probability if entry.probability is not None else source.probability
    return {
        "position": entry.position,
        "source": one_line(source.name),
        "kind": t(f"choice.source_kind.{source.kind}", page.lang),
        "how_much": _how_much(entry, source, page),
        **certainty_cells(certainty, probability, formats),
        "total": _total(source, balance, formats),
        "marks": formats.text("mark.illustrative") if entry.illustrative or source.illustrative else "",
    }


def _total(source: Source, balance: Balance, formats: Formats) -> float | None:
    """Return what a source pays from the base year on; None for results-based money, which pays no cost."""
    if not source.is_capital:
        return None
    path = balance.sources.get(source.id)
    return formats.in_unit(0.0 if path is None else balance.total(path) or 0.0)


def _how_much(entry: FundingEntry, source: Source, page: Page) -> str:
    """Return what the entry asks for, in words."""
    formats, names = page.formats, Names(page.plan)
    if entry.rest:
        return t("field.funding.rest.label", page.lang)
    if entry.amount is not None:
        return value_text("funding", "amount", entry.amount, names, formats)
    if entry.by_year:
        return value_text("funding", "by_year", {str(y): n for y, n in entry.by_year.items()}, names, formats)
    if not source.is_capital:
        return formats.text("funding.of_tonnes", share=formats.share(1.0 if entry.share is None else entry.share))
    share = source.share if entry.share is None else entry.share
    shown = "–" if share is None else formats.share(share)
    return formats.text("funding.of_eligible" if source.kind.is_grant else "funding.of_cost", share=shown)
