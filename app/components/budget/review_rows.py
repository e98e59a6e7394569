"""Budget lines as rows of a table: what each is for, its tags, and who stands for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.budget.review_words import axis_heading, code_words, standing_words
from app.components.inert import one_line
from app.components.tables import Column
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.components.budget.review_queue import Queue
    from app.components.formats import Formats
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["line_columns", "line_rows"]

_TEXT, _KIND = 244, 90
"""Widths [pixels]: with those below, all columns are seen in a window of 1 400."""


def line_rows(items: Sequence[TaggedLine], queue: Queue, formats: Formats) -> list[dict[str, Any]]:
    """Return a row for each line: texts as words, amounts in the page's unit."""
    budget, lang = queue.budget, formats.lang
    version, scheme, log = budget.version, budget.scheme, budget.dossier.log
    rows = []
    for item in items:
        line = item.line
        row: dict[str, Any] = {
            "text": one_line(line.text) or formats.text("budget_review.no_text"),
            "organisation": code_words(version, "organisation", line.organisation),
            "kind": t(f"tag_kind.{line.kind}", lang),
            "amount": formats.in_unit(line.amount(queue.years) / 100),
            "standing": standing_words(item, scheme, log, formats, is_short=True),
        }
        for axis, proposed, now in zip(scheme.axis_ids, item.verdict.categories, item.categories, strict=True):
            names = (category_name(scheme, code, lang) for code in dict.fromkeys((proposed, now)))
            row[f"tag.{axis}"] = " → ".join(names)
        rows.append(row)
    return rows


def line_columns(queue: Queue, formats: Formats, *, has_kinds: bool = False) -> list[Column]:
    """Return the columns of the list, few enough to be seen at once; the rest stands with the line itself."""
    scheme, lang = queue.budget.scheme, formats.lang
    head = formats.text("budget_review.amount", unit=formats.money_label)
    shown_kinds = has_kinds or queue.kind is None
    columns = [
        Column("text", formats.text("budget_review.text"), width=_TEXT - (_KIND if shown_kinds else 0)),
        Column("organisation", formats.text("budget_review.organisation"), width=192),
    ]
    if shown_kinds:
        columns.append(Column("kind", formats.text("budget_review.kind"), width=_KIND))
    columns.append(Column("amount", head, decimals=formats.decimals + 1, width=95))
    how = formats.text("budget_review.tag_help")
    columns += [
        Column(f"tag.{axis}", axis_heading(scheme, axis, lang), help=how, width=137) for axis in scheme.axis_ids
    ]
    columns.append(Column("standing", formats.text("budget_review.standing"), width=175))
    return columns
