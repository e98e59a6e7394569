"""What the municipality's accounts need: internal rents, the ordinary budget and the adopted investment plan."""

from __future__ import annotations

from typing import Annotated, ClassVar

from finmodel.model.funding_enums import AccountLevel, RentBasis
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, LongText, Number, Text, WholeNumber, Yearly, YearMap

__all__ = ["AdoptedProject", "InternalRent", "OrdinaryYear"]


def _money(meaning: str, *, minimum: float | None = None) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.MONEY, minimum=minimum)


class InternalRent(Row):
    """What one organisation of the group pays another for the use of an action's asset (internhyra)."""

    table: ClassVar[str] = "internal_rents"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the rent.")]
    action: Annotated[Id, Spec(Kind.REFERENCE, "Action that the rent is for.", table="actions")]
    payer: Annotated[Id, Spec(Kind.REFERENCE, "Who pays: the tenant.", table="organisations")]
    receiver: Annotated[Id, Spec(Kind.REFERENCE, "Who is paid: the landlord.", table="organisations")]
    basis: Annotated[
        RentBasis,
        Spec(Kind.CHOICE, "An amount, or the receiver's capital cost for the action.", choices=RentBasis),
    ] = RentBasis.CAPITAL_COST
    share: Annotated[
        Number,
        Spec(Kind.NUMBER, "Share of the capital cost that is charged.", Unit.FRACTION, minimum=0, maximum=2),
    ] = 1.0
    amount: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Rent in an effect year, in prices of the price year; an explicit year as entered.",
            Unit.MONEY_PER_YEAR,
            minimum=0,
            yearly=True,
        ),
    ] = None
    price_category: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Price category of the amount.", table="price_categories")
    ] = None
    reference: Annotated[Text, Spec(Kind.TEXT, "Agreement or document that it stands in.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The rent is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class OrdinaryYear(Row):
    """A year of the ordinary budget, and the financial targets that it is held against."""

    table: ClassVar[str] = "ordinary_budget"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    level: Annotated[
        AccountLevel,
        Spec(Kind.CHOICE, "The municipality's own budget, or the whole group's.", choices=AccountLevel),
    ] = AccountLevel.MUNICIPALITY
    year: Annotated[WholeNumber, Spec(Kind.YEAR, "Calendar year.", minimum=1900, maximum=2200)]
    result: Annotated[Number | None, _money("Result of the year (årets resultat), without the plan.")] = None
    depreciation: Annotated[Number | None, _money("Depreciation, without the plan.", minimum=0)] = None
    net_investment: Annotated[
        Number | None, _money("Net investment, without what the plan adds to the adopted investment plan.")
    ] = None
    loan_debt: Annotated[Number | None, _money("Loan debt on 31 December, without the plan.", minimum=0)] = None
    taxes_and_grants: Annotated[Number | None, _money("Tax revenue, general grants and equalisation.", minimum=0)] = (
        None
    )
    population: Annotated[
        WholeNumber | None, Spec(Kind.INTEGER, "Number of inhabitants.", minimum=1, maximum=100_000_000)
    ] = None
    result_target: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Least result as a share of taxes and general grants.", Unit.FRACTION, minimum=-1, maximum=1),
    ] = None
    self_financing_target: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Least self-financing rate of net investment.", Unit.FRACTION, minimum=0, maximum=10),
    ] = None
    debt_ceiling: Annotated[Number | None, _money("The most loan debt.", minimum=0)] = None
    debt_per_inhabitant_ceiling: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "The most loan debt per inhabitant.", Unit.MONEY_PER_INHABITANT, minimum=0),
    ] = None
    investment_frame: Annotated[Number | None, _money("The most net investment.", minimum=0)] = None
    reference: Annotated[Text, Spec(Kind.TEXT, "Document that the figures stand in, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The figures are from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class AdoptedProject(Row):
    """A row of the adopted investment plan, and the action that it is the money for."""

    table: ClassVar[str] = "adopted_plan"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    project_number: Annotated[Text, Spec(Kind.TEXT, "Project number in the adopted plan.")] = ""
    name: Annotated[Text, Spec(Kind.TEXT, "Name of the project.")] = ""
    organisation: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Committee or company that has the money.", table="organisations")
    ] = None
    action: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Action of this plan that the money is for; blank if none.", table="actions")
    ] = None
    by_year: Annotated[
        YearMap, Spec(Kind.BY_YEAR, "Adopted net investment by year, in kronor of the day.", Unit.MONEY, minimum=0)
    ] = YearMap()
    reference: Annotated[Text, Spec(Kind.TEXT, "Decision or document that it stands in, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The row is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""
