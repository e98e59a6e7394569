"""The sheets of results hold the numbers of the analysis, in the plan's unit, and never come back as a plan."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.analysis.macc import cost_curve, curve_years, default_year
from finmodel.analysis.ranges import source_ranges
from finmodel.analysis.results import Results
from finmodel.analysis.sensitivity import SensitivityInput, variants
from finmodel.analysis.switching import switching_values
from finmodel.analysis.who_pays import split_incentives, who_pays
from finmodel.engine.axes import Line
from finmodel.excel.reader import read_workbook
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language, t
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.excel.workbooks import energy_document

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
MILLION = 1_000_000


@cache
def plan() -> Plan:
    """Return a plan with everything: overlap, a rise, transfers, split incentives, co-benefits, ranges."""
    document = energy_document()
    document["organisations"].append({"id": "hushall", "name": "Hushåll", "kind": "household"})
    document["actions"] += [
        {"id": "cykel", "name": "Cykelbana", "owner": "tn", "pool": "bilar", "pool_share": 0.9, "priority": 2},
        {"id": "bygg", "name": "Nybygge", "owner": "tn", "opex_change": 0, "reduction_tonnes": -50},
    ]
    document["investments"] += [
        {"id": "cykel-1", "action": "cykel", "economic_life_years": 40, "amount": 90e6, "start_year": 2027},
        {"id": "bygg-1", "action": "bygg", "economic_life_years": 40, "amount": 5e6, "start_year": 2027},
    ]
    document["benefits"] += [
        {
            "id": "cykel-h",
            "action": "cykel",
            "kind": "co_benefit",
            "name": "Hälsa",
            "amount": 3e6,
            "receivers": {"hushall": 1},
        },
        {"id": "bygg-h", "action": "bygg", "kind": "revenue", "name": "Hyra", "amount": 1e5, "payer": "hushall"},
        {"id": "bygg-s", "action": "bygg", "kind": "saving", "name": "Yta", "amount": 9e5, "receivers": {"bostad": 1}},
    ]
    document["evidence"] += [
        {"id": "u2", "action": "buss", "quantity": "reduction_tonnes", "low": 5, "high": 20, "illustrative": True},
        {"id": "u3", "quantity": "financial_discount_rate", "low": 0.02, "high": 0.05},
        {"id": "u4", "action": "led", "quantity": "split", "low": 1, "high": 2},
    ]
    return read_document(document)[0]


@cache
def results(perspective: str = "group") -> Results:
    return evaluate(plan(), perspective)


@cache
def book(lang: Language = "sv", perspective: str = "group") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan(), language=lang, results=results(perspective))))


def result_sheet(name: str, lang: Language = "sv", perspective: str = "group") -> Worksheet:
    sheet = book(lang, perspective)[t(f"workbook.result.{name}.title", lang)]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return [tuple(None if value == "" else value for value in row) for row in sheet.iter_rows(values_only=True)]


def below(sheet: Worksheet, heading: str, skip: int = 2) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table below a heading and its units and labels, to the first without text or number."""
    found = rows(sheet)
    start = next(place for place, row in enumerate(found) if row[0] == heading)
    for row in found[start + 1 + skip :]:
        if not any(value not in (None, "") for value in row):
            return
        yield row


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "society", "owner", "bostad"])
def test_the_plan_comes_back_without_them(lang: Language, perspective: str) -> None:
    assert read_workbook(workbook_bytes(plan(), language=lang, results=evaluate(plan(), perspective))) == plan()


@EVERY_LANGUAGE
def test_their_key_says_that_they_are_results(lang: Language) -> None:
    keys = {sheet["A1"].value for sheet in book(lang) if sheet.sheet_properties.tabColor is not None}
    assert keys == {"finmodel/#result"}
    assert all(book(lang)[name].row_dimensions[1].hidden for name in book(lang).sheetnames[:3])


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_every_figure_stands_in_the_summary_adjusted_and_unadjusted_too(lang: Language, perspective: str) -> None:
    shown = {row[0]: row[1] for row in rows(result_sheet("summary", lang, perspective))}
    portfolio = results(perspective).portfolio
    for figure in (*FIGURES, *INDICATORS):
        value = shown[t(f"figure.{figure.name}.label", lang)]
        if portfolio[figure.name] is None:
            assert value == t(f"reason.{portfolio.undefined[figure.name]}.label", lang)
        else:
            factor = MILLION if figure.unit == "money" else 1
            assert value == pytest.approx(portfolio[figure.name] / factor)  # type: ignore[operator]
    assert shown[t("figure.tonnes_unadjusted.label", lang)] > shown[t("figure.tonnes_total.label", lang)]


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_the_lines_show_in_both_price_levels(lang: Language, perspective: str) -> None:
    sheet = rows(result_sheet("cash_flow", lang, perspective))
    found = results(perspective)
    for place, basis in enumerate(("nominal", "real")):
        frame = found.cash_flow(basis=basis)  # type: ignore[arg-type]
        labels = [t(f"line.{key}.label", lang) for key in frame.index]
        start = [number for number, row in enumerate(sheet) if row[1] == labels[0]][place]
        for offset, key in enumerate(frame.index):
            assert sheet[start + offset][1] == labels[offset]
            assert sheet[start + offset][2:-1] == pytest.approx(list(frame.loc[key] / MILLION))
    shown = {row[1] for row in sheet}
    is_society = perspective == "society"
    assert (t("line.co_benefits.label", lang) in shown) is is_society
    assert (t("workbook.result.no_organisation", lang) in shown) is is_society
    assert t("line.energy_cost.label", lang) in shown


def test_tonnes_stand_before_and_after_overlap() -> None:
    sheet = rows(result_sheet("tonnes"))
    after, before = (
        next(number for number, row in enumerate(sheet) if str(row[0]).startswith(t(f"workbook.result.{key}", "sv")))
        for key in ("tonnes_by_action", "unadjusted_by_action")
    )
    sums = [{row[0]: row[-1] for row in sheet[start:stop]} for start, stop in ((after, before), (before, None))]
    assert sums[1]["cykel"] > sums[0]["cykel"]
    assert sums[1]["cykel"] == pytest.approx(results().action("cykel").figures["tonnes_unadjusted"])
    assert sums[0]["cykel"] == pytest.approx(results().action("cykel").figures["tonnes_total"])


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_the_cost_curve_has_its_bars_in_order(lang: Language, perspective: str) -> None:
    sheet = result_sheet("curve", lang, perspective)
    year = default_year(curve_years(plan().settings))
    curve = cost_curve(results(perspective), year)
    shown = list(below(sheet, t("workbook.result.curve.bars", lang, year=year)))
    assert [row[1] for row in shown] == [bar.action for bar in curve.bars]
    for row, bar in zip(shown, curve.bars, strict=True):
        assert row[5:9] == pytest.approx((bar.tonnes, bar.unadjusted, bar.right, bar.cost))
        assert bar.npv is not None
        assert row[9] == pytest.approx(bar.npv / MILLION)
        if perspective == "society":
            assert row[10] == pytest.approx(bar.npv_before_carbon_value / MILLION)
    marks = {row[1]: row[-1] or row[-2] for row in shown}
    assert t("workbook.result.illustrative", lang) in str(marks["buss"])
    assert t("curve.savers_note", lang) in {row[0] for row in rows(sheet)}


@EVERY_LANGUAGE
def test_what_is_not_drawn_stands_beside_with_its_reason(lang: Language) -> None:
    sheet = result_sheet("curve", lang)
    raising = list(below(sheet, t("workbook.result.curve.raising", lang)))
    undrawn = list(below(sheet, t("workbook.result.curve.undrawn", lang)))
    assert [(row[1], row[7]) for row in raising] == [("bygg", t("reason.raises_emissions.label", lang))]
    assert {row[1]: row[7] for row in undrawn} == {
        "pool": t("reason.not_costed.label", lang),
        "sol": t("reason.not_quantified.label", lang),
    }
    assert {row[1]: row[5] for row in undrawn}["sol"] == t("reason.not_quantified.label", lang)


@EVERY_LANGUAGE
def test_who_pays_adds_up_to_society(lang: Language) -> None:
    found = who_pays(plan(), "society")
    title = t("workbook.result.payers.society", lang, base_year=2026, price_year=2026)
    labels, *organisations, total = below(result_sheet("payers", lang), title, skip=1)
    assert labels[3:] == (*(t(f"line.{line.key}.label", lang) for line in Line), t("line.net.label", lang))
    assert [row[0] for row in organisations] == [row.organisation or None for row in found.present_values.rows]
    for column in range(3, len(total)):
        assert sum(row[column] for row in organisations) == pytest.approx(total[column], abs=1e-9)
    assert total[-1] == pytest.approx(results("society").portfolio["npv"] / MILLION)  # type: ignore[operator]


def test_transfers_and_split_incentives_are_named() -> None:
    sheet = result_sheet("payers")
    transfers = list(below(sheet, t("workbook.result.payers.transfers", "sv")))
    assert [row[:4] for row in transfers] == [("bygg", "Nybygge", "Hushåll", "Tekniska nämnden")]
    split = list(below(sheet, t("workbook.result.payers.split", "sv"), skip=3))
    expected = split_incentives(plan())
    assert [row[0] for row in split] == [item.action for item in expected]
    assert [row[2] for row in split] == pytest.approx([item.size / MILLION for item in expected])
    bygg = next(row for row in split if row[0] == "bygg")
    assert str(bygg[4]).startswith("Tekniska nämnden −")
    assert str(bygg[5]).startswith("Bostadsbolaget ")


@EVERY_LANGUAGE
@pytest.mark.parametrize("outcome", ["npv", "abatement_cost"])
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_the_tornado_is_the_analysis_own(lang: Language, perspective: str, outcome: str) -> None:
    title = t("workbook.result.sensitivity.tornado", lang, figure=t(f"figure.{outcome}.label", lang))
    shown = list(below(result_sheet("sensitivity", lang, perspective), title))
    tornado = variants(plan(), perspective).tornado(outcome)
    factor = MILLION if outcome == "npv" else 1
    labels = {name: t(f"sensitivity.input.{name}", lang) for name in SensitivityInput}
    listed = [*(bar.input for bar in tornado.bars), *(absent.input for absent in tornado.without_effect)]
    assert [row[0] for row in shown] == [labels[name] for name in listed]
    assert (labels[SensitivityInput.CARBON_VALUE] in {row[0] for row in shown}) == (perspective == "society")
    shown = shown[: len(tornado.bars)]
    for row, bar in zip(shown, tornado.bars, strict=True):
        assert row[3] == pytest.approx((bar.low.value or 0.0) / factor)
        assert row[5] == pytest.approx((bar.high.value or 0.0) / factor)
        assert row[6] == pytest.approx((bar.span or 0.0) / factor)
    steps = {row[0]: row[1:3] for row in shown}
    assert steps[labels[SensitivityInput.CAPEX]] == {"sv": ("−20\u00a0%", "+20\u00a0%"), "en": ("−20%", "+20%")}[lang]
    assert steps[labels[SensitivityInput.DISCOUNT_RATE]][0].startswith("−1 ")


def test_the_curve_is_of_a_year_from_the_base_year_on() -> None:
    document = energy_document()
    document["settings"] |= {"first_year": 2020, "base_year": 2033, "price_year": 2033}
    late = read_document(document)[0]
    data = workbook_bytes(late, language="sv", results=evaluate(late))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[t("workbook.result.curve.title", "sv")]
    assert t("workbook.result.curve.bars", "sv", year=2033) in {row[0] for row in rows(sheet)}


def test_what_an_action_does_not_have_moves_nothing() -> None:
    labels, *shown = below(result_sheet("sensitivity"), t("workbook.result.sensitivity.by_action", "sv"), skip=1)
    rows_of = {row[0]: dict(zip(labels, row, strict=True)) for row in shown}
    assert rows_of["bygg"]["Energipris"] == "–"
    assert rows_of["buss"]["Energipris"] > 0
    assert rows_of["pool"]["Nettonuvärde"] == t("reason.not_costed.label", "sv")


def test_switching_values_say_what_they_mean() -> None:
    shown = list(below(result_sheet("sensitivity"), t("workbook.result.sensitivity.switching", "sv")))
    found = {(item.action or None, item.input): item for item in switching_values(results())}
    inputs = {
        t(f"sensitivity.input.{name}", "sv"): name for name in ("capex", "opex", "savings", "energy_price", "tonnes")
    }
    assert {(row[0], inputs[row[2]]) for row in shown} <= set(found)
    assert {inputs[row[2]] for row in shown if row[0] is None} == set(inputs.values())
    for row in shown:
        item = found[row[0], inputs[row[2]]]
        if item.factor is None:
            assert row[3] == t(f"reason.{item.reason}.label", "sv")
        else:
            assert row[3] == pytest.approx(item.factor)
            assert row[4] == t(f"sensitivity.meaning.{item.meaning}", "sv")


@EVERY_LANGUAGE
def test_ranges_are_carried_through_or_said_not_to_be(lang: Language) -> None:
    sheet = result_sheet("sensitivity", lang)
    found = source_ranges(plan())
    shown = {row[0]: row for row in list(below(sheet, t("workbook.result.sensitivity.ranges", lang)))}
    assert set(shown) == {row.evidence for row in found.rows}
    rate = next(row for row in found.rows if row.evidence == "u3")
    low = rate.outcomes["npv"]["low"].value
    assert low is not None
    assert shown["u3"][6] == pytest.approx(low / MILLION)
    assert shown["u3"][3:6] == ({"sv": ("2\u00a0%", "3,5\u00a0%", "5\u00a0%"), "en": ("2%", "3.5%", "5%")}[lang])
    rest = list(below(sheet, t("workbook.result.sensitivity.not_carried", lang)))
    assert [(row[0], row[3]) for row in rest] == [("u4", t("sensitivity.not_applied.no_number", lang))]
    corners = list(below(sheet, t("workbook.result.sensitivity.corners", lang), skip=3))
    whole = [row for row in corners if row[0] is None]
    worst = [corner.unfavourable.value for corner in found.corners if corner.action is None]
    assert worst[0] is not None
    assert whole[0][3] == pytest.approx(worst[0] / MILLION)


def test_before_overlap_the_sheets_do_not_mix_the_two() -> None:
    data = workbook_bytes(plan(), results=evaluate(plan(), overlap=False))
    found = openpyxl.load_workbook(io.BytesIO(data))
    assert t("workbook.result.payers.title", "sv") not in found.sheetnames
    curve = found[t("workbook.result.curve.title", "sv")]
    assert t("curve.widths_note_before", "sv") in {row[0] for row in rows(curve)}
    assert read_workbook(data) == plan()


@EVERY_LANGUAGE
def test_no_cell_of_a_result_is_a_formula(lang: Language) -> None:
    document = energy_document()
    for number, row in enumerate([*document["actions"], *document["carriers"], *document["parameters"]]):
        row["name"] = f"=1+{number}"
    hostile = read_document(document)[0]
    data = workbook_bytes(hostile, language=lang, results=evaluate(hostile, "society"))
    sheets = [sheet for sheet in openpyxl.load_workbook(io.BytesIO(data)) if sheet["A1"].value == "finmodel/#result"]
    assert len(sheets) == 11
    assert {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert read_workbook(data) == hostile


@EVERY_LANGUAGE
def test_an_empty_plan_has_no_such_sheets(lang: Language) -> None:
    document = energy_document()
    for table in ("actions", "investments", "energy_changes", "benefits", "risks", "evidence", "parameters"):
        document[table] = []
    empty = read_document(document)[0]
    data = workbook_bytes(empty, language=lang, results=evaluate(empty))
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert t("workbook.result.curve.title", lang) not in names
    assert t("workbook.result.summary.title", lang) in names
    assert read_workbook(data) == empty


def test_without_rates_the_reasons_stand_there() -> None:
    document = energy_document()
    document["settings"].pop("financial_discount_rate")
    document["settings"].pop("social_discount_rate")
    bare = read_document(document)[0]
    found = openpyxl.load_workbook(io.BytesIO(workbook_bytes(bare, results=evaluate(bare))))
    payers = found["Vem betalar, vem tjänar"]
    title = t("workbook.result.payers.society", "sv", base_year=2026, price_year=2026)
    assert {row[-1] for row in list(below(payers, title))} == {"ränta saknas"}
    assert "ränta saknas" in {row[7] for row in rows(found["Kostnadskurva"])}
