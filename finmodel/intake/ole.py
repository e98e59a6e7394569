"""The directory of an OLE2 compound file: what old and encrypted Office files are wrapped in."""

from __future__ import annotations

import struct

__all__ = ["OLE_SIGNATURE", "ole_entry_names"]

OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

_ENTRY_BYTES = 128
_N_HEADER_FAT_SECTORS = 109
_MAX_DIRECTORY_SECTORS = 256


def ole_entry_names(data: bytes) -> frozenset[str]:
    """Return the names in the directory of a compound file.

    Parameters
    ----------
    data
        The whole file, beginning with :data:`OLE_SIGNATURE`.

    Returns
    -------
    frozenset[str]
        Names of storages and streams; those that could be read when the file is damaged.

    Notes
    -----
    Source: Microsoft [MS-CFB], sections 2.2 (header), 2.3 (FAT) and 2.6 (directory).
    """
    names: set[str] = set()
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        (sector,) = struct.unpack_from("<I", data, 48)
        fat_sectors = struct.unpack_from(f"<{_N_HEADER_FAT_SECTORS}I", data, 76)
        if shift not in (9, 12):
            return frozenset()
        size = 1 << shift
        for _ in range(_MAX_DIRECTORY_SECTORS):
            start = (sector + 1) * size
            for offset in range(start, min(start + size, len(data) - _ENTRY_BYTES + 1), _ENTRY_BYTES):
                names.add(_entry_name(data, offset))
            index, place = divmod(sector, size // 4)
            if index >= _N_HEADER_FAT_SECTORS:
                break
            (sector,) = struct.unpack_from("<I", data, (fat_sectors[index] + 1) * size + 4 * place)
    except struct.error:
        pass  # a pointer leads out of the file: the names so far must do
    return frozenset(names - {""})


def _entry_name(data: bytes, offset: int) -> str:
    (n_bytes,) = struct.unpack_from("<H", data, offset + 64)
    return data[offset : offset + max(0, min(n_bytes, 64) - 2)].decode("utf-16-le", errors="replace")
