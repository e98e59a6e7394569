"""Whether activation, internal rents, finance unit and ordinary budget fit together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of, missing_years
from finmodel.model.enums import InvestmentKind, OrganisationKind
from finmodel.model.funding_enums import MoneyClass, RentBasis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.accounts import InternalRent, OrdinaryYear
    from finmodel.model.action import Action
    from finmodel.model.settings import Settings

__all__ = ["check_accounts"]

_GROUP = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT, OrganisationKind.COMPANY)


def check_accounts(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield what is wrong with the inputs of the municipal accounts."""
    yield from _activation(tables)
    yield from _rents(tables)
    yield from _finance_unit(settings, tables)
    yield from _ordinary(settings, tables)


def _activation(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    last_years: defaultdict[str, int] = defaultdict(int)
    for row in tables.get("investments", ()):
        if row.kind is InvestmentKind.CAPEX:
            last_years[row.action] = max(last_years[row.action], *row.planned_years(), 0)
    actions: Sequence[Action] = tables.get("actions", ())
    for action in actions:
        if action.replaced_book_value and action.id not in last_years:
            yield issue_of("FM-M210", action, "replaced_book_value", value=action.replaced_book_value)
        if not action.activation:
            continue
        if len(action.activation) > len("2027-01") and not action.activation.endswith("-01"):
            yield issue_of("FM-M205", action, "activation", value=action.activation)
        elif int(action.activation[:4]) < last_years[action.id]:
            yield issue_of(
                "FM-M204", action, "activation", value=action.activation, last=last_years[action.id]
            )  # fmt: skip


def _rents(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    kinds = {row.id: row.kind for row in tables.get("organisations", ())}
    rents: Sequence[InternalRent] = tables.get("internal_rents", ())
    paid: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rent in sorted(rents, key=lambda row: row.id):
        if rent.payer == rent.receiver:
            yield issue_of("FM-M200", rent, "receiver", value=rent.receiver)
            continue
        if rent.payer in _reached(paid[rent.action], rent.receiver):
            yield issue_of("FM-M201", rent, "receiver", payer=rent.payer, receiver=rent.receiver, action=rent.action)
        paid[rent.action][rent.payer].add(rent.receiver)
        if rent.basis is RentBasis.AMOUNT:
            if rent.amount is None or rent.amount.is_unknown:
                yield issue_of("FM-M202", rent, "amount")
        else:
            if rent.amount is not None:
                yield issue_of("FM-M206", rent, "amount")
            if kinds.get(rent.receiver) not in (None, *_GROUP):
                yield issue_of("FM-M203", rent, "receiver", value=rent.receiver)


def _reached(paid: Mapping[str, set[str]], start: str) -> set[str]:
    """Return everybody whom money of ``start`` reaches, itself included."""
    reached, waiting = {start}, [start]
    while waiting:
        for receiver in paid.get(waiting.pop(), set()) - reached:
            reached.add(receiver)
            waiting.append(receiver)
    return reached


def _finance_unit(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    units = [row for row in tables.get("organisations", ()) if row.kind is OrganisationKind.FINANCE_UNIT]
    has_committee = any(row.kind is OrganisationKind.COMMITTEE for row in tables.get("organisations", ()))
    used = {entry.source for entry in tables.get("funding", ())}
    borrows = any(row.id in used and row.of_class is MoneyClass.BORROWED for row in tables.get("sources", ()))
    interest = None if settings is None else settings.internal_interest
    if len(units) > 1 and (borrows or interest is not None):
        yield issue_of("FM-M197", units[1], "kind", first=units[0].id)
    if settings is None or not has_committee:
        return
    if interest is None or interest.is_unknown:
        if tables.get("ordinary_budget") or tables.get("internal_rents"):
            yield issue_of("FM-M215", settings, "internal_interest", warn=True)
        return
    if not units:
        yield issue_of("FM-M196", settings, "internal_interest")
    if missing := missing_years(interest, range(settings.base_year, settings.last_year + 1)):
        yield issue_of("FM-M198", settings, "internal_interest", warn=True, years=missing)


def _ordinary(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    seen: dict[tuple[str, int], OrdinaryYear] = {}
    for row in tables.get("ordinary_budget", ()):
        first = seen.setdefault((row.level, row.year), row)
        if first is not row:
            yield issue_of("FM-M207", row, "year", value=row.year, first=first.id)
        if settings is not None and not settings.base_year <= row.year <= settings.last_year:
            first_tested, last = settings.base_year, settings.last_year
            yield issue_of("FM-M209", row, "year", warn=True, value=row.year, minimum=first_tested, maximum=last)
