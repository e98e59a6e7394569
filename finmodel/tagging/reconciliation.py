"""Imported = base + outside, to the öre; otherwise there is no report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from finmodel.errors import InputError, Issue
from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.problems import issue
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.tagged import TaggedLine

__all__ = ["BY_DECISION", "Balance", "Reconciliation", "reconciled"]

BY_DECISION = "decision"
"""Key of :attr:`Balance.outside` for what people, and no rule, have put outside."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One kind of lines in one year.

    Attributes
    ----------
    imported
        As it was read [öre].
    base
        Inside [öre].
    outside
        Öre by the rule that put it outside, or :data:`BY_DECISION`.
    control
        The total that the user states [öre], None where none is stated.
    """

    kind: LineKind
    year: int
    imported: int
    base: int
    outside: Mapping[str, int]
    control: int | None = None

    @property
    def difference(self) -> int:
        """Imported less base and outside [öre]: 0."""
        return self.imported - self.base - sum(self.outside.values())

    @property
    def control_difference(self) -> int | None:
        """What was imported less the user's total [öre], as in every other difference; None where none is stated."""
        return None if self.control is None else self.imported - self.control


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All kinds and years of a budget.

    Attributes
    ----------
    balances
        By kind, then year.
    issues
        FM-T180 a stated total differs from what was imported, FM-T181 tags and outside differ from it.
    """

    balances: tuple[Balance, ...]
    issues: tuple[Issue, ...]

    @property
    def is_balanced(self) -> bool:
        """Whether every öre is accounted for."""
        return not self.issues

    def require(self) -> None:
        """Raise unless every öre is accounted for.

        Raises
        ------
        InputError
            With all issues.
        """
        if self.issues:
            raise InputError(self.issues)


def reconciled(
    imported: Iterable[BudgetLine],
    lines: Iterable[TaggedLine],
    scheme: Scheme,
    controls: Mapping[tuple[LineKind, int], int] | None = None,
) -> Reconciliation:
    """Return whether what is reported is what was imported.

    Parameters
    ----------
    imported
        Lines as they were read, before any split.
    lines
        Lines and parts as they are reported.
    scheme
        Of their tags.
    controls
        Totals that the user states, by kind and year [öre].

    Returns
    -------
    Reconciliation
        One balance for each kind and year that occurs in any of the three.
    """
    read = _summed((line.kind, year, ore) for line in imported for year, ore in line.amounts)
    base: dict[tuple[LineKind, int], int] = {}
    outside: dict[tuple[LineKind, int], dict[str, int]] = {}
    for item in lines:
        why = _why_outside(item) if scheme.outside in item.categories else None
        for year, ore in item.line.amounts:
            at = (item.line.kind, year)
            if why is None:
                base[at] = base.get(at, 0) + ore
            else:
                reasons = outside.setdefault(at, {})
                reasons[why] = reasons.get(why, 0) + ore
    stated = controls or {}
    balances = tuple(
        Balance(
            *at,
            imported=read.get(at, 0),
            base=base.get(at, 0),
            outside=MappingProxyType(dict(sorted(outside.get(at, {}).items()))),
            control=stated.get(at),
        )
        for at in sorted({*read, *base, *outside, *stated})
    )
    return Reconciliation(balances, tuple(one for balance in balances for one in _problems(balance)))


def _why_outside(item: TaggedLine) -> str:
    by_rule = item.standings[0] is Standing.RULE and item.verdict.rules
    return item.verdict.rules[0] if by_rule else BY_DECISION


def _summed(amounts: Iterable[tuple[LineKind, int, int]]) -> dict[tuple[LineKind, int], int]:
    found: dict[tuple[LineKind, int], int] = {}
    for kind, year, ore in amounts:
        found[kind, year] = found.get((kind, year), 0) + ore
    return found


def _problems(balance: Balance) -> Iterable[Issue]:
    row = f"{balance.kind} {balance.year}"
    if balance.control_difference:
        yield issue(
            "FM-T180",
            row=row,
            value=_kronor(balance.imported),
            expected=_kronor(balance.control or 0),
            difference=_kronor(balance.control_difference),
        )
    if balance.difference:
        yield issue(
            "FM-T181",
            row=row,
            value=_kronor(balance.imported - balance.difference),
            expected=_kronor(balance.imported),
            difference=_kronor(balance.difference),
        )


def _kronor(ore: int) -> str:
    """Return öre as kronor with two decimals: exact, where a number would be rounded."""
    sign = "-" if ore < 0 else ""
    return f"{sign}{abs(ore) // 100}.{abs(ore) % 100:02}"
