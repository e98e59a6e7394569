"""The registers that actions refer to: organisations, sectors, prices, energy carriers, emission pools, parameters."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from finmodel.model.enums import OrganisationKind, ParameterStatus, ParameterUse
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, LongText, Number, Text, WholeNumber, Yearly

__all__ = ["Carrier", "Organisation", "Parameter", "Pool", "PriceCategory", "Sector"]


class Organisation(Row):
    """Somebody who pays or benefits."""

    table: ClassVar[str] = "organisations"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the organisation.")]
    kind: Annotated[
        OrganisationKind,
        Spec(Kind.CHOICE, "Kind; decides which perspectives it is inside.", choices=OrganisationKind),
    ]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class Sector(Row):
    """A field of action, as the municipality divides its climate work."""

    table: ClassVar[str] = "sectors"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the sector.")]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class PriceCategory(Row):
    """A kind of goods whose price moves otherwise than prices in general."""

    table: ClassVar[str] = "price_categories"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the price category.")]
    real_escalation: Annotated[
        Yearly,
        Spec(
            Kind.NUMBER,
            "Yearly price change beyond general inflation, from 1 January of a year to the next.",
            Unit.FRACTION,
            above=-1,
            maximum=1,
            yearly=True,
        ),
    ]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes and source.")] = ""


class Carrier(Row):
    """An energy carrier: what a kilowatt-hour costs and emits, for every action alike."""

    table: ClassVar[str] = "carriers"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the energy carrier.")]
    price: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Price of a kilowatt-hour without carbon price, in prices of the price year.",
            Unit.MONEY_PER_KWH,
            yearly=True,
        ),
    ] = None
    price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category of the energy price.", table="price_categories")
    ] = None
    emission_factor: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Emissions of a kilowatt-hour, CO2e; 0 must be entered.",
            Unit.KG_PER_KWH,
            minimum=0,
            yearly=True,
        ),
    ] = None
    carbon_price: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Carbon price (tax, ETS2) paid on the carrier's emissions beside its price, in prices of the price year.",
            Unit.MONEY_PER_TONNE,
            minimum=0,
            yearly=True,
        ),
    ] = None
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes and source.")] = ""


class Pool(Row):
    """An amount of emissions that several actions take from: together never more than there is."""

    table: ClassVar[str] = "pools"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the emission pool.")]
    tonnes: Annotated[
        Yearly,
        Spec(
            Kind.NUMBER,
            "Emissions a year that the actions can take from, CO2e, without any of them.",
            Unit.TONNES_PER_YEAR,
            minimum=0,
            yearly=True,
        ),
    ]
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes and source.")] = ""


class Parameter(Row):
    """A figure from outside that the plan uses, and how far it can be trusted. It feeds nothing: it vouches."""

    table: ClassVar[str] = "parameters"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the parameter.")]
    used_for: Annotated[
        ParameterUse, Spec(Kind.CHOICE, "Which of the plan's figures it stands behind.", choices=ParameterUse)
    ] = ParameterUse.OTHER
    carrier: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Energy carrier whose price or factor it is.", table="carriers")
    ] = None
    price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category whose escalation it is.", table="price_categories")
    ] = None
    year: Annotated[
        WholeNumber | None,
        Spec(Kind.YEAR, "Year that the value is for; blank means every year.", minimum=1900, maximum=2200),
    ] = None
    value: Annotated[
        Number | None, Spec(Kind.NUMBER, "Value as the source states it, in the unit beside it; blank if missing.")
    ] = None
    unit: Annotated[Text, Spec(Kind.TEXT, "Unit of the value, as the source states it.")] = ""
    source: Annotated[Text, Spec(Kind.TEXT, "Author or document, with its date.")] = ""
    status: Annotated[
        ParameterStatus,
        Spec(
            Kind.CHOICE,
            "Sourced, dated (from an old source), to be confirmed, or missing.",
            choices=ParameterStatus,
        ),
    ]
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The value is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "How the value is used or was assumed.")] = ""
