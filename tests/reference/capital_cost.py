"""Capital cost by the book: what an asset costs the accounts year by year, in three methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.action import Action
from finmodel.model.funding_enums import CapitalCostMethod
from finmodel.model.settings import Settings
from tests.reference.kronor import grain, of_year
from tests.reference.numbers import ONE, ZERO, ByYear, exact
from tests.reference.purchases import Purchase

__all__ = [
    "Asset",
    "CapitalYear",
    "activation_of",
    "assets_of",
    "capital_years",
    "depreciation_by_year",
    "growth_of",
    "level_payment",
    "worn_by_year",
]

MONTHS = 12
Rate = Callable[[int], Fraction | None]
Growth = Callable[[int], Fraction]
"""What prices at the start of a year are multiplied by until the start of the next."""


@dataclass(frozen=True)
class CapitalYear:
    """Depreciation, internal interest, write-off and what is left on the books at the end of a year.

    None where they rest on an internal interest that is not known.
    """

    depreciation: Fraction | None
    interest: Fraction | None
    write_off: Fraction | None
    left: Fraction | None


@dataclass(frozen=True)
class Asset:
    """A purchase in the books.

    Attributes
    ----------
    cost
        What it cost, nominal.
    life
        Over how many years it wears off.
    kept
        Share of the cost that never does.
    year, month
        When it is activated; month 1 is a whole first year.
    replaced
        Year at whose start it leaves the books, as it is bought again; None never.
    bought
        Year of the purchase.
    is_first
        Whether it replaces no earlier one.
    """

    cost: Fraction
    life: int
    kept: Fraction
    year: int
    month: int = 1
    replaced: int | None = None
    bought: int = 0
    is_first: bool = True

    @property
    def remains(self) -> Fraction:
        """What never wears off."""
        return self.kept * self.cost

    @property
    def first_share(self) -> Fraction:
        """Part of the first calendar year in which it is there."""
        return Fraction(MONTHS + 1 - self.month, MONTHS)

    def is_there(self, year: int) -> bool:
        """Whether it is in the books of a year: activated, and not bought again."""
        return self.year <= year and (self.replaced is None or year < self.replaced)


def level_payment(rate: Fraction, periods: int, amount: Fraction, remains: Fraction = ZERO) -> Fraction:
    """Return the equal payment at the end of each period that leaves ``remains`` of an amount."""
    if not rate:
        return (amount - remains) / periods
    worth = ONE / (1 + rate) ** periods
    return (amount - remains * worth) * rate / (1 - worth)


def activation_of(action: Action, planned: Iterable[int]) -> tuple[int, int] | None:
    """Return year and month in which an action is activated; None where nothing is bought and nothing is said."""
    if action.activation:
        year, _, month = action.activation.partition("-")
        return int(year), int(month or 1)
    last = max(planned, default=None)
    return None if last is None else (last + 1, 1)


def assets_of(purchases: Iterable[Purchase], activated: tuple[int, int] | None) -> list[Asset]:
    """Return purchases as assets.

    Parameters
    ----------
    purchases
        First purchases and what replaces them.
    activated
        Year and month in which all first purchases are activated; None where each is the year after it was bought.
        A replacement is activated the year after its purchase, none before the first purchases.
    """
    found = []
    bought = list(purchases)

    def start_of(purchase: Purchase) -> tuple[int, int]:
        if activated is None:
            return purchase.year + 1, 1
        return activated if purchase.is_first else max((purchase.year + 1, 1), (activated[0], 1))

    for purchase in bought:
        year, month = start_of(purchase)
        life = purchase.component.economic_life_years
        is_bought_again = any(
            other.component.id == purchase.component.id
            and other.first_year == purchase.first_year
            and other.year == purchase.year + life
            for other in bought
        )
        # What is replaced before it is in the books is written off as it comes there.
        replaced = max(purchase.year + life + 1, year) if is_bought_again else None
        kept = exact(purchase.component.residual_share)
        found.append(Asset(purchase.cost, life, kept, year, month, replaced, purchase.year, is_first=purchase.is_first))
    return found


def depreciation_by_year(asset: Asset) -> ByYear:
    """Return straight-line depreciation while it is in the books, also beyond the plan."""
    yearly = (asset.cost - asset.remains) / asset.life
    found = {asset.year + count: yearly for count in range(asset.life)}
    if asset.month > 1:
        found[asset.year] = yearly * asset.first_share
        found[asset.year + asset.life] = yearly * (1 - asset.first_share)
    return {year: amount for year, amount in found.items() if asset.is_there(year)}


def worn_by_year(asset: Asset) -> ByYear:
    """Return straight-line depreciation and, in the year in which it is replaced, what is left of it."""
    found = depreciation_by_year(asset)
    if asset.replaced is not None:
        found[asset.replaced] = asset.cost - sum(found.values(), ZERO)
    return found


def growth_of(settings: Settings) -> Growth:
    """Return general inflation as factors; the last known one beyond the years in which there is one."""

    def growth(year: int) -> Fraction:
        last = min(year, settings.last_year)
        while (rate := of_year(settings.inflation, last)) is None:
            last -= 1
        return 1 + rate

    return growth


def straight_line(asset: Asset, rate: Rate, years: Iterable[int]) -> dict[int, CapitalYear]:
    """Return rak nominell: interest on what the books say on 1 January, on the cost itself in the first year."""
    depreciation = depreciation_by_year(asset)
    found = {}
    for year in years:
        worn = sum((amount for each, amount in depreciation.items() if each < year), ZERO)
        if year == asset.replaced:
            found[year] = CapitalYear(ZERO, ZERO, asset.cost - worn, ZERO)
        if not asset.is_there(year):
            continue
        wearing, remains = asset.cost - asset.remains - worn, asset.remains
        if year == asset.year:
            wearing, remains = wearing * asset.first_share, remains * asset.first_share
        elif asset.month > 1 and year == asset.year + asset.life:
            wearing *= 1 - asset.first_share
        charged = rate(year)
        interest = ZERO if not wearing + remains else None if charged is None else charged * (wearing + remains)
        worn += (used := depreciation.get(year, ZERO))
        found[year] = CapitalYear(used, interest, ZERO, asset.cost - worn)
    return found


def annuity(asset: Asset, rate: Rate, years: Iterable[int], growth: Growth | None = None) -> dict[int, CapitalYear]:
    """Return the annuity of twelve-month periods from activation on; one that grows with prices where they are given.

    The rate is that of the activation year, for good.
    """
    charged = rate(asset.year)
    periods = _periods(asset, charged, growth)

    def parts_of(year: int) -> tuple[Fraction | None, Fraction | None]:
        """Return depreciation and interest of a calendar year, from the two periods that lie in it."""
        count, share = year - asset.year, asset.first_share
        parts = [(share, periods[min(count, asset.life)])]
        if count and share < 1:
            parts.append((1 - share, periods[min(count - 1, asset.life)]))
        depreciation, interest = ([(weight, period[at]) for weight, period in parts] for at in (0, 1))
        return _weighted(depreciation), _weighted(interest)

    def left_after(year: int) -> Fraction | None:
        """Return what is left on the books at the end of a year."""
        if asset.year + asset.life <= year + (asset.month == 1):
            return asset.remains
        worn = [(ONE, parts_of(each)[0]) for each in range(asset.year, year + 1)]
        total = _weighted(worn)
        return None if total is None else asset.cost - total

    found: dict[int, CapitalYear] = {}
    for year in years:
        if year == asset.replaced:
            found[year] = CapitalYear(ZERO, ZERO, left_after(year - 1), ZERO)
        if asset.is_there(year):
            found[year] = CapitalYear(*parts_of(year), ZERO, left_after(year))
    return found


def _weighted(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    total = ZERO
    for weight, amount in parts:
        if amount is None:
            return None
        total += weight * amount
    return total


def _periods(
    asset: Asset, charged: Fraction | None, growth: Growth | None
) -> list[tuple[Fraction | None, Fraction | None]]:
    """Return depreciation and interest of each twelve months of its life, and of any twelve after it.

    Without a rate there is no plan of payment, and only what does not rest on one is known.
    """
    life, cost, remains = asset.life, asset.cost, asset.remains
    if charged is None:
        worn = cost - remains if life == 1 or not cost else None
        return [(worn, ZERO if not cost else None)] * life + [(ZERO, None if remains else ZERO)]
    level = [ONE] * life
    if growth is None:
        first = grain(level_payment(charged, life, cost, remains))
    else:
        prices, worth, weight = ONE, ONE, ZERO
        for count in range(life):
            prices = grain(prices * growth(asset.year + count))
            worth = grain(worth / (1 + charged))
            level[count] = prices
            weight += prices * worth
        first = grain((cost - remains * worth) / weight)
    periods: list[tuple[Fraction | None, Fraction | None]] = []
    value = cost
    for share in level:
        interest = grain(charged * value)
        worn = grain(first * share) - interest
        periods.append((worn, interest))
        value -= worn
    return [*periods, (ZERO, charged * remains)]


def capital_years(
    asset: Asset, method: CapitalCostMethod, rate: Rate, growth: Growth, years: Iterable[int]
) -> dict[int, CapitalYear]:
    """Return an asset's years by the plan's method."""
    if method is CapitalCostMethod.STRAIGHT_LINE_NOMINAL:
        return straight_line(asset, rate, years)
    if method is CapitalCostMethod.NOMINAL_ANNUITY:
        return annuity(asset, rate, years)
    return annuity(asset, rate, years, growth)
