"""The cost of delay: a small plan by hand, what cannot be moved, and what must hold for the sample plans."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from finmodel.analysis.delay import Delay, Stays, delay, delay_each
from finmodel.analysis.emissions_gap import emissions_gap
from finmodel.analysis.evaluate import evaluate
from finmodel.engine.claims import Limit
from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES, Language, t, texts
from finmodel.i18n.gap import measure_label
from finmodel.i18n.gap_closing import delay_notes
from finmodel.model.document import from_json, read_document
from finmodel.model.identity import plan_hash
from finmodel.model.plan import Plan
from tests.funded import funded_document
from tests.gaps import CO2E, with_emissions
from tests.small_plans import BASE, small_document

Row = dict[str, Any]

SAMPLES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/plan.json"))
IN_2030 = {"kind": "absolute", "year": 2030, "tonnes": 400}
IN_2028 = {"kind": "absolute", "year": 2028, "tonnes": 600}


def _funded(*targets: Row, window: int | None = None) -> Plan:
    """Return the funded plan with targets; the grant can be used through the year of its window."""
    document = with_emissions(funded_document(), *targets)
    document["sources"][0]["last_year"] = window
    return read_document(document)[0]


def _plan(action: Row, investments: list[Row] | None = None, **settings: Any) -> Plan:
    document = small_document({"opex_change": 0, **action}, investments or [], **{"last_year": 2035, **settings})
    return read_document(with_emissions(document, IN_2030))[0]


def _changes(found: Delay) -> dict[str, float | None]:
    return {name: shift.change.value for name, shift in found.kronor.items()}


# -- By hand ---------------------------------------------------------------------------------------------------


def test_tonnes_and_gap_by_hand() -> None:
    # The lamps work 2028–2037 and then 2029–2038, the windows 2028–2040 and then 2029–2040: a tonne a year each.
    found = delay(_funded(IN_2028, IN_2030))
    (measure,) = found.measures
    assert (found.moved, [stay.to_dict() for stay in found.stays]) == (
        ("a", "b"),
        [{"action": "c", "reason": "no_year", "codes": ["FM-C113"]}],
    )
    lost = {year: tonnes for year, tonnes in zip(measure.years, measure.lost.tolist(), strict=True) if tonnes}
    assert lost == {2028: 2, 2038: -1}
    assert measure.total.value == 1
    assert [
        (row.year, row.targets, row.lost_in_year.value, row.lost_until.value, row.gap.before.value, row.gap.after.value)
        for row in measure.target_years
    ] == [(2028, ("t0",), 2, 2, 398, 400), (2030, ("t1",), 0, 2, 598, 598)]
    assert measure.headline.value == 2


def test_what_does_not_add_up_is_said() -> None:
    plan = _funded(IN_2028, IN_2030)
    # Two tonnes are lost through 2028, one over the whole plan: the lamps work a year longer.
    (later,) = delay_notes(delay(plan), "sv", emissions_gap(plan))
    assert later == t(
        "delay.more_later",
        "sv",
        measure=measure_label(*CO2E, "sv"),
        year=2028,
        tonnes=t("unit.tonnes", "sv", number="1"),
    )
    document = with_emissions(
        small_document({"opex_change": 0, "effect_start": 2030, "removal_tonnes": 50}, [], last_year=2035), IN_2030
    )
    # No removal counts for the target: what comes later is lost, and the gap is the same.
    (removed,) = delay_notes(delay(read_document(document)[0]), "en")
    assert removed.startswith(f"{measure_label(*CO2E, 'en')} 2030: {t('unit.tonnes', 'en', number='50')} are lost")


def test_kronor_by_hand() -> None:
    found = delay(_funded(IN_2030))
    # Nothing is dearer without inflation, and the grant pays as before. The frame wants 50 000 in 2027, 10 000 more
    # than it has, and has nothing in 2028 for the lamps' 25 000.
    assert found.kronor["investment"].before.value == 350_000
    assert found.kronor["financing_gap"].before.value == 125_000
    assert _changes(found)["investment"] == 0
    assert _changes(found)["financing_gap"] == pytest.approx(25_000)
    # The lamps save 5 000 a year in 2028–2037, then a year later; half their cost falls a year later too.
    d = [1.04**-n for n in range(20)]
    lamps = 100_000 * (d[0] - d[1]) + 50_000 * (d[1] - d[2]) - 5_000 * (d[2] - d[12])
    windows = 200_000 * (d[1] - d[2]) + 200_000 * (8 / 20 - 7 / 20) * d[14]
    assert _changes(found)["npv"] == pytest.approx(lamps + windows)


def test_a_grant_is_lost_by_its_window() -> None:
    found = delay(_funded(IN_2030, window=2027))
    # As planned 75 000 and 5 000. Later the lamps get half of 100 000 in 2027; 2028 is after the window.
    (grant,) = found.grants
    assert (grant.source.id, grant.awarded.before.value, grant.awarded.after.value) == ("g", 80_000, 50_000)
    assert (grant.lost.value, found.grants_lost.value) == (30_000, 30_000)
    # 25 000 of the lamps and 100 000 of the windows are asked for outside it; nothing more is capped than before.
    assert dict(grant.shortfall) == {Limit.WINDOW: 125_000}
    assert grant.to_dict()["limits"] == {"window": 125_000}


def test_what_one_action_leaves_another_takes() -> None:
    found = delay(_funded(IN_2030, window=2027), ["a"])
    # The lamps' 25 000 after the window go to the windows, under the same cap: no krona is lost.
    assert found.moved == ("a",)
    assert (found.grants, found.grants_lost.value) == ((), 0)


def test_more_years_are_more() -> None:
    one, three = (delay(_funded(IN_2030), years=years).measures[0] for years in (1, 3))
    assert (one.target_years[0].lost_until.value, three.target_years[0].lost_until.value) == (2, 6)
    assert (one.target_years[0].gap.change.value, three.target_years[0].gap.change.value) == (0, 2)


def test_only_the_year_of_a_target_ahead_is_told() -> None:
    past = {"kind": "absolute", "year": 2025, "tonnes": 900}
    after = {"kind": "absolute", "year": 2041, "tonnes": 300}
    assert delay(_funded(past, after)).measures[0].target_years == ()


def test_without_an_inventory_the_tonnes_are_territorial() -> None:
    (measure,) = delay(read_document(funded_document())[0]).measures
    assert ((measure.perspective, measure.gas), measure.total.value, measure.target_years) == (CO2E, 1, ())


def test_without_a_baseline_the_gap_is_undefined_and_the_tonnes_are_not() -> None:
    document = with_emissions(funded_document(), IN_2030)
    document["baselines"] = []
    (year,) = delay(read_document(document)[0]).measures[0].target_years
    assert (year.lost_until.value, year.gap.change.value, year.gap.change.reason) == (2, None, "no_baseline")


def test_an_action_acts_on_its_own_perspective() -> None:
    document = with_emissions(funded_document(), IN_2030)
    document["actions"][0]["effect_on"] = ["organisation"]
    document["targets"].append({**IN_2030, "id": "o", "name": "Egna", "gas": "co2e", "perspective": "organisation"})
    found = delay(read_document(document)[0], ["a"])
    lost = {str(row.perspective): row.target_years[0].lost_until.value for row in found.measures}
    assert lost == {"territorial": 0, "organisation": 1}


# -- What is unknown, and what stays -----------------------------------------------------------------------------


def test_unknown_is_not_nothing() -> None:
    document = with_emissions(funded_document(), IN_2030)
    document["actions"][2] |= {"effect_start": 2027}
    plan = read_document(document)[0]
    found = delay(plan, ["c"])
    (measure,) = found.measures
    assert (found.moved, found.not_costed, found.not_quantified) == (("c",), ("c",), ("c",))
    assert (measure.total.value, measure.total.reason) == (None, "not_quantified")
    assert measure.target_years[0].gap.change.reason == "not_quantified"
    assert {shift.change.reason for shift in found.kronor.values()} == {"not_costed"}
    together = delay(plan)
    assert (together.not_quantified, together.measures[0].total.value) == (("c",), 1)


def test_without_anything_to_move_nothing_is_known() -> None:
    found = delay(_funded(IN_2030), ["c"])
    assert (found.moved, found.applied, found.grants_lost.reason) == ((), None, "nothing_moves")
    assert found.measures[0].total.reason == "nothing_moves"
    assert set(found.to_dict()["undefined"].values()) == {"nothing_moves"}
    assert found.measures[0].to_dict()["target_years"][0]["undefined"] == dict.fromkeys(
        ("lost_in_year", "lost_until", "gap_change"), "nothing_moves"
    )


@pytest.mark.parametrize(
    ("action", "investments", "stays", "codes"),
    [
        ({"reduction_tonnes": 1, "effect_start": BASE, "status": "done"}, [], "done", ()),
        ({"reduction_tonnes": 1, "effect_start": BASE, "included": False}, [], "not_included", ()),
        ({"reduction_tonnes": 1}, [{"by_year": {"2025": 5, "2026": 5}}], "begun", ()),
        ({"reduction_tonnes": 1}, [{"start_year": 2025, "end_year": 2027}], "begun", ()),
        ({"reduction_tonnes": 1, "effect_start": 2025}, [], "begun", ()),
        ({"reduction_tonnes": {"by_year": {"2025": 1, "2026": 1}}, "opex_change": None}, [], "begun", ()),
        ({"opex_change": None}, [], "no_year", ("FM-C113",)),
        ({"reduction_tonnes": 1}, [{"amount": 5, "start_year": 2035}], "after_last_year", ("FM-C112",)),
        ({"reduction_tonnes": 1, "effect_start": 2200}, [], "refused", ("FM-M104",)),
    ],
)
def test_what_cannot_start_later_says_why(
    action: Row, investments: list[Row], stays: str, codes: tuple[str, ...]
) -> None:
    plan = _plan(action, investments, first_year=2025)
    (stay,) = delay(plan, ["a"]).stays
    assert (stay.action, str(stay.reason), stay.codes) == ("a", stays, codes)


@pytest.mark.parametrize("investment", [{"by_year": {"2025": 0, "2026": 5}}, {"amount": 5, "start_year": BASE}])
def test_nothing_spent_before_the_base_year_is_not_begun(investment: Row) -> None:
    plan = _plan(
        {"reduction_tonnes": 1}, [{"kind": "reference_capex", "by_year": {"2025": 5}}, investment], first_year=2025
    )
    assert delay(plan, ["a"]).moved == ("a",)


def test_one_that_cannot_move_does_not_stop_the_others() -> None:
    document = funded_document()
    document["investments"].append({"id": "late", "action": "b", "economic_life_years": 5, "by_year": {"2040": 1}})
    found = delay(read_document(document)[0])
    assert found.moved == ("a",)
    assert {stay.action: stay.reason for stay in found.stays} == {"b": Stays.AFTER_LAST_YEAR, "c": Stays.NO_YEAR}


def test_an_action_that_is_not_there_is_refused_with_the_nearest() -> None:
    document = funded_document()
    document["actions"][0]["id"] = "lampor"
    for table in ("investments", "funding", "adopted_plan", "internal_rents"):
        document[table] = [{**row, "action": "lampor"} if row["action"] == "a" else row for row in document[table]]
    with pytest.raises(InputError) as caught:
        delay(read_document(document)[0], ["lampa", "b"])
    (issue,) = caught.value.issues
    assert (issue.code, dict(issue.params)) == (
        "FM-C106",
        {"value": "lampa", "table": "actions", "nearest": "lampor"},
    )


@pytest.mark.parametrize("years", [0, -1, 101])
def test_a_delay_is_later(years: int) -> None:
    with pytest.raises(ValueError, match=str(years)):
        delay(_funded(), years=years)


# -- The sample plans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_delay_is_the_difference_between_two_plans(path: Path) -> None:
    plan = from_json(path.read_bytes())[0]
    before = plan_hash(plan)
    found = delay(plan)
    assert plan_hash(plan) == before
    assert found.applied is not None
    assert set(found.moved) >= {change.row for change in found.applied.changes if change.table == "actions"}
    later, now = emissions_gap(found.applied.plan), emissions_gap(plan)
    for measure in found.measures:
        first, second = now.cell(measure.perspective, measure.gas), later.cell(measure.perspective, measure.gas)
        assert first is not None
        assert second is not None
        for row in measure.target_years:
            told = [row.gap.before.value, row.gap.after.value]
            expected = [first.at(first.gap, row.year), second.at(second.gap, row.year)]
            assert told == (expected if None in expected else pytest.approx(expected, rel=1e-12))
        lost = first.reductions + first.removals - second.reductions - second.removals
        assert measure.total.value == pytest.approx(lost[first.years.index(measure.years[0]) :].sum(), abs=1e-6)
    shift = found.kronor["npv"]
    assert shift.before.value == evaluate(plan).portfolio["npv"]
    assert shift.after.value == evaluate(found.applied.plan).portfolio["npv"]
    assert set(found.moved) | {stay.action for stay in found.stays} == {row.id for row in plan.actions if row.counts}


@pytest.mark.parametrize("path", SAMPLES[:2], ids=lambda path: path.parent.name)
def test_the_order_of_rows_never_counts(path: Path) -> None:
    plan = from_json(path.read_bytes())[0]
    turned = plan.model_copy(update={name: rows[::-1] for name, rows in plan.tables().items()})
    assert delay(plan).to_dict() == delay(turned).to_dict()


def test_one_at_a_time_is_each_alone_and_fast() -> None:
    plan = from_json(next(path for path in SAMPLES if path.parent.name == "helsingborg").read_bytes())[0]
    start = perf_counter()
    found = delay_each(plan)
    assert perf_counter() - start < 20  # 2 seconds on a free machine
    names = [item.moved[0] for item in found.actions]
    assert sorted((*names, *(stay.action for stay in found.stays))) == sorted(
        row.id for row in plan.actions if row.counts
    )
    for item in (found.actions[0], found.actions[-1]):
        assert item.to_dict() == delay(plan, item.moved).to_dict()
    lost = [item.measure("territorial", "co2e") for item in found.actions]
    shown = [row.headline.value for row in lost if row is not None and row.headline.value is not None]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) > 20
    assert found.to_dict()["actions"][0]["action"] == names[0]


def test_the_list_follows_the_emissions_that_are_asked_for() -> None:
    document = with_emissions(funded_document(), IN_2030)
    document["actions"][0] |= {"effect_on": ["organisation"]}
    document["actions"][1] |= {"effect_on": ["territorial", "organisation"]}
    document["actions"][0]["reduction_tonnes"] = 5
    document["targets"].append({**IN_2030, "id": "o", "name": "Egna", "gas": "co2e", "perspective": "organisation"})
    plan = read_document(document)[0]
    assert [item.moved for item in delay_each(plan).actions] == [("b",), ("a",)]
    own = delay_each(plan, measure=("organisation", "co2e"))
    assert [item.moved for item in own.actions] == [("a",), ("b",)]
    assert [stay.action for stay in own.stays] == ["c"]


# -- Words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_and_figure_has_its_words(lang: Language) -> None:
    found = delay(_funded(IN_2030, window=2027)).to_dict()
    wanted = ["delay.nothing_moves", *(f"delay.stays.{why}" for why in Stays)]
    shown = {"investment", "reinvestment", "npv", "npv_after_funding", "financing_gap"}
    assert shown < set(found)
    shown |= set(found["measures"][0]["target_years"][0]) - {"targets", "undefined"}
    shown |= set(found["grants"][0]) - {"name", "kind", "first_year", "last_year", "undefined"}
    wanted += [f"delay.column.{name}" for name in sorted(shown)]
    assert [key for key in wanted if not texts(lang).get(key)] == []
