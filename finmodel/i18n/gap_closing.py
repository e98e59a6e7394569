"""What closes the gap and what waiting costs, in the sentences that a reader must not miss; the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.formats import format_number
from finmodel.i18n.gap import VISIBLE_TONNES, measure_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.analysis.closing_results import Closing, ClosingStep
    from finmodel.analysis.delay_results import Delay, DelayedMeasure, DelayedYear
    from finmodel.analysis.emissions_gap import EmissionsGap
    from finmodel.i18n.catalogue import Language
    from finmodel.model.emission_enums import Gas

__all__ = ["closing_verdict", "delay_notes", "needed_text", "overshoot_note", "tonnes_unit"]


def tonnes_unit(gases: Iterable[Gas | str], lang: Language) -> str:
    """Return the unit of tonnes of some gases: that of the gas where they are of one, else tonnes of no gas said."""
    found = {str(gas) for gas in gases}
    return t(f"gap.tonnes.{found.pop() if len(found) == 1 else 'any'}", lang)


def _tonnes(value: float, lang: Language) -> str:
    return t("unit.tonnes", lang, number=format_number(value, lang, 0))


def closing_verdict(found: Closing, lang: Language) -> list[str]:
    """Return whether the target is met, with the reservation where it is so on paper only; empty without a gap.

    Parameters
    ----------
    found
        What closes the gap of a measure.
    lang
        Language.
    """
    if found.gap_at_start.value is None:
        return []
    n = len(found.needed)
    over, missing = found.overshoot.value or 0.0, found.missing_without_overshoot.value or 0.0
    reservation = t("closing.overshoot", lang, overshoot=_tonnes(over, lang), missing=_tonnes(missing, lang))
    if not found.is_met:
        text = t("closing.not_met" if found.steps else "closing.no_candidates", lang)
        return [text, reservation] if over > VISIBLE_TONNES else [text]
    if not found.is_doubtful:
        return [t_n("closing.met", n, lang) if n else t("closing.already_met", lang)]
    on_paper = t_n("closing.on_paper", n, lang) if n else t("closing.on_paper_at_start", lang)
    if not found.is_met_without_overshoot:
        return [on_paper, reservation]
    more = 1 + next(place for place, step in enumerate(found.steps) if step.is_met_without_overshoot)
    return [on_paper, t_n("closing.more_needed", more, lang)]


def needed_text(found: Closing, step: ClosingStep, lang: Language) -> str:
    """Return whether the target needs a step: where it is never met, that all are needed and not enough."""
    if step.is_needed and not found.is_met:
        return t("closing.needed.not_enough", lang)
    return t(f"choice.flag.{'yes' if step.is_needed else 'no'}", lang)


def overshoot_note(overshoot: float, gap: float | None, year: int, lang: Language) -> list[str]:
    """Return the reservation on a gap that counts reductions beyond what their own sector emits; empty without any."""
    if overshoot <= VISIBLE_TONNES or gap is None:
        return []
    numbers = {"overshoot": _tonnes(overshoot, lang), "gap": _tonnes(gap + overshoot, lang)}
    return [t("gap.gap_without_overshoot", lang, **numbers, year=year)]


def delay_notes(found: Delay, lang: Language, emissions: EmissionsGap | None = None) -> list[str]:
    """Return why the tonnes of a delay do not add up as a reader expects.

    The loss over the whole plan is smaller than through a target year where later years give more than as planned, and
    the gap grows by less than what is lost where the target does not count all removals. With the plan's emissions, the
    reservation on a gap that counts reductions beyond what their own sector emits is there too.
    """
    texts = []
    for measure in found.measures:
        label = measure_label(measure.perspective, measure.gas, lang)
        whole = None if emissions is None else emissions.cell(measure.perspective, measure.gas)
        if emissions is not None and whole is not None:
            over = emissions.overshoot(whole)
            for item in measure.target_years:
                beyond = whole.at(over, item.year) or 0.0
                texts += overshoot_note(beyond, item.gap.before.value, item.year, lang)
        texts += [_removals(label, item, lang) for item in measure.target_years]
        texts.append(_later(label, measure, lang))
    return [text for text in texts if text]


def _removals(label: str, item: DelayedYear, lang: Language) -> str:
    lost, change = item.lost_in_year.value, item.gap.change.value
    if lost is None or change is None or lost - change <= VISIBLE_TONNES:
        return ""
    numbers = {"lost": _tonnes(lost, lang), "change": _tonnes(change, lang)}
    return t("delay.removals_differ", lang, measure=label, year=item.year, **numbers)


def _later(label: str, measure: DelayedMeasure, lang: Language) -> str:
    """Say how much more comes after the last target year that the whole plan's loss is smaller than."""
    total = measure.total.value
    until = [(item.year, item.lost_until.value) for item in measure.target_years if item.lost_until.value is not None]
    if total is None or not until:
        return ""
    year, lost = max(until, key=lambda item: (item[1] or 0.0, -item[0]))
    more = (lost or 0.0) - total
    if more <= VISIBLE_TONNES:
        return ""
    return t("delay.more_later", lang, measure=label, year=year, tonnes=_tonnes(more, lang))
