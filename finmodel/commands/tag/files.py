"""The small files beside a budget, mappings, rules and own activity codes: each is read whole, or its problems told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from finmodel.atomic import shown_name
from finmodel.errors import InputError, Issue, Severity
from finmodel.intake.findings import named_file
from finmodel.intake.mapping_file import mapping_file_from_json
from finmodel.intake.person_names import names_of_lines
from finmodel.intake.regular_files import regular_bytes
from finmodel.intake.tagging_templates import OWN_SCHEME, proposed_rules, schemes

if TYPE_CHECKING:
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.intake.sie_options import SieOptions
    from finmodel.tagging.activities import ActivityMap
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme

__all__ = [
    "Gathering",
    "activities_of",
    "bytes_of",
    "is_marked_illustrative",
    "mapping_of",
    "person_names_of",
    "rules_of",
]

_MAX_BYTES = 100_000_000
_MARK = b"illustrativ"
_HEAD_BYTES = 1 << 16
_PARTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
V = TypeVar("V")


class Gathering:
    """Reads one thing after another and keeps all their problems, so that everything is told at once.

    Attributes
    ----------
    issues
        What was found so far, warnings too.
    """

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def read(self, reader: Callable[[], V], path: str | None = None) -> V | None:
        """Return what is read, None where it cannot be; problems without a place get the file's name."""
        try:
            with named_file(shown_name(path or "")):
                return reader()
        except InputError as error:
            self.issues += error.issues
            return None

    def stop_if_errors(self) -> None:
        """Raise all problems when any is an error.

        Raises
        ------
        InputError
            With all of them.
        """
        if any(found.severity is Severity.ERROR for found in self.issues):
            raise InputError(self.issues)


def bytes_of(path: str) -> bytes:
    """Return the content of a file that is no budget.

    Raises
    ------
    InputError
        FM-G101 … FM-G106: it is not there, a folder, a pipe, not to be read, or too large.
    """
    return regular_bytes(path, _MAX_BYTES)


def person_names_of(path: str) -> frozenset[str]:
    """Return names that are to be masked, one a line.

    Raises
    ------
    InputError
        As :func:`bytes_of`.
    """
    return names_of_lines(bytes_of(path))


def mapping_of(path: str) -> ColumnMapping | SieOptions:
    """Return what the columns of a sheet mean, or how SIE is read.

    Raises
    ------
    InputError
        FM-B111, FM-B113 and as :func:`bytes_of`.
    """
    return mapping_file_from_json(bytes_of(path).decode("utf-8-sig", "replace"), name=shown_name(path))


def rules_of(path: str | None, wanted: str | None) -> tuple[RuleSet, Scheme, tuple[Issue, ...]]:
    """Return the rules with their scheme and warnings.

    Parameters
    ----------
    path
        The rules; None for the proposed Swedish ones.
    wanted
        Id of the scheme that the user asks for: rules that can be read in it are.

    Raises
    ------
    InputError
        FM-T1xx and as :func:`bytes_of`.
    """
    if path is None:
        return proposed_rules(), schemes()[OWN_SCHEME], ()
    from finmodel.store.tagging_rules import rules_from_file  # noqa: PLC0415 - workbooks are heavy

    data, name = bytes_of(path), shown_name(path)
    if wanted is not None:
        try:
            return rules_from_file(data, name, {wanted: schemes()[wanted]})
        except InputError as error:
            if not any(found.code == "FM-T101" for found in error.issues):
                raise
    return rules_from_file(data, name, schemes())


def activities_of(path: str) -> ActivityMap:
    """Return the table from own activity codes to common ones: two columns, with or without a row of headings.

    Raises
    ------
    InputError
        As :func:`~finmodel.store.activity_codes.activities_from_file` and :func:`bytes_of`.
    """
    from finmodel.store.activity_codes import activities_from_file  # noqa: PLC0415 - workbooks are heavy

    return activities_from_file(bytes_of(path), shown_name(path))


def is_marked_illustrative(path: str) -> bool:
    """Say whether a budget that has been read calls its figures illustrative, in its name or near its beginning."""
    heads = [Path(path).name.encode("utf-8", "replace")]
    with Path(path).open("rb") as file:
        heads.append(file.read(_HEAD_BYTES // 16))
        if heads[-1].startswith(b"PK"):
            with zipfile.ZipFile(file) as book:
                for name in set(_PARTS) & set(book.namelist()):
                    with book.open(name) as part:
                        heads.append(part.read(_HEAD_BYTES))
    return any(_MARK in head.lower() for head in heads)
