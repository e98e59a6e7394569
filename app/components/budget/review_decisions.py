"""Decisions on chosen lines, made of what was entered once for all of them. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.tagging.decisions import Decision, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.tagging.decisions import DecisionLog
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["AS_IT_IS", "AS_RULES", "LEFT_ALONE", "Entered", "Problem", "decisions_of", "problems_of"]

LEFT_ALONE, AS_IT_IS, AS_RULES = "", "as_it_is", "as_rules"
"""What can be said on an axis beside a category: nothing, the tag that the line has, or what the rules propose.

The tag that it has is, in an approval, the one that was reviewed; in a withdrawal, what there is to withdraw. What the
rules propose is another tag where a person has decided, and of a part of a split that waits for a review.
"""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered for all the lines.

    Attributes
    ----------
    step
        What is done.
    categories
        By axis: a category, :data:`AS_IT_IS`, :data:`AS_RULES` or :data:`LEFT_ALONE`.
    reason, evidence, who, when
        As in a decision.
    """

    step: Step
    categories: Mapping[str, str]
    reason: str
    who: str
    when: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why nothing can be decided: ``name`` of a sentence, and the line that it is about, None for all."""

    name: str
    item: TaggedLine | None = None


def problems_of(items: Sequence[TaggedLine], entered: Entered, log: DecisionLog, scheme: Scheme) -> tuple[Problem, ...]:
    """Return what keeps a decision from being made, before the dossier is asked."""
    found = []
    if not entered.who.strip():
        found.append(Problem("no_who"))
    if not entered.reason.strip():
        found.append(Problem("no_reason"))
    said = [category for category in entered.categories.values() if category != LEFT_ALONE]
    if not said:
        found.append(Problem("no_axis"))
    is_mixed = len(set(said)) > 1 or len(said) < len(scheme.axes)
    if scheme.outside in said and is_mixed:
        found.append(Problem("outside_on_all"))
    if said and entered.step in (Step.APPROVED, Step.WITHDRAWN):
        name = "nothing_reviewed" if entered.step is Step.APPROVED else "nothing_to_withdraw"
        found += [Problem(name, item) for item in items if not _categories(item, entered, log, scheme)]
    return tuple(found)


def decisions_of(items: Sequence[TaggedLine], entered: Entered, dossier: Dossier, scheme: Scheme) -> list[Decision]:
    """Return one decision for each line, with its text and amounts as they are in the budget now."""
    # A decision is made on the amounts of the usual basis, whichever is looked at.
    usual = {line.key: line for line in dossier.parts()[0]}
    found = []
    for item in items:
        line = usual.get(item.key, item.line)
        found.append(
            Decision(
                key=item.key,
                step=entered.step,
                categories=MappingProxyType(_categories(item, entered, dossier.log, scheme)),
                reason=entered.reason.strip(),
                who=entered.who.strip(),
                when=entered.when,
                evidence=entered.evidence.strip(),
                text=line.text,
                amounts=line.amounts,
                scheme=scheme.id,
            )
        )
    return found


def _categories(item: TaggedLine, entered: Entered, log: DecisionLog, scheme: Scheme) -> dict[str, str]:
    """Return the category on each axis that something is said of."""
    found: dict[str, str] = {}
    for place, axis in enumerate(scheme.axes):
        said = entered.categories.get(axis.id, LEFT_ALONE)
        if said == AS_IT_IS:
            said = _as_it_is(item, place, axis.id, entered.step, log)
        elif said == AS_RULES:
            said = item.verdict.categories[place]
        if said:
            found[axis.id] = said
    if entered.step is Step.WITHDRAWN and scheme.outside in found.values():
        is_mixed = len(set(found.values())) > 1 or len(found) < len(scheme.axes)
        if is_mixed:  # a line cannot be said to be outside on one axis only, not even when that is withdrawn
            inside = {axis.id: axis.no_rule for axis in scheme.axes}
            found = {axis: inside[axis] if name == scheme.outside else name for axis, name in found.items()}
    return found


def _as_it_is(item: TaggedLine, place: int, axis: str, step: Step, log: DecisionLog) -> str:
    if step not in (Step.APPROVED, Step.WITHDRAWN):
        return item.categories[place]
    wanted = (Step.REVIEWED,) if step is Step.APPROVED else (Step.PROPOSED, Step.REVIEWED, Step.APPROVED)
    for decision in reversed(log.by_key.get(item.key, ())):
        if axis in decision.categories:
            if decision.step is Step.WITHDRAWN:
                break
            if decision.step in wanted:
                return decision.categories[axis]
    return ""
