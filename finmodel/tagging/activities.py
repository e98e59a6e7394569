"""From a municipality's own activity codes to the codes that rules are written for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from finmodel.errors import InputError, Issue
from finmodel.tagging.lines import BudgetLine
from finmodel.tagging.problems import issue

__all__ = ["ActivityMap", "Unmapped", "activity_map", "unmapped"]


@dataclass(frozen=True, slots=True)
class ActivityMap:
    """A table from prefixes of own codes to common ones (RS, the official statistics' verksamhetskoder).

    Attributes
    ----------
    prefixes
        Common code by prefix of the own code; the longest prefix that fits is used.
    """

    prefixes: Mapping[str, str]

    def code(self, own: str) -> str | None:
        """Return the common code of an own one, None where no prefix fits."""
        for length in range(len(own), 0, -1):
            if (found := self.prefixes.get(own[:length])) is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Own codes that the table does not know, with their money: no rule for an activity can see it.

    Attributes
    ----------
    by_code
        Öre by own code, the largest first.
    """

    by_code: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of it [öre]."""
        return sum(self.by_code.values())


def activity_map(pairs: Iterable[tuple[str, str]], source: str = "") -> ActivityMap:
    """Return a table from pairs of own prefix and common code.

    Raises
    ------
    InputError
        FM-T120 a prefix that leads to two codes, FM-T121 a blank.
    """
    found: dict[str, str] = {}
    issues: list[Issue] = []
    for own, common in ((own.strip(), common.strip()) for own, common in pairs):
        if not own or not common:
            issues.append(issue("FM-T121", source, own or None, value=common))
        elif found.setdefault(own, common) != common:
            issues.append(issue("FM-T120", source, own, value=common, first=found[own]))
    if issues:
        raise InputError(issues)
    return ActivityMap(MappingProxyType(found))


def unmapped(lines: Iterable[BudgetLine], table: ActivityMap) -> Unmapped:
    """Return the money of own codes that the table does not know."""
    by_code: dict[str, int] = {}
    for line in lines:
        if line.activity and table.code(line.activity) is None:
            by_code[line.activity] = by_code.get(line.activity, 0) + line.amount()
    largest_first = sorted(by_code.items(), key=lambda item: (-abs(item[1]), item[0]))
    return Unmapped(MappingProxyType(dict(largest_first)))
