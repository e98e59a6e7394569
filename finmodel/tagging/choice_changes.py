"""What one set of choices has that another has not: rules by their ids, weights, companies, activity codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from finmodel.tagging.choices import Choices
    from finmodel.tagging.rules import RuleSet

__all__ = ["ChangedKeys", "ChoiceChange", "choice_change"]

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ChangedKeys:
    """Keys of two tables, sorted: those that only the later has, those with another value, those it lacks."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.changed or self.removed)

    def to_row(self) -> dict[str, list[str]]:
        """Return plain data."""
        return {"added": list(self.added), "changed": list(self.changed), "removed": list(self.removed)}


@dataclass(frozen=True, slots=True)
class ChoiceChange:
    """A step of the history of choices: what was chosen, and what was before it.

    Attributes
    ----------
    before
        None for the first choices of a dossier.
    after
        The choices from then on.
    rules
        Ids of rules; the wording of a note is a change of its rule too, though no line gets another tag of it.
    activities
        Prefixes of own activity codes.
    """

    before: Choices | None
    after: Choices
    rules: ChangedKeys
    activities: ChangedKeys

    @property
    def has_rules(self) -> bool:
        """Whether the rules, or what they are called, were changed (or chosen first)."""
        return self.before is None or bool(self.rules) or self.before.rule_set.name != self.after.rule_set.name

    def to_row(self) -> Mapping[str, object]:
        """Return plain data: only what differs, and all of it for the first choices.

        Returns
        -------
        Mapping
            ``rules``: ``before`` (None or ``name``, ``sha256`` and ``n``, how many), ``after``, and ids ``added``,
            ``changed``, ``removed``. ``profile``, ``group_companies_outside`` and ``municipality``: ``before`` and
            ``after``.
            ``activities``: ``n_before``, ``n_after`` (prefixes; None: no table), ``added``, ``changed``, ``removed``.
        """
        before, after = self.before, self.after
        row: dict[str, object] = {}
        if self.has_rules:
            row["rules"] = {
                "before": None if before is None else _of_rules(before.rule_set),
                "after": _of_rules(after.rule_set),
                **self.rules.to_row(),
            }
        for name in ("profile", "group_companies_outside", "municipality"):
            old, new = getattr(before, name, None), getattr(after, name)
            if old != new:
                row[name] = {"before": old, "after": new}
        sizes = {"n_before": _size(before), "n_after": _size(after)}
        if sizes["n_before"] != sizes["n_after"] or self.activities:
            row["activities"] = {**sizes, **self.activities.to_row()}
        return MappingProxyType(row)


def choice_change(before: Choices | None, after: Choices) -> ChoiceChange:
    """Return what has changed between two choices; the first choices of a dossier have none before them."""
    return ChoiceChange(
        before,
        after,
        ChangedKeys() if before is None else _keys(_said(before.rule_set), _said(after.rule_set)),
        ChangedKeys() if before is None else _keys(_prefixes(before) or {}, _prefixes(after) or {}),
    )


def _keys(old: Mapping[str, V], new: Mapping[str, V]) -> ChangedKeys:
    def ids(found: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(found))

    return ChangedKeys(
        ids(new.keys() - old.keys()),
        ids(key for key in new.keys() & old.keys() if new[key] != old[key]),
        ids(old.keys() - new.keys()),
    )


def _said(rules: RuleSet) -> dict[str, tuple[dict[str, str], str]]:
    return {rule.id: (rule.to_row(), rule.note) for rule in rules.rules}


def _of_rules(rules: RuleSet) -> dict[str, object]:
    return {"name": rules.name, "sha256": rules.sha256, "n": len(rules.rules)}


def _prefixes(choices: Choices) -> Mapping[str, str] | None:
    return None if choices.activities is None else choices.activities.prefixes


def _size(choices: Choices | None) -> int | None:
    found = None if choices is None else _prefixes(choices)
    return None if found is None else len(found)
