"""Every rule that matches a line: on which axes it decided, and why it had no say on the others. No widgets here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.components.inert import one_line
from finmodel.tagging.text import normalised
from finmodel.tagging.verdicts import standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.tagging.rules import Rule
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagger import Tagger

__all__ = ["Matching", "NoSay", "is_particular", "marked", "matching_rules"]


class NoSay(StrEnum):
    """Why a rule that matches had no say on an axis."""

    OUTSIDE = "outside"
    """Another rule says that the line is outside, and such rules go first."""
    DISPLACED = "displaced"
    """A rule that is over it matches too."""
    WORDS = "words"
    """It goes by codes, and rules of words go first."""
    PRIORITY = "priority"
    """Another one has a higher priority."""


@dataclass(frozen=True, slots=True)
class Matching:
    """A rule that matches a line.

    Attributes
    ----------
    rule
        The rule.
    decided
        Axes that it decided on.
    no_say
        Axis → why it had no say there, and the rules that went before it.
    """

    rule: Rule
    decided: tuple[str, ...]
    no_say: Mapping[str, tuple[NoSay, tuple[str, ...]]]


def matching_rules(item: TaggedLine, tagger: Tagger) -> tuple[Matching, ...]:
    """Return all rules that match a line, those that decided first, then by priority."""
    by_id = tagger.rule_set.by_id
    rules = [by_id[name] for name in tagger.matching(item.line)]
    stand = {rule.id for rule in standing(rules)}
    found = []
    for rule in rules:
        decided, no_say = [], {}
        for tag in item.verdict.tags:
            if rule.id in tag.rules:
                decided.append(tag.axis)
            elif tag.axis in rule.categories:
                no_say[tag.axis] = _no_say(rule, rules, stand, [by_id[name] for name in tag.rules])
        found.append(Matching(rule, tuple(decided), no_say))
    return tuple(sorted(found, key=lambda one: not one.decided))


def _no_say(
    rule: Rule, rules: Sequence[Rule], stand: set[str], deciding: Sequence[Rule]
) -> tuple[NoSay, tuple[str, ...]]:
    names = tuple(one.id for one in deciding)
    if any(one.is_scope for one in deciding):
        return NoSay.OUTSIDE, names
    if rule.id not in stand:
        return NoSay.DISPLACED, tuple(one.id for one in rules if one.id in stand and rule.id in one.over)
    if any(one.is_keyword for one in deciding):
        return NoSay.WORDS, names
    return NoSay.PRIORITY, names


def is_particular(rule: Rule) -> bool:
    """Whether a rule looks at anything but the kind: one that fits every line has recognised none."""
    return any((rule.text, rule.not_text, rule.activity, rule.account, rule.counterparty))


_HYPHENS = "-\u2010\u2011\u2012\u2013"
_NOTHING = "[\u00ad\u200b\ufeff]*"


def marked(text: str, found: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, with whether each is one of the stretches that rules have found.

    Parameters
    ----------
    text
        As the line has it.
    found
        Stretches of the normalised text.

    Returns
    -------
    tuple of pieces
        Together the text on one line. A stretch that cannot be found in the text as it is written is looked for in
        the normalised one, and then that is returned.

    Examples
    --------
    >>> marked("Nya Solceller", ["solceller"])
    (('Nya ', False), ('Solceller', True))
    """
    shown = one_line(unicodedata.normalize("NFC", text))
    places = _places(shown, found)
    if places is None:
        shown = normalised(text)
        places = _places(shown, found) or []
    pieces, end = [], 0
    for start, stop in sorted(places):
        if stop <= end:
            continue
        first = max(start, end)
        pieces += [(shown[end:first], False), (shown[first:stop], True)]
        end = stop
    pieces.append((shown[end:], False))
    return tuple(piece for piece in pieces if piece[0])


def _places(text: str, found: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return where the stretches stand, None where one of them stands nowhere."""
    places = []
    for stretch in found:
        match = re.search(_written_as(stretch), text, re.IGNORECASE)
        if match is None:
            return None
        places.append(match.span())
    return places


def _written_as(stretch: str) -> str:
    """Return a pattern for the ways of writing a stretch of normalised text: blanks, hyphens, what is not seen."""
    return _NOTHING.join(r"\s+" if c == " " else f"[{_HYPHENS}]" if c == "-" else re.escape(c) for c in stretch.strip())
