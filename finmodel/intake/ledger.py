"""The open supplier ledger: a row a posting, hundreds of thousands of them, read in one pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from types import MappingProxyType

from finmodel.errors import Param, Severity
from finmodel.intake.budget_codes import date_of
from finmodel.intake.budget_lines import (
    Amount,
    BudgetLine,
    BudgetTable,
    Chart,
    ColumnTotal,
    LeftOut,
    LeftOutReason,
    LineKind,
    Place,
    Sort,
    SourceFacts,
    SourceFormat,
)
from finmodel.intake.budget_money import MoneyError, money_of_number, money_of_text
from finmodel.intake.budget_privacy import MASK, Masker
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, CellError, Row, SourceSheet, Unstored, cell_text, is_blank
from finmodel.intake.budget_source import Opened
from finmodel.intake.budget_subtotals import has_subtotal_word
from finmodel.intake.budget_words import Words, normal_form, words

__all__ = ["is_ledger", "ledger_table"]

REQUIRED = {"account": "konto_nr", "amount": "belopp", "date": "datum"}
"""Fields that a ledger must have, and what the format calls their columns."""

_HEAD_ROWS = 10
_PROGRESS_ROWS = 5_000


def is_ledger(sheet: SourceSheet) -> bool:
    """Say whether a table is headed as an open supplier ledger."""
    return _header(sheet, words()) is not None


def ledger_table(
    opened: Opened,
    sheet: SourceSheet,
    problems: Problems,
    masker: Masker,
    chart: Chart,
    kind: LineKind | None = None,
    progress: Callable[[int], None] | None = None,
) -> BudgetTable:
    """Return a ledger as lines of outturn, a line a posting, dated.

    The buyer is the organisation, the department its responsibility; where there is no free text the account's text
    is the line's. A line is investment when its account is one of investment in the chart, unless ``kind`` is given.

    Parameters
    ----------
    opened, sheet
        The file, and its table.
    problems
        Gets ``FM-B107`` a row of another length, ``FM-B130`` … ``FM-B139`` cells, ``FM-B180`` columns that are
        missing, ``FM-B181`` how lines were told to be investment.
    masker
        Masks what is to be masked.
    chart
        The organisation's chart of accounts.
    kind
        Of all lines.
    progress
        Called every 5 000 rows with their number.

    Raises
    ------
    InputError
        With every problem.
    """
    found = _header(sheet, words())
    if found is None:
        problems.add("FM-B180", columns=tuple(REQUIRED.values()))
        problems.stop_if_errors()
        raise AssertionError  # stopped above
    at, number, width = found
    missing = tuple(heading for name, heading in REQUIRED.items() if name not in at)
    if missing:
        problems.add("FM-B180", sheet=sheet.title, columns=missing)
        problems.stop_if_errors()
    reading = _Reading(sheet, problems, masker, at, width, chart, kind)
    for n_rows, row in enumerate(sheet.rows(), start=1):
        if row[0] > number:
            reading.read(row)
        if progress is not None and n_rows % _PROGRESS_ROWS == 0:
            progress(n_rows)
    problems.stop_if_errors()
    if not reading.lines:
        problems.add("FM-B154")
    if kind is None:
        n_investment = sum(line.kind is LineKind.INVESTMENT for line in reading.lines)
        prefixes = words().charts[chart]["investment"]
        problems.add("FM-B181", Severity.INFO, n=n_investment, accounts=prefixes)
    if reading.n_rounded:
        lost = float(reading.lost / 100)
        problems.add("FM-B143", Severity.WARNING, sheet=sheet.title, n=reading.n_rounded, lost=lost)
    return BudgetTable(
        source=SourceFacts(opened.name, SourceFormat.LEDGER, opened.sha256, sheet.encoding, chart),
        lines=tuple(reading.lines),
        names=MappingProxyType({"account": MappingProxyType(reading.names)}),
        left_out=tuple(reading.left_out),
        totals=reading.totals(),
    )


def _header(sheet: SourceSheet, known: Words) -> tuple[dict[str, int], int, int] | None:
    """Return field → column, the headings' row, and its width."""
    for number, cells in islice(sheet.rows(), _HEAD_ROWS):
        forms = [normal_form(cell_text(cell)) for cell in cells]
        if known.ledger_signature <= set(forms):
            at: dict[str, int] = {}
            for column, form in enumerate(forms, start=1):
                field_name = known.ledger.get(form)
                if field_name is not None:
                    at.setdefault(field_name, column)
            return at, number, len(cells)
    return None


@dataclass(slots=True)
class _Reading:
    sheet: SourceSheet
    problems: Problems
    masker: Masker
    at: dict[str, int]
    width: int
    chart: Chart
    kind: LineKind | None
    lines: list[BudgetLine] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    sums: dict[tuple[LineKind, int], int] = field(default_factory=dict)
    n_rounded: int = 0
    lost: Decimal = Decimal(0)
    pool: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, LineKind] = field(default_factory=dict)
    days: dict[str, dt.date | None] = field(default_factory=dict)

    def read(self, row: Row) -> None:
        number, cells = row
        if self.sheet.is_text and not self._fits(number, cells):
            return
        ore = self._ore(number, cells)
        place = Place(self.problems.file, None if self.sheet.is_text else self.sheet.title, number)
        account = self._text(number, cells, "account")
        if ore is None:
            self.left_out.append(LeftOut(LeftOutReason.NO_AMOUNT, place, self.masker.label(account)))
            return
        if not account and self._is_sum(number, cells, place, ore):
            return
        day = self._day(number, cells)
        if day is None:
            return
        supplier = self._text(number, cells, "supplier")
        shown = self.masker.supplier(supplier, self._text(number, cells, "supplier_id"))
        account_name = self._text(number, cells, "account_name")
        if account and account_name:
            self.names.setdefault(account, account_name)
        text = self._text(number, cells, "text")
        if text:
            text = self.masker.text(text, supplier, is_masked_supplier=shown == MASK)
        kind = self._kind(account)
        self.sums[kind, day.year] = self.sums.get((kind, day.year), 0) + ore
        self.lines.append(
            BudgetLine(
                kind=kind,
                amounts=(Amount(Sort.OUTTURN, day.year, ore),),
                place=place,
                organisation=self._text(number, cells, "organisation"),
                responsibility=self._text(number, cells, "responsibility"),
                account=account,
                activity=self._text(number, cells, "activity"),
                project=self._text(number, cells, "project"),
                counterparty=self._text(number, cells, "counterparty"),
                text=text or account_name,
                supplier=shown,
                date=self.pool.setdefault(iso := day.isoformat(), iso),
            )
        )

    def totals(self) -> tuple[ColumnTotal, ...]:
        """Return the sums by kind and year."""
        return tuple(
            ColumnTotal(self.sheet.title, "belopp", kind, Sort.OUTTURN, year, ore)
            for (kind, year), ore in sorted(self.sums.items())
        )

    def _fits(self, number: int, cells: list[Cell]) -> bool:
        n_cells = len(cells)
        while n_cells > self.width and is_blank(cells[n_cells - 1]):
            n_cells -= 1
        if n_cells <= self.width and n_cells >= max(self.at[name] for name in REQUIRED):
            return True
        self._problem("FM-B107", number, 1, n=n_cells, expected_cells=self.width)
        return False

    def _is_sum(self, number: int, cells: list[Cell], place: Place, ore: int) -> bool:
        """Leave out a row of the sum of all, which has a word for it and no account."""
        texts = [text for cell in cells if isinstance(cell, str) and (text := cell_text(cell))]
        if not has_subtotal_word(texts, words().subtotals, words().subtotals_last):
            return False
        self.left_out.append(LeftOut(LeftOutReason.SUBTOTAL, place, self.masker.label(texts[0])))
        params: dict[str, Param] = {"n": 1, "rows": (f"{number}: {self.masker.label(texts[0])}",)}
        self.problems.add("FM-B150", Severity.INFO, sheet=self.sheet.title, more=params)
        if ore != sum(self.sums.values()):
            self._problem("FM-B182", number, self.at["amount"], stated=ore / 100, found=sum(self.sums.values()) / 100)
        return True

    def _text(self, number: int, cells: list[Cell], name: str) -> str:
        column = self.at.get(name)
        if column is None or column > len(cells):
            return ""
        cell = cells[column - 1]
        if isinstance(cell, str):
            # The same few texts stand in hundreds of thousands of rows.
            known = self.pool.get(cell)
            if known is None:
                text = cell_text(cell)
                known = self.pool[cell] = self.pool.setdefault(text, text)
            return known
        if isinstance(cell, CellError | Unstored):
            self._problem("FM-B132", number, column, value=cell_text(cell))
            return ""
        text = cell_text(cell)
        return self.pool.setdefault(text, text)

    def _ore(self, number: int, cells: list[Cell]) -> int | None:
        column = self.at["amount"]
        cell = cells[column - 1] if column <= len(cells) else None
        try:
            if isinstance(cell, str):
                money = money_of_text(cell, 1)
            elif isinstance(cell, int | float) and not isinstance(cell, bool):
                money = money_of_number(cell, 1)
            elif cell is None:
                money = None
            else:
                self._problem(
                    "FM-B132" if isinstance(cell, CellError) else "FM-B131", number, column, value=cell_text(cell)
                )
                return 0
        except MoneyError as error:
            params: dict[str, Param] = {"value": cell_text(cell)}
            if error.number is not None:
                params.update(error.number.params, reason=error.number.reason)
            self._problem(error.code, number, column, **params)
            return 0
        if money is None:
            return None
        if money.lost:
            self.n_rounded += 1
            self.lost += abs(money.lost)
        return money.ore

    def _day(self, number: int, cells: list[Cell]) -> dt.date | None:
        column = self.at["date"]
        cell = cells[column - 1] if column <= len(cells) else None
        if isinstance(cell, str):
            if cell not in self.days:
                self.days[cell] = date_of(cell)
            day = self.days[cell]
        else:
            day = date_of(cell)
        if day is None:
            self._problem("FM-B139", number, column, value=cell_text(cell))
        return day

    def _kind(self, account: str) -> LineKind:
        if self.kind is not None:
            return self.kind
        known = self.kinds.get(account)
        if known is None:
            is_investment = words().has_role(account, "investment", self.chart)
            known = self.kinds[account] = LineKind.INVESTMENT if is_investment else LineKind.OPERATING
        return known

    def _problem(self, code: str, row: int, column: int, **params: Param) -> None:
        self.problems.add(code, sheet=self.sheet.title, cell=self.sheet.cell(row, column), more=params)
