"""What was found as a scenario: an overlay that makes the plan so, in a document of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.analysis.find_frame_results import FrameChoice
from finmodel.analysis.find_grant_results import GrantShare
from finmodel.analysis.find_loan_results import LoanFactor
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.scenario_enums import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.model.funding import FundingEntry

__all__ = ["Found", "is_scenario", "overlay_of"]

Found = GrantShare | LoanFactor | FrameChoice


def is_scenario(found: Found) -> bool:
    """Return whether the answer changes anything: an undefined one, or one by which all stays, makes no scenario."""
    match found:
        case GrantShare():
            return bool(found.share) and bool(found.entries) and not found.problems
        case LoanFactor():
            return bool(found.mixes)
        case FrameChoice():
            return bool(found.left_out)


def overlay_of(found: Found, scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer as a scenario's document, as :mod:`finmodel.model.overlay_document` reads it.

    A grant puts the action's mix in place, a loan every mix that borrows from the source, a frame leaves actions out.

    Parameters
    ----------
    found
        The answer; :func:`is_scenario` says whether there is anything to make a scenario of.
    scenario
        The scenario's own row: ``id``, ``name``, and ``builds_on`` where the answer was sought in a scenario.
    """
    changes: list[dict[str, Any]] = []
    funding: Sequence[FundingEntry] = ()
    match found:
        case GrantShare():
            funding = found.entries
        case LoanFactor():
            funding = found.mixes
        case FrameChoice():
            changes = [{"operation": str(Operation.LEAVE_OUT), "actions": sorted(found.left_out)}]
    rows = [entry.model_dump(mode="json", exclude_defaults=True, exclude={"id"}) for entry in funding]
    return {"schema_version": SCHEMA_VERSION, "scenario": dict(scenario), "changes": changes, "funding": rows}
