"""The dossier between two openings of the app: a journal that only grows, and one file for each import.

``imports/`` holds a file for each version, written once; ``journal.jsonl`` a line for each event
(:mod:`finmodel.store.dossier.journal`); ``head.json`` how long the journal was when it was last saved, so that lines
that are taken off its end are missed. What a crash leaves half written goes to ``damaged/``, a dossier that is begun
anew leaves the old one in ``earlier/``: nothing is ever deleted.

A save writes the imports, then the journal, then the head. After a crash the head therefore states as many lines as
stand whole, or fewer; one that states more has seen lines that are gone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finmodel.atomic import SaveError, replace_file, save_issue
from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.store.dossier.events import dossier_of, new_events, refuse_unreadable
from finmodel.store.dossier.imports import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    import_name,
    is_import_name,
    read_import,
    write_import,
)
from finmodel.store.dossier.journal import Entry, Event, Journal, entries_of, journal_of, lines_of
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.lock import locked
from finmodel.store.dossier.sample import sample_dossier
from finmodel.store.versions import DamagedError, json_bytes, parsed
from finmodel.tagging.versions import Version

__all__ = ["DossierFolder", "Entry", "Event", "sample_dossier"]

_LOCK = ".lock"
_ASIDE = "%Y%m%dT%H%M%S%f"


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
        journal, issues = self._whole_journal()
        if not journal.entries:
            return None
        versions, found = self._versions(journal)
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
            journal, _ = self._mended(self._read_journal())
            _make_folder(self._imports)
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
                for version, content in zip(new.versions, new.contents, strict=True):
                    write_import(self._imports, version.id, content)
                self._append(lines_of(entries), len(journal.whole))
            except SaveError:
                if not journal.entries:  # imports that no journal knows would tell of a journal that is lost
                    for version in new.versions:
                        with suppress(OSError):
                            (self._imports / import_name(version.id)).unlink(missing_ok=True)
                raise
            self._write_head(entries[-1])

    def history(self) -> tuple[Entry, ...]:
        """Return all events, the oldest first.

        Raises
        ------
        InputError
            As :meth:`read`, of the journal.
        """
        return self._whole_journal()[0].entries if self._is_begun() else ()

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
            return self._move((self._imports, self._damaged, self._head, self._journal), now or datetime.now(UTC))

    def earlier(self) -> tuple[DossierFolder, ...]:
        """Return the dossiers that were set aside and have a journal, the newest first."""
        with suppress(OSError):
            folders = [path for path in self._earlier.iterdir() if (path / self._journal.name).is_file()]
            return tuple(DossierFolder(path) for path in sorted(folders, reverse=True))
        return ()

    def set_aside_at(self) -> datetime | None:
        """Return when this dossier was set aside (UTC), by its folder's name; None where that does not say."""
        with suppress(ValueError):
            return datetime.strptime(self.folder.name.partition("Z")[0], _ASIDE).replace(tzinfo=UTC)
        return None

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
            mine = (self._imports, self._damaged, self._head, self._journal)
            aside = self._move(mine, now or datetime.now(UTC))
            there = [earlier.folder / path.name for path in mine if (earlier.folder / path.name).exists()]
            moved: list[Path] = []
            try:
                for path in there:
                    path.rename(self.folder / path.name)
                    moved.append(path)
            except OSError as error:
                for path in moved:
                    with suppress(OSError):
                        (self.folder / path.name).rename(path)
                if aside is not None:
                    for path in mine:
                        with suppress(OSError):
                            (aside / path.name).rename(path)
                raise SaveError(save_issue(error, earlier.folder)) from error
        # An empty folder would be taken for nothing at all; what cannot be removed does no harm.
        with suppress(OSError):
            (earlier.folder / _LOCK).unlink(missing_ok=True)
            earlier.folder.rmdir()

    @property
    def _journal(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def _head(self) -> Path:
        return self.folder / "head.json"

    @property
    def _imports(self) -> Path:
        return self.folder / "imports"

    @property
    def _damaged(self) -> Path:
        return self.folder / "damaged"

    @property
    def _earlier(self) -> Path:
        return self.folder / "earlier"

    @contextmanager
    def _locked(self, *, is_writing: bool) -> Iterator[None]:
        """Hold the folder's lock; a reader without the right to write reads without it."""
        if is_writing:
            _make_folder(self.folder)
        elif not os.access(self.folder, os.W_OK):
            yield
            return
        with locked(self.folder / _LOCK):
            yield

    def _is_begun(self) -> bool:
        try:
            return self._journal.exists() or self._head.exists() or self._has_imports()
        except OSError:  # a folder that may not be looked into
            raise InputError([Issue("FM-F103", params={"file": self._journal.name})]) from None

    def _has_imports(self) -> bool:
        try:
            return any(is_import_name(path.name) for path in self._imports.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True  # it may not be looked into, but it is there

    def _whole_journal(self) -> tuple[Journal, tuple[Issue, ...]]:
        try:
            with self._locked(is_writing=False):
                return self._mended(self._read_journal())
        except SaveError as error:  # another writer holds it, or the folder cannot be written after all
            raise InputError(error.issues) from None

    def _read_journal(self) -> Journal:
        try:
            data = self._journal.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            data = b""
        except OSError:
            raise InputError([Issue("FM-F103", params={"file": self._journal.name})]) from None
        return journal_of(data, self._journal.name)

    def _mended(self, journal: Journal) -> tuple[Journal, tuple[Issue, ...]]:
        """Return the journal without a torn end, which is set aside, and what is to be told."""
        self._check_head(journal)
        if not journal.torn:
            return journal, ()
        where = Where(sheet=self._journal.name)
        if not journal.entries:  # there is nothing to go back to: it stays as it is until it is set aside
            lost: dict[str, str | int] = {"n": journal.n_torn, "line": 1, "kept": self._journal.name}
            raise InputError([Issue("FM-T230", where=where, params=lost)])
        name = f"journal-{len(journal.entries) + 1}-{secrets.token_hex(4)}.txt"
        told: dict[str, str | int] = {"n": journal.n_torn, "line": len(journal.entries) + 1}
        try:
            _make_folder(self._damaged)
            replace_file(self._damaged / name, journal.torn, mode=PRIVATE_FILE)
            with self._journal.open("r+b") as file:
                file.truncate(len(journal.whole))
                file.flush()
                os.fsync(file.fileno())
            self._write_head(journal.entries[-1])
            told["kept"] = f"{self._damaged.name}/{name}"
        except (OSError, SaveError):
            told["kept"] = self._journal.name
        return Journal(journal.entries, journal.whole), (Issue("FM-T230", Severity.WARNING, where, told),)

    def _check_head(self, journal: Journal) -> None:
        """Refuse a journal that has lost whole lines at its end, or all of them; what a crash tore is told otherwise.

        A head that is missing or torn itself proves nothing, except that something was kept: beside it, or beside an
        import, a journal cannot be empty. Only the first save of all leaves a torn journal without a head.
        """
        number, digest = self._stated()
        n_there = len(journal.entries)
        if number == 0 and not n_there and (self._head.exists() or (self._has_imports() and not journal.torn)):
            number = 1
        if number > n_there or (number and journal.entries[number - 1].hash != digest):
            where, params = Where(sheet=self._journal.name), {"n": n_there, "expected": number}
            raise InputError([Issue("FM-T232", where=where, params=params)])

    def _stated(self) -> tuple[int, object]:
        """Return how many lines the head states, and the hash of the last; 0 where it states nothing."""
        try:
            head = parsed(self._head.read_bytes())
        except (OSError, DamagedError):
            return 0, ""
        number = head.get("n")
        return (number, head.get("hash")) if type(number) is int and number > 0 else (0, "")

    def _versions(self, journal: Journal) -> tuple[list[Version], list[Issue]]:
        versions: list[Version] = []
        issues: list[Issue] = []
        for data in journal.of(Event.VERSION):
            try:
                versions.append(self._version(data))
            except InputError as error:
                issues += error.issues
        return versions, issues

    def _version(self, data: dict[str, Any]) -> Version:
        name, digest = data.get("file"), data.get("sha256")
        if not isinstance(name, str) or not is_import_name(name) or not isinstance(digest, str):
            raise InputError([Issue("FM-T233", where=Where(sheet=self._journal.name), params={"file": "–"})])
        return read_import(self._imports / name, digest)

    def _append(self, data: bytes, size: int) -> None:
        """Add to the journal and wait until it is on the disk; a journal that cannot be written whole is put back."""
        is_new = not self._journal.exists()
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(self._journal, flags, PRIVATE_FILE), "ab") as file:
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    with suppress(OSError):
                        os.ftruncate(file.fileno(), size)
                    raise
        except OSError as error:
            if is_new:
                with suppress(OSError):
                    self._journal.unlink(missing_ok=True)
            raise SaveError(save_issue(error, self._journal)) from error
        if is_new:
            _flush(self.folder)

    def _write_head(self, entry: Entry) -> None:
        replace_file(self._head, json_bytes({"n": entry.number, "hash": entry.hash}), mode=PRIVATE_FILE)

    def _move(self, paths: tuple[Path, ...], now: datetime) -> Path | None:
        there = [path for path in paths if path.exists()]
        if not there:
            return None
        target = self._earlier / f"{now.astimezone(UTC):{_ASIDE}}Z-{secrets.token_hex(2)}"
        _make_folder(target)
        moved: list[Path] = []
        try:
            for path in there:
                path.rename(target / path.name)
                moved.append(path)
        except OSError as error:
            for path in moved:
                with suppress(OSError):
                    (target / path.name).rename(path)
            raise SaveError(save_issue(error, target)) from error
        _flush(self.folder)
        return target


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as error:
        raise SaveError(save_issue(error, path)) from error


def _flush(folder: Path) -> None:
    """Make new names in a folder last through a power cut, where the system knows how."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
