"""Scenarios on a plan whose every row is known: what each operation does, and what is refused where."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.analysis.overlay import apply_layers, apply_scenario, scenario_ids
from finmodel.errors import InputError, Issue, Where
from finmodel.i18n import LANGUAGES, Language, place_text, render
from finmodel.model.document import read_document
from finmodel.model.identity import document_hash, plan_hash
from finmodel.model.lines import Investment
from finmodel.model.plan import Plan
from tests.funded import funded_document, funded_plan
from tests.overlaid import applied, laid, problems, warnings

Row = dict[str, Any]

AMOUNT = "investments.amount"
SPENT = "investments.by_year"


def _change(operation: str, field: str, *rows: str, **more: Any) -> Row:
    return {"operation": operation, "field": field, **({"rows": list(rows)} if rows else {}), **more}


def _short(issue: Issue) -> tuple[str, str | None, str | None, dict[str, Any]]:
    return issue.code, issue.where.row, issue.where.field, dict(issue.params)


def _investment(plan: Plan, name: str) -> Investment:
    return next(row for row in plan.investments if row.id == name)


def _with_investment(**fields: Any) -> Row:
    document = funded_document()
    document["investments"].append({"id": "i", "action": "b", "economic_life_years": 20, **fields})
    return document


# -- Nothing, unknown, and one on another ---------------------------------------------------------------------


def test_an_empty_scenario_is_the_plan_itself() -> None:
    plan, _ = read_document(laid())
    before = document_hash(plan)
    for found in (apply_scenario(plan, "s"), apply_scenario(plan, "base"), apply_layers(plan, ())):
        assert found.hash == plan_hash(plan) == plan_hash(funded_plan())
        assert found.changes == () == found.issues
        assert scenario_ids(found.plan) == ()
    assert document_hash(plan) == before
    assert scenario_ids(plan) == ("s",)


def test_an_unknown_scenario_is_refused_with_the_nearest() -> None:
    plan, _ = read_document(laid(id="halvvägs"))
    with pytest.raises(InputError) as caught:
        apply_layers(plan, ("halvvagar", "helt annat"))
    assert [_short(issue) for issue in caught.value.issues] == [
        ("FM-C101", None, None, {"value": "halvvagar", "nearest": "halvvägs", "known": ("halvvägs",)}),
        ("FM-C101", None, None, {"value": "helt annat", "nearest": None, "known": ("halvvägs",)}),
    ]


def test_a_scenario_builds_on_another_and_may_change_the_same() -> None:
    first = laid(_change("set", AMOUNT, "ib", number=300_000))
    second = laid(_change("scale", AMOUNT, "ib", factor=2), document=first, id="t", builds_on="s")
    third = laid(_change("scale", AMOUNT, "ib", factor=10), document=second, id="u")
    plan, _ = read_document(third)
    found = apply_scenario(plan, "t")
    assert found.scenarios == ("s", "t")
    assert [(c.address, c.before, c.after, c.origin) for c in found.changes] == [
        ("investments/ib/amount", 200_000.0, 300_000.0, "s/s1"),
        ("investments/ib/amount", 300_000.0, 600_000.0, "t/t1"),
    ]
    assert apply_layers(plan, ("s", "t", "s", "base")).hash == found.hash
    assert _investment(apply_layers(plan, ("u", "t")).plan, "ib").amount == 600_000
    assert _investment(apply_layers(plan, ("t", "u")).plan, "ib").amount == 6_000_000


def test_a_circle_that_was_built_by_hand_is_refused() -> None:
    plan, _ = read_document(laid())
    row = plan.scenarios[0]
    a, b, c = (row.model_copy(update={"id": x, "builds_on": y}) for x, y in ("ab", "ba", "ca"))
    for found, n in (((row.model_copy(update={"builds_on": "s"}),), 1), ((a, b), 2), ((a, b, c), 2)):
        with pytest.raises(InputError) as caught:
            apply_scenario(plan.model_copy(update={"scenarios": found}), found[-1].id)
        assert [issue.code for issue in caught.value.issues] == ["FM-C102"] * n


# -- Order, and two changes of one address --------------------------------------------------------------------


def test_dependent_changes_are_made_in_their_order() -> None:
    decide = _change("set", "actions.status", text="decided", actions=["a"])
    leave: Row = {"operation": "leave_out", "statuses": ["decided"]}
    assert [row.included for row in applied(decide, leave).plan.actions] == [False, True, True]
    back = applied({**decide, "position": 2}, {**leave, "position": 1})
    assert [row.included for row in back.plan.actions] == [True, True, True]
    assert [issue.code for issue in back.issues] == ["FM-C107"]


@pytest.mark.parametrize(
    ("second", "address"),
    [
        (_change("scale", AMOUNT, "ib", factor=2), "investments/ib/amount"),
        (_change("set", AMOUNT, "ib", number=5), "investments/ib/amount"),
        (_change("set", SPENT, "ib", by_year={"2028": 5}), "investments/ib/by_year"),
        (_change("add", AMOUNT, number=5, actions=["b"], of_kind="capex"), "investments/ib/amount"),
    ],
)
def test_a_second_change_of_one_address_has_to_be_on_purpose(second: Row, address: str) -> None:
    first = _change("scale", AMOUNT, "ib", factor=3)
    found = problems(first, second)
    assert ("FM-C109", "s2", "field", {"value": address, "first": "s1", "operation": "scale"}) in map(_short, found)
    # What meets in several fields of a row is one conflict.
    assert [issue.code for issue in found] == ["FM-C109"]
    assert applied(first, {**second, "again": True}).changes[0].after == 600_000


def test_a_change_of_another_year_is_another_address() -> None:
    years = (_change("set", "settings.carbon_price", by_year={year: 5}) for year in ("2030", "2031"))
    assert applied(*years).plan.settings.carbon_price.by_year == {2030: 5, 2031: 5}  # type: ignore[union-attr]
    spent = [_change("set", SPENT, "ib", by_year={year: 50_000}) for year in ("2028", "2029")]
    assert _investment(applied(*spent).plan, "ib").spending() == {2027: 200_000, 2028: 50_000, 2029: 50_000}
    same = problems(*(_change("set", "settings.carbon_price", by_year={"2030": n}) for n in (1, 2)))
    assert [issue.code for issue in same] == ["FM-C109"]
    whole = problems(
        _change("set", "settings.carbon_price", by_year={"2030": 1}), _change("set", "settings.carbon_price", number=1)
    )
    assert [issue.code for issue in whole] == ["FM-C109"]


def test_a_conflict_is_told_in_the_words_of_the_sheets() -> None:
    (issue,) = problems(_change("scale", AMOUNT, "ib", factor=3), _change("set", AMOUNT, "ib", number=5))
    assert "Investeringar: Belopp, ib ändras redan av s1 (Multiplicera)" in render(issue, "sv")
    assert "Investments: Amount, ib is already changed by s1 (Multiply)" in render(issue, "en")


def test_replacing_every_mix_with_none_is_told() -> None:
    document = funded_document()
    (issue,) = warnings(document=document, mix_reach="all")
    assert _short(issue) == ("FM-C118", "s", "mix_reach", {"n": len(document["funding"])})
    assert f"({len(document['funding'])} rader) med ingenting" in render(issue, "sv")
    mix = [{"action": "a", "source": "l", "position": 1, "rest": True}]
    assert not warnings(document=document, mix_reach="all", funding=mix)


def test_what_is_left_out_comes_back_on_purpose_only() -> None:
    out: Row = {"operation": "leave_out", "all_rows": True}
    back: Row = {"operation": "include", "actions": ["b"]}
    assert [_short(issue) for issue in problems(out, back)] == [
        ("FM-C109", "s2", "field", {"value": "actions/b/included", "first": "s1", "operation": "leave_out"})
    ]
    found = applied(out, {**back, "again": True})
    assert [row.included for row in found.plan.actions] == [False, True, False]
    assert [change.origin for change in found.changes] == ["s/s1"] * 3 + ["s/s2"]


# -- What picks nothing, changes nothing, is not there ---------------------------------------------------------


def test_unknown_rows_are_refused_with_the_nearest() -> None:
    found = problems(_change("set", "sources.share", "gg", "l", number=0.1), _change("set", AMOUNT, "zz", number=1))
    assert [_short(issue) for issue in found] == [
        ("FM-C106", "s1", "rows", {"value": "gg", "table": "sources", "nearest": "g"}),
        ("FM-C106", "s2", "rows", {"value": "zz", "table": "investments", "nearest": None}),
    ]
    assert [(issue.code, issue.where.field) for issue in problems({"operation": "leave_out", "actions": ["q"]})] == [
        ("FM-M111", "actions")
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"operation": "leave_out", "statuses": ["ongoing"]}, "statuses"),
        ({"operation": "move", "owners": ["stat"], "years": 1}, "owners"),
        (_change("scale", AMOUNT, factor=2, owners=["stat"]), "owners"),
        (_change("scale", AMOUNT, factor=2, actions=["c"]), "actions"),
        (_change("scale", AMOUNT, factor=2, all_rows=True, of_kind="saving"), "of_kind"),
        (_change("scale", "benefits.amount", factor=2, all_rows=True), "all_rows"),
    ],
)
def test_a_selection_that_picks_nothing_is_told(change: Row, column: str) -> None:
    (issue,) = warnings(change)
    assert _short(issue) == ("FM-C107", "s1", column, {})
    assert str(issue.severity) == "warning"


@pytest.mark.parametrize(
    "change",
    [
        {"operation": "include", "actions": ["a"]},
        {"operation": "move", "actions": ["a"], "years": 0},
        _change("scale", AMOUNT, "ib", factor=1),
        _change("scale", SPENT, "ia", factor=1),
        _change("add", SPENT, "ib", number=0),
        _change("add", "settings.financial_discount_rate", number=0),
        _change("scale", "sources.grace_years", "l", factor=0.5),
        _change("set", "settings.residual_values", text="-"),
        _change("set", "settings.timing", text="start"),
        _change("set", "actions.capex_split", "b", text="bol=0.6;tek=0.4"),
        _change("scale", "actions.opex_change", factor=3, actions=["b", "c"]),
    ],
)
def test_a_change_that_changes_nothing_is_told(change: Row) -> None:
    found = applied(change)
    assert [_short(issue) for issue in found.issues] == [("FM-C111", "s1", "operation", {})]
    assert found.changes == ()
    assert found.hash == plan_hash(funded_plan())


def test_lists_are_listed_as_the_plan_has_them() -> None:
    document = funded_document()
    document["sectors"] = [{"id": name, "name": name} for name in "xyz"]
    change = _change("set", "sources.eligible_sectors", "g", text="z; x;x")
    (found,) = applied(change, document=document).changes
    assert (found.before, found.after) == (None, ["x", "z"])


# -- What comes of it is wrong ---------------------------------------------------------------------------------


def test_everything_that_is_wrong_with_the_plan_is_told_at_the_row_that_made_it_so() -> None:
    found = problems(
        _change("scale", "actions.reduction_tonnes", factor=1000, actions=["a"]),
        _change("set", "sources.share", "g", number=1.5),
        _change("set", "funding.source", "4", text="nope"),
        _change("set", "actions.capex_split", "b", text="tek=0.9; bol=0.6"),
        _change("set", "funding.share", "2", number=2),
        _change("set", "actions.owner", "a", text="-"),
        _change("set", "actions.status", "c", text="maybe"),
        _change("set", "investments.start_year", "ib", number=2041),
        _change("set", "actions.name", "c", text="N" * 300),
    )
    assert sorted((issue.code, issue.where.row, issue.where.field) for issue in found) == [
        ("FM-M101", "s6", "field"),
        ("FM-M104", "s2", "field"),
        ("FM-M104", "s5", "field"),
        ("FM-M105", "s7", "field"),
        ("FM-M108", "s4", "field"),
        ("FM-M111", "s3", "field"),
        ("FM-M113", "s8", "field"),
    ]
    assert all(issue.where.table == "scenario_changes" and issue.where.pointer for issue in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_problem_names_the_row_of_the_plan_that_becomes_invalid(lang: Language) -> None:
    found = problems(_change("scale", AMOUNT, factor=-1, all_rows=True))
    assert {issue.params["plan_row"] for issue in found} == {"ia", "ib"}
    for issue in found:
        assert (issue.code, issue.where.row, issue.where.field) == ("FM-M104", "s1", "factor")
        row, field = (str(issue.params[f"plan_{name}"]) for name in ("row", "field"))
        assert f" {place_text(Where(table='investments', row=row, field=field), lang)}" in render(issue, lang)
    (of_settings,) = problems(_change("set", "settings.financial_discount_rate", number=-1))
    assert (of_settings.params["plan_table"], of_settings.params.get("plan_row")) == ("settings", None)


def test_a_problem_of_a_mix_names_no_row_of_the_plan_but_its_own() -> None:
    (issue,) = problems(funding=[{"source": "g", "position": 1, "share": 2}])
    assert (issue.code, issue.where.row, issue.where.field) == ("FM-M104", "sm0", "share")
    assert not [name for name in issue.params if name.startswith("plan_")]


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (_change("scale", "sources.share", "g", factor=-1), "FM-M104", "factor"),
        (_change("scale", AMOUNT, "ib", factor=-1), "FM-M104", "factor"),
        (_change("scale", "investments.economic_life_years", "ib", factor=1000), None, None),
        (_change("add", "investments.economic_life_years", "ib", number=0.5), "FM-M103", "number"),
        (_change("add", "sources.share", "g", number=0.6), "FM-M104", "number"),
        (_change("add", AMOUNT, "ib", number=1e15), "FM-M104", "number"),
        (_change("set", SPENT, "ib", by_year={"2030": -1}), "FM-M104", "field"),
        (_change("set", AMOUNT, "ib", text="-"), None, None),
        (_change("set", "actions.capex_split", "b", text="tek=nan"), "FM-M103", "field"),
        (_change("set", "actions.capex_split", "b", text="tek=1e999"), "FM-M103", "field"),
        (_change("set", "actions.capex_split", "b", text="<b>=1"), "FM-M106", "field"),
        (_change("set", "actions.ramp", "b", text=";".join(["1"] * 51)), "FM-M132", "field"),
        (_change("set", "actions.activation", "a", text="2026-13"), "FM-M107", "field"),
        (_change("set", "actions.repeat_of", "a", text="a"), "FM-M120", "field"),
        (_change("set", "settings.financial_discount_rate", number=-1), "FM-M104", "field"),
    ],
)
def test_bounds_hold_in_a_scenario_as_in_the_plan(change: Row, code: str | None, column: str | None) -> None:
    if code is None:
        assert len(applied(change).changes) == 1
    else:
        assert [(issue.code, issue.where.row, issue.where.field) for issue in problems(change)] == [
            (code, "s1", column)
        ]


def test_a_problem_stands_at_the_change_of_what_it_refers_to() -> None:
    rest = _change("set", "funding.rest", "2", "4", text="true")
    found = problems(_change("set", "funding.share", "1", number=0.4), rest, _change("set", AMOUNT, "ib", number=1))
    assert {(issue.where.row, issue.code[:4]) for issue in found} == {("s2", "FM-M")}
    (lacking,) = problems(_change("set", AMOUNT, "ib", number=1), _change("set", "sources.term_years", "l", text="-"))
    assert (lacking.code, lacking.where.row) == ("FM-M174", "s2")


# -- What an investment costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", [AMOUNT, SPENT])
@pytest.mark.parametrize(
    "form",
    [
        {"amount": 900, "start_year": 2026, "end_year": 2028},
        {"by_year": {"2026": 600, "2030": 300}},
        {"amount": 900, "by_year": {"2026": 600, "2030": 300}},
        {"amount": 900, "start_year": 2026, "end_year": 2028, "by_year": {"2026": 250, "2028": 350}},
        {"start_year": 2026, "end_year": 2028, "by_year": {"2026": 900}},
    ],
)
def test_a_cost_is_multiplied_however_it_is_written(field: str, form: Row) -> None:
    document = _with_investment(**form)
    before = _investment(read_document(document)[0], "i").spending()
    found = _investment(applied(_change("scale", field, "i", factor=1.5), document=document).plan, "i")
    assert {year: cost for year, cost in found.spending().items() if cost} == pytest.approx(
        {year: 1.5 * cost for year, cost in before.items()}
    )
    assert (found.amount is None) is ("amount" not in form)
    if field == AMOUNT:
        for change in (_change("set", field, "i", number=1800), _change("add", field, "i", number=900)):
            if change["operation"] == "add" and "amount" not in form:
                continue
            after = _investment(applied(change, document=document).plan, "i")
            spent = {year: cost for year, cost in after.spending().items() if cost}
            assert spent == pytest.approx({year: 2 * cost for year, cost in before.items()})
            assert after.amount == 1800


def test_years_that_are_not_named_keep_their_money() -> None:
    document = _with_investment(amount=900, start_year=2026, end_year=2028)
    found = _investment(applied(_change("set", SPENT, "i", by_year={"2027": 100}), document=document).plan, "i")
    assert found.spending() == {2026: 300, 2027: 100, 2028: 300}
    assert found.amount == 700
    more = _investment(applied(_change("add", SPENT, "i", number=10), document=document).plan, "i")
    assert (more.amount, set(more.spending().values())) == (930, {310})
    even = _investment(applied(_change("set", SPENT, "i", text="-"), document=document).plan, "i")
    assert even.spending() == {2026: 300, 2027: 300, 2028: 300}
    undated = problems(_change("set", SPENT, "i", text="-"), document=_with_investment(amount=1, by_year={"2026": 1}))
    assert [issue.code for issue in undated] == ["FM-M114"]


def test_a_spread_of_nothing_becomes_even() -> None:
    document = _with_investment(amount=0, by_year={"2026": 0, "2030": 0})
    found = _investment(applied(_change("set", AMOUNT, "i", number=900), document=document).plan, "i")
    assert found.spending() == {2026: 450, 2030: 450}


# -- Moving in time --------------------------------------------------------------------------------------------


def _moving(document: Row, **how: Any) -> Plan:
    return applied({"operation": "move", "actions": ["a"], **how}, document=document).plan


def _dated() -> Row:
    document = funded_document()
    document["actions"][0] |= {
        "effect_start": 2028,
        "activation": "2028-07",
        "opex_change": {"value": -5000, "by_year": {"2029": -1, "2039": -2, "2040": -3}},
        "reduction_tonnes": {"value": None, "by_year": {"2040": 7}},
    }
    document["investments"][0] |= {"amount": 150_000, "start_year": 2026, "end_year": 2027}
    document["benefits"] = [{"id": "n", "action": "a", "kind": "saving", "amount": {"by_year": {"2028": 9}}}]
    document["carriers"] = [{"id": "el", "name": "El", "price": 1, "emission_factor": 0.1}]
    document["energy_changes"] = [{"id": "e", "action": "a", "carrier": "el", "kwh": {"by_year": {"2030": 4}}}]
    document["internal_rents"][0] |= {"basis": "amount", "amount": {"value": 5, "by_year": {"2031": 6}}}
    document["funding"][0] |= {"by_year": {"2026": 20_000}}
    return document


def test_every_year_of_an_action_moves_and_nothing_else() -> None:
    base, _ = read_document(_dated())
    plan = _moving(_dated(), years=1)
    action, cost, rent = plan.actions[0], plan.investments[0], plan.internal_rents[0]
    assert (action.effect_start, action.activation) == (2029, "2029-07")
    assert dict(action.opex_change.by_year) == {2030: -1, 2040: -2}  # type: ignore[union-attr]
    assert dict(action.reduction_tonnes.by_year) == {2040: 0}  # type: ignore[union-attr]
    assert (dict(cost.by_year), cost.start_year, cost.end_year) == ({2027: 100_000, 2028: 50_000}, 2027, 2028)
    assert dict(plan.benefits[0].amount.by_year) == {2029: 9}  # type: ignore[union-attr]
    assert dict(plan.energy_changes[0].kwh.by_year) == {2031: 4}  # type: ignore[union-attr]
    assert dict(rent.amount.by_year) == {2032: 6}  # type: ignore[union-attr]
    assert dict(plan.funding[0].by_year) == {2027: 20_000}
    assert (plan.frames, plan.adopted_plan, plan.sources) == (base.frames, base.adopted_plan, base.sources)
    assert plan.actions[1:] == base.actions[1:]
    assert _moving(_dated(), start_year=2027) == plan


def test_there_and_back_again() -> None:
    document = funded_document()
    document["funding"][0] |= {"by_year": {"2026": 20_000}}
    there: Row = {"operation": "move", "all_rows": True, "years": 1}
    found = applied(there, {**there, "years": -1, "again": True}, document=document)
    assert found.hash == plan_hash(read_document(document)[0])
    assert len(found.changes) > 2
    assert {issue.code for issue in problems(there, {**there, "years": -1})} == {"FM-C109"}


@pytest.mark.parametrize(
    ("how", "year", "column"),
    [
        ({"years": 14}, 2041, "years"),
        ({"years": 100}, 2127, "years"),
        ({"years": -2}, 2024, "years"),
        ({"start_year": 2040}, 2041, "start_year"),
    ],
)
def test_no_money_is_moved_off_the_axis(how: Row, year: int, column: str) -> None:
    (issue,) = problems({"operation": "move", "actions": ["a"], **how})
    params = {"value": "a", "year": year, "minimum": 2025, "maximum": 2040}
    assert _short(issue) == ("FM-C112", "s1", column, params)


def test_money_of_a_mix_is_not_moved_off_the_axis_either() -> None:
    document = funded_document()
    document["funding"][2] |= {"by_year": {"2040": 1000}}
    (issue,) = problems({"operation": "move", "actions": ["b"], "years": 1}, document=document)
    assert (issue.code, issue.params["year"]) == ("FM-C112", 2041)


def test_an_effect_may_start_after_the_last_year_but_not_lose_its_first() -> None:
    document = funded_document()
    document["actions"][0]["effect_start"] = 2036
    assert _moving(document, years=10).actions[0].effect_start == 2046
    document["actions"][2] |= {"effect_start": 2026, "reduction_tonnes": 5}
    (issue,) = problems({"operation": "move", "actions": ["c"], "years": -2}, document=document)
    assert (issue.code, issue.params["year"]) == ("FM-C112", 2024)


def test_an_action_without_years_has_nothing_to_move() -> None:
    for how, column in (({"years": 1}, "years"), ({"years": 0}, "years"), ({"start_year": 2030}, "start_year")):
        (issue,) = problems({"operation": "move", "actions": ["c"], **how})
        assert _short(issue) == ("FM-C113", "s1", column, {"value": "c"})
    assert applied({"operation": "move", "all_rows": True, "years": 1}).issues == ()


def test_an_action_starts_with_its_own_investment_not_with_the_alternative() -> None:
    document = funded_document()
    document["investments"].append(
        {"id": "r", "action": "b", "kind": "reference_capex", "economic_life_years": 9, "by_year": {"2026": 5}}
    )
    plan = applied({"operation": "move", "actions": ["b"], "start_year": 2030}, document=document).plan
    assert (_investment(plan, "ib").start_year, dict(_investment(plan, "r").by_year)) == (2030, {2029: 5})


# -- Mixes -----------------------------------------------------------------------------------------------------


def _places(plan: Plan) -> list[tuple[str, str | None, str]]:
    return sorted((row.id, row.action, row.source) for row in plan.funding)


def test_a_mix_stands_in_place_of_that_of_the_same_action() -> None:
    found = applied(funding=[{"action": "a", "source": "l", "position": 1, "rest": True, "id": "1"}])
    assert _places(found.plan) == [("1", "a", "l"), ("3", "b", "g"), ("4", "b", "l")]
    assert [(c.address, c.before is None, c.after is None, c.origin) for c in found.changes] == [
        ("funding/1", False, True, "s/s"),
        ("funding/2", False, True, "s/s"),
        ("funding/1", True, False, "s/1"),
    ]


def test_a_default_leaves_the_mixes_of_actions_unless_it_reaches_all() -> None:
    default = {"source": "l", "position": 1, "rest": True, "id": "d"}
    assert len(applied(funding=[default]).plan.funding) == 5
    assert _places(applied(funding=[default], mix_reach="all").plan) == [("d", None, "l")]
    assert _places(applied(mix_reach="all").plan) == []


@pytest.mark.parametrize("name", ["3", "4"])
def test_entries_keep_apart_from_those_that_stay(name: str) -> None:
    found = applied(funding=[{"action": "a", "source": "l", "position": 1, "rest": True, "id": name}])
    assert _places(found.plan) == [("3", "b", "g"), ("4", "b", "l"), (f"s.{name}", "a", "l")]


def test_entries_keep_apart_whatever_their_names_are() -> None:
    document = funded_document()
    for row, name in zip(document["funding"], ("x", "y", "N" * 64, "s.b"), strict=True):
        row["id"] = name
    mix = [
        {"action": "a", "source": "l", "position": 1, "share": 0.1, "id": "n" * 64},
        {"action": "a", "source": "o", "position": 2, "share": 0.1, "id": "S.B"},
    ]
    found = applied(funding=mix, document=document, id="s" * 64, name="s" * 64)
    assert len({row.id.casefold() for row in found.plan.funding}) == 4
    assert found.hash == applied(funding=mix[::-1], document=document, id="s" * 64, name="s" * 64).hash


def test_what_is_wrong_with_a_mix_stands_at_its_entry() -> None:
    mix = [
        {"action": "a", "source": "l", "position": 1, "share": 0.7},
        {"action": "a", "source": "o", "position": 1, "share": 0.7},
        {"action": "b", "source": "g", "position": 1, "share": 0.9},
    ]
    found = problems(funding=mix)
    assert {issue.where.table for issue in found} == {"scenario_funding"}
    assert {("FM-M190", "sm1", "position"), ("FM-M188", "sm1", "share")} <= {
        (issue.code, issue.where.row, issue.where.field) for issue in found
    }
    assert any(issue.where.row == "sm2" for issue in found)


def test_a_mix_of_an_action_that_is_left_out_is_told() -> None:
    mix = [{"action": "a", "source": "l", "position": 1, "rest": True}]
    (issue,) = warnings({"operation": "leave_out", "actions": ["a"]}, funding=mix)
    assert _short(issue) == ("FM-C116", "sm0", "action", {"value": "a"})


def test_a_change_of_an_entry_that_the_mix_takes_away_is_a_conflict() -> None:
    mix = [{"action": "a", "source": "l", "position": 1, "rest": True}]
    (issue,) = problems(_change("set", "funding.certainty", "1", text="applied"), funding=mix)
    assert _short(issue) == ("FM-C109", "s1", "field", {"value": "funding/1", "first": "s", "operation": "mix"})
    assert "Finansieringsmix, 1 ändras redan av s (mix)" in render(issue, "sv")
    assert "1 is already changed by s (mix)" in render(issue, "en")
    document = funded_document()
    document["funding"][0] |= {"by_year": {"2026": 20_000}}
    assert applied({"operation": "move", "actions": ["a"], "years": 1}, funding=mix, document=document).changes
