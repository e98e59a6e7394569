"""What a reader asks of the funding: covered, limits in all, budgeted and new, unknown probabilities."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from finmodel import evaluate
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.funding import GapView
from finmodel.analysis.funding_tables import (
    covered,
    largest_sources,
    limit_sums,
    need_sums,
    unknown_probabilities,
)
from finmodel.analysis.ordinary_tests import tests_without_plan
from finmodel.analysis.results import Results
from finmodel.engine.claims import Limit
from finmodel.model.document import read_document

DOCUMENT: dict[str, Any] = {
    "schema_version": 3,
    "settings": {
        "municipality": "X",
        "first_year": 2026,
        "last_year": 2030,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": 0,
        "financial_discount_rate": 0.04,
    },
    "organisations": [
        {"id": "tek", "name": "Tek", "kind": "committee"},
        {"id": "bol", "name": "Bol", "kind": "company"},
        {"id": "nv", "name": "NV", "kind": "state"},
    ],
    "actions": [
        {"id": "a", "name": "A", "owner": "tek", "opex_change": 0, "reduction_tonnes": 1},
        {"id": "b", "name": "B", "owner": "bol", "opex_change": 0, "reduction_tonnes": 1},
    ],
    "investments": [
        {"id": "ia", "action": "a", "economic_life_years": 10, "by_year": {"2026": 100, "2027": 50}},
        {"id": "ib", "action": "b", "economic_life_years": 20, "amount": 200, "start_year": 2030},
    ],
    "sources": [
        {"id": "o", "name": "Ram", "kind": "own_investment_frame", "certainty": "secured"},
        {
            "id": "g",
            "name": "Bidrag",
            "kind": "grant_national",
            "provider": "nv",
            "certainty": "applied",
            "probability": 0.25,
            "share": 0.4,
            "paid_during": 0.5,
        },
    ],
    "funding": [
        {"id": "1", "action": "a", "source": "o", "position": 1, "amount": 120},
        {"id": "2", "action": "b", "source": "g", "position": 1},
    ],
    "frames": [{"id": "f", "source": "o", "by_year": {"2026": 30, "2027": 30}}],
    "adopted_plan": [{"id": "p", "action": "a", "by_year": {"2026": 60, "2027": 70}}],
}


def results(perspective: str = "group", **changes: Any) -> Results:
    document = copy.deepcopy(DOCUMENT)
    for table, rows in changes.items():
        document[table] = rows
    return evaluate(read_document(document)[0], perspective)


def test_covered_is_what_the_gap_leaves_of_the_uses() -> None:
    balance = results().funding.portfolio
    found = covered(balance)
    assert found[GapView.PLANNED]["2026"] == pytest.approx(30.0)
    assert found[GapView.PLANNED]["2030"] == pytest.approx(80.0)
    assert found[GapView.EXPECTED]["2030"] == pytest.approx(0.25 * 80)
    assert found[GapView.WORST]["2030"] == pytest.approx(0.0)


def test_what_is_left_of_a_fixed_amount_is_asked_for_once() -> None:
    found = results()
    rows = {row.action: row for row in limit_sums(found.plan, found.funding.cuts)}
    frame = rows["a"]
    # 2026: 100 are needed of the 120, the frame gives 30; 2027: 50 of the 90 left, and again 30.
    assert (frame.limit, frame.years) == (Limit.FRAME, (2026, 2027))
    first = next(cut for cut in found.funding.cuts if cut.action == "a" and cut.year == 2026)
    assert frame.asked == first.asked
    assert frame.granted == pytest.approx(60.0)
    assert frame.cut == pytest.approx(first.asked - 60.0)


def test_limits_by_year_of_a_rest_entry_add_up_and_the_largest_is_first() -> None:
    funding = [
        {"id": "1", "action": "a", "source": "o", "position": 1, "rest": True},
        {"id": "2", "action": "b", "source": "o", "position": 1, "rest": True},
    ]
    found = results(funding=funding)
    rows = limit_sums(found.plan, found.funding.cuts)
    assert [row.action for row in rows] == ["b", "a"]
    assert (rows[1].asked, rows[1].granted) == pytest.approx((150.0, 60.0))
    assert rows[0].cut == pytest.approx(200.0)
    assert limit_sums(found.plan, found.funding.cuts[::-1]) == rows


def test_need_is_budgeted_and_new() -> None:
    found = results()
    row = next(row for row in need_sums(found.funding.budgeted, 2026) if row.action == "a")
    # 2026: need 100 of which 60 are adopted; 2027: need 50, 70 adopted.
    assert (row.need, row.budgeted, row.new, row.unused) == pytest.approx((150.0, 110.0, 40.0, 20.0))
    later = next(row for row in need_sums(found.funding.budgeted, 2027) if row.action == "a")
    assert (later.need, later.budgeted) == pytest.approx((50.0, 50.0))
    assert all(row.action != "a" for row in need_sums(found.funding.budgeted, 2028))


def test_the_smallest_sources_are_summed() -> None:
    found = results(
        sources=[
            {"id": f"s{n}", "name": f"S{n}", "kind": "own_investment_frame", "certainty": "secured"} for n in range(4)
        ],
        funding=[
            {"id": str(n), "action": "a", "source": f"s{n}", "position": n + 1, "share": share}
            for n, share in enumerate((0.1, 0.4, 0.3, 0.2))
        ],
        frames=[],
    )
    balance = found.funding.portfolio
    rows = largest_sources(balance, 3)
    assert [name for name, _ in rows] == ["s1", "s2", None]
    assert rows[-1][1].sum() == pytest.approx(0.3 * 150)
    assert [name for name, _ in largest_sources(balance, 4)] == ["s1", "s2", "s3", "s0"]
    np.testing.assert_allclose(sum(path for _, path in rows), sum(balance.sources.values()))


def test_only_used_sources_of_unknown_probability_are_named() -> None:
    sources = [{k: v for k, v in row.items() if k != "probability"} for row in DOCUMENT["sources"]]
    assert unknown_probabilities(results(sources=sources).funding) == ("g",)
    assert unknown_probabilities(results("tek", sources=sources).funding) == ()
    assert unknown_probabilities(results().funding) == ()


def test_late_payments_are_those_of_the_perspective() -> None:
    inside = results("bol").funding.late_payments
    assert [(row.action, row.year) for row in inside] == [("b", 2031)]
    assert inside[0].amount == pytest.approx(40.0)
    assert results("tek").funding.late_payments == ()


def test_the_ordinary_budget_alone_is_tested_as_it_stands() -> None:
    row = {"id": "y", "year": 2026, "net_investment": 40, "investment_frame": 50, "loan_debt": 10, "debt_ceiling": 5}
    accounts = results(ordinary_budget=[row]).accounts
    with_plan = accounts.tests[0]
    without = tests_without_plan(accounts)[with_plan.level]
    assert with_plan.first_failing(TestName.NET_INVESTMENT) == 2026
    assert without.first_failing(TestName.NET_INVESTMENT) is None
    assert without.first_failing(TestName.DEBT) == 2026
    assert without.with_plan[2026]["net_investment"] == 40
