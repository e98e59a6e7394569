"""Split incentives in sentences: who invests and loses, who gains, and what it is worth to society."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.inert import one_line
from app.components.marks import badges, illustrative_actions
from app.components.plain import plain

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.who_pays import CoBenefit, SplitIncentive, Stake
    from finmodel.model.plan import Plan

__all__ = ["incentive_sentences", "show_incentives"]

_N_SHOWN = 8


def incentive_sentences(item: SplitIncentive, formats: Formats) -> list[str]:
    """Return what a split incentive amounts to, as plain text: the names in it are the plan's own."""
    sentences = [_invests(stake, formats) for stake in item.investors]
    sentences += [_gains(stake, formats) for stake in item.gainers]
    sentences += [text for found in item.co_benefits if (text := _co_benefit(found, formats))]
    sentences.append(formats.text("incentives.size", amount=formats.money(item.size)))
    if item.society_npv is None:
        reason = formats.reason(item.society_undefined or "")
        sentences.append(formats.text("incentives.society_unknown", reason=reason))
    else:
        key = "society_gains" if item.society_npv >= 0 else "society_loses"
        sentences.append(formats.text(f"incentives.{key}", amount=formats.money(abs(item.society_npv))))
    return sentences


def _invests(stake: Stake, formats: Formats) -> str:
    return formats.text(
        "incentives.invests",
        name=one_line(stake.name),
        investment=formats.money(stake.investment),
        loss=formats.money(abs(stake.npv)),
    )


def _gains(stake: Stake, formats: Formats) -> str:
    key = "gains_too" if stake.investment > 0 else "gains"
    return formats.text(
        f"incentives.{key}",
        name=one_line(stake.name),
        gain=formats.money(stake.npv),
        investment=formats.money(stake.investment),
    )


def _co_benefit(found: CoBenefit, formats: Formats) -> str:
    name = one_line(found.name)
    if found.present_value is None:
        return formats.text("incentives.unpriced", name=name) if found.has_unpriced else ""
    key = "co_benefit" if found.present_value >= 0 else "harm"
    return formats.text(f"incentives.{key}", name=name, amount=formats.money(abs(found.present_value)))


def show_incentives(items: tuple[SplitIncentive, ...], plan: Plan, formats: Formats) -> None:
    """Show the split incentives, the largest first; many stand behind a button."""
    made_up = illustrative_actions(plan)
    for position, item in enumerate(items[:_N_SHOWN]):
        _show(item, position, formats, is_illustrative=item.action in made_up)
    if len(items) > _N_SHOWN:
        with st.expander(formats.text("incentives.more", n=len(items) - _N_SHOWN)):
            for position, item in enumerate(items[_N_SHOWN:], start=_N_SHOWN):
                _show(item, position, formats, is_illustrative=item.action in made_up)


def _show(item: SplitIncentive, position: int, formats: Formats, *, is_illustrative: bool) -> None:
    with st.container(border=True, gap="small"):
        plain(item.name, name=f"incentive-{position}", is_strong=True)
        if is_illustrative:
            badges([("illustrative", formats.text("mark.illustrative"))])
        st.text(" ".join(incentive_sentences(item, formats)))
