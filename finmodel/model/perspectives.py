"""The names of the perspectives; an organisation may not have one of them as its id."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["PERSPECTIVES", "RESERVED", "Perspective"]


class Perspective(StrEnum):
    """A set of organisations whose money is looked at; any one organisation's id is a perspective too."""

    GROUP = "group"
    MUNICIPALITY = "municipality"
    OWNER = "owner"
    SOCIETY = "society"


PERSPECTIVES: tuple[str, ...] = tuple(str(name) for name in Perspective)

RESERVED = frozenset(PERSPECTIVES)
