"""Which column means what: data that the user confirms, corrects and keeps for the next file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from finmodel.errors import Severity
from finmodel.i18n.units import unit_currency
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_problems import Problems
from finmodel.intake.sheetscan import column_letters

__all__ = [
    "FIELDS",
    "MAPPING_VERSION",
    "ColumnMapping",
    "MappedColumn",
    "check_mapping",
    "fields_by_column",
    "warn_of_assumptions",
]

MAPPING_VERSION = 1

FIELDS = (
    "kind",
    "organisation",
    "responsibility",
    "account",
    "activity",
    "project",
    "counterparty",
    "text",
    "supplier",
    "supplier_id",
    "date",
    "year",
    "sort",
    "account_name",
    "activity_name",
    "responsibility_name",
    "project_name",
    "counterparty_name",
    "amount",
)
"""What a column may be mapped to; ``amount`` is the only one that several columns may have."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column and what it means.

    Attributes
    ----------
    heading
        As written, on one line; what the column is found by in the next file.
    field
        One of :data:`FIELDS`, or None: the column is not read.
    column
        Its number from 1; None for a column that is still to be found by its heading.
    sort, year, unit
        Of an amount. Without them those of the mapping hold.
    """

    heading: str
    field: str | None
    column: int | None = None
    sort: Sort | None = None
    year: int | None = None
    unit: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        data: dict[str, Any] = {"heading": self.heading, "field": self.field}
        if self.column is not None:
            data["column"] = column_letters(self.column)
        for name in ("sort", "year", "unit"):
            value = getattr(self, name)
            if value is not None:
                data[name] = str(value) if name == "sort" else value
        return data


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one sheet is read.

    Attributes
    ----------
    columns
        In any order; columns that are not named are not read.
    sheet
        Its name; None for the only one, or a file of text.
    header_row, header_rows
        First row of the headings (None: to be found) and how many they are.
    unit
        Of amounts whose column states none; None is kronor, with a warning.
    kind, sort, year
        Of lines and amounts that do not say themselves.
    costs_are_negative
        Whether the file writes costs with a minus; lines have them positive. None: found from the accounts.
    decimal_comma
        Whether three decimals stand behind a comma (Swedish) and not a point.
    line_texts, subtotal_texts
        Rows with these texts are lines, or subtotals, whatever they look like.
    """

    columns: tuple[MappedColumn, ...]
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int = 1
    unit: str | None = None
    kind: LineKind | None = None
    sort: Sort | None = None
    year: int | None = None
    costs_are_negative: bool | None = None
    decimal_comma: bool = True
    line_texts: tuple[str, ...] = ()
    subtotal_texts: tuple[str, ...] = ()

    def of(self, field: str) -> MappedColumn | None:
        """Return the column of a field, None where there is none."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def amounts(self) -> tuple[MappedColumn, ...]:
        """The columns of money."""
        return tuple(column for column in self.columns if column.field == "amount")

    @property
    def lacks_unit(self) -> bool:
        """Whether the unit of some money is assumed: neither its column nor the sheet states one."""
        return self.unit is None and any(column.unit is None for column in self.amounts)

    @property
    def units(self) -> frozenset[str]:
        """The units of money that are stated, of whatever column."""
        return frozenset(unit for column in self.amounts if (unit := column.unit or self.unit) is not None)

    def stated(self, **values: Any) -> ColumnMapping:
        """Return the mapping with what the user states (``unit``, ``kind`` …); None changes nothing."""
        return replace(self, **{name: value for name, value in values.items() if value is not None})

    def filled(self, *, kind: LineKind | None, sort: Sort | None, year: int | None) -> ColumnMapping:
        """Return the mapping with what it leaves open; what it says stays, and dates say of which year amounts are."""
        if self.of("date") is not None and self.of("year") is None:
            year = None
        return replace(self, kind=self.kind or kind, sort=self.sort or sort, year=self.year or year)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON, read back by :func:`~.budget_mapping_json.mapping_from_dict`."""
        data: dict[str, Any] = {"version": MAPPING_VERSION}
        for name in ("sheet", "header_row", "header_rows", "unit", "kind", "sort", "year", "costs_are_negative"):
            value = getattr(self, name)
            if value is not None:
                data[name] = str(value) if isinstance(value, LineKind | Sort) else value
        data["decimal_comma"] = self.decimal_comma
        for name in ("line_texts", "subtotal_texts"):
            if getattr(self, name):
                data[name] = list(getattr(self, name))
        data["columns"] = [column.to_dict() for column in self.columns]
        return data


def check_mapping(mapping: ColumnMapping, problems: Problems, *, sheet: str | None = None) -> None:
    """Report what is wrong with a mapping in itself.

    ``FM-B110`` two columns of one field, ``FM-B111`` a column mapped twice, ``FM-B112`` two columns of one sort and
    year, ``FM-B114`` no column of money, ``FM-B115`` an amount whose year nothing says, ``FM-B134`` another currency.
    """
    fields: dict[str, MappedColumn] = {}
    for column in mapping.columns:
        if column.field is None or column.field == "amount":
            continue
        first = fields.setdefault(column.field, column)
        if first is not column:
            problems.add("FM-B110", sheet=sheet, field=column.field, first=_named(first), second=_named(column))
    for first, second in _twice(mapping.columns):
        problems.add("FM-B111", sheet=sheet, column=_named(second), first=_field(first), second=_field(second))
    for unit in sorted({unit for unit in (mapping.unit, *(column.unit for column in mapping.amounts)) if unit}):
        if unit_currency(unit) != "SEK":
            problems.add("FM-B134", sheet=sheet, value=unit)
    has_year, has_sort = bool(fields.keys() & {"year", "date"}), "sort" in fields
    if not mapping.amounts:
        problems.add("FM-B114", sheet=sheet)
    seen: dict[tuple[Sort | None, int | None], MappedColumn] = {}
    for column in mapping.amounts:
        year = column.year or (None if has_year else mapping.year)
        if year is None and not has_year:
            problems.add("FM-B115", sheet=sheet, column=_named(column))
            continue
        sort = column.sort or (None if has_sort else mapping.sort or Sort.BUDGET)
        known = seen.setdefault((sort, year), column)
        if known is not column and known.column != column.column:
            year_text = None if year is None else str(year)
            problems.add("FM-B112", sheet=sheet, first=_named(known), second=_named(column), year=year_text)


def warn_of_assumptions(mapping: ColumnMapping, problems: Problems, *, sheet: str | None = None) -> None:
    """Say what a mapping leaves open and reading therefore assumes: budget, operating."""
    if mapping.kind is None and mapping.of("kind") is None:
        problems.add("FM-B122", Severity.WARNING, sheet=sheet)
    if mapping.sort is None and mapping.of("sort") is None:
        unsaid = tuple(column.heading for column in mapping.amounts if column.sort is None)
        if unsaid:
            problems.add("FM-B123", Severity.WARNING, sheet=sheet, columns=unsaid)


def _twice(columns: Iterable[MappedColumn]) -> list[tuple[MappedColumn, MappedColumn]]:
    """Return pairs of entries for one and the same column."""
    seen: dict[tuple[int | None, str | None], MappedColumn] = {}
    pairs = []
    for column in columns:
        key = (column.column, None) if column.column is not None else (None, column.heading.casefold())
        first = seen.setdefault(key, column)
        if first is not column:
            pairs.append((first, column))
    return pairs


def _field(column: MappedColumn) -> str:
    return column.field or "–"


def _named(column: MappedColumn) -> str:
    """Return a column as the user knows it."""
    letters = None if column.column is None else column_letters(column.column)
    return f"{letters} ({column.heading})" if letters and column.heading else letters or column.heading


def fields_by_column(columns: Iterable[MappedColumn]) -> Mapping[str, int]:
    """Return the number of the column of each field but amounts; columns must have been found."""
    return {c.field: c.column for c in columns if c.field not in (None, "amount") and c.column is not None}
