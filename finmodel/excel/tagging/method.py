"""The method: what an auditor needs to make the same report again, and what it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code, Kronor, Percent
from finmodel.excel.tagging.readme import SAID
from finmodel.excel.texts import flag_text
from finmodel.i18n.catalogue import has, t
from finmodel.i18n.tagging import axis_name, category_name, said
from finmodel.tagging.budget_comparison import shared_years
from finmodel.tagging.report import method_facts
from finmodel.version import __version__

if TYPE_CHECKING:
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["METHOD_WIDTHS", "fill_method"]

METHOD_WIDTHS = (44, 30, *([22] * 6))
LIMITS = ("proposal", "keywords", "unknown", "weights", "accounts", "double")
"""What the method cannot do; beside what is always said."""


def fill_method(page: Page, before: TaggedBudget | None, *, has_plan: bool) -> None:
    """Write scheme, weights, rules, decisions, source, coverage, masking and limits.

    ``has_plan``: whether the budget is held against the actions of a plan.
    """
    book = page.book
    page.title(columns=4)
    _facts(page, has_plan=has_plan)
    _coverage(page)
    _weights(page)
    if before is not None:
        years = shared_years(before.years, book.budget.years)
        page.heading(book.text("comparison.title"))
        shown = [", ".join(map(str, each)) or "–" for each in years]
        page.note(book.text("comparison.years", before=shown[0], after=shown[1]), 4)
        page.gap()
    page.heading(book.text("method.limits"))
    for name in LIMITS:
        page.note(f"• {book.text(f'method.limit_{name}')}", 4)
    for name in SAID:
        page.note(f"• {book.text(f'said.{name}')}", 4)
    page.note(f"• {book.whose_rules}", 4)


def _facts(page: Page, *, has_plan: bool) -> None:
    book, budget = page.book, page.book.budget
    facts, source, scheme = method_facts(budget), budget.version.source, budget.scheme
    name = said(scheme.name, book.lang)
    rows: list[tuple[str, Cell]] = [
        ("municipality", book.municipality or book.text("readme.no_municipality")),
        ("plan_of", _plan_of(book, has_plan=has_plan)),
        ("scheme", book.text("method.scheme_named", name=name, version=facts.scheme_version)),
        ("scheme_source", said(scheme.source, book.lang)),
        ("rule_set", facts.rule_set),
        ("whose_rules", book.whose_rules),
        ("n_rules", facts.n_rules),
        ("rules_sha256", Code(facts.rules_sha256)),
        ("group_companies", flag_text(facts.group_companies_outside, book.lang)),
        ("activities", flag_text(budget.tagger.activities is not None, book.lang)),
        ("n_decisions", facts.n_decisions),
        ("decisions_sha256", Code(facts.decisions_sha256)),
        ("n_splits", facts.n_splits),
        ("n_links", facts.n_links),
        ("file", source.file),
        ("file_sha256", Code(source.sha256)),
        ("format", _format(page)),
        ("chart", _word(page, "budget_chart", source.chart)),
        ("version", budget.version.id),
        ("basis", t(f"tag_basis.{budget.basis}", book.lang)),
        ("years", ", ".join(map(str, book.years))),
        ("illustrative", flag_text(source.is_illustrative, book.lang)),
        ("masked_in", _masking(page, *source.masking)),
        ("masked_out", _masking(page, str(book.masks.masking.suppliers), str(book.masks.masking.texts))),
        ("finmodel", f"finmodel {__version__}"),
    ]
    page.heading(book.text("method.facts"))
    for name, value in rows:
        page.row([book.text(f"method.{name}"), None])
        row = page.at - 1
        style = book.styles.figure("@" if not isinstance(value, int) else "#,##0", text_wrap=True, align="left")
        page.sheet.merge_range(row, 1, row, 5, "", style)
        if isinstance(value, int):
            page.sheet.write_number(row, 1, value, style)
        else:
            page.cell(row, 1, value if isinstance(value, Code) else str(value))
    for reason, n in source.n_left_out.items():
        key = f"budget_left_out.{reason}"
        page.row([book.text("method.left_out", reason=t(key, book.lang) if has(key, book.lang) else reason), n])
    page.gap()


def _plan_of(book: TagBook, *, has_plan: bool) -> str:
    """Return whose climate plan the budget is held against, or why it is held against none."""
    if has_plan:
        return book.plan_of or "–"
    if not book.plan_of:
        return book.text("method.no_plan")
    whose = book.municipality
    name = "method.other_plan" if whose else "method.unknown_plan"
    return book.text(name, plan=book.plan_of, whose=whose)


def _word(page: Page, group: str, value: str) -> str:
    """Return a value in words; one that finmodel has no word for as it is."""
    key = f"{group}.{value}"
    return t(key, page.book.lang) if value and has(key, page.book.lang) else value or "–"


def _format(page: Page) -> str:
    """Return what kind of file was read, with how its letters are written where that was found out."""
    source = page.book.budget.version.source
    kind = _word(page, "tagging_workbook.format", source.format)
    encoding = source.encoding.removesuffix("-sig").upper()
    return page.book.text("method.encoded", format=kind, encoding=encoding) if encoding else kind


def _masking(page: Page, suppliers: str, texts: str) -> str:
    names = [page.book.text(f"masking.{name}") for name in (suppliers, texts)]
    return page.book.text("method.masking", suppliers=names[0], texts=names[1])


def _coverage(page: Page) -> None:
    book = page.book
    page.heading(book.text("method.coverage"))
    heads = ("method.kind", "axis", "readme.coverage", "readme.left_unknown", "readme.approved", "base")
    page.labels([book.text(name) for name in heads])
    for report in book.reports.values():
        approved = report.totals.approved_shares
        for axis in book.budget.scheme.axis_ids:
            page.row(
                [
                    *(book.kind(report.kind), axis_name(book.budget.scheme, axis, book.lang)),
                    *(Percent(report.coverage(axis)), Kronor(report.left_unknown(axis))),
                    *(Percent(approved[axis]), Kronor(report.totals.base)),
                ]
            )
    page.note(book.text("readme.coverage_how"), 6, font_color="#52606D")
    page.gap()


def _weights(page: Page) -> None:
    """Write the weights as they were, whatever somebody changes on the sheet of the weighted shares."""
    book, scheme = page.book, page.book.budget.scheme
    if not scheme.profiles:
        return
    page.heading(book.text("method.weights"))
    page.labels([book.text("category"), "", *(book.profile_name(each) for each in scheme.profiles)])
    for category in scheme.categories:
        if category.id != scheme.outside:
            row = page.row([f"{category.id} {category_name(scheme, category.id, book.lang)}", ""])
            for column, profile in enumerate(scheme.profiles, 2):
                style = book.styles.figure("0%")
                page.sheet.write_number(row, column, float(profile.weight(category.id)), style)
    page.gap()
