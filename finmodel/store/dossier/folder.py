"""The dossier between two openings of the app: a journal that only grows, and one file for each import.

``imports/`` holds a file for each version (:mod:`finmodel.store.dossier.imports`), written once; the journal and its
head a line for each event (:mod:`finmodel.store.dossier.journal_file`). What a crash leaves half written goes to
``damaged/``, a dossier that is begun anew leaves the old one in ``earlier/`` (:mod:`finmodel.store.dossier.aside`):
nothing is ever deleted. A save writes the imports, then the journal, then the head.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from finmodel.atomic import SaveError
from finmodel.errors import InputError, Issue
from finmodel.store.dossier.aside import earlier_folders, exchange, move_aside, set_aside_at
from finmodel.store.dossier.events import dossier_of
from finmodel.store.dossier.imports import has_imports, read_imports, remove_imports, write_imports
from finmodel.store.dossier.journal import Entry, Event, Journal, entries_of
from finmodel.store.dossier.journal_file import JOURNAL, JournalFile
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.lock import locked
from finmodel.store.dossier.new_events import new_events, refuse_unreadable
from finmodel.store.dossier.private import make_folder
from finmodel.store.dossier.sample import sample_dossier

__all__ = ["DossierFolder", "Entry", "Event", "sample_dossier"]

_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class DossierFolder:
    """A folder that keeps one dossier.

    Attributes
    ----------
    folder
        Where; made when the first dossier is saved, readable by its owner only.
    """

    folder: Path

    def read(self) -> KeptDossier | None:
        """Return what is kept, None where nothing is.

        Returns
        -------
        KeptDossier or None
            Among its issues FM-T230 (warning): the end of the journal was half written when a program or the computer
            stopped; it lies in ``damaged/`` now and is no part of the dossier.

        Raises
        ------
        InputError
            The dossier cannot be relied on, and nothing is changed: FM-T231 a line of the journal is not what was
            written, FM-T232 lines are missing at its end, or all of them, FM-T230 the first save of all was torn (it
            stays where it is), FM-T233 an import is not what was written, FM-T234 is missing, FM-T237 a later finmodel
            wrote it, FM-F103 it cannot be read, or a step that no history takes. All of them that can be known at once.
            :meth:`set_aside` makes room for a new one.
        """
        if not self._is_begun():
            return None
        journal, issues = self._journal()
        if not journal.entries:
            return None
        versions, found = read_imports(self.folder, journal.of(Event.VERSION), JOURNAL)
        kept = dossier_of(journal, versions, found)
        return replace(kept, issues=(*issues, *kept.issues))

    def head(self) -> str:
        """Return the hash of the last event that is kept, "" where there is none: what :meth:`save` may build on.

        Raises
        ------
        InputError
            As :meth:`read`, of the journal.
        """
        entries = self.history()
        return entries[-1].hash if entries else ""

    def save(self, kept: KeptDossier, *, after: str | None = None, now: datetime | None = None) -> None:
        """Add what is new to what is kept; nothing is written where nothing is.

        Parameters
        ----------
        kept
            The dossier as it is now. It must begin with the whole of the history that is kept, that of the choices
            too where it has one; earlier choices stay in the journal in any case.
        after
            What :meth:`head` was when the dossier was read: nothing else may have been kept since, choices neither.
            None: only the history is asked.
        now
            The time, with its zone; None: the clock's.

        Raises
        ------
        SaveError
            FM-T235: what is kept has something that this dossier does not know, for example from another browser tab;
            FM-T236: another writer is at it; FM-F120 to FM-F124: it cannot be written. Nothing has changed then.
        InputError
            What is kept cannot be relied on (as :meth:`read`), or the new steps are such as could not be read again.
        """
        saved = now or datetime.now(UTC)
        if saved.tzinfo is None:
            raise ValueError("now needs a time zone")
        with self._locked(is_writing=True):
            file = JournalFile(self.folder)
            journal, _ = file.read(has_imports=has_imports(self.folder))
            if after not in (None, journal.head):
                known = [entry.hash for entry in journal.entries]
                n_since = len(known) - 1 - known.index(after) if after in known else len(known)
                raise SaveError(Issue("FM-T235", params={"kind": "", "n": n_since}))
            new = new_events(kept, journal)
            if not new.events:
                return
            refuse_unreadable(kept, new)
            entries = entries_of(new.events, journal, saved)
            try:
                write_imports(self.folder, new.contents)
                file.append(entries, journal)
            except SaveError:
                if not journal.entries:  # imports that no journal knows would tell of a journal that is lost
                    remove_imports(self.folder, new.contents)
                raise
            file.write_head(entries[-1])

    def history(self) -> tuple[Entry, ...]:
        """Return all events, the oldest first.

        Raises
        ------
        InputError
            As :meth:`read`, of the journal.
        """
        return self._journal()[0].entries if self._is_begun() else ()

    def set_aside(self, *, now: datetime | None = None) -> Path | None:
        """Move the whole dossier to ``earlier/<time>``, from where it can be opened as a folder of its own.

        Returns
        -------
        Path or None
            Where it is now; None where there was nothing.

        Raises
        ------
        SaveError
            It cannot be moved; it stays where it was.
        """
        if not self.folder.is_dir():
            return None
        with self._locked(is_writing=True):
            return move_aside(self.folder, now or datetime.now(UTC))

    def earlier(self) -> tuple[DossierFolder, ...]:
        """Return the dossiers that were set aside and have a journal, the newest first."""
        return tuple(map(DossierFolder, earlier_folders(self.folder)))

    def set_aside_at(self) -> datetime | None:
        """Return when this dossier was set aside (UTC), by its folder's name; None where that does not say."""
        return set_aside_at(self.folder)

    def take_back(self, earlier: DossierFolder, *, now: datetime | None = None) -> None:
        """Put a dossier that was set aside in the place of the one that is kept, which is set aside in its turn.

        Parameters
        ----------
        earlier
            One of :meth:`earlier`.
        now
            The time, with its zone; None: the clock's.

        Raises
        ------
        SaveError
            It cannot be moved; both stay where they were.
        InputError
            It cannot be read (as :meth:`read`); nothing is changed.
        """
        if earlier not in self.earlier():
            raise InputError([Issue("FM-F103", params={"file": earlier.folder.name})])
        earlier.read()
        with self._locked(is_writing=True):
            exchange(self.folder, earlier.folder, now or datetime.now(UTC))
        # An empty folder would be taken for nothing at all; what cannot be removed does no harm.
        with suppress(OSError):
            (earlier.folder / _LOCK).unlink(missing_ok=True)
            earlier.folder.rmdir()

    @contextmanager
    def _locked(self, *, is_writing: bool) -> Iterator[None]:
        """Hold the folder's lock; a reader without the right to write reads without it."""
        if is_writing:
            make_folder(self.folder)
        elif not os.access(self.folder, os.W_OK):
            yield
            return
        with locked(self.folder / _LOCK):
            yield

    def _is_begun(self) -> bool:
        try:
            return JournalFile(self.folder).is_begun() or has_imports(self.folder)
        except OSError:  # a folder that may not be looked into
            raise InputError([Issue("FM-F103", params={"file": JOURNAL})]) from None

    def _journal(self) -> tuple[Journal, tuple[Issue, ...]]:
        try:
            with self._locked(is_writing=False):
                return JournalFile(self.folder).read(has_imports=has_imports(self.folder))
        except SaveError as error:  # another writer holds it, or the folder cannot be written after all
            raise InputError(error.issues) from None
