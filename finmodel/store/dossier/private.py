"""Files and folders of a dossier, which only their owner may read: made, and moved all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from finmodel.atomic import SaveError, save_issue

__all__ = ["PRIVATE_FILE", "make_folder", "move_all"]

PRIVATE_FILE: Final = 0o600
"""Permissions of a file."""

_PRIVATE_FOLDER: Final = 0o700


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may look into, and what is missing above it; one that is there stays as it is.

    Raises
    ------
    SaveError
        FM-F120 to FM-F124: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    except OSError as error:
        raise SaveError(save_issue(error, path)) from error


def move_all(paths: Iterable[Path], target: Path) -> None:
    """Move files and folders into a folder: all of them, or none.

    Raises
    ------
    SaveError
        FM-F120 to FM-F124: one of them cannot be moved; those that were moved already are back in their place.
    """
    moved: list[Path] = []
    try:
        for path in paths:
            path.rename(target / path.name)
            moved.append(path)
    except OSError as error:
        for path in moved:
            with suppress(OSError):
                (target / path.name).rename(path)
        raise SaveError(save_issue(error, target)) from error
