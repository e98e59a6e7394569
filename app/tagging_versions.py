"""From lines that were read to a version of the dossier: control totals, what follows along, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from app import tagging
from finmodel.intake.budget_versions import version_of_table
from finmodel.intake.tagging_templates import OWN_SCHEME, proposed_rules
from finmodel.tagging.carrying import same_lines
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.dossier import Dossier, aligned_version, import_version

if TYPE_CHECKING:
    from app.tagging import OpenedDossier
    from finmodel.errors import Issue
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.intake.budget_privacy import Masking
    from finmodel.tagging.lines import BudgetLine, LineKind
    from finmodel.tagging.versions import Basis, Version

__all__ = [
    "Common",
    "Outcome",
    "difference",
    "draft",
    "in_common",
    "is_of_sample",
    "keep_outcome",
    "named",
    "now",
    "once",
    "outcome",
    "totals",
    "usual_name",
]


T = TypeVar("T")


def now() -> str:
    """Return the moment, as histories write it: in universal time, so that moments sort as texts."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def draft(table: BudgetTable, masking: Masking) -> tuple[Version, tuple[Issue, ...]]:
    """Return a file that was read as a version without a name, and what is to be said of it.

    The session keeps the latest: keys of two hundred thousand lines take their time.
    """
    return once("draft", (table,), lambda: version_of_table(table, "", masking=masking))


def once(name: str, things: tuple[object, ...], make: Callable[[], T]) -> T:
    """Return what is made of things that do not change, kept in the session until it is asked of others."""
    key = f"budget_{name}"
    kept = st.session_state.get(key)
    if kept is None or len(kept[0]) != len(things) or not all(map(_is_same, kept[0], things)):
        kept = st.session_state[key] = (things, make())
    found: T = kept[1]
    return found


def _is_same(first: object, second: object) -> bool:
    """Whether two things are one: plain values by what they are, large ones without looking into them."""
    return first is second or (isinstance(first, str | bool | tuple) and first == second)


def named(version: Version, name: str, who: str, *, is_illustrative: bool) -> Version:
    """Return a version with its name, who imports it, now, and whether its figures are from no source."""
    source = replace(version.source, who=who, when=now(), is_illustrative=is_illustrative)
    return replace(version, id=name, source=source)


def totals(version: Version) -> Mapping[tuple[Basis, LineKind, int], int]:
    """Return what was read by basis, kind and year [öre], costs positive: what control totals are held against."""
    return once(
        f"totals.{version.id}.{version.source.sha256}", (version.lines, version.others), lambda: _totals(version)
    )


def _totals(version: Version) -> Mapping[tuple[Basis, LineKind, int], int]:
    found: dict[tuple[Basis, LineKind, int], int] = {}
    for basis in version.bases:
        for line in version.lines_of(basis):
            for year, ore in line.amounts:
                at = (basis, line.kind, year)
                found[at] = found.get(at, 0) + ore
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[0][1], item[0][0], item[0][2]))))


def difference(read: int, stated: int) -> int:
    """Return what was read less what is stated [öre]."""
    return read - stated


def usual_name(table: BudgetTable, dossier: Dossier | None) -> str:
    """Return a name for the version that is made of a file: the file's own, with a number where it is taken."""
    stem = PurePath(table.source.file).stem.strip() or table.source.file
    known = {version.id.casefold() for version in dossier.versions} if dossier else set()
    number, found = 1, stem
    while found.casefold() in known:
        number += 1
        found = f"{stem} ({number})"
    return found


def is_of_sample(opened: OpenedDossier) -> bool:
    """Whether the open dossier began as the sample: one's own budget is no version of that."""
    if opened.is_sample:
        return True
    files = {version.source.sha256 for version in tagging.sample().dossier.versions}
    return any(version.source.sha256 in files for version in opened.dossier.versions[:1])


_OF_SPLITS = frozenset({*(f"FM-T15{n}" for n in range(9)), "FM-T174", "FM-T175", "FM-T179"} - {"FM-T155"})
"""Problems of a split whose line is there: it does not fit, or a decision on the whole line does not hold beside it.
FM-T155 is of a split whose line is gone."""
_LOOK_AGAIN = frozenset({"FM-T169", "FM-T182"})
_FEW = 0.1
"""The least share of the shorter budget's lines that a next version has in common with the one before; finmodel's
choice: a ledger, SIE or another municipality's file has next to none, a rewritten budget many."""


@dataclass(frozen=True, slots=True)
class Common:
    """Which lines a version has in common with the one before it, as a comparison of the two counts them.

    Attributes
    ----------
    n_before, n_now
        Lines of the two.
    n_same
        Lines with the same codes and text in both.
    n_reworded
        Lines with the same codes and a text that is much alike.
    """

    n_before: int
    n_now: int
    n_same: int
    n_reworded: int

    @property
    def n_both(self) -> int:
        """Lines that are in both."""
        return self.n_same + self.n_reworded

    @property
    def n_new(self) -> int:
        """Lines that the version before has not."""
        return self.n_now - self.n_both

    @property
    def n_gone(self) -> int:
        """Lines that only the version before has."""
        return self.n_before - self.n_both

    @property
    def is_few(self) -> bool:
        """Whether next to nothing is in common: then it is hardly the next version of the same budget."""
        return bool(self.n_before) and self.n_both < _FEW * min(self.n_before, self.n_now)


def in_common(dossier: Dossier, version: Version) -> Common:
    """Return which lines a version has in common with the current one of a dossier; the session keeps the latest."""
    before = dossier.current.lines if dossier.current else ()

    def made() -> Common:
        return _in_common(before, aligned_version(dossier, version).lines)

    return once(f"common.{bool(before)}", (before, version.lines), made)


def _in_common(before: Sequence[BudgetLine], now: Sequence[BudgetLine]) -> Common:
    first, second = ({line.key for line in lines} for lines in (before, now))
    reworded = sum(old != new for old, new in same_lines(before, now).items()) if first else 0
    return Common(len(first), len(second), len(first & second), reworded)


@dataclass(frozen=True)
class Outcome:
    """What an import would do, worked out before anything is kept.

    Attributes
    ----------
    before
        The open dossier that it was worked out on.
    is_anew
        Whether it begins a dossier of its own.
    dossier, choices
        What would be kept.
    common
        Which lines the version before has too.
    n_decided
        Lines of the new version (parts too) that bring a decision.
    look_again, unfit, lost
        Notices on decisions whose line has changed much; on splits of lines that are there; on decisions, splits and
        links whose line or part is gone. Each notice is in one of them, by its code.
    texts
        The texts of the lines and parts that the notices are about, by key.
    """

    before: OpenedDossier
    is_anew: bool
    dossier: Dossier
    choices: Choices
    common: Common
    n_decided: int
    look_again: tuple[Issue, ...]
    unfit: tuple[Issue, ...]
    lost: tuple[Issue, ...]
    texts: Mapping[str, str]


def outcome(
    opened: OpenedDossier,
    version: Version,
    controls: Mapping[tuple[Basis, LineKind, int], int],
    *,
    is_anew: bool,
    municipality: str,
) -> Outcome:
    """Return what importing a version would do.

    Parameters
    ----------
    opened
        The open dossier.
    version
        As :func:`draft` makes it, :func:`named`.
    controls
        Totals that the user states [öre]; each is what was read.
    is_anew
        Whether it begins a dossier of its own, with the proposed rules.
    municipality
        Whose budget it is.

    Raises
    ------
    InputError
        FM-T191: the dossier has a version of that name.
    """
    stated = tuple(sorted(controls.items()))
    source = version.source
    things = (opened, version.lines, version.id, source.who, source.is_illustrative, stated, is_anew, municipality)
    new = replace(version, controls=MappingProxyType(dict(controls)))
    return once("outcome", things, lambda: _outcome(opened, new, municipality, is_anew=is_anew))


def _outcome(opened: OpenedDossier, new: Version, municipality: str, *, is_anew: bool) -> Outcome:
    if is_anew:
        base, choices = Dossier(scheme=OWN_SCHEME), Choices(rule_set=proposed_rules(), municipality=municipality)
    else:
        base, choices = opened.dossier, replace(opened.choices, municipality=municipality)
    after, issues = import_version(base, new)
    parts = {line.key for line in after.parts()[0]}
    told = {issue.where.row for issue in issues}
    texts = {
        line.key: line.text
        for each in after.versions
        for line in (*each.lines, *after.parts(each)[0])
        if line.key in told
    }
    return Outcome(
        before=opened,
        is_anew=is_anew,
        dossier=after,
        choices=choices,
        common=in_common(base, new),
        n_decided=len(parts & set(after.log.by_key)),
        look_again=tuple(issue for issue in issues if issue.code in _LOOK_AGAIN),
        unfit=tuple(issue for issue in issues if issue.code in _OF_SPLITS),
        lost=tuple(issue for issue in issues if issue.code not in _LOOK_AGAIN | _OF_SPLITS),
        texts=MappingProxyType(texts),
    )


def keep_outcome(found: Outcome, reason: str) -> OpenedDossier:
    """Keep what an import comes to.

    Parameters
    ----------
    found
        What it comes to.
    reason
        What the history of choices says of those that come with it.

    Raises
    ------
    InputError
        Another tab or person was quicker; nothing is kept.
    SaveError
        It cannot be written; nothing is changed.
    """
    *earlier, version = found.dossier.versions
    signed = tagging.Signed(version.source.who, now(), reason)
    version = replace(version, source=replace(version.source, when=signed.when))
    dossier = replace(found.dossier, versions=(*earlier, version))
    if found.is_anew:
        step = ChoiceStep(choices=found.choices, who=signed.who, when=signed.when, reason=reason)
        return tagging.set_aside(tagging.KeptDossier(dossier, found.choices, choice_steps=(step,)))
    return tagging.keep(found.before, dossier, found.choices, signed)
