"""Which sign a file writes costs with: told by its accounts, else by what most of its money has, and always said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from finmodel.errors import Severity

if TYPE_CHECKING:
    from finmodel.intake.budget_drafts import Draft
    from finmodel.intake.budget_lines import Chart
    from finmodel.intake.budget_mapping import ColumnMapping
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.budget_words import Words

__all__ = ["sign_of"]


class _Votes(NamedTuple):
    """How many amounts, and how much money [öre], speak for one sign."""

    n: int = 0
    ore: int = 0

    def and_one(self, ore: int) -> _Votes:
        return _Votes(self.n + 1, self.ore + abs(ore))


def sign_of(
    drafts: Sequence[Draft], sheet: str, mapping: ColumnMapping, words: Words, chart: Chart, problems: Problems
) -> int:
    """Return −1 where a sheet writes costs as negative, else 1.

    A positive cost and a negative revenue speak for the signs as they are, a negative cost and a positive revenue
    against. Where no account tells cost from revenue, every amount is taken for a cost. Signs are turned only where
    both most amounts and most money speak against them: one large amount alone, or many small ones, turn nothing.

    Parameters
    ----------
    drafts
        The rows that become lines.
    sheet, mapping, words, chart
        Their sheet, how it was read, the known words, and which accounts are costs and revenue.
    problems
        Gets the warnings ``FM-B124`` signs were turned and ``FM-B144`` they may be read both ways and were kept.
        Neither where the user has stated it.
    """
    if mapping.costs_are_negative is not None:
        return -1 if mapping.costs_are_negative else 1
    told = list(_costs_by_account(drafts, words, chart))
    votes = {True: _Votes(), False: _Votes()}
    for ore in told or [amount.ore for draft in drafts for amount in draft.amounts]:
        if ore:
            votes[ore > 0] = votes[ore > 0].and_one(ore)
    kept, turned = votes[True], votes[False]
    has_most, has_money = turned.n > kept.n, turned.ore > kept.ore
    if has_most or has_money:
        column, ore = _first_column(drafts)
        code = "FM-B124" if has_most and has_money else "FM-B144"
        problems.add(code, Severity.WARNING, sheet=sheet, column=column, stated=ore / 100, turned=-ore / 100)
    return -1 if has_most and has_money else 1


def _first_column(drafts: Sequence[Draft]) -> tuple[str, int]:
    """Return the heading of the first column of money and what its lines sum to in the file's sign [öre]."""
    first = next(draft for draft in drafts if draft.amounts)
    heading, of = first.headings[0], first.amounts[0][:2]
    return heading, sum(amount.ore for draft in drafts for amount in draft.amounts if amount[:2] == of)


def _costs_by_account(drafts: Sequence[Draft], words: Words, chart: Chart) -> Iterator[int]:
    """Return the amounts of accounts of costs, and those of revenue with the other sign."""
    for draft in drafts:
        account = draft.codes["account"]
        sign = words.has_role(account, "cost", chart) - words.has_role(account, "revenue", chart)
        if sign:
            yield from (sign * amount.ore for amount in draft.amounts)
