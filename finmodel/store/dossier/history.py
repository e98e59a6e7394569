"""A history from a file is checked as if it were made anew: step by step, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Issue
from finmodel.tagging.decisions import Decision, DecisionLog, logged
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.problems import issue
from finmodel.tagging.splits import Split, divided

if TYPE_CHECKING:
    from finmodel.tagging.line_links import LineLinks
    from finmodel.tagging.plain_rows import RowProblems
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.versions import Version

__all__ = ["checked_dossier", "link_problems", "split_problems", "step_problems"]

_OF_THE_LINE = frozenset({"FM-T152", "FM-T153", "FM-T158"})
_NO_LINE = BudgetLine(LineKind.INVESTMENT, "")


def checked_dossier(
    scheme: Scheme,
    versions: Sequence[Version],
    decisions: Sequence[Decision],
    splits: Sequence[Split],
    links: Sequence[LineLinks],
    problems: RowProblems,
) -> Dossier:
    """Return a dossier whose history holds.

    Parameters
    ----------
    scheme
        That it is tagged in.
    versions, decisions, splits, links
        Histories, the oldest first.
    problems
        Gets FM-T191 a version twice, FM-T214 a version that knows of more steps than there were, FM-T157 and what
        :func:`~finmodel.tagging.splits.divided` says of a split whatever its line, and all that
        :func:`~finmodel.tagging.decisions.logged` refuses.

    Returns
    -------
    Dossier
        Not to be used where ``problems`` has errors.
    """
    names: set[str] = set()
    for version in versions:
        if version.id in names:
            problems.add("FM-T191", field="version", value=version.id)
        names.add(version.id)
    so_far = (0, 0, 0)
    for version in versions:
        ends = zip(so_far, version.seen, (len(decisions), len(splits), len(links)), strict=True)
        if not all(low <= seen <= high for low, seen, high in ends):
            problems.add("FM-T214", row=version.id, value=", ".join(map(str, version.seen)))
        so_far = version.seen
    for found in (
        *step_problems(DecisionLog(), decisions, scheme),
        *(one for item in splits for one in split_problems(item)),
        *(one for item in links for one in link_problems(item)),
    ):
        problems.keep(found)
    return Dossier(scheme.id, tuple(versions), DecisionLog(tuple(decisions)), tuple(splits), tuple(links))


def step_problems(log: DecisionLog, decisions: Iterable[Decision], scheme: Scheme) -> tuple[Issue, ...]:
    """Return what the history refuses of new steps."""
    try:
        logged(log, decisions, scheme)
    except InputError as error:
        return error.issues
    return ()


def split_problems(split: Split) -> Iterator[Issue]:
    """Yield what is wrong with a split whatever its line: no reason or name, too few parts, shares above one."""
    for name in ("reason", "who", "when"):
        if not getattr(split, name).strip():
            yield issue("FM-T157", row=split.key, field=name)
    if not split.parts:
        return  # whole again
    try:
        divided(replace(_NO_LINE, key=split.key), split)
    except InputError as error:
        yield from (one for one in error.issues if one.code not in _OF_THE_LINE)


def link_problems(links: LineLinks) -> Iterator[Issue]:
    """Yield what is wrong with links whatever their line: no name or moment."""
    for name in ("who", "when"):
        if not getattr(links, name).strip():
            yield issue("FM-T157", row=links.key, field=name)
