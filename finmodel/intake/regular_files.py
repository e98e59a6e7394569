"""Only regular files are opened: a pipe would be waited for without end, and a device has none."""

from __future__ import annotations

import stat
from contextlib import suppress
from os import PathLike
from pathlib import Path

from finmodel.errors import InputError, Issue
from finmodel.intake.findings import issue, megabytes, shown

__all__ = ["regular_bytes", "regular_size", "too_large"]

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, new and old."""
_HEAD_BYTES = 4


def regular_size(path: PathLike[str] | str) -> int:
    """Return the size of a regular file in bytes; links are followed, and nothing is opened.

    Raises
    ------
    InputError
        ``FM-G101`` there is none, ``FM-G102`` a folder, ``FM-G103`` a pipe, a device, or one that may not be looked at.
    """
    name = shown(Path(path).name)
    try:
        status = Path(path).stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise InputError([issue("FM-G101", file=name)]) from None
    except OSError:
        raise InputError([issue("FM-G103", file=name)]) from None
    if stat.S_ISDIR(status.st_mode):
        raise InputError([issue("FM-G102", file=name)])
    if not stat.S_ISREG(status.st_mode):
        raise InputError([issue("FM-G103", file=name)])
    return status.st_size


def regular_bytes(path: PathLike[str] | str, limit: int) -> bytes:
    """Return the content of a regular file.

    Parameters
    ----------
    path
        The file.
    limit
        How many bytes it may have.

    Raises
    ------
    InputError
        As :func:`regular_size`, and ``FM-G105`` or ``FM-G106`` that it is larger.
    """
    name, size = shown(Path(path).name), regular_size(path)
    data = b""
    if size <= limit:
        try:
            with Path(path).open("rb") as file:
                data = file.read(limit + 1)
        except OSError:
            raise InputError([issue("FM-G103", file=name)]) from None
        size = len(data)
    if size > limit:
        raise InputError([too_large(data or Path(path), size, limit).at(sheet=name)])
    return data


def too_large(source: bytes | Path, n_bytes: int, limit: int) -> Issue:
    """Return why a file is too large: workbooks (``FM-G105``) are made smaller otherwise than texts (``FM-G106``).

    Parameters
    ----------
    source
        Its bytes, or its path: of what is too large only the first bytes are read.
    n_bytes, limit
        How large it is, and may be.
    """
    head = b""
    with suppress(OSError):
        head = source[:_HEAD_BYTES] if isinstance(source, bytes) else _head(source)
    code = "FM-G105" if head.startswith(_WORKBOOKS) else "FM-G106"
    return issue(code, size_mb=megabytes(n_bytes), limit_mb=megabytes(limit))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)
