"""What the parts of a gap analysis are called: measures, sectors, targets, and when a carbon budget runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.inventory import Part
from finmodel.engine.carbon_budget import RunOutKind
from finmodel.i18n.catalogue import has, t
from finmodel.i18n.formats import format_number

if TYPE_CHECKING:
    from finmodel.analysis.carbon_budgets import CarbonBudget
    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["cautions", "gap_reason", "measure_label", "part_label", "runs_out_text"]

VISIBLE_TONNES = 0.5
"""Less is rounding to nobody's harm."""


def measure_label(perspective: str, gas: str, lang: Language) -> str:
    """Return what is measured: whose emissions, and which gases."""
    whose = t(f"choice.emission_perspective.{perspective}", lang)
    return t("gap.measure", lang, perspective=whose, gas=t(f"choice.gas.{gas}", lang))


def part_label(plan: Plan, cell: EmissionCell, lang: Language) -> str:
    """Return which part of a measure it is; a sector's name stands as the plan has it."""
    if cell.part is Part.SECTOR:
        return next((row.name for row in plan.sectors if row.id == cell.sector), cell.sector or "")
    return t(f"gap.part.{cell.part}", lang)


def cautions(found: EmissionsGap, whole: EmissionCell, year: int, lang: Language) -> list[str]:
    """Return what a reader has to know before trusting the gap of a whole in a year; empty where nothing.

    Parameters
    ----------
    found
        Inventory, reference paths, actions and targets.
    whole
        The whole municipality in a measure.
    year
        Calendar year.
    lang
        Language.
    """
    texts = []
    over = whole.at(found.overshoot(whole), year) or 0.0
    if over > VISIBLE_TONNES:
        same = (whole.perspective, whole.gas)
        cells = [cell for cell in found.cells if (cell.perspective, cell.gas) == same and cell.is_measured]
        parts = [cell for cell in cells if cell.part is not Part.WHOLE] or [whole]
        names = [part_label(found.plan, cell, lang) for cell in parts if (cell.at(cell.overshoot, year) or 0.0) > 0]
        tonnes = t("unit.tonnes", lang, number=format_number(over, lang, 0))
        texts.append(t("gap.overshoot", lang, tonnes=tonnes, parts="; ".join(names), year=year))
    if whole.measured:
        texts.append(t("gap.in_inventory", lang, ids=", ".join(whole.measured)))
    return texts


def runs_out_text(budget: CarbonBudget, last_year: int, lang: Language) -> str:
    """Return when a budget runs out: year and month, or why there is no date.

    Parameters
    ----------
    budget
        The budget.
    last_year
        Last year of the plan.
    lang
        Language.
    """
    date = budget.runs_out.date
    if budget.runs_out.kind is not RunOutKind.DATE or date is None:
        return t(f"gap.runs_out.{budget.runs_out.kind}", lang, year=last_year)
    # A date that is a year's very end belongs to its last month.
    year, part = divmod(date, 1.0)
    return f"{int(year) - 1}-12" if part == 0 else f"{int(year)}-{min(int(part * 12) + 1, 12):02}"


def gap_reason(reason: str, lang: Language, *, is_short: bool = False) -> str:
    """Return why a figure of the gap analysis is undefined, as a sentence or short enough for a cell."""
    form = "label" if is_short else "text"
    own, of_need = f"gap.reason.{reason}.{form}", f"need.reason.{reason}"
    if has(own, lang):
        return t(own, lang)
    return t(of_need if is_short and has(of_need, lang) else f"reason.{reason}.{form}", lang)
