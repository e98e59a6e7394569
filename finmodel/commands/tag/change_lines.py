"""A tagged budget beside a plan's actions, and beside an earlier version or year, as lines for a terminal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.tag.review_lines import line_names
from finmodel.commands.wording import year_spans
from finmodel.i18n.tagging import axis_name
from finmodel.tagging.comparison import Change
from finmodel.tagging.links import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.commands.tag.report import TagReport
    from finmodel.commands.tag.words import TagWords
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["comparison_lines", "link_lines"]


def link_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return need − budgeted − granted by action and year, and what hangs loose; nothing without a plan.

    What is missing and what there is too much of stand apart: added, the one would hide the other.
    """
    found, plan = report.linked(kind), report.found.plan
    if found is None or plan is None:
        return
    yield from words.title("links", unit=words.money_label)
    years = report.reports[kind].years
    rows = [row for row in found.years if row.year in years]
    if rows:
        columns = [
            Column(
                words.text(part), "", [words.money(getattr(row, part)) for row in rows], words.money(_sum(rows, part))
            )
            for part in MONEY
        ]
        names = [f"{row.action} {row.year} {plan.actions.get(row.action, '')}" for row in rows]
        yield from grid_lines(words.text("column_action"), names, words.text("sum"), columns, words.width)
    yield from words.note(words.text("gap_is"))
    if found.without_line:
        listed = words.listed(f"{name} {plan.actions[name]}" for name in found.without_line)
        yield from words.note(words.text("without_line", n=len(found.without_line), actions=listed))
    yield from _loose("favourable_without_action", found.favourable_without_action, report, words)
    yield from _loose("harmful_with_action", found.harmful_with_action, report, words)


def _sum(rows: Sequence[object], part: str) -> int:
    return sum(getattr(row, part) for row in rows)


def _loose(key: str, items: Sequence[TaggedLine], report: TagReport, words: TagWords) -> Iterator[str]:
    if items:
        amount = words.with_unit(sum(item.line.amount() for item in items))
        yield from words.note(
            words.text(key, n=len(items), amount=amount, lines=words.listed(line_names(report, items)))
        )


def comparison_lines(report: TagReport, kind: LineKind, words: TagWords) -> Iterator[str]:
    """Return what has changed since the earlier version or year, axis by axis; nothing where none was named."""
    found, before = report.compared(kind), report.found.before
    if found is None or before is None:
        return
    then, now = (year_spans(years) for years in found.years)
    yield from words.title("comparison", file=before.version.source.file, before=then, years=now)
    for axis, changes in found.comparison.changes.items():
        columns = [
            Column(
                words.text(f"change.{part.name}"),
                words.money_label,
                [words.money(getattr(change, part.name)) for change in changes.values()],
                words.money(sum(getattr(change, part.name) for change in changes.values())),
            )
            for part in fields(Change)
        ]
        yield from words.title("axis", axis=axis_name(report.scheme, axis, words.language))
        names = [words.category(report.scheme, name) for name in changes]
        yield from grid_lines(words.text("column_category"), names, words.text("sum"), columns, words.width)
    lines = found.comparison.lines
    retagged = [line.after for line in lines if line.is_retagged and line.after is not None]
    n_new = sum(line.before is None for line in lines)
    n_gone = sum(line.after is None for line in lines)
    yield from words.note(words.text("changed_lines", n_new=n_new, n_gone=n_gone, n_retagged=len(retagged)))
    if retagged:
        yield from words.note(words.text("retagged", lines=words.listed(line_names(report, retagged))))
    if any(found.other_years):
        first, second = map(words.with_unit, found.other_years)
        yield from words.note(words.text("other_years", before=first, after=second))
    yield from words.note(words.text("same_rules"))
