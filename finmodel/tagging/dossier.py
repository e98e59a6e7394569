"""All that people have put into the tagging of a budget; it only grows.

A dossier is what is kept: imported versions, decisions, splits, links. What the rules propose, and every figure, is
worked out from it anew (:mod:`finmodel.tagging.tagged_budget`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from finmodel.errors import InputError, Issue, Severity
from finmodel.tagging.alike_lines import Alike, aligned, known_alike
from finmodel.tagging.alike_steps import untold_steps
from finmodel.tagging.carrying import carried, followed
from finmodel.tagging.decisions import Decision, DecisionLog, logged
from finmodel.tagging.line_links import LineLinks, check_links, link_signature_problems, standing_links
from finmodel.tagging.lines import Amounts, BudgetLine
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.signatures import name_problems
from finmodel.tagging.splits import (
    Split,
    divided,
    renumbered,
    split_lines,
    split_signature_problems,
    standing_splits,
)
from finmodel.tagging.versions import Version

__all__ = ["Dossier", "aligned_version", "decide", "import_version", "known_of", "link", "split"]


@dataclass(frozen=True)
class Dossier:
    """The tagging of one municipality's budget, from version to version.

    Attributes
    ----------
    scheme
        Id of the scheme that it is tagged in.
    versions
        In the order of import; the last one is the current.
    log
        Decisions.
    splits, links
        Histories, the oldest first: the last one of a line stands, without parts or links the line is whole or free
        again.
    """

    scheme: str
    versions: tuple[Version, ...] = ()
    log: DecisionLog = field(default_factory=DecisionLog)
    splits: tuple[Split, ...] = ()
    links: tuple[LineLinks, ...] = ()

    @property
    def current(self) -> Version | None:
        """The version that was imported last, None where there is none."""
        return self.versions[-1] if self.versions else None

    def version(self, name: str) -> Version:
        """Return a version by its id.

        Raises
        ------
        InputError
            FM-T192: there is none.
        """
        for version in self.versions:
            if version.id == name:
                return version
        known = tuple(version.id for version in self.versions)
        raise InputError([issue("FM-T192", field="version", value=name, known=known, nearest=nearest(name, known))])

    def as_reported(self, version: Version) -> Dossier:
        """Return what the dossier was when a version was the current one, just before the next was imported."""
        place = self.versions.index(version)
        if place == len(self.versions) - 1:
            return self
        n_decisions, n_splits, n_links = self.versions[place + 1].seen
        return replace(
            self,
            versions=self.versions[: place + 1],
            log=DecisionLog(self.log.decisions[:n_decisions]),
            splits=self.splits[:n_splits],
            links=self.links[:n_links],
        )

    def parts(self, version: Version | None = None) -> tuple[tuple[BudgetLine, ...], tuple[Issue, ...]]:
        """Return the lines of a version (the current one for None) with those that are split in parts, and issues."""
        of = version or self.current
        return split_lines(of.lines, _there(self.splits, of.lines)) if of else ((), ())


def aligned_version(dossier: Dossier, version: Version, known: Mapping[str, Amounts] | None = None) -> Version:
    """Return a version whose lines that are alike in codes and text have the keys that they had before.

    Parameters
    ----------
    dossier
        With the earlier versions.
    version
        With keys of its own (:func:`~finmodel.tagging.lines.keyed`).
    known
        Amounts [öre] of lines that are known otherwise, by key: what decisions out of a file were made on.
    """
    before = {**(known or {}), **{line.key: line.amounts for each in dossier.versions for line in each.lines}}
    return replace(version, lines=aligned(version.lines, before))


def known_of(dossier: Dossier, further: Iterable[BudgetLine] = ()) -> Alike:
    """Return what is known of lines that have likes: in any version, in more lines, and by what was decided."""
    lines = (line for each in (*(version.lines for version in dossier.versions), further) for line in each)
    return known_alike(lines, ((item.key, item.amounts) for item in dossier.log.decisions))


def import_version(dossier: Dossier, version: Version) -> tuple[Dossier, tuple[Issue, ...]]:
    """Return the dossier with another version; splits, decisions and links follow their lines into it.

    A line is known by its key; which is which of lines that are alike in codes and text is told by their amounts
    (:func:`~finmodel.tagging.alike_lines.aligned`). One whose text has changed is found by its codes and the likest
    text (:func:`~finmodel.tagging.carrying.carried`); what was said of it is then written under its new key too, and
    asks to be looked at again.

    Parameters
    ----------
    dossier
        So far.
    version
        Its ``seen`` is set here.

    Returns
    -------
    Dossier, issues
        FM-T155 a split of a line that is gone or no longer fits, FM-T168 a decision on a line that is gone, FM-T179 one
        on a whole line that is split, FM-T169 look again, FM-T171 a link of a line that is gone, FM-T182 a
        split or link that may be another alike line's: warnings and notices.
        Nothing is taken out of any history.

    Raises
    ------
    InputError
        FM-T191: a version of that id is there already; FM-T176: the name of who imports it mixes scripts.
    """
    problems = list(name_problems(version.source.who))
    if any(version.id == other.id for other in dossier.versions):
        problems.append(issue("FM-T191", field="version", value=version.id))
    if problems:
        raise InputError(problems)
    seen = (len(dossier.log.decisions), len(dossier.splits), len(dossier.links))
    version = replace(aligned_version(dossier, version), seen=seen)
    before = tuple({line.key: line for each in dossier.versions for line in each.lines}.values())
    old_parts = tuple({line.key: line for each in dossier.versions for line in dossier.parts(each)[0]}.values())

    latest = dossier.current
    beside = {line.key for line in latest.lines} if latest else set[str]()
    beside_parts = {line.key for line in dossier.parts(latest)[0]} if latest else set[str]()
    alike = known_of(dossier, version.lines)
    of_splits = carried(
        dossier.log, before, version.lines, further=[item.key for item in dossier.splits], beside=beside, alike=alike
    )
    moved = {old: new for old, new in of_splits.keys.items() if old != new}
    splits = dossier.splits + tuple(
        replace(item, key=moved[item.key], origin=item.key)
        for item in standing_splits(dossier.splits)
        if item.key in moved
    )
    parts, issues = split_lines(version.lines, _there(splits, version.lines))
    known = {line.key for line in version.lines}
    elsewhere = {item.origin for item in splits}
    gone = [item for item in standing_splits(splits) if item.key not in known and item.key not in elsewhere]
    issues += tuple(issue("FM-T155", row=item.key) for item in gone)

    linked_keys = [item.key for item in standing_links(dossier.links)]
    found = carried(dossier.log, old_parts, parts, further=linked_keys, beside=beside_parts, alike=alike)
    links = dossier.links + tuple(
        replace(item, key=found.keys[item.key], origin=item.key)
        for item in standing_links(dossier.links)
        if found.keys.get(item.key, item.key) != item.key
    )
    there = {line.key for line in parts}
    decided = frozenset(dossier.log.by_key)
    followed_on = {item.origin for item in links}
    issues += tuple(
        issue("FM-T171", row=item.key, value=", ".join(one.action for one in item.actions))
        for item in standing_links(links)
        if item.key not in there and item.key not in decided and item.key not in followed_on
    )
    after = replace(
        dossier,
        versions=(*dossier.versions, version),
        log=followed(dossier.log, found),
        splits=splits,
        links=links,
    )
    issues += tuple(untold_steps(after, version, alike))
    return after, tuple(_warning(one) for one in (*issues, *found.issues))


def decide(dossier: Dossier, decisions: Iterable[Decision], scheme: Scheme) -> Dossier:
    """Return the dossier with steps added: all of them, or none.

    Parameters
    ----------
    dossier
        So far.
    decisions
        On lines and parts of the current version.
    scheme
        The dossier's.

    Raises
    ------
    InputError
        FM-T190 a line that is not in the current version, and what :func:`~finmodel.tagging.decisions.logged` refuses.
    """
    added = tuple(decisions)
    there = {line.key for line in dossier.parts()[0]}
    issues = [issue("FM-T190", row=one.key, value=one.text) for one in added if one.key not in there]
    try:
        log = logged(dossier.log, added, scheme)
    except InputError as error:
        raise InputError([*issues, *error.issues]) from None
    if issues:
        raise InputError(issues)
    return replace(dossier, log=log)


def split(dossier: Dossier, of_line: Split) -> Dossier:
    """Return the dossier with a line split, split otherwise, or (without parts) whole again.

    Parts that stay as they were keep their numbers, and so their decisions; others get numbers that the line has not
    had before.

    Raises
    ------
    InputError
        FM-T190 a line that is not in the current version, FM-T157 no reason, name or moment, FM-T176 a name that mixes
        scripts, and what :func:`~finmodel.tagging.splits.divided` refuses.
    """
    line = next((line for line in dossier.current.lines if line.key == of_line.key), None) if dossier.current else None
    if line is None:
        raise InputError([issue("FM-T190", row=of_line.key)])
    if issues := tuple(split_signature_problems(of_line, line.place)):
        raise InputError(issues)
    numbered = renumbered(of_line, [item for item in dossier.splits if item.key == of_line.key])
    if numbered.parts:
        divided(line, numbered)
    return replace(dossier, splits=(*dossier.splits, numbered))


def link(dossier: Dossier, of_line: LineLinks, actions: Collection[str]) -> Dossier:
    """Return the dossier with a line's (or part's) links to actions exchanged for others; none: the line is free again.

    Raises
    ------
    InputError
        FM-T157 no name or moment, FM-T176 a name that mixes scripts, FM-T170 to FM-T173 as
        :func:`~finmodel.tagging.line_links.check_links`, FM-T190 a line that is not in the current version and would
        be free again.
    """
    issues = list(link_signature_problems(of_line))
    lines = {line.key: line for line in dossier.parts()[0]}
    issues += check_links(lines, of_line.as_links(), actions)
    if of_line.key not in lines and not of_line.actions:
        issues.append(issue("FM-T190", row=of_line.key))
    if issues:
        raise InputError(issues)
    return replace(dossier, links=(*dossier.links, of_line))


def _there(splits: Iterable[Split], lines: Sequence[BudgetLine]) -> list[Split]:
    keys = {line.key for line in lines}
    return [item for item in standing_splits(splits) if item.key in keys]


def _warning(found: Issue) -> Issue:
    return replace(found, severity=Severity.WARNING) if found.severity is Severity.ERROR else found
