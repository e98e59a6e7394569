"""The action (åtgärd): who does what, when it works and what it does to running cost and tonnes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from finmodel.model.emission_enums import EmissionPerspective
from finmodel.model.enums import Control, EffectFollows, Scope, Status
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import DateText, Id, LongText, Number, Ramp, Shares, Text, WholeNumber, Yearly

__all__ = ["MAX_LIFE_YEARS", "Action"]

MAX_LIFE_YEARS = 150
EmissionPerspectives = Annotated[
    tuple[EmissionPerspective, ...], AfterValidator(lambda found: tuple(sorted(set(found))))
]


class Action(Row):
    """An action of the plan. Its investments, benefits, risks and evidence are rows of tables of their own."""

    table: ClassVar[str] = "actions"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the action.")]
    description: Annotated[LongText, Spec(Kind.LONG_TEXT, "What is done.")] = ""
    owner: Annotated[
        Id,
        Spec(
            Kind.REFERENCE,
            "Organisation that carries the action; bears what is not split.",
            table="organisations",
        ),
    ]
    sector: Annotated[Id | None, Spec(Kind.REFERENCE, "Sector of the action.", table="sectors")] = None
    scope: Annotated[
        Scope | None, Spec(Kind.CHOICE, "GHG Protocol scope of the emissions that it changes.", choices=Scope)
    ] = None
    effect_on: Annotated[
        EmissionPerspectives,
        Spec(
            Kind.CHOICES,
            "Whose emissions it changes: territorial, of consumption, of the organisation; blank means territorial.",
            choices=EmissionPerspective,
        ),
    ] = ()
    co2_share: Annotated[
        Number,
        Spec(
            Kind.NUMBER,
            "Share of its reduced tonnes CO2e that is fossil carbon dioxide: what counts for a target in CO2 alone.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
        ),
    ] = 1.0
    for_climate: Annotated[
        bool, Spec(Kind.FLAG, "Whether it is made for the climate; an investment made for something else says no.")
    ] = True
    priority: Annotated[
        WholeNumber | None,
        Spec(
            Kind.INTEGER,
            "Order of priority, 1 first; in a pool, actions without one come last.",
            minimum=1,
            maximum=9999,
        ),
    ] = None
    status: Annotated[Status, Spec(Kind.CHOICE, "How far the action has come.", choices=Status)] = Status.IDEA
    control: Annotated[
        Control | None,
        Spec(Kind.CHOICE, "Whether the municipality decides over it itself (rådighet).", choices=Control),
    ] = None
    included: Annotated[bool, Spec(Kind.FLAG, "Whether the action counts in the totals.")] = True
    repeat_of: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "The action that this row repeats; a repeat is listed and never counted.",
            table="actions",
        ),
    ] = None
    capex_split: Annotated[
        Shares,
        Spec(
            Kind.SHARES,
            "Who pays the investment, by share; blank means the owner. Reference capex and residual value follow.",
            Unit.FRACTION,
            above=0,
            maximum=1,
            table="organisations",
        ),
    ] = Shares()
    opex_split: Annotated[
        Shares,
        Spec(
            Kind.SHARES,
            "Who bears the running cost, by share; blank means the owner. A carbon price follows.",
            Unit.FRACTION,
            above=0,
            maximum=1,
            table="organisations",
        ),
    ] = Shares()
    opex_change: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Change of running cost in an effect year, in prices of the price year; positive costs more. No ramp.",
            Unit.MONEY_PER_YEAR,
            yearly=True,
        ),
    ] = None
    opex_price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category of the running cost.", table="price_categories")
    ] = None
    reduction_tonnes: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Emissions reduced a year at full effect, CO2e; negative raises emissions.",
            Unit.TONNES_PER_YEAR,
            yearly=True,
        ),
    ] = None
    pool: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "Emission pool that its reductions and energy changes are taken from, together with other actions.",
            table="pools",
        ),
    ] = None
    pool_share: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Share of what is left of the pool that it removes a year at full effect.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
            yearly=True,
        ),
    ] = None
    removal_tonnes: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Carbon removed from the air a year at full effect (sinks, BECCS, biochar), CO2e.",
            Unit.TONNES_PER_YEAR,
            yearly=True,
        ),
    ] = None
    upfront_tonnes: Annotated[
        Number | None,
        Spec(
            Kind.NUMBER,
            "Emitted by building it, in the investment years in proportion to the money; subtracted.",
            Unit.TONNES,
            minimum=0,
        ),
    ] = None
    ramp: Annotated[
        Ramp,
        Spec(
            Kind.RAMP,
            "Share of full effect in effect year 1, 2, …; the last holds. Not for running cost.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
        ),
    ] = ()
    effect_start: Annotated[
        WholeNumber | None,
        Spec(
            Kind.YEAR,
            "First effect year; blank means the year after the last investment year.",
            minimum=1900,
            maximum=2200,
        ),
    ] = None
    effect_follows: Annotated[
        EffectFollows,
        Spec(
            Kind.CHOICE,
            "Whether effects start when all is built or grow with what was bought by the end of the year before.",
            choices=EffectFollows,
        ),
    ] = EffectFollows.COMPLETION
    lifetime_years: Annotated[
        WholeNumber | None,
        Spec(
            Kind.INTEGER,
            "How many years the effects last; blank means the longest economic life of the investments.",
            Unit.YEARS,
            minimum=1,
            maximum=MAX_LIFE_YEARS,
        ),
    ] = None
    reinvest: Annotated[
        bool, Spec(Kind.FLAG, "Whether everything is bought again when its life ends, until the last year.")
    ] = False
    carbon_priced: Annotated[
        Number,
        Spec(
            Kind.NUMBER,
            "Share of the tonnes for which the plan's carbon price is paid today.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
        ),
    ] = 0.0
    fund_running_cost: Annotated[
        bool,
        Spec(Kind.FLAG, "Whether what it adds to running cost, energy included, is to be funded by the plan too."),
    ] = False
    activation: Annotated[
        DateText,
        Spec(
            Kind.DATE,
            "Year or year-month from which it is depreciated; blank: the year after the last investment year.",
        ),
    ] = ""
    replaced_book_value: Annotated[
        Number,
        Spec(
            Kind.NUMBER,
            "Remaining book value of what is replaced; written off (utrangering) in the activation year.",
            Unit.MONEY,
            minimum=0,
        ),
    ] = 0.0
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""

    @property
    def perspectives(self) -> tuple[EmissionPerspective, ...]:
        """Whose emissions it changes."""
        return self.effect_on or (EmissionPerspective.TERRITORIAL,)

    @property
    def counts(self) -> bool:
        """Whether the action belongs in totals: included and no repeat of another."""
        return self.included and self.repeat_of is None
