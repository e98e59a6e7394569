"""Which mix an action has: its own rows, or the default that fits it best; rows in any order mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finmodel.model.action import Action
from finmodel.model.funding import FundingEntry
from finmodel.model.mixes import Mixes
from finmodel.model.plan import Plan
from tests.strategies import plans

OWN = {"action": "a"}
SECTOR, OWNER, STATUS = {"sector": "energi"}, {"owner": "tn"}, {"status": "decided"}
EVERY: tuple[dict[str, str], ...] = (OWN, SECTOR, OWNER, STATUS, {})


def entry(name: str, place: Mapping[str, str], position: int = 1) -> FundingEntry:
    return FundingEntry.model_validate({"id": name, "source": "ram", "position": position, "share": 0.5, **place})


def action(name: str = "a", **fields: str) -> Action:
    row = {"id": name, "name": "Å", "owner": "tn", "sector": "energi", "status": "decided", **fields}
    return Action.model_validate(row)


@pytest.mark.parametrize("first", range(len(EVERY)))
def test_the_nearest_place_is_the_whole_mix(first: int) -> None:
    entries = [entry(str(index), place) for index, place in enumerate(EVERY) if index >= first]
    assert [row.id for row in Mixes(entries).of(action())] == [str(first)]
    assert [row.id for row in Mixes(entries[::-1]).of(action())] == [str(first)]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, ("action", "a")),
        ({"name": "b"}, ("sector", "energi")),
        ({"name": "b", "sector": "transport"}, ("owner", "tn")),
        ({"name": "b", "sector": "transport", "owner": "bolag"}, ("status", "decided")),
        ({"name": "b", "sector": "transport", "owner": "bolag", "status": "idea"}, ("all", "")),
    ],
)
def test_a_default_is_for_what_it_names_only(fields: dict[str, str], place: tuple[str, str]) -> None:
    mixes = Mixes([entry(str(index), each) for index, each in enumerate(EVERY)])
    assert mixes.place_of(action(**fields)) == place


def test_an_action_without_a_sector_has_no_default_of_one() -> None:
    row = Action.model_validate({"id": "b", "name": "Å", "owner": "x"})
    assert Mixes([entry("1", SECTOR), entry("2", STATUS)]).place_of(row) is None
    assert Mixes([entry("1", SECTOR)]).of(row) == ()


def test_defaults_are_never_mixed() -> None:
    entries = [entry("1", SECTOR), entry("2", OWNER, 2), entry("3", SECTOR, 2), entry("4", {}, 9)]
    assert [row.id for row in Mixes(entries).of(action())] == ["1", "3"]


def test_entries_stand_by_position_whatever_the_order_of_rows() -> None:
    entries = [entry("x", OWN, 3), entry("y", OWN, 1), entry("z", OWN, 2), entry("w", {})]
    for order in permutations(entries):
        mixes = Mixes(order)
        assert [row.id for row in mixes.of(action())] == ["y", "z", "x"]
        assert list(mixes.entries) == [("action", "a"), ("all", "")]


def test_an_entry_that_names_two_places_belongs_to_the_first() -> None:
    assert entry("1", {**OWN, **STATUS}).belongs_to == ("action", "a")
    assert entry("1", {}).belongs_to == ("all", "")


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(is_plain=True, is_funded=True), st.randoms(use_true_random=False))
def test_every_entry_is_in_one_mix_and_rows_in_any_order_give_the_same(plan: Plan, random: object) -> None:
    mixes = Mixes(plan.funding)
    assert sorted(row.id for mix in mixes.entries.values() for row in mix) == sorted(row.id for row in plan.funding)
    shuffled = list(plan.funding)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Mixes(shuffled).entries == mixes.entries
    for row in plan.actions:
        own = {each.id for each in plan.funding if each.action == row.id}
        mix = {each.id for each in mixes.of(row)}
        assert mix == own if own else not any(each.action for each in mixes.of(row))
