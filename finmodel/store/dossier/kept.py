"""A dossier with the user's choices: what is kept, opened and exchanged as one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.tagging.choices import Choices
    from finmodel.tagging.dossier import Dossier

__all__ = ["KeptDossier"]


@dataclass(frozen=True)
class KeptDossier:
    """The tagging of a municipality's budget, and what it is tagged with.

    Attributes
    ----------
    dossier
        Versions and histories.
    choices
        Rules (of the dossier's scheme), weights and scope.
    issues
        Warnings and notices found when it was read; no errors.
    """

    dossier: Dossier
    choices: Choices
    issues: tuple[Issue, ...] = ()
