"""Dossiers that were set aside: whole folders in ``earlier/``, each known by the moment when it was moved there."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from finmodel.atomic import SaveError, flush_folder
from finmodel.store.dossier.imports import IMPORTS
from finmodel.store.dossier.journal_file import DAMAGED, HEAD, JOURNAL
from finmodel.store.dossier.private import make_folder, move_all

__all__ = ["earlier_folders", "exchange", "move_aside", "set_aside_at"]

_EARLIER: Final = "earlier"
_MOMENT: Final = "%Y%m%dT%H%M%S%f"
_CONTENT: Final = (IMPORTS, DAMAGED, HEAD, JOURNAL)
"""What belongs to a dossier, in the order that it is moved."""


def move_aside(folder: Path, now: datetime) -> Path | None:
    """Move the dossier of a folder to ``earlier/<moment>``.

    Parameters
    ----------
    folder
        Whose lock is held.
    now
        The moment, with its zone.

    Returns
    -------
    Path or None
        Where it is now; None where there was none.

    Raises
    ------
    SaveError
        It cannot be moved; it stays where it was.
    """
    there = _content(folder)
    if not there:
        return None
    target = folder / _EARLIER / f"{now.astimezone(UTC):{_MOMENT}}Z-{secrets.token_hex(2)}"
    make_folder(target)
    move_all(there, target)
    flush_folder(folder)
    return target


def exchange(folder: Path, earlier: Path, now: datetime) -> None:
    """Put a dossier that was set aside in the place of the one that is kept, which is set aside in its turn.

    Parameters
    ----------
    folder
        Whose lock is held.
    earlier
        One of :func:`earlier_folders`.
    now
        The moment, with its zone.

    Raises
    ------
    SaveError
        One of them cannot be moved; both stay where they were.
    """
    aside = move_aside(folder, now)
    try:
        move_all(_content(earlier), folder)
    except SaveError:
        if aside is not None:
            with suppress(SaveError):
                move_all(_content(aside), folder)
        raise


def earlier_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders of dossiers that were set aside and have a journal, the newest first."""
    with suppress(OSError):
        found = [path for path in (folder / _EARLIER).iterdir() if (path / JOURNAL).is_file()]
        return tuple(sorted(found, reverse=True))
    return ()


def set_aside_at(folder: Path) -> datetime | None:
    """Return when a dossier was set aside (UTC), by its folder's name; None where that does not say."""
    with suppress(ValueError):
        return datetime.strptime(folder.name.partition("Z")[0], _MOMENT).replace(tzinfo=UTC)
    return None


def _content(folder: Path) -> list[Path]:
    return [path for name in _CONTENT if (path := folder / name).exists()]
