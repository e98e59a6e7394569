"""The head of the gap page: the answer in a sentence, and the key figures with the reasons of those that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import card
from app.components.gap_budget import budget_card
from app.components.gap_words import doubt_of, part_words, reason_words, shown
from app.components.inert import inert, one_line
from finmodel.analysis.emission_sources import illustrative_inputs
from finmodel.analysis.inventory import Part
from finmodel.analysis.part_gaps import missing_share, part_gaps
from finmodel.engine.undefined import Reason
from finmodel.i18n import t
from finmodel.i18n.formats import format_money_per_tonne
from finmodel.i18n.gap import cautions

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell, TargetGap
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.part_gaps import PartGap

__all__ = ["show_answer", "show_money_figures", "show_tonnes_figures"]


def show_answer(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Say in a sentence what is missing in the target year, or why that is not known."""
    formats, whole = page.formats, part_gaps(found.emissions, cell, found.year)[-1]
    year = str(found.year)
    if whole.gap.value is None:
        _unknown(found, cell, whole, page)
    else:
        params = {
            "year": year,
            "planned": formats.tonnes(whole.residual.value),
            "target": formats.tonnes(whole.target.value),
            "gap": formats.tonnes(abs(whole.gap.value)),
            "name": inert("" if whole.target_row is None else one_line(whole.target_row.name)),
        }
        answer = "gap.answer"
        if _is_on_the_way(whole, found.year) and whole.target_row is not None:
            answer = "gap.way"
            params["path"] = formats.text(f"gap.way_{whole.target_row.path}")
            params["goal"] = str(whole.target_row.year)
        share, doubt = missing_share(whole), doubt_of(found, cell)
        if doubt is not None:
            doubts = {"over": formats.tonnes(doubt.over), "short": formats.tonnes(doubt.short)}
            st.warning(formats.text(f"{answer}_doubtful", **params, **doubts), icon=":material/flag:")
        elif whole.gap.value <= 0:
            st.success(formats.text(f"{answer}_met", **params), icon=":material/check_circle:")
        elif share.value is None:
            st.info(formats.text(f"{answer}_short", **params), icon=":material/flag:")
        else:
            share_text = formats.share(share.value)
            st.info(formats.text(f"{answer}_short_share", **params, share=share_text), icon=":material/flag:")
    for text in cautions(found.emissions, cell, found.year, formats.lang):
        st.warning(inert(text), icon=":material/warning:")
    made_up = illustrative_inputs(found.plan, cell)
    if made_up:
        what = ", ".join(t(f"gap.input.{name}", formats.lang).lower() for name in made_up)
        st.caption(formats.text("gap.illustrative", what=inert(what)))


def _is_on_the_way(whole: PartGap, year: int) -> bool:
    """Whether the year is before the target's own, so that only the way to it says how much may be emitted."""
    row = whole.target_row
    return row is not None and row.kind.is_level and row.year is not None and year < row.year


def _unknown(found: GapAnalysis, cell: EmissionCell, whole: PartGap, page: Page) -> None:
    """Say why the gap is not known; where the whole has no target of its own, which sectors have one."""
    formats, year = page.formats, str(found.year)
    same = (cell.perspective, cell.gas)
    parts = [each for each in found.emissions.cells if (each.perspective, each.gas) == same]
    sectors = [each for each in parts if each.part is Part.SECTOR and each.targets]
    if whole.gap.reason == Reason.NO_TARGET.key and sectors:
        lines = [
            f"- {inert(part_words(each, page))}: {inert(one_line(item.target.row.name))}. "
            f"{_of_sector(each, item, page)}"
            for each in sectors
            for item in each.targets
        ]
        st.warning("\n".join([formats.text("gap.only_sectors", year=year), "", *lines]), icon=":material/help:")
        return
    st.warning(
        formats.text("gap.answer_unknown", year=year, reason=reason_words(whole.gap.reason, formats)),
        icon=":material/help:",
    )


def _of_sector(cell: EmissionCell, item: TargetGap, page: Page) -> str:
    formats, year = page.formats, item.target.row.year
    gap = cell.at(item.gap, year)
    if gap is None or year is None:
        reason = item.gap.reason if item.gap.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
        return reason_words(reason.key, formats)
    words = "gap.sector_met" if gap <= 0 else "gap.sector_short"
    return formats.text(words, year=str(year), gap=formats.tonnes(abs(gap)))


def show_tonnes_figures(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show the cards of the tonnes."""
    formats, year = page.formats, str(found.year)
    whole = part_gaps(found.emissions, cell, found.year)[-1]
    places = st.columns(4)
    with places[0]:
        share = missing_share(whole)
        note = None if share.value is None else formats.text("gap.of_cut", share=formats.share(share.value))
        doubt, on_the_way = doubt_of(found, cell), _is_on_the_way(whole, found.year)
        if doubt is not None:
            note = formats.text("gap.is_met_on_paper", short=formats.tonnes(doubt.short))
        elif whole.gap.value is not None and whole.gap.value <= 0:
            note = formats.text("gap.is_below_way" if on_the_way else "gap.is_met")
        _card("gap", whole.gap, formats, year=year, note=note)
    with places[1]:
        _card("planned", whole.residual, formats, year=year, note=_removals(whole, formats))
    with places[2]:
        note = None if whole.target_row is None else inert(one_line(whole.target_row.name))
        _card("way" if on_the_way else "target", whole.target, formats, year=year, note=note)
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
    if page.results.price_basis != "nominal":
        st.caption(formats.text("gap.nominal"))
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
        doubt = None if cell is None else doubt_of(found, cell)
        note = None if doubt is None else formats.text("gap.no_gap_on_paper", short=formats.tonnes(doubt.short))
        card(t("missing_per_tonne.title", formats.lang), shown(outcome, formats, kronor), text=text, note=note)
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
