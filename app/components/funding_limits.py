"""What bit: every limit that gave an action less of a source than its mix asks for, in words and kronor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import one_line
from app.components.tables import Column, data_expander, download_csv, show_table
from app.components.years import year_spans
from finmodel.analysis.funding_tables import limit_sums
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import CutNote

__all__ = ["limit_words", "show_limits"]


def limit_words(limit: str, formats: Formats) -> str:
    """Return what a limit is, in words."""
    words = t(f"limit.{limit}", formats.lang)
    return words[:1].upper() + words[1:]


def show_limits(page: Page, *, action: str | None = None, key: str = "limits") -> None:
    """Show what limits cut, the largest first, and each year's cut in an expander.

    Parameters
    ----------
    page
        What is shown.
    action
        Id of the only action that is shown, or None for all.
    key
        Name on the page.
    """
    formats, plan = page.formats, page.plan
    cuts = tuple(cut for cut in page.results.funding.cuts if action is None or cut.action == action)
    if not cuts:
        st.info(formats.text("funding.no_limits"))
        return
    st.caption(formats.text("funding.limits_how"))
    actions = {row.id: one_line(row.name) for row in plan.actions}
    sources = {row.id: one_line(row.name) for row in plan.sources}
    sums = limit_sums(plan, cuts)
    rows: list[dict[str, Any]] = [
        {
            "action": actions[row.action],
            "source": sources[row.source],
            "limit": limit_words(row.limit, formats),
            "years": year_spans(row.years),
            "asked": formats.in_unit(row.asked),
            "granted": formats.in_unit(row.granted),
            "cut": formats.in_unit(row.cut),
        }
        for row in sums
    ]
    alt_text = formats.text("funding.limits_alt", n=len(rows))
    columns = _columns(formats, is_sum=True, has_action=action is None)
    show_table(rows, columns, formats, key=f"{key}.{formats.lang}", alt=alt_text, n_shown=12)
    download_csv(rows, columns, formats, name="limits", key=key)
    by_year = [_year(cut, actions, sources, formats) for cut in cuts]
    data_expander(
        by_year,
        _columns(formats, is_sum=False, has_action=action is None),
        formats,
        name="limits_by_year",
        key=f"{key}_by_year",
        title=formats.text("funding.limits_by_year", n=len(by_year)),
        alt=formats.text("funding.limits_alt", n=len(by_year)),
    )


def _year(cut: CutNote, actions: dict[str, str], sources: dict[str, str], formats: Formats) -> dict[str, Any]:
    return {
        "action": actions[cut.action],
        "source": sources[cut.source],
        "limit": limit_words(cut.limit, formats),
        "years": str(cut.year),
        "asked": formats.in_unit(cut.asked),
        "granted": formats.in_unit(cut.granted),
    }


def _columns(formats: Formats, *, is_sum: bool, has_action: bool) -> list[Column]:
    unit = formats.money_label
    columns = [Column("action", formats.text("action"), width=205)] if has_action else []
    columns += [
        Column("source", formats.text("funding.source"), width=165),
        Column("limit", formats.text("funding.limit"), width=215),
        Column("years", formats.text("funding.limit_years" if is_sum else "chart.year"), width=130),
    ]
    amounts = ("asked", "granted", "cut") if is_sum else ("asked", "granted")
    columns += [
        Column(
            name,
            formats.text(f"funding.{name}", unit=unit),
            decimals=formats.decimals,
            help=formats.text(f"funding.{name}_help"),
            width=98,
        )
        for name in amounts
    ]
    return columns
