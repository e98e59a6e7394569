"""The table of decisions, to be added to and read back, and the rules as they were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import clean, may_be_formula
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import said
from finmodel.i18n.tagging_notes import notes_in
from finmodel.tagging.decisions import Step
from finmodel.tagging.rule_table import rows_of_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from finmodel.excel.tagging.frame import Page, TagBook

__all__ = ["decisions_widths", "fill_decisions", "fill_rules", "rules_widths"]

SPARE_ROWS = 1_000
"""Rows below the history that have drop-downs."""

_WIDE = {"text": 60, "ej_text": 30, "skal": 70, "verksamhet": 22, "konto": 22, "over": 22}


def decisions_widths(book: TagBook) -> tuple[float, ...]:
    """Return the widths of the columns."""
    return (26, 14, *([18] * len(book.budget.scheme.axes)), 50, 40, 24, 24)


def fill_decisions(page: Page) -> None:
    """Write every step of the history; the headings are on the first row, as the reader of decisions wants them."""
    book, scheme = page.book, page.book.budget.scheme
    axes = [said(axis.name, book.lang) for axis in scheme.axes]
    names = ("key", "step", *axes, "reason", "evidence", "who", "when")
    heads = [book.text(f"decisions.{name}") if name not in axes else name for name in names]
    words = {step: t(f"tag_step.{step}", book.lang) for step in Step}
    rows = [
        (
            decision.key,
            words[decision.step],
            *(decision.categories.get(axis, "") for axis in scheme.axis_ids),
            book.masks.reason(decision.reason),
            book.masks.reason(decision.evidence),
            *(decision.who, decision.when),
        )
        for decision in book.budget.dossier.log.decisions
    ]
    _table(page, heads, rows)
    last = len(rows) + SPARE_ROWS
    page.sheet.data_validation(1, 1, last, 1, {"validate": "list", "source": list(words.values())})
    for place, axis in enumerate(scheme.axes, 2):
        codes = list(scheme.on_axis(axis.id))
        # A list of choices may not be longer than 255 characters.
        if len(",".join(codes)) <= 255:
            page.sheet.data_validation(1, place, last, place, {"validate": "list", "source": codes})


def rules_widths(book: TagBook) -> tuple[float, ...]:
    """Return the widths of the columns."""
    headings, _ = rows_of_rules(book.budget.tagger.rule_set, book.budget.scheme)
    return tuple(_WIDE.get(heading, 12) for heading in headings)


def fill_rules(page: Page) -> None:
    """Write the rules that were used, to be changed and given back: headings on the first row."""
    tagger = page.book.budget.tagger
    headings, rows = rows_of_rules(notes_in(tagger.rule_set, page.book.lang), tagger.scheme)
    _table(page, headings, rows)


def _table(page: Page, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table from the first row on, in cells that are text: a code or a date that is typed in stays as it is."""
    styles, sheet = page.book.styles, page.sheet
    for column, _ in enumerate(headings):
        sheet.set_column(column, column, page.widths[column], styles.get(num_format="@", locked=False))
    page.labels(headings)
    plain = styles.figure("@", text_wrap=True)
    quoted = styles.figure("@", text_wrap=True, quote_prefix=True)
    for row in rows:
        if height := page.height(row):
            sheet.set_row(page.at, height)
        for column, cell in enumerate(row):
            if text := clean(cell):
                sheet.write_string(page.at, column, text, quoted if may_be_formula(text) else plain)
        page.at += 1
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(page.at - 1, 1), len(headings) - 1)
