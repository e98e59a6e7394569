"""Göteborg's test as lines for a terminal: what every investment does to emissions, whatever it is made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.investment_test import Verdict
from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from finmodel.analysis.investment_test import ActionVerdict, VerdictSum
    from finmodel.commands.gap_words import GapWords

__all__ = ["investment_test_lines"]


def investment_test_lines(words: GapWords) -> Iterator[str]:
    """Return the test of every investment against the climate.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    language, found = words.language, words.gap.tested
    yield from words.title_of("investment_test.title")
    yield from words.note(t("investment_test.how", language))
    if not found.actions:
        yield from words.note(words.text("no_actions"))
    else:
        yield from _verdicts(words, t("investment_test.column.verdict", language), found.by_verdict)
        if any(item.n for item in found.not_for_climate.values()):
            yield ""
            yield from _verdicts(words, t("investment_test.not_for_climate", language), found.not_for_climate)
        worse = [row for row in found.actions if Verdict.RAISES in (row.verdict, row.verdict_year)]
        for row in worse:
            yield from words.note(_raising(words, row))
        unknown = [row.id for row in found.actions if row.verdict is Verdict.UNKNOWN]
        if unknown:
            label = t(f"investment_test.verdict.{Verdict.UNKNOWN}", language)
            yield from words.note(words.text("figure", label=label, value=words.listed(unknown)))
    if found.projects:
        yield ""
        yield from _verdicts(words, t("investment_test.adopted", language), found.adopted_by_verdict)
        share = words.or_reason(found.tested_share, words.percent(found.tested_share.value, 0))
        label = t("investment_test.tested_share", language)
        yield from words.note(words.text("figure", label=label, value=share))
        yield from words.note(t("investment_test.adopted_how", language))


def _verdicts(words: GapWords, label: str, sums: Mapping[Verdict, VerdictSum]) -> Iterator[str]:
    language = words.language

    def head(key: str) -> str:
        return t(f"investment_test.column.{key}", language)

    shown = list(sums.values())
    columns = [
        Column(head("n"), "", [str(item.n) for item in shown], str(sum(item.n for item in shown))),
        Column(
            words.text("n_known"), "", [str(item.n_known) for item in shown], str(sum(item.n_known for item in shown))
        ),
        Column(
            head("investment"),
            words.money_label,
            [words.money(item.amount) for item in shown],
            words.money(sum(item.amount for item in shown)),
        ),
        Column(head("share"), "%", [words.percent(item.share.value, 0) for item in shown]),
    ]
    names = [t(f"investment_test.verdict.{verdict}", language) for verdict in sums]
    yield from grid_lines(label, names, t("need.column.total", language), columns, words.width)


def _raising(words: GapWords, row: ActionVerdict) -> str:
    """Say of an action that raises emissions, always or in the target year, by how much."""
    year = words.gap.year
    key = "raises" if row.verdict is Verdict.RAISES else "raises_in_year"
    return words.text(
        key,
        action=words.action(row.id),
        total=f"{words.tonnes(None if row.tonnes_total.value is None else -row.tonnes_total.value)} {words.unit}",
        in_year=f"{words.tonnes(None if row.tonnes_year.value is None else -row.tonnes_year.value)} {words.unit}",
        year=year,
        investment=words.or_reason(row.investment, words.money(row.investment.value, with_unit=True)),
    )
