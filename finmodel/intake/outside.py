"""What in a package leads out of it, or would run: links to other files, and macros."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote

from finmodel.errors import Issue, Severity
from finmodel.intake.contents import Contents
from finmodel.intake.findings import issue
from finmodel.intake.xmlscan import local_name

__all__ = ["external_links", "macros"]

_MACRO_TYPES = ("vbaproject", "macrosheet")
_MACRO_KINDS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")


def external_links(contents: Contents, parts: Iterable[str], *, is_refused: bool) -> list[Issue]:
    """Return what leads to other files: ``FM-G154`` another workbook, ``FM-G155`` anything else.

    Hyperlinks are no concern: nothing follows them, and :class:`Contents` leaves them out.

    Parameters
    ----------
    contents
        The facts about the package.
    parts
        Names of its parts.
    is_refused
        Whether the issues are errors or warnings.
    """
    severity = Severity.ERROR if is_refused else Severity.WARNING
    link_parts = [part for part in parts if _is_link_part(contents, part)]
    issues = []
    for part in link_parts:
        targets = [item.target for item in contents.relationships.get(part, []) if item.is_external]
        issues += [issue("FM-G154", file=_file_name(name)) for name in targets or [part]]
    for source, items in contents.relationships.items():
        for item in items:
            if item.is_external and source not in link_parts:
                file = _file_name(item.target)
                issues.append(issue("FM-G155", file=file, kind=item.kind, part=source or "/"))
    return [replace(found, severity=severity) for found in issues]


def macros(contents: Contents, parts: Iterable[str]) -> list[Issue]:
    """Return the macros in a file that says it has none: ``FM-G156`` with the part."""
    return [issue("FM-G156", part=part) for part in parts if _is_macro_part(contents, part)] or [
        issue("FM-G156", part=item.target)
        for items in contents.relationships.values()
        for item in items
        if item.kind in _MACRO_KINDS
    ]


def _is_link_part(contents: Contents, part: str) -> bool:
    return (
        local_name(contents.roots.get(part, "")) == "externalLink"
        or contents.types.get(part, "").endswith(".externallink+xml")
        or (part.startswith("xl/externalLinks/") and not part.endswith(".rels"))
    )


def _is_macro_part(contents: Contents, part: str) -> bool:
    return (
        local_name(contents.roots.get(part, "")) == "macrosheet"
        or any(word in contents.type_of(part) for word in _MACRO_TYPES)
        or part.lower().endswith("vbaproject.bin")
    )


def _file_name(target: str) -> str:
    return re.split(r"[\\/]", unquote(target).rstrip("\\/"))[-1] or target
