"""Splits and links on lines that have likes: told where nothing tells that they are on the line they were made on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finmodel.errors import Issue, Severity
from finmodel.tagging.alike_lines import Alike, alike_of, are_told_apart
from finmodel.tagging.line_links import standing_links
from finmodel.tagging.problems import issue
from finmodel.tagging.splits import standing_splits

if TYPE_CHECKING:
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.versions import Version

__all__ = ["untold_steps"]


def untold_steps(dossier: Dossier, version: Version, alike: Alike) -> Iterator[Issue]:
    """Yield FM-T182 (warning) for each split and link that may belong to another of several alike lines.

    A decision says itself on what amounts it was made; of a split and a link it is known in which version.

    Parameters
    ----------
    dossier
        With the version.
    version
        That they are used in.
    alike
        What is known of lines that have likes.
    """
    if not alike:
        return
    lines = {line.key: line for line in version.lines}
    wholes = {line.key: line.amounts for line in version.lines}
    splits = [(item, dossier.splits.index(item), 1) for item in standing_splits(dossier.splits)]
    links = [(item, dossier.links.index(item), 2) for item in standing_links(dossier.links)]
    steps = [(item.key, bool(item.origin), number, sort) for item, number, sort in splits]
    steps += [(item.key, bool(item.origin), number, sort) for item, number, sort in links]
    for key, has_followed, number, sort in steps:
        name = key.partition(".")[0]
        group, line = alike.get(alike_of(key)), lines.get(name)
        if group is None or line is None:
            continue
        made_on = _made_on(dossier, number, sort)
        if made_on is version and not has_followed:
            continue
        seen = next((each.amounts for each in made_on.lines if each.key == name), ())
        if not are_told_apart(seen, line, wholes, group, [other for other in group if other != name]):
            yield issue("FM-T182", line.place, key, severity=Severity.WARNING, value=line.text)


def _made_on(dossier: Dossier, number: int, sort: int) -> Version:
    """Return the version that was the current one when a split or link was made."""
    versions = dossier.versions
    return next((each for each in reversed(versions) if each.seen[sort] <= number), versions[0])
