"""What is to be known of sources and uses besides the balance: leverage, liquidity, limits, frames, what is missing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.funding import GapView
from finmodel.analysis.funding_tables import unknown_probabilities
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import year_spans
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.funding import CutNote
    from finmodel.analysis.results import Results
    from finmodel.commands.wording import Wording
    from finmodel.engine.undefined import FloatArray

__all__ = ["Notes"]

_MOST_IDLE = 5
"""Idle sources that are named; of more only the number is told."""


class Notes:
    """What is to be known of a balance, as lines.

    Parameters
    ----------
    results
        What was calculated.
    wording
        The plan in the words of the console.
    width
        Characters in a line.
    """

    def __init__(self, results: Results, wording: Wording, width: int) -> None:
        self.results, self.funding, self.wording, self.width = results, results.funding, wording, width
        self.plan, self.text, self.language = results.plan, wording.console.text, wording.language
        self.actions = {row.id: row.name for row in self.plan.actions}
        self.sources = {row.id: row.name for row in self.plan.sources}

    def lines(self) -> Iterator[str]:
        """Return the notes, then the tables of frames and of the adopted plan."""
        for notes in (self._missing(), self._gaps(), self._own(), self._waits(), self._limits()):
            for note in notes:
                yield from textwrap.wrap(note, self.width, subsequent_indent="  ", break_long_words=False)
        for table in (self._frames(), self._adopted()):
            lines = list(table)
            if lines:
                yield from ("", *lines)

    def _missing(self) -> Iterator[str]:
        if not self.plan.sources:
            yield self.text("sources_none")
        not_costed = self.funding.not_costed
        if not_costed:
            yield self.text("sources_not_costed", ids=", ".join(not_costed))
        used = [item for item in self.funding.sources if item.n_actions]
        idle = [item.source.name for item in self.funding.sources if not item.n_actions]
        if idle:
            names, n = ", ".join(idle[:_MOST_IDLE]), len(idle) - _MOST_IDLE
            yield self.text("sources_idle_more", names=names, n=n) if n > 0 else self.text("sources_idle", names=names)
        for item in used:
            if not item.source.is_capital:
                total = self._money(item.total)
                yield self.text("sources_results_based", name=item.source.name, amount=total)

    def _gaps(self) -> Iterator[str]:
        balance = self.funding.portfolio
        again = balance.total(balance.reinvestment) or 0.0
        if again > 0:
            yield self.text("sources_again", amount=self._money(again), uses=self._money(balance.total(balance.uses)))
        planned = balance.gaps[GapView.PLANNED]
        parts = {use: balance.total(planned[use]) or 0.0 for use in Use}
        if sum(parts.values()) > 0:
            yield self.text(
                "sources_gap_split",
                capital=self._money(parts[Use.CAPITAL]),
                running=self._money(parts[Use.RUNNING]),
            )
        for view in GapView:
            yield f"– {t(f'gap_view.{view}.label', self.language)}: {t(f'gap_view.{view}.help', self.language)}"
        if balance.total(balance.gaps[GapView.EXPECTED]) is None:
            names = [self.sources[identity] for identity in unknown_probabilities(self.funding)]
            yield self.text("sources_no_probability", names=", ".join(names))

    def _own(self) -> Iterator[str]:
        balance = self.funding.portfolio
        amounts = {"external": self._money(balance.external), "own": self._money(balance.net_own)}
        if balance.leverage is None:
            reason = t(f"reason.{Reason.NO_OWN_MONEY.key}.text", self.language)
            yield self.text("sources_no_leverage", reason=reason, **amounts)
        else:
            yield self.text("sources_leverage", ratio=format_number(balance.leverage, self.language, 2), **amounts)

    def _waits(self) -> Iterator[str]:
        balance = self.funding.portfolio
        need = balance.liquidity_need
        if need.any():
            place = int(np.argmax(need))
            amount, years = self._money(float(need[place])), year_spans(np.array(balance.years)[need > 0].tolist())
            yield self.text("sources_liquidity", amount=amount, year=balance.years[place], years=years)
        for item in self.funding.late_payments:
            yield self.text(
                "sources_late",
                action=self._action(item.action),
                source=self.sources[item.source],
                amount=self._money(item.amount),
                year=item.year,
                last_year=balance.years[-1],
            )

    def _limits(self) -> Iterator[str]:
        """Return a line per action, source and limit, with the years in which it bit."""
        if not self.funding.cuts:
            return
        yield self.text("sources_limits")
        together: dict[tuple[str, str, str], list[CutNote]] = {}
        for cut in self.funding.cuts:
            together.setdefault((cut.action, cut.source, str(cut.limit)), []).append(cut)
        for (action, source, limit), cuts in together.items():
            years = [
                self.text(
                    "sources_limit_year",
                    year=cut.year,
                    granted=self.wording.money(cut.granted),
                    asked=self._money(cut.asked),
                )
                for cut in cuts
            ]
            yield self.text(
                "sources_limit",
                action=self._action(action),
                source=self.sources[source],
                limit=t(f"limit.{limit}", self.language),
                years="; ".join(years),
            )

    def _frames(self) -> Iterator[str]:
        """Return a row per frame and year in which there is something of it."""
        rows: list[tuple[str, tuple[float, float, float]]] = []
        for item in self.funding.frames:
            whose = self.text("sources_common_frame")
            if item.organisation is not None:
                whose = self.wording.names[item.organisation]
            rows += [
                (
                    f"{self.sources[item.source]}, {whose} {year}",
                    (float(item.frame[place]), float(item.used[place]), float(item.left[place])),
                )
                for place, year in enumerate(item.years)
                if item.frame[place] or item.used[place]
            ]
        heads = ("sources_frame", "sources_frame_used", "sources_frame_left")
        yield from self._table("sources_frames", heads, rows)

    def _adopted(self) -> Iterator[str]:
        """Return a row per action and bearer: what it needs, what is in the adopted plan, what is new."""
        if not self.plan.adopted_plan:
            return
        base = self.funding.portfolio.base

        def total(path: FloatArray) -> float:
            return float(path[base:].sum())

        rows = [
            (
                f"{self._action(item.action)}, {self.wording.names[item.organisation]}",
                (total(item.need), total(item.budgeted), total(item.new), total(item.unused)),
            )
            for item in self.funding.budgeted
        ]
        heads = ("sources_need", "sources_budgeted", "sources_new", "sources_unused")
        yield from self._table("sources_adopted", heads, rows, total=self.text("who_total"))

    def _table(
        self, label: str, heads: Sequence[str], rows: Sequence[tuple[str, tuple[float, ...]]], *, total: str = ""
    ) -> Iterator[str]:
        if not rows:
            return
        columns = []
        for place, head in enumerate(heads):
            amounts = [cells[place] for _, cells in rows]
            end = self.wording.money(sum(amounts)) if total else ""
            columns.append(
                Column(self.text(head), self.wording.money_label, [self.wording.money(x) for x in amounts], end)
            )
        yield from grid_lines(self.text(label), [name for name, _ in rows], total, columns, self.width)

    def _action(self, identity: str) -> str:
        return f"{identity} {self.actions[identity]}"

    def _money(self, amount: float | None) -> str:
        return self.wording.money(amount, with_unit=True)
