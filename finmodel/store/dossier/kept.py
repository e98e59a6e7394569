"""A dossier with the user's choices: what is kept, opened and exchanged as one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finmodel.tagging.choices import ChoiceStep

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
    choice_steps
        The history of the choices, the oldest first: by whom, when and why. The last one's are ``choices``; none where
        nothing is known but those.
    """

    dossier: Dossier
    choices: Choices
    issues: tuple[Issue, ...] = ()
    choice_steps: tuple[ChoiceStep, ...] = ()

    def with_choices(self, choices: Choices, *, who: str = "", when: str = "", reason: str = "") -> KeptDossier:
        """Return it with other choices and the step by which they were taken into use; itself where they are the same.

        Parameters
        ----------
        choices
            What is chosen from now on.
        who, when, reason
            The person's name, the moment (ISO 8601) and why; what is wrong with them is told when it is saved.
        """
        if choices == self.choices:
            return self
        before = self.choice_steps or (ChoiceStep(choices=self.choices),)
        step = ChoiceStep(choices=choices, who=who, when=when, reason=reason)
        return replace(self, choices=choices, choice_steps=(*before, step))
