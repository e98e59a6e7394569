"""The accounts as lines for a terminal: driftskonsekvens by organisation, result, cash and debt, loans and tests."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from finmodel.commands.budget_tests_lines import budget_test_lines
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import Wording, year_spans
from finmodel.engine.loans import previous
from finmodel.i18n.catalogue import t
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import AccountLevel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from finmodel.analysis.accounts import OrganisationAccounts
    from finmodel.analysis.results import Results
    from finmodel.commands.console import Console
    from finmodel.engine.undefined import FloatArray

__all__ = ["account_lines"]


def account_lines(results: Results, organisation: str | None, console: Console, width: int) -> Iterator[str]:
    """Return the accounts of a plan as lines.

    Parameters
    ----------
    results
        What was calculated.
    organisation
        Id of the only organisation to show, with its cash, debt and loans; None for all of them, with the tables of
        the municipality and the group, and the tests.
    console
        Whose language is spoken.
    width
        Characters in a line.

    Returns
    -------
    iterator of str
        Heading, tables, what is absent, and the plan's hash.
    """
    writer = _Writer(results, console, width)
    yield from writer.heading()
    shown = [item for item in results.accounts.organisations if organisation in (None, item.id)]
    for item in shown:
        yield from writer.operating_effect(item)
        if organisation is not None:
            yield from writer.cash_and_debt(item)
    if organisation is None:
        for level, item in results.accounts.levels.items():
            if writer.has(level):
                yield from writer.operating_effect(item)
                yield from writer.cash_and_debt(item)
    yield from writer.loans(organisation)
    if organisation is None:
        yield from budget_test_lines(results, writer.wording, width)
    yield ""
    yield from writer.notes(shown)
    yield console.text("plan_hash", value=results.plan_hash)


class _Writer:
    def __init__(self, results: Results, console: Console, width: int) -> None:
        self.results, self.accounts, self.width = results, results.accounts, width
        self.console, self.text, self.language = console, console.text, console.language
        self.wording = Wording(results.plan, console)
        self.sources = {row.id: row for row in results.plan.sources}

    def has(self, level: AccountLevel) -> bool:
        """Whether a level has anything of its own: a group without companies is its municipality."""
        kinds = {row.kind for row in self.results.plan.organisations}
        return level is AccountLevel.MUNICIPALITY or OrganisationKind.COMPANY in kinds

    def heading(self) -> Iterator[str]:
        settings = self.results.plan.settings
        yield self.wording.title
        basis = self.text(
            "accounts_basis",
            money=self.wording.money_label,
            method=t(f"choice.capital_cost_method.{settings.capital_cost_method}", self.language),
        )
        yield from textwrap.wrap(basis, self.width, subsequent_indent="  ")

    def operating_effect(self, item: OrganisationAccounts) -> Iterator[str]:
        """Write the lines of the effect on the operating budget, years as columns as in a budget."""
        paths = {t(f"account_line.{line.key}", self.language): path for line, path in item.result.items()}
        total = t("account_figure.operating_effect", self.language)
        if not self._is_used(item.operating_effect, *paths.values()):
            return
        yield ""
        yield self._title(item)
        yield from self._grid(self.text("accounts_result"), item.years, paths, (total, item.operating_effect))
        if item.reference_capital_cost.any():
            beside = {t("account_figure.reference_capital_cost", self.language): item.reference_capital_cost}
            yield ""
            yield from self._grid(self.text("accounts_beside"), item.years, beside, None)

    def cash_and_debt(self, item: OrganisationAccounts) -> Iterator[str]:
        """Write the tables of cash and of debt."""
        cash = {t(f"cash_line.{line}", self.language): path for line, path in item.cash.items()}
        if self._is_used(*cash.values()):
            yield ""
            total = t("account_figure.net_cash", self.language)
            yield from self._grid(self.text("accounts_cash"), item.years, cash, (total, item.net_cash))
        debt = {t(f"debt_line.{line}", self.language): path for line, path in item.debt.items()}
        if self._is_used(*debt.values()):
            yield ""
            yield from self._grid(self.text("accounts_debt"), item.years, debt, None)

    def loans(self, organisation: str | None) -> Iterator[str]:
        """Write a table per source and borrower, a row a year."""
        for table in self.accounts.loans:
            if organisation not in (None, table.borrower):
                continue
            source = self.sources[table.source]
            mark = f" {self.text('parameters_illustrative')}" if source.illustrative else ""
            who = self.wording.names[table.borrower]
            paths = {
                t("debt_line.opening", self.language): table.opening,
                t("debt_line.drawn", self.language): table.drawn,
                t("debt_line.amortised", self.language): table.amortised,
                t("debt_line.closing", self.language): table.closing,
                t("account_figure.interest_accrued", self.language): table.interest,
                t("account_figure.fee", self.language): table.fee,
                t("account_line.guarantee_fee", self.language): table.guarantee_fee,
            }
            service = table.amortised + table.fee + previous(table.interest + table.guarantee_fee)
            paths[t("account_figure.debt_service", self.language)] = service
            paths = {head: path for head, path in paths.items() if self._is_used(path)}
            places = self._places(*paths.values())
            yield ""
            yield self.text("accounts_loan", source=f"{source.name}{mark}", borrower=who)
            columns = [
                Column(head, self.wording.money_label, [self.wording.money(float(path[place])) for place in places])
                for head, path in paths.items()
            ]
            names = [str(table.years[place]) for place in places]
            yield from grid_lines(self.text("sources_year"), names, "", columns, self.width)

    def notes(self, shown: list[OrganisationAccounts]) -> Iterator[str]:
        """Say which figures are not known, who has none, and what the tables leave out."""
        for note in self._notes(shown):
            yield from textwrap.wrap(note, self.width, subsequent_indent="  ", break_long_words=False)

    def _notes(self, shown: list[OrganisationAccounts]) -> Iterator[str]:
        idle = [item.name for item in shown if not self._is_used(*item.result.values())]
        if idle:
            yield self.text("who_apart", names=", ".join(idle))
        for item in shown:
            unknown = np.array(item.years)[np.isnan(item.operating_effect)].tolist()
            if unknown:
                yield self.text("accounts_unknown", name=item.name, years=year_spans(unknown))
        not_costed = self.results.funding.not_costed
        if not_costed:
            yield self.text("sources_not_costed", ids=", ".join(not_costed))
        yield self.text("accounts_no_tax")

    def _title(self, item: OrganisationAccounts) -> str:
        """Return whose accounts follow; a level has no kind."""
        if not item.kind:
            return t(f"choice.account_level.{item.id}", self.language)
        return f"{item.name} ({item.id}, {t(f'choice.organisation_kind.{item.kind}', self.language)})"

    def _grid(
        self,
        label: str,
        years: tuple[int, ...],
        paths: Mapping[str, FloatArray],
        total: tuple[str, FloatArray] | None,
    ) -> Iterator[str]:
        """Write lines as rows and years as columns, from the first year with an amount to the last."""
        used = {name: path for name, path in paths.items() if self._is_used(path)}
        name, sums = ("", None) if total is None else total
        columns = [
            Column(
                str(years[place]),
                self.wording.money_label,
                [self.wording.money(float(path[place])) for path in used.values()],
                "" if sums is None else self.wording.money(float(sums[place])),
            )
            for place in self._places(*used.values())
        ]
        yield from grid_lines(label, list(used), name, columns, self.width)

    @staticmethod
    def _is_used(*paths: FloatArray) -> bool:
        return any(path.any() for path in paths)

    @staticmethod
    def _places(*paths: FloatArray) -> range:
        """Return the places from the first with an amount to the last; one that is not known counts as one."""
        found = np.flatnonzero(np.any([np.nan_to_num(path, nan=1.0) != 0 for path in paths], axis=0))
        return range(int(found[0]), int(found[-1]) + 1) if len(found) else range(0)
