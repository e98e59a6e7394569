"""What closes the emissions gap and what it costs to wait, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.grid import Column, grid_lines
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import measure_label
from finmodel.i18n.gap_closing import closing_verdict, delay_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.closing import Closing
    from finmodel.analysis.delay import Delay, DelayedMeasure
    from finmodel.analysis.outcome import Outcome
    from finmodel.commands.gap_words import GapWords

__all__ = ["closing_lines", "delay_lines"]

_MARK_NOT_NEEDED = "*"


def closing_lines(words: GapWords) -> Iterator[str]:
    """Return what would close the gap of every measure that has a target.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    cells = [cell for cell in words.gap.emissions.wholes if cell.targets]
    if not cells:
        return
    yield from words.title_of("closing.title")
    yield from words.note(t("closing.note", words.language), t("closing.overlap_note", words.language))
    for cell in cells:
        yield ""
        yield from _closing(words, words.gap.closing(cell))


def _closing(words: GapWords, found: Closing) -> Iterator[str]:
    language = words.language
    measure = measure_label(found.emission_perspective, found.gas, language)
    yield words.text("heading_year", what=measure, year=found.year)

    def figure(key: str, outcome: Outcome) -> Iterator[str]:
        value = words.or_reason(outcome, f"{words.tonnes(outcome.value)} {words.unit}")
        yield from words.note(words.text("figure", label=t(f"closing.figure.{key}", language), value=value))

    yield from figure("gap_at_start", found.gap_at_start)
    if found.gap_at_start.value is None:
        yield from words.note(words.reason(found.gap_at_start.reason or ""))
        return
    if found.steps:
        yield from _steps(words, found)
    yield from figure("gap_after_all", found.gap_after_all)
    yield from words.note(" ".join(closing_verdict(found, language)))
    by_reason: dict[str, list[str]] = {}
    for item in found.beside:
        by_reason.setdefault(str(item.reason), []).append(item.candidate.action.id)
    for reason, ids in by_reason.items():
        label = t(f"closing.beside.{reason}", language)
        yield from words.note(words.text("beside", reason=label, ids=words.listed(ids)))
    if found.not_quantified:
        yield from words.note(words.text("start_not_quantified", ids=words.listed(found.not_quantified)))
    if found.not_costed:
        unknown, label = words.listed(found.not_costed), t("closing.not_costed_note", language).rstrip(".")
        yield from words.note(words.text("figure", label=label, value=unknown))


def _steps(words: GapWords, found: Closing) -> Iterator[str]:
    language, steps = words.language, found.steps

    def label(key: str) -> str:
        return t(f"closing.column.{key}", language)

    chosen = [step.candidate for step in steps]
    columns = [
        Column(label("tonnes"), words.unit, [words.tonnes(step.tonnes) for step in steps]),
        Column(label("gap_after"), words.unit, [words.tonnes(step.gap_after) for step in steps]),
        Column(
            label("cost_per_tonne"),
            words.per_tonne_label,
            [words.per_tonne(item.cost_per_tonne.value) for item in chosen],
        ),
        Column(label("npv"), words.money_label, [words.money(item.npv.value) for item in chosen]),
        Column(
            label("investment_total"), words.money_label, [words.money(item.investment_total.value) for item in chosen]
        ),
        Column(
            label("cumulative_investment"),
            words.money_label,
            [words.money(step.cumulative_investment) for step in steps],
        ),
        Column(label("financing_gap"), words.money_label, [words.money(item.financing_gap.value) for item in chosen]),
        Column(label("why"), "", [t(f"closing.why.{item.why}", language) for item in chosen]),
    ]
    names = [
        f"{words.action(step.candidate.action.id)}{'' if step.is_needed else _MARK_NOT_NEEDED}" for step in steps
    ]  # fmt: skip
    yield from grid_lines(label("action"), names, "", columns, words.width)
    if found.not_needed:
        yield from words.note(words.text("not_needed", mark=_MARK_NOT_NEEDED))
    yield from words.lacking(
        (outcome.reason or "", label(key), item.action.id)
        for item in chosen
        for key, outcome in (("cost_per_tonne", item.cost_per_tonne), ("investment_total", item.investment_total))
        if outcome.value is None
    )


def delay_lines(words: GapWords) -> Iterator[str]:
    """Return what it costs to start the whole plan a year later.

    Parameters
    ----------
    words
        The analysis and its language.
    """
    language, found = words.language, words.gap.delay
    yield from words.title_of("delay.title")
    yield from words.note(t("delay.note", language))
    if found.moved:
        yield from words.note(words.text("moved", n=len(found.moved), years=found.years, ids=words.listed(found.moved)))
        for measure in found.measures:
            yield from _delayed(words, measure)
        yield ""
        shown = list(found.kronor.items())
        columns = [
            Column(
                t(f"delay.column.{column}", language),
                words.money_label,
                [words.money(getattr(shift, part).value) for _, shift in shown],
            )
            for column, part in (("before", "before"), ("after", "after"), ("change", "change"))
        ]
        names = [t(f"delay.column.{name}", language) for name, _ in shown]
        yield from grid_lines(words.text("delay_money"), names, "", columns, words.width)
        yield from words.note(t("delay.npv_note", language))
        yield from words.note(*delay_notes(found, language, words.gap.emissions))
        yield from _external(words, found)
    else:
        yield from words.note(t("delay.nothing_moves", language))
    by_reason: dict[str, list[str]] = {}
    for stay in found.stays:
        by_reason.setdefault(str(stay.reason), []).append(stay.action)
    for reason, ids in by_reason.items():
        label = t(f"delay.stays.{reason}", language)
        yield from words.note(words.text("stays", reason=label, ids=words.listed(ids)))


def _external(words: GapWords, found: Delay) -> Iterator[str]:
    """Write what external money is lost or gained, in all and by source; only a loss has a limit to blame."""

    def amount(outcome: Outcome) -> str:
        size = None if outcome.value is None else abs(outcome.value)
        return words.or_reason(outcome, words.money(size, with_unit=True))

    lost = found.grants_lost
    label = t(f"delay.column.{'gained' if (lost.value or 0.0) < 0 else 'lost'}", words.language)
    yield from words.note(words.text("figure", label=label, value=amount(lost)))
    for item in found.grants:
        limits = ", ".join(t(f"limit.{limit}", words.language) for limit in item.shortfall)
        key = "lost_limits" if limits else "lost"
        key = "gained" if (item.lost.value or 0.0) < 0 else key
        yield from words.note(words.text(key, source=item.source.name, amount=amount(item.lost), limits=limits))


def _delayed(words: GapWords, measure: DelayedMeasure) -> Iterator[str]:
    """Write the tonnes that are lost, by target year and in all."""
    language, years = words.language, measure.target_years
    label = measure_label(measure.perspective, measure.gas, language)
    yield ""
    if years:

        def column(key: str, outcomes: list[Outcome]) -> Column:
            cells = [words.tonnes(outcome.value) for outcome in outcomes]
            return Column(t(f"delay.column.{key}", language), words.unit, cells)

        columns = [
            column("lost_in_year", [item.lost_in_year for item in years]),
            column("lost_until", [item.lost_until for item in years]),
            column("gap_before", [item.gap.before for item in years]),
            column("gap_after", [item.gap.after for item in years]),
        ]
        yield from grid_lines(label, [str(item.year) for item in years], "", columns, words.width)
        total = t("delay.column.lost_total", language)
    else:
        total = f"{label}: {t('delay.column.lost_total', language)}"
    value = words.or_reason(measure.total, f"{words.tonnes(measure.total.value)} {words.unit}")
    yield from words.note(words.text("figure", label=total, value=value))
