"""Why an indicator is undefined, as a small whole number that fits in an array.

A kernel returns ``(values, reasons)``: the value is NaN exactly where the reason is not ``Reason.DEFINED``.
"""

from __future__ import annotations

from enum import IntEnum, unique
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["FloatArray", "Reason", "ReasonArray"]

FloatArray: TypeAlias = NDArray[np.float64]
ReasonArray: TypeAlias = NDArray[np.int8]


@unique
class Reason(IntEnum):
    """Reason for which an indicator has no value; 0 says that it has one.

    The numbers live in arrays of one run only. What is stored, shown or translated is :attr:`key`.

    Examples
    --------
    >>> Reason.NO_ROOT.key
    'no_root'
    >>> Reason.from_key("never_pays_back") is Reason.NEVER_PAYS_BACK
    True
    """

    DEFINED = 0
    NOT_COSTED = 1
    NOT_QUANTIFIED = 2
    NO_TONNES = 3
    RAISES_EMISSIONS = 4
    NO_SIGN_CHANGE = 5
    NO_ROOT = 6
    MULTIPLE_ROOTS = 7
    NEVER_PAYS_BACK = 8
    NO_CAPEX = 9
    NO_COSTS = 10
    NO_EFFECT_YEARS = 11
    NO_RATE = 12
    NO_BASE_INVENTORY = 13
    BUDGET_SPENT = 14
    NO_OWN_MONEY = 15
    OUTSIDE_PERSPECTIVE = 16
    ABSENT_INPUT = 17
    NO_BASELINE = 18
    NO_TARGET = 19
    NO_START_YEAR = 20
    NO_POPULATION = 21
    NO_GAP = 22
    AFTER_LAST_YEAR = 23
    TARGET_PASSED = 24
    NO_INVENTORY = 25

    @property
    def key(self) -> str:
        """Stable name, the one in files, catalogues and reports."""
        return self.name.lower()

    @classmethod
    def from_key(cls, key: str) -> Reason:
        """Return the reason with this stable name.

        Raises
        ------
        KeyError
            No reason has that name.
        """
        reason = cls.__members__[key.upper()]
        if reason.key != key:
            raise KeyError(key)
        return reason
