"""Settings of a plan: whose it is, its time axis, prices and rates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import StringConstraints, model_validator

from finmodel.model.enums import DisplayUnit, Timing
from finmodel.model.funding_enums import CapitalCostMethod
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import LongText, Text, WholeNumber, Yearly

__all__ = ["DEFAULT_HORIZON_YEARS", "Settings"]

DEFAULT_HORIZON_YEARS = 30


def _rate(meaning: str) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.FRACTION, above=-1, maximum=1, yearly=True)


def _price_per_tonne(meaning: str) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.MONEY_PER_TONNE, minimum=0, yearly=True)


def _year(meaning: str) -> Spec:
    return Spec(Kind.YEAR, meaning, minimum=1900, maximum=2200)


class Settings(Row):
    """Everything that holds for the whole plan."""

    table: ClassVar[str] = "settings"

    municipality: Annotated[
        Text,
        StringConstraints(min_length=1),
        Spec(Kind.TEXT, "Name of the municipality or group that the plan is for."),
    ]
    municipality_code: Annotated[Text, Spec(Kind.TEXT, "Official municipality code (SCB), kept as text.")] = ""
    title: Annotated[Text, Spec(Kind.TEXT, "Title of the plan.")] = ""
    currency: Annotated[
        Text, StringConstraints(pattern=r"^[A-Z]{3}$"), Spec(Kind.TEXT, "Currency of all money, ISO 4217.")
    ] = "SEK"
    display_unit: Annotated[
        DisplayUnit,
        Spec(
            Kind.CHOICE,
            "Unit that money is shown and entered in; touches no calculation.",
            choices=DisplayUnit,
        ),
    ] = DisplayUnit.MILLION
    first_year: Annotated[WholeNumber, _year("First year of the plan's year axis.")]
    last_year: Annotated[WholeNumber, _year("Last year of the year axis, included; blank means base year + 30.")]
    base_year: Annotated[
        WholeNumber, _year("Present values are valued at 1 January of this year; earlier years are sunk.")
    ]
    price_year: Annotated[WholeNumber, _year("Amounts are entered in prices of 1 January of this year.")]
    timing: Annotated[
        Timing, Spec(Kind.CHOICE, "When in its year a flow happens: start, mid or end.", choices=Timing)
    ] = Timing.START
    inflation: Annotated[Yearly, _rate("General inflation from 1 January of a year to 1 January of the next.")]
    financial_discount_rate: Annotated[
        Yearly | None,
        _rate("Nominal discount rate (kalkylränta) for owner, municipality, group and single organisations."),
    ] = None
    social_discount_rate: Annotated[Yearly | None, _rate("Real discount rate for the society perspective.")] = None
    mirr_finance_rate: Annotated[
        Yearly | None, _rate("Finance rate of MIRR; blank means the financial discount rate.")
    ] = None
    mirr_reinvestment_rate: Annotated[
        Yearly | None, _rate("Reinvestment rate of MIRR; blank means the financial discount rate.")
    ] = None
    carbon_value: Annotated[
        Yearly | None,
        _price_per_tonne("Social value of a tonne CO2e, in prices of the price year; counts in society only."),
    ] = None
    carbon_price: Annotated[
        Yearly | None,
        _price_per_tonne("Price that is paid per tonne CO2e (tax, ETS2), in prices of the price year."),
    ] = None
    residual_values: Annotated[
        bool, Spec(Kind.FLAG, "Whether what an investment is worth in the last year is counted.")
    ] = True
    internal_interest: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Internal interest (internränta) that committees pay on book value, as the municipality has decided it.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
            yearly=True,
        ),
    ] = None
    capital_cost_method: Annotated[
        CapitalCostMethod,
        Spec(
            Kind.CHOICE,
            "How capital cost is spread over the years: straight line, nominal annuity or real annuity.",
            choices=CapitalCostMethod,
        ),
    ] = CapitalCostMethod.STRAIGHT_LINE_NOMINAL
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes on the plan as a whole.")] = ""

    @model_validator(mode="before")
    @classmethod
    def _default_last_year(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or data.get("last_year") is not None:
            return data
        base_year = data.get("base_year")
        if isinstance(base_year, bool) or not isinstance(base_year, int | float | Decimal):
            return data
        return {**data, "last_year": base_year + DEFAULT_HORIZON_YEARS}

    @property
    def years(self) -> range:
        """The year axis, both ends included."""
        return range(self.first_year, self.last_year + 1)
