"""The key figures of the chosen kind: base, and on each axis favourable, harmful and unexamined money side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.report_words import axis_label, kind_text, money, percent
from app.components.cards import card
from app.components.inert import inert
from app.components.plain import plain
from finmodel.tagging.amounts import quotient
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from app.components.budget.report_words import Shown
    from finmodel.tagging.amounts import Quotient

__all__ = ["coverage_of", "show_key_figures"]

_ROLES = (Role.FAVOURABLE, Role.HARMFUL, Role.UNKNOWN, Role.UNTESTED, Role.NEUTRAL)
"""All that an axis' base is divided into: the cards of an axis add to it."""
_CARDS = "budget-cards"
_NARROW = f"""<style>
[class*="st-key-{_CARDS}"] [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:has([data-testid="stMetric"])
  {{min-width: 11.4rem;}}
</style>"""
"""Five cards have room in a row of a window of 1 400 pixels."""


def show_key_figures(shown: Shown) -> None:
    """Show the cards: what is in the base, and how it is divided on each axis."""
    formats, report = shown.formats, shown.report
    totals = report.totals
    st.header(formats.text("budget_report.figures", what=inert(kind_text(shown))))
    st.html(_NARROW)
    for axis in shown.scheme.axis_ids:
        name = axis_label(shown.scheme, axis, formats)
        plain(name, name=f"budget-axis-{axis}", is_strong=True)
        roles = [role for role in _ROLES if shown.scheme.of_role(role, axis)]
        with st.container(key=f"{_CARDS}-{axis}".replace(".", "-")):
            places = st.columns(len(roles))
        for place, role in zip(places, roles, strict=True):
            ore, share = totals.of_role(axis, role)
            with place:
                card(
                    formats.text(f"budget_report.card_{role}"),
                    money(ore, formats),
                    note=formats.text("budget_report.of_base", share=percent(share, formats)),
                    text=formats.text(f"budget_report.card_{role}_help"),
                )
    below = st.columns(4)
    with below[0]:
        card(
            formats.text("budget_report.card_base"),
            money(totals.base, formats),
            note=formats.text("budget_report.n_lines", n=formats.number(totals.n_lines, 0)),
            text=formats.text("budget_report.card_base_help"),
        )
    with below[1]:
        card(
            formats.text("budget_report.card_outside"),
            money(totals.outside, formats),
            text=formats.text("budget_report.card_outside_help"),
        )
    by_axis = shown.scheme.axis_ids
    with below[2]:
        _shares("coverage", {axis: percent(coverage_of(shown, axis), formats) for axis in by_axis}, shown)
    with below[3]:
        approved = totals.approved_shares
        _shares("approved", {axis: percent(approved[axis], formats) for axis in by_axis}, shown)
    _left_unknown(shown)


def _left_unknown(shown: Shown) -> None:
    """Say why coverage and what is unknown come to more than the base, and by how much."""
    formats = shown.formats
    said = []
    for axis in shown.scheme.axis_ids:
        ore = shown.once(("left_unknown", axis), lambda axis=axis: shown.report.left_unknown(axis))  # type: ignore[misc]
        if ore:
            share = percent(quotient(ore, shown.report.totals.base), formats)
            name = axis_label(shown.scheme, axis, formats).lower()
            said.append(
                formats.text("budget_report.left_unknown_of", axis=name, amount=money(ore, formats), share=share)
            )
    if said:
        st.caption(inert(formats.text("budget_report.left_unknown", amounts="; ".join(said))))


def coverage_of(shown: Shown, axis: str) -> Quotient:
    """Return the share of the base about which a rule or a person has said something."""
    return shown.once(("coverage", axis), lambda: shown.report.coverage(axis))


def _shares(name: str, shares: dict[str, str], shown: Shown) -> None:
    """Show one share for each axis in a card: the first as its value, the others below."""
    formats = shown.formats
    (first, value), *others = shares.items()
    note = " · ".join(f"{axis_label(shown.scheme, axis, formats)} {share}" for axis, share in others)
    card(
        formats.text(f"budget_report.card_{name}", axis=inert(axis_label(shown.scheme, first, formats).lower())),
        value,
        note=inert(note) or None,
        text=formats.text(f"budget_report.card_{name}_help"),
    )
