"""What belongs to an action, a row each: investments, energy changes, benefits, risks and evidence."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from finmodel.model.action import MAX_LIFE_YEARS
from finmodel.model.enums import AssetType, BenefitKind, Direction, InvestmentKind, Level, Quality, Quantity
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import DateText, Id, LongText, Number, Shares, Text, WholeNumber, Yearly, YearMap

__all__ = ["Benefit", "EnergyChange", "Evidence", "Investment", "Risk"]


class Investment(Row):
    """A component of an action's investment, or of the reference alternative's."""

    table: ClassVar[str] = "investments"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the component.")]
    action: Annotated[Id, Spec(Kind.REFERENCE, "Action that it belongs to.", table="actions")]
    kind: Annotated[
        InvestmentKind,
        Spec(
            Kind.CHOICE,
            "The action's own investment, or the replacement that is avoided by it (reference).",
            choices=InvestmentKind,
        ),
    ] = InvestmentKind.CAPEX
    name: Annotated[Text, Spec(Kind.TEXT, "Name of the component.")] = ""
    economic_life_years: Annotated[
        WholeNumber,
        Spec(
            Kind.INTEGER,
            "Economic life: a purchase in year b serves the years b+1 … b+life.",
            Unit.YEARS,
            minimum=1,
            maximum=MAX_LIFE_YEARS,
        ),
    ]
    residual_share: Annotated[
        Number,
        Spec(
            Kind.NUMBER,
            "Share of the cost that never wears off (land, scrap).",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
        ),
    ] = 0.0
    price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category of the component.", table="price_categories")
    ] = None
    asset_type: Annotated[
        AssetType | None,
        Spec(
            Kind.CHOICE,
            "Kind of asset for optimism bias; touches no figure unless the sensitivity analysis asks for it.",
            choices=AssetType,
        ),
    ] = None
    amount: Annotated[
        Number | None,
        Spec(
            Kind.NUMBER,
            "The component's cost in all, in prices of the price year, spread evenly over its years.",
            Unit.MONEY,
            minimum=0,
        ),
    ] = None
    start_year: Annotated[
        WholeNumber | None, Spec(Kind.YEAR, "First year of the spending.", minimum=1900, maximum=2200)
    ] = None
    end_year: Annotated[
        WholeNumber | None,
        Spec(Kind.YEAR, "Last year of the spending; blank means the first.", minimum=1900, maximum=2200),
    ] = None
    by_year: Annotated[
        YearMap,
        Spec(Kind.BY_YEAR, "Cost by year, in prices of the price year.", Unit.MONEY, minimum=0),
    ] = YearMap()
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""

    @property
    def is_unknown(self) -> bool:
        """Whether the component is there and its cost is not known."""
        return self.amount is None and not self.by_year

    def planned_years(self) -> tuple[int, ...]:
        """Return the years of the spending, also where its amount is unknown."""
        years = set(self.by_year)
        if self.start_year is not None:
            years.update(range(self.start_year, (self.end_year or self.start_year) + 1))
        return tuple(sorted(years))

    def spending(self) -> dict[int, float]:
        """Return the cost by year [currency units, prices of price_year]; empty where it is unknown.

        The amount is spread evenly over start_year … end_year; an explicit year stands in place of that.
        """
        spent: dict[int, float] = {}
        if self.amount is not None and self.start_year is not None:
            years = range(self.start_year, (self.end_year or self.start_year) + 1)
            # No years at all where the last comes before the first: an error that the checks name.
            spent = {year: self.amount / len(years) for year in years}
        spent.update(self.by_year)
        return dict(sorted(spent.items()))


class EnergyChange(Row):
    """What an action does to the use of one energy carrier; the plan prices it and turns it into tonnes."""

    table: ClassVar[str] = "energy_changes"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the energy change.")]
    action: Annotated[Id, Spec(Kind.REFERENCE, "Action that it belongs to.", table="actions")]
    carrier: Annotated[Id, Spec(Kind.REFERENCE, "Energy carrier that is used more or less.", table="carriers")]
    kwh: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Change of use a year at full effect; positive uses more, negative saves.",
            Unit.KWH_PER_YEAR,
            yearly=True,
        ),
    ] = None
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""

    @property
    def is_unknown(self) -> bool:
        """Whether the line is there and its amount is not known."""
        return self.kwh is None or self.kwh.is_unknown


class Benefit(Row):
    """A saving, a revenue or a co-benefit of an action."""

    table: ClassVar[str] = "benefits"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the benefit.")]
    action: Annotated[Id, Spec(Kind.REFERENCE, "Action that it belongs to.", table="actions")]
    kind: Annotated[
        BenefitKind,
        Spec(Kind.CHOICE, "Saving, revenue or co-benefit.", choices=BenefitKind),
    ]
    name: Annotated[Text, Spec(Kind.TEXT, "What it is: electricity, maintenance, fees, health …")] = ""
    amount: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Amount a year at full effect, in prices of the price year; savings and revenue are never negative.",
            Unit.MONEY_PER_YEAR,
            yearly=True,
        ),
    ] = None
    price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category of the amount.", table="price_categories")
    ] = None
    receivers: Annotated[
        Shares,
        Spec(
            Kind.SHARES,
            "Who saves, earns or benefits, by share; blank means the owner.",
            Unit.FRACTION,
            above=0,
            maximum=1,
            table="organisations",
        ),
    ] = Shares()
    payer: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "Who pays a revenue; an outflow of that organisation. Blank means somebody outside the plan.",
            table="organisations",
        ),
    ] = None
    direction: Annotated[
        Direction | None,
        Spec(Kind.CHOICE, "Good or bad for its receiver, for an unpriced co-benefit.", choices=Direction),
    ] = None
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Description, for an unpriced co-benefit too.")] = ""

    @property
    def is_unknown(self) -> bool:
        """Whether the line is there and its amount is not known (a co-benefit is then unpriced)."""
        return self.amount is None or self.amount.is_unknown


class Risk(Row):
    """What can go wrong with an action, or with the plan."""

    table: ClassVar[str] = "risks"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the risk.")]
    action: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Action that it concerns; blank means the whole plan.", table="actions"),
    ] = None
    text: Annotated[LongText, StringConstraints(min_length=1), Spec(Kind.LONG_TEXT, "The risk.")]
    likelihood: Annotated[Level | None, Spec(Kind.CHOICE, "How likely it is.", choices=Level)] = None
    consequence: Annotated[Level | None, Spec(Kind.CHOICE, "How much it would matter.", choices=Level)] = None
    mitigation: Annotated[LongText, Spec(Kind.LONG_TEXT, "What is done about it.")] = ""


class Evidence(Row):
    """Where a figure comes from, how good it is and between what it may lie."""

    table: ClassVar[str] = "evidence"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    action: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Action that the figure belongs to; blank means the settings.", table="actions"),
    ] = None
    quantity: Annotated[Quantity, Spec(Kind.CHOICE, "Which figure it speaks about.", choices=Quantity)] = (
        Quantity.ACTION
    )
    source: Annotated[Text, Spec(Kind.TEXT, "Author or document, with the place in it.")] = ""
    as_stated: Annotated[LongText, Spec(Kind.LONG_TEXT, "What the source says, in its own words.")] = ""
    date: Annotated[DateText, Spec(Kind.DATE, "Date of the source: year, year-month or year-month-day.")] = ""
    price_year: Annotated[
        WholeNumber | None, Spec(Kind.YEAR, "Price year of the source's figure.", minimum=1900, maximum=2200)
    ] = None
    quality: Annotated[
        Quality | None,
        Spec(
            Kind.CHOICE,
            "A measured or contracted, B calculated, C rough estimate, D assumption.",
            choices=Quality,
        ),
    ] = None
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The figure is from no source; shown as illustrative.")] = False
    low: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Low end of the source's range, in the figure's unit.", Unit.BY_QUANTITY),
    ] = None
    high: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "High end of the source's range, in the figure's unit.", Unit.BY_QUANTITY),
    ] = None
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "How the figure was read or assumed.")] = ""
