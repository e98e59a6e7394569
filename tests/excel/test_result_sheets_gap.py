"""The result sheets of the gap hold the numbers of the analysis, in the plan's unit, with reasons and marks."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.gap import GapAnalysis, gap_analysis
from finmodel.excel.reader import read_workbook
from finmodel.excel.result_frame import ResultBook
from finmodel.excel.result_gap import gap_sheets
from finmodel.excel.styles import Styles
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language, t, t_n
from finmodel.i18n.gap import measure_label, part_label
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.excel.emission_plans import emission_document
from tests.excel.workbooks import small_plan
from tests.funded import funded_plan
from tests.gap_plans import gap_plan
from tests.gaps import two_sectors

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
ALWAYS = ("financing_need", "priorities", "investment_test")
OF_EMISSIONS = ("emissions_gap", "targets", "wedges", "closing", "net_zero_cities")
N_TEXTS = 3
Row = tuple[Any, ...]


@cache
def plan() -> Plan:
    return gap_plan()


@cache
def found() -> GapAnalysis:
    return gap_analysis(plan())


def written(of: Plan, lang: Language) -> openpyxl.Workbook:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        gap_sheets(ResultBook(workbook, Styles(workbook), evaluate(of), lang))
    return openpyxl.load_workbook(buffer)


@cache
def book(lang: Language = "sv") -> openpyxl.Workbook:
    return written(plan(), lang)


def sheet(name: str, lang: Language = "sv") -> Worksheet:
    shown = book(lang)[t(f"workbook.result.{name}.title", lang)]
    assert isinstance(shown, Worksheet)
    return shown


def rows(name: str, lang: Language = "sv") -> list[Row]:
    return [tuple("" if value is None else value for value in row) for row in sheet(name, lang).values]


def year_rows(name: str, lang: Language) -> dict[Row, dict[int, Any]]:
    """Return the cells by year of every row under a head of years, by its texts."""
    years: dict[int, int] = {}
    shown = {}
    for row in rows(name, lang):
        heads = {place: value for place, value in enumerate(row) if isinstance(value, int) and 1900 < value < 2200}
        if row[0] and len(heads) > 10 and N_TEXTS in heads:
            years = heads
        elif years and row[0]:
            shown[row[:N_TEXTS]] = {year: row[place] for place, year in years.items()}
        elif not row[0]:
            years = {}
    return shown


def table(name: str, head: str, lang: Language = "sv") -> list[dict[str, Any]]:
    """Return the rows of the first table that has this head, by the labels of its columns."""
    heads: Row | None = None
    taken = []
    for row in rows(name, lang):
        if heads is None:
            heads = row if head in row else None
        elif not any(value != "" for value in row):
            break
        else:
            taken.append(dict(zip(heads, row, strict=True)))
    assert heads is not None
    return taken


def label(reason: str, lang: Language) -> str:
    return t(f"reason.{reason}.label", lang)


@EVERY_LANGUAGE
def test_sheets_of_emissions_are_there_only_where_the_plan_has_any(lang: Language) -> None:
    def titles(names: tuple[str, ...]) -> set[str]:
        return {t(f"workbook.result.{name}.title", lang) for name in names}

    assert set(book(lang).sheetnames) == titles((*ALWAYS, *OF_EMISSIONS))
    for bare in (small_plan(), funded_plan()):
        assert set(written(bare, lang).sheetnames) == titles(ALWAYS)
    document = emission_document()
    for name in ("actions", "investments", "benefits", "risks", "evidence"):
        document[name] = []
    idle = written(read_document(document)[0], lang)
    assert set(idle.sheetnames) == titles(("emissions_gap", "targets", "wedges"))
    assert {page["A1"].value for page in book(lang)} == {"finmodel/#result"}


def test_the_plan_comes_back_without_them_and_says_what_is_left_out() -> None:
    data = workbook_bytes(plan(), results=evaluate(plan()))
    assert read_workbook(data) == plan()
    full = openpyxl.load_workbook(io.BytesIO(data))
    assert set(book().sheetnames) <= set(full.sheetnames)
    absent = t("workbook.result.no_emissions", "sv")
    summary = full[t("workbook.result.summary.title", "sv")]
    assert absent not in {row[0] for row in summary.values}
    before_overlap = workbook_bytes(plan(), results=evaluate(plan(), overlap=False))
    assert not set(book().sheetnames) & set(openpyxl.load_workbook(io.BytesIO(before_overlap)).sheetnames)
    plain = openpyxl.load_workbook(io.BytesIO(workbook_bytes(small_plan(), results=evaluate(small_plan()))))
    assert absent in {row[0] for row in plain[t("workbook.result.summary.title", "sv")].values}


@EVERY_LANGUAGE
def test_emissions_by_year_are_those_of_the_analysis(lang: Language) -> None:
    shown = year_rows("emissions_gap", lang)
    marked = f" ({t('workbook.result.illustrative', lang)})"
    n_undefined = 0
    for cell in found().emissions.cells:
        plain = cell.to_dict()
        head = measure_label(cell.perspective, cell.gas, lang), part_label(plan(), cell, lang)
        for key in ("baseline", "abatement", "planned", "target", "gap"):
            if (key in ("target", "gap") and not cell.targets) or not cell.is_measured:
                continue
            row = next(
                value for texts, value in shown.items() if texts[:2] == head and texts[2] in _with(f"gap.{key}", lang)
            )
            for year, tonnes in plain[key].items():
                if tonnes is None:
                    assert row[int(year)] == label(plain["undefined"][key], lang)
                    n_undefined += 1
                else:
                    assert row[int(year)] == pytest.approx(tonnes)
        history = shown.get((*head, t("gap.history", lang))) or shown.get((*head, t("gap.history", lang) + marked), {})
        assert {year: value for year, value in history.items() if value != ""} == pytest.approx(cell.history)
    assert n_undefined
    organisation = measure_label("organisation", "co2", lang)
    whole = t("gap.part.whole", lang)
    assert (organisation, whole, t("gap.history", lang) + marked) in shown


def _with(key: str, lang: Language) -> tuple[str, str]:
    text = t(key, lang)
    return text, f"{text} ({t('workbook.result.illustrative', lang)})"


@EVERY_LANGUAGE
def test_sectors_and_rest_add_up_to_the_whole(lang: Language) -> None:
    shown = year_rows("emissions_gap", lang)
    measure = measure_label("territorial", "co2e", lang)
    for key in ("baseline", "abatement", "planned"):
        of = {texts[1]: row for texts, row in shown.items() if texts[::2] == (measure, t(f"gap.{key}", lang))}
        whole = of.pop(t("gap.part.whole", lang))
        assert set(of) == {"Transporter", t("gap.part.rest", lang)}
        for year in range(2025, 2046):
            assert sum(row[year] for row in of.values()) == pytest.approx(whole[year])


def test_each_measure_is_drawn_with_the_cells_of_its_whole() -> None:
    page = sheet("emissions_gap")
    charts = page._charts  # type: ignore[attr-defined]
    assert len(charts) == 3
    series = [line for chart in charts for line in chart.series]
    assert len(series) == 3 * 4
    for line in series:
        for reference, is_year in ((line.xVal.numRef.f, True), (line.yVal.numRef.f, False)):
            columns = range_boundaries(reference.partition("!")[2].replace("$", ""))
            area = dict(zip(("min_col", "min_row", "max_col", "max_row"), columns, strict=True))
            cells: list[Any] = [value for row in page.iter_rows(**area, values_only=True) for value in row]
            # A text would be drawn as zero.
            assert not [value for value in cells if isinstance(value, str)]
            assert not is_year or cells == sorted(set(cells))


@EVERY_LANGUAGE
def test_targets_stand_as_stated_and_as_computed(lang: Language) -> None:
    shown = {row[t("field.targets.name.label", lang)]: row for row in table("targets", t("gap.level", lang), lang)}
    cell = found().emissions.cell("territorial", "co2e")
    assert cell is not None
    items = {item.target.row.id: item.target for item in cell.targets}
    row = shown["Minus 70 % från 2022 till 2030"]
    assert row[t("gap.level", lang)] == pytest.approx(580_000 * 0.3)
    assert row[t("field.targets.stated_tonnes.label", lang)] == 195_257
    printed = list(row.values())
    # Columns of one name: the difference in tonnes stands after the stated tonnes.
    heads = list(row)
    assert heads.count(t("workbook.result.targets.difference", lang)) == 1
    assert items["m30"].stated_difference == pytest.approx(195_257 - 174_000)
    raw = next(r for r in rows("targets", lang) if r[2] == "Minus 70 % från 2022 till 2030")
    assert raw[10] == pytest.approx(195_257 - 174_000)
    assert raw[12] == pytest.approx(0.65 - 0.7)
    assert printed[0] == measure_label("territorial", "co2e", lang)
    assert shown["=minus 16 % om året"][t("gap.level", lang)] == ""
    assert shown["3 ton per person"][t("gap.level", lang)] == pytest.approx(3.25 * 64_500)
    year = found().year
    gaps = {name: row[t("gap.gap_year", lang, year=year)] for name, row in shown.items()}
    for measured in found().emissions.cells:
        for item in measured.targets:
            value = measured.at(item.gap, year)
            expected = label(item.gap.reason.key, lang) if value is None else pytest.approx(value)
            assert gaps[item.target.row.name] == expected


@EVERY_LANGUAGE
def test_a_budget_says_what_is_used_and_when_it_runs_out(lang: Language) -> None:
    (row,) = table("targets", t("gap.budget.runs_out", lang), lang)
    (budget,) = found().budgets
    name = row[t("field.targets.name.label", lang)]
    assert name == f"Koldioxidbudget ({t('workbook.result.illustrative', lang)})"
    used, left = row[t("gap.budget.used", lang)], row[t("gap.budget.left", lang)]
    assert used + left == row[t("gap.budget.total", lang)] == 2_760_000
    assert used == pytest.approx(550_000)
    assert row[t("gap.budget.yearly_cut", lang)] == pytest.approx(budget.yearly_cut)
    assert budget.runs_out.date is not None
    assert row[t("gap.budget.runs_out", lang)].startswith(str(int(budget.runs_out.date)))
    assert row[t("workbook.result.targets.stated_difference", lang)] == pytest.approx(0.2 * 2_760_000 - 550_000)


@EVERY_LANGUAGE
def test_the_reference_path_less_the_contributions_is_the_plan(lang: Language) -> None:
    shown = year_rows("wedges", lang)
    measure = measure_label("territorial", "co2e", lang)
    adjusted = t("gap.wedge.adjusted", lang)
    names = {f"{action.id} {action.name}" for action in plan().actions}
    parts = [row for texts, row in shown.items() if texts[::2] == (measure, adjusted) and texts[1] in names]
    baseline = shown[measure, "", t("gap.baseline", lang)]
    planned = shown[measure, "", t("gap.planned", lang)]
    assert len(parts) == 3
    for year in range(2025, 2046):
        assert baseline[year] - sum(row[year] for row in parts) == pytest.approx(planned[year])
    owner = shown[measure, "Tekniska nämnden", adjusted]
    assert owner == pytest.approx({year: sum(row[year] for row in parts) for year in owner})


@EVERY_LANGUAGE
def test_every_part_of_the_need_adds_up_to_the_whole(lang: Language) -> None:
    need, factor = found().need, plan().settings.display_unit.factor
    uses = t("need.column.uses", lang)
    long = table("financing_need", t("need.column.use", lang), lang)
    assert len(long) == len(need.rows())
    assert sum(row[uses] for row in long) == pytest.approx(need.total.uses / factor)
    for view, value in need.total.gaps.items():
        assert value is not None
        assert sum(row[t(f"gap_view.{view}.label", lang)] for row in long) == pytest.approx(value / factor)
    decided = table("financing_need", t("decided.share_decided", lang), lang)[-1]
    assert decided[t("decided.decided", lang)] == pytest.approx(need.decided.decided / factor)
    page = sheet("financing_need", lang)
    assert page.auto_filter.ref
    first, last = page.auto_filter.ref.split(":")
    assert page[last].row - page[first].row == len(long)


@EVERY_LANGUAGE
def test_what_closes_the_gap_stands_in_its_order(lang: Language) -> None:
    cell = found().emissions.cell("territorial", "co2e")
    assert cell is not None
    closing = found().closing(cell)
    shown = table("closing", t("closing.column.gap_after", lang), lang)
    assert [row[t("workbook.result.id", lang)] for row in shown] == [step.candidate.action.id for step in closing.steps]
    for row, step in zip(shown, closing.steps, strict=True):
        assert row[t("closing.column.tonnes", lang)] == pytest.approx(step.tonnes)
        assert row[t("closing.column.gap_after", lang)] == pytest.approx(step.gap_after)
    start = next(row for row in rows("closing", lang) if row[1] == t("closing.figure.gap_at_start", lang))
    assert start[2] == pytest.approx(closing.gap_at_start.value)
    beside = {
        row[t("workbook.result.id", lang)]: row[t("closing.column.reason", lang)]
        for row in table("closing", t("closing.column.reason", lang), lang)
    }
    expected = {"väg": "raises_emissions", "sol": "not_quantified", "kol": "removals_capped"}
    assert beside == {name: t(f"closing.beside.{reason}", lang) for name, reason in expected.items()}
    delay = table("closing", t("delay.column.lost_until", lang), lang)
    of_measure = found().delay.measure("territorial", "co2e")
    assert of_measure is not None
    assert delay[0][t("delay.column.lost_until", lang)] == pytest.approx(of_measure.target_years[0].lost_until.value)


@EVERY_LANGUAGE
def test_the_priority_list_can_be_sorted_and_has_its_rule(lang: Language) -> None:
    factor = plan().settings.display_unit.factor
    rank = t("priority_list.column.rank", lang)
    shown = table("priorities", rank, lang)
    assert [row[rank] for row in shown] == [item.rank for item in found().priorities] == [1, 2, 3, 4]
    for row, item in zip(shown, found().priorities, strict=True):
        assert row[t("priority_list.column.id", lang)] == item.id
        value = item.npv.value
        expected = label(item.npv.reason or "", lang) if value is None else pytest.approx(value / factor)
        assert row[t("priority_list.column.npv", lang)] == expected
        start = item.start_year.value
        assert row[t("priority_list.column.start_year", lang)] == start
    text = " ".join(str(row[0]) for row in rows("priorities", lang)[:8])
    assert t("priority_list.rule.control", lang) in text
    page = sheet("priorities", lang)
    first, last = page.auto_filter.ref.split(":")
    assert page[last].row - page[first].row == len(shown)
    actors = table("priorities", t("priority_list.actor.organisation", lang), lang)
    assert len(actors) == sum(len(item.actors) for item in found().priorities)


@EVERY_LANGUAGE
def test_what_raises_emissions_and_what_is_not_tested_show(lang: Language) -> None:
    factor = plan().settings.display_unit.factor
    tested = found().tested
    verdicts = table("investment_test", t("investment_test.column.verdict", lang), lang)
    amounts = [row[t("investment_test.column.investment", lang)] for row in verdicts]
    assert sum(amounts[:-1]) == pytest.approx(amounts[-1])
    assert amounts[-1] == pytest.approx(sum(item.amount for item in tested.by_verdict.values()) / factor)
    actions = table("investment_test", t("investment_test.column.for_climate", lang), lang)
    assert actions[0][t("investment_test.column.action", lang)] == "Väg"
    assert actions[0][t("investment_test.column.tonnes_total", lang)] < 0
    projects = table("investment_test", t("investment_test.column.project", lang), lang)
    why = t("investment_test.column.why_unknown", lang)
    assert {row[t("investment_test.column.project", lang)]: row[why] for row in projects} == {
        "=Vägen": "",
        "Hallen": t("investment_test.why_unknown.no_action", lang),
    }


@EVERY_LANGUAGE
def test_the_tables_of_netzerocities_are_filled(lang: Language) -> None:
    main = found().main
    assert main is not None
    tables = found().net_zero_cities(main)
    for name, key in (("A-2.1", "a21"), ("A-2.3", "a23")):
        gap = t(f"nzc.{key}.gap", lang)
        first = t("nzc.a21.baseline" if key == "a21" else "nzc.a23.bau", lang)
        shown = table("net_zero_cities", first, lang)
        expected = [*tables[name].rows, tables[name].total]
        assert len(shown) == len(expected)
        for row, item in zip(shown, expected, strict=True):
            outcome = item["gap"].absolute
            value = label(outcome.reason or "", lang) if outcome.value is None else pytest.approx(outcome.value)
            assert row[gap] == value


@EVERY_LANGUAGE
def test_tonnes_of_carbon_dioxide_are_not_called_co2e(lang: Language) -> None:
    document = emission_document()
    for name in ("emissions", "baselines", "targets"):
        document[name] = [row | {"gas": "co2"} for row in document[name]]
    shown = written(read_document(document)[0], lang)
    co2, co2e = (t(f"gap.tonnes.{gas}", lang) for gas in ("co2", "co2e"))
    for name in OF_EMISSIONS:
        page = shown[t(f"workbook.result.{name}.title", lang)]
        texts = {value for row in page.values for value in row if isinstance(value, str)}
        assert not [text for text in texts if co2e in text], name
        assert [text for text in texts if co2 in text], name
    mixed = written(read_document({**document, "targets": emission_document()["targets"]})[0], lang)
    both = t("gap.tonnes.any", lang)
    of_gases = (row for row in mixed[t("workbook.result.targets.title", lang)].values if {both, co2, co2e} & {*row})
    assert not {co2, co2e} & {*next(of_gases)}  # targets of both gases stand in one column


@EVERY_LANGUAGE
def test_the_sheet_of_what_closes_says_what_is_met_on_paper_only(lang: Language) -> None:
    of = two_sectors(("a", "heat", 350), ("b", "road", 260))
    page = written(of, lang)[t("workbook.result.closing.title", lang)]
    said = " ".join(str(value) for row in page.values for value in row if value is not None)
    assert t_n("closing.on_paper", 2, lang) in said
    assert t_n("closing.met", 2, lang) not in said


def test_wide_sheets_are_printed_one_page_wide() -> None:
    for name in ("emissions_gap", "targets"):
        page = sheet(name)
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) in {(1, 0), (None, 0), ("1", "0")}


@EVERY_LANGUAGE
def test_no_cell_is_a_formula_and_illustrative_figures_are_marked(lang: Language) -> None:
    cells = [cell for page in book(lang) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {"=Biokol", "kol =Biokol", "=minus 16 % om året", "=Vägen"} <= texts
    marked = t("workbook.result.has_illustrative", lang)
    assert all(marked in str(page["A3"].value) for page in book(lang))


def test_no_text_is_left_unfilled() -> None:
    for lang in LANGUAGES:
        for page in book(lang):
            for row in page.iter_rows(values_only=True):
                assert not [value for value in row if isinstance(value, str) and ("{" in value or value == "None")]
