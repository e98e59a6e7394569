"""Issues for people and for programs: a line each, and the same as JSON."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from finmodel.atomic import replace_file
from finmodel.commands.console import EXIT_INPUT, UsageError, clean
from finmodel.errors import InputError, Issue, Param, Severity, has_errors
from finmodel.i18n.catalogue import TextKeyError, t
from finmodel.i18n.issues import place_text, render, summary
from finmodel.store.files import load_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.commands.console import Console
    from finmodel.i18n.catalogue import Language
    from finmodel.store.files import Loaded

__all__ = ["STANDARD_OUTPUT", "issue_line", "issues_document", "json_text", "load", "refused", "report", "write_json"]

STANDARD_OUTPUT = "-"
"""The name that stands for standard output where a file's name is asked for."""

_UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def load(plan: str) -> Loaded:
    """Read the plan of a command.

    Raises
    ------
    UsageError
        There is no such file.
    InputError
        It cannot be used.
    """
    try:
        return load_plan(plan)
    except InputError as error:
        if any(issue.code == "FM-F101" for issue in error.issues):
            raise UsageError("no_file", file=plan) from None
        raise


def refused(console: Console, issues: Iterable[Issue], json_target: str | None) -> int:
    """Tell all problems of a plan that cannot be used and return the exit code."""
    found = tuple(issues)
    report(console, found)
    if json_target is not None:
        write_json(console, json_target, issues_document(found, console.language))
    return EXIT_INPUT


def report(console: Console, issues: Iterable[Issue]) -> None:
    """Write every issue on a line of its own to standard error, then how many there are."""
    found = tuple(issues)
    for issue in found:
        console.err(issue_line(issue, console.language))
    if len(found) > 1:
        console.err(summary(found, console.language))


def issue_line(issue: Issue, language: Language) -> str:
    """Return an issue as a line; what is no error says so first."""
    try:
        line = render(issue, language)
    except TextKeyError:  # without its sentence the problem is still better told than lost
        params = ", ".join(f"{name}={value}" for name, value in issue.params.items())
        line = f"{issue.code} {place_text(issue.where, language)}: {params}"
    return line if issue.severity is Severity.ERROR else f"{t(f'severity.{issue.severity}', language)}: {line}"


def issues_document(issues: Iterable[Issue], language: Language, plan_hash: str | None = None) -> dict[str, Any]:
    """Return what was found as plain data.

    Parameters
    ----------
    issues
        Everything that was found.
    language
        Language of ``place`` and ``text``.
    plan_hash
        Hash of the plan; None where it cannot be used.

    Returns
    -------
    dict
        ``valid``, ``plan_hash``, ``errors`` and ``warnings`` (counts), and ``issues``.
    """
    found = tuple(issues)
    return {
        "valid": not has_errors(found),
        "plan_hash": plan_hash,
        "errors": sum(issue.severity is Severity.ERROR for issue in found),
        "warnings": sum(issue.severity is Severity.WARNING for issue in found),
        "issues": [_plain(issue, language) for issue in found],
    }


def write_json(console: Console, target: str, document: dict[str, Any]) -> None:
    """Write plain data as JSON to a file, or to standard output for ``-``.

    Raises
    ------
    SaveError
        The file cannot be written.
    """
    text = json_text(document, indent=1) + "\n"
    if target == STANDARD_OUTPUT:
        console.raw(text)
    else:
        replace_file(target, text.encode())


def json_text(data: object, indent: int | None = None) -> str:
    """Return plain data as JSON in which a terminal finds nothing to obey."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _plain(issue: Issue, language: Language) -> dict[str, Any]:
    where = issue.where
    return {
        "code": issue.code,
        "severity": str(issue.severity),
        "place": clean(place_text(where, language)),
        "sheet": where.sheet,
        "cell": where.cell,
        "pointer": where.pointer,
        "table": where.table,
        "row": where.row,
        "field": where.field,
        "year": where.year,
        "params": {name: _plain_param(value) for name, value in issue.params.items()},
        "text": clean(issue_line(issue, language)),
    }


def _plain_param(value: Param) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
