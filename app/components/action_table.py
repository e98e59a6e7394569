"""The table of actions: every action with its figures, filtered and sortable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.cards import figure_help
from app.components.inert import inert, one_line
from app.components.marks import marks_of
from app.components.notes import per_tonne_unit
from app.components.tables import Column, why_column
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.components.formats import Formats
    from finmodel.analysis.results import ActionResult, Results
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan

__all__ = ["FIGURE_COLUMNS", "Filters", "action_columns", "action_rows", "is_shown"]

FIGURE_COLUMNS = ("investment_total", "investment_incremental", "npv", "abatement_cost")


class Filters:
    """Which actions are shown; an empty choice shows all."""

    def __init__(self, sectors: Iterable[str], owners: Iterable[str], statuses: Iterable[str], words: str) -> None:
        self.sectors, self.owners, self.statuses = set(sectors), set(owners), set(statuses)
        self.words = words.casefold().split()


def is_shown(action: Action, filters: Filters) -> bool:
    """Whether an action fits the filters; every word must stand in its id, name or description."""
    text = f"{action.id} {action.name} {action.description}".casefold()
    return (
        (not filters.sectors or (action.sector or "") in filters.sectors)
        and (not filters.owners or action.owner in filters.owners)
        and (not filters.statuses or str(action.status) in filters.statuses)
        and all(word in text for word in filters.words)
    )


def action_rows(actions: Iterable[Action], results: Results, formats: Formats, *, year: int) -> list[dict[str, Any]]:
    """Return a row per action: numbers as numbers, and the reason's words where there is none."""
    plan = results.plan
    owners = {row.id: one_line(row.name) for row in plan.organisations}
    sectors = {row.id: one_line(row.name) for row in plan.sectors}
    tonnes, unadjusted = _tonnes(results, year)
    rows = []
    for action in actions:
        item = results.action(action.id)
        row: dict[str, Any] = {
            "id": int(action.id) if has_number_ids(plan) else action.id,
            "name": action.name,
            "owner": owners[action.owner],
            "sector": sectors.get(action.sector or "", ""),
            "status": t(f"choice.status.{action.status}", formats.lang),
            "tonnes": _or_reason(tonnes[action.id], item, "tonnes_total", formats),
            "unadjusted": _or_reason(unadjusted[action.id], item, "tonnes_total", formats),
            "flags": ", ".join(words for _, words in marks_of(item, plan, formats)),
        }
        for name in FIGURE_COLUMNS:
            value = item.figures[name]
            if value is not None and name != "abatement_cost":
                value = formats.in_unit(value)
            row[name] = _or_reason(value, item, name, formats)
        rows.append(row)
    return rows


def _tonnes(results: Results, year: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return every action's own net tonnes in a year after and before overlap, also of those that no total counts."""
    arrays = results.arrays
    column = results.years.index(year)
    beside = (arrays.removals - arrays.upfront)[:, column]
    after, before = (
        {name: float(value) for name, value in zip(arrays.actions, tonnes[:, column] + beside, strict=True)}
        for tonnes in (arrays.reductions, arrays.unadjusted)
    )
    return after, before


def _or_reason(value: float | None, item: ActionResult, name: str, formats: Formats) -> float | str | None:
    reason = item.figures.undefined.get(name)
    return value if reason is None else formats.reason(reason)


def has_number_ids(plan: Plan) -> bool:
    """Whether every action's id is a plain number, so that 2 is sorted before 10."""
    return all(
        action.id.isascii() and action.id.isdigit() and str(int(action.id)) == action.id for action in plan.actions
    )


def action_columns(plan: Plan, formats: Formats, *, year: int, is_society: bool = False) -> list[Column]:
    """Return the columns of the table of actions: the figures and why they are missing before what describes it."""
    lang = formats.lang

    def of_figure(name: str, unit: str, decimals: int, *, width: int = 118) -> Column:
        short = t(f"figure.{name}.short", lang)
        return Column(name, f"{short}, {unit}", decimals=decimals, help=figure_help(name, formats), width=width)

    money = formats.money_label
    year_help = inert(formats.text("actions.tonnes_help"))
    unadjusted = formats.text("actions.unadjusted_year", year=year)
    per_tonne = per_tonne_unit(formats, is_society=is_society)
    overlap_help = figure_help("tonnes_unadjusted", formats)
    return [
        Column(
            "id",
            formats.text("actions.id"),
            decimals=0 if has_number_ids(plan) else None,
            width=45 if has_number_ids(plan) else 85,
        ),
        Column("name", formats.text("action"), width=190),
        of_figure("investment_total", money, formats.decimals, width=112),
        of_figure("investment_incremental", money, formats.decimals, width=140),
        of_figure("npv", money, formats.decimals, width=130),
        of_figure("abatement_cost", per_tonne, 0, width=285 if is_society else 114),
        Column("tonnes", formats.text("actions.tonnes_year", year=year), decimals=0, help=year_help, width=84),
        why_column(formats, 155),
        *([Column("unadjusted", unadjusted, decimals=0, help=overlap_help, width=150)] if plan.pools else []),
        Column("owner", t("field.actions.owner.label", lang), width=180),
        Column("sector", t("field.actions.sector.label", lang), width=170),
        Column("status", t("field.actions.status.label", lang), width=105),
        Column("flags", formats.text("actions.flags"), width=230),
    ]
