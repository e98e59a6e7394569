"""An upload from file to open plan: what was found, what would change, and the choice to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import service, state
from app.components.definitions import definitions
from app.components.differences import change_rows
from app.components.inert import inert, one_line
from app.components.notes import perspective_name
from app.components.numbers import net_tonnes
from app.components.problems import show_issues
from app.components.tables import Column, download_csv, show_texts
from finmodel.analysis.macc import curve_years, default_year
from finmodel.atomic import SaveError
from finmodel.i18n import format_number, render, summary, t

if TYPE_CHECKING:
    from app.service import Opened, Uploaded
    from app.state import Page
    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan

__all__ = ["MAX_UPLOAD_MB", "keep", "key_figure_rows", "other_municipality", "show_upload"]

MAX_UPLOAD_MB = 20
_MONEY = ("investment_total", "investment_incremental", "npv")


def show_upload(page: Page) -> None:
    """Let the reader upload a file, and show what is in it before anything changes."""
    formats = page.formats
    round_ = state.remember("upload_round", 0)
    file = st.file_uploader(
        formats.text("workbook.upload_label"),
        key=f"upload.{round_}",
        help=formats.text("workbook.upload_help"),
        max_upload_size=MAX_UPLOAD_MB,
    )
    if file is None:
        return
    uploaded = service.read_upload(file.name, file.getvalue())
    words = {"file": inert(uploaded.name), "summary": summary(uploaded.issues, page.lang)}
    if uploaded.plan is None:
        st.error(formats.text("workbook.refused", **words), icon=":material/error:")
        show_issues(uploaded.issues, formats, key="upload")
        return
    st.success(formats.text("workbook.fine", **words), icon=":material/check_circle:")
    if uploaded.issues:
        st.subheader(formats.text("workbook.notes"))
        show_issues(uploaded.issues, formats, key="upload", plan=uploaded.plan)
    _changes(uploaded, uploaded.plan, page)


def _changes(uploaded: Uploaded, plan: Plan, page: Page) -> None:
    formats = page.formats
    found = change_rows(page.plan, plan, formats, origin=uploaded.name)
    if not found.rows:
        st.info(formats.text("workbook.same"))
        return
    is_other = other_municipality(page.plan, plan)
    if is_other:
        whose = {"theirs": inert(plan.settings.municipality), "ours": inert(page.plan.settings.municipality)}
        st.warning(formats.text("workbook.other_municipality", **whose), icon=":material/swap_horiz:")
    st.subheader(formats.text("workbook.changes"))
    st.write(formats.text("workbook.n_changes", changed=found.changed, added=found.added, removed=found.removed))
    widths = {"table": 140, "row": 300, "field": 190, "before": 300, "after": 300}
    columns = [Column(name, formats.text(f"change.{name}"), width=width) for name, width in widths.items()]
    alt = formats.text("change.alt")
    show_texts(list(found.rows), columns, formats, key=f"changes.{page.lang}", alt=alt)
    download_csv(list(found.rows), columns, formats, name="changes")
    st.subheader(formats.text("workbook.key_figures"))
    st.caption(inert(formats.text("workbook.perspective_note", name=perspective_name(page))))
    after = service.evaluated(plan, service.hash_of(plan), page.results.perspective)
    rows = key_figure_rows(page.results, after, page)
    names = ("figure", "before", "after", "difference")
    columns = [Column(name, formats.text(f"workbook.{name}"), width=220) for name in names]
    show_texts(rows, columns, formats, key=f"key_figures.{page.lang}", alt=formats.text("workbook.key_figures"))
    definitions((*_MONEY, "abatement_cost", "tonnes_total"), formats, key="key_figures", of_plan=True)
    is_agreed = not is_other or st.checkbox(
        formats.text("workbook.other_agreed", theirs=inert(plan.settings.municipality)), key="agreed"
    )
    with st.container(horizontal=True):
        if st.button(formats.text("workbook.open"), type="primary", key="accept", disabled=not is_agreed):
            keep(lambda: service.accept(page.opened, uploaded), "workbook.opened", page)
        if st.button(formats.text("workbook.cancel"), key="cancel"):
            state.choose("upload_round", state.remember("upload_round", 0) + 1)
            st.rerun()


def other_municipality(ours: Plan, theirs: Plan) -> bool:
    """Whether two plans are of different municipalities: by their official codes, else by their names."""
    codes = (ours.settings.municipality_code, theirs.settings.municipality_code)
    if all(codes):
        return codes[0] != codes[1]
    return one_line(ours.settings.municipality).casefold() != one_line(theirs.settings.municipality).casefold()


def keep(change: Any, said: str, page: Page) -> None:
    """Put another plan in the open one's place, if it can be saved, and start the page anew."""
    try:
        new: Opened = change()
    except SaveError as error:
        reason = inert(" ".join(render(issue, page.lang) for issue in error.issues))
        st.error(page.formats.text("workbook.not_saved", reason=reason))
        return
    state.replace_opened(new)
    state.choose("upload_round", state.remember("upload_round", 0) + 1)
    state.notice(page.formats.text(said))
    st.rerun()


def key_figure_rows(before: Results, after: Results, page: Page) -> list[dict[str, str]]:
    """Return the key figures of two plans side by side, with their difference where both are defined."""
    formats, lang = page.formats, page.lang
    rows = []
    for name in (*_MONEY, "abatement_cost", "tonnes_total"):
        old, new = (results.portfolio[name] for results in (before, after))
        change = None if old is None or new is None else new - old
        rows.append(
            {
                "figure": t(f"figure.{name}.label", lang),
                "before": formats.figure_or_reason(name, before.portfolio),
                "after": formats.figure_or_reason(name, after.portfolio),
                "difference": formats.figure(name, change),
            }
        )
    year = state.remember("year", default_year(curve_years(before.plan.settings)))
    amounts = [_tonnes_in(results, year) for results in (before, after)]
    difference = None if None in amounts else (amounts[1] or 0.0) - (amounts[0] or 0.0)
    rows.append(
        {
            "figure": formats.text("workbook.tonnes_year", year=year),
            "before": formats.tonnes(amounts[0]),
            "after": formats.tonnes(amounts[1]),
            "difference": formats.tonnes(difference),
        }
    )
    for name in ("costed", "quantified"):
        old_n, new_n = (getattr(results, name) for results in (before, after))
        rows.append(
            {
                "figure": formats.text(f"workbook.{name}"),
                "before": formats.text("key.n_of", n=old_n.n, of=old_n.of),
                "after": formats.text("key.n_of", n=new_n.n, of=new_n.of),
                "difference": format_number(new_n.n - old_n.n, lang),
            }
        )
    return rows


def _tonnes_in(results: Results, year: int) -> float | None:
    return net_tonnes(results, year) if year in results.years else None
