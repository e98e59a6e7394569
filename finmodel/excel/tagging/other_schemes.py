"""The same kronor in other schemes, by crosswalk, live; what such a scheme cannot say is counted as lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from finmodel.excel.tagging.cells import Code, Kronor, Live, kronor
from finmodel.excel.tagging.distribution import live_share
from finmodel.excel.tagging.weighted import MAX_FORMULA
from finmodel.i18n.tagging import category_name, said
from finmodel.intake.tagging_templates import crosswalks_from
from finmodel.tagging.amounts import quotient
from finmodel.tagging.crosswalks import crossed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.crosswalks import Crosswalk
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import Scheme

__all__ = ["fill_other_schemes", "other_schemes_widths"]

_FIRST = 2

Tags = tuple[str, ...]
"""Categories on all axes."""


def other_schemes_widths(n_spans: int) -> tuple[float, ...]:
    """Return the widths of the columns."""
    return (38, 52, *([17] * n_spans), 12)


def fill_other_schemes(page: Page) -> None:
    """Write the distribution in every scheme that a crosswalk leads to, kind by kind, and the harm that is lost."""
    book = page.book
    is_live = all(_sources(book, report) for report in book.reports.values())
    page.title(book.text("other_schemes.how"), book.text(f"other_schemes.{'live' if is_live else 'fixed'}"), columns=5)
    page.sheet.freeze_panes(1, _FIRST)
    for goal, walk in crosswalks_from(book.budget.scheme.id):
        page.heading(book.text("method.scheme_named", name=said(goal.name, book.lang), version=goal.version))
        page.note(said(goal.source, book.lang), 5, font_color="#52606D")
        page.note(said(walk.note, book.lang), 5, italic=True)
        for report in book.reports.values():
            _scheme(page, report, goal, walk)
        page.gap()


def _scheme(page: Page, report: KindReport, goal: Scheme, walk: Crosswalk) -> None:
    book, spans = page.book, page.book.spans
    roads = _Roads(book, report, goal, walk)
    labels = [book.text("all_years") if year is None else str(year) for year in spans]
    for place, axis in enumerate(goal.axes):
        page.labels([f"{book.kind(report.kind)} · {said(axis.name, book.lang)}", "", *labels, book.text("share")])
        first = page.at
        for category in goal.on_axis(axis.id):
            if category != goal.outside:
                _category(page, roads, place, category)
        sums: list[Cell] = [book.text("base"), ""]
        checks: list[Cell] = [book.text("check"), book.text("other_schemes.check")]
        for column, year in enumerate(spans, _FIRST):
            cells = xl_range_abs(first, column, max(page.at - 1, first), column)
            whole = report.totals.base if year is None else report.by_year[year].base
            sums.append(Live(f"=SUM({cells})", kronor(whole)))
            base = book.base_cells[report.kind, year]
            checks.append(Live(f"=ROUND({xl_rowcol_to_cell(page.at, column)}-{base},2)", 0.0, "check"))
        page.row(sums, is_bold=True)
        page.row(checks)
    lost: list[Cell] = [book.text("other_schemes.harm_lost"), ""]
    page.row([*lost, *(roads.amount(roads.hidden(), year) for year in spans)], is_bold=True)
    page.gap()


def _category(page: Page, roads: _Roads, place: int, category: str) -> None:
    book, report = page.book, roads.report
    tags = roads.leading(place, category)
    row: list[Cell] = [Code(category), category_name(roads.goal, category, book.lang)]
    row += [roads.amount(tags, year) for year in book.spans]
    whole = xl_rowcol_to_cell(page.at, _FIRST + len(book.spans) - 1)
    share = quotient(roads.ore(tags, None), report.totals.base)
    page.row([*row, live_share(book, whole, book.base_cells[report.kind, None], share)])


def _sources(book: TagBook, report: KindReport) -> Mapping[tuple[Tags, int | None], str]:
    """Return the live cells of kronor by the tags on all axes; empty where some tags have none."""
    scheme = book.budget.scheme
    found: dict[tuple[Tags, int | None], str]
    if len(scheme.axes) == 1:
        axis = scheme.axis_ids[0]
        found = {
            ((name,), year): cell
            for (kind, of, name, year), cell in book.category_cells.items()
            if of == axis and kind is report.kind
        }
    else:
        found = {(tags, year): cell for (kind, tags, year), cell in book.pair_cells.items() if kind is report.kind}
    there = {tags for tags in report.totals.joint if scheme.outside not in tags}
    return found if there <= {tags for tags, _ in found} else {}


@dataclass
class _Roads:
    """Where each combination of tags goes in the other scheme, and the kronor that have it."""

    book: TagBook
    report: KindReport
    goal: Scheme
    walk: Crosswalk

    def __post_init__(self) -> None:
        start = self.book.budget.scheme
        self._cells = _sources(self.book, self.report)
        all_tags = dict.fromkeys([*(tags for tags, _ in self._cells), *self.report.totals.joint])
        self._there: dict[Tags, Tags] = {}
        self._hides: list[Tags] = []
        for tags in all_tags:
            if start.outside in tags:
                continue
            one = crossed({tags: 1}, start, self.goal, self.walk)
            (self._there[tags],) = one.joint
            if one.harm_lost:
                self._hides.append(tags)

    def leading(self, place: int, category: str) -> Sequence[Tags]:
        """Return the tags that become a category on the axis in a place of the other scheme's order."""
        return [tags for tags, there in self._there.items() if there[place] == category]

    def hidden(self) -> Sequence[Tags]:
        """Return the tags whose harm the other scheme cannot say."""
        return self._hides

    def ore(self, tags: Iterable[Tags], year: int | None) -> int:
        """Return the öre with any of some tags."""
        joint = (self.report.totals if year is None else self.report.by_year[year]).joint
        return sum(joint.get(each, 0) for each in tags)

    def amount(self, tags: Sequence[Tags], year: int | None) -> Cell:
        """Return the same as a formula over the kronor by the tags on all axes, a fixed amount where there are none."""
        ore = self.ore(tags, year)
        formula = "+".join(self._cells[each, year] for each in tags) if self._cells else ""
        if not self._cells or len(formula) > MAX_FORMULA:
            return Kronor(ore)
        return Live(f"={formula or 0}", kronor(ore))
