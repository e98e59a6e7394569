"""What the parts of a gap analysis are called: measures, sectors, targets, and when a carbon budget runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.inventory import Part
from finmodel.engine.carbon_budget import RunOutKind
from finmodel.i18n.catalogue import has, t

if TYPE_CHECKING:
    from finmodel.analysis.carbon_budgets import CarbonBudget
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["gap_reason", "measure_label", "part_label", "runs_out_text"]


def measure_label(perspective: str, gas: str, lang: Language) -> str:
    """Return what is measured: whose emissions, and which gases."""
    whose = t(f"choice.emission_perspective.{perspective}", lang)
    return t("gap.measure", lang, perspective=whose, gas=t(f"choice.gas.{gas}", lang))


def part_label(plan: Plan, cell: EmissionCell, lang: Language) -> str:
    """Return which part of a measure it is; a sector's name stands as the plan has it."""
    if cell.part is Part.SECTOR:
        return next((row.name for row in plan.sectors if row.id == cell.sector), cell.sector or "")
    return t(f"gap.part.{cell.part}", lang)


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
