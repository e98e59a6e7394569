"""Where in a scenario something stands, as the builder shows it: the number of a change, or whose mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.scenario_edits import place_of
from app.components.scenario_words import place_label
from app.components.values import Names, field_name
from finmodel.i18n import has
from finmodel.model.document import to_document
from finmodel.model.scenarios import ScenarioChange, ScenarioFunding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.components.formats import Formats
    from finmodel.errors import Where
    from finmodel.model.plan import Plan

__all__ = ["Places", "change_numbers"]


def change_numbers(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Return which number every change has in its scenario, by scenario and id: 1 is made first."""
    found: dict[tuple[str, str], int] = {}
    n_of: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row.get("position") or 1, row["id"])):
        n_of[row["scenario"]] = n_of.get(row["scenario"], 0) + 1
        found[row["scenario"], row["id"]] = n_of[row["scenario"]]
    return found


class Places:
    """The places of problems with scenarios, in the words of the builder.

    Parameters
    ----------
    plan
        The open plan: names of actions, sources and scenarios.
    formats
        Language.
    document
        The plan's document with the scenarios as they were to be saved; the plan's own unless given.
    scenario
        The scenario that the reader works with: its places need no name of a scenario.
    """

    def __init__(
        self, plan: Plan, formats: Formats, *, document: Mapping[str, Any] | None = None, scenario: str = ""
    ) -> None:
        document = to_document(plan) if document is None else document
        self._names, self._formats, self._scenario = Names(plan), formats, scenario
        changes, mixes = document[ScenarioChange.table], document[ScenarioFunding.table]
        self._numbers = change_numbers(changes)
        self._called = {row["id"]: str(row.get("name") or row["id"]) for row in document["scenarios"]}
        self._rows = {(ScenarioChange.table, row["id"]): row for row in changes}
        self._rows |= {(ScenarioFunding.table, row["id"]): row for row in mixes}

    def scenario_of(self, where: Where) -> str:
        """Return which scenario a place is in, "" for none."""
        if where.table == "scenarios":
            return where.row or ""
        row = self._rows.get((where.table or "", where.row or ""))
        return "" if row is None else str(row["scenario"])

    def of(self, where: Where, *, is_brief: bool = False) -> str:
        """Return a place in words, "" for one outside the scenarios.

        The scenario where it is another one; the change or the mix; its source and the field unless it is brief.
        """
        row = self._rows.get((where.table or "", where.row or ""))
        if row is None or where.table is None:
            return ""
        formats, scenario = self._formats, str(row["scenario"])
        shown = "" if scenario == self._scenario else self._called.get(scenario, scenario)
        if where.table == ScenarioChange.table:
            place = formats.text("scenarios.place", n=self._numbers[scenario, row["id"]])
        else:
            source = self._names.of("sources", str(row.get("source", "")))
            whose = place_label(*place_of(row), self._names, formats)
            place = formats.text("scenarios.mix_of", place=whose)
            place = place if is_brief else f"{place}, {source}"
        key = f"field.{where.table}.{where.field}.label"
        field = field_name(where.table, where.field, formats.lang) if where.field and has(key, formats.lang) else ""
        text = ", ".join(part for part in (shown, place, "" if is_brief else field) if part)
        return text[:1].upper() + text[1:]
