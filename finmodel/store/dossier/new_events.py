"""From a dossier to the events that a journal lacks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from finmodel.atomic import SaveError
from finmodel.errors import InputError, Issue, Where
from finmodel.store.dossier.events import scheme_of_id
from finmodel.store.dossier.history import checked_dossier
from finmodel.store.dossier.imports import import_name, version_content, version_digest
from finmodel.store.dossier.journal import JOURNAL_FORMAT, Event, Journal
from finmodel.store.dossier.kept import KeptDossier
from finmodel.store.dossier.parsing import collection_paused
from finmodel.tagging.choice_rows import RuleSets, choice_step_to_row, read_choice_step
from finmodel.tagging.choices import ChoiceStep, choice_step_problems
from finmodel.tagging.decision_rows import read_decision
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.link_rows import links_to_row, read_links
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.split_rows import read_split, split_to_row
from finmodel.tagging.version_rows import read_version, version_to_row
from finmodel.tagging.versions import Version

__all__ = ["NewEvents", "new_events", "refuse_unreadable"]

Row = dict[str, Any]
_STEPS = (Event.DECISION, Event.SPLIT, Event.LINKS)


@dataclass(frozen=True, slots=True)
class NewEvents:
    """What a journal lacks of a dossier.

    Attributes
    ----------
    events
        In the order that they are written.
    versions
        Those among them.
    contents
        What their files are to hold, by their ids; the files are written before the events.
    """

    events: tuple[tuple[Event, Row], ...]
    versions: tuple[Version, ...]
    contents: Mapping[str, bytes]


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
    scheme = scheme_of_id(dossier.scheme)
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
    contents = MappingProxyType({version.id: version_content(version) for version in added})
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
    scheme = scheme_of_id(kept.dossier.scheme)
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
    for issue in choice_step_problems(kept.choice_steps):
        problems.keep(issue)
    dossier = kept.dossier
    checked_dossier(scheme, dossier.versions, dossier.log.decisions, dossier.splits, dossier.links, problems)
    problems.stop_if_errors()


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
