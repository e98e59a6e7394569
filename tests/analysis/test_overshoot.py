"""Reductions beyond what their own sector emits are told wherever they make a target look met."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from finmodel.analysis.closing import Closing, closing
from finmodel.analysis.emissions_gap import EmissionsGap, emissions_gap
from finmodel.analysis.gap import gap_analysis
from finmodel.analysis.overshoot import overshoot_in_year
from finmodel.i18n import LANGUAGES, t, t_n
from finmodel.i18n.gap_closing import closing_verdict, needed_text, tonnes_unit
from finmodel.model.document import from_json
from finmodel.model.plan import Plan
from tests.gaps import CO2E, two_sectors

YEAR = 2030
SAMPLES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/plan.json"))


def closed(plan: Plan) -> Closing:
    return closing(plan, measure=CO2E, year=YEAR)


def test_a_target_met_by_tonnes_that_their_sector_does_not_emit_is_met_on_paper_only() -> None:
    found = closed(two_sectors(("a", "heat", 350), ("b", "road", 260)))
    assert [(step.gap_after, step.is_met, step.is_met_without_overshoot) for step in found.steps] == [
        (250, False, False),
        (-10, True, False),
    ]
    assert (found.overshoot_at_start.value, found.overshoot.value) == (0, 250)
    assert (found.is_met, found.is_met_without_overshoot, found.is_doubtful) == (True, False, True)
    assert found.missing_without_overshoot.value == 240
    shown = found.to_dict()
    assert (shown["overshoot"], shown["is_met"], shown["is_met_without_overshoot"]) == (250, True, False)
    for lang in LANGUAGES:
        said = closing_verdict(found, lang)
        assert said[0] == t_n("closing.on_paper", 2, lang)
        assert "250" in said[1]
        assert "240" in said[1]


def test_where_more_actions_meet_it_honestly_that_many_are_said() -> None:
    found = closed(two_sectors(("a", "heat", 350), ("b", "road", 260), ("c", "road", 300)))
    assert [step.is_met_without_overshoot for step in found.steps] == [False, False, True]
    assert (len(found.needed), found.is_met_without_overshoot) == (2, True)
    assert closing_verdict(found, "sv") == [
        t_n("closing.on_paper", 2, "sv"),
        t_n("closing.more_needed", 3, "sv"),
    ]


def test_without_any_the_sentence_is_as_it_was() -> None:
    met = closed(two_sectors(("a", "heat", 100), ("b", "road", 500)))
    assert (met.overshoot.value, met.is_doubtful) == (0, False)
    assert closing_verdict(met, "sv") == [t_n("closing.met", 2, "sv")]
    short = closed(two_sectors(("a", "heat", 10), ("b", "road", 50)))
    assert closing_verdict(short, "sv") == [t("closing.not_met", "sv")]
    # All are needed, and none suffices: yes alone would mislead.
    assert {needed_text(short, step, "sv") for step in short.steps} == {t("closing.needed.not_enough", "sv")}
    assert {needed_text(met, step, "sv") for step in met.steps} == {t("choice.flag.yes", "sv")}
    beyond = closed(two_sectors(("a", "heat", 150)))
    assert len(closing_verdict(beyond, "sv")) == 2


def test_a_gap_that_is_closed_on_paper_says_so_beside_the_kronor_too() -> None:
    gap = gap_analysis(two_sectors(("a", "heat", 350), ("b", "road", 260)), year=YEAR)
    found = gap.missing_per_tonne(gap.main)
    assert (found.gap_tonnes.value, found.overshoot) == (-10, 250)
    assert found.to_dict()["overshoot"] == 250


def test_the_unit_is_that_of_the_gas() -> None:
    assert tonnes_unit(["co2"], "sv") == "ton CO2"
    assert tonnes_unit(["co2e", "co2e"], "sv") == "ton CO2e"
    assert tonnes_unit(["co2e", "co2"], "sv") == "ton"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_the_formula_is_the_overshoot_of_the_gap(path: Path) -> None:
    gap: EmissionsGap = emissions_gap(from_json(path.read_bytes())[0])
    first = gap.plan.settings.first_year
    net = gap.tonnes.reductions - gap.tonnes.upfront
    for whole in gap.wholes:
        reduced = gap.weights(whole.perspective, whole.gas)[0]
        for year in (first, 2030, gap.plan.settings.last_year):
            formula = overshoot_in_year(gap, whole, year)
            wanted = whole.at(gap.overshoot(whole), year)
            assert formula.of(reduced * net[:, year - first]) == pytest.approx(wanted, rel=1e-9, abs=1e-6)
    assert np.isfinite(net).all()
