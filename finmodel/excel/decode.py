"""From a cell to a value of the model, by the field's declaration; what cannot be read becomes an issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.errors import Issue, Param, Where
from finmodel.excel.field_values import field_from_text, field_text, neutral_text
from finmodel.excel.texts import (
    QUANTITY_KINDS,
    UNKNOWN_MARK,
    choice_from_text,
    choice_text,
    flag_from_text,
    listed,
    ramp_from_text,
    separated,
    shares_from_text,
)
from finmodel.i18n.numbers import NumberTextError
from finmodel.i18n.quantities import parse_quantity, quantity_currency
from finmodel.model.addressed import nearest
from finmodel.model.addresses import addressable_fields
from finmodel.model.decimals import normalise, to_decimal
from finmodel.model.enums import Quality
from finmodel.model.spec import Kind, Spec

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from finmodel.excel.source import Cell
    from finmodel.i18n.catalogue import Language

__all__ = ["BAD", "Decoder"]

BAD = object()
"""What a cell that cannot be read gives; its issue has been noted."""

MAX_SHOWN = 60


@dataclass
class Decoder:
    """Reads cells of one sheet; notes what is wrong with them.

    Attributes
    ----------
    table, sheet
        Where the cells stand.
    currency
        The plan's currency.
    language
        Language that the workbook was written in; None where unknown. Choices are named in it.
    issues
        Where problems go.
    """

    table: str
    sheet: str
    currency: str
    language: Language | None
    issues: list[Issue]

    def note(self, code: str, cell: Cell, field: str | None, **params: Param) -> object:
        """Note a problem with a cell."""
        where = Where(table=self.table, field=field, sheet=self.sheet, cell=cell.place)
        self.issues.append(Issue(code, where=where, params=params))
        return BAD

    def value(self, cell: Cell, field: str, spec: Spec, factor: Decimal | int = 1) -> Any:
        """Return the model's value of a cell.

        Parameters
        ----------
        cell
            A cell that is not blank.
        field, spec
            The field and its declaration.
        factor
            How many of the model's unit (whole currency units, kWh, …) one of the column's unit is.

        Returns
        -------
        object
            Plain data for the model, None for a blank, or :data:`BAD`.
        """
        if not self._has_value(cell, field):
            return BAD
        readers: dict[Kind, Callable[[], Any]] = {
            Kind.NUMBER: lambda: self.number(cell, field, spec, factor),
            Kind.INTEGER: lambda: self._integer(cell, field, spec),
            Kind.YEAR: lambda: self._integer(cell, field, spec),
            Kind.FLAG: lambda: self._flag(cell, field),
            Kind.CHOICE: lambda: self._choice(cell, field, spec, self._text(cell)),
            Kind.CHOICES: lambda: self._choices(cell, field, spec),
            Kind.REFERENCES: lambda: listed(self._text(cell)) or None,
            Kind.SHARES: lambda: self._shares(cell, field),
            Kind.RAMP: lambda: self._ramp(cell, field),
            Kind.DATE: lambda: self._date(cell, field),
            Kind.FIELD: lambda: self._field(cell, field),
        }
        return readers.get(spec.kind, lambda: self._text(cell))()

    def new_text(self, cell: Cell, field: str, target: Spec | None) -> Any:
        """Return the text of a scenario's change, as the model writes it for the field that is changed."""
        if not self._has_value(cell, field):
            return BAD
        if isinstance(cell.value, bool):
            return str(cell.value).casefold()
        if isinstance(cell.value, dt.date):
            return self._date(cell, field)
        text = self._text(cell).strip()
        found = text if target is None else neutral_text(text, target)
        if found is not None or target is None:
            return found
        if target.choices is not None and target.kind is Kind.CHOICE:
            return self._choice(cell, field, target, text)
        return self.note("FM-C114", cell, field, value=text[:MAX_SHOWN], kind=str(target.kind))

    def _has_value(self, cell: Cell, field: str) -> bool:
        """Whether a cell holds something that can be read; notes it where not."""
        if cell.is_error:
            self.note("FM-W110", cell, field, value=str(cell.value)[:MAX_SHOWN])
        elif cell.value is None:
            self.note("FM-W111", cell, field, formula=(cell.formula or "")[:MAX_SHOWN])
        return not cell.is_error and cell.value is not None

    def _field(self, cell: Cell, field: str) -> Any:
        text = self._text(cell)
        address = field_from_text(text)
        if address is not None:
            return address
        labels = [field_text(known, self.language or "sv") for known in addressable_fields()]
        return self.note("FM-C103", cell, field, value=text[:MAX_SHOWN], nearest=nearest(text, labels))

    def number(self, cell: Cell, field: str, spec: Spec, factor: Decimal | int) -> Any:
        """Return a number in the model's unit; ``?`` in a yearly field is an amount that is unknown."""
        value = cell.value
        if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
            shown = str(value)[:MAX_SHOWN]
            return self.note("FM-W112", cell, field, value=shown, reason="not_a_number", text=shown)
        if not isinstance(value, str):
            return normalise(to_decimal(value) * factor)
        if spec.yearly and value.strip() == UNKNOWN_MARK:
            return {"value": None, "by_year": {}}
        return self._number_text(value, cell, field, spec, factor)

    def _number_text(self, text: str, cell: Cell, field: str, spec: Spec, factor: Decimal | int) -> Any:
        try:
            # Whoever typed it need not be of the workbook's language: 1,234 and 1.234 are asked about in both.
            quantity = parse_quantity(text, QUANTITY_KINDS.get(spec.unit, "number"), lang=None)
        except NumberTextError as problem:
            params: dict[str, Param] = {**problem.params, "reason": problem.reason, "value": text.strip()[:MAX_SHOWN]}
            return self.note("FM-W112", cell, field, **params)
        if quantity.unit is None:
            return normalise(quantity.value * factor)
        if quantity_currency(quantity.unit) not in (None, self.currency):
            return self.note("FM-W117", cell, field, unit=quantity.unit, currency=self.currency)
        return normalise(quantity.value)

    def _shares(self, cell: Cell, field: str) -> Any:
        shares = shares_from_text(self._text(cell))
        return shares if shares is not None else self._form("FM-W114", cell, field)

    def _integer(self, cell: Cell, field: str, spec: Spec) -> Any:
        number = self.number(cell, field, spec, 1)
        if number is BAD:
            return BAD
        if number != int(number):
            return self.note("FM-W116", cell, field, value=str(cell.value)[:MAX_SHOWN])
        return int(number)

    def _flag(self, cell: Cell, field: str) -> Any:
        if isinstance(cell.value, bool):
            return cell.value
        flag = flag_from_text(self._text(cell))
        return flag if flag is not None else self._form("FM-W118", cell, field)

    def _choices(self, cell: Cell, field: str, spec: Spec) -> Any:
        """Return several choices of one cell; each that is none is named."""
        choices = spec.choices or Quality
        items = separated(self._text(cell), lambda word: choice_from_text(word, choices) is not None)
        found = [self._choice(cell, field, spec, item) for item in items]
        return BAD if BAD in found else found or None

    def _choice(self, cell: Cell, field: str, spec: Spec, text: str) -> Any:
        choices = spec.choices or Quality
        code = choice_from_text(text, choices)
        if code is not None:
            return code
        labels = tuple(choice_text(member, self.language or "sv") for member in choices)
        return self.note("FM-W113", cell, field, value=text[:MAX_SHOWN], choices=labels, nearest=nearest(text, labels))

    def _ramp(self, cell: Cell, field: str) -> Any:
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            return [normalise(cell.value)]
        ramp = ramp_from_text(self._text(cell))
        return ramp if ramp is not None else self._form("FM-W114", cell, field)

    def _date(self, cell: Cell, field: str) -> Any:
        if isinstance(cell.value, dt.datetime):
            return cell.value.date().isoformat()
        if isinstance(cell.value, dt.date):
            return cell.value.isoformat()
        text = self._text(cell)
        return text if text[:4].isascii() and text[:4].isdigit() else self._form("FM-W119", cell, field)

    def _form(self, code: str, cell: Cell, field: str) -> object:
        return self.note(code, cell, field, value=self._text(cell)[:MAX_SHOWN])

    @staticmethod
    def _text(cell: Cell) -> str:
        """Return a cell as text; a whole number is written without decimals, so that an id 7 stays 7."""
        value = cell.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return str(value)
