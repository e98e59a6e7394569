"""A budget tagged anew in another scheme: a dossier of its own, by rules that have the scheme's axes. No widgets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from app import tagging
from finmodel.i18n.tagging_notes import notes_in
from finmodel.intake.tagging_templates import OWN_SCHEME, proposed_rules
from finmodel.store.tagging_rules import rules_workbook
from finmodel.tagging.choices import ChoiceStep
from finmodel.tagging.decisions import DecisionLog
from finmodel.tagging.line_links import standing_links
from finmodel.tagging.lines import LineKind
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.schemes import Role
from finmodel.tagging.splits import standing_splits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.tagging import OpenedDossier, Signed
    from finmodel.i18n import Language
    from finmodel.tagging.schemes import Scheme

__all__ = ["Anew", "anew_in", "begin", "first_rules", "has_proposed_rules"]

_NOT_JUDGED = {Role.UNKNOWN, Role.UNTESTED}


@dataclass(frozen=True)
class Anew:
    """A dossier in another scheme, before it is begun.

    Attributes
    ----------
    opened
        What would be open: the same versions, splits and links, no decisions.
    n_decisions
        Steps that stay in the dossier that is set aside: their categories are of its scheme.
    n_splits, n_links
        Lines that are divided or linked, and stay so.
    judged
        Lines and parts of the current version by kind that the rules judge on some axis, or put outside; of how many.
    """

    opened: OpenedDossier
    n_decisions: int
    n_splits: int
    n_links: int
    judged: Mapping[LineKind, tuple[int, int]]


def has_proposed_rules(scheme: Scheme) -> bool:
    """Whether finmodel has rules of its own for a scheme."""
    return scheme.id == OWN_SCHEME


def first_rules(scheme: Scheme, language: Language) -> bytes:
    """Return a workbook of rules to begin with: a scheme's headings and lists, and what is outside the base.

    What is outside is the same in every scheme: the proposed rules say it. Rules of what is favourable or not are of
    one scheme only, and are to be written.
    """
    outside = dict.fromkeys(scheme.axis_ids, scheme.outside)
    rules = tuple(replace(rule, categories=outside) for rule in proposed_rules().rules if rule.is_scope)
    return rules_workbook(notes_in(RuleSet(scheme.id, scheme.id, rules), language), scheme, language)


def anew_in(opened: OpenedDossier, rule_set: RuleSet) -> Anew:
    """Return what the open budget would be, tagged anew in the scheme of other rules; nothing is kept.

    Parameters
    ----------
    opened
        The open dossier.
    rule_set
        Rules; their scheme is the new dossier's.
    """
    old = opened.dossier
    # Splits and links say nothing of categories; what was seen of the decisions when a version came is none of them.
    versions = tuple(replace(version, seen=(0, *version.seen[1:])) for version in old.versions)
    dossier = replace(old, scheme=rule_set.scheme, versions=versions, log=DecisionLog())
    choices = replace(opened.choices, rule_set=rule_set, profile="")
    new = tagging.OpenedDossier(tagging.KeptDossier(dossier, choices), is_sample=False)
    of_all, of_judged = Counter[LineKind](), Counter[LineKind]()
    if dossier.current is not None:
        for item in tagging.tagged(new).lines:
            of_all[item.line.kind] += 1
            roles = {new.scheme.by_id[category].role for category in item.categories}
            of_judged[item.line.kind] += not roles <= _NOT_JUDGED
    return Anew(
        opened=new,
        n_decisions=len(old.log.decisions),
        n_splits=sum(bool(item.parts) for item in standing_splits(old.splits)),
        n_links=sum(bool(item.actions) for item in standing_links(old.links)),
        judged=MappingProxyType({kind: (of_judged[kind], of_all[kind]) for kind in LineKind if of_all[kind]}),
    )


def begin(found: Anew, signed: Signed) -> OpenedDossier:
    """Keep the dossier in the other scheme in the place of the open one, which is set aside whole.

    Raises
    ------
    SaveError
        It cannot be written.
    """
    kept = found.opened.kept
    step = ChoiceStep(choices=kept.choices, who=signed.who, when=signed.when, reason=signed.reason)
    return tagging.set_aside(replace(kept, choice_steps=(step,)))
