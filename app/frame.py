"""The frame around every page: navigation, and in the sidebar whose plan it is and how it is looked at."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import service, state
from app.components.browser import dress_page, keep_address
from app.components.formats import Formats
from app.components.inert import inert
from app.components.marks import illustrative_banner, is_illustrative
from app.components.notes import valuation_line
from app.components.problems import show_issues
from app.components.said import show_notice
from app.components.scenario_banner import chosen_scenario, scenario_banner
from app.components.scenario_places import Places
from finmodel.analysis.perspective import perspectives_of
from finmodel.errors import InputError, Severity
from finmodel.i18n import LANGUAGES, Language, has, t
from finmodel.model.enums import DisplayUnit
from finmodel.model.perspectives import Perspective
from finmodel.model.scenarios import BASE
from finmodel.version import __version__

if TYPE_CHECKING:
    from app.service import Opened
    from finmodel.analysis.overlay import Applied
    from finmodel.errors import Issue
    from finmodel.model.plan import Plan

__all__ = ["show_page"]

_LOG = logging.getLogger("finmodel.app")
_VIEWS = Path(__file__).resolve().parent / "views"
_ICON = Path(__file__).resolve().parent / "icon.svg"
_PAGES = (
    ("overview", ":material/monitoring:"),
    ("actions", ":material/checklist:"),
    ("cost_curve", ":material/stairs:"),
    ("who_pays", ":material/balance:"),
    ("funding", ":material/payments:"),
    ("accounts", ":material/account_balance:"),
    ("gap", ":material/vertical_align_bottom:"),
    ("priorities", ":material/format_list_numbered:"),
    ("sensitivity", ":material/tornado:"),
    ("assumptions", ":material/fact_check:"),
    ("scenarios", ":material/alt_route:"),
    ("compare", ":material/compare_arrows:"),
    ("find_mix", ":material/target:"),
    ("workbook", ":material/table:"),
)
_BUDGET_PAGES = (
    ("budget_report", ":material/eco:"),
    ("budget_review", ":material/rule:"),
    ("budget_import", ":material/upload_file:"),
)
_GROUPS = (("plan", _PAGES), ("budget", _BUDGET_PAGES))


def show_page() -> None:
    """Show the chosen page in its frame."""
    lang = state.language()
    st.set_page_config(page_title=t("app.title", lang), page_icon=_ICON, layout="wide")
    dress_page(lang)
    base = state.opened(service.open_start)
    page = st.navigation(
        {
            t(f"app.nav_group.{group}", lang): [
                st.Page(_VIEWS / f"{name}.py", title=t(f"app.nav.{name}", lang), icon=icon, default=name == "overview")
                for name, icon in pages
                if (_VIEWS / f"{name}.py").is_file()
            ]
            for group, pages in _GROUPS
        },
        # Streamlit folds a long list under English words.
        expanded=True,
    )
    with st.sidebar:
        _whose(base.plan, lang)
        scenario = chosen_scenario(base.plan, lang)
        perspective = _perspective(base.plan, lang)
        basis_place = st.container(key="basis")
        unit = _unit(base.plan, lang)
        _language(lang)
    formats = Formats.of(lang, unit, base.plan.settings.currency)
    applied, refused = _applied(base, scenario)
    opened = base if applied is None else service.with_scenario(base, applied)
    results = service.evaluated(opened.plan, opened.hash, perspective)
    current = state.Page(opened, results, formats, base, applied)
    state.set_current(current)
    with basis_place:
        st.caption(inert(valuation_line(current)))
    with st.sidebar:
        _footer(current)
    scenario_banner(current)
    if refused:
        place_of = Places(base.plan, formats).of
        show_issues(refused, formats, key="refused_scenario", plan=base.plan, place_of=place_of)
    # The budget's pages speak of the budget, and mark their figures themselves.
    is_of_plan = page.url_path not in {name for name, _ in _BUDGET_PAGES}
    if is_of_plan:
        illustrative_banner(opened.plan, formats)
    show_notice()
    # What could not be opened is told first; warnings of the plan itself stand below the page.
    is_pressing = any(issue.severity is Severity.ERROR or issue.code.startswith("FM-F") for issue in base.issues)
    if is_pressing:
        _notes(base.issues, formats, is_open=True)
    try:
        page.run()
    except Exception:
        # Streamlit's own message is English and offers to send the error to other companies.
        _LOG.exception("the page could not be shown")
        st.error(t("app.failed", lang), icon=":material/error:")
    if base.issues and not is_pressing and is_of_plan:
        _notes(base.issues, formats, is_open=False, plan=base.plan)
    keep_address(state.address())


def _applied(base: Opened, scenario: str) -> tuple[Applied | None, tuple[Issue, ...]]:
    """Return the chosen scenario applied; where it cannot be, why, and the open plan itself is shown."""
    if scenario == BASE:
        return None, ()
    try:
        return service.applied(base, scenario), ()
    except InputError as error:
        return None, error.issues


def _notes(issues: tuple[Issue, ...], formats: Formats, *, is_open: bool, plan: Plan | None = None) -> None:
    with st.expander(formats.text("opened_with_notes"), expanded=is_open):
        show_issues(issues, formats, key="opened", plan=plan)


def _whose(plan: Plan, lang: Language) -> None:
    with st.container(key="plan-name"):
        st.text(plan.settings.municipality)
    if plan.settings.title:
        with st.container(key="plan-title"):
            st.text(plan.settings.title)
    if is_illustrative(plan):
        st.badge(t("app.illustrative.badge", lang), color="orange", icon=":material/draw:")


def _perspective(plan: Plan, lang: Language) -> str:
    options = perspectives_of(plan)
    names = {row.id: row.name for row in plan.organisations}
    chosen = state.remember("perspective", state.asked("perspective") or options[0])

    def label(key: str) -> str:
        known = f"perspective.{key}.label"
        name = names.get(key) or (t(known, lang) if has(known, lang) else key)
        return t("app.perspective_real", lang, name=name) if key == Perspective.SOCIETY else name

    picked = st.selectbox(
        t("app.perspective", lang),
        options,
        index=state.index_of(options, chosen if chosen in options else str(Perspective.GROUP)),
        format_func=label,
        key=f"perspective.{lang}",
        help=t("app.perspective_help", lang),
    )
    return state.choose("perspective", picked)


def _unit(plan: Plan, lang: Language) -> str:
    options = [str(unit) for unit in DisplayUnit]
    currency = plan.settings.currency
    chosen = state.remember("unit", state.asked("unit") or str(plan.settings.display_unit))
    picked = st.radio(
        t("app.unit.title", lang),
        options,
        index=state.index_of(options, chosen if chosen in options else str(plan.settings.display_unit)),
        format_func=lambda unit: Formats.of(lang, unit, currency).money_label,
        horizontal=True,
        key=f"unit.{lang}",
    )
    return state.choose("unit", picked)


def _language(lang: Language) -> None:
    picked = st.radio(
        "Språk / Language",
        LANGUAGES,
        index=LANGUAGES.index(lang),
        format_func=lambda code: t(f"app.language.{code}", lang),
        horizontal=True,
        key="language",
    )
    if picked != lang:
        state.choose("language", picked)
        st.rerun()


def _footer(page: state.Page) -> None:
    formats, results, applied = page.formats, page.results, page.applied
    plan, result = results.plan_hash, results.result_hash
    method = results.method_version
    text = formats.text("footer", version=__version__, method=method, plan=plan[:12], result=result[:12])
    about = formats.text("footer_help", plan=plan, result=result)
    if applied is not None:
        text += "\n" + formats.text("scenario.footer", scenario=page.scenario, changes=applied.changes_hash[:12])
        about += "\n\n" + formats.text("scenario.footer_help", changes=applied.changes_hash)
    st.divider()
    with st.container(key="footer"):
        st.text(text, help=about)
