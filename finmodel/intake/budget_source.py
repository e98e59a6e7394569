"""A foreign file on its way in: opened, weighed and recognised by its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Literal

from finmodel.errors import InputError, Issue
from finmodel.intake.budget_encoding import ENCODINGS, find_encoding
from finmodel.intake.budget_limits import TABLE_LIMITS, TextLimits
from finmodel.intake.budget_problems import Problems
from finmodel.intake.findings import issue, named_file, shown
from finmodel.intake.odd_text import character_name, odd_text
from finmodel.intake.ole import OLE_SIGNATURE
from finmodel.intake.recognise import foreign_file
from finmodel.intake.regular_files import regular_size, too_large

__all__ = ["Opened", "open_source", "text_encoding"]

FileKind = Literal["workbook", "table", "sie"]
_HEAD_BYTES = 1 << 16
_SIE_STARTS = (b"#FLAGGA", b"#PROGRAM", b"#FORMAT", b"#GEN", b"#SIETYP", b"#FNAMN", b"#RAR")
_TEXT, _UNKNOWN = "FM-G113", "FM-G121"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read.

    Attributes
    ----------
    source
        Bytes, or the path.
    name
        The file's name without its folder.
    kind
        Workbook, table of text or SIE.
    n_bytes, sha256
        Size, and hash of the bytes.
    """

    source: bytes | Path
    name: str
    kind: FileKind
    n_bytes: int
    sha256: str

    def open(self) -> BinaryIO:
        """Return the file at its start."""
        return BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    def read(self) -> bytes:
        """Return all bytes."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


def open_source(
    source: bytes | PathLike[str] | str, *, name: str | None = None, limits: TextLimits = TABLE_LIMITS
) -> Opened:
    """Return a file with what kind it is.

    Parameters
    ----------
    source
        The bytes of the file, or its path.
    name
        Name to show where bytes are given.
    limits
        How large it may be.

    Raises
    ------
    InputError
        ``FM-G101`` … ``FM-G106`` the file cannot be opened; ``FM-G110`` … ``FM-G122`` it is neither a workbook nor
        a text; ``FM-B147`` a text with a character that belongs in none, ``FM-B148`` one in an encoding that is not
        read.
    """
    if isinstance(source, bytes):
        found: bytes | Path = source
        shown_name, n_bytes = shown(name or "–"), len(source)
    else:
        found = Path(source)
        shown_name, n_bytes = shown(name or found.name), regular_size(found)
    if n_bytes > limits.max_file_bytes:
        raise InputError([too_large(found, n_bytes, limits.max_file_bytes).at(sheet=shown_name)])
    digest, head = hashlib.sha256(), b""
    try:
        with BytesIO(found) if isinstance(found, bytes) else found.open("rb") as file:
            while chunk := file.read(1 << 20):
                head = head or chunk[:_HEAD_BYTES]
                digest.update(chunk)
    except OSError:
        raise InputError([issue("FM-G103", file=shown_name)]) from None
    opened = Opened(found, shown_name, "workbook", n_bytes, digest.hexdigest())
    with named_file(shown_name):
        # The directory of a compound file may lie anywhere in it.
        return replace(opened, kind=_kind(opened.read() if head.startswith(OLE_SIGNATURE) else head))


def text_encoding(opened: Opened, problems: Problems, *, fallback: str = "cp1252", stated: str | None = None) -> str:
    """Return the encoding of a text file; see :func:`~.budget_encoding.find_encoding`.

    Parameters
    ----------
    opened
        The file.
    problems
        Gets ``FM-B101`` no text, ``FM-B102`` letters of two encodings, ``FM-B147`` a NUL.
    fallback
        For files that do not tell.
    stated
        What the user says it is: one of :data:`~.budget_encoding.ENCODINGS`.

    Raises
    ------
    InputError
        With ``FM-B101`` or ``FM-B147`` among the problems.
    """
    if stated is not None:
        if stated in ENCODINGS:
            return stated
        problems.add("FM-B103", value=stated, choices=ENCODINGS)
        problems.stop_if_errors()
    with opened.open() as file:
        found = find_encoding(file, fallback)
    if not found.name:
        if found.line:
            problems.add("FM-B147", line=found.line, character=character_name(0))
        else:
            problems.add("FM-B101")
        problems.stop_if_errors()
    if found.is_mixed:
        problems.add("FM-B102", line=found.line, encoding=found.name)
    return found.name


def _kind(head: bytes) -> FileKind:
    foreign = foreign_file(head)
    if foreign is None:
        return "workbook"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(_SIE_STARTS):
        return "sie"
    odd = odd_text(head, _SIE_STARTS, is_text=foreign.code == _TEXT)
    if odd is not None and foreign.code in (_TEXT, _UNKNOWN):
        raise InputError([odd])
    if foreign.code == _TEXT or _is_eight_bit_text(foreign, head):
        return "table"
    raise InputError([foreign])


def _is_eight_bit_text(foreign: Issue, head: bytes) -> bool:
    """Say whether what no one recognises is a text all the same: in CP437 many letters look like control codes."""
    has_controls = any(byte < 32 and byte not in b"\t\r\n\f\x1a" for byte in head)
    return foreign.code == _UNKNOWN and not has_controls
