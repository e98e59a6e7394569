"""What the actions take off emissions, by group and year; also where there is no inventory to take it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app import gaps
from app.components.charts import PALETTE, show_chart, stacked_chart
from app.components.choices import one_choice
from app.components.gap_words import action_names, illustrative_line, owner_names, sector_names, tonnes_unit
from app.components.tables import Column, data_expander, download_csv, show_table, year_table
from app.components.years import distinct
from finmodel.analysis.wedge_groups import WedgeGrouping, largest_groups, wedge_groups
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.wedges import Wedge, Wedges

__all__ = ["chosen_groups", "last_shown", "show_contributions"]

_MOST = 9
_COLOURS = tuple(colour for colour in PALETTE if colour != "#8C8C8C")
Groups = tuple[tuple[str | None, "Wedge"], ...]


def last_shown(cell: EmissionCell, year: int) -> int:
    """Return the last year that a chart needs: of the reference path, of a target, or the chosen one."""
    known = [place for place, value in zip(cell.years, cell.baseline.values, strict=True) if not np.isnan(value)]
    targets = [item.target.row.year for item in cell.targets if item.target.row.year is not None]
    return min(max([year, *known[-1:], *targets]), cell.years[-1])


def chosen_groups(
    wedged: Wedges, cell: EmissionCell, found: GapAnalysis, page: Page
) -> tuple[Groups, dict[str | None, str], bool]:
    """Let the reader choose what the actions are put together by, and whether after overlap.

    Returns
    -------
    groups
        Those that change emissions in a year that is drawn, the largest first.
    labels
        Their names by id.
    is_adjusted
        Whether tonnes are after overlap.
    """
    formats = page.formats
    left, right = st.columns([3, 2])
    with left:
        options = tuple(str(by) for by in WedgeGrouping)
        by = WedgeGrouping(one_choice("gap_by", formats.text("gap.by"), options, "gap.by_{}", formats))
    with right:
        overlap = one_choice("gap_overlap", formats.text("gap.overlap"), ("after", "before"), "gap.overlap_{}", formats)
    last = last_shown(cell, found.year)
    shown = np.array(cell.years) <= last
    working = [item for item in wedge_groups(wedged, page.plan, by) if _is_any(item, shown)]
    groups = largest_groups(working, _MOST)
    names = _names(by, page)
    words = [formats.text("gap.others") if name is None else names.get(name, name) for name, _ in groups]
    labels = dict(zip((name for name, _ in groups), distinct(words), strict=True))
    return groups, labels, overlap == "after"


def _is_any(item: Wedge, shown: np.ndarray) -> bool:
    return bool((item.adjusted[shown] != 0).any() or (item.unadjusted[shown] != 0).any())


def _names(by: WedgeGrouping, page: Page) -> dict[str, str]:
    if by is WedgeGrouping.SECTOR:
        return sector_names(page)
    if by is WedgeGrouping.ORGANISATION:
        return owner_names(page)
    return {
        str(status): t(f"choice.status.{status}", page.lang) for status in {row.status for row in page.plan.actions}
    }


def show_contributions(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show the tonnes of the actions by year and by action, without a reference path."""
    formats = page.formats
    wedged = gaps.wedged(page.opened, found, cell)
    if not wedged.actions:
        return
    st.subheader(formats.text("gap.contributions"))
    st.caption(formats.text("gap.contributions_how"))
    groups, labels, is_adjusted = chosen_groups(wedged, cell, found, page)
    last = last_shown(cell, found.year)
    first = page.plan.settings.first_year
    picked = [place for place, year in enumerate(cell.years) if first <= year <= last]
    years = [cell.years[place] for place in picked]
    unit = tonnes_unit(cell, formats)
    if groups:
        paths = [(item.adjusted if is_adjusted else item.unadjusted)[picked] for _, item in groups]
        frame = pd.DataFrame(paths, index=[str(place) for place in range(len(groups))], columns=years, dtype=float)
        named = {str(place): labels[name] for place, (name, _) in enumerate(groups)}
        colours = {str(place): _COLOURS[place % len(_COLOURS)] for place in range(len(groups))}
        chart = stacked_chart(frame, named, colours, formats, unit=unit, number_format=",.0f", over=())
        alt_text = formats.text("gap.contributions_alt", first=str(years[0]), last=str(years[-1]))
        show_chart(chart, formats, key=f"chart.contributions.{page.lang}", alt_text=alt_text)
        rows, columns = year_table(frame, named, formats.text("chart.line_in", unit=unit), 0)
        data_expander(rows, columns, formats, name="gap_paths", title=formats.text("chart.data"), alt=alt_text)
    illustrative_line(page, (item.id for item in wedged.actions), "gap.illustrative_shown")
    if cell.missing:
        n = cell.n_quantified
        st.caption(formats.text("gap.quantified", n=n, of=n + len(cell.missing)))
    _table(wedged.actions, found, cell, page)


def _table(actions: Sequence[Wedge], found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show each action's tonnes of the target year, the largest first."""
    formats, lang = page.formats, page.lang
    names, owners = action_names(page), owner_names(page)
    owner_of = {row.id: owners.get(row.owner, row.owner) for row in page.plan.actions}
    rows = [
        {
            "name": names[item.id],
            "owner": owner_of[item.id],
            **{key: cell.at(getattr(item, key), found.year) for key in ("adjusted", "unadjusted", "removals")},
        }
        for item in sorted(actions, key=lambda item: (-(cell.at(item.adjusted, found.year) or 0.0), item.id))
    ]
    unit = tonnes_unit(cell, formats)
    columns = [
        Column("name", t("closing.column.action", lang), width=330, pinned=True),
        Column("owner", t("closing.column.owner", lang), width=180),
        *(
            Column(key, t(f"gap.wedge.{key}", lang), decimals=0, width=120)
            for key in ("adjusted", "unadjusted", "removals")
        ),
    ]
    head = t("gap.by_action", lang, year=str(found.year))
    st.markdown(f"**{head}, {unit}**")
    alt_text = formats.text("gap.contributions_alt", first=str(found.year), last=str(found.year))
    show_table(rows, columns, formats, key=f"contributions.{lang}", alt=alt_text, n_shown=12)
    download_csv(rows, columns, formats, name="gap_contributions")
