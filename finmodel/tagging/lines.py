"""A line of a budget, a plan or an outturn, and the key that it is known by from one version to the next."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from finmodel.errors import Issue, Severity
from finmodel.tagging.problems import issue
from finmodel.tagging.text import LONGEST_TEXT, normalised

__all__ = ["BudgetLine", "LineKind", "amounts_of", "cut_texts", "identity", "keyed"]

Amounts = tuple[tuple[int, int], ...]
"""Pairs of year and öre, years rising, no year twice."""


class LineKind(StrEnum):
    """What budget a line is of; the two are never added in one share."""

    INVESTMENT = "I"
    OPERATING = "D"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line as it was imported, or a part of one that was split.

    Attributes
    ----------
    kind
        Investment or operating.
    text
        What the line says it is for, as it was written.
    amounts
        ``((year, öre), …)``, costs positive.
    activity, account, counterparty, organisation, responsibility, project
        Codes as texts (leading zeros kept), "" where the budget has none. The activity code is the municipality's own.
    key
        Stable key, see :func:`keyed`; "" until it is given. A part of a split has its line's key, a full stop and a
        number.
    place
        Where it stands in the imported file, as the user sees it.
    supplier
        Of a ledger: who was paid, as far as it is not masked; no part of the key, and no rule looks at it.
    """

    kind: LineKind
    text: str
    amounts: Amounts = ()
    activity: str = ""
    account: str = ""
    counterparty: str = ""
    organisation: str = ""
    responsibility: str = ""
    project: str = ""
    key: str = ""
    place: str = ""
    supplier: str = ""

    def amount(self, years: Iterable[int] | None = None) -> int:
        """Return the öre of some years, of all of them for None."""
        if years is None:
            return sum(ore for _, ore in self.amounts)
        wanted = frozenset(years)  # costs nothing where it is one already
        return sum(ore for year, ore in self.amounts if year in wanted)

    @property
    def years(self) -> tuple[int, ...]:
        """Years that the line has an amount for, a zero too."""
        return tuple(year for year, _ in self.amounts)

    @property
    def line_key(self) -> str:
        """The key of the imported line that this is, or is a part of."""
        return self.key.partition(".")[0]


def amounts_of(by_year: Mapping[int, int]) -> Amounts:
    """Return amounts by year [öre] in the form that lines keep them."""
    return tuple(sorted(by_year.items()))


def identity(line: BudgetLine) -> tuple[str, ...]:
    """Return what makes a line the same line in another version, without its text: its codes."""
    return (
        *(line.organisation, str(line.kind), line.account, line.activity),
        *(line.responsibility, line.project, line.counterparty),
    )


def keyed(lines: Sequence[BudgetLine]) -> tuple[BudgetLine, ...]:
    """Return the lines with their stable keys, in the same order.

    A key is a digest of organisation, kind, account, activity, responsibility, project, counterparty and normalised
    text, and an ordinal among lines that share all of these. The ordinal follows the amounts (largest first), not the
    order of rows: a sorted file gives the same keys. Lines that are alike in every amount too are interchangeable.

    Parameters
    ----------
    lines
        Lines of one version of one budget.

    Returns
    -------
    tuple of BudgetLine
        No key twice.

    Examples
    --------
    >>> line = BudgetLine(LineKind.INVESTMENT, "Solceller", ((2026, 100),))
    >>> [len(item.key) for item in keyed([line, line])], len({item.key for item in keyed([line, line])})
    ([18, 18], 2)
    """
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        alike[(*identity(line), normalised(line.text))].append(place)
    keys = [""] * len(lines)
    for fields, places in alike.items():
        digest = hashlib.sha256("\x1f".join(fields).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        for ordinal, place in enumerate(_by_amounts(places, lines), 1):
            keys[place] = f"{digest}-{ordinal}"
    return tuple(replace(line, key=key) for line, key in zip(lines, keys, strict=True))


def cut_texts(lines: Iterable[BudgetLine]) -> tuple[Issue, ...]:
    """Return a notice (FM-T141) for each line whose text is longer than what rules look at."""
    return tuple(
        issue("FM-T141", line.place, line.key or None, None, Severity.INFO, value=len(line.text), maximum=LONGEST_TEXT)
        for line in lines
        if len(line.text) > LONGEST_TEXT
    )


def _by_amounts(places: list[int], lines: Sequence[BudgetLine]) -> Iterator[int]:
    if len(places) == 1:
        return iter(places)
    return iter(sorted(places, key=lambda place: [(year, -ore) for year, ore in lines[place].amounts]))
