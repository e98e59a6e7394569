"""What the figures mean, one click away: a list of definitions behind a button."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import definition_of
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.components.formats import Formats

__all__ = ["definitions"]


def definitions(
    names: Iterable[str],
    formats: Formats,
    *,
    key: str,
    lines: Iterable[str] = (),
    texts: Iterable[tuple[str, str]] = (),
    of_plan: bool = False,
) -> None:
    """Offer the definitions and formulas of some figures, and what lines of the cash flow hold.

    Parameters
    ----------
    names
        Figures by name.
    formats
        Language.
    key
        Name on the page.
    lines
        Lines of the cash flow by key.
    texts
        Further labels and meanings, out of the catalogues only: they are shown as they are.
    of_plan
        Whether the whole plan is meant, not one action.
    """
    lang = formats.lang
    rows = [
        (
            t(f"figure.{name}.label", lang),
            definition_of(name, formats, of_plan=of_plan),
            t(f"figure.{name}.formula", lang),
        )
        for name in names
    ]
    rows += [(t(f"line.{line}.label", lang), t(f"line.{line}.help", lang), "") for line in lines]
    rows += [(label, text, "") for label, text in texts]
    body = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(text)}<div class='f'>{escape(formula)}</div></td></tr>"
        for label, text, formula in rows
    )
    with st.popover(formats.text("definitions"), icon=":material/help:", key=f"definitions-{key}-{lang}"):
        st.html(f'<table class="figures">{body}</table>')
