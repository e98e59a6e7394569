"""Optimism bias as a choice that is never silent: a switch, a banner while it is on, and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import analyses, state
from app.components.choices import one_choice
from app.components.tables import Column, show_table
from finmodel.analysis.optimism import OptimismBias
from finmodel.i18n import t
from finmodel.model.enums import AssetType

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.optimism import BiasReport

__all__ = ["bias_banner", "bias_choice"]

_SHARES = ("100", "75", "50", "25")


def bias_choice(formats: Formats) -> OptimismBias | None:
    """Let the reader turn optimism bias on; return it, None while it is off."""
    uplifts = analyses.uplifts()
    with st.expander(formats.text("bias.title")):
        st.caption(formats.text("bias.how"))
        is_on = st.toggle(
            formats.text("bias.switch"), value=state.remember("bias", default=False), key=f"bias.{formats.lang}"
        )
        state.choose("bias", is_on)
        share = one_choice("bias_share", formats.text("bias.share"), _SHARES, "bias.share_{}", formats)
        rows = [
            {
                "asset_type": t(f"choice.asset_type.{kind}", formats.lang),
                "uplift": formats.share(uplifts[kind].value or 0.0),
                "source": uplifts[kind].source,
            }
            for kind in AssetType
            if kind in uplifts
        ]
        columns = [
            Column("asset_type", t("field.investments.asset_type.label", formats.lang), width=240),
            Column("uplift", formats.text("bias.uplift"), width=150),
            Column("source", t("field.parameters.source.label", formats.lang), width=320),
        ]
        show_table(rows, columns, formats, key=f"uplifts.{formats.lang}")
    if not is_on:
        return None
    bounds = {kind: row.value for kind, row in uplifts.items() if row.value is not None}
    return OptimismBias(bounds, int(share) / 100)


def bias_banner(report: BiasReport | None, formats: Formats) -> None:
    """Say loudly that optimism bias is on, what it added, what it did not raise, and whose it is."""
    if report is None:
        return
    sources = sorted({row.source for row in analyses.uplifts().values()})
    text = formats.text(
        "bias.banner",
        share=formats.share(report.share),
        n=len(report.raised),
        amount=formats.money(report.added),
        source="; ".join(sources),
    )
    n_apart = len(report.without_asset_type) + len(report.without_uplift)
    if n_apart:
        text += " " + formats.text("bias.not_raised", n=n_apart)
    if report.unknown_cost:
        text += " " + formats.text("bias.unknown", n=len(report.unknown_cost))
    st.warning(text, icon=":material/trending_up:")
