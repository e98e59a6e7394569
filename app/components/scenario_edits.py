"""Changes of a plan's scenarios as rows of its document: pure, in place, judged by whoever reads the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.downloads import file_stem
from app.service import without_scenario
from finmodel.model.scenarios import BASE
from finmodel.model.values import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "PLACES",
    "Edit",
    "change_added",
    "change_moved",
    "change_put",
    "change_removed",
    "free_scenario_id",
    "free_scenario_name",
    "mix_put",
    "mix_removed",
    "place_of",
    "scenario_added",
    "scenario_copied",
    "scenario_put",
    "scenario_removed",
]

if TYPE_CHECKING:
    Edit = Callable[[dict[str, Any]], None]

PLACES = ("all", "action", "sector", "owner", "status")
"""What a funding mix can belong to: a column of its entries, or all."""

_MAX_HEAD = 50


def free_scenario_id(name: str, taken: Iterable[str]) -> str:
    """Return an id made of a name that no scenario has; never that of the plan itself."""
    wanted = file_stem(name) if any(c.isascii() and c.isalnum() for c in name) else "scenario"
    return _free(wanted, {BASE, *taken})


def free_scenario_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that no scenario has, case aside: with a number behind it where that is needed."""
    known = {each.casefold() for each in taken}
    number, found = 1, name
    while found.casefold() in known:
        number += 1
        end = f" ({number})"
        found = f"{name[: MAX_TEXT - len(end)]}{end}"
    return found


def _free(wanted: str, taken: Iterable[str]) -> str:
    known = {name.casefold() for name in taken}
    number, found = 1, wanted
    while found.casefold() in known:
        number += 1
        found = f"{wanted}-{number}"
    return found


def scenario_added(row: Mapping[str, Any]) -> Edit:
    """Return what adds a scenario."""

    def edit(document: dict[str, Any]) -> None:
        document["scenarios"].append(dict(row))

    return edit


def scenario_put(row: Mapping[str, Any]) -> Edit:
    """Return what puts a scenario's own row in the place of the one of the same id."""

    def edit(document: dict[str, Any]) -> None:
        document["scenarios"] = [dict(row) if old["id"] == row["id"] else old for old in document["scenarios"]]

    return edit


def scenario_removed(identity: str) -> Edit:
    """Return what takes a scenario away with its changes and mixes."""
    return lambda document: without_scenario(document, identity)


def scenario_copied(identity: str, new: str, name: str) -> Edit:
    """Return what adds a copy of a scenario under another id and name."""

    def edit(document: dict[str, Any]) -> None:
        row = next(row for row in document["scenarios"] if row["id"] == identity)
        document["scenarios"].append({**row, "id": new, "name": name})
        for table in ("scenario_changes", "scenario_funding"):
            for row in _of(document, table, identity):
                document[table].append({**row, "id": _row_id(document, table, new), "scenario": new})

    return edit


def change_added(identity: str, change: Mapping[str, Any]) -> Edit:
    """Return what adds a change behind a scenario's others."""

    def edit(document: dict[str, Any]) -> None:
        table = "scenario_changes"
        position = max((row["position"] for row in _of(document, table, identity)), default=0) + 1
        new = {"id": _row_id(document, table, identity), "scenario": identity, "position": position, **change}
        document[table].append(new)

    return edit


def change_put(identity: str, change: str, row: Mapping[str, Any]) -> Edit:
    """Return what puts a change in the place of one that stands in a scenario: its id and its order stay."""

    def edit(document: dict[str, Any]) -> None:
        rows = document["scenario_changes"]
        place = next(n for n, old in enumerate(rows) if (old["scenario"], old["id"]) == (identity, change))
        kept = {name: rows[place][name] for name in ("id", "scenario", "position") if name in rows[place]}
        rows[place] = {**kept, **row}

    return edit


def change_removed(change: str) -> Edit:
    """Return what takes a change away."""

    def edit(document: dict[str, Any]) -> None:
        document["scenario_changes"] = [row for row in document["scenario_changes"] if row["id"] != change]

    return edit


def change_moved(identity: str, change: str, steps: int) -> Edit:
    """Return what moves a change among its scenario's: -1 is one place earlier; at the ends it stays."""

    def edit(document: dict[str, Any]) -> None:
        rows = sorted(_of(document, "scenario_changes", identity), key=lambda row: (row["position"], row["id"]))
        place = next(number for number, row in enumerate(rows) if row["id"] == change)
        row = rows.pop(place)
        rows.insert(min(max(place + steps, 0), len(rows)), row)
        for number, each in enumerate(rows, start=1):
            each["position"] = number

    return edit


def place_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return whose mix an entry belongs to: its column and what stands there."""
    return next(((name, str(row[name])) for name in PLACES[1:] if row.get(name)), (PLACES[0], ""))


def mix_removed(identity: str, place: tuple[str, str]) -> Edit:
    """Return what takes a scenario's mix of one place away."""

    def edit(document: dict[str, Any]) -> None:
        document["scenario_funding"] = [
            row for row in document["scenario_funding"] if row["scenario"] != identity or place_of(row) != place
        ]

    return edit


def mix_put(identity: str, place: tuple[str, str], entries: Sequence[Mapping[str, Any]]) -> Edit:
    """Return what puts a mix in the place of the one that the scenario has there, its entries in their order."""

    def edit(document: dict[str, Any]) -> None:
        mix_removed(identity, place)(document)
        table, (column, target) = "scenario_funding", place
        belongs = {} if column == PLACES[0] else {column: target}
        for position, entry in enumerate(entries, start=1):
            head = {"id": _row_id(document, table, identity), "scenario": identity, "position": position}
            document[table].append({**head, **belongs, **entry})

    return edit


def _of(document: dict[str, Any], table: str, identity: str) -> list[dict[str, Any]]:
    return [row for row in document[table] if row["scenario"] == identity]


def _row_id(document: dict[str, Any], table: str, identity: str) -> str:
    """Return an id for a new row: the scenario's with a number behind."""
    return _free(f"{identity[:_MAX_HEAD]}-1", (row["id"] for row in document[table]))
