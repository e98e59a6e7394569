"""How SIE files are read, kept beside mappings of columns for the next file and written back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from finmodel.intake.budget_mapping import MAPPING_VERSION
from finmodel.intake.budget_problems import Problems
from finmodel.intake.json_values import JsonValues
from finmodel.intake.sie_dimensions import DIMENSION_FIELDS, dimension_field
from finmodel.intake.sie_levels import Level
from finmodel.intake.sie_options import OutturnFrom, SieOptions

__all__ = ["sie_options_from_dict", "sie_options_to_dict", "sie_options_to_json"]

_KEYS = frozenset(["version", "sie"])
_SIE_KEYS = frozenset(["level", "dimensions", "has_budget", "outturn", "has_balance_accounts"])


def sie_options_to_dict(options: SieOptions) -> dict[str, Any]:
    """Return plain data for JSON, read back by :func:`sie_options_from_dict`."""
    sie: dict[str, Any] = {}
    if options.level is not None:
        sie["level"] = list(options.level)
    sie["dimensions"] = {dimension: field or None for dimension, field in options.dimensions}
    sie["has_budget"] = options.has_budget
    sie["outturn"] = str(options.outturn)
    sie["has_balance_accounts"] = options.has_balance_accounts
    return {"version": MAPPING_VERSION, "sie": sie}


def sie_options_to_json(options: SieOptions) -> str:
    """Return options as JSON to be kept."""
    return json.dumps(sie_options_to_dict(options), ensure_ascii=False, indent=2) + "\n"


def sie_options_from_dict(data: Mapping[Any, Any], *, name: str = "–") -> SieOptions:
    """Return options from plain data.

    Parameters
    ----------
    data
        With the key ``sie``: an object of ``level`` (a list of numbers of dimensions, an empty one for the account as
        a whole; without it the level with objects that has the most money), ``dimensions`` (number → field, or null
        for none; a field may be a word such as ``verksamhet``), ``has_budget``, ``outturn`` and
        ``has_balance_accounts``.
    name
        The file's name, for messages.

    Raises
    ------
    InputError
        ``FM-B113`` with every mistake.
    """
    problems = Problems(name)
    values = JsonValues(problems)
    values.known_keys(data, _KEYS)
    if data.get("version", MAPPING_VERSION) != MAPPING_VERSION:
        values.bad("version", data["version"])
    sie = data.get("sie")
    if not isinstance(sie, Mapping):
        values.bad("sie", sie)
        sie = {}
    values.known_keys(sie, _SIE_KEYS)
    found = SieOptions(
        has_budget=values.flag(sie, "has_budget") is not False,
        outturn=values.choice(sie, "outturn", OutturnFrom) or OutturnFrom.AUTO,
        level=_level(sie, values),
        dimensions=_dimensions(sie, values),
        has_balance_accounts=values.flag(sie, "has_balance_accounts") is True,
    )
    problems.stop_if_errors()
    return found


def _level(sie: Mapping[Any, Any], values: JsonValues) -> Level | None:
    level = sie.get("level")
    if level is None:
        return None
    if isinstance(level, list) and all(_is_number(item) for item in level):
        return tuple(sorted({str(item).strip() for item in level}))
    values.bad("level", level)
    return None


def _dimensions(sie: Mapping[Any, Any], values: JsonValues) -> tuple[tuple[str, str], ...]:
    stated = sie.get("dimensions", {})
    if not isinstance(stated, Mapping):
        values.bad("dimensions", stated)
        return ()
    found = []
    for dimension, word in stated.items():
        field = dimension_field(word or "") if word is None or isinstance(word, str) else None
        if field is None:
            values.bad(f"dimensions: {dimension}", word, ", ".join(DIMENSION_FIELDS))
        else:
            found.append((str(dimension).strip(), field))
    return tuple(found)


def _is_number(item: object) -> bool:
    """Say whether an item may be the number of a dimension: a text, or digits that were written without quotes."""
    return (isinstance(item, str) and bool(item.strip())) or (isinstance(item, int) and not isinstance(item, bool))
