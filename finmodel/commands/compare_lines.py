"""A comparison as lines for a terminal: figures in rows, scenarios in columns, then the two-axis tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.compare_rows import RowGroup, RowUnit
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import Wording
from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.comparison import reason_label, row_label
from finmodel.i18n.formats import format_number
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.compare import CompareRow, Comparison
    from finmodel.analysis.two_axes import TwoAxes
    from finmodel.commands.console import Console

__all__ = ["TWO_AXES_FIGURES", "compare_lines"]

TWO_AXES_FIGURES = ("npv_after_funding", "net_own", "gap.planned", "peak_debt")
"""Figures of the two-axis tables."""


def compare_lines(comparison: Comparison, axes: TwoAxes, console: Console, width: int) -> Iterator[str]:
    """Return a comparison as lines.

    Parameters
    ----------
    comparison, axes
        What was calculated.
    console
        Whose language is spoken.
    width
        Characters in a line.
    """
    writer = _Writer(comparison, console, width)
    yield from writer.heading()
    for group in RowGroup:
        yield ""
        yield from writer.group(group)
    if len(axes.action_sets) > 1 and len(axes.mixes) > 1:
        yield from writer.axes(axes)
    yield from writer.undefined()


class _Writer:
    def __init__(self, comparison: Comparison, console: Console, width: int) -> None:
        self.comparison, self.console, self.width = comparison, console, width
        self.words, self.language = Wording(comparison.plan, console), console.language
        self.names = {row.id: row.name for row in comparison.plan.scenarios}

    def name(self, identity: str) -> str:
        return t("compare.base", self.language) if identity == BASE else self.names[identity]

    def heading(self) -> Iterator[str]:
        yield self.words.title
        yield self.console.text(
            "compare_basis",
            perspective=self.words.perspective(self.comparison.perspective),
            money=self.words.money_label,
            base_year=self.comparison.plan.settings.base_year,
        )
        for identity, applied in zip(self.comparison.scenarios, self.comparison.applied, strict=True):
            changes = t_n("count.change", len(applied.changes), self.language)
            yield self.console.text("compare_scenario", id=identity, name=self.name(identity), changes=changes)

    def shown(self, value: float | None, unit: RowUnit, *, signed: bool = False) -> str:
        if value is None:
            return "–"
        sign = "+" if signed and value > 0 else ""
        if unit is RowUnit.MONEY:
            return sign + self.words.money(value)
        if unit is RowUnit.YEAR:
            return sign + str(int(value))
        return sign + format_number(value, self.language, 0)

    def unit(self, unit: RowUnit) -> str:
        units = {
            RowUnit.MONEY: self.words.money_label,
            RowUnit.MONEY_PER_TONNE: self.words.per_tonne_label,
            RowUnit.TONNES: self.console.text("unit_tonnes"),
        }
        return units.get(unit, "")

    def group(self, group: RowGroup) -> Iterator[str]:
        rows = [row for row in self.comparison.rows if row.group is group]
        labels = [self._label(row) for row in rows]
        columns = []
        for place, identity in enumerate(self.comparison.scenarios):
            cells = [self.shown(row.values[place], row.unit) for row in rows]
            columns.append(Column(self.name(identity), "", cells))
            if place:
                differences = [self.shown(row.differences[place], row.unit, signed=True) for row in rows]
                columns.append(Column(self.console.text("compare_difference"), "", differences, is_joined=True))
        yield from grid_lines(
            t(f"compare.group.{group}", self.language), labels, "", columns, self.width, whole_names=True
        )

    def _label(self, row: CompareRow) -> str:
        unit = self.unit(row.unit)
        label = row_label(self.comparison.plan, row.name, self.language)
        return f"{label} [{unit}]" if unit else label

    def axes(self, axes: TwoAxes) -> Iterator[str]:
        for figure in TWO_AXES_FIGURES:
            row = self.comparison.row(figure)
            values = axes.values(figure)
            columns = [
                Column(self.name(mix), "", [self.shown(line[place], row.unit) for line in values])
                for place, mix in enumerate(axes.mixes)
            ]
            yield ""
            yield self._label(row)
            names = [self.name(item) for item in axes.action_sets]
            yield from grid_lines(self.console.text("compare_axes"), names, "", columns, self.width)

    def undefined(self) -> Iterator[str]:
        reasons: dict[str, list[str]] = {}
        for row in self.comparison.rows:
            for reason in dict.fromkeys(filter(None, row.reasons)):
                reasons.setdefault(reason, []).append(row_label(self.comparison.plan, row.name, self.language))
        for reason, labels in reasons.items():
            yield ""
            yield self.console.text(
                "compare_undefined", figures=", ".join(labels), reason=reason_label(reason, self.language)
            )
