"""When external money becomes income in the accounts of whoever got it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from finmodel.model.funding_enums import GrantAccounting, MoneyClass
from tests.reference.capital_cost import Asset, worn_by_year
from tests.reference.funding import CAPITAL, Award, Funding
from tests.reference.kronor import grain
from tests.reference.numbers import ZERO, ByYear, added

__all__ = ["income_of"]


def _accrued(amount: Fraction, assets: Sequence[Asset]) -> ByYear:
    """Return an amount in proportion to depreciation and what is written off; nothing where nothing is."""
    worn = added(map(worn_by_year, assets))
    total = sum(worn.values(), ZERO)
    return {year: grain(amount * part / total) for year, part in worn.items()} if total else {}


def income_of(funding: Funding, assets: Mapping[str, Sequence[Asset]], staged: Collection[str]) -> dict[Award, ByYear]:
    """Return the income of each external award by year, also beyond the plan.

    Parameters
    ----------
    funding
        The allocation.
    assets
        What each action has in the books.
    staged
        Actions whose first purchases are activated year by year.
    """
    found: dict[Award, ByYear] = {}
    for award, amount in funding.awards.items():
        source = funding.source_of(award.entry)
        if source.of_class is not MoneyClass.EXTERNAL:
            continue
        if award.sort != CAPITAL:
            found[award] = {award.year: amount}
            continue
        own = assets[award.action]
        # What was bought that year: first purchases stand for all that come into use with them, replacements for
        # themselves.
        bought: defaultdict[bool, Fraction] = defaultdict(Fraction)
        for asset in own:
            if asset.bought == award.year:
                bought[asset.is_first] += asset.cost
        together = award.action not in staged
        first = [asset for asset in own if asset.is_first and (together or asset.bought == award.year)]
        replacements = [asset for asset in own if not asset.is_first and asset.bought == award.year]
        part = amount * bought[True] / (bought[True] + bought[False])
        if source.grant_accounting is GrantAccounting.INCOME_AT_COMPLETION:
            # Money to a replacement comes after the action is completed.
            completed = [min((asset.year for asset in each), default=0) for each in (first, own)]
            years = [max(year, award.year) for year in completed]
            found[award] = added([{years[0]: part}, {years[1]: amount - part}])
            continue
        found[award] = added([_accrued(part, first), _accrued(amount - part, replacements)])
    return found
