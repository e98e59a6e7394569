"""The closed lists of words that a plan uses. Their labels are in the catalogues under ``choice.<enum>.<value>``."""

from __future__ import annotations

from enum import StrEnum

from finmodel.model.spec import Unit

__all__ = [
    "AssetType",
    "BenefitKind",
    "Control",
    "Direction",
    "DisplayUnit",
    "EffectFollows",
    "InvestmentKind",
    "Level",
    "OrganisationKind",
    "ParameterStatus",
    "ParameterUse",
    "Quality",
    "Quantity",
    "Scope",
    "Status",
    "Timing",
]


class Timing(StrEnum):
    """When in its year a flow happens; decides the exponent of the discount factor."""

    START = "start"
    MID = "mid"
    END = "end"


class DisplayUnit(StrEnum):
    """The unit that money is shown and entered in. Never touches a calculation."""

    ONE = "kr"
    THOUSAND = "tkr"
    MILLION = "mnkr"

    @property
    def factor(self) -> int:
        """Whole currency units in one display unit."""
        return {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}[self.value]


class OrganisationKind(StrEnum):
    """What an organisation is; perspectives are sets of kinds."""

    COMMITTEE = "committee"
    FINANCE_UNIT = "finance_unit"
    COMPANY = "company"
    REGION = "region"
    STATE = "state"
    EU = "eu"
    BUSINESS = "business"
    HOUSEHOLD = "household"


class Scope(StrEnum):
    """GHG Protocol scope of the emissions that an action changes."""

    SCOPE_1 = "scope_1"
    SCOPE_2 = "scope_2"
    SCOPE_3 = "scope_3"


class Status(StrEnum):
    """How far an action has come."""

    IDEA = "idea"
    PREPARED = "prepared"
    DECIDED = "decided"
    ONGOING = "ongoing"
    DONE = "done"


class Control(StrEnum):
    """Whether the municipality itself decides over an action (rådighet)."""

    OWN = "own"
    SHARED = "shared"
    NONE = "none"


class EffectFollows(StrEnum):
    """Whether effects start when all is built, or grow with what has been bought."""

    COMPLETION = "completion"
    CAPEX = "capex"


class InvestmentKind(StrEnum):
    """Part of the action's own investment, or of the reference alternative that it replaces."""

    CAPEX = "capex"
    REFERENCE_CAPEX = "reference_capex"


class AssetType(StrEnum):
    """What sort of thing is built or bought, as HM Treasury's Green Book divides it for optimism bias."""

    STANDARD_BUILDING = "standard_building"
    NONSTANDARD_BUILDING = "nonstandard_building"
    STANDARD_CIVIL = "standard_civil"
    NONSTANDARD_CIVIL = "nonstandard_civil"
    EQUIPMENT = "equipment"


class BenefitKind(StrEnum):
    """A saving and a revenue are money; a co-benefit counts in the society perspective only."""

    SAVING = "saving"
    REVENUE = "revenue"
    CO_BENEFIT = "co_benefit"


class Direction(StrEnum):
    """Whether an unpriced co-benefit is good or bad for its receiver."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Level(StrEnum):
    """Likelihood or consequence of a risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Quality(StrEnum):
    """How good a figure is: A measured or contracted, B calculated, C rough estimate, D assumption."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class ParameterStatus(StrEnum):
    """How far a parameter can be trusted: from a source, from an old one, not checked, or not known."""

    SOURCED = "sourced"
    DATED = "dated"
    TO_BE_CONFIRMED = "to_be_confirmed"
    MISSING = "missing"


class ParameterUse(StrEnum):
    """Which of the plan's figures a parameter stands behind."""

    INFLATION = "inflation"
    FINANCIAL_DISCOUNT_RATE = "financial_discount_rate"
    SOCIAL_DISCOUNT_RATE = "social_discount_rate"
    CARBON_VALUE = "carbon_value"
    CARBON_PRICE = "carbon_price"
    REAL_ESCALATION = "real_escalation"
    CARRIER_PRICE = "carrier_price"
    CARRIER_CARBON_PRICE = "carrier_carbon_price"
    EMISSION_FACTOR = "emission_factor"
    INTERNAL_INTEREST = "internal_interest"
    OPTIMISM_BIAS = "optimism_bias"
    OTHER = "other"


class Quantity(StrEnum):
    """What a row of evidence speaks about."""

    ACTION = "action"
    CAPEX = "capex"
    REFERENCE_CAPEX = "reference_capex"
    INVESTMENT_YEARS = "investment_years"
    ECONOMIC_LIFE = "economic_life"
    OPEX_CHANGE = "opex_change"
    SAVING = "saving"
    REVENUE = "revenue"
    CO_BENEFIT = "co_benefit"
    REDUCTION = "reduction_tonnes"
    REMOVAL = "removal_tonnes"
    UPFRONT = "upfront_tonnes"
    POOL_SHARE = "pool_share"
    ENERGY_CHANGE = "energy_change"
    EFFECT_START = "effect_start"
    LIFETIME = "lifetime_years"
    SPLIT = "split"
    TIME_AXIS = "time_axis"
    INFLATION = "inflation"
    REAL_ESCALATION = "real_escalation"
    FINANCIAL_DISCOUNT_RATE = "financial_discount_rate"
    SOCIAL_DISCOUNT_RATE = "social_discount_rate"
    CARBON_VALUE = "carbon_value"
    CARBON_PRICE = "carbon_price"
    CARRIER_PRICE = "carrier_price"
    CARRIER_CARBON_PRICE = "carrier_carbon_price"
    EMISSION_FACTOR = "emission_factor"
    POOL_TONNES = "pool_tonnes"
    INTERNAL_INTEREST = "internal_interest"

    @property
    def unit(self) -> Unit:
        """Unit of the figure, and so of the low and high of its range."""
        return _UNITS.get(self, Unit.NONE)


_UNITS = {
    Quantity.CAPEX: Unit.MONEY,
    Quantity.REFERENCE_CAPEX: Unit.MONEY,
    Quantity.ECONOMIC_LIFE: Unit.YEARS,
    Quantity.OPEX_CHANGE: Unit.MONEY_PER_YEAR,
    Quantity.SAVING: Unit.MONEY_PER_YEAR,
    Quantity.REVENUE: Unit.MONEY_PER_YEAR,
    Quantity.CO_BENEFIT: Unit.MONEY_PER_YEAR,
    Quantity.REDUCTION: Unit.TONNES_PER_YEAR,
    Quantity.REMOVAL: Unit.TONNES_PER_YEAR,
    Quantity.UPFRONT: Unit.TONNES,
    Quantity.LIFETIME: Unit.YEARS,
    Quantity.INFLATION: Unit.FRACTION,
    Quantity.REAL_ESCALATION: Unit.FRACTION,
    Quantity.FINANCIAL_DISCOUNT_RATE: Unit.FRACTION,
    Quantity.SOCIAL_DISCOUNT_RATE: Unit.FRACTION,
    Quantity.CARBON_VALUE: Unit.MONEY_PER_TONNE,
    Quantity.CARBON_PRICE: Unit.MONEY_PER_TONNE,
    Quantity.POOL_SHARE: Unit.FRACTION,
    Quantity.ENERGY_CHANGE: Unit.KWH_PER_YEAR,
    Quantity.CARRIER_PRICE: Unit.MONEY_PER_KWH,
    Quantity.CARRIER_CARBON_PRICE: Unit.MONEY_PER_TONNE,
    Quantity.EMISSION_FACTOR: Unit.KG_PER_KWH,
    Quantity.POOL_TONNES: Unit.TONNES_PER_YEAR,
    Quantity.INTERNAL_INTEREST: Unit.FRACTION,
}
