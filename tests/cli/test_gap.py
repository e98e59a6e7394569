"""``finmodel gap``, and ``--scenario`` of the commands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.gap import gap_analysis
from finmodel.analysis.overlay import apply_scenario
from finmodel.analysis.priority_order import SORT_COLUMNS
from finmodel.i18n import LANGUAGES, Language, t, t_n
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan
from tests.cli.conftest import Run
from tests.funded import funded_document
from tests.gap_plans import gap_document

VAXJO = str(sample_plan_path("vaxjo"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, gap_document())


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def words(text: str) -> str:
    """Return the text with every run of blanks, also those that do not break, as one blank."""
    return " ".join(text.split())


def part(text: str, title: str) -> str:
    """Return the part of the text under a title, up to the next blank line with no table after it."""
    lines = text.splitlines()
    return "\n".join(lines[lines.index(title) :])


@pytest.mark.parametrize("scenario", [None, "decided_only"])
def test_json_is_the_analysis_with_its_scenario(run: Run, tmp_path: Path, scenario: str | None) -> None:
    chosen = [] if scenario is None else ["--scenario", scenario]
    shown = json.loads(run("gap", VAXJO, "--json", "-", "--perspective", "municipality", *chosen).stdout)
    plan = apply_scenario(load_plan(VAXJO).plan, scenario or "base").plan
    expected = json.loads(json.dumps(gap_analysis(plan, "municipality").to_dict()))
    assert {key: shown[key] for key in expected} == expected
    assert {"emissions", "carbon_budget", "financing_gap", "closing", "priorities"} <= set(expected)
    assert {"baseline", "target", "abatement", "gap"} <= set(expected["emissions"][0])
    assert shown["scenarios"] == ["decided_only", "grants_first", "own_and_loans", "partnership"]
    assert shown["scenario"] == scenario
    assert bool(shown["changes"]) is (scenario is not None)
    target = tmp_path / "gap.json"
    done = run("gap", VAXJO, "--json", target, "--perspective", "municipality", *chosen)
    assert (done.exit_code, json.loads(target.read_text(encoding="utf-8"))) == (0, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_stands_there_in_the_language(run: Run, file: Path, language: Language) -> None:
    shown = run("gap", file, "--language", language).stdout
    titles = [
        *(f"{key}.title" for key in ("need", "missing_per_tonne", "closing", "delay")),
        *("priority_list.title", "investment_test.title", "choice.target_kind.budget"),
    ]
    for key in titles:
        assert t(key, language) in shown.splitlines()
    assert max(map(len, shown.splitlines()[:-1])) <= 100
    for key in ("gap.part.rest", "gap.by_ambition", "priority_list.rule_title"):
        assert t(key, language, **({"year": 2030} if "ambition" in key else {})) in shown
    assert t("closing.beside.raises_emissions", language) in shown


def test_the_table_shows_what_is_missing_by_sector(run: Run, file: Path) -> None:
    shown = run("gap", file).stdout
    whole = gap_analysis(load_plan(file).plan).emissions.cell("territorial", "co2e")
    assert whole is not None
    block = part(shown, "Territorial emissions, CO2e (all gases)").partition("Carbon budget")[0]
    sums = [line.split() for line in block.splitlines() if line.startswith("The whole municipality ")]
    numbers = {cell for row in sums for cell in row}
    for path in (whole.baseline, whole.planned, whole.target, whole.gap):
        assert f"{whole.at(path, 2030):,.0f}" in numbers
    aims = {whole.binding[whole.years.index(2030)]}
    name = next(row.name for row in load_plan(file).plan.targets if row.id in aims)
    assert words(name)[:20] in block  # a name, and no id
    assert not {"m30", "m45"} & {row[-1] for row in sums}
    said = words(shown)
    assert "the source prints 195,257 tonnes, its own words give 174,000 tonnes (difference 21,257)" in said
    assert "the source prints a cut of 65.0%, its own words give 70.0%" in said


def test_a_source_that_agrees_with_itself_is_not_told(run: Run) -> None:
    said = words(run("gap", str(sample_plan_path("helsingborg"))).stdout)
    assert "the source prints 195,257 tonnes, its own words give 171,488 tonnes (difference 23,769)" in said
    assert "Industri −85 procent från 1990: the source prints" not in said
    lacking = words(t("reason.no_base_inventory.text", "en"))
    assert f"of Fjärrvärme −90 procent från 2020, Gasuppvärmning −90 procent från 2020: {lacking}" in said


def test_what_is_undefined_has_its_reason_in_words(run: Run) -> None:
    said = words(run("gap", str(sample_plan_path("goteborg"))).stdout)
    lacking = words(t("reason.no_start_year.text", "en"))
    assert f"of Nära noll 2030: territoriella utsläpp minst −10,3 procent om året: {lacking}" in said
    assert "raises emissions by 60,000 tonnes in all" in said


def test_a_budget_says_how_much_is_used_and_when_it_runs_out(run: Run) -> None:
    said = words(run("gap", VAXJO).stdout)
    (budget,) = gap_analysis(load_plan(VAXJO).plan).budgets
    assert "2,760,000 441,600 16.0% 2024 2,318,400" in said
    assert budget.yearly_cut is not None
    assert f"2037-05 {100 * budget.yearly_cut:.2f}%" in said


def test_the_priority_list_is_sorted_as_asked_and_keeps_its_ranks(run: Run, file: Path) -> None:
    def order(*arguments: str) -> list[str]:
        block = part(run("gap", file, *arguments).stdout, "Priority list").partition("Cost and saving")[0]
        ids = {"led", "sol", "kol", "väg"}
        found = [line.split()[1] for line in block.splitlines() if len(line.split()) > 2 and line.split()[1] in ids]
        return found[: len(ids)]

    rows = gap_analysis(load_plan(file).plan).priorities
    assert order() == [row.id for row in rows]
    assert order("--sort", "name") == ["kol", "led", "sol", "väg"]
    most = order("--sort", "tonnes_year:desc")
    assert most == ["kol", "led", "väg", "sol"]  # what is not known stays last
    assert order("--sort", "Ton 2030:desc") == order("--sort", "tonnes 2030:desc") == most
    assert order("--sort", "ÅTGÄRD") == order("--sort", "name")
    assert order("--sort", "tonnes_year") == ["väg", "led", "kol", "sol"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--year", "1999"], "1999"),
        (["--year", "2046"], "2046"),
        (["--year", "next"], "next"),
        (["--sort", "cost"], ", ".join(SORT_COLUMNS)),
        (["--sort", "npv:up"], "npv:up"),
        (["--perspective", "nobody"], "nobody"),
        (["--scenario", "nothing"], "nothing"),
        (["--json", "PLAN"], "is read by the command"),
    ],
)
def test_a_wrong_call_is_exit_2(run: Run, file: Path, arguments: list[str], said: str) -> None:
    done = run("gap", file, *(str(file) if item == "PLAN" else item for item in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in words(done.stderr)


def test_another_year_moves_every_part(run: Run, file: Path) -> None:
    shown = run("gap", file, "--year", "2035").stdout
    found = json.loads(run("gap", file, "--year", "2035", "--json", "-").stdout)
    assert found["year"] == found["closing"][0]["year"] == found["missing_per_tonne"][0]["year"] == 2035
    assert "Target year 2035" in shown
    assert "Tonnes 2035" in shown


def test_a_plan_without_emissions_or_actions_says_so(run: Run, tmp_path: Path) -> None:
    document = funded_document()
    bare = run("gap", write(tmp_path, document))
    assert bare.exit_code == 0
    assert t("gap.no_emissions", "en") in words(bare.stdout)
    assert t("closing.title", "en") not in bare.stdout
    for table in ("actions", "investments", "funding", "adopted_plan", "internal_rents"):
        document[table] = []
    empty = run("gap", write(tmp_path, document))
    assert empty.exit_code == 0
    assert t("gap.no_actions", "en") in words(empty.stdout)


def test_hostile_names_reach_no_terminal_and_tables_stay_narrow(run: Run, tmp_path: Path) -> None:
    document = gap_document()
    for table in ("organisations", "sectors", "actions", "targets", "adopted_plan"):
        for row in document[table]:
            row["name"] = f"\u202e=cmd|{{0}} {row['id']} " + "Å" * 120
    done = run("gap", write(tmp_path, document))
    assert done.exit_code == 0
    assert "\u202e" not in done.output
    tables = [line for line in done.stdout.splitlines() if "…" in line]
    assert len(tables) >= 20
    assert max(map(len, tables)) <= 140


def test_a_plan_that_cannot_be_used_is_exit_1(run: Run, bad_file: Path) -> None:
    done = run("gap", bad_file, "--json", "-")
    assert done.exit_code == 1
    assert {issue["code"] for issue in json.loads(done.stdout)["issues"]} == {"FM-M111", "FM-M104"}


@pytest.mark.parametrize("command", ["accounts", "sources", "curve", "sensitivity", "who-pays"])
def test_a_scenario_can_be_shown_by_every_command(run: Run, command: str) -> None:
    overlay = apply_scenario(load_plan(VAXJO).plan, "decided_only")
    name = next(row.name for row in load_plan(VAXJO).plan.scenarios if row.id == "decided_only")
    shown = run(command, VAXJO, "--scenario", "decided_only").stdout
    changes = t_n("count.change", len(overlay.changes), "en")
    assert shown.splitlines()[0] == t("cli.scenario_shown", "en", name=name, changes=changes)
    assert overlay.hash in shown
    found = json.loads(run(command, VAXJO, "--scenario", "decided_only", "--json", "-").stdout)
    assert (found["scenario"], found["scenario_hash"]) == ("decided_only", overlay.changes_hash)
    assert found["plan_hash"] == overlay.hash
    plain = json.loads(run(command, VAXJO, "--json", "-").stdout)
    assert plain["scenario"] is None
    assert plain["scenarios"] == found["scenarios"]
    assert {key for key in plain if plain[key] != found[key]} - {"plan_hash", "result_hash", "changes"} > {"scenario"}
    refused = run(command, VAXJO, "--scenario", "decided_onl")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "decided_only" in refused.stderr
