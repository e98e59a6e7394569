"""A dossier worked out: every line of a version with its effective tag, reconciled with what was imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.errors import Issue, Severity
from finmodel.tagging.activities import Unmapped, unmapped
from finmodel.tagging.alike_steps import untold_steps
from finmodel.tagging.carrying import Carried, carried, same_lines
from finmodel.tagging.dossier import known_of
from finmodel.tagging.line_links import ActionLink, check_links, standing_links
from finmodel.tagging.lines import BudgetLine, LineKind, cut_texts
from finmodel.tagging.moments import instant
from finmodel.tagging.other_basis import links_on_basis, splits_on_basis
from finmodel.tagging.problems import issue
from finmodel.tagging.reconciliation import Reconciliation, reconciled
from finmodel.tagging.splits import split_lines, standing_splits
from finmodel.tagging.tagged import TaggedLine, tagged
from finmodel.tagging.versions import BAS

if TYPE_CHECKING:
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagger import Tagger
    from finmodel.tagging.verdicts import Verdict
    from finmodel.tagging.versions import Basis, Version

__all__ = ["TaggedBudget", "tagged_budget"]


@dataclass(frozen=True)
class TaggedBudget:
    """One version of a budget on one basis, tagged.

    Attributes
    ----------
    dossier, version, basis
        What it is made of: the dossier as it was when the version was reported on, where that was asked for.
    tagger
        Rules and scheme.
    imported
        Lines as they were read.
    lines
        Lines and parts with their tags, in the lines' order.
    look_again
        Keys of lines whose decision was made on another text or amount, with ``text``, ``amount`` or both.
    links
        Links of lines that are there, as far as they fit; on another basis than the usual one in the same proportions.
    reconciliation
        Imported = base + outside. Reports are made only where it is balanced.
    unmapped
        Money of activity codes that the table of own codes does not know; None without a table.
    issues
        Warnings and notices: splits and links that do not fit (the line is whole, or free), decisions on lines that are
        gone, long texts.
    """

    dossier: Dossier
    version: Version
    basis: Basis
    tagger: Tagger = field(repr=False)
    imported: tuple[BudgetLine, ...] = field(repr=False)
    lines: tuple[TaggedLine, ...] = field(repr=False)
    look_again: Mapping[str, tuple[str, ...]]
    links: tuple[ActionLink, ...]
    reconciliation: Reconciliation
    unmapped: Unmapped | None
    issues: tuple[Issue, ...]

    @property
    def scheme(self) -> Scheme:
        """The scheme that it is tagged in."""
        return self.tagger.scheme

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years that it has amounts of, rising."""
        return tuple(sorted({year for line in self.imported for year in line.years}))

    @cached_property
    def by_key(self) -> Mapping[str, TaggedLine]:
        """Lines and parts by key."""
        return MappingProxyType({item.key: item for item in self.lines})


def tagged_budget(
    dossier: Dossier,
    tagger: Tagger,
    version: Version | None = None,
    basis: Basis | None = None,
    *,
    as_reported: bool = False,
) -> TaggedBudget:
    """Return a version of a budget with its effective tags.

    Parameters
    ----------
    dossier
        With at least one version.
    tagger
        Rules of the dossier's scheme.
    version
        One of the dossier's; None: the current one.
    basis
        One of the version's; None: its usual one. Splits and links that were made in amounts hold in the same
        proportions on another.
    as_reported
        Whether an earlier version is tagged with the decisions, splits and links of its own time, and not with those
        that were made since.

    Returns
    -------
    TaggedBudget
        Whether it is balanced stands in ``reconciliation``; nothing is raised for what does not fit.

    Raises
    ------
    ValueError
        The dossier has no version, or the rules are of another scheme.
    """
    chosen = version or dossier.current
    if chosen is None:
        raise ValueError("a dossier without a version cannot be tagged")
    if tagger.scheme.id != dossier.scheme:
        raise ValueError(f"the dossier is tagged in {dossier.scheme}, the rules are of {tagger.scheme.id}")
    if as_reported:
        dossier = dossier.as_reported(chosen)
    imported = chosen.lines_of(basis)
    usual = {line.key: line for line in chosen.lines}
    splits = [item for item in standing_splits(dossier.splits) if item.key in usual]
    is_usual = basis in (None, chosen.basis)
    lines, unfit = split_lines(imported, splits if is_usual else [*splits_on_basis(splits, usual)])
    alike = known_of(dossier)
    found = carried(dossier.log, (), lines, alike=alike, made_here=_made_on(dossier, chosen))
    # A decision was made on the amounts of the usual basis; another one's are not compared with them.
    look_again = found.look_again if is_usual else {}
    again = _later_keys(dossier, chosen, lines)
    items = tagged(
        lines, tagger.verdicts(lines), tagger.scheme, dossier.log, again, look_again, _wholes(imported, lines, tagger)
    )
    links, unlinked = _links(dossier, lines, None if is_usual else split_lines(chosen.lines, splits)[0])
    return TaggedBudget(
        dossier=dossier,
        version=chosen,
        basis=basis or chosen.basis,
        tagger=tagger,
        imported=imported,
        lines=items,
        look_again=MappingProxyType(dict(look_again)),
        links=links,
        reconciliation=reconciled(imported, items, tagger.scheme, chosen.controls_of(basis)),
        unmapped=None if tagger.activities is None else unmapped(imported, tagger.activities),
        issues=(
            *_chart(chosen, tagger),
            *(replace(one, severity=Severity.WARNING) for one in (*unfit, *unlinked)),
            *_gone(found, dossier, chosen),
            *(untold_steps(dossier, chosen, alike) if is_usual else ()),
            *cut_texts(imported),
            *_credits(items, tagger.scheme, chosen),
        ),
    )


def _made_on(dossier: Dossier, version: Version) -> tuple[int, ...]:
    """Return the places in the history of what was decided on a version: after its import, before the next one's."""
    place = dossier.versions.index(version)
    later = dossier.versions[place + 1 : place + 2]
    until = later[0].seen[0] if later else len(dossier.log.decisions)
    if not version.source.when:
        return ()  # out of files: the decisions may have been made on any version
    since, decisions = instant(version.source.when), dossier.log.decisions
    # What followed a reworded line was written at the import, and made before.
    return tuple(
        n for n in range(version.seen[0], until) if not decisions[n].origin and instant(decisions[n].when) >= since
    )


def _wholes(imported: Sequence[BudgetLine], lines: Sequence[BudgetLine], tagger: Tagger) -> Mapping[str, Verdict]:
    """Return what the rules propose for the lines that are split, as they were read."""
    keys = {line.line_key for line in lines if "." in line.key}
    split = [line for line in imported if line.key in keys]
    return {line.key: verdict for line, verdict in zip(split, tagger.verdicts(split), strict=True)}


def _credits(items: Sequence[TaggedLine], scheme: Scheme, version: Version) -> Iterator[Issue]:
    """Say what is negative and inside the base: mostly revenue or a grant without the account that says so."""
    for kind in LineKind:
        found = [
            item.line.amount()
            for item in items
            if item.line.kind is kind and scheme.outside not in item.categories and item.line.amount() < 0
        ]
        if found:
            yield issue(
                "FM-T195",
                version.source.file,
                severity=Severity.WARNING,
                kind=str(kind),
                n=len(found),
                value=sum(found) / 100,
            )


def _later_keys(dossier: Dossier, version: Version, lines: Sequence[BudgetLine]) -> Mapping[str, str]:
    """Return the keys under which lines of an earlier version have been decided in the current one, reworded."""
    if dossier.current is None or version is dossier.current:
        return {}
    keys = same_lines(version.lines, dossier.current.lines)
    later = {
        line.key: f"{keys[line.line_key]}{line.key[len(line.line_key) :]}" for line in lines if line.line_key in keys
    }
    return {old: new for old, new in later.items() if new in dossier.log.by_key}


def _links(
    dossier: Dossier, lines: Sequence[BudgetLine], usual: Sequence[BudgetLine] | None
) -> tuple[tuple[ActionLink, ...], tuple[Issue, ...]]:
    """Return the links of lines that are there and fit; ``usual``: lines and parts on the usual basis, if another."""
    there = {line.key: line for line in lines}
    links: list[ActionLink] = []
    issues: list[Issue] = []
    for entry in standing_links(dossier.links):
        if entry.key not in there:
            continue
        of_line: Iterable[ActionLink] = entry.as_links()
        if usual is not None:
            of_line = links_on_basis(of_line, {line.key: line for line in usual}, there)
        of_line = tuple(of_line)
        problems = check_links(there, of_line, {link.action for link in of_line})
        issues += problems
        links += () if problems else of_line
    return tuple(links), tuple(issues)


def _gone(found: Carried, dossier: Dossier, version: Version) -> Iterator[Issue]:
    """Decisions on lines that are gone are told of the current version: an earlier one lacks what came later."""
    return (one for one in found.issues if one.code in ("FM-T168", "FM-T179") and version is dossier.current)


def _chart(version: Version, tagger: Tagger) -> Iterator[Issue]:
    if version.source.chart == BAS:
        yield issue("FM-T194", version.source.file, severity=Severity.WARNING, value=tagger.rule_set.name)
