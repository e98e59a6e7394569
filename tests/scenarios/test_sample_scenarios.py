"""Do the scenarios beside the sample plans load, do what their names say, and show what their descriptions claim?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import pytest

from finmodel.analysis.accounts import DebtLine
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.overlay import Applied, apply_scenario, scenario_ids, scenario_issues
from finmodel.analysis.results import Results
from finmodel.errors import Issue, Severity
from finmodel.model.enums import Status
from finmodel.model.funding_enums import AccountLevel, MoneyClass, SourceKind
from finmodel.model.identity import plan_hash
from finmodel.model.plan import Plan
from finmodel.model.scenarios import BASE
from finmodel.store.files import load_plan
from tests.scenarios import municipal

NAMES = {
    "own_and_loans": "Egna medel och lån",
    "grants_first": "Bidrag först",
    "partnership": "Partnerskap",
    "decided_only": "Endast beslutat",
}
MIXES = ("own_and_loans", "grants_first", "partnership")
MUNICIPALITIES = ("helsingborg", "trollhattan", "eskilstuna", "goteborg", "vaxjo")
COUNTED = {
    "helsingborg": {Status.DECIDED, Status.ONGOING, Status.DONE},
    "trollhattan": {Status.DECIDED, Status.ONGOING, Status.DONE},
    "goteborg": {Status.DECIDED, Status.ONGOING, Status.DONE},
    "eskilstuna": {Status.PREPARED, Status.DECIDED, Status.ONGOING, Status.DONE},
    "vaxjo": {Status.PREPARED, Status.DECIDED, Status.ONGOING, Status.DONE},
}
"""Statuses that count in ``decided_only``; in two plans nothing is decided, and what is prepared is what is left."""

OUTSIDE = {SourceKind.PRIVATE, SourceKind.FEE}
GRANTS = {SourceKind.GRANT_NATIONAL, SourceKind.GRANT_EU, SourceKind.RESULTS_BASED}
DEBT_TESTS = {"debt", "debt_per_inhabitant"}


@dataclass(frozen=True)
class Shown:
    """What one scenario of a sample comes to, seen by the municipal group."""

    applied: Applied
    results: Results

    @cached_property
    def kinds(self) -> set[SourceKind]:
        """Kinds of source that pay something for the group from the base year on."""
        return {row.source.kind for row in self.results.funding.sources if (row.total or 0.0) > 0}

    def money(self, money_class: MoneyClass) -> float:
        portfolio = self.results.funding.portfolio
        return portfolio.total(portfolio.classes[money_class]) or 0.0

    def gap(self, view: str) -> float:
        portfolio = self.results.funding.portfolio
        gap = portfolio.total({str(name): path for name, path in portfolio.gaps.items()}[view])
        assert gap is not None
        return gap

    @property
    def gap_of_investment(self) -> float:
        portfolio = self.results.funding.portfolio
        planned = {str(name): path for name, path in portfolio.gaps.items()}["planned"]
        return float(planned[0, portfolio.base :].sum())

    @property
    def peak_debt(self) -> float:
        return float(self.results.accounts.levels[AccountLevel.GROUP].debt[DebtLine.CLOSING].max())

    @property
    def npv_after_funding(self) -> float:
        npv = self.results.portfolio["npv_after_funding"]
        assert npv is not None
        return npv

    def failing(self, level: str | None = None) -> set[tuple[str, str, int]]:
        """Tests that fail: level, test, year."""
        return {
            (str(tests.level), str(test.name), test.year)
            for tests in self.results.accounts.tests
            for test in tests.tests
            if test.passes is False and level in (None, str(tests.level))
        }


@dataclass(frozen=True)
class Sample:
    name: str
    plan: Plan
    issues: tuple[Issue, ...]
    shown: dict[str, Shown]

    def __getitem__(self, scenario: str) -> Shown:
        return self.shown[scenario]

    def tonnes(self, scenario: str) -> float:
        tonnes = self[scenario].results.portfolio["tonnes_total"]
        assert tonnes is not None
        return tonnes

    def uses(self, scenario: str) -> float:
        portfolio = self[scenario].results.funding.portfolio
        return portfolio.total(portfolio.uses) or 0.0


@pytest.fixture(scope="module", params=MUNICIPALITIES)
def sample(request: pytest.FixtureRequest) -> Sample:
    loaded = load_plan(municipal.plan_path(request.param))
    shown = {}
    for name in (BASE, *scenario_ids(loaded.plan)):
        applied = apply_scenario(loaded.plan, name)
        shown[name] = Shown(applied, evaluate(applied.plan))
    return Sample(request.param, loaded.plan, loaded.issues, shown)


def of(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", names, indirect=True)


# What stands in the files


def test_every_sample_has_these_scenarios_and_each_says_that_it_is_made_up(sample: Sample) -> None:
    assert {row.id: row.name for row in sample.plan.scenarios} == NAMES
    for row in sample.plan.scenarios:
        assert row.illustrative
        assert "finmodel" in row.description
        assert "inte kommunens" in row.description
        assert 2 <= row.description.count(". ") + row.description.count("? ") + 1 <= 4
        assert "?" in row.description
        assert not any(character.isdigit() for character in row.description)
    assert all(row.illustrative for row in sample.plan.scenario_funding)


def test_files_are_named_after_their_scenarios(sample: Sample) -> None:
    folder = municipal.plan_path(sample.name).parent
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert set(found) == {"plan", *NAMES}
    for name in NAMES:
        assert found[name]["scenario"]["id"] == name


def test_nothing_is_wrong_with_them(sample: Sample) -> None:
    assert scenario_issues(sample.plan) == ()
    _, of_plan = municipal.load(sample.name)
    assert not [issue for issue in sample.issues if issue.severity is Severity.ERROR]
    assert [(issue.code, issue.where.row) for issue in sample.issues] == [
        (issue.code, issue.where.row) for issue in of_plan
    ]


def test_the_plan_itself_is_not_touched(sample: Sample) -> None:
    own, _ = municipal.load(sample.name)
    assert sample[BASE].applied.hash == plan_hash(own)
    assert sample[BASE].applied.changes == ()
    for name in NAMES:
        assert sample[name].applied.hash != plan_hash(own)
    assert own.sources == sample[BASE].applied.plan.sources == sample["partnership"].applied.plan.sources


# What a mix does


def test_mixes_change_the_funding_and_nothing_else(sample: Sample) -> None:
    for name in MIXES:
        assert {change.table for change in sample[name].applied.changes} == {"funding"}
        assert sample[name].applied.plan.actions == sample.plan.actions
        assert sample.uses(name) == pytest.approx(sample.uses(BASE))
        assert sample[name].results.portfolio["npv"] == sample[BASE].results.portfolio["npv"]


def test_own_money_and_loans_take_nothing_from_outside(sample: Sample) -> None:
    shown = sample["own_and_loans"]
    assert shown.money(MoneyClass.EXTERNAL) == 0.0
    assert not shown.kinds & (GRANTS | OUTSIDE)
    assert shown.npv_after_funding == pytest.approx(shown.results.portfolio["npv"])
    assert shown.peak_debt > max(sample[name].peak_debt for name in ("grants_first", "partnership"))


def test_grants_first_bring_external_money_and_uncertainty(sample: Sample) -> None:
    grants, own = sample["grants_first"], sample["own_and_loans"]
    assert grants.kinds & GRANTS
    assert not grants.kinds & OUTSIDE
    assert grants.money(MoneyClass.EXTERNAL) > own.money(MoneyClass.EXTERNAL)
    assert grants.npv_after_funding > own.npv_after_funding
    assert grants.gap("expected") - grants.gap("planned") > own.gap("expected") - own.gap("planned")
    assert grants.results.funding.portfolio.liquidity_need.max() > own.results.funding.portfolio.liquidity_need.max()


def test_partnership_is_private_money_and_contracts_without_grants(sample: Sample) -> None:
    shown, own = sample["partnership"], sample["own_and_loans"]
    assert not shown.kinds & GRANTS
    assert {SourceKind.PRIVATE, SourceKind.ENERGY_PERFORMANCE_CONTRACT} <= shown.kinds
    assert shown.npv_after_funding > own.npv_after_funding
    assert shown.gap("expected") - shown.gap("planned") > own.gap("expected") - own.gap("planned")
    kinds = {row.id: row.kind for row in sample.plan.organisations}
    own_money = {row.source.id: row.source for row in shown.results.funding.sources if (row.total or 0.0) > 0}
    of_companies = [
        row
        for row in own_money.values()
        if row.kind is SourceKind.OWN_INVESTMENT_FRAME
        and (row.id == "egna-bolag" or (row.provider is not None and str(kinds[row.provider]) == "company"))
    ]
    assert of_companies
    contracts = [loan for loan in shown.results.accounts.loans if loan.source == "epc"]
    assert contracts


def test_who_pays_moves_money_and_makes_none(sample: Sample) -> None:
    values = [evaluate(sample[name].applied.plan, "society").portfolio["npv_after_funding"] for name in (BASE, *MIXES)]
    assert values == [pytest.approx(values[0])] * 4


# What is left when only some of it counts


def test_only_the_statuses_that_are_said_count(sample: Sample) -> None:
    shown = sample["decided_only"]
    counted = COUNTED[sample.name]
    by_id = {row.id: row for row in sample.plan.actions}
    in_totals = {item.id for item in shown.results.actions if item.in_totals}
    assert in_totals
    assert {by_id[name].status for name in in_totals} <= counted
    before = {item.id for item in sample[BASE].results.actions if item.in_totals}
    assert in_totals == {name for name in before if by_id[name].status in counted}
    assert shown.applied.plan.funding == sample.plan.funding
    assert {change.table for change in shown.applied.changes} == {"actions"}
    # Where nothing at all is decided, what is prepared is what is left.
    is_any_decided = any(row.status in (Status.DECIDED, Status.ONGOING, Status.DONE) for row in sample.plan.actions)
    assert is_any_decided is not (Status.PREPARED in counted)


# What the descriptions say of each


@of("helsingborg", "trollhattan")
def test_loans_close_almost_the_whole_gap_and_fail_more_tests(sample: Sample) -> None:
    own, grants = sample["own_and_loans"], sample["grants_first"]
    assert own.gap("planned") < 0.01 * sample[BASE].gap("planned")
    assert len(own.failing()) > len(grants.failing())


@of("helsingborg")
def test_own_money_and_loans_fail_most_in_helsingborg_and_nothing_external_is_decided(sample: Sample) -> None:
    assert len(sample["own_and_loans"].failing()) > len(sample["partnership"].failing())
    assert sample["own_and_loans"].gap_of_investment == pytest.approx(0.0, abs=1.0)
    grants = sample["grants_first"]
    assert grants.money(MoneyClass.BORROWED) > 0.5 * sample.uses("grants_first")
    assert sample["decided_only"].money(MoneyClass.EXTERNAL) == 0.0
    assert not sample["decided_only"].kinds & GRANTS
    assert sample.tonnes("decided_only") < 0.1 * sample.tonnes(BASE)


@of("trollhattan")
def test_partners_relieve_the_companies_and_not_the_municipality_in_trollhattan(sample: Sample) -> None:
    own, shown = sample["own_and_loans"], sample["partnership"]
    assert shown.failing("municipality") == own.failing("municipality") != set()
    assert {name for _, name, _ in own.failing("municipality")} == {"self_financing"}
    grants = sample["grants_first"]
    assert grants.money(MoneyClass.EXTERNAL) < 0.1 * sample.uses("grants_first")
    missed = {cut.action for cut in grants.results.funding.cuts if str(cut.limit) == "kg_per_krona"}
    assert len(missed) >= 5
    decided = sample["decided_only"]
    assert sample.uses("decided_only") < 0.05 * sample.uses(BASE)
    assert sample.tonnes("decided_only") < 0.05 * sample.tonnes(BASE)
    assert decided.kinds == {SourceKind.OWN_INVESTMENT_FRAME}


@of("eskilstuna")
def test_loan_ceilings_and_no_tests_are_the_limit_in_eskilstuna(sample: Sample) -> None:
    own, grants, shown = (sample[name] for name in MIXES)
    assert own.gap("planned") > shown.gap("planned") > grants.gap("planned")
    assert not any(sample[name].failing() for name in NAMES)
    cut = {cut.source for cut in own.results.funding.cuts if str(cut.limit) == "cap_per_year"}
    assert cut == {"gronlan", "lan"}
    assert grants.gap("expected") > 2 * grants.gap("planned")
    assert shown.gap("expected") == pytest.approx(own.gap("expected"), rel=0.05)
    decided = sample["decided_only"]
    assert decided.gap_of_investment < 0.1 * decided.gap("planned")
    assert sample.uses("decided_only") > 0.5 * sample.uses(BASE)
    assert sample.tonnes("decided_only") < 0.5 * sample.tonnes(BASE)


@of("goteborg")
def test_only_the_fee_closes_a_gap_of_running_cost_in_goteborg(sample: Sample) -> None:
    own, grants, shown = (sample[name] for name in MIXES)
    assert own.gap_of_investment == pytest.approx(0.0, abs=1.0)
    assert grants.gap("planned") == pytest.approx(own.gap("planned"))
    assert shown.gap("planned") < own.gap("planned")
    assert SourceKind.FEE in shown.kinds
    assert shown.gap("expected") > 2 * shown.gap("planned")
    assert grants.peak_debt > 0.95 * own.peak_debt
    assert all(("group", "debt") in {(level, test) for level, test, _ in sample[name].failing()} for name in MIXES)
    decided = sample["decided_only"]
    assert decided.failing() == set()
    assert decided.gap("planned") == pytest.approx(0.0, abs=1.0)
    assert sample.uses("decided_only") < 0.1 * sample.uses(BASE)
    assert sample.tonnes("decided_only") > 0.5 * sample.tonnes(BASE)


@of("vaxjo")
def test_external_money_turns_the_sign_in_vaxjo(sample: Sample) -> None:
    own, grants, shown = (sample[name] for name in MIXES)
    assert own.npv_after_funding < 0 < shown.npv_after_funding < grants.npv_after_funding
    assert own.gap_of_investment == pytest.approx(0.0, abs=1.0)
    assert shown.gap("planned") == pytest.approx(own.gap("planned"))
    absent = {str(test.name) for tests in own.results.accounts.tests for test in tests.tests if test.passes is None}
    assert absent == DEBT_TESTS
    rates = {row.id: row.interest_rate.value for row in sample.plan.sources if row.interest_rate is not None}
    assert (rates["epc"] or 0.0) > (rates["gronlan"] or 0.0)
    missed = {cut.action for cut in grants.results.funding.cuts if str(cut.limit) == "kg_per_krona"}
    assert len(missed) >= 3
    decided = sample["decided_only"]
    assert (decided.results.portfolio["npv"] or 0.0) > 0 > (sample[BASE].results.portfolio["npv"] or 0.0)
    assert decided.gap("planned") > 0.5 * sample[BASE].gap("planned")
    assert sample.uses("decided_only") > 0.8 * sample.uses(BASE)
    assert sample.tonnes("decided_only") < 0.6 * sample.tonnes(BASE)
