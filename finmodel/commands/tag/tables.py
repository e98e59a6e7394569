"""Reading the budget of ``finmodel tag`` and the one before it, with their mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from finmodel.atomic import shown_name
from finmodel.commands.console import UsageError
from finmodel.commands.tag.files import Gathering, mapping_of
from finmodel.commands.tag.masks import masking_on_reading
from finmodel.commands.tag.progress import tell_rows
from finmodel.commands.tag.sie import one_of_sie, with_sie
from finmodel.intake.budget_lines import Sort, SourceFormat
from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_read import ReadOptions, read_budget
from finmodel.intake.budget_unit_choice import check_versions
from finmodel.intake.sie_options import SieOptions

if TYPE_CHECKING:
    from finmodel.commands.console import Console
    from finmodel.commands.tag.call import TagCall
    from finmodel.errors import Issue
    from finmodel.excel.tagging.masks import Masks
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["BEFORE", "NOW", "read_tables"]

NOW, BEFORE = "now", "before"
"""The budget, and the earlier version or year."""

_TABLES = (SourceFormat.WORKBOOK, SourceFormat.CSV)


def read_tables(console: Console, call: TagCall, masks: Masks, gathering: Gathering) -> dict[str, BudgetTable]:
    """Return the earlier file, if any, and the budget.

    Parameters
    ----------
    console
        Where to tell the progress of large files.
    call
        Checked.
    masks
        What is masked in names of files.
    gathering
        Gets the problems; a file that cannot be read is not among what is returned.

    Raises
    ------
    UsageError
        Two files say how SIE is read, or something is said of SIE and no file is of it: exit code 2.
    """
    kept = [gathering.read(partial(mapping_of, path), path) for path in call.mappings]
    if None in kept:
        return {}
    of_sie = one_of_sie([each for each in kept if isinstance(each, SieOptions)])
    options = ReadOptions(
        mappings=tuple(each for each in kept if isinstance(each, ColumnMapping)),
        unit=call.chosen_unit,
        kind=call.chosen_kind,
        masking=masking_on_reading(masks.masking),
        sie=with_sie(of_sie, call.chosen_level, call.chosen_dimensions, call.chosen_outturn),
    )
    years, basis = call.chosen_years, call.chosen_basis
    # A kind, one year or one basis that is asked for is also what a file is of that does not say it, and only then.
    stated = replace(options, year=years[0] if len(years) == 1 else None, sort=Sort(str(basis)) if basis else None)
    paths = {name: path for name, path in ((BEFORE, call.before), (NOW, call.budget)) if path is not None}
    found = {}
    for name, path in paths.items():
        table = _table(console, path, stated if name == NOW else options, masks, gathering)
        if table is not None:
            found[name] = table
    if len(found) == len(paths):
        _check_sie(call, of_sie, found.values())
        gathering.issues += _unlike_units(found)
    return found


def _unlike_units(found: Mapping[str, BudgetTable]) -> tuple[Issue, ...]:
    """Return why two versions cannot be compared: only one of them states its unit."""
    if BEFORE not in found:
        return ()
    now, before = found[NOW], found[BEFORE]
    problems = Problems(now.source.file)
    check_versions(now.mappings, before.mappings, problems, earlier=before.source.file)
    return problems.all()


def _table(console: Console, path: str, options: ReadOptions, masks: Masks, gathering: Gathering) -> BudgetTable | None:
    file = masks.any(shown_name(path))
    tell = tell_rows(console, file)
    # The accounts of a ledger or of SIE say of each row whether it is investment; a table may not.
    table = gathering.read(partial(read_budget, path, replace(options, kind=None), name=file, progress=tell))
    if table is not None and options.kind is not None and table.source.format in _TABLES:
        table = gathering.read(partial(read_budget, path, options, name=file))
    return table


def _check_sie(call: TagCall, kept: SieOptions | None, tables: Iterable[BudgetTable]) -> None:
    """Refuse what is said of SIE where no file is of it: it would have no effect, and nobody would notice."""
    stated = {
        "--sie-level": call.sie_level,
        "--sie-dimension": call.sie_dimensions or None,
        "--sie-outturn": call.sie_outturn,
        "--mapping": kept,
    }
    option = next((option for option, value in stated.items() if value is not None), None)
    if option is not None and all(table.source.format is not SourceFormat.SIE for table in tables):
        raise UsageError("tag_sie_only", option=option)
