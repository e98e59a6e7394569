"""The cost curve page: what is drawn, what stands beside it, before and after overlap, and the costs per tonne."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from app.components.formats import Formats
from app.components.tables import WHY
from finmodel import evaluate
from finmodel.analysis.macc import COSTS_PER_TONNE, cost_curve
from finmodel.i18n import LANGUAGES, Language, t
from tests.app.energy_plan import energy_plan
from tests.app.pages import grid, grids, healthy, htmls, open_page, open_plan, sample, words


@pytest.fixture
def energy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_the_data_are_those_of_the_library(lang: Language, perspective: str) -> None:
    at = open_page("cost_curve", lang, perspective=perspective, year="2035")
    curve = cost_curve(evaluate(sample(), perspective), 2035)
    shown = grid(at, "right")
    assert list(shown["name"]) == [bar.name for bar in curve.bars]
    assert list(shown["tonnes"]) == pytest.approx([bar.tonnes for bar in curve.bars])
    assert list(shown["cost"]) == pytest.approx([bar.cost for bar in curve.bars])
    undrawn = grids(at, "reason")[-1]
    assert list(undrawn["name"]) == [item.name for item in curve.undrawn]
    assert all(undrawn["reason"])


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_and_after_overlap_stand_side_by_side(lang: Language) -> None:
    at = open_page("cost_curve", lang)
    at.radio(key=f"curve_overlap.{lang}").set_value("both").run()
    healthy(at)
    plan = energy_plan()
    curves = [cost_curve(evaluate(plan, overlap=overlap), 2030) for overlap in (False, True)]
    formats = Formats.of(lang, "mnkr", "SEK")
    heads = [item.value for item in at.subheader]
    for curve, key in zip(curves, ("before", "after"), strict=True):
        assert t(f"app.curve.{key}", lang, tonnes=formats.tonnes(curve.tonnes)) in heads
    assert curves[0].tonnes > curves[1].tonnes
    tables = grids(at, "right")
    assert [list(table["tonnes"]) for table in tables] == [[bar.tonnes for bar in curve.bars] for curve in curves]
    assert list(tables[1]["unadjusted"]) == [bar.unadjusted for bar in curves[1].bars]


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_raises_emissions_or_is_unknown_stands_beside_the_curve(lang: Language) -> None:
    at = open_page("cost_curve", lang)
    raising, undrawn = grids(at, "reason")
    assert list(raising["name"]) == ["Ny väg"]
    assert list(raising["tonnes"]) == [-50.0]
    assert list(undrawn["name"]) == ["Klimatkampanj"]
    assert list(undrawn["reason"]) == [t("reason.not_costed.label", lang)]


@pytest.mark.usefixtures("energy")
def test_filters_by_sector_and_owner() -> None:
    at = open_page("cost_curve", "sv")
    at.multiselect(key="curve_sectors.sv").select("byggnad").run()
    assert set(grid(healthy(at), "right")["name"]) == {"Renovera flerbostadshus", "Värmepumpar"}
    at.multiselect(key="curve_owners.sv").select("bo").run()
    assert set(grid(healthy(at), "right")["name"]) == {"Värmepumpar"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_five_costs_per_tonne_stand_side_by_side(lang: Language) -> None:
    at = open_page("cost_curve", lang)
    results = evaluate(sample())
    shown = grid(at, "kg_per_krona")
    pieces = htmls(at)
    assert shown["name"][0] == t("app.subject.plan", lang)
    for name in COSTS_PER_TONNE:
        assert shown[name][0] == pytest.approx(results.portfolio[name])
        assert any(t(f"figure.{name}.definition", lang) in html.unescape(item) for item in pieces)
    assert len(shown) == len(results.actions) + 1
    blank = shown[shown["abatement_cost"].isna()]
    assert len(blank)
    assert all(blank[WHY])
    assert t("app.per_tonne.how", lang, n="24", of="35") in words(at)


def test_money_savers_are_ranked_by_npv_and_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)
    at = open_page("cost_curve", "sv")
    assert t("app.curve.savers", "sv") in words(at)
    shown = grid(at, "right")
    savers = shown[shown["cost"] < 0]
    assert len(savers) == 2
    assert list(savers["npv"]) == sorted(savers["npv"], reverse=True)
    assert list(savers["cost"]) != sorted(savers["cost"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_overlap_by_action_for_the_whole_plan(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert t("app.overlap.none", lang) in [item.value for item in open_page("cost_curve", lang).caption]
    open_plan(energy_plan(), tmp_path, monkeypatch)
    results = evaluate(energy_plan())
    expected = {}
    for item in results.actions:
        before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
        if item.in_totals and before is not None and after is not None and before != pytest.approx(after):
            expected[item.name] = (before, after, before - after)
    assert expected
    shown = grid(open_page("cost_curve", lang), "taken")
    found = {row["name"]: (row["before"], row["after"], row["taken"]) for _, row in shown.iterrows()}
    assert found.keys() == expected.keys()
    for name, numbers in expected.items():
        assert found[name] == pytest.approx(numbers)
    assert list(shown["taken"]) == sorted(shown["taken"], reverse=True)
