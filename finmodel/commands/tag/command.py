"""``finmodel tag``: a budget tagged by rules and decisions, reconciled to the öre, and reported."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.atomic import replace_file
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.problems import STANDARD_OUTPUT, issue_line, refused, report, write_json
from finmodel.commands.tag.document import reconciliation_document
from finmodel.commands.tag.files import rules_of
from finmodel.commands.tag.input import read_input
from finmodel.commands.tag.json import tag_json
from finmodel.commands.tag.lines import reconciliation_lines, tag_lines, words_of
from finmodel.commands.tag.progress import tell_large
from finmodel.commands.tag.report import TagReport
from finmodel.commands.tag.review_lines import look_again_notice
from finmodel.commands.wording import terminal_width
from finmodel.errors import InputError, Severity
from finmodel.excel.tagging.masks import Masks
from finmodel.i18n.issues import summary
from finmodel.i18n.tagging_notes import notes_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.commands.console import Console
    from finmodel.commands.tag.call import TagCall
    from finmodel.commands.tag.input import TagInput
    from finmodel.errors import Issue
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["tag"]

_MOST_OF_ONE = 5
"""As many issues of one code are told one by one; the JSON form has all."""


def tag(console: Console, call: TagCall) -> int:
    """Tag a budget and report it; nothing is written where anything is wrong.

    Parameters
    ----------
    console
        Where to write.
    call
        What was asked.

    Returns
    -------
    int
        Exit code.
    """
    call.check(console.language)
    # Problems go to standard output as JSON where that was asked for; a file is written only when all is well.
    json_target = STANDARD_OUTPUT if call.json_target == STANDARD_OUTPUT else None
    try:
        if call.budget is None:
            return _rules_alone(console, call)
        found = read_input(console, call)
        if not found.budget.reconciliation.is_balanced:
            return _not_balanced(console, found, json_target)
        tagged = TagReport(call, found)
        tagged.check()
        files = {}
        if call.rules_out is not None:
            tagger = found.budget.tagger
            files[call.rules_out] = _rules_workbook(console, tagger.rule_set, tagger.scheme)
        n_lines = len(found.budget.lines)
        document = None
        if call.json_target is not None:
            tell_large(console, "tag_writing_json", n_lines)
            document = tag_json(tagged, console.language)
        if call.out is not None:
            tell_large(console, "tag_writing_book", n_lines)
            files[call.out] = _workbook(console, tagged)
        is_shown = call.out is None and json_target is None
        lines = list(map(tagged.masks.any, tag_lines(tagged, console, terminal_width()))) if is_shown else []
    except InputError as error:
        return refused(console, error.issues, json_target)
    # Workbooks first: another program may have one open, and then nothing is written.
    code = _write(console, call, files)
    if document is not None and json_target is None:
        replace_file(str(call.json_target), document)
    elif document is not None:
        console.raw(document.decode())
    for line in lines:
        console.out(line)
    _tell(console, found.issues)
    if found.budget.look_again:
        for line in look_again_notice(tagged, words_of(found, console, terminal_width())):
            console.err(tagged.masks.any(line))
    return code


def _not_balanced(console: Console, found: TagInput, json_target: str | None) -> int:
    """Show every difference, and no share."""
    masks = Masks(found.masking)
    if json_target is None:
        for line in reconciliation_lines(found, console, terminal_width()):
            console.out(masks.any(line))
    else:
        write_json(console, json_target, masks.document(reconciliation_document(found, console.language)))
    _tell(console, found.issues)
    report(console, map(masks.issue, found.budget.reconciliation.issues))
    return EXIT_INPUT


def _write(console: Console, call: TagCall, files: dict[str, bytes]) -> int:
    tell = console.err if call.json_target == STANDARD_OUTPUT else console.out
    for file, data in files.items():
        replace_file(file, data)
        tell(console.text("wrote", file=file))
    return EXIT_FINE


def _rules_alone(console: Console, call: TagCall) -> int:
    """Write the rules that a budget would be tagged by."""
    rule_set, scheme, issues = rules_of(call.rules, call.scheme)
    if call.scheme not in (None, scheme.id):
        raise UsageError("tag_no_rules", value=str(call.scheme), scheme=scheme.id)
    _tell(console, issues)
    return _write(console, call, {str(call.rules_out): _rules_workbook(console, rule_set, scheme)})


def _rules_workbook(console: Console, rule_set: RuleSet, scheme: Scheme) -> bytes:
    from finmodel.store.tagging_rules import rules_workbook  # noqa: PLC0415 - xlsxwriter is heavy

    return rules_workbook(notes_in(rule_set, console.language), scheme, console.language)


def _workbook(console: Console, tagged: TagReport) -> bytes:
    from finmodel.excel.tagging.workbook import write_tagging  # noqa: PLC0415 - xlsxwriter is heavy

    buffer = io.BytesIO()
    profile = tagged.profile(tagged.scheme)
    write_tagging(
        _named(tagged.budget),
        buffer,
        language=console.language,
        profile=None if profile is None else profile.id,
        plan=tagged.found.plan,
        before=tagged.found.before and _named(tagged.found.before),
        plan_of=tagged.found.plan_of,
        masking=tagged.masking,
    )
    return buffer.getvalue()


def _named(budget: TaggedBudget) -> TaggedBudget:
    """Return a budget whose versions are called as their files are: their ids are the command's own."""
    dossier = budget.dossier
    versions = tuple(replace(version, id=version.source.file) for version in dossier.versions)
    version = replace(budget.version, id=budget.version.source.file)
    return replace(budget, version=version, dossier=replace(dossier, versions=versions))


def _tell(console: Console, issues: Iterable[Issue]) -> None:
    """Write warnings and notices to standard error: a few of each code, then how many there are in all."""
    found = tuple(issues)
    n_of: dict[str, int] = {}
    for one in found:
        n_of[one.code] = n_of.get(one.code, 0) + 1
        if n_of[one.code] <= _MOST_OF_ONE:
            console.err(issue_line(one, console.language))
    for code, n in n_of.items():
        if n > _MOST_OF_ONE:
            console.err(console.text("tag_more_issues", n=n - _MOST_OF_ONE, code=code))
    if sum(one.severity is Severity.WARNING for one in found) > 1:
        console.err(summary(found, console.language))
