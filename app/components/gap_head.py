"""The head of the gap page: the answer in a sentence, and the key figures with the reasons of those that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import card
from app.components.gap_budget import budget_card
from app.components.gap_words import reason_words, shown
from app.components.inert import inert, one_line
from finmodel.analysis.emission_sources import illustrative_inputs
from finmodel.analysis.part_gaps import missing_share, part_gaps
from finmodel.i18n import t
from finmodel.i18n.formats import format_money_per_tonne
from finmodel.i18n.gap import cautions

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.part_gaps import PartGap

__all__ = ["show_answer", "show_money_figures", "show_tonnes_figures"]


def show_answer(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Say in a sentence what is missing in the target year, or why that is not known."""
    formats, whole = page.formats, part_gaps(found.emissions, cell, found.year)[-1]
    year = str(found.year)
    if whole.gap.value is None:
        st.warning(
            formats.text("gap.answer_unknown", year=year, reason=reason_words(whole.gap.reason, formats)),
            icon=":material/help:",
        )
    else:
        params = {
            "year": year,
            "planned": formats.tonnes(whole.residual.value),
            "target": formats.tonnes(whole.target.value),
            "gap": formats.tonnes(abs(whole.gap.value)),
            "name": inert("" if whole.target_row is None else one_line(whole.target_row.name)),
        }
        share = missing_share(whole)
        over = cell.at(found.emissions.overshoot(cell), found.year) or 0.0
        if whole.gap.value <= 0 < whole.gap.value + over:
            doubt = {"over": formats.tonnes(over), "short": formats.tonnes(whole.gap.value + over)}
            st.warning(formats.text("gap.answer_doubtful", **params, **doubt), icon=":material/flag:")
        elif whole.gap.value <= 0:
            st.success(formats.text("gap.answer_met", **params), icon=":material/check_circle:")
        elif share.value is None:
            st.info(formats.text("gap.answer_short", **params), icon=":material/flag:")
        else:
            share_text = formats.share(share.value)
            st.info(formats.text("gap.answer_short_share", **params, share=share_text), icon=":material/flag:")
    for text in cautions(found.emissions, cell, found.year, formats.lang):
        st.warning(inert(text), icon=":material/warning:")
    made_up = illustrative_inputs(found.plan, cell)
    if made_up:
        what = ", ".join(t(f"gap.input.{name}", formats.lang).lower() for name in made_up)
        st.caption(formats.text("gap.illustrative", what=inert(what)))


def show_tonnes_figures(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show the cards of the tonnes."""
    formats, year = page.formats, str(found.year)
    whole = part_gaps(found.emissions, cell, found.year)[-1]
    places = st.columns(4)
    with places[0]:
        share = missing_share(whole)
        note = None if share.value is None else formats.text("gap.of_cut", share=formats.share(share.value))
        if whole.gap.value is not None and whole.gap.value <= 0:
            note = formats.text("gap.is_met")
        _card("gap", whole.gap, formats, year=year, note=note)
    with places[1]:
        _card("planned", whole.residual, formats, year=year, note=_removals(whole, formats))
    with places[2]:
        note = None if whole.target_row is None else inert(one_line(whole.target_row.name))
        _card("target", whole.target, formats, year=year, note=note)
    with places[3]:
        budget_card(found, cell, page)


def _card(name: str, outcome: Outcome, formats: Formats, *, year: str, note: str | None) -> None:
    text = inert(formats.text(f"gap.card_{name}_help"))
    if outcome.value is None:
        text, note = f"{reason_words(outcome.reason, formats)}\n\n{text}", None
    card(formats.text(f"gap.card_{name}", year=year), shown(outcome, formats, formats.tonnes), text=text, note=note)


def _removals(whole: PartGap, formats: Formats) -> str | None:
    if not whole.removals.value:
        return None
    return formats.text("gap.and_removals", tonnes=formats.tonnes(whole.removals.value))


def show_money_figures(found: GapAnalysis, cell: EmissionCell | None, page: Page) -> None:
    """Show the cards of the money."""
    formats, year = page.formats, str(found.year)
    per_tonne, decided = found.missing_per_tonne(cell), found.need.decided
    places = st.columns(4)
    with places[0]:
        _money("financing_gap", per_tonne.financing_gap, formats, year=year)
    with places[1]:
        outcome = per_tonne.per_tonne

        def kronor(value: float | None) -> str:
            return format_money_per_tonne(value, formats.lang, currency=formats.currency)

        text = inert(t("missing_per_tonne.how", formats.lang))
        if outcome.value is None:
            text = f"{reason_words(outcome.reason, formats)}\n\n{text}"
        card(t("missing_per_tonne.title", formats.lang), shown(outcome, formats, kronor), text=text)
    for place, name in zip(places[2:], ("decided", "secured"), strict=True):
        with place:
            share = decided.share_decided if name == "decided" else decided.share_secured
            card(
                formats.text(f"gap.card_{name}"),
                shown(share, formats, lambda value: formats.share(value or 0.0)),
                text=inert(t(f"decided.{name}_help", formats.lang)),
                note=formats.text("gap.of_need", need=formats.money(decided.uses)) if decided.uses else None,
            )


def _money(name: str, outcome: Outcome, formats: Formats, *, year: str) -> None:
    text = inert(formats.text(f"gap.card_{name}_help"))
    if outcome.value is None:
        text = f"{reason_words(outcome.reason, formats)}\n\n{text}"
    label = t(f"missing_per_tonne.{name}", formats.lang, year=year)
    card(label, shown(outcome, formats, formats.money), text=text)
