"""The sheet of sources and uses: what has to be paid for, with what money, what is missing, and what cut it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.funding import Balance, GapView
from finmodel.analysis.indicators import FigureUnit
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, YearRow, is_used, print_years, year_table, year_widths
from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t
from finmodel.model.funding_enums import Certainty

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.funding import SourceUse
    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import Cell, ResultBook
    from finmodel.model.plan import Plan

__all__ = ["balance_paths", "funding_sheet", "has_funding", "source_note"]

MONEY, RATE = FigureUnit.MONEY, FigureUnit.RATE


def has_funding(plan: Plan) -> bool:
    """Whether a plan says anything of how it is paid for."""
    return bool(plan.sources or plan.funding or plan.frames or plan.adopted_plan)


def funding_sheet(book: ResultBook) -> None:
    """Write the balance in all, by year and by who bears it, then limits, late payments, frames and adopted plan."""
    funding, width = book.results.funding, N_TEXTS + 5
    sheet = book.sheet("funding", year_widths(book), basis=book.text("funding.basis", **_basis(book)))
    row = TOP
    for view in GapView:
        note = f"{t(f'gap_view.{view}.label', book.lang)}: {t(f'gap_view.{view}.help', book.lang)}"
        book.note(sheet, row, note, width, NOTE_WIDTH)
        row += 1
    if funding.not_costed:
        ids = ", ".join(map(book.name, funding.not_costed))
        book.note(sheet, row, book.text("funding.not_costed", ids=ids), width, NOTE_WIDTH)
        row += 1
    title = book.text("funding.in_all", base_year=book.results.plan.settings.base_year)
    row = _in_all(book, sheet, book.heading(sheet, row + 1, title)) + 1
    by_year = row
    breaks = [row, row := _by_year(book, sheet, row)]
    breaks.append(row := _by_organisation(book, sheet, row))
    row = _limits(book, sheet, row)
    row = _late(book, sheet, row)
    breaks.append(row)
    row = _frames(book, sheet, row)
    _adopted(book, sheet, row)
    print_years(book, sheet, by_year + 1, breaks)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _basis(book: ResultBook) -> dict[str, str]:
    return {"perspective": book.perspective(book.results.perspective), "money": book.money}


def source_note(book: ResultBook, source: str) -> str:
    """Return that a source rests on illustrative terms or entries of the mix, or nothing."""
    plan = book.results.plan
    is_illustrative = any(row.illustrative for row in plan.sources if row.id == source)
    is_illustrative |= any(row.illustrative for row in plan.funding if row.source == source)
    return book.text("illustrative") if is_illustrative else ""


def balance_paths(book: ResultBook, balance: Balance) -> dict[str, FloatArray]:
    """Return uses, classes of money and gaps of a balance by label, each by year."""
    n_years = len(balance.years)
    paths = {t("balance.uses", book.lang): balance.uses}
    paths |= {choice_text(name, book.lang): path for name, path in balance.classes.items()}
    paths |= {t(f"gap_view.{view}.label", book.lang): path for view, path in balance.gaps.items()}
    return {label: path.reshape(-1, n_years).sum(axis=0) for label, path in paths.items()}


def _in_all(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write classes and sources with the planned gap, which add up to the uses, then what is measured of them."""
    balance, absent = book.results.funding.portfolio, Reason.ABSENT_INPUT.key
    uses = balance.total(balance.uses)

    def line(label: str, source: str, note: str, amount: float | None, item: SourceUse | None = None) -> list[Cell]:
        share = amount / uses if amount is not None and uses else None
        cap = None if item is None else item.cap
        return [
            *(label, source, note),
            Number(amount, MONEY, absent if amount is None else None),
            Number(share, RATE),
            "" if cap is None else Number(cap, MONEY),
            "" if item is None else _sure(book, item),
        ]

    rows: list[list[Cell]] = []
    for money_class, path in balance.classes.items():
        rows.append(line(choice_text(money_class, book.lang), "", "", balance.total(path)))
        rows += [
            line("", item.source.name, source_note(book, item.source.id), item.total, item)
            for item in book.results.funding.sources
            if item.source.of_class is money_class and item.source.is_capital and item.n_actions
        ]
    gaps = {
        view: line(t(f"gap_view.{view}.label", book.lang), "", "", balance.total(path))
        for view, path in balance.gaps.items()
    }
    rows += [gaps[GapView.PLANNED], line(t("balance.uses", book.lang), "", "", uses)]
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(f"funding.{key}"), None) for key in ("class", "source")),
        (book.text("standing"), None),
        (book.text("funding.used"), MONEY),
        (book.text("funding.share"), RATE),
        (book.text("funding.cap"), MONEY),
        (book.text("funding.certainty"), None),
    ]
    row = book.table(sheet, row, columns, rows, total=True)
    again = Number(balance.total(balance.reinvestment), MONEY)
    rows = [[t("balance.uses", book.lang), book.text("funding.reinvestment"), "", again]]
    rows += [gaps[GapView.EXPECTED][:4], gaps[GapView.WORST][:4]]
    rows.append([t("balance.net_own", book.lang), "", "", Number(balance.net_own, MONEY)])
    leverage = Number(balance.leverage, FigureUnit.RATIO, Reason.NO_OWN_MONEY.key)
    rows.append([t("balance.leverage", book.lang), "", "", leverage])
    need = Number(float(np.max(balance.liquidity_need, initial=0.0)), MONEY)
    rows.append([book.text("funding.most_liquidity"), "", "", need])
    rows += [
        [
            book.text("funding.results_based"),
            item.source.name,
            source_note(book, item.source.id),
            Number(item.total, MONEY),
        ]
        for item in book.results.funding.sources
        if not item.source.is_capital and item.n_actions
    ]
    return book.table(sheet, row, columns[:4], rows)


def _sure(book: ResultBook, item: SourceUse) -> str:
    """Return how sure the money is; entries of the mix may be surer, or less sure, than their source."""
    stated = item.source.certainty
    if item.is_secured or stated is not Certainty.SECURED:
        return choice_text(Certainty.SECURED if item.is_secured else stated, book.lang)
    return book.text("funding.partly_secured")


def _by_year(book: ResultBook, sheet: Worksheet, row: int) -> int:
    balance, names = book.results.funding.portfolio, {item.id: item.name for item in book.results.plan.sources}
    uses, label = t("balance.uses", book.lang), {use: t(f"use.{use.key}", book.lang) for use in Use}
    rows = [YearRow((uses, "", label[use]), balance.uses[use]) for use in Use if is_used(balance.uses[use])]
    if is_used(balance.reinvestment):
        rows.insert(1, YearRow((uses, "", book.text("funding.reinvestment")), balance.reinvestment))
    rows.append(YearRow((uses, "", ""), balance.uses.sum(axis=0), is_total=True))
    of_class = {item.id: item.of_class for item in book.results.plan.sources}
    for money_class, path in balance.classes.items():
        word = choice_text(money_class, book.lang)
        rows += [
            YearRow((word, names[source], source_note(book, source)), amounts)
            for source, amounts in balance.sources.items()
            if of_class[source] is money_class
        ]
        rows.append(YearRow((word, "", ""), path, is_total=True))
    for view, gap in balance.gaps.items():
        word = t(f"gap_view.{view}.label", book.lang)
        rows += [YearRow((word, "", label[use]), gap[use]) for use in Use if is_used(gap[use])]
        rows.append(YearRow((word, "", ""), gap.sum(axis=0), is_total=True))
    beside = {
        "external_paid": YearRow((t("balance.external_paid", book.lang), "", ""), balance.paid),
        "liquidity": YearRow((t("balance.liquidity_need", book.lang), "", ""), balance.liquidity_need, is_stock=True),
        "results": YearRow((t("balance.results_based_paid", book.lang), "", ""), balance.results_based),
    }
    rows += [item for item in beside.values() if is_used(item.path)]
    heads = [book.text("funding.class"), book.text("funding.source"), book.text("funding.of_which")]
    return year_table(book, sheet, row, book.text("funding.by_year"), heads, rows)


def _by_organisation(book: ResultBook, sheet: Worksheet, row: int) -> int:
    rows = [
        YearRow((identity, book.names["organisation"][identity], label), path)
        for identity, balance in book.results.funding.organisations.items()
        for label, path in balance_paths(book, balance).items()
        if is_used(path)
    ]
    heads = [book.text("id"), book.text("payers.organisation"), book.text("funding.row")]
    return year_table(book, sheet, row, book.text("funding.by_organisation"), heads, rows)


def _limits(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write every limit that bit, a row an action, source and year."""
    row = book.heading(sheet, row, book.text("funding.limits"))
    cuts = book.results.funding.cuts
    if not cuts:
        return book.heading(sheet, row, book.text("funding.no_limits")) + 1
    names = {item.id: item.name for item in book.results.plan.sources}
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("name", "funding.source", "funding.limit", "funding.year")),
        *((book.text(f"funding.{key}"), MONEY) for key in ("asked", "granted")),
    ]
    rows: list[list[Cell]] = [
        [
            *(book.name(cut.action), names[cut.source], t(f"limit.{cut.limit}", book.lang), str(cut.year)),
            *(Number(cut.asked, MONEY), Number(cut.granted, MONEY)),
        ]
        for cut in cuts
    ]
    return book.table(sheet, row, columns, rows) + 1


def _late(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write what is paid after the plan's last year."""
    late = book.results.funding.late_payments
    if not late:
        return row
    names = {item.id: item.name for item in book.results.plan.sources}
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("name", "funding.source", "funding.year")),
        (book.text("funding.amount"), MONEY),
    ]
    rows: list[list[Cell]] = [
        [*(book.name(item.action), names[item.source], str(item.year)), Number(item.amount, MONEY)] for item in late
    ]
    return book.table(sheet, book.heading(sheet, row, book.text("funding.late")), columns, rows) + 1


def _frames(book: ResultBook, sheet: Worksheet, row: int) -> int:
    plan = book.results.plan
    names = {item.id: item.name for item in plan.sources}
    illustrative = {(item.source, item.organisation) for item in plan.frames if item.illustrative}
    rows = []
    for item in book.results.funding.frames:
        whose = book.names["organisation"][item.organisation] if item.organisation else book.text("funding.common")
        if (item.source, item.organisation) in illustrative:
            whose = f"{whose} ({book.text('illustrative')})"
        for key, path in (("frame", item.frame), ("frame_used", item.used), ("frame_left", item.left)):
            rows.append(YearRow((names[item.source], whose, book.text(f"funding.{key}")), path))
    heads = [book.text("funding.source"), book.text("payers.organisation"), book.text("funding.row")]
    return year_table(book, sheet, row, book.text("funding.frames"), heads, rows)


def _adopted(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write what each action needs, what the adopted plan has for it, and what is new; nothing without such a plan."""
    plan = book.results.plan
    if not plan.adopted_plan:
        return row
    illustrative = {item.action for item in plan.adopted_plan if item.illustrative}
    rows = []
    for item in book.results.funding.budgeted:
        whose = book.names["organisation"][item.organisation]
        if item.action in illustrative:
            whose = f"{whose} ({book.text('illustrative')})"
        paths = {"need": item.need, "budgeted": item.budgeted, "new": item.new, "adopted_unused": item.unused}
        rows += [
            YearRow((book.name(item.action), whose, book.text(f"funding.{key}")), path)
            for key, path in paths.items()
            if is_used(path)
        ]
    heads = [book.text("name"), book.text("payers.organisation"), book.text("funding.row")]
    return year_table(book, sheet, row, book.text("funding.adopted"), heads, rows)
