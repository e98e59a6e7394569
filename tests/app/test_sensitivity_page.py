"""Sensitivity: the bars are the library's, steps and optimism bias change them, and nothing is silent."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.components.formats import Formats
from finmodel import evaluate
from finmodel.analysis.optimism import OptimismBias
from finmodel.analysis.ranges import source_ranges
from finmodel.analysis.sensitivity import DEFAULT_STEPS, SensitivityInput, Step, tornado
from finmodel.analysis.switching import switching_values
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.store.parameters import parameter_uplifts
from tests.app.energy_plan import energy_plan
from tests.app.pages import grid, healthy, metric, open_page, open_plan, sample, words


@pytest.fixture
def energy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bars_are_those_of_the_library(lang: Language) -> None:
    found = tornado(sample())
    shown = grid(open_page("sensitivity", lang), "span")
    assert list(shown["input"]) == [t(f"sensitivity.input.{bar.input}", lang) for bar in found.bars]
    for side in ("low", "high"):
        assert list(shown[side]) == pytest.approx([(getattr(bar, side).value or 0.0) / 1e6 for bar in found.bars])


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_another_figure_of_one_action_with_other_steps(perspective: str) -> None:
    at = open_page("sensitivity", "sv", perspective=perspective)
    at.selectbox(key="subject.sensitivity.sv").select("renovera").run()
    at.selectbox(key="outcome.sv").select("abatement_cost").run()
    at.select_slider(key="step.capex.sv").set_value((-50, 10)).run()
    at.select_slider(key="step.life.sv").set_value((0, 0)).run()
    steps = {name: step for name, step in DEFAULT_STEPS.items() if name != "life"}
    steps[SensitivityInput.CAPEX] = Step(-0.5, 0.1)
    found = tornado(energy_plan(), perspective, outcome="abatement_cost", action="renovera", steps=steps)
    shown = grid(healthy(at), "span")
    assert list(shown["input"]) == [t(f"sensitivity.input.{bar.input}", "sv") for bar in found.bars]
    assert list(shown["span"]) == pytest.approx([bar.span for bar in found.bars])
    assert t("sensitivity.input.life", "sv") not in set(shown["input"])


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_optimism_bias_is_off_until_asked_for_and_then_loud(lang: Language) -> None:
    at = open_page("sensitivity", lang)
    assert not [item for item in at.warning if "Green Book" in item.value]
    before = grid(at, "span")["base"][0]
    at.toggle(key=f"bias.{lang}").set_value(True).run()
    (banner,) = [item.value for item in healthy(at).warning if "Green Book" in item.value]
    bias = OptimismBias(parameter_uplifts())
    found = tornado(energy_plan(), optimism_bias=bias)
    assert found.bias is not None
    assert Formats.of(lang, "mnkr", "SEK").money(found.bias.added) in banner
    after = grid(at, "span")["base"][0]
    assert after == pytest.approx((found.base.value or 0.0) / 1e6)
    assert after < before
    assert t("app.bias.not_raised", lang, n="1") in banner


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_switching_values_are_numbers_and_sentences(lang: Language) -> None:
    at = open_page("sensitivity", lang)
    own = [item for item in switching_values(evaluate(energy_plan())) if item.action is None]
    shown = grid(at, "factor")
    factors = [math.nan if item.factor is None else item.factor for item in own]
    assert list(shown["factor"]) == pytest.approx(factors, nan_ok=True)
    assert all(shown["meaning"])
    assert len(grid(at, "energy_price")) == 5


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sources_ranges_are_carried_through(lang: Language) -> None:
    at = open_page("sensitivity", lang)
    found = source_ranges(energy_plan())
    corner = found.corner()
    assert corner is not None
    formats = Formats.of(lang, "mnkr", "SEK")
    label = t("app.ranges.unfavourable", lang, figure=t("figure.npv.label", lang))
    assert metric(at, label) == formats.figure("npv", corner.unfavourable.value)
    shown = grid(at, "npv_low")
    assert len(shown) == len(found.rows)
    assert t("sensitivity.corner_note", lang) in words(at)


def test_a_figure_without_value_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(financial_discount_rate=None), tmp_path, monkeypatch)
    at = open_page("sensitivity", "sv")
    assert any(t("reason.no_rate.label", "sv") in item.value for item in at.warning)
    assert t("app.sensitivity.nothing", "sv") in words(at)


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_illustrative_ranges_are_marked_and_counted(lang: Language) -> None:
    at = open_page("sensitivity", lang)
    rows = source_ranges(energy_plan()).rows
    made_up = {row.id for row in energy_plan().evidence if row.illustrative or not row.source}
    n = sum(row.evidence in made_up for row in rows)
    assert 0 < n < len(rows)
    assert t("app.ranges.made_up", lang, n=n, of=len(rows)) in [item.value for item in at.warning]
    marks = list(grid(at, "npv_low")["mark"])
    assert marks == [t("app.mark.illustrative", lang) if row.evidence in made_up else "" for row in rows]
    corner = source_ranges(energy_plan()).corner("abatement_cost")
    assert corner is not None
    ends = [name in made_up for name, _ in corner.unfavourable_ends]
    label = t("app.ranges.unfavourable", lang, figure=t("figure.abatement_cost.label", lang))
    (note,) = [item.delta for item in at.metric if item.label == label]
    assert note == t("app.ranges.n_ends_made_up", lang, n=sum(ends), of=len(ends))


def test_what_is_not_there_is_told_from_what_is_not_known() -> None:
    at = open_page("sensitivity", "sv")
    shown = grid(at, "factor").set_index("input")["meaning"]
    absent = [item for item in switching_values(evaluate(sample())) if item.action is None and item.base == 0]
    assert {item.input for item in absent} == {"savings", "energy_price"}
    for item in absent:
        assert shown[t(f"sensitivity.input.{item.input}", "sv")] == t("app.switching.absent_plan", "sv")
    assert "koldioxidvärdet" in shown[t("sensitivity.input.tonnes", "sv")]
