"""Frames of own money, and what is left of limits while the years are walked through."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.engine.room import Room, rest
from finmodel.engine.uses import Use
from tests.engine.money_plans import Money, money_of, near
from tests.small_plans import BASE

Y0, Y1 = str(BASE), str(BASE + 1)
EACH = {"by_year": {Y0: 100, Y1: 100}, "economic_life_years": 10}
SPLIT = {"nämnd": 0.5, "nämnd2": 0.3, "bolag": 0.2}


def _framed(*frames: dict[str, Any], source: dict[str, Any] | None = None, **more: Any) -> Money:
    """Return an action of 100 in each of two years: nämnd 50, nämnd2 30, bolag 20, all from "ram"."""
    return money_of(
        more.pop("action", {"opex_change": 0, "capex_split": SPLIT}),
        more.pop("investments", [EACH]),
        sources=[{"id": "ram", "kind": "own_investment_frame", **(source or {})}],
        funding=more.pop("funding", [{"source": "ram", "rest": True}]),
        frames=[{"source": "ram", **frame} for frame in frames],
        **more,
    )


def _by_bearer(money: Money, year: int = 0, action: str = "a") -> list[float]:
    awards = money.financing.awards[money.claim("ram", action)][:, Use.CAPITAL, year]
    return [float(awards[money.place(name)]) for name in SPLIT]


def test_a_source_without_frames_has_no_such_limit() -> None:
    assert _by_bearer(_framed()) == pytest.approx([50, 30, 20])


def test_a_frame_is_of_an_organisation_and_a_year_and_does_not_carry_over() -> None:
    money = _framed({"organisation": "nämnd", "by_year": {Y0: 40, Y1: 70}})
    assert _by_bearer(money) == pytest.approx([40, 0, 0]), "with a frame for one, the others have none"
    assert _by_bearer(money, 1) == pytest.approx([50, 0, 0])
    assert money.cuts() == [("a", "ram", BASE, "frame", 100, 40), ("a", "ram", BASE + 1, "no_frame", 100, 50)]


def test_a_year_without_a_number_has_no_frame() -> None:
    money = _framed({"organisation": "nämnd", "by_year": {Y1: 70}})
    assert _by_bearer(money) == [0, 0, 0]


def test_the_common_frame_is_for_those_without_one_of_their_own() -> None:
    money = _framed({"organisation": "nämnd", "by_year": {Y0: 10}}, {"by_year": {Y0: 25}})
    assert _by_bearer(money) == pytest.approx([10, 15, 10])


def test_frames_of_one_organisation_add_up() -> None:
    frames = [{"organisation": "nämnd", "by_year": {Y0: amount}} for amount in (10, 20)]
    assert _by_bearer(_framed(*frames)) == pytest.approx([30, 0, 0])


def test_own_money_and_its_frame_are_of_whom_may_use_it() -> None:
    money = _framed({"by_year": {Y0: 30}}, source={"provider": "nämnd2"})
    assert _by_bearer(money) == pytest.approx([0, 30, 0])
    money = _framed({"by_year": {Y0: 40}}, source={"provider": "finans"})
    assert _by_bearer(money) == pytest.approx([25, 15, 0])


def test_frames_are_used_up_by_one_after_the_other() -> None:
    money = _framed(
        {"by_year": {Y0: 120}},
        action=None,
        actions=[{"id": "a", "opex_change": 0, "priority": 2}, {"id": "b", "opex_change": 0, "priority": 1}],
        investments=[EACH, {**EACH, "action": "b"}],
        funding=[{"default": True, "source": "ram", "share": 1}],
    )
    assert money.award("ram", "b") == [100, 0, 0, 0]
    assert money.award("ram") == [20, 0, 0, 0]


def test_equals_share_a_frame_pro_rata() -> None:
    money = _framed(
        {"organisation": "nämnd", "by_year": {Y0: 60}},
        {"organisation": "bolag", "by_year": {Y0: 1000}},
        action=None,
        actions=[
            {"id": "a", "opex_change": 0},
            {"id": "b", "opex_change": 0, "capex_split": {"nämnd": 0.2, "bolag": 0.8}},
        ],
        investments=[EACH, {**EACH, "action": "b"}],
        funding=[{"default": True, "source": "ram", "share": 1}],
    )
    # a could take 100 of nämnd's frame and b 20: 50 and 10.
    assert _by_bearer(money) == pytest.approx([50, 0, 0])
    assert _by_bearer(money, action="b") == pytest.approx([10, 0, 80])
    assert money.cuts()[0] == ("a", "ram", BASE, "frame", 100, 50)


def test_caps_come_after_frames() -> None:
    money = _framed(
        {"organisation": "nämnd", "by_year": {Y0: 40, Y1: 40}}, source={"cap_per_year": 30, "cap_total": 45}
    )
    assert money.award("ram") == pytest.approx([30, 15, 0, 0])
    assert [cut[3] for cut in money.cuts()] == ["cap_per_year", "cap_total"]


def test_capital_and_running_cost_share_a_frame() -> None:
    money = _framed(
        {"organisation": "nämnd", "by_year": {Y0: 60}},
        source={"covers": "both"},
        action={"opex_change": 20, "effect_start": BASE, "fund_running_cost": True},
    )
    awards = money.financing.awards[0][money.place("nämnd"), :, 0]
    assert awards == pytest.approx([50, 10])


def test_an_amount_goes_by_what_is_to_be_paid_and_is_then_cut_by_each_frame() -> None:
    """60 of 100: 30, 18 and 12, and a common frame of 25 for the latter two. Nobody's room is another's."""
    frames: list[dict[str, Any]] = [{"organisation": "nämnd", "by_year": {Y0: 1000}}, {"by_year": {Y0: 25}}]
    money = _framed(*frames, funding=[{"source": "ram", "share": 0.6}])
    assert _by_bearer(money) == pytest.approx([30, 15, 10])
    assert money.cuts()[0] == ("a", "ram", BASE, "frame", 60, 55)


def _queue(count: int, *frames: dict[str, Any], source: dict[str, Any] | None = None) -> list[float]:
    """Return what actions of 50 and of falling priority get in the first year."""
    names = [f"a{number}" for number in range(count)]
    money = _framed(
        *frames,
        source=source,
        action=None,
        actions=[{"id": name, "opex_change": 0, "priority": number + 1} for number, name in enumerate(names)],
        investments=[{"action": name, "by_year": {Y0: 50}, "economic_life_years": 10} for name in names],
        funding=[{"default": True, "source": "ram", "rest": True}],
    )
    return [money.award("ram", name)[0] for name in names]


def test_a_frame_and_a_yearly_cap_last_for_as_many_as_they_are_enough_for() -> None:
    assert _queue(4, {"organisation": "nämnd", "by_year": {Y0: 120}}) == pytest.approx([50, 50, 20, 0])
    assert _queue(4, {"by_year": {Y0: 120}}) == pytest.approx([50, 50, 20, 0])
    assert _queue(4, source={"cap_per_year": 120}) == pytest.approx([50, 50, 20, 0])
    assert _queue(4, source={"cap_total": 120}) == pytest.approx([50, 50, 20, 0])


def test_of_two_limits_that_are_equally_tight_the_actions_own_is_named() -> None:
    money = _framed({"by_year": {Y0: 40, Y1: 40}}, source={"cap_per_action": 40}, action={"opex_change": 0})
    assert money.cuts()[0] == ("a", "ram", BASE, "cap_per_action", 100, 40)


def test_a_frame_that_cuts_what_an_own_limit_has_cut_is_named() -> None:
    """Each may have 30, of a frame of 40."""
    money = _framed(
        {"by_year": {Y0: 40}},
        source={"cap_per_action": 30},
        action=None,
        actions=[{"id": "a", "opex_change": 0}, {"id": "b", "opex_change": 0}],
        investments=[{**EACH, "by_year": {Y0: 100}}, {"action": "b", "by_year": {Y0: 50}, "economic_life_years": 9}],
        funding=[{"default": True, "source": "ram", "share": 1}],
    )
    assert (money.award("ram")[0], money.award("ram", "b")[0]) == (near(20), near(20))
    assert {cut[3] for cut in money.cuts()} == {"frame"}


def test_what_is_left_of_a_limit_is_no_rounding() -> None:
    assert rest(0.3, 0.1 + 0.2) == 0
    assert rest(10.0, 9.999999999999998) == 0
    assert rest(10.0, 4.0) == 6
    assert rest(5.0, 7.0) == 0
    assert rest(1.0, 1 - 2e-12) == pytest.approx(2e-12)
    assert rest(0.0, 0.0) == 0


def test_one_source_and_its_frames_do_not_touch_another() -> None:
    money = money_of(
        {"opex_change": 0},
        [EACH],
        sources=[{"id": "ram", "kind": "own_investment_frame"}, {"id": "ram2", "kind": "own_investment_frame"}],
        funding=[{"source": "ram", "share": 0.5}, {"source": "ram2", "share": 0.5}],
        frames=[{"source": "ram", "by_year": {Y0: 10, Y1: 10}}],
    )
    assert money.award("ram") == [10, 10, 0, 0]
    assert money.award("ram2") == [50, 50, 0, 0]


def test_a_room_begins_in_the_first_year_and_knows_its_year() -> None:
    money = _framed()
    room = Room(money.plan, money.arrays, money.financing.claims)
    assert room.calendar_year == BASE
    room.turn_to(2)
    assert room.calendar_year == BASE + 2
    assert room.got(0) == 0
