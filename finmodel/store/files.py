"""Plans in files: a workbook or JSON, told apart by the content first and by the name where that says nothing."""

from __future__ import annotations

import io
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from finmodel.analysis.overlay import scenario_issues
from finmodel.atomic import SaveError, replace_file, shown_name
from finmodel.errors import InputError, Issue, Param
from finmodel.model.document import MAX_JSON_BYTES, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.analysis.results import Results
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["KINDS", "FileKind", "Loaded", "file_kind", "load_bytes", "load_plan", "new_plan_file", "save_plan"]

FileKind = Literal["xlsx", "json"]
"""The kinds of file that hold a plan; the name ends in the same word."""

KINDS: tuple[FileKind, ...] = ("xlsx", "json")
"""Every :data:`FileKind`."""

MAX_BYTES = MAX_JSON_BYTES
"""The largest file that is read at all; workbooks have a tighter limit of their own."""

PLAN_FILE = "plan.json"
"""A plan of this name has its scenarios beside it, a JSON file each."""

MAX_OVERLAYS = 200

_ZIP = b"PK"
_BLANKS = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan from a file.

    Attributes
    ----------
    plan
        The plan.
    issues
        Warnings and notices found on the way; no errors.
    kind
        What the file was, by its content.
    """

    plan: Plan
    issues: tuple[Issue, ...]
    kind: FileKind


def load_plan(source: str | os.PathLike[str]) -> Loaded:
    """Read a plan from a workbook or a JSON file.

    Parameters
    ----------
    source
        Path of the file.

    Returns
    -------
    Loaded
        Plan, warnings and kind.

    Raises
    ------
    InputError
        ``FM-F101`` no such file, ``FM-F102`` a folder, ``FM-F103`` it cannot be read, ``FM-F104`` empty,
        ``FM-F105`` too large; and everything that the readers of workbooks and JSON find.
    """
    data = _read(source)
    return load_bytes(data, os.fspath(source), overlays=_beside(source))


def load_bytes(data: bytes, name: str, *, overlays: Iterable[tuple[str, bytes]] = ()) -> Loaded:
    """Read a plan from the bytes of a file, for example an uploaded one.

    Parameters
    ----------
    data
        The whole file.
    name
        Its name: decides only where the content is neither a zip package nor begins as JSON does.
    overlays
        Scenarios in files of their own, name and content, of a plan in JSON.

    Returns
    -------
    Loaded
        Plan, warnings and kind.

    Raises
    ------
    InputError
        ``FM-F104`` empty, ``FM-F105`` too large; and everything that the readers of workbooks and JSON find.
    """
    if not data:
        raise _refusal("FM-F104", file=shown_name(name))
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    kind = _kind_of(data, name)
    if kind == "json":
        plan, issues = from_json(data, overlays=overlays, further=scenario_issues)
    else:
        from finmodel.excel.reader import read_workbook_with_issues  # noqa: PLC0415 - openpyxl is heavy; JSON needs none

        plan, issues = read_workbook_with_issues(data)
    return Loaded(plan, issues, kind)


def file_kind(path: str | os.PathLike[str]) -> FileKind | None:
    """Return the kind of file that a name asks for, None where it is not one that holds a plan."""
    suffix = Path(path).suffix.casefold().removeprefix(".")
    return next((kind for kind in KINDS if kind == suffix), None)


def save_plan(
    plan: Plan, path: str | os.PathLike[str], language: Language = "sv", *, results: Results | None = None
) -> None:
    """Write a plan to a workbook or a JSON file, in one step.

    Parameters
    ----------
    plan
        The plan.
    path
        Where to; ``.xlsx`` or ``.json``. A file that is there is replaced.
    language
        Language of the workbook.
    results
        Results to add to the workbook as sheets; JSON has none.

    Raises
    ------
    SaveError
        ``FM-F120`` to ``FM-F124``; the old file, if any, is untouched then.
    """
    kind = file_kind(path)
    if kind == "json":
        data = to_json(plan).encode()
    elif kind == "xlsx":
        from finmodel.excel.writer import write_workbook  # noqa: PLC0415 - xlsxwriter is heavy; JSON needs none

        buffer = io.BytesIO()
        write_workbook(plan, buffer, language=language, results=results)
        data = buffer.getvalue()
    else:
        raise _unknown_kind(path)
    replace_file(path, data)


def new_plan_file(path: str | os.PathLike[str], year: int, language: Language = "sv") -> None:
    """Write an empty workbook to be filled in, in one step.

    Parameters
    ----------
    path
        Where to; ``.xlsx``. A file that is there is replaced.
    year
        First, base and price year of the plan.
    language
        Language of the workbook.

    Raises
    ------
    SaveError
        ``FM-F120`` to ``FM-F124``.
    """
    if file_kind(path) != "xlsx":
        raise _unknown_kind(path)
    from finmodel.store.new_plan import new_workbook_bytes  # noqa: PLC0415 - xlsxwriter is heavy

    replace_file(path, new_workbook_bytes(year, language))


def _unknown_kind(path: str | os.PathLike[str]) -> SaveError:
    return SaveError(Issue("FM-F123", params={"file": shown_name(path), "kinds": tuple(f".{kind}" for kind in KINDS)}))


def _kind_of(data: bytes, name: str) -> FileKind:
    """Tell the kind; what is neither goes to the workbook's guard, which says what it is instead."""
    if data.startswith(_ZIP):
        return "xlsx"
    if data.removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANKS)[:1] in (b"{", b"["):
        return "json"
    return file_kind(name) or "xlsx"


def _read(source: str | os.PathLike[str]) -> bytes:
    try:
        # Looked at before it is opened: a pipe would wait for ever, a device never end.
        status = os.stat(source)
        if stat.S_ISDIR(status.st_mode):
            raise _refusal("FM-F102", file=shown_name(source))
        if not stat.S_ISREG(status.st_mode):
            raise _refusal("FM-F103", file=shown_name(source))
        if status.st_size > MAX_BYTES:
            raise _too_large(source, status.st_size)
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise _refusal("FM-F101", file=shown_name(source)) from None
    except OSError:
        raise _refusal("FM-F103", file=shown_name(source)) from None


def _beside(source: str | os.PathLike[str]) -> list[tuple[str, bytes]]:
    """Return the scenarios in files of their own beside a plan: beside ``plan.json``, every other JSON file."""
    path = Path(source)
    if path.name != PLAN_FILE:
        return []
    others = sorted(other for other in path.parent.glob("*.json") if other.name != PLAN_FILE)
    if len(others) > MAX_OVERLAYS:
        raise _refusal("FM-F106", file=shown_name(path.parent), n=len(others), limit=MAX_OVERLAYS)
    found = [(other.name, _read(other)) for other in others]
    return [(name, data) for name, data in found if not _is_something_else(data)]


def _is_something_else(data: bytes) -> bool:
    """Whether a JSON file is plainly no scenario: a plan, or what a command writes or reads; what is broken is told."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if not isinstance(document, dict):
        return False
    is_of_tagging = "columns" in document or str(document.get("format", "")).startswith("tagging-")
    return is_of_tagging or bool(document.keys() & {"settings", "method_version", "issues"})


def _too_large(source: str | os.PathLike[str], n_bytes: int) -> InputError:
    size, limit = (-(-n // 1_000_000) for n in (n_bytes, MAX_BYTES))
    return _refusal("FM-F105", file=shown_name(source), size_mb=size, limit_mb=limit)


def _refusal(code: str, **params: Param) -> InputError:
    return InputError([Issue(code, params=params)])
