"""Two versions, bases or years: what is due to amounts, to other tags, to new lines and to lines that are gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_line_columns import row_height
from app.components.budget.report_lines import MOST_LINES, masked
from app.components.budget.report_reconciled import show_reconciliation
from app.components.budget.report_sides import choose_sides
from app.components.budget.report_way import EFFECTS, show_way
from app.components.budget.report_words import (
    axis_label,
    category_label,
    choose_axis,
    code_name,
    file_label,
    in_unit,
    money,
)
from app.components.gap_grid import show_whole
from app.components.inert import inert, one_line
from app.components.plain import plain
from app.components.tables import Column, download_csv, show_table
from finmodel.i18n import t
from finmodel.tagging.budget_comparison import in_other_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.budget.report_sides import Compared
    from app.components.budget.report_words import Shown
    from finmodel.tagging.comparison import Change, ComparedLine

__all__ = ["show_comparison"]


def show_comparison(shown: Shown) -> None:
    """Show the comparison that the reader chooses, category by category and line by line."""
    formats = shown.formats
    st.caption(formats.text("budget_report.compare_how"))
    found = choose_sides(shown)
    if found is None:
        return
    if found.comparison is None:
        for budget in found.budgets:
            if not budget.reconciliation.is_balanced:
                show_reconciliation(budget, formats)
        return
    axis = choose_axis(shown.scheme, formats, key="compare")
    changes = found.comparison.changes[axis]
    st.subheader(
        formats.text(
            "budget_report.compare_title",
            what=inert(t(f"tag_kind.{shown.scope.kind}", formats.lang)),
            axis=inert(axis_label(shown.scheme, axis, formats).lower()),
        )
    )
    plain(f"{found.before.name} → {found.after.name}", name="budget-compared")
    alt_text = formats.text("budget_report.compare_alt", before=found.before.name, after=found.after.name)
    _table(changes, found, shown, alt_text=alt_text)
    _other_years(found, shown)
    show_way(changes, shown)
    place = shown.scheme.axis_ids.index(axis)
    lines = found.comparison.lines
    lists = {
        "retagged": [one for one in lines if _is_retagged(one, place)],
        "new_lines": [one for one in lines if one.before is None],
        "gone_lines": [one for one in lines if one.after is None],
    }
    for name, items in lists.items():
        _lines(name, items, place, shown)


def _other_years(found: Compared, shown: Shown) -> None:
    """Say what stands in years that are not compared: no krona is left out without a word."""
    formats, years = shown.formats, (found.before.years, found.after.years)
    left = shown.once(
        ("other_years", shown.opened.key, found.before, found.after),
        lambda: in_other_years(*found.budgets, shown.scope.kind, years),
    )
    if any(left):
        first, second = (inert(money(ore, formats)) for ore in left)
        st.caption(formats.text("budget_report.other_years", before=first, after=second))


def _is_retagged(line: ComparedLine, place: int) -> bool:
    if line.before is None or line.after is None:
        return False
    return line.before.categories[place] != line.after.categories[place]


def _is_whole(change: Change) -> bool:
    effects = change.amount_effect + change.tag_effect + change.new + change.gone
    return change.before + effects == change.after


def _table(changes: Mapping[str, Change], found: Compared, shown: Shown, *, alt_text: str) -> None:
    """Show before + effects = after for each category, and say that it holds to the öre."""
    formats, scheme = shown.formats, shown.scheme
    names = ("before", *EFFECTS, "after")
    rows: list[dict[str, Any]] = [
        {"name": category_label(scheme, category, formats)}
        | {name: in_unit(getattr(change, name), formats) for name in names}
        for category, change in changes.items()
    ]
    whole = {name: sum(getattr(change, name) for change in changes.values()) for name in names}
    rows.append(
        {"name": formats.text("budget_report.sum")} | {one: in_unit(ore, formats) for one, ore in whole.items()}
    )
    columns = [Column("name", f"{formats.text('budget_report.category')}, {formats.money_label}")]
    columns += [Column(name, formats.text(f"budget_report.effect_{name}"), formats.decimals) for name in names]
    show_whole(rows, columns, formats, alt=alt_text, key="budget-compare", has_sum=True)
    is_whole = all(_is_whole(change) for change in changes.values())
    st.caption(formats.text("budget_report.identity" if is_whole else "budget_report.identity_broken"))
    in_file = [replace(column, label=file_label(column.label)) for column in columns]
    download_csv(rows, in_file, formats, name="budget_compare")


def _lines(name: str, items: Sequence[ComparedLine], place: int, shown: Shown) -> None:
    formats = shown.formats
    n = formats.number(len(items), 0)
    with st.expander(formats.text(f"budget_report.{name}", n=n), expanded=False):
        if not items:
            st.caption(formats.text("budget_report.no_such_lines"))
            return
        ordered = sorted(items, key=lambda one: (-max(abs(one.before_ore), abs(one.after_ore)), one.key))
        rows = [_line_row(one, place, shown) for one in ordered[:MOST_LINES]]
        if len(ordered) > len(rows):
            st.caption(formats.text("budget_report.lines_cut", n=len(rows), of=n))
        unit = formats.money_label
        columns = [
            Column("text", formats.text("budget_report.line"), width=220),
            Column("organisation", t("tag_group.organisation", formats.lang), width=160),
            Column("tag_before", formats.text("budget_report.tag_before"), width=170),
            Column("tag_after", formats.text("budget_report.tag_after"), width=170),
            Column("before", f"{formats.text('budget_report.effect_before')}, {unit}", formats.decimals, width=110),
            Column(
                "after",
                f"{file_label(formats.text('budget_report.effect_after'))}, {unit}",
                formats.decimals,
                width=110,
            ),
        ]
        columns = [column for column in columns if any(row[column.key] not in ("", None) for row in rows)]
        alt_text = formats.text("budget_report.lines_alt", n=len(rows), of=len(items))
        key = f"table.budget_{name}.{formats.lang}"
        show_table(rows, columns, formats, key=key, alt=alt_text, n_shown=8, row_height=row_height(rows, columns))
        download_csv(masked(rows), columns, formats, name=f"budget_{name}")


def _line_row(one: ComparedLine, place: int, shown: Shown) -> dict[str, Any]:
    formats, scheme = shown.formats, shown.scheme
    item = one.after or one.before
    assert item is not None  # noqa: S101 - it is in one of the two
    tags = [
        "" if side is None else category_label(scheme, side.categories[place], formats)
        for side in (one.before, one.after)
    ]
    code = item.line.organisation
    return {
        "text": one_line(item.line.text),
        "organisation": code_name(shown, "organisation", code) if code else "",
        "tag_before": tags[0],
        "tag_after": tags[1],
        "before": None if one.before is None else in_unit(one.before_ore, formats),
        "after": None if one.after is None else in_unit(one.after_ore, formats),
    }
