"""Figures of an action or a portfolio, undefined ones with their reason, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.analysis.indicators import FIGURES, INDICATORS, SWITCHING_INPUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ActionResult", "Coverage", "Figures", "PerTonneBasis"]


@dataclass(frozen=True)
class Figures:
    """Figures and indicators of one action or portfolio.

    Attributes
    ----------
    values
        By name; None where undefined.
    undefined
        The reason by name, for exactly the names whose value is None.
    npv_per_tonne
        The net present value that figures per tonne divide: in society without the carbon value, else ``npv``. Of a
        portfolio it is that of the actions that are both costed and quantified. None where it is undefined.
    irr_roots
        Every root of NPV(r) = 0 above −1 where there are several, else empty.
    payback_turns_negative_again
        Whether the cumulative flow falls below zero again after the payback.
    """

    values: Mapping[str, float | None]
    undefined: Mapping[str, str]
    npv_per_tonne: float | None
    irr_roots: tuple[float, ...] = ()
    payback_turns_negative_again: bool = False

    def __getitem__(self, name: str) -> float | None:
        return self.values[name]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; the switching values stand together by input."""
        result: dict[str, Any] = {
            item.name: self.values[item.name]
            for item in (*FIGURES, *INDICATORS)
            if not item.name.startswith("switching_value.")
        }
        result["switching_value"] = {name: self.values[f"switching_value.{name}"] for name in SWITCHING_INPUTS}
        result["payback_turns_negative_again"] = self.payback_turns_negative_again
        result["undefined"] = dict(self.undefined)
        result["irr_roots"] = list(self.irr_roots)
        return result


@dataclass(frozen=True)
class ActionResult:
    """One action's figures, and how it stands in the portfolio.

    Attributes
    ----------
    in_totals
        Whether it is counted: included, no repeat, and inside the perspective.
    left_out
        Why it is not: ``repeat``, ``not_included``, ``outside_perspective``, or None.
    is_costed, is_quantified
        Whether its money and its tonnes are known.
    partly_sunk
        Whether some of its investment lies before the base year.
    """

    id: str
    name: str
    figures: Figures
    in_totals: bool
    left_out: str | None
    is_costed: bool
    is_quantified: bool
    partly_sunk: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.id,
            "name": self.name,
            **self.figures.to_dict(),
            "in_totals": self.in_totals,
            "left_out": self.left_out,
            "costed": self.is_costed,
            "quantified": self.is_quantified,
            "partly_sunk": self.partly_sunk,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of how many: ``n`` of ``of`` actions, and the ids of the rest."""

    n: int
    of: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PerTonneBasis:
    """What the portfolio's figures per tonne rest on: the actions that are both costed and quantified.

    The net present value is the one that they divide, the portfolio's ``npv_per_tonne``.
    """

    n: int
    of: int
    npv: float | None
    pv_tonnes: float | None
