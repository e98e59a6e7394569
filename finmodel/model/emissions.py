"""What is emitted, by how many, where it is heading without the plan, and what has been promised."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from finmodel.model.emission_enums import BaselineKind, EmissionPerspective, Gas, TargetKind, TargetPath
from finmodel.model.enums import Scope
from finmodel.model.row import Row
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, LongText, Number, Shares, Text, WholeNumber, Yearly

__all__ = ["Baseline", "Inventory", "Population", "Target"]


def _year(meaning: str) -> Spec:
    return Spec(Kind.YEAR, meaning, minimum=1900, maximum=2200)


def _share(meaning: str, *, minimum: float = 0) -> Spec:
    return Spec(Kind.NUMBER, meaning, Unit.FRACTION, minimum=minimum, maximum=1)


_PERSPECTIVE = Spec(
    Kind.CHOICE, "Territorial, of consumption, or of the organisation itself.", choices=EmissionPerspective
)
_GAS = Spec(Kind.CHOICE, "Fossil carbon dioxide alone, or all greenhouse gases (CO2e).", choices=Gas)


class Inventory(Row):
    """What was emitted in a year: of the whole municipality, or of one sector or scope of it."""

    table: ClassVar[str] = "emissions"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    perspective: Annotated[EmissionPerspective, _PERSPECTIVE] = EmissionPerspective.TERRITORIAL
    gas: Annotated[Gas, _GAS]
    sector: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Sector; blank means the whole municipality.", table="sectors")
    ] = None
    scope: Annotated[
        Scope | None, Spec(Kind.CHOICE, "GHG Protocol scope; blank means not divided by scope.", choices=Scope)
    ] = None
    year: Annotated[WholeNumber, _year("Calendar year.")]
    tonnes: Annotated[Number, Spec(Kind.NUMBER, "Emissions of the year.", Unit.TONNES_PER_YEAR, minimum=0)]
    reference: Annotated[Text, Spec(Kind.TEXT, "Source with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The figure is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class Population(Row):
    """Number of inhabitants in a year, counted or forecast."""

    table: ClassVar[str] = "population"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    year: Annotated[WholeNumber, _year("Calendar year.")]
    inhabitants: Annotated[WholeNumber, Spec(Kind.INTEGER, "Number of inhabitants.", minimum=1, maximum=100_000_000)]
    reference: Annotated[Text, Spec(Kind.TEXT, "Source with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The figure is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class Baseline(Row):
    """The reference path (referensbana): emissions after the last known year without the plan's actions."""

    table: ClassVar[str] = "baselines"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the row.")]
    perspective: Annotated[EmissionPerspective, _PERSPECTIVE] = EmissionPerspective.TERRITORIAL
    gas: Annotated[Gas, _GAS]
    sector: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Sector; blank means every sector that has no row of its own.", table="sectors"),
    ] = None
    kind: Annotated[
        BaselineKind,
        Spec(
            Kind.CHOICE,
            "Explicit years, a constant yearly rate, the linear trend, flat, or by the carriers' emission factors.",
            choices=BaselineKind,
        ),
    ]
    yearly_cut: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Share that falls away every year; negative grows.", Unit.FRACTION, minimum=-1, maximum=1),
    ] = None
    trend_first: Annotated[
        WholeNumber | None, _year("First year of the trend; blank means the first year of the inventory.")
    ] = None
    trend_last: Annotated[
        WholeNumber | None, _year("Last year of the trend; blank means the last year of the inventory.")
    ] = None
    tonnes: Annotated[
        Yearly | None,
        Spec(
            Kind.NUMBER,
            "Explicit path: tonnes by year, straight lines between the years; a single number is every later year.",
            Unit.TONNES_PER_YEAR,
            minimum=0,
            yearly=True,
        ),
    ] = None
    carrier_split: Annotated[
        Shares,
        Spec(
            Kind.SHARES,
            "Carriers behind the emissions of the last known year, by share; they follow the carriers' factors.",
            Unit.FRACTION,
            above=0,
            maximum=1,
            table="carriers",
        ),
    ] = Shares()
    reference: Annotated[Text, Spec(Kind.TEXT, "Source or decision, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The path is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""


class Target(Row):
    """A target for one perspective and gas, of the whole municipality or of one sector."""

    table: ClassVar[str] = "targets"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the target.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "The target as the municipality states it.")]
    perspective: Annotated[EmissionPerspective, _PERSPECTIVE] = EmissionPerspective.TERRITORIAL
    gas: Annotated[Gas, _GAS]
    sector: Annotated[
        Id | None, Spec(Kind.REFERENCE, "Sector; blank means the whole municipality.", table="sectors")
    ] = None
    kind: Annotated[
        TargetKind,
        Spec(
            Kind.CHOICE,
            "Share below a base year, a yearly rate, tonnes a year, tonnes per inhabitant, a budget or net zero.",
            choices=TargetKind,
        ),
    ]
    base_year: Annotated[
        WholeNumber | None,
        _year("Base year; of a yearly rate the year that it starts from, of a budget the first year that counts."),
    ] = None
    year: Annotated[
        WholeNumber | None, _year("Target year; of a yearly rate the last year, blank means on to the end of the plan.")
    ] = None
    reduction: Annotated[Number | None, _share("Share below the base year, or share less every year.")] = None
    tonnes: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Tonnes a year in the target year, or the whole budget.", Unit.TONNES, minimum=0),
    ] = None
    tonnes_per_inhabitant: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Tonnes per inhabitant in the target year.", Unit.TONNES_PER_INHABITANT, minimum=0),
    ] = None
    residual_share: Annotated[
        Number | None,
        _share("Net zero: the largest share of the base year that removals and other measures may meet."),
    ] = None
    removals_up_to: Annotated[
        Number | None,
        _share("Up to which share of the base year removals count for the target; blank means 0, net zero its own."),
    ] = None
    path: Annotated[
        TargetPath,
        Spec(Kind.CHOICE, "Way from the last known year: linear or geometric.", choices=TargetPath),
    ] = TargetPath.LINEAR
    stated_reduction: Annotated[
        Number | None, _share("Total cut as the source prints it, kept beside what is computed.")
    ] = None
    stated_tonnes: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Tonnes as the source prints them, kept beside what is computed.", Unit.TONNES, minimum=0),
    ] = None
    used_share: Annotated[
        Number | None,
        Spec(Kind.NUMBER, "Budget: share used, as the source states it.", Unit.FRACTION, minimum=0, maximum=10),
    ] = None
    used_until: Annotated[WholeNumber | None, _year("Budget: last year of the stated use, included.")] = None
    reference: Annotated[Text, Spec(Kind.TEXT, "Document that the target stands in, with its date.")] = ""
    illustrative: Annotated[bool, Spec(Kind.FLAG, "The target is from no source; shown as illustrative.")] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Notes.")] = ""

    @property
    def counted_removals(self) -> float:
        """Share of the base up to which removals count; that of net zero is its largest residual where none is said."""
        if self.removals_up_to is not None:
            return self.removals_up_to
        return (self.residual_share or 0.0) if self.kind is TargetKind.NET_ZERO else 0.0
