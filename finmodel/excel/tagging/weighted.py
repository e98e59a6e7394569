"""Weighted shares with their ranges, live: the weights stand on the sheet and may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from finmodel.excel.tagging.cells import Code, Live, Percent, kronor
from finmodel.excel.tagging.distribution import live_share
from finmodel.excel.tagging.ranges import Condition, Ranges
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import category_name, said
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import WeightProfile
    from finmodel.tagging.totals import Combined

__all__ = ["fill_weighted", "profiles_of", "weighted_widths"]

MAX_ALL_PAIRS = 60
"""Up to so many combinations of tags all are listed; otherwise those that there are."""

MAX_FORMULA = 7_500
"""Characters; a cell holds 8,192."""

_N_FIXED = 3


def profiles_of(book: TagBook) -> tuple[WeightProfile, ...]:
    """Return the weight profiles, the chosen one first."""
    first = book.profile
    return () if first is None else (first, *(each for each in book.budget.scheme.profiles if each.id != first.id))


def weighted_widths(book: TagBook) -> tuple[float, ...]:
    """Return the widths of the columns."""
    most = 2 * len(book.budget.scheme.axes) + len(book.spans) + len(profiles_of(book))
    return (18, 40, 22, 26, *([18] * max(8, most)))


def fill_weighted(page: Page) -> None:
    """Write the weights, and for each kind of lines the weighted shares, their ranges, and all axes in one figure."""
    book, profiles = page.book, profiles_of(page.book)
    page.title(book.text("weighted.how"), book.text("weighted.ranges"))
    if not profiles:
        page.note(book.text("weighted.none"))
        return
    weights = _weights(page, profiles)
    for report in book.reports.values():
        sheet = _Kind(page, report, profiles, weights)
        sheet.shares()
        sheet.years()
        sheet.combined()


def _weights(page: Page, profiles: Sequence[WeightProfile]) -> Mapping[tuple[str, str], str]:
    """Write the table of weights and return the address of each by profile and category."""
    book, scheme = page.book, page.book.budget.scheme
    page.heading(book.text("weighted.weights"))
    names = [book.profile_name(each) for each in profiles]
    page.labels([book.text("category"), "", book.text("weighted.role"), *names])
    found: dict[tuple[str, str], str] = {}
    form = book.styles.input("0%", align="right")
    first = page.at
    for category in scheme.categories:
        if category.id == scheme.outside:
            continue
        ground = book.of_role(category.id)
        role = t(f"tag_role.{category.role}", book.lang)
        row = page.row([Code(category.id), said(category.name, book.lang), role], grounds=(ground, ground))
        for column, profile in enumerate(profiles, _N_FIXED):
            page.sheet.write_number(row, column, float(profile.weight(category.id)), form)
            found[profile.id, category.id] = page.address(row, column, is_local=True)
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    message = {"error_title": book.text("weighted.weight"), "error_message": book.text("weighted.between")}
    last = _N_FIXED + len(profiles) - 1
    page.sheet.data_validation(first, _N_FIXED, page.at - 1, last, rule | message)
    page.note(book.text("weighted.change"), font_color="#52606D", italic=True)
    for profile in profiles:
        source = book.text("weighted.source", profile=book.profile_name(profile))
        page.note(f"{source} {said(profile.source, book.lang)}", font_color="#52606D")
    page.gap()
    return found


@dataclass
class _Kind:
    """One kind of lines on the sheet."""

    page: Page
    report: KindReport
    profiles: Sequence[WeightProfile]
    weights: Mapping[tuple[str, str], str]

    @property
    def book(self) -> TagBook:
        return self.page.book

    def shares(self) -> None:
        """Write each axis and profile: the share and its ranges for all years together."""
        book, scheme = self.book, self.book.budget.scheme
        self.page.heading(f"{book.kind(self.report.kind)} · {book.text('weighted.title')}")
        self.page.labels([book.text("axis"), *(book.text(f"weighted.column.{name}") for name in _COLUMNS)])
        for axis in scheme.axis_ids:
            for profile in self.profiles:
                self._share(axis, profile)
        conditional = sorted({name for axis in scheme.axis_ids for name in scheme.of_role(Role.FAVOURABLE, axis)[1:]})
        self.page.note(book.text("weighted.what", conditional=", ".join(conditional) or "–"), italic=True)
        self.page.gap()

    def _share(self, axis: str, profile: WeightProfile) -> None:
        book, scheme, report = self.book, self.book.budget.scheme, self.report
        found = report.weighted(profile)[axis]
        base = book.base_cells[report.kind, None]
        weight = {name: self.weights[profile.id, name] for name in self._categories(axis)}
        favourable = scheme.of_role(Role.FAVOURABLE, axis)
        best = f"MAX({','.join(weight[name] for name in favourable)})" if favourable else "0"
        neutral = scheme.of_role(Role.NEUTRAL, axis)
        low = f"MAX({','.join(weight[name] for name in neutral)})" if neutral else "0"

        def between(names: Sequence[str], value: str) -> str:
            return self._sum(axis, weight | dict.fromkeys(names, value))

        unknown, untested = scheme.of_role(Role.UNKNOWN, axis), scheme.of_role(Role.UNTESTED, axis)
        approved = "+".join(
            f"{book.approved_cells[report.kind, axis, name]}*{weight[name]}" for name in self._categories(axis)
        )
        row = self.page.at
        amount = self._sum(axis, weight)
        cells: list[Cell] = [
            said(scheme.axes[scheme.axis_ids.index(axis)].name, book.lang),
            book.profile_name(profile),
            Live(f"={amount}", kronor(found.amount)),
            live_share(book, self.page.address(row, 2, is_local=True), base, found.share),
            live_share(book, between(favourable[1:], "0"), base, found.conditional.low),
            live_share(book, between(favourable[1:], "1"), base, found.conditional.high),
            live_share(book, between(unknown, low), base, found.unknown.low),
            live_share(book, between(unknown, best), base, found.unknown.high),
            live_share(book, between(untested, low), base, found.untested.low),
            live_share(book, between(untested, best), base, found.untested.high),
            live_share(book, approved, base, found.approved),
        ]
        self.page.row(cells)
        if profile is self.profiles[0]:
            book.weighted_cells[report.kind, axis] = tuple(self.page.address(row, column) for column in range(3, 11))

    def years(self) -> None:
        """Write the weighted share of each year by itself."""
        book, scheme = self.book, self.book.budget.scheme
        if len(book.years) < 2:
            return
        self.page.heading(f"{book.kind(self.report.kind)} · {book.text('weighted.by_year')}")
        self.page.labels([book.text("axis"), book.text("weighted.column.profile"), *map(str, book.years)])
        for axis in scheme.axis_ids:
            for profile in self.profiles:
                cells: list[Cell] = [
                    said(scheme.axes[scheme.axis_ids.index(axis)].name, book.lang),
                    book.profile_name(profile),
                ]
                weight = {name: self.weights[profile.id, name] for name in self._categories(axis)}
                for year in book.years:
                    base = book.base_cells[self.report.kind, year]
                    share = self.report.by_year[year].weighted(axis, profile).share
                    cells.append(live_share(book, self._sum(axis, weight, year), base, share))
                self.page.row(cells)
        self.page.gap()

    def combined(self) -> None:
        """Write all axes in one figure, and below it the kronor by the tags on all axes that it is made of."""
        book, scheme = self.book, self.book.budget.scheme
        if len(scheme.axes) < 2:
            return
        pairs = self._pairs()
        n_axes, n_spans = len(scheme.axes), len(book.spans)
        # The rows of the pairs are known before they are written: heading, headings of columns, profiles and a blank.
        first = self.page.at + 2 + len(self.profiles) + 1 + 1 + 2
        last = first + max(len(pairs), 1) - 1
        total = 2 * n_axes + n_spans - 1
        kind = book.kind(self.report.kind)
        self.page.heading(f"{kind} · {book.text('weighted.combined')}")
        self.page.labels([book.text(f"weighted.combined_column.{name}") for name in _COMBINED])
        amounts = xl_range_abs(first, total, last, total)
        for place, profile in enumerate(self.profiles):
            best = total + 1 + place
            found = self.report.combined(profile)
            row = self.page.at
            each = "+".join(
                f"({self._sum(axis, {name: self.weights[profile.id, name] for name in self._categories(axis)})})"
                for axis in scheme.axis_ids
            )
            amount, summed = (xl_rowcol_to_cell(row, column) for column in (2, 4))
            base = book.base_cells[self.report.kind, None]
            self.page.row(
                [
                    book.text("weighted.all_axes"),
                    book.profile_name(profile),
                    Live(f"=SUMPRODUCT({amounts},{xl_range_abs(first, best, last, best)})", kronor(found.amount)),
                    live_share(book, amount, base, found.share),
                    Live(f"={each}", kronor(found.amount + found.overlap)),
                    Live(f"={summed}-{amount}", kronor(found.overlap)),
                    *self._combined_ranges(profile, pairs, first, total, found),
                ]
            )
        base = book.base_cells[self.report.kind, None]
        self.page.row(
            [
                book.text("check"),
                book.text("weighted.pairs_check"),
                Live(f"=ROUND(SUM({amounts})-{base},2)", 0.0, "check"),
            ]
        )
        self.page.gap()
        self.page.heading(f"{kind} · {book.text('weighted.pairs')}")
        self._pair_rows(pairs)
        self.page.gap(2)

    def _combined_ranges(
        self, profile: WeightProfile, pairs: Sequence[tuple[str, ...]], first: int, total: int, found: Combined
    ) -> list[Cell]:
        """Return the ends of the ranges of the figure for all axes, each the sum of the pairs by their best weight."""
        scheme, base = self.book.budget.scheme, self.book.base_cells[self.report.kind, None]

        def of_role(role: Role, start: int = 0) -> list[str]:
            return sorted({name for axis in scheme.axis_ids for name in scheme.of_role(role, axis)[start:]})

        weight = {name: self.weights[profile.id, name] for axis in scheme.axis_ids for name in self._categories(axis)}
        best, neutral = (
            f"MAX({','.join(weight[name] for name in names)})" if (names := of_role(role)) else "0"
            for role in (Role.FAVOURABLE, Role.NEUTRAL)
        )
        cells: list[Cell] = []
        for ends, names, values in (
            (found.conditional, of_role(Role.FAVOURABLE, 1), ("0", "1")),
            (found.unknown, of_role(Role.UNKNOWN), (neutral, best)),
            (found.untested, of_role(Role.UNTESTED), (neutral, best)),
        ):
            for share, value in zip((ends.low, ends.high), values, strict=True):
                as_if = weight | dict.fromkeys(names, value)
                terms = (
                    f"{xl_rowcol_to_cell(row, total)}*MAX({','.join(dict.fromkeys(as_if[tag] for tag in tags))})"
                    for row, tags in enumerate(pairs, first)
                )
                amount = "+".join(terms) or "0"
                # Of a scheme with very many pairs the formula would be longer than a cell holds.
                cells.append(
                    live_share(self.book, amount, base, share) if len(amount) <= MAX_FORMULA else Percent(share)
                )
        return cells

    def _pairs(self) -> list[tuple[str, ...]]:
        """Return the combinations of tags inside the base, all of them where they are few."""
        scheme = self.book.budget.scheme
        inside = [self._categories(axis) for axis in scheme.axis_ids]
        if prod(map(len, inside)) <= MAX_ALL_PAIRS:
            return list(product(*inside))
        there = {tags for tags in self.report.totals.joint if scheme.outside not in tags}
        return sorted(there, key=lambda tags: [scheme.rank[tag] for tag in tags])

    def _pair_rows(self, pairs: Sequence[tuple[str, ...]]) -> None:
        book, scheme, ranges = self.book, self.book.budget.scheme, Ranges(self.book)
        axes = [said(axis.name, book.lang) for axis in scheme.axes]
        labels = [label for axis in axes for label in (axis, "")]
        labels += [book.text("all_years") if year is None else str(year) for year in book.spans]
        labels += [book.text("weighted.best", profile=book.profile_name(profile)) for profile in self.profiles]
        self.page.labels(labels)
        kind, n_axes = book.kind(self.report.kind), len(scheme.axes)
        of_span = {year: self.report.totals if year is None else self.report.by_year[year] for year in book.spans}
        for tags in pairs:
            row = self.page.at
            conditions = [Condition(ranges.kind, f'"{kind}"', kind)]
            cells: list[Cell] = []
            for place, (axis, tag) in enumerate(zip(scheme.axis_ids, tags, strict=True)):
                where = xl_rowcol_to_cell(row, 2 * place, col_abs=True)
                conditions.append(Condition(ranges.tag(axis), where, tag))
                cells += [Code(tag), category_name(scheme, tag, book.lang)]
            for year in book.spans:
                amount = kronor(of_span[year].joint.get(tags, 0))
                book.pair_cells[self.report.kind, tags, year] = self.page.address(row, len(cells))
                cells.append(Live(f"={ranges.total(year, *conditions)}", amount))
            for profile in self.profiles:
                each = ",".join(self.weights[profile.id, tag] for tag in tags)
                cells.append(Live(f"=MAX({each})", float(max(profile.weight(tag) for tag in tags)), "share"))
            grounds = [book.of_role(tag) for tag in tags for _ in range(2)]
            self.page.row(cells, grounds=grounds[: 2 * n_axes])

    def _categories(self, axis: str) -> list[str]:
        scheme = self.book.budget.scheme
        return [name for name in scheme.on_axis(axis) if name != scheme.outside]

    def _sum(self, axis: str, weights: Mapping[str, str], year: int | None = None) -> str:
        """Return Σ amount × weight of an axis as a formula without its ``=``."""
        cells = self.book.category_cells
        return (
            "+".join(
                f"{cells[self.report.kind, axis, name, year]}*{weight}"
                for name, weight in weights.items()
                if weight != "0"
            )
            or "0"
        )


_COLUMNS = (
    *("profile", "amount", "share", "conditional_low", "conditional_high"),
    *("unknown_low", "unknown_high", "untested_low", "untested_high", "approved"),
)
_COMBINED = ("all_axes", "profile", "amount", "share", "summed", "overlap", *_COLUMNS[3:9])
