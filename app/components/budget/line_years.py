"""Fields for the amounts of some years, side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_money import reworded, written_ore
from app.components.budget.review_drafts import draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.state import Page

__all__ = ["year_fields"]

_IN_A_ROW = 4


def year_fields(years: Sequence[int], stated: Mapping[int, int], page: Page, name: str) -> dict[int, str]:
    """Show a field for each year, in the page's unit of money, and return what is written in them.

    Parameters
    ----------
    years
        Rising.
    stated
        Öre by year that stand there to begin with.
    page, name
        The page, and what the fields' names begin with.
    """
    formats, texts = page.formats, {}
    for start in range(0, len(years), _IN_A_ROW):
        places = st.columns(_IN_A_ROW)
        for place, year in zip(places, years[start : start + _IN_A_ROW], strict=False):
            with place:
                texts[year] = draft(
                    partial(st.text_input, f"{year} ({formats.money_label})"),
                    f"{name}.{year}.{formats.unit}",
                    page,
                    written_ore(stated[year], formats) if stated.get(year) else "",
                    reword=reworded,
                )
    return texts
