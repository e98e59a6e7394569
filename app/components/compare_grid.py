"""Figures as a table of the page itself: headings wrap, nothing is clipped, and a screen reader reads it as a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cell", "Head", "grid_style", "show_grid"]

_STYLE = """<style>
.grid-scroll {overflow-x: auto; max-width: 100%;}
.grid-scroll .figures {font-size: .875rem; line-height: 1.35;}
.grid-scroll .figures th, .grid-scroll .figures td {padding: .35rem .5rem; overflow-wrap: break-word;}
.grid-scroll .figures thead th {color: #44565C; vertical-align: bottom; text-align: right; min-width: 4.6rem;}
.grid-scroll .figures thead tr:first-child > :first-child, .grid-scroll .figures tbody tr > :first-child {
  text-align: left; min-width: 13rem; max-width: 22rem; position: sticky; left: 0; background: #FFFFFF;}
.grid-scroll .figures tbody th {font-weight: 400;}
.grid-scroll .figures thead .group {text-align: center; border-left: 1px solid #DCE3E6;}
.grid-scroll .figures .first {border-left: 1px solid #DCE3E6;}
.grid-scroll .figures .why {color: #44565C; font-size: .8rem; min-width: 6rem;}
.grid-scroll .figures .strong > * {font-weight: 600; border-top: 2px solid #44565C;}
</style>"""


@dataclass(frozen=True, slots=True)
class Head:
    """A heading above columns.

    Attributes
    ----------
    text
        Any text, from a plan too.
    span, rows
        How many columns and rows of headings it takes.
    is_first
        Whether a line parts it from the columns before.
    """

    text: str
    span: int = 1
    rows: int = 1
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of figures.

    Attributes
    ----------
    text
        What stands there.
    colour, background
        Colours of the text and behind it, ``#RRGGBB``; empty for the table's own.
    is_reason
        Whether it says in words why there is no number.
    is_first
        Whether a line parts it from the columns before.
    """

    text: str
    colour: str = ""
    background: str = ""
    is_reason: bool = False
    is_first: bool = False


def grid_style() -> None:
    """Put on the page what the tables look like; once a page."""
    st.html(_STYLE)


def show_grid(
    heads: Sequence[Sequence[Head]], rows: Sequence[tuple[str, Sequence[Cell]]], *, alt: str, has_sum: bool = False
) -> None:
    """Show a table of figures.

    Parameters
    ----------
    heads
        Rows of headings; the first heading of the first row stands above the names.
    rows
        Names with their cells.
    alt
        What the table shows, for those who do not see it.
    has_sum
        Whether the last row is the sum of the others.
    """
    top = "".join(f"<tr>{''.join(map(_head, row))}</tr>" for row in heads)
    body = "".join(
        _row(name, cells, is_sum=has_sum and place == len(rows)) for place, (name, cells) in enumerate(rows, start=1)
    )
    said = escape(alt)
    st.html(
        f'<div class="grid-scroll" role="region" tabindex="0" aria-label="{said}"><table class="figures" '
        f'aria-label="{said}"><thead>{top}</thead><tbody>{body}</tbody></table></div>'
    )


def _head(head: Head) -> str:
    spans = (f' colspan="{head.span}"' if head.span > 1 else "") + (f' rowspan="{head.rows}"' if head.rows > 1 else "")
    kind = "group" if head.span > 1 else "first" if head.is_first else ""
    scope = "colgroup" if head.span > 1 else "col"
    return f'<th scope="{scope}" class="{kind}"{spans}>{escape(head.text)}</th>'


def _row(name: str, cells: Sequence[Cell], *, is_sum: bool) -> str:
    kind = ' class="strong"' if is_sum else ""
    return f'<tr{kind}><th scope="row">{escape(name)}</th>{"".join(map(_cell, cells))}</tr>'


def _cell(cell: Cell) -> str:
    kinds = [name for name, is_so in (("why", cell.is_reason), ("first", cell.is_first)) if is_so]
    kinds += [] if cell.is_reason else ["n"]
    styles = [("color", cell.colour), ("background", cell.background)]
    style = ";".join(f"{name}:{value}" for name, value in styles if value)
    dressed = f' style="{style}"' if style else ""
    return f'<td class="{" ".join(kinds)}"{dressed}>{escape(cell.text)}</td>'
