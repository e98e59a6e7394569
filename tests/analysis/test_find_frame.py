"""What to leave out to hold a frame: by hand, against a rule written anew, and by evaluating without it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame import FrameReason, hold_frame, hold_investment_frame, without_actions
from finmodel.analysis.find_grant import GrantReason
from finmodel.analysis.find_loan import LoanReason
from finmodel.i18n import LANGUAGES, texts
from finmodel.model.document import read_document
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from tests.funded import funded_document, funded_plan
from tests.scenarios.municipal import load
from tests.small_plans import small_document

Wish = tuple[str, int | None, dict[str, float]]
WISHES: tuple[Wish, ...] = (
    ("w1", 1, {"2026": 60}),
    ("w2", 2, {"2026": 30, "2027": 120}),
    ("w3", 3, {"2026": 50}),
    ("w4", None, {"2026": 40, "2027": 100}),
)


def plan_of(wishes: tuple[Wish, ...] = WISHES, frame: dict[str, float] | None = None, **more: Any) -> Plan:
    """Actions that own money is to pay whole, each worth −cost and one tonne a year."""
    document = small_document(
        actions=[
            {"id": name, "priority": priority, "opex_change": 0, "reduction_tonnes": 1, "lifetime_years": 1}
            for name, priority, _ in wishes
        ],
        investments=[{"action": name, "by_year": costs} for name, _, costs in wishes if costs],
        first_year=2024,
        last_year=2030,
        residual_values=False,
    )
    document["sources"] = [{"id": "o", "name": "o", "kind": "own_investment_frame", "certainty": "secured"}]
    document["funding"] = [{"id": "d", "source": "o", "position": 1, "rest": True}]
    by_year = {"2026": 100, "2027": 100} if frame is None else frame
    document["frames"] = [{"id": "f", "source": "o", "by_year": by_year}]
    return read_document(document | more)[0]


def test_a_smaller_one_after_one_that_does_not_fit_is_kept() -> None:
    found = hold_frame(plan_of(), "o")
    assert [(row.action, row.is_kept, row.first_year, row.lacking) for row in found.actions] == [
        ("w1", True, None, None),
        ("w2", False, 2027, 20),
        ("w3", False, 2026, 10),
        ("w4", True, None, None),
    ]
    assert [(row.year, row.frame, row.asked, row.kept) for row in found.totals] == [
        (2026, 100, 180, 100),
        (2027, 100, 220, 100),
    ]
    assert found.actions[1].asked == {2026: 30, 2027: 120}
    assert (found.npv_lost, found.tonnes_lost, found.holds) == (-200, 2, True)


def test_the_plan_without_what_is_left_out_is_cut_by_no_frame() -> None:
    plan = plan_of()
    found = hold_frame(plan, "o")
    assert evaluate(plan).funding.cuts != ()
    reduced = evaluate(without_actions(plan, found.left_out))
    assert reduced.funding.cuts == ()
    assert reduced.funding.portfolio.sources["o"].sum() == 200


def test_nothing_is_left_out_where_all_fits_and_all_where_nothing_does() -> None:
    assert hold_frame(plan_of(frame={"2026": 180, "2027": 220}), "o").left_out == ()
    nothing = hold_frame(plan_of(frame={"2028": 5}), "o", all_years=True)
    assert (nothing.left_out, nothing.npv_lost, nothing.tonnes_lost) == (("w1", "w2", "w3", "w4"), -400, 4)


def test_money_spent_before_the_base_year_leaves_nothing_out() -> None:
    found = hold_frame(plan_of((("w1", 1, {"2025": 70, "2026": 60}),)), "o")
    assert (found.left_out, found.actions[0].asked, found.holds) == ((), {2026: 60}, True)


def test_an_organisation_draws_on_its_own_frame() -> None:
    found = hold_frame(funded_plan(), "o")
    # Lamps ask for half of 100 000 in 2026, and the committee has 40 000.
    assert [(row.action, row.is_kept, row.first_year, row.lacking, row.organisation) for row in found.actions] == [
        ("a", False, 2026, 10_000, "tek"),
        ("b", True, None, None, None),
    ]
    assert found.holds


def test_whoever_has_no_frame_has_nothing() -> None:
    frames = [{"id": "f", "source": "o", "organisation": "annan", "by_year": {"2026": 1000}}]
    organisations = [{"id": name, "name": name, "kind": "committee"} for name in ("nämnd", "annan")]
    found = hold_frame(plan_of((("w1", 1, {"2026": 60}),), frames=frames, organisations=organisations), "o")
    assert [(row.is_kept, row.lacking, row.organisation) for row in found.actions] == [(False, 60, None)]
    assert [(row.organisation, row.year, row.frame, row.asked) for row in found.totals] == [
        (None, 2026, 0, 60),
        ("annan", 2026, 1000, 0),
    ]


def test_what_is_left_out_can_make_another_ask_for_more_and_the_rule_is_gone_through_again() -> None:
    # The source has 100 in all: what w2 takes of it in 2026 leaves w1 20 in 2027, and 90 without w2.
    sources = [
        {"id": "o", "name": "o", "kind": "own_investment_frame", "certainty": "secured", "cap_total": 100},
    ]
    wishes: tuple[Wish, ...] = (("w1", 1, {"2027": 90}), ("w2", 2, {"2026": 80}))
    found = hold_frame(plan_of(wishes, frame={"2026": 50, "2027": 60}, sources=sources), "o")
    assert [(row.action, row.asked, row.first_year, row.lacking) for row in found.actions] == [
        ("w1", {2027: 90}, 2027, 30),
        ("w2", {2026: 80}, 2026, 30),
    ]
    assert found.holds


@pytest.mark.parametrize(
    ("source", "reason"),
    [("z", FrameReason.UNKNOWN_SOURCE), ("l", FrameReason.NOT_OWN_MONEY), ("g", FrameReason.NOT_OWN_MONEY)],
)
def test_why_nothing_can_be_said(source: str, reason: FrameReason) -> None:
    found = hold_frame(funded_plan(), source)
    assert (found.reason, found.actions, found.holds) == (reason, (), None)
    assert found.to_dict()["reason"] == str(reason)


def test_a_source_without_frames_holds_nothing_back() -> None:
    plan = funded_plan().model_copy(update={"frames": ()})
    assert hold_frame(plan, "o").reason is FrameReason.NO_FRAME
    assert hold_frame(plan_of(frame={"2025": 5}), "o").reason is FrameReason.NO_FRAME


def test_an_unknown_loss_has_its_reason() -> None:
    plan = plan_of()
    no_rate = plan.model_copy(update={"settings": plan.settings.model_copy(update={"financial_discount_rate": None})})
    found = hold_frame(no_rate, "o")
    assert (found.left_out, found.npv_lost, found.undefined) == (("w2", "w3"), None, {"npv": "no_rate"})


def test_a_year_without_a_frame_is_tested_only_when_asked_for() -> None:
    wishes: tuple[Wish, ...] = (("w1", 1, {"2026": 60, "2029": 60}), ("w2", 2, {"2026": 60}))
    plan = plan_of(wishes)
    found = hold_frame(plan, "o")
    assert (found.left_out, found.holds) == (("w2",), True)
    assert [(row.year, row.absent) for row in found.not_tested] == [(2029, ("frames",))]
    assert [row.year for row in found.totals] == [2026, 2027]
    every = hold_frame(plan, "o", all_years=True)
    assert [(row.action, row.first_year, row.lacking) for row in every.actions if not row.is_kept] == [("w1", 2029, 60)]
    assert (every.not_tested, every.holds) == ((), True)


def budget(**frames: int) -> list[dict[str, Any]]:
    """Ordinary years in which 1 000 is invested, with a frame of so much."""
    return [
        {"id": year, "year": int(year[1:]), "net_investment": 1000, "investment_frame": frame}
        for year, frame in frames.items()
    ]


def net_investment(plan: Plan) -> list[bool | None]:
    (found,) = evaluate(plan).accounts.tests
    return [test.passes for test in found.tests if test.name is TestName.NET_INVESTMENT]


def test_the_ordinary_budgets_frame_for_net_investment() -> None:
    plan = plan_of(ordinary_budget=budget(y2026=1100, y2027=1100))
    found = hold_investment_frame(plan)
    assert [(row.action, row.first_year, row.lacking) for row in found.actions if not row.is_kept] == [
        ("w2", 2027, 20),
        ("w3", 2026, 10),
    ]
    assert [(row.year, row.frame, row.asked, row.kept) for row in found.totals] == [
        (2026, 100, 180, 100),
        (2027, 100, 220, 100),
    ]
    assert (found.source, found.level, found.npv_lost, found.holds) == (None, AccountLevel.MUNICIPALITY, -200, True)
    assert net_investment(without_actions(plan, found.left_out)) == [True, True]
    assert hold_investment_frame(plan_of(ordinary_budget=budget(y2026=1180, y2027=1220))).left_out == ()


def test_adopted_money_is_in_the_ordinary_budget_already() -> None:
    adopted = [{"id": "p", "action": "w2", "by_year": {"2026": 80, "2027": 120}}]
    plan = plan_of(ordinary_budget=budget(y2026=1100, y2027=1100), adopted_plan=adopted)
    found = hold_investment_frame(plan)
    # 50 more than w2 needs in 2026 are adopted: with them 60 + 50 + 40 fit.
    assert found.actions[1].asked == {2026: -50}
    assert (found.left_out, net_investment(plan)) == ((), [True, True])
    tight = plan_of(ordinary_budget=budget(y2026=1099, y2027=1100), adopted_plan=adopted)
    held = hold_investment_frame(tight)
    assert [(row.action, row.lacking) for row in held.actions if not row.is_kept] == [("w4", 1)]
    assert net_investment(without_actions(tight, held.left_out)) == [True, True]


def test_what_gives_back_later_in_the_order_lets_another_be_put_back() -> None:
    wishes: tuple[Wish, ...] = (("w1", 1, {"2026": 30}), ("w2", 2, {"2026": 10, "2027": 10}), ("w3", 3, {"2027": 200}))
    adopted = [{"id": "p", "action": "w2", "by_year": {"2026": 30}}]
    plan = plan_of(wishes, ordinary_budget=budget(y2026=1010, y2027=1010), adopted_plan=adopted)
    # w1 alone breaks 2026; w2 gives 20 back there.
    assert hold_investment_frame(plan).left_out == ("w3",)


def test_external_money_is_no_net_investment() -> None:
    plan = read_document(funded_document())[0]
    (row,) = plan.ordinary_budget
    # In 2027: lamps 50 000 less a grant of 25 000, and the municipality's 80 000 of windows less 2 000.
    framed = plan.model_copy(update={"ordinary_budget": (row.model_copy(update={"investment_frame": 300_000}),)})
    found = hold_investment_frame(framed)
    assert [(total.frame, total.asked, total.kept) for total in found.totals] == [(100_000, 103_000, 25_000)]
    assert found.left_out == ("b",)
    assert {year.year: year.absent for year in found.not_tested} == {2026: ("ordinary_budget",)}
    assert found.not_costed == ("c",)


def test_a_year_that_is_broken_without_the_plan_is_told() -> None:
    found = hold_investment_frame(plan_of(ordinary_budget=budget(y2026=900, y2027=1500)))
    assert (found.left_out, found.broken_before, found.holds) == (("w1", "w2", "w3", "w4"), (2026,), False)
    late = hold_investment_frame(plan_of(ordinary_budget=budget(y2028=900, y2027=1500)))
    assert (late.left_out, late.broken_before, late.holds) == ((), (2028,), False)


def test_why_nothing_can_be_said_of_an_investment_frame() -> None:
    assert hold_investment_frame(plan_of()).reason is FrameReason.NO_INVESTMENT_FRAME
    unknown = [{"id": "y", "year": 2026, "investment_frame": 10}]
    assert hold_investment_frame(plan_of(ordinary_budget=unknown)).reason is FrameReason.ABSENT_NET_INVESTMENT


COSTS = st.dictionaries(st.sampled_from(("2026", "2027", "2028")), st.integers(1, 60), min_size=1)


@settings(max_examples=20, deadline=None)
@given(
    wanted=st.lists(st.tuples(st.none() | st.integers(1, 3), COSTS), min_size=1, max_size=5),
    frames=st.dictionaries(st.sampled_from(("2026", "2027", "2028")), st.integers(0, 150), min_size=1),
    turn=st.booleans(),
)
def test_the_rule_written_anew_gives_the_same(
    wanted: list[tuple[int | None, dict[str, float]]], frames: dict[str, float], turn: bool
) -> None:
    wishes = tuple((f"w{place}", priority, costs) for place, (priority, costs) in enumerate(wanted))
    left, out = {year: frames.get(year, 0) for year in ("2026", "2027", "2028")}, []
    for name, _, costs in sorted(wishes, key=lambda wish: (wish[1] or 99, wish[0])):
        if any(cost > left[year] for year, cost in costs.items()):
            out.append(name)
        else:
            left |= {year: left[year] - cost for year, cost in costs.items()}
    found = hold_frame(plan_of(wishes[::-1] if turn else wishes, frame=frames), "o", all_years=True)
    assert list(found.left_out) == out
    assert found.holds


@pytest.mark.parametrize("name", ["eskilstuna", "goteborg", "helsingborg", "trollhattan", "vaxjo"])
def test_samples_hold_their_frames_and_nothing_of_what_is_left_out_could_stay(name: str) -> None:
    plan, _ = load(name)
    for source in [row.id for row in plan.sources if row.of_class is MoneyClass.OWN]:
        for all_years in (False, True):
            found = hold_frame(plan, source, all_years=all_years)
            years = {row.year for row in found.totals}
            assert found.reason is not None or found.holds
            for back in found.left_out:
                some = without_actions(plan, set(found.left_out) - {back})
                cuts = [cut for cut in evaluate(some).funding.cuts if cut.source == source and cut.year in years]
                assert any(cut.limit in ("frame", "no_frame") for cut in cuts)
    for level in AccountLevel:
        of_level = hold_investment_frame(plan, level)
        assert of_level.reason is not None or of_level.holds or of_level.broken_before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_text_and_no_text_is_left_over(lang: Any) -> None:
    reasons = {"grant": GrantReason, "loan": LoanReason, "frame": FrameReason}
    wanted = {f"find.{name}.{reason}" for name, enum in reasons.items() for reason in enum}
    known = {key: text for key, text in texts(lang).items() if key.startswith(tuple(f"find.{n}." for n in reasons))}
    assert set(known) == wanted
    assert all(known.values())
