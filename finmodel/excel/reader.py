"""From a workbook to a plan: keys decide, every problem is named by its cell, and nothing is half-imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finmodel.analysis.overlay import scenario_issues
from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.excel.decode import BAD, Decoder
from finmodel.excel.field_values import field_from_text, number_spec
from finmodel.excel.identity import identified
from finmodel.excel.layout import YEARLY_TABLE, YearlyField, came_after, year_of, yearly_fields
from finmodel.excel.source import Cell, Sheet, Source, SourceRow, open_source
from finmodel.excel.texts import list_text, quantity_from_text, separated, unit_factor
from finmodel.i18n.catalogue import is_language
from finmodel.model.addressed import nearest
from finmodel.model.addresses import spec_at
from finmodel.model.document import RawRow, assemble
from finmodel.model.enums import Quantity
from finmodel.model.migrate import migrate
from finmodel.model.plan import TABLES, Plan
from finmodel.model.scenarios import ScenarioChange
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from os import PathLike

    from finmodel.model.row import Row

__all__ = ["read_workbook", "read_workbook_with_issues"]


def read_workbook(source: bytes | str | PathLike[str]) -> Plan:
    """Read a plan from a workbook.

    Parameters
    ----------
    source
        The file's bytes or its path.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        With every problem: ``FM-G1xx`` the file is not fit to be opened, ``FM-W1xx`` a cell cannot be read,
        ``FM-M1xx`` the plan does not fit together.
    """
    return read_workbook_with_issues(source)[0]


def read_workbook_with_issues(source: bytes | str | PathLike[str]) -> tuple[Plan, tuple[Issue, ...]]:
    """Read a plan and the warnings and notices on the way; see :func:`read_workbook`."""
    return _Reading(open_source(source)).plan()


@dataclass
class _Draft:
    """A row on its way to the model: its data, and where each value stands."""

    sheet: Sheet
    row: SourceRow
    data: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    year_places: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def locate(self, name: str | None, year: int | None) -> Where:
        """Return the cell of a field, or of its year; the row's first cell where the column is not there."""
        if name is not None and year is not None and (name, year) in self.year_places:
            sheet, place = self.year_places[name, year]
            return Where(table=self.sheet.table, field=name, year=year, sheet=sheet, cell=place)
        cell: str | None = self.sheet.place(self.row.number, name)
        if cell is None:
            first = min(self.sheet.columns.values(), default=1)
            key = next((key for key, column in self.sheet.columns.items() if column == first), None)
            cell = self.sheet.place(self.row.number, key)
        return Where(table=self.sheet.table, field=name, year=year, sheet=self.sheet.title, cell=cell)


class _Reading:
    """One workbook's way to a plan."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.issues = source.issues
        language = source.meta.get("language")
        self.language = language if isinstance(language, str) and is_language(language) else None
        version = source.meta.get("schema_version")
        self.version = int(version) if isinstance(version, int | float) else 1
        self.later = came_after(self.version)
        self.currency = "SEK"

    def plan(self) -> tuple[Plan, tuple[Issue, ...]]:
        """Read every sheet, then let the model judge the whole."""
        migrate({"schema_version": self.version})
        settings = self._settings()
        drafts = {table: self._rows(table, model) for table, model in TABLES.items()}
        for table in TABLES:
            drafts[table] = identified(table, drafts[table], self.issues)
        self._resolve_names(drafts)
        self._yearly_values(settings, drafts)
        raw_settings = None if settings is None else self._raw(settings, Settings)
        rows = {table: [self._raw(draft, TABLES[table]) for draft in drafts[table]] for table in TABLES}
        try:
            return assemble(raw_settings, rows, self.issues, further=scenario_issues)
        except InputError as error:
            # A change with a cell that could not be read lacks what stands there: that is no second mistake.
            unread = {str(draft.data.get("id")) for draft in drafts[ScenarioChange.table] if draft.bad}
            raise InputError([issue for issue in error.issues if not _follows(issue, unread)]) from None

    def _raw(self, draft: _Draft, model: type[Row]) -> RawRow:
        """Return the row for the model; a required value that could not be read is reported once, as its cell."""
        return RawRow(draft.data, draft.locate, frozenset(draft.bad))

    def _decoder(self, sheet: Sheet) -> Decoder:
        return Decoder(sheet.table, sheet.title, self.currency, self.language, self.issues)

    def _missing_sheet(self, table: str) -> None:
        """Say that a sheet is not there, unless it came after the workbook was written."""
        if table in self.later:
            return
        severity = Severity.ERROR if table == Settings.table else Severity.WARNING
        self.issues.append(Issue("FM-W101", severity, Where(table=table), {"table": table}))

    def _settings(self) -> _Draft | None:
        """Read the sheet of settings: a field a row."""
        sheet = self.source.sheets.get(Settings.table)
        if sheet is None:
            self._missing_sheet(Settings.table)
            return None
        cells: dict[str, tuple[SourceRow, Cell]] = {}
        for row in sheet.rows:
            if row.written_as is None:
                continue
            if row.written_as in Settings.specs and "value" in row.cells:
                cells.setdefault(row.written_as, (row, row.cells["value"]))
            elif row.written_as not in Settings.specs:
                place = next((cell.place for cell in row.cells.values()), f"A{row.number}")
                params = {"value": row.written_as[:60], "nearest": nearest(row.written_as, list(Settings.specs))}
                where = Where(table=Settings.table, sheet=sheet.title, cell=place)
                self.issues.append(Issue("FM-W106", where=where, params=params))
        if "currency" in cells:
            self.currency = str(cells["currency"][1].value).strip()
        draft = _SettingsDraft(sheet, SourceRow(1, None, {}, is_hidden=False))
        draft.places = {row.written_as: row.number for row in sheet.rows if row.written_as is not None}
        decoder = self._decoder(sheet)
        for name, (_, cell) in cells.items():
            _store(draft, name, decoder.value(cell, name, Settings.specs[name]))
        return draft

    def _rows(self, table: str, model: type[Row]) -> list[_Draft]:
        """Read the sheet of a table, or the sheets of one that has several: a row a row."""
        sheets = self.source.sheets_of(table)
        if not sheets:
            self._missing_sheet(table)
        return [draft for sheet in sheets for draft in self._rows_of(sheet, model)]

    def _rows_of(self, sheet: Sheet, model: type[Row]) -> list[_Draft]:
        table = sheet.table
        known = {*model.specs, *(key for key in sheet.columns if year_of(key) is not None or key.startswith("~"))}
        for key in sheet.columns:
            if key not in known:
                where = Where(table=table, sheet=sheet.title, cell=sheet.place(1, key))
                params = {"value": key[:60], "nearest": nearest(key, list(model.specs))}
                self.issues.append(Issue("FM-W106", Severity.WARNING, where, params))
        if sheet.rows:
            self._missing_columns(sheet, model)
        decoder = self._decoder(sheet)
        factors = self._factors(sheet, model, decoder)
        return [self._row(sheet, row, model, decoder, factors) for row in sheet.rows]

    def _missing_columns(self, sheet: Sheet, model: type[Row]) -> None:
        """Say which of the template's columns are not there any more: what stood in them is not read."""
        for name, spec in model.specs.items():
            where = Where(table=sheet.table, field=name, sheet=sheet.title)
            if spec.kind is Kind.BY_YEAR:
                years = sorted(year for key in sheet.columns if (year := year_of(key)) is not None)
                gaps = [str(year) for year in range(years[0], years[-1]) if year not in years] if years else [""]
                if gaps:
                    self.issues.append(Issue("FM-W107", Severity.WARNING, where, {"years": tuple(gaps)}))
            elif name not in sheet.columns and name != "id" and f"{sheet.table}.{name}" not in self.later:
                is_needed = model.is_required(name)
                severity = Severity.ERROR if is_needed else Severity.WARNING
                code = "FM-W105" if is_needed else "FM-W108"
                self.issues.append(Issue(code, severity, where, {"field": f"{sheet.table}.{name}"}))

    def _factors(self, sheet: Sheet, model: type[Row], decoder: Decoder) -> dict[str, Decimal]:
        """Return the size of each column's unit, as its unit row says; money must have one."""
        factors: dict[str, Decimal] = {}
        for key in sheet.columns:
            name = "by_year" if year_of(key) is not None else key
            spec = model.specs.get(name)
            if spec is None or not _has_size(spec):
                continue
            factors[key] = self._factor(sheet, key, name, spec, decoder)
        return factors

    def _factor(self, sheet: Sheet, key: str, name: str, spec: Spec, decoder: Decoder) -> Decimal:
        cell = sheet.units.get(key)
        if cell is None and year_of(key) is not None:
            # A year's column that was added by hand has the unit of the years beside it.
            cell = next((unit for other, unit in sheet.units.items() if year_of(other) is not None), None)
        if cell is None and not _is_money(spec):
            return _ONE
        factor = None if cell is None else unit_factor(str(cell.value), spec, self.currency)
        if factor is not None:
            return factor
        if any(key in row.cells for row in sheet.rows):
            shown = "" if cell is None else str(cell.value)[:40]
            place = cell or Cell("", sheet.place(sheet.rows[0].number, key) or "")
            decoder.note("FM-W115", place, name, value=shown, currency=self.currency)
        return _ONE

    def _row(
        self, sheet: Sheet, row: SourceRow, model: type[Row], decoder: Decoder, factors: Mapping[str, Decimal]
    ) -> _Draft:
        draft = _Draft(sheet, row)
        for key, cell in row.cells.items():
            year = year_of(key)
            if key in model.specs:
                spec, factor = model.specs[key], factors.get(key, _ONE)
                if spec.unit is Unit.BY_QUANTITY:
                    spec = Spec(spec.kind, spec.meaning, _quantity_unit(row, decoder))
                    factor = factor if spec.unit.is_money else _size_of(spec, cell, key, decoder)
                elif spec.unit is Unit.BY_FIELD:
                    spec, factor = _of_field(spec, row, cell, factor, decoder)
                if model is ScenarioChange and key == "text":
                    _store(draft, key, decoder.new_text(cell, key, spec_at(_address(row))))
                    continue
                _store(draft, key, decoder.value(cell, key, spec, factor))
            elif year is not None and "by_year" in model.specs:
                spec, factor = model.specs["by_year"].as_number(), factors.get(key, _ONE)
                if spec.unit is Unit.BY_FIELD:
                    spec, factor = _of_field(spec, row, cell, factor, decoder)
                value = decoder.value(cell, "by_year", spec, factor)
                draft.year_places["by_year", year] = (sheet.title, cell.place)
                if value is BAD:
                    draft.bad.add("by_year")
                else:
                    draft.data.setdefault("by_year", {})[year] = value
        return draft

    def _resolve_names(self, drafts: Mapping[str, list[_Draft]]) -> None:
        """Take a name for the id that it belongs to, where somebody wrote the name and it means one row only."""
        ids: dict[str, set[str]] = {}
        names: dict[str, dict[str, list[str]]] = {}
        for table, rows in drafts.items():
            ids[table] = {str(draft.data.get("id")) for draft in rows}
            names[table] = {}
            for draft in rows:
                name = str(draft.data.get("name", "")).strip().casefold()
                names[table].setdefault(name, []).append(str(draft.data.get("id")))
        for table, rows in drafts.items():
            for name, spec in TABLES[table].specs.items():
                if spec.kind not in (Kind.REFERENCE, Kind.REFERENCES):
                    continue
                for draft in rows:
                    # Rows that a scenario changes stand in the table of the field that it changes.
                    target = spec.table or str(draft.data.get("field", "")).partition(".")[0]
                    known, named = ids.get(target, set()), names.get(target, {})
                    value = draft.data.get(name)
                    if isinstance(value, str):
                        draft.data[name] = _meant(value, known, named)
                    elif isinstance(value, list):
                        draft.data[name] = _all_meant(value, known, named)

    def _yearly_values(self, settings: _Draft | None, drafts: Mapping[str, list[_Draft]]) -> None:
        """Read the sheet of yearly values into the rows that they belong to."""
        sheet = self.source.sheets.get(YEARLY_TABLE)
        if sheet is None:
            self._missing_sheet(YEARLY_TABLE)
            return
        decoder = self._decoder(sheet)
        by_id = {(table, str(draft.data.get("id", "")).strip()): draft for table in drafts for draft in drafts[table]}
        seen: set[tuple[str, str, str]] = set()
        codes = {item.code: item for item in yearly_fields()}
        for row in sheet.rows:
            years = {key: cell for key, cell in row.cells.items() if year_of(key) is not None}
            quantity = row.cells.get("quantity")
            code = None if quantity is None else quantity_from_text(str(quantity.value), tuple(codes))
            if code is None:
                first = quantity or next(iter(row.cells.values()))
                shown = "" if quantity is None else str(quantity.value)[:60]
                decoder.note("FM-W126", first, "quantity", value=shown)
                continue
            item = codes[code]
            cell = row.cells.get("id")
            identity = "" if cell is None else str(decoder.value(cell, "id", _TEXT)).strip()
            target = settings if item.table == Settings.table else by_id.get((item.table, identity))
            if target is None:
                if item.table != Settings.table:
                    known = [name for table, name in by_id if table == item.table]
                    params = {"id": identity[:60], "nearest": nearest(identity, known)}
                    decoder.note("FM-W128", cell or row.cells["quantity"], "id", **params)
                continue
            if (item.table, identity, item.field) in seen:
                decoder.note("FM-W127", row.cells["quantity"], "quantity", id=identity or item.code)
                continue
            seen.add((item.table, identity, item.field))
            if not years:
                where = Where(table=YEARLY_TABLE, sheet=sheet.title, cell=row.cells["quantity"].place)
                self.issues.append(Issue("FM-W129", Severity.WARNING, where, {"id": identity or item.code}))
                continue
            self._years_of(target, item, row, years)

    def _years_of(self, target: _Draft, item: YearlyField, row: SourceRow, years: Mapping[str, Cell]) -> None:
        """Read one row of yearly values into its field: explicit years in place of the profile's."""
        sheet = self.source.sheets[YEARLY_TABLE]
        decoder, name, spec = self._decoder(sheet), item.field, item.spec
        factor = self._yearly_factor(sheet, row, years, spec, decoder) if _has_size(spec) else _ONE
        by_year: dict[int, Any] = {}
        for key, cell in years.items():
            size = factor if _has_size(spec) else _size_of(spec, cell, name, decoder)
            value = decoder.value(cell, name, spec.as_number(), size)
            year = int(key[1:])
            target.year_places[name, year] = (sheet.title, cell.place)
            if value is BAD:
                target.bad.add(name)
            else:
                by_year[year] = value
        if name in target.bad:
            return
        single = target.data.get(name)
        target.data[name] = {"value": None if isinstance(single, dict) else single, "by_year": by_year}

    def _yearly_factor(
        self, sheet: Sheet, row: SourceRow, years: Mapping[str, Cell], spec: Spec, decoder: Decoder
    ) -> Decimal:
        """Return the size of a row's unit: the one in its unit cell; else, for money, the one above the years."""
        cell = row.cells.get("unit")
        if cell is None:
            return self._factor(sheet, next(iter(years)), "unit", spec, decoder) if spec.unit.is_money else _ONE
        factor = unit_factor(str(cell.value), spec, self.currency)
        if factor is None:
            decoder.note("FM-W115", cell, "unit", value=str(cell.value)[:40], currency=self.currency)
            return _ONE
        return factor


class _SettingsDraft(_Draft):
    """The settings have a field a row: each stands in a row of its own."""

    places: dict[str, int]

    def locate(self, name: str | None, year: int | None) -> Where:
        if name is not None and year is not None and (name, year) in self.year_places:
            return super().locate(name, year)
        cell = self.sheet.place(self.places.get(name or "", 1), "value")
        return Where(table=self.sheet.table, field=name, year=year, sheet=self.sheet.title, cell=cell)


_TEXT = Spec(Kind.TEXT, "Plain text.")
_ONE = Decimal(1)
_PERCENT = Decimal("0.01")


def _is_money(spec: Spec) -> bool:
    """Whether a column's numbers mean nothing without the unit above them."""
    return spec.unit.is_money or spec.unit in (Unit.BY_QUANTITY, Unit.BY_FIELD)


def _has_size(spec: Spec) -> bool:
    """Whether a unit can be written in several sizes: not percent, which the cell itself turns into a fraction."""
    return spec.kind in (Kind.NUMBER, Kind.BY_YEAR) and spec.unit not in (Unit.NONE, Unit.FRACTION, Unit.YEARS)


def _meant(text: str, ids: Collection[str], names: Mapping[str, list[str]]) -> str:
    """Return the id that a text stands for: itself, or that of the only row with such a name."""
    meant = names.get(text.strip().casefold(), [])
    return meant[0] if text.strip() not in ids and len(meant) == 1 else text


def _all_meant(words: list[str], ids: Collection[str], names: Mapping[str, list[str]]) -> list[str]:
    """Return the ids that the words of one cell stand for."""
    found = separated(list_text(words), lambda word: _meant(word, ids, names) in ids)
    return [_meant(word, ids, names) for word in found]


def _store(draft: _Draft, name: str, value: Any) -> None:
    if value is BAD:
        draft.bad.add(name)
    elif value is not None:
        draft.data[name] = value


def _quantity_unit(row: SourceRow, decoder: Decoder) -> Unit:
    """Return the unit of the figure that a row of evidence speaks about."""
    cell = row.cells.get("quantity")
    if cell is None or not isinstance(cell.value, str):
        return Quantity.ACTION.unit
    from_cell = Decoder(decoder.table, decoder.sheet, decoder.currency, decoder.language, [])
    code = from_cell.value(cell, "quantity", TABLES["evidence"].specs["quantity"])
    return Quantity.ACTION.unit if code is BAD else Quantity(code).unit


def _follows(issue: Issue, unread: Collection[str]) -> bool:
    """Whether the model complains of a change of a scenario whose cell has been complained of already."""
    where = issue.where
    return issue.code.startswith("FM-C") and where.table == ScenarioChange.table and where.row in unread


def _address(row: SourceRow) -> str:
    """Return the address of the field that a row changes, "" where it names none."""
    cell = row.cells.get("field")
    return (field_from_text(cell.value) or "") if cell is not None and isinstance(cell.value, str) else ""


def _of_field(spec: Spec, row: SourceRow, cell: Cell, factor: Decimal, decoder: Decoder) -> tuple[Spec, Decimal]:
    """Return how a number of a row is read: in the unit of the field that it changes, money in the sheet's unit."""
    found = number_spec(spec, _address(row)).as_number()
    return found, factor if found.unit.is_money else _size_of(found, cell, None, decoder)


def _size_of(spec: Spec, cell: Cell, name: str | None, decoder: Decoder) -> Decimal:
    """Return the size of a number whose column has no unit of its own: a bare number for a rate or share is percent.

    A cell that is shown as percent holds the fraction itself: 6 % is 0.06 there, and so is a bare 6. A bare 0.06 may
    have been meant as a fraction: what it is read as is told.
    """
    if spec.unit is not Unit.FRACTION or cell.is_percent:
        return _ONE
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < abs(value) < 1:
        where = Where(table=decoder.table, field=name, sheet=decoder.sheet, cell=cell.place)
        decoder.issues.append(Issue("FM-W136", Severity.WARNING, where, {"value": float(value)}))
    return _PERCENT
