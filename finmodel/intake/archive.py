"""The zip package of a workbook, read without believing what it says about itself."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

from finmodel.intake.findings import Findings, RefusalError, issue

__all__ = ["Archive", "Part", "open_archive"]

_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_CHUNK_BYTES = 1 << 18
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_UNSAFE_NAME = re.compile(r"^/|\\|^[A-Za-z]:|(^|/)\.\.?(/|$)|[\x00-\x1f\x7f]")
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the package.

    Attributes
    ----------
    name
        Name in the package, for example ``xl/workbook.xml``.
    header, start, n_packed
        Where its header and its packed bytes begin in the file, and how many packed bytes there are.
    n_stated, crc
        Unpacked size and checksum, as the package states them.
    is_deflated
        Whether the bytes are packed or stored as they are.
    """

    name: str
    header: int
    start: int
    n_packed: int
    n_stated: int
    crc: int
    is_deflated: bool


class Archive:
    """The readable parts of a package by name."""

    def __init__(self, data: bytes, parts: dict[str, Part]) -> None:
        self._data = memoryview(data)
        self.parts = MappingProxyType(parts)

    def chunks(self, name: str, findings: Findings) -> Iterator[bytes]:
        """Yield the unpacked bytes of a part.

        Raises
        ------
        RefusalError
            ``FM-G137`` if the part is damaged, ``FM-G138`` or ``FM-G139`` if it holds too much.
        """
        part, limits = self.parts[name], findings.limits
        packed = self._data[part.start : part.start + part.n_packed]
        ceiling = max(limits.ratio_floor_bytes, limits.max_ratio * part.n_packed)
        n_read = crc = 0
        try:
            for chunk in _inflated(packed) if part.is_deflated else _slices(packed):
                n_read += len(chunk)
                findings.read_bytes(len(chunk))
                if n_read > ceiling:
                    raise RefusalError(issue("FM-G139", part=name, limit=limits.max_ratio))
                crc = zlib.crc32(chunk, crc)
                yield chunk
        except zlib.error:
            raise RefusalError(issue("FM-G137", part=name)) from None
        if n_read != part.n_stated or crc != part.crc:
            raise RefusalError(issue("FM-G137", part=name))


def open_archive(data: bytes, findings: Findings) -> Archive:
    """Return the package, with the parts whose place in the file is in order.

    Parameters
    ----------
    data
        The whole file.
    findings
        Gets what is wrong: ``FM-G132`` name twice, ``FM-G133`` unsafe name, ``FM-G134`` encrypted part,
        ``FM-G135`` unknown packing method, ``FM-G137`` damaged part.

    Raises
    ------
    RefusalError
        If nothing more can be read: ``FM-G130`` broken package, ``FM-G131`` too many parts, ``FM-G136``
        parts that share bytes.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            end = package.start_dir
    except _ZIP_ERRORS:
        raise RefusalError(issue("FM-G130"), is_final=True) from None
    limit = findings.limits.max_parts
    if len(entries) > limit:
        raise RefusalError(issue("FM-G131", n=len(entries), limit=limit), is_final=True)
    _check_names(entries, findings)
    parts: dict[str, Part] = {}
    for entry in entries:
        part = _located(data, entry, findings)
        if part is not None:
            parts[part.name] = part
    _check_overlap(parts.values(), end)
    return Archive(data, parts)


def _check_names(entries: list[zipfile.ZipInfo], findings: Findings) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if _UNSAFE_NAME.search(name) or not name:
            findings.errors.append(issue("FM-G133", part=name))
        if name.casefold() in seen:
            findings.errors.append(issue("FM-G132", part=name))
        seen.add(name.casefold())


def _located(data: bytes, entry: zipfile.ZipInfo, findings: Findings) -> Part | None:
    """Return where a part lies, or None and what is wrong when its two headers do not fit each other."""
    name = entry.orig_filename
    try:
        signature, _, flags, method, _, _, _, _, _, n_name, n_extra = _LOCAL_HEADER.unpack_from(
            data, entry.header_offset
        )
        raw_name = name.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
    except (struct.error, ValueError):
        findings.errors.append(issue("FM-G137", part=name))
        return None
    name_start = entry.header_offset + _LOCAL_HEADER.size
    start = name_start + n_name + n_extra
    if (flags | entry.flag_bits) & _ENCRYPTED:
        findings.errors.append(issue("FM-G134", part=name))
    elif entry.compress_type not in (_STORED, _DEFLATED):
        findings.errors.append(issue("FM-G135", part=name, method=entry.compress_type))
    elif (
        signature != b"PK\x03\x04"
        or method != entry.compress_type
        or data[name_start : name_start + n_name] != raw_name
        or start + entry.compress_size > len(data)
    ):
        findings.errors.append(issue("FM-G137", part=name))
    else:
        return Part(
            name=name,
            header=entry.header_offset,
            start=start,
            n_packed=entry.compress_size,
            n_stated=entry.file_size,
            crc=entry.CRC,
            is_deflated=method == _DEFLATED,
        )
    return None


def _check_overlap(parts: Iterable[Part], end: int) -> None:
    """Refuse parts that share bytes with one another or with the directory that begins at ``end``."""
    previous: Part | None = None
    for part in sorted(parts, key=lambda part: part.header):
        if previous is not None and part.header < previous.start + previous.n_packed:
            raise RefusalError(issue("FM-G136", part=part.name), is_final=True)
        previous = part
    if previous is not None and previous.start + previous.n_packed > end:
        raise RefusalError(issue("FM-G136", part=previous.name), is_final=True)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Yield unpacked chunks; raise ``zlib.error`` when the stream is broken, cut short or followed by more."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for position in range(0, max(len(packed), 1), _CHUNK_BYTES):
        pending: bytes | memoryview = packed[position : position + _CHUNK_BYTES]
        while True:
            chunk = stream.decompress(pending, _CHUNK_BYTES)
            pending = stream.unconsumed_tail
            if chunk:
                yield chunk
            if stream.eof or (not chunk and not pending):
                break
        if stream.eof:
            if stream.unused_data or position + _CHUNK_BYTES < len(packed):
                raise zlib.error("bytes after the end of the stream")
            return
    raise zlib.error("stream is cut short")


def _slices(stored: memoryview) -> Iterator[bytes]:
    for position in range(0, len(stored), _CHUNK_BYTES):
        yield bytes(stored[position : position + _CHUNK_BYTES])
