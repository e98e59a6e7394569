"""The sensitivity of a plan or an action as lines for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import Wording
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number, format_percent
from finmodel.store.parameters import uplift_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.optimism import BiasReport
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.ranges import SourceRanges
    from finmodel.analysis.sensitivity import Bar, Tornado, Variants
    from finmodel.analysis.switching import SwitchingValue
    from finmodel.commands.console import Console

__all__ = ["sensitivity_lines"]

_MAX_LISTED = 5


def sensitivity_lines(
    moved: Variants,
    found: Tornado,
    switching: Sequence[SwitchingValue],
    ranges: SourceRanges,
    console: Console,
    width: int,
) -> Iterator[str]:
    """Return what was found as lines.

    Parameters
    ----------
    moved, found
        The evaluated variants and the tornado that is asked for.
    switching
        Switching values of the same action or of the portfolio.
    ranges
        The sources' ranges carried through.
    console
        Whose language is spoken.
    width
        Characters in a line.

    Returns
    -------
    iterator of str
        Heading, optimism bias if there is any, tornado, switching values, ranges and hash.
    """
    writer = _Writer(moved, found, console)
    for part in (writer.heading(), writer.tornado(width), writer.switching(switching, width), writer.ranges(ranges)):
        for line in part:
            if len(line) <= width or line[0] == " ":
                yield line
            else:
                yield from textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False)
        yield ""
    yield console.text("plan_hash", value=(moved.unbiased or moved.base).plan_hash)


class _Writer:
    def __init__(self, moved: Variants, found: Tornado, console: Console) -> None:
        self.moved, self.found, self.console = moved, found, console
        self.text, self.language = console.text, console.language
        self.plan = moved.base.plan
        self.wording = Wording(self.plan, console)
        self.unit = figure(found.outcome).unit
        # Asked for is not added: a plan whose investments state no asset type is not raised by anything.
        self.has_bias = found.bias is not None and found.bias.added != 0

    def heading(self) -> Iterator[str]:
        results, found = self.moved.base, self.found
        yield self.wording.title
        yield self.text(
            "basis",
            perspective=self.wording.perspective(found.perspective),
            rate=self.wording.rate(is_social=results.view.is_society),
            base_year=self.plan.settings.base_year,
            basis=self.wording.prices(is_real=results.price_basis == "real"),
        )
        if not self.has_bias:
            yield t("sensitivity.no_bias", self.language)
        if found.bias is not None:
            yield from self._bias(found.bias)
        label = t(f"figure.{found.outcome}.label", self.language)
        names = {row.id: row.name for row in self.plan.actions}
        who = self.text("portfolio_short") if found.action is None else f"{found.action} {names[found.action]}"
        yield self.text("sensitivity_base", figure=label, who=who, value=self._outcome(found.base))

    def _bias(self, report: BiasReport) -> Iterator[str]:
        if self.has_bias:
            yield self.console.count(
                "sensitivity_bias",
                len(report.raised),
                share=format_percent(report.share, self.language),
                added=self.wording.money(report.added, with_unit=True),
                source="; ".join(sorted({row.source_in(self.language) for row in uplift_rows().values()})),
            )
        apart = (*report.without_asset_type, *report.without_uplift)
        if apart:
            yield self.text("sensitivity_bias_apart", ids=self._listed(apart))
        if report.unknown_cost:
            yield self.text("sensitivity_bias_unknown", ids=self._listed(report.unknown_cost))
        unbiased = self.moved.unbiased
        if unbiased is not None and self.has_bias:
            figures = unbiased.portfolio if self.found.action is None else unbiased.action(self.found.action).figures
            value, reason = figures.values[self.found.outcome], figures.undefined.get(self.found.outcome)
            shown = self._number(value) if reason is None else t(f"reason.{reason}.label", self.language)
            yield self.text("sensitivity_unbiased", value=shown)

    def tornado(self, width: int) -> Iterator[str]:
        bars, heads = self.found.bars, ("sensitivity_low", "sensitivity_high", "sensitivity_span")
        yield t("sensitivity.note", self.language)
        if bars:
            unit = self.wording.money_label if self.unit is FigureUnit.MONEY else self.wording.per_tonne_label
            ends = [[self._cell(bar.low), self._cell(bar.high), self._plain(bar.span)] for bar in bars]
            columns = [Column(self.text(head), unit, [row[place] for row in ends]) for place, head in enumerate(heads)]
            names = [self._name(bar) for bar in bars]
            yield from grid_lines(self.text("sensitivity_input"), names, "", columns, width)
        else:
            yield self.text("sensitivity_nothing")
        if self.found.without_effect:
            words = [
                f"{self._input(row.input)} ({t(f'sensitivity.why.{row.why}', self.language)})"
                for row in self.found.without_effect
            ]
            yield self.text("sensitivity_without_effect", names=", ".join(words))

    def switching(self, rows: Sequence[SwitchingValue], width: int) -> Iterator[str]:
        yield self.text("sensitivity_switching")
        shown = [row for row in rows if row.factor is not None]
        if shown:
            columns = [
                Column(
                    self.text("sensitivity_factor"), "", [format_number(row.factor, self.language, 2) for row in shown]
                ),
                Column(self.text("sensitivity_in_plan"), "", [self._amount(row.base, row) for row in shown]),
                Column(self.text("sensitivity_at_switch"), "", [self._amount(row.at_switch, row) for row in shown]),
                Column(
                    self.text("sensitivity_meaning"),
                    "",
                    [t(f"sensitivity.meaning.{row.meaning}", self.language) for row in shown],
                ),
            ]
            yield from grid_lines(
                self.text("sensitivity_input"), [self._input(row.input) for row in shown], "", columns, width
            )
        for row in rows:
            if row.reason is not None:
                reason = t(f"reason.{row.reason}.label", self.language)
                yield self.text("sensitivity_no_switch", input=self._input(row.input), reason=reason)

    def ranges(self, ranges: SourceRanges) -> Iterator[str]:
        found = self.found
        rows = [row for row in ranges.rows if found.action is None or row.action == found.action]
        apart = [row for row in ranges.not_carried if found.action is None or row.action == found.action]
        yield self.text("sensitivity_ranges", n=len(rows))
        if self.has_bias:
            yield self.text("sensitivity_ranges_unbiased")
        for row in rows if found.action is not None else ():
            ends = row.outcomes[found.outcome]
            yield self.text(
                "sensitivity_range",
                quantity=t(f"choice.quantity.{row.quantity}", self.language),
                low="–" if "low" not in ends else self._outcome(ends["low"]),
                high="–" if "high" not in ends else self._outcome(ends["high"]),
            )
        corner = ranges.corner(found.outcome, found.action)
        if corner is not None:
            yield self.text(
                "sensitivity_corner",
                worst=self._outcome(corner.unfavourable),
                best=self._outcome(corner.favourable),
            )
            yield t("sensitivity.corner_note", self.language)
        for item in apart:
            yield self.text(
                "sensitivity_not_carried",
                evidence=item.evidence,
                why=t(f"sensitivity.not_applied.{item.why}", self.language),
            )

    def _name(self, bar: Bar) -> str:
        return f"{self._input(bar.input)} {self._step(bar)}"

    def _step(self, bar: Bar) -> str:
        ends = []
        for step in (bar.step.low, bar.step.high):
            number = format_number(round(step * 100, 6), self.language)
            ends.append(number if step < 0 else f"+{number}")
        if bar.input.is_in_points:
            form = "one" if abs(bar.step.high) == 0.01 else "other"
            return t(f"sensitivity.points.{form}", self.language, number=" / ".join(ends))
        return t("unit.percent", self.language, number=" / ".join(ends))

    def _input(self, name: str) -> str:
        return t(f"sensitivity.input.{name}", self.language)

    def _outcome(self, outcome: Outcome) -> str:
        if outcome.reason is not None:
            return t(f"reason.{outcome.reason}.label", self.language)
        return self._number(outcome.value)

    def _number(self, value: float | None) -> str:
        if self.unit is FigureUnit.MONEY:
            return self.wording.money(value, with_unit=True)
        number = format_number(value, self.language, 0)
        return t("unit.money", self.language, number=number, unit=self.wording.per_tonne_label)

    def _cell(self, outcome: Outcome) -> str:
        return self._outcome(outcome) if outcome.reason is not None else self._plain(outcome.value)

    def _plain(self, value: float | None) -> str:
        return self.wording.money(value) if self.unit is FigureUnit.MONEY else format_number(value, self.language, 0)

    def _amount(self, value: float | None, row: SwitchingValue) -> str:
        if row.unit is FigureUnit.MONEY:
            return self.wording.money(value, with_unit=value is not None)
        if value is None:
            return t("nothing", self.language)
        return t(
            "unit.money", self.language, number=format_number(value, self.language, 0), unit=self.text("unit_tonnes")
        )

    def _listed(self, ids: Sequence[str]) -> str:
        shown = ", ".join(ids[:_MAX_LISTED])
        n_more = len(ids) - _MAX_LISTED
        return t("and_more", self.language, shown=shown, n=n_more) if n_more > 0 else shown
