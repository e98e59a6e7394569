"""The emission-gap tables of the NetZeroCities climate neutrality action plan: A-2.1 and the older A-2.3.

A-2.1, newest version (2.1): baseline emissions; reduction target; reduction through other action plans; emissions gap;
reduction through the action plan to address the gap; residual emissions. Every column in tonnes and as a share of the
baseline emissions (the inventory that the target is stated against).

A-2.3, first version: baseline emissions (business as usual in the target year); residual emissions offsetting;
emissions reduction; emissions gap, the amount still necessary to reach net zero. Shares of business as usual.

Source: NetZeroCities, Climate City Contract, template of the 2030 Climate Neutrality Action Plan, module A-2; filled
in for example by Helsingborg (A-2.1) and Heidelberg (A-2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from finmodel.analysis.outcome import Outcome
from finmodel.engine.undefined import Reason

__all__ = [
    "A21_COLUMNS",
    "A23_COLUMNS",
    "GapCell",
    "GapTable",
    "GapTableRow",
    "SectorEmissions",
    "table_a21",
    "table_a23",
]

A21_COLUMNS = ("baseline", "target_reduction", "other_plans", "gap", "action_plan", "residual")
"""Columns of A-2.1 in their order."""

A23_COLUMNS = ("bau", "offsetting", "reduction", "gap")
"""Columns of A-2.3 in their order."""


@dataclass(frozen=True, slots=True)
class SectorEmissions:
    """What the tables need of a sector, in one perspective and gas [t/a].

    Attributes
    ----------
    sector
        Id; empty for what is not divided on sectors.
    base
        Emissions of the base year of the target.
    baseline
        Baseline (business as usual, other plans included) in the target year.
    target
        Level that the target allows in the target year.
    reductions
        Adjusted reductions of the plan's actions in the target year, net of upfront tonnes.
    removals
        Removals that count in the target year.
    undefined
        The reason by field, for those that are None; ``absent_input`` where none is given.
    """

    sector: str
    base: float | None = None
    baseline: float | None = None
    target: float | None = None
    reductions: float | None = None
    removals: float | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GapCell:
    """A cell: tonnes a year, and the share of the table's first column."""

    absolute: Outcome
    share: Outcome

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        found = {"absolute": self.absolute, "share": self.share}
        return {
            **{name: outcome.value for name, outcome in found.items()},
            "undefined": {name: outcome.reason for name, outcome in found.items() if outcome.value is None},
        }


@dataclass(frozen=True, slots=True)
class GapTableRow:
    """A row: the sector (None for the total) and its cells by column."""

    sector: str | None
    cells: Mapping[str, GapCell]

    def __getitem__(self, column: str) -> GapCell:
        return self.cells[column]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"sector": self.sector, **{name: cell.to_dict() for name, cell in self.cells.items()}}


@dataclass(frozen=True, slots=True)
class GapTable:
    """A table: its columns, a row per sector in the order given, and their total."""

    columns: tuple[str, ...]
    rows: tuple[GapTableRow, ...]
    total: GapTableRow

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "columns": list(self.columns),
            "rows": [row.to_dict() for row in self.rows],
            "total": self.total.to_dict(),
        }


def table_a21(sectors: Sequence[SectorEmissions], whole: SectorEmissions | None = None) -> GapTable:
    r"""Return table A-2.1.

    .. math::

        target\_reduction = base - target, \quad other\_plans = base - baseline, \quad
        gap = target\_reduction - other\_plans, \quad residual = baseline - reductions

    Parameters
    ----------
    sectors
        A row each, what is not divided too.
    whole
        The municipality by its own target; None where the total is to be the sum of the sectors.

    Returns
    -------
    GapTable
        A sector's gap below 0 stands as it is: the other plans do more than the target asks. It is baseline − target,
        so it is known without a base too, in tonnes. The total is that of ``whole``; a municipality's target need
        not be the sum of its sectors'. Without it the total is the sum where every sector is defined, else undefined
        with the reason of the first id that lacks it.

    Examples
    --------
    Helsingborg's row for traffic on roads: 257 161 t in 1990, 163 086 t in 2022 of which other plans take 28 500, at
    most 38 574 t in 2030, and actions that take 75 000.

    >>> row = table_a21([SectorEmissions("road", 257_161, 163_086 - 28_500, 38_574, 75_000)]).rows[0]
    >>> row["gap"].absolute.value, row["residual"].absolute.value
    (96012, 59586)
    """
    return _table(sectors, whole, A21_COLUMNS, _A21)


def table_a23(sectors: Sequence[SectorEmissions], whole: SectorEmissions | None = None) -> GapTable:
    r"""Return table A-2.3.

    .. math:: bau = baseline, \quad offsetting = removals, \quad gap = bau - offsetting - reductions

    The reduction is what the plan's actions reduce, so the gap is what the plan leaves to net zero.

    Parameters
    ----------
    sectors
        A row each, what is not divided too.
    whole
        The municipality; None where the total is to be the sum of the sectors.

    Returns
    -------
    GapTable
        The total is as in :func:`table_a21`.

    Examples
    --------
    >>> row = table_a23([SectorEmissions("transport", baseline=249, removals=81, reductions=168)]).rows[0]
    >>> row["gap"].absolute.value, round(row["offsetting"].share.value, 2)
    (0, 0.33)
    """
    return _table(sectors, whole, A23_COLUMNS, _A23)


_Rule = tuple[tuple[str, ...], Callable[..., float]]

_A21: Mapping[str, _Rule] = {
    "baseline": (("base",), lambda base: base),
    "target_reduction": (("base", "target"), lambda base, target: base - target),
    "other_plans": (("base", "baseline"), lambda base, baseline: base - baseline),
    # (base − target) − (base − baseline): what is missing does not depend on the base, and is known without it.
    "gap": (("baseline", "target"), lambda baseline, target: baseline - target),
    "action_plan": (("reductions",), lambda reductions: reductions),
    "residual": (("baseline", "reductions"), lambda baseline, reductions: baseline - reductions),
}
_A23: Mapping[str, _Rule] = {
    "bau": (("baseline",), lambda baseline: baseline),
    "offsetting": (("removals",), lambda removals: removals),
    "reduction": (("reductions",), lambda reductions: reductions),
    "gap": (
        ("baseline", "removals", "reductions"),
        lambda baseline, removals, reductions: baseline - removals - reductions,
    ),
}


def _table(
    sectors: Sequence[SectorEmissions],
    whole: SectorEmissions | None,
    columns: tuple[str, ...],
    rules: Mapping[str, _Rule],
) -> GapTable:
    found = [(item.sector, {column: _value(item, rules[column]) for column in columns}) for item in sectors]
    rows = tuple(_row(sector, values, columns) for sector, values in found)
    by_id = [values for _, values in sorted(found, key=lambda entry: entry[0])]
    if whole is not None:
        total = {column: _value(whole, rules[column]) for column in columns}
    else:
        total = {column: _sum([values[column] for values in by_id]) for column in columns}
    return GapTable(columns, rows, _row(None, total, columns))


def _value(item: SectorEmissions, rule: _Rule) -> Outcome:
    names, formula = rule
    for name in names:
        if getattr(item, name) is None:
            return Outcome(None, item.undefined.get(name, Reason.ABSENT_INPUT.key))
    return Outcome(formula(*(getattr(item, name) for name in names)))


def _sum(values: Sequence[Outcome]) -> Outcome:
    lacking = next((value for value in values if value.value is None), None)
    if lacking is not None:
        return lacking
    # Exact, so that the order of the sectors does not count.
    return Outcome(fsum(value.value or 0.0 for value in values)) if values else Outcome(None, Reason.ABSENT_INPUT.key)


def _row(sector: str | None, values: Mapping[str, Outcome], columns: tuple[str, ...]) -> GapTableRow:
    whole = values[columns[0]]
    return GapTableRow(sector, {column: GapCell(values[column], _share(values[column], whole)) for column in columns})


def _share(part: Outcome, whole: Outcome) -> Outcome:
    if part.value is None:
        return part
    if whole.value is None:
        return whole
    return Outcome(part.value / whole.value) if whole.value > 0 else Outcome(None, Reason.NO_BASE_INVENTORY.key)
