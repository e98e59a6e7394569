"""What closes the emissions gap: small plans by hand, and what must hold for the sample plans."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from finmodel.analysis.closing import AsideReason, Closing, Why, closing
from finmodel.analysis.emissions_gap import emissions_gap
from finmodel.analysis.evaluate import evaluate
from finmodel.engine.contributions import Contributions
from finmodel.engine.growing_set import GrowingSet
from finmodel.i18n import LANGUAGES, Language, placeholders, texts
from finmodel.model.document import from_json, read_document
from finmodel.model.plan import Plan
from tests.gaps import CO2E, with_emissions
from tests.small_plans import BASE, small_document

Row = dict[str, Any]

YEAR = 2030
TO_400 = {"kind": "absolute", "year": YEAR, "tonnes": 400}
SAMPLES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/plan.json"))


def _plan(
    actions: Mapping[str, Row],
    *targets: Row,
    costs: Mapping[str, float] | None = None,
    savings: Mapping[str, float] | None = None,
    settings: Row | None = None,
    **tables: Any,
) -> Plan:
    """Return actions that work from BASE through YEAR, with an investment or a yearly saving where one is given."""
    rows = [{"id": name, "opex_change": 0, "effect_start": BASE, **row} for name, row in actions.items()]
    document = small_document(
        None,
        [{"action": name, "amount": cost, "start_year": BASE} for name, cost in (costs or {}).items()],
        [{"action": name, "amount": amount} for name, amount in (savings or {}).items()],
        actions=rows,
        last_year=YEAR,
        residual_values=False,
        social_discount_rate=0,
        **(settings or {}),
    )
    return read_document(with_emissions({**document, **tables}, *(targets or (TO_400,))))[0]


def _closing(plan: Plan, year: int = YEAR, **more: Any) -> Closing:
    return closing(plan, measure=CO2E, year=year, **more)


def _steps(found: Closing) -> list[tuple[str, str, float, float, bool]]:
    return [
        (step.candidate.action.id, str(step.candidate.why), step.tonnes, step.gap_after, step.is_needed)
        for step in found.steps
    ]


def _beside(found: Closing) -> list[tuple[str, str, float | None]]:
    return [(item.candidate.action.id, str(item.reason), item.tonnes) for item in found.beside]


# -- The order, and why ----------------------------------------------------------------------------------------


def test_along_the_cost_curve_by_hand() -> None:
    plan = _plan(
        {
            "start": {"status": "ongoing", "reduction_tonnes": 100},
            "repeat": {"status": "decided", "reduction_tonnes": 100, "repeat_of": "start"},
            "saver": {"reduction_tonnes": 10},
            "rich": {"reduction_tonnes": 50},
            "unpaid": {"status": "decided", "reduction_tonnes": 50},
            "out": {"status": "decided", "reduction_tonnes": 100, "included": False},
            "unknown": {"reduction_tonnes": 200, "opex_change": None},
        },
        costs={"unpaid": 1000, "out": 3000},
        savings={"saver": 100, "rich": 200},
    )
    found = _closing(plan)
    assert (found.start, found.gap_at_start.value, found.target) == (("start",), 500, "t0")
    # rich: −1000/250 = −4 kr a tonne and saver: −500/50 = −10, yet rich saves more; unpaid 1000/250, out 3000/500.
    assert _steps(found) == [
        ("rich", "not_decided", 50, 450, True),
        ("saver", "not_decided", 10, 440, True),
        ("unpaid", "not_funded", 50, 390, True),
        ("out", "not_included", 100, 290, True),
        ("unknown", "not_decided", 200, 90, True),
    ]
    assert [step.candidate.cost_per_tonne.value for step in found.steps] == [-4, -10, 4, 6, None]
    assert [step.candidate.financing_gap.value for step in found.steps] == [0, 0, 1000, 3000, None]
    assert [step.cumulative_investment for step in found.steps] == [0, 0, 1000, 4000, 4000]
    assert [step.n_not_costed for step in found.steps] == [0, 0, 0, 0, 1]
    assert (found.gap_after_all.value, found.is_met) == (90, False)
    assert found.to_dict()["steps"][4]["undefined"] == dict.fromkeys(
        ("cost_per_tonne", "investment_total", "npv", "financing_gap"), "not_costed"
    )


def test_what_comes_after_the_target_is_met_is_not_needed() -> None:
    plan = _plan(
        {"a": {"reduction_tonnes": 350}, "b": {"reduction_tonnes": 250}, "c": {"reduction_tonnes": 1}},
        costs={"a": 1, "b": 2, "c": 3},
    )
    found = _closing(plan)
    assert _steps(found) == [
        ("a", "not_decided", 350, 250, True),
        ("b", "not_decided", 250, 0, True),
        ("c", "not_decided", 1, -1, False),
    ]
    assert [step.is_met for step in found.steps] == [False, True, True]
    assert [step.candidate.action.id for step in found.needed] == ["a", "b"]
    assert [step.candidate.action.id for step in found.not_needed] == ["c"]
    assert (found.gap_after_all.value, found.is_met) == (-1, True)


def test_decided_and_funded_in_full_is_counted_on() -> None:
    funded: Row = {
        "sources": [{"id": "o", "name": "Ram", "kind": "own_investment_frame", "certainty": "secured"}],
        "funding": [
            {"id": "1", "action": "full", "source": "o", "position": 1, "rest": True},
            {"id": "2", "action": "half", "source": "o", "position": 1, "share": 0.5},
        ],
    }
    row = {"status": "decided", "reduction_tonnes": 100}
    plan = _plan(
        {"full": row, "half": row, "unknown": {**row, "opex_change": None}},
        costs={"full": 100, "half": 100},
        **funded,
    )
    found = _closing(plan)
    assert (found.start, found.not_costed) == (("full", "unknown"), ("unknown",))
    assert _steps(found) == [("half", "not_funded", 100, 300, True)]
    assert found.steps[0].candidate.financing_gap.value == 50


def test_the_order_is_that_of_the_perspective() -> None:
    plan = _plan(
        {"a": {"reduction_tonnes": 10, "capex_split": {"nämnd": 0.1, "hushåll": 0.9}}, "b": {"reduction_tonnes": 10}},
        costs={"a": 1000, "b": 500},
        organisations=[
            {"id": "nämnd", "name": "Nämnd", "kind": "committee"},
            {"id": "hushåll", "name": "Hushåll", "kind": "household"},
        ],
    )
    assert [step.candidate.action.id for step in _closing(plan).steps] == ["a", "b"]
    society = _closing(plan, perspective="society")
    assert [step.candidate.action.id for step in society.steps] == ["b", "a"]
    households = _closing(plan, perspective="hushåll")
    assert [step.candidate.action.id for step in households.steps] == ["a", "b"]
    assert households.steps[1].candidate.cost_per_tonne.reason == "outside_perspective"


# -- Tonnes ----------------------------------------------------------------------------------------------------


def test_overlap_is_that_of_those_before_it() -> None:
    row = {"pool": "p"}
    plan = _plan(
        {
            "start": {**row, "status": "decided", "reduction_tonnes": 60, "priority": 2},
            "first": {**row, "pool_share": 0.5, "priority": 1},
            "second": {**row, "reduction_tonnes": 30, "priority": 3},
        },
        costs={"first": 10, "second": 20},
        pools=[{"id": "p", "name": "Pool", "tonnes": 100}],
    )
    found = _closing(plan)
    # The share takes 50 first, and leaves 50 of the 60: 100 together, and nothing for whoever comes after.
    assert found.gap_at_start.value == 540
    assert _steps(found) == [("first", "not_decided", 40, 500, True)]
    assert _beside(found) == [("second", "pool_empty", 0)]


def test_removals_count_up_to_the_cap_of_the_target() -> None:
    target = {"kind": "percent_vs_base", "base_year": 2025, "year": YEAR, "reduction": 0.6, "removals_up_to": 0.05}
    plan = _plan(
        {name: {"removal_tonnes": tonnes} for name, tonnes in (("a", 40), ("b", 40), ("c", 10))},
        target,
        costs={"a": 1, "b": 2, "c": 3},
    )
    found = _closing(plan)
    assert _steps(found) == [("a", "not_decided", 40, 560, True), ("b", "not_decided", 10, 550, True)]
    assert _beside(found) == [("c", "removals_capped", 0)]


def test_the_strictest_target_counts_whichever_it_is() -> None:
    # 550 without removals, 450 with 100 of them; the other target has 500 either way.
    halved = {"kind": "percent_vs_base", "base_year": 2025, "year": YEAR, "reduction": 0.55, "removals_up_to": 0.1}
    plan = _plan({"a": {"removal_tonnes": 100}}, halved, {"kind": "absolute", "year": YEAR - 1, "tonnes": 500})
    found = _closing(plan)
    assert (found.target, found.gap_at_start.value) == ("t0", 550)
    assert _steps(found) == [("a", "not_decided", 50, 500, True)]


def test_what_takes_nothing_off_stands_beside() -> None:
    plan = _plan(
        {
            "raising": {"reduction_tonnes": -20},
            "mixed": {"reduction_tonnes": {"by_year": {"2026": -900, "2030": 5}}},
            "built": {"reduction_tonnes": 100, "upfront_tonnes": 300, "effect_start": 2027},
            "blank": {},
            "bought": {"reduction_tonnes": 5, "effect_on": ["consumption"]},
            "early": {"reduction_tonnes": 5, "lifetime_years": 2},
        },
        investments=[
            {"id": "i", "action": "built", "amount": 10, "start_year": YEAR, "economic_life_years": 30},
        ],
    )
    found = _closing(plan)
    assert _steps(found) == []
    assert _beside(found) == [
        ("mixed", "raises_emissions", 5),
        ("raising", "raises_emissions", -20),
        ("built", "raises_emissions_that_year", -200),
        ("blank", "not_quantified", None),
        ("bought", "other_emissions", 0),
        ("early", "no_tonnes_that_year", 0),
    ]
    assert found.gap_at_start == found.gap_after_all


def test_without_a_rate_the_order_is_by_id_and_what_raises_stays_out() -> None:
    plan = _plan(
        {"b": {"reduction_tonnes": 1}, "a": {"reduction_tonnes": 2}, "raising": {"reduction_tonnes": -1}},
        costs={"a": 9, "b": 1, "raising": 1},
        settings={"financial_discount_rate": None},
    )
    found = _closing(plan)
    assert [step.candidate.action.id for step in found.steps] == ["a", "b"]
    assert found.to_dict()["steps"][0]["undefined"] == {"cost_per_tonne": "no_rate", "npv": "no_rate"}
    assert _beside(found) == [("raising", "raises_emissions", -1)]


def test_only_the_fossil_share_counts_for_carbon_dioxide() -> None:
    document = with_emissions(
        small_document({"reduction_tonnes": 100, "co2_share": 0.25, "opex_change": 0, "effect_start": BASE}),
        {**TO_400, "gas": "co2"},
    )
    for table in ("emissions", "baselines"):
        document[table] = [{**row, "gas": "co2"} for row in document[table]]
    found = closing(read_document(document)[0], measure=("territorial", "co2"), year=YEAR)
    assert _steps(found) == [("a", "not_decided", 25, 575, True)]


# -- Without a gap ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "year", "reason"),
    [
        (("consumption", "co2e"), YEAR, "no_target"),
        (("territorial", "co2"), YEAR, "no_inventory"),
        (CO2E, BASE - 1, "target_passed"),
        (CO2E, YEAR + 1, "after_last_year"),
    ],
)
def test_without_a_gap_the_reason_says_why(measure: tuple[str, str], year: int, reason: str) -> None:
    plan = _plan({"a": {"reduction_tonnes": 1}}, TO_400, {**TO_400, "gas": "co2"})
    found = closing(plan, measure=measure, year=year)
    assert (found.gap_at_start.reason, found.gap_after_all.reason, found.is_met) == (reason, reason, None)
    assert found.steps == () == found.beside
    lacking = ("gap_at_start", "gap_after_all", "overshoot_at_start", "overshoot")
    assert found.to_dict()["undefined"] == dict.fromkeys(lacking, reason)
    assert found.is_met_without_overshoot is None


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="ch4"):
        closing(_plan({}), measure=("territorial", "ch4"), year=YEAR)


# -- The sample plans ------------------------------------------------------------------------------------------


def _measured(path: Path) -> list[tuple[Plan, Closing]]:
    plan = from_json(path.read_bytes())[0]
    return [
        (plan, closing(plan, measure=(cell.perspective, cell.gas), year=year))
        for cell in emissions_gap(plan).wholes
        for year in sorted({item.target.row.year for item in cell.targets if item.target.row.year})
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_the_gap_is_the_same_at_every_step(path: Path) -> None:
    n_steps = 0
    for plan, found in _measured(path):
        ids = {action.id for action in plan.actions if action.repeat_of is None}
        candidates = [row.candidate.action.id for row in found.steps] + [row[0] for row in _beside(found)]
        if found.gap_at_start.value is None or found.gap_after_all.value is None:
            assert candidates == []
            continue
        assert sorted((*found.start, *candidates)) == sorted(ids)
        chosen = set(found.start)
        stages: list[tuple[str | None, float]] = [(None, found.gap_at_start.value)]
        stages += [(step.candidate.action.id, step.gap_after) for step in found.steps]
        for name, gap in stages:
            chosen |= {name} if name else set()
            cell = emissions_gap(plan, chosen).cell(found.emission_perspective, found.gas)
            assert cell is not None
            assert gap == cell.at(cell.gap, found.year)
        tonnes = sum(step.tonnes for step in found.steps)
        assert found.gap_at_start.value - tonnes == pytest.approx(found.gap_after_all.value, rel=1e-9, abs=1e-6)
        assert all(step.tonnes > 0 for step in found.steps)
        n_steps += len(found.steps)
    assert n_steps > 0


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_the_order_of_rows_never_counts(path: Path) -> None:
    plan = from_json(path.read_bytes())[0]
    turned = plan.model_copy(update={name: rows[::-1] for name, rows in plan.tables().items()})
    for cell in emissions_gap(plan).wholes:
        key = (cell.perspective, cell.gas)
        assert closing(plan, measure=key, year=2030).to_dict() == closing(turned, measure=key, year=2030).to_dict()


def test_a_growing_set_is_the_set() -> None:
    plan = from_json(next(path for path in SAMPLES if path.parent.name == "trollhattan").read_bytes())[0]
    contributions = Contributions(plan)
    names = [action.id for action in contributions.actions]
    assert sum(action.pool is not None for action in contributions.actions) > 3
    growing = GrowingSet(contributions, ())
    for name in reversed(names):
        growing.take_back(name, growing.add(name))
        growing.add(name)
        whole = contributions.of(growing.chosen)
        assert (growing.net == whole.reductions - whole.upfront).all()
        assert (growing.removals == whole.removals).all()


def test_two_hundred_actions_are_fast() -> None:
    actions = {
        f"a{n:03}": {"reduction_tonnes": 1 + n % 7, "priority": 1 + n % 5, **({"pool": f"p{n % 4}"} if n % 2 else {})}
        for n in range(200)
    }
    pools = [{"id": f"p{n}", "name": "Pool", "tonnes": 150} for n in range(4)]
    plan = _plan(actions, costs={name: 100 + 17 * at % 91 for at, name in enumerate(actions)}, pools=pools)
    evaluate(plan).table()
    times = []
    for run in (lambda: evaluate(plan).table(), lambda: _closing(plan)):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    assert len(_closing(plan).steps) + len(_closing(plan).beside) == 200
    assert times[1] < 3 * times[0] + 3.0  # a second beside two evaluations on a free machine


# -- Words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_and_column_has_its_words(lang: Language) -> None:
    known = texts(lang)
    wanted = [f"closing.why.{why}" for why in Why] + [f"closing.beside.{why}" for why in AsideReason]
    columns = (*_closing(_plan({"a": {"reduction_tonnes": 1}})).to_dict()["steps"][0],)
    shown = set(columns) - {"name", "sector", "status", "undefined", "n_not_costed"}
    wanted += [f"closing.column.{name}" for name in shown]
    assert [key for key in wanted if not known.get(key)] == []
    assert placeholders("closing.met.other", lang) == {"n"}
