"""What an operation of a scenario makes of a field's value: set, multiplied, added to, or moved in time."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

from finmodel.analysis.scaling import scaled_life, scaled_yearly, shifted_yearly
from finmodel.model.addresses import value_of_text
from finmodel.model.decimals import normalise
from finmodel.model.lines import Investment
from finmodel.model.scenario_enums import Operation
from finmodel.model.spec import Kind
from finmodel.model.values import Yearly, YearMap

if TYPE_CHECKING:
    from finmodel.model.row import Row
    from finmodel.model.scenarios import ScenarioChange
    from finmodel.model.spec import Spec

__all__ = ["MovedOutside", "changed_fields", "moved_fields"]


class MovedOutside(ValueError):  # noqa: N818 - what happened, for the caller to report
    """A year of money would fall outside the plan's year axis.

    Parameters
    ----------
    year
        The first such year.
    """

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(str(year))


def changed_fields(row: Row, field: str, spec: Spec, change: ScenarioChange) -> dict[str, Any]:
    """Return the new values of a row's fields: the one that is changed, and what has to follow it.

    An investment's amount and its years are one cost: whichever is changed, the other follows in proportion.

    Parameters
    ----------
    row
        As it stands.
    field, spec
        The field and its declaration.
    change
        A change that ``check_scenarios`` has passed.
    """
    if isinstance(row, Investment) and field in _COST:
        return _cost(row, field, change)
    return {field: _changed(getattr(row, field), spec, change)}


def _changed(value: Any, spec: Spec, change: ScenarioChange) -> Any:
    match change.operation:
        case Operation.SET:
            return _set(value, spec, change)
        case Operation.SCALE:
            return _scaled(value, spec, change.factor or 0.0)
        case _:
            return _added(value, change.number or 0.0)


def _set(value: Any, spec: Spec, change: ScenarioChange) -> Any:
    if change.text:
        return value_of_text(change.text, spec)
    if spec.kind is Kind.BY_YEAR:
        return YearMap({**value, **change.by_year})
    if not spec.yearly:
        return change.number
    if change.number is not None:
        return Yearly(value=change.number, by_year=change.by_year)
    before = value or Yearly()
    return Yearly(value=before.value, by_year=YearMap({**before.by_year, **change.by_year}))


def _scaled(value: Any, spec: Spec, factor: float) -> Any:
    if value is None:
        return None
    if isinstance(value, Yearly):
        return scaled_yearly(value, factor)
    if isinstance(value, YearMap):
        return YearMap({year: normalise(number * factor) for year, number in value.items()})
    if spec.kind is Kind.INTEGER:
        # A life is at least a year; years of grace or of waiting may be none.
        return scaled_life(value, factor) if spec.minimum else floor(value * factor + 0.5)
    return normalise(value * factor)


def _added(value: Any, step: float) -> Any:
    if value is None:
        return None
    if isinstance(value, Yearly):
        return shifted_yearly(value, step)
    if isinstance(value, YearMap):
        return YearMap({year: normalise(number + step) for year, number in value.items()})
    return normalise(value + step)


_COST = ("amount", "by_year")


def _cost(row: Investment, field: str, change: ScenarioChange) -> dict[str, Any]:
    """Return both fields of an investment's cost after a change of either: together they are one cost."""
    if change.operation is Operation.SCALE:
        # However the cost is written, in all, by year or both: all of it is multiplied.
        return {name: _scaled(getattr(row, name), row.specs[name], change.factor or 0.0) for name in _COST}
    new = _changed(getattr(row, field), row.specs[field], change)
    if new is None:
        return {field: None}
    spent = row.spending()
    if field == "by_year":
        return {"by_year": new} if row.amount is None else _spent_by_year(row, spent, change)
    if not row.by_year:
        return {"amount": new}
    total = sum(spent.values()) if row.amount is None else row.amount
    years = dict.fromkeys(row.planned_years(), 0.0) | spent
    if total == 0:
        return {"amount": new, "by_year": YearMap({year: normalise(new / len(years)) for year in years})}
    # Years that are written out keep their part; with all of them written nothing else is spread.
    written = years if row.amount is None else row.by_year
    return {"amount": new, "by_year": YearMap({year: normalise(written[year] * new / total) for year in written})}


def _spent_by_year(row: Investment, spent: dict[int, float], change: ScenarioChange) -> dict[str, Any]:
    """Return a cost in all with some of its years changed: the others keep what was spread over them."""
    before = YearMap({year: normalise(cost) for year, cost in spent.items()})
    new: YearMap = _changed(before, row.specs["by_year"], change)
    if new == before:
        return {"by_year": row.by_year}
    return {"by_year": new, "amount": normalise(sum(new.values()))}


_OF_MONEY_SPENT = ("investments", "funding")


def moved_fields(row: Row, years: int, axis: range) -> dict[str, Any]:
    """Return the new values of a row's fields when its action is moved in time.

    Every calendar year that belongs to the action moves. A yearly effect that falls after the last year leaves the
    plan, as effects after it always do; a year that comes before the axis, or money after it, is refused.

    Parameters
    ----------
    row
        An action, or a row that belongs to one.
    years
        How far; positive is later.
    axis
        The plan's years.

    Raises
    ------
    MovedOutside
        A year that cannot be left out falls outside the axis.
    """
    found: dict[str, Any] = {}
    for field, spec in row.specs.items():
        value = getattr(row, field)
        if isinstance(value, Yearly) and value.by_year:
            moved = _moved(value.by_year, years, axis, cut=True)
            if not moved and value.value is None:
                # All of it is after the last year: known to be nothing here, which is not the same as unknown.
                moved = YearMap({axis[-1]: 0.0})
            found[field] = Yearly(value=value.value, by_year=moved)
        elif isinstance(value, YearMap) and value:
            found[field] = _moved(value, years, axis, cut=row.table not in _OF_MONEY_SPENT)
        elif field == "effect_start" and value is not None:
            if years < 0 and value + years < axis[0]:
                raise MovedOutside(value + years)
            found[field] = value + years
        elif spec.kind is Kind.YEAR and value is not None:
            if value + years not in axis:
                raise MovedOutside(value + years)
            found[field] = value + years
        elif field == "activation" and value:
            found[field] = f"{int(value[:4]) + years:04d}{value[4:]}"
    return found


def _moved(path: YearMap, years: int, axis: range, *, cut: bool) -> YearMap:
    moved = {year + years: number for year, number in path.items()}
    outside = [year for year in moved if year < axis[0] or (year > axis[-1] and not cut)]
    if outside:
        raise MovedOutside(min(outside) if years < 0 else max(outside))
    return YearMap({year: number for year, number in moved.items() if year in axis})
