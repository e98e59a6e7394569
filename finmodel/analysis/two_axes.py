"""The two-axis table: the same actions under several funding mixes, and the same mix over several sets of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.analysis.compare_rows import Value, compared_years, figures_of_plan, views_of
from finmodel.analysis.evaluate import evaluate_views
from finmodel.analysis.overlay import Overlays
from finmodel.errors import InputError
from finmodel.model.perspectives import Perspective
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.model.plan import Plan

__all__ = ["Axis", "TwoAxes", "axis_of", "two_axes"]

_FUNDING_TABLES = frozenset({"sources", "funding", "frames"})

Axis = str
"""``funding`` a scenario that changes the funding only, ``actions`` one that leaves it alone, ``both``."""


@dataclass(frozen=True)
class TwoAxes:
    """Figures of every set of actions (rows) under every funding mix (columns).

    Attributes
    ----------
    action_sets, mixes
        Ids; the plan's own is ``base`` and stands first.
    cells : tuple, shape (action set, mix)
        Figures by name; None where the two cannot be put together.
    """

    action_sets: tuple[str, ...]
    mixes: tuple[str, ...]
    cells: tuple[tuple[dict[str, Value] | None, ...], ...]

    def values(self, name: str) -> list[list[float | None]]:
        """Return a figure, shape (action set, mix); None where it is undefined."""
        return [[None if cell is None else cell[name].value for cell in row] for row in self.cells]

    def to_dict(self, names: Sequence[str]) -> dict[str, Any]:
        """Return plain data for JSON, of some figures."""
        return {
            "action_sets": list(self.action_sets),
            "mixes": list(self.mixes),
            "values": {name: self.values(name) for name in names},
        }


def axis_of(overlays: Overlays, identity: str) -> Axis:
    """Return what a scenario changes, with what it builds on: ``funding``, ``actions`` or ``both``."""
    tables = {change.table for change in overlays.apply((identity,)).changes}
    if not tables & _FUNDING_TABLES:
        return "actions"
    return "funding" if tables <= _FUNDING_TABLES else "both"


def two_axes(
    plan: Plan,
    identities: Sequence[str] = (),
    perspective: str = Perspective.GROUP,
    *,
    year: int | None = None,
    years: Sequence[int] = (),
) -> TwoAxes:
    """Evaluate every set of actions under every funding mix.

    Parameters
    ----------
    plan
        The plan with its scenarios.
    identities
        Scenarios to take; none takes all. Those that change both funding and actions have no place on one axis and are
        left out.
    perspective, year, years
        As for :func:`~finmodel.analysis.compare.compare`.

    Returns
    -------
    TwoAxes
        The action set is laid on the plan first, the mix on that.

    Raises
    ------
    InputError
        A scenario cannot be applied by itself.
    """
    chosen = [name for name in (identities or [row.id for row in plan.scenarios]) if name != BASE]
    overlays = Overlays(plan)
    axes = {name: axis_of(overlays, name) for name in dict.fromkeys(chosen)}
    action_sets = (BASE, *(name for name, axis in axes.items() if axis == "actions"))
    mixes = (BASE, *(name for name, axis in axes.items() if axis == "funding"))
    _, shown = compared_years(plan, year, years)
    cells = tuple(
        tuple(_cell(overlays, (actions, mix), str(perspective), shown) for mix in mixes) for actions in action_sets
    )
    return TwoAxes(action_sets, mixes, cells)


def _cell(overlays: Overlays, layers: Sequence[str], perspective: str, years: Sequence[int]) -> dict[str, Value] | None:
    try:
        applied = overlays.apply(layers)
    except InputError:
        return None
    views = evaluate_views(applied.plan, views_of(perspective))
    return {item.name: item for item in figures_of_plan(views, perspective, years)}
