"""What is wrong with rules together, and with what they would catch: every line, though nobody meant it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from finmodel.errors import Issue, Severity
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.rule_cells import PATTERNS
from finmodel.tagging.rules import Rule

__all__ = ["catching_all", "rule_set_problems"]

_OF_TEXT = frozenset({"text", "not_text"})


def rule_set_problems(rules: Sequence[Rule], lines: Sequence[int], source: str) -> Iterator[Issue]:
    """Yield what is wrong with rules together.

    Parameters
    ----------
    rules
        In the order of the file.
    lines
        The row of each.
    source
        The file's or the sheet's name.

    Yields
    ------
    Issue
        FM-T104 an id twice, FM-T111 ``over`` names an unknown rule, FM-T112 goes in a circle.
    """
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for rule, line in zip(rules, lines, strict=True):
        numbers[rule.id].append(line)
    for name, at in numbers.items():
        if len(at) > 1 and name:
            rows = tuple(map(str, at))
            yield issue("FM-T104", source, name, "id", value=name, n=len(at), line=at[-1], rows=rows)
    over: defaultdict[str, set[str]] = defaultdict(set)
    for rule, line in zip(rules, lines, strict=True):
        for name in sorted(rule.over):
            if name not in numbers:
                near = nearest(name, tuple(numbers))
                yield issue("FM-T111", source, rule.id, "over", line=line, value=name, nearest=near)
            over[rule.id].add(name)
    for name in sorted(over):
        if _reaches(name, name, over):
            yield issue("FM-T112", source, name, "over", line=numbers[name][0], value=name)


def catching_all(rules: Sequence[Rule], lines: Sequence[int], source: str) -> Iterator[Issue]:
    """Yield what would catch every line although it does not look like it.

    Parameters
    ----------
    rules, lines, source
        As for :func:`rule_set_problems`.

    Yields
    ------
    Issue
        FM-T117 a pattern that is found in every text, mostly as a word between two ``|`` is empty or single letters are
        enough; FM-T118 (warning) a rule without any condition, beside rules of lower priority: they never decide.
    """
    for rule, line in zip(rules, lines, strict=True):
        patterns = {name: getattr(rule, name) for name in PATTERNS}
        for name, pattern in patterns.items():
            if pattern is None:
                continue
            if pattern.is_everywhere or (name in _OF_TEXT and pattern.is_of_letters):
                yield issue("FM-T117", source, rule.id, PATTERNS[name], line=line, value=pattern.source)
        lower = sum(other.priority < rule.priority and bool(other.kinds & rule.kinds) for other in rules)
        if lower and not rule.is_scope and not any(patterns.values()):
            yield issue("FM-T118", source, rule.id, "text", Severity.WARNING, line=line, value=rule.id, n=lower)


def _reaches(start: str, goal: str, over: Mapping[str, set[str]]) -> bool:
    seen, ahead = set(), list(over.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            ahead += over.get(name, ())
    return False
