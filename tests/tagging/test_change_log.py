"""One list of everything that people have done, in the order of time; what a step of choices changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from finmodel.tagging.activities import ActivityMap
from finmodel.tagging.change_log import ChangeKind, changes_of
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.decisions import Decision, DecisionLog, Step
from finmodel.tagging.dossier import Dossier
from finmodel.tagging.line_links import LineLinks, LinkedAction
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.patterns import pattern_of
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Provenance, Version


def rule(name: str, text: str, note: str = "") -> Rule:
    kinds = frozenset({LineKind.INVESTMENT})
    return Rule(name, 700, kinds, {"mitigation": "MG"}, text=pattern_of(text), note=note)


FIRST = Choices(rule_set=RuleSet("förslaget", "se", (rule("K1", "sol"), rule("K2", "vind"))), municipality="Småstad")
OWN = replace(FIRST, rule_set=RuleSet("egna", "se", (rule("K1", "sol|cell"), rule("K3", "våg"))))
STEPS = (
    ChoiceStep(choices=FIRST),
    ChoiceStep(choices=OWN, who="Eva", when="2026-03-02T11:00:00+02:00", reason="egna ord"),
    ChoiceStep(choices=OWN, who="Bo", when="2026-03-02T11:30:00+02:00", reason="samma igen"),
    ChoiceStep(
        choices=replace(OWN, profile="gv50", activities=ActivityMap({"1": "249"}), group_companies_outside=False),
        who="Bo",
        when="2026-03-03",
        reason="beslut",
    ),
)


def dossier() -> Dossier:
    lines = keyed([BudgetLine(LineKind.INVESTMENT, "Skola", ((2026, 100),))])
    key = lines[0].key
    source = Provenance(file="b.csv", sha256="ab", who="Eva", when="2026-03-01T10:00:00+00:00")
    decisions = (
        Decision(f"{key}.1", Step.REVIEWED, MappingProxyType({"mitigation": "MG"}), "s", "Bo", "2026-03-02T09:30:00Z"),
        Decision("gone", Step.REVIEWED, MappingProxyType({"mitigation": "MG"}), "s", "Bo", "2026-03-02T08:00:00Z"),
    )
    return Dossier(
        "se",
        (Version("2026", lines, source=source),),
        DecisionLog((decisions[0], replace(decisions[1], text="Borta", origin="x"))),
        (Split(key, (SplitPart("Tak", Fraction(1, 2)), SplitPart("Hus")), "delas", "Eva", "2026-03-02T09:00:00Z"),),
        (LineLinks(key, (LinkedAction("A1"),), "", "Eva", "nyss"),),
    )


def test_everything_stands_in_the_order_of_time_whatever_the_zones() -> None:
    found = changes_of(dossier(), STEPS)
    assert [(entry.what, entry.who) for entry in found] == [
        (ChangeKind.LINK, "Eva"),  # of no moment that can be read
        (ChangeKind.IMPORT, "Eva"),
        (ChangeKind.DECISION, "Bo"),
        (ChangeKind.CHOICES, "Eva"),  # 11:00 +02:00 is 9:00 UTC
        (ChangeKind.SPLIT, "Eva"),
        (ChangeKind.DECISION, "Bo"),
        (ChangeKind.CHOICES, "Bo"),
    ]
    assert [entry.text for entry in found] == ["Skola", "", "Borta", "", "Skola", "Tak", ""]
    assert found[1].details == {"version": "2026", "file": "b.csv", "sha256": "ab", "n_lines": 1}
    assert found[2].origin == "x"
    assert found[5].digest == dossier().log.chain[0]
    assert found[0].details["actions"] == [{"action": "A1", "kind": "implements", "amounts": None}]


def test_a_step_of_choices_says_what_it_changed_and_why() -> None:
    first, second = (entry for entry in changes_of(dossier(), STEPS) if entry.what is ChangeKind.CHOICES)
    assert (first.reason, first.digest) == ("egna ord", OWN.rule_set.sha256)
    assert first.details == {
        "rules": {
            "before": {"name": "förslaget", "sha256": FIRST.rule_set.sha256, "n": 2},
            "after": {"name": "egna", "sha256": OWN.rule_set.sha256, "n": 2},
            "added": ["K3"],
            "changed": ["K1"],
            "removed": ["K2"],
        }
    }
    assert second.details == {
        "profile": {"before": "", "after": "gv50"},
        "group_companies_outside": {"before": True, "after": False},
        "activities": {"n_before": None, "n_after": 1, "added": ["1"], "changed": [], "removed": []},
    }


def test_the_first_choices_of_a_dossier_are_told_when_it_is_known_when_they_were_made() -> None:
    steps = (replace(STEPS[0], when="2026-03-01T09:00:00Z"),)
    (entry,) = changes_of(Dossier("se"), steps)
    assert entry.details["municipality"] == {"before": None, "after": "Småstad"}
    assert changes_of(Dossier("se"), STEPS[:1]) == ()


def test_a_note_that_is_reworded_is_a_change_of_its_rule() -> None:
    other = replace(FIRST, rule_set=RuleSet("förslaget", "se", (rule("K1", "sol", "ny"), rule("K2", "vind"))))
    (entry,) = changes_of(Dossier("se"), (STEPS[0], ChoiceStep(choices=other, when="2026-03-01")))
    assert entry.details["rules"] == {
        "before": {"name": "förslaget", "sha256": FIRST.rule_set.sha256, "n": 2},
        "after": {"name": "förslaget", "sha256": FIRST.rule_set.sha256, "n": 2},
        "added": [],
        "changed": ["K1"],
        "removed": [],
    }
