"""Targets and carbon budgets as lines for a terminal: what is stated beside what is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.engine.undefined import Reason
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import measure_label, part_label, runs_out_text
from finmodel.model.emission_enums import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.carbon_budgets import CarbonBudget
    from finmodel.analysis.emissions_gap import EmissionCell, TargetGap
    from finmodel.commands.gap_words import GapWords, Lacking

__all__ = ["budget_lines", "target_lines"]

_TONNES, _SHARE = 0.5, 0.0005
"""From how much on a source and its own words differ by more than rounding."""


def target_lines(words: GapWords, cells: Sequence[EmissionCell]) -> Iterator[str]:
    """Return every target of a measure, and where a source contradicts itself.

    Parameters
    ----------
    words
        The analysis and its language.
    cells
        The whole and its parts.
    """
    found = [(cell, item) for cell in cells for item in cell.targets]
    if not found:
        return
    text, year, language = words.text, words.gap.year, words.language
    rows = [item.target.row for _, item in found]
    paths = [(item.target.level, cell.at(item.target.path, year), cell.at(item.gap, year)) for cell, item in found]
    at_target = [cell.at(item.gap, item.target.row.year) for cell, item in found]
    shares = [cell.at(item.target.share, year) for cell, item in found]
    columns = [
        Column(text("part_of"), "", [words.short(part_label(words.plan, cell, language)) for cell, _ in found]),
        Column(text("base_year"), "", ["" if row.base_year is None else str(row.base_year) for row in rows]),
        Column(text("target_year"), "", ["" if row.year is None else str(row.year) for row in rows]),
        Column(text("level"), words.unit, [words.tonnes(level) for level, _, _ in paths]),
        Column(text("share_of_base", year=year), "%", [words.percent(share) for share in shares]),
        Column(text("allowed", year=year), words.unit, [words.tonnes(allowed) for _, allowed, _ in paths]),
        Column(text("gap_year", year=year), words.unit, [words.tonnes(gap) for *_, gap in paths]),
    ]
    if any(row.year not in (None, year) for row in rows):
        columns.append(Column(text("gap_target_year"), words.unit, [words.tonnes(gap) for gap in at_target]))
    yield ""
    names = [f"{words.mark} {row.name}" if row.illustrative else row.name for row in rows]
    yield from grid_lines(text("targets"), names, "", columns, words.width)
    yield from words.lacking(_lacking(words, found))
    for (_, item), name in zip(found, names, strict=True):
        yield from words.note(*_stated(words, item, name), *_removals(words, item, name))


def _lacking(words: GapWords, found: Sequence[tuple[EmissionCell, TargetGap]]) -> Iterator[Lacking]:
    for cell, item in found:
        if cell.at(item.gap, words.gap.year) is None:
            reason = item.gap.reason if item.gap.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
            yield reason.key, words.text("gap_year", year=words.gap.year), item.target.row.name


def _stated(words: GapWords, item: TargetGap, name: str) -> Iterator[str]:
    """Say what the source prints where its own words give something else; what rounding explains is no difference."""
    row, target = item.target.row, item.target
    if abs(target.stated_difference or 0.0) >= _TONNES:
        yield words.text(
            "stated_tonnes",
            target=name,
            stated=words.tonnes(row.stated_tonnes),
            computed=words.tonnes(target.level),
            difference=words.tonnes(target.stated_difference),
        )
    if abs(target.stated_reduction_difference or 0.0) >= _SHARE:
        yield words.text(
            "stated_reduction",
            target=name,
            stated=words.percent(row.stated_reduction),
            computed=words.percent(target.reduction),
        )


def _removals(words: GapWords, item: TargetGap, name: str) -> Iterator[str]:
    share = item.target.row.counted_removals
    if share <= 0:
        return
    if item.target.base is not None:
        yield words.text(
            "removals_limit",
            target=name,
            share=words.percent(share),
            tonnes=words.tonnes(share * item.target.base),
        )
    else:
        yield words.text("removals_share", target=name, share=words.percent(share))


def budget_lines(words: GapWords) -> Iterator[str]:
    """Return every carbon budget: how much is used, when it runs out, and which yearly cut would hold it.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    budgets, text = words.gap.budgets, words.text
    if not budgets:
        return
    yield from words.title_of(f"choice.target_kind.{TargetKind.BUDGET}")
    last = words.plan.settings.last_year
    columns = [
        Column(text("budget.total"), words.unit, [words.tonnes(item.total) for item in budgets]),
        Column(text("budget.used"), words.unit, [words.tonnes(item.used) for item in budgets]),
        Column(text("budget.used_share"), "%", [words.percent(item.used_share) for item in budgets]),
        Column(text("budget.used_until"), "", ["" if b.used_until is None else str(b.used_until) for b in budgets]),
        Column(text("budget.left"), words.unit, [words.tonnes(item.left) for item in budgets]),
        Column(text("budget.level"), words.unit, [words.tonnes(item.level) for item in budgets]),
        Column(text("budget.runs_out"), "", [runs_out_text(item, last, words.language) for item in budgets]),
        Column(text("budget.yearly_cut"), "%", [words.percent(item.yearly_cut) for item in budgets]),
    ]
    names = [f"{words.mark} {item.row.name}" if item.row.illustrative else item.row.name for item in budgets]
    yield from grid_lines(t(f"choice.target_kind.{TargetKind.BUDGET}", words.language), names, "", columns, words.width)
    for item in budgets:
        yield from words.note(*_budget_notes(words, item))
    yield from words.lacking(
        (item.reason.key, text("budget.yearly_cut"), item.row.name) for item in budgets if item.yearly_cut is None
    )


def _budget_notes(words: GapWords, item: CarbonBudget) -> Iterator[str]:
    row = item.row
    measure = measure_label(row.perspective, row.gas, words.language)
    yield words.text("budget.about", name=row.name, measure=measure, year=row.base_year or "")
    if item.is_stated:
        yield words.text("budget.is_stated", name=row.name)
    if item.stated_difference is not None and row.used_share is not None:
        yield words.text(
            "budget.stated",
            name=row.name,
            year=row.used_until or "",
            stated=words.tonnes(row.used_share * item.total),
            inventory=words.tonnes(item.inventory_used),
            difference=words.tonnes(item.stated_difference),
        )
