"""A SIE file (types 1 to 4) read record by record; every broken line is named, not the first only."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable

from finmodel.errors import Param, Severity
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_source import Opened, text_encoding
from finmodel.intake.sie_file import Objects, SieAccount, SieBalance, SieDimension, SieFile, SieTransaction, SieVoucher
from finmodel.intake.sie_tokens import Field, SieLineError, object_pairs, tokens
from finmodel.intake.sie_values import sie_date, sie_ore, sie_period, sie_whole

__all__ = ["read_sie"]

_MAX_LINE = 100_000
_END_OF_FILE = "\x1a"
_ROWS = frozenset({"#TRANS", "#RTRANS", "#BTRANS"})


def read_sie(opened: Opened, problems: Problems, *, encoding: str | None = None) -> SieFile:
    """Return what a SIE file holds.

    Parameters
    ----------
    opened
        The file.
    problems
        Gets everything that is wrong: ``FM-B101`` to ``FM-B103`` letters, ``FM-B201`` a line that is none, ``FM-B202``
        a record whose field cannot be read, ``FM-B203`` a voucher that does not begin or end, ``FM-B204`` one that
        does not balance, ``FM-B207`` another currency, ``FM-B211`` a voucher outside the stated years; ``FM-B208``
        letters other than stated and ``FM-B209`` unknown records as notices.
    encoding
        What the user says it is; None: found by the bytes, CP437 where they do not tell.

    Returns
    -------
    SieFile
        What could be read; not to be used when ``problems`` has errors.
    """
    name = text_encoding(opened, problems, fallback="cp437", stated=encoding)
    reading = _Reading(problems)
    reading.file.encoding = name
    try:
        with opened.open() as file, io.TextIOWrapper(file, encoding=name) as text:
            for number, line in enumerate(text, start=1):
                reading.line(number, line)
    except UnicodeError:
        problems.add("FM-B101")
    reading.end()
    return reading.file


class _Reading:
    """The state between lines: the voucher that is open, and where."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.file = SieFile()
        self._ignored: Counter[str] = Counter()
        self._number = 0
        self._voucher: tuple[str, str, dt.date | None, str, int] | None = None
        self._is_open = self._is_broken = False
        self._rows: list[SieTransaction] = []
        self._records: dict[str, Callable[[list[Field]], None]] = {
            "#KONTO": self._account,
            "#KTYP": self._account_type,
            "#SRU": self._sru,
            "#DIM": self._dimension,
            "#UNDERDIM": self._dimension,
            "#OBJEKT": self._object,
            "#RAR": self._year,
            "#VER": self._open_voucher,
            **dict.fromkeys(
                ("#FLAGGA", "#FORMAT", "#SIETYP", "#PROGRAM", "#FNAMN", "#ORGNR", "#KPTYP", "#VALUTA"), self._fact
            ),
            **dict.fromkeys(("#IB", "#UB", "#RES", "#OIB", "#OUB", "#PSALDO", "#PBUDGET"), self._balance),
            **dict.fromkeys(_ROWS, self._transaction),
        }

    def line(self, number: int, line: str) -> None:
        """Read one line."""
        self._number = number
        body = line.strip(" \t\r\n" + _END_OF_FILE)
        if not body:
            return
        if body in ("{", "}"):
            self._brace(body)
            return
        try:
            if len(body) > _MAX_LINE:
                raise SieLineError(_MAX_LINE)
            fields = tokens(body)
        except SieLineError as error:
            self._problem("FM-B201", value=body[:60], position=error.at)
            self._is_broken = self._is_broken or self._is_open
            return
        record = fields[0].upper() if isinstance(fields[0], str) else ""
        if not record.startswith("#"):
            self._problem("FM-B201", value=body[:60], position=1)
            return
        if self._voucher is not None and record not in _ROWS:
            self._unfinished()
        handler = self._records.get(record)
        if handler is None:
            self._ignored[record] += 1
        else:
            handler(fields)

    def end(self) -> None:
        """Say what is only known when all has been read."""
        self._unfinished()
        file = self.file
        file.ignored = dict(self._ignored)
        if self._ignored:
            listed = tuple(f"{record} ({n})" for record, n in sorted(self._ignored.items()))
            self.problems.add("FM-B209", Severity.INFO, n=sum(self._ignored.values()), records=listed)
        if file.format.upper() == "PC8" and file.encoding != "cp437" and not file.encoding.startswith("utf-8"):
            self.problems.add("FM-B208", Severity.INFO, encoding=file.encoding)
        if file.currency and file.currency.upper() != "SEK":
            self.problems.add("FM-B207", value=file.currency)
        if file.years:
            for voucher in file.vouchers:
                if file.year_of(voucher.date) is None:
                    params = {
                        "voucher": f"{voucher.series} {voucher.number}".strip(),
                        "value": voucher.date.isoformat(),
                    }
                    self.problems.add("FM-B211", line=voucher.line, more=params)

    # ---- what each record says

    def _fact(self, fields: list[Field]) -> None:
        name = {
            "#FLAGGA": "flag",
            "#FORMAT": "format",
            "#SIETYP": "type",
            "#PROGRAM": "program",
            "#FNAMN": "company",
            "#ORGNR": "organisation_number",
            "#KPTYP": "chart",
            "#VALUTA": "currency",
        }[self._record(fields)]
        if len(fields) > 1 and isinstance(fields[1], str):
            setattr(self.file, name, fields[1])

    def _account(self, fields: list[Field]) -> None:
        number, name = self._text(fields, 1), self._text(fields, 2, is_needed=False)
        if number:
            self._account_of(number).name = name

    def _account_type(self, fields: list[Field]) -> None:
        number, kind = self._text(fields, 1), self._text(fields, 2)
        if number and kind:
            self._account_of(number).type = kind.upper()

    def _sru(self, fields: list[Field]) -> None:
        number, code = self._text(fields, 1), self._text(fields, 2)
        if number and code:
            account = self._account_of(number)
            account.sru = (*account.sru, code)

    def _account_of(self, number: str) -> SieAccount:
        return self.file.accounts.setdefault(number, SieAccount(number))

    def _dimension(self, fields: list[Field]) -> None:
        number, name = self._text(fields, 1), self._text(fields, 2, is_needed=False)
        parent = self._text(fields, 3) if self._record(fields) == "#UNDERDIM" else None
        if number:
            self.file.dimensions[number] = SieDimension(name, parent)

    def _object(self, fields: list[Field]) -> None:
        dimension, number, name = self._text(fields, 1), self._text(fields, 2), self._text(fields, 3, is_needed=False)
        if dimension and number:
            self.file.objects[dimension, number] = name

    def _year(self, fields: list[Field]) -> None:
        number = sie_whole(self._text(fields, 1))
        first, last = sie_date(self._text(fields, 2)), sie_date(self._text(fields, 3))
        if number is None or first is None or last is None or last < first:
            self._bad(fields, 1 if number is None else 2)
        else:
            self.file.years[number] = (first, last)

    def _balance(self, fields: list[Field]) -> None:
        record = self._record(fields)
        has_period, has_objects = record in ("#PSALDO", "#PBUDGET"), record not in ("#IB", "#UB", "#RES")
        at = 1
        number = sie_whole(self._text(fields, at))
        if number is None:
            self._bad(fields, at)
            return
        period: str | None = ""
        if has_period:
            at += 1
            period = sie_period(self._text(fields, at))
            if period is None:
                self._bad(fields, at)
                return
        at += 1
        account = self._text(fields, at)
        at += 1
        objects: Objects | None = ()
        if has_objects and at < len(fields) and isinstance(fields[at], tuple):
            objects = self._objects(fields, at)
            at += 1
        elif has_objects and record in ("#OIB", "#OUB"):
            self._bad(fields, at)
            return
        ore = self._ore(fields, at)
        if account and objects is not None and ore is not None:
            self.file.balances.append(SieBalance(record, number, period or "", account, objects, ore, self._number))

    def _open_voucher(self, fields: list[Field]) -> None:
        series, number = self._text(fields, 1, is_needed=False), self._text(fields, 2, is_needed=False)
        day = sie_date(self._text(fields, 3))
        if day is None:
            self._bad(fields, 3)
        self._voucher = (series, number, day, self._text(fields, 4, is_needed=False), self._number)
        self._is_open, self._is_broken, self._rows = False, day is None, []

    def _brace(self, brace: str) -> None:
        if self._voucher is None or (brace == "{") is self._is_open:
            self._problem("FM-B203", voucher=self._voucher_name(), value=brace)
            self._is_broken = True
        elif brace == "{":
            self._is_open = True
        else:
            self._close()

    def _transaction(self, fields: list[Field]) -> None:
        record = self._record(fields)
        if self._voucher is None or not self._is_open:
            self._problem("FM-B203", voucher=self._voucher_name(), value=record)
            return
        account = self._text(fields, 1)
        objects = self._objects(fields, 2)
        ore = self._ore(fields, 3) if objects is not None else None
        stated = self._text(fields, 4, is_needed=False)
        day = sie_date(stated) if stated else None
        if stated and day is None:
            self._bad(fields, 4)
        if not account or objects is None or ore is None or (stated and day is None):
            self._is_broken = True
            return
        text = self._text(fields, 5, is_needed=False)
        self._rows.append(SieTransaction(record, account, objects, ore, day, text, self._number))

    def _close(self) -> None:
        voucher, rows = self._voucher, tuple(self._rows)
        self._voucher, self._is_open = None, False
        if voucher is None or self._is_broken:
            return
        series, number, day, text, line = voucher
        difference = sum(row.ore for row in rows if row.record == "#TRANS")
        if difference:
            params: dict[str, Param] = {"voucher": f"{series} {number}".strip(), "difference": difference / 100}
            self.problems.add("FM-B204", line=line, more=params)
        if day is not None:
            self.file.vouchers.append(SieVoucher(series, number, day, text, line, rows))

    def _unfinished(self) -> None:
        """Say that a voucher has not ended where something else begins."""
        if self._voucher is not None:
            self._problem("FM-B203", voucher=self._voucher_name(), value="}" if self._is_open else "{")
        self._voucher, self._is_open = None, False

    # ---- fields

    def _record(self, fields: list[Field]) -> str:
        return str(fields[0]).upper()

    def _text(self, fields: list[Field], at: int, *, is_needed: bool = True) -> str:
        value = fields[at] if at < len(fields) else ""
        if isinstance(value, tuple) or (is_needed and not value):
            self._bad(fields, at)
            return ""
        return " ".join(value.split())

    def _objects(self, fields: list[Field], at: int) -> Objects | None:
        value = fields[at] if at < len(fields) else ""
        pairs = object_pairs(value) if isinstance(value, tuple) else None
        if pairs is None:
            self._bad(fields, at)
        return pairs

    def _ore(self, fields: list[Field], at: int) -> int | None:
        value = fields[at] if at < len(fields) else ""
        ore = sie_ore(value) if isinstance(value, str) else None
        if ore is None:
            self._bad(fields, at)
        return ore

    def _bad(self, fields: list[Field], at: int) -> None:
        value = fields[at] if at < len(fields) else ""
        shown = value if isinstance(value, str) else "{" + " ".join(value) + "}"
        self._problem("FM-B202", record=self._record(fields), field_number=at, value=shown[:60] or "–")

    def _voucher_name(self) -> str:
        return f"{self._voucher[0]} {self._voucher[1]}".strip() if self._voucher is not None else "–"

    def _problem(self, code: str, **params: Param) -> None:
        self.problems.add(code, line=self._number, more=params)
