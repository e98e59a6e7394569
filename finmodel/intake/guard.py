"""The guard before any spreadsheet library: an uploaded workbook is looked through, or refused with reasons.

Nothing here interprets a cell. The file is unpacked in a stream, every part once, by counting what really comes
out; no part is believed for its name, its header or its stated size.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from finmodel.errors import InputError, Issue
from finmodel.intake.findings import Findings, RefusalError, issue, megabytes
from finmodel.intake.limits import LEDGER_LIMITS, PLAN_LIMITS, Limits
from finmodel.intake.package import SheetExtent, look_through
from finmodel.intake.recognise import foreign_file

__all__ = [
    "LEDGER_LIMITS",
    "PLAN_LIMITS",
    "Inspection",
    "Limits",
    "SheetExtent",
    "examine_workbook",
    "inspect_workbook",
]


@dataclass(frozen=True, slots=True)
class Inspection:
    """A workbook that may be opened, and what was seen on the way.

    Attributes
    ----------
    data
        The bytes of the file.
    sheets
        The worksheets in the workbook's order, with where their content ends.
    notices
        What the user is told though nothing is refused: links to other workbooks in a ledger.
    hazards
        Why a reader must keep within the extents of ``sheets`` (``FM-G162``, ``FM-G163``): a sheet states a wrong
        size, or has formatted rows far below its content. openpyxl in ``read_only`` mode believes the one and
        walks through the other; it does neither after ``reset_dimensions()`` and with ``max_row`` and ``max_col``
        given to ``iter_rows``.
    """

    data: bytes
    sheets: tuple[SheetExtent, ...]
    notices: tuple[Issue, ...]
    hazards: tuple[Issue, ...]


def inspect_workbook(source: bytes | PathLike[str] | str, *, limits: Limits = PLAN_LIMITS) -> bytes:
    """Return the bytes of an ``.xlsx`` workbook that any reader may open.

    Parameters
    ----------
    source
        The bytes of the file, or its path.
    limits
        How much it may hold.

    Returns
    -------
    bytes
        The file, unchanged.

    Raises
    ------
    InputError
        With all problems found, hazards among them: ``FM-G101`` to ``FM-G199``. Nothing else is raised, whatever
        the bytes.

    See Also
    --------
    examine_workbook : lets hazards pass, for a reader that keeps within the extents.

    Examples
    --------
    >>> inspect_workbook(b"")
    Traceback (most recent call last):
    finmodel.errors.InputError: FM-G104
    """
    inspection = examine_workbook(source, limits=limits)
    if inspection.hazards:
        raise InputError(inspection.hazards)
    return inspection.data


def examine_workbook(source: bytes | PathLike[str] | str, *, limits: Limits = PLAN_LIMITS) -> Inspection:
    """Return an ``.xlsx`` workbook fit to be opened, with where the content of each sheet ends.

    Parameters
    ----------
    source
        The bytes of the file, or its path.
    limits
        How much it may hold.

    Returns
    -------
    Inspection
        The bytes, the extents, and what a reader and the user must know.

    Raises
    ------
    InputError
        With all problems found. Nothing else is raised, whatever the bytes.
    """
    findings = Findings(limits)
    data = b""
    sheets: tuple[SheetExtent, ...] = ()
    try:
        data = source if isinstance(source, bytes) else _read_file(source, limits)
        _check_size(len(data), limits)
        foreign = foreign_file(data)
        if foreign is not None:
            raise RefusalError(foreign, is_final=True)
        sheets = look_through(data, findings)
    except RefusalError as stop:
        findings.errors.append(stop.reason)
    except Exception as error:  # whatever else a hostile file brings about is a refusal too
        findings.errors.append(issue("FM-G199", reason=type(error).__name__))
    if findings.errors:
        raise InputError([*findings.errors, *findings.hazards])
    return Inspection(data, sheets, tuple(findings.notices), tuple(findings.hazards))


def _read_file(source: PathLike[str] | str, limits: Limits) -> bytes:
    path = Path(source)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise RefusalError(issue("FM-G102", file=path.name), is_final=True)
        if not stat.S_ISREG(status.st_mode):
            raise RefusalError(issue("FM-G103", file=path.name), is_final=True)
        _check_size(status.st_size, limits)
        with path.open("rb") as file:
            return file.read(limits.max_file_bytes + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise RefusalError(issue("FM-G101", file=path.name), is_final=True) from None
    except OSError:
        raise RefusalError(issue("FM-G103", file=path.name), is_final=True) from None


def _check_size(n_bytes: int, limits: Limits) -> None:
    if n_bytes > limits.max_file_bytes:
        reason = issue("FM-G105", size_mb=megabytes(n_bytes), limit_mb=megabytes(limits.max_file_bytes))
        raise RefusalError(reason, is_final=True)
