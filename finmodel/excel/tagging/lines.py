"""The sheet of all tagged lines: a table to filter, with sums above it that follow the filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range, xl_range_abs

from finmodel.excel.tagging.cells import clean, kronor, may_be_formula
from finmodel.excel.tagging.frame import SHAPES
from finmodel.excel.tagging.ranges import Condition, Ranges
from finmodel.excel.texts import flag_text
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import category_name, reason_text, said
from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import LineKind
from finmodel.tagging.reconciliation import BY_DECISION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.line_links import ActionLink
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["fill_lines", "lines_widths", "links_text", "why_outside"]

CODES = ("organisation", "responsibility", "activity", "account", "project", "counterparty")
_FROZEN = 3


@dataclass(frozen=True, slots=True)
class _Row:
    """A line on its way to the sheet: as it is, as it may be shown, and what people have said of it."""

    item: TaggedLine
    shown: BudgetLine
    decisions: Sequence[tuple[str, Decision]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of text.

    Attributes
    ----------
    of
        What stands in it, and the ground's category or "".
    name
        Of its range; "" none.
    """

    label: str
    width: float
    of: Callable[[_Row], str]
    name: str = ""
    category: Callable[[_Row], str] | None = None


def lines_widths(book: TagBook, actions: Mapping[str, str]) -> tuple[float, ...]:
    """Return the widths of the columns."""
    before, after = _columns(book, actions)
    amounts = [16.0] * len(_amount_labels(book))
    return (*(each.width for each in before), *amounts, *(each.width for each in after))


def fill_lines(page: Page, actions: Mapping[str, str]) -> None:
    """Write every line and part, and name the columns for the formulas of other sheets.

    Parameters
    ----------
    page
        The sheet.
    actions
        Names of the plan's actions by id; empty where no plan is given.
    """
    book, sheet, styles = page.book, page.sheet, page.book.styles
    before, after = _columns(book, actions)
    amounts = _amount_labels(book)
    page.title(book.text("lines.how"), book.text("lines.filter"), columns=5)
    n_rows = len(book.budget.lines)
    n_columns = len(before) + len(amounts) + len(after)
    head = page.at + 1 + len(book.reports)
    first, last = head + 1, head + max(n_rows, 1)
    at_amounts = len(before)
    _subtotals(page, (first, last), at_amounts, n_columns)
    page.labels([each.label for each in before] + amounts + [each.label for each in after])
    sheet.set_column(n_columns, n_columns, 12, None, {"hidden": True})
    sheet.write_string(head, n_columns, book.text("lines.is_investment"), styles.label)
    _name_columns(page, before, after, (first, last))
    sheet.autofilter(head, 0, last, n_columns - 1)
    sheet.freeze_panes(first, _FROZEN)
    sheet.repeat_rows(head)
    sheet.hide_gridlines(1)

    plain, money = styles.get(num_format="@"), styles.get(num_format=SHAPES["money"])
    quoted = styles.get(num_format="@", quote_prefix=True)
    grounds: dict[str, Format] = {"": plain} | {
        category.id: styles.get(num_format="@", bg_color=book.of_role(category.id))
        for category in book.budget.scheme.categories
    }
    placed = [
        *enumerate(before),
        *enumerate(after, at_amounts + len(amounts)),
    ]
    years, several = book.years, len(amounts) > len(book.years)
    span = [(year, at_amounts + place) for place, year in enumerate(years)]
    by_key = book.budget.dossier.log.by_key
    for number, item in enumerate(book.budget.lines, first):
        row = _Row(item, book.masks.line(item.line), _standing(book, item) if item.key in by_key else ())
        there = dict(item.line.amounts)
        for year, column in span:
            if year in there:
                sheet.write_number(number, column, kronor(there[year]), money)
        if several:
            parts = xl_range(number, at_amounts, number, at_amounts + len(years) - 1)
            formula = f"=SUM({parts})" if years else "=0"
            sheet.write_formula(number, at_amounts + len(years), formula, money, kronor(item.line.amount()))
        sheet.write_number(number, n_columns, int(item.line.kind is LineKind.INVESTMENT), plain)
        for column, each in placed:
            if text := clean(each.of(row)):
                form = grounds[each.category(row)] if each.category else plain
                sheet.write_string(number, column, text, quoted if may_be_formula(text) else form)
    page.at = last + 1


def why_outside(item: TaggedLine) -> str:
    """Return the rule that put a line outside, or that people have, as the reconciliation counts it."""
    by_rule = item.standings[0] is Standing.RULE and item.verdict.rules
    return item.verdict.rules[0] if by_rule else BY_DECISION


def links_text(book: TagBook, links: Sequence[ActionLink], actions: Mapping[str, str]) -> str:
    """Return what a line is linked to: id, name, kind and the money where it is not all."""
    found = []
    for link in links:
        text = f"{link.action} {actions.get(link.action, '')}".strip()
        text = f"{text} ({t(f'link_kind.{link.kind}', book.lang)})"
        if link.amounts is not None:
            text += f" {book.of_years(link.amounts)}"
        found.append(text)
    return "; ".join(found)


def _amount_labels(book: TagBook) -> list[str]:
    years = [book.text("lines.amount", year=str(year)) for year in book.years]
    return [*years, book.text("lines.all_years")] if len(years) != 1 else years


def _subtotals(page: Page, rows: tuple[int, int], column: int, n_columns: int) -> None:
    """Write how many rows are shown and their sums, as long as they are of one kind; below them each kind's sums."""
    book, lines, ranges = page.book, page.book.budget.lines, Ranges(page.book)
    spans = book.years if len(book.years) == 1 else book.spans
    kinds = tuple(book.reports)
    sums = {
        kind: [
            kronor(sum(item.line.amount(None if year is None else (year,)) for item in lines if item.line.kind is kind))
            for year in spans
        ]
        for kind in kinds
    }
    strong, label = book.styles.figure(SHAPES["money"], bold=True, align="right"), book.styles.get(bold=True)
    count, mixed = book.styles.figure(SHAPES["count"], bold=True), book.text("lines.one_kind")
    first, last = rows
    keys, flags = (xl_range_abs(first, at, last, at) for at in (0, n_columns))
    shown = f"SUBTOTAL(103,{keys})"
    page.sheet.write_string(page.at, 0, book.text("lines.shown"), label)
    page.sheet.write_formula(page.at, 1, f"={shown}", count, len(lines))
    for place, _ in enumerate(spans):
        cells = xl_range_abs(first, column + place, last, column + place)
        n_investment = f"SUBTOTAL(109,{flags})"
        is_mixed = f"AND({n_investment}>0,{n_investment}<{shown})"
        value = sums[kinds[0]][place] if len(kinds) == 1 else mixed if kinds else 0
        formula = f'=IF({is_mixed},"{mixed}",SUBTOTAL(109,{cells}))'
        page.sheet.write_formula(page.at, column + place, formula, strong, value)
    page.at += 1
    for kind in kinds:
        word = book.kind(kind)
        of_kind = Condition(ranges.kind, f'"{word}"', word)
        page.sheet.write_string(page.at, 0, book.text("lines.all", kind=word), label)
        n = sum(item.line.kind is kind for item in lines)
        page.sheet.write_formula(page.at, 1, f'=COUNTIF({ranges.kind},"{word}")', count, n)
        for place, year in enumerate(spans):
            formula = f"={ranges.total(year, of_kind)}"
            page.sheet.write_formula(page.at, column + place, formula, strong, sums[kind][place])
        page.at += 1


def _name_columns(page: Page, before: Sequence[_Column], after: Sequence[_Column], rows: tuple[int, int]) -> None:
    book, ranges = page.book, Ranges(page.book)
    first, last = rows
    at = len(before)
    for place, each in [*enumerate(before), *enumerate(after, at + len(_amount_labels(book)))]:
        if each.name:
            book.define(each.name, page, (first, place), (last, place))
    for place, year in enumerate(book.years, at):
        book.define(ranges.amount(year), page, (first, place), (last, place))
    total = at + len(_amount_labels(book)) - 1
    book.define(ranges.amount(None), page, (first, total), (last, total))


def _columns(book: TagBook, actions: Mapping[str, str]) -> tuple[list[_Column], list[_Column]]:
    """Return the columns before the amounts and those after them."""
    text, ranges, names = book.text, Ranges(book), book.budget.version.names
    before = [
        _Column(text("lines.key"), 24, lambda row: row.item.key),
        _Column(text("lines.kind"), 12, lambda row: book.kind(row.item.line.kind), ranges.kind),
        _Column(text("lines.text"), 44, lambda row: row.shown.text),
    ]
    for code in CODES:
        label = text(f"field.{code}")
        before.append(_Column(label, 14, _code_of(code)))
        if names.get(code):
            before.append(_Column(text("lines.name_of", field=label), 26, _name_of(book, code)))
    if any(item.line.supplier for item in book.budget.lines):
        before.append(_Column(text("field.supplier"), 26, lambda row: row.shown.supplier))
    before.append(_Column(text("lines.place"), 16, lambda row: row.item.line.place))
    return before, [*_tag_columns(book, ranges), *_people_columns(book, actions)]


def _code_of(code: str) -> Callable[[_Row], str]:
    return lambda row: str(getattr(row.item.line, code))


def _name_of(book: TagBook, code: str) -> Callable[[_Row], str]:
    return lambda row: book.budget.version.name(code, getattr(row.item.line, code))


def _tag_columns(book: TagBook, ranges: Ranges) -> list[_Column]:
    text, scheme, lang = book.text, book.budget.scheme, book.lang
    names = {category.id: category_name(scheme, category.id, lang) for category in scheme.categories}
    standings = {standing: t(f"tag_standing.{standing}", lang) for standing in Standing}
    found = []
    for place, axis in enumerate(scheme.axes):

        def category(row: _Row, place: int = place) -> str:
            return row.item.categories[place]

        def proposal(row: _Row, place: int = place) -> str:
            return row.item.verdict.tags[place].category

        def name(row: _Row, place: int = place) -> str:
            return names[row.item.categories[place]]

        def standing(row: _Row, place: int = place) -> str:
            return standings[row.item.standings[place]]

        def confidence(row: _Row, place: int = place) -> str:
            return t(f"tag_confidence.{row.item.verdict.tags[place].confidence}", lang)

        of = said(axis.name, lang)
        found += [
            _Column(text("lines.proposal", axis=of), 13, proposal),
            _Column(text("lines.category", axis=of), 13, category, ranges.tag(axis.id), category),
            _Column(text("lines.category_name", axis=of), 22, name, "", category),
            _Column(text("lines.standing", axis=of), 14, standing, ranges.standing(axis.id)),
            _Column(text("lines.confidence", axis=of), 13, confidence),
        ]
    return found


def _people_columns(book: TagBook, actions: Mapping[str, str]) -> list[_Column]:
    text, ranges, lang, budget = book.text, Ranges(book), book.lang, book.budget
    links: defaultdict[str, list[ActionLink]] = defaultdict(list)
    for link in budget.links:
        links[link.key].append(link)
    changed = {key: ", ".join(text(f"changed.{what}") for what in whats) for key, whats in budget.look_again.items()}

    def why(row: _Row) -> str:
        return reason_text(replace(row.item, line=row.shown), budget.tagger, lang)

    def outside(row: _Row) -> str:
        if budget.scheme.outside not in row.item.categories:
            return ""
        reason = why_outside(row.item)
        return text("outside.decision") if reason == BY_DECISION else reason

    return [
        _Column(text("lines.outside"), 12, outside, ranges.outside),
        _Column(text("lines.rules"), 20, lambda row: ", ".join(row.item.verdict.rules)),
        _Column(text("lines.why"), 70, why),
        _Column(text("lines.review"), 12, lambda row: flag_text(row.item.verdict.review, lang)),
        _Column(text("lines.look_again"), 16, lambda row: flag_text(row.item.look_again, lang), ranges.look_again),
        _Column(text("lines.changed"), 16, lambda row: changed.get(row.item.key, "")),
        _Column(text("lines.who"), 22, lambda row: _joined(row, lambda decision: decision.who)),
        _Column(text("lines.when"), 20, lambda row: _joined(row, lambda decision: decision.when)),
        _Column(text("lines.reason"), 44, lambda row: _joined(row, lambda one: book.masks.reason(one.reason))),
        _Column(text("lines.evidence"), 30, lambda row: _joined(row, lambda one: book.masks.reason(one.evidence))),
        _Column(text("lines.links"), 60, lambda row: links_text(book, links.get(row.item.key, ()), actions)),
    ]


def _standing(book: TagBook, item: TaggedLine) -> list[tuple[str, Decision]]:
    """Return the decisions that stand for a line, with the name of their axis, each once."""
    found: list[tuple[str, Decision]] = []
    for axis in book.budget.scheme.axes:
        deciding = book.budget.dossier.log.deciding(item.key, axis.id)
        if deciding is not None:
            found.append((said(axis.name, book.lang), deciding[0]))
    return found


def _joined(row: _Row, of: Callable[[Decision], str]) -> str:
    """Return what the decisions of a line say, by axis where they differ."""
    if not row.decisions:
        return ""
    texts = [of(decision) for _, decision in row.decisions]
    if all(one == other for one, other in pairwise(texts)):
        return texts[0]
    return " · ".join(f"{axis}: {text}" for (axis, _), text in zip(row.decisions, texts, strict=True))
