"""The report's figures against their identities and against sums made line by line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, split
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of, keyed
from finmodel.tagging.report import GROUPS, KindReport, method_facts, report_of
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from finmodel.tagging.versions import Basis, Provenance, Version
from tests.tagging.swedish import rules, swedish, tagger

TEXTS = (
    "Solceller",
    "Förbifart",
    "Ny skola med solceller",
    "Skyfallsled",
    "Möbler",
    "Diesel",
    "Avgifter",
    "Trädplantering",
)
WHO = ("Anna", "2026-03-01T10:00:00+01:00")
YEARS = (2026, 2027)

lines = st.builds(
    BudgetLine,
    kind=st.sampled_from(LineKind),
    text=st.sampled_from(TEXTS),
    amounts=st.dictionaries(st.sampled_from(YEARS), st.integers(-(10**9), 10**12)).map(amounts_of),
    activity=st.sampled_from(["249", "440", "510", "865", "800"]),
    account=st.sampled_from(["403", "311", "601", "640"]),
    counterparty=st.sampled_from(["87", "62", "11", ""]),
    organisation=st.sampled_from(["TN", "UN", ""]),
)


@st.composite
def budgets(draw: st.DrawFn) -> TaggedBudget:
    imported = keyed(draw(st.lists(lines, min_size=1, max_size=12)))
    dossier, _ = import_version(Dossier("se"), Version(id="v", lines=imported))
    for line in draw(st.lists(st.sampled_from(imported), max_size=3, unique_by=lambda item: item.key)):
        parts = (SplitPart("solceller", share=Fraction(draw(st.integers(0, 7)), 7)), SplitPart("rest"))
        dossier = split(dossier, Split(line.key, parts, "Delas", *WHO))
    for line in draw(st.lists(st.sampled_from(dossier.parts()[0]), max_size=4, unique_by=lambda item: item.key)):
        category = draw(st.sampled_from(["MG", "GV", "NE", "OG", "OU", "UT"]))
        says = {"mitigation": category, "adaptation": category}
        said = Decision(line.key, Step.REVIEWED, says, "Skäl", *WHO, "", line.text, line.amounts, "se")
        dossier = decide(dossier, [said], swedish())
        if draw(st.booleans()):
            approved = Decision(line.key, Step.APPROVED, says, "Skäl", "Bo", WHO[1], "", line.text, line.amounts, "se")
            dossier = decide(dossier, [approved], swedish())
    return tagged_budget(dossier, tagger())


@given(budgets())
def test_every_ore_is_in_one_place(budget: TaggedBudget) -> None:
    assert budget.reconciliation.is_balanced
    for balance in budget.reconciliation.balances:
        assert balance.imported == balance.base + sum(balance.outside.values())
        read = sum(line.amount([balance.year]) for line in budget.imported if line.kind is balance.kind)
        assert balance.imported == read
    for kind, report in report_of(budget).items():
        bases = [balance.base for balance in budget.reconciliation.balances if balance.kind is kind]
        assert report.totals.base == sum(bases) == sum(each.base for each in report.by_year.values())
        for axis in ("mitigation", "adaptation"):
            assert sum(report.totals.amounts(axis).values()) == report.totals.base
            shares = [share.value for share in report.totals.shares(axis).values()]
            assert shares[0] is None if report.totals.base <= 0 else sum(filter(None, shares)) == 1
            for by in GROUPS:
                groups = report.groups(by).values()
                assert sum(group.base for group in groups) == report.totals.base
                for name, ore in report.totals.amounts(axis).items():
                    assert ore == sum(group.amounts(axis)[name] for group in groups)


@given(budgets())
def test_a_weighted_share_lies_in_its_ranges_where_no_amount_is_negative(budget: TaggedBudget) -> None:
    profile = swedish().profile()
    assert profile is not None
    for report in report_of(budget).values():
        if report.totals.base <= 0 or any(ore < 0 for ore in report.totals.joint.values()):
            continue
        for axis, found in report.weighted(profile).items():
            assert found.share.value is not None
            by_hand = sum(
                item.line.amount() * Fraction(profile.weight(item.categories[swedish().axis_ids.index(axis)]))
                for item in budget.lines
                if item.line.kind is report.kind and "UT" not in item.categories
            )
            assert found.share.value == Fraction(by_hand, report.totals.base)
            for ends in (found.conditional, found.unknown, found.untested):
                assert ends.low.value is not None
                assert ends.high.value is not None
                assert ends.low.value <= ends.high.value
            assert found.conditional.low.value <= found.share.value <= found.conditional.high.value  # type: ignore[operator]
        combined = report.combined(profile)
        each = [found.amount for found in report.weighted(profile).values()]
        assert max(each) <= combined.amount <= sum(each)
        assert combined.overlap == sum(each) - combined.amount
        for ends in (combined.conditional, combined.unknown, combined.untested):
            assert ends.low.value is not None
            assert ends.high.value is not None
            assert ends.low.value <= combined.share.value <= ends.high.value  # type: ignore[operator]


def of(*made: BudgetLine, controls: dict[tuple[Basis, LineKind, int], int] | None = None) -> TaggedBudget:
    version = Version(id="v", lines=keyed(made), controls=controls or {}, source=Provenance(file="b.csv", sha256="ab"))
    return tagged_budget(import_version(Dossier("se"), version)[0], tagger())


def investment(text: str, kronor: int, activity: str = "249") -> BudgetLine:
    return BudgetLine(LineKind.INVESTMENT, text, ((2026, kronor * 100),), activity, "403", "87")


def invested(budget: TaggedBudget) -> KindReport:
    return report_of(budget)[LineKind.INVESTMENT]


def test_one_ore_from_the_stated_total_is_no_report() -> None:
    stated = {(Basis.BUDGET, LineKind.INVESTMENT, 2026): 100_01}
    budget = of(investment("Solceller", 100), controls=stated)
    with pytest.raises(InputError) as error:
        report_of(budget)
    assert [issue.code for issue in error.value.issues] == ["FM-T180"]


def test_how_many_lines_to_judge() -> None:
    report = invested(of(*(investment(f"Möbler {n}", n, "510") for n in (50, 30, 12, 8)), investment("GC-väg", 100)))
    judged = [item.judged.value for item in report.unexamined("mitigation")]
    assert judged == [Fraction(3, 4), Fraction(9, 10), Fraction(24, 25), 1]
    assert report.n_to_judge("mitigation") == 2
    assert report.n_to_judge("mitigation", Fraction(1)) == 4
    assert report.n_to_judge("mitigation", Fraction(1, 2)) == 0
    assert invested(of(investment("GC-väg", 100))).n_to_judge("mitigation") == 0
    assert invested(of(investment("Möbler", 0, "510"))).n_to_judge("mitigation") is None


def test_coverage_is_all_that_a_rule_or_a_person_has_judged() -> None:
    budget = of(investment("GC-väg", 60), investment("Skyfallsled", 40, "865"), investment("Möbler", 100, "510"))
    report = invested(budget)
    assert report.coverage("mitigation").value == Fraction(1, 2)
    assert report.coverage("adaptation").value == Fraction(1, 5)
    said = [
        Decision(item.key, Step.REVIEWED, {axis: category}, "Skäl", *WHO, scheme="se")
        for axis, category, text in (("adaptation", "NE", "GC-väg"), ("mitigation", "OU", "Möbler"))
        for item in budget.lines
        if item.line.text == text
    ]
    decided = invested(tagged_budget(decide(budget.dossier, said, swedish()), tagger()))
    assert decided.coverage("mitigation").value == 1
    assert decided.coverage("adaptation").value == Fraction(1, 2)


def test_years_can_be_chosen() -> None:
    both = BudgetLine(LineKind.INVESTMENT, "GC-väg", ((2026, 100), (2027, 50)), "249", "403", "87")
    budget = of(both, investment("Förbifart", 3))
    assert report_of(budget, [2027])[LineKind.INVESTMENT].totals.base == 50
    assert report_of(budget)[LineKind.INVESTMENT].totals.base == 450
    assert set(report_of(budget)) == {LineKind.INVESTMENT}


def test_method_facts_are_those_of_the_rules_and_the_file() -> None:
    facts = method_facts(of(investment("GC-väg", 1)))
    assert (facts.rules_sha256, facts.n_rules) == (rules().sha256, len(rules().rules))
    assert (facts.file, facts.file_sha256, facts.decisions_sha256) == ("b.csv", "ab", "")


def test_a_budget_in_bas_is_warned_of() -> None:
    version = Version(id="v", lines=keyed([investment("GC-väg", 1)]), source=Provenance(file="bolag.se", chart="bas"))
    budget = tagged_budget(import_version(Dossier("se"), version)[0], tagger())
    assert [issue.code for issue in budget.issues] == ["FM-T194"]
    assert of(investment("GC-väg", 1)).issues == ()


def test_the_combined_share_has_ranges_of_all_axes_at_once() -> None:
    budget = of(investment("Möbler", 50, "510"), investment("Trädplantering", 40, "250"), investment("GC-väg", 10))
    assert sorted(item.categories for item in budget.lines) == [("GV", "GV"), ("MG", "EP"), ("OU", "EP")]
    profile = swedish().profile()
    assert profile is not None
    found = invested(budget).combined(profile)
    assert found.share.value == Fraction(26, 100)
    assert (found.conditional.low.value, found.conditional.high.value) == (Fraction(10, 100), Fraction(50, 100))
    assert (found.unknown.low.value, found.unknown.high.value) == (Fraction(26, 100), Fraction(76, 100))
    assert (found.untested.low.value, found.untested.high.value) == (Fraction(26, 100), Fraction(76, 100))


def test_the_ends_of_a_range_are_in_order_where_a_category_is_credited() -> None:
    budget = of(investment("GC-väg", 100), investment("Trädplantering", -40, "250"))
    assert sorted(item.categories[0] for item in budget.lines) == ["GV", "MG"]
    profile = swedish().profile()
    assert profile is not None
    report = invested(budget)
    for ends in (report.weighted(profile)["mitigation"].conditional, report.combined(profile).conditional):
        assert (ends.low.value, ends.high.value) == (Fraction(1), Fraction(100, 60))


def test_credits_inside_the_base_are_told() -> None:
    budget = of(investment("GC-väg", 100), investment("Bidrag Boverket", -8))
    assert [(one.code, one.params["n"], one.params["value"]) for one in budget.issues] == [("FM-T195", 1, -8.0)]
    outside = BudgetLine(LineKind.OPERATING, "Avgifter", ((2026, -500),), "249", "311", "87")
    assert of(investment("GC-väg", 100), outside).issues == ()
