"""The sheets of the gap analysis: what is missing in tonnes and in kronor, who acts first, and what closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.compare_rows import default_years
from finmodel.analysis.emissions_gap import emissions_gap
from finmodel.analysis.gap import GapAnalysis
from finmodel.excel.result_gap_closing import closing_sheet
from finmodel.excel.result_gap_emissions import emissions_gap_sheet
from finmodel.excel.result_gap_need import financing_need_sheet
from finmodel.excel.result_gap_priorities import priorities_sheet
from finmodel.excel.result_gap_tables import net_zero_cities_sheet
from finmodel.excel.result_gap_targets import targets_sheet
from finmodel.excel.result_gap_test import investment_test_sheet
from finmodel.excel.result_gap_wedges import wedges_sheet

if TYPE_CHECKING:
    from finmodel.excel.result_frame import ResultBook
    from finmodel.model.plan import Plan

__all__ = ["gap_sheets", "has_emissions"]


def has_emissions(plan: Plan) -> bool:
    """Whether a plan says anything of emissions: an inventory, a reference path or a target."""
    return bool(plan.emissions or plan.baselines or plan.targets)


def gap_sheets(book: ResultBook) -> None:
    """Write the gap of the year that it is shown for unless another is asked for.

    Financing need, priority list and the test of investments are there for every plan with actions; what tells of
    emissions only where the plan does.

    Parameters
    ----------
    book
        The sheets of results, after overlap.
    """
    plan = book.results.plan
    gap = GapAnalysis(book.results, emissions_gap(plan), default_years(plan, None)[0])
    if has_emissions(plan):
        emissions_gap_sheet(book, gap)
        if plan.targets:
            targets_sheet(book, gap)
        wedges_sheet(book, gap)
    if not plan.actions:
        return
    financing_need_sheet(book, gap)
    if any(cell.targets for cell in gap.emissions.wholes):
        closing_sheet(book, gap)
    priorities_sheet(book, gap)
    investment_test_sheet(book, gap)
    if gap.main is not None:
        net_zero_cities_sheet(book, gap, gap.main)
