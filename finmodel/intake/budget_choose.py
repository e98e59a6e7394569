"""Which sheets of a file are read, and how: as their headings propose, or as the user has said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from finmodel.errors import Severity
from finmodel.intake.budget_fit import fit_mapping
from finmodel.intake.budget_headings import told_by
from finmodel.intake.budget_lines import LineKind
from finmodel.intake.budget_mapping import ColumnMapping, check_mapping, warn_of_assumptions
from finmodel.intake.budget_odd_headings import report_odd_headings
from finmodel.intake.budget_plans import agreed_plans
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_propose import propose
from finmodel.intake.budget_sheets import SourceSheet
from finmodel.intake.budget_unit_choice import ask_for_units, with_own_units, with_unit
from finmodel.intake.budget_words import words

if TYPE_CHECKING:
    from finmodel.intake.budget_options import ReadOptions

__all__ = ["ChosenTable", "fitted_tables", "proposed_tables"]


class ChosenTable(NamedTuple):
    """A sheet that is read, how, how many cells its row of headings has, and the titles above it."""

    sheet: SourceSheet
    mapping: ColumnMapping
    width: int
    titles: tuple[str, ...] = ()


def proposed_tables(sheets: Sequence[SourceSheet], problems: Problems, options: ReadOptions) -> tuple[ChosenTable, ...]:
    """Return every visible sheet with known headings, read as its headings and titles propose.

    Parameters
    ----------
    sheets
        Of one file.
    problems
        Gets what is wrong with the proposals, ``FM-B108`` no headings anywhere, ``FM-B126`` sheets that are not read,
        and the warning ``FM-B125`` that several are (a notice where each is of another kind).
    options
        What the user states of kind, sort and year fills in where a proposal says nothing.
    """
    found: list[ChosenTable] = []
    unread = []
    for sheet in sheets:
        proposal = None if sheet.is_hidden else propose(sheet, words(), problems, unit=options.unit)
        if proposal is None:
            unread.append(sheet.title)
            continue
        found.append(ChosenTable(sheet, proposal.mapping, proposal.header.width, proposal.header.titles))
    stated = _filled([table.mapping for table in found], options)
    agreed = agreed_plans(stated, problems)
    found = [table._replace(mapping=mapping) for table, mapping in zip(found, agreed, strict=True)]
    found = _stated(found, options, problems)
    if not found:
        if not report_odd_headings(sheets, words(), problems):
            problems.add("FM-B108", sheet=sheets[0].title if len(sheets) == 1 else None)
    else:
        _report_sheets(found, unread, problems)
    return tuple(found)


def fitted_tables(sheets: Sequence[SourceSheet], problems: Problems, options: ReadOptions) -> tuple[ChosenTable, ...]:
    """Return the sheets that the user's mappings are for, with every column found.

    Parameters
    ----------
    sheets
        Of one file.
    problems
        Gets ``FM-B128`` no such sheet, what does not fit, ``FM-B126`` sheets that no mapping is for, and the warning
        ``FM-B125`` that several are read (a notice where each is of another kind).
    options
        With at least one mapping.
    """
    found = []
    for mapping in options.mappings:
        named = [sheet for sheet in sheets if sheet.title == mapping.sheet]
        if not named and len(sheets) == 1:
            named = [sheets[0]]  # next year's file may name its only sheet otherwise
        visible = [sheet for sheet in sheets if not sheet.is_hidden]
        if not named and mapping.sheet is None:
            named = visible[:1]
        if not named:
            titles = tuple(sheet.title for sheet in sheets)
            problems.add("FM-B128", value=mapping.sheet, sheets=titles)
            continue
        fitted = fit_mapping(mapping, named[0], words(), problems)
        if fitted is None:
            continue
        whole, header = fitted
        whole = with_own_units(whole, header, named[0], problems, unit=options.unit)
        whole = _with_titles(whole, (*header.titles, named[0].title, problems.file), options)
        found.append(ChosenTable(named[0], whole, header.width, header.titles))
    found = _stated(found, options, problems)
    read = {table.sheet.title for table in found}
    if found:
        _report_sheets(found, [sheet.title for sheet in sheets if sheet.title not in read], problems)
    return tuple(found)


def _with_titles(mapping: ColumnMapping, hints: Sequence[str], options: ReadOptions) -> ColumnMapping:
    """Return a mapping with what its sheet's own words say, where the user would else fill it in for the whole file."""
    kind, sort, year = told_by(hints, words())
    return mapping.filled(
        kind=kind if options.kind else None, sort=sort if options.sort else None, year=year if options.year else None
    )


def _filled(mappings: Sequence[ColumnMapping], options: ReadOptions) -> list[ColumnMapping]:
    """Return mappings with what the user states of lines and amounts that do not say it themselves."""
    filled = []
    for mapping in mappings:
        # Accounts of investment say what their rows are; the others are read as operating without being told.
        by_account = mapping.of("account") is not None and mapping.of("kind") is None
        kind = None if by_account and options.kind is LineKind.OPERATING else options.kind
        filled.append(mapping.filled(kind=kind, sort=options.sort, year=options.year))
    return filled


def _stated(found: Sequence[ChosenTable], options: ReadOptions, problems: Problems) -> list[ChosenTable]:
    """Return the tables with what the user states, checked, and what is left open said."""
    mappings = _filled([table.mapping for table in found], options)
    mappings = [mapping.stated(costs_are_negative=options.costs_are_negative) for mapping in mappings]
    titles = [table.sheet.title for table in found]
    mappings = with_unit(mappings, titles, options.unit, problems)
    for title, mapping in zip(titles, mappings, strict=True):
        check_mapping(mapping, problems, sheet=title)
        told = mapping if mapping.kind is not None else mapping.stated(kind=options.kind)
        warn_of_assumptions(told, problems, sheet=title)
    ask_for_units(mappings, titles, problems)
    return [table._replace(mapping=mapping) for table, mapping in zip(found, mappings, strict=True)]


def _report_sheets(found: Sequence[ChosenTable], unread: Sequence[str], problems: Problems) -> None:
    """Say which sheets are not read, and that several are: one may repeat another, unless each is of another kind."""
    if unread:
        problems.add("FM-B126", Severity.INFO, sheets=tuple(unread))
    titles = tuple(dict.fromkeys(table.sheet.title for table in found))
    if len(titles) > 1:
        kinds = {table.mapping.kind for table in found if table.mapping.of("kind") is None} - {None}
        severity = Severity.INFO if len(kinds) == len(found) else Severity.WARNING
        problems.of_file("FM-B125", severity, sheets=titles)
