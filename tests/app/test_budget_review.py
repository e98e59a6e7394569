"""Review of a budget's lines in the app: the queue, decisions on many lines at once, and everything about one line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import service, tagging
from app.components.budget.line_money import share_of, share_written
from app.components.budget.line_rules import NoSay, marked, matching_rules
from app.components.budget.link_editor import is_same_municipality
from app.components.budget.report_chart import category_colours
from app.components.budget.review_decisions import AS_RULES, Entered, decisions_of, problems_of
from app.components.budget.review_queue import Queue
from app.components.budget.review_sought import LOOK_AGAIN, Filters, Order, Show, unexamined_on
from app.components.budget.review_words import tints
from app.components.budget.scope import version_name
from app.components.budget.split_entry import preview_of
from app.components.budget.split_standing import dropped
from app.components.formats import Formats
from app.tagging import OpenedDossier
from finmodel.i18n import Language, t, t_n
from finmodel.intake.tagging_templates import own_scheme, proposed_rules
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choices import Choices
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, split
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.progress import progress_of
from finmodel.tagging.report import report_of
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.tagged_budget import TaggedBudget, tagged_budget
from finmodel.tagging.versions import Provenance, Version
from tests.app.pages import HOSTILE, button, healthy, htmls, open_page, sample, tables, words

SCHOOL, ROAD, PATH, CLOUDBURST = "Ny skola med solceller", "Förbifart väster", "Gång- och cykelväg", "Skyfallsled"
LINES = (  # kind, text, tkr of 2026, activity, account
    ("I", SCHOOL, 120_000, "440", ""),
    ("I", ROAD, 60_000, "249", ""),
    ("I", PATH, 10_000, "249", ""),
    ("I", CLOUDBURST, 16_000, "249", ""),
    ("I", HOSTILE, 8_000, "", ""),
    ("D", "Inköp av el", 25_000, "", "621"),
)
REASON = "Enligt projektbeskrivningen"


def version_of(name: str = "Budget 2026", factor: int = 100_000, lines: tuple[Any, ...] = LINES) -> Version:
    found = [
        BudgetLine(LineKind(kind), text, ((2026, tkr * factor),), activity, account, organisation="61")
        for kind, text, tkr, activity, account in lines
    ]
    names = MappingProxyType({"activity": {"249": "Väg"}, "organisation": {"61": HOSTILE}})
    return Version(name, keyed(found), names=names, source=Provenance(file="budget.xlsx", when="2026-01-15"))


def dossier_of(*versions: Version) -> Dossier:
    dossier = Dossier(scheme="se")
    for version in versions or (version_of(),):
        dossier, _ = import_version(dossier, version)
    return dossier


def kept(dossier: Dossier | None = None, municipality: str = "Helsingborg") -> OpenedDossier:
    choices = Choices(rule_set=proposed_rules(), municipality=municipality)
    return OpenedDossier(KeptDossier(dossier or dossier_of(), choices), is_sample=False)


def budget_of(dossier: Dossier | None = None) -> TaggedBudget:
    return tagged_budget(dossier or dossier_of(), Choices(rule_set=proposed_rules()).tagger(own_scheme()))


def key_of(dossier: Dossier, text: str) -> str:
    return next(line.key for line in dossier.parts()[0] if line.text == text)


def decision(dossier: Dossier, text: str, step: Step, who: str, when: str, **categories: str) -> Decision:
    line = next(line for line in dossier.parts()[0] if line.text == text)
    said = MappingProxyType(categories)
    return Decision(line.key, step, said, REASON, who, when, "", line.text, line.amounts, "se")


def reviewed(*texts: str, by: str = "Anna Ek") -> Dossier:
    dossier = dossier_of()
    steps = [decision(dossier, text, Step.REVIEWED, by, "2026-02-01T08:00:00+00:00", mitigation="OG") for text in texts]
    return decide(dossier, steps, own_scheme())


@cache
def plan() -> service.Opened:
    return service.Opened(sample(), "", "sample")


def _page() -> None:
    """The view as the frame runs it, on a plan that nothing is worked out of."""
    import runpy
    from pathlib import Path

    import app
    from app import service, state
    from app.components.formats import Formats
    from app.components.said import show_notice

    base = state.opened(service.open_start)
    formats = Formats.of(state.language(), "mnkr", "SEK")
    state.set_current(state.Page(base, None, formats, base))  # type: ignore[arg-type]
    show_notice()
    runpy.run_path(str(Path(str(app.__file__)).with_name("views") / "budget_review.py"))


def review(opened: OpenedDossier, *chosen: str, lang: Language = "sv", tab: str = "", **said: Any) -> AppTest:
    """Return the page with lines chosen by their texts, and a tab of the first of them open."""
    at = AppTest.from_function(_page, default_timeout=30)
    at.query_params["lang"] = lang
    at.session_state["opened"] = plan()
    at.session_state["budget_dossier"] = opened
    keys = tuple(key_of(opened.dossier, text) for text in chosen)
    at.session_state["chosen.budget_chosen"] = keys
    at.session_state["chosen.budget_line"] = keys[0] if keys else ""
    for name, value in said.items():
        at.session_state[f"chosen.{name}"] = value
    if tab:
        at.session_state[f"budget_tabs.{lang}"] = t(f"app.budget_review.tab_{tab}", lang)
    return healthy(at.run())


def field(kind: str, at: AppTest, name: str) -> Any:
    return next(item for item in getattr(at, kind) if (item.key or "").startswith(f"budget_review.{name}."))


def dossier_now(at: AppTest) -> Dossier:
    opened = at.session_state["budget_dossier"]
    assert isinstance(opened, OpenedDossier)
    return opened.dossier


def errors(at: AppTest) -> list[str]:
    return [str(item.value) for item in at.error]


def act(at: AppTest, step: Step = Step.REVIEWED, reason: str = REASON, **categories: str) -> AppTest:
    field("radio", at, "decide.step").set_value(str(step)).run()
    for axis, category in categories.items():
        field("selectbox", at, f"decide.category.{axis}").set_value(category)
    field("text_area", at, "decide.reason").set_value(reason)
    button(at, "budget_decide").click()
    return healthy(at.run())


def test_the_queue_is_kronor_times_uncertainty_and_what_is_approved_leaves_it() -> None:
    queue = Queue(budget_of(), LineKind.INVESTMENT, (2026,))
    found = queue.found(Filters())
    sizes = [abs(item.line.amount()) * weight for item, weight in zip(found, _uncertainties(found), strict=True)]
    assert [item.line.text for item in found][:2] == [SCHOOL, ROAD]
    assert sizes == sorted(sizes, reverse=True)
    assert {item.line.kind for item in found} == {LineKind.INVESTMENT}
    dossier = reviewed(ROAD)
    steps = [
        *(
            decision(dossier, ROAD, step, who, when, mitigation="OG", adaptation="NE")
            for step, who, when in (
                (Step.REVIEWED, "Anna Ek", "2026-02-02T08:00:00+00:00"),
                (Step.APPROVED, "Bo Alm", "2026-02-03T08:00:00+00:00"),
            )
        )
    ]
    after = Queue(budget_of(decide(dossier, steps, own_scheme())), LineKind.INVESTMENT, (2026,))
    assert ROAD not in [item.line.text for item in after.found(Filters())]
    assert after.found(Filters(Show.ALL))[-1].line.text == ROAD
    report = report_of(after.budget)[LineKind.INVESTMENT]
    mitigation, adaptation = progress_of(report)
    assert mitigation.approved.value == mitigation.reviewed.value == Fraction(60, 214)
    for each in (mitigation, adaptation):
        left = report.unexamined(each.axis)
        assert each.judged.value == 1 - Fraction(sum(one.ore for one in left), report.totals.base)
        assert each.n_to_judge == report.n_to_judge(each.axis) != 0


def _uncertainties(found: Any) -> list[Fraction]:
    sure = {"high": Fraction(1, 10), "medium": Fraction(1, 2), "low": Fraction(1)}
    return [
        max(Fraction(0) if tag.category == "EP" else sure[tag.confidence] for tag in item.verdict.tags)
        for item in found
    ]


@pytest.mark.parametrize(
    ("filters", "texts"),
    [
        (Filters(reasons=frozenset({"divide_line"})), {SCHOOL}),
        (Filters(categories=frozenset({"OG"}), axis="mitigation"), {ROAD}),
        (Filters(categories=frozenset({"OG"}), axis="adaptation"), set()),
        (Filters(words="cykel 249"), {PATH}),
        (Filters(Show.ALL, standings=frozenset({"reviewed"})), set()),
        (Filters(rules=frozenset({"H09"})), {SCHOOL}),
        (Filters(activities=frozenset({"440"})), {SCHOOL}),
        (Filters(reasons=frozenset({LOOK_AGAIN})), set()),
    ],
)
def test_filters(filters: Filters, texts: set[str]) -> None:
    assert {item.line.text for item in Queue(budget_of(), None, (2026,)).found(filters)} == texts


def test_the_list_is_sorted_as_asked() -> None:
    queue = Queue(budget_of(), LineKind.INVESTMENT, (2026,))
    texts = {order: [item.line.text for item in queue.found(Filters(Show.ALL), order)] for order in Order}
    assert texts[Order.FILE] == [text for kind, text, *_ in LINES if kind == "I"]
    assert texts[Order.LARGEST] == [SCHOOL, ROAD, CLOUDBURST, PATH, HOSTILE]
    assert texts[Order.TEXT][1:] == [ROAD, PATH, SCHOOL, CLOUDBURST]


def test_a_page_of_the_list_is_sent_not_the_ledger() -> None:
    many = tuple(("I", f"Rad {n}", 1000 + n, "", "") for n in range(120))
    at = review(kept(dossier_of(version_of(lines=many))))
    grid = at.dataframe[0].value
    assert len(grid) == 50
    assert grid["text"][0] == "Rad 119"
    button(at, "budget_page_after").click().run()
    assert at.dataframe[0].value["text"][0] == "Rad 69"
    button(at, "budget_choose_page").click().run()
    assert t_n("app.budget_review.save", 50, "sv") in [item.label for item in healthy(at).button]
    field_of_search = next(item for item in at.text_input if (item.key or "").startswith("budget_words"))
    field_of_search.set_value("rad 7").run()
    assert set(at.dataframe[0].value["text"]) >= {"Rad 7", "Rad 71"}


def test_lines_are_chosen_in_the_list_over_several_pages() -> None:
    many = tuple(("I", f"Rad {n}", 1000 + n, "", "") for n in range(60))
    at = review(kept(dossier_of(version_of(lines=many))))
    for place in (3, 1):
        key = str(at.dataframe[0].key)
        at.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
        at.run()
        if place == 3:
            button(at, "budget_page_after").click().run()
    chosen = at.session_state["chosen.budget_chosen"]
    texts = {line.key: line.text for line in dossier_now(at).parts()[0]}
    assert [texts[key] for key in chosen] == ["Rad 56", "Rad 8"]
    assert at.session_state["chosen.budget_line"] == chosen[-1]


def test_many_lines_are_decided_with_one_reason() -> None:
    at = review(kept(), PATH, CLOUDBURST, "Inköp av el", budget_who="Anna Ek")
    texts = [str(item.value) for item in at.text]
    # Each kind has a sum of its own.
    assert "Investering: 2 rader, 26\xa0000\xa0000 kr (2026)" in texts
    assert "Drift: 1 rad, 25\xa0000\xa0000 kr (2026)" in texts
    act(at, mitigation="MG", adaptation="as_it_is")
    log = dossier_now(at).log.decisions
    assert [(one.text, one.step, dict(one.categories)) for one in log] == [
        (PATH, Step.REVIEWED, {"mitigation": "MG", "adaptation": "EP"}),
        (CLOUDBURST, Step.REVIEWED, {"mitigation": "MG", "adaptation": "MG"}),
        ("Inköp av el", Step.REVIEWED, {"mitigation": "MG", "adaptation": "EP"}),
    ]
    assert {(one.reason, one.who, one.amounts != ()) for one in log} == {(REASON, "Anna Ek", True)}
    assert datetime.fromisoformat(log[0].when).utcoffset() is not None
    assert t_n("app.budget_review.done_reviewed", 3, "sv") in [item.value for item in at.success]
    assert t("app.budget_review.none_chosen", "sv") in [item.value for item in at.info]
    assert tagging.dossier_folder().read() is not None


@pytest.mark.parametrize(
    ("who", "reason", "said", "name"),
    [
        ("", REASON, {"mitigation": "MG"}, "no_who"),
        ("Anna Ek", "  ", {"mitigation": "MG"}, "no_reason"),
        ("Anna Ek", REASON, {"mitigation": ""}, "no_axis"),
        ("Anna Ek", REASON, {"mitigation": "UT"}, "outside_on_all"),
        ("Anna Ek", REASON, {"mitigation": "UT", "adaptation": "as_it_is"}, "outside_on_all"),
    ],
)
def test_what_a_decision_lacks(who: str, reason: str, said: dict[str, str], name: str) -> None:
    budget = budget_of()
    entered = Entered(Step.REVIEWED, said, reason, who)
    assert [one.name for one in problems_of(budget.lines, entered, budget.dossier.log, budget.scheme)] == [name]


def test_a_decision_that_lacks_something_is_not_made() -> None:
    at = act(review(kept(), PATH), reason="")
    missing = ("no_who", "no_reason", "no_axis")
    assert errors(at) == [t(f"app.budget_review.problem_{name}", "sv") for name in missing]
    assert dossier_now(at).log.decisions == ()


def test_nobody_approves_their_own_review_and_a_colleague_can() -> None:
    at = act(review(kept(reviewed(ROAD, PATH)), ROAD, PATH, budget_who="anna  EK"), Step.APPROVED)
    assert t("app.budget_review.refused", "sv") in errors(at)
    (problems,) = [rows for rows in tables(at) if t("app.problem.code", "sv") in rows.columns]
    assert set(problems[t("app.problem.code", "sv")]) == {"FM-T165"}
    assert list(problems[t("app.problem.place", "sv")]) == [f"”{ROAD}”, Begränsning", f"”{PATH}”, Begränsning"]
    assert len(dossier_now(at).log.decisions) == 2
    at = act(review(kept(reviewed(ROAD, PATH)), ROAD, PATH, budget_who="Bo Alm"), Step.APPROVED)
    assert [(one.step, dict(one.categories)) for one in dossier_now(at).log.decisions[2:]] == [
        (Step.APPROVED, {"mitigation": "OG"})
    ] * 2


def test_all_lines_are_decided_or_none() -> None:
    at = act(review(kept(reviewed(ROAD)), ROAD, CLOUDBURST, budget_who="Bo Alm"), Step.APPROVED)
    assert t("app.budget_review.problem_nothing_reviewed", "sv") in words(at)
    assert len(dossier_now(at).log.decisions) == 1
    # What was written is still there.
    assert field("text_area", at, "decide.reason").value == REASON


def test_another_tab_that_was_quicker_is_told_and_nothing_is_lost() -> None:
    opened = kept()
    act(review(opened, ROAD, budget_who="Anna Ek"), mitigation="OG")
    at = act(review(opened, PATH, budget_who="Bo Alm"), mitigation="MG")
    assert t("app.budget_review.conflict", "sv") in [item.value for item in at.warning]
    assert [one.text for one in dossier_now(at).log.decisions] == [ROAD]
    assert field("text_area", at, "decide.reason").value == REASON
    button(at, "budget_decide").click().run()
    assert [(one.text, one.who) for one in dossier_now(healthy(at)).log.decisions] == [
        (ROAD, "Anna Ek"),
        (PATH, "Bo Alm"),
    ]
    assert t("app.budget_review.conflict", "sv") not in [item.value for item in at.warning]


def test_why_a_line_has_its_tag() -> None:
    budget = budget_of()
    item = next(item for item in budget.lines if item.line.text == SCHOOL)
    found = {one.rule.id: one for one in matching_rules(item, budget.tagger)}
    assert found["K02"].decided == found["H09"].decided == ("mitigation",)
    assert found["F00"].no_say == {"mitigation": (NoSay.WORDS, ("K02", "H09"))}
    at = review(kept(), SCHOOL)
    shown = words(at)
    assert "<mark>Ny skola</mark> med <mark>solcell</mark>er" in "".join(htmls(at))
    assert t("app.budget_review.rule_no_say_words", "sv", category="Outredd", by="K02, H09") in shown
    assert "”solcell” i texten" in shown
    assert t("tag_reason.divide_line", "sv").capitalize() in shown


@pytest.mark.parametrize(
    ("text", "found", "pieces"),
    [
        ("GC\u2011VÄG  Norra", ["gc-väg norra"], (("GC\u2011VÄG Norra", True),)),
        ("Strasse Straße", ["straße"], (("Strasse ", False), ("Straße", True))),
        ("Straße", ["strasse"], (("strasse", True),)),  # as the rules read it
        ("sol och sol", ["sol", "sol"], (("sol", True), (" och sol", False))),
        ("a.c", ["a.c"], (("a.c", True),)),
        ("Möbler", [], (("Möbler", False),)),
    ],
)
def test_words_are_marked_in_the_text(text: str, found: list[str], pieces: tuple[tuple[str, bool], ...]) -> None:
    assert marked(text, found) == pieces


def test_a_line_is_split_to_the_ore_and_its_parts_are_listed() -> None:
    at = review(kept(), SCHOOL, tab="split", budget_who="Anna Ek")
    key = key_of(dossier_now(at), SCHOOL)

    def part(kind: str, place: int, name: str) -> Any:
        return field(kind, at, f"split.{key}.{place}.{name}")

    part("selectbox", 1, "way").set_value("share").run()
    part("selectbox", 0, "way").set_value("share").run()
    part("text_input", 0, "text").set_value("Solceller")
    part("text_input", 0, "share").set_value("1/3")
    part("text_input", 1, "share").set_value("50").run()
    left = {"parts": "100\xa0000\xa0000 kr", "line": "120\xa0000\xa0000 kr", "left": "20\xa0000\xa0000 kr"}
    assert t("app.budget_review.split_left", "sv", year="2026", **left) in [item.value for item in at.warning]
    assert button(at, "budget_split").disabled
    part("selectbox", 1, "way").set_value("rest").run()
    field("text_input", at, f"split.{key}.reason").set_value(REASON).run()
    assert t("app.budget_review.adds_up", "sv") in [item.value for item in at.caption]
    button(at, "budget_split").click().run()
    lines = [line for line in dossier_now(healthy(at)).parts()[0] if line.line_key == key]
    assert [(line.text, line.amount()) for line in lines] == [("Solceller", 4_000_000_000), (SCHOOL, 8_000_000_000)]
    assert "40\xa0000\xa0000 kr" in words(at)
    # Its parts are to be decided on next: the solar cells are not green because somebody has split a line.
    assert at.session_state["chosen.budget_chosen"] == tuple(line.key for line in lines)
    assert t("app.budget_review.parts_wait", "sv") in [item.value for item in at.warning]
    button(at, "budget_choose_none").click().run()
    button(at, "budget_choose_parts").click().run()
    assert at.session_state["chosen.budget_chosen"] == tuple(line.key for line in lines)
    field("text_input", at, f"split.{key}.reason").set_value("Fel").run()
    button(at, "budget_whole").click().run()
    assert key in {line.key for line in dossier_now(healthy(at)).parts()[0]}


def test_a_split_that_does_not_add_up_says_how_much_is_left() -> None:
    (line,) = keyed([BudgetLine(LineKind.INVESTMENT, "Väg", ((2026, 100), (2027, 1)))])
    parts = (SplitPart("a", Fraction(1, 3)), SplitPart("b", None, ((2026, 66),)))
    assert [(one.year, one.left) for one in preview_of(line, parts).left] == [(2026, 1), (2027, 1)]
    whole = preview_of(line, (parts[0], SplitPart("b")))
    assert [part.amounts for part in whole.parts] == [((2026, 33), (2027, 0)), ((2026, 67), (2027, 1))]
    assert whole.is_ready
    assert not preview_of(line, (SplitPart("a", None, ()), SplitPart("b"))).is_ready


def test_shares_are_read_and_written_without_loss() -> None:
    formats = Formats.of("sv", "mnkr", "SEK")
    for share in (Fraction(1, 3), Fraction(1, 8), Fraction(5, 100)):
        assert share_of(share_written(share, formats), formats, "Del 1") == share
    assert share_of("5 %", formats, "Del 1") == Fraction(1, 20)
    assert isinstance(share_of("fem", formats, "Del 1"), str)


def test_history_shows_every_step_and_what_has_changed_since() -> None:
    renamed = f"{ROAD} etapp 1"
    changed = tuple((kind, renamed if text == ROAD else text, *rest) for kind, text, *rest in LINES)
    dossier, _ = import_version(reviewed(ROAD), version_of("Budget 2027", lines=changed))
    at = review(kept(dossier), renamed, tab="history", budget_who="Bo Alm")
    assert t("app.budget_review.changed", "sv", why=t("tag_changed.text", "sv")) in [item.value for item in at.warning]
    then, steps = (rows for rows in tables(at) if {"Då", "Vem"} & set(rows.columns) or "Nu" in rows.columns)
    assert list(then.iloc[0])[1:] == [ROAD, renamed]
    assert list(steps["Vem"]) == ["Anna Ek"]
    assert list(steps["När"]) == ["2026-02-01 09:00"]  # 08:00 in UTC, by the clocks in Sweden
    assert list(steps[t("app.budget_review.history_says", "sv")]) == ["Begränsning: ogynnsam"]
    assert list(steps[t("app.budget_review.history_origin", "sv")]) == [t("app.budget_review.carried", "sv", text=ROAD)]
    field("text_input", at, "undo").set_value("Fel rad").run()
    button(at, "budget_withdraw").click().run()
    last = dossier_now(healthy(at)).log.decisions[-1]
    assert (last.step, dict(last.categories), last.who) == (Step.WITHDRAWN, {"mitigation": "OG"}, "Bo Alm")


def test_an_action_is_linked_with_no_more_than_the_line() -> None:
    opened = kept()
    at = review(opened, PATH, tab="links", budget_who="Anna Ek")
    key = key_of(opened.dossier, PATH)
    field("multiselect", at, f"link.{key}").set_value(["1", "2"]).run()
    assert "FM-T170" in words(at)
    assert button(at, "budget_link").disabled
    for action, amount in (("1", "4,5"), ("2", "5,5")):
        field("checkbox", at, f"link.{key}.{action}.all").uncheck().run()
        field("text_input", at, f"link.{key}.{action}.2026").set_value(amount).run()
    assert "FM-T170" not in words(at)
    button(at, "budget_link").click().run()
    (entry,) = dossier_now(healthy(at)).links
    assert [(one.action, one.kind, one.amounts) for one in entry.actions] == [
        ("1", "implements", ((2026, 450_000_000),)),
        ("2", "implements", ((2026, 550_000_000),)),
    ]


@pytest.mark.parametrize(
    ("budget", "plan", "same"),
    [("Trollhättans stad", "Trollhättan", True), ("", "Helsingborg", True), ("Trollhättan", "Helsingborg", False)],
)
def test_only_the_own_plans_actions_are_linked(budget: str, plan: str, same: bool) -> None:
    assert is_same_municipality(budget, plan) is same


def test_a_text_of_the_budget_is_only_text() -> None:
    at = review(kept(), HOSTILE)
    shown = "".join(htmls(at))
    assert "<img" not in shown
    assert "&lt;img src=x" in shown
    markdown = [str(item.value) for place in (at.markdown, at.caption, at.info, at.warning) for item in place]
    assert not [text for text in markdown if re.search(r"(?<!\\)<img|(?<!\\)\[l\]|\*\*B", text)]
    raw = [str(cell) for item in at.table for cell in item.value.to_numpy().ravel()]
    assert not [cell for cell in raw if re.search(r"(?<!\\)<img|(?<!\\)\[l\]", cell)]


def test_an_earlier_version_can_be_read_but_not_decided_on() -> None:
    dossier = dossier_of(version_of(), version_of("Budget 2027"))
    at = review(kept(dossier), PATH, budget_version="Budget 2026")
    assert t("app.budget_review.old_version", "sv") in [item.value for item in at.info]
    assert not [item for item in at.button if item.key in ("budget_decide", "budget_choose_this")]


def test_no_line_fits_the_filters() -> None:
    at = review(kept(), budget_words="finns inte")
    infos = [item.value for item in at.info]
    assert t("app.budget_review.none_found", "sv") in infos
    assert t("app.budget_review.none_chosen", "sv") in infos


def test_the_page_in_its_frame_in_english_and_without_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "_read", kept)
    at = open_page("budget_review", "en")
    assert [item.value for item in at.title] == [t("app.nav.budget_review", "en")]
    assert "not determined" in words(at)
    assert "outredd" not in "\n".join(str(item.value) for item in (*at.text, *at.caption, *at.header, *at.info))
    at.session_state["budget_dossier"] = replace(kept(), kept=replace(kept().kept, dossier=Dossier(scheme="se")))
    assert t("app.budget_review.empty", "en") in [item.value for item in healthy(at.run()).info]


def test_the_workspace_of_the_test_is_its_own(workspace: Path) -> None:
    assert tagging.dossier_folder().folder.parent == workspace


def part_of(at: AppTest) -> Any:
    """Return the box that chooses the line that is shown in full."""
    return next(item for item in at.selectbox if (item.key or "").startswith("budget_line."))


def test_the_line_in_full_is_always_one_of_the_list() -> None:
    at = review(kept(), ROAD, tab="split", budget_who="Anna Ek")
    assert ROAD in "".join(htmls(at))
    search = next(item for item in at.text_input if (item.key or "").startswith("budget_words"))
    search.set_value("skola").run()
    shown = "".join(htmls(healthy(at)))
    assert SCHOOL in shown
    assert ROAD not in shown
    key = key_of(dossier_now(at), SCHOOL)
    assert part_of(at).value == key
    assert [each for each in at.text_input if (each.key or "").startswith(f"budget_review.split.{key}.0.text")]
    assert not [each for each in at.text_input if key_of(dossier_now(at), ROAD) in (each.key or "")]
    assert t("app.budget_review.another_line", "sv", text=ROAD) in [item.value for item in at.info]


def test_what_is_written_stays_when_the_language_is_changed() -> None:
    at = review(kept(), ROAD, tab="split", budget_who="Anna Ek")
    key = key_of(dossier_now(at), ROAD)
    field("selectbox", at, "decide.category.mitigation").set_value("OG").run()
    field("selectbox", at, f"split.{key}.0.way").set_value("amounts").run()
    field("text_input", at, f"split.{key}.0.2026").set_value("12,345").run()
    field("text_area", at, "decide.reason").set_value("Halvskrivet skä")
    at.session_state["chosen.language"] = "en"
    # The browser sends what was written together with the choice of language: the Swedish form is not shown again.
    healthy(at.run())
    assert field("text_area", at, "decide.reason").key.split(".")[-2] == "en"
    assert field("text_area", at, "decide.reason").value == "Halvskrivet skä"
    assert field("selectbox", at, "decide.category.mitigation").value == "OG"
    # The same amount: 12,345 in English would be a thousand times as much.
    assert float(field("text_input", at, f"split.{key}.0.2026").value) == 12.345


def test_what_is_saved_leaves_what_is_half_written_elsewhere() -> None:
    at = review(kept(), ROAD, PATH, tab="links", budget_who="Anna Ek")
    road = key_of(dossier_now(at), ROAD)
    field("text_area", at, "decide.reason").set_value("Halvskrivet skä").run()
    field("multiselect", at, f"link.{road}").set_value(["1"]).run()
    field("text_input", at, f"link.{road}.reason").set_value(REASON).run()
    button(at, "budget_link").click().run()
    assert len(dossier_now(healthy(at)).links) == 1
    assert field("text_area", at, "decide.reason").value == "Halvskrivet skä"
    assert field("text_input", at, f"link.{road}.reason").value == ""
    # The link that was saved is what stands in its form, and a split of the same line is no other's business.
    assert field("multiselect", at, f"link.{road}").value == ["1"]
    field("text_input", at, f"link.{road}.reason").set_value("Också halvskrivet").run()
    assert dossier_now(act(at, mitigation="OG")).log.by_key[road]
    assert field("text_input", at, f"link.{road}.reason").value == "Också halvskrivet"
    button(at, "budget_choose_this").click().run()
    assert field("text_area", at, "decide.reason").value == ""


def test_what_was_written_for_some_lines_is_not_saved_for_quite_others() -> None:
    at = act(review(kept(), ROAD, budget_who="Anna Ek"))  # no category: refused
    assert field("text_area", at, "decide.reason").value == REASON
    keys, rounds = {text: key_of(dossier_now(at), text) for text in (ROAD, PATH)}, count(1)

    def choose(*texts: str) -> None:
        at.session_state["chosen.budget_chosen"] = tuple(keys[text] for text in texts)
        at.session_state["chosen.budget_list_round"] = next(rounds)
        healthy(at.run())

    def chosen(*texts: str) -> str:
        choose(*texts)
        return str(field("text_area", at, "decide.reason").value)

    assert chosen(ROAD, PATH) == REASON
    assert chosen(PATH) == ""  # only another line is left
    field("text_area", at, "decide.evidence").set_value("Beslut KS 12").run()
    choose()
    choose(PATH)
    assert field("text_area", at, "decide.evidence").value == ""


def test_a_split_says_which_decision_no_longer_holds_before_and_after() -> None:
    at = review(kept(reviewed(SCHOOL)), SCHOOL, tab="split", budget_who="Bo Alm")
    key = key_of(dossier_now(at), SCHOOL)
    stood = "Begränsning: ogynnsam – granskad (Anna Ek)"

    def warned(name: str, text: str) -> bool:
        said = t(f"app.budget_review.{name}", "sv", decisions=f"”{text}”: {stood}")
        return said in [str(item.value).replace("\\", "") for item in at.warning]

    assert warned("split_drops", SCHOOL)
    field("selectbox", at, f"split.{key}.0.way").set_value("share").run()
    field("text_input", at, f"split.{key}.0.text").set_value("Solceller")
    field("text_input", at, f"split.{key}.0.share").set_value("25")
    field("text_input", at, f"split.{key}.reason").set_value(REASON).run()
    button(at, "budget_split").click().run()
    assert warned("done_drops", SCHOOL)
    assert not warned("split_drops", SCHOOL)
    rests = t("app.budget_review.split_rests", "sv", decision=stood)
    assert rests in [str(item.value).replace("\\", "") for item in at.caption]
    healthy(at.run())
    assert not warned("done_drops", SCHOOL)


def test_only_parts_that_go_lose_their_decisions() -> None:
    whole = dossier_of()
    parts = (SplitPart("Solceller", Fraction(1, 3)), SplitPart("Skola"))
    signed = (REASON, "Anna Ek", "2026-02-01T08:00:00+00:00")
    before = split(whole, Split(key_of(whole, SCHOOL), parts, *signed))
    lines = [line for line in before.parts()[0] if line.text in ("Solceller", "Skola")]
    key = lines[0].line_key
    other = Split(key, (SplitPart("Solceller", Fraction(1, 4)), SplitPart("Skola")))
    assert [line.text for line in dropped(lines, other, before)] == ["Solceller"]
    assert dropped(lines, Split(key, parts), before) == ()
    assert dropped(lines, Split(key, ()), before) == tuple(lines)
    # It is said by what the core does with it.
    after = {line.key for line in split(before, replace(other, reason=REASON, who="A", when=signed[2])).parts()[0]}
    assert [line.text for line in lines if line.key not in after] == ["Solceller"]


def test_a_version_is_named_by_the_day_of_its_import_in_sweden() -> None:
    source = Provenance(file="budget.xlsx", when="2026-11-21T23:40:00+00:00")
    assert version_name(replace(version_of(), source=source), "sv").count("2026-11-22") == 1


def test_what_nobody_knows_on_an_axis_has_a_list_of_its_own() -> None:
    at = review(kept(reviewed(ROAD)), budget_words="cykel")
    n = report_of(budget_of())[LineKind.INVESTMENT].n_to_judge("adaptation")
    link = button(at, "budget_left.adaptation")
    assert t_n("app.budget_review.left_lines", n or 0, "sv") in link.label
    link.click().run()
    rows = healthy(at).dataframe[0].value
    left = report_of(budget_of())[LineKind.INVESTMENT].unexamined("adaptation")
    assert list(rows["text"])[:3] == [SCHOOL, ROAD, PATH] == [one.item.line.text for one in left][:3]
    assert CLOUDBURST not in set(rows["text"])
    assert t_n("app.budget_review.first_lines", n or 0, "sv") in [item.value for item in at.caption]
    both = Queue(budget_of(), None, (2026,)).found(Filters(unexamined_on("adaptation")))
    assert {item.line.kind for item in both} == set(LineKind)


def test_names_of_codes_are_searched_and_the_other_kind_is_told_of() -> None:
    version = replace(version_of(), names=MappingProxyType({"activity": {"249": "Gator och vägar"}}))
    queue = Queue(budget_of(dossier_of(version)), LineKind.INVESTMENT, (2026,))
    assert {item.line.text for item in queue.found(Filters(words="gator"))} == {ROAD, PATH, CLOUDBURST}
    at = review(kept(), budget_words="inkop el", budget_show="all")
    label = t_n("app.budget_review.hits_of_kind", 1, "sv", kind="Drift")
    shown = [item.label for item in at.button]
    assert label not in shown  # an accent is a letter of its own
    at = review(kept(), budget_words="inköp el")
    assert label in [item.label for item in at.button]
    button(at, "budget_show_both").click().run()
    assert list(healthy(at).dataframe[0].value["text"]) == ["Inköp av el"]
    assert list(at.dataframe[0].value["kind"]) == ["Drift"]


def test_the_catch_all_rule_has_not_recognised_a_line() -> None:
    plain = (*LINES, ("I", "Diverse", 5000, "", ""))
    opened = kept(dossier_of(version_of(lines=plain)))
    assert t("app.budget_review.not_recognised", "sv") in words(review(opened, "Diverse"))
    assert t("app.budget_review.not_recognised", "sv") not in words(review(opened, ROAD))


def test_parts_that_wait_are_listed_and_what_the_rules_propose_can_be_confirmed() -> None:
    whole = dossier_of()
    parts = (SplitPart("Solceller", Fraction(1, 3)), SplitPart("Ny skola"))
    divided = split(whole, Split(key_of(whole, SCHOOL), parts, REASON, "Anna Ek", "2026-02-01T08:00:00+00:00"))
    budget = budget_of(divided)
    (waiting,) = Queue(budget, LineKind.INVESTMENT, (2026,)).found(Filters(str(Show.WAITING)))
    assert (waiting.line.text, waiting.waits, waiting.categories[0]) == ("Solceller", True, "OU")
    # A part is found by what the whole line says too.
    assert waiting in Queue(budget, None, (2026,)).found(Filters(words="skola solceller"))
    entered = Entered(Step.REVIEWED, {"mitigation": AS_RULES}, REASON, "Bo Alm")
    (made,) = decisions_of([waiting], entered, divided, budget.scheme)
    assert dict(made.categories) == {"mitigation": "MG"}
    at = review(kept(divided), "Solceller", budget_show="waiting")
    assert t("app.budget_review.waits_why", "sv") in [item.value for item in at.warning]
    assert at.dataframe[0].value["tag.mitigation"][0] == "mycket gynnsam → outredd"
    assert t("app.budget_review.waits", "sv") in at.dataframe[0].value["standing"][0]


def test_each_category_has_its_own_tint_of_the_reports_colours() -> None:
    scheme = own_scheme()
    found, strong = tints(scheme), category_colours(scheme)
    assert len(set(found.values())) == len(scheme.categories)
    for name, colour in strong.items():
        parts = [(int(colour[n : n + 2], 16), int(found[name][n : n + 2], 16)) for n in (1, 3, 5)]
        assert all(light >= full for full, light in parts)
        order = sorted(range(3), key=lambda n: parts[n][0])
        assert sorted(range(3), key=lambda n: parts[n][1]) == order
