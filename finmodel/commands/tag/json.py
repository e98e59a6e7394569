"""A report with its lines as JSON, a line of the file for each line of the budget, and never all of them as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.problems import json_text
from finmodel.commands.tag.call import TagCall
from finmodel.commands.tag.document import tag_document
from finmodel.commands.tag.document_lines import line_documents
from finmodel.commands.tag.input import TagInput, each_once
from finmodel.commands.tag.report import TagReport
from finmodel.excel.tagging.masks import Masks
from finmodel.intake.tagging_templates import proposed_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.analysis.action_money import ActionMoney
    from finmodel.errors import Issue
    from finmodel.i18n.catalogue import Language
    from finmodel.intake.budget_privacy import Masking
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["budget_json", "tag_json"]


def tag_json(report: TagReport, language: Language) -> bytes:
    """Return a report as JSON in UTF-8.

    Parameters
    ----------
    report
        Of a balanced budget.
    language
        Of names and sentences.
    """
    head = json_text(report.masks.document(tag_document(report, language)), indent=1)
    found = bytearray(head.removesuffix("\n}").encode())
    found += b',\n "lines": ['
    comma = b"\n  "
    for line in line_documents(report, language):
        found += comma + json_text(line).encode()
        comma = b",\n  "
    found += b"\n ]\n}\n"
    return bytes(found)


def budget_json(
    budget: TaggedBudget,
    language: Language,
    *,
    kind: LineKind,
    years: tuple[int, ...],
    unit: str,
    masking: Masking,
    before: TaggedBudget | None = None,
    profile: str = "",
    plan: ActionMoney | None = None,
    plan_of: str = "",
    issues: Iterable[Issue] = (),
) -> bytes:
    """Return the document that ``finmodel tag --json`` writes, of a budget that is tagged already.

    Parameters
    ----------
    budget
        Balanced, as it is kept: what is masked is masked here.
    language
        Of names and sentences.
    kind, years
        What stands first, and the years that are summed.
    unit
        Of money in texts: kr, tkr or mnkr.
    masking
        What is masked in the document.
    before
        What it is compared with, balanced and tagged in the same scheme; None for nothing.
    profile
        Id of the weights; "" for the scheme's usual ones.
    plan, plan_of
        What the actions of a plan need, and whose plan it is; None for no plan.
    issues
        Warnings and notices beside the budget's own.
    """
    masks = Masks(masking)
    found = TagInput(
        budget=masks.budget(budget),
        before=None if before is None else masks.budget(before),
        plan=plan,
        unit=unit,
        masking=masking,
        issues=each_once(map(masks.issue, (*issues, *budget.issues))),
        plan_of=plan_of if plan is not None else "",
    )
    rules = budget.tagger.rule_set
    call = TagCall(
        kind=str(kind),
        years=tuple(map(str, years)),
        profile=profile or None,
        rules=None if rules.sha256 == proposed_rules().sha256 else rules.name,
    )
    return tag_json(TagReport(call, found), language)
