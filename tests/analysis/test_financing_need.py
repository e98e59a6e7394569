"""The financing gap by certainty, need against existing capacity, and how much of it is decided."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import evaluate
from finmodel.analysis.capacity_need import CapacityKind
from finmodel.analysis.financing_need import FinancingNeed, NeedCertainty, financing_need
from finmodel.analysis.funding import GapView
from finmodel.analysis.kronor_per_tonne import missing_per_tonne
from finmodel.analysis.outcome import Outcome
from finmodel.engine.uses import Use
from finmodel.model.document import read_document
from finmodel.model.plan import TABLES
from tests.engine.money_plans import money_plan, near
from tests.funded import funded_document, funded_plan
from tests.reference.funding_strategies import funded_documents
from tests.small_plans import BASE
from tests.strategies import documents

Document = dict[str, Any]
SECURED, APPLIED, IDENTIFIED, NOBODY = NeedCertainty

_FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def need() -> FinancingNeed:
    document = funded_document()
    document["sectors"] = [{"id": "hus", "name": "Hus"}]
    document["actions"][0]["status"] = "ongoing"
    document["actions"][1]["sector"] = "hus"
    return financing_need(evaluate(read_document(document)[0]))


def cells(need: FinancingNeed, *dimensions: Any) -> dict[tuple[Any, ...], float]:
    return {tuple(getattr(row, name) for name in dimensions): row.uses for row in need.rows(*dimensions)}


def test_uses_by_certainty_and_the_three_gaps(need: FinancingNeed) -> None:
    assert cells(need, "certainty") == near({(SECURED,): 145_000, (APPLIED,): 80_000, (NOBODY,): 125_000})
    assert need.total.uses == near(350_000)
    assert need.total.gaps == near(
        {GapView.PLANNED: 125_000, GapView.EXPECTED: 125_000 + 0.75 * 80_000, GapView.WORST: 205_000}
    )


def test_the_long_table_has_every_cell(need: FinancingNeed) -> None:
    found = {
        (row.year, row.organisation, row.sector, row.certainty): row.uses for row in need.rows() if row.year == 2027
    }
    assert found == near(
        {
            (2027, "tek", "", SECURED): 25_000,
            (2027, "tek", "", APPLIED): 25_000,
            (2027, "tek", "hus", SECURED): 32_000,
            (2027, "tek", "hus", APPLIED): 2_000,
            (2027, "tek", "hus", NOBODY): 46_000,
            (2027, "bol", "hus", SECURED): 48_000,
            (2027, "bol", "hus", APPLIED): 3_000,
            (2027, "bol", "hus", NOBODY): 69_000,
        }
    )
    assert {row.use for row in need.rows()} == {Use.CAPITAL}
    applied = next(row for row in need.rows("certainty") if row.certainty is APPLIED)
    assert applied.gaps == near({GapView.PLANNED: 0, GapView.EXPECTED: 60_000, GapView.WORST: 80_000})


def test_money_of_an_unknown_probability_makes_the_expected_gap_unknown_where_it_is_used() -> None:
    document = funded_document()
    del document["sources"][0]["probability"]
    need = financing_need(evaluate(read_document(document)[0]))
    assert need.total.gaps[GapView.EXPECTED] is None
    assert need.total.to_dict()["undefined"] == {"gap.expected": "absent_input"}
    secured = next(row for row in need.rows("certainty") if row.certainty is SECURED)
    assert secured.gaps[GapView.EXPECTED] == 0


def test_an_entry_can_be_surer_than_its_source() -> None:
    document = funded_document()
    document["funding"][0] |= {"certainty": "secured"}
    assert cells(financing_need(evaluate(read_document(document)[0])), "certainty") == near(
        {(SECURED,): 220_000, (APPLIED,): 5_000, (NOBODY,): 125_000}
    )


def test_decided_is_of_the_action_and_secured_of_the_money(need: FinancingNeed) -> None:
    assert (need.decided.uses, need.decided.decided, need.decided.secured) == near((350_000, 150_000, 145_000))
    assert need.decided.share_decided.value == near(150 / 350)
    assert need.decided.share_secured.value == near(145 / 350)
    assert need.decided_by_organisation["bol"].share_decided.value == 0
    assert need.decided_by_organisation["tek"].share_secured.value == near(97 / 230)
    assert need.decided_by_year[2026].share_decided.value == 1
    assert need.decided_by_year[2030].to_dict()["undefined"] == {
        "share_decided": "no_costs",
        "share_secured": "no_costs",
    }


def test_a_plan_whose_costs_nobody_knows_says_so() -> None:
    need = financing_need(evaluate(money_plan({}, last_year=BASE + 1)))
    assert need.decided.share_secured == Outcome(None, "not_costed")
    assert need.not_costed == ("a",)
    assert need.rows() == ()


def test_need_against_frames_and_the_adopted_plan(need: FinancingNeed) -> None:
    tek, bol = need.capacity.organisations
    row = tek.to_dict()["years"]["2027"]
    assert {name: value for name, value in row.items() if value} == near(
        {
            "need_capital": 130_000,
            "gap_capital": 46_000,
            "more_capital": 31_000,
            "investment_frame": 40_000,
            "investment_frame_used": 25_000,
            "investment_frame_left": 15_000,
            "net_need": 103_000,
            "new": 103_000,
        }
    )
    assert set(tek.to_dict()["undefined"]) == {
        f"{kind}{part}" for kind in ("operating_allowance", "other_own") for part in ("", "_used", "_left")
    }
    total = tek.to_dict()["total"]
    assert (total["budgeted"], total["new"], total["more_capital"]) == near((30_000, 123_000, 41_000))
    assert bol.organisation == "bol"
    assert bol.more[Use.CAPITAL].sum() == near(69_000)
    assert bol.to_dict()["undefined"]["investment_frame"] == "absent_input"
    assert need.capacity.total.more.sum() == near(110_000)
    assert need.capacity.common == {}


def test_operating_money_pays_running_cost_first_and_common_frames_stand_apart() -> None:
    plan = money_plan(
        {"fund_running_cost": True, "opex_change": 30, "effect_start": BASE},
        [{"by_year": {str(BASE): 100}, "economic_life_years": 10}],
        last_year=BASE,
        sources=[{"id": "drift", "kind": "own_operating"}, {"id": "ram", "kind": "own_investment_frame"}],
        frames=[
            {"source": "drift", "organisation": "nämnd", "by_year": {str(BASE): 50}},
            {"source": "ram", "by_year": {str(BASE): 500}},
        ],
    )
    capacity = financing_need(evaluate(plan)).capacity
    (own,) = capacity.organisations
    assert own.more[:, 0].tolist() == [80, 0]
    assert own.frames[CapacityKind.OPERATING_ALLOWANCE].left.tolist() == [50]
    assert set(own.frames) == {CapacityKind.OPERATING_ALLOWANCE}
    assert own.adopted is None
    assert own.to_dict()["undefined"]["new"] == "absent_input"
    assert capacity.to_dict()["common_frames"] == {
        "investment_frame": {str(BASE): {"frame": 500, "used": 0, "left": 500}}
    }


def test_kronor_missing_per_tonne_missing() -> None:
    results = evaluate(funded_plan())
    assert missing_per_tonne(results, Outcome(500.0), 2027).per_tonne.value == near(250)
    assert missing_per_tonne(results, Outcome(500.0), 2026).per_tonne.value == near(20)
    assert missing_per_tonne(results, Outcome(0.0), 2027).per_tonne == Outcome(None, "no_gap")
    assert missing_per_tonne(results, Outcome(-1.0), 2027).per_tonne.reason == "no_gap"
    lacking = missing_per_tonne(results, Outcome(None, "no_base_inventory"), 2027).to_dict()
    assert lacking["financing_gap"] == near(125_000)
    assert lacking["undefined"] == {"gap_tonnes": "no_base_inventory", "financing_gap_per_tonne": "no_base_inventory"}
    assert missing_per_tonne(results, Outcome(5.0), 2041).per_tonne.reason == "after_last_year"
    assert missing_per_tonne(results, Outcome(5.0), 2025).per_tonne.reason == "target_passed"
    assert missing_per_tonne(evaluate(money_plan({})), Outcome(5.0), BASE).per_tonne.reason == "not_costed"


@_FEW
@given(st.one_of(funded_documents(), documents()), st.sampled_from(["group", "owner", "society"]))
def test_every_cell_adds_up_to_the_balance(document: Document, perspective: str) -> None:
    results = evaluate(read_document(document)[0], perspective)
    need, portfolio = financing_need(results), results.funding.portfolio
    near_: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-7}
    np.testing.assert_allclose(need.cube.amounts.sum(axis=(0, 1, 3)), portfolio.uses, **near_)
    for view in GapView:
        np.testing.assert_allclose(need.cube.missing(view).sum(axis=(0, 1, 3)), portfolio.gaps[view], **near_)
    np.testing.assert_allclose(need.cube.by_action.sum(axis=(0, 1)), portfolio.uses.sum(axis=0), **near_)
    np.testing.assert_allclose(need.cube.by_status.sum(axis=(0, 1)), portfolio.uses.sum(axis=0), **near_)
    for name, balance in results.funding.organisations.items():
        place = need.cube.organisations.index(name)
        np.testing.assert_allclose(need.cube.amounts[place].sum(axis=(0, 2)), balance.uses, **near_)
    for row in (*need.rows(), *need.rows("sector"), *need.rows("certainty", "year"), need.total):
        worst = row.gaps[GapView.WORST]
        assert worst is not None
        assert worst <= row.uses * (1 + 1e-9)
    total = need.total
    assert sum(row.uses for row in need.rows("certainty")) == pytest.approx(total.uses, rel=1e-10, abs=1e-7)
    assert total.uses == pytest.approx(portfolio.total(portfolio.uses), rel=1e-10, abs=1e-7)
    capacity = need.capacity.total
    np.testing.assert_allclose(capacity.gap, portfolio.gaps[GapView.PLANNED], **near_)
    assert (capacity.more <= capacity.gap * (1 + 1e-9) + 1e-7).all()
    assert (capacity.more >= 0).all()
    json.dumps(need.to_dict(), allow_nan=False)


@_FEW
@given(st.one_of(funded_documents(), documents()), st.integers(0, 1_000_000))
def test_row_order_does_not_count(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.get(table, []))
    one, other = (financing_need(evaluate(read_document(each)[0])).to_dict() for each in (document, permuted))
    for each in (one, other):
        each["capacity"]["organisations"].sort(key=lambda row: row["organisation"])
    assert one == other
