"""How the whole base is divided by category on each axis: a bar an axis, and kronor and percent side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.components.budget.report_chart import Bar, distribution_chart
from app.components.budget.report_words import axis_label, category_label, in_unit, percent, percent_cell
from app.components.compare_grid import Cell, Head, show_grid
from app.components.tables import Column, download_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.components.formats import Formats
    from finmodel.tagging.totals import Totals

__all__ = ["show_distribution"]

_MOST_BESIDE = 3
"""As many axes have room beside each other, with kronor and percent each."""


def show_distribution(totals: Totals, formats: Formats, *, is_percent: bool, key: str, title: str) -> None:
    """Show a bar and figures in kronor and percent for each axis; axes are never added.

    Parameters
    ----------
    totals
        Amounts by tags.
    formats
        How numbers are written.
    is_percent
        Whether the bars are in percent of the base, or in kronor.
    key
        Name on the page.
    title
        Of the chart.
    """
    scheme = totals.scheme
    bars = [Bar(axis_label(scheme, axis, formats), totals.amounts(axis)) for axis in scheme.axis_ids]
    alt_text = distribution_chart(bars, scheme, formats, is_percent=is_percent, key=f"shares.{key}", title=title)
    show = _axes_beside if len(scheme.axes) <= _MOST_BESIDE else _axes_below
    show(totals, formats, alt_text)
    _offer_data(totals, formats, key)


def _axes_beside(totals: Totals, formats: Formats, alt_text: str) -> None:
    """Show a row for each category, and on each axis its kronor beside its percent."""
    scheme, unit = totals.scheme, formats.money_label
    top = [Head(formats.text("budget_report.category"), rows=2)]
    top += [Head(axis_label(scheme, axis, formats), span=2) for axis in scheme.axis_ids]
    heads = [
        head
        for _ in scheme.axes
        for head in (Head(f"{formats.text('budget_report.amount')}, {unit}", is_first=True), Head("%"))
    ]
    grid = [
        (
            category_label(scheme, name, formats),
            [
                cell
                for axis in scheme.axis_ids
                for cell in (_amount(totals, axis, name, formats, is_first=True), _share(totals, axis, name, formats))
            ],
        )
        for name in _used(totals)
    ]
    base = [_base_amount(totals, formats, is_first=True), _base_share(totals, formats)]
    grid.append((formats.text("budget_report.base"), base * len(scheme.axes)))
    show_grid([top, heads], grid, alt=alt_text, has_sum=True)


def _axes_below(totals: Totals, formats: Formats, alt_text: str) -> None:
    """Show a row for each axis, first in kronor and then in percent: many axes have no room beside each other."""
    scheme, used = totals.scheme, _used(totals)
    parts: tuple[tuple[str, Callable[[str, str], Cell], Cell], ...] = (
        (
            f"{formats.text('budget_report.amount')}, {formats.money_label}",
            lambda axis, name: _amount(totals, axis, name, formats),
            _base_amount(totals, formats),
        ),
        (
            formats.text("budget_report.share"),
            lambda axis, name: _share(totals, axis, name, formats),
            _base_share(totals, formats),
        ),
    )
    for said, cell, base in parts:
        top = [Head(formats.text("budget_report.axis"), rows=2), Head(said, span=len(used) + 1)]
        heads = [*(Head(category_label(scheme, name, formats)) for name in used)]
        heads.append(Head(formats.text("budget_report.base")))
        grid = [
            (axis_label(scheme, axis, formats), [*(cell(axis, name) for name in used), base])
            for axis in scheme.axis_ids
        ]
        show_grid([top, heads], grid, alt=f"{said}. {alt_text}")


def _used(totals: Totals) -> list[str]:
    """Return the categories that some axis has, in the scheme's order."""
    known = {name for axis in totals.scheme.axis_ids for name in totals.amounts(axis)}
    return [one.id for one in totals.scheme.categories if one.id in known]


def _amount(totals: Totals, axis: str, name: str, formats: Formats, *, is_first: bool = False) -> Cell:
    ore = totals.amounts(axis).get(name)
    return Cell("–" if ore is None else formats.money(ore / 100, with_unit=False), is_first=is_first)


def _share(totals: Totals, axis: str, name: str, formats: Formats) -> Cell:
    share = totals.shares(axis).get(name)
    return Cell("–") if share is None else Cell(percent(share, formats), is_reason=share.value is None)


def _base_amount(totals: Totals, formats: Formats, *, is_first: bool = False) -> Cell:
    return Cell(formats.money(totals.base / 100, with_unit=False), is_first=is_first)


def _base_share(totals: Totals, formats: Formats) -> Cell:
    return Cell(formats.percent(1.0) if totals.base > 0 else "–")


def _offer_data(totals: Totals, formats: Formats, key: str) -> None:
    scheme = totals.scheme
    rows = [
        {
            "axis": axis_label(scheme, axis, formats),
            "category": category_label(scheme, name, formats),
            "amount": in_unit(ore, formats),
            "share": percent_cell(totals.shares(axis)[name], formats),
        }
        for axis in scheme.axis_ids
        for name, ore in totals.amounts(axis).items()
    ]
    columns = [
        Column("axis", formats.text("budget_report.axis")),
        Column("category", formats.text("budget_report.category")),
        Column("amount", f"{formats.text('budget_report.amount')}, {formats.money_label}", decimals=formats.decimals),
        Column("share", f"{formats.text('budget_report.share')}, %", decimals=1),
    ]
    download_csv(rows, columns, formats, name="budget_distribution", key=f"budget_distribution.{key}")
