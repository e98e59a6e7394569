"""The order of the priority list: its rule as data, and sorting by any other column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.model.enums import Control, Status

if TYPE_CHECKING:
    from finmodel.analysis.priorities import Priority

__all__ = ["SORT_COLUMNS", "in_order", "order_rule", "sorted_by"]

Key = tuple[float, ...] | tuple[float, str]

_READINESS = {Status.ONGOING: 0, Status.DECIDED: 1, Status.PREPARED: 2, Status.IDEA: 3, Status.DONE: 4}
_CONTROL = {Control.OWN: 0, Control.SHARED: 1, Control.NONE: 2, None: 3}


def _own_priority(row: Priority) -> Key | None:
    return None if row.priority is None else (row.priority,)


def _readiness(row: Priority) -> Key | None:
    return (_READINESS[row.status],)


def _control(row: Priority) -> Key | None:
    return (_CONTROL[row.control],)


def _cost_order(row: Priority) -> Key | None:
    """Savers first, the largest net present value first; then from the cheapest tonne to the dearest."""
    cost = row.abatement_cost.value
    if cost is None:
        return None
    return (0.0, -(row.npv_per_tonne or 0.0)) if cost < 0 else (1.0, cost)


_RULE: Mapping[str, Callable[[Priority], Key | None]] = MappingProxyType(
    {"priority": _own_priority, "readiness": _readiness, "control": _control, "abatement_cost": _cost_order}
)


def order_rule() -> tuple[str, ...]:
    """Return the keys of the order, the first one first; each has its text under ``priority_list.rule``.

    ``priority``: the plan's own number, blank last. ``readiness``: ongoing, decided, prepared, idea. ``control``: own,
    shared, none, unknown. ``abatement_cost``: actions that save money first, by net present value (a lower cost per
    tonne is not better among them: S. Taylor, Energy Policy 48, 2012), then from the cheapest tonne to the dearest,
    undefined last. ``id`` breaks ties.

    Examples
    --------
    >>> order_rule()
    ('priority', 'readiness', 'control', 'abatement_cost', 'id')
    """
    return (*_RULE, "id")


def in_order(rows: Sequence[Priority]) -> list[Priority]:
    """Return the rows in the order of the rule, whatever order they stood in."""

    def key(row: Priority) -> tuple[tuple[bool, Key], ...]:
        found = [part(row) for part in _RULE.values()]
        return tuple((part is None, (0.0,) if part is None else part) for part in found)

    return sorted(rows, key=lambda row: (key(row), row.id))


def _text(value: str) -> Key:
    return (0.0, value.casefold())


SORT_COLUMNS: Mapping[str, Callable[[Priority], Key | None]] = MappingProxyType(
    {
        "rank": lambda row: (row.rank,),
        "id": lambda row: _text(row.id),
        "name": lambda row: _text(row.name),
        "owner": lambda row: _text(row.owner_name),
        "sector": lambda row: _text(row.sector) if row.sector else None,
        "priority": _own_priority,
        "start_year": lambda row: _number(row.start_year.value),
        "status": _readiness,
        "control": lambda row: None if row.control is None else _control(row),
        "investment_total": lambda row: _number(row.investment_total.value),
        "investment_incremental": lambda row: _number(row.investment_incremental.value),
        "npv": lambda row: _number(row.npv.value),
        "abatement_cost": lambda row: _number(row.abatement_cost.value),
        "tonnes_year": lambda row: _number(row.tonnes_year.value),
        "tonnes_total": lambda row: _number(row.tonnes_total.value),
        "gap": lambda row: _number(row.gap.value),
        "share_secured": lambda row: _number(row.share_secured.value),
    }
)
"""What the list can be sorted by; a key that is None is undefined or blank, and last in both directions."""


def _number(value: float | None) -> Key | None:
    return None if value is None else (value,)


def sorted_by(rows: Sequence[Priority], column: str, *, descending: bool = False) -> tuple[Priority, ...]:
    """Return the rows sorted by a column; what is undefined or blank is last, and the id breaks ties.

    Parameters
    ----------
    rows
        Rows of the list, in any order.
    column
        One of :data:`SORT_COLUMNS`.
    descending
        Whether the largest goes first; undefined stays last, and ties stay in the order of their ids.

    Raises
    ------
    KeyError
        There is no such column.
    """
    key = SORT_COLUMNS[column]
    by_id = sorted(rows, key=lambda row: row.id)
    known = [(found, row) for row in by_id if (found := key(row)) is not None]
    unknown = [row for row in by_id if key(row) is None]
    known.sort(key=lambda item: item[0], reverse=descending)
    return (*(row for _, row in known), *unknown)
