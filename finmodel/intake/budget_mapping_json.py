"""A kept mapping read back: every mistake in it is named, and a heading that stands twice is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from finmodel.errors import InputError
from finmodel.i18n.units import UNIT_FACTORS, find_money_unit
from finmodel.intake.budget_headings import FIRST_YEAR, LAST_YEAR, read_heading
from finmodel.intake.budget_lines import LineKind, Sort
from finmodel.intake.budget_mapping import FIELDS, MAPPING_VERSION, ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_words import words
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
_MAX_CHARACTERS = 1_000_000
Choice = TypeVar("Choice", bound=StrEnum)


class _TwiceError(ValueError):
    """A key stands twice in an object."""


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
    problems = Problems(name)
    data: Any = None
    try:
        if len(text) > _MAX_CHARACTERS:
            raise ValueError
        data = json.loads(text, object_pairs_hook=_unrepeated)
    except _TwiceError as error:
        problems.add("FM-B111", column=str(error), first="–", second="–")
    except (ValueError, RecursionError):
        problems.add("FM-B113", key="–", value=text[:40], nearest=None)
    problems.stop_if_errors()
    return mapping_from_dict(data, name=name)


def mapping_from_dict(data: object, *, name: str = "–") -> ColumnMapping:
    """Return a mapping from plain data; see :func:`mapping_from_json`.

    Raises
    ------
    InputError
        As :func:`mapping_from_json`.
    """
    return _Reading(Problems(name)).mapping(data)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


class _Reading:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def mapping(self, data: object) -> ColumnMapping:
        if not isinstance(data, Mapping):
            self._bad("–", data)
            raise InputError(self.problems.all())
        self._known_keys(data, _KEYS)
        if data.get("version", MAPPING_VERSION) != MAPPING_VERSION:
            self._bad("version", data["version"])
        columns = data.get("columns")
        found: list[MappedColumn | None] = []
        if isinstance(columns, Mapping):
            found = [self._column({"heading": heading, **self._entry(entry)}) for heading, entry in columns.items()]
        elif isinstance(columns, list):
            found = [self._column(entry) for entry in columns]
        else:
            self._bad("columns", columns)
        result = ColumnMapping(
            columns=tuple(column for column in found if column is not None),
            sheet=self._text(data, "sheet"),
            header_row=self._whole(data, "header_row", 1, 1_048_576),
            header_rows=self._whole(data, "header_rows", 1, 3) or 1,
            unit=self._unit(data),
            kind=self._choice(data, "kind", LineKind),
            sort=self._choice(data, "sort", Sort),
            year=self._whole(data, "year", FIRST_YEAR, LAST_YEAR),
            costs_are_negative=self._flag(data, "costs_are_negative"),
            decimal_comma=self._flag(data, "decimal_comma") is not False,
            line_texts=self._texts(data, "line_texts"),
            subtotal_texts=self._texts(data, "subtotal_texts"),
        )
        self.problems.stop_if_errors()
        return result

    def _entry(self, entry: object) -> dict[str, Any]:
        return dict(entry) if isinstance(entry, Mapping) else {"field": entry}

    def _column(self, entry: object) -> MappedColumn | None:
        if not isinstance(entry, Mapping):
            self._bad("columns", entry)
            return None
        self._known_keys(entry, _COLUMN_KEYS)
        heading = self._text(entry, "heading")
        letters = entry.get("column")
        number = column_number(letters) if isinstance(letters, str) else 0
        if (letters is not None and not number) or (heading is None and not number):
            self._bad("column", letters)
            return None
        field = entry.get("field")
        spoken = read_heading(field, words()) if isinstance(field, str) else None
        if isinstance(field, str) and field not in FIELDS and spoken is not None and spoken.field in FIELDS:
            field = spoken.field
        if field is not None and field not in FIELDS:
            self._bad("field", field, nearest(str(field), list(FIELDS)))
            return None
        # What the entry does not say of an amount, the word for the field or else the column's own heading may.
        own = read_heading(heading, words()) if heading and field == "amount" else None
        said = [found for found in (spoken, own) if found is not None and field == "amount"]
        return MappedColumn(
            heading=heading or "",
            field=field,
            column=number or None,
            sort=self._choice(entry, "sort", Sort) or next((found.sort for found in said if found.sort), None),
            year=self._whole(entry, "year", FIRST_YEAR, LAST_YEAR)
            or next((found.year for found in said if found.year), None),
            unit=self._unit(entry) or next((found.unit for found in said if found.unit), None),
        )

    def _known_keys(self, data: Mapping[Any, Any], known: frozenset[str]) -> None:
        for key in data:
            if key not in known:
                self._bad(str(key), data[key], nearest(str(key), sorted(known)))

    def _text(self, data: Mapping[Any, Any], key: str) -> str | None:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            self._bad(key, value)
            return None
        return " ".join(value.split()) if value else None

    def _texts(self, data: Mapping[Any, Any], key: str) -> tuple[str, ...]:
        value = data.get(key) or []
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(" ".join(item.split()) for item in value)
        self._bad(key, value)
        return ()

    def _whole(self, data: Mapping[Any, Any], key: str, low: int, high: int) -> int | None:
        value = data.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
            return value
        self._bad(key, value)
        return None

    def _flag(self, data: Mapping[Any, Any], key: str) -> bool | None:
        value = data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._bad(key, value)
        return None

    def _choice(self, data: Mapping[Any, Any], key: str, choices: type[Choice]) -> Choice | None:
        value = data.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in {str(choice) for choice in choices}:
            return choices(value)
        self._bad(key, value, ", ".join(choices))
        return None

    def _unit(self, data: Mapping[Any, Any]) -> str | None:
        value = data.get("unit")
        unit = find_money_unit(value) if isinstance(value, str) else None
        if value is not None and unit is None:
            self._bad("unit", value, ", ".join(list(UNIT_FACTORS)[:3]))
        return unit

    def _bad(self, key: str, value: object, expected: str | None = None) -> None:
        self.problems.add("FM-B113", key=key, value="–" if value is None else str(value), nearest=expected)
