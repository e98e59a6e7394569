"""Tables: numbers stay numbers, so that sorting is right, and are shown as the language writes them; CSV downloads."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app.components.inert import inert, one_line
from finmodel.i18n import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.i18n import Language

__all__ = ["Column", "csv_bytes", "data_expander", "download_csv", "show_table", "show_texts", "year_table"]

_ROW_HEIGHT, _HEADER = 35, 38
_MAX_WRAPPED = 100
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


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
    last
        Where an undefined number is sorted: after the largest (True), or before the smallest.
    pinned
        Whether it stays when the table is scrolled sideways.
    """

    key: str
    label: str
    decimals: int | None = None
    help: str | None = None
    width: Any = None
    last: bool = True
    pinned: bool = False


@dataclass(frozen=True)
class _Cells:
    """Values for sorting, and the text of what is undefined by (row, column)."""

    values: dict[str, list[Any]]
    reasons: dict[tuple[int, str], str] = field(default_factory=dict)


def _cells(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> _Cells:
    cells = _Cells({column.key: [] for column in columns})
    for column in columns:
        for position, row in enumerate(rows):
            value = row.get(column.key)
            if column.decimals is None:
                cells.values[column.key].append("" if value is None else one_line(str(value)))
            elif isinstance(value, int | float) and math.isfinite(value):
                cells.values[column.key].append(value)
            else:
                # A text in a column of numbers says why there is none; infinity keeps its place in the order.
                cells.values[column.key].append(math.inf if column.last else -math.inf)
                cells.reasons[position, column.key] = value if isinstance(value, str) else "–"
    return cells


def show_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    formats: Formats,
    *,
    key: str,
    alt: str | None = None,
    n_shown: int = 14,
    row_height: int = _ROW_HEIGHT,
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
    **options
        Passed on to ``st.dataframe``.
    """
    cells = _cells(rows, columns)
    frame = pd.DataFrame(cells.values, columns=[column.key for column in columns])
    styler = frame.style
    for column in columns:
        if column.decimals is not None:
            decimals = column.decimals
            styler = styler.format(partial(_number, formats, decimals), subset=[column.key])
    for (position, name), text in cells.reasons.items():
        styler = styler.format(partial(_reason, text), subset=pd.IndexSlice[[position], [name]])
    return st.dataframe(
        styler,
        width="stretch",
        height=_HEADER + row_height * min(max(len(rows), 1), n_shown),
        row_height=row_height,
        hide_index=True,
        column_config={column.key: _config(column) for column in columns},
        key=key,
        alt=alt,
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


def _number(formats: Formats, decimals: int, value: float) -> str:
    return formats.number(value, decimals)


def _reason(text: str, value: float) -> str:  # noqa: ARG001, RUF100 - the value only keeps the order
    return text


def _config(column: Column) -> Any:
    kind = st.column_config.TextColumn if column.decimals is None else st.column_config.NumberColumn
    return kind(column.label, help=column.help, width=column.width, pinned=column.pinned or None)


def year_table(
    frame: pd.DataFrame, labels: Mapping[str, str], head: str, decimals: int
) -> tuple[list[dict[str, Any]], list[Column]]:
    """Return a frame (names × years) as rows and columns for :func:`show_table`."""
    years = [int(year) for year in frame.columns]
    rows = [
        {"name": labels.get(str(name), str(name)), **{str(year): float(frame.loc[name, year]) for year in years}}
        for name in frame.index
    ]
    columns = [Column("name", head, width="medium", pinned=True)]
    columns += [Column(str(year), str(year), decimals=decimals, width=92) for year in years]
    return rows, columns


def csv_bytes(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], lang: Language) -> bytes:
    """Return rows as a CSV file that a spreadsheet of the language opens right, with no text turned into a formula.

    Numbers are whole, not rounded. Swedish: semicolons and a decimal comma.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    writer.writerow([_safe(column.label) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(row.get(column.key), lang) for column in columns])
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: object, lang: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            return ""
        plain = number_text(float(value), lang).replace("\N{MINUS SIGN}", "-")
        return "".join(plain.replace(",", "") if lang == "en" else plain.split())
    return _safe(str(value))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def data_expander(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    formats: Formats,
    *,
    name: str,
    title: str,
    alt: str | None = None,
    is_open: bool = False,
) -> None:
    """Show the data of a chart as a table in an expander, with a download."""
    with st.expander(title, expanded=is_open):
        show_table(rows, columns, formats, key=f"table.{name}.{formats.lang}", alt=alt)
        download_csv(rows, columns, formats, name=name)


def download_csv(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], formats: Formats, *, name: str, key: str | None = None
) -> None:
    """Offer rows as a CSV file; ``name`` decides what it is called, ``key`` tells two of one name apart."""
    st.download_button(
        formats.text("download_csv"),
        csv_bytes(rows, columns, formats.lang),
        file_name=f"{formats.text(f'file.{name}')}.csv",
        mime="text/csv",
        key=f"csv.{key or name}.{formats.lang}",
        on_click="ignore",
        icon=":material/download:",
    )
