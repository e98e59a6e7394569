"""From the rules that match a line to its tag on each axis: who speaks first, and what is done when they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from finmodel.tagging.rules import Confidence, Rule
from finmodel.tagging.schemes import Axis, Role, Scheme

__all__ = ["AxisTag", "TagReason", "Verdict", "standing", "tag_on", "verdict_of"]


class TagReason(StrEnum):
    """Why a line has its tag on an axis; the catalogues say it in words."""

    OUTSIDE = "outside"
    KEYWORDS = "keywords"
    """Words, all of them favourable or none of them."""
    DIVIDE_LINE = "divide_line"
    """Favourable words and others on one axis: *dela raden*."""
    PRIORITY = "priority"
    CONFLICT = "conflict"
    """Rules of the same priority say different things."""
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class AxisTag:
    """What the rules propose on one axis.

    Attributes
    ----------
    axis, category
        Of the scheme.
    reason
        Why.
    rules
        Ids of the rules that decided, the highest priority first; empty where no rule spoke.
    confidence
        The least sure of them; low where they disagree or none spoke.
    review
        Whether a person should look.
    """

    axis: str
    category: str
    reason: TagReason
    rules: tuple[str, ...]
    confidence: Confidence
    review: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules propose for a line; lines on which the same rules decide share one.

    Attributes
    ----------
    tags
        One for each axis of the scheme.
    """

    tags: tuple[AxisTag, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The category on each axis."""
        return tuple(tag.category for tag in self.tags)

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that decided on any axis, each once."""
        return tuple(dict.fromkeys(name for tag in self.tags for name in tag.rules))

    @property
    def review(self) -> bool:
        """Whether a person should look, on any axis."""
        return any(tag.review for tag in self.tags)


def verdict_of(matched: Sequence[Rule], scheme: Scheme) -> Verdict:
    """Return the tags of a line on which exactly these rules match.

    Scope rules come first: the line is outside, by the one of the highest priority. Otherwise, on each axis on its own
    and without the rules that another matching rule stands ``over``: rules of words are weighed together (favourable
    and other words: unknown, divide the line; only favourable: the least favourable of them; harm and unknown: harm);
    without such rules the highest priority decides, and a tie between different categories is unknown and a conflict;
    without any rule the axis has its category for no rule.

    Parameters
    ----------
    matched
        Rules that match, in any order.
    scheme
        Whose categories they use.

    Returns
    -------
    Verdict
        A tag on every axis.
    """
    rules = sorted(matched, key=lambda rule: (-rule.priority, rule.id))
    scope = [rule for rule in rules if rule.is_scope]
    left = scope[:1] or standing(rules)
    return Verdict(tuple(tag_on(axis, left, scheme) for axis in scheme.axes))


def standing(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that no standing rule is over, in their order: what is displaced displaces nothing."""
    left, displaced = {rule.id: rule for rule in rules}, set[str]()
    names = set[str]()
    while left:
        # ``over`` never goes in a circle, so one of those that are left has none of the others over it.
        name = next(name for name in left if not any(name in other.over for other in left.values()))
        rule = left.pop(name)
        if name not in displaced:
            names.add(name)
            displaced |= rule.over
    return [rule for rule in rules if rule.id in names]


def tag_on(axis: Axis, rules: Sequence[Rule], scheme: Scheme) -> AxisTag:
    """Return the tag on one axis.

    Parameters
    ----------
    axis
        Of the scheme.
    rules
        One scope rule, or the :func:`standing` ones; the highest priority first, then by id.
    scheme
        Whose categories they use.
    """
    rules = [rule for rule in rules if axis.id in rule.categories]
    if rules and rules[0].is_scope:
        return _tag(axis.id, rules[0].categories[axis.id], TagReason.OUTSIDE, rules[:1])
    words = [rule for rule in rules if rule.is_keyword]
    if words:
        return _of_words(axis.id, words, scheme)
    if not rules:
        return AxisTag(axis.id, axis.no_rule, TagReason.NO_RULE, (), Confidence.LOW, review=True)
    first = [rule for rule in rules if rule.priority == rules[0].priority]
    said = {rule.categories[axis.id] for rule in first}
    if len(said) > 1:
        return _tag(axis.id, scheme.unknown, TagReason.CONFLICT, first)
    return _tag(axis.id, said.pop(), TagReason.PRIORITY, first)


def _of_words(axis: str, rules: Sequence[Rule], scheme: Scheme) -> AxisTag:
    said = {rule.categories[axis] for rule in rules}
    favourable = {category for category in said if scheme.role(category) is Role.FAVOURABLE}
    if favourable and said - favourable:
        return _tag(axis, scheme.unknown, TagReason.DIVIDE_LINE, rules)
    if favourable:
        return _tag(axis, max(said, key=scheme.rank.__getitem__), TagReason.KEYWORDS, rules)
    harmful = [category for category in said if scheme.role(category) is Role.HARMFUL]
    unknown = [category for category in said if scheme.role(category) in (Role.UNKNOWN, Role.UNTESTED)]
    return _tag(axis, max(harmful or unknown or said, key=scheme.rank.__getitem__), TagReason.KEYWORDS, rules)


def _tag(axis: str, category: str, reason: TagReason, rules: Sequence[Rule]) -> AxisTag:
    is_unclear = reason in (TagReason.DIVIDE_LINE, TagReason.CONFLICT)
    least_sure = max((rule.confidence for rule in rules), key=lambda confidence: confidence.rank)
    return AxisTag(
        axis,
        category,
        reason,
        tuple(rule.id for rule in rules),
        Confidence.LOW if is_unclear else least_sure,
        is_unclear or any(rule.review for rule in rules),
    )
