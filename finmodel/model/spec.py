"""How a field is declared: once, here in the model, and read by everything else.

The workbook's columns, the reader's checks, the JSON messages, the app's tables and the reference pages are
all derived from the :class:`Spec` that stands beside a field's type. Labels and help for people live in the
catalogues under ``field.<table>.<field>``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Kind", "Spec", "Unit"]


class Kind(StrEnum):
    """What sort of value a field holds; decides how it is written in a cell and read from one."""

    ID = "id"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    INTEGER = "integer"
    YEAR = "year"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    REFERENCE = "reference"
    REFERENCES = "references"
    CHOICES = "choices"
    SHARES = "shares"
    RAMP = "ramp"
    BY_YEAR = "by_year"
    FIELD = "field"


class Unit(StrEnum):
    """The unit of a number. Money is in whole units of the plan's currency, rates and shares are fractions."""

    NONE = "none"
    MONEY = "money"
    MONEY_PER_YEAR = "money_per_year"
    MONEY_PER_TONNE = "money_per_tonne"
    FRACTION = "fraction"
    TONNES = "tonnes"
    TONNES_PER_YEAR = "tonnes_per_year"
    YEARS = "years"
    KWH_PER_YEAR = "kwh_per_year"
    MONEY_PER_KWH = "money_per_kwh"
    KG_PER_KWH = "kg_per_kwh"
    KG_PER_MONEY = "kg_per_money"
    MONEY_PER_INHABITANT = "money_per_inhabitant"
    TONNES_PER_INHABITANT = "tonnes_per_inhabitant"
    BY_QUANTITY = "by_quantity"
    BY_FIELD = "by_field"

    @property
    def is_money(self) -> bool:
        """Whether a workbook shows it in the sheet's money unit (kr, tkr, mnkr)."""
        return self in (Unit.MONEY, Unit.MONEY_PER_YEAR)


@dataclass(frozen=True, slots=True)
class Spec:
    """Declaration of one field, beside its type in an ``Annotated``.

    Attributes
    ----------
    kind
        Sort of value.
    meaning
        One sentence in English: what the number or text means.
    unit
        Unit of a number.
    minimum, maximum
        Bounds, both included. They hold for every number in a yearly value or a ramp too.
    above
        A bound that is itself not allowed (a rate must be above -1).
    yearly
        The field is a :class:`~finmodel.model.values.Yearly`: one number, years of its own, or both.
    table
        For references and shares: the table that the ids stand in.
    choices
        For choices: the enumeration.
    """

    kind: Kind
    meaning: str
    unit: Unit = Unit.NONE
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    yearly: bool = False
    table: str | None = None
    choices: type[StrEnum] | None = None

    def as_number(self) -> Spec:
        """Return the declaration of one number of a field that holds several (a year's column)."""
        return replace(self, kind=Kind.NUMBER, yearly=False)

    def admits(self, value: float) -> bool:
        """Whether a number lies inside the bounds."""
        return not (
            (self.minimum is not None and value < self.minimum)
            or (self.maximum is not None and value > self.maximum)
            or (self.above is not None and value <= self.above)
        )
