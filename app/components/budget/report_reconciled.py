"""The reconciliation, first on the page: imported = base + outside by reason, to the öre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_words import exact, file_label
from app.components.compare_grid import Cell, Head, show_grid
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from app.components.tables import Column, download_csv
from finmodel.i18n import t
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.lines import LineKind
from finmodel.tagging.reconciliation import BY_DECISION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.components.formats import Formats
    from finmodel.tagging.reconciliation import Balance
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["outside_reason", "show_reconciliation"]

_ALARM = "#A3260B"
_FIGURES = ("imported", "base", "outside", "difference", "control", "control_difference")


def show_reconciliation(budget: TaggedBudget, formats: Formats) -> bool:
    """Show imported, outside, base and differences by kind and year; return whether there may be a report.

    Parameters
    ----------
    budget
        The tagged budget.
    formats
        How numbers are written; here they are always in kronor and öre.

    Returns
    -------
    bool
        Whether every öre is accounted for; where not, the issues are shown.
    """
    found = budget.reconciliation
    balances = sorted(found.balances, key=lambda one: (tuple(LineKind).index(one.kind), one.year))
    st.header(formats.text("budget_report.reconciliation"))
    if found.is_balanced:
        words = "balanced_control" if any(one.control is not None for one in balances) else "balanced"
        st.success(formats.text(f"budget_report.{words}"), icon=":material/check_circle:")
    else:
        st.error(formats.text("budget_report.not_balanced"), icon=":material/error:")
        show_issues(found.issues, formats, key="budget_report")
    _by_kind_and_year(balances, formats)
    _outside(budget, balances, formats)
    return found.is_balanced


def outside_reason(budget: TaggedBudget, why: str, formats: Formats) -> str:
    """Return why money is outside, in words: the note of the rule, or that people decided it."""
    if why == BY_DECISION:
        return formats.text("budget_report.by_decision")
    rule = budget.tagger.rule_set.by_id.get(why)
    note = "" if rule is None else one_line(note_of(rule, formats.lang))
    return f"{note} ({one_line(why)})" if note else one_line(why)


def _values(balance: Balance) -> dict[str, int | None]:
    return {
        "imported": balance.imported,
        "outside": sum(balance.outside.values()),
        "base": balance.base,
        "difference": balance.difference,
        "control": balance.control,
        "control_difference": balance.control_difference,
    }


def _by_kind_and_year(balances: Sequence[Balance], formats: Formats) -> None:
    has_control = any(balance.control is not None for balance in balances)
    names = [name for name in _FIGURES if has_control or not name.startswith("control")]
    labels = {name: formats.text(f"budget_report.column_{name}") for name in names}
    heads = [Head(formats.text("budget_report.kind_year")), *(Head(label) for label in labels.values())]
    grid, rows = [], list[dict[str, Any]]()
    for balance in balances:
        name = f"{t(f'tag_kind.{balance.kind}', formats.lang)} {balance.year}"
        values = _values(balance)
        grid.append((name, [_cell(each, values[each], formats) for each in names]))
        rows.append({"name": name} | {each: _kronor(values[each]) for each in names})
    alt = formats.text("budget_report.reconciliation_alt", n=len(balances))
    show_grid([heads], grid, alt=alt)
    columns = [Column("name", formats.text("budget_report.kind_year"))]
    unit = formats.text("budget_report.kr")
    columns += [Column(each, f"{file_label(labels[each])}, {unit}", decimals=2) for each in names]
    download_csv(rows, columns, formats, name="budget_reconciliation")


def _cell(name: str, ore: int | None, formats: Formats) -> Cell:
    if ore is None:
        return Cell("–")
    is_wrong = "difference" in name and ore != 0
    return Cell(exact(ore, formats), colour=_ALARM if is_wrong else "")


def _kronor(ore: int | None) -> float | None:
    return None if ore is None else ore / 100


def _outside(budget: TaggedBudget, balances: Sequence[Balance], formats: Formats) -> None:
    """Show what is outside by its reasons: every one of them, by kind and year."""
    reasons = list(dict.fromkeys((balance.kind, why) for balance in balances for why in balance.outside))
    if not reasons:
        st.caption(formats.text("budget_report.nothing_outside"))
        return
    years = sorted({balance.year for balance in balances})
    rows: list[dict[str, Any]] = []
    for kind, why in reasons:
        by_year = {one.year: one.outside.get(why, 0) for one in balances if one.kind is kind}
        rows.append(
            {"name": t(f"tag_kind.{kind}", formats.lang), "why": outside_reason(budget, why, formats)}
            | {str(year): _kronor(by_year.get(year, 0)) for year in years}
        )
    columns = [
        Column("name", formats.text("budget_report.kind")),
        Column("why", formats.text("budget_report.reason")),
        *(Column(str(year), f"{year}, {formats.text('budget_report.kr')}", decimals=2) for year in years),
    ]
    with st.expander(formats.text("budget_report.outside_why", n=len(reasons))):
        st.caption(inert(formats.text("budget_report.outside_how")))
        heads = [Head(column.label) for column in (columns[1], columns[0], *columns[2:])]
        grid = [
            (
                str(row["why"]),
                [Cell(str(row["name"])), *(Cell(formats.number(row[str(year)], 2)) for year in years)],
            )
            for row in rows
        ]
        show_grid([heads], grid, alt=formats.text("budget_report.outside_alt", n=len(reasons)))
        download_csv(rows, columns, formats, name="budget_outside")
