"""Budget lines as rows of a table: what each is for, its tags, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.budget.review_words import axis_heading, code_words, standing_words
from app.components.inert import one_line
from app.components.tables import Column
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name, reason_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.components.budget.review_queue import Queue
    from app.components.formats import Formats
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["line_columns", "line_rows"]


def line_rows(items: Sequence[TaggedLine], queue: Queue, formats: Formats) -> list[dict[str, Any]]:
    """Return a row for each line: texts as words, amounts in the page's unit."""
    budget, lang = queue.budget, formats.lang
    version, scheme, log = budget.version, budget.scheme, budget.dossier.log
    rows = []
    for item in items:
        line = item.line
        row: dict[str, Any] = {
            "text": one_line(line.text) or formats.text("budget_review.no_text"),
            "kind": t(f"tag_kind.{line.kind}", lang),
            "amount": formats.in_unit(line.amount(queue.years) / 100),
            "standing": standing_words(item, scheme, log, formats),
            "why": one_line(reason_text(item, budget.tagger, lang)),
            "organisation": code_words(version, "organisation", line.organisation),
            "activity": code_words(version, "activity", line.activity),
            "account": code_words(version, "account", line.account),
        }
        for place, axis in enumerate(scheme.axis_ids):
            row[f"proposal.{axis}"] = category_name(scheme, item.verdict.categories[place], lang)
            row[f"now.{axis}"] = category_name(scheme, item.categories[place], lang)
        there = dict(line.amounts)
        for year in queue.years:
            row[f"year.{year}"] = formats.in_unit(there.get(year, 0) / 100)
        rows.append(row)
    return rows


def line_columns(queue: Queue, formats: Formats, *, has_proposals: bool = True) -> list[Column]:
    """Return the columns of the list, the tags next to what the line is for."""
    scheme, unit, decimals = queue.budget.scheme, formats.money_label, formats.decimals + 1
    head = formats.text("budget_review.amount", unit=unit)
    columns = [Column("text", formats.text("budget_review.text"), width=222, pinned=True)]
    if queue.kind is None or not has_proposals:
        columns.append(Column("kind", formats.text("budget_review.kind"), width=100))
    columns.append(Column("amount", head, decimals=decimals, width=100))
    for axis in scheme.axis_ids:
        name = axis_heading(scheme, axis, formats.lang)
        if has_proposals:
            columns.append(Column(f"proposal.{axis}", formats.text("budget_review.proposal", axis=name), width=160))
        columns.append(Column(f"now.{axis}", formats.text("budget_review.now", axis=name), width=160))
    columns += [
        Column("standing", formats.text("budget_review.standing"), width=270),
        Column("organisation", formats.text("budget_review.organisation"), width=180),
        Column("activity", formats.text("budget_review.activity"), width=180),
        Column("account", formats.text("budget_review.account"), width=170),
    ]
    if has_proposals:
        columns.insert(-3, Column("why", formats.text("budget_review.why"), width=330))
        if len(queue.years) > 1:
            columns += [Column(f"year.{year}", f"{year}, {unit}", decimals=decimals, width=105) for year in queue.years]
    return columns
