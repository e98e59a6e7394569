"""What the workbook looks like, derived from the model's declarations: there is no other list of columns.

Every sheet of the plan has the same frame. The first row (hidden) holds the machine keys: in its first cell the
table, then a field a column. The first column (hidden) holds marks for the rows of the frame and, beside the
data, the id that the row had when the workbook was written. Keys decide, never positions, titles or languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.model.lines import EnergyChange
from finmodel.model.plan import TABLES
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from finmodel.model.row import Row

__all__ = [
    "FIRST_DATA_ROW",
    "GUIDE_KEY",
    "KEY_PREFIX",
    "MARK_HELP",
    "MARK_LABEL",
    "MARK_TITLE",
    "MARK_UNIT",
    "META_SHEET",
    "RESULT_KEY",
    "SHEETS",
    "YEARLY_TABLE",
    "Column",
    "YearlyField",
    "came_after",
    "columns_of",
    "year_key",
    "year_of",
    "yearly_fields",
]

KEY_PREFIX = "finmodel/"
META_SHEET = "_finmodel"
RESULT_KEY, GUIDE_KEY = f"{KEY_PREFIX}#result", f"{KEY_PREFIX}#guide"
"""In the first cell of sheets that only show: no text on them can pass for a sheet of the plan."""
YEARLY_TABLE = "yearly_values"
MARK_TITLE, MARK_HELP, MARK_UNIT, MARK_LABEL = "#title", "#help", "#unit", "#label"
ROW_KEY, ROW_TITLE, ROW_HELP, ROW_UNIT, ROW_LABEL, FIRST_DATA_ROW = range(6)
"""Rows of the frame, counted from 0."""

_N_BEFORE_YEARS = list(TABLES).index(EnergyChange.table) + 1
SHEETS = (Settings.table, *list(TABLES)[:_N_BEFORE_YEARS], YEARLY_TABLE, *list(TABLES)[_N_BEFORE_YEARS:])
"""The sheets of the plan in their order; the yearly values stand after what has them most: up to the energy changes."""

_CAME_WITH: Mapping[int, frozenset[str]] = MappingProxyType(
    {
        2: frozenset(
            {
                *("carriers", "pools", "energy_changes", "parameters"),
                *("actions.pool", "actions.pool_share", "investments.asset_type"),
            }
        ),
        3: frozenset(
            {
                *("sources", "funding", "frames", "internal_rents", "ordinary_budget", "adopted_plan"),
                *("actions.fund_running_cost", "actions.activation", "actions.replaced_book_value"),
                *("settings.internal_interest", "settings.capital_cost_method"),
            }
        ),
        4: frozenset({"scenarios", "scenario_changes", "scenario_funding"}),
        5: frozenset(
            {
                *("emissions", "population", "baselines", "targets"),
                *("actions.effect_on", "actions.co2_share", "actions.for_climate"),
            }
        ),
    }
)
"""Sheets, and columns of older sheets, by the schema version that they came with."""


def came_after(version: int) -> frozenset[str]:
    """Return the sheets (``carriers``) and columns (``actions.pool``) that a workbook of this version cannot have.

    Examples
    --------
    >>> "actions.pool" in came_after(1), "actions.pool" in came_after(2), came_after(5)
    (True, False, frozenset())
    """
    return frozenset().union(*(names for came, names in _CAME_WITH.items() if came > version))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    key
        Machine key: a field's name, ``y2026`` for a year, ``~field`` for a name looked up beside a reference.
    field
        The model's field that it belongs to.
    spec
        The field's declaration.
    year
        Calendar year of a year column.
    is_lookup
        Whether it only shows the name behind a reference; never read.
    """

    key: str
    field: str
    spec: Spec
    year: int | None = None
    is_lookup: bool = False


@dataclass(frozen=True, slots=True)
class YearlyField:
    """A field whose years are entered on the sheet of yearly values."""

    table: str
    field: str
    spec: Spec

    @property
    def code(self) -> str:
        """Language-neutral name of the quantity, the key of its label."""
        return f"{self.table}.{self.field}"


def year_key(year: int) -> str:
    """Return the machine key of a year's column."""
    return f"y{year}"


def year_of(key: str) -> int | None:
    """Return the year that a column key names, None where it names none."""
    digits = key[1:]
    return int(digits) if key[:1] == "y" and len(digits) == 4 and digits.isascii() and digits.isdigit() else None


def columns_of(model: type[Row], years: range) -> Iterator[Column]:
    """Yield the columns of a table's sheet, in order.

    Parameters
    ----------
    model
        The row's class.
    years
        The year axis, for a field that has a column per year.
    """
    fields = list(model.specs)
    if fields[-1] == "scenario":
        # What decides which scenario a mix belongs to stands first, where it is seen.
        fields.insert(1, fields.pop())
    for field in fields:
        spec = model.specs[field]
        if spec.kind is Kind.BY_YEAR:
            for year in years:
                yield Column(year_key(year), field, spec, year=year)
            continue
        yield Column(field, field, spec)
        if spec.kind is Kind.REFERENCE and field == "action":
            yield Column(f"~{field}", field, Spec(Kind.TEXT, "Name behind the reference."), is_lookup=True)


def yearly_fields() -> tuple[YearlyField, ...]:
    """Return every field that can have years of its own, in the order of the sheets."""
    models: dict[str, type[Row]] = {Settings.table: Settings, **TABLES}
    return tuple(
        YearlyField(table, field, spec)
        for table, model in models.items()
        for field, spec in model.specs.items()
        if spec.yearly
    )


def has_money(model: type[Row]) -> bool:
    """Whether the sheet holds money in a display unit."""
    return any(spec.unit.is_money or spec.unit in (Unit.BY_QUANTITY, Unit.BY_FIELD) for spec in model.specs.values())
