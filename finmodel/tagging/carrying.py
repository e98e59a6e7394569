"""Decisions follow their lines into the next version or year, and ask to be looked at again where much has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction
from types import MappingProxyType

from finmodel.errors import Issue, Severity
from finmodel.tagging.alike_lines import Alike, alike_of, are_told_apart, known_alike
from finmodel.tagging.decisions import Decision, DecisionLog, Step, is_disputed
from finmodel.tagging.lines import Amounts, BudgetLine, amounts_of, identity
from finmodel.tagging.problems import issue
from finmodel.tagging.text import normalised

__all__ = ["AMOUNT_CHANGE", "MOST_PAIRS", "TEXT_LIKENESS", "Carried", "carried", "followed", "same_lines"]

AMOUNT_CHANGE = Fraction(1, 4)
"""An amount that has changed by more than this share asks to be looked at again; finmodel's choice."""

TEXT_LIKENESS = 0.6
"""How alike (0–1) two texts with the same codes must be to be taken for the same line; finmodel's choice."""


MOST_PAIRS = 200_000
"""How many pairs of texts are compared at most; finmodel's choice. In two ledgers with more, a reworded line is new."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What has become of the decided lines in another version.

    Attributes
    ----------
    keys
        New key by old key: the same one where codes, text and ordinal are the same.
    look_again
        New keys that ask to be looked at again, with why: ``text`` or ``amount`` has changed much, the line is one of
        several ``alike`` and cannot be told from them, or it is ``disputed``: reviewed otherwise since its approval.
    issues
        FM-T168 (warning): a decision on a line that is gone; it stays in the history. FM-T179 (warning): a decision on
        a whole line that is split by now. FM-T169 (info): look again.
    """

    keys: Mapping[str, str]
    look_again: Mapping[str, tuple[str, ...]]
    issues: tuple[Issue, ...]


def carried(
    log: DecisionLog,
    old: Sequence[BudgetLine],
    new: Sequence[BudgetLine],
    amount_change: Fraction = AMOUNT_CHANGE,
    text_likeness: float = TEXT_LIKENESS,
    further: Collection[str] = (),
    beside: Collection[str] | None = None,
    alike: Alike | None = None,
    made_here: Collection[int] = (),
) -> Carried:
    """Return where the decisions belong in a new version.

    A line with the same key is the same line. A decided line without one is taken for the line with the same codes
    and the likest text, if that is alike enough and no other line's; it always asks to be looked at again. Parts of a
    split follow their line.

    Parameters
    ----------
    log
        All decisions.
    old, new
        Lines (or parts) of the two versions, with their keys; ``old`` may lack lines that ``log`` knows from before.
    amount_change
        The share by which an amount may change in each year that both have; without such a year, the mean of a year.
    text_likeness
        0–1.
    further
        Old keys that have something else than a decision to be carried, such as a link: they are in ``keys`` too.
    beside
        Old keys of lines that stood beside those that are gone, so that they cannot be what these have become; None: of
        all in ``old``.
    alike
        What is known of lines that have likes (:func:`~finmodel.tagging.alike_lines.known_alike`); None: what ``old``,
        ``new`` and ``log`` say.
    made_here
        Places in the history of the decisions that were made on the new version.

    Returns
    -------
    Carried
        Nothing is dropped from the history.
    """
    there = {line.key: line for line in new}
    split = {line.line_key for line in new if line.key != line.line_key}
    elsewhere = {decision.origin for decision in log.decisions}
    before = {line.key: line for line in old}
    known = sorted({*log.by_key, *further})
    keys = {key: key for key in known if key in there}
    taken = set(keys.values())
    lost = [before[key] for key in known if key not in keys and key in before and key not in elsewhere]
    others = before.keys() if beside is None else beside
    keys |= _likest(lost, [line for line in new if line.key not in taken and line.key not in others], text_likeness)
    groups = known_alike((), _said(log, old, new)) if alike is None else alike
    wholes = _wholes(new) if groups else {}
    here = {id(log.decisions[place]) for place in made_here}
    look_again: dict[str, tuple[str, ...]] = {}
    issues: list[Issue] = []
    for key, history in log.by_key.items():
        if key not in keys:
            if key in elsewhere:
                continue  # its decisions stand under another key by now
            code = "FM-T179" if key in split else "FM-T168"
            issues.append(issue(code, row=key, severity=Severity.WARNING, value=history[-1].text))
            continue
        line = there[keys[key]]
        looks = _looks(history)
        changed = tuple(
            name
            for name, is_changed in (
                ("text", any(_is_reworded(seen, line) for seen in looks)),
                (
                    "amount",
                    any(seen.amounts and _is_changed(seen.amounts, line.amounts, amount_change) for seen in looks),
                ),
                ("alike", line.key == key and not _is_told(line, looks, groups, wholes, log, here)),
                ("disputed", is_disputed(history)),
            )
            if is_changed
        )
        if changed:
            look_again[line.key] = changed
            issues.append(issue("FM-T169", line.place, line.key, None, Severity.INFO, value=line.text, changed=changed))
    return Carried(MappingProxyType(keys), MappingProxyType(look_again), tuple(issues))


def same_lines(old: Sequence[BudgetLine], new: Sequence[BudgetLine]) -> Mapping[str, str]:
    """Return new keys by old keys of lines that have the same codes and a text that is much alike, decided or not.

    Parameters
    ----------
    old, new
        Lines of two versions. Lines of one key are the same and are not named; where there are more than
        :data:`MOST_PAIRS` pairs to compare none is sought.
    """
    there, here = ({line.key: line for line in lines} for lines in (new, old))
    gone = [line for key, line in here.items() if key not in there]
    come = [line for key, line in there.items() if key not in here]
    codes = Counter(identity(line) for line in come)
    if sum(codes[identity(line)] for line in gone) > MOST_PAIRS:
        return {}
    return carried(DecisionLog(), gone, come, further=[line.key for line in gone]).keys


def followed(log: DecisionLog, found: Carried) -> DecisionLog:
    """Return the history with the decisions on lines that have another key now written under it as well.

    Each keeps who, when and why, and says under which key it was made, so that the line is found in the version after
    the next too; what stood in the history stays.
    """
    copies = tuple(
        replace(decision, key=new, origin=decision.key)
        for old, new in found.keys.items()
        if old != new
        for decision in log.by_key.get(old, ())
    )
    return DecisionLog((*log.decisions, *copies))


def _likest(lost: Iterable[BudgetLine], free: Iterable[BudgetLine], least: float) -> dict[str, str]:
    """Return new keys by old keys for lines with the same codes, the likest pairs first."""
    by_codes: defaultdict[tuple[str, ...], list[BudgetLine]] = defaultdict(list)
    for line in free:
        by_codes[_codes(line)].append(line)
    pairs = []
    for line in lost:
        for other in by_codes.get(_codes(line), ()):
            likeness = SequenceMatcher(None, normalised(line.text), normalised(other.text), autojunk=False).ratio()
            if likeness >= least:
                pairs.append((-likeness, line.key, other.key))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, old, new in sorted(pairs):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def _codes(line: BudgetLine) -> tuple[str, ...]:
    return (*identity(line), line.key.partition(".")[2])


def _is_changed(before: Amounts, now: Amounts, limit: Fraction) -> bool:
    first, second = dict(before), dict(now)
    shared = sorted(first.keys() & second.keys())
    if shared:
        return any(abs(second[year] - first[year]) > limit * abs(first[year]) for year in shared)
    old, new = (Fraction(sum(each.values()), max(len(each), 1)) for each in (first, second))
    return abs(new - old) > limit * abs(old)


def _looks(history: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return for each axis the step by which somebody last looked at the line: a review or an approval that stands."""
    latest: dict[str, Decision] = {}
    for decision in history:
        for axis in decision.categories:
            if decision.step in (Step.REVIEWED, Step.APPROVED):
                latest[axis] = decision
            elif decision.step is Step.WITHDRAWN:
                latest.pop(axis, None)
    return tuple(latest.values())


def _is_reworded(seen: Decision, line: BudgetLine) -> bool:
    """Whether the text is another than was decided on; of a part, that of its whole line, which its key tells."""
    if line.key != line.line_key and seen.origin and alike_of(seen.origin) != alike_of(line.key):
        return True
    return normalised(seen.text or line.text) != normalised(line.text)


def _is_told(
    line: BudgetLine,
    looks: Iterable[Decision],
    groups: Alike,
    wholes: Mapping[str, Amounts],
    log: DecisionLog,
    here: Collection[int],
) -> bool:
    """Whether what is decided on one of several alike lines is of this one: amounts tell, or all have the same."""
    group = groups.get(alike_of(line.key))
    if group is None:
        return True
    part = line.key[len(line.line_key) :]
    own = _standing(log, line.key)
    others = [key for key in group if key != line.line_key and _standing(log, f"{key}{part}") != own]
    return not others or all(
        id(seen) in here or are_told_apart(seen.amounts, line, wholes, group, others) for seen in looks
    )


def _standing(log: DecisionLog, key: str) -> tuple[tuple[str, str, str], ...]:
    """Return what stands for a line on each axis that something is decided on."""
    axes = sorted({axis for decision in log.by_key.get(key, ()) for axis in decision.categories})
    found = [(axis, log.deciding(key, axis)) for axis in axes]
    return tuple((axis, one[0].categories[axis], str(one[1])) for axis, one in found if one is not None)


def _said(log: DecisionLog, *lines: Iterable[BudgetLine]) -> Iterator[tuple[str, Amounts]]:
    yield from ((decision.key, decision.amounts) for decision in log.decisions)
    yield from ((line.key, line.amounts) for each in lines for line in each)


def _wholes(lines: Iterable[BudgetLine]) -> Mapping[str, Amounts]:
    """Return the amounts of whole lines by key, those of split ones put together."""
    found: dict[str, Amounts] = {}
    for line in lines:
        if line.line_key in found:
            both = Counter(dict(found[line.line_key]))
            both.update(dict(line.amounts))
            found[line.line_key] = amounts_of(both)
        else:
            found[line.line_key] = line.amounts
    return found
