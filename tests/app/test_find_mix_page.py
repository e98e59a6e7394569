"""Find the mix: three questions, their answers as the library gives them, and a scenario of the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.find_answer import natural_order
from app.components.formats import Formats
from app.components.inert import inert
from app.components.years import year_spans
from finmodel import evaluate
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame import hold_frame, hold_investment_frame
from finmodel.analysis.find_grant import smallest_grant
from finmodel.analysis.find_loan import largest_loan
from finmodel.analysis.find_scenarios import Found
from finmodel.analysis.overlay import apply_scenario
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.i18n.find_mix import FoundWords
from finmodel.model.plan import Plan
from finmodel.store.workspace import Workspace
from tests.app.funding_plan import DOCUMENT, MILLION, funded_plan
from tests.app.pages import HOSTILE, button, grid, healthy, open_page, open_plan, tables, words

SHARES = {"g": 0.4, "l": 0.6}
FUNDING = [{**row, "share": SHARES[row["source"]]} if row["source"] in SHARES else row for row in DOCUMENT["funding"]]
BUDGET = [
    {
        **row,
        "debt_ceiling": 1010 * MILLION,
        "debt_per_inhabitant_ceiling": 10_160,
        "investment_frame": 240 * MILLION,
    }
    for row in DOCUMENT["ordinary_budget"]
]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    changes: dict[str, Any] = {"funding": FUNDING, "ordinary_budget": BUDGET}
    found = funded_plan(sources__g__share=None, sources__g__cap_total=None, actions__b__name=HOSTILE, **changes)
    open_plan(found, tmp_path, monkeypatch)
    return found


def stored(workspace: Path) -> Plan:
    found = Workspace(workspace).open_plan()
    assert found is not None
    return found


def ask(at: AppTest, question: str) -> AppTest:
    radio = next(item for item in at.radio if (item.key or "").startswith("find_question."))
    return healthy(radio.set_value(question).run())


def choose(at: AppTest, name: str, value: str) -> AppTest:
    box = next(item for item in at.selectbox if (item.key or "").startswith(f"find.{name}."))
    return healthy(box.select(value).run())


def said(found: Found, plan: Plan, lang: Language) -> list[str]:
    """What the page says of an answer, as Markdown in which nothing is obeyed."""
    answer = FoundWords(plan, lang, Formats.of(lang, "mnkr", "SEK").money, year_spans)
    return [inert(line) for line in answer.lines(found)]


def shown(at: AppTest, lines: list[str]) -> bool:
    first, *more = lines
    boxes = [item.value for box in (at.success, at.info, at.warning) for item in box]
    return first in boxes and (not more or "\n".join(f"- {line}" for line in more) in [m.value for m in at.markdown])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_smallest_grant_is_told_and_made_a_scenario(plan: Plan, lang: Language, workspace: Path) -> None:
    at = open_page("find_mix", lang)
    assert shown(at, said(smallest_grant(plan, "a"), plan, lang))
    assert "save_found" not in [item.key for item in at.button]
    choose(at, "action", "b")
    choose(at, "grant", "g")
    found = smallest_grant(plan, "b", "g")
    assert found.share
    assert found.gave_way
    assert shown(at, said(found, plan, lang))
    (mix,) = [rows for rows in tables(at) if t("find_mix.column.how_much", lang) in rows.columns]
    assert list(mix[t("find_mix.column.source", lang)]) == ["Klimatbidrag", "Lån"]
    for item in (*at.markdown, *at.info, *at.caption, *at.success, *at.subheader):
        assert HOSTILE not in item.value
    button(at, "save_found").click().run()
    assert t("app.find.saved", lang) in [item.value for item in healthy(at).success]
    (scenario,) = stored(workspace).scenarios
    assert scenario.illustrative
    then = evaluate(apply_scenario(stored(workspace), scenario.id).plan)
    assert then.action("b").figures["npv_after_funding"] == pytest.approx(0, abs=1e-3)


def test_the_largest_loan_by_year_and_as_a_scenario(plan: Plan, workspace: Path) -> None:
    at = ask(open_page("find_mix", "sv"), "loan")
    found = largest_loan(plan, "l")
    assert found.factor is not None
    assert shown(at, said(found, plan, "sv"))
    rows = grid(at, "year", "ceiling", "debt_before", "debt_after", "headroom")
    assert list(rows["debt_after"]) == pytest.approx([row.debt_after / MILLION for row in found.years])
    choose(at, "ceiling", TestName.DEBT_PER_INHABITANT)
    each = largest_loan(plan, "l", ceiling=TestName.DEBT_PER_INHABITANT)
    assert shown(at, said(each, plan, "sv"))
    assert list(grid(at, "year", "headroom")["ceiling"]) == [10_160, 10_160]
    choose(at, "ceiling", TestName.DEBT)
    button(at, "save_found").click().run()
    healthy(at)
    then = apply_scenario(stored(workspace), stored(workspace).scenarios[-1].id).plan
    assert largest_loan(then, "l").factor == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_to_be_left_out_and_the_scenario_builds_on_the_one_that_is_shown(
    plan: Plan, lang: Language, workspace: Path
) -> None:
    at = ask(open_page("find_mix", lang), "frame")
    found = hold_frame(plan, "o")
    assert found.left_out == ("a",)
    assert shown(at, said(found, plan, lang))
    rows = grid(at, "action", "verdict", "lacking")
    assert next(iter(rows["verdict"])) == t("find_mix.frame.left", lang)
    assert list(grid(at, "year", "holder", "kept")["frame"]) == [40, 40]
    name = next(item for item in at.text_input if (item.key or "").startswith("scenarios.find."))
    name.input("Utan solel").run()
    button(at, "save_found").click().run()
    healthy(at)
    assert [row.name for row in stored(workspace).scenarios] == ["Utan solel"]
    without = apply_scenario(stored(workspace), "utan-solel").plan
    assert [row.id for row in without.actions if not row.included] == ["a"]
    # In the scenario the frame holds; its investment frame may not.
    next(item for item in at.selectbox if (item.key or "").startswith("scenario.")).select("utan-solel").run()
    assert shown(healthy(at), said(hold_frame(without, "o"), without, lang))
    choose(at, "frame", "level:municipality")
    level = hold_investment_frame(without)
    assert level.left_out == ("b",)
    assert shown(at, said(level, without, lang))
    button(at, "save_found").click().run()
    healthy(at)
    assert stored(workspace).scenarios[-1].builds_on == "utan-solel"


def test_years_without_a_frame_are_tested_when_asked_for(plan: Plan) -> None:
    at = ask(open_page("find_mix", "sv"), "frame")
    box = next(item for item in at.checkbox if (item.key or "").startswith("find.all_years."))
    box.check().run()
    assert shown(healthy(at), said(hold_frame(plan, "o", all_years=True), plan, "sv"))


def test_a_plan_with_nothing_to_ask_about_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty: dict[str, Any] = {name: [] for name in ("sources", "funding", "frames", "ordinary_budget")}
    open_plan(funded_plan(**empty), tmp_path, monkeypatch)
    at = open_page("find_mix", "sv")
    for question in ("loan", "frame"):
        ask(at, question)
        assert t(f"app.find.no_{question}s", "sv") in [item.value for item in at.info]
    assert "save_found" not in [item.key for item in at.button]
    assert t("app.nav.find_mix", "sv") in words(at)


def test_the_same_answer_saved_again_gets_another_name_and_a_taken_name_is_refused(plan: Plan, workspace: Path) -> None:
    at = ask(open_page("find_mix", "sv"), "frame")
    button(at, "save_found").click().run()
    button(healthy(at), "save_found").click().run()
    first, second = stored(workspace).scenarios
    assert second.name == f"{first.name} (2)"
    name = next(item for item in healthy(at).text_input if (item.key or "").startswith("scenarios.find."))
    name.input(first.name.upper()).run()
    button(at, "save_found").click().run()
    said = [item.value.replace("\\", "") for item in healthy(at).error]
    assert t("app.scenarios.name_taken", "sv", name=first.name) in said
    assert len(stored(workspace).scenarios) == 2


def test_ids_are_sorted_as_people_count() -> None:
    assert sorted(["10", "35", "4", "a10", "6", "a2"], key=natural_order) == ["4", "6", "10", "35", "a2", "a10"]
