"""From drafts to lines: subtotals left out, costs made positive, and every column's sum kept for control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.errors import Param, Severity
from finmodel.i18n.units import UNIT_FACTORS
from finmodel.intake.budget_codes import lost_zeros
from finmodel.intake.budget_lines import (
    CODES,
    Amount,
    BudgetLine,
    Chart,
    ColumnTotal,
    LeftOut,
    LeftOutReason,
    LineKind,
    Sort,
)
from finmodel.intake.budget_money import ore_text
from finmodel.intake.budget_subtotals import Candidate, find_subtotals, has_subtotal_word

if TYPE_CHECKING:
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.budget_rows import Draft
    from finmodel.intake.budget_words import Words

__all__ = ["SheetLines", "assemble", "column_totals", "report_codes"]


@dataclass(frozen=True, slots=True)
class SheetLines:
    """What one sheet gives."""

    lines: tuple[BudgetLine, ...]
    left_out: tuple[LeftOut, ...]
    totals: tuple[ColumnTotal, ...]


def assemble(
    drafts: Sequence[Draft], sheet: str, mapping: ColumnMapping, words: Words, chart: Chart, problems: Problems
) -> SheetLines:
    """Return the lines of a sheet.

    Parameters
    ----------
    drafts
        Every row with money.
    sheet
        Its name.
    mapping
        How it was read.
    words
        The known words.
    chart
        Which accounts are costs.
    problems
        Gets ``FM-B124`` costs were negative, ``FM-B150`` subtotals left out, ``FM-B151`` a subtotal that differs from
        its rows, ``FM-B152`` a line that looks like a subtotal, and the error ``FM-B137`` a line without a known kind.
    """
    subtotals = _subtotals(drafts, sheet, mapping, words, problems)
    kept = [draft for index, draft in enumerate(drafts) if index not in subtotals]
    _report_kinds(kept, sheet, mapping, problems)
    sign = _sign(kept, mapping, words, chart)
    if sign < 0 and mapping.costs_are_negative is None:
        problems.add("FM-B124", Severity.WARNING, sheet=sheet)
    totals = column_totals(sheet, kept, sign)
    left_out = tuple(
        LeftOut(LeftOutReason.SUBTOTAL, draft.place, draft.label, _signed(draft.amounts, sign))
        for index, draft in enumerate(drafts)
        if index in subtotals
    )
    lines = tuple(
        BudgetLine(
            kind=draft.kind,
            amounts=_signed(draft.amounts, sign),
            place=draft.place,
            text=draft.text,
            supplier=draft.supplier,
            date=draft.date,
            **draft.codes,
        )
        for draft in kept
    )
    return SheetLines(lines, left_out, totals)


def column_totals(sheet: str, drafts: Sequence[Draft], sign: int) -> tuple[ColumnTotal, ...]:
    """Return the sum of each column, kind, sort and year over the rows that become lines."""
    sums: dict[tuple[str, LineKind, Sort, int], int] = {}
    for draft in drafts:
        for heading, amount in zip(draft.headings, draft.amounts, strict=True):
            key = (heading, draft.kind, amount.sort, amount.year)
            sums[key] = sums.get(key, 0) + amount.ore
    return tuple(
        ColumnTotal(sheet, heading, kind, sort, year, ore * sign, sign)
        for (heading, kind, sort, year), ore in sums.items()
    )


def report_codes(names: Mapping[str, Mapping[str, str]], lines: Sequence[BudgetLine], problems: Problems) -> None:
    """Say which codes of one field differ in leading zeros only (``FM-B141``)."""
    for name in CODES:
        found = lost_zeros({getattr(line, name) for line in lines} | set(names.get(name, ())))
        if found:
            problems.add("FM-B141", Severity.WARNING, field=name, codes=found)


def _report_kinds(kept: Sequence[Draft], sheet: str, mapping: ColumnMapping, problems: Problems) -> None:
    column = mapping.of("kind")
    for draft in kept:
        if draft.unknown_kind is not None and column is not None:
            cell = draft.place.cell(column.column or 1)
            problems.add("FM-B137", sheet=sheet, cell=cell, value=draft.unknown_kind or "–")


def _subtotals(
    drafts: Sequence[Draft], sheet: str, mapping: ColumnMapping, words: Words, problems: Problems
) -> frozenset[int]:
    keys = list(dict.fromkeys((a.sort, a.year) for draft in drafts for a in draft.amounts))
    mapped = [name for name in CODES if mapping.of(name) is not None]
    lines, sums = ({text.casefold() for text in found} for found in (mapping.line_texts, mapping.subtotal_texts))
    forced = {i for i, draft in enumerate(drafts) if any(text.casefold() in sums for text in draft.labels)}
    fixed = {i for i, draft in enumerate(drafts) if any(text.casefold() in lines for text in draft.labels)}
    asked = [i for i in range(len(drafts)) if i not in forced]
    candidates = [
        _candidate(
            drafts[i],
            keys,
            mapped,
            is_labelled=i not in fixed and has_subtotal_word(drafts[i].labels, words.subtotals, words.subtotals_last),
        )
        for i in asked
    ]
    unit = UNIT_FACTORS[next((c.unit for c in mapping.amounts if c.unit), None) or mapping.unit or "kr"]
    found = find_subtotals(candidates, tolerance=unit * 100)
    left = (frozenset(asked[i] for i in found.subtotals) | frozenset(forced)) - fixed
    for index in sorted(found.suspected):
        draft = drafts[asked[index]]
        problems.add("FM-B152", Severity.WARNING, sheet=sheet, cell=draft.place.cell(1), text=draft.label)
    for index, expected in found.unequal:
        if asked[index] in fixed:
            continue
        draft = drafts[asked[index]]
        params: dict[str, Param] = {
            "text": draft.label,
            "amount": tuple(ore_text(ore) for ore in candidates[index].money),
            "sum": tuple(ore_text(ore) for ore in expected),
        }
        problems.add("FM-B151", Severity.WARNING, sheet=sheet, cell=draft.place.cell(1), more=params)
    if left:
        texts = tuple(f"{drafts[i].place.row}: {drafts[i].label}" for i in sorted(left))
        problems.add("FM-B150", Severity.INFO, sheet=sheet, n=len(left), rows=texts)
    return left


def _candidate(
    draft: Draft, keys: Sequence[tuple[Sort, int]], mapped: Sequence[str], *, is_labelled: bool
) -> Candidate:
    ore = {(a.sort, a.year): a.ore for a in draft.amounts}
    codes = tuple(draft.codes[name] for name in mapped)
    return Candidate(codes, bool(draft.text), is_labelled, tuple(ore.get(key, 0) for key in keys))


def _sign(drafts: Sequence[Draft], mapping: ColumnMapping, words: Words, chart: Chart) -> int:
    """Return −1 where the file writes costs as negative.

    Judged by the accounts of costs; without accounts only where no amount at all is positive.
    """
    if mapping.costs_are_negative is not None:
        return -1 if mapping.costs_are_negative else 1
    roles = [(words.has_role(d.codes["account"], "cost", chart), sum(a.ore for a in d.amounts)) for d in drafts]
    costs = [ore for is_cost, ore in roles if is_cost]
    if costs:
        return -1 if sum(costs) < 0 else 1
    has_accounts = any(draft.codes["account"] for draft in drafts)
    amounts = [amount.ore for draft in drafts for amount in draft.amounts]
    is_negative = not has_accounts and any(ore < 0 for ore in amounts) and all(ore <= 0 for ore in amounts)
    return -1 if is_negative else 1


def _signed(amounts: Sequence[Amount], sign: int) -> tuple[Amount, ...]:
    return tuple(amounts) if sign > 0 else tuple(Amount(sort, year, -ore) for sort, year, ore in amounts)
