"""The two-axis matrix: sets of actions in rows, funding mixes in columns, one figure in the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.compare_grid import Cell, Head, show_grid
from app.components.compare_words import in_unit, value_text
from app.components.inert import inert
from app.components.plain import plain
from app.components.tables import Column, download_csv
from finmodel.analysis.compare_rows import RowUnit
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.analysis.compare_rows import Value
    from finmodel.analysis.two_axes import TwoAxes

__all__ = ["show_axes"]

_SCALE = (0xF4, 0xF9, 0xFD), (0x5B, 0xA3, 0xD6)
"""Lightest and darkest blue: they differ in lightness, which every eye sees."""


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
    known = [item.value for cells in found.cells for cell in cells if cell and (item := cell[figure]).value is not None]
    ends = (min(known), max(known)) if known else (0.0, 0.0)
    heads = [
        [Head(formats.text("compare.action_set"), rows=2), Head(formats.text("compare.mix"), span=len(found.mixes))],
        [Head(names[mix]) for mix in found.mixes],
    ]
    shown = [
        (names[actions], [_shown(cell, figure, unit, ends, formats) for cell in found.cells[position]])
        for position, actions in enumerate(found.action_sets)
    ]
    plain(label, name="axes-figure", is_strong=True)
    alt = formats.text("compare.axes_alt", figure=label, n=len(found.action_sets), of=len(found.mixes))
    show_grid(heads, shown, alt=alt)
    low, high = (value_text(in_unit(end, unit, formats), unit, formats) for end in ends)
    if known:
        words = "compare.axes_same" if low == high else "compare.axes_colours"
        st.caption(inert(formats.text(words, low=low, high=high)))
    rows: list[dict[str, Any]] = [
        {"name": names[actions]}
        | {f"m{place}": _cell(cell, figure, unit, formats) for place, cell in enumerate(found.cells[position])}
        for position, actions in enumerate(found.action_sets)
    ]
    decimals = formats.decimals if unit is RowUnit.MONEY else 0
    columns = [Column("name", formats.text("compare.action_set"))]
    columns += [Column(f"m{place}", names[mix], decimals=decimals) for place, mix in enumerate(found.mixes)]
    download_csv(rows, columns, formats, name="compare_axes")


def _shown(
    cell: dict[str, Value] | None, figure: str, unit: RowUnit, ends: tuple[float, float], formats: Formats
) -> Cell:
    shown = _cell(cell, figure, unit, formats)
    if isinstance(shown, str) or cell is None:
        return Cell(str(shown), is_reason=True)
    return Cell(value_text(shown, unit, formats), background=_shade(cell[figure].value or 0.0, ends))


def _shade(value: float, ends: tuple[float, float]) -> str:
    """Return the colour behind a number: one hue, the darker the higher; the text on it stays easy to read."""
    low, high = ends
    if low == high:
        return ""
    part = (value - low) / (high - low)
    return "#" + "".join(f"{round(light + part * (dark - light)):02x}" for light, dark in zip(*_SCALE, strict=True))


def _cell(cell: dict[str, Value] | None, figure: str, unit: RowUnit, formats: Formats) -> float | str:
    if cell is None:
        return reason_label("not_combinable", formats.lang)
    item = cell[figure]
    if item.value is None:
        return reason_label(item.reason or "absent_input", formats.lang)
    return in_unit(item.value, unit, formats)
