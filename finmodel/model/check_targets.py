"""Whether each target says what its kind needs, contradicts no other, and can be measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of
from finmodel.model.emission_enums import Gas, TargetKind, TargetPath

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.model.emissions import Baseline, Target
    from finmodel.model.settings import Settings

__all__ = ["Known", "check_targets", "is_about", "told_twice"]

Known = Mapping[tuple[str, str, str | None], Mapping[int, float]]
"""Tonnes by year of the inventory, by perspective, gas and sector (None is the whole)."""

_NEEDS: Mapping[TargetKind, tuple[str, ...]] = {
    TargetKind.PERCENT_VS_BASE: ("base_year", "year", "reduction"),
    TargetKind.ANNUAL_RATE: ("reduction",),
    TargetKind.ABSOLUTE: ("year", "tonnes"),
    TargetKind.PER_CAPITA: ("year", "tonnes_per_inhabitant"),
    TargetKind.BUDGET: ("base_year", "tonnes"),
    TargetKind.NET_ZERO: ("base_year", "year"),
}
_LEVELS = ("reduction", "tonnes", "tonnes_per_inhabitant", "residual_share")
_OF_BUDGETS = ("used_share", "used_until")
_NOT_OF_BUDGETS = ("year", "removals_up_to", "stated_reduction")


def check_targets(
    settings: Settings | None,
    targets: Sequence[Target],
    known: Known,
    counted: Collection[int],
    unread: Collection[tuple[str, str]] = (),
) -> Iterator[Issue]:
    """Yield what is wrong with the targets.

    Parameters
    ----------
    settings
        None where they are wrong themselves.
    targets
        Rows that were read whole.
    known
        The inventory, as far as it could be read.
    counted
        Years whose number of inhabitants is stated.
    unread
        Perspectives and gases of which a row of inventory could not be read: what it may change is not judged.
    """
    for row in targets:
        yield from _fields(row)
        yield from _years(row, settings)
        if (row.perspective, row.gas) in unread:
            yield from _spent(row, known)
        else:
            yield from _measured(row, known, unread)
        yield from _inhabitants(row, counted)
    yield from told_twice(targets, "FM-E107", _thing)


def is_about(row: Baseline | Target) -> dict[str, Any]:
    """Return what emissions a row is about, as an issue's parameters."""
    return {"perspective": str(row.perspective), "gas": str(row.gas), "sector": row.sector or ""}


def told_twice(rows: Sequence[Any], code: str, thing: Callable[[Any], tuple[Any, ...]]) -> Iterator[Issue]:
    """Yield an issue for each row that is about the same thing as one before it."""
    seen: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        first = seen.setdefault(thing(row), row)
        if first is not row:
            name = getattr(first, "name", "")
            told = f"{first.id} ({name})" if name else first.id
            yield issue_of(code, row, "kind", first=told, **is_about(row))


def _thing(row: Target) -> tuple[Any, ...]:
    """Return what a target is about: two that are the same contradict each other."""
    year = row.year if row.kind.is_level else None
    return row.perspective, row.gas, row.sector, row.kind, row.base_year, year


def _fields(row: Target) -> Iterator[Issue]:
    """Yield which fields are blank though the kind needs them, and which it has no use for."""
    is_budget = row.kind is TargetKind.BUDGET
    needed = _NEEDS[row.kind]
    for field in needed:
        if getattr(row, field) is None:
            yield issue_of("FM-E102", row, field, kind=str(row.kind))
    own = {*needed, *(("residual_share",) if row.kind is TargetKind.NET_ZERO else ())}
    for field in (*(name for name in _LEVELS if name not in own), *(_NOT_OF_BUDGETS if is_budget else _OF_BUDGETS)):
        if getattr(row, field) is not None:
            yield issue_of("FM-E103", row, field, warn=True, kind=str(row.kind))
    if row.path is TargetPath.GEOMETRIC and _reaches_zero(row):
        yield issue_of("FM-E106", row, "path")
    if row.kind is TargetKind.ANNUAL_RATE and row.base_year is None:
        yield issue_of("FM-E120", row, "base_year", warn=True)
    elif "base_year" not in needed and row.base_year is None and row.counted_removals > 0:
        yield issue_of("FM-E127", row, "base_year", warn=True)
    if is_budget and (row.used_share is None) != (row.used_until is None):
        yield issue_of("FM-E122", row, "used_until" if row.used_until is None else "used_share")


def _reaches_zero(row: Target) -> bool:
    levels = {
        TargetKind.PERCENT_VS_BASE: None if row.reduction is None else 1 - row.reduction,
        TargetKind.ABSOLUTE: row.tonnes,
        TargetKind.PER_CAPITA: row.tonnes_per_inhabitant,
        TargetKind.NET_ZERO: 0.0,
    }
    return levels.get(row.kind) == 0


def _years(row: Target, settings: Settings | None) -> Iterator[Issue]:
    base = row.base_year
    if row.kind is TargetKind.BUDGET:
        if row.used_until is not None and base is not None and row.used_until < base:
            yield issue_of("FM-E125", row, "used_until", value=row.used_until, base=base)
        return
    if base is not None and row.year is not None and row.year <= base:
        yield issue_of("FM-E101", row, "year", value=row.year, base=base)
    if settings is not None and row.year is not None and row.year > settings.last_year:
        yield issue_of("FM-E126", row, "year", warn=True, value=row.year, last=settings.last_year)


def _measured(row: Target, known: Known, unread: Collection[tuple[str, str]]) -> Iterator[Issue]:
    """Yield why a gap will be undefined: warnings, for a target may be stated before it can be measured."""
    years = known.get((row.perspective, row.gas, row.sector), {})
    other = Gas.CO2 if row.gas is Gas.CO2E else Gas.CO2E
    if not years and known.get((row.perspective, other, row.sector)):
        yield issue_of("FM-E105", row, "gas", warn=True, **is_about(row), other=str(other))
    elif not years and (row.perspective, other) in unread:
        return  # which of the two it is depends on the unread row
    elif not years:
        yield issue_of("FM-E129", row, "perspective", warn=True, **is_about(row))
    elif row.kind is TargetKind.BUDGET:
        yield from _used(row, years)
    elif row.base_year is not None and row.base_year not in years:
        shown = tuple(str(year) for year in sorted(years))
        yield issue_of("FM-E104", row, "base_year", warn=True, value=row.base_year, known=shown, **is_about(row))


def _spent(row: Target, known: Known) -> Iterator[Issue]:
    """Yield that a budget is spent by what is read alone: one more row of inventory cannot change that."""
    if row.kind is TargetKind.BUDGET and row.tonnes is not None and row.used_share is None:
        years = known.get((row.perspective, row.gas, row.sector))
        yield from (issue for issue in (_used(row, years) if years else ()) if issue.code == "FM-E108")


def _used(row: Target, years: Mapping[int, float]) -> Iterator[Issue]:
    """Yield what is known of a budget's use: that it is spent, or which years are lacking."""
    if row.base_year is None or row.tonnes is None:
        return
    mine = {year: tonnes for year, tonnes in years.items() if year >= row.base_year}
    used = sum(mine.values())
    is_whole = bool(mine) and all(year in mine for year in range(row.base_year, max(mine) + 1))
    # As the budget is counted: by the inventory where it has every year and goes as far as what is stated.
    if row.used_share is not None and row.used_until is not None and not (is_whole and max(mine) >= row.used_until):
        used = row.used_share * row.tonnes
    if used >= row.tonnes:
        yield issue_of("FM-E108", row, "tonnes", warn=True, value=row.tonnes, used=used)
        return
    first = row.base_year if row.used_share is None or row.used_until is None else row.used_until + 1
    lacking = tuple(str(year) for year in range(first, max(years) + 1) if year not in years)
    if lacking:
        yield issue_of("FM-E123", row, "base_year", warn=True, years=lacking, **is_about(row))


def _inhabitants(row: Target, counted: Collection[int]) -> Iterator[Issue]:
    if row.kind is not TargetKind.PER_CAPITA or row.year is None:
        return
    if not counted or not min(counted) <= row.year <= max(counted):
        yield issue_of("FM-E119", row, "year", warn=True, value=row.year)
