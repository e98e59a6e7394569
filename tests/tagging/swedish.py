"""The Swedish scheme and rules as they come with finmodel, and short ways of making lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from finmodel.tagging.crosswalks import Crosswalk
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of
from finmodel.tagging.rule_rows import rules_of_csv
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.scheme_documents import crosswalk_of, scheme_of
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.tagger import Tagger
from finmodel.tagging.yaml_text import data_of_yaml

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "tagging"


@cache
def schemes() -> dict[str, Scheme]:
    found = [scheme_of(data_of_yaml(path.read_text("utf-8")), path.name) for path in TEMPLATES.glob("schemes/*.yaml")]
    return {scheme.id: scheme for scheme in found}


@cache
def crosswalks() -> dict[str, Crosswalk]:
    return {
        path.stem: crosswalk_of(data_of_yaml(path.read_text("utf-8")), schemes(), path.name)
        for path in TEMPLATES.glob("crosswalks/*.yaml")
    }


def swedish() -> Scheme:
    return schemes()["se"]


@cache
def rules() -> RuleSet:
    text = (TEMPLATES / "rules_se.csv").read_text("utf-8")
    rule_set, issues = rules_of_csv(text, swedish(), "rules_se", "rules_se.csv")
    assert issues == ()
    return rule_set


@cache
def tagger() -> Tagger:
    return Tagger(rules(), swedish())


def line(text: str = "", codes: str = "I;249;403;87", ore: int = 100, key: str = "", year: int = 2026) -> BudgetLine:
    """Return a line from ``kind;activity;account;counterparty``."""
    kind, activity, account, counterparty = codes.split(";")
    return BudgetLine(
        LineKind(kind), text, amounts_of({year: ore}), activity, account, counterparty, key=key, place="Budget"
    )


def tags(text: str, codes: str = "I;249;403;87") -> tuple[str, ...]:
    (verdict,) = tagger().verdicts([line(text, codes)])
    return verdict.categories
