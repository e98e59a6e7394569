"""Which scenario is shown: its chooser in the sidebar, and a banner on every page while it is not the plan itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from app.components.scenario_places import Places
from finmodel.i18n import t, t_n
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.state import Page
    from finmodel.analysis.overlay import Applied
    from finmodel.i18n import Language
    from finmodel.model.plan import Plan
    from finmodel.model.scenarios import Scenario

__all__ = ["chosen_scenario", "scenario_banner", "scenario_names"]


def scenario_names(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return what each scenario is called, by its id; those of one name are told apart by their ids."""
    names = {row.id: one_line(row.name) or row.id for row in scenarios}
    found = list(names.values())
    return {name: text if found.count(text) == 1 else f"{text} ({name})" for name, text in names.items()}


def chosen_scenario(plan: Plan, lang: Language) -> str:
    """Let the reader choose a scenario, where the plan has any; return its id, ``base`` for the plan itself."""
    names = {BASE: t("app.scenario.base", lang), **scenario_names(plan.scenarios)}
    chosen = state.remember("scenario", state.asked("scenario") or BASE)
    if len(names) == 1:
        # What stands in the address is set right; where nothing stands, nothing need.
        return BASE if chosen == BASE else state.choose("scenario", BASE)
    options = list(names)
    picked = st.selectbox(
        t("app.scenario.chooser", lang),
        options,
        index=state.index_of(options, chosen),
        format_func=names.__getitem__,
        key=f"scenario.{lang}.{state.remember('scenario_round', 0)}",
        help=t("app.scenario.chooser_help", lang),
    )
    return state.choose("scenario", picked)


def scenario_banner(page: Page) -> None:
    """Say which scenario the page shows and how much it changes, with the way back and what is to be noted of it."""
    applied, formats = page.applied, page.formats
    if applied is None:
        return
    row = next(row for row in page.base.plan.scenarios if row.id == page.scenario)
    name = scenario_names(page.base.plan.scenarios)[row.id]
    text = formats.text("scenario.banner", name=inert(name), content=_content(applied, page))
    if row.illustrative:
        text += f" {formats.text('scenario.illustrative')}"
    with st.container(key="scenario-banner"):
        said, back = st.columns([4, 1], vertical_alignment="center")
        said.info(text, icon=":material/alt_route:")
        back.button(
            formats.text("scenario.show_base"),
            key="show_base",
            on_click=state.show_scenario,
            args=(BASE,),
            width="stretch",
        )
        if applied.issues:
            with st.expander(formats.text("scenario.notes", n=len(applied.issues))):
                place_of = Places(page.base.plan, formats, scenario=page.scenario).of
                show_issues(applied.issues, formats, key="scenario_notes", plan=page.base.plan, place_of=place_of)


def _content(applied: Applied, page: Page) -> str:
    """Say what a scenario consists of, in the words of the builder's list: its changes and the rows of its mixes."""
    plan, lang = page.base.plan, page.lang
    n_changes = sum(row.scenario in applied.scenarios for row in plan.scenario_changes)
    n_mixes = sum(row.scenario in applied.scenarios for row in plan.scenario_funding)
    parts = [t_n("app.scenario.banner_changes", n_changes, lang), t_n("app.scenario.banner_mixes", n_mixes, lang)]
    text = t("app.scenario.banner_and", lang, changes=parts[0], mixes=parts[1])
    if len(applied.scenarios) > 1:
        text += t("app.scenario.banner_built_on", lang)
    return text
