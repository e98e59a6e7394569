"""Decisions, splits and links in a file of their own: JSON for machines, a table for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from finmodel.store.dossier.history import step_problems
from finmodel.store.dossier.parsing import check_not_empty, check_size, data_of_json, file_name, json_rows, json_text
from finmodel.store.dossier.table import table_decisions
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.decisions import DecisionLog
from finmodel.tagging.link_rows import links_to_row, read_links
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.split_rows import read_split, split_to_row

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.line_links import LineLinks
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.splits import Split

__all__ = [
    "DECISIONS_FORMAT",
    "DOSSIER_FORMAT",
    "DecisionFile",
    "decisions_from_file",
    "decisions_to_json",
    "read_all",
]

DECISIONS_FORMAT = "tagging-decisions/1"
DOSSIER_FORMAT = "tagging-dossier/1"

_STEPS = ("decisions", "splits", "links")
_KEYS = ("format", "scheme", *_STEPS, "note", "is_illustrative")
_OF_A_DOSSIER = ("format", "scheme", *_STEPS, "choices", "earlier_choices", "versions")
_OF_THE_OTHERS = frozenset({"FM-T164", "FM-T165", "FM-T166"})
"""Problems of a step beside the others of its line, some of which could not be read."""

_MAX_TABLE_BYTES = 50_000_000

T = TypeVar("T")


@dataclass(frozen=True)
class DecisionFile:
    """What people have decided, as a file has it; not yet part of any history.

    Attributes
    ----------
    decisions, splits, links
        The oldest first.
    issues
        Warnings and notices about the file.
    source
        The file's name; no part of what it says.
    """

    decisions: tuple[Decision, ...] = ()
    splits: tuple[Split, ...] = ()
    links: tuple[LineLinks, ...] = ()
    issues: tuple[Issue, ...] = ()
    source: str = field(default="", compare=False)


def decisions_from_file(data: bytes, name: str, scheme: Scheme) -> DecisionFile:
    """Return the decisions of a file.

    Parameters
    ----------
    data
        The whole file: JSON of the format ``tagging-decisions/1``, a whole dossier, or a table (.csv, .xlsx with the
        sheet ``Beslut`` or ``Decisions``).
    name
        Its name: for the issues, and to tell a table of text from JSON.
    scheme
        Whose categories are to be decided.

    Returns
    -------
    DecisionFile
        What can be read; whether it fits a budget is asked by :func:`~finmodel.store.dossier.adding.with_decisions`.

    Raises
    ------
    InputError
        All problems at once: FM-T200 to FM-T211, FM-T218, FM-T219, FM-T224 and FM-T228 JSON, FM-T212 and FM-T216
        splits, FM-T220 to FM-T228 tables, and what the guard of workbooks finds.
    """
    if _is_json(data, name):
        return _of_json(data, name, scheme)
    problems = RowProblems(file_name(name))
    check_size(data, problems, _MAX_TABLE_BYTES)
    check_not_empty(data, problems)
    found, issues = table_decisions(data, file_name(name), scheme)
    return DecisionFile(decisions=found, issues=issues, source=file_name(name))


def decisions_to_json(
    decisions: Iterable[Decision], splits: Iterable[Split], links: Iterable[LineLinks], scheme: str
) -> str:
    """Return steps as a file of the format ``tagging-decisions/1``, one step a line."""
    parts = {
        "format": json_text(DECISIONS_FORMAT),
        "scheme": json_text(scheme),
        "decisions": json_rows(item.to_row() for item in decisions),
        "splits": json_rows(map(split_to_row, splits)),
        "links": json_rows(map(links_to_row, links)),
    }
    return "{\n" + ",\n".join(f' "{name}": {text}' for name, text in parts.items()) + "\n}\n"


def read_all(fields: Fields, name: str, read: Callable[[object, str, RowProblems], T | None]) -> list[T]:
    """Return the items of a list that can be read; of the others it is told what is wrong, with their key."""
    found = (_read_one(item, at, fields.problems, read) for item, at in fields.items(name))
    return [item for item in found if item is not None]


def _read_one(
    item: object, at: str, problems: RowProblems, read: Callable[[object, str, RowProblems], T | None]
) -> T | None:
    key = item.get("key") if isinstance(item, dict) else None
    if not isinstance(key, str) or not key.strip():
        return read(item, at, problems)
    apart = RowProblems(problems.source)
    found = read(item, at, apart)
    for issue in apart.all():
        problems.keep(issue.at(row=shown_value(key)))
    return found


def _is_json(data: bytes, name: str) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") or name.casefold().endswith(".json")


def _of_json(data: bytes, name: str, scheme: Scheme) -> DecisionFile:
    problems = RowProblems(file_name(name))
    document = data_of_json(data, problems)
    is_dossier = isinstance(document, dict) and document.get("format") == DOSSIER_FORMAT
    fields = fields_of(document, "", problems, ("format", "scheme"), _OF_A_DOSSIER if is_dossier else _KEYS)
    if fields is None:
        problems.stop_if_errors()
        return DecisionFile()
    if not is_dossier and fields.data.get("format") != DECISIONS_FORMAT:
        known = (DECISIONS_FORMAT, DOSSIER_FORMAT)
        problems.add("FM-T207", "/format", value=shown_value(fields.data.get("format")), expected=known)
        problems.stop_if_errors()
    of_scheme = fields.text("scheme")
    if of_scheme != scheme.id:
        problems.add("FM-T210", "/scheme", value=shown_value(of_scheme), expected=scheme.id)
    if not is_dossier:
        fields.text("note")
        fields.flag("is_illustrative", default=False)
    decisions = read_all(fields, "decisions", read_decision)
    splits = read_all(fields, "splits", read_split)
    links = read_all(fields, "links", read_links)
    if problems.has_errors:  # what else is wrong with those that can be read, all at once
        whole = [item for item in decisions if item.key and item.categories and item.reason and item.who and item.when]
        of_this = [item if item.scheme else replace(item, scheme=scheme.id) for item in whole]
        for issue in step_problems(DecisionLog(), of_this, scheme):
            if issue.code not in _OF_THE_OTHERS:
                problems.keep(issue)
    problems.stop_if_errors()
    return DecisionFile(tuple(decisions), tuple(splits), tuple(links), problems.all(), file_name(name))
