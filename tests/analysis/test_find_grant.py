"""The smallest grant: by hand on small plans, by building the plan that it means, and every reason for none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.find_grant import GrantReason, smallest_grant
from finmodel.analysis.find_mixes import with_mix
from finmodel.analysis.find_shares import GaveWay, within_whole
from finmodel.analysis.find_solver import smallest_enough
from finmodel.errors import Severity
from finmodel.model.check import check_plan
from finmodel.model.document import read_document
from finmodel.model.funding import FundingEntry, Source
from finmodel.model.funding_enums import MoneyClass, SourceKind
from tests.funded import funded_plan
from tests.scenarios.municipal import load
from tests.small_plans import small_document

COMMITTEE, STATE = {"id": "nämnd", "kind": "committee"}, {"id": "stat", "kind": "state"}
GRANT = {"id": "g", "name": "g", "kind": "grant_national", "provider": "stat", "certainty": "secured"}
OWN = {"id": "o", "name": "o", "kind": "own_investment_frame", "certainty": "secured"}


def plan_of(
    grant: dict[str, Any] | None = None,
    funding: tuple[dict[str, Any], ...] = ({"id": "1", "action": "a", "source": "o", "position": 1, "rest": True},),
    saving: float | None = 60,
    capex: tuple[dict[str, Any], ...] = ({"by_year": {"2026": 100}},),
    action: dict[str, Any] | None = None,
    more_sources: Sequence[dict[str, Any]] = (),
    **plan_settings: Any,
) -> Plan:
    """An investment of 100 in 2026 and a saving of 60 in 2027."""
    document = small_document(
        {"opex_change": 0, "effect_start": 2026, "sector": "s", **(action or {})},
        capex,
        [{"amount": {"by_year": {"2027": saving}}}],
        organisations=(COMMITTEE, STATE),
        last_year=2030,
        residual_values=False,
        **plan_settings,
    )
    document["sectors"] = [{"id": "s", "name": "s"}, {"id": "t", "name": "t"}]
    document["sources"] = [{**GRANT, **(grant or {})}, OWN, *more_sources]
    document["funding"] = list(funding)
    return read_document(document)[0]


def errors(plan: Plan) -> list[str]:
    """Why a plan would be refused."""
    found = check_plan(plan.settings, plan.tables())
    return [issue.code for issue in found if issue.severity is Severity.ERROR]


def worth(plan: Plan, perspective: str = "group") -> float:
    value = evaluate(plan, perspective).action("a").figures["npv_after_funding"]
    assert value is not None
    return value


def test_forty_of_a_hundred_are_lacking() -> None:
    plan = plan_of()
    found = smallest_grant(plan, "a", "g")
    assert (found.share, found.amount, found.npv_before, found.npv_after) == (0.4, 40, -40, 0)
    assert [(entry.source, entry.position, entry.share, entry.rest) for entry in found.entries] == [
        ("g", 1, 0.4, False),
        ("o", 2, None, True),
    ]
    built = with_mix(plan, "a", found.entries)
    assert worth(built) == 0
    assert evaluate(built).funding.actions["a"].classes[MoneyClass.OWN][0] == 60
    assert not found.problems
    assert not found.cuts


def test_the_share_is_of_the_eligible_cost() -> None:
    found = smallest_grant(plan_of({"eligible_share": 0.5}), "a", "g")
    assert (found.share, found.amount) == (0.8, 40)


def test_a_grant_paid_a_year_later_has_to_be_larger_at_a_rate() -> None:
    plan = plan_of({"paid_during": 0, "payment_lag_years": 1}, financial_discount_rate=0.25)
    # The grant comes with the saving: 1.25 · 100 = 125 are wanted that year, and 60 are there.
    found = smallest_grant(plan, "a", "g")
    assert found.share == pytest.approx(0.65, rel=1e-12)
    assert worth(with_mix(plan, "a", found.entries)) == pytest.approx(0, abs=1e-9 * 100)


def test_a_cap_of_the_first_year_is_made_up_for_in_the_second() -> None:
    plan = plan_of({"cap_per_year": 30}, capex=({"by_year": {"2026": 50, "2027": 50}},))
    # Half of the kinked road: 30 in 2026 whatever the share above 0.6, and 10 in 2027 from the share of 0.2.
    assert smallest_grant(plan, "a", "g").share == pytest.approx(0.4, rel=1e-12)
    steep = plan_of({"cap_per_year": 30}, saving=45, capex=({"by_year": {"2026": 75, "2027": 25}},))
    # 55 are lacking: 30 and 25·s, where the second year can give no more than its cost.
    found = smallest_grant(steep, "a", "g")
    assert [found.share, found.amount] == pytest.approx([1.0, 55], rel=1e-12)
    assert [(cut.year, str(cut.limit), cut.granted) for cut in found.cuts] == [(2026, "cap_per_year", 30.0)]


def test_what_pays_for_itself_needs_nothing() -> None:
    found = smallest_grant(plan_of(saving=100), "a", "g")
    assert (found.share, found.amount, found.npv_before, found.npv_after) == (0, 0, 0, 0)
    assert smallest_grant(plan_of(saving=170), "a").share == 0


def test_a_default_mix_becomes_the_actions_own() -> None:
    entries = (
        {"id": "d1", "source": "g", "position": 4, "share": 0.1},
        {"id": "d2", "source": "o", "position": 7, "share": 0.9},
    )
    plan = plan_of(funding=entries)
    found = smallest_grant(plan, "a", "g")
    assert [(entry.action, entry.source, entry.position, entry.share) for entry in found.entries] == [
        ("a", "g", 1, 0.4),
        ("a", "o", 2, 0.6),
    ]
    assert found.gave_way == (GaveWay("o", 0.9, 0.6),)
    assert {entry.id for entry in found.entries}.isdisjoint({"d1", "d2"})
    assert found.npv_before == -40
    built = with_mix(plan, "a", found.entries)
    assert (found.problems, errors(built), worth(built)) == ((), [], 0)


@pytest.mark.parametrize(
    ("share", "left"),
    [
        (0.1, {"p": 0.3, "l": 0.3, "o": 0.3, "r": 0.1}),
        (0.3, {"p": 0.3, "l": 0.3, "o": 0.1, "r": 0.1}),
        (0.6, {"p": 0.3, "l": 0.1, "r": 0.1}),
        (0.8, {"p": 0.2, "r": 0.1}),
        (1.0, {"r": 0.1}),
    ],
)
def test_own_and_borrowed_shares_give_way_before_external_ones_and_the_last_first(
    share: float, left: dict[str, float]
) -> None:
    kinds = {"p": "private", "l": "loan", "o": "own_operating", "r": "results_based"}
    sources = {name: Source(id=name, name=name, kind=SourceKind(kind)) for name, kind in kinds.items()}
    shares = {"p": 0.3, "l": 0.3, "o": 0.3, "r": 0.1}
    mix = [FundingEntry(id=name, source=name, position=1, share=part) for name, part in shares.items()]
    entries, gave_way = within_whole(mix, Source.model_validate(GRANT), share, sources)
    assert {entry.source: entry.share for entry in entries} == left
    assert {row.source for row in gave_way} == {name for name in shares if left.get(name) != shares[name]}


def test_what_is_open_in_other_years_or_takes_the_rest_does_not_give_way() -> None:
    late = Source(id="s", name="s", kind=SourceKind.LOAN, first_year=2028)
    own = Source.model_validate(OWN)
    mix = [
        FundingEntry(id="1", source="s", position=1, share=1.0),
        FundingEntry(id="2", source="o", position=2, rest=True),
    ]
    grant = Source.model_validate({**GRANT, "last_year": 2027})
    assert within_whole(mix, grant, 0.9, {"s": late, "o": own}) == (tuple(mix), ())


@settings(max_examples=20, deadline=None)
@given(
    shares=st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(lambda parts: sum(parts) <= 100),
    saving=st.integers(0, 100),
    eligible=st.sampled_from((0.5, 1)),
)
def test_the_mix_that_is_found_is_one_that_the_plan_accepts(shares: list[int], saving: int, eligible: float) -> None:
    names = ("o", "p", "l")
    more: list[dict[str, Any]] = [
        {"id": "p", "name": "p", "kind": "private", "provider": "stat", "certainty": "secured"},
        {"id": "l", "name": "l", "kind": "loan", "certainty": "secured", "term_years": 5, "interest_rate": 0},
    ]
    funding = tuple(
        {"id": name, "action": "a", "source": name, "position": place, "share": share / 100}
        for place, (name, share) in enumerate(zip(names, shares, strict=True), start=1)
    )
    plan = plan_of({"eligible_share": eligible}, funding, saving, more_sources=more)
    found = smallest_grant(plan, "a", "g")
    if found.share is None:
        assert found.reason is GrantReason.NOT_REACHABLE
        return
    built = with_mix(plan, "a", found.entries)
    assert errors(built) == []
    assert worth(built) == pytest.approx(0, abs=1e-9) if found.share else worth(built) >= 0


def test_without_a_source_it_is_the_breakeven_grant() -> None:
    plan = plan_of(capex=({"by_year": {"2026": 60, "2027": 40}},), financial_discount_rate=0.25)
    found = smallest_grant(plan, "a")
    figures = evaluate(plan).action("a").figures
    # −60 − 40/1.25 + 60/1.25 = −44 of a present value of 92, in units of the first year's factor.
    assert found.share == pytest.approx(44 / 92, rel=1e-12)
    assert found.amount == pytest.approx(100 * 44 / 92, rel=1e-12)
    assert figures["breakeven_grant"] == pytest.approx(-found.npv_before)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("grant", "more", "reason"),
    [
        ({"cap_per_action": 30}, {}, GrantReason.NOT_REACHABLE),
        ({"share": 0.3}, {}, GrantReason.NOT_REACHABLE),
        ({"first_year": 2028}, {}, GrantReason.NOT_REACHABLE),
        ({"eligible_sectors": ["t"]}, {}, GrantReason.NOT_ELIGIBLE),
        ({"eligible_share": 0}, {}, GrantReason.NO_ELIGIBLE_COST),
        ({"provider": "nämnd"}, {}, GrantReason.PROVIDER_INSIDE),
        ({"provider": None}, {}, GrantReason.NO_PROVIDER),
        ({}, {"action": {"included": False}}, GrantReason.NOT_COUNTED),
        ({}, {"capex": ({},)}, GrantReason.NOT_COSTED),
        ({}, {"financial_discount_rate": None}, GrantReason.NO_DISCOUNT_RATE),
    ],
)
def test_why_there_is_no_share(grant: dict[str, Any], more: dict[str, Any], reason: GrantReason) -> None:
    found = smallest_grant(plan_of(grant, **more), "a", "g")
    assert (found.share, found.reason, found.entries) == (None, reason, ())
    assert found.to_dict()["reason"] == str(reason)


def test_why_there_is_no_share_whatever_the_terms() -> None:
    plan = plan_of({"cap_per_action": 30})
    assert smallest_grant(plan, "z", "g").reason is GrantReason.UNKNOWN_ACTION
    assert smallest_grant(plan, "a", "z").reason is GrantReason.UNKNOWN_SOURCE
    assert smallest_grant(plan, "a", "o").reason is GrantReason.NOT_A_GRANT
    assert smallest_grant(plan, "a", None, "stat").reason is GrantReason.OUTSIDE_PERSPECTIVE
    dear = {"opex_change": 20}
    assert smallest_grant(plan_of(action=dear), "a").reason is GrantReason.NOT_REACHABLE
    nothing_built = plan_of(action=dear, capex=({"by_year": {"2026": 0}},))
    assert smallest_grant(nothing_built, "a").reason is GrantReason.NO_CAPITAL_USE
    by_tonne = {"id": "r", "name": "r", "kind": "results_based", "provider": "stat", "payment_per_tonne": 1}
    paid = plan.model_copy(update={"sources": (*plan.sources, Source.model_validate(by_tonne))})
    entries = tuple(entry.model_copy(update={"source": "r", "rest": False}) for entry in plan.funding)
    assert smallest_grant(with_mix(paid, "a", entries), "a", "g").reason is GrantReason.ABSENT_INPUT
    tried = smallest_grant(plan, "a", "g")
    assert (tried.largest_share, tried.npv_at_largest, [cut.limit for cut in tried.cuts]) == (
        1,
        -10,
        ["cap_per_action"],
    )


def test_other_actions_take_their_part_of_a_shared_cap() -> None:
    plan = funded_plan()
    found = smallest_grant(plan, "b", "g")
    # Lamps go first and leave 5 000 of the grant.
    assert (found.share, found.reason) == (None, GrantReason.NOT_REACHABLE)
    assert sum(cut.granted for cut in found.cuts) == 5000


@settings(max_examples=25, deadline=None)
@given(
    first=st.integers(1, 100),
    second=st.integers(0, 100),
    saving=st.integers(0, 200),
    during=st.sampled_from((0, 0.5, 1)),
    cap=st.none() | st.integers(1, 60),
    rate=st.sampled_from((0, 0.04)),
)
def test_the_plan_it_means_is_worth_nothing_and_less_grant_is_too_little(
    first: int, second: int, saving: int, during: float, cap: int | None, rate: float
) -> None:
    plan = plan_of(
        {"cap_per_year": cap, "paid_during": during},
        saving=saving,
        capex=({"by_year": {"2026": first, "2027": second}},),
        financial_discount_rate=rate,
    )
    found = smallest_grant(plan, "a", "g")
    if found.share is None:
        assert found.npv_at_largest is not None
        assert found.npv_at_largest < 0
        return
    value = worth(with_mix(plan, "a", found.entries))
    assert value == found.npv_after
    if found.share == 0:
        assert value >= -1e-9
        return
    assert value == pytest.approx(0, abs=1e-9 * (first + second))
    less = (found.entries[0].model_copy(update={"share": found.share * 0.999}), *found.entries[1:])
    assert worth(with_mix(plan, "a", less)) < 0


@pytest.mark.parametrize(
    ("function", "high", "x"),
    [
        (lambda x: x - 0.3, 1.0, 0.3),
        (lambda x: min(x - 0.3, 0.0), 1.0, 0.3),
        (lambda x: max(0.1 * x - 0.05, 5 * x - 4), 1.0, 0.5),
        (lambda x: -1.0 if x < 0.7 else 2.0, 1.0, 0.7),
        (lambda x: min(4 * x - 1, 3 - 4 * x), 1.0, 0.25),
        (lambda x: 2.0, 1.0, 0.0),
    ],
)
def test_the_solver_finds_the_first_x_that_is_enough(function: Any, high: float, x: float) -> None:
    assert smallest_enough(function, high, 1e-12) == pytest.approx(x, rel=1e-11)


def test_the_solver_says_when_nothing_is_enough() -> None:
    assert smallest_enough(lambda x: x - 1.5, 1.0, 1e-12) is None


@pytest.mark.parametrize("name", ["goteborg", "trollhattan", "vaxjo"])
def test_samples_have_an_answer_or_a_reason(name: str) -> None:
    plan, _ = load(name)
    grants = [row.id for row in plan.sources if row.kind.is_grant][:1]
    for action in plan.actions[:5]:
        for source in (None, *grants):
            found = smallest_grant(plan, action.id, source)
            assert (found.share is None) == (found.reason is not None)
            if found.share and source:
                assert errors(with_mix(plan, action.id, found.entries)) == []
                assert found.npv_after == pytest.approx(0, abs=1e-9 * abs(found.npv_before or 0.0))
