"""Tags lines by rules: the same answers as one rule after another on each line, in a fraction of the time.

Three things make it fast. What a code or a text matches is worked out once for each code and text. Of a text, only the
patterns that need one of its words are tried (:class:`~finmodel.tagging.word_index.WordIndex`). And lines on which the
same rules decide have one verdict. Sets of rules are whole numbers, one bit a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from finmodel.tagging.lines import LineKind
from finmodel.tagging.text import LONGEST_TEXT, normalised
from finmodel.tagging.verdicts import AxisTag, Verdict, standing, tag_on
from finmodel.tagging.word_index import WordIndex

if TYPE_CHECKING:
    import re

    from finmodel.tagging.activities import ActivityMap
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.patterns import Pattern
    from finmodel.tagging.rules import Rule, RuleSet
    from finmodel.tagging.schemes import Axis, Scheme

__all__ = ["Evidence", "Tagger"]

_Search: TypeAlias = "Callable[[str], re.Match[str] | None]"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in a line made one rule match.

    Attributes
    ----------
    rule
        Its id.
    field
        ``text``, ``activity``, ``account`` or ``counterparty``.
    found
        The words, in the normalised text, or the code.
    """

    rule: str
    field: str
    found: str


class Tagger:
    """Rules of a scheme, ready to tag any number of lines.

    Parameters
    ----------
    rule_set
        The rules.
    scheme
        Whose categories they use.
    activities
        From the municipality's own activity codes to those of the rules; None: they are the same, or begin alike. A
        code that the table does not know matches no rule for an activity.
    group_companies_outside
        Whether payments to the municipality's own companies leave the base; False where the companies' own lines are
        not in the data, and only when the user says so.
    """

    def __init__(
        self,
        rule_set: RuleSet,
        scheme: Scheme,
        activities: ActivityMap | None = None,
        *,
        group_companies_outside: bool = True,
    ) -> None:
        self.rule_set = rule_set
        self.scheme = scheme
        self.activities = activities
        self.group_companies_outside = group_companies_outside
        self.rules: tuple[Rule, ...] = tuple(
            rule for rule in rule_set.rules if group_companies_outside or not rule.is_group_company
        )
        self._kind = {kind: _bits(kind in rule.kinds for rule in self.rules) for kind in LineKind}
        self._activity = _CodeIndex([rule.activity for rule in self.rules], self._common_activity)
        self._account = _CodeIndex([rule.account for rule in self.rules])
        self._counterparty = _CodeIndex([rule.counterparty for rule in self.rules])
        self._text = _TextIndex(self.rules)
        self._verdict = _VerdictIndex(self.rules, scheme)

    def verdicts(self, lines: Iterable[BudgetLine]) -> list[Verdict]:
        """Return the rules' proposal for each line, in the lines' order.

        Parameters
        ----------
        lines
            Any number.

        Returns
        -------
        list of Verdict
            Lines on which the same rules decide share one.
        """
        kinds, activities, accounts = self._kind, self._activity, self._account
        counterparties, texts, verdicts = self._counterparty, self._text, self._verdict
        return [
            verdicts[
                texts[line.text]
                & accounts[line.account]
                & activities[line.activity]
                & counterparties[line.counterparty]
                & kinds[line.kind]
            ]
            for line in lines
        ]

    def matching(self, line: BudgetLine) -> tuple[str, ...]:
        """Return the ids of all rules that match a line, the highest priority first: also those that had no say."""
        bits = self._text[line.text] & self._account[line.account] & self._activity[line.activity]
        bits &= self._counterparty[line.counterparty] & self._kind[line.kind]
        return tuple(rule.id for rule in _of_bits(self.rules, bits))

    def evidence(self, line: BudgetLine, rules: Sequence[str]) -> tuple[Evidence, ...]:
        """Return the words and codes of a line that made rules match.

        Parameters
        ----------
        line
            A line.
        rules
            Ids of rules that match it, for example of its verdict.

        Returns
        -------
        tuple of Evidence
            Rule by rule; a rule for all lines of a kind has none.
        """
        found = []
        for name in rules:
            rule = self.rule_set.by_id[name]
            for field, pattern, value in (
                ("text", rule.text, normalised(line.text)[:LONGEST_TEXT]),
                ("activity", rule.activity, self._common_activity(line.activity)),
                ("account", rule.account, line.account.strip()),
                ("counterparty", rule.counterparty, line.counterparty.strip()),
            ):
                words = pattern.found_in(value if field == "text" else value.casefold()) if pattern else None
                if words is not None:
                    found.append(Evidence(name, field, words if field == "text" else value))
        return tuple(found)

    def _common_activity(self, own: str) -> str:
        return own.strip() if self.activities is None else self.activities.code(own.strip()) or ""


class _CodeIndex(dict[str, int]):
    """The rules that a code matches, as bits, worked out once for each code; a rule without a pattern matches any."""

    def __init__(self, patterns: Sequence[Pattern | None], common: Callable[[str], str] = str.strip) -> None:
        super().__init__()
        self._any = _bits(pattern is None for pattern in patterns)
        self._common = common
        by_expression: defaultdict[str, int] = defaultdict(int)
        for place, pattern in enumerate(patterns):
            if pattern is not None:
                by_expression[pattern.expression] |= 1 << place
        compiled = {pattern.expression: pattern.compiled.search for pattern in patterns if pattern is not None}
        self._searches = [(compiled[expression], bits) for expression, bits in by_expression.items()]

    def __missing__(self, code: str) -> int:
        plain = self._common(code).casefold()
        bits = self._any
        for search, those in self._searches:
            if search(plain):
                bits |= those
        self[code] = bits
        return bits


class _TextIndex(dict[str, int]):
    """The rules whose words stand in a text, as bits, worked out once for each text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._any = _bits(rule.text is None and rule.not_text is None for rule in rules)
        self._words = WordIndex([rule.text for rule in rules])
        # What is enough by itself need not be looked for again.
        self._surely = _bits(rule.text is not None and rule.text.is_just_words for rule in rules)
        self._certain = self._surely & _bits(rule.not_text is None for rule in rules)
        self._searches: list[tuple[_Search | None, _Search | None]] = [
            (_search(rule.text), _search(rule.not_text)) for rule in rules
        ]
        self._refusing = _bits(rule.text is None and rule.not_text is not None for rule in rules)

    def __missing__(self, text: str) -> int:
        plain = normalised(text)[:LONGEST_TEXT]
        candidates = self._words.candidates(plain)
        bits = self._any | candidates & self._certain
        candidates = candidates & ~self._certain | self._refusing
        while candidates:
            lowest = candidates & -candidates
            candidates ^= lowest
            wanted, unwanted = self._searches[lowest.bit_length() - 1]
            is_there = lowest & self._surely or wanted is None or wanted(plain)
            if is_there and not (unwanted and unwanted(plain)):
                bits |= lowest
        self[text] = bits
        return bits


class _VerdictIndex(dict[int, Verdict]):
    """The verdict where these rules match, as bits; on each axis brought down to the few rules that decide."""

    def __init__(self, rules: Sequence[Rule], scheme: Scheme) -> None:
        super().__init__()
        self._rules = rules
        self._scope = _bits(rule.is_scope for rule in rules)
        self._over = [
            (1 << place, _bits(other.id in rule.over for other in rules))
            for place, rule in enumerate(rules)
            if rule.over
        ]
        self._alike = [_bits(other.priority == rule.priority for other in rules) for rule in rules]
        self._axes = [_AxisIndex(rules, axis, scheme) for axis in scheme.axes]
        self._shared: dict[tuple[int, ...], Verdict] = {}

    def __missing__(self, matched: int) -> Verdict:
        deciding = tuple(self._deciding(matched))
        verdict = self._shared.get(deciding)
        if verdict is None:
            tags = tuple(axis[bits] for axis, bits in zip(self._axes, deciding, strict=True))
            verdict = self._shared[deciding] = Verdict(tags)
        self[matched] = verdict
        return verdict

    def _deciding(self, matched: int) -> Iterator[int]:
        scope = matched & self._scope
        if not scope and any(matched & rule and matched & those for rule, those in self._over):
            names = {rule.id for rule in standing(_of_bits(self._rules, matched))}
            matched = _bits(rule.id in names for rule in self._rules)
        for axis in self._axes:
            if scope:
                yield scope & -scope
            elif by_words := matched & axis.words:
                yield by_words
            else:
                by_priority = matched & axis.speaking
                first = by_priority & -by_priority
                yield by_priority & self._alike[first.bit_length() - 1] if first else 0


class _AxisIndex(dict[int, AxisTag]):
    """The tag on one axis by the rules that decide, as bits."""

    def __init__(self, rules: Sequence[Rule], axis: Axis, scheme: Scheme) -> None:
        super().__init__()
        self._rules, self._axis, self._scheme = rules, axis, scheme
        self.speaking = _bits(axis.id in rule.categories for rule in rules)
        self.words = self.speaking & _bits(rule.is_keyword for rule in rules)

    def __missing__(self, deciding: int) -> AxisTag:
        tag = self[deciding] = tag_on(self._axis, _of_bits(self._rules, deciding), self._scheme)
        return tag


def _search(pattern: Pattern | None) -> _Search | None:
    return None if pattern is None else pattern.compiled.search


def _of_bits(rules: Sequence[Rule], bits: int) -> list[Rule]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(rules[lowest.bit_length() - 1])
        bits ^= lowest
    return found


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)
