"""The words of the gap page: measures, units of tonnes, and why a figure has no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert, one_line
from app.components.marks import illustrative_actions
from app.components.tables import Column
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import VISIBLE_TONNES, gap_reason, measure_label, part_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.outcome import Outcome
    from finmodel.model.emission_enums import Gas

__all__ = [
    "Doubt",
    "action_names",
    "cell_of",
    "doubt_of",
    "ids_text",
    "illustrative_line",
    "measure_words",
    "money_cell",
    "owner_names",
    "part_words",
    "percent_column",
    "reason_words",
    "sector_names",
    "shown",
    "tonnes_unit",
    "total_unit",
]

_MAX_LISTED = 12


def measure_words(cell: EmissionCell, formats: Formats) -> str:
    """Return whose emissions, in which gases."""
    return measure_label(str(cell.perspective), str(cell.gas), formats.lang)


def part_words(cell: EmissionCell, page: Page) -> str:
    """Return which part of a measure it is."""
    return one_line(part_label(page.plan, cell, page.lang))


def tonnes_unit(cell: EmissionCell, formats: Formats) -> str:
    """Return what an axis or a column of the measure is in."""
    return formats.text(f"gap.unit.{cell.gas}")


def total_unit(gas: Gas, formats: Formats) -> str:
    """Return what tonnes of a measure are in where no year is meant, or it is named beside."""
    return formats.text(f"gap.unit_total.{gas}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A target that is met only with reductions beyond what their own sector emits [t].

    Attributes
    ----------
    over
        Those reductions.
    short
        What is missing without them.
    """

    over: float
    short: float


def doubt_of(found: GapAnalysis, cell: EmissionCell) -> Doubt | None:
    """Return by how much the gap of the year is met on paper only; None where it is not met, or met indeed."""
    gap = cell.at(cell.gap, found.year)
    over = cell.at(found.emissions.overshoot(cell), found.year) or 0.0
    if gap is None or over <= VISIBLE_TONNES or not gap <= 0 < gap + over:
        return None
    return Doubt(over, gap + over)


def illustrative_line(page: Page, ids: Iterable[str], words: str) -> None:
    """Say how many of some actions are illustrative; ``words`` is the key of the sentence in the app's catalogue."""
    actions = set(ids)
    n = len(actions & illustrative_actions(page.plan))
    if n:
        st.caption(inert(page.formats.text(words, n=n, of=len(actions))))


def reason_words(reason: str | None, formats: Formats) -> str:
    """Return why a figure is undefined, as a sentence that is safe in Markdown."""
    return inert(gap_reason(reason or "absent_input", formats.lang))


def cell_of(outcome: Outcome, formats: Formats) -> float | str:
    """Return a figure for a column of numbers, or its reason in a word or two."""
    if outcome.value is not None:
        return outcome.value
    return gap_reason(outcome.reason or "absent_input", formats.lang, is_short=True)


def money_cell(outcome: Outcome, formats: Formats) -> float | str:
    """Return an amount in the page's unit for a column of numbers, or its reason."""
    found = cell_of(outcome, formats)
    return found if isinstance(found, str) else formats.in_unit(found)


def shown(outcome: Outcome, formats: Formats, words: Callable[[float | None], str]) -> str:
    """Return a figure in words, or its reason."""
    if outcome.value is not None:
        return words(outcome.value)
    return gap_reason(outcome.reason or "absent_input", formats.lang, is_short=True)


def percent_column(key: str, label: str, **options: Any) -> Column:
    """Return a column of shares in percent."""
    return Column(key, f"{label}, %", decimals=1, **options)


def action_names(page: Page) -> dict[str, str]:
    """Return what each action is called, by id."""
    return {row.id: one_line(row.name) or row.id for row in page.plan.actions}


def owner_names(page: Page) -> dict[str, str]:
    """Return what each organisation is called, by id."""
    return {row.id: one_line(row.name) or row.id for row in page.plan.organisations}


def sector_names(page: Page) -> dict[str, str]:
    """Return what each sector is called, by id; the empty one is that of actions without a sector."""
    return {row.id: one_line(row.name) or row.id for row in page.plan.sectors} | {"": page.formats.text("no_sector")}


def ids_text(ids: Iterable[str], names: dict[str, str], formats: Formats) -> str:
    """Return actions in a row, of very many the first and how many more there are, safe in Markdown."""
    found = [names.get(name, name) for name in ids]
    listed = "; ".join(found[:_MAX_LISTED])
    if len(found) > _MAX_LISTED:
        listed = t("and_more", formats.lang, shown=listed, n=len(found) - _MAX_LISTED)
    return inert(listed)
