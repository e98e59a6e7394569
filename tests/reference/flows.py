"""One action by the book: what is known of it, its lines by organisation, its tonnes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from finmodel.model.action import Action
from finmodel.model.enums import BenefitKind, EffectFollows, InvestmentKind
from finmodel.model.lines import Benefit, EnergyChange, Investment
from finmodel.model.plan import Plan
from finmodel.model.registers import Carrier
from finmodel.model.values import Shares, Yearly
from tests.reference.numbers import ONE, ZERO, ByYear, added, exact, negated, sizes
from tests.reference.overlap import Claim, Grant
from tests.reference.prices import Prices
from tests.reference.schedule import Schedule, spending
from tests.reference.totals import LINES, SOCIAL_LINES, Entry, Tonnes, Totals

__all__ = ["ActionFlows"]

KILOGRAMS = 1000
NOTHING: Mapping[int, Grant] = {}
"""Of an action that shares no pool with others: all that it wants."""


class ActionFlows:
    """One action: its lines by organisation, its tonnes, its effect years.

    ``grants`` is what it gets of its pool by year; set once every action on the pool is known.
    """

    def __init__(self, plan: Plan, prices: Prices, action: Action) -> None:
        self.plan, self.prices, self.action = plan, prices, action
        settings = plan.settings
        self.years = range(settings.first_year, settings.last_year + 1)
        self.live = range(settings.base_year, settings.last_year + 1)
        rows: tuple[Investment, ...] = plan.of_action("investments", action.id)
        self.benefits: tuple[Benefit, ...] = plan.of_action("benefits", action.id)
        self.changes: tuple[EnergyChange, ...] = plan.of_action("energy_changes", action.id)
        self.carriers: dict[str, Carrier] = {row.id: row for row in plan.carriers}
        self.capex = [row for row in rows if row.kind is InvestmentKind.CAPEX]
        self.avoided = [row for row in rows if row.kind is InvestmentKind.REFERENCE_CAPEX]
        self.schedule = Schedule(action, self.capex, self.years)
        self.kwh = {row.id: self.schedule.in_plan(row.kwh) for row in self.changes}
        self.grants = NOTHING
        self._totals: dict[tuple[frozenset[str], bool], Totals] = {}

    @cached_property
    def effect_years(self) -> set[int]:
        """Years of a window or entered one by one, from base_year on."""
        action = self.action
        amounts = [action.opex_change, action.reduction_tonnes, action.removal_tonnes, action.pool_share]
        amounts += [row.kwh for row in self.changes] + [row.amount for row in self.benefits]
        return self.schedule.effect_years(self.live, amounts)

    # -- What is known ---------------------------------------------------------------------------------------

    @property
    def counts(self) -> bool:
        """Whether it belongs in totals, whoever looks."""
        return self.action.included and self.action.repeat_of is None

    @property
    def has_tonnes(self) -> bool:
        amounts = (self.action.reduction_tonnes, self.action.removal_tonnes, self.action.pool_share)
        return bool(self.changes) or any(amount is not None for amount in amounts)

    @cached_property
    def is_quantified(self) -> bool:
        """Whether tonnes, a share or energy are entered, none is blank, and every kilowatt-hour has a factor."""
        amounts = [self.action.reduction_tonnes, self.action.removal_tonnes, self.action.pool_share]
        if not self.has_tonnes or any(amount is not None and amount.is_unknown for amount in amounts):
            return False
        if any(row.is_unknown for row in self.changes):
            return False
        if any(self._factor(row.carrier, year) is None for row, year in self._used_years()):
            return False
        # What follows an unknown investment is itself unknown.
        follows = self.action.effect_follows is EffectFollows.CAPEX or bool(self.action.upfront_tonnes)
        return self.schedule.is_spending_known or not follows

    @cached_property
    def is_costed(self) -> bool:
        action = self.action
        if not self.capex and action.opex_change is None:
            return False
        if any(row.is_unknown for row in (*self.capex, *self.avoided)) or any(row.is_unknown for row in self.changes):
            return False
        if action.opex_change is not None and action.opex_change.is_unknown:
            return False
        if any(row.is_unknown for row in self.benefits if row.kind is not BenefitKind.CO_BENEFIT):
            return False
        if not all(self._is_energy_priced(row.carrier, year) for row, year in self._used_years()):
            return False
        return not (self.is_priced and not self.is_price_known)

    @property
    def is_priced(self) -> bool:
        return self.action.carbon_priced > 0 and self.has_tonnes

    @property
    def is_price_known(self) -> bool:
        """Whether the tonnes are known, and a price wherever there are any."""
        price = self.plan.settings.carbon_price or Yearly()
        return self.is_quantified and all(price.at(year) is not None for year, t in self._priced_tonnes().items() if t)

    def _used_years(self) -> Iterator[tuple[EnergyChange, int]]:
        for row in self.changes:
            for year, kwh in self.kwh[row.id].items():
                if kwh:
                    yield row, year

    def _factor(self, carrier: str, year: int) -> float | None:
        return (self.carriers[carrier].emission_factor or Yearly()).at(year)

    def _is_energy_priced(self, carrier: str, year: int) -> bool:
        """Whether a kilowatt-hour of the year has a price and, where its tonnes have one, that too is known."""
        row = self.carriers[carrier]
        if (row.price or Yearly()).at(year) is None:
            return False
        if row.carbon_price is None:
            return True
        # Of unknown tonnes nobody knows what was paid; of none, nothing.
        factor = self._factor(carrier, year)
        return factor == 0 or (factor is not None and row.carbon_price.at(year) is not None)

    @property
    def touched(self) -> frozenset[str]:
        """Organisations that a money line belongs to; without any line, the owner."""
        action = self.action
        found: set[str] = set()
        if self.capex or self.avoided:
            found |= set(action.capex_split or (action.owner,))
        if action.opex_change is not None or action.carbon_priced > 0 or self.changes:
            found |= set(action.opex_split or (action.owner,))
        for row in self.benefits:
            if row.kind is not BenefitKind.CO_BENEFIT:
                found |= set(row.receivers or (action.owner,))
                found |= {row.payer} if row.payer is not None else set()
        return frozenset(found or {action.owner})

    # -- Tonnes ----------------------------------------------------------------------------------------------

    @cached_property
    def energy_tonnes(self) -> dict[str, ByYear]:
        """Tonnes before overlap by carrier; where a factor is missing, none (the action is then not quantified)."""
        found: defaultdict[str, list[ByYear]] = defaultdict(list)
        for row in self.changes:
            factors = {year: exact(self._factor(row.carrier, year) or 0.0) for year in self.years}
            kwh = self.kwh[row.id]
            found[row.carrier].append({year: -used * factors[year] / KILOGRAMS for year, used in kwh.items()})
        return {carrier: added(tonnes) for carrier, tonnes in found.items()}

    @cached_property
    def stated(self) -> ByYear:
        return self.schedule.in_plan(self.action.reduction_tonnes)

    @cached_property
    def removal(self) -> ByYear:
        return self.schedule.in_plan(self.action.removal_tonnes)

    @cached_property
    def share(self) -> ByYear:
        return self.schedule.in_plan(self.action.pool_share)

    def claim(self, year: int) -> Claim:
        """Return what it wants of its pool in a year."""
        asked = added([self.stated, *self.energy_tonnes.values()])
        return Claim(self.action.id, self.action.priority, self.share.get(year, ZERO), asked.get(year, ZERO))

    def _part(self, year: int) -> Fraction:
        return self.grants.get(year, Grant()).part

    def _part_size(self, year: int) -> Fraction:
        grant = self.grants.get(year, Grant())
        return grant.part + grant.part_error

    def _pool(self, year: int) -> Fraction:
        """Return the tonnes of its pool: of the last year, where the year is after it."""
        pool = next(row for row in self.plan.pools if row.id == self.action.pool)
        tonnes = pool.tonnes.at(min(year, self.years[-1]))
        assert tonnes is not None
        return exact(tonnes)

    @cached_property
    def upfront(self) -> ByYear:
        """What building emits: in the capex years, in proportion to the money, evenly without any."""
        amount, purchases = self.action.upfront_tonnes, self.schedule.purchases
        if not amount or not self.schedule.is_spending_known:
            return {}
        total = sum(purchases.values(), ZERO)
        if total:
            return {year: exact(amount) * paid / total for year, paid in purchases.items()}
        return {year: exact(amount) / len(purchases) for year in purchases}

    def _tonnes(self) -> Tonnes:
        wanted = [self.stated, *self.energy_tonnes.values()]
        by_share = {year: self.grants[year].by_share for year in self.share if year in self.grants}
        granted = [{year: self._part(year) * amount for year, amount in each.items()} for each in wanted]
        beside = [self.removal, negated(self.upfront)]
        shares = {year: share * self._pool(year) for year, share in self.share.items()}
        reduction = added([*granted, by_share])
        size = [{year: self._part_size(year) * abs(amount) for year, amount in each.items()} for each in wanted]
        size += [{year: self.grants[year].share_error for year in by_share}, *map(sizes, beside)]
        return Tonnes(
            {"reduction": reduction, "removal": self.removal, "upfront": self.upfront},
            added([*wanted, shares, *beside]),
            added(size),
            added(map(sizes, [*wanted, shares, *beside])),
        )

    def _own_tonnes(self) -> tuple[list[ByYear], bool]:
        """Return the tonnes of the own lifetime: within the plan as adjusted, after it as they stand."""
        own, last = self.schedule.in_own_lifetime, self.years[-1]
        stated, share = own(self.action.reduction_tonnes), own(self.action.pool_share)
        parts = [own(self.action.removal_tonnes), negated(self.upfront)]
        is_known = True
        wanted = [stated]
        for row in self.changes:
            factors = self.carriers[row.carrier].emission_factor or Yearly()
            tonnes: ByYear = {}
            for year, kwh in own(row.kwh).items():
                factor = factors.at(min(year, last))
                if kwh and year >= self.live[0]:
                    is_known = is_known and factor is not None
                    tonnes[year] = -kwh * exact(factor or 0.0) / KILOGRAMS
            wanted.append(tonnes)
        parts += [{year: self._part(year) * amount for year, amount in each.items()} for each in wanted]
        taken: ByYear = {}
        for year, amount in share.items():
            if year in self.grants:
                whole = self.share.get(year, ZERO)
                taken[year] = self.grants[year].by_share * amount / whole if whole else ZERO
            elif year > last:
                taken[year] = amount * self._pool(year)
        parts.append(taken)
        return [{year: amount for year, amount in each.items() if year >= self.live[0]} for each in parts], is_known

    # -- Money -----------------------------------------------------------------------------------------------

    def _priced_tonnes(self) -> ByYear:
        """Return the tonnes that the plan's carbon price is paid on: not those whose carrier has one of its own."""
        own = {carrier for carrier in self.energy_tonnes if self.carriers[carrier].carbon_price is not None}
        paid = [tonnes for carrier, tonnes in self.energy_tonnes.items() if carrier in own]
        scaled = [{year: -self._part(year) * amount for year, amount in each.items()} for each in paid]
        tonnes = self._tonnes()
        return added([tonnes.by_kind["reduction"], tonnes.by_kind["removal"], *scaled])

    @cached_property
    def entries(self) -> list[Entry]:
        """Every line of every organisation; the carbon value, which is nobody's, is not among them."""
        action = self.action
        entries: list[Entry] = []
        for row in self.capex:
            entries += self._invested(row, "capex", -1)
        for row in self.avoided:
            entries += self._invested(row, "reference_capex", 1)
        if action.opex_change is not None:
            opex = self.schedule.in_plan(action.opex_change, ramped=False)
            entries += self._shared("opex", opex, action.opex_split, action.opex_price_category, -1)
        for benefit in self.benefits:
            entries += self._gained(benefit)
        for change in self.changes:
            entries += self._energy(change)
        if self.is_priced and self.is_price_known:
            price = self.plan.settings.carbon_price or Yearly()
            share = exact(action.carbon_priced)
            rates = {year: share * exact(price.at(year) or 0.0) for year in self.years}
            saved = {year: rates[year] * amount for year, amount in self._priced_tonnes().items()}
            size = {year: rates[year] * amount for year, amount in self._tonnes().size.items()}
            entries += self._shared("carbon_price_paid", saved, action.opex_split, None, 1, size=size)
        return entries

    def _gained(self, benefit: Benefit) -> list[Entry]:
        lines = {
            BenefitKind.SAVING: "savings",
            BenefitKind.REVENUE: "revenue",
            BenefitKind.CO_BENEFIT: "co_benefits",
        }
        line, gained = lines[benefit.kind], self.schedule.in_plan(benefit.amount)
        entries = self._shared(line, gained, benefit.receivers, benefit.price_category, 1)
        if benefit.payer is not None:
            payer = Shares({benefit.payer: 1.0})
            entries += self._shared(line, gained, payer, benefit.price_category, -1)
        return entries

    def _energy(self, change: EnergyChange) -> list[Entry]:
        """Return what the kilowatt-hours cost that the pool has room for, and the carbon price on them."""
        carrier, split = self.carriers[change.carrier], self.action.opex_split
        kwh = self.kwh[change.id]
        scaled = {year: self._part(year) * amount for year, amount in kwh.items()}
        loose = {year: self._part_size(year) * abs(amount) for year, amount in kwh.items()}

        def times(path: Yearly | None, amounts: ByYear) -> ByYear:
            return {year: exact((path or Yearly()).at(year) or 0.0) * amount for year, amount in amounts.items()}

        size = sizes(times(carrier.price, loose))
        bought = times(carrier.price, scaled)
        entries = self._shared(
            "energy_cost", bought, split, carrier.price_category, -1, size=size, carrier=change.carrier
        )
        if carrier.carbon_price is not None:
            per_kwh = {year: amount / KILOGRAMS for year, amount in times(carrier.emission_factor, scaled).items()}
            size = {year: amount / KILOGRAMS for year, amount in times(carrier.emission_factor, loose).items()}
            paid, size = times(carrier.carbon_price, per_kwh), times(carrier.carbon_price, size)
            entries += self._shared("carbon_price_paid", paid, split, None, -1, size=size)
        return entries

    def _invested(self, row: Investment, line: str, sign: int) -> list[Entry]:
        """Return the purchases of a component and what the last ones are worth in last_year."""
        last, life = self.years[-1], row.economic_life_years
        kept = exact(row.residual_share)
        bought: defaultdict[int, Fraction] = defaultdict(Fraction)
        worth = ZERO
        for first, cost in spending(row).items():
            years = [first]
            while self.action.reinvest and years[-1] + life < last:
                years.append(years[-1] + life)
            for year in years:
                bought[year] += cost
            worn = Fraction(last - years[-1], life)
            worth += cost * (kept + (1 - kept) * max(ZERO, 1 - worn))
        split, category = self.action.capex_split, row.price_category
        entries = self._shared(line, dict(bought), split, category, sign)
        if self.plan.settings.residual_values:
            entries += self._shared(
                "residual", {last: worth}, split, category, -sign, is_residual_of_capex=line == "capex"
            )
        return entries

    def _shared(
        self,
        line: str,
        amounts: ByYear,
        split: Shares,
        category: str | None,
        sign: int,
        *,
        size: ByYear | None = None,
        carrier: str | None = None,
        is_residual_of_capex: bool = False,
    ) -> list[Entry]:
        """Return a line split over organisations, in kronor of the year and of price_year."""
        general, index = self.prices.general, self.prices.of(category)
        shares = {name: exact(share) for name, share in split.items()} or {self.action.owner: ONE}
        size = sizes(amounts) if size is None else size
        entries = []
        for name, share in shares.items():
            nominal = {year: sign * share * amount * index[year] for year, amount in amounts.items() if amount}
            real = {year: amount / general[year] for year, amount in nominal.items()}
            loose = {year: share * amount * index[year] for year, amount in size.items() if amount}
            entries.append(Entry(line, name, nominal, real, loose, carrier, is_residual_of_capex))
        return entries

    def _carbon_value(self, tonnes: Tonnes, paid: ByYear) -> tuple[ByYear, ByYear, frozenset[int]]:
        """Return value less price paid by year in kronor of price_year, its size, and the years without a value."""
        path = self.plan.settings.carbon_value or Yearly()
        net, size = tonnes.net(), tonnes.size
        unvalued = frozenset(year for year, amount in net.items() if amount and path.at(year) is None)
        value = {year: exact(path.at(year) or 0.0) for year in self.years}
        worth = {year: value[year] * amount for year, amount in net.items() if year not in unvalued}
        unpaid = {year: -amount for year, amount in paid.items() if year not in unvalued}
        return added([worth, unpaid]), {year: value[year] * amount for year, amount in size.items()}, unvalued

    def totals(self, inside: frozenset[str], *, is_social: bool = False) -> Totals:
        """Return the action's flows inside a perspective, and its tonnes whole."""
        if (inside, is_social) not in self._totals:
            self._totals[inside, is_social] = self._summed(inside, is_social=is_social)
        return self._totals[inside, is_social]

    def _summed(self, inside: frozenset[str], *, is_social: bool) -> Totals:
        general = self.prices.general
        lines = SOCIAL_LINES if is_social else LINES
        entries = [entry for entry in self.entries if entry.organisation in inside and entry.line in lines]
        tonnes = self._tonnes()
        real = {line: added(entry.real for entry in entries if entry.line == line) for line in SOCIAL_LINES}
        nominal = {line: added(entry.nominal for entry in entries if entry.line == line) for line in SOCIAL_LINES}
        gross = added(entry.size for entry in entries)
        unvalued: frozenset[int] = frozenset()
        if is_social:
            gross = {year: amount / general[year] for year, amount in gross.items()}
            if self.is_quantified:
                real["carbon_value"], size, unvalued = self._carbon_value(tonnes, real["carbon_price_paid"])
                gross = added([gross, size])
        basis = "real" if is_social else "nominal"
        of_carriers = {entry.carrier for entry in entries if entry.carrier is not None}
        own, is_own_known = self._own_tonnes()
        return Totals(
            real if is_social else nominal,
            real,
            {name: added(getattr(entry, basis) for entry in entries if entry.carrier == name) for name in of_carriers},
            gross,
            added(getattr(entry, basis) for entry in entries if entry.is_residual_of_capex),
            tonnes,
            self._first_capex(inside),
            sum((amount for each in own for amount in each.values()), ZERO),
            sum((abs(amount) for each in own for amount in each.values()), ZERO) + sum(tonnes.size.values(), ZERO),
            is_own_known,
            unvalued,
        )

    def _first_capex(self, inside: frozenset[str]) -> Fraction:
        """Return what the first purchases from base_year on cost those inside, in kronor of price_year."""
        action = self.action
        borne = sum(
            (exact(share) for name, share in action.capex_split.items() if name in inside),
            ZERO if action.capex_split or action.owner not in inside else ONE,
        )
        return sum(
            (
                borne * cost * self.prices.of(row.price_category)[year] / self.prices.general[year]
                for row in self.capex
                for year, cost in spending(row).items()
                if year in self.live
            ),
            ZERO,
        )
