"""What is unknown is never drawn as 0: a perspective without a costed action has no flat line."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from finmodel.analysis.evaluate import evaluate
from finmodel.i18n.catalogue import LANGUAGES, t
from finmodel.model.document import read_document, to_json
from tests.app.pages import BUDGET_PAGES, PAGES, open_page, open_plan
from tests.excel.workbooks import DOCUMENT

ROOT = Path(__file__).resolve().parents[2]


def test_an_uncosted_plan_shows_words_in_place_of_a_flat_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actions = [{"id": "led", "name": "LED-belysning", "owner": "tn"}]
    document = {**DOCUMENT, "actions": actions, "investments": [], "benefits": [], "risks": [], "evidence": []}
    document["settings"] = {**DOCUMENT["settings"], "inflation": 0.02}
    path = tmp_path / "plan.json"
    path.write_text(to_json(read_document(document)[0]), encoding="utf-8")
    monkeypatch.setenv("FINMODEL_PLAN", str(path))
    page = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=60).run()
    assert not page.exception
    shown = [item.value for item in page.info]
    assert t("app.unknown.money", "sv") in shown
    assert t("app.unknown.tonnes", "sv") in shown


UNCOSTED = [{"id": "led", "name": "LED-belysning", "owner": "tn"}]


@pytest.mark.parametrize("page", [*PAGES, BUDGET_PAGES[0]])
@pytest.mark.parametrize("perspective", ["group", "society", "bostad"])
def test_no_page_fails_on_a_plan_of_which_next_to_nothing_is_known(
    page: str, perspective: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {**DOCUMENT["settings"], "inflation": 0.02}
    del settings["financial_discount_rate"]
    empty: dict[str, list[object]] = {"investments": [], "benefits": [], "risks": [], "evidence": []}
    document = {**DOCUMENT, **empty, "settings": settings, "actions": UNCOSTED}
    open_plan(read_document(document)[0], tmp_path, monkeypatch)
    for lang in LANGUAGES:
        at = open_page(page, lang, perspective=perspective)
        assert at.title[0].value == t(f"app.nav.{page}", lang)


def test_a_plan_without_any_savings_says_that_it_shows_the_cost_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINMODEL_PLAN", str(ROOT / "scenarios" / "helsingborg" / "plan.json"))
    for lang in LANGUAGES:
        at = open_page("overview", lang)
        assert t("completeness.text", lang, n=0, of=25, reference=0) in [item.value for item in at.warning]


def test_years_without_a_carbon_value_are_said_and_not_drawn_as_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {**DOCUMENT["settings"], "social_discount_rate": 0.035, "carbon_value": {"by_year": {"2030": 2000}}}
    for carbon_value in (some["carbon_value"], None):
        document = {**DOCUMENT, "settings": {**some, "carbon_value": carbon_value}}
        plan = read_document(document)[0]
        net = evaluate(plan, "society").to_dict()["cash_flow"]["net"]
        n = sum(amount is None for amount in net.values())
        assert n > 0
        open_plan(plan, tmp_path, monkeypatch)
        at = open_page("overview", "sv", perspective="society")
        assert t("app.chart.net_unknown", "sv", n=n, of=len(net)) in [item.value for item in at.caption]
