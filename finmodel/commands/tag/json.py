"""A report with its lines as JSON, a line of the file for each line of the budget, and never all of them as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.problems import json_text
from finmodel.commands.tag.document import tag_document
from finmodel.commands.tag.document_lines import line_documents

if TYPE_CHECKING:
    from finmodel.commands.tag.report import TagReport
    from finmodel.i18n.catalogue import Language

__all__ = ["tag_json"]


def tag_json(report: TagReport, language: Language) -> bytes:
    """Return a report as JSON in UTF-8.

    Parameters
    ----------
    report
        Of a balanced budget.
    language
        Of names and sentences.
    """
    head = json_text(report.masks.document(tag_document(report, language)), indent=1)
    found = bytearray(head.removesuffix("\n}").encode())
    found += b',\n "lines": ['
    comma = b"\n  "
    for line in line_documents(report, language):
        found += comma + json_text(line).encode()
        comma = b",\n  "
    found += b"\n ]\n}\n"
    return bytes(found)
