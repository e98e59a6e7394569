"""Values that fields are made of: clean text, decimal numbers, read-only maps and yearly values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from finmodel.model.decimals import normalise

__all__ = [
    "DateText",
    "FrozenMap",
    "Id",
    "Ids",
    "LongText",
    "Number",
    "Ramp",
    "Shares",
    "Text",
    "WholeNumber",
    "YearMap",
    "Yearly",
]

MAX_TEXT = 300
MAX_LONG_TEXT = 5_000
MAX_ID = 64
YEAR_RANGE = (1900, 2200)
_ID = re.compile(r"[^\W_][\w.\-]*")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})

K = TypeVar("K", int, str)


def _clean(value: object, limit: int, *, lines: bool) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("finmodel_type", "text expected", {"expected": "text"})
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = (text if lines else text.replace("\n", " ")).strip()
    # What is printable is in none of the categories: most texts need no look at each character.
    if not text.isprintable() and (refused := sorted({f"U+{ord(c):04X}" for c in text if _is_refused(c)})):
        raise PydanticCustomError("finmodel_characters", "characters", {"characters": tuple(refused)})
    if len(text) > limit:
        raise PydanticCustomError("finmodel_too_long", "too long", {"length": len(text), "limit": limit})
    return text


def _is_refused(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in _REFUSED_CATEGORIES


def _text(value: object) -> str:
    return _clean(value, MAX_TEXT, lines=False)


def _long_text(value: object) -> str:
    return _clean(value, MAX_LONG_TEXT, lines=True)


def _id(value: object) -> str:
    text = _clean(value, MAX_ID, lines=False)
    if not _ID.fullmatch(text):
        raise PydanticCustomError("finmodel_id", "not an id", {"value": text})
    return text


def _date(value: object) -> str:
    text = _clean(value, MAX_ID, lines=False)
    if text and not _DATE.fullmatch(text):
        raise PydanticCustomError("finmodel_date", "not a date", {})
    return text


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("finmodel_type", "number expected", {"expected": "number"})
    try:
        number = normalise(value)
    except (ValueError, OverflowError, ArithmeticError):
        raise PydanticCustomError("finmodel_type", "number expected", {"expected": "number"}) from None
    if abs(number) > MAX_NUMBER:
        raise PydanticCustomError("finmodel_bounds", "bounds", {"minimum": -MAX_NUMBER, "maximum": MAX_NUMBER})
    return number


MAX_NUMBER = 1e15
"""Larger numbers are a slip of the unit: a thousand billion kronor is beyond any municipality."""


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise PydanticCustomError("finmodel_type", "whole number expected", {"expected": "integer"})
    return int(number)


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise PydanticCustomError("finmodel_type", "list expected", {"expected": "list"})
    return tuple(sorted({_id(item) for item in value}))


Text = Annotated[str, BeforeValidator(_text)]
LongText = Annotated[str, BeforeValidator(_long_text)]
Id = Annotated[str, BeforeValidator(_id)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_ids)]
DateText = Annotated[str, BeforeValidator(_date)]
Number = Annotated[float, BeforeValidator(_number)]
WholeNumber = Annotated[int, BeforeValidator(_whole)]


class FrozenMap(Mapping[K, float]):
    """A read-only, hashable map to decimal numbers, ordered by its keys whatever the order it came in."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, float] | None = None) -> None:
        self._items: dict[K, float] = {key: (items or {})[key] for key in sorted(items or {})}

    def __getitem__(self, key: K) -> float:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._items == dict(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"

    @staticmethod
    def _key(key: object) -> Any:
        raise NotImplementedError

    @classmethod
    def _parse(cls, value: object) -> FrozenMap[K]:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise PydanticCustomError("finmodel_type", "map expected", {"expected": "map"})
        return cls({cls._key(key): _number(number) for key, number in value.items()})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: {str(key): number for key, number in value.items()}
            ),
        )


class YearMap(FrozenMap[int]):
    """Numbers by calendar year, as entered."""

    __slots__ = ()

    @staticmethod
    def _key(key: object) -> int:
        text = str(key).strip()
        low, high = YEAR_RANGE
        if isinstance(key, bool) or not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise PydanticCustomError("finmodel_year", "not a year", {"year": text})
        return int(text)


class Shares(FrozenMap[str]):
    """Shares by organisation id. Empty means: all to the default (the action's owner)."""

    __slots__ = ()

    @staticmethod
    def _key(key: object) -> str:
        return _id(key)


class Yearly(BaseModel):
    """One number for every year, explicit years, or both.

    **The one rule**: an explicit year is taken as entered, in place of what the single number would have given
    that year; every other year follows the single number. Without a single number the other years carry nothing
    (for an amount) or are missing (for a rate or a price). Neither a number nor a year: there is such a line, and
    its amount is unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Number | None = None
    by_year: YearMap = YearMap()

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: object) -> object:
        if isinstance(data, int | float | Decimal) and not isinstance(data, bool):
            return {"value": data}
        if not isinstance(data, Mapping | Yearly):
            raise PydanticCustomError("finmodel_type", "number expected", {"expected": "number"})
        return data

    @model_serializer
    def _shortest(self) -> float | dict[str, object]:
        if self.value is not None and not self.by_year:
            return self.value
        return {"value": self.value, "by_year": {str(year): number for year, number in self.by_year.items()}}

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all was entered: the line exists, its amount is unknown."""
        return self.value is None and not self.by_year

    def at(self, year: int) -> float | None:
        """Return the number that applies in ``year`` for a rate or a price, None where it is missing."""
        return self.by_year.get(year, self.value)

    def numbers(self) -> Iterator[tuple[int | None, float]]:
        """Yield every entered number with its year (None for the single number)."""
        if self.value is not None:
            yield None, self.value
        yield from self.by_year.items()


def _ramp(value: object) -> tuple[float, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise PydanticCustomError("finmodel_type", "list expected", {"expected": "list"})
    if len(value) > 50:
        raise PydanticCustomError("finmodel_too_long", "too long", {"length": len(value), "limit": 50})
    return tuple(_number(share) for share in value)


Ramp = Annotated[tuple[float, ...], BeforeValidator(_ramp)]
