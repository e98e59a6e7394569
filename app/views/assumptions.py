"""Assumptions: the parameters and how far they can be trusted, rates, prices, emissions, and what has no source."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.emission_inputs import show_emission_inputs
from app.components.parameters import show_backing, show_catalogue, show_parameters, show_unsourced
from app.components.paths import show_paths


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.assumptions"))
    st.caption(formats.text("parameters.intro"))
    st.header(formats.text("backing.title"))
    show_backing(page)
    st.header(formats.text("parameters.title"))
    show_parameters(page)
    st.header(formats.text("unsourced.title"))
    show_unsourced(page)
    st.header(formats.text("paths.title"))
    show_paths(page.plan, formats)
    st.header(formats.text("emission_inputs.title"))
    show_emission_inputs(page)
    st.header(formats.text("catalogue.title"))
    show_catalogue(page)


show()
