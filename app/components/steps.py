"""How far each input is moved in the sensitivity analysis: sliders that say what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.tornado import input_name
from finmodel.analysis.sensitivity import DEFAULT_STEPS, SensitivityInput, Step

if TYPE_CHECKING:
    from app.components.formats import Formats

__all__ = ["step_choices"]

_SHARES = tuple(range(-90, 101, 5))
_POINTS = tuple(quarter / 4 for quarter in range(-20, 21))


def step_choices(formats: Formats, *, is_society: bool) -> dict[SensitivityInput, Step]:
    """Let the reader move the ends of every step; one whose ends are both 0 is left out."""
    offered = [name for name in SensitivityInput if is_society or not name.is_society_only]
    chosen = {}
    with st.expander(formats.text("sensitivity.steps")):
        st.caption(formats.text("sensitivity.steps_how"))
        places = st.columns(4)
        for position, name in enumerate(offered):
            with places[position % 4]:
                low, high = _slider(name, formats)
            if low < high:
                chosen[name] = Step(low, high)
    return chosen


def _slider(name: SensitivityInput, formats: Formats) -> tuple[float, float]:
    usual = DEFAULT_STEPS[name]
    options = _POINTS if name.is_in_points else _SHARES
    kept = state.remember(f"step.{name}", (round(usual.low * 100, 6), round(usual.high * 100, 6)))
    unit = "points" if name.is_in_points else "percent"
    low, high = st.select_slider(
        formats.text(f"sensitivity.slider_{unit}", input=input_name(name, formats)),
        options,
        (kept[0], kept[1]),
        format_func=formats.number,
        key=f"step.{name}.{formats.lang}",
    )
    state.choose(f"step.{name}", (low, high))
    return round(low / 100, 6), round(high / 100, 6)
