"""Which row is which: rows without an id get one, and a copied row is a new row.

Copying a row is how officers add actions, and copies the hidden id with it. A row whose id and hidden id both
stood before is such a copy; a row whose id was typed a second time is a mistake that the model reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from finmodel.errors import Issue, Severity

if TYPE_CHECKING:
    from typing import Any

    from finmodel.errors import Where
    from finmodel.excel.source import SourceRow

__all__ = ["identified"]

_PREFIXES = {
    "organisations": "O",
    "sectors": "S",
    "price_categories": "P",
    "carriers": "C",
    "pools": "Pool",
    "emissions": "Em",
    "population": "Pop",
    "baselines": "Ref",
    "targets": "T",
    "actions": "A",
    "investments": "I",
    "energy_changes": "EC",
    "benefits": "B",
    "sources": "FS",
    "funding": "F",
    "frames": "Fr",
    "internal_rents": "Rent",
    "ordinary_budget": "OB",
    "adopted_plan": "AP",
    "risks": "R",
    "evidence": "E",
    "parameters": "Par",
    "scenarios": "Scenario",
    "scenario_changes": "SC",
    "scenario_funding": "SF",
}


class Identified(Protocol):
    """A row that was read."""

    data: dict[str, Any]

    @property
    def row(self) -> SourceRow: ...

    def locate(self, name: str | None, year: int | None) -> Where: ...


D = TypeVar("D", bound=Identified)


def identified(table: str, drafts: list[D], issues: list[Issue]) -> list[D]:
    """Give every row an id of its own.

    Parameters
    ----------
    table
        Name of the table.
    drafts
        Rows as read; their ``id`` is filled in where it is blank or copied.
    issues
        Notices go here: ``FM-W120`` a copy became a new row, ``FM-W121`` a row got an id, ``FM-W123`` a row that
        is the same as an earlier one in everything was left out.

    Returns
    -------
    list
        The rows that are kept.
    """
    taken = {_id(draft).casefold() for draft in drafts}
    first: dict[str, D] = {}
    kept: list[D] = []
    for draft in drafts:
        name = _id(draft)
        if not name:
            draft.data["id"] = _new(str(draft.data.get("action") or "") or _PREFIXES[table], taken)
            issues.append(_notice("FM-W121", draft, new=draft.data["id"]))
        elif name.casefold() in first and draft.row.written_as == first[name.casefold()].row.written_as is not None:
            original = first[name.casefold()]
            if draft.data == original.data:
                issues.append(_notice("FM-W123", draft, Severity.WARNING, row=draft.row.number, original=name))
                continue
            draft.data["id"] = _new(name, taken, start=2)
            issues.append(_notice("FM-W120", draft, row=draft.row.number, original=name, new=draft.data["id"]))
        else:
            first.setdefault(name.casefold(), draft)
        kept.append(draft)
    return kept


def _id(draft: Identified) -> str:
    return str(draft.data.get("id", "")).strip()


def _new(stem: str, taken: set[str], start: int = 1) -> str:
    number = start
    while f"{stem}-{number}".casefold() in taken:
        number += 1
    name = f"{stem[:56]}-{number}"
    taken.add(name.casefold())
    return name


def _notice(code: str, draft: Identified, severity: Severity = Severity.INFO, **params: str | int) -> Issue:
    return Issue(code, severity, draft.locate("id", None), params)
