"""What the user chooses for a dossier beside its lines and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finmodel.errors import Issue
from finmodel.tagging.activities import ActivityMap
from finmodel.tagging.moments import instant
from finmodel.tagging.problems import issue
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.signatures import name_problems
from finmodel.tagging.tagger import Tagger

__all__ = ["ChoiceStep", "Choices", "choice_step_problems"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Rules, weights and scope.

    Attributes
    ----------
    rule_set
        The rules, the proposed or the municipality's own.
    profile
        Id of the weight profile that is shown first; "" for the scheme's usual one.
    activities
        From own activity codes to those of the rules; None: they are the same.
    group_companies_outside
        Whether payments to the municipality's own companies leave the base.
    municipality
        Whose budget it is, in words.
    """

    rule_set: RuleSet
    profile: str = ""
    activities: ActivityMap | None = None
    group_companies_outside: bool = True
    municipality: str = ""

    def tagger(self, scheme: Scheme) -> Tagger:
        """Return the rules of a scheme ready to tag."""
        return Tagger(self.rule_set, scheme, self.activities, group_companies_outside=self.group_companies_outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceStep:
    """What was chosen at a time, by whom and why: a step of the history of choices.

    Attributes
    ----------
    choices
        All of them as they were from then on.
    who, when
        A person's name, and the moment (ISO 8601); "" where nobody was asked.
    reason
        Why; "" where nobody was asked, as when a dossier is begun.
    """

    choices: Choices
    who: str = ""
    when: str = ""
    reason: str = ""


def choice_step_problems(steps: Iterable[ChoiceStep]) -> Iterator[Issue]:
    """Yield what is wrong with a history of choices.

    Parameters
    ----------
    steps
        The oldest first; names and moments that are not known are passed over.

    Yields
    ------
    Issue
        FM-T176 a name that mixes scripts, FM-T177 a moment before that of an earlier step.
    """
    latest = ""
    for step in steps:
        yield from name_problems(step.who)
        if step.when and instant(step.when) < instant(latest):
            yield issue("FM-T177", field="when", value=step.when, latest=latest)
        elif step.when:
            latest = step.when
