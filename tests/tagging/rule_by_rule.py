"""One rule after another on each line: what the tagger is compared with, in answers and in time."""

from __future__ import annotations

from collections.abc import Iterable

from finmodel.tagging.lines import BudgetLine
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.text import LONGEST_TEXT, normalised
from finmodel.tagging.verdicts import Verdict, verdict_of


def one_by_one(rule_set: RuleSet, scheme: Scheme, lines: Iterable[BudgetLine]) -> list[Verdict]:
    found = []
    for line in lines:
        text = normalised(line.text)[:LONGEST_TEXT]
        found.append(verdict_of([rule for rule in rule_set.rules if _matches(rule, line, text)], scheme))
    return found


def _matches(rule: Rule, line: BudgetLine, text: str) -> bool:
    return (
        line.kind in rule.kinds
        and (rule.activity is None or rule.activity.compiled.search(line.activity) is not None)
        and (rule.account is None or rule.account.compiled.search(line.account) is not None)
        and (rule.counterparty is None or rule.counterparty.compiled.search(line.counterparty) is not None)
        and (rule.text is None or rule.text.compiled.search(text) is not None)
        and not (rule.not_text is not None and rule.not_text.compiled.search(text) is not None)
    )
