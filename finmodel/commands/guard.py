"""The last stop of everything that goes wrong: a message and an exit code, never a stack trace."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.atomic import SaveError
from finmodel.commands.console import (
    EXIT_FINE,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    Console,
    UsageError,
    drain,
)
from finmodel.errors import InputError
from finmodel.resources import ResourceError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["exit_code_of"]


def exit_code_of(run: Callable[[], object], console: Console) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    run
        The command; returns its exit code, or nothing where all is well.
    console
        Where to say what went wrong.

    Returns
    -------
    int
        What the command returned; 1 for problems in the input and with files, 2 for a wrong call, 130 for an
        interruption.
    """
    try:
        code = _told(run, console)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    drain()
    return code


def _told(run: Callable[[], object], console: Console) -> int:
    try:
        result = run()
    except UsageError as error:
        for one in (error, *error.further):
            console.err(f"finmodel: {console.text(f'usage.{one.name}', **one.params)}")
        console.err(console.text("usage_hint", command=error.command or "finmodel"))
        return EXIT_USAGE
    except (InputError, SaveError) as error:
        from finmodel.commands.problems import report  # noqa: PLC0415 - Babel is heavy, and mostly nothing is wrong

        report(console, error.issues)
        return EXIT_INPUT
    except ResourceError as error:
        console.err(f"finmodel: {console.text('no_resource', name=error.name)}")
        return EXIT_INPUT
    except OSError as error:
        console.err(f"finmodel: {_file_trouble(error, console)}")
        return EXIT_INPUT
    except Exception as error:  # nobody but us can mend it, and nobody else should read its trace
        console.err(f"finmodel: {console.text('fault', kind=type(error).__name__, place=_place(error))}")
        return EXIT_INPUT
    return result if isinstance(result, int) else EXIT_FINE


def _file_trouble(error: OSError, console: Console) -> str:
    name = error.filename if isinstance(error.filename, str) else ""
    key = {errno.ENOSPC: "disk_full", errno.EACCES: "no_access", errno.EPERM: "no_access"}.get(error.errno or 0)
    reason = error.strerror or type(error).__name__
    return console.text(key or "file_trouble", file=name or console.text("some_file"), reason=reason)


def _place(error: Exception) -> str:
    """Return file and line of our own code where it happened, for a report to us."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{Path(__file__).parent.parent}" in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
