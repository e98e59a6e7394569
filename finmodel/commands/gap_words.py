"""The words that every part of the gap analysis uses in a terminal: tonnes, reasons, marks, notes and short cells."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.commands.wording import Wording
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number, format_percent
from finmodel.i18n.gap import gap_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.outcome import Outcome
    from finmodel.commands.console import Console

__all__ = ["GapWords", "Lacking"]

_MAX_CELL, _MAX_LISTED = 22, 12

Lacking = tuple[str, str, str]
"""What is undefined: key of the reason, which figure, and of what."""


class GapWords(Wording):
    """A gap analysis in the words of a console's language.

    Parameters
    ----------
    gap
        What was calculated.
    console
        Whose language is spoken.
    width
        Characters in a line.
    """

    def __init__(self, gap: GapAnalysis, console: Console, width: int) -> None:
        super().__init__(gap.plan, console)
        self.gap, self.plan, self.width = gap, gap.plan, width
        self.actions = {row.id: row.name for row in gap.plan.actions}
        self.targets = {row.id: row.name for row in gap.plan.targets}
        self.sectors = {row.id: row.name for row in gap.plan.sectors}

    def text(self, key: str, **params: str | int) -> str:
        """Return a text of the gap analysis."""
        return t(f"gap.{key}", self.language, **params)

    def title_of(self, key: str, **params: str | int) -> Iterator[str]:
        """Yield the title of a part, with a blank line before it."""
        yield ""
        yield t(key, self.language, **params)

    def tonnes(self, value: float | None) -> str:
        """Return tonnes for a column."""
        return format_number(value, self.language, 0 if value is None or abs(value) >= 10 or value == 0 else 1)

    def percent(self, share: float | None, decimals: int | None = None) -> str:
        """Return a share for a column."""
        return format_percent(share, self.language, decimals)

    def per_tonne(self, amount: float | None) -> str:
        """Return a cost per tonne for a column."""
        return format_number(amount, self.language, 0)

    @property
    def unit(self) -> str:
        """Unit of tonnes above a column."""
        return t("unit.tonnes", self.language, number="").strip()

    def action(self, identity: str) -> str:
        """Return an action's id and name."""
        return f"{identity} {self.actions[identity]}"

    def n_of(self, n: int, of: int) -> str:
        """Return how many of how many."""
        return self.text("n_of", n=n, of=of)

    def target(self, identity: str | None) -> str:
        """Return a target's name."""
        return self.targets.get(identity or "", identity or "")

    def sector(self, identity: str | None) -> str:
        """Return a sector's name; of actions without one, that there is none."""
        return self.sectors.get(identity or "") or t("need.column.no_sector", self.language)

    @staticmethod
    def short(text: str) -> str:
        """Return a text short enough for a column beside the names."""
        return text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"

    @property
    def mark(self) -> str:
        """What stands beside something that is from no source."""
        return self.console.text("parameters_illustrative")

    def note(self, *texts: str) -> Iterator[str]:
        """Yield sentences in lines that fit."""
        for text in texts:
            yield from textwrap.wrap(text, self.width, subsequent_indent="  ", break_long_words=False)

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row, of very many only the first and how many more there are."""
        found = list(names)
        shown, n_more = ", ".join(found[:_MAX_LISTED]), len(found) - _MAX_LISTED
        return t("and_more", self.language, shown=shown, n=n_more) if n_more > 0 else shown

    def lacking(self, found: Iterable[Lacking]) -> Iterator[str]:
        """Yield why figures are undefined, those with the same reason together."""
        by_reason: dict[str, dict[str, list[str]]] = {}
        for reason, what, who in found:
            by_reason.setdefault(reason, {}).setdefault(who, []).append(what)
        for reason, of in by_reason.items():
            by_figures: dict[str, list[str]] = {}
            for whom, figures_of in of.items():
                by_figures.setdefault(", ".join(dict.fromkeys(figures_of)), []).append(whom)
            for figures, whose in by_figures.items():
                of_whom, words = self.listed(filter(None, whose)), self.reason(reason)
                yield from self.note(
                    self.text("undefined_of", figures=figures, who=of_whom, reason=words)
                    if of_whom
                    else self.text("undefined", figures=figures, reason=words)
                )

    def reason(self, reason: str) -> str:
        """Return why a figure is undefined, as a sentence."""
        return gap_reason(reason, self.language)

    def or_reason(self, outcome: Outcome, shown: str) -> str:
        """Return what is shown for a figure, or why it is undefined."""
        return shown if outcome.value is not None else gap_reason(outcome.reason or "", self.language, is_short=True)
