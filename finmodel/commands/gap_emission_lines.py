"""Emissions as lines for a terminal: by part in the target year, by year, by target, and by who contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.ambition_gap import ambition_gaps
from finmodel.analysis.emission_sources import GapInput, illustrative_inputs
from finmodel.analysis.inventory import Part
from finmodel.analysis.part_gaps import part_gaps
from finmodel.commands.gap_target_lines import target_lines
from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import cautions, measure_label, part_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.part_gaps import PartGap
    from finmodel.analysis.wedges import Wedge
    from finmodel.commands.gap_words import GapWords, Lacking

__all__ = ["emission_lines"]

_MARK_APART = "*"


def emission_lines(words: GapWords) -> Iterator[str]:
    """Return every measure of a gap analysis as lines.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    cells = words.gap.emissions.cells
    for whole in words.gap.emissions.wholes:
        measure = (whole.perspective, whole.gas)
        writer = _Measure(words, whole, [cell for cell in cells if (cell.perspective, cell.gas) == measure])
        yield from words.title_of("gap.heading", what=measure_label(*measure, words.language))
        yield from writer.by_part()
        yield from writer.by_year()
        yield from target_lines(words, writer.cells)
        yield from writer.contributions()


class _Measure:
    def __init__(self, words: GapWords, whole: EmissionCell, cells: Sequence[EmissionCell]) -> None:
        self.words, self.whole, self.cells = words, whole, cells
        self.parts = [cell for cell in cells if cell.part is not Part.WHOLE]
        self.year, self.language = words.gap.year, words.language

    def name(self, cell: EmissionCell) -> str:
        marks = "" if cell.is_measured else _MARK_APART
        return f"{part_label(self.words.plan, cell, self.language)}{marks}"

    def by_part(self) -> Iterator[str]:
        """Write a row a sector, what is not divided, and the whole, in the target year."""
        words, year, text = self.words, self.year, self.words.text
        found = part_gaps(words.gap.emissions, self.whole, year)
        shown = [item.cell for item in found]
        columns = []
        if any(item.base_year is not None for item in found):
            years = ["" if item.base_year is None else str(item.base_year) for item in found]
            columns.append(self._column(text("base_year"), "", years))
            columns.append(self._column(text("base"), words.unit, [words.tonnes(item.base.value) for item in found]))
        columns.append(
            self._column(text("last_year"), "", ["" if c.last_known is None else str(c.last_known) for c in shown])
        )
        last = [None if cell.last_known is None else cell.history[cell.last_known] for cell in shown]
        columns.append(self._column(text("last"), words.unit, [words.tonnes(value) for value in last]))
        paths = {
            "baseline": [item.baseline.value for item in found],
            "abatement": [item.reductions.value for item in found],
            "planned": [item.residual.value for item in found],
            "removals": [cell.at(cell.removals, year) for cell in shown],
            "removals_counted": [cell.at(cell.counted_removals, year) for cell in shown],
            "target": [item.target.value for item in found],
            "gap": [item.gap.value for item in found],
        }
        if not any(paths["removals"]):
            del paths["removals"], paths["removals_counted"]
        if not any(cell.targets for cell in shown):
            paths = {key: values for key, values in paths.items() if any(value is not None for value in values)}
        for key, values in paths.items():
            columns.append(self._column(text(key), words.unit, [words.tonnes(value) for value in values]))
        binding = ["" if item.target_row is None else item.target_row.name for item in found]
        if any(binding):
            columns.append(self._column(text("binding"), "", [words.short(name) for name in binding]))
        label = text("by_part", year=year)
        names = [self.name(cell) for cell in self.parts] or [self.name(self.whole)]
        total = self.name(self.whole) if self.parts else ""
        yield from grid_lines(label, names, total, columns, words.width)
        if any(not cell.is_measured for cell in self.parts):
            yield from words.note(text("not_measured", mark=_MARK_APART))
        if not any(cell.targets for cell in shown):
            yield from words.note(text("no_target"))
        yield from words.lacking(self._lacking(found))
        yield from self._notes(shown)

    def _column(self, head: str, unit: str, cells: list[str]) -> Column:
        """Return a column whose last cell, that of the whole, stands under the rule where there are parts."""
        return Column(head, unit, cells[:-1], cells[-1]) if self.parts else Column(head, unit, cells)

    def _lacking(self, found: Sequence[PartGap]) -> Iterator[Lacking]:
        text, has_targets = self.words.text, any(item.cell.targets for item in found)
        for item in found:
            outcomes = {"baseline": item.baseline}
            if has_targets and (item.cell.targets or item.cell is self.whole):
                outcomes |= {"target": item.target, "gap": item.gap}
            for key, outcome in outcomes.items():
                if outcome.value is None:
                    yield outcome.reason or "", text(key), self.name(item.cell)

    def _notes(self, shown: Sequence[EmissionCell]) -> Iterator[str]:
        words, whole = self.words, self.whole
        n = whole.n_quantified
        if n or whole.missing:
            yield from words.note(words.text("quantified", n=n, of=n + len(whole.missing)))
        if whole.missing:
            yield from words.note(words.text("not_quantified", ids=words.listed(whole.missing)))
        yield from words.note(*cautions(words.gap.emissions, whole, self.year, self.language))
        inputs = [(self.name(cell), illustrative_inputs(words.plan, cell)) for cell in shown]
        for name in GapInput:
            of = [who for who, found in inputs if name in found]
            if of:
                what = words.text(f"input.{name}")
                yield from words.note(words.text("illustrative", mark=words.mark, what=what, who=words.listed(of)))

    def by_year(self) -> Iterator[str]:
        """Write the whole in the years that matter: last known, base year, target years and last year."""
        words, whole = self.words, self.whole
        settings = words.plan.settings
        stated = [item.target.row.year for item in whole.targets]
        wanted = {whole.last_known, settings.base_year, self.year, settings.last_year, *stated}
        years = sorted(year for year in wanted if year is not None and year in whole.years)
        paths = {
            "baseline": whole.baseline.values,
            "abatement": whole.reductions,
            "planned": whole.planned.values,
            "removals_counted": whole.counted_removals,
            "target": whole.target.values,
            "gap": whole.gap.values,
        }
        if not whole.removals.any():
            del paths["removals_counted"]
        places = [whole.years.index(year) for year in years]
        used = {key: path for key, path in paths.items() if not np.isnan(path[places]).all()}
        if set(used) <= {"abatement"}:
            return
        columns = [
            Column(
                str(year),
                words.unit,
                [words.tonnes(whole.at(path, year)) for path in used.values()],
            )
            for year in years
        ]
        yield ""
        names = [words.text(key) for key in used]
        yield from grid_lines(words.text("by_year"), names, "", columns, words.width)

    def contributions(self) -> Iterator[str]:
        """Write what each action and organisation takes off, and how far each ambition goes."""
        words, text = self.words, self.words.text
        if self.year not in self.whole.years:
            return
        found = words.gap.wedges(self.whole)
        names = {item.id: item.name for item in words.plan.organisations}
        yield from self._wedges(text("by_action", year=self.year), found.actions, words.actions, has_ids=True)
        yield from self._wedges(text("by_owner", year=self.year), found.organisations, names, has_ids=False)
        levels = ambition_gaps(found, self.year)
        planned, gaps = ([getattr(item, key) for item in levels.values()] for key in ("planned", "gap"))
        if all(item.value is None for item in planned):
            return
        yield ""
        columns = [Column(text("planned"), words.unit, [words.tonnes(item.value) for item in planned])]
        if any(item.value is not None for item in gaps):
            columns.append(Column(text("gap"), words.unit, [words.tonnes(item.value) for item in gaps]))
        rows = [text(f"ambition.{level}") for level in levels]
        yield from grid_lines(text("by_ambition", year=self.year), rows, "", columns, words.width)

    def _wedges(self, label: str, wedges: Sequence[Wedge], names: dict[str, str], *, has_ids: bool) -> Iterator[str]:
        place = self.whole.years.index(self.year)
        kinds = ("adjusted", "unadjusted", "removals")
        used = [item for item in wedges if any(getattr(item, kind)[place] for kind in kinds)]
        if not used:
            return
        used.sort(key=lambda item: (-(item.adjusted[place] + item.removals[place]), item.id))
        columns = []
        for kind in kinds:
            values = [float(getattr(item, kind)[place]) for item in used]
            if kind != "removals" or any(values):
                total = "" if kind == "unadjusted" else self.words.tonnes(sum(values))
                head = self.words.text(f"wedge.{kind}")
                columns.append(Column(head, self.words.unit, [self.words.tonnes(value) for value in values], total))
        yield ""
        shown = [f"{item.id} {names[item.id]}" if has_ids else names[item.id] for item in used]
        yield from grid_lines(label, shown, t("need.column.total", self.language), columns, self.words.width)
