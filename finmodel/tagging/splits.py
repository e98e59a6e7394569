"""Lines divided into parts, to the öre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count

from finmodel.errors import InputError, Issue
from finmodel.tagging.amounts import parts_of
from finmodel.tagging.lines import Amounts, BudgetLine
from finmodel.tagging.problems import issue
from finmodel.tagging.signatures import signature_problems

__all__ = [
    "Split",
    "SplitPart",
    "divided",
    "fitted",
    "renumbered",
    "split_lines",
    "split_signature_problems",
    "standing_splits",
]


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One part: by a share, by amounts, or (neither) the rest.

    Attributes
    ----------
    text
        What the part is for; the rules read it as they read a line's text. "" for the line's own text.
    share
        Fraction of the line's amount in every year.
    amounts
        ``((year, öre), …)``; a year that is not named has 0.
    """

    text: str = ""
    share: Fraction | None = None
    amounts: Amounts | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes what the other parts leave."""
        return self.share is None and self.amounts is None


@dataclass(frozen=True, slots=True)
class Split:
    """How one line is divided, by whom, when and why.

    Attributes
    ----------
    key
        Of the line.
    parts
        Two or more; at most one of them is the rest. In a history, none: the line is whole again.
    reason, who, when
        As in a decision.
    numbers
        What the parts' keys end in; none: 1, 2, 3 … A line that is split anew keeps the numbers of parts that stay
        (:func:`renumbered`).
    origin
        The key that it was made under, where it has followed its line to another one; "" otherwise.
    """

    key: str
    parts: tuple[SplitPart, ...]
    reason: str = ""
    who: str = ""
    when: str = ""
    numbers: tuple[int, ...] = ()
    origin: str = ""

    @property
    def part_numbers(self) -> tuple[int, ...]:
        """What the key of each part ends in."""
        return self.numbers or tuple(range(1, len(self.parts) + 1))


def standing_splits(history: Iterable[Split]) -> tuple[Split, ...]:
    """Return the latest split of each line that is split, by key."""
    latest = {split.key: split for split in history}
    return tuple(latest[key] for key in sorted(latest) if latest[key].parts)


def split_signature_problems(split: Split, place: str = "") -> Iterator[Issue]:
    """Yield what is wrong with the signature: FM-T157 no reason, name or moment, FM-T176 a name of two scripts."""
    texts = {"reason": split.reason, "who": split.who, "when": split.when}
    yield from signature_problems("FM-T157", split.key, place, **texts)


def renumbered(split: Split, before: Sequence[Split]) -> Split:
    """Return a split whose parts have numbers that do not name another part of earlier splits of the line.

    Parameters
    ----------
    split
        The new one.
    before
        Earlier ones of the same line, the oldest first.

    Returns
    -------
    Split
        A part that the latest earlier split that had parts has too, to the letter, keeps its number; others get the
        next numbers that were never used, so that decisions never pass to another part.
    """
    used = [number for each in before for number in each.part_numbers]
    last = next((each for each in reversed(before) if each.parts), None)
    free: list[tuple[SplitPart, int]] = list(zip(last.parts, last.part_numbers, strict=True)) if last else []
    following = count(max(used, default=0) + 1)
    numbers = []
    for part in split.parts:
        place = next((place for place, (old, _) in enumerate(free) if old == part), None)
        numbers.append(next(following) if place is None else free.pop(place)[1])
    return replace(split, numbers=tuple(numbers))


def divided(line: BudgetLine, split: Split) -> tuple[BudgetLine, ...]:
    """Return the parts of a line; in every year they add to it exactly.

    Amounts are as stated. Shares are of the whole line, whether or not other parts are given in amounts, and are
    rounded to whole öre by the largest remainder (:func:`~finmodel.tagging.amounts.parts_of`); the rest takes what is
    left.

    Parameters
    ----------
    line
        With its key.
    split
        Of that line.

    Returns
    -------
    tuple of BudgetLine
        With the keys ``<key>.1``, ``<key>.2`` …, or with the split's own numbers

    Raises
    ------
    InputError
        FM-T150 fewer than two parts, FM-T151 more than one rest, FM-T152 the parts do not add to the line, FM-T153 an
        amount in a year that the line lacks, FM-T154 a share below 0 or shares above 1, FM-T158 a part is more than
        the line or has the other sign, or leaves such a rest.
    """
    issues = tuple(_problems(line, split))
    if issues:
        raise InputError(issues)
    by_year = [_in_year(line.amounts[place], split) for place in range(len(line.amounts))]
    return tuple(
        replace(
            line,
            key=f"{line.key}.{number}",
            text=part.text or line.text,
            amounts=tuple((year, ore[place]) for year, ore in zip(line.years, by_year, strict=True)),
        )
        for place, (number, part) in enumerate(zip(split.part_numbers, split.parts, strict=True))
    )


def fitted(line: BudgetLine, split: Split) -> Split:
    """Return a split without the amounts of years that the line does not have, in another version.

    Parameters
    ----------
    line
        The same line in a version with fewer years.
    split
        As it was made.

    Returns
    -------
    Split
        The same one where it says nothing of any year of the line, not even 0: then it is for a person to say how the
        line is to be divided.
    """
    years = set(line.years)
    said = {year for part in split.parts for year, _ in part.amounts or ()}
    if not said & years or said <= years:
        return split
    parts = tuple(
        part
        if part.amounts is None
        else replace(part, amounts=tuple((year, ore) for year, ore in part.amounts if year in years))
        for part in split.parts
    )
    return replace(split, parts=parts, numbers=split.part_numbers)


def split_lines(
    lines: Sequence[BudgetLine], splits: Sequence[Split]
) -> tuple[tuple[BudgetLine, ...], tuple[Issue, ...]]:
    """Return the lines with those that are split replaced by their parts.

    Parameters
    ----------
    lines
        With their keys.
    splits
        One for a line.

    Returns
    -------
    tuple
        Lines and parts in the lines' order, and issues: FM-T155 a split of a line that is gone, and what
        :func:`divided` refuses of it, :func:`fitted` to the line's years. A line whose split cannot be used stays
        whole, so no öre is lost.

    Raises
    ------
    InputError
        FM-T156: a line that is split twice.
    """
    twice = [name for name, n in Counter(split.key for split in splits).items() if n > 1]
    if twice:
        raise InputError(issue("FM-T156", row=name) for name in twice)
    by_key = {split.key: split for split in splits}
    found: list[BudgetLine] = []
    issues: list[Issue] = []
    for line in lines:
        split = by_key.pop(line.key, None)
        if split is None:
            found.append(line)
            continue
        try:
            found += divided(line, fitted(line, split))
        except InputError as error:
            issues += error.issues
            found.append(line)
    issues += (issue("FM-T155", row=name) for name in sorted(by_key))
    return tuple(found), tuple(issues)


def _problems(line: BudgetLine, split: Split) -> Iterator[Issue]:
    shares = [part.share for part in split.parts if part.share is not None]
    rests = sum(part.is_rest for part in split.parts)
    if len(split.parts) < 2:
        yield issue("FM-T150", line.place, line.key, value=len(split.parts))
    if rests > 1:
        yield issue("FM-T151", line.place, line.key, value=rests)
    if sum(shares) > 1 or any(share < 0 for share in shares):
        yield issue("FM-T154", line.place, line.key, value=float(sum(shares)))
        return
    for part in split.parts:
        for year, ore in part.amounts or ():
            if ore and year not in line.years:
                yield issue(
                    "FM-T153", line.place, line.key, year=year, value=ore / 100, known=tuple(map(str, line.years))
                )
    for year, ore in line.amounts:
        in_year = _in_year((year, ore), split)
        for part, found in zip(split.parts, in_year, strict=True):
            if found * ore < 0 or abs(found) > abs(ore):
                value = ore - found if part.is_rest else found
                yield issue("FM-T158", line.place, line.key, year=year, value=value / 100, expected=ore / 100)
        total = sum(in_year)
        if total != ore:
            yield issue("FM-T152", line.place, line.key, year=year, value=total / 100, expected=ore / 100)


def _in_year(of_line: tuple[int, int], split: Split) -> list[int]:
    """Return what each part has in a year [öre]."""
    year, ore = of_line
    shares = [part.share or Fraction(0) for part in split.parts]
    # What the shares leave is for the parts that are amounts or the rest: one more share, given to nobody.
    *by_share, _ = parts_of(ore, [*shares, 1 - sum(shares, Fraction(0))])
    stated: list[Mapping[int, int]] = [dict(part.amounts or ()) for part in split.parts]
    found = [share + amounts.get(year, 0) for share, amounts in zip(by_share, stated, strict=True)]
    for place, part in enumerate(split.parts):
        if part.is_rest:
            found[place] = ore - sum(found)
    return found
