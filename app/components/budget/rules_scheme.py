"""A dossier of its own in another scheme, by rules that have the scheme's axes: what it would be, and its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging_schemes
from app.components.budget.reading_confirm import offer_reload
from app.components.budget.reading_words import not_kept
from app.components.budget.rules_sign import ask_signed
from app.components.inert import inert, one_line
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.i18n import t
from finmodel.i18n.tagging import said
from finmodel.intake.tagging_templates import proposed_rules, schemes
from finmodel.tagging.rule_table import headings_of

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier, Signed
    from app.tagging_schemes import Anew
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme

__all__ = ["offer_scheme", "show_other_schemes"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_other_schemes(opened: OpenedDossier, page: Page) -> None:
    """Say what it takes to tag the budget in another scheme, and offer it where finmodel has rules for that."""
    formats, lang = page.formats, page.lang
    st.caption(formats.text("budget_rules.another_help"))
    options = {name: scheme for name, scheme in schemes().items() if name != opened.dossier.scheme}
    name = state.choose(
        "budget_other_scheme",
        st.selectbox(
            formats.text("budget_rules.another_choice"),
            list(options),
            index=state.index_of(list(options), state.remember("budget_other_scheme", "")),
            format_func=lambda name: one_line(said(options[name].name, lang)),
            key=f"budget_other_scheme.{lang}.{opened.dossier.scheme}",
        ),
    )
    scheme = options[name]
    if tagging_schemes.has_proposed_rules(scheme):
        words = {"scheme": one_line(said(scheme.name, lang))}
        if st.toggle(formats.text("budget_rules.another_proposed", **words), key=f"budget_scheme_own.{lang}"):
            offer_scheme(opened, proposed_rules(), scheme, page)
        return
    words = {"scheme": inert(said(scheme.name, lang)), "columns": ", ".join(headings_of(scheme))}
    st.info(formats.text("budget_rules.no_own_rules", **words), icon=":material/info:")
    st.download_button(
        formats.text("budget_rules.first_rules"),
        lambda: tagging_schemes.first_rules(scheme, lang),
        file_name=f"{formats.text('file.budget_rules')}-{scheme.id}.xlsx",
        mime=_XLSX,
        key=f"budget_first_rules.{lang}",
        on_click="ignore",
        icon=":material/download:",
    )


def offer_scheme(opened: OpenedDossier, rule_set: RuleSet, scheme: Scheme, page: Page) -> None:
    """Show what the open budget would be in the scheme of other rules, and let the reader begin a dossier so.

    Parameters
    ----------
    opened
        The open dossier.
    rule_set, scheme
        Rules, and their scheme, which is not the open dossier's.
    page
        The page.
    """
    formats, lang = page.formats, page.lang
    theirs, ours = (inert(said(one.name, lang)) for one in (scheme, opened.scheme))
    st.warning(formats.text("budget_rules.other_scheme", theirs=theirs, ours=ours), icon=":material/alt_route:")
    if opened.dossier.current is None:
        st.caption(formats.text("budget_import.open_nothing"))
        return
    found = tagging_schemes.anew_in(opened, rule_set)
    words = {
        "versions": formats.number(len(opened.dossier.versions)),
        "splits": formats.number(found.n_splits),
        "links": formats.number(found.n_links),
        "decisions": formats.number(found.n_decisions),
    }
    judged = "; ".join(
        formats.text(
            "budget_rules.judged_of", kind=t(f"tag_kind.{kind}", lang), n=formats.number(n), of=formats.number(of)
        )
        for kind, (n, of) in found.judged.items()
    )
    st.markdown(formats.text("budget_rules.scheme_happens", **words, judged=judged))
    signed = ask_signed("scheme", page, label="scheme_begin")
    if signed is not None:
        _begin(found, signed, theirs, page)


def _begin(found: Anew, signed: Signed, scheme: str, page: Page) -> None:
    try:
        tagging_schemes.begin(found, signed)
    except (InputError, SaveError) as error:
        not_kept(error, page.formats)
        offer_reload(page)
        return
    state.choose("budget_rules_round", state.remember("budget_rules_round", 0) + 1)
    state.choose("budget_imported", None)
    state.notice(page.formats.text("budget_rules.scheme_begun", scheme=scheme))
    st.rerun()
