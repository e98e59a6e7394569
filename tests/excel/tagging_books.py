"""The worked example of climate tagging with a second year, operating lines, lines outside, a split and decisions."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import openpyxl

from finmodel.analysis.action_money import ActionMoney
from finmodel.excel.tagging.workbook import write_tagging
from finmodel.i18n.catalogue import Language
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, link, split
from finmodel.tagging.line_links import LineLinks, LinkedAction, LinkKind
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.patterns import pattern_of
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from finmodel.tagging.tagger import Tagger
from finmodel.tagging.versions import Basis, Provenance, Version
from tests.tagging.swedish import schemes, swedish, tagger

TKR = 100_000
WHEN = "2026-03-0{}T09:00:00+01:00"

# Kind, text, activity, account, counterparty, organisation, tkr of 2026 and of 2027.
LINES: tuple[tuple[str, str, str, str, str, str, int, int], ...] = (
    ("I", "Solceller", "800", "403", "87", "010", 4_000, 1_000),
    ("I", "Ny skola med solceller", "440", "403", "87", "020", 120_000, 60_000),
    ("I", "Förbifart", "249", "403", "87", "010", 60_000, 0),
    ("I", "GC-väg", "249", "403", "87", "010", 10_000, 5_000),
    ("I", "Skyfallsled", "865", "403", "87", "010", 16_000, 3_000),
    ("I", "Energieffektivisering", "800", "403", "87", "0020", 20_000, 7_000),
    ("I", "Trädplantering", "800", "403", "87", "010", 2_000, 0),
    ("I", "Möbler", "510", "402", "87", "020", 8_000, 500),
    ("I", "Balanskonto", "510", "112", "87", "020", 300, 0),
    ("D", "Bensin till bilar", "249", "56", "87", "010", 900, 950),
    ("D", "Kollektivtrafik", "830", "46", "87", "010", 40_000, 41_000),
    ("D", "Personal", "440", "50", "87", "020", 70_000, 72_000),
    ("D", "Avskrivning", "440", "79", "87", "020", 5_000, 5_100),
    ("D", "Hyra av lokaler", "440", "601", "16", "020", 2_000, 2_000),
    ("D", "Kreditering", "440", "76", "87", "020", -150, 0),
    ("D", "Medlemsavgift", "100", "74", "87", "010", 333, 1),
)


def lines_of(version: int) -> list[BudgetLine]:
    found: list[BudgetLine] = []
    for kind, text, activity, account, counterparty, organisation, first, second in LINES:
        if version == 1 and text == "Trädplantering":
            continue
        more = 7 if version == 2 and text == "GC-väg" else 0
        written = "GC-vägar" if version == 2 and text == "GC-väg" else text
        amounts = ((2026, first * TKR + more), (2027, second * TKR)) if second else ((2026, first * TKR),)
        found.append(
            BudgetLine(
                LineKind(kind),
                written,
                amounts,
                activity,
                account,
                counterparty,
                organisation,
                place=f"Blad!{len(found)}",
            )
        )
    if version == 1:
        found.append(BudgetLine(LineKind.INVESTMENT, "Ishall", ((2026, 9 * TKR),), "510", "403", "87", "020"))
    return found


def step(key: str, what: Step, who: str, place: int, **categories: str) -> Decision:
    return Decision(
        key,
        what,
        categories,
        "enligt förstudie",
        who,
        WHEN.format(place) if place < 9 else "2026-04-02",
        "dnr 12",
        scheme="se",
    )


@cache
def dossier() -> Dossier:
    controls = {(Basis.BUDGET, LineKind.INVESTMENT, 2027): 76_500 * TKR}
    version = Version(
        "v1",
        keyed(lines_of(1)),
        source=Provenance(file="budget 2026.xlsx", who="Eva", when="2026-02-01T08:00:00+01:00"),
    )
    found, _ = import_version(Dossier("se"), version)
    key = {line.text: line.key for line in version.lines}
    amounts = ((2026, 6_000 * TKR), (2027, 100 * TKR))
    parts = (SplitPart("solceller", amounts=amounts), SplitPart("Ny skola"))
    found = split(found, Split(key["Ny skola med solceller"], parts, "två saker", "Eva", WHEN.format(1)))
    solar = f"{key['Ny skola med solceller']}.1"
    decisions = [
        step(solar, Step.REVIEWED, "Anna", 2, mitigation="MG"),
        step(solar, Step.APPROVED, "Bo", 3, mitigation="MG"),
        step(key["Möbler"], Step.REVIEWED, "Anna", 3, mitigation="NE", adaptation="NE"),
        step(key["GC-väg"], Step.REVIEWED, "Anna", 3, mitigation="MG"),
        replace(step(key["GC-väg"], Step.APPROVED, "Bo", 4, mitigation="MG"), text="GC-väg"),
        step(key["Skyfallsled"], Step.REVIEWED, "Anna", 4, adaptation="GV"),
        step(key["Skyfallsled"], Step.APPROVED, "Bo", 5, adaptation="GV"),
        step(key["Medlemsavgift"], Step.REVIEWED, "Anna", 5, mitigation="UT", adaptation="UT"),
        step(key["Energieffektivisering"], Step.PROPOSED, "Cia", 6, mitigation="MG"),
        step(key["Kollektivtrafik"], Step.REVIEWED, "Anna", 6, mitigation="MG"),
        step(key["Kollektivtrafik"], Step.WITHDRAWN, "Anna", 7, mitigation="MG"),
    ]
    found = decide(found, decisions, swedish())
    some = (LinkedAction("A1", amounts=((2026, 3_000 * TKR),)), LinkedAction("A2", LinkKind.ENABLES, ((2026, 5),)))
    links = [
        LineLinks(key["Solceller"], some, "enligt planen", "Eva", WHEN.format(7)),
        LineLinks(key["Förbifart"], (LinkedAction("A3"),), "", "Eva", WHEN.format(7)),
    ]
    for entry in links:
        found = link(found, entry, plan().actions)
    second = Version(
        "v2",
        keyed(lines_of(2)),
        names=MappingProxyType({"organisation": {"010": "Tekniska nämnden", "020": "Barnnämnden"}}),
        controls=MappingProxyType(controls),
        source=Provenance(
            file="budget 2026 ny.xlsx",
            sha256="ab" * 32,
            who="Eva",
            when="2026-04-01T08:00:00+02:00",
            is_illustrative=True,
        ),
    )
    found = import_version(found, second)[0]
    staff = next(line.key for line in second.lines if line.text == "Personal")
    return decide(found, [step(staff, Step.REVIEWED, "Anna", 9, mitigation="OU")], swedish())


def plan() -> ActionMoney:
    need = {"A1": {2026: 5_000 * TKR, 2027: 200 * TKR, 2030: 9 * TKR}, "A4": {2026: 11}}
    return ActionMoney(
        {"A1": "Solceller på skolor", "A2": "Laddplatser", "A3": "Ny väg", "A4": "=1+1"},
        {"I": need, "D": {"A2": {2027: 70 * TKR}}},
        {"I": {"A1": {2026: 500 * TKR}}, "D": {}},
    )


@cache
def budget(version: str = "v2") -> TaggedBudget:
    found = dossier()
    return tagged_budget(found, tagger(), found.version(version), as_reported=True)


def budget_of(*lines: BudgetLine, names: dict[str, dict[str, str]] | None = None) -> TaggedBudget:
    """Return a tagged budget of some lines, as they were just imported."""
    version = Version("v1", keyed(lines), names=names or {}, source=Provenance(file="b.csv"))
    return tagged_budget(import_version(Dossier("se"), version)[0], tagger())


def uneven_budget() -> TaggedBudget:
    """Return a budget whose kinds have other years, one with a credited base."""
    credit = BudgetLine(LineKind.OPERATING, "Solceller", ((2027, -500),), "800", "46", "87")
    return budget_of(with_text("Cykelväg"), with_text("Skog", amounts=()), credit)


def eu_budget() -> TaggedBudget:
    """Return a budget tagged in a scheme whose categories look like numbers and patterns."""
    rules = tuple(
        Rule(name, priority, frozenset(LineKind), {"climate": category}, text=pattern_of(text))
        for name, priority, category, text in (
            ("K1", 700, "100", "solceller"),
            ("K2", 700, "40", "energi"),
            ("?*", 900, "UT", "avskrivning"),
            ("Z", 500, "0", "skola"),
        )
    )
    of_eu = Tagger(RuleSet("eu", "eu", rules), schemes()["eu"])
    names = ("Solceller", "Energi", "Skola", "Okänt", "Avskrivning")
    lines = keyed([with_text(text, amounts=((2026, 100 + 7 * n),)) for n, text in enumerate(names)])
    version = Version("v1", lines, source=Provenance(file="b.csv"))
    return tagged_budget(import_version(Dossier("eu"), version)[0], of_eu)


def written(of: TaggedBudget, language: Language = "sv", **more: Any) -> bytes:
    buffer = io.BytesIO()
    write_tagging(of, buffer, language=language, **more)
    return buffer.getvalue()


def opened(data: bytes, *, data_only: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)


def with_text(text: str, **more: Any) -> BudgetLine:
    return replace(BudgetLine(LineKind.INVESTMENT, text, ((2026, 12_345),), "249", "403", "87"), **more)
