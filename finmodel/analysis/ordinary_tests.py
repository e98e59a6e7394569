"""The financial targets of the ordinary budget as it stands, without the plan: what the plan is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.budget_tests import LevelSeries, level_tests

if TYPE_CHECKING:
    from finmodel.analysis.accounts import AccountResults
    from finmodel.analysis.budget_tests import LevelTests
    from finmodel.model.funding_enums import AccountLevel

__all__ = ["tests_without_plan"]


def tests_without_plan(accounts: AccountResults) -> dict[AccountLevel, LevelTests]:
    """Return the same tests as :attr:`~finmodel.analysis.accounts.AccountResults.tests` with nothing added.

    A target that fails here too is not the plan's doing. Net investment holds what the adopted investment plan has
    for the actions already, for that is in the ordinary budget.
    """
    years = accounts.arrays.years
    nothing = np.zeros(len(years))
    series = LevelSeries(
        first_year=int(years[0]),
        base_year=int(years[accounts.arrays.base]),
        operating_effect=nothing,
        depreciation=nothing,
        net_investment=nothing,
        debt=nothing,
    )
    return {found.level: level_tests(accounts.plan, found.level, series) for found in accounts.tests}


tests_without_plan.__test__ = False  # type: ignore[attr-defined]  # for pytest: no test
