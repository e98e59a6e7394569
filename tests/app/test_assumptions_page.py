"""Assumptions: parameters with their status, what every figure rests on, paths by year, and the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.analysis.parameters import Standing, parameter_report
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.enums import ParameterStatus
from finmodel.store.parameters import standard_parameters
from tests.app.energy_plan import energy_plan
from tests.app.pages import grid, grids, open_page, open_plan, sample, words


@pytest.fixture
def energy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(energy_plan(), tmp_path, monkeypatch)


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_parameters_that_are_not_to_be_trusted_come_first_with_a_warning(lang: Language) -> None:
    at = open_page("assumptions", lang)
    shown = grid(at, "used_for", "status")
    assert list(shown["name"]) == [
        "Internränta 2027",
        "Gaspris att bekräfta",
        "Elpris ur gammal studie",
        "Kalkylränta enligt budget",
    ]
    assert t("app.mark.illustrative", lang) in shown["status"][1]
    warned = "\n".join(item.value for item in at.warning)
    for status in (ParameterStatus.MISSING, ParameterStatus.TO_BE_CONFIRMED, ParameterStatus.DATED):
        assert t(f"app.parameters.{status}", lang, n="1") in warned


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_says_what_it_rests_on(lang: Language) -> None:
    at = open_page("assumptions", lang)
    report = parameter_report(energy_plan())
    shown = grid(at, "standing")
    assert len(shown) == len(report.figures)
    counts = {t(f"app.standing.{standing}", lang): 0 for standing in Standing}
    for row in report.figures:
        counts[t(f"app.standing.{row.standing}", lang)] += 1
    assert shown["standing"].value_counts().to_dict() == {name: n for name, n in counts.items() if n}
    text = t("app.backing.warning", lang, n=str(len(report.warnings)), of=str(sum(r.is_used for r in report.figures)))
    assert any(text in item.value for item in at.warning)


@pytest.mark.usefixtures("energy")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_prices_factors_and_pools_by_year(lang: Language) -> None:
    at = open_page("assumptions", lang)
    rates, _, _, _, energy_carbon, pools = grids(at, "2030")
    gas = energy_carbon.set_index("name").loc["Naturgas"]
    assert (gas["2025"], gas["2026"]) == (500.0, 800.0)
    pool = pools.set_index("name").loc["Uppvärmning"]
    assert (pool["2039"], pool["2040"]) == (2000.0, 1500.0)
    rate = rates.set_index("name").loc[t("field.settings.financial_discount_rate.label", lang)]
    assert rate["2030"] == pytest.approx(4.0)


@pytest.mark.usefixtures("energy")
def test_actions_without_a_source_are_listed() -> None:
    at = open_page("assumptions", "sv")
    shown = next(item.value for item in at.dataframe if list(item.value.columns) == ["name", "owner"])
    assert set(shown["name"]) == {"Elbussar", "Ny väg", "Klimatkampanj"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_stands_as_suggestions_and_a_plan_without_parameters_says_so(lang: Language) -> None:
    assert not sample().parameters
    at = open_page("assumptions", lang)
    assert t("app.parameters.none", lang) in words(at)
    shown = grid(at, "status", "unit")
    assert list(shown["name"]) == [row.name(lang) for row in standard_parameters().rows]
    missing = shown[shown["status"] == t("choice.parameter_status.missing", lang)]
    assert set(missing["value"]) == {"–"}
