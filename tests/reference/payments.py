"""When external money is paid out, to whom, and what has to be bridged until then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.funding import FundingEntry, Source
from finmodel.model.funding_enums import MoneyClass, SourceKind
from tests.reference.funding import LAST, Bite, Cell, Funding, is_eligible, mix_of, scaled
from tests.reference.kronor import DUST, below, capped_in, left_of, of_year
from tests.reference.numbers import ONE, ZERO, exact

__all__ = ["RESULTS", "Payment", "Payments", "Unpaid"]

RESULTS = "results"
"""What results-based money is paid for: neither capital nor running cost."""


@dataclass(frozen=True, order=True)
class Payment:
    """Money that a source pays an organisation for an action in a year; ``sort`` is capital, running or results."""

    action: str
    source: str
    organisation: str
    sort: str
    year: int


@dataclass(frozen=True)
class Unpaid:
    """Results-based money that nobody knows: of which years, and why."""

    action: str
    source: str
    years: frozenset[int]
    reason: str


class Payments:
    """Pay-outs of a plan's external money, also those after last_year.

    Attributes
    ----------
    paid
        Money by payment.
    tonnes_paid
        Results-based money by action, source and year of the tonne.
    bites
        Limits that cut results-based money.
    unknown
        Results-based money of actions that are not quantified.
    """

    def __init__(self, funding: Funding) -> None:
        self.funding, self.book = funding, funding.book
        self.paid: defaultdict[Payment, Fraction] = defaultdict(Fraction)
        self.tonnes_paid: defaultdict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
        self.unknown: list[Unpaid] = []
        self.bites: list[Bite] = []
        self._awarded()
        self._results()

    @property
    def late(self) -> dict[Payment, Fraction]:
        """Pay-outs after last_year."""
        return {payment: amount for payment, amount in self.paid.items() if payment.year > self.book.years[-1]}

    def _awarded(self) -> None:
        external = {
            award: amount
            for award, amount in self.funding.awards.items()
            if self.funding.source_of(award.entry).of_class is MoneyClass.EXTERNAL
        }
        last: dict[tuple[str, str], int] = {}
        for award in external:
            key = (award.action, award.entry)
            last[key] = max(award.year, last.get(key, award.year))
        for award, amount in external.items():
            source = self.funding.source_of(award.entry)
            during = exact(source.paid_during) * amount
            final = last[award.action, award.entry] + source.payment_lag_years
            for year, part in ((award.year, during), (final, amount - during)):
                if part:
                    self.paid[Payment(award.action, source.id, award.organisation, award.sort, year)] += part

    def bridged(self) -> dict[tuple[str, int], Fraction]:
        """Return what each organisation has been awarded and not yet been paid, at the end of each year."""
        need: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for award, amount in self.funding.awards.items():
            if self.funding.source_of(award.entry).of_class is MoneyClass.EXTERNAL:
                for year in self.book.years:
                    need[award.organisation, year] += amount if award.year <= year else ZERO
        for payment, amount in self.paid.items():
            if payment.sort != RESULTS:
                for year in self.book.years:
                    need[payment.organisation, year] -= amount if payment.year <= year else ZERO
        return dict(need)

    # -- Results-based money ---------------------------------------------------------------------------------

    def _results(self) -> None:
        turns: defaultdict[tuple[int, int], list[tuple[str, FundingEntry]]] = defaultdict(list)
        for action, flows in self.book.flows.items():
            priority = flows.action.priority
            for entry in mix_of(self.book.plan, flows.action):
                source = self.book.sources[entry.source]
                if source.kind is SourceKind.RESULTS_BASED and self._is_known(action, entry, source):
                    turns[LAST if priority is None else priority, entry.position].append((action, entry))
        of_action: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
        in_all: defaultdict[str, Fraction] = defaultdict(Fraction)
        for year in self.book.live:
            of_year_: defaultdict[str, Fraction] = defaultdict(Fraction)
            for key in sorted(turns):
                by_source: defaultdict[str, dict[tuple[str, str], dict[Cell, Fraction]]] = defaultdict(dict)
                asked: dict[tuple[str, str], Fraction] = {}
                for action, entry in turns[key]:
                    source = self.book.sources[entry.source]
                    asked[action, entry.id] = self._asked(action, entry, source, year)
                    amount = asked[action, entry.id] if self._may_earn(action, source, year) else ZERO
                    if source.cap_per_action is not None:
                        amount = min(amount, left_of(exact(source.cap_per_action), of_action[action, source.id]))
                    by_source[source.id][action, entry.id] = {("", RESULTS): below(amount)}
                for name, asks in by_source.items():
                    source = self.book.sources[name]
                    yearly = capped_in(source.cap_per_year, year)
                    if yearly is not None:
                        list(scaled(asks, left_of(yearly, of_year_[name])))
                    if source.cap_total is not None:
                        list(scaled(asks, left_of(exact(source.cap_total), in_all[name])))
                    for (action, entry_id), cells in asks.items():
                        amount = sum(cells.values(), ZERO)
                        if (cut := asked[action, entry_id] - amount) > DUST:
                            self.bites.append(Bite(action, entry_id, name, year, "limit", cut))
                        of_action[action, name] += amount
                        of_year_[name] += amount
                        in_all[name] += amount
                        self._pay(action, source, year, amount)

    def _tonne_years(self, source: Source) -> list[int]:
        return [year for year in self.book.live if (source.first_year or year) <= year <= (source.last_year or year)]

    def _is_known(self, action: str, entry: FundingEntry, source: Source) -> bool:
        """Whether it is known what an action can earn; what can be nothing whatever the tonnes are is known."""
        if self.book.flows[action].is_quantified:
            return True
        years = [year for year in self._tonne_years(source) if of_year(source.payment_per_tonne, year)]
        is_barred = is_eligible(self.book, source, action) is not None or source.cap_per_action == 0
        if years and not is_barred and entry.share != 0:
            paid = frozenset(year + source.payment_lag_years for year in years)
            self.unknown.append(Unpaid(action, source.id, paid & frozenset(self.book.years), "not_quantified"))
        return False

    def _may_earn(self, action: str, source: Source, year: int) -> bool:
        return year in self._tonne_years(source) and is_eligible(self.book, source, action) is None

    def _asked(self, action: str, entry: FundingEntry, source: Source, year: int) -> Fraction:
        """Return what the year's tonnes are worth, eligible or not."""
        tonnes = self.book.flows[action].totals(frozenset(self.book.kinds)).tonnes.gross().get(year, ZERO)
        price = of_year(source.payment_per_tonne, year) or ZERO
        return price * (ONE if entry.share is None else exact(entry.share)) * max(ZERO, tonnes)

    def _pay(self, action: str, source: Source, year: int, amount: Fraction) -> None:
        if not amount:
            return
        self.tonnes_paid[action, source.id, year] += amount
        for organisation, share in self.book.bears_investment(action).items():
            payment = Payment(action, source.id, organisation, RESULTS, year + source.payment_lag_years)
            self.paid[payment] += share * amount
