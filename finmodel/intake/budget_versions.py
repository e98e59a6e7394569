"""From a file as it was read to a version that can be tagged: the bridge between reading and tagging."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from finmodel.errors import Issue, Severity
from finmodel.intake.budget_lines import BudgetLine as ReadLine
from finmodel.intake.budget_lines import BudgetTable, Place, Sort
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of, keyed
from finmodel.tagging.problems import issue
from finmodel.tagging.versions import Basis, Provenance, Version

if TYPE_CHECKING:
    from finmodel.intake.budget_privacy import Masking

__all__ = ["version_of_table"]

_SORTS: Mapping[Basis, tuple[Sort, ...]] = {
    Basis.BUDGET: (Sort.BUDGET, Sort.PLAN),
    Basis.FORECAST: (Sort.FORECAST,),
    Basis.OUTTURN: (Sort.OUTTURN,),
}
"""Sorts of amounts of each basis; the first that a kind of lines on a sheet has in a year goes before the next."""


_Chosen: TypeAlias = Mapping[tuple[str | None, LineKind, int], Sort]
"""The sort that is read, by sheet, kind of lines and year."""


def version_of_table(
    table: BudgetTable,
    name: str,
    *,
    who: str = "",
    when: str = "",
    controls: Mapping[tuple[Basis, LineKind, int], int] | None = None,
    masking: Masking | None = None,
    is_illustrative: bool = False,
) -> tuple[Version, tuple[Issue, ...]]:
    """Return a file that was read as a version, its lines with their keys.

    The usual basis is the budget (with the plan for years in which the kind has no budget on the sheet), in a file
    without one the forecast, else the outturn. Keys are made with its amounts, so that a line has one key on all bases.

    Parameters
    ----------
    table
        As :func:`~finmodel.intake.budget_read.read_budget` gives it.
    name
        Id of the version.
    who, when
        Who imports it, and the moment (ISO 8601).
    controls
        Totals that the user states [öre], in the lines' sign.
    masking
        What was masked on reading.
    is_illustrative
        Whether its figures are from no source.

    Returns
    -------
    Version, issues
        In öre. Every amount of the file is in one of its bases, but a plan of a year that has a budget too: that is
        said (FM-T193, warning).
    """
    chosen = {basis: found for basis in Basis if (found := _sorts_by_year(table.lines, _SORTS[basis]))}
    basis = next(iter(chosen), Basis.BUDGET)
    amounts = {each: tuple(_amounts(line, of) for line in table.lines) for each, of in chosen.items()}
    several_sheets = len({line.place.sheet for line in table.lines}) > 1
    lines = keyed(
        [
            _line(line, of, several_sheets=several_sheets)
            for line, of in zip(table.lines, amounts.get(basis, ((),) * len(table.lines)), strict=True)
        ]
    )
    left_out: Counter[str] = Counter()
    for item in table.left_out:
        left_out[str(item.reason)] += item.n_rows
    mappings = [mapping.to_dict() for mapping in table.mappings]
    version = Version(
        id=name,
        lines=lines,
        basis=basis,
        others=MappingProxyType({each: of for each, of in amounts.items() if each is not basis}),
        names=table.names,
        controls=MappingProxyType(dict(controls or {})),
        source=Provenance(
            file=table.source.file,
            sha256=table.source.sha256,
            format=str(table.source.format),
            encoding=table.source.encoding,
            chart=str(table.source.chart),
            mapping=json.dumps(mappings, ensure_ascii=False, sort_keys=True) if mappings else "",
            who=who,
            when=when,
            n_left_out=MappingProxyType(dict(sorted(left_out.items()))),
            is_illustrative=is_illustrative,
            masking=("nothing", "nothing") if masking is None else masking.told,
        ),
    )
    return version, tuple(_passed_over(table, chosen))


def _passed_over(table: BudgetTable, chosen: Mapping[Basis, _Chosen]) -> Iterator[Issue]:
    left: dict[tuple[int, LineKind, Sort], int] = {}
    for line in table.lines:
        for sort, year, ore in line.amounts:
            if not any(of.get((line.place.sheet, line.kind, year)) is sort for of in chosen.values()):
                at = (year, line.kind, sort)
                left[at] = left.get(at, 0) + ore
    for (year, kind, sort), ore in sorted(left.items()):
        yield issue(
            "FM-T193",
            table.source.file,
            severity=Severity.WARNING,
            kind=str(kind),
            sort=str(sort),
            in_year=str(year),
            value=ore / 100,
        )


def _sorts_by_year(lines: Iterable[ReadLine], sorts: tuple[Sort, ...]) -> _Chosen:
    """Return which sort is read in each year of each kind on each sheet: they may have columns of their own."""
    there = {(line.place.sheet, line.kind, sort, year) for line in lines for sort, year, _ in line.amounts}
    found: dict[tuple[str | None, LineKind, int], Sort] = {}
    for sort in sorts:
        for sheet, kind, of, year in there:
            if of is sort:
                found.setdefault((sheet, kind, year), sort)
    return found


def _amounts(line: ReadLine, chosen: _Chosen) -> tuple[tuple[int, int], ...]:
    at = line.place.sheet, line.kind
    return amounts_of({year: ore for sort, year, ore in line.amounts if chosen.get((*at, year)) is sort})


def _line(line: ReadLine, amounts: tuple[tuple[int, int], ...], *, several_sheets: bool) -> BudgetLine:
    return BudgetLine(
        kind=line.kind,
        text=line.text,
        amounts=amounts,
        activity=line.activity,
        account=line.account,
        counterparty=line.counterparty,
        organisation=line.organisation,
        responsibility=line.responsibility,
        project=line.project,
        place=_place(line.place, several_sheets=several_sheets),
        supplier=line.supplier,
    )


def _place(place: Place, *, several_sheets: bool) -> str:
    return f"{place.sheet}!{place.row}" if several_sheets and place.sheet else str(place.row)
