"""The accounts page: the tables are the library's, tests say in words whether they hold, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from finmodel import evaluate
from finmodel.engine.accounting import AccountLine
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.plan import Plan
from tests.app.funding_plan import funded_plan
from tests.app.pages import grid, grids, grids_with, healthy, open_page, open_plan, tables, words

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def shown(plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch, lang: Language = "sv") -> AppTest:
    open_plan(plan, folder, monkeypatch)
    return open_page("accounts", lang)


def choose(at: AppTest, kind: str, identity: str, lang: Language = "sv") -> AppTest:
    at.selectbox(key=f"accounts_of.{lang}").select((kind, identity)).run()
    return healthy(at)


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    "choice", [("organisation", "tek"), ("organisation", "fin"), ("organisation", "bol"), ("level", "group")]
)
def test_an_organisations_result_is_that_of_the_library(
    choice: tuple[str, str], lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    at = choose(shown(plan, tmp_path, monkeypatch, lang), *choice, lang)
    found = evaluate(plan).accounts
    by_id = {item.id: item for item in found.organisations} | {str(k): v for k, v in found.levels.items()}
    accounts = by_id[choice[1]]
    head = t("account_figure.operating_effect", lang)
    table = grids_with(at, head)[0]
    for year, amount in zip(accounts.years, accounts.operating_effect, strict=True):
        assert table.loc[head, str(year)] == pytest.approx(amount / 1e6, abs=1e-9)
    for line, path in accounts.result.items():
        label = t(f"account_line.{line.key}", lang)
        assert (label in table.index) == bool(path.any())
        if path.any():
            assert table.loc[label, "2030"] == pytest.approx(path[accounts.years.index(2030)] / 1e6, abs=1e-9)


def test_debt_adds_up_and_every_loan_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = choose(shown(funded_plan(), tmp_path, monkeypatch), "organisation", "bol")
    opening, drawn, amortised, closing = (
        t(f"debt_line.{name}", "sv") for name in ("opening", "drawn", "amortised", "closing")
    )
    found = grids_with(at, closing)
    assert len(found) == 2  # the table, and the loan
    for table in found:
        year = "2028"
        assert table.loc[opening, year] - table.loc[amortised, year] == pytest.approx(table.loc[closing, year])
        assert table.loc[drawn, "2027"] > 0
    assert any("Lån" in item.label and "Bolaget" in item.label for item in at.expander)


@EVERY_LANGUAGE
def test_the_organisations_of_a_year_stand_beside_each_other(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch, lang)
    at.selectbox(key=f"year.{lang}").select(2028).run()
    rows: Any = grid(healthy(at), "operating_effect", "net_cash", "closing").set_index("name")
    accounts = evaluate(plan).accounts
    place = accounts.organisations[0].years.index(2028)
    for item in accounts.organisations:
        assert rows.loc[item.name, "operating_effect"] == pytest.approx(item.operating_effect[place] / 1e6, abs=1e-9)
        assert rows.loc[item.name, "net_cash"] == pytest.approx(item.net_cash[place] / 1e6, abs=1e-9)
    assert t("app.accounts.compared", lang, year="2028") in [item.value for item in at.header]


@EVERY_LANGUAGE
def test_each_test_says_whether_it_holds_and_what_is_missing(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch, lang)
    head = t("app.accounts.first_failing", lang)
    table: Any = next(rows for rows in tables(at) if head in rows.columns).set_index(t("app.accounts.test", lang))
    found = evaluate(plan).accounts.tests[0]
    words_of = {True: "passes", False: "fails", None: "no_target"}  # what is not tested here has no threshold
    for test in found.tests:
        cell = table.loc[t(f"budget_test.{test.name}", lang), str(test.year)]
        assert cell == t(f"app.accounts.{words_of[test.passes]}", lang), (test.name, test.year)
        first = found.first_failing(test.name)
        never = "no_target" if test.passes is None else "never"
        expected = t(f"app.accounts.{never}", lang) if first is None else str(first)
        assert table.loc[t(f"budget_test.{test.name}", lang), head] == expected
    missing = table.loc[t("budget_test.net_investment", lang), t("app.accounts.absent_inputs", lang)]
    assert t("field.ordinary_budget.investment_frame.label", lang).lower() in missing
    assert "2026–2027" in missing
    assert {test.passes for test in found.tests} == {True, False, None}
    label = t("budget_test.result", lang)
    year = found.first_failing(found.tests[0].name)
    assert year is not None
    told = " ".join(item.value.replace("\\", "") for item in at.warning)
    assert t("app.accounts.fails_first", lang, test=label, year=str(year)) in told


@EVERY_LANGUAGE
def test_what_cannot_be_tested_is_not_said_to_hold(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def budget(**changes: Any) -> list[dict[str, Any]]:
        rows = funded_plan().model_dump(mode="json")["ordinary_budget"]
        return [
            {**row, "result_target": 0.0, "self_financing_target": 0.0, "debt_ceiling": 1e12} | changes for row in rows
        ]

    def row_of(at: AppTest, name: str) -> Any:
        table: Any = next(rows for rows in tables(at) if t("app.accounts.first_failing", lang) in rows.columns)
        return table.set_index(t("app.accounts.test", lang)).loc[t(f"budget_test.{name}", lang)]

    heads = [t(f"app.accounts.{name}", lang) for name in ("first_failing", "first_without")]
    at = shown(funded_plan(ordinary_budget=budget(loan_debt=None)), tmp_path, monkeypatch, lang)
    assert row_of(at, "debt")[heads].tolist() == [t("app.accounts.untested", lang)] * 2
    assert row_of(at, "debt")["2027"] == t("app.accounts.unsaid", lang)
    assert row_of(at, "net_investment")[heads].tolist() == [t("app.accounts.no_target", lang)] * 2
    assert not at.success
    told = [item.value.replace("\\", "") for item in at.info]
    assert any(
        t("app.accounts.none_fails_known", lang) in item and t("budget_test.debt", lang) in item for item in told
    )

    rows = budget()
    del rows[1]["loan_debt"]
    at = shown(funded_plan(ordinary_budget=rows), tmp_path, monkeypatch, lang)
    assert row_of(at, "debt")[heads].tolist() == [t("app.accounts.never_known", lang)] * 2
    assert not at.success

    at = shown(funded_plan(ordinary_budget=budget()), tmp_path, monkeypatch, lang)
    assert row_of(at, "debt")[heads].tolist() == [t("app.accounts.never", lang)] * 2
    assert any(t("app.accounts.none_fails", lang) in item.value for item in at.success)

    unset = dict.fromkeys(("result_target", "self_financing_target", "debt_ceiling"))
    at = shown(funded_plan(ordinary_budget=budget(**unset)), tmp_path, monkeypatch, lang)
    assert not at.success
    assert any(t("app.accounts.none_testable", lang) in item.value for item in at.info)


def test_a_target_that_fails_without_the_plan_is_not_blamed_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = [{**row, "result_target": 0.05} for row in funded_plan().model_dump(mode="json")["ordinary_budget"]]
    at = shown(funded_plan(ordinary_budget=budget), tmp_path, monkeypatch)
    told = " ".join(item.value.replace("\\", "") for item in at.warning)
    assert t("app.accounts.fails_anyway", "sv", test=t("budget_test.result", "sv"), year="2026") in told


@pytest.mark.parametrize("name", ["result", "self_financing", "debt", "debt_per_inhabitant", "net_investment"])
@EVERY_LANGUAGE
def test_every_test_has_its_chart_and_numbers(
    name: str, lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch, lang)
    at.radio(key=f"test_shown.{lang}").set_value(name).run()
    rows: Any = grid(healthy(at), "value", "without", "target", "verdict")
    assert rows["year"].tolist() == ["2026", "2027"]
    assert rows["value"].ne("–").all()


@EVERY_LANGUAGE
def test_an_absent_input_is_named_in_place_of_the_figure(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = [
        {name: value for name, value in row.items() if name != "population" or row["year"] != 2027}
        for row in funded_plan().model_dump(mode="json")["ordinary_budget"]
    ]
    at = shown(funded_plan(ordinary_budget=budget), tmp_path, monkeypatch, lang)
    at.radio(key=f"test_shown.{lang}").set_value("debt_per_inhabitant").run()
    rows: Any = grid(healthy(at), "value", "without", "target", "verdict").set_index("year")
    field = t("field.ordinary_budget.population.label", lang).lower()
    assert rows.loc["2027", "value"] == t("app.accounts.lacks", lang, fields=field)
    assert rows.loc["2026", "value"] != rows.loc["2027", "value"]


@EVERY_LANGUAGE
def test_a_year_without_internal_interest_says_so_and_leaves_the_group_known(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interest = {"by_year": {str(year): 0.025 for year in range(2026, 2031)}}
    at = shown(funded_plan(settings__x__internal_interest=interest), tmp_path, monkeypatch, lang)
    why = t("app.accounts.interest_missing", lang, years="2031–2040")
    choose(at, "organisation", "tek", lang)
    assert any(why in item.value for item in at.warning)
    head = t("account_figure.operating_effect", lang)
    table = grids_with(at, head)[0]
    assert table.loc[head, "2030"] == table.loc[head, "2030"]  # a number
    assert table.loc[[head], ["2031"]].isna().all(axis=None)
    assert table.loc[head, "_why"] == why
    line = t(f"account_line.{AccountLine.DEPRECIATION.key}", lang)
    assert not table.loc[[line], ["2031"]].isna().any(axis=None)
    choose(at, "level", "group", lang)
    assert not any(why in item.value for item in at.warning)


@EVERY_LANGUAGE
def test_without_funding_and_budget_the_page_says_what_to_fill_in(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan(sources=[], funding=[], frames=[], ordinary_budget=[])
    at = shown(plan, tmp_path, monkeypatch, lang)
    told = " ".join(item.value for item in at.info)
    for sheet in ("sources", "funding", "ordinary_budget"):
        assert t(f"table.{sheet}.title", lang) in told
    assert grids(at, "operating_effect", "book_value")  # capital cost and running cost are there all the same


def test_without_municipal_organisations_there_are_no_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan(
        organisations=[{"id": "f", "name": "Firman", "kind": "business"}],
        actions=[{"id": "a", "name": "Solel", "owner": "f", "opex_change": 1.0, "effect_start": 2027}],
        investments=[],
        sources=[],
        funding=[],
        frames=[],
        ordinary_budget=[],
        adopted_plan=[],
    )
    at = shown(plan, tmp_path, monkeypatch)
    assert t("app.accounts.no_organisations", "sv") in [item.value for item in at.info]


@EVERY_LANGUAGE
def test_tax_is_said_to_be_left_out_and_illustrative_budgets_are_marked(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = [{**row, "illustrative": True} for row in funded_plan().model_dump(mode="json")["ordinary_budget"]]
    at = shown(funded_plan(ordinary_budget=budget), tmp_path, monkeypatch, lang)
    assert {"sv": "Skatt är utelämnad", "en": "Tax is left out"}[lang] in words(at)
    illustrative = t("app.accounts.illustrative", lang, years="2026–2027")
    assert illustrative in [item.value for item in at.info]
