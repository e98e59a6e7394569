"""The change log: every import, change of rules and choices, decision, split and link in the order of time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code
from finmodel.excel.tagging.frame import A3
from finmodel.i18n.catalogue import t
from finmodel.i18n.moments import moment_text
from finmodel.i18n.numbers import percent_text
from finmodel.i18n.tagging import axis_name
from finmodel.i18n.tagging_changes import change_reason, choice_change_text
from finmodel.tagging.change_log import changes_of
from finmodel.tagging.choice_changes import ChoiceChange
from finmodel.tagging.decisions import Decision
from finmodel.tagging.line_links import LineLinks
from finmodel.tagging.splits import Split
from finmodel.tagging.versions import Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.change_log import ChangeEntry
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.splits import SplitPart

__all__ = ["LOG_WIDTHS", "fill_log"]

LOG_WIDTHS = (16, 20, 14, 20, 34, 50, 40, 28, 20, 18)
_HEADS = ("when", "who", "what", "key", "text", "detail", "reason", "evidence", "origin", "digest")
_DIGEST = 16
"""Figures of a hash that are shown."""


def fill_log(page: Page) -> None:
    """Write the log."""
    book = page.book
    page.title(book.text("log.how"), columns=6)
    page.labels([book.text(f"log.{name}") for name in _HEADS])
    head = page.at - 1
    entries = changes_of(book.budget.dossier, book.choice_steps)
    lines = _lines(book, {entry.key for entry in entries if entry.key})
    for entry in entries:
        page.row(
            [
                *(moment_text(entry.when), entry.who, book.text(f"log.what_{entry.what}"), Code(entry.key)),
                *(_text(book, entry, lines), _detail(book, entry), book.masks.reason(change_reason(entry, book.lang))),
                *(book.masks.reason(entry.evidence), Code(entry.origin), Code(entry.digest[:_DIGEST])),
            ]
        )
    page.sheet.freeze_panes(head + 1, 0)
    page.sheet.autofilter(head, 0, max(page.at - 1, head + 1), len(_HEADS) - 1)
    page.sheet.repeat_rows(head)
    page.sheet.set_paper(A3)


def _lines(book: TagBook, keys: set[str]) -> Mapping[str, BudgetLine]:
    """Return the lines that something was said of, of the latest version that has them: their suppliers are masked."""
    found = {line.key: line for version in book.budget.dossier.versions for line in version.lines if line.key in keys}
    return found | {item.key: item.line for item in book.budget.lines if item.key in keys}


def _text(book: TagBook, entry: ChangeEntry, lines: Mapping[str, BudgetLine]) -> str:
    if isinstance(entry.item, Version):
        return entry.item.source.file
    line = lines.get(entry.key)
    return book.masks.text(entry.text) if line is None else book.masks.line(line).text


def _detail(book: TagBook, entry: ChangeEntry) -> str:
    """Return what was said, in words."""
    match entry.item:
        case Version() as version:
            return book.text("log.imported", version=version.id, n=len(version.lines))
        case ChoiceChange() as change:
            return choice_change_text(change, book.budget.scheme, book.lang)
        case Decision() as decision:
            return _decision(book, decision)
        case Split() as split:
            return _parts(book, split) if split.parts else book.text("log.whole_again")
        case LineLinks() as links:
            return _links(book, links) or book.text("log.free_again")


def _decision(book: TagBook, decision: Decision) -> str:
    scheme = book.budget.scheme
    names = {axis: axis_name(scheme, axis, book.lang) for axis in scheme.axis_ids}
    said = ", ".join(f"{names.get(axis, axis)} {tag}" for axis, tag in decision.categories.items())
    return f"{t(f'tag_step.{decision.step}', book.lang)}: {said}"


def _parts(book: TagBook, split: Split) -> str:
    numbers = split.numbers or range(1, len(split.parts) + 1)
    return "; ".join(
        f".{number} {book.masks.text(part.text) or book.text('log.own_text')}: {_size(book, part)}"
        for number, part in zip(numbers, split.parts, strict=True)
    )


def _size(book: TagBook, part: SplitPart) -> str:
    if part.share is not None:
        share = Fraction(part.share)
        # A third has no end in percent: the share itself is exact.
        whole = 10_000 * share
        return percent_text(float(share), book.lang) if whole.denominator == 1 else str(part.share)
    if part.amounts is not None:
        return book.of_years(part.amounts)
    return book.text("log.rest")


def _links(book: TagBook, entry: LineLinks) -> str:
    return "; ".join(
        f"{one.action} ({t(f'link_kind.{one.kind}', book.lang)})"
        + ("" if one.amounts is None else f" {book.of_years(one.amounts)}")
        for one in entry.actions
    )
