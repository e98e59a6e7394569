"""Targets by the book: the level, the way to it, what a carbon budget has left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from finmodel.model.emission_enums import TargetKind, TargetPath
from finmodel.model.emissions import Target
from finmodel.model.plan import Plan
from tests.reference.emissions import Amount, Book, Scope, added_up, less, population
from tests.reference.numbers import ONE, ZERO, exact

__all__ = ["Budget", "RunOut", "TargetBook", "compounded", "constant_cut", "run_out", "scope_of"]

DIGITS = 50


def scope_of(target: Target) -> Scope:
    """Return perspective and gas."""
    return str(target.perspective), str(target.gas)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a root to 50 digits."""
    with localcontext() as context:
        context.prec = DIGITS
        base_decimal = Decimal(base.numerator) / Decimal(base.denominator)
        exponent_decimal = Decimal(exponent.numerator) / Decimal(exponent.denominator)
        return Fraction(base_decimal**exponent_decimal)


def compounded(rate: Fraction, years: int) -> Fraction:
    """Return the total cut after so many years of the same rate."""
    return 1 - (1 - rate) ** years


def constant_cut(level: Fraction, left: Fraction) -> Fraction:
    """Return the yearly cut whose path, integrated without end, is what is left."""
    with localcontext() as context:
        context.prec = DIGITS
        ratio = level / left
        return 1 - Fraction((-Decimal(ratio.numerator) / Decimal(ratio.denominator)).exp())


@dataclass(frozen=True)
class RunOut:
    """When a budget runs out: a date (years and their fraction), or why there is none."""

    kind: str
    date: Fraction | None = None


def run_out(left: Fraction, first: int, last: int, path: Callable[[int], Amount]) -> RunOut:
    """Return when what is left on 1 January of the first year is used up.

    A budget that opens after the last year does not run out before it.
    """
    if left <= 0:
        return RunOut("already_spent")
    used, tonnes = ZERO, ONE
    for year in range(first, last + 1):
        found = path(year)
        if isinstance(found, str):
            return RunOut("unknown")
        tonnes = found
        if tonnes > 0 and used + tonnes >= left:
            return RunOut("date", year + (left - used) / tonnes)
        used += tonnes
    return RunOut("never" if tonnes <= 0 else "not_before_last_year")


@dataclass(frozen=True)
class Budget:
    """What is used of a carbon budget.

    Attributes
    ----------
    total, first
        The budget and its first year.
    measured
        Inventory from its first year to the last known one.
    stated
        What the source says is used; None where it says nothing.
    compared
        The inventory of the years that the stated use is of.
    used, used_until
        What counts: what was measured or, where a year of it lacks, what is stated; through which year.
    """

    total: Fraction
    first: int
    measured: Amount
    stated: Fraction | None
    compared: Amount
    used: Amount
    used_until: int

    @property
    def left(self) -> Amount:
        """What there is left after ``used_until``."""
        return self.used if isinstance(self.used, str) else self.total - self.used

    @property
    def share_used(self) -> Amount:
        """Share of the budget."""
        if isinstance(self.used, str):
            return self.used
        return self.used / self.total if self.total else "budget_spent"

    @property
    def difference(self) -> Amount:
        """What is stated less the inventory of the same years."""
        return "absent_input" if self.stated is None else less(self.stated, self.compared)


class TargetBook:
    """The targets of a plan, measured on its inventory.

    Parameters
    ----------
    plan
        A valid plan.
    book
        Its inventory.
    """

    def __init__(self, plan: Plan, book: Book) -> None:
        self.plan, self.book = plan, book

    def base(self, target: Target) -> Amount:
        """Return the emissions of the base year."""
        if target.base_year is None:
            return "no_start_year" if target.kind is TargetKind.ANNUAL_RATE else "no_base_inventory"
        known = self.book.of(scope_of(target), target.sector)
        return known.get(target.base_year, "no_base_inventory")

    def level(self, target: Target) -> Amount:
        """Return the tonnes of the target year."""
        kind = target.kind
        if kind is TargetKind.NET_ZERO:
            return ZERO
        if kind is TargetKind.ABSOLUTE:
            assert target.tonnes is not None
            return exact(target.tonnes)
        if kind is TargetKind.PER_CAPITA:
            assert target.tonnes_per_inhabitant is not None
            assert target.year is not None
            people = population(self.plan, target.year)
            return people if isinstance(people, str) else exact(target.tonnes_per_inhabitant) * people
        assert kind is TargetKind.PERCENT_VS_BASE
        assert target.reduction is not None
        base = self.base(target)
        return base if isinstance(base, str) else (1 - exact(target.reduction)) * base

    def tonnes(self, target: Target, year: int) -> Amount:
        """Return what may be emitted in a year; "before" ahead of the way's beginning."""
        if target.kind is TargetKind.ANNUAL_RATE:
            return self._by_rate(target, year)
        level = self.level(target)
        if isinstance(level, str):
            return level
        assert target.year is not None
        if year >= target.year:
            return level
        known = self.book.of(scope_of(target), target.sector)
        if not known:
            return "no_inventory"
        last = max(known)
        if year < last or target.year <= last:
            return "before"
        portion = Fraction(year - last, target.year - last)
        start = known[last]
        if target.path is TargetPath.LINEAR:
            return start + (level - start) * portion
        if start <= 0 or level <= 0:
            return "absent_input"
        return start * _power(level / start, portion)

    def _by_rate(self, target: Target, year: int) -> Amount:
        base = self.base(target)
        if isinstance(base, str):
            return base
        assert target.base_year is not None
        assert target.reduction is not None
        if year < target.base_year:
            return "before"
        reached = year if target.year is None else min(year, target.year)
        return base * (1 - compounded(exact(target.reduction), reached - target.base_year))

    def share(self, target: Target, year: int) -> Amount:
        """Return the path as a share of the base year, also where nobody knows what that was in tonnes."""
        base = self.base(target)
        if not isinstance(base, str) and base > 0 and target.kind in (TargetKind.PERCENT_VS_BASE, TargetKind.NET_ZERO):
            tonnes = self.tonnes(target, year)
            return tonnes if isinstance(tonnes, str) else tonnes / base
        first, final = target.base_year, target.year
        if first is None:
            return "no_start_year"
        if year < first:
            return "before"
        if target.kind is TargetKind.ANNUAL_RATE:
            assert target.reduction is not None
            reached = year if final is None else min(year, final)
            return (1 - exact(target.reduction)) ** (reached - first)
        if target.kind is TargetKind.NET_ZERO:
            end = ZERO
        elif target.kind is TargetKind.PERCENT_VS_BASE:
            assert target.reduction is not None
            end = 1 - exact(target.reduction)
        else:
            return "no_base_inventory"
        assert final is not None
        portion = min(ONE, Fraction(year - first, final - first))
        if target.path is TargetPath.LINEAR:
            return 1 - (1 - end) * portion
        return "absent_input" if end <= 0 else _power(end, portion)

    def counted_removals(self, target: Target) -> Fraction:
        """Return the largest share of the base that removals may meet."""
        if target.removals_up_to is not None:
            return exact(target.removals_up_to)
        if target.kind is TargetKind.NET_ZERO and target.residual_share is not None:
            return exact(target.residual_share)
        return ZERO

    def removals_room(self, target: Target) -> Fraction:
        """Return up to how many tonnes a year removals count: none where the base is not known."""
        base = self.base(target)
        return ZERO if isinstance(base, str) else self.counted_removals(target) * base

    def budget(self, target: Target) -> Budget:
        """Return what is used of a carbon budget."""
        assert target.tonnes is not None
        assert target.base_year is not None
        total, first = exact(target.tonnes), target.base_year
        known = self.book.of(scope_of(target), target.sector)
        last = max(known, default=first - 1)

        def through(final: int) -> Amount:
            return added_up(known.get(year, "no_base_inventory") for year in range(first, final + 1))

        measured: Amount = through(last) if known else "no_base_inventory"
        stated, compared, until = None, measured, target.used_until
        if target.used_share is not None and until is not None:
            stated, compared = exact(target.used_share) * total, through(until)
        if stated is not None and until is not None and (isinstance(measured, str) or last < first or until > last):
            return Budget(total, first, measured, stated, compared, stated, until)
        return Budget(total, first, measured, stated, compared, measured, max(last, first - 1))
