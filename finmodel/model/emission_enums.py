"""The closed lists of words of inventory, reference path and targets. Labels: ``choice.<enum>.<value>``."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["BaselineKind", "EmissionPerspective", "Gas", "TargetKind", "TargetPath"]


class EmissionPerspective(StrEnum):
    """Whose emissions: inside the border, of what the inhabitants consume, or of the organisation itself."""

    TERRITORIAL = "territorial"
    CONSUMPTION = "consumption"
    ORGANISATION = "organisation"


class Gas(StrEnum):
    """What is counted: fossil carbon dioxide alone, or all greenhouse gases as carbon dioxide equivalents."""

    CO2 = "co2"
    CO2E = "co2e"


class BaselineKind(StrEnum):
    """How the reference path (referensbana) goes on from the inventory."""

    EXPLICIT = "explicit"
    CONSTANT_RATE = "constant_rate"
    LINEAR_TREND = "linear_trend"
    FLAT = "flat"
    CARRIERS = "carriers"


class TargetKind(StrEnum):
    """How a target is stated."""

    PERCENT_VS_BASE = "percent_vs_base"
    ANNUAL_RATE = "annual_rate"
    ABSOLUTE = "absolute"
    PER_CAPITA = "per_capita"
    BUDGET = "budget"
    NET_ZERO = "net_zero"

    @property
    def is_level(self) -> bool:
        """Whether it says how much may be emitted in a certain year, and a path leads to it."""
        return self not in (TargetKind.ANNUAL_RATE, TargetKind.BUDGET)


class TargetPath(StrEnum):
    """Way from the last known year to the target year: the same tonnes, or the same share, less every year."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"
