"""The catalogue of funding sources: Swedish and EU grants, loans and own money, as data in a file of the templates.

``templates/funding_sources.csv`` has one row per source and field. A field is one of the model's
:class:`~finmodel.model.funding.Source`, with that field's kind and bounds, or one of :data:`CATALOGUE_FIELDS`.

How it is used: an officer picks a source, :meth:`CatalogueSource.plan_values` fills in what is known of a row of the
plan's sheet of sources, and :func:`open_questions` says what has to be asked for before the row can be relied on. The
catalogue feeds no plan by itself and no calculation reads it. A term that no document states has a row with the
status ``missing`` and a note on what to ask; nothing is estimated, and money in another currency is never converted.

Statuses: ``sourced`` is stated by a dated document whose rule has not been found to have ended; ``dated`` is a survey,
a price or a call that is over, or a rule that is known to have been changed since; ``to_be_confirmed`` rests on a page
without a date or on a named regulation whose text was not read; ``missing`` is not known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from finmodel.errors import InputError, Issue, Param
from finmodel.model.enums import ParameterStatus
from finmodel.model.funding_enums import SourceKind
from finmodel.model.spec import Kind
from finmodel.model.values import DateText, Id, LongText, Text
from finmodel.resources import templates_folder
from finmodel.store.funding_terms import CATALOGUE_FIELDS, FIELDS, PLAN_FIELDS, CatalogueTerm, is_unit, term, unit_of

if TYPE_CHECKING:
    import os

    from finmodel.i18n.catalogue import Language

__all__ = [
    "CATALOGUE_FIELDS",
    "COLUMNS",
    "FIELDS",
    "CatalogueSource",
    "CatalogueTerm",
    "CatalogueValue",
    "funding_catalogue",
    "load_funding_catalogue",
    "open_questions",
]

COLUMNS = (
    *("source_id", "name_sv", "name_en", "field", "value", "value_sv", "unit", "date"),
    *("source", "source_sv", "status", "note_sv", "note_en"),
)
"""The columns of the file, in their order."""

MAX_BYTES = 1_000_000
Filled = Annotated[Text, StringConstraints(min_length=1)]


class _Cells(BaseModel):
    """One row of the file, its texts cleaned; the value is read once the field is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: Id
    name_sv: Filled
    name_en: Filled
    field: Filled
    value: LongText = ""
    value_sv: LongText = ""
    unit: Text = ""
    date: DateText = ""
    source: Text = ""
    source_sv: Text = ""
    status: ParameterStatus
    note_sv: LongText = ""
    note_en: LongText = ""


@dataclass(frozen=True, slots=True)
class CatalogueValue:
    """What is known of one field of a source.

    Attributes
    ----------
    field
        Name of the field, one of :data:`FIELDS`.
    value
        As the document states it, read as the field's kind; None where it is missing.
    value_sv
        The Swedish text of a text that is not the same in both languages.
    unit
        ``fraction``, ``years``, ``SEK``, ``SEK/year``, ``SEK/t``, ``kg/SEK`` (or another currency's code in place of
        SEK, never converted); "" for what has none.
    date
        Year, month or day of the document; "" where it has none.
    source, source_sv
        The document's title or author as it stands, or a description in English and then in Swedish.
    status
        How far it can be trusted.
    note_sv, note_en
        What should be known before it is used; for a missing value what to ask for.
    """

    field: str
    value: CatalogueTerm | None
    unit: str
    date: str
    source: str
    source_sv: str
    status: ParameterStatus
    value_sv: str = ""
    note_sv: str = ""
    note_en: str = ""

    @property
    def currency(self) -> str | None:
        """Code of the currency that an amount is in, None for what is no money."""
        found = re.search(r"[A-Z]{3}", self.unit)
        return found.group() if found else None

    def value_in(self, language: Language) -> CatalogueTerm | None:
        """Return the value, a text in a language."""
        return self.value_sv if language == "sv" and self.value_sv else self.value

    def source_in(self, language: Language) -> str:
        """Return the document in a language, a title as it stands; "" for none."""
        return (self.source_sv or self.source) if language == "sv" else self.source

    def note(self, language: Language) -> str:
        """Return what should be known about it, "" for nothing."""
        return self.note_sv if language == "sv" else self.note_en


@dataclass(frozen=True, slots=True)
class CatalogueSource:
    """A source of money and what is known of its terms.

    Attributes
    ----------
    id
        Short name, the same in every language.
    names
        Name by language.
    values
        By field, in the order of the file; a field without a row is of no use for that kind of source.
    """

    id: str
    names: Mapping[Language, str]
    values: Mapping[str, CatalogueValue]

    @property
    def kind(self) -> SourceKind:
        """What sort of money it is."""
        return SourceKind(str(self.values["kind"].value))

    def name(self, language: Language) -> str:
        """Return the source's name in a language."""
        return self.names[language]

    def plan_values(self, language: Language, currency: str = "SEK") -> dict[str, CatalogueTerm]:
        """Return what can be copied to a row of a plan's sources as it is, by field.

        Parameters
        ----------
        language
            Language of the texts.
        currency
            The plan's currency; an amount in another one is left out, for it is never converted.

        Returns
        -------
        dict
            Known values of the model's own fields, dated and unconfirmed ones too: their status is for the reader.
        """
        known = ((field, item, item.value_in(language)) for field, item in self.values.items() if field in PLAN_FIELDS)
        return {field: value for field, item, value in known if value is not None and item.currency in (None, currency)}


@cache
def funding_catalogue() -> tuple[CatalogueSource, ...]:
    """Return the catalogue that comes with finmodel, in the order of the file, read once.

    Raises
    ------
    ResourceError
        This installation has none.
    InputError
        As for :func:`load_funding_catalogue`.
    """
    return load_funding_catalogue(templates_folder() / "funding_sources.csv")


def open_questions(source: CatalogueSource) -> tuple[CatalogueValue, ...]:
    """Return the fields that have to be asked for: those that are missing and those that are dated.

    Parameters
    ----------
    source
        A source of the catalogue.

    Returns
    -------
    tuple of CatalogueValue
        In the order of the file. What is to be confirmed is not among them; its status says so.
    """
    wanted = (ParameterStatus.MISSING, ParameterStatus.DATED)
    return tuple(item for item in source.values.values() if item.status in wanted)


def load_funding_catalogue(source: str | os.PathLike[str]) -> tuple[CatalogueSource, ...]:
    """Read a catalogue of funding sources: UTF-8, commas, the columns of :data:`COLUMNS`.

    Parameters
    ----------
    source
        Path of the file.

    Returns
    -------
    tuple of CatalogueSource
        In the order in which they first stand in the file.

    Raises
    ------
    InputError
        ``FM-S101`` it is no such table, ``FM-S102`` a cell is wrong, ``FM-S103`` there is no such field, ``FM-S104``
        a value is not what its field holds, ``FM-S105`` a field stands twice for a source, ``FM-S106`` value and
        status do not fit, ``FM-S107`` a value has no document or no date behind it, ``FM-S108`` a unit is not the
        field's, ``FM-S109`` a source has different names, ``FM-S110`` a source has no kind, ``FM-S111`` a class of
        money is stated for a kind that has its own. All problems at once, each with its line.
    OSError
        The file cannot be read.
    """
    with open(source, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    issues: list[Issue] = []
    rows = list(_rows(_lines(data), issues))
    values = [(number, cells, _value(number, cells, issues)) for number, cells in rows]
    sources = tuple(_sources(values, issues))
    if issues:
        raise InputError(sorted(issues, key=lambda issue: (int(str(issue.params["line"])), issue.code)))
    return sources


def _lines(data: bytes) -> list[list[str]]:
    try:
        if len(data) > MAX_BYTES:
            raise ValueError("too large")
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (ValueError, csv.Error):
        lines = []
    if not lines or tuple(lines[0]) != COLUMNS or any(line and len(line) != len(COLUMNS) for line in lines):
        raise InputError([Issue("FM-S101", params={"columns": COLUMNS})])
    return lines


def _rows(lines: Iterable[list[str]], issues: list[Issue]) -> Iterator[tuple[int, _Cells]]:
    """Yield the rows whose cells can be read, with their line; the header is line 1."""
    for number, line in enumerate(lines, start=1):
        if number == 1 or not any(cell.strip() for cell in line):
            continue
        cells = dict(zip(COLUMNS, line, strict=True))
        try:
            yield number, _Cells.model_validate({name: cell for name, cell in cells.items() if cell.strip()})
        except ValidationError as problem:
            columns = sorted({str(error["loc"][0]) for error in problem.errors()}, key=COLUMNS.index)
            issues += [_issue("FM-S102", number, column=column, value=cells[column]) for column in columns]


def _value(number: int, cells: _Cells, issues: list[Issue]) -> CatalogueValue | None:
    """Return what a row says, None where its field or value cannot be used."""
    spec = FIELDS.get(cells.field)
    if spec is None:
        nearest = next(iter(get_close_matches(cells.field, FIELDS, n=1)), None)
        issues.append(_issue("FM-S103", number, value=cells.field, nearest=nearest))
        return None
    told = {"id": cells.source_id, "field": cells.field}
    if (cells.status is ParameterStatus.MISSING) != (not cells.value):
        issues.append(_issue("FM-S106", number, **told, status=str(cells.status)))
    elif cells.value and not (cells.source and (cells.date or cells.status is ParameterStatus.TO_BE_CONFIRMED)):
        issues.append(_issue("FM-S107", number, **told, status=str(cells.status)))
    if not is_unit(cells.unit, spec):
        issues.append(_issue("FM-S108", number, **told, value=cells.unit, expected=unit_of(spec) or None))
    if cells.value_sv and (spec.kind not in (Kind.TEXT, Kind.LONG_TEXT) or term(cells.value_sv, spec) is None):
        issues.append(_issue("FM-S102", number, column="value_sv", value=cells.value_sv))
    value = term(cells.value, spec) if cells.value else None
    if cells.value and value is None:
        issues.append(_issue("FM-S104", number, **told, value=cells.value))
        return None
    known = cells.model_dump(exclude={"source_id", "name_sv", "name_en", "value"})
    return CatalogueValue(value=value, **known)


def _sources(
    values: Iterable[tuple[int, _Cells, CatalogueValue | None]], issues: list[Issue]
) -> Iterator[CatalogueSource]:
    """Yield the sources that the rows make up; what contradicts itself between rows is added to the issues."""
    first: dict[str, tuple[int, _Cells]] = {}
    seen: dict[str, set[str]] = {}
    of: dict[str, dict[str, tuple[int, CatalogueValue]]] = {}
    for number, cells, value in values:
        identity = cells.source_id
        _, same = first.setdefault(identity, (number, cells))
        if (cells.name_sv, cells.name_en) != (same.name_sv, same.name_en):
            issues.append(_issue("FM-S109", number, id=identity))
        fields = seen.setdefault(identity, set())
        if cells.field in fields:
            issues.append(_issue("FM-S105", number, id=identity, field=cells.field))
        elif value is not None:
            of.setdefault(identity, {})[cells.field] = (number, value)
        fields.add(cells.field)
    for identity, (number, cells) in first.items():
        known = of.get(identity, {})
        line, kind = known.get("kind", (number, None))
        if "kind" not in seen[identity] or (kind is not None and kind.value is None):
            issues.append(_issue("FM-S110", line, id=identity))
        elif kind is not None and "money_class" in known and SourceKind(str(kind.value)).money_class is not None:
            issues.append(_issue("FM-S111", known["money_class"][0], id=identity, kind=str(kind.value)))
        names: dict[Language, str] = {"sv": cells.name_sv, "en": cells.name_en}
        found = {field: value for field, (_, value) in known.items()}
        yield CatalogueSource(identity, MappingProxyType(names), MappingProxyType(found))


def _issue(code: str, line: int, **params: Param) -> Issue:
    return Issue(code, params={"line": line, **params})
