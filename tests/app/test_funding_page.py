"""The funding page: the numbers are the library's, limits and unknowns are said in words, sources can be added."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.formats import Formats
from app.components.years import year_spans
from finmodel import evaluate, plan_hash
from finmodel.analysis.funding import GapView
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.plan import Plan
from finmodel.store.funding_catalogue import funding_catalogue
from finmodel.store.source_rows import to_ask_for
from finmodel.store.workspace import Workspace
from tests.app.funding_plan import funded_plan
from tests.app.pages import (
    HOSTILE,
    button,
    grid,
    grids_with,
    healthy,
    metric,
    open_page,
    open_plan,
    sample,
    tables,
    words,
)

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def shown(plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch, lang: Language = "sv", **address: str) -> AppTest:
    open_plan(plan, folder, monkeypatch)
    return open_page("funding", lang, **address)


def charts(at: AppTest) -> list[dict[str, Any]]:
    """Return the charts of the page as Vega-Lite, with what they are called for those who do not see them."""
    return [{"spec": json.loads(item.proto.spec), "alt": item.proto.alt} for item in at.get("vega_lite_chart")]


@EVERY_LANGUAGE
@pytest.mark.parametrize("perspective", ["group", "municipality", "tek", "bol"])
def test_head_figures_are_those_of_the_library(
    perspective: str, lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch, lang, perspective=perspective)
    results, formats = evaluate(plan, perspective), Formats.of(lang, "mnkr", "SEK")
    totals = results.funding.portfolio.to_dict()["totals"]
    classes = {name: f"choice.money_class.{name}" for name in ("own", "borrowed", "external")}
    keys = {
        "uses": "balance.uses",
        "net_own": "balance.net_own",
        "results_based": "app.funding.results_based",
    } | classes
    for name, key in keys.items():
        assert metric(at, t(key, lang)) == formats.money(totals[name]), name
    for view, amount in totals["gap"].items():
        assert metric(at, t(f"gap_view.{view}.label", lang)) == formats.money(amount)
    leverage = totals["leverage"]
    told = formats.reason("no_own_money") if leverage is None else formats.number(leverage, 2)
    assert metric(at, t("balance.leverage", lang)) == told
    assert metric(at, t("app.funding.npv_before", lang)) == formats.figure_or_reason("npv", results.portfolio)
    after = formats.figure_or_reason("npv_after_funding", results.portfolio)
    assert metric(at, t("figure.npv_after_funding.label", lang)) == after


def test_the_amount_of_the_chosen_year_stands_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch, year="2027")
    balance, formats = evaluate(plan).funding.portfolio, Formats.of("sv", "mnkr", "SEK")
    notes = {item.label: item.delta for item in at.metric}
    amount = formats.money(balance.by_year(balance.uses)["2027"])
    assert notes[t("balance.uses", "sv")] == t("app.funding.in_year", "sv", year="2027", amount=amount)


@EVERY_LANGUAGE
def test_the_table_of_actions_adds_up_and_the_uncosted_are_named(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch, lang)
    rows: Any = grid(at, "uses", "gap_planned", "npv_after_funding")
    # by gap, the largest first, and the sum last
    assert list(rows["name"]) == ["Värme", "Solel", t("app.funding.sum", lang)]
    for name in ("uses", "own", "borrowed", "external", "gap_planned", "gap_expected", "gap_worst"):
        assert rows[name].iloc[:-1].sum() == pytest.approx(rows[name].iloc[-1])
    paid = rows["own"] + rows["borrowed"] + rows["external"] + rows["gap_planned"]
    assert paid.tolist() == pytest.approx(rows["uses"].tolist())
    assert any("Okänd" in item.value for item in at.caption)
    at.radio(key=f"funding_order.{lang}").set_value("external").run()
    assert next(iter(grid(healthy(at), "uses", "gap_planned")["name"])) == "Solel"


@EVERY_LANGUAGE
def test_what_bit_is_said_in_words_with_kronor(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch, lang)
    rows = {row["action"]: row for row in grid(at, "limit", "asked", "granted", "cut").to_dict("records")}
    assert rows["Solel"]["limit"].lower() == t("limit.frame", lang)
    assert (rows["Solel"]["asked"], rows["Solel"]["granted"]) == (pytest.approx(50.0), pytest.approx(40.0))
    assert rows["Solel"]["years"] == "2026"
    assert rows["Värme"]["limit"].lower() == t("limit.cap_total", lang)
    assert rows["Värme"]["cut"] == pytest.approx(102.0 - 4.5)


def test_the_chart_stacks_to_the_need_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch)
    balance, formats = evaluate(plan).funding.portfolio, Formats.of("sv", "mnkr", "SEK")
    found = next(item for item in charts(at) if "planerade gapet överst" in item["alt"])
    assert formats.money(balance.total(balance.uses)) in found["alt"]
    by_name = grids_with(at, t("balance.uses", "sv"))[0]
    parts = [t(f"choice.money_class.{name}", "sv") for name in ("own", "borrowed", "external")]
    parts.append(t("gap_view.planned.label", "sv"))
    for year in ("2026", "2027"):
        assert by_name.loc[parts, year].sum() == pytest.approx(by_name.loc[t("balance.uses", "sv"), year])
    at.radio(key="funding_by.sv").set_value("source").run()
    assert {"Klimatbidrag", "Lån", "Ram"} <= set(words(healthy(at)).splitlines())


@EVERY_LANGUAGE
def test_money_without_a_probability_is_named(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(funded_plan(sources__g__probability=None), tmp_path, monkeypatch, lang)
    unknown = t("app.funding.unknown_probability", lang)
    assert metric(at, t("gap_view.expected.label", lang)) == unknown
    assert metric(at, t("gap_view.planned.label", lang)) != unknown
    assert any("Klimatbidrag" in item.value for item in at.warning)
    rows: Any = grid(at, "uses", "gap_expected", "_why")
    assert rows["gap_expected"].isna().all()
    assert unknown in rows["_why"].iloc[0]


def test_liquidity_frames_adopted_plan_and_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan()
    at = shown(plan, tmp_path, monkeypatch)
    funding = evaluate(plan).funding
    need = funding.portfolio.liquidity_need
    alt = next(item["alt"] for item in charts(at) if "väntar på utbetalning" in item["alt"])
    assert Formats.of("sv", "mnkr", "SEK").money(float(need.max())) in alt
    frames: Any = grid(at, "holder", "what").set_index("what")
    assert frames.loc["Kvar", "2027"] == pytest.approx(40 - 25.5)
    adopted: Any = grid(at, "budgeted", "new", "unused").set_index("action")
    assert adopted.loc["Solel", "need"] == pytest.approx(151.0 - 75.5)
    assert adopted.loc["Solel", "budgeted"] == pytest.approx(30.0)
    assert adopted.loc["Solel", "new"] == pytest.approx(45.5)
    sources: Any = grid(at, "terms", "probability", "used").set_index("name")
    assert sources.loc["Klimatbidrag", "probability"] == "25\u00a0%"
    assert sources.loc["Lån", "terms"] == "Offert 2026-01-15"
    assert sources.loc["Ram", "marks"] == t("app.mark.illustrative", "sv")
    assert sources.loc["Lån", "marks"] == ""
    assert sources.loc["Lån", "cap"] == "–"


@EVERY_LANGUAGE
def test_every_cap_of_a_source_is_told(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan(
        sources__g__cap_per_year={"value": 20e6, "by_year": {"2027": 5e6}}, sources__g__cap_per_action=40e6
    )
    at = shown(plan, tmp_path, monkeypatch, lang)
    sources: Any = grid(at, "terms", "probability", "used").set_index("name")
    cap = sources.loc["Klimatbidrag", "cap"]
    money = Formats.of(lang, "mnkr", "SEK").money
    assert cap.split("; ") == [
        t("app.funding.cap_total", lang, amount=money(80e6)),
        t("app.funding.cap_per_year", lang, amount=money(20e6)),
        t("app.funding.cap_in_year", lang, amount=money(5e6), year="2027"),
        t("app.funding.cap_per_action", lang, amount=money(40e6)),
    ]


@EVERY_LANGUAGE
def test_reinvestment_is_told_of_the_need(lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan(actions__a__reinvest=True)
    at = shown(plan, tmp_path, monkeypatch, lang)
    balance = evaluate(plan).funding.portfolio
    again = balance.total(balance.reinvestment)
    assert again
    amount = Formats.of(lang, "mnkr", "SEK").money(again)
    notes = {item.label: item.delta for item in at.metric}
    told = t("app.funding.of_which_reinvestment", lang, amount=amount)
    assert notes[t("balance.uses", lang)].startswith(told)
    assert t("app.funding.reinvestment_in_chart", lang, amount=amount) in [item.value for item in at.caption]


def test_the_year_of_the_largest_gap_is_shown_until_another_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    balance = evaluate(plan).funding.portfolio
    gaps = balance.by_year(balance.gaps[GapView.PLANNED])
    assert max(gaps, key=lambda year: gaps[year] or 0.0) == "2027"
    at = shown(plan, tmp_path, monkeypatch)
    year = "funding.year.sv"
    assert at.selectbox(key=year).value == 2027
    healthy(at.switch_page("views/cost_curve.py").run())
    assert at.selectbox(key="year.sv").value == 2030  # it follows to no other page
    healthy(at.switch_page("views/funding.py").run())
    assert at.selectbox(key=year).value == 2027
    at.selectbox(key=year).select(2030).run()
    healthy(at.switch_page("views/cost_curve.py").run())
    healthy(at.switch_page("views/funding.py").run())
    assert at.selectbox(key=year).value == 2030


def test_payments_after_the_last_year_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(funded_plan(settings__x__last_year=2027), tmp_path, monkeypatch)
    assert t("app.funding.late", "sv", year="2027") in [item.value for item in at.subheader]
    assert set(grid(at, "action", "source", "year", "amount")["year"]) == {"2028"}


@EVERY_LANGUAGE
def test_a_plan_without_a_mix_says_how_to_begin(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan(sources=[], funding=[], frames=[], adopted_plan=[], ordinary_budget=[])
    at = shown(plan, tmp_path, monkeypatch, lang)
    told = " ".join(item.value for item in at.info)
    assert t("table.sources.title", lang) in told
    assert t("table.funding.title", lang) in told
    assert not charts(at)
    assert not at.metric
    assert button(at, "add_source")


def test_an_outsider_bears_no_cost_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch, perspective="nv")
    assert t("app.funding.no_costs", "sv") in [item.value for item in at.info]
    after = evaluate(funded_plan(), "nv").portfolio["npv_after_funding"]
    assert after is not None
    assert after < 0
    shown_after = metric(at, t("figure.npv_after_funding.label", "sv"))
    assert shown_after == Formats.of("sv", "mnkr", "SEK").money(after)


def test_two_hundred_actions_are_shown_and_sorted_by_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actions = [{"id": f"x{n}", "name": f"Åtgärd {n}", "owner": "tek", "opex_change": 0} for n in range(200)]
    investments = [
        {"id": f"i{n}", "action": f"x{n}", "economic_life_years": 10, "amount": 1e6 * (n + 1), "start_year": 2027}
        for n in range(200)
    ]
    plan = funded_plan(
        actions=actions,
        investments=investments,
        funding=[{"id": "d", "source": "o", "position": 1, "rest": True}],
        adopted_plan=[],
    )
    at = shown(plan, tmp_path, monkeypatch)
    rows: Any = grid(at, "uses", "gap_planned", "npv_after_funding")
    assert len(rows) == 201  # the sum is the last
    assert rows["gap_planned"].iloc[:-1].is_monotonic_decreasing
    assert t("app.funding.actions_shown", "sv", n="20", of="200") in [item.value for item in at.caption]


@EVERY_LANGUAGE
def test_an_actions_funding_stands_with_the_action(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan()
    open_plan(plan, tmp_path, monkeypatch)
    at = open_page("actions", lang)
    formats, results = Formats.of(lang, "mnkr", "SEK"), evaluate(plan)
    for name in ("a", "b"):
        at.selectbox(key=f"action.{lang}").select(name).run()
        balance = results.funding.actions[name]
        assert metric(healthy(at), t("balance.uses", lang)) == formats.money(balance.total(balance.uses))
        after = formats.figure_or_reason("npv_after_funding", results.action(name).figures)
        assert metric(at, t("figure.npv_after_funding.label", lang)) == after
        mix = grid(at, "position", "how_much", "total")
        assert mix["total"].sum() == pytest.approx((balance.external + balance.net_own) / 1e6)
    at.selectbox(key=f"action.{lang}").select("c").run()
    assert t("app.funding.no_action_not_costed", lang) in [item.value for item in healthy(at).info]


@EVERY_LANGUAGE
def test_the_overview_shows_what_the_funding_leaves(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_plan(funded_plan(), tmp_path, monkeypatch)
    results, formats = evaluate(funded_plan()), Formats.of(lang, "mnkr", "SEK")
    at = open_page("overview", lang)
    after = formats.figure_or_reason("npv_after_funding", results.portfolio)
    assert metric(at, t("figure.npv_after_funding.label", lang)) == after
    for view, path in results.funding.portfolio.gaps.items():
        total = results.funding.portfolio.total(path)
        assert metric(at, t(f"gap_view.{view}.label", lang)) == formats.money(total)
    open_plan(funded_plan(funding=[]), tmp_path, monkeypatch)
    labels = [item.label for item in open_page("overview", lang).metric]
    assert t("gap_view.planned.label", lang) not in labels


@EVERY_LANGUAGE
def test_the_catalogue_shows_every_source_with_its_status_in_words(
    lang: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch, lang)
    rows: Any = grid(at, "term", "status", "document")
    catalogue = funding_catalogue()
    assert len(rows) == sum(len(source.values) for source in catalogue)
    for status in ("sourced", "dated", "to_be_confirmed", "missing"):
        word = t(f"choice.parameter_status.{status}", lang)
        assert rows["status"].str.endswith(word).sum() == sum(
            item.status == status for source in catalogue for item in source.values.values()
        )
    at.multiselect(key=f"catalogue_kinds.{lang}").select("grant_eu").run()
    kinds = set(grid(healthy(at), "term", "status", "document")["kind"])
    assert kinds == {t("choice.source_kind.grant_eu", lang)}


@EVERY_LANGUAGE
def test_a_source_is_added_with_what_is_known_and_can_be_undone(
    lang: Language, tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = funded_plan(sources__g__id="klimatklivet", funding=[], frames=[])
    at = shown(plan, tmp_path, monkeypatch, lang)
    at.selectbox(key=f"catalogue_source.{lang}").select("klimatklivet").run()
    source = next(row for row in funding_catalogue() if row.id == "klimatklivet")
    asked = [t(f"field.sources.{item.field}.label", lang) for item in to_ask_for(source, "SEK")]
    assert asked
    listed = " ".join(item.value for item in at.markdown)
    assert all(label in listed for label in asked)
    button(at, "add_source").click().run()
    assert t("app.source_catalogue.added", lang) in [item.value for item in healthy(at).success]
    stored = Workspace(workspace).open_plan()
    assert stored is not None
    row = next(row for row in stored.sources if row.id == "klimatklivet-2")
    assert (row.share, row.provider, row.name) == (0.5, "nv", source.name(lang))
    assert row.aid_intensity is None
    assert row.last_year is None
    assert all(label in row.notes for label in asked)
    assert len(stored.sources) == len(plan.sources) + 1

    at.switch_page("views/workbook.py").run()
    box = next(item for item in healthy(at).selectbox if (item.key or "").startswith("version."))
    assert any(t("app.workbook.version_added", lang, name=source.name(lang)) in option for option in box.options)
    box.select_index(1).run()
    button(at, "restore").click().run()
    healthy(at)
    undone = Workspace(workspace).open_plan()
    assert undone is not None
    assert plan_hash(undone) == plan_hash(plan)


def test_a_provider_that_the_plan_lacks_is_left_blank_and_said(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = shown(funded_plan(), tmp_path, monkeypatch)
    at.selectbox(key="catalogue_source.sv").select("life").run()
    kind = t("choice.organisation_kind.eu", "sv")
    assert t("app.source_catalogue.provider_missing", "sv", kind=kind) in [item.value for item in healthy(at).warning]
    button(at, "add_source").click().run()
    stored = Workspace(workspace).open_plan()
    assert stored is not None
    assert next(row for row in stored.sources if row.id == "life").provider is None


def test_a_source_that_cannot_be_saved_is_told_and_nothing_changes(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.write_text("a file where the folder should be", encoding="utf-8")
    at = shown(funded_plan(), tmp_path, monkeypatch)
    button(at, "add_source").click().run()
    assert any("FM-F12" in item.value.replace("\\", "") for item in healthy(at).error)
    assert len(grid(at, "terms", "probability", "used")) == 3


def test_hostile_names_of_sources_are_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = funded_plan(
        sources__g__name=HOSTILE,
        sources__g__probability=None,
        sources__l__name=HOSTILE,
        organisations__tek__name=HOSTILE,
        organisations__nv__name=HOSTILE,
        actions__a__name=HOSTILE,
        actions__c__name=HOSTILE,
    )
    open_plan(plan, tmp_path, monkeypatch)
    for page in ("funding", "accounts", "actions", "overview"):
        at = open_page(page, "sv")
        places = (at.markdown, at.caption, at.title, at.header, at.subheader, at.info, at.warning, at.success, at.error)
        for place in places:
            for item in place:
                assert "<img" not in item.value.replace("\\<", "")
                assert "](http" not in item.value.replace("\\]", "")
                assert ":red[" not in item.value.replace("\\:", "")
        for expander in at.expander:
            assert "](http" not in expander.label.replace("\\]", "")


@EVERY_LANGUAGE
@pytest.mark.parametrize("unit", ["kr", "tkr", "mnkr"])
def test_the_unit_of_money_holds_on_the_page(lang: Language, unit: str) -> None:
    at = open_page("funding", lang, unit=unit)
    balance = evaluate(sample()).funding.portfolio
    expected = Formats.of(lang, unit, "SEK").money(balance.total(balance.uses))
    assert metric(at, t("balance.uses", lang)) == expected


def test_the_tables_of_terms_are_texts_that_are_read_whole() -> None:
    at = open_page("funding", "sv")
    heads = {t(f"app.source_catalogue.{name}", "sv") for name in ("term", "value", "status", "document", "date")}
    assert any(heads <= set(rows.columns) for rows in tables(at))


@pytest.mark.parametrize(
    ("years", "text"), [([], ""), ([2030], "2030"), ([2031, 2030, 2033], "2030–2031, 2033"), ([2030, 2030], "2030")]
)
def test_years_in_words(years: list[int], text: str) -> None:
    assert year_spans(years) == text
