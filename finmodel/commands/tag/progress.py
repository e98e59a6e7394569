"""What ``finmodel tag`` tells on standard error while it works on a large file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.commands.console import Console

__all__ = ["tell_large", "tell_rows"]

_EVERY_ROWS = 20_000


def tell_large(console: Console, key: str, n: int) -> None:
    """Say what is being done with so many lines that it takes a while."""
    if n >= _EVERY_ROWS:
        console.err(console.count(key, n))


def tell_rows(console: Console, file: str) -> Callable[[int], None]:
    """Return a function that says now and then how many rows of a file have been read."""

    def tell(n_rows: int) -> None:
        if n_rows % _EVERY_ROWS == 0:
            console.err(console.count("tag_progress", n_rows, file=file))

    return tell
