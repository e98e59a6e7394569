"""The first sheet: what the workbook is, every öre accounted for, the key figures, and what must be known with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code, Kronor, Live, Percent, kronor
from finmodel.excel.tagging.distribution import live_share
from finmodel.excel.tagging.ranges import Condition, Ranges
from finmodel.i18n.catalogue import t
from finmodel.i18n.issues import render
from finmodel.i18n.moments import moment_text
from finmodel.i18n.tagging import category_name, said
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.lines import LineKind
from finmodel.tagging.reconciliation import BY_DECISION, Balance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.rules import Rule

__all__ = ["README_WIDTHS", "SAID", "fill_readme"]

README_WIDTHS = (22, 52, *([18] * 8))
SAID = ("effect", "comparable", "energy", "kronor", "standard")
"""What is always said to the user where shares show."""

MAX_ISSUES = 200


def fill_readme(page: Page, sheets: Sequence[str]) -> None:
    """Write the sheet; it refers to cells of sheets that are filled before it.

    Parameters
    ----------
    page
        The sheet.
    sheets
        The other sheets' names in their order.
    """
    book, budget = page.book, page.book.budget
    source = budget.version.source
    page.title(columns=6)
    whose = book.municipality
    whose_text = book.text("readme.whose", municipality=whose) if whose else book.text("readme.no_municipality")
    page.note(whose_text, 6, bold=True, font_size=12)
    if source.is_illustrative:
        page.note(book.text("readme.illustrative"), 6, bold=True, bg_color="#FFE8A3", border=1)
    basis = t(f"tag_basis.{budget.basis}", book.lang)
    page.note(book.text("readme.what", file=source.file, version=budget.version.id, basis=basis), 6)
    if source.when or source.who:
        page.note(book.text("readme.imported", who=source.who or "–", when=moment_text(source.when) or "–"), 6)
    page.gap()
    _reconciliation(page)
    _key_figures(page)
    page.heading(book.text("readme.said"))
    for name in SAID:
        page.note(f"• {book.text(f'said.{name}')}", 6)
    page.note(f"• {book.whose_rules}", 6)
    page.gap()
    _issues(page)
    page.heading(book.text("readme.sheets"))
    for name in sheets:
        row = page.row([book.title(name), book.text(f"{name}.about")])
        page.sheet.write_url(
            row,
            0,
            f"internal:'{book.title(name)}'!A1",
            book.styles.get(font_color="#005A9C", underline=1),
            book.title(name),
        )


def _reconciliation(page: Page) -> None:
    """Write, for each kind and year, that what was imported is the base and what is outside, by reason."""
    book = page.book
    balances = book.budget.reconciliation.balances
    page.heading(book.text("readme.reconciliation"))
    page.note(book.text("readme.reconciled"), 6)
    there = {(balance.kind, balance.year): balance for balance in balances}
    years = sorted({*book.years, *(balance.year for balance in balances)})
    kinds = {balance.kind for balance in balances}
    for kind in (kind for kind in LineKind if kind in kinds):
        nothing = [Balance(kind, year, 0, 0, {}) for year in years]
        of_kind = [there.get((kind, empty.year), empty) for empty in nothing]
        page.labels([book.kind(kind), book.text("readme.why"), *(str(balance.year) for balance in of_kind)])
        _balance_rows(page, kind, of_kind)
        page.gap()
    if not balances:
        page.note(book.text("no_lines"), 6)
        page.gap()


def _balance_rows(page: Page, kind: LineKind, balances: Sequence[Balance]) -> None:
    book, ranges = page.book, Ranges(page.book)
    word = book.kind(kind)
    of_kind = Condition(ranges.kind, f'"{word}"', word)
    outside = book.budget.scheme.outside
    first_axis = book.budget.scheme.axis_ids[0]

    imported = page.row([book.text("readme.imported_sum"), "", *(Kronor(each.imported) for each in balances)])
    for column, balance in enumerate(balances, 2):
        book.define(book.imported_name(kind, balance.year), page, (imported, column))
    cells: list[Cell] = [book.text("base"), book.text("readme.base")]
    is_outside = Condition(ranges.tag(first_axis), f'"{outside}"', outside)
    for balance in balances:
        whole, out = (_total(ranges, book, balance.year, *asked) for asked in ((of_kind,), (of_kind, is_outside)))
        cells.append(Live(f"={whole}-{out}", kronor(balance.base)))
    base = page.row(cells)
    reasons = list(dict.fromkeys(reason for balance in balances for reason in balance.outside))
    for reason in reasons:
        shown, why = _reason(book, reason)
        cells = [Code(shown), why]
        asked = (of_kind, Condition(ranges.outside, page.address(page.at, 0, is_local=True), shown))
        for balance in balances:
            amount = kronor(balance.outside.get(reason, 0))
            cells.append(Live(f"={_total(ranges, book, balance.year, *asked)}", amount))
        page.row(cells, ground=book.of_role(outside))
    cells = [book.text("readme.difference"), book.text("readme.difference_of")]
    for column in range(2, 2 + len(balances)):
        first, last = (page.address(row, column, is_local=True) for row in (base, page.at - 1))
        cells.append(
            Live(f"=ROUND({page.address(imported, column, is_local=True)}-SUM({first}:{last}),2)", 0.0, "check")
        )
    page.row(cells, is_bold=True)
    if any(balance.control is not None for balance in balances):
        control = page.row([book.text("readme.control"), "", *(Kronor(each.control) for each in balances)])
        cells = [book.text("readme.control_difference"), ""]
        for column, balance in enumerate(balances, 2):
            there = [page.address(row, column, is_local=True) for row in (control, imported)]
            is_stated = balance.control is not None
            cells.append(Live(f"=ROUND({there[1]}-{there[0]},2)", 0.0, "check") if is_stated else None)
        page.row(cells, is_bold=True)


def _total(ranges: Ranges, book: TagBook, year: int, *asked: Condition) -> str:
    """Return the sum of a year; of a year that only a control total names, nothing."""
    return ranges.total(year, *asked) if year in book.years else "0"


def _reason(book: TagBook, reason: str) -> tuple[str, str]:
    if reason == BY_DECISION:
        return book.text("outside.decision"), book.text("outside.by_decision")
    rule: Rule | None = book.budget.tagger.rule_set.by_id.get(reason)
    return reason, note_of(rule, book.lang) if rule else ""


def _key_figures(page: Page) -> None:
    """Write the figures of each kind, harmful and unexamined money as visible as the favourable."""
    book, scheme = page.book, page.book.budget.scheme
    for report in book.reports.values():
        page.heading(book.text("readme.key_figures", kind=book.kind(report.kind)))
        page.labels([book.text("axis"), book.text("category"), book.text("kronor"), book.text("share")])
        base = book.base_cells[report.kind, None]
        for place, axis in enumerate(scheme.axes):
            for category in scheme.on_axis(axis.id):
                if category == scheme.outside:
                    continue
                share = report.totals.shares(axis.id)[category]
                part = book.category_cells[report.kind, axis.id, category, None]
                ground = book.of_role(category)
                page.row(
                    [
                        said(scheme.axes[place].name, book.lang),
                        f"{category} {category_name(scheme, category, book.lang)}",
                        Live(f"={part}", kronor(report.totals.amounts(axis.id)[category])),
                        live_share(book, part, base, share),
                    ],
                    grounds=("", ground),
                )
        page.row([book.text("base"), "", Live(f"={base}", kronor(report.totals.base))], is_bold=True)
        page.gap()
        _weighted(page, report)
        _examined(page, report)


def _weighted(page: Page, report: KindReport) -> None:
    book, scheme = page.book, page.book.budget.scheme
    if book.profile is None:
        return
    profile = book.profile_name(book.profile)
    names = ("conditional_low", "conditional_high", "unknown_low", "unknown_high", "untested_low", "untested_high")
    heads = [book.text(f"weighted.column.{name}") for name in ("share", *names, "approved")]
    page.labels([book.text("readme.weighted"), profile, *heads])
    for axis in scheme.axes:
        found = report.weighted(book.profile)[axis.id]
        shares = (
            *(found.share, found.conditional.low, found.conditional.high, found.unknown.low, found.unknown.high),
            *(found.untested.low, found.untested.high, found.approved),
        )
        where = book.weighted_cells[report.kind, axis.id]
        live = [
            Live(f"={cell}", book.undefined(share) if share.value is None else float(share.value), "share")
            for cell, share in zip(where, shares, strict=True)
        ]
        page.row([said(axis.name, book.lang), "", *live])
    page.gap()


def _examined(page: Page, report: KindReport) -> None:
    """Write how much is judged and by whom, and how many lines are left."""
    book, scheme = page.book, page.book.budget.scheme
    heads = ("coverage", "left_unknown", "approved", "n_to_judge", "n_unexamined")
    page.labels([book.text("axis"), "", *(book.text(f"readme.{name}") for name in heads)])
    approved = report.totals.approved_shares
    for axis in scheme.axes:
        n = report.n_to_judge(axis.id)
        cells: list[Cell] = [said(axis.name, book.lang), "", Percent(report.coverage(axis.id))]
        cells += [
            Kronor(report.left_unknown(axis.id)),
            Percent(approved[axis.id]),
            "–" if n is None else n,
            len(report.unexamined(axis.id)),
        ]
        page.row(cells)
    page.note(book.text("readme.coverage_how"), 6, font_color="#52606D")
    page.gap()


def _issues(page: Page) -> None:
    book = page.book
    issues = list(book.budget.issues)
    unmapped = book.budget.unmapped
    if not issues and not (unmapped and unmapped.by_code):
        return
    page.heading(book.text("readme.issues"))
    for issue in issues[:MAX_ISSUES]:
        page.note(f"• {render(book.masks.issue(issue), book.lang)}", 6)
    if len(issues) > MAX_ISSUES:
        page.note(book.text("more", n=len(issues) - MAX_ISSUES), 6)
    if unmapped and unmapped.by_code:
        page.note(book.text("readme.unmapped", n=len(unmapped.by_code)), 6)
        for code, ore in list(unmapped.by_code.items())[:20]:
            page.row([Code(code), "", Kronor(ore)])
    page.gap()
