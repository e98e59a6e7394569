"""Which fields of a plan a scenario may change, and how a value is written as text."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.model.accounts import AdoptedProject, InternalRent, OrdinaryYear
from finmodel.model.action import Action
from finmodel.model.emissions import Baseline, Inventory, Population, Target
from finmodel.model.funding import Frame, FundingEntry, Source
from finmodel.model.lines import Benefit, EnergyChange, Investment
from finmodel.model.registers import Carrier, Organisation, Pool, PriceCategory, Sector
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.model.row import Row

__all__ = ["ADDRESSED", "addressable_fields", "spec_at", "value_of_text"]

ADDRESSED: Mapping[str, type[Row]] = MappingProxyType(
    {
        row.table: row
        for row in (
            *(Settings, Action, Investment, EnergyChange, Benefit),
            *(Source, FundingEntry, Frame),
            *(PriceCategory, Carrier, Pool, Organisation, Sector),
            *(InternalRent, OrdinaryYear, AdoptedProject),
            *(Inventory, Population, Baseline, Target),
        )
    }
)
"""Tables whose fields can be changed: those that feed numbers. Risks, evidence and parameters vouch, and feed none."""

_FIXED = frozenset(
    f"settings.{name}"
    for name in (
        *("municipality", "municipality_code", "title", "currency", "display_unit", "notes"),
        # Other axes and price years are other plans: their numbers do not compare.
        *("first_year", "last_year", "base_year", "price_year"),
    )
)


@cache
def addressable_fields() -> tuple[str, ...]:
    """Return every field that a scenario can change as ``table.field``, in the order of tables and columns."""
    return tuple(
        f"{table}.{field}"
        for table, model in ADDRESSED.items()
        for field, spec in model.specs.items()
        if spec.kind is not Kind.ID and f"{table}.{field}" not in _FIXED
    )


def spec_at(address: str) -> Spec | None:
    """Return the declaration of the field at an address such as ``actions.opex_change``; None where there is none."""
    if address not in addressable_fields():
        return None
    table, _, field = address.partition(".")
    return ADDRESSED[table].specs[field]


def value_of_text(text: str, spec: Spec) -> Any:
    """Return the plain value that a text stands for in a field, ready for the model to judge.

    The text is the same in every language: ``true`` or ``false``, the code of a choice, ids with semicolons between
    them, shares as ``park=0.6; vatten=0.4``, a ramp as ``0.25; 0.5; 1``. ``-`` clears the field.

    Raises
    ------
    ValueError
        The text has another form than the field wants.
    """
    if text == "-":
        return None
    items = [item.strip() for item in text.split(";") if item.strip()]
    match spec.kind:
        case Kind.FLAG:
            if text.casefold() not in ("true", "false"):
                raise ValueError(text)
            return text.casefold() == "true"
        case Kind.REFERENCES | Kind.CHOICES:
            return items
        case Kind.SHARES:
            pairs = [item.partition("=") for item in items]
            if any(not found or not name.strip() for name, found, _ in pairs):
                raise ValueError(text)
            return {name.strip(): float(share) for name, _, share in pairs}
        case Kind.RAMP:
            return [float(item) for item in items]
        case Kind.NUMBER | Kind.INTEGER | Kind.YEAR | Kind.BY_YEAR:
            raise ValueError(text)
        case _:
            return text
