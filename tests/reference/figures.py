"""Every figure of an action or of the portfolio, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from finmodel.model.settings import Settings
from finmodel.model.values import Yearly
from tests.reference.numbers import ONE, ZERO, ByYear, added, exact, sizes, told
from tests.reference.prices import Basis, discount_factors
from tests.reference.roots import rates_of_return
from tests.reference.totals import KINDS, Tonnes, Totals

__all__ = ["Figure", "Figures", "Outcome", "Reasons"]

VALUE = "carbon_value"
TONNES = {"reduction": "tonnes_reduced", "removal": "tonnes_removed", "upfront": "tonnes_upfront"}
NET_TONNES = ("tonnes_total", "tonnes_unadjusted", "pv_tonnes")
INVESTMENTS = (
    "investment_total",
    "investment_reference",
    "investment_incremental",
    "investment_total_real",
    "investment_incremental_real",
    "sunk",
)
RATES_AND_TIMES = ("irr", "mirr", "payback", "discounted_payback")
PRESENT = (
    "npv",
    "breakeven_grant",
    "bcr",
    "profitability_index",
    "annuity",
    "switching_value.capex",
    "switching_value.opex",
    "switching_value.savings",
    "switching_value.energy_price",
)
UNDISCOUNTED = ("investment_per_tonne", "kg_per_krona")
DISCOUNTED = ("abatement_cost", "abatement_cost_undiscounted", "abatement_cost_annual", "switching_value.tonnes")


@dataclass(frozen=True)
class Figure:
    """A value or the reason why there is none, and the size of the sums that it came from.

    ``edge`` is the reason that is as good where a float cannot tell on which side of an edge the value lies.
    """

    value: float | None
    reason: str | None = None
    scale: float = 0.0
    edge: str | None = None


@dataclass(frozen=True)
class Outcome:
    """The figures of an action or of the portfolio.

    ``otherwise`` is what is as good where a float cannot tell a year's flow from 0: the same of the flows as they are.
    """

    figures: dict[str, Figure]
    irr_roots: list[Figure]
    turns_negative_again: bool
    otherwise: Outcome | None = None


@dataclass(frozen=True)
class Reasons:
    """What rules out money, tonnes, and both together, before anything is summed."""

    money: str | None
    tonnes: str | None
    both: str | None


def undefined(reason: str) -> Figure:
    """Return a figure that has no value."""
    return Figure(None, reason)


def defined(value: Fraction, scale: Fraction = ZERO) -> Figure:
    """Return a figure that has a value."""
    return Figure(float(value), None, float(scale))


def ratio(above: Fraction, below: Fraction, above_scale: Fraction, below_scale: Fraction) -> Figure:
    """Return a quotient, and how far it moves when both sums move by their own size."""
    return defined(above / below, (above_scale + abs(above / below) * below_scale) / abs(below))


class Figures:
    """What the indicators are computed with: the plan's settings and what a perspective's money is worth."""

    def __init__(self, settings: Settings, basis: Basis) -> None:
        self.settings, self.basis, self.discount = settings, basis, basis.discount
        self.base, self.last = settings.base_year, settings.last_year
        self.live = range(self.base, self.last + 1)

    def outcome(self, totals: Totals, both: Totals, effect_years: set[int], reasons: Reasons) -> Outcome:
        """Return every figure of ``totals``; those per tonne of ``both``."""
        figures: dict[str, Figure] = {}
        roots: list[Figure] = []
        again, otherwise = False, None
        if reasons.money is not None:
            figures |= {name: undefined(reasons.money) for name in (*INVESTMENTS, *RATES_AND_TIMES, *PRESENT)}
        else:
            self._investments(figures, totals)
            self._present_values(figures, totals, effect_years)
            if self._is_valued(totals):
                roots = self._roots(totals)
                again = self._rates_and_times(figures, totals, roots)
                otherwise = self._otherwise(totals)
            else:
                figures |= {name: undefined("absent_input") for name in ("irr", "payback")}
                lacking = undefined("absent_input" if self.discount is not None else "no_rate")
                figures["discounted_payback"] = lacking
                figures["mirr"] = undefined("absent_input") if self._mirr_factors() else undefined("no_rate")
        if reasons.tonnes is not None:
            figures |= {name: undefined(reasons.tonnes) for name in (*TONNES.values(), *NET_TONNES)}
        else:
            self._tonnes(figures, totals.tonnes)
        unpriced = reasons.money or reasons.both
        unvalued = reasons.money or ("no_rate" if self.discount is None else reasons.both)
        if unpriced is None:
            self._per_tonne(figures, both)
        else:
            figures |= {name: undefined(unpriced) for name in UNDISCOUNTED}
        if unvalued is None:
            self._per_discounted_tonne(figures, both, effect_years)
        else:
            figures |= {name: undefined(unvalued) for name in DISCOUNTED}
        return Outcome(figures, roots if len(roots) > 1 else [], again, otherwise)

    def _otherwise(self, totals: Totals) -> Outcome | None:
        """Return rates and times of the flows as they are, if a float might not tell one of them from 0."""
        untold, net = totals.flows(), totals.net()
        if all(untold.get(year, ZERO) == net.get(year, ZERO) for year in self.live):
            return None
        figures: dict[str, Figure] = {}
        as_they_are = replace(totals, is_told=False)
        roots = self._roots(as_they_are)
        again = self._rates_and_times(figures, as_they_are, roots)
        return Outcome(figures, roots if len(roots) > 1 else [], again)

    def npv(self, totals: Totals) -> Figure:
        """Return the net present value alone."""
        if self.discount is None:
            return undefined("no_rate")
        if not self._is_valued(totals):
            return undefined("absent_input")
        return defined(self._present(totals.net()), self._present(totals.gross))

    def per_tonne(self, both: Totals) -> tuple[Figure, Figure]:
        """Return what costs per tonne are made of: NPV, never with the carbon value, and PV(tonnes)."""
        if self.discount is None:
            return undefined("no_rate"), undefined("no_rate")
        tonnes = both.tonnes
        return (
            defined(self._present(both.net(VALUE)), self._present(both.gross)),
            defined(self._present_tonnes(tonnes.net()), self._present_tonnes(tonnes.size)),
        )

    def _is_valued(self, totals: Totals) -> bool:
        """Whether every tonne has a value that society's indicators count."""
        return not totals.unvalued & set(self.live)

    # -- Sums ------------------------------------------------------------------------------------------------

    def _sum(self, flows: Mapping[int, Fraction]) -> Fraction:
        return sum((flows.get(year, ZERO) for year in self.live), ZERO)

    def _present(self, flows: Mapping[int, Fraction]) -> Fraction:
        assert self.discount is not None
        return sum((self.discount[year] * flows[year] for year in self.live if flows.get(year)), ZERO)

    def _present_tonnes(self, flows: Mapping[int, Fraction]) -> Fraction:
        """Return tonnes discounted, a tonne's price following general inflation."""
        index = self.basis.index
        indexed = {year: amount * index[year] for year, amount in flows.items() if year in index}
        return self._present(indexed) / self.basis.index_in_base_year

    # -- Money -----------------------------------------------------------------------------------------------

    def _investments(self, figures: dict[str, Figure], totals: Totals) -> None:
        total, reference = (-self._sum(totals.lines["capex"]), self._sum(totals.lines["reference_capex"]))
        real, real_reference = (-self._sum(totals.real["capex"]), self._sum(totals.real["reference_capex"]))
        figures["investment_total"] = defined(total)
        figures["investment_reference"] = defined(reference)
        figures["investment_incremental"] = defined(total - reference, total + reference)
        figures["investment_total_real"] = defined(real)
        figures["investment_incremental_real"] = defined(real - real_reference, real + real_reference)
        sunk = [amount for year, amount in totals.lines["capex"].items() if year < self.base]
        figures["sunk"] = defined(-sum(sunk, ZERO))

    def _rates_and_times(self, figures: dict[str, Figure], totals: Totals, roots: list[Figure]) -> bool:
        figures["irr"] = self._irr(totals, roots)
        figures["mirr"] = self._mirr(totals)
        figures["payback"], again = self._payback(totals, dict.fromkeys(self.live, ONE))
        figures["discounted_payback"] = (
            undefined("no_rate") if self.discount is None else self._payback(totals, self.discount)[0]
        )
        return again

    def _roots(self, totals: Totals) -> list[Figure]:
        """Return every root, and how far it moves when the flows move by their own size."""
        net = totals.flows()
        found = []
        for root in rates_of_return([net.get(year, ZERO) for year in self.live]):
            growth = ONE + Fraction(root)
            powers = {year: growth ** (self.base - year) for year in self.live}
            slope = sum((powers[year] * (year - self.base) * net.get(year, ZERO) for year in self.live), ZERO) / growth
            loose = sum((powers[year] * totals.gross.get(year, ZERO) for year in self.live), ZERO)
            found.append(Figure(root, None, float(loose / abs(slope)) if slope else 0.0))
        return found

    def _irr(self, totals: Totals, roots: list[Figure]) -> Figure:
        net = [totals.flows().get(year, ZERO) for year in self.live]
        if not (any(flow > 0 for flow in net) and any(flow < 0 for flow in net)):
            return undefined("no_sign_change")
        if len(roots) == 1:
            return roots[0]
        return undefined("multiple_roots" if roots else "no_root")

    def _mirr_factors(self) -> tuple[ByYear, ByYear] | None:
        """Return the factors of the finance and the reinvestment rate; in society both are the social one."""
        given = (self.settings.mirr_finance_rate, self.settings.mirr_reinvestment_rate)
        finance, reinvestment = (
            self.discount
            if rate is None or rate.is_unknown or self.basis.is_social
            else discount_factors(self.settings, rate)
            for rate in given
        )
        return None if finance is None or reinvestment is None else (finance, reinvestment)

    def _mirr(self, totals: Totals) -> Figure:
        net = totals.flows()
        factors = self._mirr_factors()
        if factors is None:
            return undefined("no_rate")
        if not (any(net.get(year, ZERO) > 0 for year in self.live) and any(net.get(y, ZERO) < 0 for y in self.live)):
            return undefined("no_sign_change")
        finance, reinvestment = factors
        outflows, inflows = ([y for y in self.live if net.get(y, ZERO) * sign > 0] for sign in (-1, 1))
        paid = sum((net[y] * finance[y] for y in outflows), ZERO) / finance[self.base]
        earned = sum((net[y] * reinvestment[y] for y in inflows), ZERO) / reinvestment[self.last]
        paid_size = sum((totals.gross[y] * finance[y] for y in outflows), ZERO) / finance[self.base]
        earned_size = sum((totals.gross[y] * reinvestment[y] for y in inflows), ZERO) / reinvestment[self.last]
        growth = Fraction(earned, -paid)
        # The root of a number of any size: through its logarithm in decimals.
        logarithm = (Decimal(growth.numerator).ln() - Decimal(growth.denominator).ln()) / (self.last - self.base)
        loose = (paid_size / -paid + earned_size / earned) / (self.last - self.base)
        return Figure(float(logarithm.exp() - 1), None, float(logarithm.exp()) * float(loose))

    def _payback(self, totals: Totals, factor: Mapping[int, Fraction]) -> tuple[Figure, bool]:
        net = totals.flows("residual")
        flows = {year: net.get(year, ZERO) * factor[year] for year in self.live}
        start = next((year for year in self.live if flows[year] < 0), None)
        if start is None:
            return undefined("no_sign_change"), False
        figure, again, cumulated, size = undefined("never_pays_back"), False, ZERO, ZERO
        for year in range(start, self.last + 1):
            before, cumulated = cumulated, cumulated + flows[year]
            size += totals.gross.get(year, ZERO) * factor[year]
            if figure.value is None and cumulated >= 0 and year > start:
                figure = defined(year - 1 - start + -before / flows[year], size / flows[year])
            elif figure.value is not None and cumulated < 0:
                again = True
        return figure, again

    def _present_values(self, figures: dict[str, Figure], totals: Totals, effect_years: set[int]) -> None:
        if self.discount is None or not self._is_valued(totals):
            reason = "no_rate" if self.discount is None else "absent_input"
            figures |= {name: undefined(reason) for name in PRESENT}
            return
        npv, size = self._present(totals.net()), self._present(totals.gross)
        figures["npv"] = defined(npv, size)
        figures["breakeven_grant"] = defined(max(ZERO, -npv), size)
        capex = ("capex", "reference_capex")
        capex_size = self._present(added(sizes(totals.lines[name]) for name in capex))
        incremental = told(-self._present(added(totals.lines[name] for name in capex)), capex_size)
        costs, costs_size = incremental, capex_size
        benefits = self._present(totals.lines["residual"]) + self._present(totals.lines["co_benefits"])
        split = [totals.lines[name] for name in ("opex", "savings", "revenue", "carbon_price_paid", VALUE)]
        for flows in (*split, *totals.energy.values()):
            paid = -self._present({year: flow for year, flow in flows.items() if flow < 0})
            costs, costs_size = costs + paid, costs_size + paid
            benefits += self._present({year: flow for year, flow in flows.items() if flow > 0})
        figures["bcr"] = ratio(benefits, costs, size, size) if told(costs, costs_size) > 0 else undefined("no_costs")
        figures["profitability_index"] = (
            ratio(npv, incremental, size, capex_size) if incremental > 0 else undefined("no_capex")
        )
        counted = sum((self.discount[year] for year in effect_years), ZERO)
        figures["annuity"] = ratio(npv, counted, size, ZERO) if counted else undefined("no_effect_years")
        # An input that is worth nothing leaves nothing to scale, whether it is 0 or not there.
        parts = {
            "capex": ([totals.lines["capex"], totals.capex_residual], "no_capex"),
            "opex": ([totals.lines["opex"]], "absent_input"),
            "savings": ([totals.lines["savings"]], "absent_input"),
            "energy_price": ([*totals.energy.values()], "absent_input"),
        }
        for name, (lines, reason) in parts.items():
            part = told(self._present(added(lines)), self._present(added(map(sizes, lines))))
            figures[f"switching_value.{name}"] = ratio(part - npv, part, size, size) if part else undefined(reason)

    # -- Tonnes ----------------------------------------------------------------------------------------------

    def _tonnes(self, figures: dict[str, Figure], tonnes: Tonnes) -> None:
        size = self._sum(tonnes.size)
        for kind in KINDS:
            figures[TONNES[kind]] = defined(self._sum(tonnes.by_kind[kind]), size)
        figures["tonnes_total"] = defined(self._sum(tonnes.net()), size)
        figures["tonnes_unadjusted"] = defined(self._sum(tonnes.before), self._sum(tonnes.before_size))
        figures["pv_tonnes"] = (
            undefined("no_rate")
            if self.discount is None
            else defined(self._present_tonnes(tonnes.net()), self._present_tonnes(tonnes.size))
        )

    def _weighed(self, tonnes: Tonnes) -> Fraction:
        """Return PV(tonnes); without a rate the plain sum stands for it."""
        summed = self._sum if self.discount is None else self._present_tonnes
        return told(summed(tonnes.net()), summed(tonnes.size))

    def _rises(self, weighed: Fraction, divisor: Fraction | None) -> str | None:
        """Return why nothing can be divided by these tonnes."""
        if weighed < 0:
            return "raises_emissions"
        if divisor is None:
            return "absent_input"
        return "raises_emissions" if divisor < 0 else None if divisor else "no_tonnes"

    def _per_tonne(self, figures: dict[str, Figure], totals: Totals) -> None:
        own = told(totals.own_tonnes, totals.own_tonnes_size) if totals.is_own_known else None
        reason = self._rises(self._weighed(totals.tonnes), own)
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
        """Costs per tonne: the carbon value is what they are compared with, never a part of them."""
        assert self.discount is not None
        tonnes, size = totals.tonnes.net(), totals.tonnes.size
        npv, money = self._present(totals.net(VALUE)), self._present(totals.gross)
        summed_size, present_size = self._sum(size), self._present_tonnes(size)
        summed, present = told(self._sum(tonnes), summed_size), told(self._present_tonnes(tonnes), present_size)
        reason: str | None = None
        for name, divisor, divisor_size in (
            ("abatement_cost", present, present_size),
            ("abatement_cost_undiscounted", summed, summed_size),
        ):
            reason = self._rises(present, divisor) if present else "no_tonnes"
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
        """Return f with -NPV(f) = value of the tonnes(f): both every price paid and the gross tonnes follow f.

        At that f there must be tonnes left to divide by, else there is no cost per tonne that equals the value.
        """
        path = self.settings.carbon_value or Yearly()
        tonnes = totals.tonnes
        gross, built = tonnes.gross(), tonnes.by_kind["upfront"]
        needed = [year for year in self.live if gross.get(year) or built.get(year)]
        if any(path.at(year) is None for year in needed) or all(path.at(year) is None for year in self.live):
            return undefined("absent_input")
        if self._weighed(tonnes) < 0:
            return undefined("raises_emissions")
        if not any(gross.get(year) for year in self.live):
            return undefined("no_tonnes")
        value = {year: exact(path.at(year) or 0.0) * self.basis.index[year] for year in self.live}

        def worth(amounts: ByYear) -> Fraction:
            return self._present({year: amount * value[year] for year, amount in amounts.items() if year in value})

        upfront, paid = worth(built), self._present(totals.lines["carbon_price_paid"])
        size += worth(tonnes.size)
        follows = told(paid + worth(gross), size)
        if not follows:
            return undefined("no_root")
        needed_worth = paid - npv + upfront
        factor = needed_worth / follows
        if not told(needed_worth, size):
            return replace(ratio(needed_worth, follows, size, size), edge="no_root")
        kept, taken = factor * self._present_tonnes(gross), self._present_tonnes(built)
        if told(kept - taken, abs(kept) + abs(taken)) <= 0:
            return undefined("no_root")
        return ratio(factor * follows, follows, size, size)
