"""The frame of the tagging workbook: its sheets, each written from the top down, and what they all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from finmodel.excel.styles import LINE_HEIGHT, n_lines
from finmodel.excel.tagging.cells import Code, Kronor, Live, Percent, clean, kronor, may_be_formula
from finmodel.i18n import format_number
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import undefined_text
from finmodel.i18n.tagging_changes import SHOWN_HASH, profile_text
from finmodel.intake.tagging_templates import proposed_rules
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from finmodel.excel.styles import Styles
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.masks import Masks
    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.choices import ChoiceStep
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import WeightProfile
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["A3", "SHAPES", "Page", "TagBook", "share_formula"]

SHAPES = {"money": "#,##0.00", "share": "0.00%", "count": "#,##0", "check": "#,##0.00", "plain": "0", "text": "@"}
"""Number formats by what a cell shows."""

_COLOURS = {
    Role.FAVOURABLE: "#D3E8F4",
    Role.NEUTRAL: "#FFFFFF",
    Role.HARMFUL: "#F9D8BD",
    Role.UNKNOWN: "#E8E2F1",
    Role.UNTESTED: "#EEF0F2",
    Role.OUTSIDE: "#DDE1E5",
}
"""Grounds of categories by what they mean: blue and orange, which colour-blind readers tell apart."""

A3 = 8
"""Paper of the sheets that are wider than others, as Excel counts its sizes."""

_A4 = 9
_ALERT = "#F4B183"
_LONGEST_FOOTER = 80


@dataclass
class TagBook:
    """What the sheets of one workbook share.

    Attributes
    ----------
    book, styles
        The workbook and its formats.
    lang
        Language of all words.
    budget, reports
        What is written; it is reconciled.
    masks
        What is masked.
    profile
        The weights that are shown first; None where the scheme has none.
    municipality, plan_of
        Whose budget it is, and whose climate plan it is held against (or would be, were it the same municipality's);
        "" where that is not said.
    choice_steps
        The history of rules and choices.
    base_cells, category_cells, approved_cells
        Addresses on the sheet of the distribution: the base by kind and year (None: all years), each category by kind,
        axis, category and year, and what two people stand for.
    pair_cells
        Addresses on the sheet of the weighted shares: kronor by kind, the tags on all axes, and year.
    weighted_cells
        Addresses of the weighted share and its ranges with the first profile, by kind and axis.
    """

    book: Workbook
    styles: Styles
    lang: Language
    budget: TaggedBudget
    reports: Mapping[LineKind, KindReport]
    masks: Masks
    profile: WeightProfile | None
    municipality: str = ""
    plan_of: str = ""
    choice_steps: Sequence[ChoiceStep] = ()
    base_cells: dict[tuple[LineKind, int | None], str] = field(default_factory=dict)
    category_cells: dict[tuple[LineKind, str, str, int | None], str] = field(default_factory=dict)
    approved_cells: dict[tuple[LineKind, str, str], str] = field(default_factory=dict)
    pair_cells: dict[tuple[LineKind, tuple[str, ...], int | None], str] = field(default_factory=dict)
    weighted_cells: dict[tuple[LineKind, str], tuple[str, ...]] = field(default_factory=dict)

    def text(self, key: str, **params: str | int) -> str:
        """Return a text of this workbook."""
        return t(f"tagging_workbook.{key}", self.lang, **params)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years of the report."""
        return self.budget.years

    @property
    def spans(self) -> tuple[int | None, ...]:
        """The years, and None for all of them together."""
        return (*self.years, None)

    def kind(self, kind: LineKind) -> str:
        """Return what a kind of lines is called."""
        return t(f"tag_kind.{kind}", self.lang)

    def kronor(self, ore: int) -> str:
        """Return an amount in words, for a cell that says more than the amount."""
        return f"{format_number(kronor(ore), self.lang, 2)} {self.text('kronor')}"

    def of_years(self, amounts: Iterable[tuple[int, int]]) -> str:
        """Return amounts by year in words."""
        return ", ".join(f"{year}: {self.kronor(ore)}" for year, ore in amounts)

    def title(self, sheet: str) -> str:
        """Return a sheet's title."""
        return self.text(f"{sheet}.title")

    def profile_name(self, profile: WeightProfile) -> str:
        """Return the name and version of weights."""
        return profile_text(self.budget.scheme, profile.id, self.lang)

    @cached_property
    def whose_rules(self) -> str:
        """Whether the rules are finmodel's proposal or the municipality's own, which are named."""
        rules = self.budget.tagger.rule_set
        if rules.sha256 == proposed_rules().sha256:
            return self.text("said.rules_proposed")
        return self.text("said.rules_own", name=rules.name, hash=rules.sha256[:SHOWN_HASH])

    def page(self, name: str, widths: Sequence[float], *, colour: str = "#4C7A34") -> Page:
        """Add a sheet; its title is written on it by :meth:`Page.title`."""
        sheet = self.book.add_worksheet(self.title(name))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_footer(self.municipality)}&C{_footer(self.title(name))}&R&P/&N")
        sheet.set_tab_color(colour)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return Page(self, sheet, tuple(widths), name)

    def of_role(self, category: str) -> str:
        """Return the ground of a category."""
        return _COLOURS[self.budget.scheme.role(category)]

    def undefined(self, share: Quotient) -> str:
        """Return why a share has no value."""
        return undefined_text(share, self.lang)

    def define(self, name: str, page: Page, first: tuple[int, int], last: tuple[int, int] | None = None) -> str:
        """Give cells of a sheet a name for formulas, and return it."""
        where = xl_rowcol_to_cell(*first, row_abs=True, col_abs=True)
        if last is not None:
            where += f":{xl_rowcol_to_cell(*last, row_abs=True, col_abs=True)}"
        self.book.define_name(name, f"={page.prefix}{where}")
        return name

    def imported_name(self, kind: LineKind, year: int) -> str:
        """Return the name of the cell with what was imported, on the sheet of the reconciliation."""
        return f"{self.text('name.imported')}_{kind}_{year}"


def _footer(text: str) -> str:
    """Return a text for the foot of a printed page, in which an ampersand begins a code unless it stands twice."""
    return " ".join(clean(text).split())[:_LONGEST_FOOTER].replace("&", "&&")


def share_formula(book: TagBook, part: str, base: str) -> str:
    """Return the formula of a share of a base, or in words why there is none."""
    none, negative = (t(f"tag_undefined.{why}", book.lang) for why in ("no_base", "negative_base"))
    return f'=IF({base}>0,({part})/{base},IF({base}=0,"{none}","{negative}"))'


@dataclass
class Page:
    """A sheet that is written from the top down: no row is come back to, so that large books need little memory.

    Attributes
    ----------
    at
        The next row, counted from 0.
    hidden
        Columns that are folded: nothing is written across them.
    """

    book: TagBook
    sheet: Worksheet
    widths: tuple[float, ...]
    name: str
    at: int = 0
    hidden: frozenset[int] = frozenset()

    @property
    def prefix(self) -> str:
        """What stands before an address on this sheet."""
        title = self.sheet.get_name().replace("'", "''")
        return f"'{title}'!"

    def address(self, row: int, column: int, *, is_local: bool = False) -> str:
        """Return the address of a cell, with the sheet's name unless it is for a formula on it."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        return cell if is_local else f"{self.prefix}{cell}"

    def title(self, *notes: str, columns: int = 8) -> None:
        """Write the sheet's title with whose budget it is, and notes below it."""
        shown = " · ".join(part for part in (self.book.title(self.name), clean(self.book.municipality)) if part)
        self.sheet.set_row(self.at, 22)
        self.sheet.write_string(self.at, 0, shown, self.book.styles.title)
        self.at += 1
        for note in notes:
            self.note(note, columns)
        self.at += 1

    def heading(self, text: str) -> None:
        """Write a heading inside the sheet."""
        self.sheet.set_row(self.at, 18)
        self.sheet.write_string(self.at, 0, clean(text), self.book.styles.strong)
        self.at += 1

    def note(self, text: str, columns: int = 8, **style: Any) -> None:
        """Write running text across several columns."""
        shown, last = clean(text), min(columns, len(self.widths)) - 1
        form = self.book.styles.get(text_wrap=True, **style)
        width = sum(width for place, width in enumerate(self.widths[: last + 1]) if place not in self.hidden)
        self.sheet.set_row(self.at, 3 + LINE_HEIGHT * n_lines(shown, max(width * 1.05, 1)))
        if last > 0:
            self.sheet.merge_range(self.at, 0, self.at, last, "", form)
        self.sheet.write_string(self.at, 0, shown, form)
        self.at += 1

    def labels(self, labels: Sequence[str], column: int = 0) -> None:
        """Write headings of columns."""
        shown = [clean(label) for label in labels]
        lines = max(
            (
                n_lines(label, max(self.widths[column + place] - 2, 4)) if column + place < len(self.widths) else 1
                for place, label in enumerate(shown)
            ),
            default=1,
        )
        self.sheet.set_row(self.at, 5 + LINE_HEIGHT * max(lines, 2))
        for place, label in enumerate(shown, column):
            self.sheet.write_string(self.at, place, label, self.book.styles.label)
        self.at += 1

    def row(
        self, cells: Iterable[Cell], *, is_bold: bool = False, ground: str = "", grounds: Iterable[str] = ()
    ) -> int:
        """Write a row of a table and return its number.

        Parameters
        ----------
        cells
            From the first column on.
        is_bold
            Whether it is a sum.
        ground
            Colour of the whole row; "" none.
        grounds
            Colours of the first cells one by one.
        """
        shown = list(cells)
        colours = [*grounds, *([ground] * len(shown))]
        if height := self.height(shown):
            self.sheet.set_row(self.at, height)
        for column, cell in enumerate(shown):
            self.cell(self.at, column, cell, is_bold=is_bold, ground=colours[column] or ground)
        self.at += 1
        return self.at - 1

    def cell(self, row: int, column: int, cell: Cell, *, is_bold: bool = False, ground: str = "") -> None:
        """Write a cell of a table."""
        more: dict[str, Any] = {"bold": is_bold} | ({"bg_color": ground} if ground else {})
        styles, sheet = self.book.styles, self.sheet
        match cell:
            case None:
                sheet.write_blank(row, column, None, styles.figure("@", **more))
            case str() | Code():
                text = clean(cell if isinstance(cell, str) else cell.text)
                if may_be_formula(text):
                    more["quote_prefix"] = True
                form = styles.figure("@", text_wrap=isinstance(cell, str), align="left", indent=1, **more)
                sheet.write_string(row, column, text, form)
            case int():
                sheet.write_number(row, column, cell, styles.figure(SHAPES["count"], **more))
            case Kronor(None):
                sheet.write_blank(row, column, None, styles.figure(SHAPES["money"], **more))
            case Kronor(ore):
                sheet.write_number(row, column, kronor(ore or 0), styles.figure(SHAPES["money"], **more))
            case Percent(share):
                if share.value is None:
                    sheet.write_string(row, column, self.book.undefined(share), self._reason(ground))
                else:
                    sheet.write_number(row, column, float(share.value), styles.figure(SHAPES["share"], **more))
            case Live():
                self._live(row, column, cell, more)

    def year_number(self, row: int, column: int, year: int) -> None:
        """Write a year without a blank between its thousands."""
        self.sheet.write_number(row, column, year, self.book.styles.figure(SHAPES["plain"]))

    def gap(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.at += rows

    def _live(self, row: int, column: int, cell: Live, more: dict[str, Any]) -> None:
        form: Format = self.book.styles.figure(SHAPES[cell.shape], align="right", **more)
        self.sheet.write_formula(row, column, cell.formula, form, cell.value)
        if cell.shape == "check":
            alert = {
                "type": "cell",
                "criteria": "!=",
                "value": 0,
                "format": self.book.styles.differential(_ALERT),
            }
            self.sheet.conditional_format(row, column, row, column, alert)

    def _reason(self, ground: str) -> Format:
        more = {"bg_color": ground} if ground else {}
        return self.book.styles.get(
            italic=True, font_color="#52606D", border=1, border_color="#B8C4CE", align="right", **more
        )

    def height(self, cells: Sequence[Cell]) -> float | None:
        """Return the height of a row in which texts are to be read whole; None where one line will do."""
        lines = max(
            (
                n_lines(cell[:2000], max(self.widths[place] - 1, 4))
                for place, cell in enumerate(cells)
                if isinstance(cell, str) and place < len(self.widths)
            ),
            default=1,
        )
        return 3 + LINE_HEIGHT * min(lines, 12) if lines > 1 else None
