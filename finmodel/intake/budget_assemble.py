"""From drafts to lines: subtotals left out, costs made positive, and every column's sum kept for control."""

from __future__ import annotations

from collections import Counter
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
    Place,
    Sort,
)
from finmodel.intake.budget_money import ore_text
from finmodel.intake.budget_signs import sign_of
from finmodel.intake.budget_subtotals import Candidate, find_subtotals

if TYPE_CHECKING:
    from finmodel.intake.budget_drafts import Draft
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.budget_words import Words

__all__ = ["RoundedSum", "SheetLines", "assemble", "column_totals", "report_codes", "report_rounded"]


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """A sum that was left out and differs from its rows by no more than rounding.

    Attributes
    ----------
    place, label
        Where it stands, and its words as they may be shown.
    ore
        How much it states beyond its rows, in the column that differs most, in the file's sign [öre].
    """

    place: Place
    label: str
    ore: int


@dataclass(frozen=True, slots=True)
class SheetLines:
    """What one sheet gives."""

    lines: tuple[BudgetLine, ...]
    left_out: tuple[LeftOut, ...]
    totals: tuple[ColumnTotal, ...]
    rounded: tuple[RoundedSum, ...] = ()


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
        Gets ``FM-B124`` costs were negative, ``FM-B144`` signs that may be read both ways, ``FM-B150`` subtotals left
        out, ``FM-B151`` a subtotal that nothing gives, ``FM-B152`` a line that looks like a subtotal, and the error
        ``FM-B137`` a line without a known kind.
    """
    subtotals, rounded = _subtotals(drafts, sheet, mapping, problems)
    kept = [draft for index, draft in enumerate(drafts) if index not in subtotals]
    _report_kinds(kept, sheet, mapping, problems)
    sign = sign_of(kept, sheet, mapping, words, chart, problems)
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
    return SheetLines(lines, left_out, totals, rounded)


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


def report_rounded(sums: Sequence[RoundedSum], problems: Problems) -> None:
    """Say once for the file which sums differ from their rows by no more than rounding, and how much (``FM-B156``)."""
    if not sums:
        return
    has_sheets = len({found.place.sheet for found in sums}) > 1
    rows = tuple(
        f"{ore_text(found.ore)}={f'{found.place.sheet} ' if has_sheets else ''}{found.place.row}: {found.label}"
        for found in sums
    )
    problems.add("FM-B156", Severity.INFO, n=len(rows), rows=rows)


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
    drafts: Sequence[Draft], sheet: str, mapping: ColumnMapping, problems: Problems
) -> tuple[frozenset[int], tuple[RoundedSum, ...]]:
    headings = _headings(drafts)
    keys = list(headings)
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
            is_labelled=i not in fixed and drafts[i].is_labelled,
        )
        for i in asked
    ]
    unit = UNIT_FACTORS[next((c.unit for c in mapping.amounts if c.unit), None) or mapping.unit or "kr"]
    found = find_subtotals(candidates, tolerance=unit * 100)
    left = (frozenset(asked[i] for i in found.subtotals) | frozenset(forced)) - fixed
    for index in sorted(found.suspected):
        draft = drafts[asked[index]]
        problems.add("FM-B152", Severity.WARNING, sheet=sheet, cell=draft.place.cell(1), text=draft.label)
    for unequal in found.unequal:
        if asked[unequal.row] in fixed:
            continue
        draft, worst = drafts[asked[unequal.row]], unequal.columns[0]
        stated, given = candidates[unequal.row].money[worst] or 0, unequal.expected[worst]
        first, last = (drafts[asked[at]].place.row for at in (unequal.first, unequal.last))
        params: dict[str, Param] = {
            "text": draft.label,
            "amount": stated / 100,
            "sum": given / 100,
            "difference": (stated - given) / 100,
            "block": f"{first}–{last}",
            "columns": tuple(headings[keys[k]] for k in unequal.columns),
        }
        problems.add("FM-B151", Severity.WARNING, sheet=sheet, cell=draft.place.cell(1), more=params)
    if left:
        texts = tuple(f"{drafts[i].place.row}: {drafts[i].label}" for i in sorted(left))
        problems.add("FM-B150", Severity.INFO, sheet=sheet, n=len(left), rows=texts)
    rounded = tuple(
        RoundedSum(draft.place, draft.label, (candidates[one.row].money[worst] or 0) - one.expected[worst])
        for one in found.rounded
        if asked[one.row] not in fixed
        for draft, worst in [(drafts[asked[one.row]], one.columns[0])]
    )
    return left, rounded


def _candidate(
    draft: Draft, keys: Sequence[tuple[Sort, int]], mapped: Sequence[str], *, is_labelled: bool
) -> Candidate:
    ore = {(a.sort, a.year): a.ore for a in draft.amounts}
    codes = tuple(draft.codes[name] for name in mapped)
    money = tuple(map(ore.get, keys))
    return Candidate(codes, bool(draft.text), is_labelled, money, lacks_kind=draft.unknown_kind is not None)


def _headings(drafts: Sequence[Draft]) -> dict[tuple[Sort, int], str]:
    """Return each sort and year with its column's heading; with its year too where one column has several."""
    found: dict[tuple[Sort, int], str] = {}
    for draft in drafts:
        for heading, amount in zip(draft.headings, draft.amounts, strict=True):
            found.setdefault((amount.sort, amount.year), heading)
    n_of = Counter(found.values())
    return {key: heading if n_of[heading] == 1 else f"{heading} {key[1]}".strip() for key, heading in found.items()}


def _signed(amounts: Sequence[Amount], sign: int) -> tuple[Amount, ...]:
    return tuple(amounts) if sign > 0 else tuple(Amount(sort, year, -ore) for sort, year, ore in amounts)
