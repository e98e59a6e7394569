"""Single numbers out of the tables of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from finmodel.analysis.results import Results

__all__ = ["by_year", "net_tonnes"]


def by_year(frame: pd.DataFrame, name: str) -> dict[int, float]:
    """Return a row of a table (names × years) as numbers by year."""
    row = frame.loc[[name]].to_numpy(dtype=float)[0]
    return {int(year): float(value) for year, value in zip(frame.columns, row, strict=True)}


def net_tonnes(results: Results, year: int) -> float:
    """Return the portfolio's net tonnes in a year."""
    return by_year(results.tonnes(), "net")[year]
