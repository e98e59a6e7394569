"""A file of decisions taken into a dossier: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Severity, Where
from finmodel.store.dossier.history import split_problems, step_problems
from finmodel.tagging.alike_lines import alike_of
from finmodel.tagging.decisions import Decision, DecisionLog
from finmodel.tagging.dossier import known_of
from finmodel.tagging.line_links import LineLinks, check_links, link_signature_problems, standing_links
from finmodel.tagging.moments import instant, moment_of
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.splits import Split, divided, fitted, renumbered, standing_splits

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.store.dossier.decisions import DecisionFile
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.schemes import Scheme

__all__ = ["with_decisions"]


def with_decisions(
    dossier: Dossier, file: DecisionFile, scheme: Scheme, actions: Collection[str] | None = None, *, now: str = ""
) -> tuple[Dossier, tuple[Issue, ...]]:
    """Return the dossier with the steps of a file added: splits first, then decisions, then links.

    What the dossier has already, to the letter, is passed over: the same file may be loaded twice. A decision that
    does not say on what text and amounts it was made is taken to be made on the line as it is now. Decisions on a
    line are added in the order of time, whatever the order of rows.

    Parameters
    ----------
    dossier
        With its current version.
    file
        As :func:`~finmodel.store.dossier.decisions.decisions_from_file` gives it.
    scheme
        The dossier's.
    actions
        Ids of the plan's actions; None: links are not held against a plan.
    now
        The moment, so that what is dated later than tomorrow is told (FM-T178, warning); "": nothing is told of it.

    Returns
    -------
    Dossier, issues
        What is said of a line that is gone is kept and has no effect, which is told: FM-T168 decisions, FM-T155
        splits, FM-T171 links; so are a decision on a whole line that is split (FM-T179), and a split or link on one of
        several alike lines, of which the file does not say which (FM-T182). A split that does not fit its line
        (FM-T152, FM-T153, FM-T158) is not used and the line stays whole (FM-T174), without the decisions on its parts
        (FM-T175).

    Raises
    ------
    InputError
        All problems at once: what :func:`~finmodel.tagging.decisions.logged` refuses, FM-T150, FM-T151, FM-T154,
        FM-T156 (two splits of a line, of which none is later), FM-T157 and FM-T217 splits, FM-T170, FM-T172 and FM-T173
        links, FM-T176 a name that mixes scripts.
    """
    problems = RowProblems()
    for found in file.issues:
        problems.keep(found)
    before = {line.key: line for line in dossier.current.lines} if dossier.current else {}
    splits = _new_splits(dossier, file.splits, before, problems)
    if problems.has_errors:  # which lines there are depends on the splits
        _more_problems(dossier, file, scheme, problems)
        raise InputError(_placed(problems.all(), before, file.source))
    dossier = replace(dossier, splits=(*dossier.splits, *splits))
    lines = {line.key: line for line in dossier.parts()[0]}
    decisions = _new_decisions(dossier.log, file.decisions, lines, scheme)
    links = [item for item in file.links if item not in dossier.links]
    for issue in (*step_problems(dossier.log, decisions, scheme), *_link_issues(links, lines, actions)):
        problems.keep(issue)
    parts = {key: found for item in standing_splits(dossier.splits) for key, found in _parts(item, before).items()}
    for key, text in _on_no_line(decisions, lines).items():
        if key in parts:
            part, line = parts[key]
            problems.add("FM-T175", severity=Severity.WARNING, row=key, value=text or part, line=line)
        elif key in before:
            problems.add("FM-T179", severity=Severity.WARNING, row=key, value=before[key].text)
        else:
            problems.add("FM-T168", severity=Severity.WARNING, row=key, value=text or key)
    likes = known_of(dossier)
    for name in {item.key.partition(".")[0]: None for items in (splits, links) for item in items}:
        if alike_of(name) in likes and name in before:
            problems.add("FM-T182", severity=Severity.WARNING, row=name, value=before[name].text)
    signed = [(item.key, item.when, item.who) for items in (decisions, splits, links) for item in items]
    for key, when, who in signed:
        if now and _is_after(when, now):
            problems.add("FM-T178", severity=Severity.WARNING, row=key, value=when, who=who)
    found_issues = _placed(problems.all(), {**before, **lines}, file.source)
    if problems.has_errors:
        raise InputError(found_issues)
    after = replace(
        dossier,
        log=DecisionLog((*dossier.log.decisions, *decisions)),
        links=(*dossier.links, *links),
    )
    return after, found_issues


def _new_splits(
    dossier: Dossier, of_file: Iterable[Split], lines: Mapping[str, BudgetLine], problems: RowProblems
) -> list[Split]:
    history = list(dossier.splits)
    there = {(replace(item, numbers=()), item.numbers) for item in history}
    added: list[Split] = []
    of_line: dict[str, Split] = {}
    for item in of_file:
        last = of_line.get(item.key)
        if last is not None and last.parts != item.parts and instant(item.when) <= instant(last.when):
            problems.add("FM-T156", row=item.key)
        of_line[item.key] = item
        if last is not None and replace(last, numbers=item.numbers) == item:
            continue
        if (item, ()) in there or any(known == replace(item, numbers=()) for known, _ in there):
            continue
        found = tuple(split_problems(item))
        for issue in found:
            problems.keep(issue)
        before = [other for other in history if other.key == item.key]
        numbered = item if item.numbers else renumbered(item, before)
        taken = {number: part for other in before for number, part in zip(other.part_numbers, other.parts, strict=True)}
        for number, part in zip(numbered.part_numbers, numbered.parts, strict=True):
            if taken.get(number, part) != part:
                problems.add("FM-T217", row=item.key, value=number)
        history.append(numbered)
        added.append(numbered)
    for item in standing_splits(added):
        line = lines.get(item.key)
        if line is None:
            problems.add("FM-T155", severity=Severity.WARNING, row=item.key)
        elif not any(True for _ in split_problems(item)):
            try:
                divided(line, fitted(line, item))
            except InputError as error:
                for issue in error.issues:
                    problems.keep(replace(issue, severity=Severity.WARNING))
                amounts = tuple(f"{year}={ore / 100!r}" for year, ore in line.amounts)
                problems.add("FM-T174", severity=Severity.WARNING, row=item.key, value=line.text, amounts=amounts)
    return added


def _parts(split: Split, lines: Mapping[str, BudgetLine]) -> dict[str, tuple[str, str]]:
    """Return the text of each part of a line that is there, and that of its line, by the part's key."""
    line = lines.get(split.key)
    if line is None:
        return {}
    texts = {f"{split.key}.{n}": part.text for n, part in zip(split.part_numbers, split.parts, strict=True)}
    return {key: (text or line.text, line.text) for key, text in texts.items()}


def _on_no_line(decisions: Iterable[Decision], lines: Mapping[str, BudgetLine]) -> dict[str, str]:
    """Return what is known of the text of lines that are decided on and not there, by key."""
    found: dict[str, str] = {}
    for item in decisions:
        if item.key not in lines:
            found[item.key] = item.text or found.get(item.key, "")
    return found


def _placed(issues: Iterable[Issue], lines: Mapping[str, BudgetLine], source: str) -> tuple[Issue, ...]:
    """Return issues with the file, and with the text and the place of the line that they are about."""
    found = []
    for issue in issues:
        line, place = lines.get(issue.where.row or ""), issue.where
        if line is not None and place.pointer is None and place.cell is None:
            said = {"line_text": line.text, "line_place": line.place}
            found.append(replace(issue, params={**issue.params, **said}).at(sheet=source or None))
        elif place == Where(row=place.row, field=place.field):
            found.append(issue.at(sheet=source or None))
        else:
            found.append(issue)
    return tuple(found)


def _new_decisions(
    log: DecisionLog, of_file: Iterable[Decision], lines: Mapping[str, BudgetLine], scheme: Scheme
) -> list[Decision]:
    there = {_step(item) for item in log.decisions}
    added = []
    for item in _in_time(of_file):
        if _step(item) in there:
            continue
        line = lines.get(item.key)
        found = item if item.scheme else replace(item, scheme=scheme.id)
        if line is not None and not found.text and not found.amounts:
            found = replace(found, text=line.text, amounts=line.amounts)
        added.append(found)
    return added


def _in_time(steps: Iterable[Decision]) -> Iterator[Decision]:
    """Yield steps so that those on one line are in the order of time; lines stand where they stood."""
    in_file = tuple(steps)
    of_line: defaultdict[str, list[Decision]] = defaultdict(list)
    for item in in_file:
        of_line[item.key].append(item)
    in_order = {key: iter(sorted(items, key=lambda item: instant(item.when))) for key, items in of_line.items()}
    return (next(in_order[item.key]) for item in in_file)


def _is_after(when: str, now: str) -> bool:
    """Whether a moment is later than tomorrow: clocks and zones differ by less."""
    moment, today = moment_of(when), moment_of(now)
    return moment is not None and today is not None and moment > today + timedelta(days=1)


def _step(item: Decision) -> tuple[object, ...]:
    """Return what makes a step the same step, whatever is known of its line and however a table broke its texts."""
    said = tuple(sorted(item.categories.items()))
    texts = (" ".join(text.split()) for text in (item.reason, item.evidence, item.who))
    return (item.key, item.step, said, *texts, instant(item.when))


def _link_issues(
    links: Iterable[LineLinks], lines: Mapping[str, BudgetLine], actions: Collection[str] | None
) -> Iterable[Issue]:
    added = tuple(links)
    for item in added:
        yield from link_signature_problems(item)
    standing = standing_links(added)
    one_by_one = [one for item in standing for one in item.as_links()]
    known = {one.action for one in one_by_one} if actions is None else actions
    for issue in check_links(lines, one_by_one, known):
        yield replace(issue, severity=Severity.WARNING) if issue.code == "FM-T171" else issue


def _more_problems(dossier: Dossier, file: DecisionFile, scheme: Scheme, problems: RowProblems) -> None:
    """Tell what is wrong with decisions and links whatever their lines."""
    decisions = _new_decisions(dossier.log, file.decisions, {}, scheme)
    for issue in step_problems(dossier.log, decisions, scheme):
        problems.keep(issue)
    for issue in (one for item in file.links for one in link_signature_problems(item)):
        problems.keep(issue)
