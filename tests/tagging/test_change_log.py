"""One list of everything that people have done, in the order of time; what a step of choices changed."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from finmodel.tagging.activities import activity_map
from finmodel.tagging.change_log import ChangeKind, changes_of
from finmodel.tagging.choice_changes import choice_change
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.decisions import Decision, DecisionLog, Step
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.line_links import LinkedAction, LineLinks
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.patterns import pattern_of_text
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Provenance, Version

I = LineKind.INVESTMENT  # noqa: E741 - as the budget has it
