"""Where the money comes from: sources with their terms, each action's mix of them, and the frames of own money."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from finmodel.model.enums import OrganisationKind, Status
from finmodel.model.funding_enums import Certainty, Covers, GrantAccounting, LoanForm, MoneyClass, SourceKind
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, Ids, LongText, Number, Text, WholeNumber, Yearly, YearMap

__all__ = ["MAX_TERM_YEARS", "Frame", "FundingEntry", "Source"]

MAX_TERM_YEARS = 100

OwnerKinds = Annotated[tuple[OrganisationKind, ...], AfterValidator(lambda kinds: tuple(sorted(set(kinds))))]


def _share(meaning: str) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.FRACTION, minimum=0, maximum=1)


def _money(meaning: str) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.MONEY, minimum=0)


def _year(meaning: str) -> Spec:
    return Spec(Kind.YEAR, meaning, minimum=1900, maximum=2200)


class Source(Row):
    """A source of money and its terms. What a kind has no use for is left blank."""

    table: ClassVar[str] = "sources"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the source.")]
    kind: Annotated[SourceKind, Spec(Kind.CHOICE, "What sort of money it is.", choices=SourceKind)]
    money_class: Annotated[
        MoneyClass | None,
        Spec(
            Kind.CHOICE,
            "Own, borrowed or external; stated for fees and climate funds, follows from the kind for the others.",
            choices=MoneyClass,
        ),
    ] = None
    provider: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "Who gives external money; for own money whose it is (blank: whoever bears the cost).",
            table="organisations",
        ),
    ] = None
    programme: Annotated[Text, Spec(Kind.TEXT, "Programme, authority, lender or contractor.")] = ""
    certainty: Annotated[
        Certainty, Spec(Kind.CHOICE, "Secured, applied for or only identified.", choices=Certainty)
    ] = Certainty.IDENTIFIED
    probability: Annotated[
        Number | None, _share("Probability that the money comes; blank is unknown, and 1 where it is secured.")
    ] = None
    covers: Annotated[
        Covers | None,
        Spec(
            Kind.CHOICE,
            "Investment, running cost or both; blank: both for operating money, private money, fees and funds, else "
            "investment.",
            choices=Covers,
        ),
    ] = None
    first_year: Annotated[WholeNumber | None, _year("First year in which it can be used.")] = None
    last_year: Annotated[WholeNumber | None, _year("Last year in which it can be used.")] = None
    eligible_sectors: Annotated[
        Ids, Spec(Kind.REFERENCES, "Sectors whose actions may use it; blank means all.", table="sectors")
    ] = ()
    eligible_owner_kinds: Annotated[
        OwnerKinds,
        Spec(Kind.CHOICES, "Kinds of owner whose actions may use it; blank means all.", choices=OrganisationKind),
    ] = ()
    minimum_kg_per_krona: Annotated[
        Number | None,
        Spec(
            Kind.NUMBER,
            "Least emission reduction per krona of the whole investment, over the action's own lifetime.",
            Unit.KG_PER_MONEY,
            minimum=0,
        ),
    ] = None
    share: Annotated[Number | None, _share("Largest share of the eligible cost that a grant pays.")] = None
    eligible_share: Annotated[Number, _share("Part of the investment that is eligible for the grant.")] = 1.0
    less_reference: Annotated[
        bool, Spec(Kind.FLAG, "Whether the reference alternative's investment is taken off the eligible cost.")
    ] = False
    aid_intensity: Annotated[
        Number | None,
        _share("Ceiling for all grants of an action together, as a share of the eligible cost; blank means the whole."),
    ] = None
    cap_per_action: Annotated[Number | None, _money("The most that one action can get, in all.")] = None
    cap_per_year: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "The most that all actions together can get in a year.",
            Unit.MONEY_PER_YEAR,
            minimum=0,
            yearly=True,
        ),
    ] = None
    cap_total: Annotated[Number | None, _money("The most that all actions together can get, in all.")] = None
    paid_during: Annotated[
        Number, _share("Share of an award that is paid in the year of use; the rest is the final instalment.")
    ] = 1.0
    payment_lag_years: Annotated[
        WholeNumber,
        Spec(
            Kind.INTEGER,
            "Years from the last use to the final instalment; for results-based money from the tonne to its pay.",
            Unit.YEARS,
            minimum=0,
            maximum=30,
        ),
    ] = 1
    payment_per_tonne: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "What results-based money pays per tonne CO2e, as decided in kronor (not indexed).",
            Unit.MONEY_PER_TONNE,
            minimum=0,
            yearly=True,
        ),
    ] = None
    grant_accounting: Annotated[
        GrantAccounting,
        Spec(
            Kind.CHOICE,
            "Whether external money to an investment is taken to income over the asset's life or at completion.",
            choices=GrantAccounting,
        ),
    ] = GrantAccounting.ACCRUE
    loan_form: Annotated[
        LoanForm | None,
        Spec(
            Kind.CHOICE,
            "How borrowed money is paid back; blank: annuity, and bullet for a bond.",
            choices=LoanForm,
        ),
    ] = None
    term_years: Annotated[
        WholeNumber | None,
        Spec(
            Kind.INTEGER,
            "Years from drawing to the last payment, grace years included.",
            Unit.YEARS,
            minimum=1,
            maximum=MAX_TERM_YEARS,
        ),
    ] = None
    grace_years: Annotated[
        WholeNumber,
        Spec(
            Kind.INTEGER,
            "First years of the term in which only interest is paid.",
            Unit.YEARS,
            minimum=0,
            maximum=MAX_TERM_YEARS,
        ),
    ] = 0
    interest_rate: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Interest of borrowed money from 1 January of a year to the next; one number or by year.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
            yearly=True,
        ),
    ] = None
    fee_share: Annotated[Number, _share("Fee at drawing, as a share of the amount drawn.")] = 0.0
    guarantee_fee: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Guarantee fee (borgensavgift) that a company pays the municipality, as a share of the debt a year.",
            Unit.FRACTION,
            minimum=0,
            maximum=1,
            yearly=True,
        ),
    ] = None
    terms_source: Annotated[Text, Spec(Kind.TEXT, "Where the terms stand: author or document, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The terms are from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""

    @property
    def of_class(self) -> MoneyClass | None:
        """Class of the money: the kind's, or the one stated; None where it is wanted and not stated."""
        return self.kind.money_class or self.money_class

    @property
    def is_capital(self) -> bool:
        """Whether it can pay for uses; results-based money comes after the tonne and never does."""
        return self.kind is not SourceKind.RESULTS_BASED

    @property
    def pays_for(self) -> Covers:
        """Which uses it may pay for."""
        return self.covers or self.kind.covers

    @property
    def form(self) -> LoanForm:
        """How borrowed money is paid back."""
        return self.loan_form or (LoanForm.BULLET if self.kind is SourceKind.BOND else LoanForm.ANNUITY)


class FundingEntry(Row):
    """An entry of a funding mix: how much of an action, or of a group of actions, a source pays for."""

    table: ClassVar[str] = "funding"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the entry.")]
    action: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "Action whose mix it belongs to; blank for a default. An action with entries of its own uses no default.",
            table="actions",
        ),
    ] = None
    sector: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Default for actions of this sector; goes before that of an owner.", table="sectors"),
    ] = None
    owner: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Default for actions of this owner; goes before that of a status.", table="organisations"),
    ] = None
    status: Annotated[
        Status | None,
        Spec(
            Kind.CHOICE,
            "Default for actions of this status. With nothing in these four columns: default for all.",
            choices=Status,
        ),
    ] = None
    source: Annotated[Id, Spec(Kind.REFERENCE, "Source of the money.", table="sources")]
    position: Annotated[
        WholeNumber,
        Spec(
            Kind.INTEGER,
            "Order in the mix, 1 first: fixed amounts, then shares, then the rest.",
            minimum=1,
            maximum=999,
        ),
    ]
    share: Annotated[
        Number | None,
        _share(
            "Share of the year's cost; for a grant of the eligible cost (blank: the source's), for results-based "
            "money of the tonnes."
        ),
    ] = None
    amount: Annotated[
        Number | None, _money("Amount in all, in kronor of the day; used from the first year of need.")
    ] = None
    by_year: Annotated[YearMap, Spec(Kind.BY_YEAR, "Amount by year, in kronor of the day.", Unit.MONEY, minimum=0)] = (
        YearMap()
    )
    rest: Annotated[bool, Spec(Kind.FLAG, "Whether it takes what the others leave, up to its caps.")] = False
    certainty: Annotated[
        Certainty | None,
        Spec(Kind.CHOICE, "How sure this money is; blank means as sure as the source.", choices=Certainty),
    ] = None
    probability: Annotated[Number | None, _share("Probability that this money comes; blank means the source's.")] = None
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The entry is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes: decision, date, reference number.")] = ""

    @property
    def belongs_to(self) -> tuple[str, str]:
        """Whose mix it is: the column that is filled, and what stands there; of several the first."""
        for field in ("action", "sector", "owner", "status"):
            if (value := getattr(self, field)) is not None:
                return field, str(value)
        return "all", ""


class Frame(Row):
    """Own money that is set aside for a source, by organisation and year: its cap there."""

    table: ClassVar[str] = "frames"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    source: Annotated[Id, Spec(Kind.REFERENCE, "Source of own money that the frame is for.", table="sources")]
    organisation: Annotated[
        Id | None,
        Spec(
            Kind.REFERENCE,
            "Organisation whose costs it can pay; blank means whichever may use the source.",
            table="organisations",
        ),
    ] = None
    name: Annotated[Text, Spec(Kind.TEXT, "What the frame is called in the budget.")] = ""
    by_year: Annotated[
        YearMap,
        Spec(Kind.BY_YEAR, "Kronor of the day by year; a year without a number has none.", Unit.MONEY, minimum=0),
    ] = YearMap()
    reference: Annotated[Text, Spec(Kind.TEXT, "Decision or document that it stands in, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The frame is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""
