"""Cell formats of the workbook, made once per workbook: colours that stay apart for colour-blind readers."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["LINE_HEIGHT", "Styles", "n_lines"]

INK, PAPER, RULE = "#1F2933", "#FFFFFF", "#B8C4CE"
ACCENT, INPUT, QUIET = "#005A9C", "#FFF8E1", "#F1F4F7"
FONT = "Calibri"

NUMBER_FORMATS = {
    "money": "#,##0.0##",
    "decimal": "#,##0.0",
    "whole": "#,##0",
    "plain": "0",
    "tonnes": "#,##0.0##",
    "percent": "0.0##%",
    "rate": "0.0%",
    "ratio": "#,##0.00",
    "energy": "#,##0",
    "small": "0.0#####",
    "text": "@",
}


LINE_HEIGHT = 13.5
"""Height of a line of running text [points]."""


def n_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of ``width`` characters: not every program fits rows by itself."""
    return sum(max(1, ceil(len(paragraph) / width)) for paragraph in text.split("\n"))


class Styles:
    """The formats, made when they are first asked for and then shared."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these xlsxwriter properties."""
        full = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]

    @property
    def title(self) -> Format:
        """Title of a sheet."""
        return self.get(bold=True, font_size=14, font_color=ACCENT, valign="vcenter")

    @property
    def help(self) -> Format:
        """Help above a column."""
        return self.get(italic=True, font_size=8, text_wrap=True, font_color="#52606D", bg_color=QUIET, locked=True)

    @property
    def unit(self) -> Format:
        """Unit above a column."""
        return self.get(font_size=9, align="center", font_color="#52606D", bg_color=QUIET)

    @property
    def label(self) -> Format:
        """Heading of a column."""
        return self.get(bold=True, font_color=PAPER, bg_color=ACCENT, text_wrap=True, valign="vcenter", border=1)

    @property
    def body(self) -> Format:
        """Running text."""
        return self.get(text_wrap=True)

    @property
    def strong(self) -> Format:
        """A heading inside a sheet."""
        return self.get(bold=True, font_size=12, font_color=ACCENT)

    @property
    def lookup(self) -> Format:
        """A name looked up behind a reference: shown, never read."""
        return self.get(font_color="#7B8794", italic=True, locked=True)

    def input(self, number_format: str, *, wrap: bool = False, **more: Any) -> Format:
        """Return the format of a cell that is filled in."""
        return self.get(
            bg_color=INPUT,
            border=1,
            border_color=RULE,
            locked=False,
            num_format=number_format,
            text_wrap=wrap,
            **more,
        )

    def figure(self, number_format: str, *, bold: bool = False, **more: Any) -> Format:
        """Return the format of a computed figure."""
        return self.get(num_format=number_format, border=1, border_color=RULE, bold=bold, **more)

    def differential(self, colour: str) -> Format:
        """Return the format that a condition lays over a cell: its ground and bold type, nothing else."""
        key = (("differential", colour),)
        if key not in self._made:
            self._made[key] = self._book.add_format({"bg_color": colour, "bold": True, "font_color": INK})
        return self._made[key]

    def reason(self) -> Format:
        """Return the format of the reason that stands where a figure is undefined."""
        return self.get(italic=True, font_color="#7B8794", border=1, border_color=RULE, align="right")
