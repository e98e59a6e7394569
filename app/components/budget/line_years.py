"""Fields for the amounts of some years, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_money import written_ore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.state import Page

__all__ = ["year_fields"]

_IN_A_ROW = 4


def year_fields(
    years: Sequence[int], stated: Mapping[int, int], page: Page, key: Callable[[str], str]
) -> dict[int, str]:
    """Show a field for each year, in the page's unit of money, and return what is written in them.

    Parameters
    ----------
    years
        Rising.
    stated
        Öre by year that stand there to begin with.
    page, key
        The page, and the key of a field by its name.
    """
    formats, texts = page.formats, {}
    for start in range(0, len(years), _IN_A_ROW):
        places = st.columns(_IN_A_ROW)
        for place, year in zip(places, years[start : start + _IN_A_ROW], strict=False):
            with place:
                texts[year] = st.text_input(
                    f"{year} ({formats.money_label})",
                    value=written_ore(stated[year], formats) if stated.get(year) else "",
                    key=key(f"{year}.{formats.unit}"),
                )
    return texts
