"""The closed lists of words that scenarios use."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["LineKind", "MixReach", "Operation"]


class Operation(StrEnum):
    """What a change of a scenario does."""

    SET = "set"
    SCALE = "scale"
    ADD = "add"
    INCLUDE = "include"
    LEAVE_OUT = "leave_out"
    MOVE = "move"

    @property
    def is_on_actions(self) -> bool:
        """Whether it speaks of actions as a whole and names no field."""
        return self in (Operation.INCLUDE, Operation.LEAVE_OUT, Operation.MOVE)


class MixReach(StrEnum):
    """Which of the plan's funding mixes a scenario's mixes stand in place of."""

    NAMED = "named"
    ALL = "all"


class LineKind(StrEnum):
    """Kind of an investment or a benefit, to pick rows by."""

    CAPEX = "capex"
    REFERENCE_CAPEX = "reference_capex"
    SAVING = "saving"
    REVENUE = "revenue"
    CO_BENEFIT = "co_benefit"
