"""The comparison page: its figures are those of the comparison, its waterfall adds up, what is lacking is said."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from finmodel.analysis.compare import CompareRow, compare
from finmodel.analysis.compare_rows import RowGroup, RowUnit
from finmodel.analysis.two_axes import two_axes
from finmodel.analysis.waterfall import Cause
from finmodel.i18n import LANGUAGES, Language, format_number, t, t_n
from finmodel.i18n.comparison import reason_label, row_label
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.app.funding_plan import DOCUMENT
from tests.app.pages import HOSTILE, healthy, htmls, open_page, open_plan, words

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
    for group, table in zip(RowGroup, read(at), strict=False):
        rows = [row for row in found.rows if row.group is group]
        assert table[0] == [t("app.compare.figure", lang), t("compare.base", lang), "Utan värme", HOSTILE[:45] + "…"]
        assert len(table) == 2 + len(rows)
        for row, (label, *cells) in zip(rows, table[2:], strict=True):
            assert label.startswith(row_label(plan, row.name, lang))
            assert cells == _written(row, lang)
    assert t("app.compare.illustrative", lang, names="Utan värme") in words(at).replace("\\", "")


def read(at: AppTest) -> list[list[list[str]]]:
    """Return the page's tables of figures as their cells; each says what it shows and has headings of its own."""
    found = [ElementTree.fromstring(body) for body in htmls(at) if "grid-scroll" in body and "<style>" not in body]
    assert all(table.get("aria-label") and table.findall(".//th[@scope='col']") for table in found)
    assert not any("<img" in body for body in htmls(at))
    return [[["".join(cell.itertext()) for cell in row] for row in table.findall(".//tr")] for table in found]


def _written(row: CompareRow, lang: Language) -> list[str]:
    """Return a figure's cells: values, reasons in the place of those that are undefined, differences with a sign."""
    decimals = 1 if row.unit is RowUnit.MONEY else 0
    factor = MILLION if row.unit is RowUnit.MONEY else 1.0
    cells = []
    for place, (value, difference, reason) in enumerate(zip(row.values, row.differences, row.reasons, strict=True)):
        number = "" if value is None else format_number(value / factor, lang, decimals)
        year = value is not None and row.unit is RowUnit.YEAR
        cells.append(reason_label(reason or "", lang) if value is None else str(round(value)) if year else number)
        if place:
            text = "–" if difference is None else format_number(difference / factor, lang, decimals)
            is_more = difference is not None and difference > 0 and text.strip("0.,") != ""
            cells.append(f"+{text}" if is_more else text)
    return cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_waterfall_adds_up(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", lang)
    (table,) = [rows for rows in read(at) if rows[0][0] == t("app.compare.step", lang)]
    row = compare(plan).row("npv_after_funding")
    first, second, _ = row.values
    assert first is not None
    assert second is not None
    _, start, *steps, end, whole = table
    assert start[1:] == ["", format_number(first / MILLION, lang, 1)]
    assert end[1:] == ["", format_number(second / MILLION, lang, 1)]
    assert whole[:2] == [t("app.compare.whole", lang), f"+{format_number((second - first) / MILLION, lang, 1)}"]
    assert [step[1] for step in steps] == [whole[1]]
    assert [step[0] for step in steps] == [t(f"compare.cause.{Cause.ACTIONS}", lang)]
    assert t("app.compare.waterfall_colours", lang) in [item.value for item in at.caption]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_matrix_has_action_sets_in_rows_and_mixes_in_columns(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", lang)
    (head, mixes, *rows) = read(at)[-1]
    wanted = two_axes(plan).values("npv_after_funding")
    assert head == [t("app.compare.action_set", lang), t("app.compare.mix", lang)]
    assert mixes == [t("compare.base", lang), HOSTILE[:45] + "…"]
    assert [row[0] for row in rows] == [t("compare.base", lang), "Utan värme"]
    known = [value for line in wanted for value in line if value is not None]
    for line, (_, *cells) in zip(wanted, rows, strict=True):
        assert cells == [format_number((value or 0.0) / MILLION, lang, 1) for value in line]
    low, high = (format_number(value / MILLION, lang, 1) for value in (min(known), max(known)))
    said = t("app.compare.axes_colours", lang, low=low, high=high)
    assert said in [item.value.replace("\\", "") for item in at.caption]
    (body,) = [body for body in htmls(at) if t("app.compare.mix", lang) in body]
    shades = {cell.text: cell.get("style", "")[-7:] for cell in ElementTree.fromstring(body).findall(".//td[@style]")}
    assert (shades[low], shades[high]) == ("#f4f9fd", "#5ba3d6")


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
    values = read(at)[list(RowGroup).index(RowGroup.VALUE)]
    why = reason_label("no_rate", lang)
    (npv,) = [row for row in values if row[0].startswith(f"{t('compare.figure.npv.label', lang)} [")]
    assert npv[1:] == [why, why, "–", why, "–"]
    assert t("app.compare.no_waterfall", lang, reason=why) in [item.value for item in at.info]


def test_the_first_chosen_is_what_the_others_are_compared_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", "sv")
    at.multiselect[0].set_value(["utan", "base"]).run()
    _, _, first, *_ = read(healthy(at))[0]
    row = compare(plan, ["utan", "base"]).row("investment_total")
    assert first[1:] == _written(row, "sv")
    assert first[-1].startswith("+")
    at.multiselect[0].set_value(["utan"]).run()
    assert t("app.compare.choose", "sv") in [item.value for item in healthy(at).info]


def test_the_scenario_made_last_or_shown_is_compared_and_the_rest_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = copy.deepcopy(DOCUMENT) | {"schema_version": 4}
    document["scenarios"] = [{"id": f"s{number}", "name": f"Nummer {number}"} for number in range(1, 8)]
    open_plan(read_document(document)[0], tmp_path, monkeypatch)
    at = open_page("compare", "sv")
    assert at.multiselect[0].value == ["base", "s1", "s2", "s3", "s7"]
    hidden = t_n("app.compare.hidden", 3, "sv", names="Nummer 4; Nummer 5; Nummer 6")
    assert hidden in [item.value.replace("\\", "") for item in at.caption]
    chooser = next(item for item in at.selectbox if (item.key or "").startswith("scenario."))
    chooser.select("s5").run()
    assert healthy(at).multiselect[0].value == ["base", "s1", "s2", "s3", "s7", "s5"]
    at.multiselect[0].set_value(["base", "s1"]).run()
    at.run()
    assert healthy(at).multiselect[0].value == ["base", "s1"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_years_are_chosen_and_the_target_year_is_always_there(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scenario_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("compare", lang)
    usual, target = list(compare(plan, year=2030).years), 2030
    years = at.multiselect[1]
    assert years.value == usual
    asked = plan.settings.last_year
    assert asked not in usual
    years.set_value([asked]).run()
    assert _years_of(healthy(at), plan, lang) == {target, asked}
    at.multiselect[1].set_value([]).run()
    assert _years_of(healthy(at), plan, lang) == {target}


def _years_of(at: AppTest, plan: Plan, lang: Language) -> set[int]:
    """Return the years whose tonnes are in the tables."""
    labels = [row[0] for table in read(at) for row in table]
    axis = range(plan.settings.first_year, plan.settings.last_year + 1)
    return {year for year in axis if any(row_label(plan, f"tonnes.{year}", lang) in label for label in labels)}
