"""Every page in both languages: no fault, and the number on the page is the number in the JSON."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from app.components.action_table import action_rows
from app.components.formats import Formats
from app.components.tables import WHY
from finmodel import evaluate
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.model.document import to_json
from tests.app.pages import BUDGET_PAGES, HOSTILE, PAGES, changed, healthy, metric, open_page, sample, words

KEY = re.compile(r"\b(app|figure|field|choice|line|reason|table|left_out|perspective|tonnes_kind)\.[a-z_]+\.[a-z_.]+\b")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", [*PAGES, *BUDGET_PAGES])
def test_page_is_shown_without_untranslated_keys(page: str, lang: Language) -> None:
    at = open_page(page, lang)
    assert at.title[0].value == t(f"app.nav.{page}", lang)
    assert not KEY.search(words(at))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("perspective", ["group", "municipality", "owner", "oresundskraft"])
def test_key_figures_are_those_of_the_json(lang: Language, perspective: str) -> None:
    document = evaluate(sample(), perspective).to_dict()
    at = open_page("overview", lang)
    at.selectbox(key=f"perspective.{lang}").select(perspective).run()
    healthy(at)
    formats = Formats.of(lang, "mnkr", "SEK")
    for name in ("investment_total", "investment_incremental", "npv", "abatement_cost", "tonnes_total"):
        assert metric(at, t(f"figure.{name}.label", lang)) == formats.figure(name, document["portfolio"][name])
    assert metric(at, t("app.key.tonnes_year", lang, year="2030")) == formats.tonnes(document["tonnes"]["2030"])
    for name in ("costed", "quantified"):
        coverage = document[name]
        assert metric(at, t(f"app.key.{name}", lang)) == t("app.key.n_of", lang, n=coverage["n"], of=coverage["of"])
    footer = "\n".join(item.value for item in at.text)
    assert document["result_hash"][:12] in footer
    assert document["plan_hash"][:12] in footer


def test_another_year_and_unit_change_what_is_shown() -> None:
    document = evaluate(sample()).to_dict()
    at = open_page("overview", "sv")
    at.selectbox(key="year.sv").select(2045).run()
    at.radio(key="unit.sv").set_value("kr").run()
    healthy(at)
    formats = Formats.of("sv", "kr", "SEK")
    assert metric(at, "Ton CO2e år 2045, netto") == formats.tonnes(document["tonnes"]["2045"])
    assert metric(at, t("figure.npv.label", "sv")) == formats.money(document["portfolio"]["npv"])


def test_choices_outlive_a_change_of_language_and_page() -> None:
    at = open_page("overview", "sv")
    at.selectbox(key="perspective.sv").select("oresundskraft").run()
    at.radio(key="language").set_value("en").run()
    healthy(at)
    assert at.title[0].value == "Overview"
    assert at.selectbox(key="perspective.en").value == "oresundskraft"
    at.switch_page("views/actions.py").run()
    healthy(at)
    assert at.title[0].value == "Actions"
    assert at.selectbox(key="perspective.en").value == "oresundskraft"


def test_the_table_of_actions_holds_the_numbers_of_the_json() -> None:
    results = evaluate(sample())
    document = {row["id"]: row for row in results.to_dict()["actions"]}
    frame = open_page("actions", "sv").dataframe[0].value
    assert len(frame) == len(document)
    for _, row in frame.iterrows():
        expected = document[str(row["id"])]
        assert row["name"] == expected["name"]
        for name in ("investment_total", "investment_incremental", "npv", "abatement_cost"):
            if name in expected["undefined"]:
                assert math.isnan(row[name])
                assert row[WHY]
            else:
                factor = 1 if name == "abatement_cost" else 1_000_000
                assert row[name] == pytest.approx(expected[name] / factor, rel=1e-12)


def test_undefined_figures_show_their_reason() -> None:
    results = evaluate(sample())
    formats = Formats.of("sv", "mnkr", "SEK")
    rows = {row["id"]: row for row in action_rows(results.plan.actions, results, formats, year=2030)}
    assert rows[8]["npv"] == t("reason.not_costed.label", "sv")
    assert rows[26]["npv"] == t("reason.outside_perspective.label", "sv")
    assert rows[33]["abatement_cost"] == t("reason.no_tonnes.label", "sv")


def test_filters_and_search_narrow_the_table() -> None:
    at = open_page("actions", "sv")
    at.multiselect(key="owners.sv").select("oresundskraft").run()
    expected = {action.id for action in sample().actions if action.owner == "oresundskraft"}
    assert {str(value) for value in healthy(at).dataframe[0].value["id"]} == expected
    at.text_input(key="search.sv").set_value("finns inte i någon åtgärd").run()
    assert t("app.actions.none", "sv") in [item.value for item in healthy(at).info]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_action_can_be_shown(lang: Language) -> None:
    at = open_page("actions", lang)
    results = evaluate(sample())
    formats = Formats.of(lang, "mnkr", "SEK")
    for identity in ("2", "8", "26", "33"):
        at.selectbox(key=f"action.{lang}").select(identity).run()
        healthy(at)
        figures = results.action(identity).figures
        assert metric(at, t("figure.npv.label", lang)) == formats.figure_or_reason("npv", figures)


def test_assumptions_are_marked_and_counted() -> None:
    at = open_page("actions", "sv")
    assert t("app.mark.assumption", "sv") in at.dataframe[0].value["flags"][0]
    assert any("35 av 35" in item.value for item in at.info)


def test_hostile_names_are_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {
        "settings__x__municipality": HOSTILE,
        "settings__x__title": HOSTILE,
        "actions__1__name": HOSTILE,
        "actions__1__notes": HOSTILE,
        "organisations__oresundskraft__name": HOSTILE,
        "sectors__energi__name": HOSTILE,
    }
    path = tmp_path / "hostile.json"
    path.write_text(to_json(changed(sample(), **changes)), encoding="utf-8")
    monkeypatch.setenv("FINMODEL_PLAN", str(path))
    for page in PAGES:
        at = open_page(page, "sv")
        assert HOSTILE in [item.value for item in at.text]
        for place in (at.markdown, at.caption, at.title, at.header, at.subheader, at.info, at.success):
            for item in place:
                assert HOSTILE not in item.value
                assert not getattr(item, "allow_html", False) or "<img" not in item.value
                assert not re.search(r"(?<!\\)\]\(http|(?<!\\):(red|material)|(?<!\\)<img", item.value)


def test_a_plan_without_actions_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "empty.json"
    settings = (
        '{"municipality": "Tomköping", "first_year": 2026, "base_year": 2026, "price_year": 2026, "inflation": 0}'
    )
    path.write_text(f'{{"schema_version": 1, "settings": {settings}}}', encoding="utf-8")
    monkeypatch.setenv("FINMODEL_PLAN", str(path))
    for page in PAGES:
        at = open_page(page, "sv")
        if page == "actions":
            assert t("app.actions.no_actions", "sv") in [item.value for item in at.info]


def test_a_file_that_cannot_be_opened_is_told_and_the_sample_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINMODEL_PLAN", str(tmp_path / "nowhere.xlsx"))
    at = open_page("overview", "sv")
    assert "FM-F101" in words(at)
    assert "Helsingborg" in [item.value for item in at.text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_society_says_which_carbon_value_is_used_and_where_it_is_not(lang: Language) -> None:
    cards = {item.label: item.delta for item in open_page("overview", lang, perspective="society").metric}
    formats = Formats.of(lang, "mnkr", "SEK")
    value = sample().settings.carbon_value
    assert value is not None
    words = t("app.basis.carbon_value", lang, value=formats.figure("abatement_cost", value.value))
    assert cards[t("figure.npv.label", lang)].endswith(words)
    without = t("app.basis.without_carbon_value", lang)
    assert without in cards[t("figure.abatement_cost.label", lang)]
    group = open_page("overview", lang).metric
    assert not [item for item in group if words in item.delta or without in item.delta]


def test_actions_outside_the_perspective_come_last_and_one_inside_is_open() -> None:
    at = open_page("actions", "sv")
    at.selectbox(key="action.sv").select("20").run()
    at.selectbox(key="perspective.sv").select("oresundskraft").run()
    results = evaluate(sample(), "oresundskraft")
    outside = {item.id for item in results.actions if item.left_out == "outside_perspective"}
    assert "20" in outside
    shown = [str(name) in outside for name in healthy(at).dataframe[0].value["id"]]
    assert shown == sorted(shown)
    assert sum(shown) == len(outside) < len(shown)
    assert at.selectbox(key="action.sv").value not in outside
    assert t("app.actions.outside", "sv", n=len(outside)) in [item.value for item in at.caption]
    at.selectbox(key="action.sv").select("20").run()
    assert healthy(at).selectbox(key="action.sv").value == "20"
