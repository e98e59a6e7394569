"""The need against existing capacity: frames, operating allowances and the adopted investment plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.choices import one_choice
from app.components.gap_grid import show_whole
from app.components.gap_words import owner_names
from app.components.inert import inert
from app.components.tables import Column, download_csv
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.capacity_need import OrganisationCapacity
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["show_capacity"]

_FIRST = ("more_capital", "more_running", "gap_capital", "gap_running", "need_capital", "need_running")
_FRAMES = tuple(
    f"{kind}{part}"
    for kind in ("investment_frame", "operating_allowance", "other_own")
    for part in ("", "_used", "_left")
)
_ADOPTED = ("net_need", "budgeted", "new", "adopted_unused")


def show_capacity(found: GapAnalysis, page: Page) -> None:
    """Show what each organisation has to pay for and what it has for it."""
    formats, lang = page.formats, page.lang
    st.subheader(t("capacity.title", lang))
    st.caption(t("capacity.how", lang))
    capacity = found.need.capacity
    if not capacity.organisations:
        st.info(formats.text("gap.no_capacity"))
        return
    options = ("all", "year")
    when = one_choice("gap_capacity", formats.text("gap.period"), options, "gap.period_{}", formats)
    year = None if when == "all" else str(found.year)
    names = owner_names(page)
    rows = [_row(item, names.get(item.organisation or "", ""), year, page) for item in capacity.organisations]
    rows.append(_row(capacity.total, t("need.column.total", lang), year, page))
    keys = [key for key in (*_FIRST, *_FRAMES, *_ADOPTED) if any(row[key] is not None for row in rows)]
    head = f"{t('need.column.organisation', lang)}, {formats.money_label}"
    columns = [Column("name", head, width=230, pinned=True)]
    columns += [Column(key, t(f"capacity.column.{key}", lang), decimals=formats.decimals, width=150) for key in keys]
    alt_text = formats.text("gap.capacity_alt", n=len(rows))
    for part, wanted in {"need": _FIRST, "frames": _FRAMES, "adopted": _ADOPTED}.items():
        shown = [columns[0], *(column for column in columns if column.key in wanted)]
        if len(shown) > 1:
            st.markdown(f"**{formats.text(f'gap.capacity_{part}')}**")
            show_whole(rows, shown, formats, alt=alt_text, key=f"capacity_{part}", has_sum=True)
    lacking = [
        formats.text("gap.no_frames", sheet=t("table.frames.title", lang))
        if not any(key in keys for key in _FRAMES)
        else formats.text("gap.blank_frames"),
        "" if "net_need" in keys else t("capacity.no_adopted_plan", lang).capitalize() + ".",
    ]
    st.caption(inert(" ".join(filter(None, lacking))))
    for kind, frame in capacity.common.items():
        years = capacity.total.years
        picked = slice(capacity.total.base, None) if year is None else years.index(found.year)
        amounts = {name: formats.money(float(getattr(frame, name)[picked].sum())) for name in ("frame", "used", "left")}
        label = t(f"capacity.kind.{kind}", lang)
        st.caption(inert(formats.text("gap.common_frame", kind=label, **amounts)))
    download_csv(rows, columns, formats, name="capacity")


def _row(item: OrganisationCapacity, name: str, year: str | None, page: Page) -> dict[str, Any]:
    found = item.to_dict()
    cells = found["total"] if year is None else found["years"][year]
    shown = {key: None if value is None else page.formats.in_unit(value) for key, value in cells.items()}
    return {"name": name, **shown}
