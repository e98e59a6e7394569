"""Who pays and who benefits: a matrix that adds up to society, transfers that cancel, split incentives."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.who_pays import Matrix, SplitIncentive, WhoPays, split_incentives, who_pays
from finmodel.model.document import read_document
from finmodel.model.plan import TABLES
from tests.small_plans import BASE, small_document, small_plan
from tests.strategies import documents, plans

Document = dict[str, Any]
NEXT = str(BASE + 1)
ORGANISATIONS = (
    {"id": "school", "kind": "committee"},
    {"id": "property", "kind": "committee"},
    {"id": "tenants", "kind": "household"},
    {"id": "housing", "kind": "company"},
)

_FEW = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def in_year(amount: float, year: str = NEXT) -> Document:
    return {"by_year": {year: amount}}


def example(**settings_: Any) -> Plan:
    """Property invests three quarters, the school saves, tenants pay the housing company and are healthier."""
    action = {
        "id": "a",
        "owner": "property",
        "capex_split": {"property": 0.75, "housing": 0.25},
        "opex_change": in_year(21),
        "effect_start": BASE,
        "reduction_tonnes": in_year(10),
        "removal_tonnes": in_year(2),
    }
    return small_plan(
        action,
        [{"amount": 1000, "start_year": BASE}, {"amount": 200, "start_year": BASE, "kind": "reference_capex"}],
        [
            {"amount": in_year(1050), "receivers": {"school": 1}},
            {"amount": in_year(210), "kind": "revenue", "payer": "tenants", "receivers": {"housing": 1}},
            {"amount": in_year(63), "kind": "co_benefit", "receivers": {"tenants": 1}},
        ],
        organisations=ORGANISATIONS,
        last_year=BASE + 1,
        residual_values=False,
        **{
            "inflation": 0.02,
            "financial_discount_rate": 0.071,  # 1.05 · 1.02 − 1
            "social_discount_rate": 0.05,
            "carbon_value": 7,
            **settings_,
        },
    )


def cells(matrix: Matrix) -> dict[str | None, dict[str, float | None]]:
    """Return what is not zero."""
    return {row.organisation: {k: v for k, v in row.values.items() if v != 0} for row in (*matrix.rows, matrix.total)}


def test_a_matrix_by_hand() -> None:
    found = who_pays(example())
    expected: dict[str | None, dict[str, float]] = {
        "property": {"capex": -750, "reference_capex": 150, "opex": -20, "net": -620},
        "school": {"savings": 1000, "net": 1000},
        "housing": {"capex": -250, "reference_capex": 50, "revenue": 200, "net": 0},
        "tenants": {"revenue": -200, "co_benefits": 60, "net": -140},
        "": {"carbon_value": 80, "net": 80},
        None: {
            "capex": -1000,
            "reference_capex": 200,
            "opex": -20,
            "savings": 1000,
            "co_benefits": 60,
            "carbon_value": 80,
            "net": 320,
        },
    }
    shown = cells(found.present_values)
    for who, amounts in expected.items():
        assert {line: amount for line, amount in shown[who].items() if line != "net" or amount} == pytest.approx(
            {line: amount for line, amount in amounts.items() if amount}
        )
    # By kind, as the plan's list of kinds has them, then by id; nobody's last.
    assert [row.organisation for row in found.present_values.rows] == ["property", "school", "housing", "tenants", ""]
    assert found.present_values.row("housing")["net"] == 0
    assert cells(found.sums)["property"] == pytest.approx(
        {"capex": -750, "reference_capex": 150, "opex": -21, "net": -621}
    )
    assert cells(found.sums)[None]["net"] == pytest.approx(-1000 + 200 - 21 + 1050 + 63 + 84)
    (transfer,) = found.transfers
    assert (transfer.action, transfer.payer, transfer.receiver) == ("a", "tenants", "housing")
    assert (transfer.present_value, transfer.total) == pytest.approx((200, 210))


def test_the_financial_matrix_is_nominal_and_has_no_lines_of_society() -> None:
    found = who_pays(example(financial_discount_rate=0.02), "financial")
    assert found.price_basis == "nominal"
    assert not {"co_benefits", "carbon_value"} & set(found.lines)
    assert [row.organisation for row in found.present_values.rows] == ["property", "school", "housing", "tenants"]
    # Prices rise by the rate: nominal flows at it are worth their sums in today's prices.
    assert found.present_values.row("school")["savings"] == pytest.approx(1050)
    assert cells(found.present_values)[None]["net"] == pytest.approx(-1000 + 200 - 21 + 1050)
    assert found.sums.row("tenants").values["net"] == pytest.approx(-210)


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="mayor"):
        who_pays(example(), "mayor")  # type: ignore[arg-type]


def test_without_a_rate_the_sums_still_show() -> None:
    found = who_pays(example(social_discount_rate=None))
    for row in (*found.present_values.rows, found.present_values.total):
        assert set(row.values.values()) == {None}
        assert set(row.undefined.values()) == {"no_rate"}
        assert set(row.undefined) == set(row.values) == {*found.lines, "net"}
    assert found.sums == who_pays(example()).sums
    assert [(item.present_value, item.undefined) for item in found.transfers] == [(None, "no_rate")]
    assert found.transfers[0].total == pytest.approx(210)
    assert who_pays(example(social_discount_rate=None), "financial").present_values.total.undefined == {}


def test_without_a_carbon_value_only_what_holds_it_is_undefined() -> None:
    found = who_pays(example(carbon_value=None))
    for matrix in (found.present_values, found.sums):
        for who in (matrix.row(""), matrix.total):
            assert who.undefined == {"carbon_value": "absent_input", "net": "absent_input"}
        assert all(not row.undefined for row in matrix.rows if row.organisation)
    assert found.present_values.total["savings"] == pytest.approx(1000)
    assert evaluate(example(carbon_value=None), "society").portfolio.undefined["npv"] == "absent_input"


def test_what_is_not_costed_is_no_zero() -> None:
    plan = small_plan(actions=[{"id": "a"}, {"id": "b", "included": False, "opex_change": 5, "effect_start": BASE}])
    found = who_pays(plan, "financial")
    assert set(found.present_values.total.undefined.values()) == {"not_costed"}
    assert set(found.sums.total.values.values()) == {None}
    assert (found.costed.n, found.costed.of, found.costed.missing) == (0, 1, ("a",))
    assert found.by_action("a").sums.total.undefined["net"] == "not_costed"
    assert found.by_action("b").sums.total["opex"] == -5 * 31
    with pytest.raises(KeyError):
        found.by_action("c")


def test_each_payment_meets_its_own_receivers() -> None:
    plan = small_plan(
        {"opex_change": 0, "effect_start": BASE, "owner": "property"},
        [],
        [
            {"id": "z", "amount": in_year(100), "kind": "revenue", "payer": "tenants"},
            {"id": "m", "amount": in_year(7), "kind": "revenue"},
            {"id": "b", "amount": in_year(20), "kind": "revenue", "payer": "school", "receivers": {"housing": 1}},
            {
                "id": "a",
                "amount": in_year(10),
                "kind": "revenue",
                "payer": "tenants",
                "receivers": {"tenants": 0.5, "housing": 0.3, "property": 0.2},
            },
        ],
        organisations=ORGANISATIONS,
        last_year=BASE + 1,
    )
    found = [(item.payer, item.receiver, item.total) for item in who_pays(plan, "financial").transfers]
    assert found == [
        ("school", "housing", 20),
        ("tenants", "housing", pytest.approx(3)),
        ("tenants", "property", pytest.approx(102)),
    ]


def test_what_does_not_count_transfers_nothing() -> None:
    rows = [{"id": name, "opex_change": 0, "effect_start": BASE, "owner": "housing"} for name in ("a", "b", "c")]
    plan = small_plan(
        actions=[rows[0], {**rows[1], "included": False}, {**rows[2], "opex_change": None}],
        benefits=[{"action": row["id"], "amount": in_year(5), "kind": "revenue", "payer": "tenants"} for row in rows],
        organisations=ORGANISATIONS,
        last_year=BASE + 1,
    )
    assert [item.action for item in who_pays(plan, "financial").transfers] == ["a"]


def test_a_split_incentive_by_hand() -> None:
    (found,) = split_incentives(example())
    assert found.action == "a"
    assert [(s.organisation, s.name) for s in (*found.investors, *found.gainers)] == [
        ("property", "property"),
        ("school", "school"),
    ]
    assert (found.investors[0].investment, found.investors[0].npv) == pytest.approx((600, -620))
    assert (found.gainers[0].investment, found.gainers[0].npv) == pytest.approx((0, 1000))
    assert found.size == pytest.approx(620)
    (healthier,) = found.co_benefits
    assert (healthier.organisation, healthier.undefined, healthier.has_unpriced) == ("tenants", None, False)
    assert healthier.present_value == pytest.approx(60)
    assert found.society_npv == pytest.approx(320)
    no_social_rate = split_incentives(example(social_discount_rate=None))[0]
    assert (no_social_rate.size, no_social_rate.society_undefined) == (found.size, "no_rate")
    assert (no_social_rate.co_benefits[0].present_value, no_social_rate.co_benefits[0].undefined) == (None, "no_rate")


def incentives(*rows: Document, benefits: list[Document], investments: list[Document]) -> tuple[SplitIncentive, ...]:
    plan = small_plan(
        actions=[{"opex_change": 0, "effect_start": BASE, "owner": "property", **row} for row in rows],
        investments=[{"start_year": BASE, **row} for row in investments],
        benefits=[{**row, "amount": in_year(row["amount"]) if "amount" in row else None} for row in benefits],
        organisations=ORGANISATIONS,
        last_year=BASE + 1,
        residual_values=False,
    )
    return split_incentives(plan)


@pytest.mark.parametrize(
    ("investments", "benefits", "size"),
    [
        # The school saves more than property invests: what would have to change hands is the loss.
        ([{"amount": 100}], [{"amount": 150, "receivers": {"school": 1}}], 100),
        # The school saves less: all that it gains.
        ([{"amount": 100}], [{"amount": 30, "receivers": {"school": 1}}], 30),
        # Property gets enough of it itself.
        ([{"amount": 100}], [{"amount": 300, "receivers": {"school": 0.6, "property": 0.4}}], None),
        # Exactly even is no loss, in spite of rounding.
        ([{"amount": 0.3}], [{"amount": 0.1}, {"amount": 0.2}, {"amount": 9, "receivers": {"school": 1}}], None),
        # Nobody gains.
        ([{"amount": 100}], [{"amount": 20}], None),
        # It would have spent as much anyway: it loses for another reason, and invests nothing.
        (
            [{"amount": 100}, {"amount": 100, "kind": "reference_capex"}],
            [
                {"amount": 9, "kind": "revenue", "payer": "property", "receivers": {"school": 1}},
            ],
            None,
        ),
        # A co-benefit alone is no money of anybody's.
        ([{"amount": 100}], [{"amount": 900, "kind": "co_benefit", "receivers": {"tenants": 1}}], None),
    ],
)
def test_what_is_a_split_incentive(investments: list[Document], benefits: list[Document], size: float | None) -> None:
    found = incentives({"id": "a"}, benefits=benefits, investments=investments)
    assert [item.size for item in found] == ([] if size is None else [pytest.approx(size)])


def test_the_largest_comes_first_and_ties_go_by_id() -> None:
    sizes = {"c": 10, "a": 10, "b": 40, "out": 90}
    found = incentives(
        *({"id": name, "included": name != "out"} for name in sizes),
        benefits=[{"action": name, "amount": 500, "receivers": {"school": 1}} for name in sizes],
        investments=[{"action": name, "amount": amount} for name, amount in sizes.items()],
    )
    assert [(item.action, item.size) for item in found] == [("b", 40), ("a", 10), ("c", 10)]


def test_who_loses_and_who_gains_most_comes_first() -> None:
    (found,) = incentives(
        {"id": "a", "capex_split": {"housing": 0.2, "property": 0.8}},
        benefits=[
            {"amount": 10, "receivers": {"school": 1}},
            {"amount": 40, "receivers": {"tenants": 1}},
        ],
        investments=[{"amount": 100}],
    )
    assert [(stake.organisation, stake.npv) for stake in found.investors] == [("property", -80), ("housing", -20)]
    assert [(stake.organisation, stake.npv) for stake in found.gainers] == [("tenants", 40), ("school", 10)]
    assert found.size == 50


def test_unpriced_co_benefits_are_named_without_an_amount() -> None:
    (found,) = incentives(
        {"id": "a"},
        benefits=[
            {"amount": 150, "receivers": {"school": 1}},
            {"kind": "co_benefit", "receivers": {"tenants": 1}, "name": "Quiet", "direction": "positive"},
        ],
        investments=[{"amount": 100}],
    )
    (quiet,) = found.co_benefits
    assert (quiet.organisation, quiet.present_value, quiet.undefined, quiet.has_unpriced) == (
        *("tenants", None, "absent_input", True),
    )


def test_without_a_financial_rate_nothing_is_said_and_the_matrix_says_why() -> None:
    plan = example(financial_discount_rate=None)
    assert split_incentives(plan) == ()
    assert who_pays(plan, "financial").present_values.total.undefined["net"] == "no_rate"


def _size(matrix: Matrix) -> float:
    return sum(abs(amount or 0.0) for row in matrix.rows for line, amount in row.values.items() if line != "net")


def _near(value: float | None, expected: float | None, size: float) -> bool:
    if value is None or expected is None:
        return value is expected
    return value == pytest.approx(expected, rel=1e-9, abs=1e-9 * size + 1e-300)


@_FEW
@given(plans())
def test_everything_adds_up_to_society(plan: Plan) -> None:
    found, results = who_pays(plan), evaluate(plan, "society")
    values = found.present_values
    size = _size(values)
    assert _near(values.total["net"], results.portfolio["npv"], size)
    assert values.total.undefined.get("net") == results.portfolio.undefined.get("npv")
    assert (found.costed.n, found.costed.of, found.costed.missing) == (
        *(results.costed.n, results.costed.of, results.costed.missing),
    )
    for matrix in (values, found.sums):
        for row in (*matrix.rows, matrix.total):
            assert set(row.undefined) == {line for line, amount in row.values.items() if amount is None}
            if not row.undefined:
                assert _near(row["net"], sum(row[line] or 0.0 for line in found.lines), size)
        for line in (*found.lines, "net"):
            if line not in matrix.total.undefined:
                assert _near(matrix.total[line], sum(row[line] or 0.0 for row in matrix.rows), _size(matrix))
    json.dumps(found.to_dict(), allow_nan=False)


@_FEW
@given(plans())
def test_a_row_is_what_the_organisation_sees_itself(plan: Plan) -> None:
    values = who_pays(plan, "financial").present_values
    for row in values.rows:
        own = evaluate(plan, str(row.organisation)).portfolio
        if "npv" not in own.undefined:
            assert _near(row["net"], own["npv"], _size(values))
    group = evaluate(plan).portfolio
    inside = [row["net"] for row in values.rows if row.kind in ("committee", "finance_unit", "company")]
    if "npv" not in group.undefined:
        assert _near(sum(net or 0.0 for net in inside), group["npv"], _size(values))


@_FEW
@given(plans())
def test_sums_are_those_of_the_cash_flow_in_prices_of_the_price_year(plan: Plan) -> None:
    found, results = who_pays(plan), evaluate(plan, "society")
    years = [year for year in results.years if year >= plan.settings.base_year]
    flows = results.cash_flow_by(["organisation", "line"], basis="real")[years].sum(axis=1).to_dict()
    size = _size(found.sums)
    for row in found.sums.rows:
        for line in set(found.lines) - set(row.undefined):
            assert _near(row[line], flows.get((row.organisation, line), 0.0), size)


@_FEW
@given(plans())
def test_actions_add_up_to_the_whole(plan: Plan) -> None:
    found = who_pays(plan, "financial")
    missing = set(found.costed.missing)
    each = [found.by_action(row.id).sums for row in plan.actions if row.counts and row.id not in missing]
    for row in found.sums.rows:
        for line, amount in row.values.items():
            parts = [matrix.row(str(row.organisation))[line] for matrix in each]
            assert amount is None or _near(amount, sum(part or 0.0 for part in parts), _size(found.sums))


@_FEW
@given(plans())
def test_a_transfer_is_what_naming_the_payer_moves(plan: Plan) -> None:
    """Without the names of the payers each of them has as much more as it pays in transfers."""
    unnamed = plan.model_copy(
        update={"benefits": tuple(row.model_copy(update={"payer": None}) for row in plan.benefits)}
    )
    to_itself = {
        row.payer
        for row in plan.benefits
        for owner in (next(action.owner for action in plan.actions if action.id == row.action),)
        if row.payer in (row.receivers or {owner: 1.0})
    }
    named, without = who_pays(plan, "financial"), who_pays(unnamed, "financial")
    assert without.transfers == ()
    size = _size(without.sums)
    for row in named.sums.rows:
        amount, before = row["revenue"], without.sums.row(str(row.organisation))["revenue"]
        if amount is None or before is None or row.organisation in to_itself:
            continue
        paid = sum(item.total for item in named.transfers if item.payer == row.organisation)
        assert _near(before - amount, paid, size)
    for item in named.transfers:
        assert item.payer != item.receiver
        assert item.total >= 0


@_FEW
@given(plans())
def test_split_incentives_are_all_there(plan: Plan) -> None:
    found = who_pays(plan, "financial")
    listed = {item.action: item for item in split_incentives(plan)}
    if found.present_values.total.undefined.get("net") in ("no_rate", "not_costed"):
        assert listed == {}
        return
    for action in plan.actions:
        rows = found.by_action(action.id).present_values.rows
        if not action.counts or action.id in found.costed.missing:
            assert action.id not in listed
            continue
        size = _size(found.by_action(action.id).present_values)
        nets = {str(row.organisation): row["net"] or 0.0 for row in rows}
        spent = {str(row.organisation): -(row["capex"] or 0.0) - (row["reference_capex"] or 0.0) for row in rows}
        if any(0 < abs(amount) <= 1e-9 * size for amount in (*nets.values(), *spent.values())):
            continue  # rounding decides
        losers = {name for name, net in nets.items() if net < 0 and spent[name] > 0}
        gainers = {name for name, net in nets.items() if net > 0}
        assert (action.id in listed) == bool(losers and gainers)
        if action.id in listed:
            item = listed[action.id]
            assert {stake.organisation for stake in item.investors} == losers
            assert {stake.organisation for stake in item.gainers} == gainers
            moved = min(-sum(nets[name] for name in losers), sum(nets[name] for name in gainers))
            assert _near(item.size, moved, size)
            json.dumps(item.to_dict(), allow_nan=False)


@_FEW
@given(documents(), st.integers(0, 99))
def test_the_order_of_rows_never_counts(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.setdefault(table, []))
    one, other = (read_document(each)[0] for each in (document, permuted))
    for basis in ("society", "financial"):
        found: list[WhoPays] = [who_pays(plan, basis) for plan in (one, other)]
        assert found[0] == found[1]
    assert split_incentives(one) == split_incentives(other)


def test_a_plan_without_actions_has_a_matrix_without_numbers() -> None:
    plan = read_document(small_document(actions=[]))[0]
    found = who_pays(plan)
    assert set(found.sums.total.undefined.values()) == {"not_costed"}
    assert (found.transfers, split_incentives(plan)) == ((), ())
