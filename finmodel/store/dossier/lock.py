"""One writer at a time in a folder, whether they are threads, processes or browser tabs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from finmodel.atomic import SaveError, save_issue
from finmodel.errors import Issue
from finmodel.store.dossier.private import PRIVATE_FILE

__all__ = ["locked"]

_PAUSE_SECONDS = 0.02

if sys.platform == "win32":  # pragma: no cover - the other system's branch
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _leave(handle: int) -> None:
        with suppress(OSError):
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _leave(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path, *, patience_seconds: float = 10.0) -> Iterator[None]:
    """Hold a lock file while the block runs; a process that dies lets it go.

    Parameters
    ----------
    path
        Of the lock file; made where it is missing, and left.
    patience_seconds
        How long to wait for another writer.

    Raises
    ------
    SaveError
        FM-T236: another writer is at it; FM-F120 to FM-F124: the file cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        raise SaveError(save_issue(error, path)) from error
    try:
        _wait(handle, path, time.monotonic() + patience_seconds)
        try:
            yield
        finally:
            _leave(handle)
    finally:
        os.close(handle)


def _wait(handle: int, path: Path, until: float) -> None:
    while True:
        try:
            _take(handle)
        except OSError:
            if time.monotonic() > until:
                raise SaveError(Issue("FM-T236", params={"file": path.parent.name})) from None
            time.sleep(_PAUSE_SECONDS)
        else:
            return
