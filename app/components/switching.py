"""Switching values: how far an input can move before the result turns, in words and by action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.cards import figure_help
from app.components.definitions import definitions
from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from app.components.tornado import input_name
from finmodel.analysis.indicators import SWITCHING_INPUTS, FigureUnit
from finmodel.analysis.switching import switching_values
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.switching import SwitchingValue

__all__ = ["meaning_text", "show_switching"]

_MAY_BE_ABSENT = ("opex", "savings", "energy_price")
_FIGURES = tuple(f"switching_value.{name}" for name in SWITCHING_INPUTS)


def meaning_text(item: SwitchingValue, formats: Formats) -> str:
    """Return what a switching value says, as a sentence."""
    if item.factor is None:
        return _reason(item, formats)
    if item.meaning == "no_amount":
        return formats.text("switching.no_amount")
    if item.meaning == "at_once":
        return formats.text("switching.at_once")
    change = formats.share(abs(item.factor - 1))
    # Tonnes do not turn the net present value: they are held against the carbon value, in every perspective.
    kind = "tonnes_" if item.input == "tonnes" else ""
    return formats.text(f"switching.{kind}{item.meaning}", change=change)


def _reason(item: SwitchingValue, formats: Formats) -> str:
    """Return why there is no factor; an input that is not there at all is told from one that is not known."""
    if item.reason == "absent_input" and item.input in _MAY_BE_ABSENT and item.base == 0:
        return formats.text("switching.absent_plan" if item.action is None else "switching.absent_action")
    if item.reason == "absent_input" and item.input == "tonnes":
        return formats.text("switching.no_carbon_value")
    return formats.reason(item.reason or "")


def show_switching(page: Page, action: str | None) -> None:
    """Show the switching values of the plan or of one action, and those of all actions behind a button."""
    formats = page.formats
    found = switching_values(page.results)
    own = [item for item in found if item.action == action]
    st.caption(formats.text("switching.how"))
    rows = [_row(item, formats) for item in own]
    columns = [
        Column("input", formats.text("sensitivity.input"), width=180),
        Column("factor", formats.text("switching.factor"), decimals=2, width=110),
        Column("meaning", formats.text("switching.meaning"), width=380),
        Column("base", formats.text("switching.base"), width=175),
        Column("at_switch", formats.text("switching.at_switch"), width=175),
    ]
    show_table(rows, columns, formats, key=f"switching.{formats.lang}", alt=formats.text("switching.alt"))
    with st.container(horizontal=True):
        definitions(_FIGURES, formats, key="switching", of_plan=action is None)
        download_csv(rows, columns, formats, name="switching")
    with st.expander(formats.text("switching.all")):
        _all(found, page)


def _row(item: SwitchingValue, formats: Formats) -> dict[str, Any]:
    return {
        "input": input_name(item.input, formats),
        "factor": item.factor,
        "meaning": meaning_text(item, formats),
        "base": _amount(item.base, item.unit, formats),
        "at_switch": _amount(item.at_switch, item.unit, formats),
    }


def _amount(value: float | None, unit: FigureUnit, formats: Formats) -> str:
    if value is None:
        return "–"
    return formats.money(value) if unit is FigureUnit.MONEY else formats.tonnes(value)


def _all(found: tuple[SwitchingValue, ...], page: Page) -> None:
    formats = page.formats
    names = {row.id: one_line(row.name) for row in page.plan.actions}
    rows: dict[str, dict[str, Any]] = {}
    for item in found:
        if item.action is not None:
            row = rows.setdefault(item.action, {"name": names[item.action]})
            row[item.input] = _reason(item, formats) if item.factor is None else item.factor
    columns = [Column("name", formats.text("action"), width=280, pinned=True)]
    columns += [
        Column(
            name,
            t(f"figure.switching_value.{name}.label", formats.lang),
            decimals=2,
            help=figure_help(f"switching_value.{name}", formats),
            width=170,
        )
        for name in SWITCHING_INPUTS
    ]
    table = list(rows.values())
    show_table(table, columns, formats, key=f"switching_all.{formats.lang}", alt=formats.text("switching.all"))
    download_csv(table, columns, formats, name="switching", key="switching_all")
