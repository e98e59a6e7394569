"""The plan: settings and tables, frozen, with every cross-reference checked."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from finmodel.errors import InputError, has_errors
from finmodel.model.accounts import AdoptedProject, InternalRent, OrdinaryYear
from finmodel.model.action import Action
from finmodel.model.check import check_plan
from finmodel.model.emissions import Baseline, Inventory, Population, Target
from finmodel.model.funding import Frame, FundingEntry, Source
from finmodel.model.lines import Benefit, EnergyChange, Evidence, Investment, Risk
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.registers import Carrier, Organisation, Parameter, Pool, PriceCategory, Sector
from finmodel.model.row import Row
from finmodel.model.scenarios import Scenario, ScenarioChange, ScenarioFunding
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TABLES", "Plan"]

ActionTable = Literal["investments", "energy_changes", "benefits", "internal_rents", "risks", "evidence"]

TABLES: Mapping[str, type[Row]] = MappingProxyType(
    {
        row.table: row
        for row in (
            *(Organisation, Sector, PriceCategory, Carrier, Pool),
            *(Inventory, Population, Baseline, Target),
            *(Action, Investment, EnergyChange, Benefit),
            *(Source, FundingEntry, Frame),
            *(InternalRent, OrdinaryYear, AdoptedProject),
            *(Risk, Evidence, Parameter),
            *(Scenario, ScenarioChange, ScenarioFunding),
        )
    }
)
"""The tables of a plan by name, in the order that a reader meets them."""


class Plan(BaseModel):
    """A climate investment plan. Order of rows is kept for the eye and never counts in any number.

    Raises
    ------
    pydantic.ValidationError
        A field is wrong.
    InputError
        The fields are right one by one, and do not fit together. :func:`finmodel.model.document.read_document`
        reports both kinds at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[5] = SCHEMA_VERSION
    settings: Settings
    organisations: tuple[Organisation, ...] = ()
    sectors: tuple[Sector, ...] = ()
    price_categories: tuple[PriceCategory, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    pools: tuple[Pool, ...] = ()
    emissions: tuple[Inventory, ...] = ()
    population: tuple[Population, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    targets: tuple[Target, ...] = ()
    actions: tuple[Action, ...] = ()
    investments: tuple[Investment, ...] = ()
    energy_changes: tuple[EnergyChange, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    sources: tuple[Source, ...] = ()
    funding: tuple[FundingEntry, ...] = ()
    frames: tuple[Frame, ...] = ()
    internal_rents: tuple[InternalRent, ...] = ()
    ordinary_budget: tuple[OrdinaryYear, ...] = ()
    adopted_plan: tuple[AdoptedProject, ...] = ()
    risks: tuple[Risk, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    scenario_changes: tuple[ScenarioChange, ...] = ()
    scenario_funding: tuple[ScenarioFunding, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Plan:
        issues = check_plan(self.settings, self.tables())
        if has_errors(issues):
            raise InputError(issues)
        return self

    def tables(self) -> dict[str, tuple[Any, ...]]:
        """Return every table's rows by the table's name."""
        return {name: getattr(self, name) for name in TABLES}

    def of_action(self, table: ActionTable, action: str) -> tuple[Any, ...]:
        """Return the rows of a table that belong to an action, in their order."""
        return tuple(row for row in getattr(self, table) if row.action == action)
