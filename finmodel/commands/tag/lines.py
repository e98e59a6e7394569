"""A tagged budget as lines for a terminal: what is reconciled first, then each kind of lines, then how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.tag.change_lines import comparison_lines, link_lines
from finmodel.commands.tag.method_lines import method_lines
from finmodel.commands.tag.review_lines import harmful_lines, look_again_lines, unexamined_lines
from finmodel.commands.tag.share_lines import distribution_lines, group_lines, shown_lines, weighted_lines
from finmodel.commands.tag.words import TagWords
from finmodel.commands.wording import year_spans
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import said
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.reconciliation import BY_DECISION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.commands.console import Console
    from finmodel.commands.tag.input import TagInput
    from finmodel.commands.tag.report import TagReport
    from finmodel.tagging.schemes import Scheme

__all__ = ["reconciliation_lines", "tag_lines", "words_of"]


def tag_lines(report: TagReport, console: Console, width: int) -> Iterator[str]:
    """Return the whole report as lines.

    Parameters
    ----------
    report
        Of a balanced budget.
    console
        Whose language is spoken.
    width
        Characters in a line.
    """
    words = words_of(report.found, console, width)
    yield from reconciliation_lines(report.found, console, width, report.shown_scheme)
    asked = report.call.chosen_kind
    for kind, of in report.reports.items():
        if asked is not None and kind is not asked:
            continue
        name = t(f"tag_kind.{kind}", words.language)
        yield from words.title(
            "kind", kind=name.upper(), years=year_spans(of.years), base=words.with_unit(of.totals.base)
        )
        if not of.totals.n_lines:
            yield from words.note(words.text("only_before"))
            yield from comparison_lines(report, kind, words)
            continue
        yield from shown_lines(report, kind, words)
        yield from distribution_lines(report, kind, words)
        yield from weighted_lines(report, kind, words)
        yield from group_lines(report, kind, words)
        yield from harmful_lines(report, kind, words)
        yield from unexamined_lines(report, kind, words)
        yield from look_again_lines(report, kind, words)
        yield from link_lines(report, kind, words)
        yield from comparison_lines(report, kind, words)
    yield from method_lines(report, words)


def reconciliation_lines(found: TagInput, console: Console, width: int, shown: Scheme | None = None) -> Iterator[str]:
    """Return what was read, what is in the base, and what is outside for which reason: also where it does not agree.

    Parameters
    ----------
    found
        What was read.
    console
        Whose language is spoken.
    width
        Characters in a line.
    shown
        The scheme that was asked for; None: the one of the rules.
    """
    words, budget = words_of(found, console, width), found.budget
    basis = t(f"tag_basis.{budget.basis}", words.language)
    scheme = said(budget.scheme.name, words.language)
    if shown is not None and shown.id != budget.scheme.id:
        scheme = words.text("tagged_in", scheme=said(shown.name, words.language), own=scheme)
    yield words.text("title", file=budget.version.source.file, basis=basis, scheme=scheme)
    if budget.version.source.is_illustrative:
        yield words.text("illustrative")
    yield from words.title("reconciliation", unit=words.money_label)
    balances = budget.reconciliation.balances
    controls = [item.control for item in balances]

    def cells(values: list[int | None]) -> list[str]:
        return ["–" if value is None else words.money(value) for value in values]

    columns = [
        Column(words.text("imported"), "", cells([item.imported for item in balances])),
        Column(words.text("base"), "", cells([item.base for item in balances])),
        Column(words.text("outside"), "", cells([sum(item.outside.values()) for item in balances])),
        Column(words.text("difference"), "", cells([item.difference for item in balances])),
    ]
    if any(control is not None for control in controls):
        columns.append(Column(words.text("control"), "", cells(controls)))
        columns.append(Column(words.text("control_difference"), "", cells([i.control_difference for i in balances])))
    names = [f"{t(f'tag_kind.{item.kind}', words.language)} {item.year}" for item in balances]
    yield from grid_lines(words.text("kind_and_year"), names, "", columns, width)
    yield from _outside(found, words)
    yield from words.note(words.text("balanced" if budget.reconciliation.is_balanced else "not_balanced"))


def _outside(found: TagInput, words: TagWords) -> Iterator[str]:
    """Yield what left the base by which rule, kind by kind."""
    by_kind: dict[str, dict[str, int]] = {}
    for item in found.budget.reconciliation.balances:
        of = by_kind.setdefault(t(f"tag_kind.{item.kind}", words.language), {})
        for name, ore in item.outside.items():
            of[name] = of.get(name, 0) + ore
    for kind, reasons in by_kind.items():
        for name, ore in reasons.items():
            yield from words.note(
                words.text("outside_reason", kind=kind, reason=_reason(found, name, words), amount=words.with_unit(ore))
            )


def _reason(found: TagInput, name: str, words: TagWords) -> str:
    if name == BY_DECISION:
        return words.text("by_decision")
    note = note_of(found.budget.tagger.rule_set.by_id[name], words.language)
    return f"{name} {note}".strip()


def words_of(found: TagInput, console: Console, width: int) -> TagWords:
    """Return the words of a report, in which every amount of the budget is exact."""
    balances = found.budget.reconciliation.balances
    stated = [item.control for item in balances if item.control is not None]
    budgets = [budget for budget in (found.budget, found.before) if budget is not None]
    return TagWords(console, found.unit, (item.line for budget in budgets for item in budget.lines), width, stated)
