"""The schemes, crosswalks and rules that finmodel comes with, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from finmodel.resources import templates_folder
from finmodel.tagging.crosswalks import Crosswalk
from finmodel.tagging.rule_rows import rules_of_csv
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.scheme_documents import crosswalk_of, scheme_of
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.yaml_text import data_of_yaml

__all__ = [
    "OWN_SCHEME",
    "RULES_FILE",
    "crosswalk",
    "crosswalks_from",
    "own_scheme",
    "proposed_rules",
    "rules_text",
    "schemes",
]

OWN_SCHEME = "se"
"""The Swedish scheme, which a budget is tagged in unless its rules are of another one."""

RULES_FILE = "rules_se.csv"


@cache
def schemes() -> Mapping[str, Scheme]:
    """Return the schemes by id, the Swedish one first."""
    paths = (templates_folder() / "tagging" / "schemes").glob("*.yaml")
    found = [scheme_of(data_of_yaml(path.read_text("utf-8")), path.name) for path in paths]
    found.sort(key=lambda scheme: (scheme.id != OWN_SCHEME, scheme.id))
    return MappingProxyType({scheme.id: scheme for scheme in found})


def own_scheme() -> Scheme:
    """Return the Swedish scheme."""
    return schemes()[OWN_SCHEME]


@cache
def _crosswalks() -> Mapping[tuple[str, str], Crosswalk]:
    paths = (templates_folder() / "tagging" / "crosswalks").glob("*.yaml")
    found = [crosswalk_of(data_of_yaml(path.read_text("utf-8")), schemes(), path.name) for path in sorted(paths)]
    return MappingProxyType({(item.from_scheme, item.to_scheme): item for item in found})


def crosswalk(start: str, goal: str) -> Crosswalk | None:
    """Return the crosswalk from one scheme to another, None where there is none."""
    return _crosswalks().get((start, goal))


def crosswalks_from(start: str) -> tuple[tuple[Scheme, Crosswalk], ...]:
    """Return the schemes that a budget of one can be shown in, with the crosswalks there."""
    return tuple((schemes()[goal], walk) for (begin, goal), walk in sorted(_crosswalks().items()) if begin == start)


def rules_text() -> str:
    """Return the proposed Swedish rules as the file has them."""
    return (templates_folder() / "tagging" / RULES_FILE).read_text("utf-8")


@cache
def proposed_rules() -> RuleSet:
    """Return the proposed Swedish rules: finmodel's own, no authority's."""
    return rules_of_csv(rules_text(), own_scheme(), RULES_FILE.removesuffix(".csv"), RULES_FILE)[0]
