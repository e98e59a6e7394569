"""Scenarios in words: what a change does, to what, with which value, and whose mix an entry is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.values import choice_label, field_name, number_text_of, spec_of, table_title, value_text
from finmodel.i18n import t
from finmodel.model.addresses import ADDRESSED, addressable_fields, spec_at, value_of_text
from finmodel.model.changes import plain
from finmodel.model.scenario_enums import Operation
from finmodel.model.spec import Kind, Unit

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.components.values import Names
    from finmodel.model.scenarios import ScenarioChange, ScenarioFunding
    from finmodel.model.spec import Spec

__all__ = [
    "address_label",
    "change_label",
    "fields_for",
    "has_rows_of_actions",
    "operation_label",
    "picks_text",
    "place_label",
    "share_text",
    "unit_text",
    "value_of_change",
]

_NUMBERS = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR, Kind.BY_YEAR)


def operation_label(operation: Operation, formats: Formats) -> str:
    """Return what an operation is called."""
    return t(f"choice.operation.{operation}", formats.lang)


def address_label(address: str, formats: Formats) -> str:
    """Return what a field is called, its table before it."""
    if spec_at(address) is None:
        return address
    table, _, field = address.partition(".")
    return f"{table_title(table, formats.lang)}: {field_name(table, field, formats.lang)}"


def fields_for(operation: Operation) -> tuple[str, ...]:
    """Return the fields that an operation can be done to; empty where it is done to actions as a whole."""
    if operation.is_on_actions:
        return ()
    return tuple(name for name in addressable_fields() if _can(operation, spec_at(name)))


def _can(operation: Operation, spec: Spec | None) -> bool:
    if spec is None:
        return False
    if operation is Operation.SCALE:
        is_life = spec.kind is Kind.INTEGER and spec.unit is Unit.YEARS
        return spec.kind in (Kind.NUMBER, Kind.BY_YEAR) or is_life
    return operation is Operation.SET or spec.kind in _NUMBERS


def unit_text(unit: Unit, formats: Formats) -> str:
    """Return the unit that a number is written in on the page; "" for a bare number."""
    if unit in (Unit.NONE, Unit.BY_QUANTITY, Unit.BY_FIELD):
        return ""
    return formats.text(f"scenario_unit.{unit}", money=formats.money_label, kr=formats.kronor_label)


def picks_text(change: ScenarioChange, names: Names, formats: Formats) -> str:
    """Return what a change is done to."""
    if change.all_rows:
        found = [formats.text("scenarios.everything")]
    else:
        found = []
        for name in ("actions", "statuses", "sectors", "owners"):
            if value := getattr(change, name):
                label = field_name("scenario_changes", name, formats.lang)
                found.append(f"{label}: {value_text('scenario_changes', name, plain(value), names, formats)}")
        if change.rows:
            table = change.field.partition(".")[0]
            found.append("; ".join(names.of(table, row) for row in change.rows))
    if change.of_kind is not None:
        found.append(choice_label(spec_of("scenario_changes", "of_kind"), str(change.of_kind), formats.lang))
    return ". ".join(found)


def value_of_change(  # noqa: PLR0911 - one return for each column of a value
    change: ScenarioChange, names: Names, formats: Formats
) -> str:
    """Return the value that a change sets, adds, multiplies or moves by."""
    if change.years is not None:
        return formats.text("scenarios.years_moved", n=formats.number(change.years))
    if change.start_year is not None:
        return formats.text("scenarios.starts", year=str(change.start_year))
    if change.factor is not None:
        return f"× {formats.number(change.factor)}"
    table, _, field = change.field.partition(".")
    spec = spec_at(change.field)
    if spec is None:
        return ""
    if change.text:
        try:
            value: Any = value_of_text(change.text, spec)
        except ValueError:
            return change.text
        return value_text(table, field, value, names, formats)
    years = [f"{year}: {number_text_of(number, spec.unit, formats)}" for year, number in change.by_year.items()]
    if change.number is None:
        return "; ".join(years)
    single = str(int(change.number)) if spec.kind is Kind.YEAR else number_text_of(change.number, spec.unit, formats)
    return "; ".join([single, *years])


def change_label(change: ScenarioChange, names: Names, formats: Formats) -> str:
    """Return a change in one line."""
    parts = (
        operation_label(change.operation, formats),
        address_label(change.field, formats) if change.field else "",
        picks_text(change, names, formats),
        value_of_change(change, names, formats),
    )
    return " · ".join(part for part in parts if part)


def place_label(column: str, target: str, names: Names, formats: Formats) -> str:
    """Return whose mix it is."""
    if column == "all":
        return formats.text("scenarios.place_all")
    shown = value_text("scenario_funding", column, target, names, formats)
    return f"{formats.text(f'scenarios.place_{column}')}: {shown}"


def share_text(entry: ScenarioFunding, names: Names, formats: Formats) -> str:
    """Return how much an entry pays: its share, its amount, by year, or the rest."""
    if entry.rest:
        return formats.text("scenarios.rest")
    for name in ("share", "amount", "by_year"):
        value = plain(getattr(entry, name))
        if value is not None:
            return value_text("scenario_funding", name, value, names, formats)
    return formats.text("scenarios.own_share")


def has_rows_of_actions(table: str) -> bool:
    """Whether a table's rows are actions or belong to them, so that they can be picked by the action."""
    return table == "actions" or "action" in ADDRESSED[table].specs
