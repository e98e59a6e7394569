"""A budget as it was imported: its lines with their keys, once for each basis that the file has amounts of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from finmodel.tagging.lines import Amounts, BudgetLine, LineKind

__all__ = ["BAS", "Basis", "Provenance", "Version"]

BAS = "bas"
"""The chart of accounts of companies, in which class 7 is staff; rules for Kommun-Bas misread it."""


class Basis(StrEnum):
    """What the amounts of a report are; they are never added.

    ``BUDGET`` is the adopted budget with the plan for the years after it: of a year that has both, the budget.
    """

    BUDGET = "budget"
    FORECAST = "forecast"
    OUTTURN = "outturn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a version comes from.

    Attributes
    ----------
    file, sha256, format, encoding, chart
        Name, hash of the bytes (hexadecimal), kind, encoding and chart of accounts of the file.
    mapping
        How its columns were read, as JSON; "" for what needs no mapping.
    who, when
        Who imported it, and the moment (ISO 8601).
    n_left_out
        Rows that were read and are no lines, by reason.
    is_illustrative
        Whether its figures are from no source.
    masking
        What personal data was masked: of suppliers and of texts.
    """

    file: str
    sha256: str = ""
    format: str = ""
    encoding: str = ""
    chart: str = "kommunbas"
    mapping: str = ""
    who: str = ""
    when: str = ""
    n_left_out: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    is_illustrative: bool = False
    masking: tuple[str, str] = ("nothing", "nothing")


@dataclass(frozen=True)
class Version:
    """One import of a budget, a plan, an outturn or a ledger.

    Attributes
    ----------
    id
        Unique in its dossier.
    lines
        With their keys and the amounts of ``basis``; a line without such an amount has none.
    basis
        The usual one: the budget where the file has one.
    others
        Amounts of the other bases, one for each line in the lines' order.
    names
        Names of codes: field → code → name.
    controls
        Totals that the user states [öre], by basis, kind and year.
    source
        Where it comes from.
    seen
        How many decisions, splits and links there were when it was imported: what the version before it was reported
        with.
    """

    id: str
    lines: tuple[BudgetLine, ...] = field(repr=False)
    basis: Basis = Basis.BUDGET
    others: Mapping[Basis, tuple[Amounts, ...]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    controls: Mapping[tuple[Basis, LineKind, int], int] = field(default_factory=lambda: MappingProxyType({}))
    source: Provenance = field(default_factory=lambda: Provenance(file=""))
    seen: tuple[int, int, int] = (0, 0, 0)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Bases that it has amounts of, the usual one first."""
        return (self.basis, *(basis for basis in Basis if basis in self.others and basis is not self.basis))

    def lines_of(self, basis: Basis | None = None) -> tuple[BudgetLine, ...]:
        """Return the lines with the amounts of a basis, None for the usual one; the keys are the same in all."""
        if basis is None or basis is self.basis:
            return self.lines
        return tuple(
            replace(line, amounts=amounts) for line, amounts in zip(self.lines, self.others[basis], strict=True)
        )

    def years(self, basis: Basis | None = None) -> tuple[int, ...]:
        """Return the years that a basis has amounts of, rising."""
        return tuple(sorted({year for line in self.lines_of(basis) for year in line.years}))

    def controls_of(self, basis: Basis | None = None) -> Mapping[tuple[LineKind, int], int]:
        """Return the stated totals of a basis by kind and year [öre]."""
        wanted = basis or self.basis
        return {(kind, year): ore for (of, kind, year), ore in self.controls.items() if of is wanted}

    def name(self, field: str, code: str) -> str:
        """Return the name of a code of a field, "" where the file has none."""
        return self.names.get(field, {}).get(code, "")
