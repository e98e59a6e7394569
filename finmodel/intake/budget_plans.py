"""Years alone above columns of one sheet, and the same years called plan in the other sheets of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finmodel.errors import Severity
from finmodel.intake.budget_lines import Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems

__all__ = ["agreed_plans"]


def agreed_plans(mappings: Sequence[ColumnMapping], problems: Problems) -> list[ColumnMapping]:
    """Return proposed mappings in which years alone are plan where the other sheets say so.

    "Investeringsbudget 2026–2028" above the columns 2026, 2027 and 2028 would else make budget of two years that
    "Plan 2027" and "Plan 2028" of the operating sheet make plan, and a year has one of the two.

    Parameters
    ----------
    mappings
        One for each sheet of a file, as proposed.
    problems
        Gets the notice ``FM-B145`` columns that are read as plan.
    """
    return [_agreed(mapping, [other for other in mappings if other is not mapping], problems) for mapping in mappings]


def _agreed(mapping: ColumnMapping, others: Sequence[ColumnMapping], problems: Problems) -> ColumnMapping:
    if mapping.sort not in (None, Sort.BUDGET) or mapping.of("sort") is not None:
        return mapping
    own = {(column.sort, column.year) for column in mapping.amounts}
    said = {(column.sort, column.year) for other in others for column in other.amounts}
    plans = {
        year
        for sort, year in said
        if sort is Sort.PLAN and (Sort.BUDGET, year) not in said and (Sort.PLAN, year) not in own
    }
    read = [column for column in mapping.amounts if _is_bare(column) and column.year in plans]
    if not read:
        return mapping
    problems.add("FM-B145", Severity.INFO, sheet=mapping.sheet, columns=tuple(column.heading for column in read))
    columns = tuple(replace(column, sort=Sort.PLAN) if column in read else column for column in mapping.columns)
    return replace(mapping, columns=columns)


def _is_bare(column: MappedColumn) -> bool:
    return column.sort is None and column.year is not None
