"""Two versions or years of the budget: what is due to amounts, to tags, to new lines and to lines that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code, Kronor, Live, kronor
from finmodel.excel.tagging.lists import MAX_LISTED, organisation
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import category_name, said
from finmodel.tagging.budget_comparison import compare_budgets, in_other_years, kinds_of, shared_years
from finmodel.tagging.carrying import same_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.comparison import Change, ComparedLine, Comparison
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["COMPARISON_WIDTHS", "fill_comparison"]

COMPARISON_WIDTHS = (26, 44, 26, 18, 18, 18, 18, 18, 18, 14, 30)


def fill_comparison(page: Page, before: TaggedBudget) -> None:
    """Write, for each kind and axis, how each category became another amount, and the lines behind it."""
    book = page.book
    years = shared_years(before.years, book.budget.years)
    of_years = [", ".join(map(str, each)) or "–" for each in years]
    bases = [f"{_name(each)}, {t(f'tag_basis.{each.basis}', book.lang)}" for each in (before, book.budget)]
    page.title(
        book.text("comparison.how"),
        book.text("comparison.versions", before=bases[0], after=bases[1]),
        book.text("comparison.years", before=of_years[0], after=of_years[1]),
    )
    page.sheet.freeze_panes(1, 0)
    keys = same_lines(before.imported, book.budget.imported)
    for kind in kinds_of(before, book.budget):
        found = compare_budgets(before, book.budget, kind, years, keys)
        for axis in book.budget.scheme.axes:
            page.heading(f"{book.kind(kind)} · {said(axis.name, book.lang)}")
            _changes(page, found.changes[axis.id])
        left = in_other_years(before, book.budget, kind, years)
        if any(left):
            page.note(book.text("comparison.other_years", before=book.kronor(left[0]), after=book.kronor(left[1])))
            page.gap()
        _lines(page, book, kind, found)


def _name(budget: TaggedBudget) -> str:
    """Return what a version is called, and the file that it was read from where that is another name."""
    name, file = budget.version.id, budget.version.source.file
    return name if file in ("", name) else f"{name} ({file})"


def _changes(page: Page, changes: Mapping[str, Change]) -> None:
    book = page.book
    heads = ("before", "amount_effect", "tag_effect", "new", "gone", "after", "check")
    page.labels([book.text("category"), "", *(book.text(f"comparison.{name}") for name in heads)])
    for category, change in changes.items():
        ground = book.of_role(category)
        _change(page, [Code(category), category_name(book.budget.scheme, category, book.lang)], change, ground)
    first, last = page.at - len(changes), page.at - 1
    sums: list[Cell] = [book.text("sum"), ""]
    for column, name in enumerate(_EFFECTS, 2):
        cells = (page.address(row, column, is_local=True) for row in (first, last))
        total = sum(getattr(change, name) for change in changes.values())
        sums.append(Live(f"=SUM({':'.join(cells)})", kronor(total)))
    page.row(sums, is_bold=True)
    page.gap()


_EFFECTS = ("before", "amount_effect", "tag_effect", "new", "gone", "after")


def _change(page: Page, head: list[Cell], change: Change, ground: str) -> None:
    cells = [page.address(page.at, column, is_local=True) for column in range(2, 8)]
    check = Live(f"=ROUND({'+'.join(cells[:5])}-{cells[5]},2)", 0.0, "check")
    amounts = [Kronor(getattr(change, name)) for name in _EFFECTS]
    page.row([*head, *amounts, check], grounds=(ground, ground))


def _lines(page: Page, book: TagBook, kind: LineKind, found: Comparison) -> None:
    """Write the lines with another tag, the new ones and those that are gone, the largest first."""
    lists = {
        "retagged": [line for line in found.lines if line.is_retagged],
        "new_lines": [line for line in found.lines if line.before is None],
        "gone_lines": [line for line in found.lines if line.after is None],
    }
    for name, lines in lists.items():
        page.heading(f"{book.kind(kind)} · {book.text(f'comparison.{name}', n=len(lines))}")
        _list(page, sorted(lines, key=lambda line: (-max(abs(line.before_ore), abs(line.after_ore)), line.key)))


def _list(page: Page, lines: Sequence[ComparedLine]) -> None:
    book = page.book
    if not lines:
        page.note(book.text("lists.none"))
        page.gap()
        return
    heads = ("lines.key", "lines.text", "field.organisation", "comparison.before", "comparison.after")
    more = ("comparison.tags_before", "comparison.tags_after")
    page.labels([book.text(name) for name in (*heads, *more)])
    for line in lines[:MAX_LISTED]:
        item = line.after or line.before
        if item is None:
            continue
        shown = book.masks.line(item.line)
        tags = [" · ".join(side.categories) if side else "" for side in (line.before, line.after)]
        amounts = (Kronor(line.before_ore if line.before else None), Kronor(line.after_ore if line.after else None))
        page.row([Code(line.key), shown.text, organisation(book, shown.organisation), *amounts, *tags])
    if len(lines) > MAX_LISTED:
        page.note(book.text("lists.more", n=len(lines) - MAX_LISTED))
    page.gap()
