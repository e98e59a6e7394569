"""The parameter catalogue: figures from outside with source and status, as data in ``templates/parameters.csv``.

Nothing is interpolated, extrapolated or converted: a parameter has a value for the years that the source states and
for no other, in the source's own unit. A municipality may exchange the file for its own.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from finmodel.errors import InputError, Issue, Param
from finmodel.model.enums import AssetType, ParameterStatus
from finmodel.model.values import Id, LongText, Number, Text
from finmodel.resources import templates_folder

if TYPE_CHECKING:
    import os

    from finmodel.i18n.catalogue import Language

__all__ = [
    "COLUMNS",
    "CatalogueParameter",
    "ParameterCatalogue",
    "ParameterValue",
    "load_parameters",
    "parameter_uplifts",
    "standard_parameters",
    "uplift_rows",
]

COLUMNS = (
    *("id", "name_sv", "name_en", "year", "value", "unit_sv", "unit_en"),
    *("source", "source_sv", "status", "note_sv", "note_en"),
)
"""The columns of the file, in their order."""

MAX_BYTES = 1_000_000
MAX_DIGITS = 30
_UPLIFT = "optimism_bias_capex_"

Filled = Annotated[Text, StringConstraints(min_length=1)]


class CatalogueParameter(BaseModel):
    """One row: a parameter in one year, or without a year where the source names none.

    Attributes
    ----------
    year
        The year that the source states the value for; None: no year is stated, and the value stands for every year.
    value, unit_sv, unit_en
        As the source states them; the value is None where the status is ``missing``.
    source, source_sv
        The document's title as it stands, or a description in English; then ``source_sv`` is the Swedish one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name_sv: Filled
    name_en: Filled
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    value: Number | None = None
    unit_sv: Filled
    unit_en: Filled
    source: Text = ""
    source_sv: Text = ""
    status: ParameterStatus
    note_sv: LongText = ""
    note_en: LongText = ""

    def name(self, language: Language) -> str:
        """Return the parameter's name in a language."""
        return self.name_sv if language == "sv" else self.name_en

    def unit(self, language: Language) -> str:
        """Return the unit of the value in a language."""
        return self.unit_sv if language == "sv" else self.unit_en

    def source_in(self, language: Language) -> str:
        """Return the source in a language, a title as it stands; "" for none."""
        return (self.source_sv or self.source) if language == "sv" else self.source

    def note(self, language: Language) -> str:
        """Return what should be known about it, "" for nothing."""
        return self.note_sv if language == "sv" else self.note_en

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The answer to what a parameter is in a year.

    Attributes
    ----------
    value
        In the source's unit; None where ``reason`` says why.
    row
        The row that it comes from; also there where the row says that the value is missing.
    reason
        ``unknown_parameter``, ``no_such_year`` (the source states none for it, and none is made up) or ``missing``.
    """

    value: float | None
    row: CatalogueParameter | None
    reason: Literal["unknown_parameter", "no_such_year", "missing"] | None = None


@dataclass(frozen=True)
class ParameterCatalogue:
    """All rows, in the order of the file."""

    rows: tuple[CatalogueParameter, ...]

    def of(self, identity: str) -> tuple[CatalogueParameter, ...]:
        """Return the rows of a parameter, by year."""
        return tuple(sorted((row for row in self.rows if row.id == identity), key=lambda row: row.year or 0))

    def value_at(self, identity: str, year: int | None = None) -> ParameterValue:
        """Return exactly what is stated for a year, or why nothing is.

        Parameters
        ----------
        identity
            Id of the parameter.
        year
            A calendar year; None asks for the row without a year.

        Returns
        -------
        ParameterValue
            Of the row of that year; a parameter that states no year has one value for every year. Never a value from
            another year, before, after or between.
        """
        rows = self.of(identity)
        if not rows:
            return ParameterValue(None, None, "unknown_parameter")
        row = next((row for row in rows if row.year == year), next((row for row in rows if row.year is None), None))
        if row is None:
            return ParameterValue(None, None, "no_such_year")
        return ParameterValue(row.value, row, "missing" if row.value is None else None)


@cache
def standard_parameters() -> ParameterCatalogue:
    """Return the catalogue that comes with finmodel, read once.

    Raises
    ------
    ResourceError
        This installation has none.
    InputError
        As for :func:`load_parameters`.
    """
    return load_parameters(templates_folder() / "parameters.csv")


def load_parameters(source: str | os.PathLike[str]) -> ParameterCatalogue:
    """Read a parameter catalogue: UTF-8, commas, the columns of :data:`COLUMNS`.

    Parameters
    ----------
    source
        Path of the file.

    Returns
    -------
    ParameterCatalogue

    Raises
    ------
    InputError
        ``FM-P101`` it is no such table, ``FM-P102`` a cell is wrong, ``FM-P103`` a parameter stands twice for a
        year, or with and without a year, ``FM-P104`` value and status do not fit, ``FM-P105`` a parameter's rows have
        different names or units. All problems at once.
    OSError
        The file cannot be read.
    """
    with open(source, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    return _parsed(data)


def uplift_rows(catalogue: ParameterCatalogue | None = None) -> Mapping[AssetType, CatalogueParameter]:
    """Return the rows with the upper bounds of optimism bias on capital cost, with source, by asset type.

    Parameters
    ----------
    catalogue
        Default the one that comes with finmodel. An asset type without a value there is not among them.
    """
    rows = standard_parameters() if catalogue is None else catalogue
    found = {kind: rows.value_at(f"{_UPLIFT}{kind}") for kind in AssetType}
    return {kind: each.row for kind, each in found.items() if each.value is not None and each.row is not None}


def parameter_uplifts(catalogue: ParameterCatalogue | None = None) -> Mapping[AssetType, float]:
    """Return the upper bounds of optimism bias on capital cost by asset type [fraction of the cost].

    Parameters
    ----------
    catalogue
        As for :func:`uplift_rows`.
    """
    return {kind: row.value for kind, row in uplift_rows(catalogue).items() if row.value is not None}


def _parsed(data: bytes) -> ParameterCatalogue:
    try:
        if len(data) > MAX_BYTES:
            raise ValueError("too large")
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (ValueError, csv.Error):
        raise InputError([Issue("FM-P101", params={"columns": COLUMNS})]) from None
    if not lines or tuple(lines[0]) != COLUMNS or any(line and len(line) != len(COLUMNS) for line in lines):
        raise InputError([Issue("FM-P101", params={"columns": COLUMNS})])
    rows: list[CatalogueParameter] = []
    issues: list[Issue] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        try:
            rows.append(CatalogueParameter.model_validate(dict(_cells(line))))
        except ValidationError as problem:
            columns = sorted({str(error["loc"][0]) for error in problem.errors()}, key=COLUMNS.index)
            cells = dict(zip(COLUMNS, line, strict=True))
            issues += [_issue("FM-P102", number, column=column, value=cells[column]) for column in columns]
    issues += _unfit(rows)
    if issues:
        raise InputError(issues)
    return ParameterCatalogue(tuple(rows))


def _cells(line: Iterable[str]) -> Iterator[tuple[str, object]]:
    """Yield the cells that are filled in, numbers as numbers where they are."""
    for column, cell in zip(COLUMNS, line, strict=True):
        text = cell.strip()
        if not text:
            continue
        is_number = column in ("year", "value")
        yield column, _number(text, whole=column == "year") if is_number else text


def _number(text: str, *, whole: bool) -> object:
    """Return a plain decimal as a number; anything else stays text, which the field refuses."""
    digits = text.removeprefix("-").replace(".", "", 0 if whole else 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        return f"not a number: {text}"
    return int(text) if whole else Decimal(text)


def _unfit(rows: list[CatalogueParameter]) -> Iterator[Issue]:
    counts = Counter((row.id, row.year) for row in rows)
    first = {row.id: row for row in reversed(rows)}
    dated = {row.id for row in rows if row.year is not None}
    reported: set[tuple[str, int | None]] = set()
    for row in rows:
        key = (row.id, row.year)
        if (counts[key] > 1 or (row.year is None and row.id in dated)) and key not in reported:
            reported.add(key)
            yield Issue("FM-P103", params={"id": row.id, "year": _year(row)})
        if (row.status is ParameterStatus.MISSING) != (row.value is None):
            yield Issue("FM-P104", params={"id": row.id, "year": _year(row), "status": str(row.status)})
        same = first[row.id]
        if _kind_of(row) != _kind_of(same):
            yield Issue("FM-P105", params={"id": row.id, "year": _year(row)})


def _kind_of(row: CatalogueParameter) -> tuple[str, ...]:
    return (row.name_sv, row.name_en, row.unit_sv, row.unit_en)


def _year(row: CatalogueParameter) -> str | None:
    return None if row.year is None else str(row.year)


def _issue(code: str, line: int, **params: Param) -> Issue:
    return Issue(code, params={"line": line, **params})
