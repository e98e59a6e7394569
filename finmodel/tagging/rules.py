"""Rules: what a line must look like, and what it then is on each axis."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from finmodel.tagging.lines import LineKind
from finmodel.tagging.patterns import Pattern

__all__ = ["FIRST_KEYWORD", "FIRST_SCOPE", "Confidence", "Rule", "RuleSet"]

FIRST_SCOPE = 880
"""Rules from this priority on say what is outside the base."""

FIRST_KEYWORD = 600
"""Rules with words from this priority on are weighed together, whatever their ids."""

_KEYWORD_ID = re.compile(r"[KH]\d", re.IGNORECASE)


class Confidence(StrEnum):
    """How sure a rule is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return _RANKS[self.value]


_RANKS = {confidence.value: place for place, confidence in enumerate(Confidence)}


@dataclass(frozen=True)
class Rule:
    """One rule; every condition that it states must hold.

    Attributes
    ----------
    id
        Unique in its set.
    priority
        0–999; from :data:`FIRST_SCOPE` on it says what is outside.
    kinds
        The kinds of lines that it is for.
    activity, account, counterparty
        Patterns of codes; None: any.
    text
        Words, one of which must be in the text; None: any text.
    not_text
        Words that must not be in the text.
    over
        Ids of rules that do not count where this one holds.
    categories
        Category by axis, only where it says something.
    confidence, review
        How sure it is, and whether a person should look.
    note
        Why, in its author's words.
    """

    id: str
    priority: int
    kinds: frozenset[LineKind]
    categories: Mapping[str, str]
    activity: Pattern | None = None
    account: Pattern | None = None
    counterparty: Pattern | None = None
    text: Pattern | None = None
    not_text: Pattern | None = None
    over: frozenset[str] = frozenset()
    confidence: Confidence = Confidence.LOW
    review: bool = True
    note: str = ""

    @property
    def is_scope(self) -> bool:
        """Whether it says what is outside the base."""
        return self.priority >= FIRST_SCOPE

    @property
    def is_keyword(self) -> bool:
        """Whether it is weighed together with the other rules of words (K favourable, H harmful or unknown)."""
        if self.text is None or self.is_scope:
            return False
        return self.priority >= FIRST_KEYWORD or _KEYWORD_ID.match(self.id) is not None

    @property
    def is_group_company(self) -> bool:
        """Whether it takes out payments to the municipality's own companies: by counterparty, and to be looked at."""
        return self.is_scope and self.counterparty is not None and self.review

    def to_row(self) -> dict[str, str]:
        """Return what it says as texts, for the hash and for tables."""
        patterns = {
            name: pattern.source if (pattern := getattr(self, name)) else "*"
            for name in ("activity", "account", "counterparty", "text", "not_text")
        }
        return {
            "id": self.id,
            "priority": str(self.priority),
            "kinds": "".join(sorted(self.kinds)),
            **patterns,
            "over": " ".join(sorted(self.over)),
            **{f"axis:{axis}": category for axis, category in sorted(self.categories.items())},
            "confidence": str(self.confidence),
            "review": "yes" if self.review else "no",
        }


@dataclass(frozen=True)
class RuleSet:
    """Rules that belong together: one scheme, one chart of accounts.

    Attributes
    ----------
    name
        As it is printed on reports.
    scheme
        Id of the scheme that its categories are of.
    rules
        The highest priority first, then by id: the order of the file has no meaning.
    """

    name: str
    scheme: str
    rules: tuple[Rule, ...] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: (-rule.priority, rule.id))))

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return MappingProxyType({rule.id: rule for rule in self.rules})

    @cached_property
    def sha256(self) -> str:
        """Hash of all that the rules say, in hexadecimal: the same for any order of rows; notes are no part of it."""
        rows = sorted((rule.to_row() for rule in self.rules), key=lambda row: row["id"])
        text = json.dumps([self.scheme, rows], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
