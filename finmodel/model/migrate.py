"""The schema version of a stored plan, and the way from each older version to the present one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from finmodel.errors import InputError, Issue, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "migrate"]

SCHEMA_VERSION: Literal[5] = 5
"""Version of the plan's schema. Raised with every change of a field's name or meaning."""

Document = dict[str, Any]


def _to_2(document: Document) -> Document:
    """Energy carriers, emission pools, energy changes and parameters came: tables that version 1 did not have."""
    return dict(document)


def _to_3(document: Document) -> Document:
    """Funding and accounts came: tables and fields that version 2 did not have."""
    return dict(document)


def _to_4(document: Document) -> Document:
    """Scenarios came: tables that version 3 did not have."""
    return dict(document)


def _to_5(document: Document) -> Document:
    """Inventory, population, reference paths and targets came: tables and fields that version 4 did not have."""
    return dict(document)


MIGRATIONS: Mapping[int, Callable[[Document], Document]] = MappingProxyType({1: _to_2, 2: _to_3, 3: _to_4, 4: _to_5})
"""From version n to n + 1: a pure function on the plain document, kept for ever."""


def migrate(
    document: Document,
    *,
    migrations: Mapping[int, Callable[[Document], Document]] = MIGRATIONS,
    target: int = SCHEMA_VERSION,
) -> Document:
    """Bring a plain document to the present schema version, a step at a time.

    Parameters
    ----------
    document
        The document as read; not changed. Without ``schema_version`` it is taken as version 1.
    migrations, target
        Given by tests only.

    Returns
    -------
    dict
        A document of version ``target``.

    Raises
    ------
    InputError
        ``FM-M140`` the version is newer than this finmodel, ``FM-M141`` it is no version.
    """
    version = document.get("schema_version", 1)
    where = Where(field="schema_version", pointer="/schema_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError([Issue("FM-M141", where=where, params={"value": str(version)[:40]})])
    if version > target:
        raise InputError([Issue("FM-M140", where=where, params={"version": version, "supported": target})])
    current = dict(document)
    while version < target:
        current = migrations[version](current)
        version += 1
        current["schema_version"] = version
    return {**current, "schema_version": version}
