"""Scenarios: ordered overlays on a plan. Their changes, and the funding mixes that they put in place of the plan's."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from finmodel.model.enums import Status
from finmodel.model.funding import FundingEntry
from finmodel.model.row import Row
from finmodel.model.scenario_enums import LineKind, MixReach, Operation
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Id, Ids, LongText, Number, Text, WholeNumber, YearMap

__all__ = ["BASE", "SCENARIO_TABLES", "Scenario", "ScenarioChange", "ScenarioFunding"]

BASE = "base"
"""Name of the plan itself among its scenarios; no scenario may be called so."""

Statuses = Annotated[tuple[Status, ...], AfterValidator(lambda found: tuple(sorted(set(found))))]


class Scenario(Row):
    """A named overlay: what is otherwise than in the plan, or than in another scenario."""

    table: ClassVar[str] = "scenarios"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name that commands and other sheets refer to.")]
    name: Annotated[Text, StringConstraints(min_length=1), Spec(Kind.TEXT, "Name of the scenario.")]
    builds_on: Annotated[
        Id | None,
        Spec(Kind.REFERENCE, "Scenario that is applied before this one; blank: the plan.", table="scenarios"),
    ] = None
    mix_reach: Annotated[
        MixReach,
        Spec(
            Kind.CHOICE,
            "Whether its mixes replace those of the same action or group, or every mix of the plan.",
            choices=MixReach,
        ),
    ] = MixReach.NAMED
    illustrative: Annotated[bool, Spec(Kind.FLAG, "What it assumes is from no source; shown as illustrative.")] = False
    description: Annotated[LongText, Spec(Kind.LONG_TEXT, "What it answers, and what it teaches.")] = ""


class ScenarioChange(Row):
    """A change of a scenario: an operation, what it is done to, and with which value."""

    table: ClassVar[str] = "scenario_changes"

    id: Annotated[Id, Spec(Kind.ID, "Short unique name of the change.")]
    scenario: Annotated[Id, Spec(Kind.REFERENCE, "Scenario that it belongs to.", table="scenarios")]
    position: Annotated[
        WholeNumber,
        Spec(Kind.INTEGER, "Order in the scenario, 1 first; blank: after the row above.", minimum=1, maximum=99_999),
    ] = 1
    operation: Annotated[
        Operation,
        Spec(
            Kind.CHOICE,
            "Set, multiply or add to a field; include, leave out or move actions in time.",
            choices=Operation,
        ),
    ]
    field: Annotated[
        Text, Spec(Kind.FIELD, "Which field: table and field; blank where actions are included, left out or moved.")
    ] = ""
    actions: Annotated[
        Ids, Spec(Kind.REFERENCES, "Actions that it holds for, or whose rows it changes.", table="actions")
    ] = ()
    statuses: Annotated[Statuses, Spec(Kind.CHOICES, "Or the actions of these statuses.", choices=Status)] = ()
    sectors: Annotated[Ids, Spec(Kind.REFERENCES, "Or the actions of these sectors.", table="sectors")] = ()
    owners: Annotated[Ids, Spec(Kind.REFERENCES, "Or the actions of these owners.", table="organisations")] = ()
    rows: Annotated[
        Ids, Spec(Kind.REFERENCES, "Rows of the field's table by their ids, where they belong to no action.")
    ] = ()
    of_kind: Annotated[
        LineKind | None,
        Spec(Kind.CHOICE, "Only investments or benefits of this kind.", choices=LineKind),
    ] = None
    all_rows: Annotated[bool, Spec(Kind.FLAG, "Every row of the table, or every action.")] = False
    number: Annotated[
        Number | None, Spec(Kind.NUMBER, "The new number, or what is added; in the field's unit.", Unit.BY_FIELD)
    ] = None
    factor: Annotated[
        Number | None, Spec(Kind.NUMBER, "What the field's numbers are multiplied by.", minimum=-1000, maximum=1000)
    ] = None
    text: Annotated[Text, Spec(Kind.TEXT, "The new value where it is no number: a choice, an id, yes or no.")] = ""
    years: Annotated[
        WholeNumber | None,
        Spec(Kind.INTEGER, "Years that the actions are moved; positive is later.", minimum=-100, maximum=100),
    ] = None
    start_year: Annotated[
        WholeNumber | None, Spec(Kind.YEAR, "Year that the actions start instead.", minimum=1900, maximum=2200)
    ] = None
    by_year: Annotated[
        YearMap, Spec(Kind.BY_YEAR, "New numbers by year; years without one stay as they are.", Unit.BY_FIELD)
    ] = YearMap()
    again: Annotated[
        bool, Spec(Kind.FLAG, "On purpose: it changes what an earlier change of the scenario has changed.")
    ] = False
    notes: Annotated[LongText, Spec(Kind.LONG_TEXT, "Why, and where the value comes from.")] = ""


class ScenarioFunding(FundingEntry):
    """An entry of a funding mix in a scenario; see :class:`~finmodel.model.funding.FundingEntry`."""

    table: ClassVar[str] = "scenario_funding"

    scenario: Annotated[Id, Spec(Kind.REFERENCE, "Scenario that the entry belongs to.", table="scenarios")]

    def entry(self, identity: str) -> FundingEntry:
        """Return the entry as it stands in the plan's table of funding."""
        fields = {name: getattr(self, name) for name in FundingEntry.specs}
        return FundingEntry.model_construct(**{**fields, "id": identity})


SCENARIO_TABLES: tuple[type[Row], ...] = (Scenario, ScenarioChange, ScenarioFunding)
"""The tables that hold scenarios: they change no number of the plan itself."""
