"""From a journal's events to the dossier that they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.intake.tagging_templates import schemes
from finmodel.store.dossier.history import checked_dossier
from finmodel.store.dossier.journal import Entry, Event, Journal
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choice_rows import RuleSets, read_choice_step
from finmodel.tagging.choices import ChoiceStep, choice_step_problems
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.link_rows import read_links
from finmodel.tagging.moments import instant
from finmodel.tagging.problems import nearest, shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.split_rows import read_split
from finmodel.tagging.versions import Version

__all__ = ["dossier_of", "scheme_of_id"]


def dossier_of(journal: Journal, versions: Sequence[Version], found: Sequence[Issue]) -> KeptDossier:
    """Return the dossier that a journal tells of.

    Parameters
    ----------
    journal
        Its chain holds; its content is checked here.
    versions
        Of its version events, in order.
    found
        What was wrong with versions that could not be read.

    Raises
    ------
    InputError
        All problems.
    """
    problems = RowProblems("journal.jsonl")
    for issue in found:
        problems.keep(issue)
    scheme = scheme_of_id(str(journal.entries[0].data.get("scheme")))
    decisions, splits, links = [], [], []
    for entry in journal.entries:
        at = f"/{entry.number}/data"
        if entry.event is Event.DECISION and (decision := read_decision(entry.data, at, problems)):
            decisions.append(decision)
        elif entry.event is Event.SPLIT and (split := read_split(entry.data, at, problems)):
            splits.append(split)
        elif entry.event is Event.LINKS and (of_line := read_links(entry.data, at, problems)):
            links.append(of_line)
    steps = _choice_steps(journal, scheme, problems)
    dossier = Dossier(scheme.id)
    if not found:
        dossier = checked_dossier(scheme, versions, decisions, splits, links, problems)
    problems.stop_if_errors()
    return KeptDossier(dossier, steps[-1].choices, problems.all(), steps)


def _choice_steps(journal: Journal, scheme: Scheme, problems: RowProblems) -> tuple[ChoiceStep, ...]:
    """Return the history of choices; a step of which no moment is known has that when it was saved, or the next was."""
    found: list[ChoiceStep] = []
    rule_sets: RuleSets = {}
    of_last = problems
    # The last one first: what is to be noted of its rules is told, and not what was to be noted of earlier ones.
    for entry in reversed([entry for entry in journal.entries if entry.event is Event.CHOICES]):
        step = read_choice_step(entry.data, f"/{entry.number}/data", of_last, scheme, rule_sets)
        if of_last is not problems:
            for issue in of_last.all():
                if issue.severity is Severity.ERROR:
                    problems.keep(issue)
        if step is not None:
            found.append(step if step.when else replace(step, when=_at_the_latest(entry, found)))
        of_last = RowProblems(problems.source)
    if not journal.of(Event.CHOICES):
        problems.add("FM-T203", "", value="choices")
    steps = tuple(reversed(found))
    for issue in choice_step_problems(steps):
        problems.keep(issue)
    return steps


def _at_the_latest(entry: Entry, later: Sequence[ChoiceStep]) -> str:
    """Return when something was saved, but not after what came next: both may have been saved at once."""
    saved = entry.saved.isoformat()
    return min((saved, *(step.when for step in later[-1:])), key=instant)


def scheme_of_id(name: str) -> Scheme:
    """Return a scheme by its id.

    Raises
    ------
    InputError
        FM-T208: there is none.
    """
    known = schemes()
    if name not in known:
        text = shown_value(name)
        params = {"value": text, "known": tuple(known), "nearest": nearest(text, known)}
        raise InputError([Issue("FM-T208", where=Where(field="scheme"), params=params)])
    return known[name]
