"""Inventory, population and reference paths by the book: exact fractions by year, or the reason why there is none.

Written from the definitions and from nothing else. It knows the plan's rows and none of the product's own arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise

from finmodel.model.emission_enums import BaselineKind
from finmodel.model.emissions import Baseline, Inventory
from finmodel.model.plan import Plan
from finmodel.model.registers import Carrier
from finmodel.model.values import Yearly
from tests.reference.numbers import ZERO, ByYear, added, exact

__all__ = ["REST", "Amount", "Baselines", "Book", "Path", "Scope", "added_up", "less", "population", "straight"]

Amount = Fraction | str
"""A number, or the reason for which there is none."""
Path = Callable[[int], Amount]
Scope = tuple[str, str]
"""Perspective and gas."""
REST = "\N{BULLET}rest"
"""What the sectors leave of the whole; no id can be this."""
NOTHING_LEFT = Fraction(1, 10**9)
"""The whole is divided where its sectors miss no more than this share of it."""


def added_up(amounts: Iterable[Amount]) -> Amount:
    """Return the sum, or the first reason that there is none."""
    total = ZERO
    for amount in amounts:
        if isinstance(amount, str):
            return amount
        total += amount
    return total


def less(whole: Amount, *parts: Amount) -> Amount:
    """Return what is left of the whole."""
    taken = added_up(parts)
    if isinstance(whole, str):
        return whole
    return taken if isinstance(taken, str) else whole - taken


def straight(points: Mapping[int, Fraction], year: int) -> Fraction | None:
    """Return the value on the straight lines between points; outside them there is none."""
    if year in points:
        return points[year]
    for (one, before), (other, after) in pairwise(sorted(points.items())):
        if one < year < other:
            return before + (after - before) * Fraction(year - one, other - one)
    return None


def population(plan: Plan, year: int) -> Amount:
    """Return the inhabitants of a year: stated, the ordinary budget's, or on the line between such years."""
    counted: dict[int, Fraction] = {}
    for other in plan.ordinary_budget:
        if other.population is not None:
            counted[other.year] = Fraction(other.population)
    counted.update({row.year: Fraction(row.inhabitants) for row in plan.population})
    found = straight(counted, year)
    return "no_population" if found is None else found


class Book:
    """What was emitted, by year.

    Parameters
    ----------
    rows
        The inventory, in any order.
    """

    def __init__(self, rows: Sequence[Inventory]) -> None:
        stated: defaultdict[tuple[Scope, str | None], ByYear] = defaultdict(dict)
        for row in rows:
            years = stated[(str(row.perspective), str(row.gas)), row.sector]
            years[row.year] = years.get(row.year, ZERO) + exact(row.tonnes)
        self._stated = dict(stated)
        self._series: dict[tuple[Scope, str | None], ByYear] = {}

    @property
    def scopes(self) -> set[Scope]:
        """Perspectives and gases that anything is known of."""
        return {scope for scope, _ in self._stated}

    def sectors(self, scope: Scope) -> list[str]:
        """Return the sectors that have a row."""
        return sorted(sector for of, sector in self._stated if of == scope and sector is not None)

    def of(self, scope: Scope, sector: str | None) -> ByYear:
        """Return the tonnes of a sector, of what the sectors leave, or (None) of the whole."""
        if (scope, sector) not in self._series:
            self._series[scope, sector] = self._of(scope, sector)
        return self._series[scope, sector]

    def _of(self, scope: Scope, sector: str | None) -> ByYear:
        if sector is not None and sector != REST:
            return self._stated.get((scope, sector), {})
        parts = [self._stated[scope, name] for name in self.sectors(scope)]
        # What is not known of one sector is not 0: only years that all of them have can be summed.
        divided = {year: tonnes for year, tonnes in added(parts).items() if all(year in part for part in parts)}
        stated = self._stated.get((scope, None), {})
        whole = {**divided, **stated}
        if sector is None:
            return whole
        return {year: whole[year] - divided.get(year, ZERO) for year in whole if not parts or year in divided}

    def last_year(self, scope: Scope, sector: str | None) -> int | None:
        """Return the last year that is known."""
        return max(self.of(scope, sector), default=None)

    def is_divided(self, scope: Scope) -> bool:
        """Whether the sectors are the whole in the last year that is known of it."""
        whole, rest = self.of(scope, None), self.of(scope, REST)
        last = max(whole)
        return last in rest and abs(rest[last]) <= NOTHING_LEFT * whole[last]


# -- Where it is heading --------------------------------------------------------------------------------------------


def _trend(row: Baseline, known: ByYear) -> Path:
    """Return the least-squares line of calendar years: the slope is covariance over variance."""
    first = min(known) if row.trend_first is None else row.trend_first
    last = max(known) if row.trend_last is None else row.trend_last
    used = {year: tonnes for year, tonnes in known.items() if first <= year <= last}
    if len(used) < 2:
        return lambda _: "no_base_inventory"
    middle = Fraction(sum(used), len(used))
    level = sum(used.values(), ZERO) / len(used)
    spread = sum(((year - middle) ** 2 for year in used), ZERO)
    slope = sum(((year - middle) * tonnes for year, tonnes in used.items()), ZERO) / spread
    return lambda year: max(ZERO, level + slope * (year - middle))


def _entered(tonnes: Yearly, known: ByYear) -> Path:
    """Return the explicit path: straight lines from the last known year on, then the single number."""
    last = max(known, default=None)
    points = {year: exact(number) for year, number in tonnes.by_year.items() if last is None or year > last}
    value = None if tonnes.value is None else exact(tonnes.value)
    if last is not None and points:
        points[last] = known[last]

    def at(year: int) -> Amount:
        if value is not None and (not points or year > max(points)):
            return value
        found = straight(points, year)
        return "absent_input" if found is None else found

    return at


def _by_carriers(row: Baseline, carriers: Mapping[str, Carrier], last: int, level: Fraction) -> Path:
    factors = {name: carriers[name].emission_factor or Yearly() for name in row.carrier_split}

    def at(year: int) -> Amount:
        total = ZERO
        for name, share in row.carrier_split.items():
            then, now = factors[name].at(last), factors[name].at(year)
            if not then or now is None:
                return "absent_input"
            total += exact(share) * exact(now) / exact(then)
        return level * total

    return at


class Baselines:
    """The reference paths of a plan.

    Parameters
    ----------
    plan
        A valid plan.
    book
        Its inventory.
    """

    def __init__(self, plan: Plan, book: Book) -> None:
        self.book = book
        self.carriers = {row.id: row for row in plan.carriers}
        self.rows = {((str(row.perspective), str(row.gas)), row.sector): row for row in plan.baselines}
        self._paths: dict[tuple[Scope, str | None], Path] = {}

    @property
    def scopes(self) -> set[Scope]:
        """Perspectives and gases that a path is stated of."""
        return {scope for scope, _ in self.rows}

    def _method(self, row: Baseline, known: ByYear) -> Path:
        """Return how a series goes on after its last known year."""
        if row.kind is BaselineKind.EXPLICIT:
            assert row.tonnes is not None
            return _entered(row.tonnes, known)
        if not known:
            return lambda _: "no_inventory"
        last = max(known)
        level = known[last]
        if row.kind is BaselineKind.FLAT:
            return lambda _: level
        if row.kind is BaselineKind.CONSTANT_RATE:
            assert row.yearly_cut is not None
            kept = 1 - exact(row.yearly_cut)
            return lambda year: level * kept ** (year - last)
        if row.kind is BaselineKind.LINEAR_TREND:
            return _trend(row, known)
        return _by_carriers(row, self.carriers, last, level)

    def _joined(self, row: Baseline | None, known: ByYear) -> Path:
        """Return the inventory, and the path after it."""
        last = max(known, default=None)
        reason = "no_baseline" if known else "no_inventory"
        after = (lambda _: reason) if row is None else self._method(row, known)

        def at(year: int) -> Amount:
            if year in known:
                return known[year]
            return after(year) if last is None or year > last else "absent_input"

        return at

    def has_path(self, scope: Scope, sector: str) -> bool:
        """Whether a row says how a sector goes on."""
        common = self.rows.get((scope, None))
        return (scope, sector) in self.rows or (common is not None and common.kind is not BaselineKind.EXPLICIT)

    def is_unknown(self, scope: Scope, sector: str) -> bool:
        """Whether a sector has neither an inventory nor a path of its own that needs none."""
        row = self.rows.get((scope, sector))
        is_stated = row is not None and row.kind is BaselineKind.EXPLICIT
        return not is_stated and not self.book.of(scope, sector)

    def sectors(self, scope: Scope) -> list[str]:
        """Return the sectors that are shown: those of the inventory, and those with a path of their own."""
        own = {sector for of, sector in self.rows if of == scope and sector is not None}
        return sorted(own | set(self.book.sectors(scope)))

    def of(self, scope: Scope, sector: str | None) -> Path:
        """Return the path of a sector, of what the sectors leave, or (None) of the whole."""
        if (scope, sector) not in self._paths:
            self._paths[scope, sector] = cache(self._of(scope, sector))
        return self._paths[scope, sector]

    def _of(self, scope: Scope, sector: str | None) -> Path:
        if sector is None:
            return self._whole(scope)
        if sector == REST:
            # A sector of which nothing is known, neither inventory nor path, is a part of what is not divided.
            whole = self.of(scope, None)
            parts = [self.of(scope, name) for name in self.sectors(scope) if not self.is_unknown(scope, name)]
            return lambda year: less(whole(year), *(part(year) for part in parts))
        row = self.rows.get((scope, sector))
        if row is None and self.has_path(scope, sector):
            row = self.rows[scope, None]
        return self._joined(row, self.book.of(scope, sector))

    def _whole(self, scope: Scope) -> Path:
        known, common = self.book.of(scope, None), self.rows.get((scope, None))
        if common is None:
            return self._sum(scope, known)
        own = self._joined(common, known)
        if common.kind is BaselineKind.EXPLICIT:
            return own
        # A path of a sector without an inventory is carved out of what is not divided: the whole stays as it is.
        apart = [name for name in self.book.sectors(scope) if (scope, name) in self.rows]
        otherwise = [self._joined(common, self.book.of(scope, name)) for name in apart]
        instead = [self.of(scope, name) for name in apart]

        def at(year: int) -> Amount:
            if year in known:
                return known[year]
            moved = [less(new(year), old(year)) for new, old in zip(instead, otherwise, strict=True)]
            return added_up([own(year), *moved])

        return at

    def _sum(self, scope: Scope, known: ByYear) -> Path:
        """Return the whole as the sum of the sectors, where they are all of it and each has a path."""
        parts = [self.of(scope, name) for name in self.sectors(scope)]
        is_whole = all(self.has_path(scope, name) for name in self.book.sectors(scope))
        is_whole = is_whole and (not known or self.book.is_divided(scope))
        last = max(known, default=None)

        def at(year: int) -> Amount:
            if year in known:
                return known[year]
            if not parts or not is_whole:
                return "no_baseline"
            if last is not None and year < last:
                return "absent_input"
            return added_up(part(year) for part in parts)

        return at
