"""Uses, sources and the gap, year by year: every action's mix against everything that limits it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.action import Action
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding import FundingEntry, Source
from finmodel.model.funding_enums import Certainty, Covers, MoneyClass
from finmodel.model.plan import Plan
from tests.reference.book import Book
from tests.reference.kronor import DUST, below, capped_in, grain, left_of, portions
from tests.reference.numbers import ONE, ZERO, ByYear, exact

__all__ = ["CAPITAL", "RUNNING", "Award", "Bite", "Funding", "Use", "is_eligible", "mix_of", "scaled"]

CAPITAL, RUNNING = "capital", "running"
SORTS = {
    Covers.INVESTMENT: (CAPITAL,),
    Covers.RUNNING_COST: (RUNNING,),
    Covers.BOTH: (CAPITAL, RUNNING),
}
LAST = 10**9
"""Where actions without a priority stand: after all that have one."""
Cell = tuple[str, str]
"""Organisation, and capital or running."""
Ask = tuple[str, str]
"""Action and entry: a default is an entry of every action that it is used by."""


@dataclass(frozen=True, order=True)
class Use:
    """What one organisation needs for one action in one year; ``sort`` is capital or running."""

    action: str
    organisation: str
    sort: str
    year: int


@dataclass(frozen=True, order=True)
class Award:
    """Money that an entry gives towards a use."""

    action: str
    entry: str
    organisation: str
    sort: str
    year: int

    @property
    def use(self) -> Use:
        """What it pays for."""
        return Use(self.action, self.organisation, self.sort, self.year)


@dataclass(frozen=True)
class Bite:
    """A limit that cut an entry in a year, and by how much.

    ``limit`` is window, sector, owner_kind, minimum_kg_per_krona, cap_per_action, share, aid_intensity, frame,
    cap_per_year or cap_total.
    """

    action: str
    entry: str
    source: str
    year: int
    limit: str
    cut: Fraction


def mix_of(plan: Plan, action: Action) -> list[FundingEntry]:
    """Return an action's own entries, else the default of its sector, else owner, else status, else the one for all."""
    own = [row for row in plan.funding if row.action == action.id]
    defaults = [row for row in plan.funding if row.action is None]
    of_sector = [row for row in defaults if row.sector is not None and row.sector == action.sector]
    of_owner = [row for row in defaults if row.owner == action.owner]
    of_status = [row for row in defaults if row.status == action.status]
    of_all = [row for row in defaults if row.sector is None and row.owner is None and row.status is None]
    return own or of_sector or of_owner or of_status or of_all


def phase(entry: FundingEntry) -> int:
    """Return when an entry has its turn: fixed amounts, then shares, then the rest."""
    if entry.amount is not None or entry.by_year:
        return 0
    return 2 if entry.rest else 1


def is_eligible(book: Book, source: Source, action: str) -> str | None:
    """Return the name of the condition that an action does not meet, None where it meets all."""
    row = book.flows[action].action
    if source.eligible_sectors and row.sector not in source.eligible_sectors:
        return "sector"
    if source.eligible_owner_kinds and book.kinds[row.owner] not in source.eligible_owner_kinds:
        return "owner_kind"
    if source.minimum_kg_per_krona is not None:
        per_krona = book.reference.action(action, "society").figures["kg_per_krona"].value
        if per_krona is None or per_krona < source.minimum_kg_per_krona:
            return "minimum_kg_per_krona"
    return None


def scaled(wanted: dict[Ask, dict[Cell, Fraction]], limit: Fraction) -> Iterator[Ask]:
    """Scale what equals take so that it stays below a limit; yield those that were cut."""
    total = sum((amount for cells in wanted.values() for amount in cells.values()), ZERO)
    if total <= limit:
        return
    for ask, cells in wanted.items():
        if any(cells.values()):
            for cell, amount in cells.items():
                cells[cell] = below(amount * max(ZERO, limit) / total)
            yield ask


class Funding:
    """The allocation of a plan.

    Attributes
    ----------
    uses
        What has to be paid.
    awards
        What each entry pays of it.
    gap
        What nobody pays.
    bites
        Limits that cut an entry.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.entries = {row.id: row for row in book.plan.funding}
        self.mixes = {name: mix_of(book.plan, flows.action) for name, flows in book.flows.items()}
        self.running = {name: self._running_cost(name) for name in book.flows}
        self.uses = self._uses()
        self.gap = dict(self.uses)
        self.awards: dict[Award, Fraction] = {}
        self.bites: list[Bite] = []
        self._eligible: dict[tuple[str, str], ByYear] = {}
        self._of_entry: defaultdict[Ask, Fraction] = defaultdict(Fraction)
        self._of_source: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
        self._grants: defaultdict[str, Fraction] = defaultdict(Fraction)
        self._by_year: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
        self._in_all: defaultdict[str, Fraction] = defaultdict(Fraction)
        self._framed: defaultdict[tuple[str, str | None, int], Fraction] = defaultdict(Fraction)
        for year in book.years:
            for equals in self._turns():
                self._give(equals, year)

    def source_of(self, entry: str) -> Source:
        """Return the source of an entry."""
        return self.book.sources[self.entries[entry].source]

    # -- Uses ------------------------------------------------------------------------------------------------

    def _running_cost(self, action: str) -> ByYear:
        """Return what the action adds to running cost, energy and carbon price included, where it is to be funded."""
        flows = self.book.flows[action]
        if not flows.action.fund_running_cost:
            return {}
        cost: defaultdict[int, Fraction] = defaultdict(Fraction)
        for entry in flows.entries:
            if entry.line in ("opex", "energy_cost", "carbon_price_paid"):
                for year, amount in entry.nominal.items():
                    cost[year] -= amount
        return {year: grain(amount) for year, amount in cost.items() if amount > 0}

    def _uses(self) -> dict[Use, Fraction]:
        uses: defaultdict[Use, Fraction] = defaultdict(Fraction)
        for action, purchases in self.book.purchases.items():
            for organisation, share in self.book.bears_investment(action).items():
                for purchase in purchases:
                    uses[Use(action, organisation, CAPITAL, purchase.year)] += grain(share * purchase.cost)
        for action, cost in self.running.items():
            for organisation, share in self.book.bears_running_cost(action).items():
                for year, amount in cost.items():
                    uses[Use(action, organisation, RUNNING, year)] += grain(share * amount)
        return {use: amount for use, amount in uses.items() if amount}

    def _room(self, action: str, source: Source, year: int) -> dict[Cell, Fraction]:
        """Return what is left to pay in the cells that a source may pay for."""
        found = {}
        for organisation in self.book.kinds:
            if self._pays(source, organisation):
                for sort in SORTS[source.pays_for]:
                    use = Use(action, organisation, sort, year)
                    if use in self.gap and (left := left_of(self.uses[use], self.uses[use] - self.gap[use])):
                        found[organisation, sort] = left
        return found

    def _pays(self, source: Source, organisation: str) -> bool:
        """Whether a source may pay an organisation's cost: own money only its owner's, a finance unit's committees'."""
        if source.of_class is not MoneyClass.OWN or source.provider in (None, organisation):
            return True
        kinds = self.book.kinds
        is_central = kinds[str(source.provider)] is OrganisationKind.FINANCE_UNIT
        return is_central and kinds[organisation] is OrganisationKind.COMMITTEE

    def eligible_to_date(self, action: str, source: Source, year: int) -> Fraction:
        """Return the cost that a grant may count up to and including a year, all later years considered.

        A reference that is bought later is taken off from the beginning.
        """
        key = (action, source.id)
        if key not in self._eligible:
            self._eligible[key] = self._eligible_by_year(action, source)
        return self._eligible[key].get(year, ZERO)

    def _eligible_by_year(self, action: str, source: Source) -> ByYear:
        added: defaultdict[int, Fraction] = defaultdict(Fraction)
        if source.pays_for is not Covers.RUNNING_COST:
            for purchase in self.book.purchases[action]:
                added[purchase.year] += purchase.cost if purchase.is_first else ZERO
            if source.less_reference:
                for purchase in self.book.avoided_purchases[action]:
                    added[purchase.year] -= purchase.cost if purchase.is_first else ZERO
        if source.pays_for is not Covers.INVESTMENT:
            for year, amount in self.running[action].items():
                added[year] += amount
        total, to_date = ZERO, {}
        for year in self.book.years:
            total += added[year]
            to_date[year] = max(ZERO, exact(source.eligible_share) * total)
        return {year: min(to_date[later] for later in self.book.years if later >= year) for year in self.book.years}

    # -- Turns -----------------------------------------------------------------------------------------------

    def _turns(self) -> list[list[Ask]]:
        """Return who is served together, in turn: by priority, phase and position."""
        turns: defaultdict[tuple[int, int, int], list[Ask]] = defaultdict(list)
        for action, mix in self.mixes.items():
            priority = self.book.flows[action].action.priority
            for entry in mix:
                if self.book.sources[entry.source].is_capital:
                    key = (LAST if priority is None else priority, phase(entry), entry.position)
                    turns[key].append((action, entry.id))
        return [turns[key] for key in sorted(turns)]

    def _asked(self, action: str, entry: FundingEntry, source: Source, year: int) -> Fraction | None:
        """Return what an entry asks for; None for all there is."""
        if entry.by_year:
            return exact(entry.by_year.get(year, 0.0))
        if entry.amount is not None:
            return left_of(exact(entry.amount), self._of_entry[action, entry.id])
        if entry.rest:
            return None
        share = entry.share if entry.share is not None else source.share
        assert share is not None
        if source.kind.is_grant:
            before = self.eligible_to_date(action, source, year - 1)
            return below(exact(share) * (self.eligible_to_date(action, source, year) - before))
        needed = [
            amount
            for use, amount in self.uses.items()
            if (use.action, use.year) == (action, year) and use.sort in SORTS[source.pays_for]
        ]
        return below(exact(share) * sum(needed, ZERO))

    def _own_limits(
        self, action: str, entry: FundingEntry, source: Source, year: int
    ) -> Iterator[tuple[str, Fraction]]:
        first, last = source.first_year or year, source.last_year or year
        if not first <= year <= last:
            yield "window", ZERO
        if (condition := is_eligible(self.book, source, action)) is not None:
            yield condition, ZERO
        if source.cap_per_action is not None:
            yield "cap_per_action", left_of(exact(source.cap_per_action), self._of_source[action, source.id])
        if source.kind.is_grant:
            eligible = self.eligible_to_date(action, source, year)
            if source.share is not None:
                yield "share", left_of(exact(source.share) * eligible, self._of_source[action, source.id])
            intensity = ONE if source.aid_intensity is None else exact(source.aid_intensity)
            yield "aid_intensity", left_of(intensity * eligible, self._grants[action])

    def _wanted(self, action: str, entry: FundingEntry, year: int) -> dict[Cell, Fraction]:
        """Return what an entry could take after its own limits, in proportion to what is left of its cells."""
        source = self.book.sources[entry.source]
        room = self._room(action, source, year)
        whole = sum(room.values(), ZERO)
        asked = self._asked(action, entry, source, year)
        amount = whole if asked is None else min(asked, whole)
        for limit, most in self._own_limits(action, entry, source, year):
            allowed = below(max(ZERO, most))
            if amount - allowed > DUST:
                self.bites.append(Bite(action, entry.id, source.id, year, limit, amount - allowed))
            amount = min(amount, allowed)
        return room if amount == whole else portions(amount, room)

    # -- Limits in common ------------------------------------------------------------------------------------

    def _give(self, equals: Iterable[Ask], year: int) -> None:
        wanted = {(action, name): self._wanted(action, self.entries[name], year) for action, name in equals}
        by_source: defaultdict[str, dict[Ask, dict[Cell, Fraction]]] = defaultdict(dict)
        for ask, cells in wanted.items():
            by_source[self.entries[ask[1]].source][ask] = cells
        for source, asks in by_source.items():
            self._framed_in(source, asks, year)
            row = self.book.sources[source]
            yearly = capped_in(row.cap_per_year, year)
            if yearly is not None:
                self._capped(asks, left_of(yearly, self._by_year[source, year]), "cap_per_year", year)
            if row.cap_total is not None:
                self._capped(asks, left_of(exact(row.cap_total), self._in_all[source]), "cap_total", year)
        for (action, name), cells in wanted.items():
            for (organisation, sort), amount in cells.items():
                if amount:
                    self._book(Award(action, name, organisation, sort, year), amount)

    def _capped(self, asks: dict[Ask, dict[Cell, Fraction]], limit: Fraction, name: str, year: int) -> None:
        before = {ask: sum(cells.values(), ZERO) for ask, cells in asks.items()}
        for ask in scaled(asks, limit):
            cut = before[ask] - sum(asks[ask].values(), ZERO)
            if cut > DUST:
                self.bites.append(Bite(*ask, self.entries[ask[1]].source, year, name, cut))

    def frame_of(self, source: str, organisation: str) -> tuple[str | None, Callable[[int], Fraction]] | None:
        """Return whose frame an organisation's costs are paid from (None: the common one), and its size by year."""
        rows = [row for row in self.book.plan.frames if row.source == source]
        if not rows:
            return None
        holder = organisation if any(row.organisation == organisation for row in rows) else None
        own = [row for row in rows if row.organisation == holder]
        return holder, lambda year: sum((exact(row.by_year.get(year, 0.0)) for row in own), ZERO)

    def _frames_left(self, source: str, cells: Iterable[Cell], year: int) -> list[tuple[Fraction, set[str]]]:
        """Return what is left of the frames that cells are paid from, each with its organisations."""
        left: dict[str | None, Fraction] = {}
        of_holder: defaultdict[str | None, set[str]] = defaultdict(set)
        for organisation in {organisation for organisation, _ in cells}:
            if (frame := self.frame_of(source, organisation)) is not None:
                holder, size = frame
                left[holder] = left_of(size(year), self._framed[source, holder, year])
                of_holder[holder].add(organisation)
        return [(left[holder], of_holder[holder]) for holder in left]

    def _framed_in(self, source: str, asks: dict[Ask, dict[Cell, Fraction]], year: int) -> None:
        """Keep what equals take inside the frame of each organisation, and inside the common one."""
        every = {cell for cells in asks.values() for cell in cells}
        for limit, organisations in self._frames_left(source, every, year):
            part = {
                ask: {cell: amount for cell, amount in cells.items() if cell[0] in organisations}
                for ask, cells in asks.items()
            }
            self._capped(part, limit, "frame", year)
            for ask, cells in part.items():
                asks[ask].update(cells)

    def _book(self, award: Award, amount: Fraction) -> None:
        source = self.source_of(award.entry)
        self.awards[award] = amount
        self.gap[award.use] -= amount
        self._of_entry[award.action, award.entry] += amount
        self._of_source[award.action, source.id] += amount
        if source.kind.is_grant:
            self._grants[award.action] += amount
        self._by_year[source.id, award.year] += amount
        self._in_all[source.id] += amount
        if (frame := self.frame_of(source.id, award.organisation)) is not None:
            self._framed[source.id, frame[0], award.year] += amount

    # -- Views -----------------------------------------------------------------------------------------------

    def _certainty(self, entry: str) -> tuple[bool, Fraction | None]:
        """Return whether an entry's money is secured, and its probability; None where nobody knows."""
        row, source = self.entries[entry], self.source_of(entry)
        if (row.certainty or source.certainty) is Certainty.SECURED:
            return True, ONE
        probability = row.probability if row.probability is not None else source.probability
        return False, None if probability is None else exact(probability)

    def gap_in(self, view: str) -> dict[Use, Fraction | None]:
        """Return the gap of every use: planned, expected or worst; None where a probability is not known."""
        found: dict[Use, Fraction | None] = dict(self.gap)
        if view == "planned":
            return found
        for award, amount in self.awards.items():
            is_secured, probability = self._certainty(award.entry)
            before = found[award.use]
            if view == "worst":
                lost: Fraction | None = ZERO if is_secured else amount
            else:
                lost = None if probability is None else amount * (1 - probability)
            found[award.use] = None if lost is None or before is None else before + lost
        return found

    def summed(self, view: str, chosen: Callable[[Use], bool]) -> Fraction | None:
        """Return the gap of all chosen uses together; None where one of them is not known."""
        gaps = [gap for use, gap in self.gap_in(view).items() if chosen(use)]
        return None if None in gaps else sum((gap for gap in gaps if gap is not None), ZERO)

    def of_class(self, money_class: MoneyClass, actions: Iterable[str] | None = None) -> Fraction:
        """Return the money of a class from base_year on, of some actions or of all."""
        chosen = set(self.book.flows if actions is None else actions)
        return sum(
            (
                amount
                for award, amount in self.awards.items()
                if self.source_of(award.entry).of_class is money_class
                and award.action in chosen
                and award.year in self.book.live
            ),
            ZERO,
        )

    def net_own(self, actions: Iterable[str] | None = None) -> Fraction:
        """Return own and borrowed money."""
        chosen = None if actions is None else list(actions)
        return self.of_class(MoneyClass.OWN, chosen) + self.of_class(MoneyClass.BORROWED, chosen)

    def leverage(self, actions: Iterable[str] | None = None) -> Fraction | None:
        """Return external money per krona of own; None (no_own_money) where there is none of that."""
        chosen = None if actions is None else list(actions)
        own = self.net_own(chosen)
        return self.of_class(MoneyClass.EXTERNAL, chosen) / own if own else None
