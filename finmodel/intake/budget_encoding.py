"""Which letters a text file is written with, found by its bytes and never by what it says of itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["ENCODINGS", "TextEncoding", "find_encoding"]

ENCODINGS = ("utf-8-sig", "utf-8", "utf-16", "cp1252", "latin-1", "cp437")
"""Names of encodings that can be found, or stated."""

_CHUNK_BYTES = 1 << 20
# The Swedish letters, é and ü; only between plain letters, where a quote or a dash of CP1252 does not stand.
_LATIN = re.compile(rb"(?<=[A-Za-z])[\xe5\xe4\xf6\xc5\xc4\xd6\xe9\xfc]+(?=[A-Za-z])")
_PC = re.compile(rb"(?<=[A-Za-z])[\x86\x84\x94\x8f\x8e\x99\x82\x81]+(?=[A-Za-z])")
_LATIN_ANY = re.compile(rb"[\xe5\xe4\xf6\xc5\xc4\xd6\xe9]")
_PC_ANY = re.compile(rb"[\x86\x84\x94\x8f\x8e\x99\x82]")
# Letters written twice (ö as Ã¶), or already lost, in what is valid UTF-8 all the same.
_TWICE = re.compile(rb"\xc3\x83\xc2[\xa5\xa4\xb6\xa9\x85\x84\x96]|\xc3\x83\xe2\x80|\xef\xbf\xbd")
# å, ä, ö, é and ü as UTF-8 has them: in a text of eight bits they would be Ã¥ or ├Ñ, which is no word.
_PAIRS = re.compile(rb"\xc3[\xa5\xa4\xb6\x85\x84\x96\xa9\x89\xbc]")
_NUL = re.compile(rb"\0")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_COUNTED = (("latin", _LATIN), ("pc", _PC), ("latin_any", _LATIN_ANY), ("pc_any", _PC_ANY), ("pairs", _PAIRS))


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """What the bytes say.

    Attributes
    ----------
    name
        One of :data:`ENCODINGS`; "" when the bytes are no text.
    is_mixed
        Whether letters of two encodings stand in the file, or letters that were lost before: some of them are read
        wrongly, whichever is chosen.
    line
        The first line with a letter of the encoding that was not chosen; where the bytes are no text, the first line
        with a NUL. 0 where there is none.
    """

    name: str
    is_mixed: bool = False
    line: int = 0


def find_encoding(file: BinaryIO, fallback: str = "cp1252") -> TextEncoding:
    """Return the encoding of a file, which is read through once and left at its start.

    A mark at the start decides; then UTF-8, if all of it is valid; then CP437 or Latin-1 (CP1252), by where the
    Swedish letters stand.

    Parameters
    ----------
    file
        Opened in binary, at its start.
    fallback
        What is chosen where there are bytes beyond ASCII but no Swedish letters between others.

    Returns
    -------
    TextEncoding
    """
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return TextEncoding("utf-16")
    has_mark = head.startswith(codecs.BOM_UTF8)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, is_cp1252, has_nul = True, True, False
    counts = {"latin": 0, "pc": 0, "latin_any": 0, "pc_any": 0, "pairs": 0}
    for chunk in _chunks(file):
        has_nul = has_nul or b"\0" in chunk
        is_utf8 = is_utf8 and _is_valid(decoder, chunk)
        if chunk.isascii():
            continue
        is_cp1252 = is_cp1252 and not _NOT_IN_CP1252.search(chunk)
        for name, pattern in _COUNTED:
            counts[name] += len(pattern.findall(chunk))
    file.seek(0)
    if has_nul:
        return TextEncoding("", line=_first_line(file, _NUL))
    if is_utf8 and _is_valid(decoder, b"", final=True):
        line = _first_line(file, _TWICE)
        return TextEncoding("utf-8-sig" if has_mark else "utf-8", is_mixed=bool(line), line=line)
    return _eight_bits(file, counts, fallback, is_cp1252=is_cp1252)


def _eight_bits(file: BinaryIO, counts: dict[str, int], fallback: str, *, is_cp1252: bool) -> TextEncoding:
    latin, pc = counts["latin"], counts["pc"]
    if not latin and not pc:
        latin_any, pc_any = counts["latin_any"], counts["pc_any"]
        is_pc = pc_any > latin_any if pc_any != latin_any else fallback == "cp437"
    else:
        is_pc = pc > latin
    name = "cp437" if is_pc else "cp1252" if is_cp1252 else "latin-1"
    if counts["pairs"]:
        return TextEncoding(name, is_mixed=True, line=_first_line(file, _PAIRS))
    if not (latin and pc):
        return TextEncoding(name)
    return TextEncoding(name, is_mixed=True, line=_first_line(file, _LATIN if is_pc else _PC))


def _first_line(file: BinaryIO, pattern: re.Pattern[bytes]) -> int:
    """Return the first line with a pattern, 0 where there is none; the file is left at its start."""
    n_before = line = 0
    for chunk in _chunks(file):
        match = pattern.search(chunk)
        if match:
            line = n_before + _n_lines(chunk[: match.start()]) + 1
            break
        n_before += _n_lines(chunk)
    file.seek(0)
    return line


def _n_lines(data: bytes) -> int:
    """Return how many lines end in the bytes; a lone carriage return ends one too."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _is_valid(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file in pieces that end between plain letters' neighbourhoods: at a line's end where there is one."""
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        piece = rest + chunk
        cut = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, len(piece) - 1)) + 1
        if cut <= 0 or len(piece) - cut > _CHUNK_BYTES:
            cut = len(piece)
        rest = piece[cut:]
        yield piece[:cut]
    if rest:
        yield rest
