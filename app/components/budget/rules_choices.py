"""The scheme and its weights, and whether the municipality's own companies are in the base."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.rules_effect import offer_choices
from app.components.inert import inert
from app.components.tables import Column, show_texts
from finmodel.i18n import format_percent, t
from finmodel.i18n.tagging import axis_name, category_name, said
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.schemes import WeightProfile

__all__ = ["show_group_companies", "show_profile", "show_scheme"]


def show_scheme(opened: OpenedDossier, page: Page) -> None:
    """Show the scheme that the budget is tagged in: whose it is, its axes and its categories."""
    formats, lang, scheme = page.formats, page.lang, opened.scheme
    words = {"name": said(scheme.name, lang), "version": scheme.version, "source": said(scheme.source, lang)}
    st.markdown(inert(formats.text("budget_rules.scheme_is", **words)))
    rows = [
        {
            "category": formats.text(
                "budget_rules.category_is", code=category.id, name=category_name(scheme, category.id, lang)
            ),
            "means": t(f"tag_role.{category.role}", lang),
            "axes": ", ".join(
                axis_name(scheme, axis, lang) for axis in scheme.axis_ids if category.id in scheme.on_axis(axis)
            ),
        }
        for category in scheme.categories
    ]
    columns = [
        Column(name, formats.text(f"budget_rules.c_{name}"), width=260) for name in ("category", "means", "axes")
    ]
    alt = formats.text("budget_rules.scheme_alt")
    show_texts(rows, columns, formats, key=f"budget_scheme.{lang}", alt=alt)
    st.caption(formats.text("budget_rules.other_schemes"))


def show_profile(opened: OpenedDossier, page: Page) -> None:
    """Let the reader choose which weights a weighted share is shown with first."""
    formats, lang, scheme = page.formats, page.lang, opened.scheme
    usual = scheme.profile()
    if usual is None:
        st.caption(formats.text("budget_rules.no_profile"))
        return
    chosen = scheme.profile(opened.choices.profile or None) or usual
    profiles = {profile.id: profile for profile in scheme.profiles}
    picked = st.selectbox(
        formats.text("budget_rules.profile_choice"),
        list(profiles),
        index=list(profiles).index(chosen.id),
        format_func=lambda name: formats.text(
            "budget_rules.profile_is", name=said(profiles[name].name, lang), version=profiles[name].version
        ),
        key=f"budget_profile.{lang}.{opened.choices.profile}",
        help=formats.text("budget_rules.profile_help"),
    )
    profile = profiles[picked]
    st.markdown(inert(_weights(profile, opened, page)))
    st.caption(inert(said(profile.source, lang)))
    if picked != chosen.id:
        offer_choices(opened, replace(opened.choices, profile=picked), "profile", page, has_effect=False)


def _weights(profile: WeightProfile, opened: OpenedDossier, page: Page) -> str:
    scheme = opened.scheme
    return " · ".join(
        page.formats.text(
            "budget_rules.weight_is",
            name=category_name(scheme, category.id, page.lang),
            weight=format_percent(float(profile.weight(category.id)), page.lang, 0),
        )
        for category in scheme.categories
        if category.role is not Role.OUTSIDE
    )


def show_group_companies(opened: OpenedDossier, page: Page) -> None:
    """Let the reader say whether payments to the municipality's own companies leave the base, and what that moves."""
    formats, lang = page.formats, page.lang
    st.caption(formats.text("budget_rules.companies_help"))
    now = opened.choices.group_companies_outside
    picked = st.radio(
        formats.text("budget_rules.companies_choice"),
        [True, False],
        index=0 if now else 1,
        format_func=lambda outside: formats.text(f"budget_rules.companies_{'outside' if outside else 'inside'}"),
        key=f"budget_companies.{lang}.{now}.{state.remember('budget_rules_round', 0)}",
    )
    if picked != now:
        offer_choices(opened, replace(opened.choices, group_companies_outside=picked), "companies", page)
