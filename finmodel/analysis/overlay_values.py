"""What an operation of a scenario makes of a field's value: set, multiplied, added to, or moved in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.analysis.scaling import scaled_life, scaled_yearly, shifted_yearly
from finmodel.model.addresses import value_of_text
from finmodel.model.decimals import normalise
from finmodel.model.scenario_enums import Operation
from finmodel.model.spec import Kind
from finmodel.model.values import Yearly, YearMap

if TYPE_CHECKING:
    from finmodel.model.lines import Investment
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
    value = getattr(row, field)
    match change.operation:
        case Operation.SET:
            new = _set(value, spec, change)
        case Operation.SCALE:
            new = _scaled(value, spec, change.factor or 0.0)
        case _:
            new = _added(value, change.number or 0.0)
    found = {field: new}
    if row.table == "investments" and field in ("amount", "by_year"):
        found |= _whole_cost(row, field, new)  # type: ignore[arg-type]
    return found


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
        return scaled_life(value, factor)
    return normalise(value * factor)


def _added(value: Any, step: float) -> Any:
    if value is None:
        return None
    if isinstance(value, Yearly):
        return shifted_yearly(value, step)
    if isinstance(value, YearMap):
        return YearMap({year: normalise(number + step) for year, number in value.items()})
    return normalise(value + step)


def _whole_cost(row: Investment, field: str, new: Any) -> dict[str, Any]:
    """Return what follows in the other of an investment's two fields of cost."""
    if field == "amount":
        total = sum(row.by_year.values())
        if not row.by_year or new is None or total == 0:
            return {}
        return {"by_year": YearMap({year: normalise(cost * new / total) for year, cost in row.by_year.items()})}
    if row.amount is None:
        return {}
    years = row.model_copy(update={"by_year": new, "amount": None, "start_year": None, "end_year": None})
    return {"amount": normalise(sum(years.spending().values())), "start_year": None, "end_year": None}


_OF_MONEY_SPENT = ("investments", "funding")


def moved_fields(row: Row, years: int, axis: range) -> dict[str, Any]:
    """Return the new values of a row's fields when its action is moved in time.

    Every calendar year that belongs to the action moves. A yearly effect that falls after the last year leaves the
    plan, as effects after it always do; a year before the axis, or money after it, is refused.

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
            found[field] = Yearly(value=value.value, by_year=_moved(value.by_year, years, axis, cut=True))
        elif isinstance(value, YearMap) and value:
            found[field] = _moved(value, years, axis, cut=row.table not in _OF_MONEY_SPENT)
        elif spec.kind is Kind.YEAR and value is not None:
            if value + years not in axis:
                raise MovedOutside(value + years)
            found[field] = value + years
        elif field == "activation" and value:
            found[field] = f"{int(value[:4]) + years}{value[4:]}"
    return found


def _moved(path: YearMap, years: int, axis: range, *, cut: bool) -> YearMap:
    moved = {year + years: number for year, number in path.items()}
    outside = [year for year in moved if year < axis[0] or (year > axis[-1] and not cut)]
    if outside:
        raise MovedOutside(min(outside) if years < 0 else max(outside))
    return YearMap({year: number for year, number in moved.items() if year in axis})
