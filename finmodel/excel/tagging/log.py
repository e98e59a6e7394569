"""The change log: every import, decision, split and link in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import axis_name

if TYPE_CHECKING:
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.splits import Split, SplitPart

__all__ = ["LOG_WIDTHS", "Event", "events_of", "fill_log"]

LOG_WIDTHS = (22, 24, 14, 26, 40, 50, 44, 34, 26, 20)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry.

    Attributes
    ----------
    when, who
        The moment and the person.
    what
        ``import``, ``decision``, ``split`` or ``link``.
    key, text
        The line or part as far as it is known.
    detail
        What was said of it.
    reason, evidence
        Why.
    origin
        The key that it was made under where it has followed its line.
    digest
        Of a decision: the hash of the history so far.
    """

    when: str
    who: str
    what: str
    key: str
    text: str
    detail: str
    reason: str
    evidence: str = ""
    origin: str = ""
    digest: str = ""


def events_of(book: TagBook) -> list[Event]:
    """Return all entries, the oldest first; those of one moment as they stand in their histories, imports first."""
    events = [*_imports(book), *_splits(book), *_decisions(book), *_links(book)]
    return sorted(events, key=lambda event: event.when)


def fill_log(page: Page) -> None:
    """Write the log."""
    book = page.book
    page.title(book.text("log.how"), columns=6)
    heads = ("when", "who", "what", "key", "text", "detail", "reason", "evidence", "origin", "digest")
    page.labels([book.text(f"log.{name}") for name in heads])
    head = page.at - 1
    for event in events_of(book):
        page.row(
            [
                *(event.when, event.who, book.text(f"log.what_{event.what}"), Code(event.key), event.text),
                *(event.detail, event.reason, event.evidence, Code(event.origin), Code(event.digest[:16])),
            ]
        )
    page.sheet.freeze_panes(head + 1, 0)
    page.sheet.autofilter(head, 0, max(page.at - 1, head + 1), len(heads) - 1)


def _imports(book: TagBook) -> Iterator[Event]:
    for version in book.budget.dossier.versions:
        source = version.source
        detail = book.text("log.imported", version=version.id, n=len(version.lines))
        yield Event(source.when, source.who, "import", "", source.file, detail, "", digest=source.sha256)


def _texts(book: TagBook) -> dict[str, str]:
    """Return the masked texts of lines by key, of the latest version that has them."""
    lines = {line.key: line for version in book.budget.dossier.versions for line in version.lines}
    lines |= {item.key: item.line for item in book.budget.lines}
    used = {decision.key for decision in book.budget.dossier.log.decisions}
    used |= {split.key for split in book.budget.dossier.splits} | {entry.key for entry in book.budget.dossier.links}
    return {key: book.masks.line(lines[key]).text for key in used if key in lines}


def _decisions(book: TagBook) -> Iterator[Event]:
    log, scheme, texts = book.budget.dossier.log, book.budget.scheme, _texts(book)
    for decision, digest in zip(log.decisions, log.chain, strict=True):
        step = t(f"tag_step.{decision.step}", book.lang)
        names = {axis: axis_name(scheme, axis, book.lang) for axis in scheme.axis_ids}
        said = ", ".join(f"{names.get(axis, axis)} {tag}" for axis, tag in decision.categories.items())
        yield Event(
            when=decision.when,
            who=decision.who,
            what="decision",
            key=decision.key,
            text=texts.get(decision.key) or book.masks.text(decision.text),
            detail=f"{step}: {said}",
            reason=book.masks.reason(decision.reason),
            evidence=book.masks.reason(decision.evidence),
            origin=decision.origin,
            digest=digest,
        )


def _splits(book: TagBook) -> Iterator[Event]:
    texts = _texts(book)
    for split in book.budget.dossier.splits:
        detail = _parts(book, split) if split.parts else book.text("log.whole_again")
        reason = book.masks.reason(split.reason)
        yield Event(split.when, split.who, "split", split.key, texts.get(split.key, ""), detail, reason)


def _parts(book: TagBook, split: Split) -> str:
    numbers = split.numbers or range(1, len(split.parts) + 1)
    return "; ".join(
        f".{number} {book.masks.text(part.text)}: {_size(book, part)}"
        for number, part in zip(numbers, split.parts, strict=True)
    )


def _size(book: TagBook, part: SplitPart) -> str:
    if part.share is not None:
        return str(part.share)
    if part.amounts is not None:
        return book.of_years(part.amounts)
    return book.text("log.rest")


def _links(book: TagBook) -> Iterator[Event]:
    texts = _texts(book)
    for entry in book.budget.dossier.links:
        detail = "; ".join(
            f"{one.action} ({t(f'link_kind.{one.kind}', book.lang)})"
            + ("" if one.amounts is None else f" {book.of_years(one.amounts)}")
            for one in entry.actions
        )
        reason = book.masks.reason(entry.reason)
        said = detail or book.text("log.free_again")
        yield Event(entry.when, entry.who, "link", entry.key, texts.get(entry.key, ""), said, reason)
