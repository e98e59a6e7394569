"""One file for each import of a dossier: the version as compressed JSON, known by a hash of its content."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import unicodedata
import weakref
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.atomic import replace_file
from finmodel.errors import InputError, Issue, Where
from finmodel.store.dossier.parsing import collection_paused, data_of_json, json_text
from finmodel.tagging.plain_rows import RowProblems
from finmodel.tagging.version_rows import read_version, version_to_row

if TYPE_CHECKING:
    from finmodel.tagging.versions import Version

__all__ = [
    "PRIVATE_FILE",
    "PRIVATE_FOLDER",
    "import_name",
    "is_import_name",
    "read_import",
    "version_content",
    "version_digest",
    "write_import",
]

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_MAX_UNPACKED = 500_000_000
_LEVEL = 1
"""Budgets are packed to a tenth at the lowest level; a higher one takes seconds for little."""

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}\.json\.gz")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")

_known: dict[int, tuple[weakref.ref[Version], str]] = {}
"""Hashes of versions that are in memory: a version does not change, and a large one takes seconds to write out."""


def import_name(version: str) -> str:
    """Return the name of a version's file: its id where that is a plain name, otherwise one made of it and a hash.

    Examples
    --------
    >>> import_name("budget_2026"), import_name("../Å 2026")
    ('budget_2026.json.gz', 'a-2026-853792667044.json.gz')
    """
    if _SAFE.fullmatch(version) and not _DEVICES.fullmatch(version):
        return f"{version}.json.gz"
    plain = unicodedata.normalize("NFKD", version).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "import"
    return f"{slug}-{hashlib.sha256(version.encode()).hexdigest()[:12]}.json.gz"


def is_import_name(name: str) -> bool:
    """Say whether a file may be looked for under a name: one that :func:`import_name` can have given."""
    return _NAME.fullmatch(name) is not None


def version_digest(version: Version) -> str:
    """Return the hash of a version's content, in hexadecimal: the same for the same version."""
    known = _known.get(id(version))
    if known is not None and known[0]() is version:
        return known[1]
    return _remember(version, hashlib.sha256(version_content(version)).hexdigest())


def version_content(version: Version) -> bytes:
    """Return a version as JSON, as it stands unpacked in its file."""
    # Half of a character cannot be written; what is read back tells it as a problem of its line.
    content = json_text(version_to_row(version)).encode("utf-8", "surrogatepass")
    _remember(version, hashlib.sha256(content).hexdigest())
    return content


def write_import(folder: Path, version: str, content: bytes) -> None:
    """Write the file of a version.

    Parameters
    ----------
    folder
        Of imports.
    version, content
        The version's id, and what :func:`version_content` gives.

    Raises
    ------
    SaveError
        It cannot be written.
    """
    packed = gzip.compress(content, compresslevel=_LEVEL, mtime=0)
    replace_file(folder / import_name(version), packed, mode=PRIVATE_FILE)


def read_import(path: Path, digest: str) -> Version:
    """Return the version of a file.

    Parameters
    ----------
    path
        Of the file.
    digest
        What its content was when it was written.

    Raises
    ------
    InputError
        FM-T233: it is not what was written; FM-T234: there is no such file; FM-F103: it cannot be read.
    """
    where = Where(sheet=path.name)
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=io.BufferedReader(raw)) as file:
            content = file.read(_MAX_UNPACKED + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Issue("FM-T234", where=where, params={"file": path.name})]) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError([Issue("FM-T233", where=where, params={"file": path.name})]) from None
    except OSError:
        raise InputError([Issue("FM-F103", where=where, params={"file": path.name})]) from None
    if len(content) > _MAX_UNPACKED or hashlib.sha256(content).hexdigest() != digest:
        raise InputError([Issue("FM-T233", where=where, params={"file": path.name})])
    problems = RowProblems(path.name)
    with collection_paused():
        version = read_version(data_of_json(content, problems, _MAX_UNPACKED), "", problems)
    problems.stop_if_errors()
    assert version is not None  # noqa: S101 - nothing was wrong
    _remember(version, digest)
    return version


def _remember(version: Version, digest: str) -> str:
    place = id(version)
    _known[place] = (weakref.ref(version, lambda _: _known.pop(place, None)), digest)
    return digest
