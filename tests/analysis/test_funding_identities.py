"""What must hold for every plan with money, whatever its sources, caps and mixes are."""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.funding import GapView
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.claims import AMOUNT, SHARE
from finmodel.engine.money import PlanMoney
from finmodel.engine.undefined import FloatArray
from finmodel.engine.uses import Use
from finmodel.model.decimals import normalise
from finmodel.model.document import read_document
from finmodel.model.funding_enums import MoneyClass
from finmodel.model.plan import TABLES
from tests.reference.funding_strategies import funded_documents, funded_plans

Document = dict[str, Any]

SOME = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEW = settings(SOME, max_examples=20)


def _money(plan: Plan) -> PlanMoney:
    return PlanMoney(plan, plan_arrays(plan))


def _never_more(got: FloatArray | float, limit: FloatArray | float) -> None:
    assert (np.asarray(got) <= np.asarray(limit) * (1 + 1e-9) + 1e-9).all(), (got, limit)


def _given(money: PlanMoney) -> FloatArray:
    """Return what each claim has got by organisation and year: by the tonne in the tonne's year, where known."""
    given: FloatArray = money.financing.awards.sum(axis=2)
    for i, claim in enumerate(money.financing.claims):
        if not claim.terms.is_capital:
            given[i] = np.nan_to_num(money.payouts.earned[i])
    return given


@SOME
@given(funded_plans())
def test_sources_and_gap_are_the_uses_everywhere(plan: Plan) -> None:
    found = _money(plan).financing
    paid = np.zeros_like(found.gap)
    for claim, award in zip(found.claims, found.awards, strict=True):
        paid[claim.action] += award
    assert (found.awards >= 0).all()
    assert (found.gap >= 0).all()
    np.testing.assert_allclose(paid + found.gap, found.uses.amounts, rtol=1e-11, atol=1e-9)
    assert not found.uses.amounts[~found.uses.is_funded].any()


@FEW
@given(funded_plans(), st.sampled_from(["owner", "municipality", "group", "society", "n1"]))
def test_every_balance_shows_sources_and_gap_that_add_up_to_uses(plan: Plan, perspective: str) -> None:
    funding = evaluate(plan, perspective).funding
    for balance in (funding.portfolio, *funding.actions.values(), *funding.organisations.values()):
        sources = sum(balance.sources.values(), np.zeros(len(balance.years)))
        gap = balance.gaps[GapView.PLANNED].sum(axis=0)
        np.testing.assert_allclose(sources + gap, balance.uses.sum(axis=0), rtol=1e-11, atol=1e-9)
        np.testing.assert_allclose(sum(balance.classes.values(), np.zeros(1)), sources, rtol=1e-11, atol=1e-9)
        assert (balance.liquidity_need >= 0).all()
    parts: Iterator[FloatArray] = (balance.uses for balance in funding.organisations.values())
    whole = funding.portfolio.uses
    np.testing.assert_allclose(sum(parts, np.zeros_like(whole)), whole, rtol=1e-11, atol=1e-9)


@FEW
@given(funded_plans())
def test_expected_and_worst_are_never_below_planned_and_worst_is_the_worst(plan: Plan) -> None:
    funding = evaluate(plan).funding
    for balance in (funding.portfolio, *funding.actions.values()):
        planned, expected, worst = (balance.gaps[view] for view in GapView)
        known = ~np.isnan(expected)
        assert (expected[known] >= planned[known]).all()
        _never_more(expected[known], worst[known])
        _never_more(worst, balance.uses)


@SOME
@given(funded_plans())
def test_caps_are_never_exceeded(plan: Plan) -> None:
    money = _money(plan)
    by_action: defaultdict[tuple[str, int], float] = defaultdict(float)
    by_year: defaultdict[str, FloatArray] = defaultdict(lambda: np.zeros(len(money.arrays.years)))
    for claim, got_of in zip(money.financing.claims, _given(money), strict=True):
        by_action[claim.terms.id, claim.action] += got_of.sum()
        by_year[claim.terms.id] += got_of.sum(axis=0)
    for source in plan.sources:
        used = by_year[source.id]
        if source.cap_total is not None:
            _never_more(used.sum(), source.cap_total)
        if source.cap_per_year is not None:
            _never_more(used, np.array([source.cap_per_year.at(int(year)) or 0.0 for year in money.arrays.years]))
        if source.cap_per_action is not None:
            for (name, _), got in by_action.items():
                if name == source.id:
                    _never_more(got, source.cap_per_action)
        for year, got in zip(money.arrays.years, used, strict=True):
            if not (source.first_year or 0) <= year <= (source.last_year or 9999):
                assert got == 0


@SOME
@given(funded_plans())
def test_frames_are_never_exceeded(plan: Plan) -> None:
    money = _money(plan)
    framed = {row.source for row in plan.frames}
    own = {(row.source, row.organisation) for row in plan.frames}
    used: defaultdict[tuple[str, str | None, int], float] = defaultdict(float)
    for claim, got_of in zip(money.financing.claims, _given(money), strict=True):
        if claim.terms.id in framed:
            for place, name in enumerate(money.arrays.organisations):
                holder = name if (claim.terms.id, name) in own else None
                for year, amount in zip(money.arrays.years, got_of[place], strict=True):
                    used[claim.terms.id, holder, int(year)] += amount
    for (source, holder, year), amount in used.items():
        rows = [row for row in plan.frames if (row.source, row.organisation) == (source, holder)]
        _never_more(amount, sum(row.by_year.get(year, 0.0) for row in rows))


@SOME
@given(funded_plans())
def test_grants_stay_inside_share_and_aid_intensity(plan: Plan) -> None:
    money = _money(plan)
    grants: defaultdict[int, FloatArray] = defaultdict(lambda: np.zeros(len(money.arrays.years)))
    of_source: defaultdict[tuple[int, str], FloatArray] = defaultdict(lambda: np.zeros(len(money.arrays.years)))
    ceilings: defaultdict[int, list[FloatArray]] = defaultdict(list)
    for claim, got_of in zip(money.financing.claims, _given(money), strict=True):
        if claim.eligible is None or not got_of.any():
            continue
        # Eligible cost can fall when the reference is bought: what was granted before it did, stays.
        highest = np.maximum.accumulate(claim.eligible)
        intensity = 1.0 if claim.terms.aid_intensity is None else claim.terms.aid_intensity
        ceilings[claim.action].append(intensity * highest)
        grants[claim.action] += np.cumsum(got_of.sum(axis=0))
        of_source[claim.action, claim.terms.id] += np.cumsum(got_of.sum(axis=0))
        if claim.terms.share is not None:
            _never_more(of_source[claim.action, claim.terms.id], claim.terms.share * highest)
    for action, to_date in grants.items():
        _never_more(to_date, np.max(ceilings[action], axis=0))


@SOME
@given(funded_plans())
def test_no_entry_gets_more_than_it_says(plan: Plan) -> None:
    money = _money(plan)
    found = money.financing
    for claim, award in zip(found.claims, found.awards, strict=True):
        by_year = award.sum(axis=(0, 1))
        if claim.phase == AMOUNT and claim.entry.amount is not None:
            _never_more(by_year.sum(), claim.entry.amount)
        elif claim.phase == AMOUNT:
            _never_more(by_year, np.array([claim.entry.by_year.get(int(year), 0.0) for year in money.arrays.years]))
        elif claim.phase == SHARE and claim.eligible is None and claim.terms.is_capital:
            uses = found.uses.amounts[claim.action][:, [int(sort) for sort in claim.sorts]].sum(axis=(0, 1))
            _never_more(by_year, claim.share * uses)
        unpayable = np.ones(award.shape[0], dtype=bool)
        unpayable[list(claim.organisations)] = False
        assert not award[unpayable].any()
        assert not award[:, [int(use) for use in Use if use not in claim.sorts]].any()


@SOME
@given(funded_plans())
def test_certainty_never_re_allocates(plan: Plan) -> None:
    sources = [row.model_copy(update={"certainty": "secured", "probability": None}) for row in plan.sources]
    entries = [row.model_copy(update={"certainty": None, "probability": None}) for row in plan.funding]
    sure = plan.model_copy(update={"sources": tuple(sources), "funding": tuple(entries)})
    np.testing.assert_array_equal(_money(plan).financing.awards, _money(sure).financing.awards)


@SOME
@given(funded_plans())
def test_all_that_is_awarded_is_paid_in_the_plan_or_listed(plan: Plan) -> None:
    money = _money(plan)
    late: defaultdict[int, float] = defaultdict(float)
    for item in money.payouts.late:
        late[item.claim] += item.amount
        assert item.year > plan.settings.last_year
    for i, claim in enumerate(money.financing.claims):
        earned, paid = money.payouts.earned[i].sum(), money.payouts.paid[i].sum()
        if np.isnan(earned):
            assert not claim.terms.is_capital
            assert not money.arrays.is_quantified[claim.action]
            continue
        assert paid + late[i] == pytest.approx(earned, rel=1e-11, abs=1e-9)
        _never_more(np.cumsum(money.payouts.paid[i], axis=1), np.cumsum(money.payouts.earned[i], axis=1))
        assert (earned > 0) <= (claim.terms.of_class is MoneyClass.EXTERNAL)


@SOME
@given(funded_plans())
def test_transfers_add_up_to_zero_over_the_organisations(plan: Plan) -> None:
    money = _money(plan)
    moved = money.transfers.of_organisations()
    size = np.abs(moved).sum()
    totals = moved.sum(axis=1)
    assert (np.abs(totals[~np.isnan(totals)]) <= 1e-12 * np.nan_to_num(size, nan=1e6) + 1e-9).all()


def _by_organisation(plan: Plan, figure: str) -> dict[str, list[tuple[float | None, str | None]]]:
    found: defaultdict[str, list[tuple[float | None, str | None]]] = defaultdict(list)
    for row in plan.organisations:
        for item in evaluate(plan, row.id).actions:
            found[item.id].append((item.figures[figure], item.figures.undefined.get(figure)))
    return found


@FEW
@given(funded_plans(3))
def test_after_funding_the_organisations_together_have_what_they_had_before(plan: Plan) -> None:
    before, after = (_by_organisation(plan, figure) for figure in ("npv", "npv_after_funding"))
    for action, figures in after.items():
        if {reason for _, reason in (*figures, *before[action])} - {None, "outside_perspective"}:
            continue
        amounts = [value for value, _ in figures if value is not None]
        expected = sum(value for value, _ in before[action] if value is not None)
        assert sum(amounts) == pytest.approx(expected, rel=1e-9, abs=1e-9 * (1 + sum(map(abs, amounts))))


@FEW
@given(funded_plans())
def test_society_is_not_touched_by_who_pays_whom(plan: Plan) -> None:
    for item in evaluate(plan, "society").actions:
        if "npv" not in item.figures.undefined:
            assert item.figures["npv_after_funding"] == pytest.approx(item.figures["npv"], rel=1e-12, abs=1e-9)


@FEW
@given(funded_documents(), st.integers(0, 1_000_000))
def test_row_order_does_not_count_to_the_last_bit(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.get(table, []))
    for perspective in ("group", "n1"):
        one, other = (evaluate(read_document(each)[0], perspective) for each in (document, permuted))
        assert one.result_hash == other.result_hash
        assert one.portfolio == other.portfolio
        assert one.funding.portfolio.to_dict() == other.funding.portfolio.to_dict()
        for part in ("actions", "organisations", "limits", "paid_after_last_year"):
            assert one.funding.to_dict()[part] == other.funding.to_dict()[part], part
        for part in ("organisations", "levels"):
            assert one.accounts.to_dict()[part] == other.accounts.to_dict()[part], part
        for part, key in (("sources", "id"), ("frames", "source")):
            rows = [sorted(map(str, each.funding.to_dict()[part])) for each in (one, other)]
            assert rows[0] == rows[1], (part, key)
        assert sorted(map(str, one.accounts.to_dict()["loans"])) == sorted(map(str, other.accounts.to_dict()["loans"]))


MONEY = {
    "investments": ("amount", "by_year"),
    "benefits": ("amount",),
    "actions": ("opex_change", "replaced_book_value"),
    "carriers": ("price", "carbon_price"),
    "sources": ("cap_per_action", "cap_per_year", "cap_total", "payment_per_tonne"),
    "funding": ("amount", "by_year"),
    "frames": ("by_year",),
    "internal_rents": ("amount",),
    "ordinary_budget": (
        "result", "depreciation", "net_investment", "loan_debt", "taxes_and_grants", "debt_ceiling",
        "debt_per_inhabitant_ceiling", "investment_frame",
    ),
    "adopted_plan": ("by_year",),
}  # fmt: skip


def _scaled(value: Any, factor: int) -> Any:
    if isinstance(value, dict):
        return {key: _scaled(number, factor) for key, number in value.items()}
    return None if value is None else normalise(value * factor)


def _money_times(document: Document, factor: int) -> Document:
    changed = copy.deepcopy(document)
    for table, fields in MONEY.items():
        for row in changed.get(table, []):
            row.update({field: _scaled(row[field], factor) for field in fields if field in row})
    for field in ("carbon_price", "carbon_value"):
        if field in changed["settings"]:
            changed["settings"][field] = _scaled(changed["settings"][field], factor)
    for row in changed["sources"]:
        if "minimum_kg_per_krona" in row:
            row["minimum_kg_per_krona"] = normalise(row["minimum_kg_per_krona"] / factor)
    return changed


@SOME
@given(funded_documents(), st.sampled_from([2, 10, 1000]))
def test_money_times_k_is_every_krona_times_k_and_the_same_ratios(document: Document, factor: int) -> None:
    one, other = (read_document(each)[0] for each in (document, _money_times(document, factor)))
    before, after = evaluate(one), evaluate(other)
    size = max(1.0, float(before.money.financing.uses.amounts.sum())) * factor
    near: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-10 * size}
    np.testing.assert_allclose(after.money.financing.awards, factor * before.money.financing.awards, **near)
    np.testing.assert_allclose(after.money.financing.gap, factor * before.money.financing.gap, **near)
    moved = [each.money.transfers.of_organisations() for each in (before, after)]
    np.testing.assert_allclose(moved[1], factor * moved[0], **near)
    np.testing.assert_allclose(after.money.accounts.lines, factor * before.money.accounts.lines, **near)
    np.testing.assert_allclose(after.money.debt.closing, factor * before.money.debt.closing, **near)
    pair = (before.funding.portfolio.leverage, after.funding.portfolio.leverage)
    assert (pair[0] is None) == (pair[1] is None)
    if pair[0] is not None:
        assert pair[1] == pytest.approx(pair[0], rel=1e-6)
    for one_level, other_level in zip(before.accounts.tests, after.accounts.tests, strict=True):
        for first, second in zip(one_level.tests, other_level.tests, strict=True):
            assert (first.undefined, first.absent) == (second.undefined, second.absent)


@SOME
@given(funded_documents())
def test_an_entry_for_an_action_that_is_left_out_changes_nothing(document: Document) -> None:
    out = copy.deepcopy(document)
    owner = document["organisations"][0]["id"]
    year = document["settings"]["first_year"]
    out["actions"].append({"id": "ute", "name": "Ute", "owner": owner, "included": False, "priority": 1})
    out["investments"].append(
        {"id": "ute", "action": "ute", "economic_life_years": 9, "amount": 5000, "start_year": year}
    )
    funded = copy.deepcopy(out)
    for position, source in enumerate(document["sources"]):
        is_results = source["kind"] == "results_based"
        funded["funding"].append(
            {
                "id": f"ute{position}",
                "action": "ute",
                "source": source["id"],
                "position": position + 1,
                **({} if is_results else {"amount": 1000}),
            }
        )
    before, after = (evaluate(read_document(each)[0]) for each in (out, funded))
    assert before.result_hash == after.result_hash
    plain = evaluate(read_document(document)[0])
    np.testing.assert_array_equal(plain.funding.portfolio.uses, after.funding.portfolio.uses)
    assert plain.funding.portfolio.to_dict() == after.funding.portfolio.to_dict()
    assert plain.accounts.by_organisation_year() == after.accounts.by_organisation_year()
