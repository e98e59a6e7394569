"""The change log: everything that people have done to a dossier, in the order of time, in one list.

A page or a sheet shows it so::

    for entry in changes_of(kept.dossier, kept.choice_steps):
        match entry.item:
            case Version() as version: ...      # entry.what is ChangeKind.IMPORT
            case Decision() as decision: ...    # DECISION
            case Split() as split: ...          # SPLIT; no parts: whole again
            case LineLinks() as links: ...      # LINK; no actions: free again
            case ChoiceChange() as change: ...  # CHOICES: entry.details says what was changed

Every text of an entry is as it was written: what shows or exports it masks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.tagging.choice_changes import ChoiceChange, choice_change
from finmodel.tagging.link_rows import links_to_row
from finmodel.tagging.moments import instant
from finmodel.tagging.split_rows import split_to_row

if TYPE_CHECKING:
    from finmodel.tagging.choices import ChoiceStep
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.line_links import LineLinks
    from finmodel.tagging.splits import Split
    from finmodel.tagging.versions import Version

__all__ = ["ChangeEntry", "ChangeKind", "changes_of"]


class ChangeKind(StrEnum):
    """What was done."""

    IMPORT = "import"
    CHOICES = "choices"
    SPLIT = "split"
    DECISION = "decision"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One thing that was done.

    Attributes
    ----------
    when, who
        The moment (ISO 8601, as it was written) and the person; "" where nobody was asked.
    what
        Kind of change.
    key, text
        The line or part, and its text in the latest version that has it (of a decision on a line that no version has:
        the text it was made on); "" for an import and for choices.
    details
        What was said, as plain data (lists, texts, whole numbers, flags, None), by kind of change:

        - import: ``version``, ``file``, ``sha256``, ``n_lines``
        - choices: as :meth:`~finmodel.tagging.choice_changes.ChoiceChange.to_row`, only what was changed
        - split: ``parts`` (``text``, ``share``, ``amounts``) and ``numbers``; no parts: whole again
        - decision: ``step``, ``categories`` (category by axis) and ``scheme``
        - link: ``actions`` (``action``, ``kind``, ``amounts``); none: free again
    reason, evidence
        Why, and where that can be read.
    origin
        The key that it was made under, where it has followed its line to another one; "" otherwise.
    digest
        A hash, in hexadecimal: of an import its file's, of choices the rules', of a decision the history's so far; ""
        for the rest.
    item
        The thing itself.
    """

    when: str
    who: str
    what: ChangeKind
    details: Mapping[str, object]
    item: Version | ChoiceChange | Split | Decision | LineLinks
    key: str = ""
    text: str = ""
    reason: str = ""
    evidence: str = ""
    origin: str = ""
    digest: str = ""


def changes_of(dossier: Dossier, choice_steps: Iterable[ChoiceStep] = ()) -> tuple[ChangeEntry, ...]:
    """Return everything that people have done, the oldest first.

    Parameters
    ----------
    dossier
        Imports, decisions, splits and links.
    choice_steps
        The history of choices, the oldest first, as ``KeptDossier.choice_steps`` has it. The first one without a
        moment is what the rest are held against and no change itself; a step that changes nothing is passed over.

    Returns
    -------
    tuple of ChangeEntry
        By moment, whatever the zones; a day stands before its hours. Things of one moment stand as imports, choices,
        splits, decisions, links, each as its history has it. What has no moment that can be read stands first.
    """
    texts = _texts(dossier)
    entries = (
        *_imports(dossier),
        *_choices(choice_steps),
        *_splits(dossier, texts),
        *_decisions(dossier, texts),
        *_links(dossier, texts),
    )
    return tuple(sorted(entries, key=lambda entry: instant(entry.when)))


def _imports(dossier: Dossier) -> Iterator[ChangeEntry]:
    for version in dossier.versions:
        source = version.source
        details = {"version": version.id, "file": source.file, "sha256": source.sha256, "n_lines": len(version.lines)}
        yield ChangeEntry(
            when=source.when,
            who=source.who,
            what=ChangeKind.IMPORT,
            details=MappingProxyType(details),
            item=version,
            digest=source.sha256,
        )


def _choices(steps: Iterable[ChoiceStep]) -> Iterator[ChangeEntry]:
    before = None
    for step in steps:
        change = choice_change(before, step.choices)
        details = change.to_row()
        is_told = bool(details) and (before is not None or bool(step.when))
        before = step.choices
        if is_told:
            yield ChangeEntry(
                when=step.when,
                who=step.who,
                what=ChangeKind.CHOICES,
                details=details,
                item=change,
                reason=step.reason,
                digest=step.choices.rule_set.sha256,
            )


def _splits(dossier: Dossier, texts: Mapping[str, str]) -> Iterator[ChangeEntry]:
    for split in dossier.splits:
        row = split_to_row(split)
        yield ChangeEntry(
            when=split.when,
            who=split.who,
            what=ChangeKind.SPLIT,
            details=MappingProxyType({name: row[name] for name in ("parts", "numbers")}),
            item=split,
            key=split.key,
            text=texts.get(split.key, ""),
            reason=split.reason,
            origin=split.origin,
        )


def _decisions(dossier: Dossier, texts: Mapping[str, str]) -> Iterator[ChangeEntry]:
    log = dossier.log
    for decision, digest in zip(log.decisions, log.chain, strict=True):
        categories = dict(sorted(decision.categories.items()))
        details = {"step": str(decision.step), "categories": categories, "scheme": decision.scheme}
        yield ChangeEntry(
            when=decision.when,
            who=decision.who,
            what=ChangeKind.DECISION,
            details=MappingProxyType(details),
            item=decision,
            key=decision.key,
            text=texts.get(decision.key) or decision.text,
            reason=decision.reason,
            evidence=decision.evidence,
            origin=decision.origin,
            digest=digest,
        )


def _links(dossier: Dossier, texts: Mapping[str, str]) -> Iterator[ChangeEntry]:
    for links in dossier.links:
        yield ChangeEntry(
            when=links.when,
            who=links.who,
            what=ChangeKind.LINK,
            details=MappingProxyType({"actions": links_to_row(links)["actions"]}),
            item=links,
            key=links.key,
            text=texts.get(links.key, ""),
            reason=links.reason,
            origin=links.origin,
        )


def _texts(dossier: Dossier) -> dict[str, str]:
    """Return the texts of the lines and parts that something was said of, of the latest version that has them."""
    used = {item.key for item in dossier.log.decisions}
    used |= {item.key for item in dossier.splits} | {item.key for item in dossier.links}
    found: dict[str, str] = {}
    if not used:
        return found
    is_any_part = bool(dossier.splits)
    for version in dossier.versions:
        lines = (*version.lines, *dossier.parts(version)[0]) if is_any_part else version.lines
        found |= {line.key: line.text for line in lines if line.key in used}
    for key in used - found.keys():
        if whole := key.partition(".")[0]:
            found[key] = found.get(whole, "")
    return found
