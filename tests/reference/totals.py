"""Summed flows and tonnes of one action, or of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction

from tests.reference.numbers import ZERO, ByYear, added, negated, told

__all__ = ["KINDS", "LINES", "SOCIAL_LINES", "Entry", "Tonnes", "Totals", "lines_of"]

LINES = ("capex", "reference_capex", "opex", "savings", "revenue", "energy_cost", "carbon_price_paid", "residual")
SOCIAL_LINES = (*LINES, "co_benefits", "carbon_value")
KINDS = ("reduction", "removal", "upfront")
ByName = dict[str, ByYear]


def lines_of(perspective: str) -> tuple[str, ...]:
    """Return the lines that count in a perspective."""
    return SOCIAL_LINES if perspective == "society" else LINES


@dataclass(frozen=True)
class Entry:
    """One line of one action, of one organisation: kronor of the year, and of price_year.

    ``size`` is what the nominal amounts came from, without signs: rounding is a share of that.
    """

    line: str
    organisation: str
    nominal: ByYear
    real: ByYear
    size: ByYear
    carrier: str | None = None
    is_residual_of_capex: bool = False


@dataclass
class Tonnes:
    """Tonnes by kind; ``before`` are the net ones before overlap, ``size`` is what was summed, without signs."""

    by_kind: ByName = field(default_factory=lambda: {kind: {} for kind in KINDS})
    before: ByYear = field(default_factory=dict)
    size: ByYear = field(default_factory=dict)
    before_size: ByYear = field(default_factory=dict)

    def __add__(self, other: Tonnes) -> Tonnes:
        return Tonnes(
            _merged(self.by_kind, other.by_kind),
            added([self.before, other.before]),
            added([self.size, other.size]),
            added([self.before_size, other.before_size]),
        )

    def gross(self) -> ByYear:
        """Return reductions and removals."""
        return added([self.by_kind["reduction"], self.by_kind["removal"]])

    def net(self) -> ByYear:
        """Return reductions and removals less what was emitted by building."""
        return added([self.gross(), negated(self.by_kind["upfront"])])


@dataclass
class Totals:
    """Flows in the kronor that the perspective counts in (``lines``) and in those of price_year (``real``).

    Attributes
    ----------
    energy
        The line energy_cost by carrier.
    gross
        What was summed in the lines, without signs.
    capex_residual
        The part of the residual value that is not the reference's.
    first_capex, own_tonnes, own_tonnes_size
        First purchases and own-lifetime tonnes from base_year on, for the investment per tonne.
    is_own_known
        Whether the tonnes after the plan's end are known.
    unvalued
        Years with tonnes that society has no value for.
    """

    lines: ByName = field(default_factory=lambda: {line: {} for line in SOCIAL_LINES})
    real: ByName = field(default_factory=lambda: {line: {} for line in SOCIAL_LINES})
    energy: ByName = field(default_factory=dict)
    gross: ByYear = field(default_factory=dict)
    capex_residual: ByYear = field(default_factory=dict)
    tonnes: Tonnes = field(default_factory=Tonnes)
    first_capex: Fraction = ZERO
    own_tonnes: Fraction = ZERO
    own_tonnes_size: Fraction = ZERO
    is_own_known: bool = True
    unvalued: frozenset[int] = frozenset()
    is_told: bool = True

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            _merged(self.lines, other.lines),
            _merged(self.real, other.real),
            _merged(self.energy, other.energy),
            added([self.gross, other.gross]),
            added([self.capex_residual, other.capex_residual]),
            self.tonnes + other.tonnes,
            self.first_capex + other.first_capex,
            self.own_tonnes + other.own_tonnes,
            self.own_tonnes_size + other.own_tonnes_size,
            self.is_own_known and other.is_own_known,
            self.unvalued | other.unvalued,
        )

    def with_tonnes(self, tonnes: Tonnes) -> Totals:
        """Return the same money beside other tonnes."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return Totals(**{**values, "tonnes": tonnes})

    def net(self, *without: str) -> ByYear:
        """Return the sum of all lines but those named."""
        return added(amounts for line, amounts in self.lines.items() if line not in without)

    def flows(self, *without: str) -> ByYear:
        """Return the sum of all lines but those named; what is too small beside its terms to be told from 0 is 0.

        Unless ``is_told`` says otherwise: then it is what it is.
        """
        net = self.net(*without)
        if not self.is_told:
            return net
        return {year: told(flow, self.gross.get(year, ZERO)) for year, flow in net.items()}


def _merged(one: Mapping[str, ByYear], other: Mapping[str, ByYear]) -> ByName:
    return {name: added([one.get(name, {}), other.get(name, {})]) for name in {**one, **other}}
