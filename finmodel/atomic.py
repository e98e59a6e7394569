"""A file is replaced in one step or not at all: nobody ever reads half a plan."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from finmodel.errors import FinmodelError, Issue, Param

__all__ = ["SaveError", "flush_folder", "replace_file", "save_issue", "shown", "shown_name"]

_MAX_SHOWN = 120
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_N_TRIES = 10
_PAUSE_SECONDS = 0.03


class SaveError(FinmodelError):
    """A file cannot be written; ``issues`` says why, as :class:`~finmodel.errors.InputError` does for input.

    Parameters
    ----------
    issue
        ``FM-F120`` no right to write or locked by another program, ``FM-F121`` the disk is full, ``FM-F122`` any
        other reason, ``FM-F123`` a kind of file that no plan is saved as, ``FM-F124`` there is no such folder.
    """

    def __init__(self, issue: Issue) -> None:
        self.issues = (issue,)
        super().__init__(issue.code)


def shown(text: str) -> str:
    """Return a text from outside as it may be shown: one line, printable, not too long."""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"


def shown_name(path: str | os.PathLike[str]) -> str:
    """Return the file's name as it may be shown: one line, printable, not too long."""
    return shown(os.path.basename(os.fspath(path)) or os.fspath(path))


def save_issue(error: OSError, path: str | os.PathLike[str]) -> Issue:
    """Return why a file could not be written, for the user."""
    params: dict[str, Param] = {"file": shown_name(path)}
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Issue("FM-F124", params={**params, "folder": shown_name(Path(path).absolute().parent)})
    if isinstance(error, PermissionError):
        return Issue("FM-F120", params=params)
    if error.errno in _FULL_DISK:
        return Issue("FM-F121", params=params)
    return Issue("FM-F122", params={**params, "reason": errno.errorcode.get(error.errno or 0, type(error).__name__)})


def replace_file(path: str | os.PathLike[str], data: bytes, *, mode: int | None = None) -> None:
    """Write a file in one step: a new file beside it, flushed to the disk, then put in its place.

    Parameters
    ----------
    path
        Where to; a link is followed, a device or a pipe is written into. A file that is there keeps its permissions
        unless ``mode`` is given.
    data
        The whole content.
    mode
        Permissions; None for the user's usual ones.

    Raises
    ------
    SaveError
        The old file, if any, is untouched then.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe: it must never be replaced by a file
            return
        temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(8)}.tmp")
        try:
            _write_new(temporary, data, 0o666 if mode is None else mode)
            if mode is None and target.exists():
                with suppress(OSError):
                    shutil.copymode(target, temporary)
            _put_in_place(temporary, target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        flush_folder(target.parent)
    except OSError as error:
        raise SaveError(save_issue(error, path)) from error
    except ValueError as error:  # a NUL in the name
        raise SaveError(Issue("FM-F122", params={"file": shown_name(path), "reason": "EINVAL"})) from error


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(temporary: Path, target: Path) -> None:
    """Replace the target; Windows refuses for a moment while another process reads it, for long while Excel does."""
    for attempt in range(_N_TRIES):
        try:
            temporary.replace(target)
        except PermissionError:
            if os.name != "nt" or attempt == _N_TRIES - 1:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def flush_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system knows how."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
