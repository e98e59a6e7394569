"""The comparison page: its figures are those of the comparison, its waterfall adds up, what is lacking is said."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from app.components.tables import WHY
from finmodel.analysis.compare import compare
from finmodel.analysis.compare_rows import RowGroup, RowUnit
from finmodel.analysis.two_axes import two_axes
from finmodel.analysis.waterfall import Cause
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.i18n.comparison import reason_label, row_label
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.app.funding_plan import DOCUMENT
from tests.app.pages import HOSTILE, grids, healthy, open_page, open_plan, words

MILLION = 1e6
_SCENARIOS: dict[str, Any] = {
    "scenarios": [
        {"id": "utan", "name": "Utan värme", "illustrative": True},
        {"id": "kommun", "name": HOSTILE, "mix_reach": "all"},
    ],
    "scenario_changes": [
        {"scenario": "utan", "id": "1", "operation": "leave_out", "actions": ["b"]},
    ],
    "scenario_funding": [{"scenario": "kommun", "id": "1", "source": "l", "position": 1, "rest": True}],
}


def scenario_plan(**settings: Any) -> Plan:
    document = copy.deepcopy(DOCUMENT) | {"schema_version": 4} | copy.deepcopy(_SCENARIOS)
    document["settings"] |= settings
    return read_document(document)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_those_of_the_comparison(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", lang)
    found = compare(plan, year=2030)
    shown = grids(at, "v0", "v1", "d1", "v2", "d2")[: len(RowGroup)]
    for group, table in zip(RowGroup, shown, strict=True):
        rows = [row for row in found.rows if row.group is group]
        assert len(table) == len(rows)
        for row, cells in zip(rows, table.to_dict("records"), strict=True):
            assert str(cells["name"]).startswith(row_label(plan, row.name, lang))
            factor = MILLION if row.unit is RowUnit.MONEY else 1.0
            for place, (value, difference) in enumerate(zip(row.values, row.differences, strict=True)):
                assert cells[f"v{place}"] == pytest.approx(_in(value, factor), nan_ok=True)
                if place:
                    assert cells[f"d{place}"] == pytest.approx(_in(difference, factor), nan_ok=True)
                if value is None:
                    assert reason_label(row.reasons[place] or "", lang) in cells[WHY]
    assert t("app.compare.illustrative", lang, names="Utan värme") in words(at).replace("\\", "")


def _in(value: float | None, factor: float) -> float:
    return float("nan") if value is None else value / factor


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_waterfall_adds_up(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    table = grids(open_page("compare", lang), "change", "level")[0]
    row = compare(plan).row("npv_after_funding")
    first, second, _ = row.values
    assert first is not None
    assert second is not None
    assert first != second
    assert table["level"].iloc[0] == pytest.approx(first / MILLION)
    assert table["level"].iloc[-1] == pytest.approx(second / MILLION)
    assert table["level"].iloc[0] + table["change"].sum() == pytest.approx(table["level"].iloc[-1])
    assert t(f"compare.cause.{Cause.ACTIONS}", lang) in table["name"].tolist()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_has_action_sets_in_rows_and_mixes_in_columns(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    table = grids(open_page("compare", lang), "m0", "m1")[0]
    wanted = two_axes(plan).values("npv_after_funding")
    assert table["name"].tolist() == [t("compare.base", lang), "Utan värme"]
    for line, cells in zip(wanted, table[["m0", "m1"]].to_numpy().tolist(), strict=True):
        assert cells == pytest.approx([(value or 0.0) / MILLION for value in line])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_without_scenarios_is_told_what_they_are(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(read_document(copy.deepcopy(DOCUMENT))[0], tmp_path, monkeypatch)
    at = open_page("compare", lang)
    assert t("app.compare.none", lang) in [item.value for item in at.info]
    assert not at.dataframe


@pytest.mark.parametrize("lang", LANGUAGES)
def test_undefined_figures_say_why(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_plan(scenario_plan(financial_discount_rate=None), tmp_path, monkeypatch)
    at = open_page("compare", lang)
    values = grids(at, "v0", "d1")[list(RowGroup).index(RowGroup.VALUE)]
    npv = values[values["name"].str.startswith(f"{t('compare.figure.npv.label', lang)} [")]
    assert npv[["v0", "v1", "d1"]].isna().to_numpy().all()
    why = reason_label("no_rate", lang)
    assert why in npv[WHY].iloc[0]
    assert t("app.compare.no_waterfall", lang, reason=why) in [item.value for item in at.info]


def test_the_first_chosen_is_what_the_others_are_compared_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", "sv")
    at.multiselect[0].set_value(["utan", "base"]).run()
    table = grids(healthy(at), "v0", "d1")[0]
    row = compare(plan, ["utan", "base"]).row("investment_total")
    assert table["d1"].iloc[0] == pytest.approx((row.differences[1] or 0.0) / MILLION)
    assert table["d1"].iloc[0] > 0
    at.multiselect[0].set_value(["utan"]).run()
    assert t("app.compare.choose", "sv") in [item.value for item in healthy(at).info]
