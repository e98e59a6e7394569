"""A stored version as bytes: the plan, when and from where it was saved, and a check that nothing has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from finmodel.atomic import shown
from finmodel.errors import FinmodelError

__all__ = ["DamagedError", "Version", "checksum", "json_bytes", "parsed", "version_of"]


class DamagedError(FinmodelError):
    """A stored file is not what was once written."""


@dataclass(frozen=True, slots=True)
class Version:
    """A saved plan.

    Attributes
    ----------
    id
        Name of the version in this workspace.
    saved
        When it was saved, UTC.
    origin
        Where the plan came from, for example a file's name.
    plan_hash
        Hash of the plan as it was saved.
    is_open
        Whether it is the open one.
    """

    id: str
    saved: datetime
    origin: str
    plan_hash: str
    is_open: bool


def version_of(identity: str, content: dict[str, Any], *, is_open: bool) -> Version:
    """Return what is known of a version besides its plan.

    Raises
    ------
    DamagedError
        Something is missing, or is not what it should be.
    """
    try:
        saved = datetime.fromisoformat(content["saved"])
        origin, fingerprint = content["origin"], content["plan_hash"]
    except (KeyError, TypeError, ValueError):
        raise DamagedError from None
    if saved.tzinfo is None or not isinstance(origin, str) or not isinstance(fingerprint, str):
        raise DamagedError
    return Version(identity, saved, shown(origin), fingerprint, is_open)


def parsed(data: bytes) -> dict[str, Any]:
    """Return a stored file's content.

    Raises
    ------
    DamagedError
        It is no JSON object.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DamagedError from None
    if not isinstance(content, dict):
        raise DamagedError
    return content


def json_bytes(content: dict[str, Any]) -> bytes:
    """Return content as it is stored."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def checksum(document: object) -> str:
    """Return a hash of a document as written; unlike the plan's own hash it never changes with the schema."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
