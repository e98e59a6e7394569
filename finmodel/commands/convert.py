"""``finmodel new`` and ``finmodel convert``: workbooks and JSON files of plans."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from finmodel.commands.console import EXIT_FINE
from finmodel.commands.problems import load, refused, report
from finmodel.commands.targets import check_target
from finmodel.errors import InputError
from finmodel.store.files import KINDS, new_plan_file, save_plan

if TYPE_CHECKING:
    from finmodel.commands.console import Console

__all__ = ["convert", "new"]


def new(console: Console, out: str, *, force: bool) -> int:
    """Write an empty workbook to be filled in.

    Parameters
    ----------
    console
        Where to write; its language is the workbook's.
    out
        Path of the workbook.
    force
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        Exit code.
    """
    check_target(out, kinds=("xlsx",), may_exist=force)
    new_plan_file(out, datetime.now(UTC).year, console.language)
    console.out(console.text("wrote", file=out))
    return EXIT_FINE


def convert(console: Console, source: str, target: str, *, force: bool) -> int:
    """Write a plan as the other kind of file.

    Parameters
    ----------
    console
        Where to write; its language is the workbook's.
    source
        Path of the plan.
    target
        Path of the new file; its end decides the kind.
    force
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        Exit code.
    """
    check_target(target, kinds=KINDS, not_over=source, may_exist=force)
    try:
        loaded = load(source)
    except InputError as error:
        return refused(console, error.issues, None)
    report(console, loaded.issues)
    save_plan(loaded.plan, target, console.language)
    console.out(console.text("wrote", file=target))
    return EXIT_FINE
