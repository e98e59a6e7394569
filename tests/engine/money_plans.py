"""Small plans with money: sources, mixes, frames, rents, an ordinary budget, and what the engine makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from finmodel.engine.accounting import AccountLine
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.engine.payouts import TransferLine
from finmodel.engine.undefined import FloatArray
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.engine.energy_plans import energy_document
from tests.small_plans import BASE

__all__ = ["GROUP", "Money", "money_document", "money_of", "money_plan", "near"]

Row = Mapping[str, Any]


def near(expected: Any, **slack: Any) -> Any:
    """Return what equals the expected within rounding, inside tuples and mappings too."""
    return pytest.approx(expected, **slack)


GROUP = (
    {"id": "nämnd", "kind": "committee"},
    {"id": "nämnd2", "kind": "committee"},
    {"id": "finans", "kind": "finance_unit"},
    {"id": "bolag", "kind": "company"},
    {"id": "stat", "kind": "state"},
    {"id": "företag", "kind": "business"},
)
"""One or two of every kind that matters here; the first is the owner of whatever says nothing."""

_BORROWED = ("loan", "green_loan", "bond", "energy_performance_contract")
_OF_BORROWED = {"term_years": 5, "interest_rate": 0.03}
_OF_EXTERNAL = {"provider": "stat", "payment_lag_years": 0}
_EXTERNAL = ("grant_national", "grant_eu", "results_based", "private")


def money_document(
    *parts: Any,
    sources: Sequence[Row] = (),
    funding: Sequence[Row] = (),
    frames: Sequence[Row] = (),
    rents: Sequence[Row] = (),
    ordinary: Sequence[Row] = (),
    adopted: Sequence[Row] = (),
    sectors: Sequence[str] = (),
    organisations: Sequence[Row] = GROUP,
    **more: Any,
) -> dict[str, Any]:
    """Return a small document with money.

    Sources are secured, borrowed ones of five years at 3 %, external ones of the state and paid at once, unless they
    say otherwise. Entries are of action "a" and stand in the order in which they are written.
    """
    document = energy_document(*parts, organisations=organisations, **more)
    document["sectors"] = [{"id": name, "name": name} for name in sectors]
    document["sources"] = [_source(row) for row in sources]
    document["funding"] = [
        {"id": f"f{number}", "position": number + 1, **({} if _is_default(row) else {"action": "a"}), **row}
        for number, row in enumerate(funding)
    ]
    for entry in document["funding"]:
        entry.pop("default", None)
    document["frames"] = [{"id": f"r{number}", **row} for number, row in enumerate(frames)]
    document["internal_rents"] = [{"id": f"h{number}", "action": "a", **row} for number, row in enumerate(rents)]
    document["ordinary_budget"] = [{"id": f"o{number}", **row} for number, row in enumerate(ordinary)]
    document["adopted_plan"] = [{"id": f"p{number}", **row} for number, row in enumerate(adopted)]
    return document


def _source(row: Row) -> dict[str, Any]:
    terms: dict[str, Any] = {"name": row["id"], "certainty": "secured"}
    kind, of_class = row["kind"], row.get("money_class")
    if kind in _BORROWED or of_class == "borrowed":
        terms |= _OF_BORROWED
    if kind in _EXTERNAL or of_class == "external":
        terms |= _OF_EXTERNAL
    return {**terms, **row}


def _is_default(row: Row) -> bool:
    return any(name in row for name in ("action", "sector", "owner", "status", "default"))


def money_plan(*parts: Any, **more: Any) -> Plan:
    """Return the plan of :func:`money_document`."""
    return read_document(money_document(*parts, **more))[0]


class Money(PlanMoney):
    """A plan's money with its figures by name instead of by position."""

    def place(self, organisation: str) -> int:
        """Return an organisation's place on its axis."""
        return self.arrays.organisations.index(organisation)

    def action(self, name: str) -> int:
        """Return an action's place on its axis."""
        return self.arrays.actions.index(name)

    def year(self, year: int) -> int:
        """Return a year's place on its axis."""
        return year - int(self.arrays.years[0])

    def claim(self, source: str, action: str = "a") -> int:
        """Return the place of an action's only claim on a source."""
        (found,) = [
            i
            for i, claim in enumerate(self.financing.claims)
            if claim.terms.id == source and claim.action == self.action(action)
        ]
        return found

    def award(self, source: str, action: str = "a") -> list[float]:
        """Return what a source pays of an action by year, for all organisations and uses."""
        return _listed(self.financing.awards[self.claim(source, action)].sum(axis=(0, 1)))

    def gap(self, action: str = "a") -> list[float]:
        """Return what nobody pays of an action by year."""
        return _listed(self.financing.gap[self.action(action)].sum(axis=(0, 1)))

    def cuts(self, *, results: bool = False) -> list[tuple[str, str, int, str, float, float]]:
        """Return action, source, year, limit, asked and granted of every cut."""
        claims = self.financing.claims
        return [
            (
                self.arrays.actions[claims[cut.claim].action],
                claims[cut.claim].terms.id,
                int(self.arrays.years[cut.year]),
                str(cut.limit),
                near(cut.asked),
                near(cut.granted),
            )
            for cut in (self.payouts.cuts if results else self.financing.cuts)
        ]

    def paid(self, source: str, action: str = "a", organisation: str | None = None) -> list[float]:
        """Return external money in the year in which it is paid."""
        paths = self.payouts.paid[self.claim(source, action)]
        return _listed(paths.sum(axis=0) if organisation is None else paths[self.place(organisation)])

    @cached_property
    def moved(self) -> FloatArray:
        """Transfers, + received and − paid, shape (action, organisation, transfer line, year)."""
        return self.transfers.of_organisations()

    def rented(self, organisation: str, action: str = "a") -> list[float]:
        """Return internal rents of an action, received less paid."""
        return _listed(self.moved[self.action(action), self.place(organisation), TransferLine.INTERNAL_RENT])

    def line(self, line: AccountLine, organisation: str, action: str = "a") -> list[float]:
        """Return a line of the accounts by year."""
        return _listed(self.accounts.lines[self.action(action), self.place(organisation), line])


def _listed(path: FloatArray) -> list[float]:
    return [float(amount) for amount in np.asarray(path)]


def money_of(*parts: Any, **more: Any) -> Money:
    """Return the money of the plan of :func:`money_document`; four years from BASE on unless it says otherwise."""
    plan = money_plan(*parts, **{"last_year": BASE + 3, **more})
    return Money(plan, plan_arrays(plan))
