"""From a municipality's own activity codes to the common ones: a table in a file, for the command line and the app."""

from __future__ import annotations

from finmodel.errors import Issue
from finmodel.intake.guard import PLAN_LIMITS
from finmodel.store.dossier.cells import TextSheet, is_workbook, sheet_of_text, sheet_of_workbook
from finmodel.store.dossier.parsing import check_size, file_name
from finmodel.tagging.activities import ActivityMap, activity_map
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems

__all__ = ["activities_from_file"]

_MAX_BYTES = 20_000_000
_SHEETS = ("Verksamhetskoder", "Verksamheter", "Activities")


def activities_from_file(data: bytes, name: str) -> ActivityMap:
    """Return the table from own activity codes to common ones.

    Parameters
    ----------
    data
        The whole file: a table of text, or a workbook with one visible sheet or one named ``Verksamhetskoder``. The
        first two columns are the own prefix and the common code; a first row without any digit is headings.
    name
        Its name.

    Raises
    ------
    InputError
        All problems at once, each with its cell: FM-T120 a prefix that leads to two codes, FM-T121 a blank, FM-T206
        too large, FM-T225 to FM-T227 the sheet, FM-B101 to FM-B146 the text, and what the guard of workbooks finds.
    """
    shown = file_name(name)
    problems = RowProblems(shown)
    check_size(data, problems, _MAX_BYTES)
    sheet = sheet_of_workbook(data, shown, _SHEETS, problems, limits=PLAN_LIMITS) if is_workbook(data, name) else None
    sheet = sheet or sheet_of_text(data, shown)
    pairs = _pairs(sheet)
    if not pairs:
        problems.add("FM-T227")
    found: dict[str, str] = {}
    for row, own, common in pairs:
        if not own or not common:
            problems.keep(_at(shown, row, "A" if not own else "B", "FM-T121", value=shown_value(own or common)))
        elif found.setdefault(own, common) != common:
            params = {"value": shown_value(common), "first": shown_value(found[own])}
            problems.keep(_at(shown, row, "B", "FM-T120", **params))
    problems.stop_if_errors()
    return activity_map(found.items(), shown)


def _pairs(sheet: TextSheet) -> list[tuple[int, str, str]]:
    filled: list[tuple[int, str, str]] = []
    for number, cells in sheet.rows:
        own, common = (cell.strip() for cell in (*cells, "", "")[:2])
        if own or common:
            filled.append((number, own, common))
    if filled and not any(one.isdigit() for one in filled[0][1] + filled[0][2]):
        del filled[0]
    return filled


def _at(file: str, row: int, column: str, code: str, **params: str) -> Issue:
    return Issue(code, params=params).at(sheet=file, cell=f"{column}{row}")
