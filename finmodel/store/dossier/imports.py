"""One file for each import of a dossier: the version as compressed JSON, known by a hash of its content."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import unicodedata
import weakref
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from finmodel.atomic import replace_file
from finmodel.errors import InputError, Issue, Where
from finmodel.store.dossier.parsing import collection_paused, data_of_json, json_text
from finmodel.store.dossier.private import PRIVATE_FILE, make_folder
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.version_rows import read_version, version_to_row

if TYPE_CHECKING:
    from finmodel.tagging.versions import Version

__all__ = [
    "IMPORTS",
    "has_imports",
    "import_name",
    "is_import_name",
    "read_imports",
    "remove_imports",
    "version_content",
    "version_digest",
    "write_imports",
]

IMPORTS: Final = "imports"
"""Name of the folder that they lie in."""

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


def has_imports(folder: Path) -> bool:
    """Say whether any version's file lies in a dossier's folder; yes, where it may not be looked into."""
    try:
        return any(is_import_name(path.name) for path in (folder / IMPORTS).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def write_imports(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the files of versions.

    Parameters
    ----------
    folder
        Of the dossier.
    contents
        What :func:`version_content` gives, by the versions' ids.

    Raises
    ------
    SaveError
        FM-F120 to FM-F124: one cannot be written.
    """
    make_folder(folder / IMPORTS)
    for version, content in contents.items():
        packed = gzip.compress(content, compresslevel=_LEVEL, mtime=0)
        replace_file(folder / IMPORTS / import_name(version), packed, mode=PRIVATE_FILE)


def remove_imports(folder: Path, versions: Iterable[str]) -> None:
    """Take the files of versions away again, as far as that can be done."""
    for version in versions:
        with suppress(OSError):
            (folder / IMPORTS / import_name(version)).unlink(missing_ok=True)


def read_imports(folder: Path, events: Iterable[Mapping[str, Any]], journal: str) -> tuple[list[Version], list[Issue]]:
    """Return the versions that a journal tells of.

    Parameters
    ----------
    folder
        Of the dossier.
    events
        Data of the journal's events: ``file`` and ``sha256``, what its content was when it was written.
    journal
        The journal's name, for the issues.

    Returns
    -------
    versions, issues
        Those that can be read; FM-T233 a file is not what was written, FM-T234 there is no such file, FM-F103 it cannot
        be read, and what is wrong with a version's content.
    """
    versions: list[Version] = []
    issues: list[Issue] = []
    for data in events:
        name, digest = data.get("file"), data.get("sha256")
        if not isinstance(name, str) or not is_import_name(name) or not isinstance(digest, str):
            issues.append(Issue("FM-T233", where=Where(sheet=journal), params={"file": "–"}))
            continue
        try:
            versions.append(_version(folder / IMPORTS / name, digest))
        except InputError as error:
            issues += error.issues
    return versions, issues


def _version(path: Path, digest: str) -> Version:
    where, params = Where(sheet=path.name), {"file": path.name}
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=io.BufferedReader(raw)) as file:
            content = file.read(_MAX_UNPACKED + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Issue("FM-T234", where=where, params=params)]) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError([Issue("FM-T233", where=where, params=params)]) from None
    except OSError:
        raise InputError([Issue("FM-F103", where=where, params=params)]) from None
    if len(content) > _MAX_UNPACKED or hashlib.sha256(content).hexdigest() != digest:
        raise InputError([Issue("FM-T233", where=where, params=params)])
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
