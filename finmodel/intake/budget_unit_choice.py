"""In which unit the money of a file is read: what its own words state goes first, and what they leave open is asked.

A unit that the user states for the whole file fills in where the file states none. Where it contradicts all that the
file states, the file is refused: the one or the other is wrong a thousand times over. A mapping states units sheet by
sheet and column by column, and so may correct a title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.errors import Severity
from finmodel.intake.budget_units import stated_units, units_of_titles

if TYPE_CHECKING:
    from finmodel.errors import Param
    from finmodel.intake.budget_header import Header
    from finmodel.intake.budget_headings import Heading
    from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.budget_sheets import SourceSheet

__all__ = ["ASSUMED", "ask_for_units", "check_versions", "units_of_sheet", "with_own_units", "with_unit"]

ASSUMED = "kr"
"""The unit that is assumed, with a warning, where nobody states one."""

_OF_MONEY = frozenset({"total", "comparison"})
_AROUND = frozenset({"alla", "all", "belopp", "amounts", "i", "in"})
_MOST_WORDS = 2


def units_of_sheet(header: Header, sheet: SourceSheet) -> frozenset[str]:
    """Return the units that a sheet states for all its money: in titles, else beside its words, else in its name.

    Parameters
    ----------
    header
        The headings and the titles above them.
    sheet
        The sheet; the name of a file of text says nothing.
    """
    if titled := units_of_titles(header.titles):
        return titled
    of_years = any(heading.year for heading in header.headings.values())
    told = [stated_units(each.text) for each in header.headings.values() if _is_beside(each, of_years=of_years)]
    if any(told):
        return frozenset(unit for units in told for unit in units)
    return frozenset(() if sheet.is_text else stated_units(sheet.title))


def _is_beside(heading: Heading, *, of_years: bool) -> bool:
    """Say whether a heading above the words of the rows may tell the unit of all: "Nämnd, tkr", "Belopp i tkr"."""
    if heading.field == "amount":
        return of_years and heading.year is None and heading.sort is None
    if heading.field is not None:
        return heading.field not in _OF_MONEY
    words = [word for word in heading.text.casefold().strip("() .:").split() if word not in _AROUND]
    return len(words) <= _MOST_WORDS and bool(stated_units(" ".join(words)))


def with_own_units(
    mapping: ColumnMapping, header: Header, sheet: SourceSheet, problems: Problems, *, unit: str | None
) -> ColumnMapping:
    """Return a mapping of the user's with the units that it leaves to the sheet.

    Parameters
    ----------
    mapping
        With every column found.
    header, sheet
        What the sheet says.
    problems
        Gets ``FM-B121`` titles that state two units, and the warning ``FM-B127`` a unit that is another in the sheet:
        that of the mapping holds.
    unit
        What the user states for the file; then titles that state two are no question.
    """
    own = {at: heading.unit for at, heading in header.headings.items() if heading.unit is not None}
    of_sheet = units_of_sheet(header, sheet)
    for column in mapping.amounts:
        stated, said = column.unit or mapping.unit, _said(column, own, of_sheet)
        if stated and said and stated not in said:
            problems.add("FM-B127", Severity.WARNING, sheet=sheet.title, stated=stated, value=", ".join(sorted(said)))
            break
    if not mapping.lacks_unit:
        return mapping
    columns = tuple(
        replace(column, unit=own[column.column])
        if column.field == "amount" and column.unit is None and column.column in own
        else column
        for column in mapping.columns
    )
    mapping = replace(mapping, columns=columns, unit=next(iter(of_sheet)) if len(of_sheet) == 1 else None)
    if mapping.lacks_unit and unit is None and len(of_sheet) > 1:
        problems.add("FM-B121", sheet=sheet.title, units=tuple(sorted(of_sheet)))
    return mapping


def _said(column: MappedColumn, own: dict[int, str], of_sheet: frozenset[str]) -> frozenset[str]:
    return frozenset({own[column.column]}) if column.column in own else of_sheet


def with_unit(
    mappings: Sequence[ColumnMapping], sheets: Sequence[str], unit: str | None, problems: Problems
) -> list[ColumnMapping]:
    """Return mappings in which a unit that the user states for the file holds where nothing else does.

    Parameters
    ----------
    mappings
        One for each sheet, with what the file states.
    sheets
        Their names.
    unit
        What the user states; None: nothing.
    problems
        Gets ``FM-B157`` a unit that contradicts the file and is needed nowhere, and the warning ``FM-B158`` one that
        holds only in part.
    """
    if unit is None:
        return list(mappings)
    is_needed = any(mapping.lacks_unit for mapping in mappings)
    for mapping, sheet in zip(mappings, sheets, strict=True):
        if others := mapping.units - {unit}:
            code, severity = ("FM-B158", Severity.WARNING) if is_needed else ("FM-B157", Severity.ERROR)
            columns = tuple(c.heading for c in mapping.amounts if (c.unit or mapping.unit) in others)
            more: dict[str, Param] = {"columns": columns, "stated": unit, "value": ", ".join(sorted(others))}
            problems.add(code, severity, sheet=sheet, more=more)
    return [mapping.stated(unit=unit) if mapping.lacks_unit else mapping for mapping in mappings]


def ask_for_units(mappings: Sequence[ColumnMapping], sheets: Sequence[str], problems: Problems) -> None:
    """Report money without a unit: it is assumed to be in kronor, unless other money of the file says otherwise.

    Parameters
    ----------
    mappings
        One for each sheet of a file, as they are read.
    sheets
        Their names.
    problems
        Gets for each sheet the warning ``FM-B119`` kronor are assumed, or the error ``FM-B149`` other sheets or
        columns state a unit that is not kronor.
    """
    stated = frozenset[str]().union(*(mapping.units for mapping in mappings)) - {ASSUMED}
    for mapping, sheet in zip(mappings, sheets, strict=True):
        if not mapping.lacks_unit:
            continue
        if stated:
            columns = tuple(column.heading for column in mapping.amounts if column.unit is None)
            problems.add("FM-B149", sheet=sheet, columns=columns, units=tuple(sorted(stated)))
        else:
            problems.add("FM-B119", Severity.WARNING, sheet=sheet)


def check_versions(
    now: Sequence[ColumnMapping], before: Sequence[ColumnMapping], problems: Problems, *, earlier: str
) -> None:
    """Report that one of two versions of a budget states a unit that is not kronor, and the other none.

    Parameters
    ----------
    now, before
        How the sheets of the two are read; none for a ledger or SIE, which are in kronor.
    problems
        Of the later file. Gets ``FM-B159`` the later one states none, ``FM-B162`` the earlier one states none.
    earlier
        What the earlier one is called.
    """
    for code, open_, other in (("FM-B159", now, before), ("FM-B162", before, now)):
        units = frozenset[str]().union(*(mapping.units for mapping in other)) - {ASSUMED}
        if units and any(mapping.lacks_unit for mapping in open_):
            problems.add(code, value=earlier, units=tuple(sorted(units)))
