"""Scenarios on a generated plan: changes of every field by every operation, and mixes; those that fit are kept.

What a scenario makes of a plan is judged by the plan's own checks, so a change cannot be known to fit before it is
made: those that do not are dropped from the document, which is then valid as every other generated one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.analysis.overlay import scenario_issues
from finmodel.errors import InputError
from finmodel.model.addresses import ADDRESSED, addressable_fields, spec_at
from finmodel.model.document import read_document
from finmodel.model.enums import Status
from finmodel.model.scenario_enums import LineKind, MixReach, Operation
from finmodel.model.spec import Kind, Spec, Unit
from tests.drawn import LONG_TEXTS, TEXTS, Document, among, money, names, rates
from tests.strategies_funding import fractions, mix_rows

__all__ = ["fitting", "overlay"]

_NUMBERS: Final = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR, Kind.BY_YEAR)
_FACTORS: Final = (0.5, 1.2, 2, 0.333333333333333, 0, -1)
_OF_KIND: Final = {
    "investments": (LineKind.CAPEX, LineKind.REFERENCE_CAPEX),
    "benefits": (LineKind.SAVING, LineKind.REVENUE, LineKind.CO_BENEFIT),
}


def overlay(draw: DrawFn, document: Document, years: range) -> None:
    """Give a document that has everything else its scenarios, their changes and their mixes."""
    scenarios = _scenarios(draw)
    identities = [row["id"] for row in scenarios]
    operations = among(Operation.MOVE, *Operation)  # not every move stays within the years
    changes = [_change(draw, document, years, draw(operations)) for _ in range(_count(draw))]
    mixes = mix_rows(draw, document, years) if any("certainty" in row for row in document.get("sources", ())) else []
    document["scenarios"] = scenarios
    document["scenario_changes"] = [
        {"id": name, "scenario": draw(among(*identities)), "position": 2 * place + 1, **row}
        for place, (name, row) in enumerate(zip(names(draw, len(changes)), changes, strict=True))
    ]
    document["scenario_funding"] = [
        {"id": name, "scenario": identities[0], "notes": draw(among("", *LONG_TEXTS)), **row}
        for name, row in zip(names(draw, len(mixes)), mixes, strict=True)
    ]


def fitting(document: Document) -> Document:
    """Return a document, as JSON has it, without the rows of scenarios that do not fit its plan."""
    while True:
        try:
            read_document(document, further=scenario_issues)
        except InputError as error:
            wrong = {(issue.where.table, issue.where.row) for issue in error.issues}
            tables = ("scenario_changes", "scenario_funding")
            kept = {table: [row for row in document[table] if (table, row["id"]) not in wrong] for table in tables}
            if all(len(kept[table]) == len(document[table]) for table in tables):
                kept = {table: [] for table in tables}  # the trouble is with no row of theirs
            document = {**document, **kept}
        else:
            return document


def _count(draw: DrawFn) -> int:
    return draw(among(3, 2, 4, 1, 6, 0))


def _scenarios(draw: DrawFn) -> list[Document]:
    found = names(draw, draw(among(2, 1, 3)))
    return [
        {
            "id": name,
            "name": draw(among(*[text for text in TEXTS if text.strip()])),
            "builds_on": draw(among(None, *found[:place])),
            "mix_reach": str(draw(among(*MixReach))),
            "illustrative": draw(st.booleans()),
            "description": draw(among("", *LONG_TEXTS)),
        }
        for place, name in enumerate(found)
    ]


@cache
def _fields(operation: Operation) -> tuple[str, ...]:
    """The fields that an operation can be done to."""

    def can(spec: Spec) -> bool:
        if operation is Operation.SCALE:
            return spec.kind in (Kind.NUMBER, Kind.BY_YEAR) or (spec.kind, spec.unit) == (Kind.INTEGER, Unit.YEARS)
        return operation is Operation.SET or spec.kind in _NUMBERS

    return tuple(address for address in addressable_fields() if (spec := spec_at(address)) is not None and can(spec))


def _change(draw: DrawFn, document: Document, years: range, operation: Operation) -> Document:
    row: Document = {
        "operation": str(operation),
        "again": draw(among(True, True, False)),
        "notes": draw(among("", *LONG_TEXTS)),
    }
    if operation.is_on_actions:
        row |= _picks(draw, document, "actions", is_on_actions=True)
        if operation is Operation.MOVE:
            row |= draw(
                among(0, 1, -1, 2).map(lambda years: {"years": years})
                | among(*years).map(lambda year: {"start_year": year})
            )
        return row
    has_years = operation is Operation.SET and draw(st.integers(0, 2)) == 0
    # Tables that have rows, so that changes are of something.
    known = [name for name in _fields(operation) if name.startswith("settings.") or document.get(name.split(".")[0])]
    address = draw(among(*[name for name in known if not has_years or _is_yearly(name)]))
    spec = spec_at(address)
    assert spec is not None
    table = address.partition(".")[0]
    row |= {"field": address} | ({} if table == "settings" else _picks(draw, document, table))
    if operation is Operation.SCALE:
        return row | {"factor": draw(among(*_FACTORS))}
    if operation is Operation.ADD:
        return row | {"number": draw(_number(spec, years))}
    if has_years:
        chosen = draw(st.lists(among(*years), min_size=1, max_size=3, unique=True))
        return row | {"by_year": {str(year): draw(_number(spec, years)) for year in chosen}}
    return row | _value(draw, document, years, spec)


def _is_yearly(address: str) -> bool:
    spec = spec_at(address)
    return spec is not None and (spec.yearly or spec.kind is Kind.BY_YEAR)


def _picks(draw: DrawFn, document: Document, table: str, *, is_on_actions: bool = False) -> Document:
    is_of_actions = table == "actions" or "action" in ADDRESSED[table].specs
    ways = ["all_rows"] if is_on_actions else ["all_rows", "rows", "rows"]
    if is_of_actions:
        ways += ["actions", "actions", "statuses", "sectors", "owners"]
    known: Mapping[str, Sequence[str]] = {
        "rows": [row["id"] for row in document.get(table, ())],
        "actions": [row["id"] for row in document["actions"]],
        "statuses": [str(status) for status in Status],
        "sectors": [row["id"] for row in document["sectors"]],
        "owners": [row["id"] for row in document["organisations"]],
    }
    way = draw(among(*[way for way in ways if way == "all_rows" or known[way]]))
    if way == "all_rows":
        row: Document = {"all_rows": True}
    else:
        row = {way: draw(st.lists(among(*known[way]), min_size=1, max_size=3, unique=True))}
    if table in _OF_KIND and draw(st.booleans()):
        row["of_kind"] = str(draw(among(*_OF_KIND[table])))
    return row


def _number(spec: Spec, years: range) -> SearchStrategy[Any]:
    """Numbers of a field, most of them within its bounds."""
    if spec.kind is Kind.YEAR:
        return among(*years)
    if spec.kind is Kind.INTEGER:
        return among(1, 2, 10, 40)
    if spec.unit is Unit.FRACTION:
        return fractions() if spec.minimum == 0 else rates()
    return money(signed=spec.minimum is None)


def _value(draw: DrawFn, document: Document, years: range, spec: Spec) -> Document:
    """A value that a field is set to, in the column that it goes in."""
    if draw(st.integers(0, 9)) == 9:
        return {"text": "-"}
    if spec.kind is Kind.BY_YEAR:
        return {"by_year": {str(years.start): draw(_number(spec, years))}}
    if spec.kind in _NUMBERS:
        return {"number": draw(_number(spec, years))}
    return {"text": draw(_text(document, spec))}


def _text(document: Document, spec: Spec) -> SearchStrategy[str]:
    """A value that is no number, as the text that stands for it."""
    organisations = [row["id"] for row in document["organisations"]]
    by_kind: Mapping[Kind, Callable[[], SearchStrategy[str]]] = {
        Kind.FLAG: lambda: among("true", "false"),
        Kind.CHOICE: lambda: among(*[str(choice) for choice in spec.choices or ()]),
        Kind.CHOICES: lambda: _listed([str(choice) for choice in spec.choices or ()]),
        Kind.REFERENCE: lambda: among(*_ids(document, spec)),
        Kind.REFERENCES: lambda: _listed(_ids(document, spec)),
        Kind.SHARES: lambda: among(*[f"{name}=1" for name in organisations] + _halves(organisations)),
        Kind.RAMP: lambda: among("1", "0.25; 0.5; 1", "0.333333333333333; 0.7", "0"),
        Kind.DATE: lambda: among("2030", "2030-01"),
    }
    return by_kind.get(spec.kind, lambda: among(*[text for text in TEXTS if text.strip()]))()


def _halves(organisations: Sequence[str]) -> list[str]:
    return [f"{one}=0.4; {other}=0.6" for one, other in pairwise(organisations)]


def _ids(document: Document, spec: Spec) -> list[str]:
    return [row["id"] for row in document.get(spec.table or "", ())] or ["-"]


def _listed(known: Sequence[str]) -> SearchStrategy[str]:
    return st.lists(among(*known), min_size=1, max_size=3, unique=True).map("; ".join)
