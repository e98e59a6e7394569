"""The weighted share: always with its ranges and with the name and version of the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.budget.report_ranges import RANGES, between, range_chart, ranges_of
from app.components.budget.report_words import axis_label, in_unit, money, percent, percent_cell
from app.components.compare_grid import Cell, Head, show_grid
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv
from finmodel.i18n.tagging import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from finmodel.tagging.schemes import Scheme, WeightProfile
    from finmodel.tagging.totals import Totals, Weighted

__all__ = ["choose_profile", "profile_label", "show_weighted"]


def profile_label(profile: WeightProfile, formats: Formats) -> str:
    """Return a weight profile's name and version."""
    name = one_line(said(profile.name, formats.lang))
    name = name[:1].upper() + name[1:]
    return formats.text("budget_report.profile_named", name=name, version=one_line(profile.version))


def choose_profile(scheme: Scheme, usual: str, formats: Formats) -> WeightProfile | None:
    """Let the reader choose among all weight profiles of a scheme; None where it has none, which is said."""
    if not scheme.profiles:
        st.info(formats.text("budget_report.no_profile", scheme=inert(one_line(said(scheme.name, formats.lang)))))
        return None
    profiles = {profile.id: profile for profile in scheme.profiles}
    options = list(profiles)
    name = f"budget_profile.{scheme.id}"
    picked = st.selectbox(
        formats.text("budget_report.profile"),
        options,
        index=state.index_of(options, state.remember(name, usual or options[0])),
        format_func=lambda key: profile_label(profiles[key], formats),
        key=f"{name}.{formats.lang}",
        help=formats.text("budget_report.profile_help"),
    )
    return profiles[state.choose(name, picked)]


def show_weighted(totals: Totals, profile: WeightProfile, formats: Formats, *, key: str) -> None:
    """Show the weighted share of each axis with its ranges, all axes combined, and the data.

    Parameters
    ----------
    totals
        Amounts by tags.
    profile
        The weights.
    formats
        How numbers are written.
    key
        Name on the page, and of the file.
    """
    scheme = totals.scheme
    each = {axis: totals.weighted(axis, profile) for axis in scheme.axis_ids}
    name = profile_label(profile, formats)
    st.caption(
        inert(
            formats.text("budget_report.profile_source", name=name, source=one_line(said(profile.source, formats.lang)))
        )
    )
    alt_text = formats.text("budget_report.weighted_alt", profile=name, shares=_spoken(each, scheme, formats))
    if totals.base > 0:
        range_chart(each, scheme, formats, key=key, alt_text=alt_text)
    _table(each, scheme, formats, name=name, alt_text=alt_text)
    rows, columns = _data(each, scheme, formats, name)
    if len(scheme.axes) > 1:
        combined = totals.combined(profile)
        st.markdown(
            formats.text(
                "budget_report.combined",
                share=inert(percent(combined.share, formats)),
                amount=inert(money(combined.amount, formats)),
                overlap=inert(money(combined.overlap, formats)),
                conditional=inert(between(combined.conditional, formats)),
                unknown=inert(between(combined.unknown, formats)),
                untested=inert(between(combined.untested, formats)),
                profile=inert(name),
            )
        )
    download_csv(rows, columns, formats, name="budget_weighted", key=f"budget_weighted.{key}")


def _spoken(each: Mapping[str, Weighted], scheme: Scheme, formats: Formats) -> str:
    return "; ".join(
        f"{axis_label(scheme, axis, formats)} {percent(found.share, formats)} "
        f"({', '.join(between(one, formats) for one in ranges_of(found).values())})"
        for axis, found in each.items()
    )


def _table(each: Mapping[str, Weighted], scheme: Scheme, formats: Formats, *, name: str, alt_text: str) -> None:
    top = [
        Head(formats.text("budget_report.axis"), rows=2),
        Head(formats.text("budget_report.weighted_by", profile=name), span=6),
    ]
    heads = [Head(formats.text("budget_report.weighted")), Head(formats.text("budget_report.weighted_amount"))]
    heads += [Head(formats.text(f"budget_report.range_{one}")) for one in RANGES]
    heads.append(Head(formats.text("budget_report.range_approved")))
    rows = [
        (
            axis_label(scheme, axis, formats),
            [
                Cell(percent(found.share, formats), is_reason=found.share.value is None),
                Cell(money(found.amount, formats)),
                *(Cell(between(one, formats)) for one in ranges_of(found).values()),
                Cell(percent(found.approved, formats)),
            ],
        )
        for axis, found in each.items()
    ]
    show_grid([top, heads], rows, alt=alt_text)


def _data(
    each: Mapping[str, Weighted], scheme: Scheme, formats: Formats, name: str
) -> tuple[list[dict[str, Any]], list[Column]]:
    rows = []
    for axis, found in each.items():
        row: dict[str, Any] = {
            "axis": axis_label(scheme, axis, formats),
            "profile": name,
            "share": percent_cell(found.share, formats),
            "amount": in_unit(found.amount, formats),
            "approved": percent_cell(found.approved, formats),
        }
        for one, span in ranges_of(found).items():
            row[f"{one}_low"], row[f"{one}_high"] = (percent_cell(end, formats) for end in (span.low, span.high))
        rows.append(row)
    columns = [
        Column("axis", formats.text("budget_report.axis")),
        Column("profile", formats.text("budget_report.profile")),
        Column("share", f"{formats.text('budget_report.weighted')}, %", decimals=1),
        Column("amount", f"{formats.text('budget_report.weighted_amount')}, {formats.money_label}", decimals=1),
    ]
    for one in RANGES:
        label = formats.text(f"budget_report.range_{one}")
        columns += [
            Column(f"{one}_{end}", f"{label}, {formats.text(f'budget_report.{end}')}, %", decimals=1)
            for end in ("low", "high")
        ]
    columns.append(Column("approved", f"{formats.text('budget_report.range_approved')}, %", decimals=1))
    return rows, columns
