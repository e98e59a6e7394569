"""What stands behind the figures that a whole plan rests on: rates, prices, factors, the value of carbon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.model.enums import OrganisationKind, ParameterStatus, ParameterUse, Quantity

if TYPE_CHECKING:
    from finmodel.model.lines import Evidence
    from finmodel.model.plan import Plan
    from finmodel.model.registers import Parameter
    from finmodel.model.values import Yearly

__all__ = ["Backing", "ParameterReport", "Standing", "parameter_report"]


class Standing(StrEnum):
    """How well a figure is backed, from the weakest to the strongest of what has to be said about it."""

    NO_SOURCE = "no_source"
    """Neither a parameter nor evidence stands behind it."""
    MISSING = "missing"
    """A parameter says that the value is missing at its source."""
    ILLUSTRATIVE = "illustrative"
    """What stands behind it is marked as illustrative."""
    TO_BE_CONFIRMED = "to_be_confirmed"
    DATED = "dated"
    SOURCED = "sourced"

    @property
    def is_warning(self) -> bool:
        """Whether whoever relies on the figure should be told."""
        return self is not Standing.SOURCED


@dataclass(frozen=True, slots=True)
class Backing:
    """One figure of the settings or a register, and what stands behind it.

    Attributes
    ----------
    use
        Which figure.
    of
        Id of the carrier or price category; None for the settings.
    value
        The figure as the plan has it.
    is_used
        Whether an action makes use of it.
    standing
        The weakest that a parameter says of it; without one, what evidence says.
    parameters, evidence
        Ids of the rows behind it.
    """

    use: ParameterUse
    of: str | None
    value: Yearly
    is_used: bool
    standing: Standing
    parameters: tuple[str, ...]
    evidence: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "use": str(self.use),
            "of": self.of,
            "value": self.value.model_dump(mode="json"),
            "used": self.is_used,
            "standing": str(self.standing),
            "parameters": list(self.parameters),
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class ParameterReport:
    """Every figure that the whole plan rests on, and the parameters that stand behind none.

    Attributes
    ----------
    figures
        Settings first, then price categories and carriers by id.
    beside
        Ids of parameters that stand behind no figure of the plan: for optimism bias, for other uses, or for a figure
        that the plan does not have.
    """

    figures: tuple[Backing, ...]
    beside: tuple[str, ...]

    @property
    def warnings(self) -> tuple[Backing, ...]:
        """The figures in use that are not simply sourced."""
        return tuple(row for row in self.figures if row.is_used and row.standing.is_warning)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"figures": [row.to_dict() for row in self.figures], "beside": list(self.beside)}


_SETTINGS: Mapping[ParameterUse, tuple[str, Quantity]] = MappingProxyType(
    {
        ParameterUse.INFLATION: ("inflation", Quantity.INFLATION),
        ParameterUse.FINANCIAL_DISCOUNT_RATE: ("financial_discount_rate", Quantity.FINANCIAL_DISCOUNT_RATE),
        ParameterUse.SOCIAL_DISCOUNT_RATE: ("social_discount_rate", Quantity.SOCIAL_DISCOUNT_RATE),
        ParameterUse.CARBON_VALUE: ("carbon_value", Quantity.CARBON_VALUE),
        ParameterUse.CARBON_PRICE: ("carbon_price", Quantity.CARBON_PRICE),
        ParameterUse.INTERNAL_INTEREST: ("internal_interest", Quantity.INTERNAL_INTEREST),
    }
)
_CARRIERS: Mapping[ParameterUse, tuple[str, Quantity]] = MappingProxyType(
    {
        ParameterUse.CARRIER_PRICE: ("price", Quantity.CARRIER_PRICE),
        ParameterUse.EMISSION_FACTOR: ("emission_factor", Quantity.EMISSION_FACTOR),
        ParameterUse.CARRIER_CARBON_PRICE: ("carbon_price", Quantity.CARRIER_CARBON_PRICE),
    }
)
_ORDER = tuple(Standing)
_OF_STATUS = MappingProxyType({status: Standing(status.value) for status in ParameterStatus})


def parameter_report(plan: Plan) -> ParameterReport:
    """Say what stands behind every figure that holds for the whole plan.

    Parameters
    ----------
    plan
        A valid plan.

    Returns
    -------
    ParameterReport
        A row per figure that the plan has: inflation, rates, carbon value and price, internal interest, real
        escalation by price category, price, emission factor and carbon price by carrier. Evidence counts where it is
        clear which figure it speaks of: a row without an action, and a register of one row.
    """
    figures = tuple(_figures(plan))
    behind = {name for row in figures for name in row.parameters}
    return ParameterReport(figures, tuple(row.id for row in _sorted(plan) if row.id not in behind))


def _sorted(plan: Plan) -> list[Parameter]:
    return sorted(plan.parameters, key=lambda row: row.id)


def _figures(plan: Plan) -> Iterator[Backing]:
    for use, (field, quantity) in _SETTINGS.items():
        path = getattr(plan.settings, field)
        is_used = _is_used(plan, use)
        rows = [row for row in _sorted(plan) if row.used_for is use]
        yield from _backing(plan, use, None, path, rows, quantity, is_used=is_used)
    priced = {row.price_category for row in plan.investments} | {row.price_category for row in plan.benefits}
    priced |= {row.opex_price_category for row in plan.actions}
    used_carriers = {row.carrier for row in plan.energy_changes}
    priced |= {row.price_category for row in plan.carriers if row.id in used_carriers}
    for category in sorted(plan.price_categories, key=lambda row: row.id):
        use = ParameterUse.REAL_ESCALATION
        rows = [row for row in _sorted(plan) if row.used_for is use and row.price_category == category.id]
        path, is_used = category.real_escalation, category.id in priced
        yield from _backing(plan, use, category.id, path, rows, Quantity.REAL_ESCALATION, is_used=is_used)
    for carrier in sorted(plan.carriers, key=lambda row: row.id):
        for use, (field, quantity) in _CARRIERS.items():
            rows = [row for row in _sorted(plan) if row.used_for is use and row.carrier == carrier.id]
            is_used = carrier.id in used_carriers
            yield from _backing(plan, use, carrier.id, getattr(carrier, field), rows, quantity, is_used=is_used)


def _is_used(plan: Plan, use: ParameterUse) -> bool:
    """Whether a figure of the settings touches anything: nobody need pay a carbon price or an internal interest."""
    if use is ParameterUse.CARBON_PRICE:
        return any(row.carbon_priced > 0 for row in plan.actions)
    if use is ParameterUse.INTERNAL_INTEREST:
        return any(row.kind is OrganisationKind.COMMITTEE for row in plan.organisations)
    return True


def _backing(
    plan: Plan,
    use: ParameterUse,
    of: str | None,
    path: Yearly | None,
    parameters: list[Parameter],
    quantity: Quantity,
    *,
    is_used: bool,
) -> Iterator[Backing]:
    if path is None or path.is_unknown:
        return
    # A row of evidence cannot say which carrier or category it speaks of: it vouches where there is only one.
    rows = plan.price_categories if use is ParameterUse.REAL_ESCALATION else plan.carriers
    evidence = plan.evidence if of is None or len(rows) == 1 else ()
    found = sorted((row for row in evidence if row.quantity is quantity and row.action is None), key=lambda r: r.id)
    yield Backing(
        use=use,
        of=of,
        value=path,
        is_used=is_used,
        standing=_standing(parameters, found),
        parameters=tuple(row.id for row in parameters),
        evidence=tuple(row.id for row in found),
    )


def _standing(parameters: list[Parameter], evidence: list[Evidence]) -> Standing:
    if parameters:
        said = [Standing.ILLUSTRATIVE if row.illustrative else _OF_STATUS[row.status] for row in parameters]
        return min(said, key=_ORDER.index)
    if any(row.source and not row.illustrative for row in evidence):
        return Standing.SOURCED
    if any(row.illustrative for row in evidence):
        return Standing.ILLUSTRATIVE
    return Standing.NO_SOURCE
