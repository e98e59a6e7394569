"""A history from a file is checked as if it were made anew: step by step, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Issue, Severity
from finmodel.tagging.decisions import Decision, DecisionLog, logged
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.line_links import LineLinks, link_signature_problems
from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.signatures import name_problems
from finmodel.tagging.splits import Split, divided, split_signature_problems

if TYPE_CHECKING:
    from finmodel.tagging.row_problems import RowProblems
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.versions import Version

__all__ = ["checked_dossier", "split_problems", "step_problems"]

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
        Gets FM-T191 a version twice, FM-T214 a version that knows of more steps than there were, FM-T157 and FM-T176
        signatures, what :func:`~finmodel.tagging.splits.divided` says of a split whatever its line, and all that
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
        *(one for version in versions for one in name_problems(version.source.who)),
        *step_problems(DecisionLog(), decisions, scheme),
        *(one for item in splits for one in split_problems(item)),
        *(one for item in links for one in link_signature_problems(item)),
    ):
        # What is kept has to be readable: a name that could pass for another is told, and refused of new steps.
        problems.keep(replace(found, severity=Severity.WARNING) if found.code == "FM-T176" else found)
    return Dossier(scheme.id, tuple(versions), DecisionLog(tuple(decisions)), tuple(splits), tuple(links))


def step_problems(log: DecisionLog, decisions: Iterable[Decision], scheme: Scheme) -> tuple[Issue, ...]:
    """Return what the history refuses of new steps."""
    try:
        logged(log, decisions, scheme)
    except InputError as error:
        return error.issues
    return ()


def split_problems(split: Split) -> Iterator[Issue]:
    """Yield what is wrong with a split whatever its line: its signature, too few parts, shares above one."""
    yield from split_signature_problems(split)
    if not split.parts:
        return  # whole again
    try:
        divided(replace(_NO_LINE, key=split.key), split)
    except InputError as error:
        yield from (one for one in error.issues if one.code not in _OF_THE_LINE)
