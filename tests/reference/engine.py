"""A plain, slow engine, written from the definitions and from nothing else.

Exact fractions in dictionaries by year; the only rounding is the square root of mid-year factors (80 digits).
It knows the plan's rows and none of the product's own arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import isqrt

from finmodel.model.action import Action
from finmodel.model.enums import BenefitKind, EffectFollows, InvestmentKind, OrganisationKind, Timing
from finmodel.model.lines import Benefit, Investment
from finmodel.model.plan import Plan
from finmodel.model.values import Shares, Yearly
from tests.reference.roots import rates_of_return

__all__ = ["LINES", "Figure", "Outcome", "Reference", "Totals"]

LINES = ("capex", "reference_capex", "opex", "savings", "revenue", "carbon_price_paid", "residual")
KINDS = ("reduction", "removal", "upfront")
UNDISCOUNTED = ("investment_per_tonne", "kg_per_krona")
DISCOUNTED = ("abatement_cost", "abatement_cost_undiscounted", "abatement_cost_annual", "switching_value.tonnes")

ByYear = dict[int, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def exact(number: float) -> Fraction:
    """Return the decimal that was entered, exactly."""
    return Fraction(Decimal(repr(float(number))))


def square_root(number: Fraction) -> Fraction:
    """Return the root to 80 digits; that of a square exactly."""
    digits = 10**80
    return Fraction(isqrt(number.numerator * number.denominator * digits**2), number.denominator * digits)


@dataclass(frozen=True)
class Figure:
    """A value or the reason why there is none, and the size of the sums that it came from."""

    value: float | None
    reason: str | None = None
    scale: float = 0.0


def undefined(reason: str) -> Figure:
    """Return a figure that has no value."""
    return Figure(None, reason)


def defined(value: Fraction, scale: Fraction = ZERO) -> Figure:
    """Return a figure that has a value."""
    return Figure(float(value), None, float(scale))


def ratio(above: Fraction, below: Fraction, above_scale: Fraction, below_scale: Fraction) -> Figure:
    """Return a quotient, and how far it moves when both sums move by their own size."""
    return defined(above / below, (above_scale + abs(above / below) * below_scale) / abs(below))


def added(maps: Iterable[Mapping[int, Fraction]]) -> ByYear:
    """Return the sum of maps by year."""
    total: defaultdict[int, Fraction] = defaultdict(Fraction)
    for each in maps:
        for year, amount in each.items():
            total[year] += amount
    return dict(total)


@dataclass(frozen=True)
class Entry:
    """One line of one action, of one organisation: kronor of the year, and of price_year."""

    line: str
    organisation: str
    nominal: ByYear
    real: ByYear
    is_residual_of_capex: bool = False


@dataclass
class Totals:
    """Summed flows and tonnes, of one action or of several; ``gross`` is what was summed, without signs."""

    lines: dict[str, ByYear] = field(default_factory=lambda: {line: {} for line in LINES})
    real: dict[str, ByYear] = field(default_factory=lambda: {line: {} for line in LINES})
    gross: ByYear = field(default_factory=dict)
    capex_residual: ByYear = field(default_factory=dict)
    tonnes: dict[str, ByYear] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    first_capex: Fraction = ZERO
    own_tonnes: Fraction = ZERO
    own_tonnes_size: Fraction = ZERO

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            {line: added([self.lines[line], other.lines[line]]) for line in LINES},
            {line: added([self.real[line], other.real[line]]) for line in LINES},
            added([self.gross, other.gross]),
            added([self.capex_residual, other.capex_residual]),
            {kind: added([self.tonnes[kind], other.tonnes[kind]]) for kind in KINDS},
            self.first_capex + other.first_capex,
            self.own_tonnes + other.own_tonnes,
            self.own_tonnes_size + other.own_tonnes_size,
        )

    def net(self) -> ByYear:
        """Return the sum of all lines."""
        return added(self.lines.values())

    def net_tonnes(self) -> ByYear:
        """Return reductions and removals less what was emitted by building."""
        upfront = {year: -amount for year, amount in self.tonnes["upfront"].items()}
        return added([self.tonnes["reduction"], self.tonnes["removal"], upfront])


@dataclass(frozen=True)
class Outcome:
    """The figures of an action or of the portfolio."""

    figures: dict[str, Figure]
    irr_roots: list[float]
    turns_negative_again: bool


class Reference:
    """A plan evaluated by the book.

    Parameters
    ----------
    plan
        A valid plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        settings = plan.settings
        self.first, self.base, self.last = settings.first_year, settings.base_year, settings.last_year
        self.years = range(self.first, self.last + 1)
        self.live = range(self.base, self.last + 1)
        self.timing = settings.timing
        self.general = self._index(None)
        self.categories = {row.id: self._index(row.real_escalation) for row in plan.price_categories}
        self.discount = self._factors(settings.financial_discount_rate)
        self.kinds = {row.id: row.kind for row in plan.organisations}
        self.actions = {action.id: _ActionFlows(self, action) for action in plan.actions}

    # -- Prices and discount factors -------------------------------------------------------------------------

    def _index(self, escalation: Yearly | None) -> ByYear:
        """Return the price index at the date of each year's flow."""
        settings = self.plan.settings

        def growth(year: int) -> Fraction:
            inflation = settings.inflation.at(year)
            extra = 0.0 if escalation is None else escalation.at(year)
            assert inflation is not None
            assert extra is not None
            return (1 + exact(inflation)) * (1 + exact(extra))

        level = {settings.price_year: ONE}
        final = self.last if self.timing is Timing.START else self.last + 1
        for year in range(settings.price_year, final):
            level[year + 1] = level[year] * growth(year)
        for year in range(settings.price_year - 1, self.first - 1, -1):
            level[year] = level[year + 1] / growth(year)
        if escalation is None:
            self.level_in_base_year = level[self.base]
        return {year: self._dated(level, growth, year, forward=True) for year in self.years}

    def _dated(self, level: ByYear, growth: Callable[[int], Fraction], year: int, *, forward: bool) -> Fraction:
        if self.timing is Timing.START:
            return level[year]
        if self.timing is Timing.END:
            return level[year + 1]
        root = square_root(growth(year))
        return level[year] * root if forward else level[year] / root

    def _factors(self, rate: Yearly | None) -> ByYear | None:
        """Return the discount factor at the date of each year's flow, None where a rate is missing."""
        rate = rate or Yearly()
        final = self.last if self.timing is Timing.START else self.last + 1
        if any(rate.at(year) is None for year in range(self.base, final)):
            return None

        def growth(year: int) -> Fraction:
            found = rate.at(year)
            assert found is not None
            return 1 + exact(found)

        level = {self.base: ONE}
        for year in range(self.base, final):
            level[year + 1] = level[year] / growth(year)
        return {year: self._dated(level, growth, year, forward=False) for year in self.live}

    # -- Perspectives ----------------------------------------------------------------------------------------

    def inside(self, action: Action, perspective: str) -> frozenset[str]:
        """Return the organisations whose money counts."""
        if perspective == "owner":
            return frozenset({action.owner})
        kinds = {OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT}
        if perspective == "group":
            kinds.add(OrganisationKind.COMPANY)
        if perspective in ("group", "municipality"):
            return frozenset(name for name, kind in self.kinds.items() if kind in kinds)
        return frozenset({perspective})

    def action(self, name: str, perspective: str) -> Outcome:
        """Return the figures of one action."""
        flows = self.actions[name]
        inside = self.inside(flows.action, perspective)
        if not flows.touched & inside:
            return self._outcome(Totals(), Totals(), set(), dict.fromkeys(("money", "tonnes", "both"), OUTSIDE))
        totals = flows.totals(inside)
        money = None if flows.is_costed else "not_costed"
        tonnes = None if flows.is_quantified else "not_quantified"
        reasons = {"money": money, "tonnes": tonnes, "both": tonnes}
        return self._outcome(totals, totals, flows.effect_years, reasons)

    def counted(self, perspective: str) -> list[_ActionFlows]:
        """Return the actions that are in the totals."""
        return [
            flows
            for flows in self.actions.values()
            if flows.action.included
            and flows.action.repeat_of is None
            and flows.touched & self.inside(flows.action, perspective)
        ]

    def totals(self, perspective: str, *, costed: bool, quantified: bool) -> Totals:
        """Return the summed flows of the counted actions that are costed, quantified or both."""
        total = Totals()
        for flows in self.counted(perspective):
            if (flows.is_costed or not costed) and (flows.is_quantified or not quantified):
                total += flows.totals(self.inside(flows.action, perspective))
        return total

    def portfolio(self, perspective: str) -> Outcome:
        """Return the figures of all counted actions together."""
        counted = self.counted(perspective)
        money = None if any(flows.is_costed for flows in counted) else "not_costed"
        tonnes = None if any(flows.is_quantified for flows in counted) else "not_quantified"
        is_both = any(flows.is_costed and flows.is_quantified for flows in counted)
        summed = self.totals(perspective, costed=True, quantified=False)
        summed.tonnes = self.totals(perspective, costed=False, quantified=True).tonnes
        per_tonne = self.totals(perspective, costed=True, quantified=True)
        reasons = {"money": money, "tonnes": tonnes, "both": None if is_both else "not_quantified"}
        return self._outcome(summed, per_tonne, set(self.live[1:]), reasons)

    # -- Indicators ------------------------------------------------------------------------------------------

    def _sum(self, flows: Mapping[int, Fraction]) -> Fraction:
        return sum((flows.get(year, ZERO) for year in self.live), ZERO)

    def _present(self, flows: Mapping[int, Fraction]) -> Fraction:
        assert self.discount is not None
        return sum((self.discount[year] * flows[year] for year in self.live if flows.get(year)), ZERO)

    def _size(self, totals: Totals) -> Fraction:
        return self._present(totals.gross)

    def _present_tonnes(self, flows: Mapping[int, Fraction]) -> Fraction:
        """Return tonnes discounted, a tonne's price following general inflation."""
        index = {year: amount * self.general[year] for year, amount in flows.items()}
        return self._present(index) / self.level_in_base_year

    def _outcome(self, totals: Totals, both: Totals, effect_years: set[int], reasons: dict[str, str | None]) -> Outcome:
        """Return every figure; ``reasons`` holds what rules out money, tonnes and both before anything is summed."""
        figures: dict[str, Figure] = {}
        roots: list[float] = []
        again = False
        if reasons["money"] is None:
            self._money(figures, totals)
            roots = rates_of_return([totals.net().get(year, ZERO) for year in self.live])
            figures["irr"] = self._irr(totals, roots)
            figures["mirr"] = self._mirr(totals)
            figures["payback"], again = self._payback(totals, dict.fromkeys(self.live, ONE))
            figures["discounted_payback"] = (
                undefined("no_rate") if self.discount is None else self._payback(totals, self.discount)[0]
            )
            self._present_values(figures, totals, effect_years)
        else:
            for name in (*MONEY, *PRESENT):
                figures[name] = undefined(reasons["money"])
        if reasons["tonnes"] is None:
            for kind in KINDS:
                figures[TONNES[kind]] = defined(self._sum(totals.tonnes[kind]))
            size = added({y: abs(v) for y, v in each.items()} for each in totals.tonnes.values())
            figures["tonnes_total"] = defined(self._sum(totals.net_tonnes()), self._sum(size))
            figures["pv_tonnes"] = (
                undefined("no_rate")
                if self.discount is None
                else defined(self._present_tonnes(totals.net_tonnes()), self._present_tonnes(size))
            )
        else:
            for name in (*TONNES.values(), "tonnes_total", "pv_tonnes"):
                figures[name] = undefined(reasons["tonnes"])
        unpriced = reasons["money"] or reasons["both"]
        unvalued = reasons["money"] or ("no_rate" if self.discount is None else reasons["both"])
        if unpriced is None:
            self._per_tonne(figures, both)
        else:
            for name in UNDISCOUNTED:
                figures[name] = undefined(unpriced)
        if unvalued is None:
            self._per_discounted_tonne(figures, both, effect_years)
        else:
            for name in DISCOUNTED:
                figures[name] = undefined(unvalued)
        return Outcome(figures, roots if len(roots) > 1 else [], again)

    def _money(self, figures: dict[str, Figure], totals: Totals) -> None:
        total, reference = (-self._sum(totals.lines["capex"]), self._sum(totals.lines["reference_capex"]))
        real, real_reference = (-self._sum(totals.real["capex"]), self._sum(totals.real["reference_capex"]))
        figures["investment_total"] = defined(total)
        figures["investment_reference"] = defined(reference)
        figures["investment_incremental"] = defined(total - reference, total + reference)
        figures["investment_total_real"] = defined(real)
        figures["investment_incremental_real"] = defined(real - real_reference, real + real_reference)
        sunk = [amount for year, amount in totals.lines["capex"].items() if year < self.base]
        figures["sunk"] = defined(-sum(sunk, ZERO))

    def _irr(self, totals: Totals, roots: list[float]) -> Figure:
        net = [totals.net().get(year, ZERO) for year in self.live]
        if not (any(flow > 0 for flow in net) and any(flow < 0 for flow in net)):
            return undefined("no_sign_change")
        if len(roots) == 1:
            return Figure(roots[0])
        return undefined("multiple_roots" if roots else "no_root")

    def _mirr(self, totals: Totals) -> Figure:
        settings = self.plan.settings
        net = totals.net()
        given = (settings.mirr_finance_rate, settings.mirr_reinvestment_rate)
        finance, reinvestment = (
            self.discount if rate is None or rate.is_unknown else self._factors(rate) for rate in given
        )
        if finance is None or reinvestment is None:
            return undefined("no_rate")
        if not (any(net.get(year, ZERO) > 0 for year in self.live) and any(net.get(y, ZERO) < 0 for y in self.live)):
            return undefined("no_sign_change")
        paid = sum((net[y] * finance[y] for y in self.live if net.get(y, ZERO) < 0), ZERO) / finance[self.base]
        earned = sum((net[y] * reinvestment[y] for y in self.live if net.get(y, ZERO) > 0), ZERO)
        earned /= reinvestment[self.last]
        growth = Fraction(earned, -paid)
        # The root of a number of any size: through its logarithm in decimals.
        logarithm = (Decimal(growth.numerator).ln() - Decimal(growth.denominator).ln()) / (self.last - self.base)
        return Figure(float(logarithm.exp() - 1))

    def _payback(self, totals: Totals, factor: Mapping[int, Fraction]) -> tuple[Figure, bool]:
        net = added(line for name, line in totals.lines.items() if name != "residual")
        flows = {year: net.get(year, ZERO) * factor[year] for year in self.live}
        start = next((year for year in self.live if flows[year] < 0), None)
        if start is None:
            return undefined("no_sign_change"), False
        figure, again, cumulated = undefined("never_pays_back"), False, ZERO
        for year in range(start, self.last + 1):
            before, cumulated = cumulated, cumulated + flows[year]
            if figure.value is None and cumulated >= 0 and year > start:
                figure = defined(year - 1 - start + -before / flows[year])
            elif figure.value is not None and cumulated < 0:
                again = True
        return figure, again

    def _present_values(self, figures: dict[str, Figure], totals: Totals, effect_years: set[int]) -> None:
        if self.discount is None:
            for name in PRESENT:
                figures[name] = undefined("no_rate")
            return
        npv, size = self._present(totals.net()), self._size(totals)
        figures["npv"] = defined(npv, size)
        figures["breakeven_grant"] = defined(max(ZERO, -npv), size)
        capex = added([totals.lines["capex"], totals.lines["reference_capex"]])
        incremental = -self._present(capex)
        capex_size = self._present(
            added({y: abs(v) for y, v in totals.lines[n].items()} for n in ("capex", "reference_capex"))
        )
        costs, benefits = incremental, self._present(totals.lines["residual"])
        for name in ("opex", "savings", "revenue", "carbon_price_paid"):
            costs -= self._present({y: v for y, v in totals.lines[name].items() if v < 0})
            benefits += self._present({y: v for y, v in totals.lines[name].items() if v > 0})
        figures["bcr"] = ratio(benefits, costs, size, size) if costs > 0 else undefined("no_costs")
        figures["profitability_index"] = (
            ratio(npv, incremental, size, capex_size) if incremental > 0 else undefined("no_capex")
        )
        counted = sum((self.discount[year] for year in effect_years), ZERO)
        figures["annuity"] = ratio(npv, counted, size, ZERO) if counted else undefined("no_effect_years")
        capex_and_residual = self._present(added([totals.lines["capex"], totals.capex_residual]))
        # An input that is worth nothing leaves nothing to scale, whether it is 0 or not there.
        parts = {
            "capex": (capex_and_residual, "no_capex"),
            "opex": (self._present(totals.lines["opex"]), "absent_input"),
            "savings": (self._present(totals.lines["savings"]), "absent_input"),
        }
        for name, (part, reason) in parts.items():
            figures[f"switching_value.{name}"] = ratio(part - npv, part, size, size) if part else undefined(reason)

    def _rises(self, tonnes: ByYear, divisor: Fraction) -> str | None:
        """Return why nothing can be divided by these tonnes; without a rate the plain sum stands for PV(tonnes)."""
        weighed = self._sum(tonnes) if self.discount is None else self._present_tonnes(tonnes)
        if divisor < 0 or weighed < 0:
            return "raises_emissions"
        return None if divisor else "no_tonnes"

    def _per_tonne(self, figures: dict[str, Figure], totals: Totals) -> None:
        reason = self._rises(totals.net_tonnes(), totals.own_tonnes)
        if reason is not None:
            figures["investment_per_tonne"] = figures["kg_per_krona"] = undefined(reason)
            return
        figures["investment_per_tonne"] = ratio(totals.first_capex, totals.own_tonnes, ZERO, totals.own_tonnes_size)
        figures["kg_per_krona"] = (
            ratio(1000 * totals.own_tonnes, totals.first_capex, 1000 * totals.own_tonnes_size, ZERO)
            if totals.first_capex
            else undefined("no_capex")
        )

    def _per_discounted_tonne(self, figures: dict[str, Figure], totals: Totals, effect_years: set[int]) -> None:
        assert self.discount is not None
        tonnes = totals.net_tonnes()
        size = added({y: abs(v) for y, v in each.items()} for each in totals.tonnes.values())
        npv, money = self._present(totals.net()), self._size(totals)
        present, summed, summed_size = self._present_tonnes(tonnes), self._sum(tonnes), self._sum(size)
        reason: str | None = None
        for name, divisor, divisor_size in (
            ("abatement_cost", present, self._present_tonnes(size)),
            ("abatement_cost_undiscounted", summed, summed_size),
        ):
            reason = self._rises(tonnes, divisor) if present else "no_tonnes"
            figures[name] = undefined(reason) if reason else ratio(-npv, divisor, money, divisor_size)
        weight = sum((self.discount[year] for year in effect_years), ZERO)
        count = len(effect_years)
        figures["abatement_cost_annual"] = (
            undefined("no_effect_years")
            if not count
            else undefined(reason)
            if reason
            else ratio(-npv * count, weight * summed, money * count, weight * summed_size)
        )
        figures["switching_value.tonnes"] = self._switch_tonnes(totals, npv, money)

    def _switch_tonnes(self, totals: Totals, npv: Fraction, size: Fraction) -> Figure:
        """Return f with -NPV(f) = value of the tonnes(f): both the price paid and the gross tonnes follow f.

        At that f there must be tonnes left to divide by, else there is no cost per tonne that equals the value.
        """
        path = self.plan.settings.carbon_value or Yearly()
        gross = added([totals.tonnes["reduction"], totals.tonnes["removal"]])
        needed = [year for year in self.live if gross.get(year) or totals.tonnes["upfront"].get(year)]
        if any(path.at(year) is None for year in needed) or all(path.at(year) is None for year in self.live):
            return undefined("absent_input")
        if self._present_tonnes(totals.net_tonnes()) < 0:
            return undefined("raises_emissions")
        if not any(gross.get(year) for year in self.live):
            return undefined("no_tonnes")
        value = {year: exact(path.at(year) or 0.0) * self.general[year] for year in self.live}

        def worth(tonnes: ByYear) -> Fraction:
            return self._present({year: amount * value[year] for year, amount in tonnes.items() if year in value})

        upfront, paid = worth(totals.tonnes["upfront"]), self._present(totals.lines["carbon_price_paid"])
        follows = paid + worth(gross)
        if not follows:
            return undefined("no_root")
        factor = (paid - npv + upfront) / follows
        if factor * self._present_tonnes(gross) <= self._present_tonnes(totals.tonnes["upfront"]):
            return undefined("no_root")
        size += sum((worth({y: abs(v) for y, v in each.items()}) for each in totals.tonnes.values()), ZERO)
        return ratio(factor * follows, follows, size, size)


OUTSIDE = "outside_perspective"
TONNES = {"reduction": "tonnes_reduced", "removal": "tonnes_removed", "upfront": "tonnes_upfront"}
MONEY = (
    "investment_total",
    "investment_reference",
    "investment_incremental",
    "investment_total_real",
    "investment_incremental_real",
    "sunk",
    "irr",
    "mirr",
    "payback",
    "discounted_payback",
)
PRESENT = (
    "npv",
    "breakeven_grant",
    "bcr",
    "profitability_index",
    "annuity",
    "switching_value.capex",
    "switching_value.opex",
    "switching_value.savings",
)


class _ActionFlows:
    """One action: its lines by organisation, its tonnes, its effect years."""

    def __init__(self, reference: Reference, action: Action) -> None:
        self.reference = reference
        self.action = action
        plan = reference.plan
        rows: tuple[Investment, ...] = plan.of_action("investments", action.id)
        self.benefits: tuple[Benefit, ...] = plan.of_action("benefits", action.id)
        self.capex = [row for row in rows if row.kind is InvestmentKind.CAPEX]
        self.avoided = [row for row in rows if row.kind is InvestmentKind.REFERENCE_CAPEX]
        self.life = action.lifetime_years or max((row.economic_life_years for row in self.capex), default=None)
        self.purchases = added(spending(row) for row in self.capex)
        self.windows = self._windows(extended=action.reinvest)
        self.reduction = self._profile(action.reduction_tonnes)
        self.removal = self._profile(action.removal_tonnes)
        self.upfront = self._upfront()
        self.entries = self._entries()

    # -- When it works ---------------------------------------------------------------------------------------

    def _windows(self, *, extended: bool) -> list[tuple[Fraction, range]]:
        """Return the effect years with their share of full effect: one window, or one for each purchase."""
        action, last = self.action, self.reference.last
        starts: list[tuple[Fraction, int]] = []
        if action.effect_follows is EffectFollows.CAPEX:
            total = sum(self.purchases.values(), ZERO)
            starts = [(Fraction(paid, total), year + 1) for year, paid in sorted(self.purchases.items()) if paid]
        elif action.effect_start is not None:
            starts = [(ONE, action.effect_start)]
        elif years := [year for row in self.capex for year in row.planned_years()]:
            starts = [(ONE, max(years) + 1)]
        if extended or self.life is None:
            return [(share, range(start, last + 1)) for share, start in starts]
        return [(share, range(start, start + self.life)) for share, start in starts]

    def _ramp(self, effect_year: int) -> Fraction:
        ramp = self.action.ramp
        return exact(ramp[min(effect_year, len(ramp)) - 1]) if ramp else ONE

    def _profile(
        self, amount: Yearly | None, *, ramped: bool = True, windows: list[tuple[Fraction, range]] | None = None
    ) -> ByYear:
        """Return a yearly amount by year: the single number in the effect years, explicit years in its place."""
        found: defaultdict[int, Fraction] = defaultdict(Fraction)
        if amount is None:
            return {}
        for share, years in self.windows if windows is None else windows:
            for year in years:
                if amount.value is not None and (windows is not None or year in self.reference.years):
                    ramp = self._ramp(year - years.start + 1) if ramped else ONE
                    found[year] += share * ramp * exact(amount.value)
        found.update({year: exact(number) for year, number in amount.by_year.items()})
        return dict(found)

    @cached_property
    def effect_years(self) -> set[int]:
        """Years of a window or entered one by one, from base_year on."""
        amounts = [self.action.opex_change, self.action.reduction_tonnes, self.action.removal_tonnes]
        amounts += [row.amount for row in self.benefits]
        entered = {year for amount in amounts if amount is not None for year in amount.by_year}
        return {y for y in self.reference.live if y in entered or any(y in years for _, years in self.windows)}

    # -- What is known ---------------------------------------------------------------------------------------

    @property
    def has_tonnes(self) -> bool:
        return self.action.reduction_tonnes is not None or self.action.removal_tonnes is not None

    @property
    def is_spending_known(self) -> bool:
        return not any(row.is_unknown for row in self.capex)

    @property
    def is_quantified(self) -> bool:
        amounts = [self.action.reduction_tonnes, self.action.removal_tonnes]
        if not self.has_tonnes or any(amount is not None and amount.is_unknown for amount in amounts):
            return False
        # What follows an unknown investment is itself unknown.
        follows = self.action.effect_follows is EffectFollows.CAPEX or bool(self.action.upfront_tonnes)
        return self.is_spending_known or not follows

    @property
    def is_costed(self) -> bool:
        action = self.action
        if not self.capex and action.opex_change is None:
            return False
        if any(row.is_unknown for row in (*self.capex, *self.avoided)):
            return False
        if action.opex_change is not None and action.opex_change.is_unknown:
            return False
        if any(row.is_unknown for row in self.benefits if row.kind is not BenefitKind.CO_BENEFIT):
            return False
        return not (self.is_priced and not self.is_price_known)

    @property
    def is_priced(self) -> bool:
        return self.action.carbon_priced > 0 and self.has_tonnes

    @property
    def is_price_known(self) -> bool:
        """Whether the tonnes are known, and a price wherever there are any."""
        price = self.reference.plan.settings.carbon_price or Yearly()
        needed = [year for year, amount in added([self.reduction, self.removal]).items() if amount]
        return self.is_quantified and all(price.at(year) is not None for year in needed)

    @property
    def touched(self) -> frozenset[str]:
        """Organisations that a money line belongs to; without any line, the owner."""
        action = self.action
        found: set[str] = set()
        if self.capex or self.avoided:
            found |= set(action.capex_split or (action.owner,))
        if action.opex_change is not None or action.carbon_priced > 0:
            found |= set(action.opex_split or (action.owner,))
        for row in self.benefits:
            if row.kind is not BenefitKind.CO_BENEFIT:
                found |= set(row.receivers or (action.owner,))
                found |= {row.payer} if row.payer is not None else set()
        return frozenset(found or {action.owner})

    # -- Money and tonnes ------------------------------------------------------------------------------------

    def _upfront(self) -> ByYear:
        """Return what building emits: in the capex years, in proportion to the money, evenly without any."""
        amount = self.action.upfront_tonnes
        if not amount or not self.is_spending_known:
            return {}
        total = sum(self.purchases.values(), ZERO)
        if total:
            return {year: exact(amount) * paid / total for year, paid in self.purchases.items()}
        return {year: exact(amount) / len(self.purchases) for year in self.purchases}

    def _entries(self) -> list[Entry]:
        action = self.action
        entries: list[Entry] = []
        for row in self.capex:
            entries += self._invested(row, "capex", -1)
        for row in self.avoided:
            entries += self._invested(row, "reference_capex", 1)
        if action.opex_change is not None:
            opex = self._profile(action.opex_change, ramped=False)
            entries += self._shared("opex", opex, action.opex_split, action.opex_price_category, -1)
        for benefit in self.benefits:
            if benefit.kind is BenefitKind.CO_BENEFIT:
                continue
            line = "savings" if benefit.kind is BenefitKind.SAVING else "revenue"
            gained = self._profile(benefit.amount)
            entries += self._shared(line, gained, benefit.receivers, benefit.price_category, 1)
            if benefit.payer is not None:
                payer = Shares({benefit.payer: 1.0})
                entries += self._shared(line, gained, payer, benefit.price_category, -1)
        if self.is_priced and self.is_price_known:
            price = self.reference.plan.settings.carbon_price or Yearly()
            share = exact(action.carbon_priced)
            gross = added([self.reduction, self.removal])
            saved = {year: share * exact(price.at(year) or 0.0) * amount for year, amount in gross.items()}
            entries += self._shared("carbon_price_paid", saved, action.opex_split, None, 1)
        return entries

    def _invested(self, row: Investment, line: str, sign: int) -> list[Entry]:
        """Return the purchases of a component and what the last ones are worth in last_year."""
        last, life = self.reference.last, row.economic_life_years
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
        if self.reference.plan.settings.residual_values:
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
        is_residual_of_capex: bool = False,
    ) -> list[Entry]:
        """Return a line split over organisations, in kronor of the year and of price_year."""
        general = self.reference.general
        index = general if category is None else self.reference.categories[category]
        shares = {name: exact(share) for name, share in split.items()} or {self.action.owner: ONE}
        entries = []
        for name, share in shares.items():
            nominal = {year: sign * share * amount * index[year] for year, amount in amounts.items() if amount}
            real = {year: amount / general[year] for year, amount in nominal.items()}
            entries.append(Entry(line, name, nominal, real, is_residual_of_capex))
        return entries

    def totals(self, inside: frozenset[str]) -> Totals:
        """Return the action's flows inside a perspective, and its tonnes whole."""
        reference = self.reference
        entries = [entry for entry in self.entries if entry.organisation in inside]
        borne = sum(
            (exact(share) for name, share in self.action.capex_split.items() if name in inside),
            ZERO if self.action.capex_split or self.action.owner not in inside else ONE,
        )
        first = ZERO
        for row in self.capex:
            index = reference.general if row.price_category is None else reference.categories[row.price_category]
            for year, cost in spending(row).items():
                if year >= reference.base:
                    first += borne * cost * index[year] / reference.general[year]
        windows = self._windows(extended=False)
        own = [
            {year: amount for year, amount in tonnes.items() if year >= reference.base}
            for tonnes in (
                self._profile(self.action.reduction_tonnes, windows=windows),
                self._profile(self.action.removal_tonnes, windows=windows),
                {year: -amount for year, amount in self.upfront.items()},
            )
        ]
        axis = set(reference.years)
        tonnes = {"reduction": self.reduction, "removal": self.removal, "upfront": self.upfront}
        return Totals(
            {line: added(entry.nominal for entry in entries if entry.line == line) for line in LINES},
            {line: added(entry.real for entry in entries if entry.line == line) for line in LINES},
            added({year: abs(amount) for year, amount in entry.nominal.items()} for entry in entries),
            added(entry.nominal for entry in entries if entry.is_residual_of_capex),
            {kind: {year: v for year, v in amounts.items() if year in axis} for kind, amounts in tonnes.items()},
            first,
            sum((amount for each in own for amount in each.values()), ZERO),
            sum((abs(amount) for each in own for amount in each.values()), ZERO),
        )


def spending(row: Investment) -> ByYear:
    """Return what a component costs by year: the amount spread evenly, explicit years in its place."""
    found: ByYear = {}
    if row.amount is not None and row.start_year is not None:
        years = range(row.start_year, (row.end_year or row.start_year) + 1)
        found = dict.fromkeys(years, exact(row.amount) / len(years))
    found.update({year: exact(cost) for year, cost in row.by_year.items()})
    return found
