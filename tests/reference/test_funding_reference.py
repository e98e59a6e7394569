"""The plain engine of funding and accounts against numpy-financial, against sums done by hand, and against itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy_financial as npf
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from finmodel.model.document import read_document, to_document
from finmodel.model.funding_enums import CapitalCostMethod, LoanForm, MoneyClass
from finmodel.model.plan import Plan
from tests.cases.published import CASES, same
from tests.reference.capital_cost import (
    Asset,
    CapitalYear,
    capital_years,
    depreciation_by_year,
    level_payment,
    worn_by_year,
)
from tests.reference.funded import Funded
from tests.reference.funding import Use
from tests.reference.funding_strategies import funded_plans
from tests.reference.kronor import DUST
from tests.reference.loans import LoanYear, repayments
from tests.reference.numbers import exact
from tests.small_plans import BASE, small_document

ANNUITY, STRAIGHT, BULLET = LoanForm.ANNUITY, LoanForm.STRAIGHT_LINE, LoanForm.BULLET
NEAR = 1e-9
TINY = Fraction(1, 10**15)
ORGANISATIONS = (
    {"id": "nämnd", "kind": "committee"},
    {"id": "finans", "kind": "finance_unit"},
    {"id": "bolag", "kind": "company"},
    {"id": "staten", "kind": "state"},
)
Row = Mapping[str, Any]


def _loan(
    rate: float | Mapping[int, float], form: LoanForm, term: int, grace: int = 0, amount: int = 1_000_000
) -> list[LoanYear]:
    def path(year: int) -> Fraction:
        return exact(rate[year] if isinstance(rate, Mapping) else rate)

    return list(repayments(Fraction(amount), 2026, form, term, grace, path, 2200))


def _funded(
    action: Row | None = None,
    investments: Sequence[Row] = ({"amount": 100, "start_year": BASE},),
    benefits: Sequence[Row] = (),
    *,
    sources: Sequence[Row] = (),
    funding: Sequence[Row] = (),
    tables: Mapping[str, Sequence[Row]] | None = None,
    **more: Any,
) -> Funded:
    """Return a plan of "nämnd", "finans", "bolag" and "staten"; ids, names and positions are filled in."""
    document = small_document(action, investments, benefits, organisations=ORGANISATIONS, **more)
    document["sources"] = [{"name": row["id"], **row} for row in sources]
    document["funding"] = [{"id": f"f{at}", "position": at + 1, "action": "a", **row} for at, row in enumerate(funding)]
    for table, rows in (tables or {}).items():
        document[table] = [{"id": f"{table}{at}", **row} for at, row in enumerate(rows)]
    return Funded(read_document(document)[0])


def _given(funded: Funded, source: str) -> dict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for award, amount in funded.funding.awards.items():
        if funded.funding.source_of(award.entry).id == source:
            found[award.year] += float(amount)
    return dict(found)


def _line(funded: Funded, line: str, organisation: str, *years: int) -> list[float | None]:
    amounts = [funded.accounts.of(line, organisation, year) for year in years]
    return [None if amount is None else float(amount) for amount in amounts]


# -- Loans ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "term"), [(0.035, 20), (0.1, 1), (0.0123, 100)])
def test_annuity_loans_are_numpy_financials(rate: float, term: int) -> None:
    years = _loan(rate, ANNUITY, term)
    for number, year in enumerate(years[1:], start=1):
        assert float(year.interest_paid) == pytest.approx(-npf.ipmt(rate, number, term, 1e6), abs=1e-6)
        assert float(year.amortised) == pytest.approx(-npf.ppmt(rate, number, term, 1e6), abs=1e-6)
        assert float(year.interest_paid + year.amortised) == pytest.approx(-npf.pmt(rate, term, 1e6))
    assert len(years) == term + 1
    assert abs(years[-1].balance) < TINY
    assert years[0].interest_paid == years[0].amortised == 0


def test_a_loan_without_interest_is_paid_back_in_equal_parts() -> None:
    years = _loan(0.0, ANNUITY, 8)
    assert [float(year.amortised) for year in years[1:]] == [float(-npf.pmt(0.0, 8, 1e6))] * 8 == [125_000] * 8
    assert not any(year.interest for year in years)


def test_grace_years_are_inside_the_term() -> None:
    years = _loan(0.04, ANNUITY, 10, grace=3)
    assert [float(year.amortised) for year in years[:4]] == [0, 0, 0, 0]
    assert [float(year.interest_paid) for year in years[1:4]] == [40_000] * 3
    payment = -npf.pmt(0.04, 7, 1e6)
    assert [float(year.interest_paid + year.amortised) for year in years[4:]] == pytest.approx([payment] * 7)
    assert npf.nper(0.04, -payment, 1e6) == pytest.approx(7)


def test_a_changed_rate_gives_a_new_payment_on_what_is_left() -> None:
    years = _loan({2026: 0.02, 2027: 0.05, 2028: 0.05}, ANNUITY, 3)
    first = -npf.pmt(0.02, 3, 1e6)
    left = 1e6 * 1.02 - first
    second = -npf.pmt(0.05, 2, left)
    paid = [float(year.interest_paid + year.amortised) for year in years]
    assert paid == pytest.approx([0, first, second, second])
    assert float(years[1].balance) == pytest.approx(left)


def test_straight_line_and_bullet_by_hand() -> None:
    straight = _loan({2026: 0.02, 2027: 0.03, 2028: 0.04, 2029: 0.05}, STRAIGHT, 4, grace=1, amount=900)
    assert [float(year.amortised) for year in straight] == [0, 0, 300, 300, 300]
    assert [float(year.interest) for year in straight] == pytest.approx([18, 27, 24, 15, 0])
    assert [float(year.interest_paid) for year in straight] == pytest.approx([0, 18, 27, 24, 15])
    bullet = _loan(0.03, BULLET, 3, amount=900)
    assert [float(year.amortised) for year in bullet] == [0, 0, 0, 900]
    assert [float(year.interest) for year in bullet] == pytest.approx([27, 27, 27, 0])


@pytest.mark.parametrize("name", ["pmt-php-1", "pmt-npf-1", "pmt-npf-0"])
def test_published_payments(name: str) -> None:
    inputs = CASES[name]["inputs"]
    payment = level_payment(exact(inputs["rate"]), inputs["nper"], Fraction(inputs["pv"]))
    same(-float(payment), CASES[name], "pmt")


# -- Capital cost --------------------------------------------------------------------------------------------


def _years(
    asset: Asset,
    rate: float | Mapping[int, float],
    method: CapitalCostMethod = CapitalCostMethod.STRAIGHT_LINE_NOMINAL,
    inflation: float = 0.0,
    last: int = 2060,
) -> dict[int, CapitalYear]:
    def path(year: int) -> Fraction:
        return exact(rate[min(year, max(rate))] if isinstance(rate, Mapping) else rate)

    return capital_years(asset, method, path, lambda _: 1 + exact(inflation), range(2020, last))


def _told(years: Mapping[int, CapitalYear], *chosen: int) -> list[tuple[float, float]]:
    """Return depreciation and interest of chosen years."""
    found = []
    for year in chosen:
        each = years[year]
        assert each.depreciation is not None
        assert each.interest is not None
        found.append((float(each.depreciation), float(each.interest)))
    return found


def test_straight_line_falls_by_depreciation_times_interest() -> None:
    years = _years(Asset(Fraction(1000), 4, Fraction(0), 2027), dict.fromkeys(range(2020, 2060), 0.03))
    assert _told(years, 2027, 2028, 2029, 2030, 2031) == [
        pytest.approx(pair) for pair in ((250, 30), (250, 22.5), (250, 15), (250, 7.5), (0, 0))
    ]


def test_what_never_wears_off_bears_interest_until_it_is_bought_again() -> None:
    years = _years(Asset(Fraction(1000), 2, Fraction(1, 4), 2027, replaced=2030), {2027: 0.02, 2028: 0.04, 2029: 0.1})
    assert _told(years, 2027, 2028, 2029, 2030) == [
        pytest.approx(pair) for pair in ((375, 20), (375, 25), (0, 25), (0, 0))
    ]
    assert [years[year].write_off for year in (2029, 2030)] == [0, 250]
    assert 2031 not in years


def test_a_month_gives_a_share_of_the_first_year_and_the_rest_of_the_last() -> None:
    """Two components from 1 July 2027: 1.2 million over 10 years, and 0.6 million over 2 of which a quarter stays."""
    building = _years(Asset(Fraction(1_200_000), 10, Fraction(0), 2027, 7), 0.03)
    assert _told(building, 2027, 2028, 2029, 2036, 2037, 2038) == [
        pytest.approx(pair)
        for pair in (
            (60_000, 18_000),  # half a year of 1 200 000 at 3 %
            (120_000, 34_200),  # 1 140 000
            (120_000, 30_600),  # 1 020 000
            (120_000, 5_400),  # 180 000
            (60_000, 900),  # 60 000 for half a year
            (0, 0),
        )
    ]
    site = _years(Asset(Fraction(600_000), 2, Fraction(1, 4), 2027, 7), {2027: 0.02, 2028: 0.03, 2029: 0.04, 2030: 0.1})
    assert _told(site, 2027, 2028, 2029, 2030) == [
        pytest.approx(pair)
        for pair in (
            (112_500, 6_000),  # half of 2 % on 600 000
            (225_000, 14_625),  # 3 % on 487 500
            (112_500, 8_250),  # 4 % on 112 500 for half a year, on 150 000 for all of it
            (0, 15_000),
        )
    ]


@pytest.mark.parametrize(("rate", "kept"), [(0.03, 0.0), (0.03, 0.1), (0.0, 0.25), (0.05, 1.0)])
def test_the_nominal_annuity_is_numpy_financials(rate: float, kept: float) -> None:
    years = _years(Asset(Fraction(10**6), 12, exact(kept), 2027), rate, CapitalCostMethod.NOMINAL_ANNUITY)
    payment = npf.pmt(rate, 12, -1e6, kept * 1e6)
    for number in range(12):
        ((depreciation, interest),) = _told(years, 2027 + number)
        assert depreciation + interest == pytest.approx(payment, rel=NEAR)
        if rate:  # numpy-financial divides by it
            assert interest == pytest.approx(-npf.ipmt(rate, number + 1, 12, 1e6, -kept * 1e6), abs=1e-4)
    assert _told(years, 2039) == [pytest.approx((0, rate * kept * 1e6))]
    worn = sum(part for part, _ in _told(years, *range(2027, 2039)))
    assert worn == pytest.approx((1 - kept) * 1e6)


def test_the_nominal_annuity_of_a_month_lies_in_two_years() -> None:
    years = _years(Asset(Fraction(12_000), 2, Fraction(0), 2027, 4), 0.05, CapitalCostMethod.NOMINAL_ANNUITY)
    interest = [-float(npf.ipmt(0.05, number, 2, 12_000)) for number in (1, 2)]
    worn = [-float(npf.ppmt(0.05, number, 2, 12_000)) for number in (1, 2)]
    assert _told(years, 2027, 2028, 2029, 2030) == [
        pytest.approx(pair)
        for pair in (
            (0.75 * worn[0], 0.75 * interest[0]),
            (0.25 * worn[0] + 0.75 * worn[1], 0.25 * interest[0] + 0.75 * interest[1]),
            (0.25 * worn[1], 0.25 * interest[1]),
            (0, 0),
        )
    ]


@pytest.mark.parametrize("inflation", [0.0, 0.02, -0.01])
def test_the_real_annuity_grows_with_prices_and_is_worth_the_cost(inflation: float) -> None:
    asset = Asset(Fraction(10**6), 20, Fraction(1, 10), 2027)
    years = _years(asset, 0.03, CapitalCostMethod.REAL_ANNUITY, inflation)
    payments = [sum(pair) for pair in _told(years, *range(2027, 2047))]
    assert [after / before for before, after in pairwise(payments)] == pytest.approx([1 + inflation] * 19)
    flows = [0.0, *payments]
    flows[-1] += 1e5
    assert npf.npv(0.03, flows) == pytest.approx(1e6)
    if inflation == 0:
        assert payments[0] == pytest.approx(npf.pmt(0.03, 20, -1e6, 1e5))
    # Constant in money of its own time: the annuity at the Fisher rate, on the first period's prices.
    real = 1.03 / (1 + inflation) - 1
    kept = 1e5 / (1 + inflation) ** 20
    assert payments[0] == pytest.approx(npf.pmt(real, 20, -1e6, kept) * (1 + inflation))


@pytest.mark.parametrize("name", ["sln-1", "sln-2"])
def test_published_depreciation(name: str) -> None:
    inputs = CASES[name]["inputs"]
    kept = Fraction(inputs["residual"], inputs["cost"])
    worn = depreciation_by_year(Asset(Fraction(inputs["cost"]), inputs["life"], kept, 2027))
    assert len(worn) == inputs["life"]
    for amount in worn.values():
        same(float(amount), CASES[name], "depreciation")


def test_gumboda_nursery_has_the_published_shape() -> None:
    """The form does not print the components' lives: 50 years is the round number that its first year points to."""
    case = CASES["se-gumboda"]
    inputs = case["inputs"]
    years = _years(Asset(Fraction(inputs["investment_kr"]), 50, Fraction(0), 2024), inputs["internal_interest"])
    for printed, (worn, interest) in zip(case["expected"]["capital_cost"], _told(years, 2024, 2025, 2026), strict=True):
        same(worn + interest, case, "capital_cost", printed)


# -- Funding by hand -----------------------------------------------------------------------------------------


def test_the_three_views_of_the_definitions() -> None:
    """Uses 100, loan 60 secured, grant 40 applied at p = 0.25; the loan could have been larger."""
    funded = _funded(
        sources=(
            {"id": "lån", "kind": "loan", "certainty": "secured", "term_years": 10, "interest_rate": 0.03},
            {"id": "bidrag", "kind": "grant_national", "provider": "staten", "share": 0.4, "certainty": "applied",
             "probability": 0.25},
        ),
        funding=({"source": "lån", "share": 0.6}, {"source": "bidrag"}),
    )  # fmt: skip
    gaps = [funded.funding.summed(view, lambda _: True) for view in ("planned", "expected", "worst")]
    assert gaps == [0, 30, 40]
    assert funded.funding.leverage() == Fraction(40, 60)


def test_the_aid_ceiling_cuts_the_later_grant_and_the_rest_takes_it() -> None:
    grant = {"kind": "grant_national", "provider": "staten", "probability": 1}
    funded = _funded(
        investments=(
            {"amount": 100, "start_year": BASE},
            {"amount": 20, "start_year": BASE, "kind": "reference_capex"},
        ),
        sources=(
            {"id": "ett", "share": 0.5, **grant},
            {"id": "två", "share": 0.5, "aid_intensity": 0.7, "less_reference": True, **grant},
            {"id": "eget", "kind": "own_investment_frame", "cap_per_action": 30},
        ),
        funding=({"source": "ett"}, {"source": "två"}, {"source": "eget", "rest": True}),
    )
    assert _given(funded, "ett") == {BASE: 50}
    assert _given(funded, "två") == {BASE: pytest.approx(6)}  # 0.7 × 80 less the 50 that it has
    assert _given(funded, "eget") == {BASE: 30}
    assert {(bite.entry, bite.limit): float(bite.cut) for bite in funded.funding.bites} == {
        ("f1", "aid_intensity"): pytest.approx(34),
        ("f2", "cap_per_action"): pytest.approx(14),
    }
    assert sum(funded.funding.gap.values()) == pytest.approx(14)


def test_equals_share_pro_rata_to_what_each_could_take_and_priority_goes_first() -> None:
    actions = [{"id": name, "opex_change": 0, "priority": 1} for name in ("a", "b")] + [{"id": "c", "opex_change": 0}]
    costs = {"a": 100, "b": 300, "c": 50}
    funded = _funded(
        investments=[{"action": name, "amount": cost, "start_year": BASE} for name, cost in costs.items()],
        actions=actions,
        sources=({"id": "ram", "kind": "own_investment_frame", "cap_per_action": 200},),
        funding=({"action": None, "source": "ram", "rest": True},),
        tables={"frames": ({"source": "ram", "by_year": {str(BASE): 150}},)},
    )
    given_to = {award.action: float(amount) for award, amount in funded.funding.awards.items()}
    assert given_to == {"a": pytest.approx(50), "b": pytest.approx(100)}  # 100 and, of 300, 200
    assert sum(bite.cut for bite in funded.funding.bites if bite.limit == "frame") == pytest.approx(150 + 50)


def test_an_amount_without_years_is_used_from_the_first_year_of_need() -> None:
    funded = _funded(
        investments=({"by_year": {str(BASE + 1): 60, str(BASE + 2): 60, str(BASE + 3): 60}},),
        sources=({"id": "eget", "kind": "own_operating"},),
        funding=({"source": "eget", "amount": 100},),
    )
    assert _given(funded, "eget") == {BASE + 1: 60, BASE + 2: 40}


def test_running_cost_is_a_use_where_it_is_to_be_funded_and_savings_do_not_lower_it() -> None:
    funded = _funded(
        {"opex_change": 10, "fund_running_cost": True, "effect_start": BASE, "opex_split": {"bolag": 1.0}},
        (),
        ({"amount": 1000},),
        sources=({"id": "avgift", "kind": "fee", "money_class": "external", "provider": "staten", "probability": 1},),
        funding=({"source": "avgift", "share": 0.5},),
        last_year=BASE + 1,
    )
    assert {use: float(amount) for use, amount in funded.funding.uses.items()} == {
        Use("a", "bolag", "running", year): 10 for year in (BASE, BASE + 1)
    }
    assert _given(funded, "avgift") == {BASE: 5, BASE + 1: 5}
    assert _line(funded, "fees", "bolag", BASE) == [-5]


def test_the_final_instalment_comes_after_the_last_use_and_is_bridged_until_then() -> None:
    funded = _funded(
        investments=({"by_year": {str(BASE): 100, str(BASE + 1): 200}},),
        sources=({"id": "bidrag", "kind": "grant_eu", "provider": "staten", "share": 0.5, "paid_during": 0.7,
                  "payment_lag_years": 2, "probability": 1},),
        funding=({"source": "bidrag"},),
        last_year=BASE + 3,
        financial_discount_rate=0.1,
        residual_values=False,
    )  # fmt: skip
    paid = {payment.year: float(amount) for payment, amount in funded.payments.paid.items()}
    assert paid == pytest.approx({BASE: 35, BASE + 1: 70, BASE + 3: 45})
    need = {year: float(amount) for (_, year), amount in funded.payments.bridged().items()}
    assert need == pytest.approx({BASE: 15, BASE + 1: 45, BASE + 2: 45, BASE + 3: 0})
    after = funded.npv_after_funding("owner", "a").value
    assert after == pytest.approx(-100 - 200 / 1.1 + 35 + 70 / 1.1 + 45 / 1.1**3)
    assert funded.npv_after_funding("staten", "a").value == pytest.approx(-35 - 70 / 1.1 - 45 / 1.1**3)


def test_results_are_paid_after_the_tonne_and_pay_for_no_use() -> None:
    funded = _funded(
        {"reduction_tonnes": 10, "lifetime_years": 3},
        sources=({"id": "per-ton", "kind": "results_based", "provider": "staten", "payment_per_tonne": 4,
                  "cap_total": 100, "payment_lag_years": 1},),
        funding=({"source": "per-ton"},),
        last_year=BASE + 3,
    )  # fmt: skip
    paid = {payment.year: float(amount) for payment, amount in funded.payments.paid.items()}
    assert paid == {BASE + 2: 40, BASE + 3: 40, BASE + 4: 20}
    assert sum(funded.payments.late.values()) == 20
    assert sum(funded.funding.gap.values()) == 100
    assert _line(funded, "results_income", "nämnd", BASE + 1, BASE + 2) == [0, 40]


def test_amounts_go_before_shares_and_the_rest_comes_last_whatever_their_position() -> None:
    funded = _funded(
        sources=[{"id": name, "kind": "own_operating"} for name in ("rest", "andel", "år")],
        funding=(
            {"source": "rest", "rest": True},
            {"source": "andel", "share": 0.5},
            {"source": "år", "by_year": {str(BASE): 80}},
        ),
    )
    assert _given(funded, "år") == {BASE: 80}
    assert _given(funded, "andel") == {BASE: 20}
    assert _given(funded, "rest") == {}


def test_defaults_are_never_mixed() -> None:
    """Its own entries, else those of its sector, owner, status, and last those for all."""
    whose: tuple[Row, ...] = ({"action": "a"}, {"sector": "bygg"}, {"owner": "nämnd"}, {"status": "idea"}, {})
    for first in range(len(whose)):
        funded = _funded(
            {"sector": "bygg"},
            sources=[{"id": f"s{at}", "kind": "own_operating"} for at in range(len(whose))],
            funding=[
                {"action": None, "share": 0.1, "source": f"s{at}", **whose[at]} for at in range(first, len(whose))
            ],
            tables={"sectors": ({"id": "bygg", "name": "Bygg"},)},
        )
        assert [_given(funded, f"s{at}") != {} for at in range(len(whose))] == [at == first for at in range(len(whose))]


def test_reinvestment_is_a_use_and_no_eligible_cost() -> None:
    funded = _funded(
        {"reinvest": True},
        ({"amount": 100, "start_year": BASE, "economic_life_years": 2},),
        sources=({"id": "bidrag", "kind": "grant_eu", "provider": "staten", "share": 0.5, "probability": 1},),
        funding=({"source": "bidrag"},),
        last_year=BASE + 4,
    )
    assert {use.year: float(amount) for use, amount in funded.funding.uses.items()} == {BASE: 100, BASE + 2: 100}
    assert _given(funded, "bidrag") == {BASE: 50}


def test_own_money_pays_its_owners_cost_and_the_finance_units_that_of_committees() -> None:
    for provider, payers in (
        ("nämnd", {"nämnd"}),
        ("finans", {"nämnd"}),
        ("bolag", {"bolag"}),
        (None, {"nämnd", "bolag"}),
    ):
        source = {"id": "eget", "kind": "own_investment_frame", **({"provider": provider} if provider else {})}
        funded = _funded(
            {"capex_split": {"nämnd": 0.5, "bolag": 0.5}},
            sources=(source,),
            funding=({"source": "eget", "rest": True},),
        )
        assert {award.organisation for award in funded.funding.awards} == payers


# -- Accounts by hand ----------------------------------------------------------------------------------------


def test_a_committee_pays_internal_interest_and_the_finance_unit_the_loan() -> None:
    funded = _funded(
        {"replaced_book_value": 7, "opex_change": 1},
        ({"amount": 100, "start_year": BASE, "economic_life_years": 4},),
        ({"amount": 6},),
        sources=(
            {"id": "lån", "kind": "loan", "certainty": "secured", "term_years": 5, "interest_rate": 0.04,
             "loan_form": "straight_line", "fee_share": 0.01, "guarantee_fee": 0.02},
            {"id": "bidrag", "kind": "grant_national", "provider": "staten", "share": 0.4, "probability": 1},
        ),
        funding=({"source": "bidrag"}, {"source": "lån", "rest": True}),
        internal_interest=0.03,
        last_year=BASE + 6,
    )  # fmt: skip
    years = (BASE, BASE + 1, BASE + 2)
    assert _line(funded, "depreciation", "nämnd", *years) == [0, 25, 25]
    assert _line(funded, "internal_interest", "nämnd", *years) == pytest.approx([0, 3, 2.25])
    assert _line(funded, "write_off", "nämnd", *years) == [0, 7, 0]
    assert _line(funded, "grant_income", "nämnd", *years) == pytest.approx([0, 10, 10])
    # 25 + 3 + 7 − 10 + 1 − 6
    assert _line(funded, "driftskonsekvens", "nämnd", *years) == pytest.approx([0, 20, 12.25])
    assert _line(funded, "debt_closing", "finans", *years) == pytest.approx([60, 48, 36])
    assert _line(funded, "loan_interest", "finans", *years) == pytest.approx([2.4, 1.92, 1.44])
    assert _line(funded, "guarantee_fee", "finans", *years) == [0, 0, 0]
    assert _line(funded, "driftskonsekvens", "finans", *years) == pytest.approx([2.4 + 0.6, 1.92 - 3, 1.44 - 2.25])
    assert _line(funded, "cash", "finans", *years) == pytest.approx([60 - 0.6, -12 - 2.4, -12 - 1.92])
    assert _line(funded, "cash", "nämnd", *years) == pytest.approx([-100 + 40, 6 - 1, 6 - 1])
    municipal = funded.accounts.of_level("driftskonsekvens", "municipality", BASE + 1)
    assert municipal == pytest.approx(25 + 7 - 10 + 1 - 6 + 1.92)


def test_a_company_pays_its_own_loan_and_a_guarantee_fee_and_charges_rent() -> None:
    funded = _funded(
        {"owner": "bolag", "opex_change": None},
        ({"amount": 100, "start_year": BASE, "economic_life_years": 4},),
        sources=({"id": "lån", "kind": "green_loan", "certainty": "secured", "term_years": 5, "interest_rate": 0.04,
                  "loan_form": "bullet", "guarantee_fee": 0.005},),
        funding=({"source": "lån", "rest": True},),
        tables={"internal_rents": ({"action": "a", "payer": "nämnd", "receiver": "bolag"},)},
        internal_interest=0.03,
        last_year=BASE + 6,
    )  # fmt: skip
    years = (BASE, BASE + 1, BASE + 4)
    assert _line(funded, "internal_interest", "bolag", *years) == [0, 0, 0]
    assert _line(funded, "guarantee_fee", "bolag", *years) == pytest.approx([0.5, 0.5, 0.5])
    assert _line(funded, "internal_rent", "nämnd", *years) == pytest.approx([4.5, 29.5, 29.5])
    assert _line(funded, "driftskonsekvens", "bolag", *years) == pytest.approx([0, 0, 0])
    assert _line(funded, "driftskonsekvens", "finans", *years) == pytest.approx([-0.5] * 3)
    assert _line(funded, "cash", "finans", BASE, BASE + 1) == pytest.approx([0, 0.5])
    assert _line(funded, "cash", "bolag", BASE, BASE + 1) == pytest.approx([4.5, 29.5 - 4.5])
    assert funded.accounts.of_level("driftskonsekvens", "group", BASE + 1) == pytest.approx(29)
    assert funded.npv_after_funding("nämnd", "a").value == pytest.approx(-4.5 - 4 * 29.5 - 4.5 * 0)


def test_an_unknown_internal_interest_is_no_zero_and_cancels_in_the_municipality() -> None:
    funded = _funded(internal_interest={"by_year": {str(BASE): 0.02}}, last_year=BASE + 3)
    assert _line(funded, "internal_interest", "nämnd", BASE, BASE + 1) == [0, None]
    assert _line(funded, "driftskonsekvens", "finans", BASE, BASE + 1) == [0, None]
    assert funded.accounts.of_level("driftskonsekvens", "municipality", BASE + 1) == Fraction(100, 30)


def test_the_ordinary_budget_with_the_plan() -> None:
    year = str(BASE + 1)
    row: dict[str, Any] = {
        "year": BASE + 1,
        "result": 20,
        "depreciation": 50,
        "net_investment": 70,
        "loan_debt": 500,
        "population": 10,
    }
    row |= {"taxes_and_grants": 1000, "result_target": 0.02, "self_financing_target": 0.5, "debt_ceiling": 560}
    funded = _funded(
        investments=({"by_year": {str(BASE): 100, year: 100}, "economic_life_years": 10},),
        sources=(
            {"id": "lån", "kind": "bond", "certainty": "secured", "term_years": 5, "interest_rate": 0.05},
            {"id": "bidrag", "kind": "grant_eu", "provider": "staten", "share": 0.3, "probability": 1},
        ),
        funding=({"source": "bidrag"}, {"source": "lån", "amount": 50}),
        tables={
            "ordinary_budget": (row, {**row, "year": BASE + 2, "result": None}),
            "adopted_plan": ({"action": "a", "by_year": {year: 40}}, {"by_year": {year: 900}}),
        },
        internal_interest=0.03,
        last_year=BASE + 6,
    )
    found = {(check.year, check.test): check for check in funded.checks}
    assert found[BASE + 1, "result"].value == pytest.approx((20 - 2.5) / 1000)
    assert found[BASE + 1, "result"].passes is False
    # 70 + 100 − 30 − 40
    assert found[BASE + 1, "self_financing"].value == pytest.approx((20 - 2.5 + 50) / 100)
    assert found[BASE + 1, "debt"].value == 550
    assert found[BASE + 1, "debt"].passes is True
    assert found[BASE + 1, "debt_per_inhabitant"].value == 55
    assert found[BASE + 1, "debt_per_inhabitant"].absent == ("debt_per_inhabitant_ceiling",)
    assert found[BASE + 2, "result"].passes is None
    assert found[BASE + 2, "result"].absent == ("result",)


def test_a_grant_follows_what_it_paid_for_into_income() -> None:
    """100 of first purchases over 4 years, bought again after 2 of them for the component that lasts 2."""
    grant = {"kind": "private", "provider": "staten", "probability": 1}
    funded = _funded(
        {"reinvest": True},
        (
            {"amount": 60, "start_year": BASE + 2, "economic_life_years": 4},
            {"amount": 40, "start_year": BASE, "economic_life_years": 2},
        ),
        sources=(
            {"id": "periodiserad", **grant},
            {"id": "direkt", "grant_accounting": "income_at_completion", **grant},
        ),
        funding=(
            {"source": "periodiserad", "by_year": {str(BASE): 20, str(BASE + 2): 50}},
            {"source": "direkt", "by_year": {str(BASE): 3, str(BASE + 4): 5}},
        ),
        last_year=BASE + 5,
    )
    # Activated BASE + 3, when 40 is replaced already and written off; replacements from BASE + 3 and BASE + 5.
    years = range(BASE + 2, BASE + 6)
    # Of 50, 30 stands for first purchases and 20 for the replacement; with the 20 before, 50 in proportion to 100.
    accrued = [0, 0.55 * 50 + 0.5 * 20, 0.15 * 50 + 0.5 * 20, 0.15 * 50]
    assert _line(funded, "grant_income", "nämnd", *years) == pytest.approx(
        [accrued[0], accrued[1] + 3, accrued[2] + 5, accrued[3]]
    )
    assert _line(funded, "depreciation", "nämnd", *years) == pytest.approx([0, 15 + 20, 15 + 20, 15 + 20])
    assert _line(funded, "write_off", "nämnd", *years) == pytest.approx([0, 40, 0, 0])
    assert _line(funded, "book_value", "nämnd", *years) == pytest.approx([0, 45 + 20, 30, 15 + 20])


def test_who_pays_a_fee_inside_has_a_cost_and_who_gets_it_an_income() -> None:
    funded = _funded(
        {"opex_change": 10, "fund_running_cost": True, "effect_start": BASE},
        (),
        sources=({"id": "taxa", "kind": "fee", "money_class": "external", "provider": "bolag", "paid_during": 0.5,
                  "payment_lag_years": 1, "probability": 1},),
        funding=({"source": "taxa", "by_year": {str(BASE): 8}},),
        last_year=BASE + 2,
    )  # fmt: skip
    assert _line(funded, "fees", "bolag", BASE, BASE + 1, BASE + 2) == [8, 0, 0]
    assert _line(funded, "fees", "nämnd", BASE, BASE + 1, BASE + 2) == [-8, 0, 0]
    assert _line(funded, "driftskonsekvens", "bolag", BASE, BASE + 1, BASE + 2) == [8, 0, 0]
    assert _line(funded, "driftskonsekvens", "nämnd", BASE, BASE + 1, BASE + 2) == [2, 10, 10]
    assert funded.accounts.of_level("driftskonsekvens", "municipality", BASE) == 2
    assert funded.accounts.of_level("driftskonsekvens", "group", BASE) == 10


def test_the_reference_has_a_capital_cost_of_its_own_beside_the_sum() -> None:
    funded = _funded(
        investments=(
            {"amount": 100, "start_year": BASE, "economic_life_years": 10},
            {"amount": 40, "start_year": BASE + 1, "economic_life_years": 4, "kind": "reference_capex"},
        ),
        internal_interest=0.05,
        last_year=BASE + 3,
    )
    assert _line(funded, "reference_capital_cost", "nämnd", BASE + 1, BASE + 2, BASE + 3) == pytest.approx(
        [0, 12, 11.5]
    )
    assert _line(funded, "depreciation", "nämnd", BASE + 2) == [10]


def test_an_annuity_rids_itself_of_what_is_bought_again() -> None:
    asset = Asset(Fraction(1000), 2, Fraction(1, 4), 2027, replaced=2030)
    years = _years(asset, 0.04, CapitalCostMethod.NOMINAL_ANNUITY)
    assert _told(years, 2029, 2030) == [pytest.approx((0, 10)), pytest.approx((0, 0))]
    assert float(years[2030].write_off or 0) == pytest.approx(250)


def test_the_real_annuity_grows_with_the_prices_of_its_own_years() -> None:
    prices = {2027: Fraction(1), 2028: Fraction(11, 10), 2029: Fraction(1)}
    years = capital_years(
        Asset(Fraction(1000), 3, Fraction(0), 2027),
        CapitalCostMethod.REAL_ANNUITY,
        lambda _: Fraction(0),
        lambda year: prices[year],
        range(2027, 2030),
    )
    # Prices at the end of the periods are 1, 1.1 and 1.1; without interest the three come to the cost.
    assert [sum(pair) for pair in _told(years, 2027, 2028, 2029)] == pytest.approx([1000 / 3.2, 1100 / 3.2, 1100 / 3.2])


def test_a_rent_is_indexed_and_what_cancels_need_not_be_known() -> None:
    rents = (
        {"action": "a", "payer": "bolag", "receiver": "nämnd", "basis": "amount", "amount": 10},
        {"action": "a", "payer": "staten", "receiver": "bolag", "basis": "amount", "amount": 0},
    )
    funded = _funded(inflation=0.1, tables={"internal_rents": rents}, last_year=BASE + 2)
    assert _line(funded, "internal_rent", "bolag", BASE, BASE + 1, BASE + 2) == pytest.approx([0, 11, 12.1])
    # A rent that follows a capital cost that nobody knows: unknown to its parties and the municipality, not the group.
    of_cost = ({"action": "a", "payer": "bolag", "receiver": "nämnd"},)
    funded = _funded(tables={"internal_rents": of_cost}, last_year=BASE + 2)
    assert funded.npv_after_funding("nämnd", "a").reason == "absent_input"
    assert funded.npv_after_funding("municipality", "a").reason == "absent_input"
    assert funded.npv_after_funding("staten", "a").reason == "outside_perspective"
    before = funded.reference.action("a", "group").figures["npv"].value
    assert funded.npv_after_funding("group", "a").value == before
    assert funded.accounts.of_level("driftskonsekvens", "municipality", BASE + 1) is None
    assert funded.accounts.of_level("driftskonsekvens", "group", BASE + 1) == Fraction(100, 30)


def test_no_net_investment_is_no_rate_and_no_failure() -> None:
    row = {"year": BASE, "result": -5, "depreciation": 0, "net_investment": -100, "self_financing_target": 1}
    funded = _funded(tables={"ordinary_budget": (row,)})
    check = next(check for check in funded.checks if check.test == "self_financing")
    assert (check.value, check.reason, check.passes) == (None, "no_capex", True)


def test_purchases_that_are_used_as_they_are_bought_are_activated_one_by_one() -> None:
    """Buses of 100 a year for two years, lasting 2, each bought again: in the books the year after, whole."""
    action = {"effect_follows": "capex", "reinvest": True, "replaced_book_value": 6}
    funded = _funded(
        action,
        (
            {"start_year": BASE, "end_year": BASE + 1, "amount": 200, "economic_life_years": 2, "residual_share": 0.1},
            {"by_year": {str(BASE): 20, str(BASE + 1): 20}, "economic_life_years": 5, "kind": "reference_capex"},
        ),
        sources=({"id": "bidrag", "kind": "private", "provider": "staten", "probability": 1},),
        funding=({"source": "bidrag", "by_year": {str(BASE): 10}},),
        last_year=BASE + 4,
    )
    years = range(BASE + 1, BASE + 5)
    assert _line(funded, "depreciation", "nämnd", *years) == pytest.approx([45, 90, 90, 90])
    # What never wears off leaves with the bus: bought again BASE + 2 and BASE + 3, replaced the years after.
    assert _line(funded, "write_off", "nämnd", *years) == pytest.approx([6, 0, 10, 10])
    assert _line(funded, "grant_income", "nämnd", *years) == pytest.approx([4.5, 4.5, 1, 0])
    stated = _funded({**action, "activation": str(BASE + 2)}, last_year=BASE + 4)
    assert _line(stated, "depreciation", "nämnd", BASE + 1, BASE + 2) == pytest.approx([0, 100 / 30])


def test_what_is_bought_again_before_a_late_activation_is_written_off_then() -> None:
    funded = _funded(
        {"reinvest": True, "activation": str(BASE + 3)},
        ({"start_year": BASE, "amount": 100, "economic_life_years": 2, "residual_share": 0.5},),
        last_year=BASE + 6,
    )
    # Bought BASE, BASE + 2 and BASE + 4: the first is replaced as the project is activated, the next as it wears off.
    years = range(BASE + 2, BASE + 7)
    assert _line(funded, "depreciation", "nämnd", *years) == pytest.approx([0, 25, 25, 25, 25])
    assert _line(funded, "write_off", "nämnd", *years) == pytest.approx([0, 100, 0, 50, 0])
    assert _line(funded, "book_value", "nämnd", *years) == pytest.approx([0, 75, 50, 75, 50])


def test_a_reference_that_is_dated_later_is_taken_off_from_the_beginning() -> None:
    grant = {"kind": "grant_eu", "provider": "staten", "probability": 1}
    funded = _funded(
        investments=(
            {"by_year": {str(BASE): 100, str(BASE + 1): 60}},
            {"start_year": BASE + 2, "amount": 80, "kind": "reference_capex"},
        ),
        sources=({"id": "bidrag", "share": 0.5, "less_reference": True, **grant},),
        funding=({"source": "bidrag"},),
        last_year=BASE + 3,
    )
    assert _given(funded, "bidrag") == {BASE: 40}  # half of 160 − 80, never more than that


def test_the_share_of_a_source_is_for_all_entries_that_use_it() -> None:
    grant = {"kind": "grant_eu", "provider": "staten", "share": 0.5, "aid_intensity": 0.9}
    funded = _funded(
        sources=({"id": "bidrag", "probability": 1, **grant},),
        funding=({"source": "bidrag", "amount": 30}, {"source": "bidrag", "share": 0.4}),
    )
    assert sorted(float(amount) for amount in funded.funding.awards.values()) == [20, 30]


def test_what_a_frame_cuts_is_not_taken_from_another_organisations_cost() -> None:
    funded = _funded(
        {"capex_split": {"nämnd": 0.5, "bolag": 0.5}},
        sources=({"id": "ram", "kind": "own_investment_frame"},),
        funding=({"source": "ram", "share": 0.5},),
        tables={"frames": ({"source": "ram", "organisation": "nämnd", "by_year": {str(BASE): 60}},)},
    )
    # Half of 100, of which 25 are the company's, that has no frame.
    assert {award.organisation: amount for award, amount in funded.funding.awards.items()} == {"nämnd": 25}


def test_a_yearly_cap_has_nothing_in_a_year_without_a_number() -> None:
    funded = _funded(
        investments=({"by_year": {str(BASE): 100, str(BASE + 1): 100}},),
        sources=({"id": "ram", "kind": "own_operating", "cap_per_year": {"by_year": {str(BASE): 70}}},),
        funding=({"source": "ram", "rest": True},),
    )
    assert _given(funded, "ram") == {BASE: 70}


def test_money_from_inside_the_group_is_a_cost_of_its_giver_and_no_less_investment() -> None:
    row = {"year": BASE, "net_investment": 10, "investment_frame": 1000}
    funded = _funded(
        {"capex_split": {"nämnd": 0.8, "bolag": 0.2}},
        ({"start_year": BASE, "amount": 100, "economic_life_years": 4},),
        sources=({"id": "fond", "kind": "climate_fund", "money_class": "external", "provider": "finans",
                  "probability": 1},),
        funding=({"source": "fond", "share": 0.5},),
        tables={
            "ordinary_budget": ({**row, "level": "municipality"}, {**row, "level": "group"}),
            "adopted_plan": ({"action": "a", "by_year": {str(BASE): 30}},),
        },
        last_year=BASE + 2,
    )  # fmt: skip
    assert _line(funded, "grant_income", "nämnd", BASE, BASE + 1) == [0, 10]
    assert _line(funded, "grant_income", "finans", BASE, BASE + 1) == [0, -12.5]
    assert funded.accounts.of_level("grant_income", "municipality", BASE + 1) == -2.5
    assert funded.accounts.of_level("grant_income", "group", BASE + 1) == 0
    # The municipality's 80 of 100, and 24 of the 30 that are adopted; what it gives itself is no less investment.
    found = {check.level: check.value for check in funded.checks if check.test == "investment"}
    assert found == {"municipality": 10 + 80 - 24, "group": 10 + 100 - 30}


# -- Identities on hard plans --------------------------------------------------------------------------------

_MANY = settings(
    max_examples=70,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@_MANY
@given(funded_plans())
def test_sources_and_gap_are_uses_and_no_limit_is_exceeded(plan: Plan) -> None:
    funded = Funded(plan)
    funding, book = funded.funding, funded.book
    paid: defaultdict[Use, Fraction] = defaultdict(Fraction)
    of_source: defaultdict[str, Fraction] = defaultdict(Fraction)
    for award, amount in funding.awards.items():
        assert amount > Fraction(0)
        paid[award.use] += amount
        of_source[funding.source_of(award.entry).id] += amount
    for use, amount in funding.uses.items():
        assert paid[use] + funding.gap[use] == amount
        assert funding.gap[use] >= 0
    for action, flows in book.flows.items():
        capex = sum(-amount for entry in flows.entries if entry.line == "capex" for amount in entry.nominal.values())
        used = sum(amount for use, amount in funding.uses.items() if (use.action, use.sort) == (action, "capital"))
        assert float(abs(capex - used)) < NEAR
    for source in plan.sources:
        own = {award: n for award, n in funding.awards.items() if funding.source_of(award.entry).id == source.id}
        assert source.cap_total is None or of_source[source.id] <= exact(source.cap_total)
        for year in book.years:
            cap = None if source.cap_per_year is None else source.cap_per_year.at(year)
            given = sum(n for award, n in own.items() if award.year == year)
            assert cap is None or given <= exact(cap)
            assert not given or (source.first_year or year) <= year <= (source.last_year or year)
            frames = [row for row in plan.frames if row.source == source.id]
            assert not frames or given <= sum(exact(row.by_year.get(year, 0.0)) for row in frames)
        for action, year in {(award.action, award.year) for award in own if source.kind.is_grant}:
            # In the years of an award: a reference bought later takes nothing back.
            ceiling = funding.eligible_to_date(action, source, year)
            given = sum(n for award, n in own.items() if award.action == action and award.year <= year)
            assert given <= ceiling * exact(1.0 if source.aid_intensity is None else source.aid_intensity) + DUST


@_MANY
@given(funded_plans())
def test_external_money_is_paid_in_full_and_cancels(plan: Plan) -> None:
    funded = Funded(plan)
    awarded = sum(
        amount
        for award, amount in funded.funding.awards.items()
        if funded.funding.source_of(award.entry).of_class is MoneyClass.EXTERNAL
    )
    assert sum(n for payment, n in funded.payments.paid.items() if payment.sort != "results") == awarded
    after = sum(n for payment, n in funded.payments.late.items() if payment.sort != "results")
    at_end = sum(n for (_, year), n in funded.payments.bridged().items() if year == funded.book.years[-1])
    assert at_end == after
    moved: defaultdict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
    for transfer, amount in funded.transfers.amounts.items():
        moved[transfer.action, transfer.line, transfer.year] += amount
    assert not any(moved.values())
    for action in plan.actions:
        before = funded.reference.action(action.id, "society").figures["npv"]
        after_funding = funded.npv_after_funding("society", action.id)
        assert (after_funding.value, after_funding.reason) == (before.value, before.reason)


@_MANY
@given(funded_plans())
def test_debt_rolls_forward_and_assets_and_grants_end(plan: Plan) -> None:
    funded = Funded(plan)
    accounts, years = funded.accounts, funded.book.years
    for organisation in funded.book.accounted:
        for year in years:
            amounts = [accounts.of(f"debt_{part}", organisation, year) for part in ("opening", "drawn", "amortised")]
            opening, drawn, amortised = (amount or Fraction(0) for amount in amounts)
            closing = accounts.of("debt_closing", organisation, year)
            assert closing is not None
            assert abs(opening + drawn - amortised - closing) < TINY
            assert closing > -TINY
            if year > years[0]:
                assert opening == accounts.of("debt_closing", organisation, year - 1)
    for action, assets in accounts.assets.items():
        for asset in assets:
            kept = asset.remains if asset.replaced is None else Fraction(0)
            assert sum(worn_by_year(asset).values()) == asset.cost - kept
        used = sum(n for use, n in funded.funding.uses.items() if (use.action, use.sort) == (action, "capital"))
        assert float(abs(sum(asset.cost for asset in assets) - used)) < NEAR
    for award, income in accounts.income.items():
        total = sum(income.values())
        assert total <= funded.funding.awards[award] + TINY
        if all(asset.kept < 1 for asset in accounts.assets[award.action]):
            assert abs(total - funded.funding.awards[award]) < TINY


@_MANY
@given(funded_plans())
def test_row_order_never_matters(plan: Plan) -> None:
    document = to_document(plan)
    turned = {key: rows[::-1] if isinstance(rows, list) else rows for key, rows in document.items()}
    one, other = Funded(plan), Funded(read_document(turned)[0])
    assert one.funding.awards == other.funding.awards
    assert one.funding.gap == other.funding.gap
    assert one.payments.paid == other.payments.paid
    assert one.accounts.unknown == other.accounts.unknown
    assert dict(one.transfers.amounts) == dict(other.transfers.amounts)
    assert dict(one.accounts.amounts) == dict(other.accounts.amounts)
    assert one.checks == other.checks
