"""What the product says of funding and accounts against what the plain engine says, amount by amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import isnan
from typing import Any

import numpy as np

from finmodel import Plan, evaluate
from finmodel.analysis.accounts import OrganisationAccounts
from finmodel.analysis.budget_tests import BudgetTest
from finmodel.analysis.funding import Balance, GapView
from finmodel.analysis.results import Figures
from finmodel.engine.accounting import AccountLine
from finmodel.engine.payouts import TransferLine
from finmodel.engine.undefined import FloatArray
from finmodel.engine.uses import Use as UseAxis
from finmodel.model.funding_enums import MoneyClass
from tests.reference.accounts import COSTS, INCOMES
from tests.reference.budget_tests import Check
from tests.reference.figures import Figure
from tests.reference.funded import Funded
from tests.reference.funding import Use
from tests.reference.numbers import ZERO
from tests.reference.payments import RESULTS

__all__ = ["funding_disagreements"]

RELATIVE = 1e-9
CANCELLED = 1e-12
"""What rounding leaves of amounts that cancel, as a share of all that the plan turns over."""
SEEN = 1e-5
"""A cut of less kronor than this need not be listed by either."""
NAMES = {"energy_cost": "energy", "carbon_price_paid": "carbon_price"}
"""Account lines of the product that the plain engine calls something else."""
TESTS = {"net_investment": "investment"}
OF_THE_PLAN = "internal_interest"
"""Named as absent by the product where what is lacking is no input of the ordinary budget."""
Number = float | Fraction | None


def _known(number: Number) -> float | None:
    return None if number is None or isnan(number) else float(number)


def _nonzero(array: FloatArray, *names: Sequence[Any]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Yield the cells of an array that are not zero, by the names of its axes."""
    for places in np.argwhere(array != 0):
        yield tuple(axis[place] for axis, place in zip(names, places, strict=True)), float(array[tuple(places)])


class _Comparison:
    """Both engines on one plan.

    Attributes
    ----------
    found
        What differed.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.funded = plan, Funded(plan)
        self.results = evaluate(plan, "society")
        self.arrays, self.money = self.results.arrays, self.results.money
        self.years = self.funded.book.years
        self.found: list[str] = []
        self.size = CANCELLED * self._turnover()

    def _turnover(self) -> float:
        """Return a sum that is larger than any amount of the plan."""
        amounts = [
            *self.funded.funding.uses.values(),
            *self.funded.payments.paid.values(),
            *self.funded.accounts.amounts.values(),
        ]
        return 1.0 + float(sum(map(abs, amounts)))

    # -- What is the same ------------------------------------------------------------------------------------

    def same(self, what: str, product: Number, reference: Number, size: float = 0.0) -> None:
        """Note two numbers that are not the same; not-a-number and None are both unknown."""
        ours, theirs = _known(product), _known(reference)
        if ours is None or theirs is None:
            is_same = ours is theirs
        else:
            is_same = abs(ours - theirs) <= RELATIVE * abs(theirs) + max(self.size, size)
        if not is_same:
            self.found.append(f"{what}: {ours} instead of {theirs}")

    def same_table(self, what: str, product: Mapping[Any, Number], reference: Mapping[Any, Number]) -> None:
        """Compare two tables in which what is not there is nothing."""
        for key in sorted({*product, *reference}, key=str):
            self.same(f"{what} {key}", product.get(key, ZERO), reference.get(key, ZERO))

    def same_path(self, what: str, product: FloatArray, reference: Iterable[Number]) -> None:
        """Compare amounts by year."""
        for year, ours, theirs in zip(self.years, product.tolist(), reference, strict=True):
            self.same(f"{what}, {year}", ours, theirs)

    def equal(self, what: str, product: object, reference: object) -> None:
        """Note two things that are not equal."""
        if product != reference:
            self.found.append(f"{what}: {product} instead of {reference}")

    # -- Funding ---------------------------------------------------------------------------------------------

    def awards(self) -> None:
        """Compare uses, what each entry gives to each, what nobody pays, and which entries were cut."""
        arrays, financing, funding = self.arrays, self.money.financing, self.funded.funding
        axes = (arrays.organisations, [use.key for use in UseAxis], self.years)
        for what, array, theirs in (
            ("uses", financing.uses.amounts, funding.uses),
            ("gap", financing.gap, funding.gap),
        ):
            self.same_table(what, {Use(*at): n for at, n in _nonzero(array, arrays.actions, *axes)}, theirs)
        given: dict[Any, Number] = {}
        for claim, award in zip(financing.claims, financing.awards, strict=True):
            for at, amount in _nonzero(award, *axes):
                given[(arrays.actions[claim.action], claim.entry.id, *at)] = amount
        asked: dict[Any, Number] = {
            (award.action, award.entry, award.organisation, award.sort, award.year): amount
            for award, amount in funding.awards.items()
        }
        self.same_table("award", given, asked)
        cuts: defaultdict[tuple[str, str, int], float] = defaultdict(float)
        for note in self.results.funding.cuts:
            cuts[note.action, note.entry, note.year] += note.asked - note.granted
        bites: defaultdict[tuple[str, str, int], float] = defaultdict(float)
        for bite in (*funding.bites, *self.funded.payments.bites):
            # Money for tonnes that is cut to nothing limits no cost where there is none.
            if bite.action in self.results.funding.actions:
                bites[bite.action, bite.entry, bite.year] += float(bite.cut)
        seen = [{at for at, amount in each.items() if amount > SEEN + self.size} for each in (cuts, bites)]
        some = [{at for at, amount in each.items() if amount > 0} for each in (cuts, bites)]
        for unlisted, text in ((seen[1] - some[0], "no cut listed"), (seen[0] - some[1], "a cut that is none")):
            self.found += [f"{text}: {at}" for at in sorted(unlisted)]

    def balances(self) -> None:
        """Compare the totals that tables show: by action, by organisation and in all."""
        funding = self.results.funding
        every = list(self.funded.book.flows)
        self._balance("all", funding.portfolio, every, list(self.funded.book.kinds))
        with_money = {use.action for use in self.funded.funding.uses}
        with_money |= {payment.action for payment in self.funded.payments.paid}
        with_money |= {each.action for each in self.funded.payments.unknown}
        self.equal("actions not shown", with_money - set(funding.actions), set())
        self.equal("actions shown", set(funding.actions) - set(every), set())
        self.equal("not costed", sorted(funding.not_costed), self.funded.book.not_costed)
        for action, balance in funding.actions.items():
            self._balance(action, balance, [action], list(self.funded.book.kinds))
        for organisation, balance in funding.organisations.items():
            self._balance(organisation, balance, every, [organisation])
        need = self.funded.payments.bridged()
        late: defaultdict[Any, Fraction] = defaultdict(Fraction)
        for payment, amount in self.funded.payments.late.items():
            late[payment.action, payment.source, payment.year] += amount
        ours: defaultdict[Any, float] = defaultdict(float)
        for note in funding.late_payments:
            ours[note.action, note.source, note.year] += note.amount
        self.same_table("late payment", ours, late)
        for organisation, balance in funding.organisations.items():
            theirs = [need.get((organisation, year), ZERO) for year in self.years]
            self.same_path(f"liquidity, {organisation}", balance.liquidity_need, theirs)

    def _balance(self, what: str, balance: Balance, actions: list[str], organisations: list[str]) -> None:
        funding, payments = self.funded.funding, self.funded.payments
        for view in GapView:
            gaps = {
                use: gap
                for use, gap in funding.gap_in(str(view)).items()
                if use.action in actions and use.organisation in organisations
            }
            for sort in UseAxis:
                path = []
                for year in self.years:
                    found = [gap for use, gap in gaps.items() if (use.sort, use.year) == (sort.key, year)]
                    path.append(None if None in found else sum((gap for gap in found if gap is not None), ZERO))
                self.same_path(f"{view} gap, {what}, {sort.key}", balance.gaps[view][sort], path)
        classes: defaultdict[tuple[MoneyClass, int], Fraction] = defaultdict(Fraction)
        sources: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for award, amount in funding.awards.items():
            if award.action in actions and award.organisation in organisations:
                source = funding.source_of(award.entry)
                assert source.of_class is not None
                classes[source.of_class, award.year] += amount
                sources[source.id, award.year] += amount
        for money_class in MoneyClass:
            self.same_path(
                f"{money_class} money, {what}",
                balance.classes[money_class],
                [classes[money_class, year] for year in self.years],
            )
        for name in {*balance.sources, *(name for name, _ in sources)}:
            path_of = balance.sources.get(name, np.zeros(len(self.years)))
            self.same_path(f"{name}, {what}", path_of, [sources[name, year] for year in self.years])
        live = self.funded.book.live
        totals = {money_class: sum((classes[money_class, year] for year in live), ZERO) for money_class in MoneyClass}
        own = totals[MoneyClass.OWN] + totals[MoneyClass.BORROWED]
        self.same(f"net_own, {what}", balance.net_own, own)
        self.same(f"leverage, {what}", balance.leverage, totals[MoneyClass.EXTERNAL] / own if own else None)
        paid: defaultdict[tuple[bool, int], Fraction] = defaultdict(Fraction)
        for payment, amount in payments.paid.items():
            if payment.action in actions and payment.organisation in organisations:
                paid[payment.sort == RESULTS, payment.year] += amount
        self.same_path(f"paid, {what}", balance.paid, [paid[False, year] for year in self.years])
        unknown = {
            year
            for each in payments.unknown
            for year in each.years
            if each.action in actions and set(organisations) & set(self.funded.book.bears_investment(each.action))
        }
        self.same_path(
            f"results paid, {what}",
            balance.results_based,
            [None if year in unknown else paid[True, year] for year in self.years],
        )

    # -- Transfers -------------------------------------------------------------------------------------------

    def transfers(self) -> None:
        """Compare every line of every organisation, and what is left of it after funding."""
        arrays, transfers = self.arrays, self.funded.transfers
        lines = [line.key for line in TransferLine]
        dense = self.money.transfers.of_organisations()
        axes = (arrays.actions, arrays.organisations, lines, self.years)
        ours: dict[Any, Number] = {at: amount for at, amount in _nonzero(dense, *axes) if not isnan(amount)}
        unknown = {
            (each.action, organisation, each.line, year)
            for each in transfers.unknown
            for organisation in (each.payer, *each.receivers)
            for year in each.years
        }
        lacking = {at for at, amount in _nonzero(dense, *axes) if isnan(amount)}
        self.equal("unknown transfers", lacking, unknown)
        theirs: dict[Any, Number] = {
            (each.action, each.organisation, each.line, each.year): amount
            for each, amount in transfers.amounts.items()
            if (each.action, each.organisation, each.line, each.year) not in unknown
        }
        self.same_table("transfer", ours, theirs)

    def after_funding(self, perspectives: Iterable[str]) -> None:
        """Compare what actions, and all together, are worth after funding."""
        for perspective in perspectives:
            results = self.results if perspective == "society" else evaluate(self.plan, perspective)
            for action in results.actions:
                theirs = self.funded.npv_after_funding(perspective, action.id)
                self._figure(f"{perspective}, {action.id}", action.figures, theirs)
            portfolio = self.funded.portfolio_npv_after_funding(perspective)
            self._figure(f"{perspective}, all", results.portfolio, portfolio)

    def _figure(self, what: str, figures: Figures, figure: Figure) -> None:
        self.same(f"npv_after_funding, {what}", figures["npv_after_funding"], figure.value, CANCELLED * figure.scale)
        self.equal(f"npv_after_funding, {what}", figures.undefined.get("npv_after_funding"), figure.reason)

    # -- Accounts --------------------------------------------------------------------------------------------

    def accounts(self) -> None:
        """Compare result, cash and debt of every organisation and level, and what stands beside them."""
        reference = self.funded.accounts
        of_organisations = {item.id: item for item in self.results.accounts.organisations}
        self.equal("accounts kept", sorted(of_organisations), reference.book.accounted)
        for name, item in of_organisations.items():
            for line, path in self._lines(item):
                self.same_path(f"{line}, {name}", path, [reference.of(line, name, year) for year in self.years])
        for level, item in self.results.accounts.levels.items():
            for line, path in self._lines(item):
                theirs = [reference.of_level(line, str(level), year) for year in self.years]
                self.same_path(f"{line}, {level}", path, theirs)

    @staticmethod
    def _lines(item: OrganisationAccounts) -> Iterator[tuple[str, FloatArray]]:
        """Yield the lines of the product by the names of the plain engine; there an income is above 0."""
        for line in AccountLine:
            name = NAMES.get(line.key, line.key)
            assert name in (*COSTS, *INCOMES), name
            yield name, item.result[line] if name in COSTS else -item.result[line]
        yield "driftskonsekvens", item.operating_effect
        yield "cash", item.net_cash
        for part, path in item.debt.items():
            yield f"debt_{part}", path
        yield "reference_capital_cost", item.reference_capital_cost
        yield "book_value", item.book_value
        yield "deferred_income", item.deferred_income

    def tests(self) -> None:
        """Compare the tests of the ordinary budget with the plan in it."""
        ours: dict[Any, BudgetTest] = {
            (str(level.level), test.year, TESTS.get(str(test.name), str(test.name))): test
            for level in self.results.accounts.tests
            for test in level.tests
        }
        theirs = {(check.level, check.year, check.test): check for check in self.funded.checks}
        self.equal("tests made", sorted(ours), sorted(theirs))
        for at in sorted(set(ours) & set(theirs)):
            self._test(f"test {at}", ours[at], theirs[at])

    def _test(self, what: str, test: BudgetTest, check: Check) -> None:
        self.same(what, test.value, check.value, check.size * self.size)
        self.equal(f"{what}, undefined", test.undefined, check.reason)
        of_budget = [{field for field in each.absent if field != OF_THE_PLAN} for each in (test, check)]
        self.equal(f"{what}, absent", *of_budget)
        self.equal(f"{what}, something absent", bool(test.absent), bool(check.absent))
        if check.value is not None and check.threshold is not None:
            close = RELATIVE * float(max(abs(check.value), abs(check.threshold))) + check.size * self.size
            if abs(float(check.value - check.threshold)) <= close:
                return
        self.equal(f"{what}, passes", test.passes, check.passes)


def funding_disagreements(plan: Plan, perspectives: Iterable[str]) -> list[str]:
    """Return everything on which product and plain engine do not agree about a plan's funding and accounts.

    Parameters
    ----------
    plan
        A valid plan.
    perspectives
        Whose net present value after funding is compared: names or ids of organisations. All else is compared whole.
    """
    comparison = _Comparison(plan)
    comparison.awards()
    comparison.balances()
    comparison.transfers()
    comparison.after_funding(perspectives)
    comparison.accounts()
    comparison.tests()
    return comparison.found
