"""The journal of a dossier: one line for each event, each with a hash over the one before it.

A line is a JSON object: its number, when it was saved, its place in what was saved at once (``part``, ``of``), the
event, its data, the hash of the line before (``before``) and of itself (``hash``). A line that was changed, taken out
or moved breaks the chain. What was saved at once stands whole or not at all: a part of it at the end of the file is
what a crash leaves, and is told apart from a change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from finmodel.errors import InputError, Issue, Where
from finmodel.store.dossier.parsing import json_text

__all__ = ["JOURNAL_FORMAT", "Entry", "Event", "Journal", "entries_of", "journal_of", "lines_of"]

JOURNAL_FORMAT: Final = "tagging-journal/1"
_KEYS: Final = frozenset({"n", "saved", "part", "of", "event", "data", "before", "hash"})


class Event(StrEnum):
    """What a line of the journal tells."""

    OPENED = "opened"
    """A dossier was begun: the journal's format and the scheme."""
    CHOICES = "choices"
    VERSION = "version"
    DECISION = "decision"
    SPLIT = "split"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Attributes
    ----------
    number
        Of its line, from 1.
    saved
        When it was written, UTC.
    event, data
        What happened.
    part, of
        Its place in what was saved at once.
    before, hash
        Of the line before ("" for the first) and of this one.
    """

    number: int
    saved: datetime
    event: Event
    data: dict[str, Any]
    part: int
    of: int
    before: str
    hash: str

    def line(self) -> str:
        """Return it as a line of the journal, without its end."""
        return json_text({**_content(self), "hash": self.hash})

    @property
    def who(self) -> str:
        """Who did it, "" where that is not known."""
        return _text(self.data, "who")

    @property
    def when(self) -> str:
        """When it was done, as the person's program said; "" where that is not known."""
        return _text(self.data, "when")

    @property
    def key(self) -> str:
        """Key of the line, or id of the version, that it is about; "" for the whole dossier."""
        return _text(self.data, "id" if self.event is Event.VERSION else "key")


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal's bytes hold.

    Attributes
    ----------
    entries
        The events that stand whole.
    whole
        Bytes of them.
    torn
        What is left behind them: the beginning of something that was never saved to its end.
    n_torn
        Lines in it, the last one perhaps in part.
    """

    entries: tuple[Entry, ...]
    whole: bytes
    torn: bytes = b""
    n_torn: int = 0

    @property
    def head(self) -> str:
        """Hash of the last event, "" where there is none."""
        return self.entries[-1].hash if self.entries else ""

    def of(self, event: Event) -> list[dict[str, Any]]:
        """Return the data of one kind of event, the oldest first."""
        return [entry.data for entry in self.entries if entry.event is event]


def entries_of(events: Sequence[tuple[Event, dict[str, Any]]], journal: Journal, saved: datetime) -> list[Entry]:
    """Return new events as entries that follow a journal's last one."""
    found: list[Entry] = []
    number, before = len(journal.entries), journal.head
    for part, (event, data) in enumerate(events, 1):
        entry = Entry(number + part, saved.astimezone(UTC), event, data, part, len(events), before, "")
        before = _hash(entry)
        found.append(Entry(number + part, entry.saved, event, data, part, len(events), entry.before, before))
    return found


def journal_of(data: bytes, name: str) -> Journal:
    """Return a journal whose chain holds.

    Parameters
    ----------
    data
        The file's bytes.
    name
        The file's name, for the issues.

    Raises
    ------
    InputError
        FM-T231: a line is not what was written (its number is told; what follows it cannot be relied on either);
        FM-T237: a later finmodel wrote it.
    """
    *lines, rest = data.split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        entry = _entry(line, number, entries, name)
        if entry is None:
            raise InputError([Issue("FM-T231", where=Where(sheet=name, row=str(number)), params={"line": number})])
        entries.append(entry)
    n_whole = len(entries)
    while n_whole and entries[n_whole - 1].part != entries[n_whole - 1].of:
        n_whole -= 1
    whole = sum(len(line) + 1 for line in lines[:n_whole])
    n_torn = len(lines) - n_whole + bool(rest)
    return Journal(tuple(entries[:n_whole]), data[:whole], data[whole:], n_torn)


def _entry(line: bytes, number: int, before: Sequence[Entry], name: str) -> Entry | None:
    """Return a line's event, None where it does not follow from the line before."""
    try:
        row = json.loads(line)
        saved = datetime.fromisoformat(row["saved"])
        if row.keys() != _KEYS or not isinstance(row["data"], dict) or saved.tzinfo is None:
            return None
        if row["event"] not in tuple(Event) and _is_chained(row, number, before):
            raise InputError([Issue("FM-T237", where=Where(sheet=name, row=str(number)), params={"line": number})])
        found = Entry(
            row["n"], saved, Event(row["event"]), row["data"], row["part"], row["of"], row["before"], row["hash"]
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not _is_chained(row, number, before):
        return None
    if number == 1 and found.event is Event.OPENED and found.data.get("format") != JOURNAL_FORMAT:
        raise InputError([Issue("FM-T237", where=Where(sheet=name, row="1"), params={"line": 1})])
    last = before[-1] if before else None
    is_next = (
        (found.part == last.part + 1 and found.of == last.of)
        if last and last.part != last.of
        else found.part == 1 and type(found.of) is int and found.of >= 1
    )
    return found if is_next and (number > 1) == (found.event is not Event.OPENED) else None


def _is_chained(row: dict[str, Any], number: int, before: Sequence[Entry]) -> bool:
    content = {name: value for name, value in row.items() if name != "hash"}
    is_next = row["n"] == number and row["before"] == (before[-1].hash if before else "")
    return bool(is_next and row["hash"] == hashlib.sha256(json_text(content).encode()).hexdigest())


def _content(entry: Entry) -> dict[str, Any]:
    return {
        "n": entry.number,
        "saved": entry.saved.isoformat(),
        "part": entry.part,
        "of": entry.of,
        "event": str(entry.event),
        "data": entry.data,
        "before": entry.before,
    }


def _hash(entry: Entry) -> str:
    return hashlib.sha256(json_text(_content(entry)).encode()).hexdigest()


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def lines_of(entries: Iterable[Entry]) -> bytes:
    """Return entries as they are appended to the journal."""
    return "".join(f"{entry.line()}\n" for entry in entries).encode()
