"""The result sheets of funding and accounts hold the numbers of the analysis, in the plan's unit, with reasons."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.analysis.accounts import CashLine, DebtLine
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.funding import GapView
from finmodel.analysis.results import Results
from finmodel.engine.accounting import AccountLine
from finmodel.excel.reader import read_workbook
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import LANGUAGES, Language, t
from finmodel.model.document import read_document
from tests.excel.workbooks import small_plan
from tests.funded import funded_document, funded_plan

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
SHEETS = ("funding", "funded_actions", "loans", "capital_cost", "operating", "cash", "budget_tests")
N_TEXTS, THOUSAND = 3, 1000
YEARS = list(range(2025, 2041))

Row = tuple[Any, ...]


@cache
def results(perspective: str = "group") -> Results:
    return evaluate(funded_plan(), perspective)


def written(found: Results, lang: Language = "sv") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(found.plan, language=lang, results=found)))


@cache
def book(lang: Language = "sv", perspective: str = "group") -> openpyxl.Workbook:
    return written(results(perspective), lang)


def rows_of(workbook: openpyxl.Workbook, name: str, lang: Language = "sv") -> list[Row]:
    sheet = workbook[t(f"workbook.result.{name}.title", lang)]
    assert isinstance(sheet, Worksheet)
    return [tuple("" if value is None else value for value in row) for row in sheet.iter_rows(values_only=True)]


def rows(name: str, lang: Language = "sv", perspective: str = "group") -> list[Row]:
    return rows_of(book(lang, perspective), name, lang)


def years(found: list[Row], *texts: str) -> dict[int, Any]:
    """Return the amounts by year of the row that begins with these texts, under the heads above it."""
    heads: Row = ()
    for row in found:
        if row[N_TEXTS] == str(YEARS[0]):
            heads = row
        if row[: len(texts)] == texts and heads:
            n_years = len(YEARS)
            assert heads[N_TEXTS : N_TEXTS + n_years] == tuple(map(str, YEARS))
            return dict(zip(YEARS, row[N_TEXTS : N_TEXTS + n_years], strict=True)) | {0: row[N_TEXTS + n_years]}
    raise AssertionError(f"no row {texts}")


def scaled(path: Any) -> list[float]:
    return [float(amount) / THOUSAND for amount in path]


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "bol", "society"])
def test_the_plan_comes_back_without_them(lang: Language, perspective: str) -> None:
    found = results(perspective)
    assert read_workbook(workbook_bytes(found.plan, language=lang, results=found)) == found.plan


@EVERY_LANGUAGE
def test_they_are_there_where_the_plan_has_something_to_say(lang: Language) -> None:
    titles = [t(f"workbook.result.{name}.title", lang) for name in SHEETS]
    assert [name for name in book(lang).sheetnames if name in titles] == titles
    assert {book(lang)[title]["A1"].value for title in titles} == {"finmodel/#result"}
    bare = small_plan()
    plain = written(evaluate(bare), lang)
    assert set(plain.sheetnames) & set(titles) == set()
    summary = {row[0] for row in rows_of(plain, "summary", lang)}
    assert {t(f"workbook.result.{key}", lang) for key in ("no_funding", "no_accounts")} <= summary
    assert not [row for row in rows("summary", lang) if row[0] == t("workbook.result.no_funding", lang)]


@EVERY_LANGUAGE
def test_accounts_without_loans_and_funding(lang: Language) -> None:
    document = funded_document()
    for table in ("sources", "funding", "frames", "adopted_plan", "ordinary_budget"):
        document[table] = []
    plan = read_document(document)[0]
    found = written(evaluate(plan), lang)
    shown = {name for name in SHEETS if t(f"workbook.result.{name}.title", lang) in found.sheetnames}
    assert shown == {"capital_cost", "operating", "cash", "budget_tests"}
    texts = {row[0] for row in rows_of(found, "budget_tests", lang)}
    for level in ("municipality", "group"):
        label = t(f"choice.account_level.{level}", lang)
        assert t("workbook.result.tests.no_budget", lang, level=label) in texts


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "bol"])
def test_the_balance_in_all_adds_up(lang: Language, perspective: str) -> None:
    balance = results(perspective).funding.portfolio
    shown = rows("funding", lang, perspective)
    table = shown[
        next(place for place, row in enumerate(shown) if row[1] == t("workbook.result.funding.source", lang)) :
    ]

    def amount(label: str) -> Any:
        return next(row[N_TEXTS] for row in table if row[:2] == (label, ""))

    classes = [amount(t(f"choice.money_class.{name}", lang)) for name in ("own", "borrowed", "external")]
    uses = amount(t("balance.uses", lang))
    assert sum(classes) + amount(t(f"gap_view.{GapView.PLANNED}.label", lang)) == pytest.approx(uses)
    assert uses == pytest.approx((balance.total(balance.uses) or 0.0) / THOUSAND)
    leverage = amount(t("balance.leverage", lang))
    if balance.leverage is None:
        assert leverage == t("reason.no_own_money.label", lang)
    else:
        assert leverage == pytest.approx(balance.leverage)


@EVERY_LANGUAGE
def test_the_balance_by_year_is_that_of_the_analysis(lang: Language) -> None:
    shown, balance = rows("funding", lang), results().funding.portfolio
    uses = years(shown, t("balance.uses", lang), "", "")
    assert [uses[2026], uses[2027], uses[0]] == [100, 250, 350]
    for view, expected in zip(GapView, ((10, 115, 125), (47.5, 137.5, 185), (60, 145, 205)), strict=True):
        gap = years(shown, t(f"gap_view.{view}.label", lang), "", "")
        assert (gap[2026], gap[2027], gap[0]) == pytest.approx(expected)
    loan = years(shown, t("choice.money_class.borrowed", lang), "Gröna lånet", t("workbook.result.illustrative", lang))
    assert loan[2027] == 80
    need = years(shown, t("balance.liquidity_need", lang))
    assert [need[year] for year in YEARS] == pytest.approx(scaled(balance.liquidity_need))
    assert need[0] == ""  # a position has no sum


@EVERY_LANGUAGE
def test_limits_frames_and_the_adopted_plan_stand_there(lang: Language) -> None:
    shown = rows("funding", lang)
    limits = [
        row[:6]
        for row in shown
        if row[1] in ("Ramen", "Klimatbidraget") and row[2].startswith(("the", "års", "år", "källans"))
    ]
    assert limits == [
        ("a Lampor", "Ramen", t("limit.frame", lang), "2026", 50, 40),
        ("b Fönster", "Klimatbidraget", t("limit.cap_total", lang), "2027", 100, 5),
    ]
    left = years(shown, "Ramen", "Tekniska nämnden", t("workbook.result.funding.frame_left", lang))
    assert (left[2026], left[2027]) == (0, 15)
    new = years(shown, "a Lampor", "Tekniska nämnden", t("workbook.result.funding.new", lang))
    assert (new[2026], new[2027], new[0]) == (20, 25, 45)
    assert t("workbook.result.funding.not_costed", lang, ids="c Okänd") in {row[0] for row in shown}


@EVERY_LANGUAGE
def test_every_action_has_its_balance_and_its_value_before_and_after(lang: Language) -> None:
    shown = rows("funded_actions", lang)
    heads = next(row for row in shown if row[0] == t("workbook.result.id", lang))
    (cells,) = [
        dict(zip(heads, row, strict=True))
        for row in shown
        if row[:2] == ("b", "Fönster") and row[2] != "Gröna lånet" and row[2] != "Klimatbidraget"
    ]
    figures = results().action("b").figures
    for name in ("npv", "npv_after_funding"):
        assert cells[t(f"figure.{name}.label", lang)] == pytest.approx((figures[name] or 0.0) / THOUSAND)
    assert cells[t("balance.uses", lang)] == 200
    assert cells[t("gap_view.worst.label", lang)] == 120
    share = t("workbook.result.funded_actions.share_of", lang, what=t("choice.money_class.borrowed", lang))
    assert cells[share] == pytest.approx(0.4)
    assert t("workbook.result.illustrative", lang) in cells[t("workbook.result.standing", lang)]
    total = next(row for row in shown if row[1] == t("workbook.result.portfolio", lang))
    after = results().portfolio["npv_after_funding"]
    assert total[heads.index(t("figure.npv_after_funding.label", lang))] == pytest.approx((after or 0.0) / THOUSAND)
    by_source = years(shown, "a", "Lampor", "Klimatbidraget")
    assert (by_source[2026], by_source[2027], by_source[0]) == (50, 25, 75)


@EVERY_LANGUAGE
def test_a_loan_rolls_forward_and_is_served(lang: Language) -> None:
    shown = rows("loans", lang)
    name = f"Gröna lånet ({t('workbook.result.illustrative', lang)}), Bostadsbolaget"
    paths = {line: years(shown, "l", name, t(f"debt_line.{line}", lang)) for line in DebtLine}
    for year in YEARS:
        drawn_less_paid = paths[DebtLine.DRAWN][year] - paths[DebtLine.AMORTISED][year]
        assert paths[DebtLine.OPENING][year] + drawn_less_paid == pytest.approx(paths[DebtLine.CLOSING][year])
    assert paths[DebtLine.CLOSING][2027] == 48
    service = years(shown, "l", name, t("account_figure.debt_service", lang))
    assert (service[2027], service[2028]) == pytest.approx((0.48, 9.6 + 1.44 + 0.192))
    assert len({row[1] for row in shown if row[0] == "l"}) == 2


@EVERY_LANGUAGE
def test_capital_cost_of_the_actions_adds_up_to_that_of_the_organisation(lang: Language) -> None:
    shown = rows("capital_cost", lang)
    for line in ("depreciation", "internal_interest"):
        label = t(f"account_line.{line}", lang)
        whole = years(shown, "Tekniska nämnden", "", label)
        parts = [years(shown, "Tekniska nämnden", name, label) for name in ("a Lampor", "b Fönster")]
        for year in (*YEARS, 0):
            assert sum(part[year] for part in parts) == pytest.approx(whole[year])
    assert years(shown, "Tekniska nämnden", "a Lampor", t("account_line.depreciation", lang))[2028] == 15
    value = years(shown, "Tekniska nämnden", "a Lampor", t("account_figure.book_value", lang))
    assert (value[2028], value[2037], value[0]) == (135, 0, "")
    assert not [row for row in shown if row[:3] == ("Bostadsbolaget", "", t("account_line.internal_interest", lang))]


@EVERY_LANGUAGE
def test_capital_cost_of_the_components_stands_below_with_what_they_are(lang: Language) -> None:
    shown = rows("capital_cost", lang)
    kind = t("choice.investment_kind.capex", lang)
    register = [row[:7] for row in shown if row[3] == kind]
    assert register == [
        ("Tekniska nämnden", "a Lampor", "ia", kind, "2028-01", 10, 150),
        ("Bostadsbolaget", "b Fönster", "ib", kind, "2028-01", 20, 120),
        ("Tekniska nämnden", "b Fönster", "ib", kind, "2028-01", 20, 80),
    ]
    label = t("account_line.depreciation", lang)
    assert years(shown, "Bostadsbolaget", f"b, ib ({kind})", label)[2028] == 6


@EVERY_LANGUAGE
def test_driftskonsekvens_is_the_sum_of_its_lines(lang: Language) -> None:
    shown = rows("operating", lang)
    labels = {t(f"account_line.{line.key}", lang) for line in AccountLine}
    total = t("account_figure.operating_effect", lang)
    for item in (*results().accounts.organisations, *results().accounts.levels.values()):
        who = (item.id, item.name) if item.kind else ("", t(f"choice.account_level.{item.id}", lang))
        found = years(shown, *who, total)
        assert [found[year] for year in YEARS] == pytest.approx(scaled(item.operating_effect))
        lines = [years(shown, *row[:3]) for row in shown if row[:2] == who and row[2] in labels]
        assert len(lines) >= 4
        for year in (*YEARS, 0):
            assert sum(line[year] for line in lines) == pytest.approx(found[year])
    tek = years(shown, "tek", "Tekniska nämnden", total)
    assert tek[2028] == pytest.approx(19 + 5.75 - 7.6 - 5 - 18.75)


@EVERY_LANGUAGE
def test_cash_is_the_sum_of_its_lines_and_debt_stands_below(lang: Language) -> None:
    shown = rows("cash", lang)
    for item in (*results().accounts.organisations, *results().accounts.levels.values()):
        who = (item.id, item.name) if item.kind else ("", t(f"choice.account_level.{item.id}", lang))
        net = years(shown, *who, t("account_figure.net_cash", lang))
        used = [line for line in CashLine if item.cash[line].any()]
        lines = [years(shown, *who, t(f"cash_line.{line}", lang)) for line in used]
        assert len(lines) >= 3
        for year in YEARS:
            assert sum(line[year] for line in lines) == pytest.approx(net[year])
    closing = years(shown, "", t("choice.account_level.group", lang), t("debt_line.closing", lang))
    assert (closing[2027], closing[2028], closing[0]) == (80, 64, "")


@EVERY_LANGUAGE
def test_the_tests_name_the_first_year_that_fails_and_what_is_absent(lang: Language) -> None:
    shown = rows("budget_tests", lang)
    level = t("choice.account_level.municipality", lang)
    first = {row[1]: row[2] for row in shown if row[0] == level and row[3] != "" and isinstance(row[3], str)}
    label = {name: t(f"budget_test.{name}", lang) for name in TestName}
    assert (first[label[TestName.RESULT]], first[label[TestName.DEBT]]) == ("2027", "2027")
    assert first[label[TestName.SELF_FINANCING]] == t("workbook.result.tests.none_fails", lang)
    assert first[label[TestName.NET_INVESTMENT]] == t("workbook.result.tests.untested", lang)
    of_2027 = {row[1]: row for row in shown if row[:1] == (level,) and row[2] == "2027" and row[6] != ""}
    debt = of_2027[label[TestName.DEBT]]
    assert debt[3:5] == (1032, 1020)
    assert debt[6] == t("workbook.result.tests.passes_false", lang)
    per_head = of_2027[label[TestName.DEBT_PER_INHABITANT]]
    assert per_head[3] == pytest.approx(10_320)  # in whole kronor per inhabitant, whatever the plan's unit
    assert per_head[4:8] == (
        t("nothing", lang),
        {"sv": "kr/invånare", "en": "SEK/inhabitant"}[lang],
        t("workbook.result.tests.passes_none", lang),
        t("field.ordinary_budget.debt_per_inhabitant_ceiling.label", lang),
    )
    # The finance unit's 960 of interest and 320 of fee, less 192 of guarantee fee; no asset is in use yet.
    assert of_2027[label[TestName.RESULT]][3] == pytest.approx((100_000 - 960 - 320 + 192) / 5_000_000)


@EVERY_LANGUAGE
def test_what_is_not_known_has_its_reason(lang: Language) -> None:
    document = funded_document()
    del document["settings"]["internal_interest"]
    del document["sources"][0]["probability"]
    document["internal_rents"] = []
    found = written(evaluate(read_document(document)[0]), lang)
    absent = t("reason.absent_input.label", lang)
    operating = rows_of(found, "operating", lang)
    effect = years(operating, "tek", "Tekniska nämnden", t("account_figure.operating_effect", lang))
    assert (effect[2026], effect[2028], effect[0]) == (0, absent, absent)
    assert t("workbook.result.accounts.no_internal_interest", lang) in {row[0] for row in operating}
    expected = years(rows_of(found, "funding", lang), t("gap_view.expected.label", lang), "", "")
    assert (expected[2026], expected[2028], expected[0]) == (absent, 0, absent)


@EVERY_LANGUAGE
def test_sunk_years_are_shown_and_in_no_sum(lang: Language) -> None:
    document = funded_document(base_year=2027, price_year=2027)
    shown = rows_of(written(evaluate(read_document(document)[0]), lang), "funding", lang)
    uses = years(shown, t("balance.uses", lang), "", "")
    assert (uses[2026], uses[2027], uses[0]) == (100, 250, 250)
    assert t("workbook.result.sum_from", lang, year=2027) in {row[-1] for row in shown}


@EVERY_LANGUAGE
def test_late_money_and_results_based_money_are_told(lang: Language) -> None:
    document = funded_document()
    document["sources"][0]["payment_lag_years"] = 20
    document["sources"].append(
        {
            "id": "t",
            "name": "Tonpengen",
            "kind": "results_based",
            "provider": "stat",
            "certainty": "secured",
            "payment_per_tonne": 1000,
        }
    )
    document["funding"].append({"id": "5", "action": "a", "source": "t", "position": 3})
    shown = rows_of(written(evaluate(read_document(document)[0]), lang), "funding", lang)
    assert [row[:4] for row in shown if row[2] == "2047"] == [
        ("a Lampor", "Klimatbidraget", "2047", 22.5),
        ("b Fönster", "Klimatbidraget", "2047", 1.5),
    ]
    assert [
        row[N_TEXTS] for row in shown if row[:2] == (t("workbook.result.funding.results_based", lang), "Tonpengen")
    ] == [10]


@EVERY_LANGUAGE
def test_no_cell_of_theirs_is_a_formula(lang: Language) -> None:
    document = funded_document()
    named = [*document["actions"], *document["sources"], *document["organisations"]]
    for number, row in enumerate(named):
        row["name"] = f"=1+{number}"
    plan = read_document(document)[0]
    data = workbook_bytes(plan, language=lang, results=evaluate(plan))
    found = openpyxl.load_workbook(io.BytesIO(data))
    for name in SHEETS:
        cells = [cell for row in found[t(f"workbook.result.{name}.title", lang)].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert name == "budget_tests" or any(str(cell.value).startswith("=1+") for cell in cells)
    assert read_workbook(data) == plan


def test_the_order_of_rows_changes_no_number() -> None:
    document = funded_document()
    for table, found in document.items():
        if isinstance(found, list):
            document[table] = found[::-1]
    turned = json.loads(json.dumps(evaluate(read_document(document)[0]).funding.portfolio.to_dict()))
    straight = json.loads(json.dumps(results().funding.portfolio.to_dict()))
    assert turned == straight


@EVERY_LANGUAGE
def test_the_sheets_of_years_are_printed_at_a_size_that_can_be_read(lang: Language) -> None:
    for name in SHEETS[:-1]:
        sheet = book(lang)[t(f"workbook.result.{name}.title", lang)]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
        assert sheet.page_setup.scale == 70
        fit = sheet.sheet_properties.pageSetUpPr  # fitted to pages, a spreadsheet leaves the breaks aside
        assert fit is None or not fit.fitToPage
        assert sheet.print_title_cols == "$A:$C"
        assert [item.id for item in sheet.col_breaks.brk] == [N_TEXTS + 6, N_TEXTS + 12]
        heading = int(str(sheet.print_title_rows).split(":", maxsplit=1)[0].strip("$"))
        assert sheet.cell(heading, N_TEXTS + 1).value == str(YEARS[0])


@EVERY_LANGUAGE
@pytest.mark.parametrize("name", ["operating", "cash"])
def test_each_organisation_begins_a_page(lang: Language, name: str) -> None:
    sheet = book(lang)[t(f"workbook.result.{name}.title", lang)]
    begins = [sheet.cell(item.id + 1, 1).value for item in sheet.row_breaks.brk]
    names = [item.name for item in results().accounts.organisations]
    names += [t(f"choice.account_level.{level}", lang) for level in results().accounts.levels]
    assert begins == [f"{name} ({'tkr' if lang == 'sv' else 'kSEK'})" for name in names if name != names[0]]


@EVERY_LANGUAGE
def test_millions_of_the_operating_budget_have_two_decimals(lang: Language) -> None:
    found = evaluate(funded_plan(display_unit="mnkr"))
    for name, shape in (("operating", "#,##0.00"), ("cash", "#,##0.0")):
        sheet = written(found, lang)[t(f"workbook.result.{name}.title", lang)]
        shapes = {
            cell.number_format for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value
        }
        assert shapes == {shape}


@EVERY_LANGUAGE
def test_reinvestment_is_told_apart_in_the_need(lang: Language) -> None:
    document = funded_document()
    document["investments"][0]["economic_life_years"] = 5
    document["actions"][0]["reinvest"] = True
    found = evaluate(read_document(document)[0])
    balance = found.funding.portfolio
    assert balance.reinvestment.any()
    shown = rows_of(written(found, lang), "funding", lang)
    label = t("balance.uses", lang), t("workbook.result.funding.reinvestment", lang)
    again = (balance.total(balance.reinvestment) or 0.0) / THOUSAND
    assert [row[N_TEXTS] for row in shown if row[:2] == label] == [pytest.approx(again)]
    by_year = years(shown, label[0], "", label[1])
    assert [by_year[year] for year in YEARS] == pytest.approx(scaled(balance.reinvestment))


@EVERY_LANGUAGE
def test_what_the_tests_count_is_told_above_them(lang: Language) -> None:
    texts = {row[0] for row in rows("budget_tests", lang)}
    assert {t(f"budget_test_note.{key}", lang) for key in ("debt", "adopted")} <= texts
