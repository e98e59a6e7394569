"""The financing gap: by year and certainty, by organisation, sector and use, and in its three views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from app.components.gap_grid import show_whole
from app.components.gap_words import action_names as names_of_actions
from app.components.gap_words import ids_text, illustrative_line, owner_names, sector_names
from app.components.tables import Column, download_csv
from app.components.years import bars_chart, frame_expander, until_last, year_frame
from finmodel.analysis.funding import GapView
from finmodel.analysis.need_cube import NeedCertainty
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.financing_need import FinancingNeed, NeedDimension, NeedRow
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["show_need"]

_COLOURS = {
    NeedCertainty.SECURED: "#0072B2",
    NeedCertainty.APPLIED: "#56B4E9",
    NeedCertainty.IDENTIFIED: "#E69F00",
    NeedCertainty.NOBODY: "#D55E00",
}
_TABLES: tuple[NeedDimension, ...] = ("organisation", "sector", "use")


def show_need(found: GapAnalysis, page: Page) -> None:
    """Show the need by year and certainty, and who lacks what."""
    formats, need = page.formats, found.need
    st.caption(t("need.how", page.lang))
    if need.not_costed:
        names = ids_text(need.not_costed, names_of_actions(page), formats)
        st.caption(t("need.not_costed", page.lang, names=names))
    if not need.rows():
        st.info(formats.text("gap.no_need"))
        return
    _chart(need, page)
    for dimension in _TABLES:
        st.subheader(formats.text(f"gap.need_by_{dimension}"))
        _table(need, dimension, page)


def _chart(need: FinancingNeed, page: Page) -> None:
    formats, lang = page.formats, page.lang
    nothing = dict.fromkeys(need.years, 0.0)
    paths: dict[str, dict[int, float]] = {str(name): dict(nothing) for name in NeedCertainty}
    for row in need.rows("year", "certainty"):
        paths[str(row.certainty)][row.year or 0] = row.uses
    frame = year_frame({name: path.values() for name, path in paths.items()}, need.years)
    labels = {str(name): t(f"need.certainty.{name}", lang) for name in NeedCertainty}
    colours = {str(name): colour for name, colour in _COLOURS.items()}
    total = need.total
    alt_text = formats.text(
        "gap.need_alt",
        first=str(need.years[0]),
        last=str(need.years[-1]),
        uses=formats.money(total.uses),
        missing=formats.money(total.gaps[GapView.PLANNED]),
    )
    unit = bars_chart(until_last(frame), labels, colours, formats, key="need", alt_text=alt_text)
    st.caption(formats.text("gap.need_chart_how", unit=unit))
    illustrative_line(page, [row.id for row in page.plan.actions if row.counts], "gap.illustrative_money")
    by_year = {row.year: row for row in need.rows("year")}
    for view in (GapView.EXPECTED, GapView.WORST):
        gaps = [by_year[year].gaps[view] if year in by_year else 0.0 for year in need.years]
        frame.loc[f"gap_{view}"] = [np.nan if gap is None else gap for gap in gaps]
        labels[f"gap_{view}"] = t(f"gap_view.{view}.label", lang)
    reason = formats.text("funding.unknown_probability")
    frame_expander(frame, labels, formats, name="need", alt_text=alt_text, reason=reason)


def _table(need: FinancingNeed, dimension: NeedDimension, page: Page) -> None:
    formats, lang = page.formats, page.lang
    by_certainty = {(getattr(row, dimension), row.certainty): row.uses for row in need.rows(dimension, "certainty")}
    names = _names(dimension, page)
    rows = [
        _row(row, names[_key(row, dimension)], _parts(by_certainty, getattr(row, dimension)), formats)
        for row in need.rows(dimension)
    ]
    whole = {name: sum(uses for (_, each), uses in by_certainty.items() if each is name) for name in NeedCertainty}
    rows.append(_row(need.total, t("need.column.total", lang), whole, formats))
    if dimension == "organisation":
        shares = [need.decided_by_organisation.get(row.organisation or "") for row in need.rows(dimension)]
        for line, share in zip(rows, [*shares, need.decided], strict=True):
            for key in ("decided", "secured"):
                found = None if share is None else getattr(share, f"share_{key}").value
                line[f"share_{key}"] = None if found is None else 100 * found
    money = formats.money_label
    columns = [Column("name", f"{t(f'need.column.{dimension}', lang)}, {money}", width=240, pinned=True)]
    columns.append(Column("uses", t("need.column.uses", lang), decimals=formats.decimals, width=110))
    columns += [
        Column(str(name), t(f"need.certainty.{name}", lang), decimals=formats.decimals, width=120)
        for name in NeedCertainty
    ]
    columns += [
        Column(f"gap_{view}", t(f"gap_view.{view}.label", lang), decimals=formats.decimals, width=150)
        for view in (GapView.EXPECTED, GapView.WORST)
    ]
    if dimension == "organisation":
        columns += [
            Column(f"share_{key}", f"{t(f'decided.share_{key}', lang)}, %", decimals=0, width=125)
            for key in ("decided", "secured")
        ]
    alt_text = formats.text("gap.need_table_alt", n=len(rows))
    show_whole(rows, columns, formats, alt=alt_text, key=f"need_{dimension}", has_sum=True)
    download_csv(rows, columns, formats, name=f"need_{dimension}")


def _names(dimension: NeedDimension, page: Page) -> dict[str, str]:
    if dimension == "organisation":
        return owner_names(page)
    if dimension == "sector":
        return sector_names(page)
    return {key: t(f"use.{key}", page.lang) for key in ("capital", "running")}


def _key(row: NeedRow, dimension: NeedDimension) -> str:
    if dimension == "use":
        return "" if row.use is None else row.use.key
    return str(getattr(row, dimension) or "")


def _parts(by_certainty: dict[tuple[Any, Any], float], key: object) -> dict[NeedCertainty, float]:
    return {name: by_certainty.get((key, name), 0.0) for name in NeedCertainty}


def _row(row: NeedRow, name: str, parts: dict[NeedCertainty, float], formats: Formats) -> dict[str, Any]:
    cells: dict[str, Any] = {"name": name, "uses": formats.in_unit(row.uses)}
    cells |= {str(each): formats.in_unit(amount) for each, amount in parts.items()}
    for view in (GapView.EXPECTED, GapView.WORST):
        gap = row.gaps[view]
        unknown = formats.text("funding.unknown_probability")
        cells[f"gap_{view}"] = unknown if gap is None else formats.in_unit(gap)
    return cells
