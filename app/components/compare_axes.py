"""The two-axis matrix: sets of actions in rows, funding mixes in columns, one figure in the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.compare_words import in_unit
from app.components.inert import inert
from app.components.tables import Column, download_csv, show_table
from finmodel.analysis.compare_rows import RowUnit
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.analysis.compare_rows import Value
    from finmodel.analysis.two_axes import TwoAxes

__all__ = ["show_axes"]


def show_axes(
    found: TwoAxes,
    compared: Sequence[str],
    names: Mapping[str, str],
    formats: Formats,
    *,
    figure: str,
    label: str,
    unit: RowUnit,
) -> None:
    """Show a figure of every set of actions under every mix.

    Parameters
    ----------
    found
        The two axes.
    compared
        Ids of what was asked for; those that have no place on an axis are named.
    names
        Scenarios by id.
    formats
        How numbers are written.
    figure, label, unit
        Name of the figure, the same with its unit in words, and its unit.
    """
    outside = [names[name] for name in compared if name not in (*found.action_sets, *found.mixes)]
    if outside:
        st.caption(inert(formats.text("compare.on_no_axis", names="; ".join(outside))))
    if len(found.action_sets) == 1 and len(found.mixes) == 1:
        st.info(formats.text("compare.no_axes"))
        return
    rows: list[dict[str, Any]] = [
        {"name": names[actions]}
        | {f"m{place}": _cell(cell, figure, unit, formats) for place, cell in enumerate(found.cells[position])}
        for position, actions in enumerate(found.action_sets)
    ]
    decimals = formats.decimals if unit is RowUnit.MONEY else 0
    columns = [Column("name", formats.text("compare.action_set"), width=280, pinned=True)]
    columns += [Column(f"m{place}", names[mix], decimals=decimals, width=170) for place, mix in enumerate(found.mixes)]
    alt = formats.text("compare.axes_alt", figure=label, n=len(found.action_sets), of=len(found.mixes))
    show_table(rows, columns, formats, key=f"axes.{formats.lang}", alt=alt, n_shown=len(rows))
    download_csv(rows, columns, formats, name="compare_axes")


def _cell(cell: dict[str, Value] | None, figure: str, unit: RowUnit, formats: Formats) -> float | str:
    if cell is None:
        return reason_label("not_combinable", formats.lang)
    item = cell[figure]
    if item.value is None:
        return reason_label(item.reason or "absent_input", formats.lang)
    return in_unit(item.value, unit, formats)
