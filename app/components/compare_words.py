"""What a comparison says of a figure: its unit, its value as text, the sign of a difference, why it is undefined."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from app.components.inert import one_line
from app.components.years import distinct
from finmodel.analysis.compare_rows import RowUnit
from finmodel.i18n import t
from finmodel.i18n.comparison import row_label
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.compare import CompareRow
    from finmodel.model.plan import Plan

__all__ = [
    "LINES",
    "figure_label",
    "in_unit",
    "labelled",
    "scenario_labels",
    "unit_words",
    "value_text",
    "wrapped",
]

LINES = "split(datum.label, '\\n')"
"""For the labels of a chart's axis: a name of :func:`wrapped` on its lines."""


def scenario_labels(plan: Plan, formats: Formats) -> dict[str, str]:
    """Return what the plan itself and its scenarios are called by id: short, on one line and different."""
    names = [one_line(row.name) or row.id for row in plan.scenarios]
    labels = distinct([t("compare.base", formats.lang), *names])
    return dict(zip([BASE, *(row.id for row in plan.scenarios)], labels, strict=True))


def figure_label(plan: Plan, name: str, formats: Formats) -> str:
    """Return what a figure is called, on one line."""
    return one_line(row_label(plan, name, formats.lang))


def unit_words(unit: RowUnit, formats: Formats) -> str:
    """Return the unit of a figure; empty for counts and years."""
    units = {
        RowUnit.MONEY: formats.money_label,
        RowUnit.MONEY_PER_TONNE: formats.per_tonne_label,
        RowUnit.TONNES: formats.text("compare.tonnes"),
    }
    return units.get(unit, "")


def labelled(plan: Plan, row: CompareRow, formats: Formats) -> str:
    """Return what a row is called, with its unit."""
    unit = unit_words(row.unit, formats)
    label = figure_label(plan, row.name, formats)
    return f"{label} [{unit}]" if unit else label


def in_unit(value: float, unit: RowUnit, formats: Formats) -> float:
    """Return a value in the unit that it is shown in."""
    return formats.in_unit(value) if unit is RowUnit.MONEY else value


def value_text(shown: float, unit: RowUnit, formats: Formats, *, signed: bool = False) -> str:
    """Return a value, already in its unit, as text without the unit; a difference above zero has a plus."""
    if unit is RowUnit.YEAR and not signed:
        return str(round(shown))
    text = formats.number(shown, formats.decimals if unit is RowUnit.MONEY else 0)
    return f"+{text}" if signed and shown > 0 and any(c in "123456789" for c in text) else text


def wrapped(name: str, width: int) -> str:
    """Return a name on lines of so many letters, so that it is read whole beside or under its bar."""
    return "\n".join(textwrap.wrap(name, width)) or name
