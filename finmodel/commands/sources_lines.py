"""Sources and uses as lines for a terminal: the balance by source, by year, by action and by who bears the cost."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.funding import GapView
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.sources_notes import Notes
from finmodel.commands.wording import Wording
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_percent
from finmodel.model.funding_enums import Certainty, MoneyClass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from finmodel.analysis.funding import Balance, SourceUse
    from finmodel.analysis.results import Results
    from finmodel.commands.console import Console
    from finmodel.engine.undefined import FloatArray

__all__ = ["source_lines"]

_INDENT = "  "
_MARK_SUNK = "*"


def source_lines(results: Results, console: Console, width: int) -> Iterator[str]:
    """Return the balance of a plan as lines.

    Parameters
    ----------
    results
        What was calculated.
    console
        Whose language is spoken.
    width
        Characters in a line.

    Returns
    -------
    iterator of str
        Heading, tables, what is to be known of them, and the plan's hash.
    """
    writer = _Writer(results, console, width)
    for part in (writer.heading(), writer.by_source(), writer.by_year(), writer.by_action(), writer.by_organisation()):
        yield from part
        yield ""
    yield from Notes(results, writer.wording, width).lines()
    yield ""
    yield console.text("plan_hash", value=results.plan_hash)


class _Writer:
    def __init__(self, results: Results, console: Console, width: int) -> None:
        self.results, self.funding, self.width = results, results.funding, width
        self.console, self.text, self.language = console, console.text, console.language
        self.wording = Wording(results.plan, console)
        self.balance = self.funding.portfolio

    def heading(self) -> Iterator[str]:
        settings = self.results.plan.settings
        yield self.wording.title
        basis = self.text(
            "sources_basis",
            perspective=self.wording.perspective(self.results.perspective),
            money=self.wording.money_label,
            base_year=settings.base_year,
        )
        yield from textwrap.wrap(basis, self.width, subsequent_indent="  ")

    def by_source(self) -> Iterator[str]:
        """Write the balance in all: a row a class and a source, then the gap; their sum is what has to be paid for."""
        funding, balance = self.funding, self.balance
        rows: list[tuple[str, float | None, SourceUse | None]] = []
        for money_class in MoneyClass:
            label = t(f"choice.money_class.{money_class}", self.language)
            rows.append((label, balance.total(balance.classes[money_class]), None))
            rows += [
                (f"{_INDENT}{item.source.name}{self._mark(item)}", item.total, item)
                for item in funding.sources
                if item.source.of_class is money_class and item.source.is_capital and item.n_actions
            ]
        planned = GapView.PLANNED
        rows.append((t(f"gap_view.{planned}.label", self.language), balance.total(balance.gaps[planned]), None))
        uses = balance.total(balance.uses) or 0.0

        def share(amount: float | None) -> str:
            return format_percent(None if amount is None or uses == 0 else amount / uses, self.language, 0)

        columns = [
            self._money("sources_used", [amount for _, amount, _ in rows], uses),
            Column(self.text("sources_share"), "%", [share(amount) for _, amount, _ in rows], share(uses)),
            self._money("sources_cap", [None if item is None else item.cap for _, _, item in rows], blank=""),
            Column(self.text("sources_certainty"), "", ["" if item is None else self._sure(item) for *_, item in rows]),
        ]
        names = [name for name, *_ in rows]
        yield from grid_lines(self.text("sources_source"), names, t("balance.uses", self.language), columns, self.width)

    def _mark(self, item: SourceUse) -> str:
        entries = (row for row in self.results.plan.funding if row.source == item.source.id)
        is_illustrative = item.source.illustrative or any(row.illustrative for row in entries)
        return f" {self.text('parameters_illustrative')}" if is_illustrative else ""

    def _sure(self, item: SourceUse) -> str:
        """Return how sure the money is; entries of the mix may be surer, or less sure, than their source."""
        stated = item.source.certainty
        if item.is_secured or stated is not Certainty.SECURED:
            return t(f"choice.certainty.{Certainty.SECURED if item.is_secured else stated}", self.language)
        return self.text("sources_partly_secured")

    def by_year(self) -> Iterator[str]:
        """Write a row a year; years in which nothing happens are left out."""
        balance, base = self.balance, self.balance.base
        paths = self._paths(balance)
        need = balance.liquidity_need
        happens = np.any([np.nan_to_num(path, nan=1.0) != 0 for path in (*paths.values(), need)], axis=0)
        places = np.flatnonzero(happens).tolist()
        if not places:
            yield self.text("sources_nothing")
            return
        columns = [
            Column(
                head,
                self.wording.money_label,
                [self.wording.money(float(path[place])) for place in places],
                self.wording.money(balance.total(path)),
            )
            for head, path in paths.items()
        ]
        waits = [self.wording.money(float(need[place])) for place in places]
        if need.any():
            columns.append(Column(t("balance.liquidity_need", self.language), self.wording.money_label, waits))
        names = [f"{balance.years[place]}{_MARK_SUNK if place < base else ''}" for place in places]
        total = self.text("sources_total", year=balance.years[base])
        yield from grid_lines(self.text("sources_year"), names, total, columns, self.width)
        if places[0] < base:
            yield self.text("sources_sunk", mark=_MARK_SUNK, base_year=balance.years[base])

    def _paths(self, balance: Balance) -> Mapping[str, FloatArray]:
        n_years, language = len(balance.years), self.language
        paths = {t("balance.uses", language): balance.uses}
        paths |= {t(f"choice.money_class.{name}", language): path for name, path in balance.classes.items()}
        paths |= {t(f"gap_view.{view}.label", language): path for view, path in balance.gaps.items()}
        if balance.classes[MoneyClass.EXTERNAL].any():
            paths[t("balance.external_paid", language)] = balance.paid
        if balance.results_based.any():
            paths[t("balance.results_based_paid", language)] = balance.results_based
        return {head: path.reshape(-1, n_years).sum(axis=0) for head, path in paths.items()}

    def by_action(self) -> Iterator[str]:
        """Write a row an action that has to be paid for."""
        names = {row.id: row.name for row in self.results.plan.actions}
        found = {f"{name} {names[name]}": item for name, item in self.funding.actions.items() if item.uses.any()}
        yield from self._compact("column_action", found)

    def by_organisation(self) -> Iterator[str]:
        """Write a row an organisation that bears some of it."""
        found = {self.wording.names[name]: item for name, item in self.funding.organisations.items()}
        yield from self._compact("column_organisation", found)

    def _compact(self, label: str, balances: Mapping[str, Balance]) -> Iterator[str]:
        if not balances:
            return
        total = self._paths(self.balance)
        heads = list(total)[: 1 + len(MoneyClass) + len(GapView)]
        columns = [
            Column(
                head,
                self.wording.money_label,
                [self.wording.money(item.total(self._paths(item)[head])) for item in balances.values()],
                self.wording.money(self.balance.total(total[head])),
            )
            for head in heads
        ]
        yield from grid_lines(self.text(label), list(balances), self.text("who_total"), columns, self.width)

    def _money(
        self, head: str, amounts: list[float | None], total: float | None = None, blank: str | None = None
    ) -> Column:
        def cell(amount: float | None) -> str:
            return blank if amount is None and blank is not None else self.wording.money(amount)

        return Column(self.text(head), self.wording.money_label, [cell(amount) for amount in amounts], cell(total))
