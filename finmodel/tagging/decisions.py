"""What people decide about tags: an append-only history in which an approval needs two people."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from finmodel.errors import InputError, Issue
from finmodel.tagging.lines import Amounts
from finmodel.tagging.moments import instant
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.signatures import person, signature_problems

__all__ = ["Decision", "DecisionLog", "Standing", "Step", "is_disputed", "logged"]


class Step(StrEnum):
    """What a person did."""

    PROPOSED = "proposed"
    """A proposal; nothing changes until it is reviewed."""
    REVIEWED = "reviewed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    """All earlier steps on the axes no longer count; they stay in the history."""


class Standing(StrEnum):
    """Where an effective tag comes from, the strongest last."""

    RULE = "rule"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Decision:
    """One step, on one line or part of a line.

    Attributes
    ----------
    key
        Of the line or part.
    step
        What was done.
    categories
        Category by axis, for the axes that it is about.
    reason, evidence
        Why, and where that can be read; a reason is always needed.
    who, when
        A person's name, and the moment (ISO 8601).
    text, amounts
        The line as it was then: by them it is seen later whether it has changed much.
    scheme
        Id of the scheme that the categories are of.
    origin
        The key that it was made under, where it has followed its line to another one; "" otherwise.
    """

    key: str
    step: Step
    categories: Mapping[str, str]
    reason: str
    who: str
    when: str
    evidence: str = ""
    text: str = ""
    amounts: Amounts = ()
    scheme: str = ""
    origin: str = ""

    def to_row(self) -> dict[str, object]:
        """Return plain data, the same for the same decision."""
        return {
            "key": self.key,
            "step": str(self.step),
            "categories": dict(sorted(self.categories.items())),
            "reason": self.reason,
            "evidence": self.evidence,
            "who": self.who,
            "when": self.when,
            "text": self.text,
            "amounts": [list(pair) for pair in self.amounts],
            "scheme": self.scheme,
            "origin": self.origin,
        }


@dataclass(frozen=True)
class DecisionLog:
    """All decisions on a budget, the oldest first; steps are added with :func:`logged` and never taken away.

    Attributes
    ----------
    decisions
        The history.
    """

    decisions: tuple[Decision, ...] = field(default=(), repr=False)

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Decision, ...]]:
        """Each line's history, the oldest first."""
        found: defaultdict[str, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            found[decision.key].append(decision)
        return MappingProxyType({key: tuple(history) for key, history in found.items()})

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """A hash after each step, made of the step and the hash before: a changed history has another last one."""
        found: list[str] = []
        for decision in self.decisions:
            row = json.dumps(decision.to_row(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            before = found[-1] if found else ""
            found.append(hashlib.sha256(f"{before}\n{row}".encode("utf-8", "surrogatepass")).hexdigest())
        return tuple(found)

    def continues(self, earlier: DecisionLog) -> bool:
        """Whether this history begins with the whole of an earlier one."""
        return self.decisions[: len(earlier.decisions)] == earlier.decisions

    def deciding(self, key: str, axis: str) -> tuple[Decision, Standing] | None:
        """Return the decision that stands for a line on an axis, None where the rules' proposal does.

        The latest approval, otherwise the latest review; nothing from before the latest withdrawal.
        """
        return _deciding(self.by_key.get(key, ()), axis)


def logged(log: DecisionLog, decisions: Iterable[Decision], scheme: Scheme) -> DecisionLog:
    """Return the history with steps added: all of them, or none.

    Parameters
    ----------
    log
        The history so far.
    decisions
        New steps, in order; several lines decided at once have the same reason.
    scheme
        Whose categories they use.

    Returns
    -------
    DecisionLog
        A longer one.

    Raises
    ------
    InputError
        FM-T160 no reason, FM-T161 no name or moment, FM-T162 an axis or category that the scheme lacks, FM-T163 outside
        on some axes only, FM-T164 an approval of what nobody has reviewed, FM-T165 an approval by the reviewer, FM-T166
        a moment before the line's latest, FM-T167 categories of another scheme, FM-T176 a name that mixes scripts.
    """
    histories = {key: list(history) for key, history in log.by_key.items()}
    issues: list[Issue] = []
    added = tuple(decisions)
    for decision in added:
        history = histories.setdefault(decision.key, [])
        issues += _problems(decision, history, scheme)
        history.append(decision)
    if issues:
        raise InputError(issues)
    return DecisionLog((*log.decisions, *added))


def is_disputed(history: Iterable[Decision]) -> bool:
    """Return whether a line has been reviewed otherwise on an axis since it was approved, and the approval stands yet.

    An approval goes before a review, whichever is the later; but it no longer says that nobody objects.
    """
    approved: dict[str, str] = {}
    disputed: set[str] = set()
    for decision in history:
        for axis, category in decision.categories.items():
            if decision.step is Step.APPROVED:
                approved[axis] = category
                disputed.discard(axis)
            elif decision.step is Step.WITHDRAWN:
                approved.pop(axis, None)
                disputed.discard(axis)
            elif decision.step is Step.REVIEWED and axis in approved:
                (disputed.add if category != approved[axis] else disputed.discard)(axis)
    return bool(disputed)


def _deciding(history: Iterable[Decision], axis: str) -> tuple[Decision, Standing] | None:
    found: tuple[Decision, Standing] | None = None
    for decision in history:
        if axis not in decision.categories:
            continue
        if decision.step is Step.WITHDRAWN:
            found = None
        elif decision.step is Step.APPROVED:
            found = decision, Standing.APPROVED
        elif decision.step is Step.REVIEWED and (found is None or found[1] is Standing.REVIEWED):
            found = decision, Standing.REVIEWED
    return found


def _problems(decision: Decision, history: list[Decision], scheme: Scheme) -> Iterator[Issue]:
    key = decision.key
    if not decision.reason.strip():
        yield issue("FM-T160", row=key, field="reason")
    yield from signature_problems("FM-T161", key, who=decision.who, when=decision.when)
    if history and instant(decision.when) < instant(history[-1].when):
        yield issue("FM-T166", row=key, field="when", value=decision.when, latest=history[-1].when)
    if decision.scheme != scheme.id:
        yield issue("FM-T167", row=key, value=decision.scheme, expected=scheme.id)
        return
    unknown = list(_unknown(decision, scheme))
    yield from unknown
    if unknown:
        return
    says = set(decision.categories.values())
    if scheme.outside in says and (len(says) > 1 or len(decision.categories) < len(scheme.axes)):
        yield issue("FM-T163", row=key, value=scheme.outside)
    if decision.step is Step.APPROVED:
        yield from _approval_problems(decision, history)


def _unknown(decision: Decision, scheme: Scheme) -> Iterator[Issue]:
    if not decision.categories:
        yield issue("FM-T162", row=decision.key, value="", known=scheme.axis_ids, nearest=None)
    for axis, category in decision.categories.items():
        known = scheme.on_axis(axis) if axis in scheme.axis_ids else scheme.axis_ids
        value = category if axis in scheme.axis_ids else axis
        if value not in known:
            yield issue(
                "FM-T162", row=decision.key, field=axis, value=value, known=known, nearest=nearest(value, known)
            )


def _approval_problems(decision: Decision, history: list[Decision]) -> Iterator[Issue]:
    for axis, category in decision.categories.items():
        review = _latest_review(history, axis)
        if review is None or review.categories[axis] != category:
            yield issue("FM-T164", row=decision.key, field=axis, value=category)
        elif person(review.who) == person(decision.who):
            yield issue("FM-T165", row=decision.key, field=axis, value=decision.who)


def _latest_review(history: Iterable[Decision], axis: str) -> Decision | None:
    found = None
    for decision in history:
        if axis in decision.categories and decision.step in (Step.REVIEWED, Step.WITHDRAWN):
            found = decision if decision.step is Step.REVIEWED else None
    return found
