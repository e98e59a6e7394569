"""Key figures as cards, each with its definition and formula at hand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app.components.inert import inert
from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.i18n import has, t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.results import Figures

__all__ = ["card", "definition_of", "figure_card", "figure_help", "figure_table", "reason_text"]


def definition_of(name: str, formats: Formats, *, of_plan: bool = False) -> str:
    """Return a figure's definition; where it speaks of one action and the plan is meant, the plan's own words."""
    own = f"app.of_plan.{name}"
    key = own if of_plan and has(own, formats.lang) else f"figure.{name}.definition"
    return t(key, formats.lang)


def reason_text(reason: str, formats: Formats, *, of_plan: bool = False) -> str:
    """Return why a figure is undefined and what to do about it."""
    own = f"app.of_plan.{reason}"
    return t(own if of_plan and has(own, formats.lang) else f"reason.{reason}.text", formats.lang)


def figure_help(name: str, formats: Formats, *, of_plan: bool = False) -> str:
    """Return a figure's definition and formula, for a help bubble."""
    definition = definition_of(name, formats, of_plan=of_plan)
    return f"{inert(definition)}\n\n{inert(t(f'figure.{name}.formula', formats.lang))}"


def card(label: str, value: str, *, text: str | None = None, note: str | None = None) -> None:
    """Show a labelled value; the label is the catalogue's, ``text`` explains it in a bubble, ``note`` stands below."""
    st.metric(label, value, note, delta_color="off", delta_arrow="off", help=text, border=True, height="stretch")


def figure_card(
    name: str, figures: Figures, formats: Formats, *, note: str | None = None, of_plan: bool, label: str | None = None
) -> None:
    """Show a figure, or why it is undefined.

    Parameters
    ----------
    name, figures, formats
        Which figure, out of what, and how numbers are written.
    note
        What it rests on: its prices, or how many actions it holds.
    of_plan
        Whether it is the whole plan's.
    label
        What it is called here, out of the catalogue; None for its own name.
    """
    text = figure_help(name, formats, of_plan=of_plan)
    if name in figures.undefined:
        text = f"{inert(reason_text(figures.undefined[name], formats, of_plan=of_plan))}\n\n{text}"
    shown = label or t(f"figure.{name}.label", formats.lang)
    card(shown, formats.figure_or_reason(name, figures), text=text, note=note)


def figure_table(figures: Figures, formats: Formats) -> None:
    """Show every figure with its definition and formula. Only words of the catalogues stand in it."""
    head = "".join(
        f"<th{extra}>{escape(formats.text(f'figures.{name}'))}</th>"
        for name, extra in (("name", ""), ("value", ' class="n"'), ("meaning", ""))
    )
    body = "".join(_row(item.name, figures, formats) for item in (*INDICATORS, *FIGURES))
    st.html(f'<table class="figures"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _row(name: str, figures: Figures, formats: Formats) -> str:
    definition = escape(t(f"figure.{name}.definition", formats.lang))
    if name in figures.undefined:
        definition = f"{escape(t(f'reason.{figures.undefined[name]}.text', formats.lang))}<br>{definition}"
    if name == "irr" and figures.irr_roots:
        roots = "; ".join(formats.percent(root) for root in figures.irr_roots)
        definition = f"{escape(formats.text('figures.roots', roots=roots))}<br>{definition}"
    return (
        f"<tr><td>{escape(t(f'figure.{name}.label', formats.lang))}</td>"
        f'<td class="n">{escape(formats.figure_or_reason(name, figures))}</td>'
        f'<td>{definition}<div class="f">{escape(t(f"figure.{name}.formula", formats.lang))}</div></td></tr>'
    )
