"""The report of the tagged budget: reconciliation first, the worked example, no weighted share without its ranges."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from app import state, tagging
from app.components.budget import report_compare, report_reconciled
from app.components.budget.report_line_columns import row_height, shortened
from app.components.budget.report_lines import masked
from app.components.budget.report_log import log_rows
from app.components.budget.report_tabs import TABS
from app.components.csv_files import csv_bytes
from app.components.formats import Formats
from app.components.tables import Column, with_reasons
from app.tagging import OpenedDossier
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.intake.tagging_templates import own_scheme, proposed_rules
from finmodel.store.dossier.kept import KeptDossier
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.decisions import Decision, Step
from finmodel.tagging.dossier import Dossier, decide, import_version, link, split
from finmodel.tagging.line_links import LineLinks, LinkedAction
from finmodel.tagging.lines import BudgetLine, LineKind, keyed
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.splits import Split, SplitPart
from finmodel.tagging.versions import Basis, Provenance, Version
from tests.app.pages import HOSTILE, grid, healthy, html_table, htmls, number, open_page, sample, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

KEY = re.compile(r"\b(app|tag_\w+|budget_\w+)\.[a-z_]+\b")
TKR = 100_000
N_WEIGHTED = 6
"""Figures of an axis in the table of weighted shares."""
I, D = LineKind.INVESTMENT, LineKind.OPERATING  # noqa: E741 - the code of investment
BUDGET = (
    ("Solceller", I, "800", "403", 4_000),
    ("Ny skola med solceller", I, "440", "403", 120_000),
    ("Förbifart", I, "249", "403", 60_000),
    ("GC-väg", I, "249", "403", 10_000),
    ("Skyfallsled", I, "865", "403", 16_000),
    ("Energieffektivisering", I, "800", "403", 20_000),
    ("Trädplantering", I, "800", "403", 2_000),
    ("Möbler", I, "510", "402", 8_000),
    ("Internhyra", D, "440", "601", 500),
)
FORMATS = Formats.of("sv", "mnkr", "SEK")
CHOICES = Choices(rule_set=proposed_rules(), municipality="Exempelstad")


def lines_of(*extra: tuple[str, LineKind, str, str, int]) -> tuple[BudgetLine, ...]:
    return keyed(
        [
            BudgetLine(kind, text, ((2026, tkr * TKR),), activity, account, "87", organisation="10", place=str(row))
            for row, (text, kind, activity, account, tkr) in enumerate((*BUDGET, *extra), start=2)
        ]
    )


def version(name: str, lines: tuple[BudgetLine, ...], **fields: object) -> Version:
    source = Provenance(
        file="budget.xlsx", sha256="ab" * 32, who="Berit", when="2026-01-02T10:00:00", is_illustrative=True
    )
    found = Version(id=name, lines=lines, source=source, names={"organisation": {"10": "Tekniska nämnden"}})
    return replace(found, **fields)  # type: ignore[arg-type]


def example(*extra: tuple[str, LineKind, str, str, int], is_reviewed: bool = True, **fields: object) -> Dossier:
    """Return the worked example as a dossier: the school split and its solar cells reviewed, one line approved."""
    lines = lines_of(*extra)
    by_text = {line.text: line for line in lines}
    dossier, _ = import_version(Dossier("se"), version("Budget 2026", lines, **fields))
    school = by_text["Ny skola med solceller"]
    parts = (SplitPart("solceller", amounts=((2026, 6_000 * TKR),)), SplitPart("Ny skola"))
    dossier = split(dossier, Split(school.key, parts, "Solcellerna för sig", "Anna", "2026-02-01T09:00:00"))
    path = by_text["GC-väg"]
    (panels,) = (line for line in dossier.parts()[0] if line.text == "solceller")
    tags = MappingProxyType({"mitigation": "MG"})
    when = "2026-02-01T10:00:00"
    reviewed = Decision(panels.key, Step.REVIEWED, tags, "Egen post", "Anna", when, scheme="se")
    steps = [
        Decision(
            path.key,
            step,
            MappingProxyType({"mitigation": "MG"}),
            "Ersätter bilresor",
            who,
            when,
            text=path.text,
            amounts=path.amounts,
            scheme="se",
        )
        for step, who, when in (
            (Step.REVIEWED, "Anna", "2026-02-02T09:00:00"),
            (Step.APPROVED, "Bo", "2026-02-03T09:00:00"),
        )
    ]
    return decide(dossier, [reviewed, *steps] if is_reviewed else steps, own_scheme())


def opened_of(dossier: Dossier, choices: Choices = CHOICES, steps: tuple[ChoiceStep, ...] = ()) -> OpenedDossier:
    return OpenedDossier(KeptDossier(dossier, choices, choice_steps=steps), is_sample=False)


def report(
    monkeypatch: pytest.MonkeyPatch,
    dossier: Dossier,
    lang: Language = "sv",
    tab: str = "shares",
    choices: Choices = CHOICES,
    steps: tuple[ChoiceStep, ...] = (),
) -> AppTest:
    monkeypatch.setattr(tagging, "opened", lambda: opened_of(dossier, choices, steps))
    at = open_page("budget_report", lang)
    return at if tab == "shares" else open_tab(at, tab, lang)


def open_tab(at: AppTest, name: str, lang: Language = "sv") -> AppTest:
    at.session_state[f"budget_tabs.{lang}"] = t(f"app.budget_report.tab_{name}", lang)
    return healthy(at.run())


def rows_of(at: AppTest, *names: str) -> dict[str, list[str]]:
    """Return the rows of the first table that has rows of these names; its headings may be on two lines."""
    for body in htmls(at):
        found = {
            unescape(name): [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]
            for name, line in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body)
        }
        if found.keys() >= set(names) and (len(names) > 1 or len(found[names[0]]) == N_WEIGHTED):
            return found
    raise AssertionError(names)


def text(key: str, lang: Language = "sv", **params: str | int) -> str:
    return t(f"app.budget_report.{key}", lang, **params)


def test_reconciliation_comes_first_and_figures_are_those_of_the_worked_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = report(monkeypatch, example(controls={(Basis.BUDGET, I, 2026): 240_000 * TKR}))
    assert [item.value for item in at.header][:1] == [text("reconciliation")]
    assert text("balanced_control") in [item.value for item in at.success]
    checked = html_table(at, text("kind_year"), text("column_imported"))
    row = checked.loc["Investering 2026"]
    assert [number(str(cell)) for cell in row] == [240e6, 240e6, 0, 0, 240e6, 0]
    assert number(str(checked.loc["Drift 2026", text("column_outside")])) == 500_000
    why = html_table(at, text("reason"), text("kind"))
    assert len(why) == 1
    assert "(X" in why.index[0]  # the rule's own words, then its number
    shares = rows_of(at, "Mycket gynnsam (MG)", "Ej prövad (EP)", text("base"))
    assert {name: cells[1] for name, cells in shares.items() if name != text("base")} == {
        "Mycket gynnsam (MG)": "8,3\u00a0%",
        "Gynnsam under villkor (GV)": "9,2\u00a0%",
        "Neutral (NE)": "6,7\u00a0%",
        "Ej prövad (EP)": "–",
        "Outredd (OU)": "50,8\u00a0%",
        "Ogynnsam (OG)": "25,0\u00a0%",
    }
    assert shares[text("base")][:2] == ["240,0", "100,0\u00a0%"]
    cards = [(item.label, number(item.value.removesuffix("\u00a0mnkr"))) for item in at.metric if "mnkr" in item.value]
    assert [amount for label, amount in cards if label == text("card_harmful")] == [60, 0]
    # The cards of each axis are all of the base, neutral money too.
    names = [text(f"card_{role}") for role in ("favourable", "harmful", "unknown", "untested", "neutral")]
    assert [label for label, _ in cards].count(text("card_neutral")) == 2
    assert sum(amount for label, amount in cards if label in names) == pytest.approx(2 * 240)


def test_a_weighted_share_has_its_ranges_and_the_name_of_its_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example())
    # Share, amount, three ranges, approved only: together in one row of one table.
    share, amount, conditional, unknown, _, approved = rows_of(at, "Begränsning", "Anpassning")["Begränsning"]
    assert (share, amount, approved) == ("12,0\u00a0%", "28,8\u00a0mnkr", "4,2\u00a0%")
    assert (conditional, unknown) == ("8,3\u00a0% – 17,5\u00a0%", "12,0\u00a0% – 62,8\u00a0%")
    said = words(at).replace("\\", "")
    assert "**18,7\u00a0%**" in said
    assert "0,8\u00a0mnkr" in said
    box = next(item for item in at.selectbox if str(item.key).startswith("budget_profile"))
    assert len(box.options) == len(own_scheme().profiles)
    healthy(box.select_index(1).run())
    assert rows_of(at, "Begränsning", "Anpassning")["Begränsning"][0] == "10,6\u00a0%"
    assert any(text("weighted_by", profile="Gynnsam under villkor till 25 %, version 1") in body for body in htmls(at))


def test_without_a_balance_there_are_issues_and_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(controls={(Basis.BUDGET, I, 2026): 240_000 * TKR + 1}))
    assert text("not_balanced") in [item.value for item in at.error]
    assert not at.metric
    assert not at.tabs
    assert "FM-T180" in words(at)
    differs = html_table(at, text("kind_year"), text("column_imported")).loc["Investering 2026"]
    assert differs[text("column_control_difference")] == "\N{MINUS SIGN}0,01"


def test_without_a_budget_the_page_says_how_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, Dossier("se"))
    assert text("empty") in [item.value for item in at.info]
    assert not at.metric


def test_every_tab_opens_in_english_too_and_hostile_text_is_inert(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = f"{HOSTILE} =HYPERLINK(1)"
    dossier = example((evil, I, "249", "403", 7_000), names={"organisation": {"10": evil}})
    at = report(monkeypatch, dossier, "en")
    for name in TABS:
        if name != "shares":
            open_tab(at, name, "en")
        assert not KEY.search(words(at)), name
        assert not re.search(r"[åäö]", " ".join(item.label for item in at.metric)), name
        assert not any("<img" in body for body in htmls(at)), name
        assert not any("<img" in item.value for item in (*at.markdown, *at.caption, *at.info)), name
        if name == "lines":
            assert any(evil in set(item.value.get("text", ())) for item in at.dataframe)


def test_the_largest_lines_say_how_many_to_review(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(), tab="lines")
    assert text("n_to_judge_one", n="1") in [item.value for item in at.info]
    harmful = grid(at, "text", "amount", "tag", "why")
    assert harmful["text"].tolist() == ["Förbifart"]
    left = grid(at, "judged")
    assert left["text"].tolist() == ["Ny skola", "Möbler"]
    assert left["judged"].tolist() == pytest.approx([100 * 232 / 240, 100])
    assert left["organisation"].tolist() == ["10 Tekniska nämnden"] * 2


def test_the_budget_in_another_scheme_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(), tab="schemes")
    box = next(item for item in at.selectbox if str(item.key).startswith("budget_scheme"))
    healthy(box.select("eu").run())
    assert any("60,0\u00a0mnkr" in item.value.replace("\\", "") for item in at.error)
    assert rows_of(at, "100 %", "40 %")["100 %"] == ["36,0", "15,0\u00a0%"]  # each krona by its better axis
    share, _, conditional, *_ = rows_of(at, "Klimat")["Klimat"]
    assert share == "18,7\u00a0%"
    assert conditional.count("%") == 2
    healthy(next(item for item in at.selectbox if str(item.key).startswith("budget_scheme")).select("fr_state").run())
    assert text("no_harm_lost") in [item.value for item in at.success]
    # Six axes have no room beside each other: each has a row, in kronor and then in percent.
    climate, base = "Begränsning av klimatförändringen", text("base")
    tables = [body for body in htmls(at) if climate in body and "Biologisk mångfald" in body and base in body]
    row = f'<th scope="row">{climate}</th>'
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", body.partition(row)[2].partition("</tr>")[0]) for body in tables]
    assert [len(row) for row in rows] == [7, 7]
    assert (rows[0][-1], rows[1][-1].replace("\u00a0", " ")) == ("240,0", "100,0 %")
    assert sum(number(cell) for cell in rows[0][:-1]) == pytest.approx(240)


def test_actions_are_held_against_the_open_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = example()
    action = sample().actions[0]
    keys = {line.text: line.key for line in dossier.parts()[0]}
    for line, names in (("GC-väg", [action.id]), ("Förbifart", ["elsewhere"])):
        of_line = LineLinks(keys[line], tuple(LinkedAction(name) for name in names), "", "Anna", "2026-03-01T09:00:00")
        dossier = link(dossier, of_line, [action.id, "elsewhere"])
    own = replace(CHOICES, municipality=f"{sample().settings.municipality}s kommun")
    at = report(monkeypatch, dossier, tab="actions", choices=own)
    found = html_table(at, t("app.action", "sv"), text("action_need"), text("action_missing"))
    need, budgeted, granted, missing, surplus, _ = (number(str(cell)) for cell in found.loc[action.name])
    assert budgeted == 10
    assert missing - surplus == pytest.approx(need - budgeted - granted, abs=0.11)
    each = found.drop(index=text("sum"))
    for name in (text("action_missing"), text("action_surplus")):
        amounts = [number(str(cell)) for cell in each[name]]
        assert min(amounts) >= 0
        assert number(str(found.loc[text("sum"), name])) == pytest.approx(sum(amounts), abs=0.05 * len(amounts))
    assert text("whose_plan", n=1, whose=own.municipality, plan=sample().settings.municipality) in [
        item.value.replace("\\", "") for item in at.warning
    ]
    lists = [item.value["text"].tolist() for item in at.dataframe if "why" in item.value.columns]
    # The bypass is linked to an action that this plan does not have.
    assert lists == [["Energieffektivisering", "Skyfallsled", "solceller", "Solceller", "Trädplantering"]]


def test_two_versions_are_compared_category_by_category(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = example()
    lines = [line for line in lines_of(("Laddstolpar", I, "249", "403", 3_000)) if line.text != "Möbler"]
    again = tuple(
        replace(line, amounts=((2026, line.amount() + 1_000 * TKR),)) if line.text == "Förbifart" else line
        for line in lines
    )
    dossier, _ = import_version(dossier, version("Budget 2026 reviderad", again))
    at = report(monkeypatch, dossier, tab="compare")
    found = html_table(at, text("effect_before"), text("effect_amount_effect"))
    figures = {
        name: [number(str(cell)) for cell in row] for name, row in zip(found.index, found.to_numpy(), strict=True)
    }
    assert figures["Ogynnsam (OG)"] == [60, 1, 0, 0, 0, 61]
    assert figures["Outredd (OU)"] == [122, 0, 0, 0, -8, 114]
    assert figures["Mycket gynnsam (MG)"] == [20, 0, 0, 3, 0, 23]
    assert figures[text("sum")] == [240, 1, 0, 3, -8, 236]
    assert text("identity") in [item.value for item in at.caption]
    labels = [item.label for item in at.expander]
    assert {text("retagged", n=0), text("new_lines", n=1), text("gone_lines", n=1)} <= set(labels)
    # As it was reported before the second import: the same decisions here, so the same figures.
    then = next(item for item in at.toggle if str(item.key).startswith("budget_before_then"))
    healthy(then.set_value(True).run())
    assert html_table(at, text("effect_before")).equals(found)


def test_a_kind_that_only_the_version_before_has_is_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    left = tuple(line for line in lines_of() if line.kind is D)
    dossier, _ = import_version(example(), version("Budget 2026 reviderad", left))
    at = report(monkeypatch, dossier)
    assert rows_of(at, "Ogynnsam (OG)", text("base"))  # the page begins with what the budget has
    box = next(item for item in at.selectbox if str(item.key).startswith("budget_kind"))
    healthy(box.select(I).run())
    assert text("no_lines") in [item.value for item in at.info]
    assert not at.metric
    found = html_table(at, text("effect_before"), text("effect_amount_effect"))
    assert [number(str(cell)) for cell in found.loc[text("sum")]] == [240, 0, 0, 0, -240, 0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_that_the_program_has_written_is_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, lang: Language
) -> None:
    key = "app.budget_import.choices_reason"
    steps = [
        ChoiceStep(choices=replace(CHOICES, municipality=str(n)), who="Eva", when=f"2026-02-0{n}", reason=reason)
        for n, reason in enumerate((t(key, "sv", name="Budget 2026"), "Vid nämndens möte"), start=1)
    ]
    at = report(monkeypatch, example(), lang, tab="log", steps=(ChoiceStep(choices=CHOICES), *steps))
    reasons = grid(at, "when", "who", "what")["reason"].tolist()
    assert t(key, lang, name="Budget 2026") in reasons
    assert "Vid nämndens möte" in reasons


def test_an_earlier_version_is_shown_with_todays_decisions_or_as_it_was_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier, _ = import_version(example(), version("Budget 2026 reviderad", lines_of()))
    bypass = next(line for line in dossier.parts()[0] if line.text == "Förbifart")
    tags = MappingProxyType({"mitigation": "NE"})
    later = Decision(bypass.key, Step.REVIEWED, tags, "Ombyggd till gata", "Anna", "2026-05-01T09:00:00", scheme="se")
    at = report(monkeypatch, decide(dossier, [later], own_scheme()))
    box = next(item for item in at.selectbox if str(item.key).startswith("budget_version"))
    healthy(box.select("Budget 2026").run())
    assert rows_of(at, "Ogynnsam (OG)", text("base"))["Ogynnsam (OG)"][0] == "0,0"
    then = next(item for item in at.toggle if str(item.key).startswith("budget_as_reported"))
    healthy(then.set_value(True).run())
    assert rows_of(at, "Ogynnsam (OG)", text("base"))["Ogynnsam (OG)"][0] == "60,0"


def test_the_log_is_in_time_order_and_by_person(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(), tab="log")
    log = grid(at, "when", "who", "what")
    assert log["who"].tolist() == ["Berit", "Anna", "Anna", "Anna", "Bo"]
    assert log["when"].is_monotonic_increasing
    assert "solceller (2026: 6\u00a0000\u00a0000,00 kr)" in log["content"].iloc[1]
    box = next(item for item in at.selectbox if str(item.key).startswith("budget_log_who"))
    healthy(box.select("Bo").run())
    assert grid(at, "when", "who", "what")["line"].tolist() == ["GC-väg"]


def test_another_municipalitys_actions_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(), tab="actions")
    own = sample().settings.municipality
    said = [item.value.replace("\\", "") for item in at.warning]
    assert text("other_plan", plan=own, whose="Exempelstad") in said
    assert not any(action.name in body for body in htmls(at) for action in sample().actions)
    blank = replace(CHOICES, municipality="")
    at = report(monkeypatch, example(), tab="actions", choices=blank)
    assert text("no_plan_known", plan=own) in [item.value.replace("\\", "") for item in at.warning]


def test_rules_of_ones_own_are_named_with_their_hash_and_their_change_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = report(monkeypatch, example())
    assert any(text("rules_proposed") in item.value.replace("\\", "") for item in at.info)
    rules = RuleSet("Egna regler", "se", proposed_rules().rules[:-1])
    own = replace(CHOICES, rule_set=rules)
    step = ChoiceStep(choices=own, who="Dan", when="2026-02-09T08:15:30", reason="Egen prövning")
    at = report(monkeypatch, example(), tab="log", choices=own, steps=(ChoiceStep(choices=CHOICES), step))
    assert not any("finmodels eget" in item.value for item in at.info)
    assert any(
        text("rules_own", name="Egna regler", hash=rules.sha256[:12]) in item.value.replace("\\", "")
        for item in at.info
    )
    last = grid(at, "when", "who", "what").iloc[-1]
    assert (last["when"], last["who"], last["reason"]) == ("2026-02-09 08:15", "Dan", "Egen prövning")
    assert last["content"].endswith(" …")  # in the file it is whole
    (*_, row) = log_rows(opened_of(example(), own, (ChoiceStep(choices=CHOICES), step)), FORMATS, {})
    assert proposed_rules().rules[-1].id in row["content"]


def test_what_people_leave_unknown_is_said_beside_the_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = example()
    assert not any("60,0" in item.value for item in report(monkeypatch, dossier).caption)
    (bypass,) = (line for line in dossier.parts()[0] if line.text == "Förbifart")
    tags = MappingProxyType({"mitigation": "OU"})
    unsure = Decision(bypass.key, Step.REVIEWED, tags, "Förstudie saknas", "Anna", "2026-03-01", scheme="se")
    at = report(monkeypatch, decide(dossier, [unsure], own_scheme()))
    # Coverage 49.2 % and not determined 75.8 %: 25 % of the base is in both.
    of = text("left_unknown_of", axis="begränsning", amount="60,0\u00a0mnkr", share="25,0\u00a0%")
    assert text("left_unknown", amounts=of) in [item.value.replace("\\", "") for item in at.caption]
    cards = {item.label: item.value for item in at.metric}
    assert cards[text("card_coverage", axis="begränsning")] == "49,2\u00a0%"


def test_a_part_that_waits_for_a_person_is_among_the_unexamined_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    at = report(monkeypatch, example(is_reviewed=False), tab="lines")
    left = grid(at, "judged").set_index("text")
    assert left.loc["solceller", "standing"] == t("tag_reason.part_waits", "sv")


def test_a_comparison_begins_with_what_is_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file with the outturn of a year and the budget of the next."""
    lines = lines_of()
    earlier = tuple(((2025, line.amount() // 2),) for line in lines)
    dossier, _ = import_version(Dossier("se"), version("B26", lines, others={Basis.OUTTURN: earlier}))
    at = report(monkeypatch, dossier, tab="compare")
    picked = [item.value for item in at.selectbox if str(item.key).startswith(("budget_before.", "budget_after."))]
    assert picked == [("B26", Basis.OUTTURN), ("B26", Basis.BUDGET)]
    found = html_table(at, text("effect_before"), text("effect_amount_effect"))
    assert [number(str(cell)) for cell in found.loc[text("sum")]][::5] == [120, 240]


def test_the_method_is_whole_and_files_are_masked_unless_somebody_chooses_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = report(monkeypatch, example(), tab="method")
    method = rows_of(at, text("method_rules_hash"), text("method_file_hash"))
    assert method[text("method_rules_hash")] == [proposed_rules().sha256]
    assert method[text("method_file_hash")] == ["ab" * 32]
    open_tab(at, "files")
    assert next(item for item in at.radio if str(item.key).startswith("budget_masking")).value == "persons"
    assert text("dossier_help") in [item.value for item in at.caption]


def test_texts_of_lines_and_reasons_are_masked_in_files_as_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"text": "Ersättning 640823-3234", "reason": "Enligt 640823-3234", "amount": 1.0}
    for chosen, expected in (("nothing", row["text"]), ("persons", "Ersättning ***"), ("all", "***")):
        monkeypatch.setattr(state, "remember", lambda _, __, chosen=chosen: chosen)
        (found,) = masked([row])
        assert found["text"] == expected
        assert found["reason"] == (row["reason"] if chosen == "nothing" else "Enligt ***")


def test_headings_of_files_are_no_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str] = {}

    def kept(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], formats: Formats, *, name: str) -> None:
        files[name] = csv_bytes(*with_reasons(rows, columns, formats), formats.lang).decode("utf-8-sig")

    for room in (report_reconciled, report_compare):
        monkeypatch.setattr(room, "download_csv", kept)
    second, _ = import_version(example(), version("B27", lines_of()))
    report(monkeypatch, second, tab="compare")
    heads = {name: found.splitlines()[0].split(";") for name, found in files.items()}
    assert heads["budget_reconciliation"][1:4] == ["Inläst, kr", "Bas, kr", "Utanför basen, kr"]
    assert heads["budget_compare"][1] == "Före"
    assert heads["budget_compare"][-1] == "Efter"
    assert not [head for each in heads.values() for head in each if head.startswith(("'", "=", "+"))]


def test_a_long_reason_does_not_make_every_row_of_the_log_as_high() -> None:
    columns = [Column("reason", "Skäl", width=190)]
    long, short = {"reason": "Skäl som är långt. " * 50}, {"reason": "Enligt projektbeskrivningen, sidan 12"}
    assert row_height([long, short], columns, 4) < 100
    first, second = shortened([long, short], columns, 4)
    assert first["reason"].endswith(" …")
    assert long["reason"].startswith(first["reason"].removesuffix(" …"))
    assert 60 < len(first["reason"]) <= 110
    assert second == short
    (unbroken,) = shortened([{"reason": "x" * 900}], columns, 4)
    assert len(unbroken["reason"]) <= 110
