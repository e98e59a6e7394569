"""The comparison as tables: figures in rows, scenarios in columns, each with its difference to the first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app.components.compare_words import in_unit, labelled, value_text
from app.components.tables import WHY, Column, download_csv, why_column, with_reasons
from finmodel.analysis.compare_rows import RowGroup
from finmodel.i18n import t
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.analysis.compare import CompareRow, Comparison

__all__ = ["compare_columns", "compare_rows", "comparison_tables", "rows_table"]

_ROW_HEIGHT, _HEADER = 35, 38
_MORE, _LESS = "color: #005A94", "color: #9A3D00"
_GROUP = "group"


def compare_columns(comparison: Comparison, names: Mapping[str, str], formats: Formats) -> list[Column]:
    """Return the columns: the figure, then every scenario's value (``v0`` …) and, but for the first, its difference."""
    columns = [Column("name", formats.text("compare.figure"), width=300, pinned=True)]
    for place, identity in enumerate(comparison.scenarios):
        columns.append(Column(f"v{place}", names[identity], decimals=formats.decimals, width=125))
        if place:
            label = formats.text("compare.difference", name=names[identity])
            columns.append(Column(f"d{place}", label, decimals=formats.decimals, width=170))
    return columns


def compare_rows(rows: Sequence[CompareRow], comparison: Comparison, formats: Formats) -> list[dict[str, Any]]:
    """Return figures as rows; where one is undefined its reason stands in its place, as tables want it."""
    found = []
    for row in rows:
        cells: dict[str, Any] = {
            "name": labelled(comparison.plan, row, formats),
            _GROUP: t(f"compare.group.{row.group}", formats.lang),
        }
        for place, (value, difference) in enumerate(zip(row.values, row.differences, strict=True)):
            reason = row.reasons[place]
            cells[f"v{place}"] = (
                in_unit(value, row.unit, formats)
                if value is not None
                else reason_label(reason or "absent_input", formats.lang)
            )
            if place:
                cells[f"d{place}"] = None if difference is None else in_unit(difference, row.unit, formats)
        found.append(cells)
    return found


def comparison_tables(comparison: Comparison, names: Mapping[str, str], formats: Formats) -> None:
    """Show a table for each group of figures, and offer all of them as one file."""
    columns = compare_columns(comparison, names, formats)
    for group in RowGroup:
        rows = [row for row in comparison.rows if row.group is group]
        title = t(f"compare.group.{group}", formats.lang)
        st.subheader(title)
        rows_table(rows, comparison, columns, formats, key=str(group), alt=formats.text("compare.alt", group=title))
    everything = compare_rows(comparison.rows, comparison, formats)
    group_column = Column(_GROUP, formats.text("compare.group"))
    download_csv(everything, [group_column, *columns, why_column(formats)], formats, name="compare")


def rows_table(
    rows: Sequence[CompareRow],
    comparison: Comparison,
    columns: Sequence[Column],
    formats: Formats,
    *,
    key: str,
    alt: str,
) -> None:
    """Show figures of several units in one table: each is written in its own, a difference with its sign.

    Parameters
    ----------
    rows, comparison
        Figures to show, and what they belong to.
    columns
        As of :func:`compare_columns`.
    formats
        How numbers are written.
    key, alt
        Name on the page, and what the table shows in words.
    """
    cells, shown = with_reasons(compare_rows(rows, comparison, formats), columns, formats)
    numeric = [column.key for column in shown if column.decimals is not None]
    frame = pd.DataFrame({column.key: [row.get(column.key) for row in cells] for column in shown})
    frame = frame.astype(dict.fromkeys(numeric, "float64"))
    styler = frame.style
    for place, row in enumerate(rows):
        for is_difference in (False, True):
            subset = pd.IndexSlice[[place], [name for name in numeric if name.startswith("d") is is_difference]]
            written = partial(value_text, unit=row.unit, formats=formats, signed=is_difference)
            styler = styler.format(written, subset=subset, na_rep="–")
    styler = styler.map(_coloured, subset=[name for name in numeric if name.startswith("d")])
    st.dataframe(
        styler,
        width="stretch",
        height=_HEADER + _ROW_HEIGHT * max(len(rows), 1),
        row_height=_ROW_HEIGHT,
        hide_index=True,
        column_config={column.key: _config(column) for column in shown},
        key=f"compare.{key}.{formats.lang}",
        alt=alt,
        placeholder="–",
    )


def _coloured(value: object) -> str:
    if not isinstance(value, float):
        return ""
    return _MORE if value > 0 else _LESS if value < 0 else ""


def _config(column: Column) -> Any:
    is_text = column.decimals is None or column.key == WHY
    kind = st.column_config.TextColumn if is_text else st.column_config.NumberColumn
    return kind(column.label, width=column.width, pinned=column.pinned or None)
