"""Tables: numbers stay numbers, so that sorting is right, and are shown as the language writes them; CSV downloads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app.components.csv_files import csv_bytes
from app.components.inert import inert, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats

__all__ = [
    "TWO_LINES",
    "WHY",
    "Column",
    "data_expander",
    "download_csv",
    "show_table",
    "show_texts",
    "why_column",
    "with_reasons",
    "year_table",
]

_ROW_HEIGHT, _HEADER = 35, 38
TWO_LINES = 66
"""Height of a row whose texts wrap [pixels]: Streamlit wraps in rows that are higher than 64."""
_MAX_WRAPPED = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key
        Name in the rows.
    label
        Header.
    decimals
        Decimals of a number; None for a column of text.
    help
        Shown at the header.
    width
        ``small``, ``medium``, ``large`` or pixels.
    pinned
        Whether it stays when the table is scrolled sideways; Streamlit then writes it in a faint grey.
    """

    key: str
    label: str
    decimals: int | None = None
    help: str | None = None
    width: Any = None
    pinned: bool = False


WHY = "_why"
"""Key of the column that says why numbers of a row are missing."""


def why_column(formats: Formats, width: int = 200) -> Column:
    """Return the column for the reasons, for a table that has room for it before its last column."""
    return Column(WHY, formats.text("why_missing"), width=width)


def with_reasons(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], formats: Formats
) -> tuple[list[dict[str, Any]], list[Column]]:
    """Move the reasons for missing numbers into a column of their own, so that a column of numbers holds numbers only.

    Returns
    -------
    rows, columns
        As given where every number is there, less :func:`why_column`. Otherwise the numbers that are undefined are
        blank, and that column, the last one unless it is given a place, says why, naming the columns where a row has
        more than one reason.
    """
    numeric = [column for column in columns if column.decimals is not None]
    moved, is_any = [], False
    for row in rows:
        why: dict[str, list[str]] = {}
        for column in numeric:
            value = row.get(column.key)
            if isinstance(value, str) and value:
                why.setdefault(value, []).append(column.label)
        is_any = is_any or bool(why)
        blank = {column.key: None for column in numeric if not _is_number(row.get(column.key))}
        words = [reason if len(why) == 1 else f"{reason} ({', '.join(names)})" for reason, names in why.items()]
        moved.append({**row, **blank, WHY: "; ".join(words)})
    if not is_any:
        return moved, [column for column in columns if column.key != WHY]
    if any(column.key == WHY for column in columns):
        return moved, list(columns)
    return moved, [*columns, why_column(formats)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _values(rows: Sequence[Mapping[str, Any]], column: Column) -> list[Any]:
    if column.decimals is not None:
        return [row[column.key] for row in rows]
    return ["" if row.get(column.key) is None else one_line(str(row[column.key])) for row in rows]


def show_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    formats: Formats,
    *,
    key: str,
    alt: str | None = None,
    n_shown: int = 14,
    row_height: int = _ROW_HEIGHT,
    heat: Sequence[str] = (),
    **options: Any,
) -> Any:
    """Show rows as a table that can be sorted.

    Parameters
    ----------
    rows
        Values by column; in a column of numbers a text stands for an undefined number and is its reason.
    columns
        Columns in their order.
    formats
        How numbers are written.
    key
        Name of the table on the page.
    alt
        What the table shows, for those who do not see it.
    n_shown
        Rows that are seen without scrolling.
    row_height
        Height of a row [pixels]; text wraps in high ones.
    heat
        Columns of signed numbers that are coloured by size: blue above zero, orange below, the sign still in print.
    **options
        Passed on to ``st.dataframe``.
    """
    shown, columns = with_reasons(rows, columns, formats)
    frame = pd.DataFrame({column.key: _values(shown, column) for column in columns})
    styler = frame.style
    for column in columns:
        if column.decimals is not None:
            decimals = column.decimals
            if frame[column.key].dtype == object:  # with blanks
                frame[column.key] = frame[column.key].astype("float64")
            styler = styler.format(partial(_number, formats, decimals), subset=[column.key], na_rep="–")
    if heat:
        largest = max((abs(row[name]) for row in shown for name in heat if _is_number(row.get(name))), default=0.0)
        styler = styler.map(partial(_heat, largest), subset=list(heat))
    return st.dataframe(
        styler,
        width="stretch",
        height=_HEADER + row_height * min(max(len(rows), 1), n_shown),
        row_height=row_height,
        hide_index=True,
        column_config={column.key: _config(column) for column in columns},
        key=key,
        alt=alt,
        placeholder="–",
        **options,
    )


def show_texts(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], formats: Formats, *, key: str, alt: str
) -> None:
    """Show rows of text that has to be read whole: wrapped, unless there are too many."""
    if len(rows) > _MAX_WRAPPED:
        show_table(rows, columns, formats, key=key, alt=alt)
        return
    cells = {inert(column.label): [inert(str(row.get(column.key) or "")) for row in rows] for column in columns}
    with st.container(key=f"texts-{key}".replace(".", "-")):
        st.table(pd.DataFrame(cells), hide_index=True, alt=alt)


_GAIN, _LOSS = (86, 180, 233), (230, 159, 0)


def _heat(largest: float, value: float) -> str:
    """Return the colour behind a signed number; small ones have some too, hence the root."""
    if not largest or not _is_number(value) or value == 0:
        return ""
    strength = 0.75 * math.sqrt(abs(value) / largest)
    shade = [round(255 - (255 - part) * strength) for part in (_GAIN if value > 0 else _LOSS)]
    return f"background-color: #{shade[0]:02x}{shade[1]:02x}{shade[2]:02x}"


def _number(formats: Formats, decimals: int, value: float) -> str:
    return formats.number(value, decimals)


def _config(column: Column) -> Any:
    kind = st.column_config.TextColumn if column.decimals is None else st.column_config.NumberColumn
    return kind(column.label, help=column.help, width=column.width, pinned=column.pinned or None)


def year_table(
    frame: pd.DataFrame, labels: Mapping[str, str], head: str, decimals: int
) -> tuple[list[dict[str, Any]], list[Column]]:
    """Return a frame (names × years) as rows and columns for :func:`show_table`."""
    years = [int(year) for year in frame.columns]
    rows = [
        {"name": labels.get(str(name), str(name)), **dict(zip(map(str, years), map(float, numbers), strict=True))}
        for name, numbers in zip(frame.index, frame.to_numpy(dtype=float), strict=True)
    ]
    columns = [Column("name", head, width="medium", pinned=True)]
    columns += [Column(str(year), str(year), decimals=decimals, width=92) for year in years]
    return rows, columns


def data_expander(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    formats: Formats,
    *,
    name: str,
    title: str,
    alt: str | None = None,
    is_open: bool = False,
    key: str | None = None,
) -> None:
    """Show the data of a chart as a table in an expander, with a download; ``key`` tells two of one name apart."""
    with st.expander(title, expanded=is_open):
        show_table(rows, columns, formats, key=f"table.{key or name}.{formats.lang}", alt=alt)
        download_csv(rows, columns, formats, name=name, key=key)


def download_csv(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], formats: Formats, *, name: str, key: str | None = None
) -> None:
    """Offer rows as a CSV file; ``name`` decides what it is called, ``key`` tells two of one name apart."""
    st.download_button(
        formats.text("download_csv"),
        csv_bytes(*with_reasons(rows, columns, formats), formats.lang),
        file_name=f"{formats.text(f'file.{name}')}.csv",
        mime="text/csv",
        key=f"csv.{key or name}.{formats.lang}",
        on_click="ignore",
        icon=":material/download:",
    )
