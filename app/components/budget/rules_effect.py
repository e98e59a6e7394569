"""What another choice would change, shown before it is taken into use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_rules
from app.components.budget.reading_confirm import offer_reload
from app.components.budget.reading_words import kronor, not_kept
from app.components.budget.rules_sign import ask_signed
from app.components.tables import Column, download_csv, show_table
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.i18n import t
from finmodel.i18n.tagging import axis_name, category_name

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier, Signed
    from app.tagging_rules import Effect
    from finmodel.tagging.choices import Choices

__all__ = ["offer_choices"]


def offer_choices(opened: OpenedDossier, choices: Choices, name: str, page: Page, *, has_effect: bool = True) -> None:
    """Show what other choices would change, and let the reader take them into use, by name and with a reason.

    Parameters
    ----------
    opened
        The open dossier.
    choices
        What would be chosen.
    name
        Of the choice on the page.
    page
        The page.
    has_effect
        Whether any tag may change of it.
    """
    found = tagging_rules.effect(opened, choices) if has_effect else None
    if found is not None:
        _show(found, opened, name, page)
    signed = ask_signed(name, page)
    if signed is not None:
        _keep(opened, choices, signed, page)


def _keep(opened: OpenedDossier, choices: Choices, signed: Signed, page: Page) -> None:
    """Keep other choices and begin the page anew; where they cannot be kept, say so."""
    try:
        tagging.keep(opened, choices=choices, signed=signed)
    except (InputError, SaveError) as error:
        not_kept(error, page.formats)
        offer_reload(page)
        return
    state.choose("budget_rules_round", state.remember("budget_rules_round", 0) + 1)
    state.notice(page.formats.text("budget_rules.used"))
    st.rerun()


def _show(found: Effect, opened: OpenedDossier, name: str, page: Page) -> None:
    formats, lang, scheme = page.formats, page.lang, opened.scheme
    if not found.n_lines:
        st.info(formats.text("budget_rules.no_effect", of=formats.number(found.n_of)), icon=":material/info:")
        return
    moved = "; ".join(
        formats.text("budget_rules.moved", kind=t(f"tag_kind.{kind}", lang), amount=kronor(ore, formats))
        for kind, ore in found.moved.items()
    )
    numbers = {"n": formats.number(found.n_lines), "of": formats.number(found.n_of)}
    st.markdown(formats.text("budget_rules.effect", **numbers, moved=moved))
    rows = [
        {
            "kind": t(f"tag_kind.{kind}", lang),
            "axis": axis_name(scheme, axis, lang),
            "category": category_name(scheme, category, lang).capitalize(),
            "before": change.before / 100 / formats.factor,
            "change": change.tag_effect / 100 / formats.factor,
            "after": change.after / 100 / formats.factor,
        }
        for (kind, axis, category), change in found.changes.items()
        if change.tag_effect
    ]
    unit = formats.money_label
    columns = [
        Column("kind", formats.text("budget_rules.e_kind"), width=120),
        Column("axis", formats.text("budget_rules.e_axis"), width=130),
        Column("category", formats.text("budget_rules.e_category"), width=220),
        *(
            Column(each, formats.text(f"budget_rules.e_{each}", unit=unit), decimals=formats.decimals, width=150)
            for each in ("before", "change", "after")
        ),
    ]
    alt = formats.text("budget_rules.effect_alt")
    show_table(rows, columns, formats, key=f"budget_effect.{name}.{lang}", alt=alt, heat=("change",))
    download_csv(rows, columns, formats, name="budget_effect", key=f"budget_effect.{name}")
