"""``finmodel compare`` and ``finmodel evaluate --scenario``."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finmodel.analysis.compare import compare
from finmodel.analysis.compare_rows import RowGroup
from finmodel.i18n import LANGUAGES, Language, t
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan
from tests.cli.conftest import Run

PLAN = str(sample_plan_path("vaxjo"))
GROUPS = [t(f"compare.group.{group}", "sv") for group in RowGroup]


def test_json_has_scenarios_rows_and_differences(run: Run) -> None:
    done = run("compare", PLAN, "--scenario", "own_and_loans", "--scenario", "grants_first", "--json", "-")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["scenarios"] == ["own_and_loans", "grants_first"]
    rows = {row["name"]: row for row in document["rows"]}
    expected = compare(load_plan(PLAN).plan, ("own_and_loans", "grants_first"))
    assert rows.keys() == {row.name for row in expected.rows}
    assert rows["external"]["values"] == list(expected.row("external").values)
    assert rows["external"]["differences"][0] == 0
    assert rows["external"]["unit"] == "money"


def test_evaluate_lists_scenarios_and_equals_compare(run: Run) -> None:
    base = json.loads(run("evaluate", PLAN, "--json", "-").stdout)
    assert (
        base["scenarios"]
        == sorted(base["scenarios"])
        == ["decided_only", "grants_first", "own_and_loans", "partnership"]
    )
    assert base["scenario"] is None
    one = json.loads(run("evaluate", PLAN, "--scenario", "decided_only", "--json", "-").stdout)
    assert one["scenario"] == "decided_only"
    assert one["changes"]
    assert one["plan_hash"] != base["plan_hash"]
    both = json.loads(run("compare", PLAN, "--scenario", "base", "--scenario", "decided_only", "--json", "-").stdout)
    rows = {row["name"]: row["values"] for row in both["rows"]}
    for name in ("npv", "npv_after_funding", "abatement_cost", "tonnes_total", "investment_total"):
        assert rows[name] == [base["portfolio"][name], one["portfolio"][name]]


@pytest.mark.parametrize("command", ["evaluate", "compare"])
def test_an_unknown_scenario_is_refused_with_the_nearest(run: Run, command: str) -> None:
    done = run(command, PLAN, "--scenario", "decided_onl")
    assert done.exit_code == 2
    assert "decided_only" in done.stderr
    assert not done.stdout


def test_a_year_off_the_axis_is_refused(run: Run) -> None:
    done = run("compare", PLAN, "--year", "1999")
    assert done.exit_code == 2
    assert "1999" in done.stderr


def test_every_year_is_shown_and_the_first_is_the_target(run: Run) -> None:
    asked = ("compare", PLAN, "--scenario", "base", "--year", "2033", "--year", "2028", "--language", "sv")
    document = json.loads(run(*asked, "--json", "-").stdout)
    assert (document["years"], document["target_year"]) == ([2028, 2033], 2033)
    table = run(*asked).stdout
    for year in (2028, 2033):
        assert f"Driftskonsekvens {year}, bolag och övriga" in table
    assert "2030" not in table
    assert run(*asked, "--year", "1999").exit_code == 2


def test_a_difference_stands_beside_its_scenario_and_names_are_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    lines = run("compare", PLAN, "--language", "sv").stdout.splitlines()
    heads = [line for line, rule in pairwise(lines) if rule.startswith("─") and "Skillnad" in line]
    assert len(heads) > 6  # more than a table a group: the columns do not fit beside each other
    assert all(line.split("Skillnad")[0].strip() not in ("", *GROUPS) for line in heads)
    assert "Nettonuvärde efter bidrag, Åtgärdens ägare [mnkr]" in " ".join(lines)
    assert not any("…" in line for line in lines if "[mnkr]" in line or "mnk" in line)


@pytest.mark.parametrize(
    ("language", "kept", "address"),
    [
        ("sv", "Åtgärder: Ingår – ", "; Källa: Grönt lån; Ordning: 2; Resten: Ja"),
        ("en", "Actions: Included – ", "; Source: Grönt lån; Order: 2; "),
    ],
)
def test_the_workbook_lists_changes_in_words(
    run: Run, tmp_path: Path, language: Language, kept: str, address: str
) -> None:
    target = tmp_path / "compare.xlsx"
    assert run("compare", PLAN, "--out", target, "--language", language).exit_code == 0
    sheet: Any = openpyxl.load_workbook(target)[t("workbook.result.scenario_changes.title", language)]
    rows = [[str(cell) for cell in row] for row in sheet.iter_rows(min_row=7, values_only=True)]
    texts = [cell for row in rows for cell in row]
    assert any(text.startswith(kept) for text in texts)
    assert any(address in text for text in texts)
    assert not any("{'" in text or "own_and_loans/" in text or text.endswith("…") for text in texts)
    first = t("workbook.result.scenario_changes.of_change", language, name="Endast beslutat", n=1)
    assert any(row[4] == first for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_and_the_workbook(run: Run, tmp_path: Path, language: Language) -> None:
    done = run("compare", PLAN, "--language", language)
    assert done.exit_code == 0
    assert "own_and_loans" in done.stdout
    target = tmp_path / "compare.xlsx"
    assert run("compare", PLAN, "--out", str(target), "--language", language).exit_code == 0
    book = openpyxl.load_workbook(target)
    expected = compare(load_plan(PLAN).plan)
    sheet: Any = book.worksheets[0]
    factor = expected.plan.settings.display_unit.factor
    numbers = {cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, int | float)}
    for value in expected.row("net_own").values:
        assert value is not None
        assert any(number == pytest.approx(value / factor) for number in numbers)
    assert len(sheet._charts) >= 5
    assert not any(str(cell).startswith("=") for ws in book for row in ws.iter_rows(values_only=True) for cell in row)


def test_scenarios_go_along_into_a_workbook(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    assert run("convert", PLAN, str(target)).exit_code == 0
    done = run("compare", str(target), "--scenario", "partnership", "--json", "-")
    assert done.exit_code == 0
    ours = json.loads(run("compare", PLAN, "--scenario", "partnership", "--json", "-").stdout)
    theirs = json.loads(done.stdout)
    assert theirs["rows"] == ours["rows"]


def test_a_broken_scenario_beside_the_plan_names_its_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "kommun"
    folder.mkdir()
    (folder / "plan.json").write_bytes(Path(PLAN).read_bytes())
    broken = {"scenario": {"id": "x", "name": "X"}, "changes": [{"operation": "leave_out", "actions": ["nobody"]}]}
    (folder / "x.json").write_text(json.dumps(broken), encoding="utf-8")
    done = run("compare", str(folder / "plan.json"))
    assert done.exit_code != 0
    assert "x.json#/changes/0/actions" in done.stderr
