"""The journal of a dossier on the disk: it is only added to, and what is missing or torn at its end is told.

``journal.jsonl`` holds the lines (:mod:`finmodel.store.dossier.journal`); ``head.json`` how many they were when they
were last saved, so that lines that are taken off the end are missed. What a crash leaves half written goes to
``damaged/``. The head is written after the journal: after a crash it states as many lines as stand whole, or fewer, and
one that states more has seen lines that are gone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from finmodel.atomic import SaveError, flush_folder, replace_file, save_issue
from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.store.dossier.journal import Entry, Journal, journal_of, lines_of
from finmodel.store.dossier.private import PRIVATE_FILE, make_folder
from finmodel.store.versions import DamagedError, json_bytes, parsed

__all__ = ["DAMAGED", "HEAD", "JOURNAL", "JournalFile"]

JOURNAL: Final = "journal.jsonl"
HEAD: Final = "head.json"
DAMAGED: Final = "damaged"

_LONGEST_HEAD: Final = 10_000
"""Bytes of a head that are read; what finmodel writes takes some hundred."""


@dataclass(frozen=True, slots=True)
class JournalFile:
    """The journal of a folder; who reads or writes it holds the folder's lock.

    Attributes
    ----------
    folder
        That of the dossier.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """The file of the journal itself."""
        return self.folder / JOURNAL

    @property
    def head(self) -> Path:
        """The file that says how long it was."""
        return self.folder / HEAD

    def is_begun(self) -> bool:
        """Say whether anything of it is there.

        Raises
        ------
        OSError
            The folder may not be looked into.
        """
        return self.path.exists() or self.head.exists()

    def read(self, *, has_imports: bool) -> tuple[Journal, tuple[Issue, ...]]:
        """Return the journal without a torn end, which is set aside where the folder can be written.

        Parameters
        ----------
        has_imports
            Whether imports lie in the folder: beside them a journal cannot be empty.

        Returns
        -------
        Journal, issues
            FM-T230 (warning): its end was half written.

        Raises
        ------
        InputError
            FM-T230 the first save of all was torn (it stays where it is), FM-T231 a line is not what was written,
            FM-T232 lines are missing at the end, or all of them, FM-T237 a later finmodel wrote it, FM-F103 it cannot
            be read.
        """
        journal = self._whole()
        self._check_head(journal, has_imports=has_imports)
        return self._mended(journal)

    def append(self, entries: Sequence[Entry], journal: Journal) -> None:
        """Add events to the file and wait until they are on the disk; one that cannot be written whole is put back.

        Parameters
        ----------
        entries
            The new events.
        journal
            What stands there.

        Raises
        ------
        SaveError
            FM-F120 to FM-F124: it cannot be written.
        """
        is_new = not self.path.exists()
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(self.path, flags, PRIVATE_FILE), "ab") as file:
                try:
                    file.write(lines_of(entries))
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    with suppress(OSError):
                        os.ftruncate(file.fileno(), len(journal.whole))
                    raise
        except OSError as error:
            if is_new:
                with suppress(OSError):
                    self.path.unlink(missing_ok=True)
            raise SaveError(save_issue(error, self.path)) from error
        if is_new:
            flush_folder(self.folder)

    def write_head(self, last: Entry) -> None:
        """State how long the journal is, by its last event.

        Raises
        ------
        SaveError
            FM-F120 to FM-F124: it cannot be written; the older head holds.
        """
        replace_file(self.head, json_bytes({"n": last.number, "hash": last.hash}), mode=PRIVATE_FILE)

    def _whole(self) -> Journal:
        try:
            data = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            data = b""
        except OSError:
            raise InputError([Issue("FM-F103", params={"file": JOURNAL})]) from None
        return journal_of(data, JOURNAL)

    def _mended(self, journal: Journal) -> tuple[Journal, tuple[Issue, ...]]:
        """Return the journal without a torn end, which is set aside, and what is to be told."""
        if not journal.torn:
            return journal, ()
        where = Where(sheet=JOURNAL)
        if not journal.entries:  # there is nothing to go back to: it stays as it is until it is set aside
            lost: dict[str, str | int] = {"n": journal.n_torn, "line": 1, "kept": JOURNAL}
            raise InputError([Issue("FM-T230", where=where, params=lost)])
        name = f"journal-{len(journal.entries) + 1}-{secrets.token_hex(4)}.txt"
        told: dict[str, str | int] = {"n": journal.n_torn, "line": len(journal.entries) + 1}
        try:
            make_folder(self.folder / DAMAGED)
            replace_file(self.folder / DAMAGED / name, journal.torn, mode=PRIVATE_FILE)
            with self.path.open("r+b") as file:
                file.truncate(len(journal.whole))
                file.flush()
                os.fsync(file.fileno())
            self.write_head(journal.entries[-1])
            told["kept"] = f"{DAMAGED}/{name}"
        except (OSError, SaveError):
            told["kept"] = JOURNAL
        return Journal(journal.entries, journal.whole), (Issue("FM-T230", Severity.WARNING, where, told),)

    def _check_head(self, journal: Journal, *, has_imports: bool) -> None:
        """Refuse a journal that has lost whole lines at its end, or all of them; what a crash tore is told otherwise.

        A head that is missing or torn itself proves nothing, except that something was kept: beside it, or beside an
        import, a journal cannot be empty. Only the first save of all leaves a torn journal without a head.
        """
        number, digest = self._stated()
        n_there = len(journal.entries)
        if number == 0 and not n_there and (self.head.exists() or (has_imports and not journal.torn)):
            number = 1
        if number > n_there or (number and journal.entries[number - 1].hash != digest):
            where, params = Where(sheet=JOURNAL), {"n": n_there, "expected": number}
            raise InputError([Issue("FM-T232", where=where, params=params)])

    def _stated(self) -> tuple[int, object]:
        """Return how many lines the head states, and the hash of the last; 0 where it states nothing."""
        try:
            with self.head.open("rb") as file:  # bounded, whatever stands under that name
                head = parsed(file.read(_LONGEST_HEAD))
        except (OSError, DamagedError):
            return 0, ""
        number = head.get("n")
        return (number, head.get("hash")) if type(number) is int and number > 0 else (0, "")
