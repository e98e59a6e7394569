"""A kept mapping of columns read back: every mistake in it is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from finmodel.errors import InputError
from finmodel.intake.budget_headings import FIRST_YEAR, LAST_YEAR, read_heading
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_mapping import FIELDS, MAPPING_VERSION, ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_words import words
from finmodel.intake.json_values import JsonValues, json_document
from finmodel.intake.sheetscan import column_number
from finmodel.model.addressed import nearest

__all__ = ["mapping_from_dict", "mapping_from_json", "mapping_to_json"]

_KEYS = frozenset(
    [
        "version",
        "sheet",
        "header_row",
        "header_rows",
        "unit",
        "kind",
        "sort",
        "year",
        "costs_are_negative",
        "decimal_comma",
        "line_texts",
        "subtotal_texts",
        "columns",
    ]
)
_COLUMN_KEYS = frozenset(["heading", "field", "column", "sort", "year", "unit"])


def mapping_to_json(mapping: ColumnMapping) -> str:
    """Return a mapping as JSON to be kept."""
    return json.dumps(mapping.to_dict(), ensure_ascii=False, indent=2) + "\n"


def mapping_from_json(text: str, *, name: str = "–") -> ColumnMapping:
    """Return a mapping that was kept, or written by hand.

    Parameters
    ----------
    text
        JSON. ``columns`` is a list of objects with ``heading`` (or ``column``, a letter), ``field``, ``sort``,
        ``year`` and ``unit``; or an object of heading → field, where the field may be a word such as ``konto`` or
        ``Budget 2026``.
    name
        The file's name, for messages.

    Raises
    ------
    InputError
        ``FM-B113`` it is no mapping, with every mistake; ``FM-B111`` a column mapped twice.
    """
    return mapping_from_dict(json_document(text, Problems(name)), name=name)


def mapping_from_dict(data: object, *, name: str = "–") -> ColumnMapping:
    """Return a mapping from plain data; see :func:`mapping_from_json`.

    Raises
    ------
    InputError
        As :func:`mapping_from_json`.
    """
    return _Reading(Problems(name)).mapping(data)


class _Reading:
    def __init__(self, problems: Problems) -> None:
        self.problems, self.values = problems, JsonValues(problems)

    def mapping(self, data: object) -> ColumnMapping:
        if not isinstance(data, Mapping):
            self.values.bad("–", data)
            raise InputError(self.problems.all())
        self.values.known_keys(data, _KEYS)
        if data.get("version", MAPPING_VERSION) != MAPPING_VERSION:
            self.values.bad("version", data["version"])
        columns = data.get("columns")
        found: list[MappedColumn | None] = []
        if isinstance(columns, Mapping):
            found = [self._column({"heading": heading, **self._entry(entry)}) for heading, entry in columns.items()]
        elif isinstance(columns, list):
            found = [self._column(entry) for entry in columns]
        else:
            self.values.bad("columns", columns)
        result = ColumnMapping(
            columns=tuple(column for column in found if column is not None),
            sheet=self.values.text(data, "sheet"),
            header_row=self.values.whole(data, "header_row", 1, 1_048_576),
            header_rows=self.values.whole(data, "header_rows", 1, 3) or 1,
            unit=self.values.unit(data),
            kind=self.values.choice(data, "kind", LineKind),
            sort=self.values.choice(data, "sort", Sort),
            year=self.values.whole(data, "year", FIRST_YEAR, LAST_YEAR),
            costs_are_negative=self.values.flag(data, "costs_are_negative"),
            decimal_comma=self.values.flag(data, "decimal_comma") is not False,
            line_texts=self.values.texts(data, "line_texts"),
            subtotal_texts=self.values.texts(data, "subtotal_texts"),
        )
        self.problems.stop_if_errors()
        return result

    def _entry(self, entry: object) -> dict[str, Any]:
        return dict(entry) if isinstance(entry, Mapping) else {"field": entry}

    def _column(self, entry: object) -> MappedColumn | None:
        if not isinstance(entry, Mapping):
            self.values.bad("columns", entry)
            return None
        self.values.known_keys(entry, _COLUMN_KEYS)
        heading = self.values.text(entry, "heading")
        letters = entry.get("column")
        number = column_number(letters) if isinstance(letters, str) else 0
        if (letters is not None and not number) or (heading is None and not number):
            self.values.bad("column", letters)
            return None
        field = entry.get("field")
        spoken = read_heading(field, words()) if isinstance(field, str) else None
        if isinstance(field, str) and field not in FIELDS and spoken is not None and spoken.field in FIELDS:
            field = spoken.field
        if field is not None and field not in FIELDS:
            self.values.bad("field", field, nearest(str(field), list(FIELDS)))
            return None
        # What the entry does not say of an amount, the word for the field or else the column's own heading may.
        own = read_heading(heading, words()) if heading and field == "amount" else None
        said = [found for found in (spoken, own) if found is not None and field == "amount"]
        return MappedColumn(
            heading=heading or "",
            field=field,
            column=number or None,
            sort=self.values.choice(entry, "sort", Sort) or next((found.sort for found in said if found.sort), None),
            year=self.values.whole(entry, "year", FIRST_YEAR, LAST_YEAR)
            or next((found.year for found in said if found.year), None),
            unit=self.values.unit(entry) or next((found.unit for found in said if found.unit), None),
        )
