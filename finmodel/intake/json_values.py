"""Values of a JSON document that people may have written by hand: each mistake is named (``FM-B113``), none stops."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from finmodel.errors import InputError
from finmodel.i18n.units import UNIT_FACTORS, find_money_unit
from finmodel.intake.budget_problems import Problems
from finmodel.model.addressed import nearest

__all__ = ["JsonValues", "json_document"]

_MAX_CHARACTERS = 1_000_000
Choice = TypeVar("Choice", bound=StrEnum)


class _TwiceError(ValueError):
    """A key stands twice in an object."""


def json_document(text: str, problems: Problems) -> Any:
    """Return the content of a JSON document.

    Raises
    ------
    InputError
        ``FM-B113`` it is none, or far too long for one; ``FM-B111`` a key stands twice in an object.
    """
    try:
        if len(text) > _MAX_CHARACTERS:
            raise ValueError
        return json.loads(text, object_pairs_hook=_unrepeated)
    except _TwiceError as error:
        problems.add("FM-B111", column=str(error), first="–", second="–")
    except (ValueError, RecursionError):
        problems.add("FM-B113", key="–", value=text[:40], nearest=None)
    raise InputError(problems.all())


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


class JsonValues:
    """Reads values by their key.

    Parameters
    ----------
    problems
        Gets ``FM-B113`` for each that cannot be used.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def known_keys(self, data: Mapping[Any, Any], known: frozenset[str]) -> None:
        """Name keys that mean nothing, with the nearest that does."""
        for key in data:
            if key not in known:
                self.bad(str(key), data[key], nearest(str(key), sorted(known)))

    def text(self, data: Mapping[Any, Any], key: str) -> str | None:
        """Return a text on one line, None where there is none."""
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            self.bad(key, value)
            return None
        return " ".join(value.split()) if value else None

    def texts(self, data: Mapping[Any, Any], key: str) -> tuple[str, ...]:
        """Return a list of texts, each on one line."""
        value = data.get(key) or []
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(" ".join(item.split()) for item in value)
        self.bad(key, value)
        return ()

    def whole(self, data: Mapping[Any, Any], key: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds, None where there is none."""
        value = data.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
            return value
        self.bad(key, value)
        return None

    def flag(self, data: Mapping[Any, Any], key: str) -> bool | None:
        """Return a truth value, None where there is none."""
        value = data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.bad(key, value)
        return None

    def choice(self, data: Mapping[Any, Any], key: str, choices: type[Choice]) -> Choice | None:
        """Return one of the choices, None where there is none."""
        value = data.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in {str(choice) for choice in choices}:
            return choices(value)
        self.bad(key, value, ", ".join(choices))
        return None

    def unit(self, data: Mapping[Any, Any]) -> str | None:
        """Return a unit of money by any of its names, None where there is none."""
        value = data.get("unit")
        unit = find_money_unit(value) if isinstance(value, str) else None
        if value is not None and unit is None:
            self.bad("unit", value, ", ".join(list(UNIT_FACTORS)[:3]))
        return unit

    def bad(self, key: str, value: object, expected: str | None = None) -> None:
        """Name a key whose value cannot be used (``FM-B113``)."""
        self.problems.add("FM-B113", key=key, value="–" if value is None else str(value), nearest=expected)
