"""Where a command writes to: checked before anything is calculated."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.commands.console import UsageError
from finmodel.store.files import file_kind

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["check_target"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(1, 10))}
)
"""Names that stand for devices in Windows, whatever ends them: such a file can neither be opened nor removed there."""


def check_target(
    target: str, *, kinds: Collection[str] | None = None, not_over: str | None = None, may_exist: bool = True
) -> None:
    """Check that a file may be written.

    Parameters
    ----------
    target
        Its path.
    kinds
        What its name may end in; None for anything.
    not_over
        A file that must not be written over: the command's own input.
    may_exist
        Whether a file that is there may be replaced.

    Raises
    ------
    UsageError
        It may not: exit code 2.
    """
    path = Path(target)
    if _CONTROL.search(target):
        raise UsageError("target_control", file=target)
    if path.name.partition(".")[0].rstrip().upper() in _DEVICES:
        raise UsageError("target_device", file=target)
    if not target or path.is_dir():
        raise UsageError("target_folder", file=target)
    if kinds is not None and file_kind(path) not in kinds:
        raise UsageError("target_kind", file=target, kinds=", ".join(f".{kind}" for kind in kinds))
    if not path.absolute().parent.is_dir():
        raise UsageError("target_no_folder", file=target, folder=str(path.parent))
    if not_over is not None and os.path.realpath(not_over) == os.path.realpath(target):
        raise UsageError("target_is_input", file=target)
    if not may_exist and os.path.lexists(path):
        raise UsageError("target_exists", file=target)
