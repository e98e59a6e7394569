"""Scenarios side by side: figures with their differences, small multiples, what the difference comes of, two axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import comparisons, state
from app.components.choices import year_choice
from app.components.compare_axes import show_axes
from app.components.compare_charts import small_multiples
from app.components.compare_grid import grid_style
from app.components.compare_table import comparison_tables
from app.components.compare_waterfall import show_waterfall
from app.components.compare_words import figure_label, labelled, scenario_labels
from app.components.inert import inert
from app.components.marks import illustrative_caption
from app.components.notes import basis_line
from app.components.problems import show_issues
from finmodel.analysis.compare_rows import RowUnit, default_years
from finmodel.errors import InputError
from finmodel.i18n import t_n
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.analysis.compare import Comparison

_N_FIRST, _N_MOST, _N_YEARS = 4, 8, 10


def show() -> None:
    """Show the page."""
    page = state.current()
    formats, plan = page.formats, page.base.plan
    head, beside = st.columns([5, 1], vertical_alignment="bottom")
    with head:
        st.title(formats.text("nav.compare"))
        st.caption(basis_line(page))
    st.caption(formats.text("compare.intro"))
    if not plan.scenarios:
        st.info(formats.text("compare.none"))
        st.page_link("views/scenarios.py", label=formats.text("compare.to_scenarios"), icon=":material/alt_route:")
        st.page_link("views/workbook.py", label=formats.text("compare.to_workbook"), icon=":material/table:")
        return
    with beside:
        year = year_choice(page.results, formats, words="compare.year")
    grid_style()
    names = scenario_labels(plan, formats)
    ids = _chosen(page, names)
    if len(ids) < 2:
        st.info(formats.text("compare.choose"))
        return
    try:
        years = _years(page, year)
        with st.spinner(formats.text("compare.computing")):
            comparison = comparisons.compared(page.base, ids, page.results.perspective, years)
    except InputError as error:
        show_issues(error.issues, formats, key="compare", plan=plan)
        return
    _say_illustrative(page, ids, names)
    comparison_tables(comparison, names, formats)
    st.header(formats.text("compare.charts"))
    small_multiples(comparison, names, formats)
    illustrative_caption(plan, formats, [row.id for row in plan.actions])
    st.header(formats.text("compare.waterfall"))
    st.caption(formats.text("compare.waterfall_how"))
    _waterfall(comparison, page, names, years)
    st.header(formats.text("compare.axes"))
    st.caption(formats.text("compare.axes_how"))
    _axes(comparison, page, names, years)


def _chosen(page: Page, names: Mapping[str, str]) -> tuple[str, ...]:
    """Let the reader choose what is compared; the first is what the others are compared with."""
    formats, options = page.formats, list(names)
    kept = [name for name in state.remember("compared", _first(options)) if name in names]
    # A scenario that was made or shown since is compared at once; what is taken away stays away.
    wished = [name for name in (page.scenario, state.remember("saved_scenario", BASE)) if name in names]
    new = [name for name in dict.fromkeys(wished) if name not in state.remember("compare_wished", [BASE])]
    if new:
        state.choose("compare_wished", [*state.remember("compare_wished", [BASE]), *new])
        state.choose("compare_round", state.remember("compare_round", 0) + 1)
        new = [name for name in new if name not in kept]
        kept = [*kept[: _N_MOST - len(new)], *new]
    picked = st.multiselect(
        formats.text("compare.scenarios"),
        options,
        default=kept[:_N_MOST],
        format_func=names.__getitem__,
        max_selections=_N_MOST,
        placeholder=formats.text("compare.choose"),
        key=f"compared.{page.lang}.{page.base.hash}.{state.remember('compare_round', 0)}",
        help=formats.text("compare.scenarios_help", n=_N_MOST),
    )
    hidden = [names[name] for name in options if name not in picked]
    if hidden:
        st.caption(inert(t_n("app.compare.hidden", len(hidden), page.lang, names="; ".join(hidden))))
    return tuple(state.choose("compared", picked))


def _years(page: Page, target: int) -> tuple[int, ...]:
    """Let the reader choose the years of tonnes and driftskonsekvens; return the target year, then the others."""
    formats, settings = page.formats, page.base.plan.settings
    usual = default_years(page.base.plan, target)
    options = range(settings.base_year, settings.last_year + 1)
    kept = [year for year in state.remember("compared_years", list(usual)) if year in options and year != target]
    kept = kept[: _N_YEARS - 1]
    picked = st.multiselect(
        formats.text("compare.years"),
        options,
        default=sorted([target, *kept]),
        max_selections=_N_YEARS,
        placeholder=str(target),
        key=f"compared_years.{page.lang}.{target}.{page.base.hash}",
        help=formats.text("compare.years_help", n=_N_YEARS),
    )
    others = sorted(year for year in picked if year != target)
    if others != sorted(kept):
        state.choose("compared_years", others)
    return (target, *others)


def _first(options: list[str]) -> list[str]:
    """Return what is compared until the reader chooses: the plan, its first scenarios, and the one made last."""
    if len(options) <= 1 + _N_FIRST:
        return options
    return [*options[:_N_FIRST], options[-1]]


def _say_illustrative(page: Page, ids: tuple[str, ...], names: Mapping[str, str]) -> None:
    made_up = [names[row.id] for row in page.base.plan.scenarios if row.illustrative and row.id in ids]
    if made_up:
        st.caption(inert(page.formats.text("compare.illustrative", names="; ".join(made_up))))


def _figure(comparison: Comparison, page: Page, *, key: str) -> str:
    """Let the reader choose a figure that has amounts."""
    formats = page.formats
    options = [row.name for row in comparison.rows if row.unit is not RowUnit.YEAR]
    labels = {name: figure_label(comparison.plan, name, formats) for name in options}
    kept = state.remember(f"{key}_figure", "npv_after_funding")
    picked = st.selectbox(
        formats.text("compare.figure"),
        options,
        index=state.index_of(options, kept if kept in options else "npv_after_funding"),
        format_func=labels.__getitem__,
        key=f"{key}_figure.{page.lang}.{comparison.target_year}.{comparison.perspective}",
    )
    return state.choose(f"{key}_figure", picked)


def _waterfall(comparison: Comparison, page: Page, names: Mapping[str, str], years: tuple[int, ...]) -> None:
    formats, ids = page.formats, list(comparison.scenarios)
    places = st.columns(3)
    ends = []
    for place, (name, default) in zip(places, (("from", 0), ("to", 1)), strict=False):
        with place:
            picked = st.selectbox(
                formats.text(f"compare.{name}"),
                ids,
                index=state.index_of(ids, state.remember(f"compare_{name}", ids[default])),
                format_func=names.__getitem__,
                key=f"compare_{name}.{page.lang}.{'.'.join(ids)}",
            )
            ends.append(state.choose(f"compare_{name}", picked))
    with places[2]:
        figure = _figure(comparison, page, key="waterfall")
    first, second = ends
    if first == second:
        st.info(formats.text("compare.same"))
        return
    with st.spinner(formats.text("compare.computing")):
        found = comparisons.stepped(page.base, first, second, figure, comparison.perspective, years)
    row = comparison.row(figure)
    show_waterfall(found, names, formats, label=labelled(comparison.plan, row, formats), unit=row.unit)


def _axes(comparison: Comparison, page: Page, names: Mapping[str, str], years: tuple[int, ...]) -> None:
    formats = page.formats
    figure = _figure(comparison, page, key="axes")
    ids = tuple(name for name in comparison.scenarios if name != BASE)
    with st.spinner(formats.text("compare.computing")):
        found = comparisons.crossed(page.base, ids, comparison.perspective, years)
    row = comparison.row(figure)
    label = labelled(comparison.plan, row, formats)
    show_axes(found, ids, names, formats, figure=figure, label=label, unit=row.unit)


show()
