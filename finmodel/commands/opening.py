"""How a command that reads a plan begins and ends: target checked, plan read, warnings pointed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.problems import STANDARD_OUTPUT, load, refused
from finmodel.commands.targets import check_target
from finmodel.errors import InputError
from finmodel.i18n.issues import summary

if TYPE_CHECKING:
    from finmodel.commands.console import Console
    from finmodel.store.files import Loaded

__all__ = ["check_json_target", "opened", "point_to_check"]


def check_json_target(json_target: str | None, *, not_over: str | None) -> None:
    """Check that the JSON form may be written; standard output always may.

    Parameters
    ----------
    json_target
        File for the JSON form, ``-`` for standard output, None for none.
    not_over
        A file that must not be written over.

    Raises
    ------
    UsageError
        It may not: exit code 2.
    """
    if json_target not in (None, STANDARD_OUTPUT):
        check_target(str(json_target), not_over=not_over)


def opened(console: Console, plan: str, json_target: str | None, *, out: str | None = None) -> Loaded | None:
    """Check where the JSON form and a workbook go, and read the plan.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.
    out
        Workbook to write, or None.

    Returns
    -------
    Loaded or None
        None where the plan cannot be used: every problem has been told, in the JSON form too, and the command ends with
        ``EXIT_INPUT``.

    Raises
    ------
    UsageError
        One of the two may not be written there, or there is no such plan: exit code 2.
    """
    if out is not None:
        check_target(out, kinds=("xlsx",), not_over=plan)
        check_json_target(json_target, not_over=out)
    check_json_target(json_target, not_over=plan)
    try:
        return load(plan)
    except InputError as error:
        refused(console, error.issues, json_target)
        return None


def point_to_check(console: Console, plan: str, loaded: Loaded) -> None:
    """Say on standard error how many warnings the plan has and that ``finmodel check`` lists them; nothing if none."""
    if loaded.issues:
        console.err(console.text("see_check", summary=summary(loaded.issues, console.language), file=plan))
