"""Whether inventory, population and reference paths fit together; what is asked of the targets is beside it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of
from finmodel.model.check_targets import check_targets, is_about, told_twice
from finmodel.model.emission_enums import BaselineKind, EmissionPerspective, Gas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.check_targets import Known
    from finmodel.model.emissions import Baseline, Inventory, Population
    from finmodel.model.registers import Carrier
    from finmodel.model.settings import Settings

__all__ = ["check_emissions"]

_TOLERANCE = 1e-6

_FIELDS: Mapping[BaselineKind, tuple[str, ...]] = {
    BaselineKind.EXPLICIT: ("tonnes",),
    BaselineKind.CONSTANT_RATE: ("yearly_cut",),
    BaselineKind.LINEAR_TREND: ("trend_first", "trend_last"),
    BaselineKind.FLAT: (),
    BaselineKind.CARRIERS: ("carrier_split",),
}
_OPTIONAL = frozenset({"trend_first", "trend_last"})


def check_emissions(
    settings: Settings | None,
    tables: Mapping[str, Sequence[Any]],
    incomplete: Collection[str],
    unread: Collection[tuple[str, str]] = (),
) -> Iterator[Issue]:
    """Yield what is wrong with inventory, population, reference paths and targets.

    Parameters
    ----------
    settings
        None where they are wrong themselves.
    tables
        Rows by table.
    incomplete
        Ids of rows that could not be read whole: they are not judged.
    unread
        Perspective and gas, as written, of the rows of inventory among them: what is measured on such an inventory is
        judged only as far as the row cannot change it.
    """
    inventory: Sequence[Inventory] = tables.get("emissions", ())
    yield from _inventory(settings, inventory)
    yield from _population(tables)
    known, open_measures = _years([row for row in inventory if row.id not in incomplete]), _open(unread)
    baselines: list[Baseline] = [row for row in tables.get("baselines", ()) if row.id not in incomplete]
    for row in baselines:
        yield from _fields(row)
        if (row.perspective, row.gas) not in open_measures:
            yield from _start(row, known, tables.get("carriers", ()))
    yield from told_twice(baselines, "FM-E112", lambda row: (row.perspective, row.gas, row.sector))
    targets = [row for row in tables.get("targets", ()) if row.id not in incomplete]
    yield from check_targets(settings, targets, known, _counted(tables), open_measures)


def _open(unread: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return the perspectives and gases that an unread row may be of: any where its own are not known words."""
    found: set[tuple[str, str]] = set()
    for perspective, gas in unread:
        whose = [each for each in EmissionPerspective if each == perspective] or list(EmissionPerspective)
        gases = [each for each in Gas if each == gas] or list(Gas)
        found |= {(str(each), str(of)) for each in whose for of in gases}
    return frozenset(found)


def _years(inventory: Sequence[Inventory]) -> Known:
    """Return tonnes by year of each part; where the whole lacks a year that all sectors have, it is their sum."""
    found: defaultdict[tuple[str, str, str | None], defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in inventory:
        found[row.perspective, row.gas, row.sector][row.year] += row.tonnes
    for perspective, gas in {key[:2] for key in found}:
        sectors = [path for key, path in found.items() if key[:2] == (perspective, gas) and key[2] is not None]
        whole = dict(found.get((perspective, gas, None), {}))
        for year in set(sectors[0]).intersection(*sectors) if sectors else ():
            whole.setdefault(year, sum(path[year] for path in sectors))
        if whole:
            found[perspective, gas, None] = defaultdict(float, whole)
    return found


def _counted(tables: Mapping[str, Sequence[Any]]) -> set[int]:
    """Return the years whose number of inhabitants is stated."""
    budgets = {row.year for row in tables.get("ordinary_budget", ()) if row.population is not None}
    return budgets | {row.year for row in tables.get("population", ())}


def _inventory(settings: Settings | None, rows: Sequence[Inventory]) -> Iterator[Issue]:
    scoped: defaultdict[tuple[Any, ...], dict[bool, Inventory]] = defaultdict(dict)
    wholes: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    parts: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    seen: dict[tuple[Any, ...], Inventory] = {}
    whole_of: dict[tuple[Any, ...], Inventory] = {}
    for row in rows:
        thing = (row.perspective, row.gas, row.year)
        first = seen.setdefault((*thing, row.sector, row.scope), row)
        if first is not row:
            yield issue_of("FM-E109", row, "year", value=row.year, first=first.id)
        scoped[*thing, row.sector].setdefault(row.scope is None, row)
        if settings is not None and row.year > settings.last_year:
            yield issue_of("FM-E110", row, "year", value=row.year, last=settings.last_year)
        (wholes if row.sector is None else parts)[thing] += row.tonnes
        if row.sector is None:
            whole_of.setdefault(thing, row)
    for both in scoped.values():
        if len(both) > 1:
            yield issue_of("FM-E121", both[True], "scope", warn=True, other=both[False].id)
    for thing, whole in wholes.items():
        over = parts[thing] - whole
        if over > _TOLERANCE * (1 + whole):
            row = whole_of[thing]
            yield issue_of("FM-E111", row, "tonnes", warn=True, value=whole, sectors=parts[thing], over=over)


def _population(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    seen: dict[int, Population] = {}
    for row in tables.get("population", ()):
        first = seen.setdefault(row.year, row)
        if first is not row:
            yield issue_of("FM-E117", row, "year", value=row.year, first=first.id)
    for budget in tables.get("ordinary_budget", ()):
        mine = seen.get(budget.year)
        if mine is not None and budget.population not in (None, mine.inhabitants):
            params = {"value": budget.population, "other": mine.inhabitants, "stated": mine.id}
            yield issue_of("FM-E118", budget, "population", warn=True, **params)


def _fields(row: Baseline) -> Iterator[Issue]:
    """Yield which fields are blank though the kind of path needs them, and which it has no use for."""
    filled = {
        "tonnes": row.tonnes is not None and not row.tonnes.is_unknown,
        "yearly_cut": row.yearly_cut is not None,
        "carrier_split": bool(row.carrier_split),
        "trend_first": row.trend_first is not None,
        "trend_last": row.trend_last is not None,
    }
    for field, is_filled in filled.items():
        is_used = field in _FIELDS[row.kind]
        if is_used and not is_filled and field not in _OPTIONAL:
            yield issue_of("FM-E113", row, field, kind=str(row.kind))
        if is_filled and not is_used:
            yield issue_of("FM-E114", row, field, warn=True, kind=str(row.kind))
    first, last = row.trend_first, row.trend_last
    if first is not None and last is not None and last <= first:
        yield issue_of("FM-E124", row, "trend_last", value=last, first=first)


def _start(row: Baseline, known: Known, carriers: Sequence[Carrier]) -> Iterator[Issue]:
    """Yield what a path lacks in the inventory that it starts from."""
    years = sorted(known.get((row.perspective, row.gas, row.sector), ()))
    if row.kind is BaselineKind.EXPLICIT:
        return
    if not years:
        yield issue_of("FM-E116", row, "gas", warn=True, **is_about(row))
    elif row.kind is BaselineKind.LINEAR_TREND:
        inside = [year for year in years if (row.trend_first or years[0]) <= year <= (row.trend_last or years[-1])]
        if len(inside) < 2:
            yield issue_of("FM-E115", row, "trend_first", warn=True, n=len(inside))
    elif row.kind is BaselineKind.CARRIERS:
        factors = {carrier.id: carrier.emission_factor for carrier in carriers}
        lacking = tuple(
            carrier
            for carrier in row.carrier_split
            if carrier in factors and not ((path := factors[carrier]) and path.at(years[-1]))
        )
        if lacking:
            yield issue_of("FM-E128", row, "carrier_split", warn=True, carriers=lacking, value=years[-1])
