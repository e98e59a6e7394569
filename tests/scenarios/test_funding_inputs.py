"""Is what has a source in the plans' funding and accounts kept apart from what is made up, and does each plan teach?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import Results
from finmodel.model.enums import OrganisationKind, ParameterStatus, ParameterUse, Quantity
from finmodel.model.funding import Frame, FundingEntry, Source
from finmodel.model.funding_enums import AccountLevel, CapitalCostMethod, Certainty, MoneyClass, SourceKind
from finmodel.model.plan import Plan
from tests.scenarios import municipal

CONTRACT = "Klimatkontrakt 2030, Trollhättan, version 2025–2026"
MILLION = 1_000_000
NAMES = ("helsingborg", "trollhattan", "eskilstuna", "goteborg", "vaxjo")
PUBLISHED_INTEREST = {2024: 0.025, 2025: 0.025}
OUTSIDE = {
    *(OrganisationKind.STATE, OrganisationKind.EU, OrganisationKind.REGION),
    *(OrganisationKind.BUSINESS, OrganisationKind.HOUSEHOLD),
}


@dataclass(frozen=True)
class Sample:
    name: str
    plan: Plan
    results: Results

    @property
    def cuts(self) -> set[tuple[str, str, str]]:
        """Every limit that bit: action, source, limit."""
        return {(cut.action, cut.source, str(cut.limit)) for cut in self.results.funding.cuts}

    def gap(self, view: str) -> float:
        """The financing gap from the base year on [kr]."""
        path = self.results.funding.financing_gap()[view]
        return sum(amount or 0.0 for year, amount in path.items() if int(year) >= self.plan.settings.base_year)


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> Sample:
    plan, _ = municipal.load(request.param)
    return Sample(request.param, plan, evaluate(plan))


def of(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", names, indirect=True)


def source(plan: Plan, identity: str) -> Source:
    return next(row for row in plan.sources if row.id == identity)


def entries(plan: Plan, **where: str) -> list[FundingEntry]:
    (field, value), *_ = where.items()
    return [row for row in plan.funding if getattr(row, field) == value]


# What is real


def test_only_trollhattan_claims_rows_of_funding(sample: Sample) -> None:
    plan = sample.plan
    real = {row.id for row in plan.sources if not row.illustrative}
    real |= {row.id for row in plan.funding if not row.illustrative}
    real |= {row.id for row in plan.frames if not row.illustrative}
    assert all(row.illustrative for row in plan.internal_rents)
    assert all(row.illustrative for row in plan.ordinary_budget)
    assert all(row.illustrative for row in plan.adopted_plan)
    expected = {"eeprogram", "klimatmedel", "interreg-redo", "in-plan", "TRO-01-F1", "TRO-02-F1"}
    expected |= {"eeprogram-FN", "klimatmedel-alla"}
    assert real == (expected if sample.name == "trollhattan" else set())


@of("trollhattan")
def test_the_contracts_money_is_the_contracts(sample: Sample) -> None:
    plan = sample.plan
    frames: dict[str, Frame] = {row.source: row for row in plan.frames if not row.illustrative}
    assert all(row.reference == CONTRACT for row in frames.values())
    assert dict(frames["eeprogram"].by_year) == dict.fromkeys((2025, 2026, 2027), 5 * MILLION)
    low, high = (municipal.parameter(plan, f"klimatmedel-{end}").value for end in ("lagst", "hogst"))
    assert low is not None
    assert high is not None
    assert {amount for _, amount in frames["klimatmedel"].by_year.items()} == {(low + high) / 2}
    for identity in ("eeprogram", "klimatmedel", "interreg-redo", "in-plan"):
        assert CONTRACT in source(plan, identity).terms_source
    used = sample.results.funding.actions
    assert used["TRO-01"].total(used["TRO-01"].sources["eeprogram"]) == pytest.approx(10 * MILLION)
    assert used["TRO-02"].total(used["TRO-02"].sources["klimatmedel"]) == pytest.approx(1.55 * MILLION)


@of("trollhattan")
def test_projects_without_known_amounts_are_named_and_pay_nothing(sample: Sample) -> None:
    in_mixes = {row.source for row in sample.plan.funding}
    for identity in ("interreg-redo", "in-plan"):
        row = source(sample.plan, identity)
        assert identity not in in_mixes
        assert (row.share, row.cap_total, row.cap_per_year) == (None, None, None)
    notes = source(sample.plan, "interreg-redo").notes
    assert "CIRA 2.0" in notes
    assert "Fyrbodal för framtidens flex" in notes


def test_internal_interest_is_published_or_said_to_be_made_up(sample: Sample) -> None:
    settings = sample.plan.settings
    interest = settings.internal_interest
    assert interest is not None
    first = settings.first_year
    assert dict(interest.by_year) == {year: rate for year, rate in PUBLISHED_INTEREST.items() if year >= first}
    assert all(interest.at(year) is not None for year in settings.years)
    (row,) = municipal.evidence_of(sample.plan, None, Quantity.INTERNAL_INTEREST)
    assert row.illustrative
    assert "åhittad internränta" in row.notes
    assert "kommunen måste ange sin egen" in row.notes
    for parameter in sample.plan.parameters:
        if parameter.used_for is ParameterUse.INTERNAL_INTEREST:
            at = interest.value if parameter.year is None else interest.at(parameter.year)
            assert parameter.value == at
            assert parameter.illustrative is (parameter.year is None)


def test_dated_terms_are_the_sources_and_said_to_be_dated(sample: Sample) -> None:
    if sample.plan.parameters:
        for identity, value in (("gron-lanerabatt", 0.0002), ("borgensavgift", 0.0035), ("klimatklivet-andel", 0.5)):
            row = municipal.parameter(sample.plan, identity)
            assert (row.value, row.status, row.illustrative) == (value, ParameterStatus.DATED, False)
    for terms in sample.plan.sources:
        if terms.guarantee_fee is not None:
            assert terms.guarantee_fee.value == 0.0035
            assert "2019" in terms.terms_source
        if terms.kind is SourceKind.GREEN_LOAN:
            assert terms.interest_rate is not None
            assert terms.interest_rate.value == pytest.approx(0.03 - 0.0002)
            assert "Kommuninvest" in terms.terms_source
        if terms.id == "klimatklivet":
            assert terms.share == 0.5
            assert "äldre" in terms.terms_source


def test_made_up_terms_have_no_source_and_say_so(sample: Sample) -> None:
    for row in sample.plan.sources:
        assert row.notes
        if row.illustrative:
            assert row.terms_source.endswith("ingen källa")
    for budget in sample.plan.ordinary_budget:
        assert budget.notes.startswith("Illustrativ rad")
    assert all(row.notes for row in sample.plan.frames)
    assert all(row.notes for row in sample.plan.adopted_plan)
    assert "FINANSIERING." in sample.plan.settings.notes
    assert "sökt, lovat eller beslutat" in sample.plan.settings.notes


def test_nobody_outside_is_said_to_have_promised_anything(sample: Sample) -> None:
    kinds = {row.id: row.kind for row in sample.plan.organisations}
    for row in sample.plan.sources:
        if row.certainty is Certainty.SECURED and row.illustrative:
            assert row.programme == ""
            assert row.provider is None or kinds[row.provider] not in OUTSIDE
    for entry in sample.plan.funding:
        terms = source(sample.plan, entry.source)
        if entry.certainty is Certainty.SECURED:
            assert terms.of_class is MoneyClass.OWN


# What an officer would make


def test_every_table_is_in_use_and_most_mixes_are_defaults(sample: Sample) -> None:
    plan = sample.plan
    assert plan.frames
    assert {row.year for row in plan.ordinary_budget} == set(range(2026, 2031))
    linked = [row.action is not None for row in plan.adopted_plan]
    assert any(linked)
    assert not all(linked)
    assert {row.of_class for row in plan.sources} == set(MoneyClass)
    by_default = [row for row in plan.funding if row.action is None]
    assert by_default
    own = {row.action for row in plan.funding}
    assert [name for name in sample.results.funding.actions if name not in own]


def test_the_plans_together_use_every_kind_of_source_and_default() -> None:
    plans = [municipal.load(name)[0] for name in NAMES]
    assert {row.kind for plan in plans for row in plan.sources} == set(SourceKind)
    assert {row.belongs_to[0] for plan in plans for row in plan.funding} == {
        *("action", "sector", "owner", "status", "all"),
    }
    assert {row.certainty for plan in plans for row in plan.sources} == set(Certainty)
    assert [plan.settings.municipality for plan in plans if plan.internal_rents] == ["Trollhättan"]
    assert [
        plan.settings.municipality
        for plan in plans
        if plan.settings.capital_cost_method is not CapitalCostMethod.STRAIGHT_LINE_NOMINAL
    ] == ["Växjö"]
    assert [row.id for plan in plans for row in plan.actions if row.activation] == ["ESK-11"]
    assert [row.id for plan in plans for row in plan.actions if row.replaced_book_value] == ["GBG-14"]


# What it shows


def test_some_of_it_is_unpaid_less_sure_is_worse_and_external_money_comes_late(sample: Sample) -> None:
    planned, expected, worst = (sample.gap(view) for view in ("planned", "expected", "worst"))
    portfolio = sample.results.funding.portfolio
    uses = portfolio.total(portfolio.uses)
    assert uses is not None
    assert 0.02 * uses < planned < expected < worst <= uses
    assert portfolio.liquidity_need.max() > MILLION
    leverage = portfolio.leverage
    assert leverage is not None
    assert 0.0 < leverage < 1.0


@pytest.mark.parametrize(
    ("sample", "bites"),
    [
        (
            "trollhattan",
            {
                ("TRO-01", "eeprogram", "frame"),
                ("TRO-09", "klimatmedel", "frame"),
                ("TRO-09", "ram", "frame"),
                ("TRO-10", "cykelbidrag", "cap_per_year"),
                ("TRO-13", "klimatklivet", "kg_per_krona"),
                ("TRO-15", "klimatklivet", "cap_per_action"),
            },
        ),
        (
            "eskilstuna",
            {
                ("ESK-03", "eu-projekt", "window"),
                ("ESK-08", "lan", "cap_per_year"),
                ("ESK-12", "gronlan", "cap_per_year"),
                ("ESK-12", "klimatklivet", "cap_per_action"),
            },
        ),
        (
            "goteborg",
            {
                ("GBG-06", "klimatklivet", "cap_per_year"),
                ("GBG-11", "laddoperator", "cap_total"),
                ("GBG-13", "klimatfond", "cap_total"),
                ("GBG-15", "gron-obligation", "kg_per_krona_unknown"),
            },
        ),
        ("vaxjo", {("VXO-06", "ram", "frame"), ("VXO-08", "epc", "cap_per_action")}),
        (
            "helsingborg",
            {
                ("1", "innovationsfonden", "cap_per_action"),
                ("1", "egna-oresundskraft", "frame"),
                ("23", "klimatklivet", "cap_per_year"),
                ("16", "klimatklivet", "kg_per_krona"),
            },
        ),
    ],
    indirect=["sample"],
)
def test_limits_bite_where_the_notes_say(sample: Sample, bites: set[tuple[str, str, str]]) -> None:
    assert bites <= sample.cuts


@of("trollhattan")
def test_the_programme_lacks_the_indexing(sample: Sample) -> None:
    programme = sample.results.funding.actions["TRO-01"]
    uses, paid = programme.by_year(programme.uses)["2027"], programme.by_year(programme.sources["eeprogram"])["2027"]
    assert uses == pytest.approx(5.1 * MILLION)
    assert paid == pytest.approx(5.0 * MILLION)


@pytest.mark.parametrize(
    ("sample", "failing"),
    [
        ("trollhattan", {("municipality", "self_financing"): 2027}),
        ("eskilstuna", {}),
        ("goteborg", {("group", "debt"): 2029}),
        ("vaxjo", {}),
        ("helsingborg", {("municipality", "result"): 2030}),
    ],
    indirect=["sample"],
)
def test_targets_hold_but_for_one(sample: Sample, failing: dict[tuple[str, str], int]) -> None:
    found: dict[tuple[str, str], int] = {}
    for level in sample.results.accounts.tests:
        for name in {test.name for test in level.tests}:
            if (year := level.first_failing(name)) is not None:
                found[str(level.level), str(name)] = year
    assert found == failing


def test_only_vaxjo_lacks_an_input_and_says_which(sample: Sample) -> None:
    absent = {
        (str(level.level), str(test.name), test.absent)
        for level in sample.results.accounts.tests
        for test in level.tests
        if test.passes is None
    }
    municipality = str(AccountLevel.MUNICIPALITY)
    lacking = {(municipality, name, ("loan_debt",)) for name in ("debt", "debt_per_inhabitant")}
    assert absent == (lacking if sample.name == "vaxjo" else set())


@of("eskilstuna", "helsingborg")
def test_results_based_money_pays_after_the_tonne_and_nothing_of_the_investment(sample: Sample) -> None:
    action, first = {"eskilstuna": ("ESK-14", 2037), "helsingborg": ("1", 2029)}[sample.name]
    balance = sample.results.funding.actions[action]
    assert "bioccs" not in balance.sources
    paid = {int(year): amount for year, amount in balance.by_year(balance.results_based).items() if amount}
    assert min(paid) == first + 1
    after = sample.results.action(action).figures["npv_after_funding"]
    before = sample.results.action(action).figures["npv"]
    assert after is not None
    assert before is not None
    assert after > before


@of("vaxjo")
def test_beccs_is_paid_for_only_where_it_counts(sample: Sample) -> None:
    assert "VXO-01" not in sample.results.funding.actions
    actions = tuple(
        row.model_copy(update={"included": True}) if row.id == "VXO-01" else row for row in sample.plan.actions
    )
    counted = evaluate(sample.plan.model_copy(update={"actions": actions})).funding
    balance = counted.actions["VXO-01"]
    assert balance.total(balance.results_based)
    assert "gronlan" in balance.sources


@of("helsingborg")
def test_repeats_and_uncosted_actions_get_nothing(sample: Sample) -> None:
    funded = sample.results.funding.actions
    assert not {"2", "25", "13"} & set(funded)
    assert "13" in sample.results.funding.not_costed
    budgeted = {row.action for row in sample.results.funding.budgeted}
    assert "23" in budgeted
    assert "13" not in budgeted
