"""What is budgeted already and what is new; frames and what is used of them."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from finmodel import evaluate
from finmodel.analysis.capacity import BudgetedNeed
from finmodel.analysis.funding import Funding
from tests.engine.money_plans import money_plan
from tests.small_plans import BASE

Y0, Y1 = str(BASE), str(BASE + 1)
TWO = {"by_year": {Y0: 100, Y1: 60}, "economic_life_years": 10}
SPLIT = {"nämnd": 0.25, "bolag": 0.75}


def _funding(*parts: Any, perspective: str = "group", **more: Any) -> Funding:
    return evaluate(money_plan(*parts, **{"last_year": BASE + 2, **more}), perspective).funding


def _rows(*adopted: dict[str, Any], perspective: str = "group", **action: Any) -> dict[tuple[str, str], BudgetedNeed]:
    funding = _funding(
        {"capex_split": SPLIT, **action},
        [TWO],
        sources=[{"id": "gåva", "kind": "private"}, {"id": "lån", "kind": "loan"}],
        funding=[{"source": "gåva", "share": 0.2}, {"source": "lån", "rest": True}],
        adopted=adopted,
        perspective=perspective,
    )
    return {(row.action, row.organisation): row for row in funding.budgeted}


def test_the_need_is_investment_less_external_money() -> None:
    rows = _rows()
    assert rows["a", "nämnd"].need == pytest.approx([20, 12, 0])
    assert rows["a", "bolag"].need == pytest.approx([60, 36, 0])
    assert rows["a", "bolag"].new == pytest.approx([60, 36, 0])
    assert not rows["a", "bolag"].budgeted.any()


def test_what_is_adopted_covers_the_need_of_its_year_and_no_more() -> None:
    row = _rows({"action": "a", "organisation": "bolag", "by_year": {Y0: 50, Y1: 50}})["a", "bolag"]
    assert row.budgeted == pytest.approx([50, 36, 0])
    assert row.new == pytest.approx([10, 0, 0])
    assert row.unused == pytest.approx([0, 14, 0])
    assert row.to_dict()["years"][Y1] == pytest.approx({"need": 36, "budgeted": 36, "new": 0, "adopted_unused": 14})


def test_an_adopted_row_without_organisation_is_split_as_the_investment() -> None:
    rows = _rows({"action": "a", "by_year": {Y0: 40}}, {"action": "a", "organisation": "nämnd", "by_year": {Y0: 5}})
    assert rows["a", "nämnd"].budgeted == pytest.approx([15, 0, 0])
    assert rows["a", "bolag"].budgeted == pytest.approx([30, 0, 0])


def test_an_organisation_with_adopted_money_and_no_need_is_shown() -> None:
    rows = _rows({"action": "a", "organisation": "nämnd2", "by_year": {Y0: 5}}, {"by_year": {Y0: 100}})
    assert set(rows) == {("a", "nämnd"), ("a", "nämnd2"), ("a", "bolag")}
    assert rows["a", "nämnd2"].unused == pytest.approx([5, 0, 0])


def test_only_those_inside_and_what_is_funded() -> None:
    assert set(_rows(perspective="bolag")) == {("a", "bolag")}
    assert set(_rows(perspective="municipality")) == {("a", "nämnd")}
    assert _rows({"action": "a", "by_year": {Y0: 40}}, included=False) == {}


def _frames(*frames: dict[str, Any]) -> dict[tuple[str, str | None], Any]:
    funding = _funding(
        {"capex_split": SPLIT},
        [TWO],
        sources=[{"id": "ram", "kind": "own_investment_frame"}, {"id": "fri", "kind": "own_investment_frame"}],
        funding=[{"source": "fri", "share": 0.1}, {"source": "ram", "rest": True}],
        frames=[{"source": "ram", **frame} for frame in frames],
    )
    return {(row.source, row.organisation): row for row in funding.frames}


def test_frames_and_what_is_left_of_them() -> None:
    rows = _frames({"organisation": "nämnd", "by_year": {Y0: 10, Y1: 30}}, {"by_year": {Y0: 100}})
    assert set(rows) == {("ram", "nämnd"), ("ram", None)}
    own, common = rows["ram", "nämnd"], rows["ram", None]
    assert own.frame == pytest.approx([10, 30, 0])
    assert own.used == pytest.approx([10, 13.5, 0])
    assert own.left == pytest.approx([0, 16.5, 0])
    assert common.used == pytest.approx([67.5, 0, 0])
    assert common.to_dict()["years"][Y0] == pytest.approx({"frame": 100, "used": 67.5, "left": 32.5})


def test_frame_rows_add_up_in_whatever_order_they_stand() -> None:
    """0.1 + 0.2 + 0.3 is another float than 0.3 + 0.2 + 0.1."""
    found = {
        _frames(*({"id": f"r{amount}", "by_year": {Y0: amount}} for amount in order))["ram", None].frame[0]
        for order in permutations([0.1, 0.2, 0.3])
    }
    assert len(found) == 1
