"""Figures of a tagged budget: base, shares, weighted shares with their ranges, both axes together, harm on its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from finmodel.tagging.amounts import Quotient, quotient
from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.schemes import Role, Scheme, WeightProfile
from finmodel.tagging.tagged import TaggedLine

__all__ = ["Combined", "Joint", "Range", "Totals", "Weighted", "totals", "totals_by"]

Joint: TypeAlias = Mapping[tuple[str, ...], int]
"""Öre by the tags on all axes, in the scheme's order."""


@dataclass(frozen=True, slots=True)
class Range:
    """Between what a weighted share lies when one thing is read in the least and in the most favourable way."""

    low: Quotient
    high: Quotient


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted share on one axis, never shown without its ranges and its profile.

    Attributes
    ----------
    axis, profile
        The axis, and the weights that were used.
    amount
        Σ amount × weight [öre].
    share
        ``amount ÷ B``.
    conditional
        With the weights of all favourable categories but the first from 0 to 1.
    unknown
        With all that is unknown as neutral, and as the most favourable.
    untested
        The same for what no rule spoke about; for an axis that has no such category both ends are the share.
    approved
        Only what two people stand for is counted; the base stays.
    """

    axis: str
    profile: WeightProfile
    amount: Fraction
    share: Quotient
    conditional: Range
    unknown: Range
    untested: Range
    approved: Quotient


@dataclass(frozen=True, slots=True)
class Combined:
    """All axes in one figure: each krona by its best axis.

    Attributes
    ----------
    share
        ``Σ amount × max over axes of weight ÷ B``.
    amount
        Its numerator [öre].
    overlap
        What the axes' weighted amounts would count twice [öre]: their sum less ``amount``.
    conditional, unknown, untested
        As those of :class:`Weighted`, on all axes at once.
    """

    share: Quotient
    amount: Fraction
    overlap: Fraction
    conditional: Range
    unknown: Range
    untested: Range


@dataclass(frozen=True)
class Totals:
    """Amounts of one kind of lines in some years; every figure is made of these.

    Attributes
    ----------
    scheme
        Of the tags.
    kind
        Investment or operating; the two are never in one share.
    years
        The years whose amounts are summed; None: all.
    joint
        Öre by tags on all axes, what is outside too.
    approved
        For each axis, öre by category of what two people stand for.
    n_lines
        Number of lines and parts, those outside too.
    """

    scheme: Scheme
    kind: LineKind
    years: tuple[int, ...] | None
    joint: Joint
    approved: Mapping[str, Mapping[str, int]]
    n_lines: int

    @cached_property
    def base(self) -> int:
        """B [öre]: all that is not outside."""
        return sum(ore for tags, ore in self.joint.items() if not self._is_outside(tags))

    @cached_property
    def outside(self) -> int:
        """What is outside [öre]."""
        return sum(ore for tags, ore in self.joint.items() if self._is_outside(tags))

    def amounts(self, axis: str) -> Mapping[str, int]:
        """Return öre by category of an axis in the scheme's order; without what is outside they add to the base."""
        place = self._place(axis)
        found = {category: 0 for category in self.scheme.on_axis(axis) if category != self.scheme.outside}
        for tags, ore in self.joint.items():
            if not self._is_outside(tags):
                found[tags[place]] += ore
        return MappingProxyType(found)

    def shares(self, axis: str) -> Mapping[str, Quotient]:
        """Return each category's share of the base; where they are defined they add to exactly 1."""
        return MappingProxyType({name: quotient(ore, self.base) for name, ore in self.amounts(axis).items()})

    def of_role(self, axis: str, role: Role) -> tuple[int, Quotient]:
        """Return öre and share of a meaning on an axis: harm, or what is unknown, as a figure of its own."""
        ore = sum(ore for name, ore in self.amounts(axis).items() if self.scheme.role(name) is role)
        return ore, quotient(ore, self.base)

    def weighted(self, axis: str, profile: WeightProfile) -> Weighted:
        """Return the weighted share of an axis with its ranges.

        ``Σ amount × weight(category) ÷ B``.

        Parameters
        ----------
        axis
            Of the scheme.
        profile
            Weights; printed with the figure.
        """
        scheme, amounts = self.scheme, self.amounts(axis)
        favourable = scheme.of_role(Role.FAVOURABLE, axis)
        best = max((Fraction(profile.weight(name)) for name in favourable), default=Fraction(0))
        conditional = favourable[1:]

        def share(weights: WeightProfile, of: Mapping[str, int] = amounts) -> Quotient:
            return quotient(_weigh(of, weights), self.base)

        def between(names: Iterable[str], low: Fraction, high: Fraction) -> Range:
            ends = (dict.fromkeys(names_, _decimal(end)) for names_, end in ((tuple(names), low), (tuple(names), high)))
            return _range(*(share(profile.replaced(weights)) for weights in ends))

        neutral = max(
            (Fraction(profile.weight(name)) for name in scheme.of_role(Role.NEUTRAL, axis)), default=Fraction(0)
        )
        return Weighted(
            axis=axis,
            profile=profile,
            amount=_weigh(amounts, profile),
            share=share(profile),
            conditional=between(conditional, Fraction(0), Fraction(1)),
            unknown=between(scheme.of_role(Role.UNKNOWN, axis), neutral, best),
            untested=between(scheme.of_role(Role.UNTESTED, axis), neutral, best),
            approved=share(profile, self.approved[axis]),
        )

    def combined(self, profile: WeightProfile) -> Combined:
        """Return both axes (all of them) in one figure, with what they overlap and its ranges."""
        scheme = self.scheme

        def of_role(role: Role, first: int = 0) -> set[str]:
            return {name for axis in scheme.axis_ids for name in scheme.of_role(role, axis)[first:]}

        def between(names: Iterable[str], low: Fraction, high: Fraction) -> Range:
            ends = (dict.fromkeys(names, _decimal(end)) for end in (low, high))
            return _range(*(quotient(self._by_best_axis(profile.replaced(end)), self.base) for end in ends))

        best, neutral = (
            max((Fraction(profile.weight(name)) for name in of_role(role)), default=Fraction(0))
            for role in (Role.FAVOURABLE, Role.NEUTRAL)
        )
        amount = self._by_best_axis(profile)
        summed = sum((_weigh(self.amounts(axis), profile) for axis in scheme.axis_ids), Fraction(0))
        return Combined(
            share=quotient(amount, self.base),
            amount=amount,
            overlap=summed - amount,
            conditional=between(of_role(Role.FAVOURABLE, 1), Fraction(0), Fraction(1)),
            unknown=between(of_role(Role.UNKNOWN), neutral, best),
            untested=between(of_role(Role.UNTESTED), neutral, best),
        )

    def _by_best_axis(self, profile: WeightProfile) -> Fraction:
        """Return Σ amount × the greatest of its tags' weights [öre]."""
        return sum(
            (
                ore * max(Fraction(profile.weight(tag)) for tag in tags)
                for tags, ore in self.joint.items()
                if not self._is_outside(tags)
            ),
            Fraction(0),
        )

    @property
    def approved_shares(self) -> Mapping[str, Quotient]:
        """For each axis, the share of the base that two people stand for."""
        return MappingProxyType({axis: quotient(sum(of.values()), self.base) for axis, of in self.approved.items()})

    def _place(self, axis: str) -> int:
        return self.scheme.axis_ids.index(axis)

    def _is_outside(self, tags: tuple[str, ...]) -> bool:
        return tags[0] == self.scheme.outside


def totals(lines: Iterable[TaggedLine], scheme: Scheme, kind: LineKind, years: Collection[int] | None = None) -> Totals:
    """Return the amounts of a tagged budget by their tags.

    Parameters
    ----------
    lines
        Lines and parts; those of the other kind are passed over.
    scheme
        Of their tags.
    kind
        Investment or operating.
    years
        Whose amounts are summed; None: all that there are.

    Returns
    -------
    Totals
        In öre, exact; the order of lines has no meaning.
    """
    joint: dict[tuple[str, ...], int] = {}
    approved: dict[str, dict[str, int]] = {axis: {} for axis in scheme.axis_ids}
    wanted = None if years is None else frozenset(years)
    n_lines = 0
    for item in lines:
        if item.line.kind != kind:
            continue
        n_lines += 1
        ore = item.line.amount(wanted)
        joint[item.categories] = joint.get(item.categories, 0) + ore
        for place, (axis, category) in enumerate(zip(scheme.axis_ids, item.categories, strict=True)):
            if category != scheme.outside and item.approved_on(place):
                approved[axis][category] = approved[axis].get(category, 0) + ore
    chosen = None if wanted is None else tuple(sorted(wanted))
    return Totals(scheme, kind, chosen, MappingProxyType(joint), MappingProxyType(approved), n_lines)


def totals_by(
    lines: Iterable[TaggedLine],
    scheme: Scheme,
    kind: LineKind,
    by: Callable[[BudgetLine], str],
    years: Collection[int] | None = None,
) -> Mapping[str, Totals]:
    """Return the same for each committee, activity, project or what else ``by`` says, in the order of its names."""
    groups: dict[str, list[TaggedLine]] = {}
    for item in lines:
        if item.line.kind == kind:
            groups.setdefault(by(item.line), []).append(item)
    return MappingProxyType({name: totals(groups[name], scheme, kind, years) for name in sorted(groups)})


def _range(one: Quotient, other: Quotient) -> Range:
    """Return the two ends in their order: where a category is credited, more weight is a lower share."""
    is_turned = one.value is not None and other.value is not None and one.value > other.value
    return Range(other, one) if is_turned else Range(one, other)


def _weigh(amounts: Mapping[str, int], profile: WeightProfile) -> Fraction:
    return sum((ore * Fraction(profile.weight(name)) for name, ore in amounts.items()), Fraction(0))


def _decimal(weight: Fraction) -> Decimal:
    return Decimal(weight.numerator) / weight.denominator
