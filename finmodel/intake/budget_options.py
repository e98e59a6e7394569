"""What the user states about a budget file before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from finmodel.intake.budget_lines import Chart, LineKind, Sort
from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.budget_privacy import Masking
from finmodel.intake.sie_options import SieOptions

__all__ = ["ReadOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user states about a file.

    Attributes
    ----------
    mappings
        One for each sheet to be read; none: every visible sheet with known headings is read as proposed.
    unit
        Of amounts whose column and sheet say none; a file that says another of all its money is refused.
    kind, sort, year
        Of lines and amounts of which neither the file nor a mapping says it. A ledger and SIE: ``kind`` of all lines.
    chart
        The organisation's chart of accounts; None is Kommun-Bas, or BAS where a SIE file says so.
    costs_are_negative
        Whether the file writes costs with a minus; None: found from the accounts.
    masking
        What personal data is masked.
    encoding
        Of a file of text; None: found by its bytes.
    sie
        How a SIE file is read.
    """

    mappings: tuple[ColumnMapping, ...] = ()
    unit: str | None = None
    kind: LineKind | None = None
    sort: Sort | None = None
    year: int | None = None
    chart: Chart | None = None
    costs_are_negative: bool | None = None
    masking: Masking = field(default_factory=Masking)
    encoding: str | None = None
    sie: SieOptions = field(default_factory=SieOptions)
