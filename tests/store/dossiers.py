"""A small dossier with something of everything: two versions, steps by two people, a split, links, choices."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from finmodel.errors import InputError, Issue
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.activities import activity_map
from finmodel.tagging.choices import Choices
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, link, split
from finmodel.tagging.line_links import LineLinks, LinkedAction, LinkKind
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Basis, Provenance, Version
from tests.tagging.swedish import rules, swedish

SCHOOL, BIKES, ROAD = "Ny skola med solceller", "GC-väg Norra\u00a0stråket", '=HYPERLINK("x") "förbifart" \u2028 ÅÄÖ'
WHEN = "2026-02-0{}T09:00:00+01:00"


def version(name: str, *texts: str, ore: int = 1_000_000) -> Version:
    lines = keyed(
        [
            BudgetLine(
                *(LineKind.INVESTMENT, text, ((2026, ore + place), (2027, -place)), "249", "0403", "87", "2101"),
                responsibility="11",
                project="P1",
                place=str(place + 2),
                supplier="Firman",
            )
            for place, text in enumerate(texts)
        ]
    )
    return Version(
        name,
        lines,
        others=MappingProxyType({Basis.OUTTURN: tuple(((2025, place),) for place in range(len(lines)))}),
        names=MappingProxyType({"activity": MappingProxyType({"249": "Väg"})}),
        controls=MappingProxyType(
            {(Basis.BUDGET, LineKind.INVESTMENT, 2026): sum(line.amount([2026]) for line in lines)}
        ),
        source=Provenance(
            file=f"{name}.csv",
            sha256="ab" * 32,
            format="csv",
            encoding="utf-8",
            mapping="[]",
            who="Eva",
            when="2026-01-05T08:00:00+01:00",
            n_left_out=MappingProxyType({"subtotal": 3}),
            is_illustrative=True,
            masking=("persons", "all"),
        ),
    )


def step(key: str, what: str, who: str, day: int, **categories: str) -> Decision:
    said = categories or {"mitigation": "MG"}
    return Decision(key, Step(what), MappingProxyType(said), "skäl", who, WHEN.format(day), "underlag", scheme="se")


def few_rules() -> RuleSet:
    """Return some of the Swedish rules: reading all of them takes a while."""
    return RuleSet("några", "se", tuple(rule for rule in rules().rules if not rule.over)[:6])


def tiny_dossier() -> KeptDossier:
    """Return the dossier; the second version has lost a line and renamed another."""
    dossier, _ = import_version(Dossier("se"), version("2025", SCHOOL, BIKES, ROAD))
    school, bikes, road = (line.key for line in dossier.parts()[0])
    halves = (SplitPart("Solceller", Fraction(1, 20)), SplitPart("Skola"))
    dossier = split(dossier, Split(school, halves, "egen kalkylpost", "Eva", WHEN.format(1)))
    added = [
        step(f"{school}.1", "reviewed", "Eva", 2),
        step(bikes, "reviewed", "Eva", 2),
        step(road, "proposed", "Bo", 3),
    ]
    dossier = decide(dossier, [*added, step(bikes, "approved", "Bo", 3)], swedish())
    linked = (LinkedAction("A1", LinkKind.ENABLES, ((2026, 10),)), LinkedAction("A2", amounts=((2026, 20),)))
    dossier = link(dossier, LineLinks(bikes, linked, "", "Eva", WHEN.format(4)), ["A1", "A2"])
    dossier, _ = import_version(dossier, version("2026 / våren", SCHOOL + ".", BIKES, ore=2_000_000))
    dossier = decide(dossier, [step(bikes, "withdrawn", "Eva", 5)], swedish())
    choices = Choices(
        rule_set=few_rules(), profile="gv25", activities=activity_map([("1", "249")]), municipality="Småstad"
    )
    return KeptDossier(dossier, choices)


def further(kept: KeptDossier, day: int = 6, who: str = "Bo") -> KeptDossier:
    """Return the dossier with one more step."""
    current = kept.dossier.current
    assert current is not None
    key = current.lines[1].key
    return replace(kept, dossier=decide(kept.dossier, [step(key, "reviewed", who, day)], swedish()))


def codes(caught: InputError | tuple[Issue, ...]) -> list[str]:
    """Return the codes of issues, each of which can be told in both languages."""
    issues = caught.issues if isinstance(caught, InputError) else caught
    assert all(render(issue, lang) for issue in issues for lang in LANGUAGES)
    return [issue.code for issue in issues]
