"""Who pays, who benefits: organisation × line, transfers between them, and split incentives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import analyses, state
from app.components.cards import card, figure_help, reason_text
from app.components.choices import one_choice
from app.components.coverage import assumption_note
from app.components.definitions import definitions
from app.components.incentives import show_incentives
from app.components.inert import inert
from app.components.marks import illustrative_caption
from app.components.notes import carbon_value_words
from app.components.payers import matrix_chart, matrix_table, transfers_table
from app.components.subject import subject_choice
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.who_pays import Matrix, WhoPays

_VIEWS = ("society", "undiscounted", "financial")


def show() -> None:
    """Show the page."""
    page = state.current()
    formats, plan = page.formats, page.plan
    st.title(formats.text("nav.who_pays"))
    st.caption(formats.text("payers.intro"))
    if not plan.actions:
        st.info(formats.text("actions.no_actions"))
        return
    assumption_note(page.results, formats, is_short=True)
    left, right = st.columns([2, 3])
    with left:
        action = subject_choice(page, key="payers")
    with right:
        view = one_choice("payers_view", formats.text("payers.view"), _VIEWS, "payers.view_{}", formats)
    found = analyses.payers(page.opened, "financial" if view == "financial" else "society")
    matrices = found if action is None else found.by_action(action)
    matrix = matrices.sums if view == "undiscounted" else matrices.present_values
    words = _words(found, view, page)
    st.caption(inert(words))
    _matrix(matrix, found, page, view=view, words=words, action=action)

    st.header(formats.text("payers.transfers"))
    st.caption(formats.text("payers.transfers_how"))
    transfers = tuple(item for item in found.transfers if action is None or item.action == action)
    transfers_table(transfers, plan, formats)

    st.header(formats.text("incentives.title"))
    _incentives(page, action)


def _words(found: WhoPays, view: str, page: Page) -> str:
    """Return which prices and which rate the amounts have."""
    settings, formats = page.plan.settings, page.formats
    rate = settings.financial_discount_rate if view == "financial" else settings.social_discount_rate
    rate_words = formats.text("payers.no_rate")
    if rate is not None and not rate.is_unknown:
        rate_words = formats.text("payers.rate_path") if rate.by_year else formats.percent(rate.value)
    return formats.text(
        f"payers.words_{view}", price_year=str(found.price_year), base_year=str(found.base_year), rate=rate_words
    )


def _matrix(matrix: Matrix, found: WhoPays, page: Page, *, view: str, words: str, action: str | None) -> None:
    formats, is_plan = page.formats, action is None
    reason = matrix.total.undefined.get("net")
    if reason is not None:
        place = "carbon" if reason == "absent_input" else view
        own = formats.text(f"payers.missing_{place}") if reason in ("absent_input", "no_rate") else None
        st.warning(own or reason_text(reason, formats, of_plan=is_plan), icon=":material/info:")
    key = {"society": "total_society", "undiscounted": "total_undiscounted", "financial": "total_financial"}[view]
    net = matrix.total.values["net"]
    is_society = view != "financial"
    notes = [formats.text("key.n_actions", n=found.costed.n, of=found.costed.of)] if is_plan else []
    notes += [words for words in (carbon_value_words(page.plan, formats),) if is_society and words]
    first, second = st.columns([1, 3])
    with first:
        card(
            formats.text(f"payers.{key}"),
            formats.money(net) if net is not None else formats.reason(reason or ""),
            text=figure_help("npv", formats, of_plan=is_plan),
            note=" · ".join(notes) or None,
        )
    with second:
        st.caption(formats.text("payers.how" if is_society else "payers.how_financial"))
        everyone = (formats.text("payers.everyone"), t("line.carbon_value.help", formats.lang))
        texts = [everyone] if is_society else []
        definitions(("npv",), formats, key="payers", lines=(*found.lines, "net"), texts=texts, of_plan=is_plan)
    alt_text = matrix_chart(matrix, found.lines, formats, words=words)
    if alt_text is None:
        st.info(formats.text("payers.nothing"))
    else:
        costed = [item.id for item in page.results.actions if item.is_costed]
        illustrative_caption(page.plan, formats, costed if action is None else [action])
    alt_text = alt_text or formats.text("payers.alt_short", n=0, basis=words)
    matrix_table(matrix, found.lines, formats, alt_text=alt_text, is_society=is_society)


def _incentives(page: Page, action: str | None) -> None:
    formats = page.formats
    st.caption(formats.text("incentives.how"))
    rate = page.plan.settings.financial_discount_rate
    if rate is None or rate.is_unknown:
        st.warning(formats.text("payers.missing_financial"), icon=":material/info:")
        return
    items = tuple(item for item in analyses.divided(page.opened) if action is None or item.action == action)
    if items:
        show_incentives(items, page.plan, formats)
    else:
        st.info(formats.text("incentives.none"))


show()
