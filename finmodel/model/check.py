"""Do the parts of a plan fit together? A pass of its own, so that all problems come at once.

Every function yields :class:`~finmodel.errors.Issue` with the model's own address (table, row, field, year);
the workbook's reader and the JSON reader add the cell or the pointer.
"""

from __future__ import annotations

from collections import defaultdict
from math import log10
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of, missing_years, nearest
from finmodel.model.check_accounts import check_accounts
from finmodel.model.check_emissions import check_emissions
from finmodel.model.check_energy import check_energy, check_parameters
from finmodel.model.check_funding import check_funding
from finmodel.model.check_scenarios import check_scenarios
from finmodel.model.check_slips import check_slips
from finmodel.model.enums import BenefitKind, EffectFollows, InvestmentKind, Quantity, Timing
from finmodel.model.perspectives import RESERVED
from finmodel.model.spec import Kind, Unit
from finmodel.model.values import Yearly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.action import Action
    from finmodel.model.lines import Benefit, EnergyChange, Evidence, Investment
    from finmodel.model.settings import Settings

__all__ = ["check_plan"]

Rows = "Mapping[str, Sequence[Any]]"
MAX_MAGNITUDE = 60.0
"""Powers of ten that prices or discount factors may move over the plan."""


def check_plan(
    settings: Settings | None,
    tables: Mapping[str, Sequence[Any]],
    *,
    known: Mapping[str, Collection[str]] | None = None,
    incomplete: Collection[str] = (),
    unread: Collection[tuple[str, str]] = (),
) -> list[Issue]:
    """Return everything that does not fit together.

    Parameters
    ----------
    settings
        None where the settings themselves are wrong: what depends on them is then not checked.
    tables
        Rows by table.
    known
        Ids by table, with those of rows that are wrong in themselves, so that a reference to such a row is no
        second problem. Default: the ids of ``tables``.
    incomplete
        Ids of rows that could not be read whole, and of their actions: what depends on them is not judged.
    unread
        Perspective and gas, as written, of the rows of inventory among them.

    Returns
    -------
    list of Issue
        Errors and warnings, in the order of tables and rows.
    """
    ids = known if known is not None else {name: {row.id for row in rows} for name, rows in tables.items()}
    parts = _Parts(tables)
    issues = [*_duplicates(tables), *_references(tables, ids), *_repeats(tables.get("actions", ()))]
    if settings is not None:
        issues += _axis(settings)
        issues += _years_inside(settings, tables)
        issues += _paths(settings, tables)
    for action in tables.get("actions", ()):
        if action.id not in incomplete:
            issues += _effects(action, parts, settings)
    for investment in tables.get("investments", ()):
        if investment.id not in incomplete:
            issues += _spending(investment)
    for benefit in tables.get("benefits", ()):
        if benefit.id not in incomplete:
            issues += _benefit(benefit)
    issues += check_energy(settings, tables)
    issues += check_funding(settings, tables)
    issues += check_accounts(settings, tables)
    issues += check_slips(settings, tables)
    issues += check_parameters(settings, tables)
    issues += check_emissions(settings, tables, incomplete, unread)
    issues += check_scenarios(tables)
    for row in tables.get("evidence", ()):
        issues += _range(row, parts, is_action_whole=row.action not in incomplete)
    for row in tables.get("organisations", ()):
        if row.id.casefold() in RESERVED:
            issues.append(issue_of("FM-M135", row, "id", value=row.id))
    return issues


class _Parts:
    """The rows that belong to each action."""

    def __init__(self, tables: Mapping[str, Sequence[Any]]) -> None:
        self.actions: dict[str, Action] = {action.id: action for action in tables.get("actions", ())}
        self.investments: dict[str, list[Investment]] = defaultdict(list)
        self.energy_changes: dict[str, list[EnergyChange]] = defaultdict(list)
        self.benefits: dict[str, list[Benefit]] = defaultdict(list)
        for investment in tables.get("investments", ()):
            self.investments[investment.action].append(investment)
        for change in tables.get("energy_changes", ()):
            self.energy_changes[change.action].append(change)
        for benefit in tables.get("benefits", ()):
            self.benefits[benefit.action].append(benefit)


def _duplicates(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    for rows in tables.values():
        seen: dict[str, str] = {}
        for row in rows:
            first = seen.setdefault(row.id.casefold(), row.id)
            if first is not row.id:
                yield issue_of("FM-M110", row, "id", value=row.id, first=first)


def _references(tables: Mapping[str, Sequence[Any]], ids: Mapping[str, Collection[str]]) -> Iterator[Issue]:
    for rows in tables.values():
        for row in rows:
            for field, spec in row.specs.items():
                if spec.table is None:
                    continue
                value = getattr(row, field)
                for target in (value,) if spec.kind is Kind.REFERENCE else tuple(value):
                    if target is not None and target not in ids.get(spec.table, ()):
                        yield issue_of(
                            "FM-M111",
                            row,
                            field,
                            value=target,
                            table=spec.table,
                            nearest=nearest(target, (*ids.get(spec.table, ()), *_names(tables, spec.table))),
                        )


def _names(tables: Mapping[str, Sequence[Any]], table: str) -> tuple[str, ...]:
    """Return the names of a table's rows: people write the name where the id is asked for."""
    return tuple(row.name for row in tables.get(table, ()) if getattr(row, "name", ""))


def _repeats(actions: Sequence[Action]) -> Iterator[Issue]:
    repeats = {action.id: action.repeat_of for action in actions}
    for action in actions:
        if action.repeat_of is not None and (
            action.repeat_of == action.id or repeats.get(action.repeat_of) is not None
        ):
            yield issue_of("FM-M120", action, "repeat_of", value=action.repeat_of)


def _axis(settings: Settings) -> Iterator[Issue]:
    first, base, last = settings.first_year, settings.base_year, settings.last_year
    if base < first:
        yield issue_of("FM-M112", settings, "base_year", value=base, minimum=first, maximum=last)
    if last < max(base, first):
        yield issue_of("FM-M112", settings, "last_year", value=last, minimum=max(base, first), maximum=2200)


def _years_inside(settings: Settings, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    first, last = settings.first_year, settings.last_year
    # A reference path goes on from the inventory, which may end before the plan begins.
    measured = min((row.year for row in tables.get("emissions", ())), default=first)
    for rows in ((settings,), *tables.values()):
        if not rows:
            continue
        specs, table = rows[0].specs, rows[0].table
        yearly = [field for field, spec in specs.items() if spec.yearly or spec.kind is Kind.BY_YEAR]
        bounds = [field for field in ("start_year", "end_year") if field in specs]
        # A price may have to be carried from the price year to the first year.
        is_carried = table in ("settings", "price_categories", "scenario_changes")
        start = min(first, settings.price_year) if is_carried else first
        for row in rows:
            for field in yearly:
                value = getattr(row, field)
                years = value.by_year if isinstance(value, Yearly) else value or ()
                is_emission = (table, field) in (("baselines", "tonnes"), ("carriers", "emission_factor"))
                earliest = min(start, measured) if is_emission else start
                for year in years:
                    if not earliest <= year <= last:
                        yield issue_of("FM-M113", row, field, year=year, value=year, minimum=earliest, maximum=last)
            for field in bounds:
                year = getattr(row, field)
                if year is not None and not first <= year <= last:
                    yield issue_of("FM-M113", row, field, value=year, minimum=first, maximum=last)


def _paths(settings: Settings, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Rates and prices that are missing in years that need them."""
    # A flow at the start of last_year needs the rates of the years before; a later one that of last_year too.
    stop = settings.last_year + (0 if settings.timing is Timing.START else 1)
    indexed = range(min(settings.first_year, settings.price_year), max(stop, settings.price_year))
    if missing := missing_years(settings.inflation, indexed):
        yield issue_of("FM-M121", settings, "inflation", years=missing)
    for category in tables.get("price_categories", ()):
        if missing := missing_years(category.real_escalation, indexed):
            yield issue_of("FM-M122", category, "real_escalation", years=missing)
    yield from _beyond_computing(settings, tables)
    rate = settings.financial_discount_rate
    if rate is None or rate.is_unknown:
        yield issue_of("FM-M123", settings, "financial_discount_rate", warn=True)
    elif missing := missing_years(rate, range(settings.base_year, stop)):
        yield issue_of("FM-M124", settings, "financial_discount_rate", warn=True, years=missing)
    social = settings.social_discount_rate
    if (
        social is not None
        and not social.is_unknown
        and (missing := missing_years(social, range(settings.base_year, stop)))
    ):
        yield issue_of("FM-M124", settings, "social_discount_rate", warn=True, years=missing)
    value = settings.carbon_value
    if value is not None and (missing := missing_years(value, range(settings.base_year, settings.last_year + 1))):
        yield issue_of("FM-M160", settings, "carbon_value", warn=True, years=missing)
    price = settings.carbon_price
    priced = [action for action in tables.get("actions", ()) if action.carbon_priced > 0]
    if priced and (price is None or missing_years(price, range(settings.first_year, settings.last_year + 1))):
        missing = missing_years(price or Yearly(), range(settings.first_year, settings.last_year + 1))
        for action in priced:
            yield issue_of("FM-M125", action, "carbon_priced", warn=True, years=missing)


def _beyond_computing(settings: Settings, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Rates so extreme over so many years that no krona of today is left, or that one is worth all money there is."""
    years = range(min(settings.first_year, settings.price_year), max(settings.last_year, settings.price_year) + 1)
    for row in (settings, *tables.get("price_categories", ())):
        for field, spec in row.specs.items():
            path = getattr(row, field)
            if spec.unit is not Unit.FRACTION or not isinstance(path, Yearly):
                continue
            rates = [rate for year in years if (rate := path.at(year)) is not None]
            if abs(sum(log10(1.0 + rate) for rate in rates)) > MAX_MAGNITUDE:
                yield issue_of(
                    "FM-M137", row, field, value=min(rates, key=lambda rate: -abs(log10(1.0 + rate))), years=len(years)
                )


def _effects(action: Action, parts: _Parts, settings: Settings | None) -> Iterator[Issue]:
    investments = parts.investments[action.id]
    capex = [row for row in investments if row.kind is InvestmentKind.CAPEX]
    years = [year for row in capex for year in row.planned_years()]
    effects = [action.opex_change, action.reduction_tonnes, action.removal_tonnes, action.pool_share]
    effects += [change.kwh for change in parts.energy_changes[action.id]]
    effects += [benefit.amount for benefit in parts.benefits[action.id]]
    has_profile = any(effect is not None and effect.value is not None for effect in effects)
    if action.effect_follows is EffectFollows.CAPEX:
        if action.effect_start is not None:
            yield issue_of("FM-M117", action, "effect_start", value=action.effect_start)
        known = all(not row.is_unknown for row in capex)
        if not capex or (known and not any(sum(row.spending().values()) for row in capex)):
            yield issue_of("FM-M118", action, "effect_follows")
    elif has_profile and action.effect_start is None and not years:
        yield issue_of("FM-M116", action, "effect_start")
    if action.effect_start is not None and years and action.effect_start < max(years):
        yield issue_of("FM-M145", action, "effect_start", warn=True, value=action.effect_start, last=max(years))
    if settings is not None and action.effect_start is not None and action.effect_start > settings.last_year:
        yield issue_of(
            "FM-M144",
            action,
            "effect_start",
            warn=True,
            value=action.effect_start,
            maximum=settings.last_year,
        )
    if action.upfront_tonnes and not capex:
        yield issue_of("FM-M119", action, "upfront_tonnes", value=action.upfront_tonnes)
    lifetime = action.lifetime_years or max((row.economic_life_years for row in capex), default=0)
    if not action.reinvest and settings is not None:
        for row in capex:
            bought = min(row.planned_years(), default=settings.first_year)
            if row.economic_life_years < lifetime and bought + row.economic_life_years < settings.last_year:
                yield issue_of(
                    "FM-M126",
                    row,
                    "economic_life_years",
                    warn=True,
                    value=row.economic_life_years,
                    lifetime=lifetime,
                    action=action.id,
                )


def _spending(row: Investment) -> Iterator[Issue]:
    if row.end_year is not None and (row.start_year is None or row.end_year < row.start_year):
        yield issue_of("FM-M115", row, "end_year", value=row.end_year, start=row.start_year)
        return
    if row.amount is not None:
        if not row.planned_years():
            yield issue_of("FM-M114", row, "start_year", value=row.amount)
        elif row.by_year:
            total = sum(row.spending().values())
            if abs(total - row.amount) > 1e-9 * max(abs(total), row.amount, 1.0):
                yield issue_of("FM-M127", row, "amount", value=row.amount, total=total)


def _benefit(row: Benefit) -> Iterator[Issue]:
    if row.kind is BenefitKind.CO_BENEFIT:
        if not row.receivers:
            yield issue_of("FM-M128", row, "receivers")
    elif row.amount is not None:
        for year, number in row.amount.numbers():
            if number < 0:
                yield issue_of("FM-M104", row, "amount", year=year, value=number, minimum=0.0, maximum=None, above=None)
    if row.payer is not None and row.kind is not BenefitKind.REVENUE:
        yield issue_of("FM-M129", row, "payer", value=row.payer)


def _range(row: Evidence, parts: _Parts, *, is_action_whole: bool) -> Iterator[Issue]:
    if row.low is not None and row.high is not None and row.low > row.high:
        yield issue_of("FM-M130", row, "low", value=row.low, high=row.high)
        return
    used = _value_used(row, parts) if is_action_whole else None
    if used is None:
        return
    if (row.low is not None and used < row.low) or (row.high is not None and used > row.high):
        yield issue_of("FM-M131", row, "low", warn=True, value=used, low=row.low, high=row.high, action=row.action)


def _value_used(row: Evidence, parts: _Parts) -> float | None:
    """Return the plan's own figure for what the evidence speaks about, where there is one figure."""
    action = parts.actions.get(row.action or "")
    if action is None:
        return None
    kinds = {
        Quantity.CAPEX: InvestmentKind.CAPEX,
        Quantity.REFERENCE_CAPEX: InvestmentKind.REFERENCE_CAPEX,
    }
    if row.quantity in kinds:
        components = [part for part in parts.investments[action.id] if part.kind is kinds[row.quantity]]
        if not components or any(part.is_unknown for part in components):
            return None
        return sum(sum(part.spending().values()) for part in components)
    fields = {
        Quantity.OPEX_CHANGE: action.opex_change,
        Quantity.REDUCTION: action.reduction_tonnes,
        Quantity.REMOVAL: action.removal_tonnes,
        Quantity.POOL_SHARE: action.pool_share,
    }
    changes = parts.energy_changes[action.id]
    if row.quantity is Quantity.ENERGY_CHANGE and len(changes) == 1:
        return None if changes[0].kwh is None else changes[0].kwh.value
    yearly = fields.get(row.quantity)
    return None if yearly is None else yearly.value
