"""From a dossier to the events that a journal lacks of it, and from a journal's events to the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from finmodel.atomic import SaveError
from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.intake.tagging_templates import schemes
from finmodel.store.dossier.history import checked_dossier
from finmodel.store.dossier.imports import import_name, version_content, version_digest
from finmodel.store.dossier.journal import JOURNAL_FORMAT, Event, Journal
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.parsing import collection_paused
from finmodel.tagging.choice_rows import RuleSets, choice_step_to_row, read_choice_step
from finmodel.tagging.choices import ChoiceStep
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.link_rows import links_to_row, read_links
from finmodel.tagging.plain_rows import RowProblems, shown_value
from finmodel.tagging.problems import nearest
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.split_rows import read_split, split_to_row
from finmodel.tagging.version_rows import read_version, version_to_row
from finmodel.tagging.versions import Version

__all__ = ["NewEvents", "dossier_of", "new_events", "refuse_unreadable"]

Row = dict[str, Any]
_STEPS = (Event.DECISION, Event.SPLIT, Event.LINKS)


@dataclass(frozen=True, slots=True)
class NewEvents:
    """What a journal lacks of a dossier.

    Attributes
    ----------
    events
        In the order that they are written.
    versions, contents
        Those whose files are to be written before, and what they hold.
    """

    events: tuple[tuple[Event, Row], ...]
    versions: tuple[Version, ...]
    contents: tuple[bytes, ...]


def new_events(kept: KeptDossier, journal: Journal) -> NewEvents:
    """Return what a journal lacks of a dossier.

    A version comes after the steps that it has seen, so that a journal tells in which order things happened.

    Raises
    ------
    SaveError
        FM-T235: the journal has something that the dossier has not, or has otherwise. Of a dossier without a history of
        choices only the choices themselves are asked.
    InputError
        FM-T208 an unknown scheme, FM-T210 rules of another scheme than the dossier's.
    """
    dossier = kept.dossier
    scheme = _scheme(dossier.scheme)
    if kept.choices.rule_set.scheme != scheme.id:
        params = {"value": kept.choices.rule_set.scheme, "expected": scheme.id}
        raise InputError([Issue("FM-T210", where=Where(field="rules"), params=params)])
    rows = {
        Event.DECISION: [item.to_row() for item in dossier.log.decisions],
        Event.SPLIT: [split_to_row(item) for item in dossier.splits],
        Event.LINKS: [links_to_row(item) for item in dossier.links],
    }
    known = {event: journal.of(event) for event in Event}
    _refuse_other_history(dossier, rows, known)
    events: list[tuple[Event, Row]] = []
    if not journal.entries:
        events.append((Event.OPENED, {"format": JOURNAL_FORMAT, "scheme": scheme.id}))
    events += [(Event.CHOICES, row) for row in _new_choices(kept, scheme, known[Event.CHOICES])]
    done = {event: len(known[event]) for event in _STEPS}
    added = dossier.versions[len(known[Event.VERSION]) :]
    contents = tuple(version_content(version) for version in added)
    for version in added:
        for event, seen in zip(_STEPS, version.seen, strict=True):
            events += [(event, row) for row in rows[event][done[event] : seen]]
            done[event] = seen
        events.append((Event.VERSION, _version_row(version)))
    for event in _STEPS:
        events += [(event, row) for row in rows[event][done[event] :]]
    return NewEvents(tuple(events), added, contents)


def refuse_unreadable(kept: KeptDossier, new: NewEvents) -> None:
    """Refuse what could be written but not read again.

    Raises
    ------
    InputError
        All problems, as reading it back would tell them.
    """
    problems = RowProblems()
    scheme = _scheme(kept.dossier.scheme)
    rule_sets: RuleSets = {}
    readers = {Event.DECISION: read_decision, Event.SPLIT: read_split, Event.LINKS: read_links}
    for event, row in new.events:
        if event in readers:
            readers[event](row, "", problems)
        elif event is Event.CHOICES:
            read_choice_step(row, "", problems, scheme, rule_sets)
    with collection_paused():
        for version in new.versions:
            read_version(version_to_row(version), "", problems)
    _checked(kept.dossier, scheme, problems)
    problems.stop_if_errors()


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
    scheme = _scheme(str(journal.entries[0].data.get("scheme")))
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
    """Return the history of choices; a step of which no moment is known has that when it was saved."""
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
            found.append(step if step.when else replace(step, when=entry.saved.isoformat()))
        of_last = RowProblems(problems.source)
    if not journal.of(Event.CHOICES):
        problems.add("FM-T203", "", value="choices")
    return tuple(reversed(found))


def _new_choices(kept: KeptDossier, scheme: Scheme, known: list[Row]) -> list[Row]:
    """Return the steps of the choices that a journal lacks."""
    steps = kept.choice_steps
    if not steps:
        row = choice_step_to_row(ChoiceStep(choices=kept.choices), scheme)
        return [] if known and _same_choices(row, known[-1]) else [row]
    if steps[-1].choices != kept.choices:
        steps = (*steps, ChoiceStep(choices=kept.choices))
    rows = [choice_step_to_row(step, scheme) for step in steps]
    if len(rows) < len(known) or not all(map(_same_step, rows, known)):
        raise _other(str(Event.CHOICES), _n_unknown(rows, known))
    return rows[len(known) :]


def _same_step(row: Row, known: Row) -> bool:
    """Whether a step is one of the journal, which may not know by whom and when it was."""
    return row == known if "when" in known else _same_choices(row, known)


def _same_choices(row: Row, known: Row) -> bool:
    of = {"who", "when", "reason"}
    first, second = ({name: value for name, value in each.items() if name not in of} for each in (row, known))
    return first == second


def _refuse_other_history(dossier: Dossier, rows: dict[Event, list[Row]], known: dict[Event, list[Row]]) -> None:
    opened = known[Event.OPENED]
    if opened and opened[0].get("scheme") != dossier.scheme:
        raise _other("scheme", 1)
    for event in _STEPS:
        if rows[event][: len(known[event])] != known[event]:
            raise _other(str(event), _n_unknown(rows[event], known[event]))
    versions = known[Event.VERSION]
    here = [(version.id, version_digest(version)) for version in dossier.versions[: len(versions)]]
    there = [(row.get("id"), row.get("sha256")) for row in versions]
    if here != there:
        raise _other("version", sum(item not in here for item in there) or 1)
    n_known = [len(known[event]) for event in _STEPS]
    for version in dossier.versions[len(versions) :]:
        # It was imported without steps that are kept by now: they would be neither before nor after it.
        if any(seen < n for seen, n in zip(version.seen, n_known, strict=True)):
            raise _other("version", 1)


def _n_unknown(here: list[Row], there: list[Row]) -> int:
    return sum(row not in here for row in there[-1000:]) or 1


def _other(event: str, n: int) -> SaveError:
    return SaveError(Issue("FM-T235", params={"kind": event, "n": n}))


def _version_row(version: Version) -> Row:
    return {
        "id": version.id,
        "file": import_name(version.id),
        "sha256": version_digest(version),
        "n_lines": len(version.lines),
        "source": version.source.file,
        "who": version.source.who,
        "when": version.source.when,
    }


def _checked(dossier: Dossier, scheme: Scheme, problems: RowProblems) -> None:
    checked_dossier(scheme, dossier.versions, dossier.log.decisions, dossier.splits, dossier.links, problems)


def _scheme(name: str) -> Scheme:
    known = schemes()
    if name not in known:
        text = shown_value(name)
        params = {"value": text, "known": tuple(known), "nearest": nearest(text, known)}
        raise InputError([Issue("FM-T208", where=Where(field="scheme"), params=params)])
    return known[name]
