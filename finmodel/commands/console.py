"""The terminal: one line at a time, cleaned, and never a stack trace when nobody reads any more."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from finmodel.errors import FinmodelError
from finmodel.i18n.catalogue import Language, fill, t_n

__all__ = [
    "EXIT_FINE",
    "EXIT_INPUT",
    "EXIT_INTERRUPTED",
    "EXIT_USAGE",
    "Console",
    "UsageError",
    "clean",
    "drain",
    "use_utf_8",
]

EXIT_FINE = 0
EXIT_INPUT = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Controls of a terminal, line ends, marks that turn the direction of text, and halves of characters."""

_NOBODY_READS = frozenset({errno.EPIPE, errno.EINVAL})  # Windows says EINVAL


class UsageError(FinmodelError):
    """The command line is wrong; its text is ``cli.usage.<name>``.

    Parameters
    ----------
    name
        Last part of the text's key.
    **params
        What stands in the text's places.

    Attributes
    ----------
    further
        What else is wrong, told after it.
    """

    def __init__(self, name: str, **params: str | int) -> None:
        self.name = name
        self.params: Mapping[str, str | int] = params
        self.command = ""
        self.further: tuple[UsageError, ...] = ()
        super().__init__(name)

    @staticmethod
    def check_all(checks: Iterable[Callable[[], object]]) -> None:
        """Make every check, and raise what they find together.

        Raises
        ------
        UsageError
            The first that was found, with the others.
        """
        found: list[UsageError] = []
        for check in checks:
            try:
                check()
            except UsageError as error:
                found += (error, *error.further)
        if found:
            first, *others = found
            first.further = tuple(others)
            raise first


def clean(text: str) -> str:
    """Return a text as one line that can do nothing to a terminal."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " "))


def use_utf_8() -> None:
    """Let both streams write any character; consoles of Windows would stop at the first Å otherwise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with suppress(OSError, ValueError):
                reconfigure(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command writes to, in a language.

    Attributes
    ----------
    language
        Language of everything that is written.
    """

    language: Language

    def text(self, key: str, /, **params: str | int) -> str:
        """Return a text of the command line: ``cli.<key>``."""
        return fill(f"cli.{key}", self.language, params)

    def count(self, key: str, n: int, /, **params: str | int) -> str:
        """Return the text for a count: ``cli.<key>``."""
        return t_n(f"cli.{key}", n, self.language, **params)

    def out(self, line: str = "") -> None:
        """Write a line to standard output."""
        _write(sys.stdout, f"{clean(line)}\n")

    def err(self, line: str) -> None:
        """Write a line to standard error."""
        _write(sys.stderr, f"{clean(line)}\n")

    def raw(self, text: str) -> None:
        """Write a text to standard output as it is: JSON, which has escaped what a terminal would obey."""
        _write(sys.stdout, text)


def _write(stream: TextIO | None, text: str) -> None:
    """Write and flush; whoever has stopped reading (``| head``) is no problem of ours."""
    if stream is None:  # pythonw has no streams
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _discard(stream)
        if error.errno not in _NOBODY_READS:
            raise


def drain() -> None:
    """Write out what is left in the buffers; what cannot be written is let go, quietly."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except (OSError, ValueError):
                _discard(stream)


def _discard(stream: TextIO) -> None:
    """Send what is left in the buffer nowhere, or Python would complain about it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
