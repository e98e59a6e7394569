"""What holds for scenarios on every plan: the sample plan of Helsingborg, and generated ones."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import evaluate
from finmodel.analysis.overlay import apply_scenario, scenario_issues
from finmodel.errors import InputError, Issue
from finmodel.model.changes import apply_changes
from finmodel.model.document import read_document, to_document
from finmodel.model.identity import document_hash, plan_hash
from finmodel.model.plan import Plan
from finmodel.model.scenario_enums import Operation
from tests.overlaid import laid, on
from tests.strategies import plans

Document = dict[str, Any]
T = TypeVar("T")

SOME = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FUNDED = plans(max_actions=4, longest=12, is_plain=True, is_funded=True)
HELSINGBORG = Path(__file__).parents[2] / "scenarios" / "helsingborg" / "plan.json"
COMPONENTS = ("investments", "energy_changes", "benefits", "funding", "internal_rents", "risks", "evidence")


@pytest.fixture(scope="module")
def helsingborg() -> Plan:
    document = json.loads(HELSINGBORG.read_text(encoding="utf-8"))
    return read_document(document)[0]


def _without(plan: Plan, gone: Iterable[str]) -> Plan:
    """Return the plan without the actions and what belongs to them; an adopted project stays adopted."""
    names = set(gone)
    names |= {row.id for row in plan.actions if row.repeat_of in names}
    document = to_document(plan)
    document["actions"] = [row for row in document["actions"] if row["id"] not in names]
    for table in COMPONENTS:
        document[table] = [row for row in document[table] if row.get("action") not in names]
    for row in document["adopted_plan"]:
        if row.get("action") in names:
            del row["action"]
    return read_document(document)[0]


def _tried(make: Callable[[], T]) -> tuple[T | None, tuple[Issue, ...]]:
    """Return what is made, or else the issues for which it is refused; any other exception is a failure."""
    try:
        return make(), ()
    except InputError as error:
        return None, error.issues


def _figures(plan: Plan, perspective: str) -> Document:
    """Return everything that is said of the whole portfolio."""
    results = evaluate(plan, perspective)
    return {"figures": results.portfolio.to_dict(), "tonnes": results.tonnes().to_dict()}


def _assert_same(one: Any, other: Any) -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            _assert_same(value, other[key])
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for value, same in zip(one, other, strict=True):
            _assert_same(value, same)
    elif isinstance(one, float):
        assert other == pytest.approx(one, rel=1e-6, abs=1e-4, nan_ok=True)
    else:
        assert one == other


@pytest.mark.parametrize("gone", [("1",), ("26", "5"), ("3", "13", "16", "20", "40")])
def test_leaving_out_is_removing_in_helsingborg(helsingborg: Plan, gone: tuple[str, ...]) -> None:
    plan = on(helsingborg, {"operation": "leave_out", "actions": list(gone)})
    before = plan.model_dump(mode="json")
    found = apply_scenario(plan, "s").plan
    fewer = _without(helsingborg, gone)
    for perspective in ("group", "society"):
        _assert_same(_figures(found, perspective), _figures(fewer, perspective))
        one, other = evaluate(found, perspective), evaluate(fewer, perspective)
        for part in ("portfolio", "organisations", "sources", "frames", "paid_after_last_year"):
            _assert_same(one.funding.to_dict()[part], other.funding.to_dict()[part])
        _assert_same(one.accounts.to_dict(), other.accounts.to_dict())
    assert plan.model_dump(mode="json") == before


@SOME
@given(FUNDED, st.data())
def test_leaving_out_is_removing(plan: Plan, data: st.DataObject) -> None:
    if not plan.actions:
        return
    names = [row.id for row in plan.actions]
    gone = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    # A repeat of an action that is left out does not count either way.
    found = apply_scenario(on(plan, {"operation": "leave_out", "actions": gone}), "s").plan
    _assert_same(_figures(found, "group"), _figures(_without(plan, gone), "group"))


@SOME
@given(plans(max_actions=4))
def test_nothing_is_changed_by_nothing(plan: Plan) -> None:
    changes = [
        {"operation": "scale", "field": "investments.amount", "factor": 1, "all_rows": True},
        {"operation": "scale", "field": "investments.by_year", "factor": 1, "all_rows": True, "again": True},
        {"operation": "add", "field": "investments.by_year", "number": 0, "all_rows": True, "again": True},
        {"operation": "scale", "field": "benefits.amount", "factor": 1, "all_rows": True},
        {"operation": "scale", "field": "actions.lifetime_years", "factor": 1, "all_rows": True},
        {"operation": "scale", "field": "sources.grace_years", "factor": 1, "all_rows": True},
        {"operation": "add", "field": "actions.opex_change", "number": 0, "all_rows": True},
        {"operation": "add", "field": "settings.inflation", "number": 0},
        {"operation": "scale", "field": "settings.carbon_value", "factor": 1},
    ]
    moved = {"operation": "move", "all_rows": True, "years": 0, "again": True}
    laid_on = on(plan, *changes, moved)
    before = document_hash(laid_on)
    found = apply_scenario(laid_on, "s")
    assert found.hash == plan_hash(plan)
    assert found.changes == ()
    assert apply_scenario(on(plan), "s").changes_hash == found.changes_hash
    assert document_hash(laid_on) == before


def test_an_empty_scenario_changes_no_result(helsingborg: Plan) -> None:
    found = apply_scenario(on(helsingborg), "s")
    assert evaluate(found.plan).result_hash == evaluate(helsingborg).result_hash
    assert found.hash == plan_hash(helsingborg)


@SOME
@given(FUNDED, st.sampled_from((0.0, 0.5, 1.25, 3.0)))
def test_all_cost_scaled_scales_the_investment(plan: Plan, factor: float) -> None:
    change = {
        "operation": "scale", "field": "investments.amount", "factor": factor, "all_rows": True, "of_kind": "capex"
    }  # fmt: skip
    applied, issues = _tried(lambda: apply_scenario(on(plan, change), "s"))
    if applied is None:
        # Effects that follow the money have nothing to follow without any.
        assert factor == 0
        assert {issue.code for issue in issues} <= {"FM-M118", "FM-C107"}
        return
    found = applied.plan
    for row, scaled in zip(plan.investments, found.investments, strict=True):
        share = factor if row.kind == "capex" else 1.0
        assert scaled.spending() == pytest.approx({year: share * cost for year, cost in row.spending().items()})
        assert scaled.planned_years() == row.planned_years()
    one, other = (evaluate(each, "society").portfolio["investment_total"] for each in (plan, found))
    assert (one is None) is (other is None)
    if one is not None:
        assert other == pytest.approx(factor * one, rel=1e-9, abs=1e-6)


CHANGES: tuple[Document, ...] = (
    {"operation": "scale", "field": "investments.amount", "factor": 1.1, "all_rows": True},
    {"operation": "add", "field": "settings.inflation", "number": -0.001},
    {"operation": "scale", "field": "benefits.amount", "factor": 0.7, "all_rows": True},
    {"operation": "leave_out", "statuses": ["idea", "decided"]},
    {"operation": "set", "field": "settings.carbon_value", "number": 800},
    {"operation": "set", "field": "actions.notes", "text": "=1+1", "all_rows": True},
    {"operation": "scale", "field": "sources.cap_total", "factor": 0.9, "all_rows": True},
)


@SOME
@given(FUNDED, st.permutations(CHANGES), st.randoms(use_true_random=False))
def test_neither_independent_order_nor_rows_count(plan: Plan, order: list[Document], chance: Any) -> None:
    first = apply_scenario(on(plan, *CHANGES), "s")
    assert apply_scenario(on(plan, *order), "s").hash == first.hash
    shuffled = on(plan, *CHANGES)
    rows = {name: tuple(chance.sample(found, len(found))) for name, found in shuffled.tables().items()}
    again = apply_scenario(shuffled.model_copy(update=rows), "s")
    assert (again.hash, again.changes_hash) == (first.hash, first.changes_hash)
    assert plan_hash(apply_changes(plan, first.changes)) == first.hash


@SOME
@given(FUNDED, st.integers(-4, 4))
def test_a_move_keeps_all_money_or_is_refused(plan: Plan, years: int) -> None:
    change = {"operation": "move", "all_rows": True, "years": years}
    found, issues = _tried(lambda: apply_scenario(on(plan, change), "s"))
    if found is None:
        assert all(issue.where.table in ("scenario_changes", "scenarios") for issue in issues)
        assert all(issue.code.startswith(("FM-C112", "FM-C107", "FM-M")) for issue in issues)
        return
    for row, moved in zip(plan.investments, found.plan.investments, strict=True):
        assert moved.spending() == {year + years: cost for year, cost in row.spending().items()}
    for one, other in zip(plan.actions, found.plan.actions, strict=True):
        for name in ("opex_change", "reduction_tonnes", "removal_tonnes"):
            path, after = getattr(one, name), getattr(other, name)
            assert (path is None or path.is_unknown) is (after is None or after.is_unknown)


# -- Hostile, and large ----------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), st.text(max_size=8),
    st.sampled_from(("-", "base", "a", "investments.amount", "settings.inflation", "actions.ramp", "1" * 400, "tek=1")),
    st.lists(st.sampled_from(("a", "b", "idea", "tek", "zz", 3, None)), max_size=3),
    st.dictionaries(st.sampled_from(("2026", "2030", "x", "9999")), st.floats() | st.text(max_size=2), max_size=2),
)  # fmt: skip
COLUMNS = ("actions", "statuses", "rows", "of_kind", "number", "factor", "text", "years", "start_year", "by_year")
FIELDS = (
    "investments.amount",
    "investments.by_year",
    "investments.kind",
    "actions.ramp",
    "actions.capex_split",
    "actions.opex_change",
    "actions.effect_start",
    "settings.carbon_price",
    "sources.grace_years",
    "sources.eligible_sectors",
    "funding.by_year",
    "ordinary_budget.year",
)


@settings(SOME, max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"operation": st.sampled_from(list(Operation))},
            optional={"field": st.sampled_from(FIELDS), **dict.fromkeys(COLUMNS, HOSTILE)},
        ).map(lambda row: {**row, "all_rows": not row.get("rows"), "again": True}),
        max_size=3,
    )
)
def test_nothing_but_a_refusal_comes_of_hostile_rows(rows: list[Document]) -> None:
    found, issues = _tried(lambda: read_document(laid(*rows), further=scenario_issues))
    if found is None:
        assert all(issue.code.startswith("FM-") for issue in issues)
        return
    assert apply_scenario(found[0], "s").scenarios == ("s",)


@settings(SOME, max_examples=80)
@given(
    st.sampled_from(FIELDS),
    st.sampled_from(("set", "scale", "add")),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(("-", "1", "tek=1", "0.5;1", "capex", "x;y", "nan", "true", "=1")),
    st.booleans(),
)
def test_nothing_but_a_refusal_comes_of_any_value(
    field: str, operation: str, number: float, text: str, is_text: bool
) -> None:
    value: Document = {"factor": number} if operation == "scale" else {"number": number}
    if operation == "set":
        value = {"text": text} if is_text else {"by_year": {"2030": number}} if "year" in field else value
    picks = {} if field.startswith("settings.") else {"all_rows": True}
    change = {"operation": operation, "field": field, **value, **picks}
    found, issues = _tried(lambda: read_document(laid(change), further=scenario_issues))
    assert (found is None) is bool(issues)
    assert found is None or apply_scenario(found[0], "s").scenarios == ("s",)


@pytest.mark.parametrize("is_wrong", [False, True])
def test_ten_thousand_changes_are_no_wait(is_wrong: bool) -> None:
    chance = random.Random(5)
    fields = ("actions.notes", "actions.description", "actions.name")
    rows = [
        {"operation": "set", "field": "actions.nots" if is_wrong else chance.choice(fields), "text": f"x{n}",
         "actions": ["a"], "again": True}
        for n in range(10_000)
    ]  # fmt: skip
    started = time.perf_counter()
    found, issues = _tried(lambda: apply_scenario(read_document(laid(*rows))[0], "s"))
    if is_wrong:
        assert [issue.code for issue in issues] == ["FM-C103"] * 10_000
    else:
        assert found is not None
        assert len(found.changes) == 10_000
    assert time.perf_counter() - started < 30
